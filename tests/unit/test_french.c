/*
 * What the house says of faults, cases and messages is said in French as well, and what parts are
 * called: a sentence of each form that collector and agent write into what a letter shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "collector/letter/letterbook.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/datadir.h"
#include "lib/os/file.h"

static struct vg_letterbook *book;

static void
read_file(enum vg_language language, const char *name, struct vg_buf *text)
{
	char root[256], path[512];
	struct vg_detail detail = {0};

	assert_int_equal(vg_datadir_find(VG_DATADIR_MESSAGES, root, sizeof(root)), VG_OK);
	vg_text_format(
	    path, sizeof(path), "%s/%s/%s.txt", root, vg_language_text(language), name);
	vg_buf_init(text, 0);
	if (vg_file_read(path, text, &detail) != VG_OK)
		fail_msg("%s", detail.text);
}

static int
set_up(void **state)
{
	struct vg_detail detail = {0};
	struct vg_buf text;

	(void)state;
	book = vg_letterbook_new();
	read_file(VG_LANGUAGE_FR, "phrases", &text);
	assert_int_equal(
	    vg_letterbook_add_phrases(book, VG_LANGUAGE_FR, vg_buf_text(&text), &detail),
	    VG_OK);
	vg_buf_fini(&text);
	for (int i = 0; i < VG_N_LANGUAGES; i++) {
		read_file((enum vg_language)i, "words", &text);
		assert_int_equal(vg_letterbook_add_words(book, (enum vg_language)i,
				     vg_buf_text(&text), &detail),
		    VG_OK);
		vg_buf_fini(&text);
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_letterbook_free(book);
	return 0;
}

static const char *const sentences[] = {
    /* agents */
    "3 polls in a row without an answer: no answer; ping answers",
    "2 of its notifications were lost: everything is polled",
    "the storm is over: 12 notifications were not read",
    "3 of 9 devices stopped answering together: the network, or this agent's way into it; "
    "faults of 3 devices are held",
    "replies were lost in this host's receive buffer (net.core.rmem_max); faults of 1 "
    "devices are held",
    "polls ran late: this host has no time for the agent; faults of 1 devices are held",
    /* the collector, of agents */
    "agent lyon-2 has never been heard, and is waited for 5 min; of its 2 devices 1 faults "
    "stand that nobody sees now, one of them critical",
    "copied: agent lyon-2 sends from a spool that has ended, from 10.0.0.1; its own "
    "messages come from 10.0.0.2: end one of the two",
    "messages 2 to 80 were lost at the agent: overflow",
    "could not be applied: device ne-7 is not of agent paris-1",
    "3 of 4 agents, of more than one site, were heard last within 120 s: the collector "
    "does not hear",
    "the tree names device ne-7 no more, and nobody sees whether the fault stands",
    "the tree names agent lyon-2 no more, and nobody sees whether the fault stands",
    "not standing at agent",
    "nothing tells its end; its time is over",
    /* of sources, units, work */
    "10.0.0.7 is beyond its budget of 50 a second: 6 counted, 0 not read, 2 taken as news",
    "many sources is beyond its budget of 50 a second: 6 counted, 0 not read, 2 taken as "
    "news; 1.3.6.1.4.1.99999.0.1 most: 5",
    "unknown notification 1.3.6.1.4.1.99999.0.1 1.3.6.1.2.1.1.1.0=1",
    "messages do not leave by mail: the oldest waits since 2026-07-09T08:00:00Z",
    "serial SN-8 serves in the place of SN-7: the unit is on record nowhere, no contract "
    "is known for it; the place has contract c-2026-7",
    "serial SN-8 serves, but SN-9 was announced",
    "planned work is over, and device/ne-7/bypass stands: no answer",
    /* contracts */
    "P6: nobody knows who asks",
    "P6: 'ne-9' is no device of the tree",
    "the integrator's own equipment",
    "P1: the integrator's own equipment",
    "Reopened by claire: it is off again",
    "Reopened by the client's mail",
    "Reopened, since the client has no answer: message 3 has not left",
    "Reopened, since the client has no answer: message 3 did not arrive",
    "Not reopened, since another case of the same is open, and the client has no answer: "
    "message 3 did not arrive; vigie case reply 2026-000001",
    "The client has his answer now (before: message 3 has not left)",
    /* pages, clocks, orders */
    "page W2: taken",
    "page W1: the case is closed",
    "page W1: the case is void",
    "page W2: merged into 2026-000002",
    "page W2: merged into another",
    "page W1: all that stands is on a shelf (shelf-3, shelf-4)",
    "page W1: nothing stands of which a person is told",
    "page: a test: accept it, and the chain is proved",
    "client-told is kept after all: what happened at 2026-07-09T08:00:00Z was recorded "
    "late",
    "order O-2026-0001: now lapsed",
    "order O-2026-0001: now done",
    "mail in a void case",
    /* what did not leave */
    "message 12 to the client was not sent: 550 no such user",
    "message 12 to the supplier-escalation was not sent: full",
    "message 12 to the client did not arrive: a delivery report says so: mail 62",
    "message 12 to the noc-hook was not sent: 404",
    "message 12 to the webhook was not sent: 404, case 2026-000001",
    "message 12 to the supplier was not sent: P4: the text holds the client's name, "
    "'clinique-a'; the supplier sees the reference only: contract, serials, software",
    "message 12 to the client is refused while others are taken, and tried again until "
    "2026-07-12T08:00:00Z at least: 550 5.7.1",
    "message 12 to the duty is refused so far, and tried again until 2026-07-12T08:00:00Z at "
    "least: 550 no such user",
    "several messages are refused so far",
    "several messages are refused while others are taken",
    "messages that were refused: 3, the first 2026-07-12T08:00:00Z, the last "
    "2026-07-12T08:10:00Z, 0 of them still wait",
    "messages that were refused: 3, the first 2026-07-12T08:00:00Z, the last "
    "2026-07-12T08:10:00Z, 2 of them still wait; the last answer: 550 5.7.1 no",
    "messages that were refused while others were taken: 3, the first 2026-07-12T08:00:00Z, "
    "the last 2026-07-12T08:10:00Z, 2 of them still wait; the last answer: 550 5.7.1 no",
    "message 12 to the supplier-escalation was sent: but not for all",
    "mail 7 says that a message of ours did not arrive, at an address that it did not go "
    "to: nothing is changed",
    "message 12 to the client was not sent: sender-3 is known no more: the person was "
    "erased",
};

