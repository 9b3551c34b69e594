/*
 * Commands on pages: accepted, proved, listed, explained; who is on duty.
 */
#include <inttypes.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/paging/deskpagecall.h"
#include "collector/desk/paging/deskpagequiet.h"
#include "collector/desk/paging/deskpageview.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/desk/paging/deskweekly.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { LISTED = 100 };

/* A page as it is kept. */
struct page {
	int64_t id;
	char number[VG_CASE_NUMBER_SIZE], person[VG_NAME_SIZE], whom[16],
	    channel[VG_NAME_SIZE], reason[VG_TEXT_SIZE], state[16];
	int class, rung;
	bool accepted;
	struct vg_wall queued, acknowledged, ended;
};

static void
read_page(struct vg_db *db, size_t q, struct page *p)
{
	p->id = vg_db_int(db, q, 0);
	vg_text_copy(p->number, sizeof(p->number), vg_db_text(db, q, 1));
	vg_text_copy(p->person, sizeof(p->person), vg_db_text(db, q, 2));
	vg_text_copy(p->whom, sizeof(p->whom), vg_db_text(db, q, 3));
	p->class = (int)vg_db_int(db, q, 4);
	p->rung = (int)vg_db_int(db, q, 5);
	vg_text_copy(p->channel, sizeof(p->channel), vg_db_text(db, q, 6));
	p->queued.us = vg_db_int(db, q, 7);
	p->accepted = vg_db_int(db, q, 8) != 0;
	p->acknowledged.us = vg_db_int(db, q, 9);
	p->ended.us = vg_db_int(db, q, 11);
	vg_text_copy(p->reason, sizeof(p->reason), vg_db_text(db, q, 12));
	vg_text_copy(p->state, sizeof(p->state), vg_db_text(db, q, 14));
}

/* The page that the call is about; VG_ENOENT with detail. */
static int
find_page(struct vg_act_call *call, struct page *p)
{
	const size_t q = VG_STOREPAGE_ONE;
	struct vg_db *db = call->desk->db;
	int64_t id = 0;

	if (vg_text_int(call->act->object, 1, INT64_MAX, &id) != VG_OK)
		return vg_detail_set(
		    call->detail, VG_ENOENT, "there is no page %.32s", call->act->object);
	int code = vg_db_query(db, q, "i", id);
	if (code == VG_OK && !vg_db_next(db, q))
		return vg_db_failed(db) != VG_OK
		    ? vg_db_failed(db)
		    : vg_detail_set(call->detail, VG_ENOENT,
			  "there is no page %" PRId64 "; vigie page list shows them", id);
	if (code != VG_OK)
		return code;
	read_page(db, q, p);
	vg_db_done(db, q);
	return VG_OK;
}

/* What became of it. */
static const char *
state_of(const struct page *p)
{
	return vg_instant_is_set(p->acknowledged) ? "acknowledged"
	    : p->accepted                         ? "accepted"
	    : vg_instant_is_set(p->ended)         ? "ended"
						  : "waiting";
}

/* --- accepted, proved ---------------------------------------------------------------------- */

int
vg_deskpaging_acknowledge(struct vg_desk *desk, int64_t id, const char *number,
    const char *user, const char *by, struct vg_wall at, struct vg_wall now, bool *fresh)
{
	char line[VG_TEXT_SIZE];
	int code = vg_db_run(desk->db, VG_STOREPAGE_ACK, "iitt", id, at.us, user, by);

	*fresh = code == VG_OK && vg_db_changes(desk->db) > 0;
	if (code != VG_OK || !*fresh || !number[0])
		return code;
	vg_text_format(
	    line, sizeof(line), "page %" PRId64 " is acknowledged, by %s", id, by);
	return vg_desk_journal(desk, number, at, now, "system", "vigie", line);
}

static int
acknowledge(struct vg_act_call *call)
{
	struct page p;
	bool fresh = false;
	int code = find_page(call, &p);

	if (code == VG_OK)
		code = vg_deskpaging_acknowledge(call->desk, p.id, p.number,
		    call->actor->user, "command", call->at, call->now, &fresh);
	if (code != VG_OK)
		return code;
	vg_text_copy(call->result->state, sizeof(call->result->state), "acknowledged");
	if (!fresh)
		vg_text_copy(call->result->text, sizeof(call->result->text),
		    "it was acknowledged already");
	else if (p.number[0])
		vg_text_format(call->result->text, sizeof(call->result->text),
		    "you are left alone for a while; until somebody takes the case others "
		    "are told: vigie case take %s",
		    p.number);
	return VG_OK;
}

