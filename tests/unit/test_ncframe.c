/*
 * Frames of NETCONF, good and of every bad kind, whole and octet by octet; what may be given to
 * an XML parser; records.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/netconf/ncframe.h"
#include "lib/netconf/ncmessage.h"
#include "lib/netconf/ncnamespace.h"
#include "lib/netconf/ncrecord.h"

enum { LIMIT = 64 };

struct framed {
	const char *what;
	enum vg_ncframe_version version;
	const char *octets;
	int code;
	const char *expect; /* the message, or a part of the sentence */
};

static const struct framed framed[] = {
    /* base:1.0 */
    {"a message", VG_NCFRAME_10, "<a/>]]>]]>", VG_OK, "<a/>"},
    {"an empty message", VG_NCFRAME_10, "]]>]]>", VG_OK, ""},
    {"a marker cut short", VG_NCFRAME_10, "<a/>]]>]]", VG_EAGAIN, ""},
    {"a bracket before the marker", VG_NCFRAME_10, "<a/>]]]>]]>", VG_OK, "<a/>]"},
    {"half a marker inside", VG_NCFRAME_10, "a]]>]x]]>]]>", VG_OK, "a]]>]x"},
    {"as long as may be", VG_NCFRAME_10,
	"0123456789012345678901234567890123456789012345678901234567890123]]>]]>", VG_OK,
	"0123456789012345678901234567890123456789012345678901234567890123"},
    {"one octet longer", VG_NCFRAME_10,
	"01234567890123456789012345678901234567890123456789012345678901234]]>]]>",
	VG_ELIMIT, "within 64 octets"},
    {"no end", VG_NCFRAME_10,
	"<a>0123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789",
	VG_ELIMIT, "no end of message"},
    {"chunks of a device that speaks 1.0", VG_NCFRAME_10, "\n#4\n<a/>\n##\n]]>]]>", VG_OK,
	"\n#4\n<a/>\n##\n"},
    /* base:1.1 */
    {"one chunk", VG_NCFRAME_11, "\n#4\n<a/>\n##\n", VG_OK, "<a/>"},
    {"two chunks", VG_NCFRAME_11, "\n#2\n<a\n#2\n/>\n##\n", VG_OK, "<a/>"},
    {"framing inside a chunk", VG_NCFRAME_11, "\n#10\n<a>\n##\n</a\n#1\n>\n##\n", VG_OK,
	"<a>\n##\n</a>"},
    {"no end yet", VG_NCFRAME_11, "\n#4\n<a/>\n#", VG_EAGAIN, ""},
    {"a chunk of nothing", VG_NCFRAME_11, "\n#0\n", VG_EPARSE, "size of 1 or more"},
    {"a leading zero", VG_NCFRAME_11, "\n#04\n<a/>\n##\n", VG_EPARSE, "0x30"},
    {"letters for a size", VG_NCFRAME_11, "\n#abc\n", VG_EPARSE, "0x61"},
    {"a negative size", VG_NCFRAME_11, "\n#-1\n", VG_EPARSE, "0x2d"},
    {"a size with a letter", VG_NCFRAME_11, "\n#4x\n", VG_EPARSE, "a digit expected"},
    {"an end without a chunk", VG_NCFRAME_11, "\n##\n", VG_EPARSE, "without a chunk"},
    {"2^64 - 1", VG_NCFRAME_11, "\n#18446744073709551615\n", VG_ELIMIT, "4294967295"},
    {"2^64 + 4", VG_NCFRAME_11, "\n#18446744073709551620\n<a/>", VG_ELIMIT, "4294967295"},
    {"10 GiB", VG_NCFRAME_11, "\n#10737418240\n", VG_ELIMIT, "4294967295"},
    {"4 GiB - 1", VG_NCFRAME_11, "\n#4294967295\n", VG_ELIMIT, "at most 64"},
    {"one octet too long", VG_NCFRAME_11, "\n#65\n", VG_ELIMIT, "at most 64"},
    {"too long in two", VG_NCFRAME_11, "\n#4\n<a/>\n#61\n", VG_ELIMIT, "behind 4"},
    {"no line feed", VG_NCFRAME_11, "<a/>", VG_EPARSE, "a line feed expected"},
    {"no hash", VG_NCFRAME_11, "\n4\n", VG_EPARSE, "# expected"},
    {"the end marker of 1.0", VG_NCFRAME_11, "\n#4\n<a/>]]>]]>", VG_EPARSE,
	"end marker of base:1.0"},
    {"an end cut off", VG_NCFRAME_11, "\n#4\n<a/>\n##<", VG_EPARSE,
	"line feed of the end"},
};

