/*
 * Evidence on the page of a case: what is shown of it, and what is only counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clievidence.h"

#define SERIES(object, points)                                                           \
	"{\"probe\":\"p\",\"object\":\"" object "\",\"index\":\"\",\"points\":[" points  \
	"]}"
#define AT(second, value) "[\"2026-07-09T10:00:" second "Z\"," value "]"
#define BODY(series)                                                                     \
	"{\"raise\":1,\"device\":\"ne-7\",\"resource\":\"device/ne-7/psu/1\","           \
	"\"kind\":\"psu-failed\",\"cut\":\"raise\",\"from\":\"2026-07-09T08:00:09Z\","   \
	"\"until\":\"2026-07-09T10:00:09Z\",\"series\":[" series "]}"

static const char head[] =
    "psu-failed of device/ne-7/psu/1, cut at the raise: samples of "
    "10:00:01 to 10:00:09|";

static const struct {
	const char *what, *body, *said;
	bool all;
	const char *lines;
} rows[] = {
    {"the value that was judged comes first",
	BODY(SERIES("alFan", AT("01", "2")) "," SERIES(
	    "alPower", AT("03", "1") "," AT("09", "3"))),
	"power supply 1 failed: alPower is 3", false,
	"alPower: 1 at 10:00:03, 3 at 10:00:09|0 of 1 other polled values changed|"},
    {"a repeat is no change",
	BODY(SERIES("alFan", AT("01", "2") "," AT("09", "2")) "," SERIES(
	    "alPower", AT("03", "3") "," AT("09", "3"))),
	"alPower is 3", false,
	"alPower: 3 at 10:00:03|0 of 1 other polled values changed|"},
    {"what else moved is counted", BODY(SERIES("alFan", AT("01", "2") "," AT("09", "1"))),
	"", false, "1 of 1 polled values changed (--all shows them)|"},
    {"or shown", BODY(SERIES("alFan", AT("01", "2") "," AT("09", "1"))), "", true,
	"alFan: 2 at 10:00:01, 1 at 10:00:09|1 of 1 polled values changed|"},
    {"an empty text is seen",
	BODY(SERIES("alLast", AT("01", "\"\"") "," AT("09", "\"up\""))), "", true,
	"alLast: (empty) at 10:00:01, up at 10:00:09|1 of 1 polled values changed|"},
};

static void
note(const char *label, const char *text, void *cookie)
{
	char *said = cookie;

	(void)label;
	snprintf(said + strlen(said), 1024 - strlen(said), "%s|", text);
}

static void
evidence_shows_what_was_judged(void **state)
{
	struct vg_cli cli;

	(void)state;
	memset(&cli, 0, sizeof(cli));
	cli.time.now = vg_clitime_parse("2026-07-09T11:00:00Z");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *evidence =
		    json_pack("{s:s,s:s}", "device", "ne-7", "body", rows[i].body);
		char said[1024] = "", wanted[1024];
		assert_non_null(evidence);
		vg_clievidence_tell(
		    &cli, evidence, rows[i].said, rows[i].all, note, said);
		json_decref(evidence);
		snprintf(wanted, sizeof(wanted), "%s%s", head, rows[i].lines);
		if (strcmp(said, wanted) != 0)
			fail_msg("%s: %s, expected %s", rows[i].what, said, wanted);
	}
}

static void
what_cannot_be_read_is_said(void **state)
{
	json_t *evidence = json_pack("{s:s,s:i}", "device", "ne-7", "size", 17);
	struct vg_cli cli;
	char said[1024] = "";

	(void)state;
	memset(&cli, 0, sizeof(cli));
	vg_clievidence_tell(&cli, evidence, "", false, note, said);
	assert_string_equal(said, "17 octets that cannot be read|");
	json_decref(evidence);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(evidence_shows_what_was_judged),
	    cmocka_unit_test(what_cannot_be_read_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