static int
test(struct vg_act_call *call)
{
	const struct vg_conf_person *person =
	    vg_conf_person(call->desk->conf, call->act->object);
	struct vg_conf_channel channel;
	struct vg_buf pages;
	int64_t page = 0;
	size_t n = 0;
	int code = VG_OK;

	if (!person)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "there is no person %.64s in the tree", call->act->object);
	vg_buf_init(&pages, VG_TEXT_SIZE);
	for (; code == VG_OK && vg_confpage_channel(person, true, n, &channel); n++) {
		const struct vg_deskpage_call one = {.number = "",
		    .person = person,
		    .channel = &channel,
		    .whom = "test",
		    .template = "page",
		    .what = "a test: accept it, and the chain is proved"};
		code = vg_deskpagecall_queue(call->desk, &one, call->now, &page);
		vg_buf_addf(
		    &pages, "%s%" PRId64 " by %s", n ? ", " : "", page, channel.name);
	}
	if (code == VG_OK && n == 0)
		code = vg_detail_set(call->detail, VG_EPOLICY,
		    "P6: %s has no channel and no mail; add channel to the person",
		    person->id);
	vg_text_copy(call->result->state, sizeof(call->result->state), "waiting");
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "page%s %s: who gets one says vigie page ack and its number",
	    n == 1 ? "" : "s", vg_buf_text(&pages));
	vg_buf_fini(&pages);
	return code;
}

/* --- shown --------------------------------------------------------------------------------- */

static void
add_line(struct vg_buf *out, const struct page *p)
{
	char when[VG_INSTANT_TEXT_SIZE], class[8] = "test";

	vg_instant_text(p->queued, when);
	if (p->class)
		vg_text_format(class, sizeof(class), "W%d", p->class);
	vg_buf_addf(out, "%" PRId64 "  %s  %s  %s  %s by %s (%s)  %s%s%s\n", p->id, when,
	    p->number[0] ? p->number : "-", class, p->person, p->channel, p->whom,
	    state_of(p), p->reason[0] ? ": " : "", p->reason);
}

/* How the channels of who is on duty, or of 'person', were proved. */
static int
add_proofs(struct vg_act_call *call, const char *person, struct vg_buf *out)
{
	struct vg_deskpageview_proof proofs[VG_DESKPAGEVIEW_MAX];
	char when[VG_INSTANT_TEXT_SIZE];
	size_t n = 0;
	int code = vg_deskpageview_proofs(
	    call->desk, person, call->now, proofs, VG_DESKPAGEVIEW_MAX, &n);

	for (size_t i = 0; code == VG_OK && i < n; i++) {
		const struct vg_deskpageview_proof *p = &proofs[i];
		vg_instant_text(p->proved, when);
		if (!vg_instant_is_set(p->proved))
			vg_text_copy(when, sizeof(when), "never");
		vg_buf_addf(out, "proved: %s by %s: %s%s\n", p->person, p->channel, when,
		    p->old ? "; vigie page test proves it" : "");
	}
	return code;
}

static int
query_list(struct vg_act_call *call, const char *person, bool open, size_t *q)
{
	*q = person[0] ? VG_STOREPAGE_LIST_PERSON : VG_STOREPAGE_LIST;
	return person[0] ? vg_db_query(call->desk->db, *q, "iiit", INT64_MAX,
			       (int64_t)LISTED, (int64_t)open, person)
			 : vg_db_query(call->desk->db, *q, "iii", INT64_MAX,
			       (int64_t)LISTED, (int64_t)open);
}

