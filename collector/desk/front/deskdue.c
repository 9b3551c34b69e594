/*
 * Timers are rows: what is due is carried out, each row in a transaction of its own, so that
 * one that cannot be done stops no other.
 */
#include "collector/desk/front/deskdue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/agents/deskawait.h"
#include "collector/desk/agents/deskback.h"
#include "collector/desk/mail/deskblob.h"
#include "collector/desk/mail/deskmeeting.h"
#include "collector/desk/mail/deskwaitingtell.h"
#include "collector/desk/mail/deskwaitingturn.h"
#include "collector/desk/mail/deskway.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/agents/deskcopy.h"
#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/quiet/deskflap.h"
#include "collector/desk/agents/deskdeaf.h"
#include "collector/desk/case/desklife.h"
#include "collector/desk/record/desknear.h"
#include "collector/desk/clock/desknextdue.h"
#include "collector/desk/clock/desksetback.h"
#include "collector/desk/work/deskorder.h"
#include "collector/desk/agents/deskplace.h"
#include "collector/desk/paging/deskduty.h"
#include "collector/desk/paging/deskpagework.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/desk/paging/deskweekly.h"
#include "collector/desk/causes/deskfamilywork.h"
#include "collector/desk/quiet/deskplanned.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/casework/deskreturnlapse.h"
#include "collector/desk/casework/deskreturnrow.h"
#include "collector/desk/tree/deskrevise.h"
#include "collector/desk/causes/deskrule.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/quiet/deskshelf.h"
#include "collector/desk/foreign/desksource.h"
#include "collector/desk/foreign/deskstormcore.h"
#include "collector/desk/front/desksweep.h"
#include "collector/desk/causes/desktakeover.h"
#include "collector/desk/quiet/deskworkend.h"
#include "collector/desk/view/deskpurge.h"
#include "collector/page/pageladder.h"
#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"

enum { MAX_ROWS = 1000 };

/* A case whose device nobody sees does not settle: it is looked at again so often. */
#define BLIND_US (10 * VG_MINUTE_US)

/*
 * A fault that was held comes back at rung 9 of the ladder; its alarm stands still.  What is a
 * symptom meanwhile, or opens no case any more, is held no longer though nothing happens to it.
 */
static int
resume_held(
    struct vg_desk *desk, const char *object, struct vg_wall at, struct vg_detail *detail)
{
	struct vg_alarm_row row;
	bool by_work = false;
	int code = vg_deskrows_alarm_by_id(desk, strtoll(object, NULL, 10), &row);

	if (code != VG_OK || !row.id || row.cleared)
		return code;
	code = vg_deskworkend_is_held(desk, &row, &by_work);
	if (code != VG_OK)
		return code;
	row.event.action = VG_ACTION_RAISE;
	row.event.origin = VG_ORIGIN_POLL;
	vg_event_origin_parse(row.source, &row.event.origin);
	code = vg_deskapply_event(desk, &row.event, row.agent, 0, at, true, detail);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECAUSE_HELD_NO_MORE, "i", row.id);
	return code == VG_OK && by_work ? vg_deskworkend_page(desk, &row, at) : code;
}

/* A clear has lasted its hold. */
static int
finish_clear(
    struct vg_desk *desk, const char *object, struct vg_wall at, struct vg_detail *detail)
{
	struct vg_alarm_row row;
	int code = vg_deskrows_alarm_by_id(desk, strtoll(object, NULL, 10), &row);

	/*
	 * Whether it stayed away nobody knows while its agent is silent: looked at when it is
	 * known.
	 */
	if (code != VG_OK || !row.id || row.cleared || !row.pending || !row.known)
		return code;
	row.event.action = VG_ACTION_CLEAR;
	row.event.origin = VG_ORIGIN_POLL;
	row.event.agent_time = at;
	return vg_deskapply_event(desk, &row.event, row.agent, 0, at, true, detail);
}

static int
end_flapping(
    struct vg_desk *desk, const char *object, struct vg_wall at, struct vg_detail *detail)
{
	bool on;
	int code = vg_deskflap_end(desk, object, at, &on);

