/*
 * Sentences said in another language: which phrase fits, what stands in its places, what does not
 * fit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/letter/letterphrase.h"
#include "lib/base/error.h"

static struct vg_letterphrases *
filled(void)
{
	static const char *const said[][2] = {
	    {"fan {index} failed: {value}", "ventilateur {index} en panne : {value}"},
	    {"fan {index} failed: its condition is {value}",
		"ventilateur {index} en panne (\u00e9tat {value})"},
	    {"{n} polls without an answer: {why}",
		"{n} relev\u00e9s sans r\u00e9ponse : {why}"},
	    {"{a}; {b}", "{a} ; {b}"},
	    {"no answer", "aucune r\u00e9ponse"},
	    {"power supply failed", "alimentation en panne"},
	    {"{a} of {b}", "de {b} : {a}"},
	    {"{unit} ({part})", "{unit} ({part})"},
	    {"the light is red", "le voyant est vert"},
	    {"the light is red", "le voyant est rouge"},
	};
	struct vg_letterphrases *phrases = vg_letterphrases_new(" : ");

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		assert_int_equal(
		    vg_letterphrases_add(phrases, said[i][0], said[i][1]), VG_OK);
	return phrases;
}

static const struct {
	const char *text, *said; /* NULL: nothing fits */
} rows[] = {
    {"power supply failed", "alimentation en panne"},
    {"power supply failed: ne-7 psu/1", "alimentation en panne : ne-7 psu/1"},
    {"power supply failed.", NULL},
    {"the power supply failed", NULL},
    {"fan 3 failed: stopped", "ventilateur 3 en panne : stopped"},
    /* The more letters of its own, the better it fits. */
    {"fan 3 failed: its condition is 4", "ventilateur 3 en panne (\u00e9tat 4)"},
    /* What stands in a place is said in its turn. */
    {"3 polls without an answer: no answer; x",
	"3 relev\u00e9s sans r\u00e9ponse : aucune r\u00e9ponse ; x"},
    {"7 of 9", "de 9 : 7"},
    /* A place is never empty. */
    {"fan  failed: x", NULL},
    {" of 9", NULL},
    /* What only joins says nothing by itself: each part is said, or is a name. */
    {"no answer; no answer", "aucune r\u00e9ponse ; aucune r\u00e9ponse"},
    {"the disk is full; the door is open", NULL},
    {"no answer; the door is open", NULL},
    {"the door is open; no answer", NULL},
    {"no answer; psu/1", "aucune r\u00e9ponse ; psu/1"},
    {"psu/1; psu/2", NULL},
    {"no answer (psu/1)", "aucune r\u00e9ponse (psu/1)"},
    {"the door (of the rack)", NULL},
    {"no answer; no answer: the door is open", NULL},
    {"no answer; no answer: psu/1", "aucune r\u00e9ponse ; aucune r\u00e9ponse : psu/1"},
    /* What its end and more say as one. */
    {"3 polls without an answer: fan 3 failed: stopped",
	"3 relev\u00e9s sans r\u00e9ponse : ventilateur 3 en panne : stopped"},
    {"3 polls without an answer: the disk is full; the door is open",
	"3 relev\u00e9s sans r\u00e9ponse : the disk is full; the door is open"},
    /* The later of two counts. */
    {"the light is red", "le voyant est rouge"},
    {"", NULL},
};

static void
every_sentence(void **state)
{
	struct vg_letterphrases *phrases = filled();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf out;
		vg_buf_init(&out, 0);
		bool said = vg_letterphrases_say(phrases, rows[i].text, &out);
		if (said != (rows[i].said != NULL) ||
		    (said && strcmp(vg_buf_text(&out), rows[i].said) != 0))
			fail_msg(
			    "row %zu: '%s': '%s'", i, rows[i].text, vg_buf_text(&out));
		vg_buf_fini(&out);
	}
	vg_letterphrases_free(phrases);
}

static void
what_cannot_be_one(void **state)
{
	struct vg_letterphrases *phrases = filled();
	char big[600];

	(void)state;
	memset(big, 'a', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_int_equal(vg_letterphrases_add(phrases, "fan {a}", "{b}"), VG_EINVAL);
	assert_int_equal(vg_letterphrases_add(phrases, "fan {a{b} x", "{b}"), VG_EINVAL);
	assert_int_equal(
	    vg_letterphrases_add(phrases, "{a}{b}{c}{d}{e}{f}{g}", "x"), VG_EINVAL);
	assert_int_equal(vg_letterphrases_add(phrases, big, "x"), VG_ELIMIT);
	vg_letterphrases_free(phrases);
}

/* A sentence that fits nearly everywhere ends all the same. */
static void
is_bounded(void **state)
{
	struct vg_letterphrases *phrases = vg_letterphrases_new(": ");
	char text[500];
	struct vg_buf out;

	(void)state;
	assert_int_equal(
	    vg_letterphrases_add(phrases, "{a} {b} {c} {d} {e} {f}!", "{a}"), VG_OK);
	memset(text, ' ', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	vg_buf_init(&out, 0);
	assert_false(vg_letterphrases_say(phrases, text, &out));
	vg_buf_fini(&out);
	vg_letterphrases_free(phrases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_sentence),
	    cmocka_unit_test(what_cannot_be_one),
	    cmocka_unit_test(is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
