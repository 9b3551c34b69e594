/*
 * Who wrote for the client.
 */
#include "collector/desk/record/deskwriter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/conf/confpublic.h"
#include "collector/desk/record/deskmask.h"
#include "collector/mailguard/mailalone.h"
#include "collector/mailguard/mailknown.h"
#include "collector/mailguard/mailnobody.h"
#include "collector/mailguard/mailorigin.h"
#include "collector/mailguard/mailproduct.h"
#include "collector/mailguard/mailsign.h"
#include "collector/mailguard/mailtoken.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_WORDS = 4000, MAX_SAID = 200, MIN_DIGITS = 6, NATIONAL_DIGITS = 9 };

/* What was found so far, each once. */
struct found {
	const struct vg_conf *conf;
	const struct vg_packset *packs;
	struct {
		enum vg_mailguard_kind kind;
		char *word; /* owned */
	} * list;
	size_t n, room;
	struct vg_buf trade; /* what the packs say of */
	bool is_sender;      /* what is read is who wrote it */
};

/* --- ours, or a supplier's ------------------------------------------------------------------- */

static const char *
domain_of(const char *mail)
{
	const char *at = strrchr(mail, '@');

	return at ? at + 1 : "";
}

/* Of that domain, or of one below; of everybody's only that address. */
static bool
is_within(const char *mail, const char *of)
{
	const char *domain = domain_of(mail), *house = domain_of(of);
	size_t size = strlen(domain), below = strlen(house);

	if (vg_confpublic_is(house))
		return strcasecmp(mail, of) == 0;
	return below && size >= below && strcasecmp(domain + size - below, house) == 0 &&
	    (size == below || domain[size - below - 1] == '.');
}

static bool
is_client_person(const struct vg_conf *conf, const char *id)
{
	for (size_t i = 0; i < conf->n_clients; i++) {
		if (vg_conf_names_have(&conf->clients[i].persons, id))
			return true;
	}
	for (size_t i = 0; i < conf->n_sites; i++) {
		if (vg_conf_names_have(&conf->sites[i].contacts, id))
			return true;
	}
	return false;
}

static bool
is_ours_mail(const struct vg_conf *conf, const char *mail)
{
	if (vg_conf_client_of_mail(conf, mail, NULL))
		return false;
	if (is_within(mail, conf->office.mail))
		return true;
	for (size_t i = 0; i < conf->n_suppliers; i++) {
		if (is_within(mail, conf->suppliers[i].support.mail) ||
		    is_within(mail, conf->suppliers[i].escalation.mail))
			return true;
	}
	for (size_t i = 0; i < conf->n_persons; i++) {
		if (strcasecmp(conf->persons[i].mail, mail) == 0)
			return true;
	}
	return false;
}

/* The whole name, in either order. */
static bool
is_same_name(const char *name, const char *other)
{
	const char *last = strrchr(other, ' ');
	char turned[VG_CONF_LINE_SIZE];

	if (strcasecmp(name, other) == 0)
		return true;
	if (!last)
		return false;
	vg_text_format(
	    turned, sizeof(turned), "%s %.*s", last + 1, (int)(last - other), other);
	return strcasecmp(name, turned) == 0;
}

/* Whether 'name' begins with the word or words 'with'. */
static bool
begins(const char *name, const char *with)
{
	size_t size = strlen(with);
	unsigned char next =
	    size && strncasecmp(name, with, size) == 0 ? (unsigned char)name[size] : 'x';

	return next < 0x80 && !isalnum(next);
}

static bool
is_ours_name(const struct vg_conf *conf, const char *name)
{
	if (begins(name, conf->integrator))
		return true;
	for (size_t i = 0; i < conf->n_suppliers; i++) {
		if (begins(name, conf->suppliers[i].name))
			return true;
	}
	for (size_t i = 0; i < conf->n_persons; i++) {
		if (is_same_name(name, conf->persons[i].name) &&
		    !is_client_person(conf, conf->persons[i].id))
			return true;
	}
	return false;
}

static size_t
copy_digits(const char *text, char digits[VG_TEXT_SIZE])
{
	size_t n = 0;

	for (; *text && n + 1 < VG_TEXT_SIZE; text++) {
		if (isdigit((unsigned char)*text))
			digits[n++] = *text;
	}
	digits[n] = '\0';
	return n;
}

/* By the digits of a national number. */
static bool
is_same_number(const char *number, const char *other)
{
	char a[VG_TEXT_SIZE], b[VG_TEXT_SIZE];
	size_t n = copy_digits(number, a), m = copy_digits(other, b);

	if (n < MIN_DIGITS || m < MIN_DIGITS)
		return false;
	if (n < NATIONAL_DIGITS || m < NATIONAL_DIGITS)
		return strcmp(a, b) == 0;
	return strcmp(a + n - NATIONAL_DIGITS, b + m - NATIONAL_DIGITS) == 0;
}

/* What the supplier may see: our telephones and his, the serial of a unit. */
static bool
is_ours_number(const struct vg_conf *conf, const char *number)
{
	if (is_same_number(number, conf->office.telephone))
		return true;
	for (size_t i = 0; i < conf->n_suppliers; i++) {
		if (is_same_number(number, conf->suppliers[i].support.telephone) ||
		    is_same_number(number, conf->suppliers[i].escalation.telephone))
			return true;
	}
	for (size_t i = 0; i < conf->n_persons; i++) {
		if (is_same_number(number, conf->persons[i].telephone) &&
		    !is_client_person(conf, conf->persons[i].id))
			return true;
	}
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (is_same_number(number, conf->devices[i].serial))
			return true;
	}
	return false;
}

/* --- gathered -------------------------------------------------------------------------------- */