	return code == VG_OK && on ? resume_held(desk, object, at, detail) : code;
}

/* What holds it now (a return, a request) may be over one day; who owns it closes it himself. */
static int
settle_later(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall at)
{
	return vg_casestate_settles(row->state)
	    ? vg_desk_put_due(desk, "settle", row->number, vg_instant_add(at, VG_DAY_US))
	    : VG_OK;
}

/*
 * When a case may close by itself at the earliest, unset: now.  Whether the fault of what nobody
 * sees is over is not known; that of what left the tree a person says; a critical one never closes
 * at night.
 */
static struct vg_wall
settles_at(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall at)
{
	const struct vg_conf *conf = desk->conf;

	if (vg_desksilence_is_blind(desk, row->device))
		return vg_instant_add(at, BLIND_US);
	if (row->state == VG_CASE_RS || !vg_casestate_settles(row->state))
		return (struct vg_wall){0};
	if (row->device[0] && !vg_conf_device(conf, row->device))
		return vg_instant_add(at, VG_DAY_US);
	if (row->severity < VG_SEVERITY_CRITICAL)
		return (struct vg_wall){0};
	struct vg_wall open = vg_pageladder_open(
	    vg_conf_contract_calendar(conf, row->contract, "office"), at);
	return vg_instant_compare(open, at) > 0 ? open : (struct vg_wall){0};
}

/*
 * Section 7: an unowned, cleared case in which nothing is asked closes by itself.  Mostly it is
 * only looked at again: then its row stays where it is and has another time.
 */
static int
settle_case(struct vg_desk *desk, const char *number, struct vg_wall at)
{
	struct vg_case_row row;
	struct vg_detail detail;
	enum vg_case_state next;
	int code = vg_deskrows_case(desk, number, &row);

	/* A request without a fault settles once it is resolved. */
	bool is_over = strcmp(row.fault, "cleared") == 0 ||
	    (row.state == VG_CASE_RS && strcmp(row.fault, "none") == 0);
	if (code != VG_OK)
		return code;
	struct vg_wall later = is_over ? settles_at(desk, &row, at) : (struct vg_wall){0};
	if (vg_instant_is_set(later))
		return vg_desk_put_due(desk, "settle", number, later);
	code = vg_desk_drop_due(desk, "settle", number);
	if (code != VG_OK || !is_over)
		return code;
	struct vg_case_guard guard = {.state = row.state,
	    .before = row.before,
	    .by_gate = row.state,
	    .owned = row.owner[0] != '\0',
	    .faults_cleared = true};
	code = vg_casework_asked(desk, number, at, &guard.unanswered_request);
	/* P6: it was resolved while its answer waited for a relay, which has not taken it. */
	if (code == VG_OK && row.state == VG_CASE_RS && guard.unanswered_request)
		return settle_later(desk, &row, at);
	/* No clock runs towards the client here, and what he asked is open all the same. */
	if (code == VG_OK && (row.state == VG_CASE_OB || row.state == VG_CASE_QU)) {
		code =
		    vg_deskentitle_has_request(desk, number, &guard.unanswered_request);
		if (code == VG_OK && guard.unanswered_request)
			return vg_desk_put_due(
			    desk, "settle", number, vg_instant_add(at, VG_DAY_US));
	}
	if (code == VG_OK)
		code = vg_deskreturnlapse_all(desk, number, false, at);
	if (code == VG_OK)
		code = vg_deskreturnrow_guard(desk, number, &guard);
	if (code != VG_OK)
		return code;
	if (vg_casestate_apply(&guard, VG_CASE_SETTLED, &next, &detail) != VG_OK ||
	    next == row.state)
		return settle_later(desk, &row, at);
	code = vg_db_run(
	    desk->db, VG_SQL_CASE_STATE, "tti", number, vg_casestate_text(next), at.us);
	bool told = row.cause[0] != '\0'; /* resolved: cause and cure are named */
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_CASE_ENDING, "titt", number, at.us,
		    told ? row.cause : "cleared by itself",
		    told ? row.cure : "none: nobody took it");
	if (code == VG_OK)
		code = vg_deskclock_end_all(desk, number,
		    row.state == VG_CASE_QU ? VG_CASE_QU /* note 15: its task stays */
					    : VG_CASE_VD,
		    at, at, "vigie", "the case settled");
	if (code == VG_OK)
		code = vg_casework_tell_end(desk, number, at);
	if (code == VG_OK)
		code = vg_desk_journal(
		    desk, number, at, at, "system", "vigie", "settled: closed by itself");
	if (code == VG_OK)
		code =
		    vg_desk_tell(desk, at, "case-closed", number, row.subject, "settled");
	return code;
}

