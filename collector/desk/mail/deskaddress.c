/*
 * Addresses of messages.
 */
#include "collector/desk/mail/deskaddress.h"

#include <ctype.h>
#include <string.h>

#include "collector/conf/confpage.h"
#include "collector/store/storepage.h"
#include "collector/store/storeperson.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define ROLE "role:"
#define SENDER "sender-"

static void
add_of(struct vg_deskaddress *to, const char *mail, const char *who)
{
	if (!mail[0] || to->n == VG_DESKADDRESS_MAX)
		return;
	for (size_t i = 0; i < to->n; i++) {
		if (strcmp(to->mail[i], mail) == 0)
			return;
	}
	vg_text_copy(to->who[to->n], VG_NAME_SIZE, who);
	vg_text_copy(to->mail[to->n++], VG_CONF_MAIL_SIZE, mail);
}

static void
add(struct vg_deskaddress *to, const char *mail)
{
	add_of(to, mail, "");
}

/* The first who is found says the language, where one is said of him. */
static void
add_person(const struct vg_conf *conf, const char *id, const char *why,
    struct vg_deskaddress *to)
{
	const struct vg_conf_person *p = vg_conf_person(conf, id);

	if (p && p->mail[0]) {
		if (to->n == 0 && p->speaks)
			to->language = p->language;
		add_of(to, p->mail, id);
	} else if (to->n == 0 && !to->missing[0]) {
		vg_text_format(
		    to->missing, VG_TEXT_SIZE, "%sperson/%s/mail is missing", why, id);
	}
}

static void
add_persons(const struct vg_conf *conf, const struct vg_conf_names *ids,
    struct vg_deskaddress *to)
{
	for (size_t i = 0; i < ids->n; i++)
		add_person(conf, ids->name[i], "", to);
}

static void
find_team(const struct vg_conf *conf, const char *role, struct vg_deskaddress *to)
{
	const struct vg_conf_team *team = vg_conf_team(conf, role);

	if (team) {
		add_persons(conf, &team->persons, to);
		for (size_t i = 0; i < team->mails.n; i++)
			add(to, team->mails.name[i]);
	}
	if (to->n == 0)
		add(to, conf->office.mail);
	if (to->n == 0 && !to->missing[0])
		vg_text_format(to->missing, VG_TEXT_SIZE,
		    "integrator/team/%s and integrator/mail are missing", role);
}

static bool
is_on_duty(const struct vg_conf_turn *turn, struct vg_wall now)
{
	return (!vg_instant_is_set(turn->from) ||
		   vg_instant_compare(turn->from, now) <= 0) &&
	    (!vg_instant_is_set(turn->until) ||
		vg_instant_compare(now, turn->until) < 0) &&
	    turn->calendar &&
	    vg_calendar_between(turn->calendar, now, vg_instant_add(now, VG_SECOND_US)) >
	    0;
}

static void
find_duty(const struct vg_conf *conf, struct vg_wall now, struct vg_deskaddress *to)
{
	for (size_t i = 0; i < conf->n_turns; i++) {
		if (is_on_duty(&conf->turns[i], now))
			add_person(conf, conf->turns[i].person, "on-duty: ", to);
	}
	if (to->n == 0)
		find_team(conf, "duty", to);
}

static void
find_client(
    const struct vg_conf *conf, const struct vg_case_row *row, struct vg_deskaddress *to)
{
	const struct vg_conf_site *site = vg_conf_site(conf, row->site);
	const struct vg_conf_client *client = vg_conf_client(conf, row->client);

	if (site && strcmp(site->client, row->client) == 0)
		add_persons(conf, &site->contacts, to);
	if (to->n == 0 && client)
		add_persons(conf, &client->persons, to);
	if (!client)
		vg_text_copy(to->missing, VG_TEXT_SIZE,
		    "the case has no client: vigie case identify names him");
	else if (to->n == 0 && !to->missing[0])
		vg_text_format(to->missing, VG_TEXT_SIZE, "client/%s/person is missing",
		    row->client);
}

static void
find_supplier(const struct vg_conf *conf, const struct vg_case_row *row, bool escalation,
    struct vg_deskaddress *to)
{
	const struct vg_conf_supplier *s = vg_conf_supplier(conf, row->supplier);

	if (!s) {
		vg_text_copy(to->missing, VG_TEXT_SIZE,
		    "the case has no supplier: vigie case identify names him");
		return;
	}
	to->language = s->language;
	add(to, escalation ? s->escalation.mail : "");
	if (to->n == 0)
		add(to, s->support.mail);
	if (to->n == 0)
		vg_text_format(to->missing, VG_TEXT_SIZE,
		    "supplier/%s/support/mail is missing", row->supplier);
}

static void
find_user(const struct vg_conf *conf, const char *name, struct vg_deskaddress *to)
{
	const struct vg_conf_user *user = vg_conf_user(conf, name);

	if (user && user->person[0])
		add_person(conf, user->person, "", to);
	else
		vg_text_format(
		    to->missing, VG_TEXT_SIZE, "user/%s/person is missing", name);
}