/* Feeds 'octets' in pieces of 'piece' and compares what came. */
static void
feed(const struct framed *row, size_t piece)
{
	size_t size = strlen(row->octets), at = 0, used;
	struct vg_detail detail = {0};
	struct vg_ncframe frame;
	int code = VG_EAGAIN;

	vg_ncframe_init(&frame, LIMIT);
	vg_ncframe_speak(&frame, row->version);
	while (at < size && code == VG_EAGAIN) {
		size_t n = size - at < piece ? size - at : piece;
		code = vg_ncframe_feed(&frame, row->octets + at, n, &used, &detail);
		at += used;
	}
	if (code != row->code)
		fail_msg("%s by %zu: %s: %s", row->what, piece, vg_error_name(code),
		    detail.text);
	if (code == VG_OK)
		assert_string_equal(vg_buf_text(&frame.message), row->expect);
	else if (code != VG_EAGAIN && !strstr(detail.text, row->expect))
		fail_msg("%s: %s", row->what, detail.text);
	assert_true(frame.message.size <= LIMIT + 6);
	if (code != VG_OK && code != VG_EAGAIN)
		assert_int_equal(
		    vg_ncframe_feed(&frame, "<a/>", 4, &used, &detail), VG_EPARSE);
	vg_ncframe_fini(&frame);
}

static void
a_frame_is_a_message_or_an_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(framed) / sizeof(framed[0]); i++) {
		feed(&framed[i], 1);
		feed(&framed[i], 3);
		feed(&framed[i], 1000);
	}
}

static void
what_is_wrapped_is_read_again(void **state)
{
	static const char text[] = "<a>\n#7\n</a>";
	struct vg_ncframe frame;
	struct vg_buf out;
	size_t used, at;

	(void)state;
	for (int version = VG_NCFRAME_10; version <= VG_NCFRAME_11; version++) {
		vg_buf_init(&out, 0);
		for (int n = 0; n < 2; n++)
			vg_ncframe_wrap(&out, (enum vg_ncframe_version)version, text,
			    sizeof(text) - 1);
		vg_ncframe_init(&frame, LIMIT);
		vg_ncframe_speak(&frame, (enum vg_ncframe_version)version);
		at = 0;
		for (int n = 0; n < 2; n++) {
			assert_int_equal(vg_ncframe_feed(&frame, out.data + at,
					     out.size - at, &used, NULL),
			    VG_OK);
			assert_string_equal(vg_buf_text(&frame.message), text);
			vg_ncframe_next(&frame);
			at += used;
		}
		assert_int_equal(at, out.size);
		vg_ncframe_fini(&frame);
		vg_buf_fini(&out);
	}
}

/* --- messages ------------------------------------------------------------------------------ */

