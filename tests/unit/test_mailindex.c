/*
 * Names, addresses, domains and telephones of others: what of them is seen in a text, what is no
 * other's, and that many of them cost a text no more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mailguard/mailindex.h"
#include "lib/base/mem.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct vg_mailindex_entry entries[] = {
    {VG_MAILINDEX_FIRM, "hopital-b", "hopital-b", ""},
    {VG_MAILINDEX_FIRM, "orange", "orange", ""},
    {VG_MAILINDEX_FIRM, "la-poste", "la-poste", ""},
    {VG_MAILINDEX_FIRM, "CarrefourSA", "carrefour", ""},
    {VG_MAILINDEX_FIRM, "ab", "ab", ""},
    {VG_MAILINDEX_FIRM, "port", "port", ""},
    {VG_MAILINDEX_PERSON, "Paul Vandenberghe", "hopital-b", "p-paul"},
    {VG_MAILINDEX_PERSON, "Marie Petit", "hopital-b", "p-marie"},
    {VG_MAILINDEX_PERSON, "L\u00e9a Martin-Dubois", "hopital-b", "p-lea"},
    {VG_MAILINDEX_PERSON, "Jan van Dyke", "hopital-b", "p-jan"},
    {VG_MAILINDEX_PERSON, "Cher", "hopital-b", "p-cher"},
    {VG_MAILINDEX_PERSON, "Jean Noiret", "hopital-b", "p-jean"},
    {VG_MAILINDEX_PERSON, "Jean Noiret", "clinique-a", "p-jean-a"},
    {VG_MAILINDEX_PERSON, "Claire Durand", "hopital-b", "p-claire-b"},
    {VG_MAILINDEX_PERSON, "Claire Durand", "", "p-claire"},
    {VG_MAILINDEX_MAIL, "m.petit@everybody.example", "hopital-b", "p-marie"},
    {VG_MAILINDEX_MAIL, "noc@house-c.example", "", ""},
    {VG_MAILINDEX_DOMAIN, "house-c.example", "c", ""},
    {VG_MAILINDEX_DOMAIN, "hopital-b.example", "hopital-b", ""},
    {VG_MAILINDEX_DOMAIN, "clinique-a.example", "clinique-a", ""},
    {VG_MAILINDEX_TELEPHONE, "+33 3 20 11 22 33", "hopital-b", "p-paul"},
    {VG_MAILINDEX_TELEPHONE, "112", "hopital-b", "p-marie"},
};

/* To clinique-a; NULL: nothing is seen. */
static const struct {
	const char *text, *seen;
} rows[] = {
    /* Firms: in their writings, unless they are everybody's words, or too short. */
    {"chez H\u00f4pital-B", "hopital-b"},
    {"hopital_b.log", "hopital-b"},
    {"HOPITAL B", "hopital-b"},
    {"ils sont \u00e0 la poste", "la-poste"},
    {"for Carrefour, too", "CarrefourSA"},
    {"the Orange link", NULL},
    {"ab", NULL},
    {"Port 4", NULL},
    /* Persons: whole, in either order; of everybody's words with capitals. */
    {"Paul Vandenberghe l'a vu", "Paul Vandenberghe"},
    {"VANDENBERGHE paul", "Paul Vandenberghe"},
    {"paul.vandenberghe", "Paul Vandenberghe"},
    {"Paul\nVandenberghe", "Paul Vandenberghe"},
    {"Paul &#86;andenberghe", "Paul Vandenberghe"},
    {"Vandenberghe", NULL},
    {"Marie Petit", "Marie Petit"},
    {"la marie petit boitier", NULL},
    {"Lea Martin Dubois", "L\u00e9a Martin-Dubois"},
    {"Dubois, L\u00e9a Martin", "L\u00e9a Martin-Dubois"},
    {"van Dyke Jan", "Jan van Dyke"},
    {"Cher Paul", NULL},
    /* What the client has as well, or we, tells of nobody else. */
    {"Jean Noiret", NULL},
    {"Claire Durand", NULL},
    {"noc@house-c.example", NULL},
    {"boss@house-c.example", "house-c.example"},
    {"ne-7.clinique-a.example", NULL},
    /* Addresses and domains. */
    {"<m.petit@everybody.example>", "m.petit@everybody.example"},
    {"M.PETIT@everybody.example.", "m.petit@everybody.example"},
    {"am.petit@everybody.example", NULL},
    {"m.petit@everybody.example.org", NULL},
    {"quality@hopital-b.example", "hopital-b.example"},
    {"https://www.hopital-b.example/x", "hopital-b.example"},
    {"hopital-b.example...", "hopital-b.example"},
    {"my-house-c.example", NULL},
    /* Telephones. */
    {"03 20 11 22 33", "+33 3 20 11 22 33"},
    {"+33(0)3.20.11.22.33", "+33 3 20 11 22 33"},
    {"0033320112233", "+33 3 20 11 22 33"},
    {"03 20 11 22 34", NULL},
    {"112", NULL},
    {"", NULL},
    {"...---@@@...", NULL},
};

