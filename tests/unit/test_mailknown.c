/*
 * What a mail tells of its client: names, telephones, addresses, and what only looks like them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mailguard/mailknown.h"
#include "lib/base/buf.h"
#include "lib/base/text.h"

static void
note(enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie)
{
	static const char letters[] = {[VG_MAILGUARD_MAIL] = 'm',
	    [VG_MAILGUARD_TELEPHONE] = 't',
	    [VG_MAILGUARD_PERSON] = 'p',
	    [VG_MAILGUARD_FIRST] = 'f'};

	(void)mail;
	vg_buf_addf(cookie, "%c:%s;", letters[kind], word);
}

static const struct {
	bool head;
	const char *text, *found;
} rows[] = {
    {true, "Zoé Petit <Zoe@a.example>", "m:zoe@a.example;p:Zoé Petit;"},
    {true, "jeanne martin <j@a.example>, bob@a.example",
	"m:j@a.example;p:jeanne martin;m:bob@a.example;"},
    {true, "\"Noir, Luc\" <l@a.example>, Ana Blanc (DSI) <n@a.example>",
	"m:l@a.example;p:Noir Luc;m:n@a.example;p:Ana Blanc;"},
    {true, "Jeanne <j@a.example>", "m:j@a.example;"},
    {false, "Le jeu. 9 juil. 2026 à 10:00, Zoé Petit <z@a.example> a écrit :",
	"m:z@a.example;p:Zoé Petit;"},
    {false, "On Thu, Jul 9, 2026 at 10:00 AM Zoé Petit <z@a.example> wrote:",
	"m:z@a.example;p:Zoé Petit;"},
    {false, "> De : Noir, Luc (DSI) <l@a.example>\n> Objet : x",
	"m:l@a.example;p:Noir Luc;"},
    {false, "the unit <ops@a.example>", "m:ops@a.example;"},
    {false, "appelez le 06 11 22 33 44.", "t:06 11 22 33 44;"},
    {false, "+33 (0)4 72 00 11 22, 0472001122", "t:+33 (0)4 72 00 11 22;t:0472001122;"},
    /* Dates, serials, addresses of hosts are no telephones. */
    {false, "le 09/07/2026 10:30, le 09.07.2026 1030", ""},
    {false, "serial 012345678901, host 010.20.30.40", ""},
    /* Signatures. */
    {false, "Bonjour,\nne-7 est lent.\n\nCordialement,\n\nZoé Petit\nClinique du Parc",
	"p:Zoé Petit;p:Clinique du Parc;"},
    {false, "slow\n-- \nJohn van Dyke - Network Lead\n", "p:John van Dyke;"},
    {false, "slow\n\nAnne-Marie Le Goff\nTél. 04 72 00 11 22\n",
	"t:04 72 00 11 22;p:Anne-Marie Le Goff;"},
    {false, "> Bien à vous,\n> *Zoé Petit*\n", "p:Zoé Petit;"},
    /* In small letters, or one name, right below a closing; everybody's words are none. */
    {false, "ne-7 est lent\ncordialement,\nzoé durand\n", "p:zoé durand;"},
    {false, "slow\n\nThanks,\n\nJeanne\nIT", "f:Jeanne;"},
    {false, "slow\n-- \njeanne", "f:jeanne;"},
    {false, "slow\nRegards\nDSI", ""},
    {false, "slow\nmerci\nbonne fin de matinée à vous", ""},
    {false, "slow\nmerci\nbonne année", ""},
    {false, "slow\nmerci\nsupport technique", ""},
    {false, "slow\nmerci\nsn-4711", ""},
    {false, "The Board Manager restarted.\nNo More Than That", ""},
    {false, "Merci de regarder la carte du boîtier qui est tombée\nCore Controller\n",
	""},
};

static void
every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf found;
		vg_buf_init(&found, 0);
		if (rows[i].head)
			vg_mailknown_head(rows[i].text, note, &found);
		else
			vg_mailknown_text(rows[i].text, note, &found);
		if (strcmp(vg_buf_text(&found), rows[i].found) != 0)
			fail_msg("row %zu: '%s' gives '%s'", i, rows[i].text,
			    vg_buf_text(&found));
		vg_buf_fini(&found);
	}
}

/* Nothing is read beyond what is there, however it ends. */
static void
every_end(void **state)
{
	static const char text[] =
	    "Zoé Petit <z@a.example>, (+33 4 72 00 11 22\n--\n\"Noir, L\" <l@a.exam\nCdt\nA B";

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++) {
		char *cut = strndup(text, size);
		struct vg_buf found;
		vg_buf_init(&found, 0);
		vg_mailknown_text(cut, note, &found);
		vg_mailknown_head(cut, note, &found);
		vg_buf_fini(&found);
		free(cut);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_form),
	    cmocka_unit_test(every_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
