/*
 * Commands on pages: accepted, proved, explained; the weekly list.
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
#include "collector/store/storetogether.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* The page that the call is about; VG_ENOENT with detail. */
static int
find_page(struct vg_act_call *call, struct vg_page_view *p)
{
	int64_t id = 0;

	if (vg_text_int(call->act->object, 1, INT64_MAX, &id) != VG_OK)
		return vg_detail_set(
		    call->detail, VG_ENOENT, "there is no page %.32s", call->act->object);
	int code = vg_deskpageview_one(call->desk, id, p);
	if (code == VG_ENOENT)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "there is no page %" PRId64 "; vigie page list shows them", id);
	return code;
}

/* --- accepted, proved ---------------------------------------------------------------------- */

/* So many at a time of what one message carried. */
enum { ACK_SLICE = 64 };

/* What is acknowledged by one word. */
struct said {
	const char *user, *by;
	struct vg_wall at, now;
};

struct acked {
	int64_t id;
	char number[VG_CASE_NUMBER_SIZE], person[VG_NAME_SIZE];
};

static int
acknowledge_one(struct vg_desk *desk, const struct acked *page, const struct said *said)
{
	char line[VG_TEXT_SIZE];
	int code = vg_db_run(desk->db, VG_STOREPAGE_ACK, "iitt", page->id, said->at.us,
	    said->user, said->by);

	if (code == VG_OK && page->number[0])
		code = vg_deskpagecall_answered(
		    desk, page->id, page->number, page->person, said->now);
	if (code != VG_OK || !page->number[0])
		return code;
	vg_text_format(line, sizeof(line), "page %" PRId64 " is acknowledged, by %s",
	    page->id, said->by);
	return vg_desk_journal(
	    desk, page->number, said->at, said->now, "system", "vigie", line);
}

static int
find_acked(struct vg_desk *desk, int64_t id, struct acked pages[ACK_SLICE], size_t *n)
{
	const size_t q = VG_STORETOGETHER_ACK_OF;
	int code = vg_db_query(desk->db, q, "ii", id, (int64_t)ACK_SLICE);

	*n = 0;
	while (code == VG_OK && *n < ACK_SLICE && vg_db_next(desk->db, q)) {
		pages[*n].id = vg_db_int(desk->db, q, 0);
		vg_text_copy(
		    pages[*n].number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 1));
		vg_text_copy(
		    pages[(*n)++].person, VG_NAME_SIZE, vg_db_text(desk->db, q, 2));
	}
	vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskpaging_acknowledge(struct vg_desk *desk, int64_t id, const char *user,
    const char *by, struct vg_wall at, struct vg_wall now, size_t *n)
{
	const struct said said = {user, by, at, now};
	struct acked pages[ACK_SLICE];
	size_t found = ACK_SLICE;
	int code = VG_OK;

	*n = 0;
	while (code == VG_OK && found == ACK_SLICE) {
		code = find_acked(desk, id, pages, &found);
		for (size_t i = 0; code == VG_OK && i < found; i++, ++*n)
			code = acknowledge_one(desk, &pages[i], &said);
	}
	return code;
}

static int
acknowledge(struct vg_act_call *call)
{
	struct vg_page_view p;
	size_t n = 0;
	int code = find_page(call, &p);

	if (code == VG_OK)
		code = vg_deskpaging_acknowledge(call->desk, p.id, call->actor->user,
		    "command", call->at, call->now, &n);
	if (code != VG_OK)
		return code;
	vg_text_copy(call->result->state, sizeof(call->result->state), "acknowledged");
	if (n == 0)
		vg_text_copy(call->result->text, sizeof(call->result->text),
		    "it was acknowledged already");
	else if (n > 1)
		vg_text_format(call->result->text, sizeof(call->result->text),
		    "and with it what else its message carried, %zu pages in all; you are "
		    "left alone for a while; until somebody takes the cases others are "
		    "told: vigie page list --person %s",
		    n, p.person);
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
		code = vg_deskpagecall_queue(call->desk, &one, call->now, &page, NULL);
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
add_line(struct vg_buf *out, const struct vg_page_view *p)
{
	char when[VG_INSTANT_TEXT_SIZE], class[8] = "test";

	vg_instant_text(p->queued, when);
	if (p->class)
		vg_text_format(class, sizeof(class), "W%d", p->class);
	vg_buf_addf(out, "%" PRId64 "  %s  %s  %s  %s by %s (%s)  %s%s%s\n", p->id, when,
	    p->number[0] ? p->number : "-", class, p->person, p->channel, p->whom,
	    p->state, p->reason[0] ? ": " : "", p->reason);
}

static int
weekly(struct vg_act_call *call)
{
	struct vg_buf out;
	size_t n = 0;

	vg_buf_init(&out, 0);
	int code = vg_deskweekly_write(call->desk, NULL, NULL, &out, &n);
	if (n == 0)
		vg_buf_add_text(&out, "Nothing stands in the class W4.\n");
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
	struct vg_page_view p;
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
	if (p.message)
		vg_buf_addf(&out, "message: vigie outbox show %" PRId64 "\n", p.message);
	if (p.number[0]) {
		code = add_quiet(call, p.number, &out);
		vg_buf_addf(&out, "what stands: vigie case show %s\n", p.number);
	}
	call->result->document = vg_buf_give(&out);
	return code;
}

const struct vg_act_rule vg_deskpaging_rules[] = {
    {"page-ack", "page", VG_ROLE_NOC, "", acknowledge, 0},
    {"page-test", "person", VG_ROLE_NOC, "", test, 0},
    {"page-weekly", "page", VG_ROLE_NOC, "", weekly, 0},
    {"page-why", "page", VG_ROLE_NOC, "", why, 0},
    {0},
};
