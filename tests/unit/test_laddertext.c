/*
 * The rungs have the same numbers in collector/correl/ladder.c and in docs/DESIGN.md, section 6.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collector/correl/ladder.h"

/* The word of docs/DESIGN.md's list for each rung, and of its text in ladder.c. */
static const char *const words[17][2] = {{"", ""}, {"seen already", "seen"},
    {"too late", "later"}, {"information only", "information"},
    {"may not say this", "may not say"}, {"clear", "is over"}, {"repeat", "already"},
    {"flapping", "comes and goes"}, {"storm", "storm"}, {"shelved", "shelved"},
    {"planned work", "planned work"}, {"explained by", "explained by"},
    {"open case of subject and class", "open case holds"}, {"held down", "held down"},
    {"contract at fault time", "contract"}, {"closed within", "closed"},
    {"open", "no open case"}};

/* The number of a rung and its text are one in the code and in DESIGN 6. */
static void
test_texts_agree(void **state)
{
	FILE *file = fopen(VG_CHECKOUT "/docs/DESIGN.md", "r");
	char list[2048] = "", line[512], number[16];

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (list[0] == '\0' && strncmp(line, "1 seen already", 14) != 0)
			continue;
		if (line[0] == '\n')
			break;
		line[strcspn(line, "\n")] = ' ';
		strncat(list, line, sizeof(list) - strlen(list) - 1);
	}
	fclose(file);
	for (int rung = 1; rung <= 16; rung++) {
		snprintf(number, sizeof(number), rung > 1 ? "\u00b7 %d " : "%d ", rung);
		const char *at = strstr(list, number);
		assert_non_null(at);
		at += strlen(number);
		const char *end = strstr(at, " \u00b7 ");
		snprintf(line, sizeof(line), "%.*s", end ? (int)(end - at) : 300, at);
		if (!strstr(line, words[rung][0]) ||
		    !strstr(vg_ladder_text(rung), words[rung][1]))
			fail_msg("rung %d: \"%s\" in the document, \"%s\" in the code",
			    rung, line, vg_ladder_text(rung));
	}
	assert_string_equal(vg_ladder_text(17), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts_agree)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
