/*
 * What looks like a name and is nobody's, and what is somebody's though its words are everybody's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/mailguard/mailnobody.h"

static const char trade[] = " allot netenforcer leroy somer ups ";

static const struct {
	const char *name;
	bool nobody;
} rows[] = {
    {"Kind Regards", true},
    {"Bon Week-End", true},
    {"\xc3\x80 Bient\xc3\xb4t", true},
    {"D'Accord Merci", true},
    {"Joyeux No\xc3\xabl", true},
    {"Madame, Monsieur", true},
    {"Fan Tray", true},
    {"La Direction Informatique", true},
    {"Allot Netenforcer", true},
    /* A word that only names, or a given name, an initial, a title, a particle. */
    {"Zo\xc3\xa9 Petit", false},
    {"Pierre Blanc", false},
    {"No\xc3\xabl Blanc", false},
    {"April May", false},
    {"J. Blanc", false},
    {"JP Blanc", false},
    {"A Petit", false},
    {"Madame Blanc", false},
    {"Le Blanc", false},
    /* Makers are called as people are. */
    {"Leroy Petit", false},
    {"", false},
};

static void
each_name_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_mailnobody(rows[i].name, trade) != rows[i].nobody)
			fail_msg("%s", rows[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_name_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
