/*
 * What is told of a message, written and read; what is not whole, or of another take, is not believed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/courier/courierreport.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define OTHER "1123456789abcdef0123456789abcdef"

static struct vg_courierletter *
letter_of(size_t n_to)
{
	struct vg_courierletter *letter = vg_mem_zero(sizeof(*letter));

	for (size_t i = 0; i < n_to; i++)
		vg_text_format(
		    letter->to[i], sizeof(letter->to[i]), "p%zu@clinique-a.example", i);
	letter->n_to = n_to;
	return letter;
}

static void
what_is_told(void **state)
{
	struct vg_courierletter *letter = letter_of(3);
	struct vg_courierfate *fate = vg_mem_zero(sizeof(*fate));
	struct vg_courierreport report;

	(void)state;
	char *text = vg_courierreport_write("7", KEY, letter, fate);
	assert_string_equal(
	    text, "{\"message\":\"7\",\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}");
	assert_int_equal(vg_courierreport_read(text, KEY, &report), VG_OK);
	assert_string_equal(report.id, "7");
	assert_int_equal(report.outcome, VG_COURIER_SENT);
	assert_true(report.bare);
	free(text);

	fate->n_apart = 2;
	fate->apart[0] = (struct vg_courierapart){.to = 1, .outcome = VG_COURIER_FAILED};
	fate->apart[1] = (struct vg_courierapart){
	    .to = 2, .outcome = VG_COURIER_LATER, .refused = true, .reason = "no"};
	text = vg_courierreport_write("7", KEY, letter, fate);
	assert_string_equal(text,
	    "{\"message\":\"7\",\"taken-by\":\"" KEY "\",\"outcome\":\"sent\",\"apart\":["
	    "\"failed p1@clinique-a.example the relay said nothing\","
	    "\"refused p2@clinique-a.example no\"]}");
	assert_int_equal(vg_courierreport_read(text, KEY, &report), VG_OK);
	assert_false(report.bare);
	free(text);

	*fate = (struct vg_courierfate){.outcome = VG_COURIER_LATER,
	    .reason = "relay mx: \"503\"",
	    .way_failed = true,
	    .retry_after_s = 90,
	    .refused = true};
	text = vg_courierreport_write("8", KEY, NULL, fate);
	assert_string_equal(text,
	    "{\"message\":\"8\",\"taken-by\":\"" KEY "\",\"outcome\":\"later\","
	    "\"reason\":\"relay mx: \\\"503\\\"\",\"way-failed\":true,"
	    "\"retry-after\":90,\"refused\":true}");
	assert_int_equal(vg_courierreport_read(text, KEY, &report), VG_OK);
	assert_int_equal(report.outcome, VG_COURIER_LATER);
	assert_string_equal(report.id, "8");
	assert_false(report.bare);
	free(text);
	free(fate);
	free(letter);
}

static void
what_is_torn(void **state)
{
	struct vg_courierletter *letter = letter_of(2);
	struct vg_courierfate *fate = vg_mem_zero(sizeof(*fate));
	struct vg_courierreport report;

	(void)state;
	fate->n_apart = 1;
	fate->apart[0] = (struct vg_courierapart){.to = 1, .outcome = VG_COURIER_FAILED};
	char *text = vg_courierreport_write("7", KEY, letter, fate);
	for (size_t cut = strlen(text); cut > 0; cut--) {
		text[cut - 1] = '\0';
		assert_int_equal(vg_courierreport_read(text, KEY, &report), VG_EPARSE);
	}
	free(text);
	free(fate);
	free(letter);
}

static void
what_is_not_ours(void **state)
{
	static const char *const rows[] = {"", "{}", "[]", "null", "7",
	    /* Of another take; of none; of no message; no outcome that there is. */
	    "{\"message\":\"7\",\"taken-by\":\"" OTHER "\",\"outcome\":\"sent\"}",
	    "{\"message\":\"7\",\"taken-by\":\"\",\"outcome\":\"sent\"}",
	    "{\"message\":\"7\",\"outcome\":\"sent\"}",
	    "{\"message\":7,\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}",
	    "{\"message\":\"\",\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}",
	    "{\"message\":\"123456789012345678901234\",\"taken-by\":\"" KEY
	    "\",\"outcome\":\"sent\"}",
	    "{\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}",
	    "{\"message\":\"7\",\"taken-by\":\"" KEY "\"}",
	    "{\"message\":\"7\",\"taken-by\":\"" KEY "\",\"outcome\":\"taken\"}",
	    /* Two that were written over each other. */
	    "{\"message\":\"7\",\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}{}",
	    "{\"message\":\"7\",\"message\":\"8\",\"taken-by\":\"" KEY
	    "\",\"outcome\":\"sent\"}"};
	struct vg_courierreport report;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_courierreport_read(rows[i], KEY, &report) != VG_EPARSE)
			fail_msg("believed: %s", rows[i]);
	}
}

static void
the_longest_has_room(void **state)
{
	struct vg_courierletter *letter = letter_of(VG_COURIER_TO_MAX);
	struct vg_courierfate *fate = vg_mem_zero(sizeof(*fate));

	(void)state;
	for (size_t i = 0; i < VG_COURIER_TO_MAX; i++) {
		memset(letter->to[i], '"', sizeof(letter->to[i]) - 1);
		fate->apart[i] =
		    (struct vg_courierapart){.to = i, .outcome = VG_COURIER_LATER};
		memset(fate->apart[i].reason, '"', VG_COURIER_REASON_SIZE - 1);
	}
	fate->n_apart = VG_COURIER_TO_MAX;
	char *text = vg_courierreport_write("7", KEY, letter, fate);
	assert_true(strlen(text) < VG_COURIERREPORT_SIZE);
	free(text);
	free(fate);
	free(letter);
}

static void
what_another_take_kept(void **state)
{
	static const char sent[] =
	    "{\"message\":\"7\",\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}";
	static const char later[] = "{\"message\":\"7\",\"taken-by\":\"" KEY
				    "\",\"outcome\":\"later\",\"reason\":\"no\"}";

	(void)state;
	char *again = vg_courierreport_again(sent, KEY, "7", OTHER);
	assert_string_equal(
	    again, "{\"message\":\"7\",\"taken-by\":\"" OTHER "\",\"outcome\":\"sent\"}");
	free(again);
	assert_null(vg_courierreport_again(sent, KEY, "8", OTHER));
	assert_null(vg_courierreport_again(sent, OTHER, "7", OTHER));
	assert_null(vg_courierreport_again("{\"message\":\"7\"", KEY, "7", OTHER));
	/* What no relay took is tried again. */
	assert_null(vg_courierreport_again(later, KEY, "7", OTHER));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_told),
	    cmocka_unit_test(what_another_take_kept), cmocka_unit_test(what_is_torn),
	    cmocka_unit_test(what_is_not_ours), cmocka_unit_test(the_longest_has_room)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
