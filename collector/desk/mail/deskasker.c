/*
 * Who asked.
 */
#include "collector/desk/mail/deskasker.h"

#include <string.h>

#include "collector/desk/mail/deskaddress.h"
#include "collector/desk/mail/deskmatch.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many mails of a case are looked at. */
enum { MAX_LOOKS = 1000 };

struct asker {
	int64_t id; /* of the mail; 0: no more */
	char person[VG_NAME_SIZE];
	bool opened;
};

/* The newest of the client's side below 'id'. */
static int
next_asker(struct vg_desk *desk, const char *number, int64_t id, struct asker *a)
{
	const size_t q = VG_STOREMAIL_ASKER;
	int code = vg_db_query(desk->db, q, "ti", number, id);

	memset(a, 0, sizeof(*a));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	a->id = vg_db_int(desk->db, q, 0);
	vg_text_copy(a->person, sizeof(a->person), vg_db_text(desk->db, q, 1));
	a->opened = vg_db_int(desk->db, q, 2) != 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

static bool
is_his(const struct vg_conf *conf, const struct vg_case_row *row, const struct asker *a,
    const char *mail)
{
	const struct vg_conf_client *client = vg_conf_client_of_mail(conf, mail, NULL);

	if (client && row->client[0])
		return strcmp(client->name, row->client) == 0;
	/* The engineer who said whose case it is read his mail. */
	return a->opened && (client || !vg_deskmatch_supplier(conf, mail));
}

int
vg_deskasker_find(
    struct vg_desk *desk, const struct vg_case_row *row, char person[VG_NAME_SIZE])
{
	struct vg_deskaddress at;
	struct asker a = {.id = INT64_MAX};
	int code = VG_OK;

	person[0] = '\0';
	for (int i = 0; i < MAX_LOOKS; i++) {
		code = next_asker(desk, row->number, a.id, &a);
		if (code == VG_OK && a.id)
			code = vg_deskaddress_find(
			    desk, row, "client", a.person, row->opened, &at);
		if (code != VG_OK || !a.id)
			return code;
		if (at.n && is_his(desk->conf, row, &a, at.mail[0])) {
			vg_text_copy(person, VG_NAME_SIZE, a.person);
			return VG_OK;
		}
	}
	return code;
}
