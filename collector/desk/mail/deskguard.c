/*
 * P4 at the desk.
 */
#include "collector/desk/mail/deskguard.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confpublic.h"
#include "collector/desk/record/deskwriter.h"
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
};

static void
add(struct words *w, enum vg_mailguard_kind kind, const char *text, const char *whose)
{
	if (!text || !text[0])
		return;
	w->word = vg_mem_grow(w->word, &w->room, w->n, sizeof(*w->word));
	w->word[w->n++] = (struct vg_mailguard_word){kind, text, whose};
}

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
	    .mend = mend};
	int code = vg_mailguard_check(&list, message, detail);

	forget(w);
	return code;
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
    const struct vg_mailguard_message *message, struct vg_detail *detail)
{
	const struct vg_conf_supplier *supplier =
	    vg_conf_supplier(desk->conf, row->supplier);
	struct words w = {0};

	if (!supplier || deals_himself(desk, row))
		return VG_OK;
	add_desk(&w, &supplier->support);
	add_desk(&w, &supplier->escalation);
	int code = check_recipient(supplier, message, detail);
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
};

static void
add_writer(enum vg_mailguard_kind kind, const char *word, void *cookie)
{
	struct writers *writers = cookie;
	bool guessed = kind == VG_MAILGUARD_PERSON || kind == VG_MAILGUARD_NAME;
	const char *whose = kind == VG_MAILGUARD_PERSON ? "a person of the client"
	    : kind == VG_MAILGUARD_TELEPHONE            ? "a telephone of the client"
	    : kind == VG_MAILGUARD_NAME                 ? "a site of the client"
							: "an address of the client";

	add_read(guessed ? &writers->guessed : &writers->sure, kind, word, whose);
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

	if (code != VG_OK) {
		forget(&w.sure);
		forget(&w.guessed);
		return code;
	}
	if (client)
		add_client(&w.sure, desk->conf, client);
	code = check(&w.sure, row->contract,
	    "the supplier sees the reference only: contract, serials, software", message,
	    detail);
	if (code != VG_OK) {
		forget(&w.guessed);
		return code;
	}
	return check(&w.guessed, row->contract,
	    "the supplier sees the reference only: contract, serials, software; a mail "
	    "of the case gives it as a name: say it otherwise",
	    written, detail);
}
