/*
 * Scripts of NETCONF devices: what is read from their lines, and which are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "tests/sim/simscript.h"

static char folder[] = "/tmp/test-sim-script.XXXXXX";
static char path[64], data[64];

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/script", folder);
	snprintf(data, sizeof(data), "%s/data.xml", folder);
	put(data, "<a>@X@</a><b>@X@</b><c>@Y@</c>");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(path);
	unlink(data);
	return rmdir(folder);
}

static void
test_a_whole_script(void **state)
{
	struct vg_simscript script;
	struct vg_detail detail = {0};

	(void)state;
	put(path,
	    "# a device\n\nbase 1.0\nsession-id none\ncapability urn:a?b=1&c=2\n"
	    "data data.xml\nset X one\n"
	    "hello honest\nget times 3 raw \"\\n#\\x41\\\"\" \"ab\"*2\n"
	    "get forever message \"x\"\nget drip 100 \"y\"\nget honest 4\n"
	    "get hear\nget wait\nget close\n");
	assert_int_equal(vg_simscript_load(path, &script, &detail), VG_OK);
	assert_string_equal(script.base, "1.0");
	assert_string_equal(script.session, "none");
	assert_string_equal(vg_buf_text(&script.capabilities),
	    "<capability>urn:a?b=1&amp;c=2</capability>");
	assert_string_equal(vg_buf_text(&script.data), "<a>one</a><b>one</b><c>@Y@</c>");
	assert_int_equal(script.n_steps, 8);
	assert_int_equal(script.steps[0].event, VG_SIMEVENT_HELLO);
	assert_int_equal(script.steps[1].event, VG_SIMEVENT_GET);
	assert_int_equal(script.steps[1].times, 3);
	assert_string_equal(vg_buf_text(&script.steps[1].text), "\n#A\"abab");
	assert_true(script.steps[2].times == UINT64_MAX);
	assert_int_equal(script.steps[3].number, 100);
	assert_int_equal(script.steps[4].number, 4);
	assert_int_equal(script.steps[7].kind, VG_SIMSTEP_CLOSE);
	vg_simscript_fini(&script);
}

static const char *const wrong[] = {"dance\n", "base\n", "get\n", "get dance\n",
    "get raw\n", "get raw x\n", "get raw \"x\n", "get raw \"\\q\"\n",
    "get raw \"\\x4\"\n", "get raw \"x\"*0\n", "get raw \"xx\"*99999999999\n",
    "get times x raw \"x\"\n", "get drip \"x\"\n", "get wait 5\n", "get honest x\n",
    "session-id\n", "data none.xml\n", "get raw \"x\"y\n", "base 1.1111111111111111\n"};

static void
test_wrong_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct vg_simscript script;
		struct vg_detail detail = {0};
		put(path, wrong[i]);
		if (vg_simscript_load(path, &script, &detail) == VG_OK)
			fail_msg("taken: %s", wrong[i]);
		assert_true(detail.text[0] != '\0');
		vg_simscript_fini(&script);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_whole_script),
	    cmocka_unit_test(test_wrong_lines),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
