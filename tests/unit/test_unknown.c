/*
 * Notifications that nothing was made of: their table's bound, where it comes from, and what of
 * them is read back out of evidence; whose numbers they have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/foreign/deskunknown.h"
#include "collector/normal/notice.h"
#include "collector/store/storeunknown.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/pack/maker.h"

static struct vg_desk desk;
static struct vg_packset *packs;

static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	desk.packs = packs = vg_packset_new();
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
	vg_packset_free(packs);
	return 0;
}

/* --- the table ----------------------------------------------------------------------------- */

struct seen {
	size_t n;
	int64_t count, last_id;
	char oid[64];
	bool ordered;
	struct vg_wall before;
};

static void
see(const struct vg_unknown_view *view, void *cookie)
{
	struct seen *s = cookie;

	if (s->n && view->last.us > s->before.us)
		s->ordered = false;
	s->before = view->last;
	s->n++;
	s->count += view->count;
	s->last_id = view->id;
	vg_text_copy(s->oid, sizeof(s->oid), view->oid);
}

static void
send(uint32_t number, const char *source, int64_t at)
{
	struct vg_trap trap = {.oid = {{1, 3, 6, 1, 4, 1, 9, 0}, 9}};

	trap.oid.arc[8] = number;
	vg_text_copy(trap.source, sizeof(trap.source), source);
	assert_int_equal(
	    vg_deskunknown_source(&desk, &trap, 1, (struct vg_wall){at}), VG_OK);
}

/* Who sends ever other numbers drives out the oldest, and the table stays as large as it is. */
static void
the_table_is_bounded(void **state)
{
	struct seen s = {.ordered = true};
	const uint32_t most = (uint32_t)atoi(VG_STOREUNKNOWN_MOST);

	(void)state;
	assert_int_equal(vg_db_begin(desk.db), VG_OK);
	for (uint32_t i = 0; i < most; i++)
		send(i, "10.0.0.1", i + 1);
	send(0, "10.0.0.1", most + 1); /* it was the oldest */
	send(most, "10.0.0.1", most + 2);
	assert_int_equal(vg_db_commit(desk.db), VG_OK);
	assert_int_equal(vg_desk_unknown(&desk, "", NULL, see, &s), VG_OK);
	assert_int_equal(s.n, most);
	assert_int_equal(s.count, most + 1);
	assert_true(s.ordered);
	assert_string_equal(s.oid, "1.3.6.1.4.1.9.0.2"); /* 1 is gone */
}

static void
pages_are_the_list(void **state)
{
	struct vg_deskpage page = {.limit = 10};
	char after[VG_DESKPAGE_CURSOR_SIZE] = "";
	struct seen s = {.ordered = true};

	(void)state;
	/* Several at the same moment, too. */
	for (uint32_t i = 0; i < 25; i++)
		send(i, i % 2 ? "10.0.0.1" : "2001:db8::1", i / 3 + 1);
	do {
		page.after = after;
		assert_int_equal(vg_desk_unknown(&desk, "", &page, see, &s), VG_OK);
		vg_text_copy(after, sizeof(after), page.next);
	} while (after[0]);
	assert_int_equal(s.n, 25);
	assert_true(s.ordered);
	s.n = 0;
	assert_int_equal(vg_desk_unknown(&desk, "ne-7", NULL, see, &s), VG_OK);
	assert_int_equal(s.n, 0);
	/* Its message is gone: the row is given all the same. */
	assert_int_equal(vg_desk_unknown_one(&desk, s.last_id, see, &s), VG_OK);
	assert_int_equal(s.n, 1);
	assert_int_equal(vg_desk_unknown_one(&desk, 4711, see, &s), VG_OK);
	assert_int_equal(s.n, 1);
}

