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
#include "collector/mailguard/mailproduct.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/prefix.h"

/* Words as they are gathered. */
struct words {
	struct vg_mailguard_word
	    *word; /* owned; the texts are the tree's, or of 'read' */
	size_t n, room;
	char **read; /* owned, each too */
	size_t n_read, read_room;
	const char **known; /* owned; the tree's, or of 'read' */
	size_t n_known, known_room;
	const struct vg_mailindex *others; /* the tree's; NULL: not looked for */
	const char *own;
};

/* Keeps a copy of 'text' until the words are forgotten. */
static const char *
keep(struct words *w, const char *text)
{
	w->read = vg_mem_grow(w->read, &w->read_room, w->n_read, sizeof(*w->read));
	return w->read[w->n_read++] = vg_mem_text(text);
}

static void
add(struct words *w, enum vg_mailguard_kind kind, const char *text, const char *whose)
{
	if (!text || !text[0])
		return;
	w->word = vg_mem_grow(w->word, &w->room, w->n, sizeof(*w->word));
	w->word[w->n++] =
	    (struct vg_mailguard_word){.kind = kind, .text = text, .whose = whose};
}

/* The same of the entry 'name' of the tree's list 'list', which the refusal names. */
static void
add_of(struct words *w, enum vg_mailguard_kind kind, const char *text, const char *whose,
    const char *list, const char *name)
{
	char from[VG_CONF_LINE_SIZE];
	size_t n = w->n;

	add(w, kind, text, whose);
	if (w->n == n)
		return;
	vg_text_format(from, sizeof(from), "%s %s", list, name);
	w->word[n].from = keep(w, from);
}

/* What the supplier may be told. */
#define SEES_REFERENCE "the supplier sees the reference only: contract, serials, software"

/* What a person is not to be called by, and what by instead. */
#define SAY_HIM                                                                           \
	"say \"the client\" or what he is there; a word that is no name stands in small " \
	"letters; one of the supplier's is \"NAME of SUPPLIER\""

/* What is not the tree's: it is kept until the words are forgotten. */
static void
add_read(
    struct words *w, enum vg_mailguard_kind kind, const char *text, const char *whose)
{
	if (!text[0])
		return;
	add(w, kind, keep(w, text), whose);
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
	    .mend = mend,
	    .others = w->others,
	    .own = w->own};
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

static void
know_product(const char *name, void *cookie)
{
	struct words *w = cookie;

	know(w, keep(w, name));
}

/*
 * In our own persons' names, the houses', the products' and the client's own, another name is none
 * by itself.
 */
static void
know_house(
    struct words *w, const struct vg_desk *desk, const struct vg_conf_client *client)
{
	const struct vg_conf *conf = desk->conf;

	know(w, conf->integrator);
	vg_mailproduct_each(desk->packs, know_product, w);
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
	know_house(&w, desk, client);
	w.others = desk->conf->others;
	w.own = row->client;
	return check(&w, row->contract, "", written, detail);
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
		add_of(w, VG_MAILGUARD_MAIL, p->mail, "an address of the client",
		    "person", p->id);
		add_of(w, VG_MAILGUARD_TELEPHONE, p->telephone,
		    "a telephone of the client", "person", p->id);
		add_of(w, VG_MAILGUARD_PERSON, p->name, "a person of the client",
		    "person", p->id);
	}
}

/* What the mails of the client's side give. */
enum { MIN_HALF = 3 }; /* octets of half a name */

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

/* "Martin-Dubois", and "Martin" and "Dubois": either is who he is. */
static void
add_last(struct words *w, const char *last, const char *id)
{
	static const char whose[] = "the last name of a person of the client";
	char half[VG_CONF_LINE_SIZE];

	add_of(w, VG_MAILGUARD_LAST, keep(w, last), whose, "person", id);
	while (strchr(last, '-')) {
		size_t size = strcspn(last, "-");
		vg_text_format(half, sizeof(half), "%.*s", (int)size, last);
		if (size >= MIN_HALF)
			add_of(w, VG_MAILGUARD_LAST, keep(w, half), whose, "person", id);
		last += size + 1;
		if (!strchr(last, '-') && strlen(last) >= MIN_HALF)
			add_of(w, VG_MAILGUARD_LAST, keep(w, last), whose, "person", id);
	}
}

/*
 * Each of the client's persons by his last name; by the first one who took part, and whose is a
 * double one ("Jean-Pierre"), which is nobody's word.
 */
