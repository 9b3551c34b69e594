/*
 * Occasions of previews.
 */
#include "collector/desk/mail/deskletteroccasion.h"

#include <stdbool.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskletter.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/*
 * Of the clocks that 'role' is told of, the first that the case has; who is ours is told
 * of the next due.
 */
static const struct vg_clock_entry *
clock_for(const struct vg_clock_list *list, const char *role)
{
	static const enum vg_target client[] = {
	    VG_TARGET_FAULTY_BACK, VG_TARGET_REPLACEMENT, VG_TARGET_FIRST_REPLY};
	static const enum vg_target supplier[] = {
	    VG_TARGET_SUPPLIER_MOVE, VG_TARGET_REPLACEMENT, VG_TARGET_SUPPLIER_TICKET};
	bool is_client = strcmp(role, "client") == 0;
	const enum vg_target *told = is_client ? client : supplier;

	if (!is_client && !vg_text_starts(role, "supplier"))
		return vg_clock_next(list);
	for (size_t t = 0; t < sizeof(client) / sizeof(client[0]); t++) {
		for (size_t i = 0; i < list->n; i++) {
			if (list->entries[i].target == told[t])
				return &list->entries[i];
		}
	}
	return NULL;
}

/* What only an occasion gives: a clock, half of its time gone. */
static int
find_clock(struct vg_desk *desk, const struct vg_case_row *of_case, struct vg_wall now,
    struct vg_deskletter_row *row)
{
	struct vg_clock_list list = {0};
	bool is_due = strcmp(row->template, "replacement-due") == 0;
	int code = vg_clock_list(desk, of_case, now, &list);
	const struct vg_clock_entry *e =
	    code == VG_OK ? clock_for(&list, row->role) : NULL;

	for (size_t i = 0; code == VG_OK && is_due && i < list.n; i++) {
		if (list.entries[i].target == VG_TARGET_REPLACEMENT)
			e = &list.entries[i];
	}
	if (e) {
		vg_text_copy(
		    row->target, sizeof(row->target), vg_sla_rule(e->target)->name);
		vg_text_copy(row->part, sizeof(row->part), e->part);
	}
	row->percent = vg_text_starts(row->template, "breach") ? 100 : 50;
	vg_clock_list_fini(&list);
	return code;
}

const char *
vg_deskletteroccasion_turn(const char *template)
{
	return vg_text_starts(template, "target")  ? "return-ship"
	    : vg_text_starts(template, "page")     ? "opened"
	    : vg_text_starts(template, "merged")   ? "merged"
	    : strcmp(template, "mail") == 0        ? "reopened"
	    : strcmp(template, "wrote") == 0       ? "client-wrote"
	    : strcmp(template, "return-send") == 0 ? "return-replace"
						   : template;
}

static bool
tells_a_clock(const char *template)
{
	return vg_text_starts(template, "warning") ||
	    vg_text_starts(template, "breach") ||
	    strcmp(template, "replacement-due") == 0;
}

int
vg_deskletteroccasion_make(struct vg_desk *desk, const struct vg_case_row *of_case,
    struct vg_wall now, struct vg_deskletter_row *row)
{
	return tells_a_clock(row->template) ? find_clock(desk, of_case, now, row) : VG_OK;
}
