/*
 * Pages of lists: their order, that nothing is missed or told twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <cmocka.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storefamily.h"
#include "collector/store/storelist.h"
#include "collector/store/storeoutway.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/sql/dbcore.h"

static struct vg_desk desk;

static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	if (vg_db_open(":memory:", &vg_schema_plan, &desk.db, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
close_desk(void **state)
{
	(void)state;
	vg_db_close(desk.db);
	return 0;
}

static const char *
number_of(int n)
{
	static char number[VG_CASE_NUMBER_SIZE];

	vg_text_format(number, sizeof(number), "2026-%06d", n);
	return number;
}

static void
add_case(int n, const char *owner, bool worse, int64_t due, int severity)
{
	char subject[32];

	vg_text_format(subject, sizeof(subject), "device/ne-%d", n);
	assert_int_equal(
	    vg_db_run(desk.db, VG_SQL_CASE_ADD, "tttttittttttttiii", number_of(n), "new",
		"title", subject, "power", (int64_t)severity,
		n % 2 ? "clinique-a" : "hotel-b", "lyon-2", subject + 7, "allot", "c-1",
		"delegated", "in-force", "P2", (int64_t)1, (int64_t)n, (int64_t)16),
	    VG_OK);
	if (owner[0])
		assert_int_equal(vg_db_run(desk.db, VG_SQL_CASE_OWNER, "tti",
				     number_of(n), owner, (int64_t)n),
		    VG_OK);
	if (worse)
		assert_int_equal(
		    vg_db_run(desk.db, VG_SQL_CASE_WORSE, "tiii", number_of(n),
			(int64_t)1, (int64_t)severity, (int64_t)n),
		    VG_OK);
	if (due)
		assert_int_equal(
		    vg_db_run(desk.db, VG_STORELIST_NEXT_DUE, "ti", number_of(n), due),
		    VG_OK);
}

/* Each presses less than the one before it; the numbers say nothing. */
static void
add_queue(void)
{
	add_case(7, "", false, 1000, 3);
	add_case(5, "claire", true, 2000, 5);
	add_case(2, "", false, 2000, 3);
	add_case(6, "", false, 0, 5);
	add_case(9, "claire", false, 500, 2);
	add_case(4, "marc", false, 800, 5);
	add_case(1, "claire", false, 800, 3);
	add_case(3, "marc", false, 800, 3);
	add_case(8, "marc", false, 0, 4);
}

/* What a list gave, as the cases' last digits. */
struct seen {
	char digits[64];
	size_t n;
};

static void
add_digit(struct seen *s, char digit)
{
	assert_true(s->n < sizeof(s->digits) - 1);
	s->digits[s->n++] = digit;
	s->digits[s->n] = '\0';
}

static void
see(const struct vg_case_view *view, void *cookie)
{
	add_digit(cookie, view->number[10]);
}

/* Reads the list in pages of 'limit' rows. */
static void
read_pages(const struct vg_case_query *query, size_t limit, struct seen *s)
{
	struct vg_deskpage page = {.limit = limit};
	char after[VG_DESKPAGE_CURSOR_SIZE] = "";

	*s = (struct seen){.n = 0};
	do {
		size_t before = s->n;
		page.after = after;
		assert_int_equal(
		    vg_desklist_cases(&desk, query, &page, (struct vg_wall){1}, see, s),
		    VG_OK);
		assert_true(s->n - before <= limit);
		/* No page but the last is short, and a full list ends without an empty one. */
		assert_true(!page.next[0] || s->n - before == limit);
		assert_true(s->n > before || !after[0]);
		strcpy(after, page.next);
	} while (after[0]);
}

static void
pages_are_the_list(void **state)
{
	static const struct {
		struct vg_case_query query;
		const char *order;
	} rows[] = {
	    {{.every = false}, "752694138"},
	    {{.client = "clinique-a"}, "75913"},
	    {{.client = "nobody"}, ""},
	    {{.owner = "claire"}, "591"},
	    {{.unowned = true}, "726"},
	    {{.owner = "marc", .unowned = true}, "726438"},
	    {{.owner = "marc", .client = "hotel-b"}, "48"},
	    {{.every = true}, "987654321"},
	    {{.every = true, .client = "hotel-b"}, "8642"},
	    {{.every = true, .owner = "marc"}, "843"},
	    {{.every = true, .unowned = true, .client = "hotel-b"}, "62"},
	};
	struct seen s;

	(void)state;
	add_queue();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t limit = 1; limit < 11; limit++) {
			read_pages(&rows[i].query, limit, &s);
			if (strcmp(s.digits, rows[i].order) != 0)
				fail_msg("row %zu by %zu: %s, not %s", i, limit, s.digits,
				    rows[i].order);
		}
	}
}

