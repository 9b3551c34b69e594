/*
 * Answers to pages.
 */
#include "collector/desk/mail/deskmailpage.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/desk/mail/deskmailmore.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/mailguard/mailtoken.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Hostile heads are looked at so far. */
enum { MAX_IDS = 64 };

static bool
is_his(const struct vg_conf *conf, const char *person, const char *sender)
{
	const struct vg_conf_person *p = vg_conf_person(conf, person);

	if (!p || !sender[0])
		return false;
	for (size_t i = 0; i < p->n_channels; i++) {
		if (p->channels[i].kind == VG_CONF_WAY_MAIL &&
		    strcasecmp(p->channels[i].address, sender) == 0)
			return true;
	}
	return strcasecmp(p->mail, sender) == 0;
}

static int
find_id(struct vg_desk *desk, const struct vg_mail *mail, const char *id,
    struct vg_deskmailpage *page)
{
	const size_t q = VG_STOREPAGE_OF_MAIL;
	int code = vg_db_query(desk->db, q, "t", id);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	if (is_his(desk->conf, vg_db_text(desk->db, q, 1), mail->sender)) {
		page->id = vg_db_int(desk->db, q, 0);
		vg_text_copy(page->person, VG_NAME_SIZE, vg_db_text(desk->db, q, 1));
		vg_text_copy(
		    page->number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 2));
	}
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskmailpage_find(
    struct vg_desk *desk, const struct vg_mail *mail, struct vg_deskmailpage *page)
{
	const char *lines[] = {mail->in_reply_to, mail->references};
	char id[VG_MAILTOKEN_ID_SIZE];
	int code = VG_OK;

	*page = (struct vg_deskmailpage){.id = 0};
	for (size_t k = 0; k < 2; k++) {
		const char *line = lines[k];
		for (int i = 0; i < MAX_IDS && code == VG_OK && !page->id &&
		     vg_mailtoken_next_id(&line, id);
		     i++)
			code = find_id(desk, mail, id, page);
	}
	return code;
}

int
vg_deskmailpage_answer(struct vg_act_call *call, const struct vg_mail *mail,
    const struct vg_deskmailpage *page, char text[VG_TEXT_SIZE])
{
	size_t n = 0;
	int code = VG_OK;

	/* An absence notice is nobody who is awake. */
	if (mail->automatic) {
		vg_text_format(text, VG_TEXT_SIZE,
		    "automatic: page %" PRId64 " is not acknowledged", page->id);
		return VG_OK;
	}
	if (!vg_deskmailmore_proves(call, mail)) {
		vg_text_format(text, VG_TEXT_SIZE,
		    "page %" PRId64 " is not acknowledged: nothing proves the sender "
		    "(integrator/authserv-id)",
		    page->id);
		return VG_OK;
	}
	code = vg_deskpaging_acknowledge(
	    call->desk, page->id, page->person, "mail", mail->at, call->now, &n);
	vg_text_format(text, VG_TEXT_SIZE, "page %" PRId64 " %s", page->id,
	    n ? "is acknowledged" : "was acknowledged already");
	if (n > 1)
		vg_text_format(text, VG_TEXT_SIZE,
		    "page %" PRId64 " is acknowledged, with %zu more of its message",
		    page->id, n - 1);
	return code;
}
