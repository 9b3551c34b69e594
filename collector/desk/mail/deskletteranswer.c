/*
 * Automatic answers are counted.
 */
#include "collector/desk/mail/deskletteranswer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "collector/desk/mail/deskmailmore.h"
#include "collector/store/storeletter.h"
#include "collector/store/storeline.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* RFC 3834 section 2: how often a sender gets an automatic answer. */
#define ANSWER_EVERY_US VG_HOUR_US

static int
count(struct vg_desk *desk, size_t q, const char *of, struct vg_wall since, int64_t id,
    int64_t *n)
{
	int code = vg_db_query(desk->db, q, "tii", of, since.us, id);

	*n = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*n = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

/* "Zoe+7@x.example" is the mailbox "zoe" at "@x.example" (RFC 5233). */
static void
split_mail(const char *mail, char box[VG_CONF_MAIL_SIZE], char at[VG_CONF_MAIL_SIZE])
{
	const char *domain = vg_deskmailmore_domain(mail);
	char *ends[] = {box, at};

	vg_text_format(box, VG_CONF_MAIL_SIZE, "%.*s", (int)strcspn(mail, "+@"), mail);
	vg_text_format(at, VG_CONF_MAIL_SIZE, "@%s", domain);
	for (size_t i = 0; i < 2; i++) {
		for (char *c = ends[i]; *c; c++)
			*c = (char)tolower((unsigned char)*c);
	}
}

/* A mailbox gets one, by whichever of its addresses it writes. */
static int
count_sender(struct vg_desk *desk, const struct vg_deskletter *letter,
    struct vg_wall since, int64_t *n)
{
	const size_t q = VG_STORELETTER_ANSWERED;
	const struct vg_deskletter_row *row = &letter->row;
	char box[VG_CONF_MAIL_SIZE] = "", at[VG_CONF_MAIL_SIZE] = "";

	*n = 0;
	if (letter->to.n)
		split_mail(letter->to.mail[0], box, at);
	int code =
	    vg_db_query(desk->db, q, "tiitt", row->recipient, since.us, row->id, box, at);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*n = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

/* RFC 3834 section 2: whom nobody answers by machine. */
static bool
is_machine(const char *mail)
{
	static const char *const begin[] = {
	    "mailer-daemon", "owner-", "bounce", "listserv@", "majordomo@"};
	static const char *const end[] = {"-request", "-owner"};
	size_t size = strcspn(mail, "+@");

	for (size_t i = 0; i < sizeof(begin) / sizeof(begin[0]); i++) {
		if (strncasecmp(mail, begin[i], strlen(begin[i])) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof(end) / sizeof(end[0]); i++) {
		size_t n = strlen(end[i]);
		if (size > n && strncasecmp(mail + size - n, end[i], n) == 0)
			return true;
	}
	return false;
}

int
vg_deskletteranswer_may(struct vg_desk *desk, const struct vg_deskletter *letter,
    struct vg_wall now, char why[VG_TEXT_SIZE])
{
	const struct vg_deskletter_row *row = &letter->row;
	struct vg_wall since = vg_instant_add(now, -ANSWER_EVERY_US);
	const uint32_t most = desk->conf->policy.receipts_domain_hour;
	int64_t sender = 0, domain = 0;
	int code = count_sender(desk, letter, since, &sender);

	if (code == VG_OK && letter->to.n)
		code = count(desk, VG_STORELINE_RECEIPTS,
		    vg_deskmailmore_domain(letter->to.mail[0]), since, row->id, &domain);
	if (letter->to.n && is_machine(letter->to.mail[0]))
		vg_text_copy(why, VG_TEXT_SIZE,
		    "no receipt to what is no person's address (RFC 3834 section 2)");
	else if (sender > 0)
		vg_text_copy(why, VG_TEXT_SIZE,
		    "RFC 3834: one automatic answer an hour to a sender");
	else if (domain >= (int64_t)most)
		vg_text_format(why, VG_TEXT_SIZE,
		    "RFC 3834: %u automatic answers an hour to a domain", most);
	return code;
}
