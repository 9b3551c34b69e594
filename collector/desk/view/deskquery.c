/*
 * Queries: rows as views, each given to the asker's function while it is there.
 *
 * A query inside a query uses another statement.  Lists that have pages: collector/desk/desklist.c.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/correl/ladder.h"
#include "collector/desk/agents/deskbeat.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/desklist.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/store/storesilence.h"
#include "collector/desk/quiet/deskshelf.h"
#include "collector/store/storelist.h"
#include "lib/base/buf.h"
#include "collector/desk/record/deskcount.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static int
give_case(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now,
    vg_case_cb cb, void *cookie)
{
	struct vg_case_view view = {.state = row->state,
	    .fault = row->fault,
	    .title = row->title,
	    .subject = row->subject,
	    .class = row->class,
	    .severity = row->severity,
	    .owner = row->owner,
	    .ball = row->ball,
	    .client = row->client,
	    .site = row->site,
	    .device = row->device,
	    .supplier = row->supplier,
	    .contract = row->contract,
	    .mode = row->mode,
	    .entitlement = row->entitlement,
	    .entitlement_text = row->entitlement_text,
	    .revision = row->revision,
	    .opened = row->opened,
	    .changed = row->changed,
	    .closed = row->closed,
	    .cause = row->cause,
	    .cure = row->cure,
	    .rung_text = vg_ladder_text(row->rung),
	    .rung = row->rung,
	    .worse = row->worse,
	    .rule = row->rule,
	    .queue = row->queue,
	    .priority = row->priority};

	vg_text_copy(view.number, sizeof(view.number), row->number);
	view.next_target = "";
	struct vg_clock_list list;
	int code = vg_clock_list(desk, row, now, &list);
	const struct vg_clock_entry *next = code == VG_OK ? vg_clock_next(&list) : NULL;
	if (next) {
		view.next_target = vg_sla_rule(next->target)->name;
		view.next_due = next->state.due;
		view.next_remaining_us = next->state.remaining_us;
	}
	vg_clock_list_fini(&list);
	cb(&view, cookie);
	return code;
}

int
vg_desk_case(struct vg_desk *desk, const char *number, struct vg_wall now, vg_case_cb cb,
    void *cookie)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code != VG_OK)
		return code;
	if (!row.number[0])
		return VG_ENOENT;
	return give_case(desk, &row, now, cb, cookie);
}

static void
give_alarm(
    struct vg_desk *desk, const struct vg_alarm_row *row, vg_alarm_cb cb, void *cookie)
{
	struct vg_deskshelf_seen quiet;

	vg_deskshelf_see(desk, row, &quiet);
	const struct vg_alarm_view view = {.id = row->id,
	    .resource = row->event.resource,
	    .kind = row->event.kind,
	    .qualifier = row->event.qualifier,
	    .device = row->event.device,
	    .agent = row->agent,
	    .text = row->event.text,
	    .case_number = row->case_number,
	    .role = row->role,
	    .class = row->class,
	    .source = row->source,
	    .serial = row->event.serial,
	    .severity = row->event.severity,
	    .cleared = row->cleared,
	    .flapping = row->flapping,
	    .known = row->known,
	    .created = row->created,
	    .raised = row->raised,
	    .changed = row->changed,
	    .rung = row->rung,
	    .cause = row->event.cause,
	    .repeats = row->repeats,
	    .shelf = quiet.shelf,
	    .shelved_by = quiet.by,
	    .work = quiet.work,
	    .shelved_until = quiet.until};

	cb(&view, cookie);
}

int
vg_desk_alarms(
    struct vg_desk *desk, const char *case_number, vg_alarm_cb cb, void *cookie)
{
	const size_t q = VG_SQL_ALARM_OF_CASE;
	struct vg_alarm_row row;
	int code = vg_db_query(desk->db, q, "t", case_number);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_deskrows_read_alarm(desk->db, q, &row);
		give_alarm(desk, &row, cb, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desk_alarm(struct vg_desk *desk, int64_t id, vg_alarm_cb cb, void *cookie)
{
	struct vg_alarm_row row;
	int code = vg_deskrows_alarm_by_id(desk, id, &row);

	if (code == VG_OK && row.id)
		give_alarm(desk, &row, cb, cookie);
	return code;
}

int
vg_desk_alarm_of(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, vg_alarm_cb cb, void *cookie)
{
	struct vg_event event = {0};
	struct vg_alarm_row row;

	if (vg_text_copy(event.resource, sizeof(event.resource), resource) != VG_OK ||
	    vg_text_copy(event.kind, sizeof(event.kind), kind) != VG_OK ||
	    vg_text_copy(event.qualifier, sizeof(event.qualifier), qualifier) != VG_OK)
		return VG_OK; /* no key is so long */
	int code = vg_deskrows_alarm(desk, &event, &row);
	if (code == VG_OK && row.id)
		give_alarm(desk, &row, cb, cookie);
	return code;
}

