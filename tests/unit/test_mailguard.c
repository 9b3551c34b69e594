/*
 * P4's guard and the tokens of mail: for every kind of word what offends and what does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/mailguard/mailguard.h"
#include "collector/mailguard/mailtoken.h"
#include "lib/base/error.h"

static int
check(enum vg_mailguard_kind kind, const char *word, const char *text,
    struct vg_detail *detail)
{
	static const char *const allowed[] = {"https://crm.allot.example/login"};
	const struct vg_mailguard_word words[] = {
	    {kind, word, "the client's person", NULL, NULL}};
	const struct vg_mailguard_list list = {.words = words,
	    .n_words = 1,
	    .allowed = allowed,
	    .n_allowed = 1,
	    .mend = "write less"};
	const struct vg_mailguard_message message = {.text = text};

	return vg_mailguard_check(&list, &message, detail);
}

struct row {
	enum vg_mailguard_kind kind;
	const char *word, *text;
	int code;
};

static const struct row rows[] = {
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "ask Jeanne@A.example.", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "<jeanne@a.example>", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "marie-jeanne@a.example", VG_OK},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne@a.example.org", VG_OK},
    {VG_MAILGUARD_DOMAIN, "a.example", "to bob@a.example", VG_EPOLICY},
    {VG_MAILGUARD_DOMAIN, "a.example", "bob (at) A.EXAMPLE", VG_EPOLICY},
    {VG_MAILGUARD_DOMAIN, "a.example", "bob@mail.a.example", VG_EPOLICY},
    {VG_MAILGUARD_DOMAIN, "a.example", "bob@ba.example", VG_OK},
    {VG_MAILGUARD_DOMAIN, "a.example", "bob@a.example.org", VG_OK},
    {VG_MAILGUARD_LINK, "allot.example", "see https://support.allot.example/t/1",
	VG_EPOLICY},
    {VG_MAILGUARD_LINK, "allot.example", "see www.allot.example", VG_EPOLICY},
    {VG_MAILGUARD_LINK, "allot.example", "made by allot.example", VG_OK},
    {VG_MAILGUARD_LINK, "allot.example", "https://crm.allot.example/login", VG_OK},
    {VG_MAILGUARD_LINK, "allot.example",
	"https://crm.allot.example/login https://crm.allot.example/t/1", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "call 04.72.00.11.22", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "call +33472001122 now", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "04 72 00 11 22", "call 0033 4 72 00\n11 22", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22",
	"call 04\xc2\xa0"
	"72\xc2\xa0"
	"00 11 22",
	VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "serial 4720011 and 22", VG_OK},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22",
	"0123456789 0123456789 0123456789 04 72 00 11 22", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "112", "112 errors", VG_OK},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "says JEANNE\n  MARTIN", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Martin Jeanne, at 10", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Mme Martin is there", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "the Martin rack", VG_OK},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne Martineau", VG_OK},
    {VG_MAILGUARD_NAME, "clinique-a", "the unit of Clinique-A", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "polyclinique-a", VG_OK},
    {VG_MAILGUARD_NAME, "", "anything", VG_OK},
    /* What looks the same: spaces of other widths, characters without any, other hyphens. */
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne\xc2\xa0Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "M.\xe2\x80\xafMartin attend", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne\xe2\x80\x80Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne\xe2\x80\x8aMartin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne \xe2\x80\x8bMartin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jea\xe2\x80\x8dnne Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "\xe2\x80\x9cJeanne Martin\xe2\x80\x9d",
	VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne\xc2\xa0Martin", "ask Jeanne Martin", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example",
	"jeanne@\xc2\xad"
	"a.example",
	VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne\xe2\x81\xa0@a.exam\xef\xbb\xbfple",
	VG_EPOLICY},
    {VG_MAILGUARD_DOMAIN, "clinique-a.example",
	"bob@clinique\xe2\x80\x91"
	"a.example",
	VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a",
	"chez clinique\xe2\x80\x90"
	"a",
	VG_EPOLICY},
    {VG_MAILGUARD_NAME, "hopital-b", "de l\xe2\x80\x99hopital-b", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22",
	"+33\xe2\x80\xaf"
	"4\xe2\x80\xaf"
	"72\xe2\x80\xaf"
	"00 11\xe2\x80\x93"
	"22",
	VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22",
	"04 72\xe2\x80\x8b"
	"00 11 22",
	VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "clinique-a\xc3\xa9", VG_OK},
    {VG_MAILGUARD_NAME, "clinique-a", "a cut character\xe2\x80", VG_OK},
    /* As people write them: blanks for hyphens, no marks above letters, marks set apart. */
    {VG_MAILGUARD_NAME, "clinique-a", "chez Clinique A", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "h\xc3\xb4pital b", "HOPITAL-B", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jean-Pierre Petit", "M. PETIT", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jean-Pierre Petit", "Petit Jean Pierre", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Zo\xc3\xa9 Petit", "ZOE PETIT", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Zo\xc3\xa9 Petit", "Zoe\xcc\x81 Petit", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jean-m@a.example", "jean_m@a.example", VG_OK},
    /* Broken by a line's end, quoted, or written for programs. */
    {VG_MAILGUARD_NAME, "clinique-a", "at clinique-\na now", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "at clini-\r\n> > que-a now", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "at clini=\r\nque-a now", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "at clinique=2Da now", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "at <b>clini</b>que&#45;a now", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "see https://x.example/clinique%2Da/", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "the clinique,\na visit", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "the clinique and a visit", VG_OK},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "> says Jeanne\n> Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne&nbsp;Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne=20Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne<br>Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "H\u00e9l\u00e8ne Roy", "H=C3=A9l=C3=A8ne Roy", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "H\u00e9l\u00e8ne Roy", "H&eacute;l&egrave;ne Roy", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "\uff2aeanne \uff2dartin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Ana Kova\u010d", "Ana Kovac", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne (at) a (point) example", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne [arobase] a.example", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne=40a.example", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "mailto:jeanne%40a.example", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne&#x40;a.example", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne@\n> a.example", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "<jeanne@a.example.org>", VG_OK},
    {VG_MAILGUARD_DOMAIN, "clinique-a.example", "bob@clinique-\na.example", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "04&nbsp;72&nbsp;00&nbsp;11 22",
	VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "+33 (0)4 72 00 11 22", VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "04\u00b772\u00b700\u00b711\u00b722",
	VG_EPOLICY},
    {VG_MAILGUARD_TELEPHONE, "+33 4 72 00 11 22", "04<wbr>72<wbr>001122", VG_EPOLICY},
    /* Writings of a person's name and of a firm's. */
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "MARTIN, Jeanne", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "says J. Martin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "jeanne.martin@box.example", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "log-in of jmartin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "martin_j.log", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "jeanne is a rack", VG_OK},
    {VG_MAILGUARD_PERSON, "Jan van Dyke", "Mr van Dyke", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jan van Dyke", "J. van Dyke", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "Dupont-SA", "the unit of Dupont", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "Dupont-SA", "dupontsa-fw1", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "Groupe-Dupont", "the unit of DUPONT", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "Dupont-SA", "Dupontel", VG_OK},
    {VG_MAILGUARD_NAME, "CliniqueDuParc", "the Clinique du Parc", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "Lecoeur-SAS", "chez Lec\u0153ur", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "sa-sa", "sa", VG_OK},
    /* Letters of other scripts that look the same: Cyrillic, Greek, mathematical. */
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "J\u0435\u0430nne M\u0430rtin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Je\u03b1nne \u039cartin", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "Jeanne \U0001d40c\U0001d41artin", VG_EPOLICY},
    {VG_MAILGUARD_NAME, "clinique-a", "chez Clini\u051bue-\u0410", VG_EPOLICY},
    {VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne@\u0430.example", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432",
	"says \u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", VG_EPOLICY},
    {VG_MAILGUARD_PERSON, "Jeanne Martin", "\u041f\u0440\u0438\u0432\u0435\u0442", VG_OK},
};

