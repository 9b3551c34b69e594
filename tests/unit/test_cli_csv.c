/*
 * Tables as spreadsheets and GLPI write them: separators, marks, quotes, lines, limits; names
 * of columns and dates.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/clicsv.h"
#include "lib/base/error.h"

static void
tables(void **state)
{
	static const struct {
		const char *text;
		char separator;
		size_t columns, rows;
		unsigned line;      /* of the last row */
		const char *second; /* cell of the last row */
	} rows[] = {
	    {"a;b\n1;2\n", ';', 2, 1, 2, "2"},
	    {"a,b\r\n1,2\r\n", ',', 2, 1, 2, "2"},
	    {"a\tb\n1\t2", '\t', 2, 1, 2, "2"},
	    /* a mark in front, quotes, a separator and a line's end in them */
	    {"\xEF\xBB\xBF\"a\";\"b;c\"\n\"1\";\"x\"\"y;\nz\"\n", ';', 2, 1, 2,
		"x\"y;\nz"},
	    /* lines are counted on through a cell of two lines, and empty ones are none */
	    {"a;b\n\"1\n1\";2\n\n;\n3;4\n", ';', 2, 2, 6, "4"},
	    /* the separator inside quotes is not counted; ; wins a draw */
	    {"\"a,,,\";b\n1;2\n", ';', 2, 1, 2, "2"},
	    {"a;b,c\n1;2\n", ';', 2, 1, 2, "2"},
	    /* short lines are filled, blanks around cells go */
	    {"a;b\n1\n", ';', 2, 1, 2, ""},
	    {"a;b\n 1 ; \"2\" \n", ';', 2, 1, 2, "2"},
	    {"a;b\n1;2;;\n", ';', 2, 1, 2, "2"},
	    {"a;b", ';', 2, 0, 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_clicsv t;
		struct vg_detail detail = {0};
		if (vg_clicsv_read(&t, rows[i].text, strlen(rows[i].text), &detail) !=
		    VG_OK)
			fail_msg("row %zu: %s", i, detail.text);
		const struct vg_clicsv_row *last =
		    t.n_rows ? &t.rows[t.n_rows - 1] : NULL;
		if (t.separator != rows[i].separator || t.n_columns != rows[i].columns ||
		    t.n_rows != rows[i].rows ||
		    (last &&
			(last->line != rows[i].line ||
			    strcmp(last->cells[1], rows[i].second) != 0)))
			fail_msg("row %zu: %c %zu %zu %u '%s'", i, t.separator,
			    t.n_columns, t.n_rows, last ? last->line : 0,
			    last ? last->cells[1] : "");
		vg_clicsv_fini(&t);
	}
}

static void
refused(const char *text, size_t size, int code, const char *says)
{
	struct vg_clicsv t;
	struct vg_detail detail = {0};

	int seen = vg_clicsv_read(&t, text, size, &detail);
	if (seen != code || !strstr(detail.text, says))
		fail_msg("%d '%s', not %d '%s'", seen, detail.text, code, says);
	vg_clicsv_fini(&t);
}

static void
what_is_refused(void **state)
{
	static char wide[5000];

	(void)state;
	refused("", 0, VG_EPARSE, "line 1: the table is empty");
	refused("\xEF\xBB\xBF", 3, VG_EPARSE, "is empty");
	refused("a;b\n1;\"2\n3;4\n", 13, VG_EPARSE, "line 2: a quote is never closed");
	refused("a;b\n1;\"2\"x\n", 11, VG_EPARSE, "line 2: text behind");
	refused("a;b\n1;2;3\n", 10, VG_EPARSE, "line 2: 3 cells, the header has 2");
	refused("a;b\n1;caf\xE9\n", 11, VG_EPARSE, "line 2: is not UTF-8");
	refused("a;b\n1;x\0y\n", 10, VG_EPARSE, "line 2: is not UTF-8");
	memset(wide, 'x', sizeof(wide));
	refused(wide, 4096 + 1, VG_ELIMIT, "line 1: a cell has more than 4096");
	memset(wide, ';', sizeof(wide));
	refused(wide, 200, VG_ELIMIT, "line 1: more than 128 columns");
	char *long_one = malloc(2 * 100002);
	for (size_t i = 0; i < 100002; i++)
		memcpy(long_one + 2 * i, "x\n", 2);
	refused(long_one, 2 * 100002, VG_ELIMIT, "line 100002: more than 100000 rows");
	free(long_one);
}

static void
names_and_dates(void **state)
{
	static const char *const names[][2] = {
	    {"Name", "name"},
	    {"N° de série", "n-de-serie"},
	    {"  Date d'expiration de la garantie ", "date-d-expiration-de-la-garantie"},
	    {"Équipement", "equipement"},
	    {"Entité", "entite"},
	    {"漢字", ""},
	};
	static const char *const dates[][2] = {
	    {"2026-07-01", "2026-07-01"},
	    {"2026-07-01 00:00:00", "2026-07-01"},
	    {"01/07/2026", "2026-07-01"},
	    {"1.7.2026", "2026-07-01"},
	    {"29-02-2028", "2028-02-29"},
	    {"29/02/2026", NULL},
	    {"2026-13-01", NULL},
	    {"07/01", NULL},
	    {"01/07-2026", NULL},
	    {"01/07/26", NULL},
	    {"2026-07-01x", NULL},
	    {"", NULL},
	};
	char key[64], date[11];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		vg_clicsv_key(names[i][0], key, sizeof(key));
		assert_string_equal(key, names[i][1]);
	}
	vg_clicsv_key("abcdefgh", key, 4);
	assert_string_equal(key, "abc");
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		int code = vg_clicsv_date(dates[i][0], date);
		if (code != (dates[i][1] ? VG_OK : VG_EPARSE) ||
		    (dates[i][1] && strcmp(date, dates[i][1]) != 0))
			fail_msg("%s: %d %s", dates[i][0], code, date);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tables),
	    cmocka_unit_test(what_is_refused),
	    cmocka_unit_test(names_and_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
