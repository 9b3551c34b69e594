/*
 * Copies of mails.
 */
#include "collector/desk/mail/desktwin.h"

#include <string.h>

#include "collector/conf/confpublic.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskmailmore.h"
#include "collector/mailguard/mailorigin.h"
#include "collector/store/storeblob.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* A case's number, or a mail's. */
enum { FOUND_SIZE = 24 };

/* Whether a reply is owed in the case. */
static int
is_owed(struct vg_act_call *call, const char *number, bool *owed)
{
	static const enum vg_target reply[] = {
	    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY};
	struct vg_target_state state;
	int code = VG_OK;
	bool there;

	*owed = false;
	for (int i = 0; code == VG_OK && !*owed && i < 2; i++) {
		code = vg_deskclock_state(
		    call->desk, vg_clock_of(number, reply[i]), call->now, &state, &there);
		*owed = code == VG_OK && there && state.running;
	}
	return code;
}

/* What of a mail a copy has alike, beside its words. */
struct origin {
	char envelope[VG_MAILTOKEN_MAIL_SIZE]; /* before a forwarder of ours rewrote it */
	bool rewritten, proved;
};

static void
read_origin(const struct vg_desk *desk, const struct vg_mail *m, const char *envelope,
    const char *authentication, struct origin *o)
{
	const char *ours = vg_deskmailmore_domain(desk->conf->office.mail);

	o->rewritten = !vg_confpublic_is(ours) &&
	    vg_mailorigin_forwarded(envelope, ours, o->envelope);
	if (!o->rewritten)
		vg_text_copy(o->envelope, sizeof(o->envelope), envelope);
	o->proved = vg_mailorigin_proves(authentication, m->sender);
}

static bool
is_alike(const struct origin *a, const struct origin *b)
{
	char one[VG_MAILTOKEN_MAIL_SIZE], other[VG_MAILTOKEN_MAIL_SIZE];

	if (a->proved != b->proved)
		return false;
	if (!a->rewritten && !b->rewritten)
		return strcmp(a->envelope, b->envelope) == 0;
	return vg_mailtoken_address(a->envelope, one) &&
	    vg_mailtoken_address(b->envelope, other) && strcmp(one, other) == 0;
}

static int
read_own(struct vg_desk *desk, const struct vg_mail *m, int64_t id, struct origin *own)
{
	const size_t q = VG_STOREBLOB_PROVED;
	int code = vg_db_query(desk->db, q, "i", id);

	read_origin(desk, m, m->envelope_from, "", own);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		own->proved = vg_mailorigin_proves(vg_db_text(desk->db, q, 0), m->sender);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The first row of statement 'q' that is a copy's: its first column as a text, "" none. */
static int
find_copy(struct vg_desk *desk, size_t q, const struct vg_mail *m, int64_t id,
    char found[FOUND_SIZE])
{
	struct origin own, other;
	int code = read_own(desk, m, id, &own);

	found[0] = '\0';
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "iii", id, VG_DESKTWIN_QUEUED_US,
		    VG_DESKTWIN_DATELESS_US);
	if (code != VG_OK)
		return code;
	while (!found[0] && vg_db_next(desk->db, q)) {
		read_origin(desk, m, vg_db_text(desk->db, q, 2),
		    vg_db_text(desk->db, q, 1), &other);
		if (is_alike(&own, &other))
			vg_text_copy(found, FOUND_SIZE, vg_db_text(desk->db, q, 0));
	}
	vg_db_done(desk->db, q);
	return vg_db_failed(desk->db);
}

/* What nobody could read says nothing that could be the same; a replay is told. */
static bool
may_be_copy(const struct vg_desk *desk, const struct vg_mail *m)
{
	return !desk->replaying && !m->message_id[0] && !m->unparsed;
}

int
vg_desktwin_case(struct vg_act_call *call, const struct vg_mail *m, int64_t id,
    char number[VG_CASE_NUMBER_SIZE], bool *owed)
{
	char found[FOUND_SIZE] = "";
	int code = VG_OK;

	*owed = false;
	if (may_be_copy(call->desk, m))
		code = find_copy(call->desk, VG_STOREBLOB_TWIN, m, id, found);
	vg_text_copy(number, VG_CASE_NUMBER_SIZE, found);
	return code == VG_OK && number[0] ? is_owed(call, number, owed) : code;
}

int
vg_desktwin_waiting(
    struct vg_desk *desk, const struct vg_mail *m, int64_t id, int64_t *other)
{
	char found[FOUND_SIZE] = "";
	int code = VG_OK;

	*other = 0;
	if (may_be_copy(desk, m))
		code = find_copy(desk, VG_STOREWAITING_TWIN, m, id, found);
	if (code == VG_OK && found[0])
		(void)vg_text_int(found, 1, INT64_MAX, other);
	return code;
}
