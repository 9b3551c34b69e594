/*
 * What is kept for replays.
 */
#include "collector/desk/record/deskrecorded.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/record/deskrevision.h"
#include "collector/recording/recordline.h"
#include "collector/store/storereplay.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define MARK_EVERY_US VG_DAY_US
/* A mark is no older than this part of the time for which raw messages are kept. */
#define MARK_LATEST_PART 3
#define MARK_AGAIN_US VG_MINUTE_US
/* How far back a mark tells of raises and of cases that are over: longer than rules look. */
#define RAISES_US (2 * VG_DAY_US)
#define CLOSED_US (15 * VG_DAY_US)
#define RETURNS_US (100 * VG_DAY_US)

/* The one number that statement 'q' asks for; 0: none. */
static int
ask(struct vg_desk *desk, size_t q, int64_t *number)
{
	int code = vg_db_query(desk->db, q, "");

	*number = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*number = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

/* Takes 'line', which is closed here. */
static int
keep(struct vg_desk *desk, struct vg_buf *line, struct vg_wall now)
{
	int64_t after;
	int code = ask(desk, VG_SQL_MESSAGE_LAST, &after);

	vg_recordline_end(line);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREREPLAY_ACT_ADD, "iit", after, now.us,
		    vg_buf_text(line));
	vg_buf_fini(line);
	return code;
}

static void
begin(struct vg_buf *line, enum vg_recordline_type type, struct vg_wall now)
{
	vg_buf_init(line, 0);
	vg_recordline_begin(line, type);
	vg_recordline_int(line, "at", now.us);
}

/* --- acts ------------------------------------------------------------------------------------ */

/* What a replay could do nothing with, or that changes no case. */
static bool
is_left_out(const char *verb)
{
	static const char *const verbs[] = {"note", "privacy-find", "privacy-export",
	    "privacy-erase", "privacy-register", "outbox-take", "outbox-report",
	    "outbox-retry", "outbox-give-up", "hold", "engine-forget", "clock-accept",
	    "mail-dismiss", "user-passwd", "user-forget", "token-add", "token-revoke",
	    "page-ack", "page-test", "page-weekly", "page-why"};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i], verb) == 0)
			return true;
	}
	return false;
}

/*
 * Arguments that are a choice, a name of the tree, a number of ours, or an instant: a verb before
 * the point where the same name means something else elsewhere.
 */
static bool
is_kept(const char *verb, const char *name)
{
	static const char *const kept[] = {"open.by", "open.client", "open.device",
	    "open.class", "open.reached", "open.join", "assign.to", "call.reached",
	    "ask.what", "ask.until", "client-answer.request", "check.result",
	    "check.resource", "check.rule", "classify.as", "pause.target", "pause.cause",
	    "pause.return", "resume.target", "resume.return", "remote-session.act",
	    "remote-session.consent", "remote-session.hand", "supplier-ticket.number",
	    "supplier-reply.as", "intervene.promise", "resolve.leave-ticket",
	    "close.leave-ticket", "remind.when", "void.as", "identify.device",
	    "link.with", "unlink.with", "merge.into", "split.alarms", "split.returns",
	    "return-ask.resource", "return-ask.kind", "return-ask.flow",
	    "return-ask.serial", "return-check.result", "return-check.rule",
	    "return-confirm.side", "return-withdraw.side", "return-rma-number.number",
	    "return-ship.serial", "return-ship.ship-to", "return-not-arrived.ball",
	    "return-replace.outcome", "return-replace.serial", "return-replace.unseen",
	    "return-replace.standing", "return-loan.serial", "return-cancel.recall",
	    "return-faulty.step", "return-faulty.role", "visit-plan.kind",
	    "visit-plan.when", "visit-plan.return", "visit-plan.order",
	    "visit-plan.contested", "visit-move.when", "order-ask.case",
	    "order-propose.valid-until", "order-ordered.as",
	    "unclassified-accept.notification"};
	char full[64];

	vg_text_format(full, sizeof(full), "%.31s.%.31s", verb, name);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (strcmp(kept[i], full) == 0)
			return true;
	}
	/* Of a command that came later, too. */
	return strcmp(name, "case") == 0 || strcmp(name, "until") == 0 ||
	    strcmp(name, "device") == 0 || strcmp(name, "site") == 0;
}

