/*
 * Bodies of evidence: as a library writes the same facts, octet by octet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "collector/evidence/proofbody.h"

/* Each octet that a text can hold, and characters of two, three and four. */
static void
a_note_is_as_a_library_writes_it(void **state)
{
	static const char *const more[] = {"", "plain",
	    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80/", "\\\"", "a\x01\x1f\x7f\b\f\n\r\t",
	    "bad \xff", "bad \xc3", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"};
	char every[256];

	(void)state;
	for (int c = 1; c < 128; c++)
		every[c - 1] = (char)c;
	every[127] = '\0';
	for (size_t i = 0; i <= sizeof(more) / sizeof(more[0]); i++) {
		const char *text = i ? more[i - 1] : every;
		struct vg_buf body;
		json_t *object = json_object();
		if (text[0])
			json_object_set_new(object, "note", json_string(text));
		char *wanted = json_dumps(object, JSON_COMPACT);
		vg_buf_init(&body, 0);
		vg_proofbody_note(text, &body);
		assert_string_equal(vg_buf_text(&body), wanted);
		vg_buf_fini(&body);
		free(wanted);
		json_decref(object);
	}
}

static void
what_is_not_known_is_left_out(void **state)
{
	static const char addresses[][64] = {"10.0.0.1", "fe80::1"};
	const struct vg_proofbody_case facts = {.number = "2026-000001",
	    .title = "a \"board\"",
	    .severity = "major",
	    .agent = "s1",
	    .revision = 7,
	    .clock_offset_ms = -12,
	    .opened = {INT64_C(1790000000000000)},
	    .addresses = addresses,
	    .n_addresses = 2};
	struct vg_buf body;

	(void)state;
	vg_buf_init(&body, 0);
	vg_proofbody_case(&facts, &body);
	json_t *read = json_loads(vg_buf_text(&body), 0, NULL);
	assert_non_null(read);
	char *again = json_dumps(read, JSON_COMPACT);
	assert_string_equal(vg_buf_text(&body), again);
	assert_string_equal(
	    json_string_value(json_object_get(read, "title")), "a \"board\"");
	assert_int_equal(
	    json_integer_value(json_object_get(read, "agent-clock-offset-ms")), -12);
	assert_int_equal(json_array_size(json_object_get(read, "address")), 2);
	assert_null(json_object_get(read, "client"));
	free(again);
	json_decref(read);
	vg_buf_fini(&body);
}

static void
a_message_has_its_varbinds_in_order(void **state)
{
	struct vg_varbind varbinds[2];
	struct vg_trap trap = {.version = 3, .uptime = 4294967295u, .n_varbinds = 2};
	struct vg_buf body;

	(void)state;
	memset(varbinds, 0, sizeof(varbinds));
	vg_oid_parse("1.3.6.1.2.1.2.2.1.1.1", &varbinds[0].oid);
	vg_value_set_integer(&varbinds[0].value, -5);
	vg_oid_parse("1.3.6.1.2.1.2.2.1.1.2", &varbinds[1].oid);
	vg_value_set_integer(&varbinds[1].value, 6);
	vg_oid_parse("1.3.6.1.6.3.1.1.5.3", &trap.oid);
	trap.varbinds = varbinds;
	vg_buf_init(&body, 0);
	vg_proofbody_event(&trap, "s1/00/1", &body);
	json_t *read = json_loads(vg_buf_text(&body), 0, NULL);
	assert_non_null(read);
	char *again = json_dumps(read, JSON_COMPACT);
	assert_string_equal(vg_buf_text(&body), again);
	const json_t *list = json_object_get(read, "varbinds");
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(list, 0), "value")), "-5");
	free(again);
	json_decref(read);
	vg_buf_fini(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_note_is_as_a_library_writes_it),
	    cmocka_unit_test(what_is_not_known_is_left_out),
	    cmocka_unit_test(a_message_has_its_varbinds_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