static void
rule(int n, int priority, const char *queue)
{
	assert_int_equal(vg_db_run(desk.db, VG_STOREFAMILY_RULE_PUT, "ttit", number_of(n),
			     "r", (int64_t)priority, queue),
	    VG_OK);
}

/* A priority goes before the next due, and behind what is worse or nobody's. */
static void
queues_and_priorities(void **state)
{
	static const struct {
		struct vg_case_query query;
		const char *order;
	} rows[] = {
	    {{.every = false}, "275689134"},
	    {{.owner = "marc"}, "834"},
	    {{.queue = "a"}, "259"},
	    {{.queue = "b"}, "684"},
	    {{.queue = "c"}, ""},
	    {{.priority = 1}, "28"},
	    {{.priority = 3}, "75913"},
	    {{.queue = "b", .priority = 4}, "6"},
	    {{.queue = "a", .client = "clinique-a"}, "59"},
	    {{.queue = "b", .owner = "marc"}, "84"},
	    {{.queue = "b", .owner = "marc", .unowned = true}, "684"},
	    {{.priority = 3, .unowned = true, .client = "clinique-a"}, "7"},
	};
	struct seen s;

	(void)state;
	add_queue();
	rule(2, 1, "a");
	rule(5, 3, "a");
	rule(9, 3, "a");
	rule(6, 4, "b");
	rule(8, 1, "b");
	rule(4, 5, "b");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t limit = 1; limit < 11; limit++) {
			read_pages(&rows[i].query, limit, &s);
			if (strcmp(s.digits, rows[i].order) != 0)
				fail_msg("row %zu by %zu: %s, not %s", i, limit, s.digits,
				    rows[i].order);
		}
	}
	const struct vg_case_query every = {.every = true, .priority = 1};
	assert_int_equal(
	    vg_desklist_cases(&desk, &every, NULL, (struct vg_wall){1}, see, &s),
	    VG_EINVAL);
}

/* A database of before rules: its cases stand in the queue as they stood. */
static void
cases_of_before_have_a_priority(void **state)
{
	const struct vg_db_plan *plan = &vg_schema_plan;
	static const char add[] =
	    "INSERT INTO support_case (number, state, before, fault, title, subject,"
	    " class, severity, owner, ball, client, site, device, supplier, contract,"
	    " mode, entitlement, entitlement_text, revision, opened, changed, rung)"
	    " VALUES ('2026-000001', 'in-hand', 'new', 'standing', '', 'device/a', 'x', 4,"
	    " 'claire', 'client', '', '', '', '', '', '', '', '', 1, 1, 1, 16)";
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < plan->n_migrations; i++) {
		if (plan->migrations[i] == vg_storefamily_rules)
			assert_int_equal(
			    sqlite3_exec(db, add, NULL, NULL, NULL), SQLITE_OK);
		assert_int_equal(
		    sqlite3_exec(db, plan->migrations[i], NULL, NULL, NULL), SQLITE_OK);
	}
	sqlite3_prepare_v2(
	    db, "SELECT calm, priority, rule FROM support_case", -1, &s, NULL);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(s, 0), 13);
	assert_int_equal(sqlite3_column_int(s, 1), 3);
	assert_string_equal((const char *)sqlite3_column_text(s, 2), "");
	sqlite3_finalize(s);
	sqlite3_close(db);
}

static void
what_is_over_leaves_the_queue(void **state)
{
	const struct vg_case_query queue = {.every = false};
	struct seen s;

	(void)state;
	add_queue();
	assert_int_equal(vg_db_run(desk.db, VG_SQL_CASE_STATE, "tti", number_of(5),
			     "closed", (int64_t)9),
	    VG_OK);
	/* Taking case 7 makes it calm: only then its due time counts among the calm. */
	assert_int_equal(vg_db_run(desk.db, VG_SQL_CASE_OWNER, "tti", number_of(7),
			     "marc", (int64_t)9),
	    VG_OK);
	read_pages(&queue, 2, &s);
	assert_string_equal(s.digits, "26941378");
}

