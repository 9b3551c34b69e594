/*
 * Commands on persons: what is kept of one is found, given to him, erased; what is kept of all is
 * told with its times (collector/desk/persons/deskregister.c).
 *
 * An erasure takes what the person wrote, and every text that holds his mail, name or telephone
 * as they are or were on record; the rows that prove who did what stay, so that the chains verify.
 * The file is written anew after it, so that no octet stays on disk.
 * Source: section 7 of the policy; states.md 3 as docs/policy.md tells it.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/persons/deskregister.h"
#include "collector/desk/record/deskdraft.h"
#include "collector/mailguard/mailtoken.h"
#include "collector/store/storeline.h"
#include "collector/store/storecandidate.h"
#include "collector/store/storepage.h"
#include "collector/store/storeperson.h"
#include "collector/store/storerevision.h"
#include "collector/store/storewaiting.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/tree.h"

/* A shorter name stands inside too many words to be looked for. */
enum { MIN_NAME = 4, MIN_DIGITS = 6, MAX_REFS = 2 };

/* A person by his references; what he is called stands in the table sought. */
struct whom {
	char refs[MAX_REFS][VG_NAME_SIZE]; /* of the tree, of a sender's row */
	size_t n_refs;
	int64_t row; /* 0: none */
	char mail[VG_CONF_MAIL_SIZE];
	bool in_tree; /* the tree in force says how he is called */
};

/* --- who it is ------------------------------------------------------------------------------ */

static const struct vg_conf_person *
person_of(const struct vg_conf *conf, const char *said)
{
	for (size_t i = 0; i < conf->n_persons; i++) {
		const struct vg_conf_person *p = &conf->persons[i];
		if (strcmp(p->id, said) == 0 || strcasecmp(p->mail, said) == 0 ||
		    (p->name[0] && strcasecmp(p->name, said) == 0))
			return p;
	}
	return NULL;
}

static void
add_ref(struct whom *w, const char *ref)
{
	vg_text_copy(w->refs[w->n_refs++], VG_NAME_SIZE, ref);
}