static const struct {
	const char *text;
	int code;
	const char *expect;
} messages[] = {
    {"<a/>", VG_OK, ""},
    {"\n<?xml version='1.0'?> <!-- > --><a b='>' c=\"</a>\">x<b/>&amp;<![CDATA[<c>]]></a>\n",
	VG_OK, ""},
    {"<\xC3\xA9/>", VG_OK, ""},
    {"", VG_EPARSE, "no element"},
    {" \r\n\t", VG_EPARSE, "no element"},
    {"<!-- only -->", VG_EPARSE, "no element"},
    {"<?xml version='1.0'?>", VG_EPARSE, "no element"},
    {"text", VG_EPARSE, "octet 0: text outside"},
    {"<a/>text", VG_EPARSE, "octet 4: text outside"},
    {"<a/><b/>", VG_EPARSE, "second root"},
    {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", VG_EPARSE, "document type"},
    {"<![CDATA[a]]>", VG_EPARSE, "document type"},
    {"<a><b></a>", VG_EPARSE, "without end"},
    {"<a></a></a>", VG_EPARSE, "without its start"},
    {"<a", VG_EPARSE, "tag without end"},
    {"<a b='/>", VG_EPARSE, "tag without end"},
    {"<a <b/>", VG_EPARSE, "tag without end"},
    {"<a></a", VG_EPARSE, "tag without end"},
    {"<a><!-- </a>", VG_EPARSE, "comment"},
    {"<a><![CDATA[</a>", VG_EPARSE, "CDATA"},
    {"<a><? </a>", VG_EPARSE, "instruction"},
    {"<1/>", VG_EPARSE, "without a name"},
    {"<", VG_EPARSE, "without a name"},
    {"<a>\xC3</a>", VG_EPARSE, "UTF-8"},
};

static void
a_message_is_weighed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		struct vg_detail detail = {0};
		size_t size = strlen(messages[i].text);
		char *copy = vg_mem_copy(messages[i].text, size); /* no NUL behind it */
		int code = vg_ncmessage_check(copy, size, &detail);
		free(copy);
		if (code != messages[i].code || !strstr(detail.text, messages[i].expect))
			fail_msg("%s: %s: %s", messages[i].text, vg_error_name(code),
			    detail.text);
	}
	assert_int_equal(vg_ncmessage_check("<a>\0</a>", 8, NULL), VG_EPARSE);
}

/* What is in no namespace, and what becomes of it; NULL: nothing. */
static const struct filled {
	const char *text, *expect;
} filled[] = {
    {"<a xmlns=\"\"/>", "<a xmlns=\"urn:vigie:none\"/>"},
    {"<a><b xmlns:p = ''><b\txmlns\n=\n\"\" c='d'/></b></a>",
	"<a><b xmlns:p = 'urn:vigie:none'><b\txmlns\n=\n\"urn:vigie:none\" c='d'/></b></a>"},
    {"<a b='>' c=\"'\" xmlns=''>t</a>", "<a b='>' c=\"'\" xmlns='urn:vigie:none'>t</a>"},
    {"<a b=' xmlns=\"\" '/>", NULL},
    {"<a>xmlns=\"\"</a>", NULL},
    {"<a><!-- <b xmlns=\"\"/> --><![CDATA[<b xmlns=\"\"/>]]><?b xmlns=\"\"?></a>", NULL},
    {"<a xmlns='x' nxmlns='' xmlnsp='' xmlns />", NULL},
    {"<a = '' xmlns=/>", NULL},
    {"<xmlns/>", NULL},
};

static void
what_is_in_no_namespace_is_given_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(filled) / sizeof(filled[0]); i++) {
		const struct filled *row = &filled[i];
		struct vg_buf message;
		vg_buf_init(&message, 0);
		vg_buf_add(&message, row->text, strlen(row->text));
		assert_int_equal(vg_ncnamespace_fill(&message, NULL), VG_OK);
		assert_string_equal(
		    vg_buf_text(&message), row->expect ? row->expect : row->text);
		vg_buf_fini(&message);
	}
	struct vg_buf message;
	vg_buf_init(&message, 20);
	vg_buf_add_text(&message, filled[0].text);
	assert_int_equal(vg_ncnamespace_fill(&message, NULL), VG_ELIMIT);
	vg_buf_fini(&message);
}