/* Whoever mistypes a device may have typed a person: a device is one of the tree. */
static const char *
kept_value(const struct vg_act_call *call, const struct vg_act_arg *arg)
{
	const char *value = arg->value ? arg->value : "";
	bool good = is_kept(call->rule->verb, arg->name) &&
	    strspn(value,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		"._:/,+%-") == strlen(value);

	if (good && strcmp(arg->name, "device") == 0)
		good = vg_conf_device(call->desk->conf, value) != NULL;
	return good ? value : "-";
}

/* As what a mail came: what is known of its sender later is not what was known then. */
static void
write_came(struct vg_buf *line, const struct vg_act_came *came)
{
	char mail[24];

	vg_text_format(mail, sizeof(mail), "%" PRId64, came->heir);
	if (came->heir)
		vg_recordline_text(line, "heir", mail);
	if (!came->mail)
		return;
	vg_text_format(mail, sizeof(mail), "%" PRId64, came->mail);
	vg_recordline_text(line, "mail", mail);
	vg_text_format(mail, sizeof(mail), "%" PRId64, came->behind);
	vg_recordline_text(line, "behind", came->behind ? mail : "");
	vg_recordline_text(line, "person", came->person);
	vg_recordline_text(line, "side", came->side);
	vg_recordline_text(line, "client", came->client);
	vg_recordline_text(line, "supplier", came->supplier);
	vg_recordline_text(line, "device", came->device);
	vg_recordline_text(line, "unread", came->unparsed ? "true" : "");
	vg_recordline_text(line, "waits", came->waits ? "true" : "");
	vg_recordline_text(line, "copy", came->copy ? "true" : "");
	vg_recordline_text(line, "into", came->into);
}

int
vg_deskrecorded_act(const struct vg_act_call *call)
{
	const struct vg_act *act = call->act;
	struct vg_buf line;

	/* Of one that changed the tree, the tree is kept; of what dismissed mails that wait, each. */
	if (call->desk->replaying || call->take.conf || is_left_out(call->rule->verb) ||
	    (call->came.waits && strcmp(call->rule->verb, "dismiss") == 0))
		return VG_OK;
	begin(&line, VG_RECORDLINE_ACT, call->now);
	vg_recordline_text(&line, "verb", call->rule->verb);
	vg_recordline_text(&line, "role", vg_conf_role_text(call->actor->role));
	vg_recordline_text(&line, "who", call->actor->user);
	vg_recordline_text(&line, "object", act->object);
	/* What the clock was set back before is found anew. */
	bool ahead = vg_instant_compare(call->at, call->now) > 0;
	vg_recordline_int(&line, "happened", ahead ? call->now.us : call->at.us);
	vg_recordline_open(&line, "args");
	for (size_t i = 0; i < act->n_args; i++)
		vg_recordline_text(
		    &line, act->args[i].name, kept_value(call, &act->args[i]));
	write_came(&line, &call->came);
	vg_recordline_close(&line);
	vg_recordline_text(&line, "result",
	    call->result->made[0] ? call->result->made : call->result->object);
	vg_recordline_text(&line, "state", call->result->state);
	return keep(call->desk, &line, call->now);
}

/* Begins one that is nobody's command as it is kept, as far as its arguments. */
static void
begin_act(struct vg_buf *line, const struct vg_act_call *call, const char *verb,
    const char *object)
{
	begin(line, VG_RECORDLINE_ACT, call->now);
	vg_recordline_text(line, "verb", verb);
	vg_recordline_text(line, "role", vg_conf_role_text(call->actor->role));
	vg_recordline_text(line, "who", call->actor->user);
	vg_recordline_text(line, "object", object);
	vg_recordline_int(line, "happened", call->at.us);
	vg_recordline_open(line, "args");
}

int
vg_deskrecorded_dismissed(const struct vg_act_call *call, int64_t mail)
{
	char object[24];
	struct vg_buf line;

	if (call->desk->replaying)
		return VG_OK;
	vg_text_format(object, sizeof(object), "%" PRId64, mail);
	begin_act(&line, call, "mail-dismiss", object);
	vg_recordline_close(&line);
	return keep(call->desk, &line, call->now);
}

int
vg_deskrecorded_waited(const struct vg_act_call *call)
{
	char object[24];
	struct vg_buf line;

	if (call->desk->replaying)
		return VG_OK;
	vg_text_format(object, sizeof(object), "%" PRId64, call->came.mail);
	begin_act(&line, call, VG_RECORDLINE_WAITED, object);
	write_came(&line, &call->came);
	vg_recordline_close(&line);
	vg_recordline_text(&line, "result", call->result->object);
	vg_recordline_text(&line, "state", call->result->state);
	return keep(call->desk, &line, call->now);
}

