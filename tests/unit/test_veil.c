/*
 * The veil: persons and prose out of a tree's text and back, and what is left of the erased.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collector/evidence/veil.h"
#include "collector/evidence/veilscan.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_KEPT = 16 };

static struct {
	char mark[VG_VEIL_MARK_SIZE], person[32], leaf[32], text[64];
	unsigned char salt[VG_VEIL_SALT_SIZE];
} kept[MAX_KEPT];
static size_t n_kept;

static int
keep(const struct vg_veil_text *t, void *cookie)
{
	(void)cookie;
	assert_true(n_kept < MAX_KEPT);
	vg_text_copy(kept[n_kept].mark, sizeof(kept[0].mark), t->mark);
	vg_text_copy(kept[n_kept].person, sizeof(kept[0].person), t->person);
	vg_text_copy(kept[n_kept].leaf, sizeof(kept[0].leaf), t->leaf);
	vg_text_copy(kept[n_kept].text, sizeof(kept[0].text), t->text);
	memcpy(kept[n_kept++].salt, t->salt, VG_VEIL_SALT_SIZE);
	return VG_OK;
}

/* Knows all texts but those of the person that 'cookie' names. */
static const char *
find(const char *mark, void *cookie)
{
	for (size_t i = 0; i < n_kept; i++) {
		if (strcmp(kept[i].mark, mark) == 0)
			return cookie && strcmp(kept[i].person, cookie) == 0
			    ? NULL
			    : kept[i].text;
	}
	return NULL;
}

static char *
lifted(const char *content, void *erased)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	assert_int_equal(vg_veil_lift(content, find, erased, &out), VG_OK);
	char *text = vg_buf_give(&out);
	vg_buf_fini(&out);
	return text;
}

static int
take(const char *content, unsigned char seed, struct vg_buf *out)
{
	unsigned char octets[VG_VEIL_SEED_SIZE] = {seed};
	struct vg_detail detail;

	n_kept = 0;
	vg_buf_init(out, 0);
	return vg_veil_take(content, octets, out, keep, NULL, &detail);
}

static const char tree[] =
    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"description\":\"ask Jeanne\","
    "\"person\":[{\"id\":\"p-1\",\"name\":\"Jeanne Martin\",\"role\":\"engineer\","
    "\"mail\":\"jeanne@a.example\",\"telephone\":\"+33 4\"},{\"id\":\"p-2\","
    "\"name\":\"Paul\",\"description\":\"Jeanne's friend\"}],"
    "\"client\":[{\"name\":\"a\",\"person\":[\"p-1\"]}],"
    "\"contract\":[{\"name\":\"c\",\"suspended\":[{\"reason\":\"not paid\"}]}]}}";

static void
goes_and_comes_back(void **state)
{
	struct vg_buf out, again;

	(void)state;
	assert_int_equal(take(tree, 1, &out), VG_OK);
	assert_int_equal(n_kept, 7);
	assert_null(strstr(vg_buf_text(&out), "Jeanne"));
	assert_null(strstr(vg_buf_text(&out), "jeanne@"));
	assert_null(strstr(vg_buf_text(&out), "+33"));
	assert_null(strstr(vg_buf_text(&out), "not paid"));
	/* What the rest of the tree needs stays: names of things, references, roles. */
	assert_non_null(strstr(vg_buf_text(&out), "\"noc\""));
	assert_non_null(strstr(vg_buf_text(&out), "\"engineer\""));
	assert_non_null(strstr(vg_buf_text(&out), "\"p-1\""));
	/* The same text written our way, octet for octet. */
	char *back = lifted(vg_buf_text(&out), NULL);
	assert_int_equal(take(back, 2, &again), VG_OK);
	char *twice = lifted(vg_buf_text(&again), NULL);
	assert_string_equal(back, twice);
	assert_non_null(strstr(back, "Jeanne Martin"));
	assert_non_null(strstr(back, "not paid"));
	free(back);
	free(twice);
	vg_buf_fini(&again);
	vg_buf_fini(&out);
}

static void
the_erased_leave_no_leaf(void **state)
{
	struct vg_buf out;
	char erased[] = "p-1";

	(void)state;
	assert_int_equal(take(tree, 1, &out), VG_OK);
	char *back = lifted(vg_buf_text(&out), erased);
	assert_null(strstr(back, "Jeanne Martin"));
	assert_null(strstr(back, "veiled:"));
	assert_null(strstr(back, "telephone"));
	assert_non_null(strstr(back, "\"p-1\""));
	assert_non_null(strstr(back, "\"Paul\""));
	free(back);
	vg_buf_fini(&out);
}

static void
marks_prove_and_do_not_tell(void **state)
{
	char mark[VG_VEIL_MARK_SIZE], first[VG_VEIL_MARK_SIZE];
	struct vg_buf out;

	(void)state;
	assert_int_equal(take(tree, 1, &out), VG_OK);
	vg_buf_fini(&out);
	for (size_t i = 0; i < n_kept; i++) {
		vg_veil_mark(kept[i].salt, kept[i].text, mark);
		assert_string_equal(mark, kept[i].mark);
		vg_veil_mark(kept[i].salt, "Jeanne Marten", mark);
		assert_string_not_equal(mark, kept[i].mark);
	}
	/* The same name has another mark in every tree, and twice in one. */
	vg_text_copy(first, sizeof(first), kept[1].mark);
	assert_int_equal(take(tree, 2, &out), VG_OK);
	vg_buf_fini(&out);
	assert_string_not_equal(first, kept[1].mark);
	assert_int_equal(take("{\"person\":[{\"id\":\"a\",\"name\":\"X\"},"
			      "{\"id\":\"b\",\"name\":\"X\"}]}",
			     1, &out),
	    VG_OK);
	vg_buf_fini(&out);
	assert_string_not_equal(kept[0].mark, kept[1].mark);
}

