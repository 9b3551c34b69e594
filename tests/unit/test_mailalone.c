/*
 * A name alone: in the order of the header's table what tells it and what does not; and that everybody's words, and the
 * trade's, refuse no sentence in which they are none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mailguard/mailalone.h"
#include "collector/mailguard/mailcommon.h"
#include "lib/base/text.h"

static const struct {
	enum vg_mailalone_kind kind;
	const char *name, *text, *said; /* NULL: it is not told */
} rows[] = {
    /* A last name: rare, in any writing. */
    {VG_MAILALONE_LAST, "Martin", "as Martin said", "Martin"},
    {VG_MAILALONE_LAST, "Martin", "as martin said", "martin"},
    {VG_MAILALONE_LAST, "Lef\u00e8vre", "demandez \u00e0 LEFEVRE.", "LEFEVRE"},
    {VG_MAILALONE_LAST, "Lefevre", "Lef\u00e8vre est absent", "Lefevre"},
    {VG_MAILALONE_LAST, "Lefevre", "Lefe\u0300vre est absent", "Lefevre"},
    {VG_MAILALONE_LAST, "Martin", "as \u041c\u0430rtin said", "Martin"},
    {VG_MAILALONE_LAST, "Dupont-Moretti", "Dupont Moretti waits", "Dupont Moretti"},
    {VG_MAILALONE_LAST, "Martin", "see martin_j.log", "martin"},
    {VG_MAILALONE_LAST, "Martin", "see M=61rtin", "Martin"},
    {VG_MAILALONE_LAST, "Martin", "the Martineau case", NULL},
    {VG_MAILALONE_LAST, "Dupont-Moretti", "Dupont waits", NULL},
    {VG_MAILALONE_LAST, "Martin", "martin2 logged in", NULL},
    /* A last name: of everybody's, by how it stands. */
    {VG_MAILALONE_LAST, "Petit", "un petit boitier", NULL},
    {VG_MAILALONE_LAST, "Petit", "Petit souci sur ne-7", NULL},
    {VG_MAILALONE_LAST, "Petit", "Bonjour.\nPetit souci sur ne-7", NULL},
    {VG_MAILALONE_LAST, "Petit", "ne-7: Petit souci", NULL},
    {VG_MAILALONE_LAST, "Petit", "demandez \u00e0 Petit", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "Bonjour Petit", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "Cordialement,\n> Petit", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "UN PETIT BOITIER", NULL},
    {VG_MAILALONE_LAST, "Petit", "demandez \u00e0 PETIT", "PETIT"},
    /* Behind a greeting: with a capital in its sentence, or called and no more. */
    {VG_MAILALONE_LAST, "Petit", "Bonjour, petit souci sur ne-7.", NULL},
    {VG_MAILALONE_LAST, "Petit", "Bonjour. Petit souci", NULL},
    {VG_MAILALONE_LAST, "Petit", "Merci, petit rappel : ne-7", NULL},
    {VG_MAILALONE_LAST, "Petit", "Merci. Petit d\u00e9tail", NULL},
    {VG_MAILALONE_LAST, "Petit", "BONJOUR, PETIT SOUCI", NULL},
    {VG_MAILALONE_LAST, "Blanc", "Merci. Blanc sur noir.", NULL},
    {VG_MAILALONE_LAST, "Blanc", "Hi, blanc LED", NULL},
    {VG_MAILALONE_LAST, "Petit", "Bonjour petit, il est tard", "petit"},
    {VG_MAILALONE_LAST, "Petit", "Bonjour Petit il est tard", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "Merci petit.", "petit"},
    {VG_MAILALONE_LAST, "Petit", "Merci. Petit.", "Petit"},
    {VG_MAILALONE_FIRST, "Rose", "Merci, rose fan\u00e9", NULL},
    {VG_MAILALONE_FIRST, "Rose", "Merci rose", "rose"},
    {VG_MAILALONE_FIRST, "Jeanne", "Merci jeanne, il est tard", "jeanne"},
    /* Behind an initial or a title no sentence begins. */
    {VG_MAILALONE_LAST, "Petit", "J.-P. Petit a red\u00e9marr\u00e9", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "P. Petit a red\u00e9marr\u00e9", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "Ph. Petit a red\u00e9marr\u00e9", "Petit"},
    {VG_MAILALONE_LAST, "Blanc", "vu par L. Blanc hier", "Blanc"},
    {VG_MAILALONE_LAST, "Blanc", "Ing. Blanc est venu", "Blanc"},
    {VG_MAILALONE_LAST, "Petit", "le module est HS. Petit souci", NULL},
    {VG_MAILALONE_LAST, "Petit", "tout est ok. Petit souci", NULL},
    {VG_MAILALONE_LAST, "Petit", "sur ne-7. Petit souci", NULL},
    /* Behind a colon or in quotes one begins when it goes on. */
    {VG_MAILALONE_LAST, "Blanc", "Contact : Blanc", "Blanc"},
    {VG_MAILALONE_LAST, "Petit", "contact : Petit 04 72 00 00 00", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "contact: Petit sur site", "Petit"},
    {VG_MAILALONE_LAST, "Petit", "nom : petit, absent", "petit"},
    {VG_MAILALONE_LAST, "Blanc", "Personne sur place : Blanc", "Blanc"},
    {VG_MAILALONE_LAST, "Blanc", "Sur place: Blanc, hier", "Blanc"},
    {VG_MAILALONE_LAST, "Blanc", "avec \"Blanc\"", "Blanc"},
    {VG_MAILALONE_LAST, "Blanc", "avec \"Blanc\" au t\u00e9l\u00e9phone", "Blanc"},
    {VG_MAILALONE_LAST, "Blanc", "il dit : \"Blanc sur noir\"", NULL},
    {VG_MAILALONE_LAST, "Blanc", "couleur : blanc", NULL},
    {VG_MAILALONE_LAST, "Wu", "as wu said", NULL},
    {VG_MAILALONE_LAST, "Wu", "as Wu said", "Wu"},
    /* A last name: of the trade's, never. */
    {VG_MAILALONE_LAST, "Port", "on Port 3 of ne-7", NULL},
    {VG_MAILALONE_LAST, "Power", "the Power Supply", NULL},
    /* A first name: rare, with a capital, or where people are called. */
    {VG_MAILALONE_FIRST, "Jeanne", "Jeanne rebooted it", "Jeanne"},
    {VG_MAILALONE_FIRST, "Jeanne", "merci jeanne", "jeanne"},
    {VG_MAILALONE_FIRST, "Jeanne", "the jeanne rack", NULL},
    {VG_MAILALONE_FIRST, "Zo\u00e9", "ZOE l'a dit", "ZOE"},
    {VG_MAILALONE_FIRST, "Jean-Pierre", "Jean Pierre l'a dit", "Jean Pierre"},
    {VG_MAILALONE_FIRST, "Jean-Pierre", "Pierre l'a dit", NULL},
    /* A first name: of everybody's, where people are called. */
    {VG_MAILALONE_FIRST, "Rose", "the Rose cable", NULL},
    {VG_MAILALONE_FIRST, "Rose", "Dear Rose, it is down", "Rose"},
    {VG_MAILALONE_FIRST, "Rose", "Thanks,\nRose", "Rose"},
    {VG_MAILALONE_FIRST, "Max", "Max 40 Gbit/s", NULL},
};

