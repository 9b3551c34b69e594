/*
 * Why.  An alarm names its last decision, each decision the one before it: an alarm's list walks
 * that chain; a case's gathers the chains of its alarms and puts them in the order of time.
 */
#include "collector/desk/view/deskwhy.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/desklist.h"
#include "collector/desk/record/deskdecision.h"
#include "collector/store/storedecision.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"

/* Of one alarm, and of one case: what is older is in the lists of its alarms. */
enum { CHAIN_MAX = 10000, STORY_MAX = 100000 };

/* --- one, and lists ------------------------------------------------------------------------ */

/* Calls 'cb' for the decision 'id', if it is kept; '*previous' is the alarm's one before it. */
static int
give(struct vg_desk *desk, int64_t id, int64_t *previous, vg_deskwhy_cb cb, void *cookie)
{
	const size_t q = VG_STOREDECISION_ONE;
	struct vg_why why;
	int code = vg_db_query(desk->db, q, "i", id);

	*previous = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*previous = vg_deskdecision_read(desk->db, q, &why);
	vg_db_done(desk->db, q);
	cb(&why, cookie);
	return VG_OK;
}

/* The one number of a query that was just bound with 'code'; 0: none. */
static int
ask(struct vg_desk *desk, int code, size_t q, int64_t *number)
{
	*number = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*number = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskwhy_all(
    struct vg_desk *desk, struct vg_deskpage *page, vg_deskwhy_cb cb, void *cookie)
{
	const size_t q = VG_STOREDECISION_LAST;
	struct vg_desklist_walk walk = {desk, page, "decisions", q, .key.n = {INT64_MAX}};
	struct vg_why why;
	int code = vg_desklist_begin(&walk);

	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "ii", walk.key.n[0], walk.want);
	while (code == VG_OK && vg_desklist_next(&walk)) {
		vg_deskdecision_read(desk->db, q, &why);
		walk.key.n[0] = why.id;
		cb(&why, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskwhy_alarm(struct vg_desk *desk, int64_t id, struct vg_deskpage *page,
    vg_deskwhy_cb cb, void *cookie)
{
	struct vg_deskpage_key key = {.n = {0}};
	int64_t want = vg_desklist_want(page), next = 0;
	int code = page ? vg_deskpage_begin(page, "alarm", &key) : VG_OK;

	if (code == VG_OK && key.n[0])
		next = key.n[0];
	else if (code == VG_OK)
		code = ask(desk, vg_db_query(desk->db, VG_STOREDECISION_HEAD, "i", id),
		    VG_STOREDECISION_HEAD, &next);
	for (int64_t n = 1; code == VG_OK && next; n++) {
		if (n == want) {
			key.n[0] = next;
			vg_deskpage_more(page, "alarm", &key);
			break;
		}
		code = give(desk, next, &next, cb, cookie);
	}
	return code;
}

int
vg_deskwhy_message(struct vg_desk *desk, int64_t row, vg_deskwhy_cb cb, void *cookie)
{
	const size_t q = VG_STOREDECISION_OF_MESSAGE;
	const int64_t first = row << VG_STOREDECISION_SHIFT;
	struct vg_why why;
	int code =
	    vg_db_query(desk->db, q, "ii", first, first + VG_STOREDECISION_OWN - 1);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_deskdecision_read(desk->db, q, &why);
		cb(&why, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* --- a case -------------------------------------------------------------------------------- */

/* Numbers of decisions; those of an alarm whose case is not known yet stand at the end. */
struct story {
	int64_t *id; /* owned */
	size_t n, room;
};

static void
add(struct story *s, int64_t id)
{
	s->id = vg_mem_grow(s->id, &s->room, s->n, sizeof(*s->id));
	s->id[s->n++] = id;
}

/* A clear that counts, whichever case it was told to. */
static bool
is_end(enum vg_why_way way)
{
	return way == VG_WHY_CLEAR_DONE || way == VG_WHY_CLEAR_LASTED;
}

/*
 * Walks an alarm's chain from its end: what is of the case, and before it what led there, back to
 * the alarm's other case or to its end before.  What follows the last of a case is not its own.
 */
static int
walk_chain(struct vg_desk *desk, int64_t id, const char *number, struct story *s)
{
	const size_t q = VG_STOREDECISION_STEP;
	bool ours = false;
	int code = VG_OK;

	for (int i = 0; code == VG_OK && id && i < CHAIN_MAX && s->n < STORY_MAX; i++) {
		code = vg_db_query(desk->db, q, "i", id);
		if (code != VG_OK || !vg_db_next(desk->db, q))
			return code == VG_OK ? vg_db_failed(desk->db) : code;
		int64_t previous = vg_db_int(desk->db, q, 0);
		const char *of = vg_db_text(desk->db, q, 1);
		enum vg_why_way way = (enum vg_why_way)vg_db_int(desk->db, q, 2);
		if (of[0])
			ours = strcmp(of, number) == 0;
		else if (is_end(way))
			ours = false;
		if (ours)
			add(s, id);
		vg_db_done(desk->db, q);
		id = previous;
	}
	return code;
}

static int
read_members(struct vg_desk *desk, const char *number, struct story *alarms)
{
	const size_t q = VG_STOREDECISION_MEMBERS;
	int code = vg_db_query(desk->db, q, "t", number);

	while (code == VG_OK && vg_db_next(desk->db, q))
		add(alarms, vg_db_int(desk->db, q, 0));
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int
gather(struct vg_desk *desk, const char *number, struct story *s)
{
	struct story alarms = {.id = NULL};
	int code = read_members(desk, number, &alarms);

	if (alarms.n > 1)
		qsort(alarms.id, alarms.n, sizeof(*alarms.id), by_number);
	for (size_t i = 0; code == VG_OK && i < alarms.n; i++) {
		int64_t last = 0;
		/* It may have left the case and come back. */
		if (i && alarms.id[i] == alarms.id[i - 1])
			continue;
		code = ask(desk,
		    vg_db_query(desk->db, VG_STOREDECISION_HEAD, "i", alarms.id[i]),
		    VG_STOREDECISION_HEAD, &last);
		if (code == VG_OK)
			code = walk_chain(desk, last, number, s);
	}
	free(alarms.id);
	if (s->n > 1)
		qsort(s->id, s->n, sizeof(*s->id), by_number);
	return code;
}

int
vg_deskwhy_case(struct vg_desk *desk, const char *number, struct vg_deskpage *page,
    vg_deskwhy_cb cb, void *cookie)
{
	struct vg_deskpage_key key = {.n = {0}};
	struct story s = {.id = NULL};
	int64_t want = vg_desklist_want(page), n = 1, unused;
	int code = page ? vg_deskpage_begin(page, "case", &key) : VG_OK;

	if (code == VG_OK)
		code = gather(desk, number, &s);
	for (size_t i = 0; code == VG_OK && i < s.n; i++) {
		if (s.id[i] <= key.n[0])
			continue;
		if (n++ == want) {
			vg_deskpage_more(page, "case", &key);
			break;
		}
		key.n[0] = s.id[i];
		code = give(desk, s.id[i], &unused, cb, cookie);
	}
	free(s.id);
	return code;
}

/* --- names --------------------------------------------------------------------------------- */

int
vg_deskwhy_number(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, int64_t *id)
{
	const size_t q = VG_STOREDECISION_ALARM;

	return ask(
	    desk, vg_db_query(desk->db, q, "ttt", resource, kind, qualifier), q, id);
}

int
vg_deskwhy_row(struct vg_desk *desk, const char *agent, int64_t sequence, int64_t *row)
{
	const size_t q = VG_STOREDECISION_NUMBER;

	return ask(desk, vg_db_query(desk->db, q, "ti", agent, sequence), q, row);
}