/* The cause of the last end of a ledger, for people. */
static void
end_cause(struct vg_desk *desk, const struct vg_clock_id *id, char cause[VG_TEXT_SIZE])
{
	struct vg_clock clock;

	cause[0] = '\0';
	if (vg_clock_load(desk, id, &clock) == VG_OK) {
		for (size_t i = 0; i < clock.n_rows; i++) {
			if (clock.rows[i].act == VG_LEDGER_END && clock.rows[i].cause)
				vg_text_copy(cause, VG_TEXT_SIZE, clock.rows[i].cause);
		}
	}
	vg_clock_fini(&clock);
}

int
vg_desk_targets(struct vg_desk *desk, const char *case_number, struct vg_wall now,
    vg_target_cb cb, void *cookie)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_clock_list_of(desk, case_number, now, &row, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_entry *e = &list.entries[i];
		const struct vg_clock_id id = vg_clock_of_entry(case_number, e);
		const struct vg_target_rule *rule = vg_sla_rule(e->target);
		char cause[VG_TEXT_SIZE];
		end_cause(desk, &id, cause);
		const struct vg_target_view view = {.name = rule->name,
		    .part = e->part,
		    .clause = rule->clause,
		    .calendar = e->calendar,
		    .end_cause = cause,
		    .state = e->state};
		cb(&view, cookie);
	}
	vg_clock_list_fini(&list);
	return code;
}

