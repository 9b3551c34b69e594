/*
 * Page classes: how urgently a person is told of a case, from W1 (at once, at any hour) to W4
 * (never, a weekly list).  W, so that they are not mistaken for clauses.
 *
 * Pure.  Source: states.md 2.1 and 2.2 as docs/policy.md tells it, clause P6.
 */
#ifndef VG_COLLECTOR_PAGE_PAGECLASS_H
#define VG_COLLECTOR_PAGE_PAGECLASS_H

#include <stddef.h>

#include "collector/case/casestate.h"
#include "lib/model/severity.h"
#include "lib/pack/pack.h"

enum vg_page_class {
	VG_PAGE_NONE = 0, /* nothing stands of which a person is told */
	VG_PAGE_W1,
	VG_PAGE_W2,
	VG_PAGE_W3,
	VG_PAGE_W4
};

/* A fault that stands in a case. */
struct vg_page_fault {
	const struct vg_kind
	    *kind; /* borrowed, with the tree's numbers; NULL: no pack has it */
	enum vg_severity severity;
};

/* The class of one fault: its kind's, else its severity's. */
enum vg_page_class
vg_pageclass_of_fault(const struct vg_page_fault *fault);

/*
 * The class of a case in 'state' of which 'worst' is the most urgent fault's class (NONE: no fault
 * stands).  Quarantine and observed wake nobody: W3 at most.  Triage pages nobody: its clock warns
 * the triage queue (P6).  What is over pages nobody.
 */
enum vg_page_class
vg_pageclass_of_case(enum vg_case_state state, enum vg_page_class worst);

/* The more urgent of two. */
enum vg_page_class
vg_pageclass_worse(enum vg_page_class one, enum vg_page_class other);

#endif