static void
add(struct found *f, enum vg_mailguard_kind kind, const char *word)
{
	bool everybodys = kind == VG_MAILGUARD_DOMAIN && vg_confpublic_is(word);

	if (!word[0] || everybodys || f->n >= MAX_WORDS)
		return;
	for (size_t i = 0; i < f->n; i++) {
		if (f->list[i].kind == kind && strcasecmp(f->list[i].word, word) == 0)
			return;
	}
	f->list = vg_mem_grow(f->list, &f->room, f->n, sizeof(*f->list));
	f->list[f->n].kind = kind;
	f->list[f->n++].word = vg_mem_text(word);
}

/* Whoever stands before an address took part: each of his names is one that he goes by. */
static void
add_alone(struct found *f, const char *name)
{
	char part[VG_CONF_LINE_SIZE];

	if (vg_mailsign_is_function(name) || strpbrk(name, "0123456789"))
		return;
	if (vg_mailalone_first(name, part, sizeof(part)))
		add(f, VG_MAILGUARD_FIRST, part);
	if (vg_mailalone_last(name, part, sizeof(part)))
		add(f, VG_MAILGUARD_LAST, part);
}

static void
take(enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie)
{
	struct found *f = cookie;
	char host[VG_CONF_LINE_SIZE];

	vg_text_format(host, sizeof(host), "x@%s", word);
	bool ours = kind == VG_MAILGUARD_MAIL ? is_ours_mail(f->conf, word)
	    : kind == VG_MAILGUARD_DOMAIN     ? is_ours_mail(f->conf, host)
	    : kind == VG_MAILGUARD_TELEPHONE  ? is_ours_number(f->conf, word)
	    : mail[0] ? is_ours_name(f->conf, word) || is_ours_mail(f->conf, mail)
		      : is_ours_name(f->conf, word) || vg_mailproduct_is(f->packs, word);

	if (ours)
		return;
	if (kind == VG_MAILGUARD_PERSON && vg_mailnobody(word, vg_buf_text(&f->trade)))
		return;
	add(f, kind, word);
	if (kind == VG_MAILGUARD_PERSON && mail[0])
		add_alone(f, word);
	if (kind == VG_MAILGUARD_MAIL && f->is_sender)
		add(f, VG_MAILGUARD_DOMAIN, domain_of(word));
}

static int
read_mails(const struct vg_desk *desk, const char *number, bool texts, struct found *f)
{
	const size_t q = texts ? VG_STOREMAIL_WRITTEN_TEXTS : VG_STOREMAIL_WRITERS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		if (texts) {
			vg_mailknown_text(vg_db_text(db, q, 0), take, f);
			continue;
		}
		for (int i = 0; i < 4; i++) {
			f->is_sender = i < 2;
			vg_mailknown_head(vg_db_text(db, q, i), take, f);
		}
		f->is_sender = false;
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskwriter_list(
    const struct vg_desk *desk, const char *number, vg_deskwriter_cb cb, void *cookie)
{
	struct found f = {.conf = desk->conf, .packs = desk->packs};

	vg_buf_init(&f.trade, 0);
	vg_mailproduct_words(desk->packs, &f.trade);
	int code = read_mails(desk, number, false, &f);
	if (code == VG_OK)
		code = read_mails(desk, number, true, &f);
	for (size_t i = 0; i < f.n; i++) {
		if (code == VG_OK)
			cb(f.list[i].kind, f.list[i].word, cookie);
		free(f.list[i].word);
	}
	free(f.list);
	vg_buf_fini(&f.trade);
	return code;
}

/* --- the supplier's people ------------------------------------------------------------------- */

struct said {
	vg_deskwriter_supplier_cb cb;
	void *cookie;
	bool proved;
	size_t n;
};

static void
say(enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie)
{
	struct said *said = cookie;

	(void)mail;
	if (kind != VG_MAILGUARD_PERSON || said->n >= MAX_SAID)
		return;
	said->n++;
	said->cb(word, said->proved, said->cookie);
}

int
vg_deskwriter_supplier(const struct vg_desk *desk, const char *number,
    vg_deskwriter_supplier_cb cb, void *cookie)
{
	const size_t q = VG_STOREMAIL_SUPPLIERS;
	struct said said = {.cb = cb, .cookie = cookie};
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		char from[VG_MAILTOKEN_MAIL_SIZE];
		const char *sender = vg_db_text(db, q, 0);
		said.proved = vg_mailtoken_address(sender, from) &&
		    vg_mailorigin_proves(vg_db_text(db, q, 2), from);
		vg_mailknown_head(sender, say, &said);
		if (said.proved)
			vg_mailknown_text(vg_db_text(db, q, 1), say, &said);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- masked ---------------------------------------------------------------------------------- */

static void
teach(enum vg_mailguard_kind kind, const char *word, void *cookie)
{
	struct vg_mask *mask = cookie;
	char digits[VG_TEXT_SIZE];

	if (kind == VG_MAILGUARD_FIRST || kind == VG_MAILGUARD_LAST)
		return; /* machines write no one name; the whole one is taught */
	if (kind == VG_MAILGUARD_PERSON) {
		vg_deskmask_person(mask, word);
	} else if (kind == VG_MAILGUARD_TELEPHONE) {
		vg_mask_add(mask, "telephone", word);
		copy_digits(word, digits);
		vg_mask_add(mask, "telephone", digits);
	} else {
		vg_mask_add(mask, kind == VG_MAILGUARD_MAIL ? "mail" : "client", word);
	}
}

int
vg_deskwriter_mask(const struct vg_desk *desk, const char *number, struct vg_mask *mask)
{
	return vg_deskwriter_list(desk, number, teach, mask);
}