/* A case that a wrong clock closed would stay so. */
static int
look_at_settled(
    struct vg_desk *desk, const char *number, struct vg_wall at, struct vg_wall now)
{
	return vg_deskdoubt_holds(desk)
	    ? vg_desk_put_due(desk, "settle", number, vg_instant_add(now, BLIND_US))
	    : settle_case(desk, number, at);
}

/* --- what rows ask for ------------------------------------------------------------------------ */

/* How a kind of row is carried out: one of these. */
struct row_kind {
	const char *name;
	int (*look)(struct vg_desk *desk, const char *object, struct vg_wall now);
	int (*alone)(struct vg_desk *desk, struct vg_wall now);
	int (*at)(struct vg_desk *desk, const char *object, struct vg_wall at);
	int (*both)(struct vg_desk *desk, const char *object, struct vg_wall at,
	    struct vg_wall now);
	int (*event)(struct vg_desk *desk, const char *object, struct vg_wall at,
	    struct vg_detail *detail);
	/* In transactions of its own: a tree is put in force behind the commit. */
	int (*own)(struct vg_desk *desk, struct vg_wall now);
	bool
	    stays; /* it keeps its row until it is armed anew; all others are done once */
};

static const struct row_kind row_kinds[] = {
    {"warn", .look = vg_deskwarn_run, .stays = true},
    {"hole", .look = vg_deskplace_give_up_hole, .stays = true},
    {"hold", .event = resume_held},
    {"clear", .event = finish_clear},
    {"flap", .event = end_flapping},
    {"adopt", .event = vg_desktakeover_due},
    {"settle", .both = look_at_settled, .stays = true},
    {"suggest", .look = vg_desksuggest_look},
    {"near", .look = vg_desknear_due},
    {"contract", .look = vg_deskentitle_look},
    {"amendment", .both = vg_deskrevise_amended},
    {"remind", .at = vg_desklife_remind},
    {"page", .look = vg_deskpaging_due},
    {"idle", .look = vg_deskpagework_idle},
    {"duty", .both = vg_deskduty_changes},
    {"weekly", .alone = vg_deskweekly_due},
    {"order", .at = vg_deskorder_lapse},
    {"silent", .both = vg_desksilence_due},
    {"list", .look = vg_deskback_unlisted},
    {"deaf", .alone = vg_deskdeaf_due},
    {"mark", .alone = vg_deskrecorded_mark},
    {"sweep", .alone = vg_desksweep_run},
    {"blob", .alone = vg_deskblob_gone},
    {"next-due", .look = vg_desknextdue_slice},
    {"refused", .look = vg_desksource_quiet},
    {"doubled", .look = vg_desksource_single},
    {"dropped", .look = vg_desksource_keeps_up},
    {"copied", .look = vg_deskcopy_ends},
    {"shelf", .alone = vg_deskshelf_look},
    {"planned", .look = vg_deskplanned_ask},
    {"storm", .look = vg_deskstorm_due},
    {"problem", .look = vg_deskfamilywork_look},
    {"family", .alone = vg_deskfamilywork_sweep},
    {"rejudge", .look = vg_deskrule_rejudge},
    {"purge", .look = vg_deskpurge_due},
    {"waiting", .alone = vg_deskwaitingturn_due},
    {"waiting-warn", .alone = vg_deskwaitingtell_due},
    {"beat", .look = vg_deskway_beat},
    {"stuck", .look = vg_deskway_stuck},
    {"told", .look = vg_deskmeeting_look},
    {"confirm", .own = vg_deskconfirm_expired},
};