/* A person whom only an older tree names. */
static int
find_former(struct vg_desk *desk, const char *said, struct whom *w)
{
	const size_t q = VG_STOREREVISION_PERSON;
	int code = vg_db_query(desk->db, q, "t", said);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	add_ref(w, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* A sender's row by its reference, or by the mail. */
static int
find_row(struct vg_desk *desk, const char *said, struct whom *w)
{
	const size_t by_mail = VG_STOREPERSON_BY_MAIL, get = VG_STOREPERSON_GET;
	int64_t id = 0;
	int code = VG_OK;

	if (vg_text_starts(said, "sender-"))
		vg_text_int(said + strlen("sender-"), 1, INT64_MAX, &id);
	else if (w->mail[0])
		code = vg_db_query(desk->db, by_mail, "t", w->mail);
	if (code == VG_OK && !id && w->mail[0] && vg_db_next(desk->db, by_mail)) {
		id = vg_db_int(desk->db, by_mail, 0);
		vg_db_done(desk->db, by_mail);
	}
	if (code == VG_OK && id)
		code = vg_db_query(desk->db, get, "i", id);
	if (code != VG_OK || !id || !vg_db_next(desk->db, get))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	if (!w->mail[0])
		vg_text_copy(w->mail, sizeof(w->mail), vg_db_text(desk->db, get, 0));
	vg_db_done(desk->db, get);
	w->row = id;
	vg_text_format(w->refs[w->n_refs++], VG_NAME_SIZE, "sender-%" PRId64, id);
	return VG_OK;
}

static int
find_whom(struct vg_act_call *call, struct whom *w)
{
	const char *said = call->act->object;
	const struct vg_conf_person *p =
	    said[0] ? person_of(call->desk->conf, said) : NULL;
	int code = VG_OK;

	memset(w, 0, sizeof(*w));
	if (p) {
		add_ref(w, p->id);
		w->in_tree = p->name[0] || p->mail[0] || p->telephone[0];
	} else if (said[0]) {
		code = find_former(call->desk, said, w);
	}
	vg_mailtoken_address(p ? p->mail : said, w->mail);
	if (code == VG_OK)
		code = find_row(call->desk, said, w);
	/* Never as it was said: that may be the address, and this goes to the audit. */
	vg_text_copy(call->result->object, sizeof(call->result->object),
	    w->n_refs ? w->refs[0] : "");
	if (code == VG_OK && !w->n_refs)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "person: nobody is known by that reference, address or name");
	return code;
}

/* --- what he is called ------------------------------------------------------------------------ */

static int
seek_word(struct vg_db *db, const char *word)
{
	return strlen(word) < MIN_NAME
	    ? VG_OK
	    : vg_db_run(db, VG_STOREPERSON_SEEK_WORD, "t", word);
}

static int
seek_telephone(struct vg_db *db, const char *telephone)
{
	size_t digits = 0;

	for (const char *c = telephone; *c; c++)
		digits += isdigit((unsigned char)*c) != 0;
	return digits < MIN_DIGITS
	    ? VG_OK
	    : vg_db_run(db, VG_STOREPERSON_SEEK_DIGITS, "t", telephone);
}

/* What trees, today's and those before, call him. */
static int
seek_in_trees(struct vg_desk *desk, const char *ref)
{
	const struct vg_conf_person *p = vg_conf_person(desk->conf, ref);
	const size_t q = VG_STOREREVISION_WORDS;
	int code = VG_OK;

	if (p)
		code = seek_word(desk->db, p->name);
	if (code == VG_OK && p)
		code = seek_word(desk->db, p->mail);
	if (code == VG_OK && p)
		code = seek_telephone(desk->db, p->telephone);
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "t", ref);
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		bool phone = strcmp(vg_db_text(desk->db, q, 0), "telephone") == 0;
		const char *text = vg_db_text(desk->db, q, 1);
		code = phone ? seek_telephone(desk->db, text) : seek_word(desk->db, text);
		if (code != VG_OK)
			vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The name that stands before an address: "Bob Lee <bob@elsewhere.example>". */
static void
display_name(const char *sender, char name[VG_CONF_LINE_SIZE])
{
	size_t size = strcspn(sender, "<");

	if (!sender[size])
		size = 0;
	while (size && strchr(" \t\"", sender[size - 1]))
		size--;
	while (size && strchr(" \t\"", *sender)) {
		sender++;
		size--;
	}
	vg_text_format(name, VG_CONF_LINE_SIZE, "%.*s", (int)size, sender);
}

/* What his own mails call him. */
static int
seek_in_mails(struct vg_desk *desk, const char *ref)
{
	const size_t q = VG_STOREPERSON_CALLED;
	int code = vg_db_query(desk->db, q, "t", ref);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		char name[VG_CONF_LINE_SIZE];
		display_name(vg_db_text(desk->db, q, 0), name);
		code = seek_word(desk->db, name);
		if (code != VG_OK)
			vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Begins a search for him, which 'forget' ends. */
static int
seek(struct vg_desk *desk, const struct whom *w)
{
	int code = seek_word(desk->db, w->mail);

	for (size_t i = 0; code == VG_OK && i < w->n_refs; i++) {
		code = vg_db_run(desk->db, VG_STOREPERSON_SEEK_REF, "t", w->refs[i]);
		if (code == VG_OK)
			code = seek_in_trees(desk, w->refs[i]);
		if (code == VG_OK)
			code = seek_in_mails(desk, w->refs[i]);
	}
	return code;
}

static int
forget(struct vg_desk *desk)
{
	return vg_db_run(desk->db, VG_STOREPERSON_FORGET, "");
}

/* --- find and export ------------------------------------------------------------------------- */

static void
add_quoted(struct vg_buf *out, const char *text)
{
	bool good = vg_text_is_utf8(text, strlen(text));

	vg_buf_add_u8(out, '"');
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80 && !good)
			vg_buf_add_u8(out, '?');
		else if (*text == '"' || *text == '\\')
			vg_buf_addf(out, "\\%c", *text);
		else if (iscntrl((unsigned char)*text) && (unsigned char)*text < 0x80)
			vg_buf_addf(out, "\\u%04x", (unsigned)(unsigned char)*text);
		else
			vg_buf_add_u8(out, (uint8_t)*text);
	}
	vg_buf_add_u8(out, '"');
}

static void
add_member(struct vg_buf *out, const char *name, const char *value)
{
	vg_buf_addf(out, ",\"%s\":", name);
	add_quoted(out, value);
}

