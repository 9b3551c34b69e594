/*
 * Bundles: the same evidence gives the same octets, and every file's damage is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/evidence/bundle.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define NOON INT64_C(1783584000000000)

static const struct {
	const char *name, *kind, *body;
} parts[] = {
    {"case.json", "case",
	"{\"client\":\"<script>clinique</script>\",\"class\":\"power\"}"},
    {"event.json", "event",
	"{\"text\":\"failed\",\"varbinds\":[{\"oid\":\"1.3.6\",\"value\":\"3\"}]}"},
    {"message.bin", "raw", "\x01\x02"},
    {"samples.json", "samples",
	"{\"device\":\"ne-7\",\"series\":[{\"probe\":\"status\",\"object\":\"alPower\","
	"\"index\":\"\",\"points\":[[\"2026-07-09T14:00:00Z\",1],[\"2026-07-09T14:01:00Z\","
	"3],[\"2026-07-09T14:02:00Z\",3]]},{\"object\":\"name\",\"points\":[[\"2026-07-"
	"09T14:00:00Z\",\"=cmd()\"],[\"x\",1],[\"2026-07-09T14:00:00Z\",\"a\\\"b\"]]},"
	"{\"object\":\"same\",\"points\":[[\"2026-07-09T14:00:00Z\",-9223372036854775807],"
	"[\"2026-07-09T14:00:00Z\",9223372036854775807]]}]}"},
};

enum { N = sizeof(parts) / sizeof(parts[0]) };

static void
build(struct vg_bundle *bundle)
{
	struct vg_manifest m = {.case_number = "2026-000001", .audience = "internal"};
	const void *bodies[N];
	struct vg_detail detail = {0};

	for (size_t i = 0; i < N; i++) {
		struct vg_manifest_entry e = {.number = (uint32_t)i + 1, .taken = {NOON}};
		const struct vg_digest previous = vg_manifest_head(&m);
		vg_text_copy(e.name, sizeof(e.name), parts[i].name);
		vg_text_copy(e.kind, sizeof(e.kind), parts[i].kind);
		bodies[i] = parts[i].body;
		vg_manifest_seal_entry(&e, &previous, bodies[i], strlen(parts[i].body));
		vg_manifest_add_entry(&m, &e);
	}
	assert_int_equal(vg_bundle_build(&m, bodies, bundle, &detail), VG_OK);
	vg_manifest_fini(&m);
}

static const char *
content(const struct vg_bundle *bundle, const char *name)
{
	for (size_t i = 0; i < bundle->n_files; i++) {
		if (strcmp(bundle->files[i].name, name) == 0)
			return bundle->files[i].data;
	}
	fail_msg("no %s", name);
	return "";
}

static void
what_it_holds(void **state)
{
	static const char *const names[] = {"manifest.json", "summary.html",
	    "samples.csv", "events.json", "entries/0001-case.json",
	    "entries/0002-event.json", "entries/0003-message.bin",
	    "entries/0004-samples.json"};
	struct vg_bundle bundle;

	(void)state;
	build(&bundle);
	assert_int_equal(bundle.n_files, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < bundle.n_files; i++)
		assert_string_equal(bundle.files[i].name, names[i]);
	assert_string_equal(content(&bundle, "events.json"),
	    "[\n{\"text\":\"failed\",\"varbinds\":[{\"oid\":\"1.3.6\",\"value\":\"3\"}]}\n]\n");
	const char *csv = content(&bundle, "samples.csv");
	assert_non_null(strstr(
	    csv, "4,\"ne-7\",\"status\",\"alPower\",\"\",2026-07-09T14:01:00Z,3\r\n"));
	assert_non_null(strstr(csv, ",\"'=cmd()\"\r\n"));
	assert_non_null(strstr(csv, ",\"a\"\"b\"\r\n"));
	const char *html = content(&bundle, "summary.html");
	assert_non_null(strstr(html, "<svg"));
	assert_non_null(strstr(html, "&#60;script&#62;clinique"));
	assert_null(strstr(html, "<script"));
	assert_null(strstr(html, "http://"));
	assert_null(strstr(html, "https://"));
	assert_null(strstr(html, " src="));
	vg_bundle_fini(&bundle);
}

static void
twice_is_the_same(void **state)
{
	struct vg_bundle a, b;

	(void)state;
	build(&a);
	build(&b);
	assert_int_equal(a.size, b.size);
	for (size_t i = 0; i < a.n_files; i++)
		assert_memory_equal(a.files[i].data, b.files[i].data, a.files[i].size);
	vg_bundle_fini(&a);
	vg_bundle_fini(&b);
}

/* One octet of each file in turn: that file is named. */
static void
each_files_damage_is_named(void **state)
{
	struct vg_bundle bundle;

	(void)state;
	build(&bundle);
	for (size_t i = 0; i <= bundle.n_files; i++) {
		char differs[VG_MANIFEST_PATH_SIZE] = "";
		struct vg_detail detail = {0};
		struct vg_manifest m;
		unsigned char *at = i < bundle.n_files
		    ? (unsigned char *)bundle.files[i].data + bundle.files[i].size / 2
		    : NULL;
		if (at)
			*at ^= 0x20;
		int code = vg_bundle_check(&bundle, &m, differs, &detail);
		if (at)
			*at ^= 0x20;
		if (code != (at ? VG_ECORRUPT : VG_OK) ||
		    (at && strcmp(differs, bundle.files[i].name) != 0))
			fail_msg("file %zu: %d %s: %s", i, code, differs, detail.text);
		vg_manifest_fini(&m);
	}
	vg_bundle_fini(&bundle);
}