const char *
vg_deskrecorded_as_text(enum vg_deskrecorded_as as)
{
	static const char *const texts[] = {[VG_DESKRECORDED_OPEN] = "open",
	    [VG_DESKRECORDED_RUNS] = "runs",
	    [VG_DESKRECORDED_MET] = "met"};

	return texts[as];
}

int
vg_deskrecorded_turn(const struct vg_act_call *call, const char *number,
    const char *target, enum vg_deskrecorded_as as)
{
	struct vg_buf line;

	if (call->desk->replaying)
		return VG_OK;
	begin_act(&line, call, VG_RECORDLINE_TURN, number);
	vg_recordline_text(&line, "target", target);
	vg_recordline_text(&line, "as", vg_deskrecorded_as_text(as));
	vg_recordline_close(&line);
	return keep(call->desk, &line, call->now);
}

/* --- what the collector says ----------------------------------------------------------------- */

/*
 * What is known to the collector alone: its disk, what it refused, what was too much, what its
 * courier does not send.  All else that it says follows from messages and timers, which a replay
 * has, too.
 */
static bool
is_its_own(const struct vg_event *e)
{
	static const char *const kinds[] = {"disk-space-low", "store-failing",
	    "notification-storm", "notification-gap", "credential-refused",
	    "engine-id-conflict", "outbox-stuck", "collector-clock-doubted"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i], e->kind) == 0)
			return true;
	}
	return false;
}

int
vg_deskrecorded_self(
    struct vg_desk *desk, const struct vg_event *event, struct vg_wall now)
{
	struct vg_buf line;

	if (desk->replaying || event->origin != VG_ORIGIN_SELF || !is_its_own(event))
		return VG_OK;
	begin(&line, VG_RECORDLINE_SELF, now);
	vg_recordline_event(&line, event);
	return keep(desk, &line, now);
}

int
vg_deskrecorded_step(struct vg_desk *desk, int64_t by_us, struct vg_wall now)
{
	struct vg_buf line;

	if (desk->replaying)
		return VG_OK;
	begin(&line, VG_RECORDLINE_STEP, now);
	vg_recordline_int(&line, "by", by_us);
	return keep(desk, &line, now);
}

int
vg_deskrecorded_tree(struct vg_desk *desk, int64_t revision, struct vg_wall now)
{
	struct vg_buf line;

	if (desk->replaying)
		return VG_OK;
	begin(&line, VG_RECORDLINE_TREE, now);
	vg_recordline_int(&line, "number", revision);
	return keep(desk, &line, now);
}

/* --- marks ----------------------------------------------------------------------------------- */

/* The rows of mark 'id': first which cases and alarms it is about, then all that is theirs. */
static int
write_rows(struct vg_desk *desk, int64_t id, struct vg_wall now)
{
	static const size_t more[] = {VG_STOREREPLAY_NAME_CASES,
	    VG_STOREREPLAY_NAME_FAMILIES, VG_STOREREPLAY_NAME_MERGED,
	    VG_STOREREPLAY_NAME_HELD};
	struct vg_db *db = desk->db;
	int code = vg_db_run(db, VG_STOREREPLAY_FORGET_CASES, "");

	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_FORGET_ALARMS, "");
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_NAME_OPEN, "");
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_NAME_CLOSED, "i", now.us - CLOSED_US);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_NAME_GONE, "i", now.us - CLOSED_US);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_NAME_STANDING, "");
	if (code == VG_OK)
		code =
		    vg_db_run(db, VG_STOREREPLAY_NAME_CLEARED, "i", now.us - RAISES_US);
	if (code == VG_OK)
		code =
		    vg_db_run(db, VG_STOREREPLAY_NAME_RETURNS, "i", now.us - RETURNS_US);
	for (size_t i = 0; code == VG_OK && i < sizeof(more) / sizeof(more[0]); i++)
		code = vg_db_run(db, more[i], "");
	for (size_t i = 0; code == VG_OK && i < vg_storereplay_n; i++) {
		const struct vg_storereplay_table *t = &vg_storereplay_all[i];
		if (t->is_asked)
			continue;
		if (t->line && t->is_lately)
			code = vg_db_run(db, t->mark, "ii", id, now.us - RAISES_US);
		else if (t->line)
			code = vg_db_run(db, t->mark, "i", id);
	}
	return code;
}

