/*
 * What an answer must have, by what was asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/cli/clianswer.h"
#include "lib/base/error.h"

static void
test_name_is_the_last_steps(void **state)
{
	static const struct {
		const char *target, *name;
	} rows[] = {
	    {"/restconf/data/vigie-cases:agents", "vigie-cases:agents"},
	    {"/restconf/data/vigie-cases:cases?depth=3", "vigie-cases:cases"},
	    {"/restconf/data/vigie-cases:cases/case=2026-000001", "vigie-cases:case"},
	    {"/restconf/data/vigie-cases:alarms/alarm=device%2Fne-7,a%3Ab,?x=/y:z",
		"vigie-cases:alarm"},
	    {"/restconf/data/vigie-cases:alarms/alarm=device:7,x", "vigie-cases:alarm"},
	    {"/restconf/data/vigie-collector:collector/integrator/zone",
		"vigie-collector:zone"},
	    {"/restconf/operations/vigie-tree:tree-load", "vigie-tree:output"},
	    {"/restconf", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[VG_CLIANSWER_NAME_SIZE];
		vg_clianswer_name(rows[i].target, name);
		assert_string_equal(name, rows[i].name);
	}
}

static void
test_an_answer_of_something_else_is_none(void **state)
{
	static const char data[] = "/restconf/data/vigie-cases:agents";
	static const struct {
		const char *target;
		long status;
		const char *body;
		int code;
	} rows[] = {
	    {data, 200, "{\"vigie-cases:agents\":{}}", VG_OK},
	    {data, 200, "{}", VG_EPARSE},
	    {data, 200, "", VG_EPARSE},
	    {data, 200, "[]", VG_EPARSE},
	    {data, 200, "{\"vigie-cases:cases\":{}}", VG_EPARSE},
	    {"/restconf/operations/vigie-cases:take", 204, "", VG_OK},
	    {"/restconf/operations/vigie-cases:take", 200, "{}", VG_EPARSE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char body[64];
		strcpy(body, rows[i].body);
		const struct vg_fetch_reply reply = {
		    .status = rows[i].status, .body = body, .size = strlen(body)};
		struct vg_detail detail;
		json_t *answer;
		assert_int_equal(
		    vg_clianswer_read("a.sock", rows[i].target, &reply, &answer, &detail),
		    rows[i].code);
		assert_true((answer != NULL) == (rows[i].code == VG_OK));
		json_decref(answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_name_is_the_last_steps),
	    cmocka_unit_test(test_an_answer_of_something_else_is_none),
	};

	return cmocka_run_group_tests_name("cli_answer", tests, NULL, NULL);
}