/* One kind of rows; 'fields' names the columns from 3 on, ended by NULL. */
struct part {
	const char *what;
	size_t statement;
	const char *fields[4];
};

static const struct part parts[] = {
    {"entry", VG_STOREPERSON_ENTRIES, {"kind", "text"}},
    {"mail", VG_STOREPERSON_MAILS, {"from", "subject", "text"}},
    {"message", VG_STOREPERSON_OUTS, {"text"}},
    {"page", VG_STOREPAGE_SOUGHT, {"what", "accepted", "ended"}},
    {"intervention", VG_STOREPAGE_SOUGHT_WORK, {"class", "until", "ended"}},
    {"revision", VG_STOREREVISION_SAYS, {"leaf", "text"}},
};

static void
add_row(struct vg_buf *out, struct vg_db *db, const struct part *part, bool whole)
{
	const size_t q = part->statement;
	char when[VG_INSTANT_TEXT_SIZE];

	vg_instant_text((struct vg_wall){vg_db_int(db, q, 2)}, when);
	if (!whole) {
		vg_buf_addf(out, "%s  %-12s %s %" PRId64 "\n", when, vg_db_text(db, q, 1),
		    part->what, vg_db_int(db, q, 0));
		return;
	}
	vg_buf_addf(out, "%s\n{\"%s\":%" PRId64, out->size > 1 ? "," : "", part->what,
	    vg_db_int(db, q, 0));
	add_member(out, "case", vg_db_text(db, q, 1));
	add_member(out, "time", when);
	for (int i = 0; part->fields[i]; i++)
		add_member(out, part->fields[i], vg_db_text(db, q, 3 + i));
	vg_buf_add_text(out, "}");
}

static int
gather(struct vg_act_call *call, struct vg_buf *out, bool whole, int64_t *n)
{
	struct vg_db *db = call->desk->db;
	int code = VG_OK;

	*n = 0;
	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		if (code == VG_OK)
			code = vg_db_query(db, parts[k].statement, "");
		while (code == VG_OK && vg_db_next(db, parts[k].statement)) {
			add_row(out, db, &parts[k], whole);
			++*n;
		}
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
search(struct vg_act_call *call, const struct whom *w, struct vg_buf *out, bool whole,
    int64_t *n)
{
	int code = seek(call->desk, w);

	if (code == VG_OK)
		code = gather(call, out, whole, n);
	if (code == VG_OK)
		code = forget(call->desk);
	if (code == VG_OK && out->error != VG_OK)
		code = vg_detail_set(
		    call->detail, out->error, "person: too much to tell at once");
	return code;
}

static int
show(struct vg_act_call *call, bool whole)
{
	struct vg_buf out;
	struct whom w;
	int64_t n = 0;
	int code = find_whom(call, &w);

	vg_buf_init(&out, 0);
	vg_buf_add_text(&out, whole ? "[" : "");
	if (code == VG_OK)
		code = search(call, &w, &out, whole, &n);
	vg_buf_add_text(&out, whole ? "\n]\n" : "");
	if (code == VG_OK)
		call->result->document = vg_buf_give(&out);
	vg_buf_fini(&out);
	if (code != VG_OK)
		return code;
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "%s: %" PRId64 " rows hold what he wrote or his name%s", w.refs[0], n,
	    w.in_tree ? "; he stands in the tree" : "");
	return VG_OK;
}

static int
find(struct vg_act_call *call)
{
	return show(call, false);
}

static int export(struct vg_act_call *call)
{
	return show(call, true);
}

/* --- erase ----------------------------------------------------------------------------------- */

static int
check_held(struct vg_act_call *call)
{
	const size_t q = VG_STOREPERSON_HELD;
	struct vg_db *db = call->desk->db;
	int code = vg_db_query(db, q, "");

	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	code = vg_detail_set(call->detail, VG_EPOLICY,
	    "7: case %s is on hold (%s): nothing of it is erased; vigie case hold %s "
	    "--release true --text REASON",
	    vg_db_text(db, q, 0), vg_db_text(db, q, 1), vg_db_text(db, q, 0));
	vg_db_done(db, q);
	return code;
}