/* A database of before has them as alarms; what an agent heard is not our message. */
static void
alarms_of_before_are_taken_over(void **state)
{
	static const char before[] =
	    "CREATE TABLE alarm (qualifier, device, agent, repeats, created, raised,"
	    " message, text, kind);"
	    "CREATE TABLE evidence (id INTEGER PRIMARY KEY, agent, spool, sequence, parts,"
	    " body);"
	    "INSERT INTO alarm VALUES"
	    " ('1.3.6.9', 'ne-7', '', 4, 10, 20, 33, 'u', 'unclassified-notification'),"
	    " ('1.3.6.9', 'ne-8', 'lyon', 0, 11, 21, 34, 'u', 'unclassified-notification'),"
	    " ('', 'ne-9', '', 0, 12, 22, 35, 'p', 'psu-failed');";
	static const char *const statements[] = {
	    "SELECT oid, device, agent, count, first, last, message FROM unknown ORDER BY id"};
	const char *const migrations[] = {before, vg_storeunknown_tables};
	const struct vg_db_plan plan = {.migrations = migrations,
	    .n_migrations = 2,
	    .statements = statements,
	    .n_statements = 1};
	struct vg_detail detail;
	struct vg_db *db;

	(void)state;
	assert_int_equal(vg_db_open(":memory:", &plan, &db, &detail), VG_OK);
	assert_int_equal(vg_db_query(db, 0, ""), VG_OK);
	assert_true(vg_db_next(db, 0));
	assert_string_equal(vg_db_text(db, 0, 1), "ne-7");
	assert_int_equal(vg_db_int(db, 0, 3), 5);
	assert_int_equal(vg_db_int(db, 0, 4), 10);
	assert_int_equal(vg_db_int(db, 0, 5), 20);
	assert_int_equal(vg_db_int(db, 0, 6), 33);
	assert_true(vg_db_next(db, 0));
	assert_string_equal(vg_db_text(db, 0, 2), "lyon");
	assert_int_equal(vg_db_int(db, 0, 6), 0);
	assert_false(vg_db_next(db, 0));
	vg_db_close(db);
}

/* --- out of evidence ----------------------------------------------------------------------- */

static void
evidence_is_read(void **state)
{
	/* sysUpTime.0 and snmpTrapOID.0 = 1.3.6.9, nothing else. */
	static const char good[] =
	    "0xa7310201000201000201003026300d06082b060102010103004301013015"
	    "060a2b06010603010104010006072b060104010905";
	static const struct {
		const char *notification;
		int code;
	} rows[] = {
	    {"{\"pdu\":\"%s\",\"version\":\"v3\",\"user\":\"u\",\"source\":\"10.0.0.7\"}",
		VG_OK},
	    {"{\"version\":\"v3\"}", VG_ENOENT},
	    {"{\"pdu\":7}", VG_ENOENT},
	    {"{\"pdu\":\"0x\"}", VG_EPARSE},
	    {"{\"pdu\":\"0xa7\"}", VG_EPARSE},
	    {"{\"pdu\":\"%s0\"}", VG_EPARSE},
	    {"{\"pdu\":\"%s00\"}", VG_EPARSE},
	    {"{\"pdu\":\"0xzz\"}", VG_EPARSE},
	    {"7", VG_ENOENT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail;
		struct vg_trap trap;
		char *inner = vg_mem_text(rows[i].notification);
		char *place = strstr(inner, "%s");
		if (place)
			*place = '\0';
		char *body = vg_mem_format("{\"notification\":%s%s%s}", inner,
		    place ? good : "", place ? place + 2 : "");
		assert_int_equal(
		    vg_notice_read(body, strlen(body), &trap, &detail), rows[i].code);
		if (rows[i].code == VG_OK) {
			assert_int_equal(trap.version, 3);
			assert_string_equal(trap.source, "10.0.0.7");
			assert_int_equal(trap.oid.n_arcs, 8);
			vg_trap_fini(&trap);
		}
		free(body);
		free(inner);
	}
	struct vg_detail detail;
	struct vg_trap trap;
	assert_int_equal(vg_notice_read("{", 1, &trap, &detail), VG_EPARSE);
}

/* --- makers -------------------------------------------------------------------------------- */

static void
makers_are_named(void **state)
{
	static const struct {
		const char *oid, *name;
	} rows[] = {
	    {"1.3.6.1.4.1.2636.4.9", "juniper"},
	    {"1.3.6.1.4.1.77.1", "house"}, /* a pack's supplier */
	    {"1.3.6.1.4.1.9", "cisco"},
	    {"1.3.6.1.4.1.4294967295.1", ""},
	    {"1.3.6.1.4.1", ""},
	    {"1.3.6.1.6.3.1.1.5.9", "standard"},
	    {"1.3.6.1.2.1.88", "standard"},
	    {"2.5", ""},
	};
	struct vg_pack pack = {.name = "p", .supplier = "house"};
	struct vg_detail detail;

	(void)state;
	pack.families = vg_mem_array(1, sizeof(*pack.families));
	pack.n_families = 1;
	vg_oid_parse("1.3.6.1.4.1.77.3", &pack.families[0].sys_object_id);
	assert_int_equal(vg_packset_add(packs, &pack, &detail), VG_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[VG_NAME_SIZE];
		struct vg_oid oid;
		assert_int_equal(vg_oid_parse(rows[i].oid, &oid), VG_OK);
		vg_maker_name(packs, &oid, name);
		assert_string_equal(name, rows[i].name);
	}
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(the_table_is_bounded),
	    ROW(pages_are_the_list),
	    ROW(alarms_of_before_are_taken_over),
	    ROW(evidence_is_read),
	    ROW(makers_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