static void
missing_strange_and_double_files_are_named(void **state)
{
	static const struct {
		const char *drop, *add, *differs;
		int code;
	} rows[] = {
	    {"manifest.json", NULL, "manifest.json", VG_ENOENT},
	    {"samples.csv", NULL, "samples.csv", VG_ENOENT},
	    {"entries/0003-message.bin", NULL, "entries/0003-message.bin", VG_ENOENT},
	    {NULL, "entries/0005-more.json", "entries/0005-more.json", VG_ECORRUPT},
	    {NULL, "../../etc/passwd", "../../etc/passwd", VG_ECORRUPT},
	    {NULL, "summary.html", "summary.html", VG_ECORRUPT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char differs[VG_MANIFEST_PATH_SIZE] = "";
		struct vg_detail detail = {0};
		struct vg_bundle bundle;
		struct vg_manifest m;
		build(&bundle);
		for (size_t f = 0; rows[i].drop && f < bundle.n_files; f++) {
			if (strcmp(bundle.files[f].name, rows[i].drop) == 0)
				strcpy(bundle.files[f].name, "gone");
		}
		if (rows[i].add)
			vg_bundle_add(&bundle, rows[i].add, "x", 1);
		if (vg_bundle_check(&bundle, &m, differs, &detail) != rows[i].code ||
		    strcmp(differs, rows[i].differs) != 0)
			fail_msg("row %zu: %s: %s", i, differs, detail.text);
		vg_bundle_fini(&bundle);
	}
}

static void
a_body_that_is_another_is_refused(void **state)
{
	struct vg_manifest m = {.case_number = "2026-000001"};
	struct vg_manifest_entry e = {.number = 1, .name = "a.json", .kind = "event"};
	const struct vg_digest none = {{0}};
	const void *bodies[] = {"[]"};
	struct vg_detail detail = {0};
	struct vg_bundle bundle;

	(void)state;
	vg_manifest_seal_entry(&e, &none, "{}", 2);
	vg_manifest_add_entry(&m, &e);
	assert_int_equal(vg_bundle_build(&m, bodies, &bundle, &detail), VG_ECORRUPT);
	assert_non_null(strstr(detail.text, "a.json"));
	assert_int_equal(bundle.n_files, 0);
	vg_manifest_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_holds),
	    cmocka_unit_test(twice_is_the_same),
	    cmocka_unit_test(each_files_damage_is_named),
	    cmocka_unit_test(missing_strange_and_double_files_are_named),
	    cmocka_unit_test(a_body_that_is_another_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
