/*
 * Manifests: the chain grows, the seal holds, and every octet counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/evidence/manifest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define NOON INT64_C(1783584000000000)

static void
add(struct vg_manifest *m, const char *name, const char *body)
{
	struct vg_manifest_entry e = {.number = (uint32_t)m->n_entries + 1,
	    .kind = "event",
	    .source = "agent/lyon-2/0011223344556677/7",
	    .taken = {NOON},
	    .recorded = {NOON + 1500000}};
	const struct vg_digest previous = vg_manifest_head(m);

	vg_text_copy(e.name, sizeof(e.name), name);
	vg_manifest_seal_entry(&e, &previous, body, strlen(body));
	vg_manifest_add_entry(m, &e);
}

static void
fill(struct vg_manifest *m, struct vg_buf *text)
{
	*m = (struct vg_manifest){.case_number = "2026-000001", .audience = "internal"};
	add(m, "case.json", "{\"client\":\"clinique-a\"}");
	add(m, "event.json", "{}");
	m->source = vg_manifest_head(m);
	vg_manifest_add_file(m, "summary.html", "<p>", 3);
	vg_manifest_add_note(m, "nothing");
	vg_buf_init(text, 0);
	vg_manifest_write(m, text);
}

static void
written_and_read_it_is_the_same(void **state)
{
	struct vg_manifest m, read;
	struct vg_buf text, again;
	struct vg_detail detail = {0};

	(void)state;
	fill(&m, &text);
	assert_int_equal(vg_manifest_read(text.data, text.size, &read, &detail), VG_OK);
	assert_int_equal(read.n_entries, 2);
	assert_int_equal(read.n_files, 1);
	assert_string_equal(read.entries[1].name, "event.json");
	assert_int_equal(read.entries[1].recorded.us, NOON + 1500000);
	vg_buf_init(&again, 0);
	vg_manifest_write(&read, &again);
	assert_string_equal(vg_buf_text(&text), vg_buf_text(&again));
	vg_buf_fini(&again);
	vg_buf_fini(&text);
	vg_manifest_fini(&read);
	vg_manifest_fini(&m);
}

/* Flips each octet in turn; cuts at each; none is taken. */
static void
no_octet_may_differ(void **state)
{
	struct vg_manifest m, read;
	struct vg_detail detail = {0};
	struct vg_buf text;

	(void)state;
	fill(&m, &text);
	for (size_t i = 0; i < text.size; i++) {
		text.data[i] ^= 1;
		if (vg_manifest_read(text.data, text.size, &read, &detail) == VG_OK)
			fail_msg("octet %zu flipped is taken", i);
		assert_int_equal(read.n_entries, 0);
		text.data[i] ^= 1;
		if (vg_manifest_read(text.data, i, &read, &detail) == VG_OK)
			fail_msg("cut at %zu is taken", i);
	}
	vg_buf_fini(&text);
	vg_manifest_fini(&m);
}

/* A changed row under a new seal: the chain still knows. */
static void
the_chain_knows_a_changed_row(void **state)
{
	static const struct {
		const char *what;
		int row; /* < 0: the row is left out */
	} rows[] = {{"source", 0}, {"taken", 1}, {"number", 0}, {"left out", -1}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_manifest m, read;
		struct vg_detail detail = {0};
		struct vg_buf text;
		fill(&m, &text);
		vg_buf_reset(&text);
		if (rows[i].row < 0) {
			m.entries[0] = m.entries[1];
			m.n_entries = 1;
		} else if (strcmp(rows[i].what, "source") == 0) {
			strcpy(m.entries[rows[i].row].source, "agent/other");
		} else if (strcmp(rows[i].what, "taken") == 0) {
			m.entries[rows[i].row].taken.us++;
		} else {
			m.entries[rows[i].row].number = 9;
		}
		vg_manifest_write(&m, &text);
		if (vg_manifest_read(text.data, text.size, &read, &detail) !=
			VG_ECORRUPT ||
		    !strstr(detail.text, "chain"))
			fail_msg("%s: %s", rows[i].what, detail.text);
		vg_buf_fini(&text);
		vg_manifest_fini(&m);
	}
}

static void
a_later_part_changes_no_earlier_one(void **state)
{
	struct vg_manifest m;
	struct vg_digest before;
	struct vg_buf text;

	(void)state;
	fill(&m, &text);
	before = vg_manifest_head(&m);
	add(&m, "samples.json", "{}");
	assert_true(vg_digest_same(&before, &m.entries[1].chain));
	const struct vg_digest after = vg_manifest_head(&m);
	assert_false(vg_digest_same(&before, &after));
	vg_buf_fini(&text);
	vg_manifest_fini(&m);
}

static void
names_are_plain(void **state)
{
	static const struct {
		const char *name;
		bool good;
	} rows[] = {{"case.json", true}, {"trap-2.bin", true}, {"", false},
	    {".hidden", false}, {"../x", false}, {"a/b", false}, {"A.json", false},
	    {"a\nb", false}, {"..", false},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		false}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_manifest_name_is_good(rows[i].name) != rows[i].good)
			fail_msg("%s", rows[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written_and_read_it_is_the_same),
	    cmocka_unit_test(no_octet_may_differ),
	    cmocka_unit_test(the_chain_knows_a_changed_row),
	    cmocka_unit_test(a_later_part_changes_no_earlier_one),
	    cmocka_unit_test(names_are_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
