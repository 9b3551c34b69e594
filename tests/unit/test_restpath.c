/*
 * RESTCONF's texts: paths, queries, fields, quoting.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/rest/resterror.h"
#include "lib/rest/restmedia.h"
#include "lib/rest/restfields.h"
#include "lib/rest/restpath.h"

static void
paths_are_parsed(void **state)
{
	static const struct {
		const char *path;
		int code;
		const char *canon; /* module:name=key|key/... */
	} rows[] = {
	    {"", VG_OK, ""},
	    {"/", VG_OK, ""},
	    {"/m:a", VG_OK, "/m:a"},
	    {"/m:a/b=1", VG_OK, "/m:a/:b=1"},
	    {"/m:a/b=x%2Fy,z%3Ap,", VG_OK, "/m:a/:b=x/y|z:p|"},
	    {"/m:a/b=%252F", VG_OK, "/m:a/:b=%2F"},
	    {"/m:a/b=", VG_OK, "/m:a/:b="},
	    {"/m:a/n:b=%C3%A9", VG_OK, "/m:a/n:b=é"},
	    {"/a", VG_EPARSE, NULL},
	    {"m:a", VG_EPARSE, NULL},
	    {"//m:a", VG_EPARSE, NULL},
	    {"/m:a/", VG_EPARSE, NULL},
	    {"/m:a//b", VG_EPARSE, NULL},
	    {"/m:1a", VG_EPARSE, NULL},
	    {"/:a", VG_EPARSE, NULL},
	    {"/m:", VG_EPARSE, NULL},
	    {"/m:a/b=%", VG_EPARSE, NULL},
	    {"/m:a/b=%00", VG_EPARSE, NULL},
	    {"/m:a/b=%FF", VG_EPARSE, NULL},
	    {"/m:a/b=1,2,3,4,5,6,7,8,9", VG_ELIMIT, NULL},
	    {"/m:a/b/b/b/b/b/b/b/b", VG_ELIMIT, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restpath parsed;
		struct vg_detail detail = {0};
		char canon[256] = "";
		int err = vg_restpath_parse(rows[i].path, &parsed, &detail);
		for (size_t s = 0; err == VG_OK && s < parsed.n_steps; s++) {
			const struct vg_restpath_step *step = &parsed.steps[s];
			size_t used = strlen(canon);
			snprintf(canon + used, sizeof(canon) - used, "/%s:%s",
			    step->module, step->name);
			for (size_t k = 0; k < step->n_keys; k++) {
				used = strlen(canon);
				snprintf(canon + used, sizeof(canon) - used, "%s%s",
				    k ? "|" : "=", step->keys[k]);
			}
		}
		if (err != rows[i].code ||
		    (err == VG_OK && strcmp(canon, rows[i].canon) != 0) ||
		    (err != VG_OK && !detail.text[0]))
			fail_msg("%s: %d %s (%s)", rows[i].path, err, canon, detail.text);
	}
}

