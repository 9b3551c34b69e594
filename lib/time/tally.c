/*
 * Lines of explanations.
 */
#include "lib/time/tally.h"

#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

struct vg_tally_line *
vg_tally_add(
    struct vg_tally *tally, int64_t day, enum vg_tally_why why, const char *reason)
{
	if (!tally)
		return NULL;
	tally->lines = vg_mem_grow(
	    tally->lines, &tally->room, tally->n_lines, sizeof(*tally->lines));
	struct vg_tally_line *line = &tally->lines[tally->n_lines++];
	*line = (struct vg_tally_line){.day = day, .why = why};
	vg_text_copy(line->reason, sizeof(line->reason), reason);
	return line;
}

void
vg_tally_fini(struct vg_tally *tally)
{
	free(tally->lines);
	*tally = (struct vg_tally){0};
}
