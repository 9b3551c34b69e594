/*
 * P4 at the desk.
 */
#include "collector/desk/mail/deskguard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/conf/confpublic.h"
#include "collector/desk/record/deskwriter.h"
#include "collector/mailguard/mailalone.h"
#include "collector/mailguard/mailname.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

/* Words as they are gathered. */
struct words {
	struct vg_mailguard_word
	    *word; /* owned; the texts are the tree's, or of 'read' */
	size_t n, room;
	char **read; /* owned, each too */
	size_t n_read, read_room;
	const char **known; /* owned; the tree's */
	size_t n_known, known_room;
};

static void
add(struct words *w, enum vg_mailguard_kind kind, const char *text, const char *whose)
{
	if (!text || !text[0])
		return;
	w->word = vg_mem_grow(w->word, &w->room, w->n, sizeof(*w->word));
	w->word[w->n++] = (struct vg_mailguard_word){kind, text, whose, NULL};
}

/* What a person is not to be called by, and what by instead. */
#define SAY_HIM                                                                           \
	"say \"the client\" or what he is there; a word that is no name stands in small " \
	"letters"

/* What is not the tree's: it is kept until the words are forgotten. */
static void
add_read(
    struct words *w, enum vg_mailguard_kind kind, const char *text, const char *whose)
{
	if (!text[0])
		return;
	w->read = vg_mem_grow(w->read, &w->read_room, w->n_read, sizeof(*w->read));
	w->read[w->n_read] = vg_mem_text(text);
	add(w, kind, w->read[w->n_read++], whose);
}

static void
forget(struct words *w)
{
	for (size_t i = 0; i < w->n_read; i++)
		free(w->read[i]);
	free(w->read);
	free(w->known);
	free(w->word);
	memset(w, 0, sizeof(*w));
}

static int
check(struct words *w, const char *allowed, const char *mend,
    const struct vg_mailguard_message *message, struct vg_detail *detail)
{
	const struct vg_mailguard_list list = {.words = w->word,
	    .n_words = w->n,
	    .allowed = &allowed,
	    .n_allowed = allowed[0] ? 1 : 0,
	    .known = w->known,
	    .n_known = w->n_known,
	    .mend = mend};
	int code = vg_mailguard_check(&list, message, detail);

	forget(w);
	return code;
}

/* --- names alone ------------------------------------------------------------------------------ */

static void
know(struct words *w, const char *name)
{
	if (!name[0])
		return;
	w->known = vg_mem_grow(w->known, &w->known_room, w->n_known, sizeof(*w->known));
	w->known[w->n_known++] = name;
}

static bool
is_of_client(
    const struct vg_conf *conf, const struct vg_conf_client *client, const char *id)
{
	if (!client)
		return false;
	if (vg_conf_names_have(&client->persons, id))
		return true;
	for (size_t i = 0; i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, client->name) == 0 &&
		    vg_conf_names_have(&conf->sites[i].contacts, id))
			return true;
	}
	return false;
}

/* In our own persons' names, the houses' and the client's own, another name is none by itself. */
static void
know_house(
    struct words *w, const struct vg_conf *conf, const struct vg_conf_client *client)
{
	know(w, conf->integrator);
	for (size_t i = 0; i < conf->n_suppliers; i++)
		know(w, conf->suppliers[i].name);
	for (size_t i = 0; i < conf->n_users; i++) {
		const struct vg_conf_person *p =
		    vg_conf_person(conf, conf->users[i].person);
		if (p && !is_of_client(conf, client, p->id))
			know(w, p->name);
	}
	if (!client)
		return;
	know(w, client->name);
	for (size_t i = 0; i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, client->name) == 0)
			know(w, conf->sites[i].name);
	}
}

/* Whose business with us is nobody's else. */
static void
add_others(
    struct words *w, const struct vg_conf *conf, const struct vg_conf_client *client)
{
	for (size_t i = 0; i < conf->n_clients; i++) {
		if (&conf->clients[i] != client)
			add(w, VG_MAILGUARD_FIRM, conf->clients[i].name,
			    "the name of another client");
	}
}

/* Of who writes 'written' to one client of another. */
static int
check_others(const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_mailguard_message *written, struct vg_detail *detail)
{
	const struct vg_conf_client *client = vg_conf_client(desk->conf, row->client);
	struct words w = {0};

	if (!(written->text && written->text[0]) &&
	    !(written->subject && written->subject[0]))
		return VG_OK;
	know_house(&w, desk->conf, client);
	add_others(&w, desk->conf, client);
	return check(&w, row->contract, "no client hears of another: leave it out",
	    written, detail);
}

/* --- to the client --------------------------------------------------------------------------- */