static void
queries_are_parsed(void **state)
{
	static const struct {
		const char *query;
		int code;
		unsigned depth;
		int content;
		size_t limit;
	} rows[] = {
	    {"", VG_OK, 0, VG_RESTPATH_ALL, 0},
	    {"depth=3&limit=100", VG_OK, 3, VG_RESTPATH_ALL, 100},
	    {"depth=unbounded&content=nonconfig", VG_OK, 0, VG_RESTPATH_NONCONFIG, 0},
	    {"content=con%66ig", VG_OK, 0, VG_RESTPATH_CONFIG, 0},
	    {"depth=0", VG_EINVAL, 0, 0, 0},
	    {"depth=65536", VG_EINVAL, 0, 0, 0},
	    {"depth=1&depth=1", VG_EINVAL, 0, 0, 0},
	    {"depth", VG_EINVAL, 0, 0, 0},
	    {"content=some", VG_EINVAL, 0, 0, 0},
	    {"limit=1001", VG_EINVAL, 0, 0, 0},
	    {"limit=0", VG_EINVAL, 0, 0, 0},
	    {"limit=1000&after=queue.0.1.-4.2026-000001&mine=true", VG_OK, 0, 0, 1000},
	    {"after=", VG_EINVAL, 0, 0, 0},
	    {"after=%00a", VG_EINVAL, 0, 0, 0},
	    {"client=%ff", VG_EINVAL, 0, 0, 0},
	    {"mine=false", VG_EINVAL, 0, 0, 0},
	    {"state=closed", VG_EINVAL, 0, 0, 0},
	    {"owner=a&owner=b", VG_EINVAL, 0, 0, 0},
	    {"fields=a;b&with-defaults=trim", VG_OK, 0, 0, 0},
	    {"fields=", VG_EINVAL, 0, 0, 0},
	    {"with-defaults=some", VG_EINVAL, 0, 0, 0},
	    {"start-time=2026-07-09T12:00:00Z", VG_OK, 0, 0, 0},
	    {"start-time=yesterday", VG_EINVAL, 0, 0, 0},
	    {"insert=first", VG_OK, 0, 0, 0},
	    {"insert=middle", VG_EINVAL, 0, 0, 0},
	    {"severity=loud&resource=a%2Fb", VG_OK, 0, 0, 0},
	    {"person=jean&at=2026-07-09T10:00:00Z", VG_OK, 0, 0, 0},
	    {"at=noon", VG_EINVAL, 0, 0, 0},
	    {"filter=x", VG_EINVAL, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restpath_query q;
		struct vg_detail detail;
		int err = vg_restpath_query_parse(rows[i].query, &q, &detail);
		if (err != rows[i].code ||
		    (err == VG_OK &&
			(q.depth != rows[i].depth || (int)q.content != rows[i].content ||
			    q.limit != rows[i].limit)))
			fail_msg("%s: %d", rows[i].query, err);
	}
}

static void
text_is_quoted(void **state)
{
	struct vg_buf out;

	(void)state;
	vg_buf_init(&out, 0);
	vg_resterror_quote(&out, "a\"b\\c\n\x01é");
	assert_string_equal(vg_buf_text(&out), "\"a\\\"b\\\\c\\u000a\\u0001é\"");
	vg_buf_reset(&out);
	vg_resterror_quote(&out, "x\xff");
	assert_string_equal(vg_buf_text(&out), "\"x?\"");
	vg_buf_fini(&out);
}

static void
fields_are_parsed(void **state)
{
	static const struct {
		const char *text;
		unsigned n; /* 0: refused */
	} rows[] = {
	    {"a", 1},
	    {"a;b", 2},
	    {"m:a/n:b;c", 3},
	    {"a(b;c(d/e;f))", 6},
	    {"a/b(c);d", 4},
	    {"a/b/c/d/e/f/g/h", 8},
	    {"", 0},
	    {";", 0},
	    {"a;", 0},
	    {"a/", 0},
	    {"/a", 0},
	    {"a(", 0},
	    {"a()", 0},
	    {"a(b", 0},
	    {"a(b))", 0},
	    {"a)b", 0},
	    {"a(b)c", 0},
	    {":a", 1},
	    {"m:", 0},
	    {"a/b/c/d/e/f/g/h/i", 0},
	    {"a(a(a(a(a(a(a(a(a(a(a))))))))))", 0},
	};
	char many[256] = "a";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restfields fields;
		struct vg_detail detail = {0};
		int err = vg_restfields_parse(rows[i].text, &fields, &detail);
		if (rows[i].n ? err != VG_OK || fields.n != rows[i].n
			      : err != VG_EINVAL || !detail.text[0])
			fail_msg("%s: %d %u", rows[i].text, err, fields.n);
	}
	for (int i = 0; i < VG_RESTFIELDS_MAX; i++)
		strcat(many, ";a");
	struct vg_restfields fields;
	struct vg_detail detail;
	assert_int_equal(vg_restfields_parse(many, &fields, &detail), VG_EINVAL);
}

