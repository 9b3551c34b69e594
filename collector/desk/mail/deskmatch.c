/*
 * Which case a mail belongs to.
 */
#include "collector/desk/mail/deskmatch.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/conf/confpattern.h"
#include "collector/conf/confpublic.h"
#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/mail/desknamed.h"
#include "collector/desk/mail/deskabout.h"
#include "collector/mailguard/mailorigin.h"
#include "collector/mailguard/mailspeak.h"
#include "collector/store/storemail.h"
#include "collector/store/storemention.h"
#include "collector/store/storeperson.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Hostile text is looked at so far: ids in References, numbers of cases in the subject, words of
 * subject and text, addresses of a list, clients in copy. */
enum { MAX_IDS = 64, MAX_TOKENS = 8, MAX_WORDS = 2000, MAX_COPIES = 64, MAX_CLIENTS = 8 };

/* Who stands for a machine that gave no address. */
#define NOBODY "vigie"

/* --- who writes --------------------------------------------------------------------------- */

const struct vg_conf_supplier *
vg_deskmatch_supplier(const struct vg_conf *conf, const char *mail)
{
	for (size_t i = 0; i < conf->n_suppliers; i++) {
		const struct vg_conf_supplier *s = &conf->suppliers[i];
		if (vg_confpublic_same(mail, s->support.mail) ||
		    vg_confpublic_same(mail, s->escalation.mail))
			return s;
	}
	return NULL;
}

/* A sender whom the tree does not name gets a row, and is called by its number; so does each mail
 * of nobody's, that two of them are not one.  'known': he was called so already; "" he was not. */
static int
refer(struct vg_desk *desk, struct vg_mail *m, const char *known)
{
	const size_t q = VG_STOREPERSON_BY_MAIL;
	int64_t id = 0;

	vg_text_copy(m->person, sizeof(m->person), known);
	if (known[0])
		return VG_OK;
	int code = m->sender[0] ? vg_db_query(desk->db, q, "t", m->sender) : VG_OK;

	if (code == VG_OK && m->sender[0] && vg_db_next(desk->db, q)) {
		id = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	if (code == VG_OK && !id) {
		code = vg_db_run(desk->db, VG_STOREPERSON_ADD, "tti", m->sender,
		    m->client ? m->client->name : "", m->at.us);
		id = vg_db_last_id(desk->db);
	}
	vg_text_format(m->person, sizeof(m->person), "sender-%" PRId64, id);
	return code;
}

static int
find_sender(struct vg_desk *desk, struct vg_mail *m)
{
	const struct vg_conf_person *person = NULL;
	char known[VG_NAME_SIZE];

	m->side = "client";
	vg_text_copy(known, sizeof(known), m->person);
	vg_text_copy(m->person, sizeof(m->person), NOBODY);
	/* A head that gives none: who sends it, as the relay says. */
	if (!vg_mailtoken_address(m->from, m->sender) &&
	    !vg_mailtoken_address(m->envelope_from, m->sender))
		return m->automatic ? VG_OK : refer(desk, m, known);
	m->client = vg_conf_client_of_mail(desk->conf, m->sender, &person);
	if (!m->client)
		m->supplier = vg_deskmatch_supplier(desk->conf, m->sender);
	if (m->supplier)
		m->side = "supplier";
	else if (!m->client && vg_confpublic_same(m->sender, desk->conf->office.mail))
		m->side = "integrator";
	if (!person)
		return refer(desk, m, known);
	vg_text_copy(m->person, sizeof(m->person), person->id);
	return VG_OK;
}

/* --- rungs 1 to 4: a case ----------------------------------------------------------------- */

/* For whom he spoke in the case before; "" he did not. */
static int
find_wrote(
    struct vg_desk *desk, const struct vg_mail *m, const char *number, char side[16])
{
	const size_t q = VG_STOREMAIL_WRITTEN;

	side[0] = '\0';
	/* All who gave no address were one. */
	if (strcmp(m->person, NOBODY) == 0)
		return VG_OK;
	int code = vg_db_query(desk->db, q, "tt", number, m->person);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(side, 16, vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	return code;
}

/*
 * What was found stays found only for who may speak in it (collector/mailguard/mailspeak.h); else
 * it is shown.  'answers': the role of the message of ours that led to it, "" none.
 */
static int
check_case(struct vg_desk *desk, struct vg_mail *m, const char *answers)
{
	struct vg_case_row row;
	char wrote[16] = "";
	int code = vg_deskrows_case(desk, m->number, &row);

	if (code == VG_OK && row.number[0])
		code = find_wrote(desk, m, row.number, wrote);
	if (code != VG_OK)
		return code;
	const struct vg_mailspeak who = {.client = m->client ? m->client->name : "",
	    .supplier = m->supplier ? m->supplier->name : "",
	    .office = strcmp(m->side, "integrator") == 0,
	    .wrote = wrote,
	    .answers = answers,
	    .case_client = row.client,
	    .case_supplier = row.supplier};
	const char *side = row.number[0] ? vg_mailspeak_side(&who, NULL) : NULL;
	if (side) {
		m->side = side;
		return VG_OK;
	}
	if (row.number[0] && (!m->client || !row.client[0]) && !m->alike[0])
		vg_text_copy(m->alike, sizeof(m->alike), row.number);
	m->number[0] = '\0';
	m->rung = 0;
	return VG_OK;
}

static int
find_id(struct vg_desk *desk, struct vg_mail *m, const char *id)
{
	const size_t q = VG_STOREMAIL_THREAD;
	char role[24];
	int code = vg_db_query(desk->db, q, "t", id);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(m->number, sizeof(m->number), vg_db_text(desk->db, q, 0));
	vg_text_copy(role, sizeof(role), vg_db_text(desk->db, q, 1));
	m->rung = role[0] ? 1 : 2;
	vg_db_done(desk->db, q);
	return m->number[0] ? check_case(desk, m, role) : VG_OK;
}

/* The newest stands last (RFC 5322 3.6.4), and is asked first. */
static int
find_thread(struct vg_desk *desk, struct vg_mail *m, const char *line)
{
	char ids[MAX_IDS][VG_MAILTOKEN_ID_SIZE];
	size_t n = 0;
	int code = VG_OK;

	while (vg_mailtoken_next_id(&line, ids[n % MAX_IDS]))
		n++;
	for (size_t i = 0; i < n && i < MAX_IDS && code == VG_OK && !m->number[0]; i++)
		code = find_id(desk, m, ids[(n - 1 - i) % MAX_IDS]);
	return code;
}

/*
 * The case in which the number 'word' of 'supplier' is recorded, if he may speak there; whether
 * there is one in '*known', also where he may not.
 */
static int
find_recorded(struct vg_desk *desk, struct vg_mail *m, const char *word,
    const char *supplier, bool *known)
{
	const size_t q = VG_STOREMAIL_TICKET_CASE;
	int code = vg_db_query(desk->db, q, "tt", word, supplier);

	*known = false;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*known = true;
	vg_text_copy(m->number, sizeof(m->number), vg_db_text(desk->db, q, 0));
	m->rung = 4;
	vg_db_done(desk->db, q);
	return check_case(desk, m, "");
}

/* The case that was found is shown, no more. */
static void
set_aside(struct vg_mail *m)
{
	if (!m->alike[0])
		vg_text_copy(m->alike, sizeof(m->alike), m->number);
	m->number[0] = '\0';
	m->rung = 0;
	m->aside = true;
}

/* A number that only leads there, in a mail about something else. */
static int
check_named(struct vg_desk *desk, struct vg_mail *m)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, m->number, &row);

	if (code == VG_OK && vg_desknamed_other(desk->conf, m, &row))
		set_aside(m);
	return code;
}