int
vg_desk_suggestions(
    struct vg_desk *desk, const char *case_number, vg_suggestion_cb cb, void *cookie)
{
	const size_t q = VG_SQL_SUGGESTION_OF;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", case_number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_suggestion_view view = {.resource = vg_db_text(db, q, 0),
		    .grade = vg_db_text(db, q, 1),
		    .part = vg_db_text(db, q, 2),
		    .serial = vg_db_text(db, q, 3),
		    .rule = vg_db_text(db, q, 4),
		    .reason = vg_db_text(db, q, 5),
		    .check = vg_db_text(db, q, 6),
		    .against = vg_db_text(db, q, 7),
		    .since = {vg_db_int(db, q, 8)},
		    .kind = vg_db_text(db, q, 9),
		    .evidence = vg_db_text(db, q, 10),
		    .checked = vg_db_text(db, q, 11)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_desk_entries(struct vg_desk *desk, const char *case_number, struct vg_deskpage *page,
    vg_entry_cb cb, void *cookie)
{
	const size_t q = VG_STORELIST_JOURNAL;
	struct vg_db *db = desk->db;
	struct vg_desklist_walk walk = {desk, page, "journal", q, .key.n = {0}};
	int code = vg_desklist_begin(&walk);

	if (code == VG_OK)
		code = vg_db_query(db, q, "tii", case_number, walk.key.n[0], walk.want);
	while (code == VG_OK && vg_desklist_next(&walk)) {
		const struct vg_entry_view view = {.sequence = vg_db_int(db, q, 0),
		    .happened = {vg_db_int(db, q, 1)},
		    .recorded = {vg_db_int(db, q, 2)},
		    .kind = vg_db_text(db, q, 3),
		    .who = vg_db_text(db, q, 4),
		    .side = vg_db_text(db, q, 5),
		    .ball = vg_db_text(db, q, 6),
		    .text = vg_db_text(db, q, 7)};
		walk.key.n[0] = view.sequence;
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
count_standing(struct vg_desk *desk, struct vg_device_view *view)
{
	const size_t q = VG_SQL_ALARM_DEVICE;
	int code = vg_db_query(desk->db, q, "t", view->device->name);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	view->standing = vg_db_int(desk->db, q, 0);
	view->highest = (enum vg_severity)vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_desk_devices(struct vg_desk *desk, vg_device_cb cb, void *cookie)
{
	const size_t q = VG_SQL_DEVICE_GET;
	struct vg_db *db = desk->db;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->conf->n_devices; i++) {
		struct vg_device_view view = {.device = &desk->conf->devices[i],
		    .family = "",
		    .model = "",
		    .serial = "",
		    .software = "",
		    .hardware = ""};
		code = count_standing(desk, &view);
		if (code == VG_OK)
			code = vg_db_query(db, q, "t", view.device->name);
		if (code != VG_OK)
			break;
		bool found = vg_db_next(db, q);
		if (found) {
			view.family = vg_db_text(db, q, 0);
			view.model = vg_db_text(db, q, 1);
			view.serial = vg_db_text(db, q, 2);
			view.software = vg_db_text(db, q, 3);
			view.hardware = vg_db_text(db, q, 4);
			view.heard.us = vg_db_int(db, q, 5);
		}
		cb(&view, cookie);
		if (found)
			vg_db_done(db, q);
	}
	return code;
}

/* One that was never heard can be silent, too. */
static void
fill_silence(const struct vg_desksilence *s, struct vg_agent_view *view)
{
	static const char *const stages[] = {"none", "silent", "case", "page"};
	bool silent = s->stage > 0 && !vg_instant_is_set(s->back);

	view->stage = silent ? stages[s->stage] : stages[0];
	view->awaited = s->stage > 0 && !silent;
	view->deaf = silent && s->deaf;
	if (s->stage == 0)
		return;
	view->silent_since = silent && vg_instant_is_set(s->last) ? s->last : s->base;
	view->back = s->back;
	if (silent)
		view->state = "silent";
}

static int
count_unknown(struct vg_db *db, struct vg_agent_view *view)
{
	const size_t q = VG_STORESILENCE_COUNT;
	int code = vg_db_query(db, q, "t", view->agent->name);

	if (code == VG_OK && vg_db_next(db, q)) {
		view->not_known = vg_db_int(db, q, 0);
		vg_db_done(db, q);
	}
	return code;
}

static int
fill_beat(struct vg_desk *desk, struct vg_agent_view *view)
{
	struct vg_deskbeat beat;
	int code = vg_deskbeat_get(desk, view->agent->name, &beat);

	view->beat = beat.at;
	view->cycle_age_ms = beat.cycle_age_ms;
	view->agrees = beat.agrees || !beat.digest[0];
	return code;
}

int
vg_desk_agents(struct vg_desk *desk, vg_agent_cb cb, void *cookie)
{
	const size_t q = VG_SQL_AGENT_GET;
	struct vg_desksilence silence;
	struct vg_db *db = desk->db;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->conf->n_agents; i++) {
		struct vg_agent_view view = {.agent = &desk->conf->agents[i],
		    .state = "unknown",
		    .version = "",
		    .agrees = true};
		size_t size;
		code = vg_db_query(db, q, "t", view.agent->name);
		if (code != VG_OK)
			break;
		bool found = vg_db_next(db, q);
		if (found) {
			const void *spool = vg_db_blob(db, q, 0, &size);
			if (size == sizeof(view.spool))
				memcpy(view.spool, spool, size);
			view.last_sequence = vg_db_int(db, q, 1);
			view.heard.us = vg_db_int(db, q, 2);
			view.state = vg_db_text(db, q, 3);
			view.queue = vg_db_int(db, q, 4);
			view.standing = vg_db_int(db, q, 5);
			view.version = vg_db_text(db, q, 6);
			view.clock_offset_ms = vg_db_int(db, q, 7);
		}
		code = vg_desksilence_get(desk, view.agent->name, &silence);
		fill_silence(&silence, &view);
		if (code == VG_OK)
			code = count_unknown(db, &view);
		if (code == VG_OK)
			code = fill_beat(desk, &view);
		if (code == VG_OK)
			cb(&view, cookie);
		if (found)
			vg_db_done(db, q);
	}
	return code;
}

int
vg_desk_evidence(
    struct vg_desk *desk, const char *case_number, vg_evidence_cb cb, void *cookie)
{
	const size_t q = VG_SQL_EVIDENCE_OF;
	struct vg_db *db = desk->db;
	struct vg_buf body;
	int code = vg_db_query(db, q, "t", case_number);

	/* Only whole bodies have a case, and their parts stand side by side. */
	vg_buf_init(&body, 0);
	while (code == VG_OK && vg_db_next(db, q)) {
		size_t size = 0;
		const void *part = vg_db_blob(db, q, 2, &size);
		vg_buf_add(&body, part, size);
		if (vg_db_int(db, q, 3) < vg_db_int(db, q, 4))
			continue;
		const struct vg_evidence_view view = {.device = vg_db_text(db, q, 0),
		    .received = {vg_db_int(db, q, 1)},
		    .body = body.data,
		    .size = body.size};
		cb(&view, cookie);
		vg_buf_reset(&body);
	}
	vg_buf_fini(&body);
	return code == VG_OK ? vg_db_failed(db) : code;
}

const struct vg_packset *
vg_desk_packs(const struct vg_desk *desk)
{
	return desk->packs;
}

int64_t
vg_desk_happening_before(struct vg_desk *desk, struct vg_wall at)
{
	return vg_desk_number_before(desk, VG_SQL_HAPPENING_FROM, at);
}

int
vg_desk_happenings(
    struct vg_desk *desk, int64_t sequence, size_t rows, vg_happening_cb cb, void *cookie)
{
	const size_t q = VG_SQL_HAPPENING_AFTER;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "ii", sequence, (int64_t)rows);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_happening h = {.sequence = vg_db_int(db, q, 0),
		    .at = {vg_db_int(db, q, 1)},
		    .kind = vg_db_text(db, q, 2),
		    .case_number = vg_db_text(db, q, 3),
		    .resource = vg_db_text(db, q, 4),
		    .text = vg_db_text(db, q, 5)};
		cb(&h, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

void
vg_desk_counts(struct vg_desk *desk, struct vg_desk_counts *counts)
{
	const size_t q = VG_SQL_MESSAGE_COUNTS;
	struct vg_db *db = desk->db;

	memset(counts, 0, sizeof(*counts));
	counts->applied = counts->stored = vg_deskcount_applied(desk);
	if (vg_db_query(db, q, "") != VG_OK)
		return;
	while (vg_db_next(db, q)) {
		const char *state = vg_db_text(db, q, 0);
		int64_t n = vg_db_int(db, q, 1);
		counts->stored += n;
		if (strcmp(state, "unapplied") == 0)
			counts->unapplied = n;
		else if (strcmp(state, "history") == 0)
			counts->history = n;
		else if (strcmp(state, "waiting") == 0)
			counts->waiting = n;
	}
}
