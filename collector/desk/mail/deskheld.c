/*
 * Messages that are not taken, told of together.
 */
#include "collector/desk/mail/deskheld.h"

#include <inttypes.h>
#include <string.h>

#include "collector/store/storeheld.h"
#include "collector/store/storequeue.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const struct kind {
	const char *name;
	int64_t within_us; /* so long is told of together */
	size_t note, all, why;
	const char *begins; /* until it is made */
	const char *says;
} kinds[] = {
    {"refused-many@", 10 * VG_MINUTE_US, VG_STOREHELD_REFUSED, VG_STOREHELD_REFUSED_ALL,
	VG_STOREHELD_REFUSED_WHY, "several messages are refused while others are taken",
	"messages that were refused while others were taken"},
    {"held-many@", VG_HOUR_US, VG_STOREHELD_HELD, VG_STOREHELD_HELD_ALL,
	VG_STOREHELD_HELD_WHY, "several messages are refused so far",
	"messages that were refused"},
};

/* What was noted of one kind. */
struct noted {
	int64_t n, waits;
	struct vg_wall first, last;
};

static int
look(struct vg_desk *desk, const struct kind *k, int64_t from, struct noted *noted)
{
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, k->all, "ii", from, from + k->within_us);

	*noted = (struct noted){.n = 0};
	if (code != VG_OK || !vg_db_next(db, k->all))
		return code == VG_OK ? vg_db_failed(db) : code;
	noted->n = vg_db_int(db, k->all, 0);
	noted->first.us = vg_db_int(db, k->all, 1);
	noted->last.us = vg_db_int(db, k->all, 2);
	noted->waits = vg_db_int(db, k->all, 3);
	vg_db_done(db, k->all);
	return VG_OK;
}

int
vg_deskheld_note(struct vg_act_call *call, int64_t id, bool all, bool *fresh, bool *alone)
{
	const struct kind *k = &kinds[all];
	const int64_t nth = call->now.us / k->within_us, from = nth * k->within_us;
	struct vg_db *db = call->desk->db;
	char transition[48];
	struct noted noted;
	int code = vg_db_run(db, k->note, "ii", id, call->now.us);

	*fresh = code == VG_OK && vg_db_changes(db) > 0;
	*alone = false;
	if (!*fresh)
		return code;
	code = look(call->desk, k, from, &noted);
	*alone = noted.n <= 1;
	if (code != VG_OK || *alone)
		return code;
	vg_text_format(transition, sizeof(transition), "%s%" PRId64, k->name, nth);
	return vg_db_run(db, VG_STOREHELD_ADD, "itti", call->now.us, k->begins,
	    transition, from + k->within_us);
}

/* --- words ----------------------------------------------------------------------------------- */

static int
find_why(struct vg_desk *desk, const struct kind *k, int64_t from, char why[VG_TEXT_SIZE])
{
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, k->why, "ii", from, from + k->within_us);

	why[0] = '\0';
	if (code != VG_OK || !vg_db_next(db, k->why))
		return code == VG_OK ? vg_db_failed(db) : code;
	vg_text_copy(why, VG_TEXT_SIZE, vg_db_text(db, k->why, 0));
	vg_db_done(db, k->why);
	return VG_OK;
}

static int
say(struct vg_act_call *call, int64_t id, const struct kind *k, int64_t from)
{
	char first[VG_INSTANT_TEXT_SIZE], last[VG_INSTANT_TEXT_SIZE];
	char why[VG_TEXT_SIZE], line[VG_TEXT_SIZE];
	struct noted noted;
	int code = look(call->desk, k, from, &noted);

	if (code == VG_OK)
		code = find_why(call->desk, k, from, why);
	/* Erased meanwhile: it tells what it told from its beginning. */
	if (code != VG_OK || noted.n == 0)
		return code;
	vg_instant_text(noted.first, first);
	vg_instant_text(noted.last, last);
	/* What is sent meanwhile keeps no answer. */
	vg_text_format(line, sizeof(line),
	    "%s: %" PRId64 ", the first %s, the last %s, %" PRId64
	    " of them still wait%s%s",
	    k->says, noted.n, first, last, noted.waits,
	    why[0] ? "; the last answer: " : "", why);
	return vg_db_run(call->desk->db, VG_STOREHELD_WORDS, "it", id, line);
}

int
vg_deskheld_words(struct vg_act_call *call, int64_t id, const char *transition)
{
	int64_t nth;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *k = &kinds[i];
		if (vg_text_starts(transition, k->name) &&
		    vg_text_int(transition + strlen(k->name), 0,
			INT64_MAX / k->within_us - 1, &nth) == VG_OK)
			return say(call, id, k, nth * k->within_us);
	}
	return VG_OK;
}

/* --- ways ------------------------------------------------------------------------------------ */

int
vg_deskheld_lost(struct vg_act_call *call, int64_t id, const char *way,
    const char *number, const char *why)
{
	char what[VG_TEXT_SIZE], transition[VG_NAME_SIZE + 48];

	vg_text_format(what, sizeof(what),
	    "message %" PRId64 " to the %s was not sent: %s%s%s", id, way, why,
	    number[0] ? ", case " : "", number);
	vg_text_format(transition, sizeof(transition), "not-sent %s@%" PRId64, way,
	    call->now.us / VG_HOUR_US);
	return vg_db_run(call->desk->db, VG_STOREQUEUE_ADD, "ittttt", call->now.us, what,
	    "noc", transition, "role:noc", "not-sent");
}