static void
hostile(void **state)
{
	static const char *const refused[] = {"", "[", "\"x\"", "[1]",
	    "{\"a\":1,\"a\":2}", "{\"person\":[{\"name\":\"\\ud800\"}]}"};
	struct vg_buf out, deep;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(take(refused[i], 1, &out), VG_EPARSE);
		vg_buf_fini(&out);
	}
	/* A member named with its module, a key written with an escape, a mark that is typed. */
	assert_int_equal(take("{\"vigie-collector:person\":[{\"id\":\"p\",\"n\\u0061me\":"
			      "\"Jeanne\",\"vigie-collector:mail\":\"j@a.example\"}],"
			      "\"description\":\"veiled:00\"}",
			     1, &out),
	    VG_OK);
	assert_int_equal(n_kept, 3);
	assert_null(strstr(vg_buf_text(&out), "Jeanne"));
	assert_null(strstr(vg_buf_text(&out), "j@a"));
	vg_buf_fini(&out);
	vg_buf_init(&deep, 0);
	for (int i = 0; i < 200; i++)
		vg_buf_add_text(&deep, "{\"a\":");
	vg_buf_add_text(&deep, "1");
	for (int i = 0; i < 200; i++)
		vg_buf_add_text(&deep, "}");
	assert_int_equal(take(vg_buf_text(&deep), 1, &out), VG_EPARSE);
	vg_buf_fini(&out);
	vg_buf_fini(&deep);
}

/* --- looked through as text --------------------------------------------------------------- */

static bool
is_scanned(const char *content)
{
	struct vg_veilscan scan;
	bool is = vg_veilscan_look(content, &scan);

	vg_veilscan_fini(&scan);
	return is;
}

/*
 * Of what can be looked through as text the same is taken as by a parser, which a fraction calls.
 */
static void
text_and_tree_agree(void **state)
{
	static const char *const bodies[] = {"", "\"a\":1",
	    "\"description\":\"x\\\"y\\\\ / \\t\\b\\n\",\"reason\":\"\"",
	    " \"m:description\" : \"a\" , \"l\" : [ ] , \"o\" : { } ,\n\"n\":[1,-2,true,null]",
	    "\"person\":[{\"name\":\"N\",\"id\":\"p\",\"description\":\"d\",\"skill\":["
	    "{\"description\":\"e\",\"name\":\"kept\"}]},{\"id\":\"q\"}]",
	    "\"m:person\":[{\"m:id\":\"p\",\"mail\":\"a@b\"}],\"c\":{\"person\":[\"p\"]}",
	    "\"person\":{\"id\":\"p\",\"telephone\":\"1\"},\"name\":\"house\"",
	    "\"description\":{\"description\":\"in\"},\"reason\":[\"no member\"]",
	    "\"x\":[[{\"reason\":\"deep \xc3\xa9\"}]],\"descriptions\":\"kept\""};
	char whole[600], parsed[600];
	struct vg_buf out, other;

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		const char *body = bodies[i];
		vg_text_format(whole, sizeof(whole), " {%s} ", body);
		vg_text_format(
		    parsed, sizeof(parsed), "{%s%s\"z\":0.5}", body, body[0] ? "," : "");
		assert_true(is_scanned(whole));
		assert_false(is_scanned(parsed));
		assert_int_equal(take(parsed, 3, &other), VG_OK);
		size_t n = n_kept;
		char *was = vg_mem_copy(kept, sizeof(kept));
		assert_int_equal(take(whole, 3, &out), VG_OK);
		assert_int_equal(n_kept, n);
		assert_memory_equal(kept, was, n * sizeof(kept[0]));
		/* Without the fraction and its comma: octet for octet, which recordings are cut by. */
		char *want = vg_mem_text(vg_buf_text(&other));
		char *fraction =
		    strstr(want, body[0] ? ",\n \"z\": 0.5" : "\n \"z\": 0.5\n");
		size_t gone = strlen(",\n \"z\": 0.5");
		assert_non_null(fraction);
		memmove(fraction, fraction + gone, strlen(fraction + gone) + 1);
		assert_string_equal(vg_buf_text(&out), want);
		free(was);
		free(want);
		vg_buf_fini(&out);
		vg_buf_fini(&other);
	}
}

/* What the text's reader does not take is a parser's to judge: nothing passes because of it. */
static void
strange_is_parsed(void **state)
{
	static const char *const strange[] = {"", "[]", "\"x\"", "{", "{}x", "{\"a\"}",
	    "{\"a\":}", "{\"a\":01}", "{\"a\":-}", "{\"a\":-0}", "{\"a\":\"\\u00e9\"}",
	    "{\"a\":\"\\/\"}", "{\"a\":1.5}", "{\"a\":1e5}", "{\"a\":tru}", "{\"a\":1,}",
	    "{,}", "{\"a\":[1,]}", "{\"a\":[1}", "{\"a\":\"x}", "{\"a\":\"\\",
	    "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u0000\"}",
	    "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}",
	    "{\"\\u0061\":1}", "{\"a\":1,\"a\":2}", "{\"a\":1234567890123456789}",
	    "{\"person\":[{\"name\":\"x\"]}"};

	(void)state;
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
		if (is_scanned(strange[i]))
			fail_msg("%s", strange[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(goes_and_comes_back),
	    cmocka_unit_test(the_erased_leave_no_leaf),
	    cmocka_unit_test(marks_prove_and_do_not_tell),
	    cmocka_unit_test(hostile),
	    cmocka_unit_test(text_and_tree_agree),
	    cmocka_unit_test(strange_is_parsed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