/*
 * The case of which a mail proposes it: it is filed there, and proposed.  Where another one does
 * too, or the mail names other equipment, the mention was no more than one; in triage they meet.
 */
static int
find_proposed(
    struct vg_desk *desk, struct vg_mail *m, const char *word, const char *supplier)
{
	const size_t q = VG_STOREMENTION_PROPOSED;
	int code = vg_db_query(desk->db, q, "tt", word, supplier);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(m->number, sizeof(m->number), vg_db_text(desk->db, q, 0));
	m->rung = 4;
	bool theirs = vg_db_text(desk->db, q, 1)[0] != '\0';
	bool several = vg_db_next(desk->db, q);
	vg_db_done(desk->db, q);
	code = check_case(desk, m, "");
	if (code != VG_OK || !m->number[0])
		return code;
	if (!several || !theirs)
		return check_named(desk, m);
	set_aside(m);
	return VG_OK;
}

/* Whether it is recorded in the case that was found; where another has it that is shown. */
static int
look_known(struct vg_desk *desk, struct vg_mail *m, const char *word, bool *known)
{
	const size_t here = VG_STOREMAIL_TICKET_KNOWN, of = VG_STOREMAIL_TICKET_CASE;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, here, "tt", m->number, word);

	*known = code == VG_OK && vg_db_next(db, here) && vg_db_int(db, here, 0) != 0;
	vg_db_done(db, here);
	if (code != VG_OK || *known)
		return code == VG_OK ? vg_db_failed(db) : code;
	code = vg_db_query(db, of, "tt", word, m->supplier->name);
	if (code == VG_OK && vg_db_next(db, of)) {
		if (!m->alike[0])
			vg_text_copy(m->alike, sizeof(m->alike), vg_db_text(db, of, 0));
		vg_db_done(db, of);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Without a pattern any word is a number, hence none: nothing is proposed then. */
static bool
is_number(const struct vg_conf_supplier *s, const char *word)
{
	return s &&
	    ((s->ticket && vg_confpattern_fits(s->ticket, word)) ||
		(s->rma && vg_confpattern_fits(s->rma, word)));
}

static void
keep_number(struct vg_deskmatch_numbers *numbers, const char *word)
{
	for (size_t i = 0; i < numbers->n; i++) {
		if (strcmp(numbers->word[i], word) == 0)
			return;
	}
	if (numbers->n < VG_DESKMATCH_NUMBERS)
		vg_text_copy(numbers->word[numbers->n++], sizeof(numbers->word[0]), word);
}

static int
find_numbers(struct vg_desk *desk, struct vg_mail *m, const char *text)
{
	const struct vg_conf_supplier *s = m->supplier;
	char word[VG_MAILTOKEN_WORD_SIZE];
	int code = VG_OK;

	for (int i = 0;
	     i < MAX_WORDS && code == VG_OK && vg_mailtoken_next_word(&text, word); i++) {
		if (!is_number(s, word))
			continue;
		bool known = false;
		code = m->number[0] ? look_known(desk, m, word, &known)
				    : find_recorded(desk, m, word, s->name, &known);
		if (code == VG_OK && !known)
			keep_number(s->rma && vg_confpattern_fits(s->rma, word)
				? &m->returns
				: &m->tickets,
			    word);
	}
	return code;
}

/*
 * One alone of its kind leads where it is proposed already.  Of several nobody knows which is
 * meant.
 */
static int
follow_number(
    struct vg_desk *desk, struct vg_mail *m, const struct vg_deskmatch_numbers *numbers)
{
	return numbers->n == 1 && !m->number[0]
	    ? find_proposed(desk, m, numbers->word[0], m->supplier->name)
	    : VG_OK;
}

/* What the supplier who writes calls it. */
static int
find_number(struct vg_desk *desk, struct vg_mail *m)
{
	if (!m->supplier)
		return VG_OK;
	int code = find_numbers(desk, m, m->subject);
	if (code == VG_OK)
		code = find_numbers(desk, m, m->text);
	if (code == VG_OK)
		code = follow_number(desk, m, &m->tickets);
	return code == VG_OK ? follow_number(desk, m, &m->returns) : code;
}

/* The number 'word', if one of 's'; what is found is a case of his own, about what he names. */
static int
find_cited_of(struct vg_desk *desk, struct vg_mail *m, const char *word,
    const struct vg_conf_supplier *s)
{
	bool known;

	if (!is_number(s, word))
		return VG_OK;
	int code = find_recorded(desk, m, word, s->name, &known);
	if (code == VG_OK && m->number[0])
		return check_named(desk, m);
	return code == VG_OK && !known ? find_proposed(desk, m, word, s->name) : code;
}

/*
 * A client may say the number that the supplier's letters, or ours, bear: of a case of his own.
 * One that was only mentioned ends the search.
 */
static int
find_cited(struct vg_desk *desk, struct vg_mail *m, const char *text)
{
	const struct vg_conf *conf = desk->conf;
	char word[VG_MAILTOKEN_WORD_SIZE];
	int code = VG_OK;

	for (int i = 0; i < MAX_WORDS && code == VG_OK && m->client && !m->number[0] &&
	     !m->aside && vg_mailtoken_next_word(&text, word);
	     i++) {
		for (size_t k = 0;
		     k < conf->n_suppliers && code == VG_OK && !m->number[0] && !m->aside;
		     k++)
			code = find_cited_of(desk, m, word, &conf->suppliers[k]);
	}
	return code;
}

/* Other houses count as ours does: one in which he may not speak is passed over. */
static int
find_token(struct vg_desk *desk, struct vg_mail *m)
{
	const char *subject = m->subject;
	char number[VG_MAILTOKEN_CASE_SIZE];
	bool named = vg_mailorigin_extension(m->extension, number);
	int code = VG_OK;

	for (int i = 0; i < MAX_TOKENS && code == VG_OK && !m->number[0] &&
	     (named || vg_mailtoken_next_case(&subject, number));
	     i++) {
		named = false;
		m->rung = 3;
		vg_text_copy(m->number, sizeof(m->number), number);
		code = check_case(desk, m, "");
	}
	return code;
}

static int
find_case(struct vg_desk *desk, struct vg_mail *m)
{
	int code = find_thread(desk, m, m->in_reply_to);

	if (code == VG_OK && !m->number[0])
		code = find_thread(desk, m, m->references);
	if (code == VG_OK && !m->number[0])
		code = find_token(desk, m);
	if (code == VG_OK)
		code = find_number(desk, m);
	if (code == VG_OK)
		code = find_cited(desk, m, m->subject);
	return code;
}

/* --- rungs 5 to 8: what it is about ------------------------------------------------------- */

static const struct vg_contract *
find_contract(const struct vg_conf *conf, struct vg_mail *m)
{
	bool several = false;

	m->rung = 8;
	if (!m->client)
		return NULL;
	m->device = vg_desknamed_first(conf, m);
	/* What he quotes says it where his own words do not. */
	if (!m->device)
		m->device = vg_desknamed_in(conf, m, m->text);
	m->rung = 5;
	if (m->device)
		return m->device->contract;
	const struct vg_contract *k =
	    vg_deskentitle_client(conf, m->client, m->at, &several);
	m->rung = several ? 7 : 6;
	return k;
}

/* Whether the contract found for 'client' lets him deal direct; else nothing was found. */
static bool
deals_direct(
    const struct vg_conf *conf, struct vg_mail *m, const struct vg_conf_client *client)
{
	struct vg_entitlement e;

	m->client = client;
	m->contract = find_contract(conf, m);
	vg_contract_judge(m->contract, m->at, &e);
	if (m->contract && e.opens == VG_OPENING_OBSERVED)
		return true;
	m->client = NULL;
	m->device = NULL;
	m->contract = NULL;
	m->rung = 8;
	return false;
}

/* Clients who were asked whether they deal direct: each walks the text. */
struct asked {
	const struct vg_conf_client *client[MAX_CLIENTS];
	size_t n;
};

static bool
ask_once(struct asked *asked, const struct vg_conf_client *client)
{
	for (size_t i = 0; i < asked->n; i++) {
		if (asked->client[i] == client)
			return false;
	}
	if (!client || asked->n == MAX_CLIENTS)
		return false;
	asked->client[asked->n++] = client;
	return true;
}

/* The first client who deals direct among those in 'line'. */
static bool
find_direct(
    const struct vg_conf *conf, struct vg_mail *m, const char *line, struct asked *asked)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];
	bool found = false;

	for (int i = 0;
	     i < MAX_COPIES && !found && vg_mailtoken_next_address(&line, mail); i++) {
		const struct vg_conf_client *client =
		    vg_conf_client_of_mail(conf, mail, NULL);
		found = ask_once(asked, client) && deals_direct(conf, m, client);
	}
	return found;
}

