/*
 * Somebody wrote in a case.
 */
#include "collector/desk/mail/deskwrote.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storeletter.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define BOTH "both-wrote"

/* The last letter of the case that told the same people of a mail. */
struct last {
	int64_t id; /* 0: none */
	char what[32];
	struct vg_wall leaves;
	bool waits, made;
};

static int
find_last(struct vg_desk *desk, const struct vg_case_row *row, const char *role,
    struct last *last)
{
	const size_t q = VG_STORELETTER_WROTE;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "tt", row->number, role);

	*last = (struct last){.id = 0};
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	last->id = vg_db_int(db, q, 0);
	vg_text_copy(last->what, sizeof(last->what), vg_db_text(db, q, 1));
	last->leaves.us = vg_db_int(db, q, 2);
	last->waits = strcmp(vg_db_text(db, q, 3), "waiting") == 0;
	last->made = vg_db_int(db, q, 4) != 0;
	vg_db_done(db, q);
	return VG_OK;
}

/* Whether the letter that waits says it, or can be made to. */
static int
join(struct vg_desk *desk, const struct last *last, const char *what, bool *joined)
{
	bool says = strcmp(last->what, what) == 0 || strcmp(last->what, BOTH) == 0;

	*joined = last->waits && (says || !last->made);
	return *joined && !says
	    ? vg_db_run(desk->db, VG_STORELETTER_WROTE_BOTH, "it", last->id, BOTH)
	    : VG_OK;
}

/* Whether the tree says where he is written to; else those hear who would without him. */
static bool
has_mail(const struct vg_conf *conf, const char *owner)
{
	const struct vg_conf_user *user = owner[0] ? vg_conf_user(conf, owner) : NULL;
	const struct vg_conf_person *p =
	    user && user->person[0] ? vg_conf_person(conf, user->person) : NULL;

	return p && p->mail[0];
}

static const char *
role_of(const struct vg_conf *conf, const struct vg_case_row *row)
{
	if (has_mail(conf, row->owner))
		return "owner";
	return row->state == VG_CASE_TR ? "triage"
	    : row->state == VG_CASE_QU  ? "commercial"
					: "noc";
}

/* It is as old as the instant at which it may leave: nothing is stuck that was held back. */
static int
queue(struct vg_act_call *call, const struct vg_case_row *row, const char *what,
    struct vg_wall leaves)
{
	struct vg_act_call then = *call;
	char transition[48];
	int64_t queued;

	then.now = leaves;
	vg_text_format(transition, sizeof(transition), "wrote@%016" PRId64, leaves.us);
	const struct vg_outbox_message m = {.number = row->number,
	    .what = what,
	    .role = role_of(call->desk->conf, row),
	    .transition = transition,
	    .template = "wrote"};
	return vg_deskoutbox_add(&then, &m, &queued);
}

int
vg_deskwrote_tell(
    struct vg_act_call *call, const struct vg_mail *m, const struct vg_case_row *row)
{
	const int64_t apart =
	    (int64_t)call->desk->conf->policy.mail_told_s * VG_SECOND_US;
	const char *what =
	    strcmp(m->side, "supplier") == 0 ? "supplier-wrote" : "client-wrote";
	struct vg_wall leaves = call->now;
	struct last last;
	bool joined = false;

	if (!row->owner[0] && row->state == VG_CASE_OB)
		return VG_OK;
	if (row->owner[0] && strcmp(row->owner, call->actor->user) == 0)
		return VG_OK;
	int code = find_last(call->desk, row, role_of(call->desk->conf, row), &last);
	/* A clock that was set back holds nothing back. */
	bool counts = code == VG_OK && last.id && last.leaves.us <= call->now.us + apart;
	if (counts)
		code = join(call->desk, &last, what, &joined);
	if (counts && last.leaves.us + apart > leaves.us)
		leaves.us = last.leaves.us + apart;
	return code == VG_OK && !joined ? queue(call, row, what, leaves) : code;
}
