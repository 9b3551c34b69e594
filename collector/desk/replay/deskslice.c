/*
 * Slices of a recording.  Its parts follow each other; a slice is of one part.
 */
#include "collector/desk/replay/deskslice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/replay/deskoutcome.h"
#include "collector/desk/replay/deskpiece.h"
#include "collector/desk/replay/deskslicemessage.h"
#include "collector/recording/recordline.h"
#include "collector/store/record.h"
#include "collector/store/storereplay.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum part { HEAD, REVISIONS, OPEN_CASES, CLOSED_CASES, ROWS, ASKED, EVENTS, N_PARTS };

/* Where a reading is. */
struct place {
	int part;
	int64_t mark, begins; /* the mark's row and instant */
	int64_t act, last;    /* the last act told; the last message that is told */
	int64_t row;          /* of the part: the last one told */
	char number[VG_CASE_NUMBER_SIZE];
};

struct reading {
	struct vg_desk *desk;
	const struct vg_deskslice *ask;
	struct place at;
	struct vg_buf *lines;
	size_t n;
	bool over; /* the part has no more */
	struct vg_detail *detail;
};

static bool
is_full(const struct reading *r)
{
	return r->n >= VG_DESKSLICE_MAX ||
	    (r->n > 0 && r->ask->spent_us &&
		r->ask->spent_us(r->ask->cookie) >= VG_DESKSLICE_BUDGET_US);
}

static void
end_line(struct reading *r)
{
	vg_buf_add_u8(r->lines, '\n');
	r->n++;
}

/* --- cursor ---------------------------------------------------------------------------------- */

static void
write_cursor(const struct place *p, char next[VG_DESKSLICE_CURSOR_SIZE])
{
	vg_text_format(next, VG_DESKSLICE_CURSOR_SIZE,
	    "%d.%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64 ".%s", p->part,
	    p->mark, p->begins, p->act, p->last, p->row, p->number);
}

static bool
read_cursor(const char *text, struct place *p)
{
	char number[VG_CASE_NUMBER_SIZE] = "";
	int used = 0;

	memset(p, 0, sizeof(*p));
	int n = sscanf(text,
	    "%d.%" SCNd64 ".%" SCNd64 ".%" SCNd64 ".%" SCNd64 ".%" SCNd64 ".%n", &p->part,
	    &p->mark, &p->begins, &p->act, &p->last, &p->row, &used);
	if (n != 6 || used == 0 || p->part < 0 || p->part >= N_PARTS ||
	    strlen(text + used) >= sizeof(number))
		return false;
	vg_text_copy(p->number, sizeof(p->number), text + used);
	return true;
}

/* --- the beginning --------------------------------------------------------------------------- */

