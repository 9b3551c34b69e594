/*
 * Signatures as clients write them: what each gives away of who they are is refused in a supplier's letter
 * when it is written there, as it stands and as people write it again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "collector/mailguard/mailguard.h"
#include "collector/mailguard/mailknown.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_WORDS = 64, MAX_SECRETS = 9 };

struct words {
	struct vg_mailguard_word word[MAX_WORDS];
	char *text[MAX_WORDS];
	size_t n;
};

static void
take(enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie)
{
	struct words *w = cookie;

	(void)mail;
	if (w->n == MAX_WORDS)
		return;
	w->text[w->n] = vg_mem_text(word);
	w->word[w->n] = (struct vg_mailguard_word){
	    .kind = kind, .text = w->text[w->n], .whose = "the client's"};
	w->n++;
}

#define BODY "Bonjour,\n\nLe boîtier ne-7 ne répond plus.\n\n"

static const struct {
	const char *text;
	const char *secrets[MAX_SECRETS]; /* each refused; NULL ends */
} rows[] = {
    /* French, below a closing. */
    {BODY "Cordialement,\n\nZoé Petit\nResponsable Réseau\nTél. : 04 72 00 11 22",
	{"Zoé Petit", "ZOE PETIT", "Mme Petit", "Z. Petit", "0472001122"}},
    {BODY "Cordialement\nZoé PETIT\nTél:04.72.00.11.22 - Mob:06.11.22.33.44",
	{"Zoe Petit", "04 72 00 11 22", "+33611223344"}},
    {BODY "Bien cordialement,\nPETIT Zoé\nT.+33 (0)4 72 00 11 22",
	{"Zoé Petit", "0472001122"}},
    {BODY "Cdt,\nJ.-P. Legrand\nDSI", {"Legrand J.-P.", "J.-P. Legrand"}},
    {BODY "Cdlt\nJean-Philippe Le Goff", {"M. Le Goff", "Jean Philippe Le Goff"}},
    {BODY "Salutations distinguées,\nMme Hélène d'Arc\nDirectrice", {"Hélène d'Arc"}},
    {BODY "Respectueusement,\nDr Anne-Marie Noël", {"Anne Marie NOEL", "Dr Noël"}},
    {BODY "Merci d'avance,\nLuc Noir", {"Luc Noir", "M. Noir"}},
    {BODY "Merci !\n\nLuc Noir\n", {"Luc Noir"}},
    {BODY "Bonne journée.\nLuc NOIR / Service informatique", {"Luc Noir"}},
    {BODY "Bonne fin de journée,\nLuc Noir", {"Luc Noir"}},
    {BODY "Bon week-end,\nLuc Noir", {"Luc Noir"}},
    {BODY "Bien à toi,\nLuc Noir", {"Luc Noir"}},
    {BODY "Amicalement,\nLuc Noir", {"Luc Noir"}},
    {BODY "À bientôt,\nLuc Noir", {"Luc Noir"}},
    {BODY "Sincères salutations\n\nLuc Noir", {"Luc Noir"}},
    {BODY "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.\n\n"
	  "Luc Noir",
	{"Luc Noir"}},
    {BODY "Dans l'attente de votre retour,\nLuc Noir", {"Luc Noir"}},
    /* Where he is, and what his firm is registered as. */
    {BODY "Cordialement,\nZoé Petit\nClinique du Parc\n12, rue des Lilas\n69002 Lyon",
	{"Clinique du Parc", "12 rue des Lilas", "69002 LYON"}},
    {BODY
	"Cordialement,\nZoé Petit\n12 bis avenue de la République - 69002 LYON Cedex 02",
	{"12 bis avenue de la République", "69002 Lyon"}},
    {BODY "--\nZoé Petit | ZA Les Pins, BP 40123, 38110 La Tour-du-Pin",
	{"Zoé Petit", "BP 40123", "38110 La Tour du Pin"}},
    {BODY "-- \nACME SAS au capital de 10 000 EUR\nSIRET 552 100 554 00013\n"
	  "TVA FR 40 552100554",
	{"ACME SAS", "55210055400013", "SIREN 552 100 554", "FR40552100554"}},
    {BODY "-- \nGroupe Dupont\nRCS Lyon B 552 100 554",
	{"Groupe Dupont", "552100554", "552.100.554"}},
    /* Telephones. */
    {BODY "Tél : 04 72 00 11 22 / 06 11 22 33 44", {"0472001122", "06.11.22.33.44"}},
    {BODY "Standard\xc2\xa0: 04\xc2\xa0"
	  "72\xc2\xa0"
	  "00\xc2\xa0"
	  "11\xc2\xa0"
	  "22",
	{"0472001122"}},
    {BODY "Ligne directe 04-72-00-11-22 (poste 4512)", {"04 72 00 11 22"}},
    {BODY "Fax:0472001123;GSM:+33611223344", {"04 72 00 11 23", "06 11 22 33 44"}},
    {BODY "Appelez-moi au 0033 6 11 22 33 44.", {"+33 6 11 22 33 44"}},
    {BODY "m: +33.6.11.22.33.44 w: www.parc-sante.example",
	{"0611223344", "https://www.parc-sante.example/x"}},
    /* Mobiles, programs. */
    {BODY "Envoyé de mon iPhone\n\nLuc Noir", {"Luc Noir"}},
    {BODY "Luc Noir\nEnvoyé depuis mon téléphone Orange", {"Luc Noir"}},
    {"Slow again.\n\nSent from my iPhone\nLuke Black\n", {"Luke Black"}},
    /* English. */
    {"Slow again.\n\nKind regards,\n\nLuke Black\nNetwork Lead",
	{"Luke Black", "L. Black"}},
    {"Slow again.\n\nBest regards\nLuke Black, MSc", {"Luke Black"}},
    {"Slow again.\n\nMany thanks,\nLuke Black", {"Luke Black"}},
    {"Slow again.\n\nThx,\nLuke Black", {"Luke Black"}},
    {"Slow again.\n\nWarm regards,\nMr. Luke van den Black", {"Mr van den Black"}},
    {"Slow again.\n\nYours faithfully,\nLuke Black\n221B Baker Street\nLondon NW1 6XE",
	{"Luke Black", "221B Baker Street"}},
    {"Slow again.\n\nLuke Black | +44 20 7946 0958 | luke@parc.example",
	{"Luke Black", "020 7946 0958", "luke@parc.example"}},
    {"Slow again.\n\nT: +1 (514) 555-0199", {"514-555-0199"}},
    {"Slow again.\n\n*Luke Black*\n_Network Lead_\n<mailto:luke@parc.example>",
	{"Luke Black", "luke@parc.example"}},
    /* Quoted heads, in copies and answers. */
    {"-----Message d'origine-----\nDe : Luc Noir [mailto:luc@parc.example]\n"
     "Envoyé : jeudi\nÀ : Zoé Petit; Ana Blanc\nCc : Marc Roux\nObjet : ne-7",
	{"Luc Noir", "luc@parc.example", "Zoé Petit", "Ana Blanc", "Marc Roux"}},
    {"From: Luke Black\nSent: Thursday\nTo: Ann White\nCc: Tom Reed; Sue Gray\nSubject: x",
	{"Luke Black", "Ann White", "Tom Reed", "Sue Gray"}},
    {"> Le 9 juil. 2026 à 10:00, Luc Noir <luc@parc.example> a écrit :\n> lent",
	{"Luc Noir", "luc@parc.example"}},
    {"On 9 Jul 2026, at 10:00, Luke Black <luke@parc.example> wrote:", {"Luke Black"}},
    {"Received: from mx1.parc-sante.example (mx1.parc-sante.example [10.1.2.3])\n"
     "Message-ID: <abc@mail.parc-sante.example>\nReply-To: ops@parc-sante.example\n",
	{"mx1.parc-sante.example", "abc@mail.parc-sante.example",
	    "ops@parc-sante.example"}},
    {"sysContact: Luc Noir, luc@parc.example\nsysName: fw1.parc-sante.example\n"
     "sysLocation: 12 rue des Lilas, 69002 Lyon",
	{"Luc Noir", "luc@parc.example", "fw1.parc-sante.example", "12 rue des Lilas",
	    "69002 Lyon"}},
    {"Contact sur site : Mme Zoé Petit (06 11 22 33 44)", {"Zoé Petit", "0611223344"}},
    {"Demandez M. Luc Noir à l'accueil.", {"Luc Noir", "M. Noir"}},
    {"Nom : Luc Noir <luc@parc.example>\nNous sommes à 69002 Lyon.",
	{"Luc Noir", "luc@parc.example", "69002 Lyon"}},
    {"au 12 rue des lilas 69002 Lyon", {"69002 Lyon"}},
    {BODY "Cordialement,\nLuc Noir\nsise a l'angle 69002 Lyon", {"69002 Lyon"}},
    {BODY "Cordialement,\nService Noir\nSupport Blanc",
	{"Service Noir", "Support Blanc"}},
};