static void
every_kind_of_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		int code = check(rows[i].kind, rows[i].word, rows[i].text, &detail);
		if (code != rows[i].code)
			fail_msg("row %zu: '%s' in '%s': %d", i, rows[i].word,
			    rows[i].text, code);
	}
}

/* What may always be said may be said whole, and nothing more by it. */
static const struct {
	const char *allowed;
	enum vg_mailguard_kind kind;
	const char *word, *text;
	int code;
} said[] = {
    {"clinique-a-2026", VG_MAILGUARD_NAME, "clinique-a", "Contract: clinique-a-2026",
	VG_OK},
    {"clinique-a-2026", VG_MAILGUARD_NAME, "clinique-a", "(clinique-a-2026), 2 units.",
	VG_OK},
    {"clinique-a-2026", VG_MAILGUARD_NAME, "clinique-a", "clinique-a-2026 of clinique-a",
	VG_EPOLICY},
    {"clinique-a-2026", VG_MAILGUARD_NAME, "clinique-a", "clinique-a-20261", VG_EPOLICY},
    {"clinique-a-2026", VG_MAILGUARD_NAME, "clinique-a", "x clinique-a-2026-b",
	VG_EPOLICY},
    /* The beginning of a word of the client's, or a word of it. */
    {"DUP", VG_MAILGUARD_NAME, "Dupont-SA", "for DUPONT SA", VG_EPOLICY},
    {"DUP", VG_MAILGUARD_NAME, "dupont", "DUPONT", VG_EPOLICY},
    {"DUPONT", VG_MAILGUARD_NAME, "Dupont-SA", "DUPONT SA", VG_EPOLICY},
    {"Dupont", VG_MAILGUARD_NAME, "Dupont-SA", "Dupont-SA", VG_EPOLICY},
    {"ACME-2026", VG_MAILGUARD_NAME, "acme", "Contract: ACME-2026", VG_OK},
    {"ACME-2026", VG_MAILGUARD_NAME, "acme", "ACME, 2026", VG_EPOLICY},
    {"ACME-2026", VG_MAILGUARD_NAME, "acme", "ACME-2026.ACME-2027", VG_EPOLICY},
    {"ACME-2026", VG_MAILGUARD_DOMAIN, "acme-2026.example", "x@acme-2026.example",
	VG_EPOLICY},
    {"SA", VG_MAILGUARD_NAME, "Dupont-SA", "Dupont SA", VG_EPOLICY},
    {"2026", VG_MAILGUARD_NAME, "dupont2026", "dupont2026", VG_EPOLICY},
    {"2026", VG_MAILGUARD_NAME, "2026-dupont", "2026-Dupont", VG_EPOLICY},
    /* As it is written, and not as the client writes himself. */
    {"DUPONT", VG_MAILGUARD_NAME, "dupont", "Contract: DUPONT", VG_OK},
    {"DUPONT", VG_MAILGUARD_NAME, "dupont", "the unit of Dupont", VG_EPOLICY},
    {"DUPONT", VG_MAILGUARD_NAME, "dupont", "Contract: DUPONT.", VG_OK},
    {"DUPONT", VG_MAILGUARD_NAME, "dupont", "DUPONT-2", VG_EPOLICY},
    {"Martin", VG_MAILGUARD_PERSON, "Jeanne Martin", "Martin Jeanne", VG_EPOLICY},
    {"Martin", VG_MAILGUARD_PERSON, "Jeanne Martin", "Mme Martin", VG_EPOLICY},
    {"jeanne", VG_MAILGUARD_MAIL, "jeanne@a.example", "jeanne@a.example", VG_EPOLICY},
    /* However it is written: marks above letters in one or two characters, spaces, none. */
    {"DUP", VG_MAILGUARD_NAME, "Dupont-SA", "Dupo\xcc\x81nt\xc2\xa0SA", VG_EPOLICY},
    {"DUP", VG_MAILGUARD_NAME, "Dupont-SA", "DUP\xe2\x80\x8bont SA", VG_EPOLICY},
    {"DUP", VG_MAILGUARD_NAME, "Dupont-SA", "DUP\xe2\x80\x8b ONT", VG_OK},
    {"ACME-2026", VG_MAILGUARD_NAME, "acme",
	"ACME\xe2\x80\x91"
	"2026 ACM\xc3\x89",
	VG_EPOLICY},
    {"ACME-2026", VG_MAILGUARD_NAME, "acme", "Contrat\xc2\xa0: ACME-2026\xc2\xa0;",
	VG_OK},
    {"https://crm.allot.example/login", VG_MAILGUARD_LINK, "allot.example",
	"https://crm.allot.example/login.", VG_OK},
    {"https://crm.allot.example", VG_MAILGUARD_LINK, "allot.example",
	"https://crm.allot.example.org", VG_OK},
    {"https://crm.allot", VG_MAILGUARD_LINK, "allot.example", "https://crm.allot.example",
	VG_EPOLICY},
};

