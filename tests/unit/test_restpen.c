/*
 * XML written without a tree: what it says, and what it leaves to libyang.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/rest/restdata.h"
#include "lib/yang/context.h"

#define TOP "<alarms xmlns=\"urn:vigie:vigie-cases\">"

static struct vg_context *context;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_context_new(&context, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_context_free(context);
	return 0;
}

static struct vg_restdata *
begin(void)
{
	return vg_restdata_new_text(context, "vigie-cases:alarms");
}

static void
enter(struct vg_restdata *data)
{
	static const char *const keys[] = {
	    "device/ne-7/psu/1", "vigie-alarm-types:psu-failed", ""};

	vg_restdata_entry(data, "alarm", keys, 3);
}

/* The text must be 'expect' (NULL: there is none); releases 'data'. */
static void
expect_text(struct vg_restdata *data, const char *expect)
{
	char *text = vg_restdata_give_text(data);

	if (expect)
		assert_string_equal(text ? text : "none", expect);
	else
		assert_null(text);
	free(text);
	vg_restdata_free(data);
}

static void
test_what_it_writes(void **state)
{
	struct vg_restdata *data = begin();

	(void)state;
	expect_text(data, "<alarms xmlns=\"urn:vigie:vigie-cases\"/>");
	data = begin();
	enter(data);
	vg_restdata_leaf(data, "perceived-severity", "major");
	vg_restdata_bool(data, "is-cleared", false);
	vg_restdata_int(data, "number", 7);
	vg_restdata_time(data, "last-raised", (struct vg_wall){1767225600000000});
	vg_restdata_text(data, "alarm-text", "a <b> & \"c\" é");
	vg_restdata_text(data, "device", NULL);
	vg_restdata_out(data);
	vg_restdata_text(data, "next", "cursor");
	expect_text(data,
	    TOP "<alarm><resource>device/ne-7/psu/1</resource><alarm-type-id "
		"xmlns:vat=\"urn:vigie:vigie-alarm-types\">vat:psu-failed</alarm-type-id>"
		"<alarm-type-qualifier/><perceived-severity>major</perceived-severity>"
		"<is-cleared>false</is-cleared><number>7</number>"
		"<last-raised>2026-01-01T00:00:00Z</last-raised>"
		"<alarm-text>a &lt;b&gt; &amp; \"c\" é</alarm-text></alarm>"
		"<next>cursor</next></alarms>");
}

static void
test_what_it_leaves_to_a_tree(void **state)
{
	static const struct {
		const char *leaf, *value;
	} rows[] = {{"perceived-severity", "dreadful"}, {"none-such", "x"},
	    {"alarm-text", "a\x01z"}, {"alarm-text", "\x1b[31m"}};
	char long_text[8192];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restdata *data = begin();
		enter(data);
		vg_restdata_leaf(data, rows[i].leaf, rows[i].value);
		/* It goes on without a fall. */
		vg_restdata_into(data, "none");
		vg_restdata_leaf(data, "x", "y");
		vg_restdata_out(data);
		vg_restdata_out(data);
		expect_text(data, NULL);
	}
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	struct vg_restdata *data = begin();
	enter(data);
	vg_restdata_leaf(data, "alarm-type-qualifier", long_text);
	vg_restdata_out(data);
	expect_text(data, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_it_writes),
	    cmocka_unit_test(test_what_it_leaves_to_a_tree)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
