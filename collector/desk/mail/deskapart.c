/*
 * Recipients apart.
 */
#include "collector/desk/mail/deskapart.h"

#include <string.h>

#include "collector/desk/mail/deskaddress.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char apart_leaf[] = "apart";

static const struct {
	const char *word;
	bool failed, refused;
} words[] = {
    {"later ", false, false},
    {"refused ", false, true},
    {"failed ", true, false},
};

bool
vg_deskapart_are(const struct vg_act_call *call)
{
	return vg_deskact_has(call, apart_leaf);
}

/* "failed anne@clinique-a.example relay mx: 550 no such user" */
static bool
read_line(const char *line, struct vg_deskapart *one, char mail[VG_CONF_MAIL_SIZE])
{
	size_t i = 0, n = sizeof(words) / sizeof(words[0]);

	while (i < n && !vg_text_starts(line, words[i].word))
		i++;
	if (i == n)
		return false;
	one->failed = words[i].failed;
	one->refused = words[i].refused;
	line += strlen(words[i].word);
	size_t size = strcspn(line, " ");
	if (size == 0 || size >= VG_CONF_MAIL_SIZE || !line[size] || !line[size + 1])
		return false;
	memcpy(mail, line, size);
	mail[size] = '\0';
	one->reason = line + size + 1;
	return true;
}

/* Whose address it is now; whose it was, where the tree was changed while it was sent. */
static void
name_of(const struct vg_deskaddress *found, const char *mail, const char *recipient,
    char name[VG_NAME_SIZE])
{
	struct vg_deskaddress gone;
	size_t i = 0;

	while (i < found->n && strcmp(found->mail[i], mail) != 0)
		i++;
	if (i < found->n) {
		vg_deskaddress_name(found, i, recipient, name);
		return;
	}
	memset(&gone, 0, sizeof(gone));
	vg_text_copy(gone.mail[0], VG_CONF_MAIL_SIZE, mail);
	vg_deskaddress_name(&gone, 0, recipient, name);
}

/* '*id' 0: there is one to him already, which tells the same. */
static int
copy(struct vg_db *db, int64_t from, const char *recipient, int64_t *id)
{
	int code = vg_db_run(db, VG_STOREMAIL_OUT_APART, "it", from, recipient);

	*id = 0;
	if (code != VG_OK || vg_db_changes(db) == 0)
		return code;
	*id = vg_db_last_id(db);
	code = vg_db_run(db, VG_STOREMAIL_OUT_APART_TEXT, "ii", *id, from);
	return code == VG_OK
	    ? vg_db_run(db, VG_STOREMAIL_OUT_APART_LETTER, "ii", *id, from)
	    : code;
}

/*
 * The message itself while it is 'free', else a copy of it; '*own' 0: there is one to him already.
 */
static int
set_one(struct vg_db *db, int64_t id, const char *name, bool *free, int64_t *own)
{
	if (!*free)
		return copy(db, id, name, own);
	int code = vg_db_run(db, VG_STOREMAIL_OUT_RECIPIENT, "it", id, name);
	*free = code == VG_OK && vg_db_changes(db) == 0;
	*own = code == VG_OK && !*free ? id : 0;
	return code;
}

int
vg_deskapart_set(struct vg_act_call *call, int64_t id, const char *number,
    const char *role, const char *recipient, bool rest,
    struct vg_deskapart apart[VG_DESKAPART_MAX], size_t *n)
{
	struct vg_db *db = call->desk->db;
	struct vg_deskaddress found;
	struct vg_case_row row = {.owner = ""};
	int code = number[0] ? vg_deskrows_case(call->desk, number, &row) : VG_OK;
	bool free = !rest;

	*n = 0;
	if (code == VG_OK)
		code = vg_deskaddress_find(
		    call->desk, &row, role, recipient, call->now, &found);
	for (size_t i = 0; code == VG_OK && i < call->act->n_args; i++) {
		char mail[VG_CONF_MAIL_SIZE], name[VG_NAME_SIZE];
		struct vg_deskapart *one = &apart[*n];
		if (strcmp(call->act->args[i].name, apart_leaf) != 0)
			continue;
		if (*n == VG_DESKAPART_MAX ||
		    !read_line(call->act->args[i].value, one, mail))
			return vg_detail_set(call->detail, VG_EINVAL,
			    "outbox-report: apart is 'later', 'refused' or 'failed', an "
			    "address and what the relay said, of %d at most",
			    VG_DESKAPART_MAX);
		name_of(&found, mail, recipient, name);
		code = set_one(db, id, name, &free, &one->id);
		*n += one->id != 0;
	}
	return code;
}