static void
rows_that_go_hide_none(void **state)
{
	const struct vg_case_query queue = {.every = false};
	struct vg_deskpage page = {.limit = 3};
	char after[VG_DESKPAGE_CURSOR_SIZE];
	struct seen s = {.n = 0};

	(void)state;
	add_queue();
	vg_desklist_cases(&desk, &queue, &page, (struct vg_wall){1}, see, &s);
	strcpy(after, page.next);
	/* The very row that the cursor names, and one before it. */
	for (int n = 2; n < 6; n += 3)
		vg_db_run(desk.db, VG_SQL_CASE_STATE, "tti", number_of(n), "closed",
		    (int64_t)9);
	page.after = after;
	page.limit = 100;
	vg_desklist_cases(&desk, &queue, &page, (struct vg_wall){1}, see, &s);
	assert_string_equal(s.digits, "752694138");
}

static void
cursors_of_others_are_refused(void **state)
{
	static const char *const wrong[] = {"x", "queue", "queue.0.1.2", ".....",
	    "queue.0.1.2.2026-000001.", "queue.0.1.2.2026 000001",
	    "queue.0.1..2026-000001", "queue.0.99999999999999999999.2.2026-000001",
	    "cases.0.0.0.2026-000001", "queue.a.1.2.2026-000001",
	    "queue.0.1.2.2026-000001-2026-000001-2026-000001", "queue.0.1.2.' OR 1"};
	const struct vg_case_query queue = {.every = false};
	const struct vg_alarm_query standing = {.standing = true};
	struct seen s = {.n = 0};

	(void)state;
	add_queue();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct vg_deskpage page = {.after = wrong[i]};
		if (vg_desklist_cases(&desk, &queue, &page, (struct vg_wall){1}, see,
			&s) != VG_EINVAL ||
		    s.n)
			fail_msg("%s", wrong[i]);
	}
	struct vg_deskpage over = {.after = "alarms.1.5.5."};
	assert_int_equal(
	    vg_desklist_alarms(&desk, &standing, &over, NULL, NULL), VG_EINVAL);
}

/* --- alarms -------------------------------------------------------------------------------- */

static void
see_alarm(const struct vg_alarm_view *view, void *cookie)
{
	add_digit(cookie, view->resource[10]);
}

static void
add_alarm(const char *resource, int64_t changed, bool cleared)
{
	char device[32];

	vg_text_format(device, sizeof(device), "%.4s", resource + 7);
	assert_int_equal(
	    vg_db_run(desk.db, VG_SQL_ALARM_ADD, "tttttiititittittiii", resource,
		"psu-failed", "", device, "lyon-2", (int64_t)4, changed, "text",
		(int64_t)16, "power", (int64_t)1, "poll", "SN", (int64_t)0, NULL, "cause",
		(int64_t)0, (int64_t)0, (int64_t)0),
	    VG_OK);
	if (cleared)
		assert_int_equal(vg_db_run(desk.db, VG_SQL_ALARM_CLEAR, "iiti",
				     vg_db_last_id(desk.db), changed, "over", (int64_t)5),
		    VG_OK);
}

