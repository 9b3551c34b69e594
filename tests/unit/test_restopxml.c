/*
 * The root of an operation's body: renamed, or refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/rest/restopxml.h"

static void
the_root_is_renamed_or_refused(void **state)
{
	static const struct {
		const char *body, *text; /* NULL: refused */
	} rows[] = {
	    {"<input/>", "<take/>"},
	    {"<input xmlns=\"urn:a\"><x/></input>", "<take xmlns=\"urn:a\"><x/></take>"},
	    {"<a:input xmlns:a=\"urn:a\"></a:input >",
		"<a:take xmlns:a=\"urn:a\"></a:take >"},
	    {"<output/>", NULL},
	    /* An end that is another's: shorter, longer, with another prefix. */
	    {"<a:input xmlns:a=\"urn:a\"></input>", NULL},
	    {"<input></a:input>", NULL},
	    {"<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:input></b>", NULL},
	    {"<a:input></b:input>", NULL},
	    {"<input></inputs>", NULL},
	    {"<input></b>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		/* To the octet, so that a sanitizer sees whoever reads behind it. */
		char *body = vg_mem_text(rows[i].body), *text = NULL;
		int code = vg_restopxml_rename(body, "take", &text, &detail);
		if (rows[i].text) {
			assert_int_equal(code, VG_OK);
			assert_string_equal(text, rows[i].text);
		} else {
			assert_int_equal(code, VG_EPARSE);
			assert_null(text);
		}
		free(text);
		free(body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_root_is_renamed_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
