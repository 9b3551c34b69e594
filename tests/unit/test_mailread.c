/*
 * What vigie-mail-intake reads itself: the gate, charsets, HTML; and what the desk believes of a
 * head.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "collector/mail/mailcharset.h"
#include "collector/mail/mailgate.h"
#include "collector/mail/mailhtml.h"
#include "collector/mail/mailtext.h"
#include "collector/mailguard/mailorigin.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

static char *
repeat(const char *head, const char *text, size_t n)
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	vg_buf_add_text(&buf, head);
	for (size_t i = 0; i < n; i++)
		vg_buf_add_text(&buf, text);
	return vg_buf_give(&buf);
}

static void
the_gate_counts(void **state)
{
	static const struct {
		const char *head, *text;
		size_t most, more; /* so many pass whole, so many are cut */
	} rows[] = {
	    {"", "A: b\n", VG_MAILGATE_LINES, VG_MAILGATE_LINES + 1},
	    {"A: b\n", " folded 89012345\n", 900, 2000},
	    {"\n", "Line of a body, and another one\n", 50000, 0},
	    {"Content-Type: multipart/x; boundary=b\n\n", "--b\n\nx\n",
		VG_MAILGATE_DELIMITERS, VG_MAILGATE_DELIMITERS + 1},
	    {"Content-type:\n boundary*0=b\n\n", "--anything\n\n", VG_MAILGATE_DELIMITERS,
		VG_MAILGATE_DELIMITERS + 1},
	    {"Content-Type: a; boundary=\"b\"\n\n", "--other\n\n", 5000, 0},
	    {"", "Content-Type: boundary=x\n", VG_MAILGATE_BOUNDARIES,
		VG_MAILGATE_BOUNDARIES + 1},
	    {"Content-Type: a; boundary=b\n\n--b\n", "Content-Type: message/rfc822\n\n",
		VG_MAILGATE_MESSAGES, VG_MAILGATE_MESSAGES + 1},
	    {"Content-Type: multipart/digest; boundary=b\n\n",
		"--b\n\nContent-Type: x; boundary=c\n\n", VG_MAILGATE_BOUNDARIES - 1,
		VG_MAILGATE_BOUNDARIES},
	    /* Words of a body, and of other fields. */
	    {"\n", " ip multicast boundary 1\nmessage/rfc822 boundary=x\n", 5000, 0},
	    {"Subject: boundary\n\nthe boundary router:\n", "--- a/x\n+++ b/x\n", 5000,
		0},
	    {"", "Content-Type: message/rfc822\n\n", VG_MAILGATE_MESSAGES,
		VG_MAILGATE_MESSAGES + 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool cut;
		char *good = repeat(rows[i].head, rows[i].text, rows[i].most);
		assert_int_equal(
		    vg_mailgate_pass(good, strlen(good), &cut), strlen(good));
		assert_false(cut);
		free(good);
		char *bad = repeat(rows[i].head, rows[i].text, rows[i].more);
		if (rows[i].more) {
			assert_true(
			    vg_mailgate_pass(bad, strlen(bad), &cut) < strlen(bad));
			assert_true(cut);
		}
		free(bad);
	}
}

/* Of a field that is too long its first lines stay, and all that is behind it. */
static void
the_gate_cuts_a_field(void **state)
{
	enum { EACH = 150, LEAD = 5, REST = 17, MOST = VG_MAILGATE_LEFT_OUT };
	static const char rest[] = "Subject: s\n\nbody\n";
	char *address = repeat(" <", "b", EACH - 4);
	char *one = vg_mem_format("%s>\n", address);
	char *cc = repeat("A: b\nCc: a\n", one, VG_MAILGATE_FIELD / EACH + 100);
	char *mail = vg_mem_format("%s%s", cc, rest);
	char *line = repeat("X: ", "y", VG_MAILGATE_FIELD);
	char *long_line = vg_mem_format("%s\n folded\n%s", line, rest);
	char *pair = vg_mem_format("%s\nA: b\n", line);
	char *many = repeat("", pair, MOST + 1);
	bool cut = false;

	(void)state;
	size_t seen = vg_mailgate_pass(mail, strlen(mail), &cut);
	assert_true(cut);
	assert_in_range(seen, VG_MAILGATE_FIELD - 2 * EACH, VG_MAILGATE_FIELD + EACH);
	assert_memory_equal(mail, cc, VG_MAILGATE_FIELD - 2 * EACH);
	assert_memory_equal(mail + seen - REST, rest, REST);
	seen = vg_mailgate_pass(long_line, strlen(long_line), &cut);
	assert_true(cut);
	assert_int_equal(seen, REST);
	assert_memory_equal(long_line, rest, REST);
	/* More of them than are left out end it. */
	assert_int_equal(vg_mailgate_pass(many, strlen(many), &cut), MOST * LEAD);
	free(address);
	free(one);
	free(cc);
	free(mail);
	free(line);
	free(long_line);
	free(pair);
	free(many);
}