static bool
is_to_supplier(const struct vg_conf *conf, const char *line)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];

	for (int i = 0; i < MAX_COPIES && vg_mailtoken_next_address(&line, mail); i++) {
		if (vg_deskmatch_supplier(conf, mail))
			return true;
	}
	return false;
}

/*
 * P5: a supplier who writes to a client who deals direct, us in copy: it is about that client.  So
 * is what a stranger writes to both: one of either side whose address nobody told us.
 */
static void
find_subject(const struct vg_conf *conf, struct vg_mail *m)
{
	struct asked asked = {.n = 0};
	bool stranger = !m->client && !m->supplier && strcmp(m->side, "client") == 0;

	if (m->supplier ||
	    (stranger && (is_to_supplier(conf, m->to) || is_to_supplier(conf, m->cc)))) {
		if (find_direct(conf, m, m->to, &asked) ||
		    find_direct(conf, m, m->cc, &asked))
			return;
	}
	m->contract = find_contract(conf, m);
}

int
vg_deskmatch_find(struct vg_desk *desk, struct vg_mail *mail)
{
	int code = find_sender(desk, mail);

	if (code == VG_OK && !mail->number[0])
		code = find_case(desk, mail);
	if (code == VG_OK && !mail->number[0])
		find_subject(desk->conf, mail);
	/* A recording says which case it was. */
	if (code == VG_OK && !desk->replaying && !mail->number[0] && mail->supplier &&
	    !mail->aside && !mail->alike[0])
		code = mail->client ? vg_deskabout_observed(desk, mail)
				    : vg_deskabout_device(desk, mail);
	return code;
}

int
vg_deskmatch_alike(struct vg_desk *desk, struct vg_mail *mail, const char *number)
{
	const size_t q = VG_STOREMAIL_ALIKE;
	int64_t since =
	    mail->at.us - (int64_t)desk->conf->policy.merge_within_s * VG_SECOND_US;

	if (!mail->client || mail->alike[0])
		return VG_OK;
	int code = vg_db_query(desk->db, q, "ttit", mail->client->name,
	    mail->device ? mail->device->name : "", since, number);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(mail->alike, sizeof(mail->alike), vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	return VG_OK;
}
