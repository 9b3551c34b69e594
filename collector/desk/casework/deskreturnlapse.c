/*
 * Suggestions that lapse.
 */
#include "collector/desk/casework/deskreturnlapse.h"

#include <stdlib.h>

#include "collector/desk/casework/deskreturnrow.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static int
lapse_one(struct vg_desk *desk, const char *number, bool over, struct vg_wall now)
{
	struct vg_return_row row;
	struct vg_return_outcome out;
	struct vg_detail refused;
	char text[VG_TEXT_SIZE];
	int code = vg_deskreturnrow_get(desk, number, &row);

	if (code != VG_OK || row.state != VG_RETURN_SG)
		return code;
	const struct vg_return_guard guard = {
	    .state = row.state, .alarm_cleared = true, .settled = true, .now = now};
	if (vg_returnstate_apply(&guard, VG_RETURN_LAPSE, &out, &refused) != VG_OK)
		return VG_OK;
	vg_text_format(text, sizeof(text), "return %s lapses: %s", number,
	    over ? "the case is over" : "cleared and settled, no key was given");
	code = vg_db_run(desk->db, VG_STORERETURN_STATE, "ttii", number,
	    vg_returnstate_text(out.next), now.us, now.us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORERETURN_STEP, "ttttiitt", number,
		    "lapse", vg_returnstate_text(row.state),
		    vg_returnstate_text(out.next), now.us, now.us, "vigie", text);
	return code == VG_OK
	    ? vg_desk_journal(desk, row.case_number, now, now, "return", "vigie", text)
	    : code;
}

int
vg_deskreturnlapse_all(
    struct vg_desk *desk, const char *case_number, bool over, struct vg_wall now)
{
	struct vg_return_numbers numbers;
	int code =
	    vg_deskreturnrow_numbers(desk, VG_STORERETURN_OF_CASE, case_number, &numbers);

	for (size_t i = 0; code == VG_OK && i < numbers.n; i++)
		code = lapse_one(desk, numbers.number[i], over, now);
	free(numbers.number);
	return code;
}
