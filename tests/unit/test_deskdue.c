/*
 * The kinds of timers, and the table of docs/DESIGN.md 6 that says who waits for whom.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collector/desk/front/deskdue.h"
#include "lib/base/text.h"

enum { KINDS = 64 };

static unsigned told[KINDS];

/* Counts the kind 'name', which the table has and the desk must know. */
static void
tell(const char *name)
{
	size_t i = 0;

	while (vg_deskdue_kind(i) && strcmp(vg_deskdue_kind(i), name) != 0)
		i++;
	if (!vg_deskdue_kind(i))
		fail_msg("DESIGN tells of a row that the desk does not know: %s", name);
	told[i]++;
}

/* The names in the first cell of a line of the table. */
static void
read_line(char *line)
{
	char *end = strchr(line + 1, '|');

	assert_non_null(end);
	*end = '\0';
	for (char *name = strchr(line, '`'); name; name = strchr(name, '`')) {
		char *after = strchr(++name, '`');
		assert_non_null(after);
		*after = '\0';
		tell(name);
		name = after + 1;
	}
}

static void
each_kind_stands_in_the_table_once(void **state)
{
	FILE *file = fopen(VG_CHECKOUT "/docs/DESIGN.md", "r");
	bool within = false;
	char line[1024];

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (within && line[0] != '|')
			within = false;
		if (within && line[1] != '-')
			read_line(line);
		within = within || vg_text_starts(line, "| row | who waits");
	}
	fclose(file);
	for (size_t i = 0; vg_deskdue_kind(i); i++) {
		assert_in_range(i, 0, KINDS - 1);
		if (told[i] != 1)
			fail_msg("DESIGN tells %u times who waits by the row: %s",
			    told[i], vg_deskdue_kind(i));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_stands_in_the_table_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
