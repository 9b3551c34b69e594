/*
 * Mails that are dismissed while they wait.
 */
#include "collector/desk/mail/deskdismiss.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "collector/desk/mail/deskwaiting.h"
#include "collector/desk/mail/deskwaitingrow.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/mailguard/mailtoken.h"
#include "collector/store/storemail.h"
#include "collector/store/storeperson.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many at most in one call. */
enum { SLICE = 500, DISMISS_MAX = 2000 };

static int
dismiss_one(struct vg_act_call *call, int64_t id)
{
	int code = vg_db_run(call->desk->db, VG_STOREMAIL_STATE, "it", id, "dismissed");

	if (code == VG_OK)
		code = vg_deskwaitingrow_end(call->desk, id, "");
	return code == VG_OK ? vg_deskrecorded_dismissed(call, id) : code;
}

/* What is sought: one sender, by his address; a domain; what came before. */
struct sought {
	char person[VG_NAME_SIZE], domain[256];
	struct vg_wall before;
};

static int
read_sought(struct vg_act_call *call, struct sought *s)
{
	const size_t q = VG_STOREPERSON_BY_MAIL;
	const char *from = vg_deskact_value(call, "from");
	const char *before = vg_deskact_value(call, "before");
	struct vg_db *db = call->desk->db;
	char mail[VG_MAILTOKEN_MAIL_SIZE];
	int code = VG_OK;

	memset(s, 0, sizeof(*s));
	if (!from[0] && !before[0])
		return vg_detail_set(call->detail, VG_EINVAL,
		    "mail-dismiss: say which: a mail, from (an address or a domain), before");
	if (before[0] && vg_instant_parse(before, &s->before) != VG_OK)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "before: '%.40s' is no instant (2026-07-09T14:00:00+02:00)", before);
	if (from[0] && (from[0] == '@' || !strchr(from, '@'))) {
		vg_text_copy(
		    s->domain, sizeof(s->domain), from[0] == '@' ? from + 1 : from);
		for (char *c = s->domain; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		return VG_OK;
	}
	if (!from[0])
		return VG_OK;
	vg_text_copy(s->person, sizeof(s->person), "-");
	if (vg_mailtoken_address(from, mail))
		code = vg_db_query(db, q, "t", mail);
	if (code == VG_OK && vg_db_next(db, q)) {
		vg_text_format(
		    s->person, sizeof(s->person), "sender-%" PRId64, vg_db_int(db, q, 0));
		vg_db_done(db, q);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* A slice of them below 'last': the newest first, behind which nothing is that is to be dismissed. */
static int
find_slice(struct vg_desk *desk, const struct sought *s, int64_t last, int64_t ids[SLICE],
    size_t *n)
{
	const size_t q = VG_STOREWAITING_SOUGHT;
	int code = vg_db_query(desk->db, q, "ttiii", s->person, s->domain, s->before.us,
	    last, (int64_t)SLICE);

	*n = 0;
	while (code == VG_OK && vg_db_next(desk->db, q))
		ids[(*n)++] = vg_db_int(desk->db, q, 0);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
dismiss_all(struct vg_act_call *call, const struct sought *s)
{
	int64_t ids[SLICE], last = INT64_MAX;
	size_t n = SLICE, all = 0;
	int code = VG_OK;

	while (code == VG_OK && n == SLICE && all < DISMISS_MAX) {
		code = find_slice(call->desk, s, last, ids, &n);
		for (size_t i = 0; i < n && code == VG_OK; i++)
			code = dismiss_one(call, ids[i]);
		last = n ? ids[n - 1] : last;
		all += n;
	}
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "%zu that waited are dismissed%s", all,
	    n == SLICE ? "; more may wait: say it again" : "");
	return code;
}

int
vg_deskdismiss_waiting(struct vg_act_call *call)
{
	struct sought s;
	int64_t id = 0;
	bool waits = false;
	int code = VG_OK;

	vg_text_copy(call->result->state, sizeof(call->result->state), "dismissed");
	if (!call->act->object[0]) {
		code = read_sought(call, &s);
		if (code == VG_OK)
			code = dismiss_all(call, &s);
		return code == VG_OK ? vg_deskwaitingrow_arm(call->desk, call->now)
				     : code;
	}
	if (vg_text_int(call->act->object, 1, INT64_MAX, &id) == VG_OK)
		code = vg_deskwaiting_is(call->desk, id, &waits);
	if (code == VG_OK && !waits)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "mail %.20s: it does not wait for a case", call->act->object);
	if (code == VG_OK)
		code = dismiss_one(call, id);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "mail %" PRId64 " is dismissed: it waits for a case no more", id);
	return code == VG_OK ? vg_deskwaitingrow_arm(call->desk, call->now) : code;
}