static void
each_way_to_stand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_mailalone *words = vg_mailalone_new(rows[i].text);
		struct vg_mailalone_place place;
		bool found = vg_mailalone_find(words, rows[i].kind, rows[i].name, &place);
		if (found != (rows[i].said != NULL) ||
		    (found && strcmp(place.said, rows[i].said) != 0))
			fail_msg("row %zu: '%s' in '%s': %s", i, rows[i].name,
			    rows[i].text, found ? place.said : "nothing");
		vg_mailalone_free(words);
	}
}

/* In a name that is known none is found; beside it it is. */
static void
what_is_covered(void **state)
{
	struct vg_mailalone *words =
	    vg_mailalone_new("Claire Martin\nasks again\nas Martin said");
	struct vg_mailalone_place place;

	(void)state;
	vg_mailalone_cover(words, "claire martin");
	assert_true(vg_mailalone_find(words, VG_MAILALONE_LAST, "Martin", &place));
	assert_int_equal(place.line, 3);
	assert_false(vg_mailalone_find(words, VG_MAILALONE_FIRST, "Claire", &place));
	vg_mailalone_free(words);
}

static void
halves_of_a_name(void **state)
{
	static const struct {
		const char *name, *first, *last;
	} names[] = {{"Jeanne Martin", "Jeanne", "Martin"},
	    {"MARTIN Jeanne", "Jeanne", "MARTIN"}, {"Jean Pierre Petit", "Jean", "Petit"},
	    {"JEANNE MARTIN", "JEANNE", "MARTIN"}, {"Jan van Dyke", "Jan", "Dyke"},
	    {"Jeanne", NULL, NULL}, {"", NULL, NULL}, {"a ", NULL, NULL}};
	char part[64];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool first = vg_mailalone_first(names[i].name, part, sizeof(part));
		assert_int_equal(first, names[i].first != NULL);
		if (first)
			assert_string_equal(part, names[i].first);
		bool last = vg_mailalone_last(names[i].name, part, sizeof(part));
		assert_int_equal(last, names[i].last != NULL);
		if (last)
			assert_string_equal(part, names[i].last);
	}
}