static void
each_signature(void **state)
{
	size_t leaks = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct words w = {.n = 0};
		vg_mailknown_text(rows[i].text, take, &w);
		const struct vg_mailguard_list list = {
		    .words = w.word, .n_words = w.n, .mend = ""};
		for (size_t k = 0; k < MAX_SECRETS && rows[i].secrets[k]; k++) {
			char text[512];
			struct vg_detail detail = {0};
			vg_text_format(text, sizeof(text), "The unit of %s fails.",
			    rows[i].secrets[k]);
			const struct vg_mailguard_message message = {.text = text};
			if (vg_mailguard_check(&list, &message, &detail) == VG_OK) {
				print_error(
				    "row %zu: '%s' passes\n", i, rows[i].secrets[k]);
				leaks++;
			}
		}
		for (size_t k = 0; k < w.n; k++)
			free(w.text[k]);
	}
	assert_int_equal(leaks, 0);
}

/* What a supplier must read is not taken for any of it. */
static void
what_is_no_signature(void **state)
{
	static const char text[] =
	    "Bonjour,\nLe boîtier ne-7, série SN-7, version 15.1.30, tombe depuis le\n"
	    "09/07/2026 10:30. Port 2/14, MAC 00:1b:2c:3d:4e:5f. Power Supply Failed.\n"
	    "Ticket SR-004512, contrat c-2026-7, 69002 paquets perdus, 12 ports.\n"
	    "Carte 3 en panne ; 1500 octets. Core Controller redémarré 3 fois.\n"
	    "Name: Power Supply\nNom : Bloc Alimentation\nTo: Policy Server\nA : Port Mirroir\n"
	    "Débit max 50000 Sessions par seconde\nCordialement,\nSupport Technique\n"
	    "Network Operations Team\n";
	static const char *const said[] = {"series SN-7, version 15.1.30",
	    "since 09/07/2026 10:30", "Port 2/14", "Power Supply Failed", "SR-004512",
	    "69002 packets", "12 ports", "Core Controller", "1500 octets",
	    "the power supply 1", "le bloc d'alimentation, le bloc alimentation",
	    "the policy server", "port mirroir", "at 50000 sessions",
	    "le support technique", "your network operations team"};
	struct words w = {.n = 0};

	(void)state;
	vg_mailknown_text(text, take, &w);
	const struct vg_mailguard_list list = {
	    .words = w.word, .n_words = w.n, .mend = ""};
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		struct vg_detail detail = {0};
		const struct vg_mailguard_message message = {.text = said[i]};
		if (vg_mailguard_check(&list, &message, &detail) != VG_OK)
			fail_msg("'%s': %s", said[i], detail.text);
	}
	for (size_t k = 0; k < w.n; k++)
		free(w.text[k]);
}