/* Judged by the mode of the case's opening: a change of mode moves no open case (P2). */
static bool
deals_himself(const struct vg_desk *desk, const struct vg_case_row *row)
{
	const struct vg_contract *contract = vg_conf_contract(desk->conf, row->contract);
	char why[VG_TEXT_SIZE];
	struct vg_entitlement e;
	enum vg_mode mode;

	if (vg_contract_mode_parse(row->mode, &mode) != VG_OK)
		return false;
	if (mode == VG_MODE_DIRECT)
		return true;
	if (mode != VG_MODE_PARTIAL)
		return false;
	vg_contract_judge(contract, row->opened, &e);
	return vg_contract_ours(&e, VG_DUTY_HOTLINE, why) != VG_OK;
}

static void
add_desk(struct words *w, const struct vg_conf_desk *desk)
{
	const char *at = strchr(desk->mail, '@');

	add(w, VG_MAILGUARD_MAIL, desk->mail, "the supplier's address");
	add(w, VG_MAILGUARD_TELEPHONE, desk->telephone, "the supplier's telephone");
	if (at && !vg_confpublic_is(at + 1))
		add(w, VG_MAILGUARD_LINK, at + 1, "a link to the supplier");
}

/* Nobody of the supplier's gets what is for the client, at whatever address of his house. */
static int
check_recipient(const struct vg_conf_supplier *supplier,
    const struct vg_mailguard_message *message, struct vg_detail *detail)
{
	const struct vg_mailguard_message to = {.to = message->to};
	const char *const mails[] = {supplier->support.mail, supplier->escalation.mail};
	struct words w = {0};

	for (size_t i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		const char *at = strchr(mails[i], '@');
		bool house = at && !vg_confpublic_is(at + 1);
		add(&w, house ? VG_MAILGUARD_DOMAIN : VG_MAILGUARD_MAIL,
		    house ? at + 1 : mails[i], "an address of the supplier");
	}
	return check(
	    &w, "", "the client deals with us alone: write to the client", &to, detail);
}

int
vg_deskguard_client(const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_mailguard_message *message,
    const struct vg_mailguard_message *written, struct vg_detail *detail)
{
	const struct vg_conf_supplier *supplier =
	    vg_conf_supplier(desk->conf, row->supplier);
	struct words w = {0};
	int code = check_others(desk, row, written, detail);

	if (code != VG_OK || !supplier || deals_himself(desk, row))
		return code;
	add_desk(&w, &supplier->support);
	add_desk(&w, &supplier->escalation);
	code = check_recipient(supplier, message, detail);
	if (code != VG_OK) {
		forget(&w);
		return code;
	}
	return check(&w, supplier->crm,
	    "the client deals with us alone: leave it out, or hand the mode over",
	    message, detail);
}

/* --- to the supplier ------------------------------------------------------------------------- */

static void
add_persons(struct words *w, const struct vg_conf *conf, const struct vg_conf_names *ids)
{
	for (size_t i = 0; i < ids->n; i++) {
		const struct vg_conf_person *p = vg_conf_person(conf, ids->name[i]);
		if (!p)
			continue;
		add(w, VG_MAILGUARD_MAIL, p->mail, "an address of the client");
		add(w, VG_MAILGUARD_TELEPHONE, p->telephone, "a telephone of the client");
		add(w, VG_MAILGUARD_PERSON, p->name, "a person of the client");
	}
}

/* What the mails of the client's side give. */
struct writers {
	struct words sure;    /* addresses, domains, telephones */
	struct words guessed; /* what has a name's form: "PSU Failed" has, too */
	struct words alone;   /* one name of a person, where only people write it */
};

static void
forget_all(struct writers *w)
{
	forget(&w->sure);
	forget(&w->guessed);
	forget(&w->alone);
}

static void
add_writer(enum vg_mailguard_kind kind, const char *word, void *cookie)
{
	struct writers *writers = cookie;
	bool guessed = kind == VG_MAILGUARD_PERSON || kind == VG_MAILGUARD_NAME;
	const char *whose = kind == VG_MAILGUARD_PERSON ? "a person of the client"
	    : kind == VG_MAILGUARD_TELEPHONE            ? "a telephone of the client"
	    : kind == VG_MAILGUARD_NAME                 ? "a site of the client"
	    : kind == VG_MAILGUARD_FIRST ? "a first name of a person of the client"
	    : kind == VG_MAILGUARD_LAST  ? "the last name of a person of the client"
					 : "an address of the client";

	bool half = kind == VG_MAILGUARD_FIRST || kind == VG_MAILGUARD_LAST;

	add_read(half     ? &writers->alone
		: guessed ? &writers->guessed
			  : &writers->sure,
	    kind, word, whose);
}