static void
no_more_than_may_be_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		const struct vg_mailguard_word words[] = {
		    {said[i].kind, said[i].word, "the client's name", NULL, NULL}};
		const struct vg_mailguard_list list = {.words = words,
		    .n_words = 1,
		    .allowed = &said[i].allowed,
		    .n_allowed = 1,
		    .mend = "write less"};
		const struct vg_mailguard_message message = {.text = said[i].text};
		struct vg_detail detail = {0};
		int code = vg_mailguard_check(&list, &message, &detail);
		if (code != said[i].code)
			fail_msg("row %zu: '%s' in '%s', '%s' allowed: %d", i,
			    said[i].word, said[i].text, said[i].allowed, code);
	}
}

static void
every_part_is_looked_at(void **state)
{
	static const struct vg_mailguard_word words[] = {
	    {VG_MAILGUARD_DOMAIN, "a.example", "the client's address", NULL, NULL}};
	static const struct vg_mailguard_list list = {
	    .words = words, .n_words = 1, .mend = "write less"};
	static const struct {
		struct vg_mailguard_message message;
		const char *says;
	} parts[] = {{{.from = "x@a.example"},
			 "P4: the sender holds the client's address, "
			 "'a.example'; write less"},
	    {{.to = "x@a.example"}, "the recipient holds"},
	    {{.reply_to = "x@a.example"}, "the Reply-To holds"},
	    {{.subject = "x@a.example"}, "the subject holds"},
	    {{.text = "x@a.example"}, "the text holds"}};

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct vg_detail detail = {0};
		assert_int_equal(
		    vg_mailguard_check(&list, &parts[i].message, &detail), VG_EPOLICY);
		assert_non_null(strstr(detail.text, parts[i].says));
	}
}