static void
each_sentence(void **state)
{
	const struct vg_letterphrases *phrases =
	    vg_letterbook_phrases(book, VG_LANGUAGE_FR);

	(void)state;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		struct vg_buf out;
		vg_buf_init(&out, 0);
		if (!vg_letterphrases_say(phrases, sentences[i], &out))
			fail_msg("nothing says: %s", sentences[i]);
		/* What others said stands in quotation marks. */
		bool quoted = strstr(vg_buf_text(&out), "\u00ab") != NULL &&
		    !strstr(sentences[i], "P4");
		if (!quoted && strstr(vg_buf_text(&out), " the "))
			fail_msg("half of it: %s", vg_buf_text(&out));
		vg_buf_fini(&out);
	}
}

static void
each_part(void **state)
{
	static const struct {
		const char *text, *french, *english;
	} rows[] = {
	    {"x: ne-7 psu/1", "x: ne-7, alimentation 1", "x: ne-7, power supply 1"},
	    {"x : ne-7 fan/all", "x : ne-7, ventilateurs", "x : ne-7, fans"},
	    {"a: b: ne-7 server/dns/3", "a: b: ne-7, serveur DNS 3",
		"a: b: ne-7, DNS server 3"},
	    {"x: ne-7 psu/bay-2", "x: ne-7, alimentation 2", "x: ne-7, power supply 2"},
	    {"x: ne-7 port/eth-1", "x: ne-7, port eth-1", "x: ne-7, port eth-1"},
	    {"x: ne-7 clock", "x: ne-7, horloge", "x: ne-7, clock"},
	    {"the unit (psu/1)", "the unit (alimentation 1)",
		"the unit (power supply 1)"},
	    /* What is no part of ours stays. */
	    {"x: ne-7 odd/1", "x: ne-7 odd/1", "x: ne-7 odd/1"},
	    {"x: ne-7", "x: ne-7", "x: ne-7"},
	    {"psu/1", "psu/1", "psu/1"},
	    {"x: a b psu/1", "x: a b psu/1", "x: a b psu/1"},
	    {"(clock)", "(clock)", "(clock)"},
	    {"", "", ""},
	    {": ", ": ", ": "},
	    {"(", "(", "("},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int k = 0; k < VG_N_LANGUAGES; k++) {
			const char *want =
			    k == VG_LANGUAGE_FR ? rows[i].french : rows[i].english;
			struct vg_buf out;
			vg_buf_init(&out, 0);
			vg_letterwords_parts(
			    vg_letterbook_words(book, (enum vg_language)k), rows[i].text,
			    &out);
			if (strcmp(vg_buf_text(&out), want) != 0)
				fail_msg("row %zu: '%s'", i, vg_buf_text(&out));
			vg_buf_fini(&out);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_sentence),
	    cmocka_unit_test(each_part),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
