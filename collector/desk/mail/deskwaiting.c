/*
 * Mails that are to wait for a case.
 */
#include "collector/desk/mail/deskwaiting.h"

#include <inttypes.h>

#include "collector/conf/confpublic.h"
#include "collector/desk/mail/deskmailmore.h"
#include "collector/desk/mail/desktwin.h"
#include "collector/desk/mail/deskwaitingrow.h"
#include "collector/desk/mail/deskwaitingtell.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static bool
is_unknown(const struct vg_mail *m)
{
	return !m->client && !m->supplier;
}

/* --- behind which ---------------------------------------------------------------------------- */

/* The one that waits and that it answers: his own. */
static int
find_answered(
    struct vg_desk *desk, const struct vg_mail *m, const char *line, int64_t *behind)
{
	const size_t q = VG_STOREWAITING_ID;
	char id[VG_MAILTOKEN_ID_SIZE];
	int code = VG_OK;

	for (int i = 0; i < 64 && code == VG_OK && vg_mailtoken_next_id(&line, id); i++) {
		code = vg_db_query(desk->db, q, "tt", id, m->person);
		if (code == VG_OK && vg_db_next(desk->db, q)) {
			*behind = vg_db_int(desk->db, q, 0);
			vg_db_done(desk->db, q);
		}
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The last one of a sender of whom as many wait as one may open within the hour. */
static int
find_last(struct vg_desk *desk, const struct vg_mail *m, int64_t *behind)
{
	const size_t q = VG_STOREWAITING_SENDER;
	int64_t most = desk->conf->policy.mail_cases_hour;
	int code = vg_db_query(desk->db, q, "t", m->person);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		if (vg_db_int(desk->db, q, 0) >= most)
			*behind = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Behind which it waits; 0: none.  What one sender writes beyond his measure is one's. */
static int
find_place(struct vg_act_call *call, const struct vg_mail *m, int64_t id, int64_t *behind)
{
	struct vg_desk *desk = call->desk;

	*behind = 0;
	if (desk->replaying) {
		(void)vg_text_int(vg_deskact_value(call, "behind"), 1, INT64_MAX, behind);
		return VG_OK;
	}
	int code = find_answered(desk, m, m->references, behind);

	if (code == VG_OK)
		code = find_answered(desk, m, m->in_reply_to, behind);
	if (code == VG_OK && !*behind)
		code = vg_desktwin_waiting(desk, m, id, behind);
	return code == VG_OK && !*behind ? find_last(desk, m, behind) : code;
}

/* --- in which lane --------------------------------------------------------------------------- */

static int
find_answers(struct vg_desk *desk, const char *domain, bool *answered)
{
	const size_t q = VG_STOREWAITING_ANSWERED;
	int code = vg_db_query(desk->db, q, "t", domain);

	*answered = false;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*answered = vg_db_int(desk->db, q, 0) > 0;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
find_lane(struct vg_act_call *call, const struct vg_mail *m, enum vg_mailturn_lane *lane,
    char house[VG_MAILTURN_HOUSE_SIZE])
{
	struct vg_mailturn_mail of = {
	    .domain = vg_deskmailmore_domain(m->sender), .person = m->person};

	of.everybodys = vg_confpublic_is(of.domain);
	of.proved = vg_deskmailmore_proves(call, m);
	int code = of.proved || of.everybodys
	    ? VG_OK
	    : find_answers(call->desk, of.domain, &of.answered);
	*lane = vg_mailturn_place(&of, house);
	return code;
}

static int
wait(struct vg_act_call *call, const struct vg_mail *m, int64_t id, int64_t behind)
{
	struct vg_desk *desk = call->desk;
	struct vg_deskwaitingtell_clock clock;
	char house[VG_MAILTURN_HOUSE_SIZE];
	enum vg_mailturn_lane lane;
	int code = find_lane(call, m, &lane, house);

	vg_deskwaitingtell_reckon(desk, m->at, call->now, &clock);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREWAITING_ADD, "iiititiiii", id,
		    (int64_t)0, behind, m->person, (int64_t)lane, house, clock.warn[0],
		    clock.warn[1], clock.warn[2], clock.due);
	if (code == VG_OK)
		code = vg_deskwaitingrow_arm(desk, call->now);
	return code == VG_OK ? vg_deskwaitingtell_begin(desk, &clock, call->now) : code;
}

/* --- for the desk ---------------------------------------------------------------------------- */

int
vg_deskwaiting_hold(
    struct vg_act_call *call, const struct vg_mail *m, int64_t id, bool *held)
{
	struct vg_desk *desk = call->desk;
	struct vg_wall at;
	int64_t behind = 0;

	*held = false;
	if (!is_unknown(m))
		return VG_OK;
	int code = vg_deskwaitingrow_room(desk, call->now, &at);
	if (code == VG_OK)
		code = find_place(call, m, id, &behind);
	bool waits = desk->replaying ? vg_deskact_has(call, "waits")
				     : at.us != call->now.us || behind;
	if (code != VG_OK || !waits)
		return code;
	*held = call->came.waits = true;
	call->came.behind = behind;
	code = wait(call, m, id, behind);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "mail %" PRId64
	    " waits for a case, its clock from now on: unknown senders have "
	    "opened %u within the hour (policy/mail-cases-unknown-hour)",
	    id, (unsigned)desk->conf->policy.mail_cases_unknown_hour);
	return code;
}

int
vg_deskwaiting_opened(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	return is_unknown(m)
	    ? vg_deskwaitingrow_opened(call->desk, id, m->person, call->now)
	    : VG_OK;
}

int
vg_deskwaiting_is(struct vg_desk *desk, int64_t id, bool *waits)
{
	struct vg_deskwaitingrow row;
	int code = vg_deskwaitingrow_get(desk, id, &row);

	*waits = row.waits;
	return code;
}

int
vg_deskwaiting_end(struct vg_act_call *call, int64_t id, const char *number)
{
	int code = vg_deskwaitingrow_end(call->desk, id, number);

	return code == VG_OK ? vg_deskwaitingrow_arm(call->desk, call->now) : code;
}
