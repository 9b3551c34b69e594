/*
 * Subjects of cases.
 */
#include "collector/correl/subject.h"

#include <string.h>

#include "lib/base/text.h"
#include "lib/model/resource.h"

/* Its faults are the building's, whichever device felt them first. */
static const char site_class[] = "site-power";
/* Two agents of one site that are silent are one trouble: its line, its power. */
static const char silence[] = "agent-silent";

void
vg_subject_of(const struct vg_kind *kind, const char *resource, const char *site,
    char subject[VG_RESOURCE_SIZE])
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	if (kind->key_has_part) {
		vg_text_copy(subject, VG_RESOURCE_SIZE, resource);
		return;
	}
	vg_resource_split(resource, class, name);
	bool is_power =
	    strcmp(kind->class, site_class) == 0 && strcmp(class, "device") == 0;
	bool is_silence = strcmp(kind->name, silence) == 0 && strcmp(class, "agent") == 0;
	if (*site && (is_power || is_silence))
		vg_text_format(subject, VG_RESOURCE_SIZE, "site/%s", site);
	else
		vg_text_format(subject, VG_RESOURCE_SIZE, "%s/%s", class, name);
}

void
vg_subject_title(
    const struct vg_kind *kind, const char *resource, char title[VG_TEXT_SIZE])
{
	char name[VG_NAME_SIZE];
	const char *part = vg_resource_split(resource, NULL, name);

	vg_text_format(title, VG_TEXT_SIZE, "%s: %s%s%s",
	    kind->label[0] ? kind->label : kind->name, name, *part ? " " : "", part);
}