static void
count(enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie)
{
	(void)kind;
	(void)word;
	(void)mail;
	++*(size_t *)cookie;
}

/* 64 KiB of one thing over and over end in a time that nobody notices. */
static void
costs_are_bounded(void **state)
{
	static const char *const units[] = {".", "1 ", "12 rue ", "69002 A ", "SA ",
	    "A SA ", "siret ", "M. A ", "De : ", "\n", ";", "Cc: a;", "(", "www.", "+",
	    "@", "-- \n", "<", "=", "&#", "(at"};
	char text[65 * 1024];

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t n = 0, found = 0, size = strlen(units[i]);
		while (n + size < 64 * 1024) {
			memcpy(text + n, units[i], size);
			n += size;
		}
		text[n] = '\0';
		clock_t begin = clock();
		vg_mailknown_text(text, count, &found);
		const struct vg_mailguard_word word = {
		    .kind = VG_MAILGUARD_PERSON, .text = "Luc Noir", .whose = "x"};
		const struct vg_mailguard_list list = {
		    .words = &word, .n_words = 1, .mend = ""};
		const struct vg_mailguard_message message = {.text = text};
		struct vg_detail detail = {0};
		assert_int_equal(vg_mailguard_check(&list, &message, &detail), VG_OK);
		double s = (double)(clock() - begin) / CLOCKS_PER_SEC;
		if (s > 2)
			fail_msg("'%s': %.1f s", units[i], s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_signature),
	    cmocka_unit_test(what_is_no_signature),
	    cmocka_unit_test(costs_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
