/*
 * Delivery reports.
 */
#include "collector/desk/mail/deskreturned.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/desk/mail/deskaddress.h"
#include "collector/desk/mail/deskcourier.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storeblob.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* A message, and as many as may be set apart of it. */
enum { ROWS_MAX = VG_DESKADDRESS_MAX + 1, REPORTED_MAX = 64 };

/* One of those that left under the Message-ID. */
struct copy {
	int64_t id;
	char number[VG_CASE_NUMBER_SIZE], role[32], recipient[VG_NAME_SIZE];
	char template[64], state[16];
	/* Marks of those whom it was written to, a space between; "": not known any more. */
	char went_to[VG_DESKADDRESS_MAX * VG_DESKADDRESS_MARK_SIZE];
};

struct copies {
	struct copy row[ROWS_MAX];
	size_t n;
};

/* --- whose it is --------------------------------------------------------------------------- */

static int
load(struct vg_desk *desk, const char *message_id, struct copies *all)
{
	const size_t q = VG_STOREBLOB_SENT;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", message_id);

	all->n = 0;
	while (code == VG_OK && vg_db_next(db, q)) {
		struct copy *c = &all->row[all->n < ROWS_MAX ? all->n++ : ROWS_MAX - 1];
		c->id = vg_db_int(db, q, 0);
		vg_text_copy(c->number, sizeof(c->number), vg_db_text(db, q, 1));
		vg_text_copy(c->role, sizeof(c->role), vg_db_text(db, q, 2));
		vg_text_copy(c->recipient, sizeof(c->recipient), vg_db_text(db, q, 3));
		vg_text_copy(c->template, sizeof(c->template), vg_db_text(db, q, 4));
		vg_text_copy(c->state, sizeof(c->state), vg_db_text(db, q, 5));
		vg_text_copy(c->went_to, sizeof(c->went_to), vg_db_text(db, q, 6));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static bool
is_for_noc(const struct copy *c)
{
	return strcmp(c->role, "noc") == 0 || vg_text_starts(c->template, "page");
}

/* Where it goes, as the tree has it now. */
static int
find_addresses(struct vg_act_call *call, const struct copy *c, struct vg_deskaddress *to)
{
	struct vg_case_row row = {.owner = ""};
	bool is_page = false;
	int code = vg_text_starts(c->template, "page")
	    ? vg_deskaddress_page(call->desk, c->id, to, &is_page)
	    : VG_OK;

	if (code != VG_OK || is_page)
		return code;
	code = c->number[0] ? vg_deskrows_case(call->desk, c->number, &row) : VG_OK;
	return code == VG_OK
	    ? vg_deskaddress_find(call->desk, &row, c->role, c->recipient, call->now, to)
	    : code;
}

/* Domains know no case, and hosts write mailboxes as they like. */
static size_t
index_of(const struct vg_deskaddress *to, const char *address)
{
	size_t i = 0;

	while (i < to->n && strcasecmp(to->mail[i], address) != 0)
		i++;
	return i;
}

static bool
is_over(const struct copies *all, const char *recipient)
{
	for (size_t i = 0; i < all->n; i++) {
		if (strcmp(all->row[i].recipient, recipient) == 0)
			return strcmp(all->row[i].state, "failed") == 0;
	}
	return false;
}

/* Whether all of them but number 'but' have a message of their own that has failed. */
static bool
are_over(const struct copies *all, const struct copy *c, const struct vg_deskaddress *to,
    size_t but)
{
	char name[VG_NAME_SIZE];

	for (size_t i = 0; i < to->n; i++) {
		vg_deskaddress_name(to, i, c->recipient, name);
		if (i != but && !is_over(all, name))
			return false;
	}
	return true;
}

static size_t
count_went(const struct copy *c)
{
	return (strlen(c->went_to) + 1) / VG_DESKADDRESS_MARK_SIZE;
}

/* Whether it was written to 'address'; of one of which that is not known any more it is taken so. */
static bool
has_went(const struct copy *c, const char *address)
{
	char lower[VG_CONF_MAIL_SIZE], mark[VG_DESKADDRESS_MARK_SIZE];

	vg_deskaddress_mark(address, lower, mark);
	return !c->went_to[0] || strstr(c->went_to, mark);
}

/* Whether all to whom it was written but 'name' have a message of their own that has failed. */
static bool
is_last(const struct copies *all, const struct copy *c, const char *name)
{
	size_t failed = 0;

	for (size_t i = 0; i < all->n; i++)
		failed += strcmp(all->row[i].state, "failed") == 0 &&
		    strcmp(all->row[i].recipient, name) != 0;
	return failed + 1 >= count_went(c);
}

/*
 * The message to 'address': the one that goes to the fewest others, since who was set apart has one
 * of his own.  '*found' NULL: to nobody's; '*alone': nobody else has it.
 */
static int
find_copy(struct vg_act_call *call, const struct copies *all, const char *address,
    const struct copy **found, char mail[VG_CONF_MAIL_SIZE], bool *alone)
{
	struct vg_deskaddress to;
	char name[VG_NAME_SIZE];
	size_t least = SIZE_MAX;
	int code = VG_OK;

	*found = NULL;
	for (size_t i = 0; code == VG_OK && i < all->n; i++) {
		code = find_addresses(call, &all->row[i], &to);
		size_t at = code == VG_OK ? index_of(&to, address) : to.n;
		if (code != VG_OK || at == to.n || to.n >= least ||
		    !has_went(&all->row[i], to.mail[at]))
			continue;
		least = to.n;
		*found = &all->row[i];
		vg_deskaddress_name(&to, at, (*found)->recipient, name);
		*alone = are_over(all, *found, &to, at) &&
		    (count_went(*found) <= to.n || is_last(all, *found, name));
		vg_text_copy(mail, VG_CONF_MAIL_SIZE, to.mail[at]);
	}
	return code;
}

/* The one that was written to 'address', which the tree has no more; named as deskapart.c does. */
static void
find_went(const struct copies *all, const char *address, const struct copy **found,
    char mail[VG_CONF_MAIL_SIZE], bool *alone)
{
	char mark[VG_DESKADDRESS_MARK_SIZE], name[VG_NAME_SIZE];

	vg_deskaddress_mark(address, mail, mark);
	for (size_t i = 0; i < all->n; i++) {
		const struct copy *c = &all->row[i];
		if (!strstr(c->went_to, mark) ||
		    (*found && count_went(c) >= count_went(*found)))
			continue;
		vg_text_format(name, sizeof(name), "%.*s/%s",
		    (int)strcspn(c->recipient, "/"), c->recipient, mark);
		*found = c;
		*alone = is_last(all, c, name);
	}
}

/* Of a message that went to one address alone a report is of that one, whatever it names. */
static int
find_only(struct vg_act_call *call, const struct copies *all, const struct copy **found)
{
	struct vg_deskaddress to;

	if (all->n != 1 || count_went(&all->row[0]) > 1)
		return VG_OK;
	int code = find_addresses(call, &all->row[0], &to);
	if (code == VG_OK && (to.n <= 1 || count_went(&all->row[0]) == 1))
		*found = &all->row[0];
	return code;
}

/* --- what it does -------------------------------------------------------------------------- */

/* One of those whom it names: "FINAL ORIGINAL"; '*known': one of them is somebody's of ours. */
static int
take_line(struct vg_act_call *call, const char *message_id, const char *line,
    const char *why, bool *known)
{
	char address[2][VG_CONF_MAIL_SIZE] = {"", ""}, mail[VG_CONF_MAIL_SIZE];
	const struct copy *found = NULL;
	struct copies all;
	bool alone = true;
	int code = load(call->desk, message_id, &all);

	for (int i = 0; i < 2; i++) {
		size_t n = strcspn(line, " ");
		vg_text_format(address[i], VG_CONF_MAIL_SIZE, "%.*s", (int)n, line);
		line += n + (line[n] == ' ');
	}
	/* The one that we wrote is the original one. */
	for (int i = 1; code == VG_OK && !found && i >= 0; i--) {
		if (address[i][0])
			code = find_copy(call, &all, address[i], &found, mail, &alone);
	}
	for (int i = 1; code == VG_OK && !found && i >= 0; i--) {
		if (address[i][0])
			find_went(&all, address[i], &found, mail, &alone);
	}
	/* A mailbox that forwards. */
	if (code == VG_OK && !found)
		code = find_only(call, &all, &found);
	*known = found != NULL;
	/* What waits is asked again, and what has failed has. */
	if (code != VG_OK || !found ||
	    (strcmp(found->state, "taken") != 0 && strcmp(found->state, "sent") != 0))
		return code;
	return vg_deskcourier_returned(call, found->id, alone ? NULL : mail, why);
}

/*
 * Of an address that the message 'message_id' did not go to: told, and nothing else.  What the NOC
 * was told, or a page, came back from whom the NOC's next mail goes to: no mail says so.
 */
static int
tell_unknown(
    struct vg_act_call *call, const char *message_id, const struct vg_mail *m, int64_t id)
{
	char what[VG_TEXT_SIZE], transition[48];
	struct copies all;
	int64_t queued;

	vg_text_format(what, sizeof(what),
	    "mail %" PRId64
	    " says that a message of ours did not arrive, at an address that "
	    "it did not go to: nothing is changed",
	    id);
	if (!m->number[0])
		return VG_OK;
	int code = load(call->desk, message_id, &all);
	if (code == VG_OK)
		code = vg_desk_journal(call->desk, m->number, m->at, call->now, "note",
		    call->actor->user, what);
	if (code != VG_OK || all.n == 0 || is_for_noc(&all.row[0]))
		return code;
	vg_text_format(
	    transition, sizeof(transition), "returned@%" PRId64, all.row[0].id);
	const struct vg_outbox_message message = {.number = m->number,
	    .what = what,
	    .role = "noc",
	    .transition = transition,
	    .template = "target"};
	return vg_deskoutbox_add(call, &message, &queued);
}

int
vg_deskreturned_read(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	const char *lines = vg_deskact_value(call, "failed-recipients");
	char message_id[VG_MAILTOKEN_ID_SIZE], why[VG_TEXT_SIZE];
	const char *answered = m->in_reply_to;
	bool all = lines[0] != '\0', known;
	int code = VG_OK;

	if (!vg_mailtoken_next_id(&answered, message_id))
		return VG_OK;
	vg_text_format(why, sizeof(why), "a delivery report says so: mail %" PRId64, id);
	for (int n = 0; code == VG_OK && *lines && n < REPORTED_MAX; n++) {
		char line[2 * VG_CONF_MAIL_SIZE];
		size_t size = strcspn(lines, "\n");
		vg_text_format(line, sizeof(line), "%.*s", (int)size, lines);
		lines += size + (lines[size] == '\n');
		code = take_line(call, message_id, line, why, &known);
		all = all && known;
	}
	return code == VG_OK && !all ? tell_unknown(call, message_id, m, id) : code;
}