/* What engineers write to a supplier, with words that are names as well. */
static const char technical[] =
    "Bonjour,\n\nPetit rappel : la panne dure. Le voyant vert est fixe, le rouge clignote, et la diode "
    "blanche du bo\u00eetier noir est \u00e9teinte. Le grand ventilateur fait un bruit fort.\n"
    "Bon retour de la carte ; le port 3 est rest\u00e9 bas, long d\u00e9lai avant le premier lien. Roux ou "
    "brun, le c\u00e2ble est sale.\nLe ma\u00eetre est au pont, tour A, salle blanche. "
    "Marine marchande : sans objet. Il fait chaud dans la chambre forte.\n"
    "Blanc sur noir : l'\u00e9cran reste vide. Fort trafic depuis lundi. Simple red\u00e9marrage sans effet.\n"
    "Hello,\n\nWhite LED on, green LED off. Major alarm on Power Supply 1, Fan Unit 2 and Port 3; Case open. "
    "The long cable from the west tower to the north hall is young, strong and good. Rich traffic at noon, Max 40 "
    "Gbit/s. Will the black box page us? Mark the best card, check the bell and the lock.\n"
    "Rose coloured cable between Rack 4 and the hill site. A swift answer helps. Frank words, grant access, "
    "Bill later. Stone cold. The wood panel. On 9 May, in Winter and in April: all the same.\n";
/* Capitals where no sentence begins: these words are told, and stand in small letters. */
static const char in_titles[] =
    "It stands in Pont-\u00c0-Mousson. The Green LED of the Black Box, the Bell and the Wood Panel of the Hill site, "
    "in the North Hall: a Swift answer and Grant access help.";

static const char *const lasts[] = {"Petit", "Blanc", "Roux", "Noir", "Brun", "Grand",
    "Fort", "Bon", "Long", "Bas", "Vert", "Rouge", "Blanche", "Simple", "Marchand",
    "Marin", "Pont", "Tour", "Salle", "Chaud", "Chambre", "Port", "Carte", "White",
    "Green", "Black", "Major", "Power", "Case", "Young", "Strong", "Good", "Best", "Mark",
    "Bell", "Lock", "Stone", "Wood", "Hill", "West", "Tower", "North", "Hall", "Swift",
    "Winter", "Summer", "May", "April", "Rich", "Grant", "Frank", "Premier", "Maitre"};