enum { N_ROW_KINDS = sizeof(row_kinds) / sizeof(row_kinds[0]) };

const char *
vg_deskdue_kind(size_t i)
{
	return i < N_ROW_KINDS ? row_kinds[i].name : NULL;
}

/* NULL: of a newer version. */
static const struct row_kind *
find_kind(const char *kind)
{
	for (size_t i = 0; i < N_ROW_KINDS; i++) {
		if (strcmp(row_kinds[i].name, kind) == 0)
			return &row_kinds[i];
	}
	return NULL;
}

static int
run_one(struct vg_desk *desk, const struct row_kind *row, const char *kind,
    const char *object, struct vg_wall at, struct vg_wall now, struct vg_detail *detail)
{
	int code = VG_OK;

	if (!row || !row->stays)
		code = vg_desk_drop_due(desk, kind, object);
	if (code != VG_OK || !row)
		return code;
	return row->look ? row->look(desk, object, now)
	    : row->alone ? row->alone(desk, now)
	    : row->at    ? row->at(desk, object, at)
	    : row->both  ? row->both(desk, object, at, now)
			 : row->event(desk, object, at, detail);
}

/* A row of the table. */
struct due_row {
	char kind[16], object[256];
	struct vg_wall at;
};

/* The next row of statement 'q'. */
static bool
read_due(struct vg_desk *desk, size_t q, struct due_row *row)
{
	if (!vg_db_next(desk->db, q))
		return false;
	vg_text_copy(row->kind, sizeof(row->kind), vg_db_text(desk->db, q, 0));
	vg_text_copy(row->object, sizeof(row->object), vg_db_text(desk->db, q, 1));
	row->at.us = vg_db_int(desk->db, q, 2);
	return true;
}

