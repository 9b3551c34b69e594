/*
 * The JSON bodies of an agent's messages: strict in what they need, indifferent to what they do
 * not know.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/normal/normal.h"
#include "lib/base/error.h"

static void
a_standing_list_is_whole_or_refused(void **state)
{
	static const struct {
		const char *body;
		size_t n;
		uint64_t next;
		const char *says; /* NULL: taken */
	} rows[] = {
	    {"{\"standing\":[412,415],\"next\":431}", 2, 431, NULL},
	    {"{\"standing\":[],\"next\":1,\"newer\":{}}", 0, 1, NULL},
	    {"{\"standing\":[412,\"415\"],\"next\":431}", 0, 0, "entry 1 is no sequence"},
	    {"{\"standing\":[4.5],\"next\":431}", 0, 0, "entry 0"},
	    {"{\"standing\":[-1],\"next\":431}", 0, 0, "entry 0"},
	    {"{\"standing\":[0],\"next\":431}", 0, 0, "entry 0"},
	    {"{\"standing\":[1,2,null],\"next\":431}", 0, 0, "entry 2"},
	    {"{\"standing\":{},\"next\":431}", 0, 0, "not a list"},
	    {"{\"next\":431}", 0, 0, "not a list"},
	    {"{\"standing\":[1],\"next\":\"431\"}", 0, 0, "next"},
	    {"{\"standing\":[1],\"next\":1,\"next\":2}", 0, 0, "duplicate"},
	    {"[1]", 0, 0, "not a JSON object"},
	    {"", 0, 0, "vigieStanding"},
	    {"\x1F\x8B\x08", 0, 0, "gzip"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_standing standing;
		struct vg_detail d = {0};
		int code =
		    vg_normal_standing(rows[i].body, strlen(rows[i].body), &standing, &d);
		if (code != (rows[i].says ? VG_EPARSE : VG_OK) ||
		    (rows[i].says && !strstr(d.text, rows[i].says)))
			fail_msg("%s: %s", rows[i].body, d.text);
		assert_int_equal(standing.n_sequences, rows[i].n);
		if (!rows[i].says)
			assert_int_equal(standing.next, rows[i].next);
		else
			assert_null(standing.sequences);
		if (rows[i].n == 2) {
			assert_int_equal(standing.sequences[0], 412);
			assert_int_equal(standing.sequences[1], 415);
		}
		free(standing.sequences);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_standing_list_is_whole_or_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
