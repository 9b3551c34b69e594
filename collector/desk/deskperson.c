/*
 * Commands on persons: what is kept of one is found, given to him, erased; what is kept of all is
 * told with its times.
 *
 * An erasure takes what the person wrote, and every text that holds his mail, name or telephone
 * as they are on record; the rows that prove who did what stay, so that the chains verify.
 * Source: section 7 of the policy; states.md 3 as docs/policy.md tells it.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/desk/casework.h"
#include "collector/mailguard/mailtoken.h"
#include "collector/store/storeperson.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* A shorter name stands inside too many words to be looked for. */
enum { MIN_NAME = 4, MAX_REFS = 2 };

/* A person by all he is known by. */
struct whom {
	char refs[MAX_REFS][VG_NAME_SIZE]; /* of the tree, of a sender's row */
	size_t n_refs;
	int64_t row; /* 0: none */
	char mail[VG_CONF_MAIL_SIZE];
	const char *name, *telephone; /* borrowed from the tree; "" not known */
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
add_person(struct whom *w, const struct vg_conf_person *p)
{
	vg_text_copy(w->refs[w->n_refs++], VG_NAME_SIZE, p->id);
	vg_mailtoken_address(p->mail, w->mail);
	w->name = strlen(p->name) >= MIN_NAME ? p->name : "";
	w->telephone = p->telephone;
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

	memset(w, 0, sizeof(*w));
	w->name = w->telephone = "";
	if (p)
		add_person(w, p);
	else
		vg_mailtoken_address(said, w->mail);
	int code = find_row(call->desk, said, w);
	/* Never as it was said: that may be the address, and this goes to the audit. */
	vg_text_copy(call->result->object, sizeof(call->result->object),
	    w->n_refs ? w->refs[0] : "");
	if (code == VG_OK && !w->n_refs)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "person: nobody is known by that reference, address or name");
	return code;
}

static int
query(struct vg_desk *desk, size_t statement, const struct whom *w, size_t i)
{
	/* What holds his words is one set, whichever reference he has. */
	return vg_db_query(desk->db, statement, "tttt", w->refs[i], i == 0 ? w->mail : "",
	    i == 0 ? w->name : "", i == 0 ? w->telephone : "");
}

static int
run(struct vg_desk *desk, size_t statement, const struct whom *w, size_t i)
{
	return vg_db_run(desk->db, statement, "tttt", w->refs[i], i == 0 ? w->mail : "",
	    i == 0 ? w->name : "", i == 0 ? w->telephone : "");
}

/* --- find and export ------------------------------------------------------------------------- */