/* 'n' elements within each other, or beside each other below one. */
static int
check_many(size_t n, bool deep)
{
	struct vg_detail detail = {0};
	struct vg_buf text;

	vg_buf_init(&text, 0);
	if (!deep)
		vg_buf_add_text(&text, "<a>");
	for (size_t i = 0; i < n; i++)
		vg_buf_add_text(&text, deep ? "<a>" : "<b/>");
	for (size_t i = 0; deep && i < n; i++)
		vg_buf_add_text(&text, "</a>");
	if (!deep)
		vg_buf_add_text(&text, "</a>");
	int code = vg_ncmessage_check(text.data, text.size, &detail);
	vg_buf_fini(&text);
	return code;
}

static void
a_message_is_neither_too_deep_nor_too_wide(void **state)
{
	(void)state;
	assert_int_equal(check_many(VG_NCMESSAGE_DEPTH, true), VG_OK);
	assert_int_equal(check_many(VG_NCMESSAGE_DEPTH + 1, true), VG_ELIMIT);
	assert_int_equal(check_many(VG_NCMESSAGE_ELEMENTS - 1, false), VG_OK);
	assert_int_equal(check_many(VG_NCMESSAGE_ELEMENTS, false), VG_ELIMIT);
}

/* --- the root ------------------------------------------------------------------------------ */