static int
make_mark(struct vg_desk *desk, int64_t revision, struct vg_wall now)
{
	int64_t message, act;
	int code = ask(desk, VG_SQL_MESSAGE_LAST, &message);

	if (code == VG_OK)
		code = ask(desk, VG_STOREREPLAY_ACT_LAST, &act);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREREPLAY_MARK_ADD, "iiii", now.us,
		    message, act, revision);
	int64_t id = vg_db_last_id(desk->db);
	if (code == VG_OK)
		code = write_rows(desk, id, now);
	return code == VG_OK ? vg_db_run(desk->db, VG_STOREREPLAY_MARK_END, "i", id)
			     : code;
}

/*
 * How old the last mark may become: a replay goes back to the oldest for which messages are kept.
 */
static int64_t
mark_latest_us(const struct vg_desk *desk)
{
	int64_t days = desk->conf ? desk->conf->retention.messages_days : 30;

	return days < MARK_LATEST_PART ? VG_DAY_US : days / MARK_LATEST_PART * VG_DAY_US;
}

/*
 * A replay reads the rows of the last mark and lives again what came since: a mark is worth its
 * rows when that is as much, and soon enough for what messages are kept.
 */
static int
is_worth(struct vg_desk *desk, struct vg_wall now, bool *worth)
{
	const size_t q = VG_STOREREPLAY_MARK_LAST;
	int64_t message, act, since;
	int code = ask(desk, VG_SQL_MESSAGE_LAST, &message);

	*worth = true;
	if (code == VG_OK)
		code = ask(desk, VG_STOREREPLAY_ACT_LAST, &act);
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "");
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	since = message - vg_db_int(desk->db, q, 1) + act - vg_db_int(desk->db, q, 2);
	/* A timer that waited for a hole is no day late; a clock that was set back is. */
	int64_t past_us = now.us - vg_db_int(desk->db, q, 0) + VG_HOUR_US;
	*worth = since >= vg_db_int(desk->db, q, 3) || past_us >= mark_latest_us(desk) ||
	    past_us < 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskrecorded_mark(struct vg_desk *desk, struct vg_wall now)
{
	bool worth;
	int64_t waits = 0;
	int code = is_worth(desk, now, &worth);

	if (code == VG_OK && worth)
		code = ask(desk, VG_STOREREPLAY_WAITING, &waits);
	if (code == VG_OK && waits)
		return vg_desk_put_due(
		    desk, "mark", "", vg_instant_add(now, MARK_AGAIN_US));
	if (code == VG_OK && worth)
		code = make_mark(desk, desk->revision, now);
	return code == VG_OK
	    ? vg_desk_put_due(desk, "mark", "", vg_instant_add(now, MARK_EVERY_US))
	    : code;
}

int
vg_deskrecorded_boot(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_buf line;
	int64_t alive, oldest;

	if (desk->replaying)
		return VG_OK;
	int code = ask(desk, VG_STOREREPLAY_MARK_OLDEST, &oldest);
	if (code == VG_OK && oldest == 0)
		code = make_mark(desk, vg_deskrevision_last(desk), now);
	if (code == VG_OK && oldest == 0)
		code =
		    vg_desk_put_due(desk, "mark", "", vg_instant_add(now, MARK_EVERY_US));
	if (code == VG_OK)
		code = ask(desk, VG_STOREREPLAY_ALIVE, &alive);
	/* A database that is new was nowhere before. */
	if (code != VG_OK || alive == 0)
		return code;
	desk->alive.us = alive;
	begin(&line, VG_RECORDLINE_BOOT, now);
	vg_recordline_int(&line, "alive", alive);
	return keep(desk, &line, now);
}

int
vg_deskrecorded_sweep(
    struct vg_desk *desk, struct vg_wall until, int64_t slice, bool *more)
{
	struct vg_db *db = desk->db;
	int code = vg_db_run(db, VG_STOREREPLAY_MARK_SWEEP, "i", until.us);

	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_ROW_SWEEP, "i", slice);
	if (code == VG_OK && vg_db_changes(db) >= slice)
		*more = true;
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREREPLAY_ACT_SWEEP, "ii", until.us, slice);
	if (code == VG_OK && vg_db_changes(db) >= slice)
		*more = true;
	return code;
}