static int
read_pair(struct vg_desk *desk, int64_t id, int64_t *found, int64_t *received)
{
	const size_t q = VG_STOREREPLAY_RECEIVED;
	int code = vg_db_query(desk->db, q, "i", id);

	*found = *received = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*found = vg_db_int(desk->db, q, 0);
		*received = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
newest_message(struct vg_desk *desk, int64_t *id)
{
	int code = vg_db_query(desk->db, VG_SQL_MESSAGE_LAST, "");

	*id = 0;
	if (code == VG_OK && vg_db_next(desk->db, VG_SQL_MESSAGE_LAST)) {
		*id = vg_db_int(desk->db, VG_SQL_MESSAGE_LAST, 0);
		vg_db_done(desk->db, VG_SQL_MESSAGE_LAST);
	}
	return code;
}

/*
 * The last act that began to count time anew, no later than 'to': a start, or a step of the clock; "0"
 * none.  'message' is the newest one of then.
 */
static int
find_step(struct vg_desk *desk, struct vg_wall to, int64_t *act, int64_t *message)
{
	const size_t q = VG_STOREREPLAY_STEP_LAST;
	int code = vg_db_query(desk->db, q, "i", to.us);

	*act = *message = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*act = vg_db_int(desk->db, q, 0);
		*message = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/*
 * The last message until 'to': from where the clock began for the last time no later than that, ids
 * ascend with time, so that it is found by halves.  What came before has been lived by then,
 * whatever its time says.
 */
static int
find_last(struct vg_desk *desk, int64_t first, struct vg_wall to, int64_t *last)
{
	int64_t step, low, high, found, received;
	int code = find_step(desk, to, &step, &low);

	if (low < first)
		low = first;
	if (code == VG_OK)
		code = newest_message(desk, &high);
	while (code == VG_OK && low < high) {
		int64_t middle = low + (high - low + 1) / 2;
		code = read_pair(desk, middle, &found, &received);
		if (found && received <= to.us)
			low = found <= high ? found : high;
		else
			high = middle - 1;
	}
	*last = low;
	return code;
}

static int
refuse_from(struct reading *r)
{
	char when[VG_INSTANT_TEXT_SIZE];
	const size_t q = VG_STOREREPLAY_MARK_OLDEST;
	struct vg_wall oldest = {0};

	if (vg_db_query(r->desk->db, q, "") == VG_OK && vg_db_next(r->desk->db, q)) {
		oldest.us = vg_db_int(r->desk->db, q, 0);
		vg_db_done(r->desk->db, q);
	}
	vg_instant_text(oldest, when);
	return vg_detail_set(r->detail, VG_ENOENT,
	    "recording: raw messages are kept %u days (retention messages-days), and what "
	    "a replay needs beside them: the oldest that it can begin with is of %s; give "
	    "a later --from",
	    r->desk->conf->retention.messages_days, when);
}

static int
find_mark(struct reading *r, int64_t *revision)
{
	const size_t q = VG_STOREREPLAY_MARK_AT;
	struct vg_db *db = r->desk->db;
	int64_t message, found, received;
	int code = vg_db_query(db, q, "i", r->ask->from.us);

	if (code != VG_OK)
		return code;
	if (!vg_db_next(db, q))
		return refuse_from(r);
	r->at.mark = vg_db_int(db, q, 0);
	r->at.begins = vg_db_int(db, q, 1);
	message = vg_db_int(db, q, 2);
	r->at.act = vg_db_int(db, q, 3);
	*revision = vg_db_int(db, q, 4);
	vg_db_done(db, q);
	code = read_pair(r->desk, message + 1, &found, &received);
	if (code == VG_OK && found && found != message + 1)
		return refuse_from(r); /* what came next went before its time */
	if (code == VG_OK)
		code = find_last(r->desk, message, r->ask->to, &r->at.last);
	return code;
}

static int
begin(struct reading *r)
{
	const struct vg_deskslice *ask = r->ask;
	int64_t revision = 0;

	if (vg_instant_compare(ask->to, ask->from) <= 0)
		return vg_detail_set(r->detail, VG_EINVAL,
		    "recording: it ends before it begins; give a --to behind --from, and "
		    "neither lies ahead");
	int code = find_mark(r, &revision);
	if (code != VG_OK)
		return code;
	vg_recordline_begin(r->lines, VG_RECORDLINE_HEAD);
	vg_recordline_int(r->lines, "version", VG_RECORDLINE_VERSION);
	vg_recordline_int(r->lines, "from", ask->from.us);
	vg_recordline_int(r->lines, "to", ask->to.us);
	vg_recordline_int(r->lines, "begins", r->at.begins);
	vg_recordline_int(r->lines, "revision", revision);
	vg_recordline_bool(r->lines, "masked", false);
	vg_recordline_text(r->lines, "collector", r->desk->conf->name);
	vg_recordline_bool(r->lines, "cases", true);
	vg_recordline_end(r->lines);
	end_line(r);
	r->at.row = revision > 0 ? revision - 1 : 0;
	r->over = true;
	return VG_OK;
}

/* --- its parts ------------------------------------------------------------------------------- */

/*
 * A tree: the one in force at the mark, and those since, in pieces.  A slice that ends in the
 * middle of one ends without a newline; where it goes on stands in the place of a case's number.
 */
static int
tell_revision(struct reading *r)
{
	int64_t id = r->at.row + 1, offset = strtoll(r->at.number, NULL, 10);
	size_t before = r->lines->size;

	r->over = id > vg_deskrevision_last(r->desk);
	if (r->over)
		return VG_OK;
	if (offset == 0) {
		vg_recordline_begin(r->lines, VG_RECORDLINE_REVISION);
		vg_recordline_int(r->lines, "number", id);
		vg_recordline_json(r->lines, "content", "");
	}
	int code = vg_deskpiece_read(r->desk, id, VG_DESKPIECE_SIZE, &offset, r->lines);
	if (code == VG_OK && offset >= 0)
		return vg_text_format(
		    r->at.number, sizeof(r->at.number), "%" PRId64, offset);
	if (code == VG_OK) {
		vg_recordline_end(r->lines);
		end_line(r);
	}
	if (code == VG_ENOENT)
		r->lines->size = before; /* a number that was never used */
	r->at.row = id;
	r->at.number[0] = '\0';
	return code == VG_ENOENT ? VG_OK : code;
}

static int
tell_case(struct reading *r)
{
	size_t before = r->lines->size;
	int code = vg_deskoutcome_write(
	    r->desk, r->at.number, r->ask->from, r->ask->to, r->ask->now, r->lines);

	if (r->lines->size > before)
		end_line(r);
	return code;
}

static int
tell_cases(struct reading *r)
{
	int code = VG_OK;

	/* Each is looked at, whether or not it is told. */
	for (int i = 0; code == VG_OK && i < VG_DESKSLICE_MAX && !is_full(r); i++) {
		code = r->at.part == OPEN_CASES
		    ? vg_deskoutcome_next_open(r->desk, r->at.number)
		    : vg_deskoutcome_next_closed(r->desk, &r->at.row, r->at.number);
		r->over = !r->at.number[0];
		if (code != VG_OK || r->over)
			return code;
		code = tell_case(r);
	}
	return code;
}

/* Rows that statement 'q' finds of 'of', a mark or its time. */
static int
tell_rows(struct reading *r, size_t q, int64_t of)
{
	struct vg_db *db = r->desk->db;
	int code = vg_db_query(db, q, "iii", of, r->at.row, (int64_t)VG_DESKSLICE_MAX);

	r->over = true;
	while (code == VG_OK && vg_db_next(db, q)) {
		r->at.row = vg_db_int(db, q, 0);
		vg_buf_add_text(r->lines, vg_db_text(db, q, 1));
		end_line(r);
		if (is_full(r)) {
			r->over = false;
			vg_db_done(db, q);
			break;
		}
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Whether an act behind 'act' sets the clock to a time that is not later than the end. */
static int
goes_back(struct reading *r, int64_t act, bool *back)
{
	int64_t step, unused;
	int code = find_step(r->desk, r->ask->to, &step, &unused);

	*back = step > act;
	return code;
}

/*
 * Acts that came behind message 'message' and before the next; those after 'to' are the end, unless
 * the clock was set back to before it later.
 */
static int
tell_acts(struct reading *r, int64_t message, bool *left)
{
	const size_t q = VG_STOREREPLAY_ACTS;
	struct vg_db *db = r->desk->db;
	int code = vg_db_query(db, q, "ii", r->at.act, (int64_t)VG_DESKSLICE_MAX + 1);

	*left = false;
	while (code == VG_OK && vg_db_next(db, q)) {
		const int64_t act = vg_db_int(db, q, 0);
		bool later = vg_db_int(db, q, 1) > message, told = true;
		*left = is_full(r) && !later;
		if (!later && !*left && vg_db_int(db, q, 2) > r->ask->to.us)
			code = goes_back(r, act, &told);
		if (code != VG_OK || later || *left || !told) {
			vg_db_done(db, q);
			break;
		}
		r->at.act = act;
		vg_buf_add_text(r->lines, vg_db_text(db, q, 3));
		end_line(r);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
tell_events(struct reading *r)
{
	const size_t q = VG_STOREREPLAY_MESSAGES;
	struct vg_db *db = r->desk->db;
	bool left = false;
	int code = tell_acts(r, r->at.row, &left);

	r->over = code == VG_OK && !left && r->at.row >= r->at.last;
	if (code != VG_OK || left || r->over)
		return code;
	code = vg_db_query(db, q, "ii", r->at.row, (int64_t)VG_DESKSLICE_MAX);
	while (code == VG_OK && !left && !is_full(r) && r->at.row < r->at.last &&
	    vg_db_next(db, q)) {
		struct vg_deskslicemessage m = {.id = vg_db_int(db, q, 0),
		    .received = {vg_db_int(db, q, 1)},
		    .type = (int)vg_db_int(db, q, 2)};
		m.body = vg_db_blob(db, q, 4, &m.size);
		r->at.row = m.id;
		r->n += vg_deskslicemessage_write(r->desk, &m, r->lines);
		code = tell_acts(r, r->at.row, &left);
	}
	vg_db_done(db, q);
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- a slice --------------------------------------------------------------------------------- */

static int
first_row(struct reading *r)
{
	const size_t q = VG_STOREREPLAY_MARK_AT;
	int code = vg_db_query(r->desk->db, q, "i", r->at.begins);

	if (code == VG_OK && vg_db_next(r->desk->db, q)) {
		r->at.row = vg_db_int(r->desk->db, q, 2);
		vg_db_done(r->desk->db, q);
	}
	return code;
}

/* The next part begins at its own beginning. */
static int
go_on(struct reading *r)
{
	r->at.part++;
	r->at.number[0] = '\0';
	if (r->at.part == EVENTS)
		return first_row(r);
	if (r->at.part == CLOSED_CASES)
		r->at.row = r->ask->from.us - 1;
	else if (r->at.part != REVISIONS)
		r->at.row = 0;
	return VG_OK;
}

static int
tell(struct reading *r)
{
	switch ((enum part)r->at.part) {
	case HEAD:
		return begin(r);
	case REVISIONS:
		return tell_revision(r);
	case OPEN_CASES:
	case CLOSED_CASES:
		return tell_cases(r);
	case ROWS:
		return tell_rows(r, VG_STOREREPLAY_ROWS, r->at.mark);
	case ASKED:
		return tell_rows(r, VG_STOREREPLAY_UNITS, r->at.begins);
	case EVENTS:
		return tell_events(r);
	case N_PARTS:
		break;
	}
	return VG_EINVAL;
}

int
vg_deskslice_read(struct vg_desk *desk, const struct vg_deskslice *ask,
    struct vg_buf *lines, char next[VG_DESKSLICE_CURSOR_SIZE], struct vg_detail *detail)
{
	struct reading r = {.desk = desk, .ask = ask, .lines = lines, .detail = detail};

	next[0] = '\0';
	if (ask->cursor[0] && !read_cursor(ask->cursor, &r.at))
		return vg_detail_set(
		    detail, VG_EINVAL, "recording: '%.40s' is no cursor", ask->cursor);
	int code = tell(&r);
	if (code != VG_OK)
		return detail->code == code
		    ? code
		    : vg_detail_set(detail, code, "%s", vg_error_text(code));
	if (r.over && r.at.part == EVENTS)
		return VG_OK;
	if (r.over)
		code = go_on(&r);
	write_cursor(&r.at, next);
	return code;
}

int
vg_deskslice_audit(
    struct vg_desk *desk, const struct vg_actor *actor, const struct vg_deskslice *ask)
{
	char from[VG_INSTANT_TEXT_SIZE], to[VG_INSTANT_TEXT_SIZE], object[64];

	vg_instant_text(ask->from, from);
	vg_instant_text(ask->to, to);
	vg_text_format(object, sizeof(object), "%.19s %.19s", from, to);
	int code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = vg_desk_audit(
		    desk, actor, ask->now, "recording-read", object, "read");
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}
