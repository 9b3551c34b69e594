/*
 * The number of applied messages.
 */
#include "collector/desk/record/deskcount.h"

#include "lib/base/error.h"

/* In meta: the number, and the row up to which it holds. */
static const char number[] = "messages-applied", upto[] = "messages-counted";

/* So many are counted again at start, at most. */
enum { LATE = 4096 };

static int
ask(struct vg_desk *desk, size_t q, const char *types, int64_t after, int64_t *answer)
{
	int code = *types ? vg_db_query(desk->db, q, types, after)
			  : vg_db_query(desk->db, q, "");

	*answer = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*answer = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskcount_open(struct vg_desk *desk)
{
	return ask(desk, VG_SQL_MESSAGE_BEHIND, "i", vg_desk_number(desk, upto, 0),
	    &desk->count.late);
}

void
vg_deskcount_stored(struct vg_desk *desk)
{
	desk->count.applied++;
}

void
vg_deskcount_changed(struct vg_desk *desk, int64_t by)
{
	desk->count.applied += by;
	desk->count.changed++;
}

struct vg_deskcount_mark
vg_deskcount_mark(const struct vg_desk *desk)
{
	return (struct vg_deskcount_mark){desk->count.applied, desk->count.changed};
}

void
vg_deskcount_undo(struct vg_desk *desk, struct vg_deskcount_mark mark)
{
	desk->count.applied = mark.applied;
	desk->count.changed = mark.changed;
}

int
vg_deskcount_write(struct vg_desk *desk)
{
	struct vg_desk_count *c = &desk->count;
	int64_t last = 0;

	/*
	 * What was only added stands behind the row and is found again at start; what changed may
	 * not.
	 */
	if (!c->changed && c->late + c->applied < LATE)
		return VG_OK;
	int code = ask(desk, VG_SQL_MESSAGE_LAST, "", 0, &last);
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_SQL_META_ADD, "ti", number, c->applied + c->late);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_META_PUT, "ti", upto, last);
	c->written = code == VG_OK;
	return code;
}

void
vg_deskcount_end(struct vg_desk *desk, bool committed)
{
	struct vg_desk_count *c = &desk->count;

	if (committed)
		c->late = c->written ? 0 : c->late + c->applied;
	c->applied = c->changed = 0;
	c->written = false;
}

int64_t
vg_deskcount_applied(struct vg_desk *desk)
{
	return vg_desk_number(desk, number, 0) + desk->count.late;
}
