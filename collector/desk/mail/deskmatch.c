/*
 * Which case a mail belongs to.
 */
#include "collector/desk/mail/deskmatch.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/conf/confnamed.h"
#include "collector/conf/confpattern.h"
#include "collector/conf/confpublic.h"
#include "collector/desk/casework/deskentitle.h"
#include "collector/mailguard/mailorigin.h"
#include "collector/mailguard/mailspeak.h"
#include "collector/store/storemail.h"
#include "collector/store/storemention.h"
#include "collector/store/storeperson.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Hostile text is looked at so far: ids in References, numbers of cases in the subject, words of
 * subject and text, addresses of a list. */
enum { MAX_IDS = 64, MAX_TOKENS = 8, MAX_WORDS = 2000, MAX_COPIES = 64 };

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
 * of nobody's, that two of them are not one. */
static int
refer(struct vg_desk *desk, struct vg_mail *m)
{
	const size_t q = VG_STOREPERSON_BY_MAIL;
	int64_t id = 0;
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

	m->side = "client";
	vg_text_copy(m->person, sizeof(m->person), NOBODY);
	/* A head that gives none: who sends it, as the relay says. */
	if (!vg_mailtoken_address(m->from, m->sender) &&
	    !vg_mailtoken_address(m->envelope_from, m->sender))
		return m->automatic ? VG_OK : refer(desk, m);
	m->client = vg_conf_client_of_mail(desk->conf, m->sender, &person);
	if (!m->client)
		m->supplier = vg_deskmatch_supplier(desk->conf, m->sender);
	if (m->supplier)
		m->side = "supplier";
	else if (!m->client && vg_confpublic_same(m->sender, desk->conf->office.mail))
		m->side = "integrator";
	if (!person)
		return refer(desk, m);
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

/* The case in which statement 'q' has the number 'word' of 'supplier', if he may speak there. */
static int
find_numbered(struct vg_desk *desk, struct vg_mail *m, size_t q, const char *word,
    const char *supplier, bool *known)
{
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

/*
 * Whether it is the number of a ticket of his; in '*known' also where he may not speak.  One that
 * is only proposed leads to its case as well: it is filed there, and proposed.
 */
static int
find_ticket(struct vg_desk *desk, struct vg_mail *m, const char *word,
    const char *supplier, bool *known)
{
	bool proposed;
	int code =
	    find_numbered(desk, m, VG_STOREMAIL_TICKET_CASE, word, supplier, known);

	return code == VG_OK && !*known
	    ? find_numbered(desk, m, VG_STOREMENTION_PROPOSED, word, supplier, &proposed)
	    : code;
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

/* Where the number 'word' of the sender's is proposed: each kind once, the first of it. */
static char *
slot_of(struct vg_mail *m, const char *word)
{
	const struct vg_conf_supplier *s = m->supplier;

	return s->rma && vg_confpattern_fits(s->rma, word) ? m->rma : m->ticket;
}

static int
find_number(struct vg_desk *desk, struct vg_mail *m, const char *text)
{
	char word[VG_MAILTOKEN_WORD_SIZE];
	int code = VG_OK;

	for (int i = 0; i < MAX_WORDS && code == VG_OK && m->supplier &&
	     vg_mailtoken_next_word(&text, word);
	     i++) {
		if (!is_number(m->supplier, word))
			continue;
		bool known = false;
		code = m->number[0]
		    ? look_known(desk, m, word, &known)
		    : find_ticket(desk, m, word, m->supplier->name, &known);
		char *slot = slot_of(m, word);
		if (code == VG_OK && !known && !slot[0])
			vg_text_copy(slot, VG_MAILTOKEN_WORD_SIZE, word);
	}
	return code;
}

/* A client may say the number that the supplier's letters, or ours, bear: of a case of his own. */
static int
find_cited(struct vg_desk *desk, struct vg_mail *m, const char *text)
{
	const struct vg_conf *conf = desk->conf;
	char word[VG_MAILTOKEN_WORD_SIZE];
	int code = VG_OK;

	for (int i = 0; i < MAX_WORDS && code == VG_OK && m->client && !m->number[0] &&
	     vg_mailtoken_next_word(&text, word);
	     i++) {
		for (size_t k = 0;
		     k < conf->n_suppliers && code == VG_OK && !m->number[0]; k++) {
			const struct vg_conf_supplier *s = &conf->suppliers[k];
			bool known;
			if (is_number(s, word))
				code = find_ticket(desk, m, word, s->name, &known);
		}
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
		code = find_number(desk, m, m->subject);
	if (code == VG_OK)
		code = find_number(desk, m, m->text);
	if (code == VG_OK)
		code = find_cited(desk, m, m->subject);
	return code;
}

/* --- rungs 5 to 8: what it is about ------------------------------------------------------- */

/* Of the writer's client; of a supplier's mail his too. */
static bool
is_meant(const struct vg_conf_device *d, const void *cookie)
{
	const struct vg_mail *m = cookie;

	return strcmp(d->client, m->client->name) == 0 &&
	    (!m->supplier || strcmp(d->supplier, m->supplier->name) == 0);
}

static const struct vg_conf_device *
named_device(const struct vg_conf *conf, const struct vg_mail *m, const char *text)
{
	return vg_confnamed_first(conf->named, text, is_meant, m);
}

/* In his own words; what he quotes says it where these do not. */
static const struct vg_conf_device *
device_of_text(const struct vg_conf *conf, const struct vg_mail *m)
{
	struct vg_buf own;

	vg_buf_init(&own, 0);
	for (const char *line = m->text; *line;) {
		size_t size = strcspn(line, "\n");
		if (line[strspn(line, " \t")] != '>')
			vg_buf_add(&own, line, size + (line[size] == '\n'));
		line += size + (line[size] == '\n');
	}
	const struct vg_conf_device *found = named_device(conf, m, vg_buf_text(&own));
	vg_buf_fini(&own);
	return found ? found : named_device(conf, m, m->text);
}

static const struct vg_contract *
find_contract(const struct vg_conf *conf, struct vg_mail *m)
{
	bool several = false;

	m->rung = 8;
	if (!m->client)
		return NULL;
	m->device = named_device(conf, m, m->subject);
	if (!m->device)
		m->device = device_of_text(conf, m);
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

/* The first client who deals direct among those in 'line'. */
static bool
find_direct(const struct vg_conf *conf, struct vg_mail *m, const char *line)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];
	bool found = false;

	for (int i = 0;
	     i < MAX_COPIES && !found && vg_mailtoken_next_address(&line, mail); i++) {
		const struct vg_conf_client *client =
		    vg_conf_client_of_mail(conf, mail, NULL);
		found = client && deals_direct(conf, m, client);
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
	bool stranger = !m->client && !m->supplier && strcmp(m->side, "client") == 0;

	if (m->supplier ||
	    (stranger && (is_to_supplier(conf, m->to) || is_to_supplier(conf, m->cc)))) {
		if (find_direct(conf, m, m->to) || find_direct(conf, m, m->cc))
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