static void
add_alone(struct writers *w, const struct vg_conf *conf, const struct vg_conf_names *ids)
{
	char part[VG_CONF_LINE_SIZE];

	for (size_t i = 0; i < ids->n; i++) {
		const struct vg_conf_person *p = vg_conf_person(conf, ids->name[i]);
		if (!p)
			continue;
		if (vg_mailalone_last(p->name, part, sizeof(part)))
			add_last(&w->alone, part, p->id);
		if (vg_mailalone_first(p->name, part, sizeof(part)) &&
		    (took_part(w, p) || strchr(part, '-')))
			add_of(&w->alone, VG_MAILGUARD_FIRST, keep(&w->alone, part),
			    "a first name of a person of the client", "person", p->id);
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

/* What the supplier's people may be called by, in a letter to him. */
struct callings {
	struct words *words; /* known */
	const char *supplier;
	bool proved; /* whom to take of those who wrote */
};

static void
know_of(struct words *w, const char *name, const char *supplier)
{
	static const char *const of[] = {"of", "from", "de", "d"};
	char called[VG_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		vg_text_format(called, sizeof(called), "%s %s %s", name, of[i], supplier);
		know(w, keep(w, called));
	}
}

/* Of a proved mail the whole name; else, as From is a claim, only how one greets him. */
static void
know_caller(const char *name, bool proved, void *cookie)
{
	static const char *const greetings[] = {"hello", "hi", "hey", "dear", "bonjour",
	    "bonsoir", "cher", "chere", "salut", "thanks", "thank you", "merci"};
	const struct callings *c = cookie;
	char first[VG_CONF_LINE_SIZE], called[VG_TEXT_SIZE];

	if (c->proved) {
		if (proved)
			know(c->words, keep(c->words, name));
		return;
	}
	if (!vg_mailalone_first(name, first, sizeof(first)))
		return;
	for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++) {
		vg_text_format(called, sizeof(called), "%s %s", greetings[i], first);
		know(c->words, keep(c->words, called));
	}
}

/* "Hello Martin," to a Martin who wrote for the supplier, and "Martin of Allot", name nobody of the client's. */
static int
know_supplier(struct words *w, const struct vg_desk *desk, const struct vg_case_row *row)
{
	struct callings callings = {w, row->supplier, true};
	int code = vg_deskwriter_supplier(desk, row->number, know_caller, &callings);

	drop_ours(w);
	callings.proved = false;
	if (code == VG_OK)
		code = vg_deskwriter_supplier(desk, row->number, know_caller, &callings);
	for (size_t i = 0; i < w->n; i++)
		know_of(w, w->word[i].text, row->supplier);
	return code;
}

/* One name of the client's people, and the other clients, where people write. */
static int
check_alone(struct writers *w, const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_conf_client *client, const struct vg_mailguard_message *written,
    struct vg_detail *detail)
{
	const struct vg_conf *conf = desk->conf;

	know_house(&w->alone, desk, client);
	for (size_t i = 0; client && i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, client->name) == 0)
			add_alone(w, conf, &conf->sites[i].contacts);
	}
	if (client)
		add_alone(w, conf, &client->persons);
	int code = know_supplier(&w->alone, desk, row);
	if (code == VG_OK)
		code = check(&w->alone, row->contract, SAY_HIM, written, detail);
	return code == VG_OK ? check_others(desk, row, written, detail) : code;
}

/* Parts of a site's postal address. */
struct place {
	struct words *words;
	const char *site;
};

static void
add_place(const char *part, void *cookie)
{
	const struct place *place = cookie;

	add_of(place->words, VG_MAILGUARD_NAME, keep(place->words, part),
	    "a site of the client", "address of site", place->site);
}

static void
add_site(struct words *w, const struct vg_conf_site *site)
{
	struct place place = {w, site->name};

	add_of(
	    w, VG_MAILGUARD_NAME, site->name, "a site of the client", "site", site->name);
	add_of(w, VG_MAILGUARD_NAME, site->address, "a site of the client",
	    "address of site", site->name);
	vg_mailname_address(site->address, add_place, &place);
}

/* Addresses that a register tells whose they are; those of his own net say nothing. */
static void
add_devices(
    struct words *w, const struct vg_conf *conf, const struct vg_conf_client *client)
{
	struct vg_prefix host;

	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_conf_device *d = &conf->devices[i];
		for (size_t a = 0; a < d->n_addresses; a++) {
			if (strcmp(d->client, client->name) == 0 &&
			    vg_prefix_parse(d->addresses[a], &host) == VG_OK &&
			    vg_prefix_is_public(host.octets))
				add_of(w, VG_MAILGUARD_DOMAIN, d->addresses[a],
				    "a public address of the client", "device", d->name);
		}
	}
}

/* What says who he is, unless suppliers see it. */
static void
add_name(struct words *w, const struct vg_conf *conf, const struct vg_conf_client *client)
{
	size_t first = w->n;
	char mend[VG_TEXT_SIZE];

	for (size_t i = 0; i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, client->name) == 0)
			add_site(w, &conf->sites[i]);
	}
	add_devices(w, conf, client);
	add_of(w, VG_MAILGUARD_NAME, client->name, "the client's name", "client",
	    client->name);
	vg_text_format(mend, sizeof(mend),
	    SEES_REFERENCE "; where he lets suppliers see his name: set client %s "
			   "supplier-sees name",
	    client->name);
	const char *kept = keep(w, mend);
	for (size_t i = first; i < w->n; i++)
		w->word[i].mend = kept;
}

static void
add_client(
    struct words *w, const struct vg_conf *conf, const struct vg_conf_client *client)
{
	for (size_t i = 0; i < client->domains.n; i++) {
		if (!vg_confpublic_is(client->domains.name[i]))
			add_of(w, VG_MAILGUARD_DOMAIN, client->domains.name[i],
			    "an address of the client", "domain of client", client->name);
	}
	add_persons(w, conf, &client->persons);
	for (size_t i = 0; i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, client->name) == 0)
			add_persons(w, conf, &conf->sites[i].contacts);
	}
	if (!client->supplier_sees_name)
		add_name(w, conf, client);
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
		code = check(&w.sure, row->contract, SEES_REFERENCE, message, detail);
	if (code == VG_OK)
		code = check(&w.guessed, row->contract,
		    SEES_REFERENCE
		    "; a mail of the case gives it as a name: say it otherwise",
		    written, detail);
	forget_all(&w);
	return code;
}