/* As they are most often borne in France, and no words. */
static const char *const others[] = {"Martin", "Bernard", "Thomas", "Robert", "Durand",
    "Dubois", "Moreau", "Laurent", "Michel", "Garcia", "David", "Bertrand", "Morel",
    "Fournier", "Girard", "Dupont", "Bonnet", "Lefebvre", "Leroy", "Mercier", "Lambert",
    "Faure", "Rousseau", "Blanchard", "Guerin", "Muller", "Henry", "Roussel", "Nicolas",
    "Perrin", "Morin", "Mathieu", "Clement", "Gauthier", "Dumont", "Lopez", "Fontaine",
    "Chevalier", "Robin", "Masson", "Sanchez", "Gerard", "Nguyen", "Boyer", "Denis",
    "Lemaire", "Duval", "Joly", "Gautier", "Roger", "Roche", "Roy", "Noel", "Meyer",
    "Lucas", "Meunier", "Jean", "Perez", "Marchand", "Dufour", "Blanchet", "Marie",
    "Barbier", "Brunet", "Brun", "Dumas", "Giraud", "Leroux", "Colin", "Fernandez",
    "Picard", "Rolland", "Vidal", "Caron", "Renard", "Arnaud", "Aubert", "Legrand"};
static const char *const firsts[] = {"Rose", "Marine", "Pierre", "Claire", "Max", "Will",
    "Mark", "Bill", "Frank", "Grant", "Rich", "Jeanne", "Marie", "Paul", "Jacques",
    "Nathalie", "Isabelle", "Sylvie", "Philippe", "Alain", "Thierry", "Sophie", "April",
    "May", "Summer", "Olive", "France", "Aurore", "Blanche", "Jack", "Page"};

static size_t
count_told(const struct vg_mailalone *words, enum vg_mailalone_kind kind,
    const char *const *names, size_t n)
{
	struct vg_mailalone_place place;
	size_t told = 0;

	for (size_t i = 0; i < n; i++) {
		if (!vg_mailalone_find(words, kind, names[i], &place))
			continue;
		told++;
	}
	return told;
}

#define TOLD(words, kind, names)                                                         \
	count_told(words, kind, names, sizeof(names) / sizeof((names)[0]))

static void
sentences_that_name_nobody(void **state)
{
	struct vg_mailalone *words = vg_mailalone_new(technical);

	(void)state;
	assert_int_equal(TOLD(words, VG_MAILALONE_LAST, lasts), 0);
	assert_int_equal(TOLD(words, VG_MAILALONE_LAST, others), 0);
	assert_int_equal(TOLD(words, VG_MAILALONE_FIRST, firsts), 0);
	vg_mailalone_free(words);
	words = vg_mailalone_new(in_titles);
	assert_int_equal(TOLD(words, VG_MAILALONE_LAST, lasts), 9);
	assert_int_equal(TOLD(words, VG_MAILALONE_LAST, others), 0);
	assert_int_equal(TOLD(words, VG_MAILALONE_FIRST, firsts), 0);
	vg_mailalone_free(words);
}

/* The lists are halved: they must be sorted. */
static void
everybodys_words(void **state)
{
	static const char *const everyday[] = {
	    "abbe", "zone", "petit", "rose", "white", "your", "noel"};
	static const char *const trade[] = {"access", "zabbix", "port", "power", "mail"};
	static const char *const rare[] = {"martin", "durand", "", "aaa", "zzz"};

	(void)state;
	for (size_t i = 0; i < sizeof(everyday) / sizeof(everyday[0]); i++)
		assert_int_not_equal(vg_mailcommon(everyday[i]), VG_MAILCOMMON_RARE);
	for (size_t i = 0; i < sizeof(trade) / sizeof(trade[0]); i++)
		assert_int_equal(vg_mailcommon(trade[i]), VG_MAILCOMMON_TRADE);
	for (size_t i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		assert_int_equal(vg_mailcommon(rare[i]), VG_MAILCOMMON_RARE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_way_to_stand),
	    cmocka_unit_test(what_is_covered),
	    cmocka_unit_test(halves_of_a_name),
	    cmocka_unit_test(sentences_that_name_nobody),
	    cmocka_unit_test(everybodys_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