/* Of those that are due at the instant of 'row', the one whose turn it is. */
static int
first_of_instant(struct vg_desk *desk, struct due_row *row)
{
	const size_t q = VG_SQL_DUE_FIRST;
	int code = vg_db_query(desk->db, q, "i", row->at.us);

	if (code == VG_OK && read_due(desk, q, row))
		vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The first due row; VG_ENOENT when there is none, or why it cannot be read. */
static int
first_due(struct vg_desk *desk, struct vg_wall now, struct due_row *row)
{
	const size_t q = VG_SQL_DUE_HEAD;
	bool other = false;
	int code = vg_db_query(desk->db, q, "");

	if (code != VG_OK)
		return code;
	if (!read_due(desk, q, row))
		return vg_db_failed(desk->db) == VG_OK ? VG_ENOENT
						       : vg_db_failed(desk->db);
	if (row->at.us <= now.us && vg_db_next(desk->db, q))
		other = vg_db_int(desk->db, q, 2) == row->at.us;
	code = vg_db_failed(desk->db);
	vg_db_done(desk->db, q);
	if (code == VG_OK && row->at.us > now.us)
		code = VG_ENOENT;
	return code == VG_OK && other ? first_of_instant(desk, row) : code;
}

struct vg_wall
vg_desk_next_due(const struct vg_desk *desk)
{
	const size_t q = VG_SQL_DUE_NEXT;
	struct vg_wall at = {0};

	if (vg_db_query(desk->db, q, "") == VG_OK && vg_db_next(desk->db, q)) {
		at.us = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	if (vg_instant_is_set(desk->storms_due) &&
	    (!vg_instant_is_set(at) || vg_instant_compare(desk->storms_due, at) < 0))
		return desk->storms_due;
	return at;
}

/* A row that can never be done must not be first for ever: it goes, and is told of. */
static int
drop_row(struct vg_desk *desk, const char *kind, const char *object, struct vg_wall now,
    const char *cause)
{
	char why[VG_TEXT_SIZE];
	int code = vg_db_begin(desk->db);

	vg_text_format(why, sizeof(why), "timer %s of %s: %.300s", kind, object, cause);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, kind, object);
	if (code == VG_OK)
		code =
		    vg_deskagent_unapplied(desk, "collector", desk->conf->name, now, why);
	if (code != VG_OK) {
		vg_desk_rollback(desk);
		return code;
	}
	vg_log(VG_LOG_ERROR, "desk", "timers", "dropped: %s", why);
	return vg_desk_commit(desk);
}

/* One row in a transaction of its own; VG_OK when it is done, or dropped because it cannot be. */
static int
run_row(struct vg_desk *desk, const char *kind, const char *object, struct vg_wall at,
    struct vg_wall now)
{
	const struct row_kind *row = find_kind(kind);
	struct vg_detail detail = {0};

	if (row && row->own)
		return row->own(desk, now);
	int code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = run_one(desk, row, kind, object, at, now, &detail);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	if (detail.code != code)
		vg_detail_set(
		    &detail, code, "%s (%s)", vg_error_text(code), vg_db_error(desk->db));
	vg_desk_rollback(desk);
	return vg_db_is_disk(code) ? code
				   : drop_row(desk, kind, object, now, detail.text);
}

void
vg_desk_look_at_clocks(struct vg_desk *desk, struct vg_wall wall, struct vg_mono mono)
{
	char text[VG_TEXT_SIZE], resource[VG_RESOURCE_SIZE];

	if (!desk->conf)
		return;
	const struct vg_conf_policy *policy = &desk->conf->policy;
	const struct vg_step_limits limits = {
	    (int64_t)policy->clock_step_s * VG_SECOND_US,
	    (int64_t)policy->clock_step_hold_s * VG_SECOND_US};
	int64_t by = vg_step_look(&desk->step, &limits, wall, mono);
	if (by == 0)
		return;
	vg_deskstorm_stepped(desk, wall);
	vg_text_format(text, sizeof(text),
	    "the clock stepped by %+.1f s: breaches are held for %u s",
	    (double)by / VG_SECOND_US, (unsigned)policy->clock_step_hold_s);
	vg_log(VG_LOG_WARNING, "desk", "clock", "%s", text);
	vg_resource_build(resource, "collector", desk->conf->name, NULL);
	/* A step that the disk cannot take is in the log; breaches are held all the same. */
	if (vg_db_begin(desk->db) == VG_OK &&
	    vg_desk_tell(desk, wall, "clock-stepped", "", resource, text) == VG_OK &&
	    vg_deskawait_stepped(desk, by) == VG_OK &&
	    vg_desksetback_stepped(desk, by, wall) == VG_OK &&
	    vg_db_run(desk->db, VG_SQL_META_PUT, "ti", "clock-stepped-by", by) == VG_OK &&
	    vg_db_run(desk->db, VG_SQL_META_PUT, "ti", "clock-stepped", wall.us) ==
		VG_OK &&
	    vg_deskrecorded_step(desk, by, wall) == VG_OK &&
	    vg_desknextdue_rebuild(desk, wall) == VG_OK)
		(void)vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
}

int
vg_desk_run_due(struct vg_desk *desk, struct vg_wall now)
{
	struct due_row row;
	int code = VG_OK;

	vg_deskdisk_look(desk, now);
	if (vg_instant_is_set(desk->storms_due) &&
	    vg_instant_compare(desk->storms_due, now) <= 0)
		code = vg_deskstorm_flush(desk, now);
	for (int i = 0; i < MAX_ROWS && code == VG_OK; i++) {
		code = first_due(desk, now, &row);
		if (code != VG_OK)
			break;
		vg_deskrepeat_forget(desk);
		code = run_row(desk, row.kind, row.object, row.at, now);
		if (code == VG_EFULL && vg_deskdisk_give_reserve(desk, now))
			code = run_row(desk, row.kind, row.object, row.at, now);
	}
	if (vg_db_is_disk(code))
		vg_deskdisk_outcome(desk, code, 0, now);
	return code == VG_ENOENT ? VG_OK : code;
}