/* The refusal says where it stands; a name alone as it is written, and what is known stands. */
static void
where_it_stands(void **state)
{
	static const struct vg_mailguard_word words[] = {
	    {VG_MAILGUARD_PERSON, "Jeanne Martin", "a person of the client", NULL, NULL},
	    {VG_MAILGUARD_LAST, "Martin", "the last name of a person of the client",
		"person p-jeanne", "say it otherwise"}};
	static const char *const known[] = {"Claire Martin"};
	static const struct vg_mailguard_list list = {
	    .words = words, .n_words = 2, .known = known, .n_known = 1, .mend = "less"};
	static const struct {
		const char *text, *says;
	} places[] = {
	    {"One.\nTwo.\nJeanne Martin.",
		"P4: the text, line 3, holds a person of the client, 'Jeanne Martin'; less"},
	    {"Jeanne\nMartin", "P4: the text holds a person of the client"},
	    {"One.\nasks MARTIN again",
		"P4: the text, line 2, holds 'MARTIN', the last "
		"name of a person of the client (person p-jeanne); say it otherwise"},
	    {"asks Martin", "P4: the text holds 'Martin'"},
	    {"Regards,\nClaire Martin", NULL},
	    {"Regards,\nMARTIN Claire", "'MARTIN'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const struct vg_mailguard_message message = {.text = places[i].text};
		struct vg_detail detail = {0};
		int code = vg_mailguard_check(&list, &message, &detail);
		if (code != (places[i].says ? VG_EPOLICY : VG_OK) ||
		    (places[i].says && !strstr(detail.text, places[i].says)))
			fail_msg("row %zu: %s", i, detail.text);
	}
}

static void
number_in_a_subject(void **state)
{
	char number[VG_MAILTOKEN_CASE_SIZE] = "";

	(void)state;
	const char *subject =
	    "Re: [2026-000123] Re: [2026-000001] x [2026-00012] [2026-000123";
	assert_true(vg_mailtoken_next_case(&subject, number));
	assert_string_equal(number, "2026-000123");
	assert_true(vg_mailtoken_next_case(&subject, number));
	assert_string_equal(number, "2026-000001");
	assert_false(vg_mailtoken_next_case(&subject, number));
	assert_false(vg_mailtoken_next_case(&subject, number));
	assert_string_equal(number, "2026-000001");
	subject = "Re: 2026-000123";
	assert_false(vg_mailtoken_next_case(&subject, number));
	subject = "[2026-000001][2026-000002]";
	assert_true(vg_mailtoken_next_case(&subject, number));
	assert_true(vg_mailtoken_next_case(&subject, number));
	assert_string_equal(number, "2026-000002");
}

static void
address_of_a_line(void **state)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];

	(void)state;
	assert_true(vg_mailtoken_address("\"x <y@z>\" <Jeanne@A.example>", mail));
	assert_string_equal(mail, "jeanne@a.example");
	assert_true(vg_mailtoken_address(" jeanne@a.example ", mail));
	assert_string_equal(mail, "jeanne@a.example");
	assert_false(vg_mailtoken_address("Jeanne", mail));
	assert_false(vg_mailtoken_address("<@a.example>", mail));
	assert_false(vg_mailtoken_address("<jeanne@>", mail));
	assert_false(vg_mailtoken_address("<jean ne@a.example>", mail));
	const char *list =
	    "A, x@y.example <a@a.example>, <>, <B@b.example>, c@c.example; ";
	assert_true(vg_mailtoken_next_address(&list, mail));
	assert_string_equal(mail, "a@a.example");
	assert_true(vg_mailtoken_next_address(&list, mail));
	assert_string_equal(mail, "b@b.example");
	assert_true(vg_mailtoken_next_address(&list, mail));
	assert_string_equal(mail, "c@c.example");
	assert_false(vg_mailtoken_next_address(&list, mail));
	list = "no one, <open";
	assert_false(vg_mailtoken_next_address(&list, mail));
	assert_string_equal(mail, "");
	assert_string_equal(mail, "");
}

