/*
 * What it costs to dismiss the mails of one stranger who writes without end, in rows that change and
 * in steps of SQLite's machine, which are the same on any day: four times as many, four times as much.
 * And that whose domain was answered is not forgotten for what others write in its name.
 */
#include "tests/unit/packbench.h"
#include "tests/unit/sqlbench.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/text.h"

enum { FEW = 200, MANY = 4 * FEW, FORGED = 60 };

#define BEGUN INT64_C(1783584000000000) /* 2026-07-09T08:00:00Z */

static const char tree[] =
    "{\"vigie-collector:collector\": {\"name\": \"noc\","
    " \"integrator\": {\"name\": \"Merisac\", \"zone\": \"Europe/Paris\","
    "  \"mail\": \"support@merisac.example\"},"
    " \"listen\": [{\"name\": \"t\", \"address\": \"127.0.0.1\", \"port\": 16200}],"
    " \"user\": [{\"name\": \"claire\", \"role\": \"noc\"}],"
    " \"policy\": {\"mail-cases-unknown-hour\": %d, \"mail-cases-domain-hour\": 1000}}}";

static struct vg_desk *desk;
static struct vg_wall now;

static void
open_desk(int unknown_hour)
{
	const struct vg_desk_revision revision = {"{}", "file", "vigie", ""};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	char content[1024];

	now.us = BEGUN;
	vg_text_format(content, sizeof(content), tree, unknown_hour);
	if (vg_desk_open(":memory:", packs, now, &desk, &detail) != VG_OK ||
	    vg_desktree_read(context, content, "tree", NULL, &conf, &detail) != VG_OK ||
	    vg_desk_set_conf(desk, conf, &revision, now, &detail) != VG_OK)
		fail_msg("%s", detail.text);
}

static void
act(const char *verb, const char *object, const struct vg_act_arg *args, size_t n)
{
	const struct vg_actor actor = {
	    .user = "claire", .door = "local", .role = VG_ROLE_NOC};
	const struct vg_act of = {
	    .verb = verb, .object = object, .args = args, .n_args = n, .at = now};
	struct vg_act_result result = {0};
	struct vg_detail detail = {0};

	if (vg_desk_act(desk, &actor, &of, now, &result, &detail) != VG_OK)
		fail_msg("%s: %s", verb, detail.text);
	free(result.document);
}

static void
write_mail(const char *from, int nth)
{
	char id[64], subject[32];

	vg_text_format(id, sizeof(id), "<%d@%s>", nth, strchr(from, '@') + 1);
	vg_text_format(subject, sizeof(subject), "panne %d", nth);
	const struct vg_act_arg args[] = {
	    {"from", from}, {"message-id", id}, {"subject", subject}, {"text", subject}};

	act("mail-in", "", args, 4);
	now.us += VG_SECOND_US;
}

struct cost {
	int64_t rows, steps;
};

static void
take_cost(struct cost *cost)
{
	static int64_t rows;
	int64_t all = sqlite3_total_changes64(desk->db->handle);

	*cost = (struct cost){.rows = all - rows};
	rows = all;
	for (size_t i = 0; i < desk->db->n_statements; i++) {
		if (desk->db->statements[i])
			cost->steps += sqlite3_stmt_status(
			    desk->db->statements[i], SQLITE_STMTSTATUS_VM_STEP, 1);
	}
}

#define WAITING "SELECT count(*) FROM mail_unknown WHERE opened = 0"

/* All but the newest 'left' of 'n' that wait. */
static void
dismiss(int n, int left, struct cost *cost)
{
	char before[VG_INSTANT_TEXT_SIZE];
	struct vg_act_arg args[2] = {{"from", "x@flood.example"}, {"before", before}};

	open_desk(1);
	write_mail("a@one.example", 0);
	for (int i = 0; i < n; i++)
		write_mail("x@flood.example", i);
	vg_instant_text((struct vg_wall){now.us - left * VG_SECOND_US}, before);
	assert_int_equal(ask_at(desk->db, WAITING), n);
	take_cost(cost);
	act("mail-dismiss", "", args, 2);
	take_cost(cost);
	assert_int_equal(ask_at(desk->db, WAITING), left);
	/* What is left is one's, the oldest of it. */
	assert_int_equal(
	    ask_at(desk->db, "SELECT count(*) FROM mail_unknown WHERE state = 2"),
	    left > 0);
	vg_desk_close(desk);
	desk = NULL;
}

static void
many_of_one_sender_cost_no_more_than_few(void **state)
{
	struct cost few, many;

	(void)state;
	for (int part = 0; part < 2; part++) {
		dismiss(FEW, part * FEW / 2, &few);
		dismiss(MANY, part * MANY / 2, &many);
		print_message("rows %ld of %d, %ld of %d; steps %ld, %ld\n",
		    (long)few.rows, FEW, (long)many.rows, MANY, (long)few.steps,
		    (long)many.steps);
		assert_true(many.rows <= 5 * few.rows);
		assert_true(many.steps <= 6 * few.steps);
	}
}

static int64_t
lane_of_last(void)
{
	return ask_at(desk->db,
	    "SELECT lane FROM mail_unknown WHERE opened = 0 ORDER BY mail DESC LIMIT 1");
}

static void
who_was_answered_is_not_forgotten(void **state)
{
	const struct vg_act_arg said[] = {{"text", "We look."}};
	char from[64];

	(void)state;
	open_desk(FORGED + 1);
	write_mail("h@heard.example", 0);
	act("take", "2026-000001", NULL, 0);
	act("reply", "2026-000001", said, 1);
	for (int i = 0; i < FORGED; i++) {
		vg_text_format(from, sizeof(from), "forged-%d@heard.example", i);
		write_mail(from, i + 1);
	}
	write_mail("other@heard.example", FORGED + 1);
	assert_int_equal(lane_of_last(), 0);
	write_mail("other@unheard.example", FORGED + 2);
	assert_int_equal(lane_of_last(), 1);
	/* What was said in a case that is void was said to nobody. */
	const struct vg_act_arg why[] = {{"as", "test"}, {"reason", "forged"}};
	act("void", "2026-000001", why, 2);
	write_mail("third@heard.example", FORGED + 3);
	assert_int_equal(lane_of_last(), 1);
	vg_desk_close(desk);
	desk = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_of_one_sender_cost_no_more_than_few),
	    cmocka_unit_test(who_was_answered_is_not_forgotten),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