static void
a_root_is_found(void **state)
{
	static const struct {
		const char *text;
		size_t elements;
		bool siblings;
		int code;
		const char *name, *behind; /* of the root, and what follows it */
		bool ends;                 /* it has an end tag */
	} rows[] = {
	    {"<a/>", 1, false, VG_OK, "a", "", false},
	    {"<p:input x='>'>t<b/></p:input >  ", 2, false, VG_OK, "p:input", "  ", true},
	    {"<?xml version='1.0'?><!-- <c> --><a b=\"/\"/> <!-- -->", 1, false, VG_OK,
		"a", " <!-- -->", false},
	    {"<a><b/></a>", 1, false, VG_ELIMIT, NULL, NULL, false},
	    {"<a/><b></b>", 2, false, VG_EPARSE, NULL, NULL, false},
	    {"<a/><b></b>", 2, true, VG_OK, "b", "", true},
	    {"<a><b></a>", 2, false, VG_EPARSE, NULL, NULL, false},
	    {"<a:b></b>", 1, false, VG_EPARSE, NULL, NULL, false},
	    {"<a></aa>", 1, false, VG_EPARSE, NULL, NULL, false},
	    {"<aa></a>", 1, false, VG_EPARSE, NULL, NULL, false},
	    {"<a></", 1, false, VG_EPARSE, NULL, NULL, false},
	    {"  ", 0, true, VG_OK, "", "  ", false},
	    {"", 0, true, VG_OK, "", "", false},
	    {"<!DOCTYPE a><a/>", 1, true, VG_EPARSE, NULL, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_ncmessage_root root;
		struct vg_detail detail = {0};
		const char *text = rows[i].text;
		int code = vg_ncmessage_look(text, strlen(text), rows[i].elements,
		    rows[i].siblings, &root, &detail);
		if (code != rows[i].code)
			fail_msg("%s: %s", text, vg_error_name(code));
		if (code != VG_OK)
			continue;
		if (root.size != strlen(rows[i].name) ||
		    strncmp(text + root.begin, rows[i].name, root.size) != 0 ||
		    strcmp(text + root.past, rows[i].behind) != 0 ||
		    (root.end != 0) != rows[i].ends ||
		    (root.end && strncmp(text + root.end, rows[i].name, root.size) != 0))
			fail_msg("%s: another root", text);
	}
}

/* --- records ------------------------------------------------------------------------------- */

static void
a_record_comes_back_as_it_went(void **state)
{
	static const char *const fields[] = {"1", "", "d\xC3\xA9"};
	struct vg_ncrecord record;
	struct vg_buf out;
	size_t used;
	char text[8];

	(void)state;
	vg_buf_init(&out, 0);
	vg_ncrecord_add(&out, VG_NCRECORD_VALUE, fields, 3);
	for (size_t cut = 0; cut < out.size; cut++)
		assert_int_equal(
		    vg_ncrecord_read(out.data, cut, &record, &used), VG_EAGAIN);
	assert_int_equal(vg_ncrecord_read(out.data, out.size, &record, &used), VG_OK);
	assert_int_equal(used, out.size);
	assert_int_equal(record.type, VG_NCRECORD_VALUE);
	assert_int_equal(record.n, 3);
	assert_int_equal(vg_ncrecord_number(&record, 0, 9), 1);
	assert_int_equal(vg_ncrecord_number(&record, 0, 0), -1);
	assert_int_equal(vg_ncrecord_number(&record, 1, 9), -1);
	vg_ncrecord_text(&record, 2, text, sizeof(text));
	assert_string_equal(text, fields[2]);
	vg_ncrecord_text(&record, 2, text, 3);
	assert_string_equal(text, "d\xC3");
	vg_ncrecord_text(&record, 7, text, sizeof(text));
	assert_string_equal(text, "");
	vg_buf_fini(&out);
}

static void
a_record_is_bounded(void **state)
{
	char *long_text = vg_mem_zero(3000);
	const char *fields[VG_NCRECORD_FIELDS];
	struct vg_ncrecord record;
	struct vg_buf out;
	size_t used;

	(void)state;
	/* Two octets a character: the cut falls between them. */
	for (size_t i = 0; i + 1 < 2999; i += 2)
		memcpy(long_text + 1 + i, "\xC3\xA9", 2);
	long_text[0] = 'x';
	for (size_t i = 0; i < VG_NCRECORD_FIELDS; i++)
		fields[i] = long_text;
	vg_buf_init(&out, 0);
	vg_ncrecord_add(&out, VG_NCRECORD_ROW, fields, VG_NCRECORD_FIELDS);
	assert_true(out.size <= VG_NCRECORD_SIZE);
	assert_int_equal(vg_ncrecord_read(out.data, out.size, &record, &used), VG_OK);
	assert_int_equal(record.field[0].size, VG_NCRECORD_TEXT - 1);
	vg_buf_fini(&out);
	free(long_text);
}

static const struct {
	const char *octets;
	size_t size;
	int code;
} bad_records[] = {
    {"\x00", 1, VG_EPARSE},                  /* no such type */
    {"\x0F\x00\x00", 3, VG_EPARSE},          /* nor this */
    {"\x12\x0F\xFE", 3, VG_ELIMIT},          /* longer than any */
    {"\x12\x00\x01\x00", 4, VG_EPARSE},      /* half a size */
    {"\x12\x00\x03\x00\x02x", 6, VG_EPARSE}, /* a field beyond the record */
    {"\x12\x00\x12\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21, VG_ELIMIT}, /* nine fields */
};

static void
a_bad_record_is_refused(void **state)
{
	struct vg_ncrecord record;
	size_t used;

	(void)state;
	for (size_t i = 0; i < sizeof(bad_records) / sizeof(bad_records[0]); i++) {
		int code = vg_ncrecord_read(
		    bad_records[i].octets, bad_records[i].size, &record, &used);
		if (code != bad_records[i].code)
			fail_msg("record %zu: %s", i, vg_error_name(code));
		assert_int_equal(used, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_frame_is_a_message_or_an_error),
	    cmocka_unit_test(what_is_wrapped_is_read_again),
	    cmocka_unit_test(a_message_is_weighed),
	    cmocka_unit_test(what_is_in_no_namespace_is_given_one),
	    cmocka_unit_test(a_message_is_neither_too_deep_nor_too_wide),
	    cmocka_unit_test(a_root_is_found),
	    cmocka_unit_test(a_record_comes_back_as_it_went),
	    cmocka_unit_test(a_record_is_bounded),
	    cmocka_unit_test(a_bad_record_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