static void
add_quoted(struct vg_buf *out, const char *text)
{
	vg_buf_add_u8(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
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
gather(struct vg_act_call *call, const struct whom *w, struct vg_buf *out, bool whole,
    int64_t *n)
{
	struct vg_db *db = call->desk->db;
	int code = VG_OK;

	*n = 0;
	for (size_t i = 0; i < w->n_refs && code == VG_OK; i++) {
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
			if (code == VG_OK)
				code = query(call->desk, parts[k].statement, w, i);
			while (code == VG_OK && vg_db_next(db, parts[k].statement)) {
				add_row(out, db, &parts[k], whole);
				++*n;
			}
		}
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
show(struct vg_act_call *call, bool whole)
{
	struct vg_buf out;
	struct whom w;
	int64_t n = 0;
	int code = find_whom(call, &w);

	vg_buf_init(&out, 0);
	if (whole)
		vg_buf_add_text(&out, "[");
	if (code == VG_OK)
		code = gather(call, &w, &out, whole, &n);
	if (whole)
		vg_buf_add_text(&out, "\n]\n");
	if (code == VG_OK && out.error != VG_OK)
		code = vg_detail_set(
		    call->detail, out.error, "person: too much to tell at once");
	if (code == VG_OK)
		call->result->document = vg_buf_give(&out);
	vg_buf_fini(&out);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "%s: %" PRId64 " rows hold what he wrote or his name%s", w.refs[0], n,
	    w.row ? "" : "; he stands in the tree");
	return code;
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

/* --- erase ------------------------------------------------------------------------------------- */

static int
check_held(struct vg_act_call *call, const struct whom *w)
{
	const size_t q = VG_STOREPERSON_HELD;
	struct vg_db *db = call->desk->db;

	for (size_t i = 0; i < w->n_refs; i++) {
		int code = query(call->desk, q, w, i);
		if (code != VG_OK)
			return code;
		if (!vg_db_next(db, q))
			continue;
		code = vg_detail_set(call->detail, VG_EPOLICY,
		    "7: case %s is on hold (%s): nothing of it is erased; vigie case hold "
		    "%s --release true",
		    vg_db_text(db, q, 0), vg_db_text(db, q, 1), vg_db_text(db, q, 0));
		vg_db_done(db, q);
		return code;
	}
	return vg_db_failed(db);
}

/* The derived texts first: which ones they are is read from what is dropped after them. */
static int
drop(struct vg_desk *desk, const struct whom *w, struct vg_wall now)
{
	static const size_t steps[] = {VG_STOREPERSON_DROP_TITLES,
	    VG_STOREPERSON_DROP_ENDINGS, VG_STOREPERSON_DROP_HAPPENINGS,
	    VG_STOREPERSON_DROP_ENTRIES, VG_STOREPERSON_DROP_MAILS,
	    VG_STOREPERSON_DROP_OUTS};
	int code = VG_OK;

	for (size_t i = 0; i < w->n_refs; i++) {
		for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++) {
			if (code == VG_OK)
				code = run(desk, steps[k], w, i);
		}
	}
	if (code == VG_OK && w->row)
		code = vg_db_run(desk->db, VG_STOREPERSON_BLANK, "ii", w->row, now.us);
	return code;
}

static int
erase(struct vg_act_call *call)
{
	struct vg_db *db = call->desk->db;
	struct whom w;
	int code = find_whom(call, &w);

	if (code == VG_OK)
		code = check_held(call, &w);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREPERSON_ERASING, "");
	if (code == VG_OK)
		code = drop(call->desk, &w, call->now);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREPERSON_ERASED, "");
	if (code != VG_OK)
		return code;
	bool in_tree = vg_conf_person(call->desk->conf, w.refs[0]) != NULL;
	vg_text_format(call->result->text, sizeof(call->result->text), "%s is erased%s",
	    w.refs[0],
	    in_tree
		? "; the tree still names him: take name, mail and telephone out of it"
		: "");
	vg_text_copy(call->result->state, sizeof(call->result->state), "erased");
	return VG_OK;
}

/* --- hold and register --------------------------------------------------------------------------- */

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

/* The record of processing; each time is the policy's. */
static const char register_text[] =
    "data: mails, attachments, notes of calls\n"
    "  why: to handle the request\n"
    "  kept: while the case is open and 12 months, for managers until 5 years after the "
    "contract's end\n"
    "  measure: bodies and persons outside the hash chain; noc and manager only\n"
    "data: senders never tied to a client\n"
    "  why: triage\n"
    "  kept: 30 days after void\n"
    "data: contacts of clients, sites, suppliers\n"
    "  why: to reach people\n"
    "  kept: while in the tree and 12 months; then only \"a person\"\n"
    "  measure: rows name persons by reference\n"
    "data: raw notifications\n"
    "  why: proof, replay\n"
    "  kept: 30 days; those in evidence as the case\n"
    "data: events, alarms, samples\n"
    "  why: to operate, to prove\n"
    "  kept: 400 days; roll-ups 3 years\n"
    "  measure: no persons\n"
    "data: cases, clocks, returns, serials\n"
    "  why: the contract's record\n"
    "  kept: for ever, without persons\n"
    "data: audit of users' acts\n"
    "  why: security\n"
    "  kept: 12 months, longer only with the case\n"
    "  measure: administrators only\n"
    "data: pages, interventions, duty lists\n"
    "  why: on-call pay and rest\n"
    "  kept: 12 months\n"
    "  measure: never in reports by default\n"
    "data: evidence bundles\n"
    "  why: to convince the supplier\n"
    "  kept: as the case\n"
    "  measure: the supplier's is masked (P4)\n"
    "data: backups\n"
    "  why: to recover\n"
    "  kept: 35 days\n"
    "  measure: erasures are done again after a restore\n";

static int
tell_register(struct vg_act_call *call)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_buf_add_text(&out, register_text);
	call->result->document = vg_buf_give(&out);
	return VG_OK;
}

const struct vg_act_rule vg_deskperson_rules[] = {
    {"privacy-find", "person", VG_ROLE_MANAGER, "", find, 0},
    {"privacy-export", "person", VG_ROLE_MANAGER, "", export, 0},
    {"privacy-erase", "person", VG_ROLE_MANAGER, "", erase, 0},
    {"privacy-register", "person", VG_ROLE_MANAGER, "", tell_register, 0},
    {"hold", "case", VG_ROLE_MANAGER, "text", hold, 0},
    {0},
};
