/*
 * Alarms as RFC 8632 has them.
 */
#include "collector/desk/view/deskoperator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/desk/deskrepeat.h"
#include "collector/store/record.h"
#include "collector/store/storealarm.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* --- what is asked ------------------------------------------------------------------------- */

int
vg_deskoperator_changes(
    struct vg_desk *desk, int64_t alarm, vg_alarm_change_cb cb, void *cookie)
{
	const size_t q = VG_STOREALARM_CHANGES;
	int code = vg_db_query(
	    desk->db, q, "ii", alarm, (int64_t)desk->conf->alarms.most_changes);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const struct vg_alarm_change change = {.at = {vg_db_int(desk->db, q, 0)},
		    .severity = (enum vg_severity)vg_db_int(desk->db, q, 1),
		    .text = vg_db_text(desk->db, q, 2)};
		cb(&change, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskoperator_said(
    struct vg_desk *desk, int64_t alarm, vg_alarm_said_cb cb, void *cookie)
{
	const size_t q = VG_STOREALARM_OPERATORS;
	int code = vg_db_query(desk->db, q, "i", alarm);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const struct vg_alarm_said said = {.at = {vg_db_int(desk->db, q, 0)},
		    .operator= vg_db_text(desk->db, q, 1),
		    .state = vg_db_text(desk->db, q, 2),
		    .text = vg_db_text(desk->db, q, 3)};
		cb(&said, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskoperator_state(
    struct vg_desk *desk, int64_t alarm, struct vg_deskoperator_state *state)
{
	const size_t q = VG_STOREALARM_STATE;
	int code = vg_db_query(desk->db, q, "i", alarm);

	memset(state, 0, sizeof(*state));
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(
		    state->state, sizeof(state->state), vg_db_text(desk->db, q, 0));
		state->purged.us = vg_db_int(desk->db, q, 1);
		state->again.us = vg_db_int(desk->db, q, 2);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

bool
vg_deskoperator_listed(
    const struct vg_deskoperator_state *state, const struct vg_alarm_view *view)
{
	return !vg_instant_is_set(state->purged) ||
	    vg_instant_compare(state->purged, view->changed) <= 0;
}

int
vg_deskoperator_summary(struct vg_desk *desk, const struct vg_deskscope *scope,
    struct vg_deskoperator_summary *summary)
{
	const size_t q = VG_STOREALARM_SUMMARY;
	int code = vg_db_query(desk->db, q, "");

	memset(summary, 0, sizeof(*summary));
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		int64_t severity = vg_db_int(desk->db, q, 0);
		if (severity > VG_SEVERITY_CLEARED && severity <= VG_SEVERITY_CRITICAL &&
		    vg_deskscope_resource(scope, desk->conf, vg_db_text(desk->db, q, 3)))
			summary->n[severity][vg_db_int(desk->db, q, 1) != 0]
				  [vg_db_int(desk->db, q, 2) != 0]++;
	}
	if (code == VG_OK)
		code = vg_db_query(desk->db, VG_STOREALARM_SHELVED, "");
	while (code == VG_OK && vg_db_next(desk->db, VG_STOREALARM_SHELVED)) {
		summary->shelved = summary->shelved ||
		    vg_deskscope_resource(scope, desk->conf,
			vg_db_text(desk->db, VG_STOREALARM_SHELVED, 0));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

struct vg_wall
vg_deskoperator_last(struct vg_desk *desk)
{
	const size_t q = VG_STOREALARM_COUNTS;
	struct vg_wall last = {0};

	if (vg_db_query(desk->db, q, "") == VG_OK && vg_db_next(desk->db, q)) {
		int64_t changed = vg_db_int(desk->db, q, 0);
		int64_t said = vg_db_int(desk->db, q, 1);
		last.us = changed > said ? changed : said;
		vg_db_done(desk->db, q);
	}
	return last;
}

/* Reads what stands (cleared 0) or is over (1) behind the key. */
static int
read_list(struct vg_desk *desk, bool shelved, const struct vg_alarm_narrow *narrow,
    const struct vg_deskpage *page, const struct vg_deskpage_key *key,
    struct vg_desklist *rows)
{
	const size_t q = VG_STOREALARM_LIST;
	int code;

	if (vg_desklist_is_narrow(narrow))
		return vg_desklist_narrowed(desk, narrow, shelved, page, key, rows);
	code = vg_db_query(desk->db, q, "iiiii", key->n[0], key->n[1], key->n[2],
	    vg_desklist_limit(page, rows), (int64_t)shelved);
	return vg_desklist_read_seen(desk, q, code, page, vg_deskscope_resource, rows);
}

int
vg_deskoperator_list(struct vg_desk *desk, bool shelved,
    const struct vg_alarm_narrow *narrow, struct vg_deskpage *page, vg_alarm_cb cb,
    void *cookie)
{
	static const struct vg_deskpage_key over = {.n = {1, INT64_MAX, 0}};
	const char *name = shelved ? "shelved" : "alarm-list";
	struct vg_deskpage_key key = {.n = {0, INT64_MAX, 0}};
	struct vg_desklist rows = {0};
	int64_t want = vg_desklist_want(page);
	int code = page ? vg_deskpage_begin(page, name, &key) : VG_OK;

	if (code == VG_OK)
		code = read_list(desk, shelved, narrow, page, &key, &rows);
	if (code == VG_OK && key.n[0] == 0 && (int64_t)rows.n < want)
		code = read_list(desk, shelved, narrow, page, &over, &rows);
	vg_desklist_cut(&rows, page, name);
	for (size_t i = 0; code == VG_OK && i < rows.n; i++)
		code = vg_desk_alarm(desk, rows.keys[i].n[2], cb, cookie);
	free(rows.keys);
	return code;
}

/* --- what is told -------------------------------------------------------------------------- */

int
vg_deskoperator_news(
    struct vg_desk *desk, int64_t after, size_t rows, vg_alarm_news_cb cb, void *cookie)
{
	const size_t q = VG_STOREALARM_NEWS;
	struct vg_alarm_news *news = vg_mem_array(rows, sizeof(*news));
	char(*texts)[VG_TEXT_SIZE] = vg_mem_array(rows, sizeof(*texts));
	size_t n = 0;
	int code = vg_db_query(desk->db, q, "ii", after, (int64_t)rows);

	/* Whoever is told may ask of the alarm. */
	for (; code == VG_OK && vg_db_next(desk->db, q); n++) {
		vg_text_copy(texts[n], sizeof(texts[n]), vg_db_text(desk->db, q, 4));
		news[n] = (struct vg_alarm_news){.number = vg_db_int(desk->db, q, 0),
		    .alarm = vg_db_int(desk->db, q, 1),
		    .shelved = vg_db_int(desk->db, q, 5) != 0,
		    .change = {.at = {vg_db_int(desk->db, q, 2)},
			.severity = (enum vg_severity)vg_db_int(desk->db, q, 3),
			.text = texts[n]}};
	}
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	for (size_t i = 0; code == VG_OK && i < n; i++)
		cb(&news[i], cookie);
	free(texts);
	free(news);
	return code;
}

static int64_t
number_of(struct vg_desk *desk, size_t q)
{
	int64_t number = 0;

	if (vg_db_query(desk->db, q, "") == VG_OK && vg_db_next(desk->db, q)) {
		number = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return number;
}

int64_t
vg_deskoperator_oldest(struct vg_desk *desk)
{
	return number_of(desk, VG_STOREALARM_OLDEST);
}

int64_t
vg_deskoperator_newest(struct vg_desk *desk)
{
	return number_of(desk, VG_STOREALARM_LAST);
}

int64_t
vg_deskoperator_before(struct vg_desk *desk, struct vg_wall at)
{
	const size_t q = VG_STOREALARM_NEWS_FROM;
	int64_t before = 0;

	if (vg_db_query(desk->db, q, "i", at.us) != VG_OK)
		return 0;
	if (!vg_db_next(desk->db, q))
		return vg_deskoperator_newest(desk);
	before = vg_db_int(desk->db, q, 0) - 1;
	vg_db_done(desk->db, q);
	return before;
}

/* --- what operators do --------------------------------------------------------------------- */

/* Audits 'what' and commits. */
static int
keep(struct vg_desk *desk, const struct vg_actor *actor, const char *what,
    const char *object, const char *result, struct vg_wall now)
{
	int code = vg_desk_audit(desk, actor, now, what, object, result);

	return code == VG_OK ? vg_desk_commit(desk) : code;
}

struct owner {
	char number[VG_CASE_NUMBER_SIZE], owner[VG_NAME_SIZE];
	bool shelved, open, listed;
};

static int
load_owner(struct vg_desk *desk, int64_t id, struct owner *o)
{
	const size_t q = VG_STOREALARM_OWNER;
	int code = vg_db_query(desk->db, q, "i", id);

	memset(o, 0, sizeof(*o));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? VG_ENOENT : code;
	vg_text_copy(o->number, sizeof(o->number), vg_db_text(desk->db, q, 0));
	vg_text_copy(o->owner, sizeof(o->owner), vg_db_text(desk->db, q, 1));
	o->shelved = vg_db_int(desk->db, q, 2) != 0;
	o->open = vg_db_int(desk->db, q, 3) != 0;
	o->listed = vg_db_int(desk->db, q, 4) != 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* "ack" of what nobody has taken: the command take, which says so of every alarm of the case. */
static int
take(struct vg_desk *desk, const struct vg_actor *actor, const struct owner *o,
    struct vg_wall now, struct vg_detail *detail)
{
	const struct vg_act act = {.verb = "take", .object = o->number};
	struct vg_act_result result;
	int code = vg_desk_act(desk, actor, &act, now, &result, detail);

	free(result.document);
	return code;
}

int
vg_deskoperator_set(struct vg_desk *desk, const struct vg_actor *actor, int64_t id,
    const char *state, const char *text, struct vg_wall now, struct vg_detail *detail)
{
	char object[24];
	struct owner o;
	int code = load_owner(desk, id, &o);

	if (code != VG_OK)
		return code;
	if (!o.listed)
		return vg_detail_set(detail, VG_ENOENT, "alarm not found: it was purged");
	if (o.shelved)
		return vg_detail_set(detail, VG_EPOLICY,
		    "RFC 8632: it is on a shelf, where nothing is said of it; see vigie "
		    "alarm unshelve");
	if (strcmp(state, "ack") == 0 && o.open && !o.owner[0]) {
		code = take(desk, actor, &o, now, detail);
		if (code != VG_OK || !text[0])
			return code;
	}
	vg_deskrepeat_forget(desk);
	vg_text_format(object, sizeof(object), "alarm %" PRId64, id);
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREALARM_SAY, "iittt", id, now.us,
		    actor->user, state, text);
	if (code == VG_OK)
		code = keep(desk, actor, "set-operator-state", object, state, now);
	if (code != VG_OK) {
		vg_desk_rollback(desk);
		vg_detail_set(detail, code, "cannot store: %s", vg_db_error(desk->db));
	}
	return code;
}