static struct vg_mailindex *
index_of(const struct vg_mailindex_entry *of, size_t n)
{
	struct vg_mailindex *index = vg_mailindex_new();

	for (size_t i = 0; i < n; i++)
		vg_mailindex_add(index, &of[i]);
	return index;
}

static const char *
seen_in(const struct vg_mailindex *index, const char *text)
{
	struct vg_mailalone *words = vg_mailalone_new(text);
	struct vg_mailalone_place place;
	char *small = vg_mem_text(text);

	for (char *c = small; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
	const struct vg_mailindex_entry *entry =
	    vg_mailindex_sign(index, small, "clinique-a");
	if (!entry)
		entry = vg_mailindex_name(index, words, "clinique-a", &place);
	free(small);
	vg_mailalone_free(words);
	return entry ? entry->text : NULL;
}

static void
what_is_another_s_is_seen(void **state)
{
	struct vg_mailindex *index = index_of(entries, COUNT(entries));

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *seen = seen_in(index, rows[i].text);
		if (!seen != !rows[i].seen || (seen && strcmp(seen, rows[i].seen) != 0))
			fail_msg("'%s': saw %s, not %s", rows[i].text,
			    seen ? seen : "nothing",
			    rows[i].seen ? rows[i].seen : "nothing");
	}
	vg_mailindex_free(index);
	vg_mailindex_free(NULL);
}

static void
where_it_stands(void **state)
{
	struct vg_mailindex *index = index_of(entries, COUNT(entries));
	struct vg_mailalone *words = vg_mailalone_new("One.\nas PAUL Vandenberghe said");
	struct vg_mailalone_place place;

	(void)state;
	assert_non_null(vg_mailindex_name(index, words, "clinique-a", &place));
	assert_int_equal(place.line, 2);
	assert_string_equal(place.said, "PAUL Vandenberghe");
	vg_mailalone_cover(words, "Paul Vandenberghe");
	assert_null(vg_mailindex_name(index, words, "clinique-a", &place));
	vg_mailalone_free(words);
	vg_mailindex_free(index);
}

/* Long ones are no names and no addresses, whoever puts them there. */
static void
what_is_too_long_is_none(void **state)
{
	char text[3000], name[200];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	const struct vg_mailindex_entry long_ones[] = {{VG_MAILINDEX_FIRM, name, "a", ""},
	    {VG_MAILINDEX_PERSON, text, "a", ""}, {VG_MAILINDEX_MAIL, text, "a", ""}};
	struct vg_mailindex *index = index_of(long_ones, 3);
	assert_string_equal(seen_in(index, name), name);
	assert_null(seen_in(index, text));
	text[1500] = '@';
	text[2000] = '.';
	assert_null(seen_in(index, text));
	memset(text, '1', sizeof(text) - 1);
	assert_null(seen_in(index, text));
	vg_mailindex_free(index);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_another_s_is_seen),
	    cmocka_unit_test(where_it_stands),
	    cmocka_unit_test(what_is_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