static void
ids_and_words(void **state)
{
	char id[VG_MAILTOKEN_ID_SIZE], word[VG_MAILTOKEN_WORD_SIZE];
	const char *line = "<a@b> junk <c d@e>\r\n <f@g>";
	const char *text = "Ticket #SR-0012345, (RMA 77).";

	(void)state;
	assert_true(vg_mailtoken_next_id(&line, id));
	assert_string_equal(id, "a@b");
	assert_true(vg_mailtoken_next_id(&line, id));
	assert_string_equal(id, "f@g");
	assert_false(vg_mailtoken_next_id(&line, id));
	assert_false(vg_mailtoken_next_id(&line, id));
	assert_true(vg_mailtoken_next_word(&text, word));
	assert_string_equal(word, "Ticket");
	assert_true(vg_mailtoken_next_word(&text, word));
	assert_string_equal(word, "SR-0012345");
	assert_true(vg_mailtoken_next_word(&text, word));
	assert_true(vg_mailtoken_next_word(&text, word));
	assert_string_equal(word, "77");
	assert_false(vg_mailtoken_next_word(&text, word));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_of_word),
	    cmocka_unit_test(no_more_than_may_be_said),
	    cmocka_unit_test(every_part_is_looked_at),
	    cmocka_unit_test(where_it_stands),
	    cmocka_unit_test(number_in_a_subject),
	    cmocka_unit_test(address_of_a_line),
	    cmocka_unit_test(ids_and_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