/* Who wrote without being in the tree is written to at the address that he wrote from. */
static int
find_sender(struct vg_desk *desk, const char *reference, struct vg_deskaddress *to)
{
	const size_t q = VG_STOREPERSON_GET;
	bool erased = false;
	int64_t id;

	if (vg_text_int(reference + strlen(SENDER), 1, INT64_MAX, &id) != VG_OK)
		return VG_OK;
	int code = vg_db_query(desk->db, q, "i", id);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		add(to, vg_db_text(desk->db, q, 0));
		erased = vg_db_int(desk->db, q, 3) != 0;
		vg_db_done(desk->db, q);
	}
	to->gone = to->n == 0;
	if (to->gone)
		vg_text_format(to->missing, VG_TEXT_SIZE, "%s %s", reference,
		    erased ? "is known no more: the person was erased"
			   : "gave no address to write to");
	return code;
}

static int
find_one(struct vg_desk *desk, const char *reference, struct vg_deskaddress *to)
{
	if (vg_conf_person(desk->conf, reference))
		add_person(desk->conf, reference, "", to);
	else if (vg_text_starts(reference, SENDER))
		return find_sender(desk, reference, to);
	else if (vg_conf_user(desk->conf, reference))
		find_user(desk->conf, reference, to);
	else
		vg_text_format(
		    to->missing, VG_TEXT_SIZE, "person/%s is missing", reference);
	return VG_OK;
}

static void
write_mark(const char *mail, char mark[9])
{
	struct vg_digest digest = vg_digest_of(mail, strlen(mail));
	char hex[VG_DIGEST_TEXT_SIZE];

	vg_digest_text(&digest, hex);
	vg_text_format(mark, 9, "%.8s", hex);
}

void
vg_deskaddress_mark(
    const char *mail, char lower[VG_CONF_MAIL_SIZE], char mark[VG_DESKADDRESS_MARK_SIZE])
{
	vg_text_copy(lower, VG_CONF_MAIL_SIZE, mail);
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	write_mark(lower, mark);
}

void
vg_deskaddress_name(const struct vg_deskaddress *found, size_t i, const char *recipient,
    char name[VG_NAME_SIZE])
{
	char mark[9];

	write_mark(found->mail[i], mark);
	if (found->who[i][0])
		vg_text_copy(name, VG_NAME_SIZE, found->who[i]);
	else
		vg_text_format(name, VG_NAME_SIZE, "%.*s/%s",
		    (int)strcspn(recipient, "/"), recipient, mark);
}

/* That one alone, as it was called; whoever the role has now may be others. */
static void
narrow(struct vg_deskaddress *to, const char *recipient)
{
	const char *wanted = strchr(recipient, '/');
	char mark[9];
	size_t kept = 0;

	for (size_t i = 0; wanted && i < to->n; i++) {
		write_mark(to->mail[i], mark);
		if (strcmp(wanted + 1, mark) != 0)
			continue;
		memmove(to->who[kept], to->who[i], VG_NAME_SIZE);
		memmove(to->mail[kept++], to->mail[i], VG_CONF_MAIL_SIZE);
	}
	if (!wanted)
		return;
	to->n = kept;
	if (kept == 0)
		vg_text_format(
		    to->missing, VG_TEXT_SIZE, "%s is in the tree no more", recipient);
}

int
vg_deskaddress_find(struct vg_desk *desk, const struct vg_case_row *row, const char *role,
    const char *recipient, struct vg_wall now, struct vg_deskaddress *found)
{
	const struct vg_conf *conf = desk->conf;

	memset(found, 0, sizeof(*found));
	const struct vg_conf_client *client =
	    strcmp(role, "client") == 0 ? vg_conf_client(conf, row->client) : NULL;
	found->language = client ? client->language : conf->language;
	if (!vg_text_starts(recipient, ROLE))
		return find_one(desk, recipient, found);
	if (strcmp(role, "client") == 0)
		find_client(conf, row, found);
	else if (vg_text_starts(role, "supplier"))
		find_supplier(conf, row, strcmp(role, "supplier-escalation") == 0, found);
	else if (strcmp(role, "owner") == 0 && row->owner[0])
		find_user(conf, row->owner, found);
	else if (strcmp(role, "owner") == 0 || strcmp(role, "duty") == 0)
		find_duty(conf, now, found);
	else
		find_team(conf, role, found);
	narrow(found, recipient);
	if (found->n)
		found->missing[0] = '\0';
	return VG_OK;
}

/* --- pages ------------------------------------------------------------------------------- */

static void
add_channel(const struct vg_conf *conf, const char *id, const char *name,
    struct vg_deskaddress *to)
{
	const struct vg_conf_person *person = vg_conf_person(conf, id);
	struct vg_conf_channel channel;

	if (person && vg_confpage_named(person, name, &channel) &&
	    channel.kind != VG_CONF_WAY_WEBHOOK) {
		to->language = person->language;
		to->is_short = channel.kind == VG_CONF_WAY_SMS;
		add(to, channel.address);
	} else if (person) {
		vg_text_format(to->missing, VG_TEXT_SIZE,
		    "person/%s/channel/%s is missing", id, name);
	} else {
		vg_text_format(to->missing, VG_TEXT_SIZE, "person/%s is missing", id);
	}
}

int
vg_deskaddress_page(
    struct vg_desk *desk, int64_t id, struct vg_deskaddress *found, bool *is_page)
{
	const size_t q = VG_STOREPAGE_OF_MESSAGE;
	int code = vg_db_query(desk->db, q, "i", id);

	*is_page = code == VG_OK && vg_db_next(desk->db, q);
	if (!*is_page)
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	memset(found, 0, sizeof(*found));
	found->language = desk->conf->language;
	add_channel(
	    desk->conf, vg_db_text(desk->db, q, 1), vg_db_text(desk->db, q, 2), found);
	vg_db_done(desk->db, q);
	return VG_OK;
}