static void
set_severity(const char *resource, enum vg_severity severity)
{
	char sql[128];

	vg_text_format(sql, sizeof(sql),
	    "UPDATE alarm SET severity = %d WHERE resource = '%s'", (int)severity,
	    resource);
	assert_int_equal(sqlite3_exec(desk.db->handle, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void
alarms_that_stand_come_first(void **state)
{
	static const struct {
		struct vg_alarm_query query;
		const char *order;
	} rows[] = {
	    {{.standing = false}, "315264"},
	    {{.standing = true}, "315"},
	    {{.narrow.device = "ne-1"}, "1"},
	    {{.narrow.device = "ne-2"}, "2"},
	    {{.standing = true, .narrow.device = "ne-2"}, ""},
	    {{.narrow.severity = VG_SEVERITY_MAJOR}, "3164"},
	    {{.narrow.severity = VG_SEVERITY_MINOR}, "52"},
	    {{.standing = true, .narrow.severity = VG_SEVERITY_MAJOR}, "31"},
	    {{.narrow.severity = VG_SEVERITY_WARNING}, ""},
	    {{.narrow.resource = "device/ne-4"}, "4"},
	    {{.narrow.resource = "device/ne-"}, ""},
	    {{.narrow = {"ne-4", "device/ne-4", VG_SEVERITY_MAJOR}}, "4"},
	    {{.narrow = {"ne-5", "device/ne-4", 0}}, ""},
	    {{.narrow = {NULL, "device/ne-4", VG_SEVERITY_MINOR}}, ""},
	    {{.narrow = {"ne-5", NULL, VG_SEVERITY_MINOR}}, "5"},
	    {{.narrow = {"ne-5", NULL, VG_SEVERITY_MAJOR}}, ""},
	};

	(void)state;
	add_alarm("device/ne-1", 200, false);
	add_alarm("device/ne-2", 900, true);
	add_alarm("device/ne-3", 300, false);
	add_alarm("device/ne-4", 100, true);
	add_alarm("device/ne-5", 100, false);
	add_alarm("device/ne-6", 100, true);
	set_severity("device/ne-2", VG_SEVERITY_MINOR);
	set_severity("device/ne-5", VG_SEVERITY_MINOR);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t limit = 1; limit < 8; limit++) {
			struct vg_deskpage page = {.limit = limit};
			char after[VG_DESKPAGE_CURSOR_SIZE] = "";
			struct seen s = {.n = 0};
			do {
				page.after = after;
				assert_int_equal(vg_desklist_alarms(&desk, &rows[i].query,
						     &page, see_alarm, &s),
				    VG_OK);
				strcpy(after, page.next);
			} while (after[0]);
			if (strcmp(s.digits, rows[i].order) != 0)
				fail_msg("row %zu by %zu: %s", i, limit, s.digits);
		}
	}
}

/* --- the journal --------------------------------------------------------------------------- */

static void
see_entry(const struct vg_entry_view *view, void *cookie)
{
	add_digit(cookie, view->text[0]);
}

static void
a_journal_has_pages(void **state)
{
	(void)state;
	add_queue();
	for (const char *text = "abcdefg"; *text; text++)
		assert_int_equal(
		    vg_desk_journal(&desk, number_of(1 + (*text == 'd')),
			(struct vg_wall){1}, (struct vg_wall){2}, "note", "claire", text),
		    VG_OK);
	for (size_t limit = 1; limit < 8; limit++) {
		struct vg_deskpage page = {.limit = limit};
		char after[VG_DESKPAGE_CURSOR_SIZE] = "";
		struct seen s = {.n = 0};
		do {
			page.after = after;
			assert_int_equal(
			    vg_desk_entries(&desk, number_of(1), &page, see_entry, &s),
			    VG_OK);
			strcpy(after, page.next);
		} while (after[0]);
		assert_string_equal(s.digits, "abcefg");
	}
	struct seen s = {.n = 0};
	assert_int_equal(
	    vg_desk_entries(&desk, number_of(1), NULL, see_entry, &s), VG_OK);
	assert_string_equal(s.digits, "abcefg");
}

static void
see_message(const struct vg_outbox_view *view, void *cookie)
{
	add_digit(cookie, view->what[0]);
}

static void
the_outbox_has_pages(void **state)
{
	(void)state;
	add_queue();
	for (const char *what = "abcdefg"; *what; what++)
		assert_int_equal(vg_db_run(desk.db, VG_STOREOUTWAY_ADD, "ittttt",
				     (int64_t)1, number_of(1), what, what, "noc", ""),
		    VG_OK);
	for (size_t limit = 0; limit < 8; limit++) {
		struct vg_deskpage page = {.limit = limit};
		char after[VG_DESKPAGE_CURSOR_SIZE] = "";
		struct seen s = {.n = 0};
		size_t pages = 0;
		do {
			page.after = after;
			assert_int_equal(
			    vg_desk_outbox(&desk, true, &page, see_message, &s), VG_OK);
			strcpy(after, page.next);
			pages++;
		} while (after[0]);
		assert_string_equal(s.digits, "gfedcba");
		assert_int_equal(pages, limit ? (7 + limit - 1) / limit : 1);
	}
	struct vg_deskpage page = {.after = "mail.7.0.0."};
	assert_int_equal(vg_desk_outbox(&desk, true, &page, NULL, NULL), VG_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(pages_are_the_list, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(queues_and_priorities, open_desk, close_desk),
	    cmocka_unit_test(cases_of_before_have_a_priority),
	    cmocka_unit_test_setup_teardown(
		what_is_over_leaves_the_queue, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		rows_that_go_hide_none, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		cursors_of_others_are_refused, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		alarms_that_stand_come_first, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(a_journal_has_pages, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(the_outbox_has_pages, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