static int
add_pages(struct vg_act_call *call, const char *person, bool open, struct vg_buf *out)
{
	struct vg_db *db = call->desk->db;
	struct page p;
	size_t q, n = 0;
	int code = query_list(call, person, open, &q);

	for (; code == VG_OK && vg_db_next(db, q); n++) {
		read_page(db, q, &p);
		add_line(out, &p);
	}
	if (n == 0)
		vg_buf_add_text(out, open ? "Nobody is being paged.\n" : "No pages.\n");
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
list(struct vg_act_call *call)
{
	const char *which = vg_deskact_value(call, "which");
	const char *person = vg_deskact_value(call, "person");
	struct vg_buf out;
	size_t n = 0;
	int code;

	vg_buf_init(&out, 0);
	if (strcmp(which, "weekly") == 0) {
		code = vg_deskweekly_write(call->desk, &out, &n);
		if (n == 0)
			vg_buf_add_text(&out, "Nothing stands in the class W4.\n");
	} else {
		code = add_pages(call, person, strcmp(which, "all") != 0, &out);
		if (code == VG_OK)
			code = add_proofs(call, person, &out);
	}
	call->result->document = vg_buf_give(&out);
	return code;
}

/* Nobody is told any more, since somebody put all of it on a shelf. */
static int
add_quiet(struct vg_act_call *call, const char *number, struct vg_buf *out)
{
	char until[VG_INSTANT_TEXT_SIZE];
	struct vg_deskpagequiet quiet;
	struct vg_case_row row;
	int code = vg_deskrows_case(call->desk, number, &row);

	if (code == VG_OK)
		code = vg_deskpagequiet_find(call->desk, number, &quiet);
	if (code != VG_OK || !quiet.shelves[0] || !vg_casestate_is_open(row.state))
		return code;
	vg_buf_addf(out, "quiet: all that stands of %s is on a shelf (%s)", number,
	    quiet.shelves);
	if (vg_instant_is_set(quiet.until)) {
		vg_instant_text(quiet.until, until);
		vg_buf_addf(out,
		    " until %s; then whoever is on duty is told of what still stands",
		    until);
	}
	vg_buf_add_text(out, "\n");
	return VG_OK;
}

static int
why(struct vg_act_call *call)
{
	char when[VG_INSTANT_TEXT_SIZE];
	struct vg_buf out;
	struct page p;
	int code = find_page(call, &p);

	if (code != VG_OK)
		return code;
	vg_buf_init(&out, 0);
	add_line(&out, &p);
	if (p.rung)
		vg_buf_addf(&out, "rung %d: %s\n", p.rung, vg_pageladder_text(p.rung));
	vg_buf_addf(&out, "whom: %s\n",
	    strcmp(p.whom, "next") == 0
		? "next, because nobody's channel before accepted it in time"
		: p.whom);
	if (vg_instant_is_set(p.acknowledged)) {
		vg_instant_text(p.acknowledged, when);
		vg_buf_addf(&out, "acknowledged: %s\n", when);
	}
	if (p.number[0]) {
		code = add_quiet(call, p.number, &out);
		vg_buf_addf(&out, "what stands: vigie case show %s\n", p.number);
	}
	call->result->document = vg_buf_give(&out);
	return code;
}

static int
show_duty(struct vg_act_call *call)
{
	const struct vg_conf *conf = call->desk->conf;
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	const char *said = vg_deskact_value(call, "when");
	struct vg_wall when = call->now;
	struct vg_conf_channel channel;
	struct vg_buf out;

	if (said[0] && vg_instant_parse(said, &when) != VG_OK)
		return vg_detail_set(
		    call->detail, VG_EINVAL, "when: '%.40s' is no time", said);
	size_t n = vg_confpage_on_duty(conf, when, turns, VG_CONFPAGE_MAX);
	vg_buf_init(&out, 0);
	for (size_t i = 0; i < n; i++) {
		const struct vg_conf_person *person =
		    vg_conf_person(conf, turns[i]->person);
		vg_buf_addf(
		    &out, "%zu  %s  turn %s:", i + 1, turns[i]->person, turns[i]->name);
		for (size_t k = 0;
		     person && vg_confpage_channel(person, true, k, &channel); k++)
			vg_buf_addf(
			    &out, " %s%s", channel.name, channel.wakes ? " (wakes)" : "");
		vg_buf_add_text(&out, "\n");
	}
	if (n == 0)
		vg_buf_addf(&out, "Nobody is on duty; %s%s is told.\n",
		    conf->n_turns && conf->policy.last_resort[0] ? "the last resort, "
								 : "the team duty",
		    conf->n_turns ? conf->policy.last_resort : "");
	call->result->document = vg_buf_give(&out);
	return VG_OK;
}

const struct vg_act_rule vg_deskpaging_rules[] = {
    {"page-ack", "page", VG_ROLE_NOC, "", acknowledge, 0},
    {"page-test", "person", VG_ROLE_NOC, "", test, 0},
    {"page-list", "page", VG_ROLE_NOC, "", list, 0},
    {"page-why", "page", VG_ROLE_NOC, "", why, 0},
    {"duty-show", "person", VG_ROLE_NOC, "", show_duty, 0},
    {0},
};