/* RFC 8040 section 7, whole; missing-element is not there, and goes as its like. */
static const struct {
	const char *tag;
	int status[3]; /* 0: no more */
} table[] = {
    {"in-use", {409}},
    {"invalid-value", {400, 404, 406}},
    {"too-big", {413, 400}},
    {"missing-attribute", {400}},
    {"bad-attribute", {400}},
    {"unknown-attribute", {400}},
    {"bad-element", {400}},
    {"unknown-element", {400}},
    {"unknown-namespace", {400}},
    {"missing-element", {400}},
    {"access-denied", {403, 401}},
    {"lock-denied", {409}},
    {"resource-denied", {409}},
    {"rollback-failed", {500}},
    {"data-exists", {409}},
    {"data-missing", {409}},
    {"operation-not-supported", {405, 501}},
    {"operation-failed", {412, 500}},
    {"partial-operation", {500}},
    {"malformed-message", {400}},
};

static bool
is_in_table(const char *tag, int status)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (size_t k = 0; strcmp(table[i].tag, tag) == 0 && k < 3; k++) {
			if (table[i].status[k] == status)
				return true;
		}
	}
	return false;
}

/* What goes beyond the table, as resterror.c says: try again later, and the policy's word. */
static bool
is_beyond(const struct vg_resterror *error)
{
	return (error->status == 503 && strcmp(error->tag, "resource-denied") == 0) ||
	    (error->status == 409 && strcmp(error->app_tag, "refused-by-policy") == 0);
}

static void
statuses_are_rfc_8040s(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(vg_resterror_status(table[i].tag), table[i].status[0]);
	assert_int_equal(vg_resterror_status("nonsense"), 500);
	for (int code = -30; code < 0; code++) {
		const struct vg_resterror error = vg_resterror_of(code);
		if (!is_in_table(error.tag, error.status) && !is_beyond(&error))
			fail_msg("%d: %d %s", code, error.status, error.tag);
	}
}

/* RFC 9110 section 12.5.1; its own example is among them. */
static void
what_is_accepted(void **state)
{
	static const char *const types[] = {"a/json", "a/xml"};
	static const struct {
		const char *field;
		int picked;
	} rows[] = {
	    {NULL, 0},
	    {"*/*", 0},
	    {"a/*", 0},
	    {"a/xml", 1},
	    {"A/XML", 1},
	    {"text/html, a/xml", 1},
	    {"a/json, a/xml", 0},
	    {"a/xml, a/json", 0},
	    {"a/json;q=0.5, a/xml", 1},
	    {"a/json;q=0.5,a/xml;q=0.501", 1},
	    {"a/json;q=0, */*", 1},
	    {"*/*;q=0.1, a/xml", 1},
	    {"a/*;q=0.3, a/xml;q=0.2", 0},
	    {"a/xml;charset=utf-8;q=0.9, a/json;q=0.8", 1},
	    {"a/xml ; Q=1.000", 1},
	    {"a/jsonx", -1},
	    {"text/*", -1},
	    {"a/json;q=0", -1},
	    {"", -1},
	    {",,;;q", -1},
	    {"*/*;q=0", -1},
	    {"a/xml;q=", -1},
	    {"a/xml;q=9999999999999999999", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int picked = vg_restmedia_pick(rows[i].field, types, 2);
		if (picked != rows[i].picked)
			fail_msg("%s: %d", rows[i].field ? rows[i].field : "-", picked);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paths_are_parsed),
	    cmocka_unit_test(queries_are_parsed),
	    cmocka_unit_test(fields_are_parsed),
	    cmocka_unit_test(text_is_quoted),
	    cmocka_unit_test(statuses_are_rfc_8040s),
	    cmocka_unit_test(what_is_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
