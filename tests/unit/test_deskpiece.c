/*
 * A revision in pieces is the revision: whatever the pieces' size, with texts put back, without
 * those that are erased.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "collector/desk/record/deskrevision.h"
#include "collector/desk/replay/deskpiece.h"
#include "collector/store/schema.h"
#include "lib/base/error.h"

enum { PERSONS = 40 };

static struct vg_desk desk;
static int64_t revision;

/* Persons whose texts are veiled, one with what JSON escapes, and what is no mark. */
static char *
make_tree(void)
{
	json_t *persons = json_array(), *clients = json_array();

	for (int i = 0; i < PERSONS; i++) {
		char id[16], name[64];
		snprintf(id, sizeof(id), "p-%d", i);
		snprintf(name, sizeof(name), "Jean \"%d\" \\ \n},{ \u00e9", i);
		json_array_append_new(persons,
		    json_pack("{ssssssss}", "id", id, "name", name, "mail", "j@x.example",
			"telephone", "+33 1"));
		json_array_append_new(
		    clients, json_pack("{sss[]}", "name", id, "person"));
	}
	json_t *tree = json_pack("{s{sosossss}}", "vigie-collector:collector", "person",
	    persons, "client", clients, "name", "noc", "zone", "veiled:none");
	char *text = json_dumps(tree, JSON_COMPACT);
	json_decref(tree);
	return text;
}

/* What is erased goes when the store looks for it. */
static const char erases[] =
    "CREATE TRIGGER erases AFTER INSERT ON erasing BEGIN DELETE FROM revision_text"
    " WHERE leaf = 'telephone' OR person IN ('p-0', 'p-7'); END;";

static int
open_desk_that(bool erases_some)
{
	struct vg_db_plan plan = vg_schema_plan;
	const char *steps[128];
	struct vg_detail detail = {0};
	char *text = make_tree();
	const struct vg_desk_revision taken = {text, "file", "root", ""};

	assert_true(plan.n_migrations < sizeof(steps) / sizeof(steps[0]));
	memcpy(steps, plan.migrations, plan.n_migrations * sizeof(*steps));
	steps[plan.n_migrations] = erases;
	plan.migrations = steps;
	plan.n_migrations += erases_some;
	memset(&desk, 0, sizeof(desk));
	vg_buf_init(&desk.blob, 0);
	int code = vg_db_open(":memory:", &plan, &desk.db, &detail);
	if (code == VG_OK)
		code = vg_db_begin(desk.db);
	if (code == VG_OK)
		code = vg_deskrevision_store(
		    &desk, "noc", &taken, (struct vg_wall){1}, &revision, &detail);
	if (code == VG_OK)
		code = vg_db_commit(desk.db);
	if (code != VG_OK)
		fprintf(stderr, "%s\n", detail.text);
	free(text);
	return code;
}

static int
open_desk(void **state)
{
	(void)state;
	return open_desk_that(false);
}

static int
open_erased(void **state)
{
	(void)state;
	return open_desk_that(true);
}

static int
close_desk(void **state)
{
	(void)state;
	vg_db_close(desk.db);
	free(desk.pending);
	vg_buf_fini(&desk.blob);
	return 0;
}

/* All pieces joined; gives how many there were. */
static json_t *
join(size_t size, size_t *n)
{
	struct vg_buf all;
	int64_t offset = 0;

	vg_buf_init(&all, 0);
	for (*n = 0; offset >= 0; ++*n) {
		size_t before = all.size;
		assert_int_equal(
		    vg_deskpiece_read(&desk, revision, size, &offset, &all), VG_OK);
		assert_true(all.size > before);
	}
	assert_null(strchr(vg_buf_text(&all), '\n'));
	json_t *read = json_loads(vg_buf_text(&all), JSON_REJECT_DUPLICATES, NULL);
	vg_buf_fini(&all);
	return read;
}

static void
check_sizes(void)
{
	char *content = vg_deskrevision_content(&desk, revision);
	json_t *whole = json_loads(content, 0, NULL);
	static const size_t sizes[] = {64, 100, 333, 1000, 4096, VG_DESKPIECE_SIZE};

	assert_non_null(whole);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t n;
		json_t *read = join(sizes[i], &n);
		assert_non_null(read);
		assert_true(json_equal(read, whole));
		assert_true((n > 1) == (sizes[i] < 4096 * 2));
		json_decref(read);
	}
	json_decref(whole);
	free(content);
}

static void
test_pieces_are_the_whole(void **state)
{
	(void)state;
	check_sizes();
}

static void
test_what_is_erased_is_left_out(void **state)
{
	char *content = vg_deskrevision_content(&desk, revision);

	(void)state;
	assert_null(strstr(content, "telephone"));
	free(content);
	check_sizes();
}

static void
test_there_is_no_such_revision(void **state)
{
	struct vg_buf piece;
	int64_t offset = 0;

	(void)state;
	vg_buf_init(&piece, 0);
	assert_int_equal(
	    vg_deskpiece_read(&desk, revision + 1, 100, &offset, &piece), VG_ENOENT);
	assert_int_equal(piece.size, 0);
	vg_buf_fini(&piece);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_pieces_are_the_whole, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		test_there_is_no_such_revision, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		test_what_is_erased_is_left_out, open_erased, close_desk),
	};

	return cmocka_run_group_tests_name("deskpiece", tests, NULL, NULL);
}
