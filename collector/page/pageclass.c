/*
 * Classes of pages.
 */
#include "collector/page/pageclass.h"

/* Of kinds that say nothing. */
static enum vg_page_class
of_severity(enum vg_severity severity)
{
	switch (severity) {
	case VG_SEVERITY_CRITICAL:
		return VG_PAGE_W1;
	case VG_SEVERITY_MAJOR:
		return VG_PAGE_W2;
	case VG_SEVERITY_MINOR:
		return VG_PAGE_W3;
	case VG_SEVERITY_WARNING:
	case VG_SEVERITY_INDETERMINATE:
		return VG_PAGE_W4;
	case VG_SEVERITY_CLEARED:
		break;
	}
	return VG_PAGE_NONE;
}

enum vg_page_class
vg_pageclass_of_fault(const struct vg_page_fault *fault)
{
	uint8_t said = fault->kind ? fault->kind->page[fault->severity] : 0;

	if (fault->severity == VG_SEVERITY_CLEARED)
		return VG_PAGE_NONE;
	return said ? (enum vg_page_class)said : of_severity(fault->severity);
}

enum vg_page_class
vg_pageclass_worse(enum vg_page_class one, enum vg_page_class other)
{
	if (one == VG_PAGE_NONE || other == VG_PAGE_NONE)
		return one == VG_PAGE_NONE ? other : one;
	return one < other ? one : other;
}

enum vg_page_class
vg_pageclass_of_case(enum vg_case_state state, enum vg_page_class worst)
{
	if (!vg_casestate_is_open(state) || state == VG_CASE_TR)
		return VG_PAGE_NONE;
	if ((state == VG_CASE_QU || state == VG_CASE_OB) &&
	    (worst == VG_PAGE_W1 || worst == VG_PAGE_W2))
		return VG_PAGE_W3;
	return worst;
}