/* Whether the mails of the case have his address. */
static bool
took_part(const struct writers *w, const struct vg_conf_person *p)
{
	for (size_t i = 0; p->mail[0] && i < w->sure.n; i++) {
		if (w->sure.word[i].kind == VG_MAILGUARD_MAIL &&
		    strcasecmp(w->sure.word[i].text, p->mail) == 0)
			return true;
	}
	return false;
}

/* Each of the client's persons by his last name, and by the first one who took part. */
static void
add_alone(struct writers *w, const struct vg_conf *conf, const struct vg_conf_names *ids)
{
	char part[VG_CONF_LINE_SIZE];

	for (size_t i = 0; i < ids->n; i++) {
		const struct vg_conf_person *p = vg_conf_person(conf, ids->name[i]);
		if (!p)
			continue;
		if (vg_mailalone_last(p->name, part, sizeof(part)))
			add_read(&w->alone, VG_MAILGUARD_LAST, part,
			    "the last name of a person of the client");
		if (took_part(w, p) && vg_mailalone_first(p->name, part, sizeof(part)))
			add_read(&w->alone, VG_MAILGUARD_FIRST, part,
			    "a first name of a person of the client");
	}
}

/* A first name that one of ours goes by, too, says nothing. */
static void
drop_ours(struct words *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		bool ours = false;
		char part[VG_CONF_LINE_SIZE];
		for (size_t k = 0; k < w->n_known && !ours; k++)
			ours = w->word[i].kind == VG_MAILGUARD_FIRST &&
			    vg_mailalone_first(w->known[k], part, sizeof(part)) &&
			    strcasecmp(part, w->word[i].text) == 0;
		if (!ours)
			w->word[n++] = w->word[i];
	}
	w->n = n;
}

/* One name of the client's people, and the other clients, where people write. */
static int
check_alone(struct writers *w, const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_conf_client *client, const struct vg_mailguard_message *written,
    struct vg_detail *detail)
{
	const struct vg_conf *conf = desk->conf;

	know_house(&w->alone, conf, client);
	for (size_t i = 0; client && i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, client->name) == 0)
			add_alone(w, conf, &conf->sites[i].contacts);
	}
	if (client)
		add_alone(w, conf, &client->persons);
	drop_ours(&w->alone);
	int code = check(&w->alone, row->contract, SAY_HIM, written, detail);
	return code == VG_OK ? check_others(desk, row, written, detail) : code;
}

static void
add_place(const char *part, void *cookie)
{
	add_read(cookie, VG_MAILGUARD_NAME, part, "a site of the client");
}

static void
add_client(
    struct words *w, const struct vg_conf *conf, const struct vg_conf_client *client)
{
	for (size_t i = 0; i < client->domains.n; i++) {
		if (!vg_confpublic_is(client->domains.name[i]))
			add(w, VG_MAILGUARD_DOMAIN, client->domains.name[i],
			    "an address of the client");
	}
	add_persons(w, conf, &client->persons);
	for (size_t i = 0; i < conf->n_sites; i++) {
		const struct vg_conf_site *site = &conf->sites[i];
		if (strcmp(site->client, client->name) != 0)
			continue;
		add_persons(w, conf, &site->contacts);
		if (client->supplier_sees_name)
			continue;
		add(w, VG_MAILGUARD_NAME, site->name, "a site of the client");
		add(w, VG_MAILGUARD_NAME, site->address, "a site of the client");
		vg_mailname_address(site->address, add_place, w);
	}
	if (!client->supplier_sees_name)
		add(w, VG_MAILGUARD_NAME, client->name, "the client's name");
}

int
vg_deskguard_supplier(const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_mailguard_message *message,
    const struct vg_mailguard_message *written, struct vg_detail *detail)
{
	const struct vg_conf_client *client = vg_conf_client(desk->conf, row->client);
	struct writers w = {0};
	int code = vg_deskwriter_list(desk, row->number, add_writer, &w);

	if (client)
		add_client(&w.sure, desk->conf, client);
	/* 'took_part' reads what the next one forgets. */
	if (code == VG_OK)
		code = check_alone(&w, desk, row, client, written, detail);
	if (code == VG_OK)
		code = check(&w.sure, row->contract,
		    "the supplier sees the reference only: contract, serials, software",
		    message, detail);
	if (code == VG_OK)
		code = check(&w.guessed, row->contract,
		    "the supplier sees the reference only: contract, serials, software; "
		    "a mail of the case gives it as a name: say it otherwise",
		    written, detail);
	forget_all(&w);
	return code;
}