/* The derived texts first: which ones they are is read from what is dropped after them. */
static int
drop(struct vg_desk *desk)
{
	static const size_t steps[] = {VG_STOREPERSON_DROP_TITLES, VG_STORELINE_DROP,
	    VG_STOREPERSON_DROP_HAPPENINGS, VG_STOREPERSON_DROP_ENTRIES,
	    VG_STOREPERSON_DROP_MAILS, VG_STOREWAITING_ERASE_STATE, VG_STOREWAITING_ERASE,
	    VG_STOREPERSON_DROP_LETTERS, VG_STOREPERSON_DROP_OUTS,
	    VG_STOREPERSON_DROP_PROOFS, VG_STOREPERSON_DROP_MESSAGES, VG_STOREPAGE_DROP,
	    VG_STOREPAGE_DROP_WORK, VG_STOREREVISION_DROP,
#define STEP(name, table, column) VG_STOREPERSON_DROP_##name,
	    VG_STOREPERSON_PROSE(STEP)
#undef STEP
	};
	int code = VG_OK;

	for (size_t k = 0; code == VG_OK && k < sizeof(steps) / sizeof(steps[0]); k++)
		code = vg_db_run(desk->db, steps[k], "");
	return code;
}

/* His row, and what is to be done when the tree names him no more. */
static int
blank(struct vg_act_call *call, const struct whom *w)
{
	struct vg_db *db = call->desk->db;
	/* A candidate may name him, and is made again sooner than searched. */
	int code = vg_db_run(db, VG_STORECANDIDATE_DROP, "");

	vg_deskdraft_forget(call->desk);
	if (code == VG_OK && w->row)
		code = vg_db_run(db, VG_STOREPERSON_BLANK, "ii", w->row, call->now.us);
	if (code == VG_OK && w->in_tree)
		code = vg_db_run(
		    db, VG_STOREREVISION_ERASED_ADD, "ti", w->refs[0], call->now.us);
	return code;
}

static int
erase(struct vg_act_call *call)
{
	struct vg_db *db = call->desk->db;
	struct whom w;
	int code = find_whom(call, &w);

	if (code == VG_OK)
		code = seek(call->desk, &w);
	if (code == VG_OK)
		code = check_held(call);
	/* Whoever is erased stands in no tree that is remembered. */
	vg_tree_free(call->desk->tree);
	call->desk->tree = NULL;
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREPERSON_ERASING, "");
	if (code == VG_OK)
		code = drop(call->desk);
	if (code == VG_OK)
		code = blank(call, &w);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREPERSON_ERASED, "");
	if (code == VG_OK)
		code = forget(call->desk);
	if (code != VG_OK)
		return code;
	call->scrubs = true;
	vg_text_format(call->result->text, sizeof(call->result->text), "%s is erased%s",
	    w.refs[0],
	    w.in_tree
		? "; the tree still names him: take name, mail and telephone out of it, "
		  "and its revisions lose them too"
		: "");
	vg_text_copy(call->result->state, sizeof(call->result->state), "erased");
	return VG_OK;
}

/* --- hold ------------------------------------------------------------------------------------ */

static int
hold(struct vg_act_call *call)
{
	bool release = strcmp(vg_deskact_value(call, "release"), "true") == 0;
	const char *reason = vg_deskact_value(call, "text");
	char text[VG_TEXT_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin(&w, call, call->act->object, VG_CASE_NOTE);

	if (code == VG_OK && release)
		code = vg_db_run(call->desk->db, VG_STOREPERSON_HOLD_END, "ti",
		    w.row.number, call->now.us);
	else if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREPERSON_HOLD_ADD, "titt",
		    w.row.number, call->now.us, call->actor->user, reason);
	if (code != VG_OK)
		return code;
	vg_text_format(text, sizeof(text), "%s: %s",
	    release ? "on hold no more" : "on hold, nothing is erased", reason);
	w.kind = "note";
	return vg_casework_finish(&w, text);
}

const struct vg_act_rule vg_deskperson_rules[] = {
    {"privacy-find", "person", VG_ROLE_MANAGER, "", find, 0},
    {"privacy-export", "person", VG_ROLE_MANAGER, "", export, 0},
    {"privacy-erase", "person", VG_ROLE_MANAGER, "", erase, 0},
    {"privacy-register", "person", VG_ROLE_MANAGER, "", vg_deskregister_tell, 0},
    {"hold", "case", VG_ROLE_MANAGER, "text", hold, 0},
    {0},
};