static void
an_mbox_line_is_passed_over(void **state)
{
	static const char mail[] = "From a@b.example Thu Nov 26\nFrom: a\n";

	(void)state;
	assert_int_equal(vg_mailgate_begin(mail, sizeof(mail) - 1), 28);
	assert_int_equal(vg_mailgate_begin("From: a\n", 8), 0);
	assert_int_equal(vg_mailgate_begin("", 0), 0);
}

static void
any_charset_is_text(void **state)
{
	static const struct {
		const char *charset, *octets, *text;
	} rows[] = {{"iso-8859-1", "\xe9t\xe9", "été"},
	    {"windows-1252", "10 \x80", "10 €"}, {"utf-8", "été", "été"},
	    {NULL, "été", "été"}, {NULL, "\xe9t\xe9", "été"},
	    {"utf-8", "\xe9t\xe9", "été"}, {"us-ascii", "\xe9t\xe9", "été"},
	    {"x-klingon", "qapla", "qapla"}, {"x-klingon", "\xe9t\xe9", "été"},
	    {"iso-2022-jp", "\x1b$B$3$s\x1b(B", "こん"}, {"koi8-r", "\xc4\xc1", "да"},
	    {"utf-7", "+AGE-", "a"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf text;
		vg_buf_init(&text, 0);
		vg_mailtext_decode(
		    rows[i].charset, rows[i].octets, strlen(rows[i].octets), &text);
		assert_string_equal(vg_buf_text(&text), rows[i].text);
		vg_buf_fini(&text);
	}
}

static void
the_charsets_of_a_mail_are_found(void **state)
{
	const unsigned one = VG_MAILCHARSET_LATIN1, nine = VG_MAILCHARSET_LATIN9;
	static const char type[] = "Content-Type: text/plain;";
	static const struct {
		const char *said;
		int few; /* -1: all */
	} rows[] = {
	    {"", 0},
	    {" charset=utf-8\n", 0},
	    {" format=flowed; delsp=yes; charset=\"UTF-8\"\n\n1 + 1 = 2\n=C3=A9=\n", 0},
	    {" charset = us-ascii; boundary=\"=_x\"\n", 0},
	    {"\n charset\r\n =\r\n \"iso-8859-1\"", (int)one},
	    {" charset=ISO-8859-15", (int)nine},
	    {" charset=windows-1252\nSubject: =?iso-8859-1?Q?Zo=E9?= =?utf8?B?w6A=?=\n",
		(int)one},
	    {" name*=iso-8859-15'fr'relev%E9.pdf", (int)nine},
	    {" name*0*=\"utf-8''a\"; name*1=b; name*=''c", 0},
	    {"\nSubject: =?iso-8859-1*fr?Q?a?=", (int)one},
	    /* What is not among the few, whatever it is. */
	    {" charset=koi8-r", -1},
	    {" charset=latin1", -1},
	    {" charset=iso-8859-155", -1},
	    {" charset=", -1},
	    {" charset=utf-8; name*=gb2312''%c4", -1},
	    {"\nSubject: =?iso-2022-jp?B?GyRC?=", -1},
	    {"\nSubject: =?", -1},
	    /* What is not understood at sight. */
	    {" charset(a comment)=utf-8", -1},
	    {" charset=(a comment)utf-8", -1},
	    {" charset=utf\\-8", -1},
	    {" charset*=us-ascii'en'utf-8", -1},
	    {" charset*0=koi8; charset*1=-r", -1},
	    {" charset*0*=''koi8; charset*1=-r", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned few = 0;
		char *mail = vg_mem_format("%s%s", type, rows[i].said);
		bool found = vg_mailcharset_find(mail, strlen(mail), &few);
		if ((found ? (int)few : -1) != rows[i].few)
			fail_msg("row %zu: %s", i, mail);
		free(mail);
	}
}

static void
text_is_cleaned(void **state)
{
	static const struct {
		const char *text, *clean;
		bool line;
	} rows[] = {{"a\r\nb\tc", "a\nb\tc", false}, {"a\r\nb\tc", "a b c", true},
	    {"\x1b[31m\x7f", "\xef\xbf\xbd[31m\xef\xbf\xbd", false},
	    {"a\rb\r\nc", "a\nb\nc", false}, {"a\rb", "a b", true},
	    {"\xc2\x9b"
	     "31m",
		"\xef\xbf\xbd"
		"31m",
		false},
	    {"a\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8z",
		"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz", true},
	    {"\xef\xbf\xbe", "\xef\xbf\xbd", false}, {"\xc3", "\xef\xbf\xbd", false},
	    {"é", "é", true}};
	struct vg_buf clean;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		vg_buf_init(&clean, 0);
		assert_true(vg_mailtext_clean(
		    rows[i].text, strlen(rows[i].text), 100, rows[i].line, &clean));
		assert_string_equal(vg_buf_text(&clean), rows[i].clean);
		vg_buf_fini(&clean);
	}
	/* Never in the middle of a character. */
	vg_buf_init(&clean, 0);
	assert_false(vg_mailtext_clean("aéé", 5, 4, false, &clean));
	assert_string_equal(vg_buf_text(&clean), "aé");
	vg_buf_fini(&clean);
}

static void
html_is_text(void **state)
{
	static const struct {
		const char *html, *text;
	} rows[] = {{"<p>a<p>b", "a\n\nb"}, {"a<br>b", "a\nb"},
	    {"a<td>b</td><td>c", "a b c"},
	    {"<style>x</style>a<script>y<b></script>b", "ab"},
	    {"<!-- <p>no --> yes", "yes"}, {"a < b &amp; c &lt;d&gt;", "a < b & c <d>"},
	    {"&eacute;t&#233;&#xe9;&bogus;", "étéé&bogus;"},
	    {"&#0;&#xd800;", "\xef\xbf\xbd\xef\xbf\xbd"},
	    {"<a href=\"http://x.example\">there</a>", "there <http://x.example>"},
	    {"<a href=http://x.example>http://x.example</a>", "http://x.example"},
	    {"<a href=\"javascript:x\">y</a>", "y"}, {"<img alt=\"a>b\" src=x>c", "c"},
	    {"a\n\n  b&nbsp; c", "a b c"}, {"<pre>a\n  b</pre>", "a\nb"}, {"<", "<"},
	    {"<title>t</title><body>b", "b"},
	    /* What is begun and never ended hides nothing behind it, but a script. */
	    {"<b", "<b"}, {"x<y is all", "x<y is all"},
	    {"<head><meta charset=utf-8><body>b", "b"}, {"<title>t<body>b", "tb"},
	    {"<header>h</header>b", "hb"}, {"<!-- a <b>b</b>", "<!-- a b"},
	    {"<a href=\"x>y</a> z", "y z"}, {"a<script>b", "a"},
	    /* Windows' own characters by the numbers that they have there. */
	    {"l&#146;eau &#x80; &Ecirc;tre &aelig; &middot; &rarr;",
		"l’eau € Être æ · →"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf text;
		vg_buf_init(&text, 0);
		vg_mailhtml_text(rows[i].html, strlen(rows[i].html), &text);
		assert_string_equal(vg_buf_text(&text), rows[i].text);
		vg_buf_fini(&text);
	}
}

/* Processor time of the best of three readings of 'word' again and again, 'size' octets of it. */
static clock_t
cost_of(const char *word, size_t size)
{
	char *html = repeat("", word, size / strlen(word));
	clock_t best = 0;

	for (int i = 0; i < 3; i++) {
		struct vg_buf text;
		clock_t began = clock();
		vg_buf_init(&text, 0);
		vg_mailhtml_text(html, strlen(html), &text);
		clock_t took = clock() - began;
		vg_buf_fini(&text);
		best = i == 0 || took < best ? took : best;
	}
	free(html);
	return best;
}

/* Whatever is never ended costs a look once, not each time: eight times as much, eight times the cost. */
static void
html_costs_its_length(void **state)
{
	static const char *const words[] = {"<a", "<!--", "<title>", "<a href=\"", "<a='",
	    "&#", "</a", "<a href='\"=\"'"};
	const clock_t grain = CLOCKS_PER_SEC / 100;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		clock_t one = cost_of(words[i], 16384), eight = cost_of(words[i], 131072);
		if (eight > 24 * one + grain)
			fail_msg("%s: %ld, %ld", words[i], (long)one, (long)eight);
	}
}

static struct vg_wall
at(const char *text)
{
	struct vg_wall instant = {0};

	assert_int_equal(vg_instant_parse(text, &instant), VG_OK);
	return instant;
}

static void
only_our_hosts_stamps_count(void **state)
{
	static const char *const hosts[] = {"mx.merisac.example", "mail.merisac.example"};
	static const struct {
		const char *lines, *taken;
	} rows[] = {{"", "2026-07-09T10:00:00Z"},
	    {"mx.other.example 2026-07-09T08:00:00Z", "2026-07-09T10:00:00Z"},
	    {"MX.merisac.example 2026-07-09T08:00:00Z", "2026-07-09T08:00:00Z"},
	    {"mail.merisac.example 2026-07-09T09:00:00Z\nmx.merisac.example "
	     "2026-07-09T08:00:00Z",
		"2026-07-09T09:00:00Z"},
	    {"mx.merisac.example 2026-07-09T08:00:00Z\nmail.merisac.example "
	     "2026-07-09T09:00:00Z",
		"2026-07-09T09:00:00Z"},
	    {"mx.merisac.example 2100-01-01T00:00:00Z", "2026-07-09T10:00:00Z"},
	    /* Of a clock that was wrong, or of nobody of ours. */
	    {"mx.merisac.example 1970-01-01T00:00:10Z", "2026-07-09T10:00:00Z"},
	    {"mx.merisac.example 2026-06-10T08:00:00Z", "2026-06-10T08:00:00Z"},
	    {"mx.merisac.example yesterday", "2026-07-09T10:00:00Z"},
	    {"mx.merisac.example", "2026-07-09T10:00:00Z"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(vg_mailorigin_taken(
				     rows[i].lines, hosts, 2, at("2026-07-09T10:00:00Z"))
				     .us,
		    at(rows[i].taken).us);
}

static void
only_our_hosts_results_are_kept(void **state)
{
	static const char *const ids[] = {"mx.merisac.example"};
	static const struct {
		const char *lines, *kept;
	} rows[] = {{"", ""}, {"liar.example; dkim=pass", ""},
	    {"mx.merisac.example; spf=pass\nliar.example; dkim=pass",
		"mx.merisac.example; spf=pass"},
	    {" MX.merisac.example 1; none\nmx.merisac.example; a",
		" MX.merisac.example 1; none\nmx.merisac.example; a"},
	    {"mx.merisac.example.evil.example; spf=pass", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf kept;
		vg_buf_init(&kept, 0);
		vg_mailorigin_results(rows[i].lines, ids, 1, &kept);
		assert_string_equal(vg_buf_text(&kept), rows[i].kept);
		vg_buf_fini(&kept);
	}
}

static void
what_proves_a_sender(void **state)
{
	static const struct {
		const char *kept;
		bool proves;
	} rows[] = {
	    {"", false},
	    {"mx.example; none", false},
	    {"mx.example; dmarc=pass header.from=example.net", true},
	    {"mx.example; dkim=pass header.d=example.net", true},
	    {"mx.example; DKIM=pass header.i=@Example.NET; spf=fail smtp.mailfrom=x",
		true},
	    {"mx.example; spf=pass smtp.mailfrom=jean@example.net", true},
	    /* Of another domain, of another method, of none that passed. */
	    {"mx.example; dkim=pass header.d=evil.example", false},
	    {"mx.example; dkim=pass header.d=notexample.net", false},
	    {"mx.example; spf=pass smtp.helo=example.net", false},
	    {"mx.example; dkim=passed header.d=example.net", false},
	    {"mx.example; dkim=fail header.d=example.net", false},
	    {"mx.example; dkim=pass; spf=none smtp.mailfrom=example.net", false},
	    {"mx.example; dkim=pass header.d=example.net; dmarc=fail header.from=x",
		false},
	    /* What a sender writes into comments, strings and older lines. */
	    {"mx.example; spf=fail (; dkim=pass header.d=example.net)", false},
	    {"mx.example; spf=fail reason=\"; dkim=pass header.d=example.net\"", false},
	    {"mx.example; spf=fail (a \\) ; dkim=pass header.d=example.net)", false},
	    {"mx.example; none\nmx.example; dkim=pass header.d=example.net", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_mailorigin_proves(rows[i].kept, "jean@example.net") !=
		    rows[i].proves)
			fail_msg("row %zu: %s", i, rows[i].kept);
	}
	assert_false(vg_mailorigin_proves(rows[2].kept, "nobody"));
}

static void
a_forwarder_of_ours_is_undone(void **state)
{
	static const struct {
		const char *envelope, *original; /* "": it is not undone */
	} rows[] = {{"SRS0=HHH=TT=Elsewhere.example=Ups@merisac.example",
			"ups@elsewhere.example"},
	    {"<srs0+HHH=TT=elsewhere.example=a=b@MERISAC.example>",
		"a=b@elsewhere.example"},
	    {"srs0-h=t=elsewhere.example=ups@merisac.example", "ups@elsewhere.example"},
	    /* another's word, or one that ours passed on */
	    {"SRS0=HHH=TT=elsewhere.example=ups@evil.example", ""},
	    {"SRS0=HHH=TT=elsewhere.example=ups@x.merisac.example", ""},
	    {"SRS1=HH=evil.example==HHH=TT=elsewhere.example=ups@merisac.example", ""},
	    {"SRS0=HHH=TT=elsewhere.example=@merisac.example", ""},
	    {"SRS0=HHH=TT==ups@merisac.example", ""}, {"SRS0=HHH=TT@merisac.example", ""},
	    {"SRS0=@merisac.example", ""}, {"SRS0@merisac.example", ""},
	    {"srs0x=H=T=e.example=u@merisac.example", ""}, {"ups@merisac.example", ""},
	    {"", ""}, {"<>", ""}};
	char original[VG_MAILTOKEN_MAIL_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(vg_mailorigin_forwarded(
				     rows[i].envelope, "merisac.example", original),
		    rows[i].original[0] != '\0');
		assert_string_equal(original, rows[i].original);
	}
	assert_false(vg_mailorigin_forwarded(rows[0].envelope, "", original));
}

static void
an_extension_names_a_case(void **state)
{
	char number[VG_MAILTOKEN_CASE_SIZE];

	(void)state;
	assert_true(vg_mailorigin_extension("2026-000123", number));
	assert_string_equal(number, "2026-000123");
	assert_false(vg_mailorigin_extension("", number));
	assert_false(vg_mailorigin_extension("2026-0001234", number));
	assert_false(vg_mailorigin_extension("invoices", number));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_proves_a_sender),
	    cmocka_unit_test(the_gate_counts), cmocka_unit_test(the_gate_cuts_a_field),
	    cmocka_unit_test(an_mbox_line_is_passed_over),
	    cmocka_unit_test(any_charset_is_text), cmocka_unit_test(text_is_cleaned),
	    cmocka_unit_test(the_charsets_of_a_mail_are_found),
	    cmocka_unit_test(html_is_text), cmocka_unit_test(html_costs_its_length),
	    cmocka_unit_test(only_our_hosts_stamps_count),
	    cmocka_unit_test(only_our_hosts_results_are_kept),
	    cmocka_unit_test(a_forwarder_of_ours_is_undone),
	    cmocka_unit_test(an_extension_names_a_case)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
