/*
 * Counts by source: bounded, and the sum of all is what was counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/intake/enginewatch.h"
#include "collector/intake/senders.h"
#include "lib/base/error.h"

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){(1000000 + seconds) * VG_SECOND_US};
}

static uint64_t
sum_of(struct vg_senders *s, size_t *n, uint64_t causes[VG_TRAPIN_N_CAUSES])
{
	const struct vg_sender *one;
	uint64_t received = 0;

	*n = 0;
	memset(causes, 0, VG_TRAPIN_N_CAUSES * sizeof(*causes));
	for (size_t i = 0; (one = vg_senders_at(s, i)) != NULL; i++) {
		uint64_t sum = 0;
		for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++) {
			sum += one->by_cause[c];
			causes[c] += one->by_cause[c];
		}
		assert_int_equal(sum, one->received);
		received += one->received;
		*n += one->received && strcmp(one->source, "others") != 0;
	}
	return received;
}

static void
invented_sources_take_no_more_places(void **state)
{
	struct vg_senders *s = vg_senders_new();
	uint64_t causes[VG_TRAPIN_N_CAUSES];
	char source[32];
	size_t n;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		snprintf(source, sizeof(source), "10.%d.%d.%d", i >> 16, i >> 8 & 255,
		    i & 255);
		vg_senders_count(
		    s, source, i % 3 ? VG_TRAPIN_USER : VG_TRAPIN_DIGEST, at(0));
	}
	assert_int_equal(sum_of(s, &n, causes), 100000);
	assert_int_equal(n, VG_SENDERS_MAX);
	assert_int_equal(causes[VG_TRAPIN_DIGEST], 33334);
	/* An hour later they have made room, and nothing is uncounted. */
	for (int i = 0; i < 100; i++) {
		snprintf(source, sizeof(source), "172.16.0.%d", i);
		assert_string_equal(
		    vg_senders_count(s, source, VG_TRAPIN_STORED, at(3601))->source,
		    source);
	}
	assert_int_equal(sum_of(s, &n, causes), 100100);
	assert_int_equal(causes[VG_TRAPIN_DIGEST], 33334);
	assert_int_equal(n, VG_SENDERS_MAX);
	vg_senders_free(s);
	vg_senders_free(NULL);
}

static void
who_sent_good_messages_keeps_its_place_for_a_day(void **state)
{
	struct vg_senders *s = vg_senders_new();
	char source[32];

	(void)state;
	vg_senders_count(s, "192.0.2.1", VG_TRAPIN_STORED, at(0));
	for (int i = 0; i < 100000; i++) {
		snprintf(source, sizeof(source), "10.%d.%d.%d", i >> 16, i >> 8 & 255,
		    i & 255);
		vg_senders_count(s, source, VG_TRAPIN_USER, at(i < 50000 ? 3601 : 7300));
	}
	assert_int_equal(
	    vg_senders_count(s, "192.0.2.1", VG_TRAPIN_STORED, at(7300))->received, 2);
	vg_senders_free(s);
}

static void
what_a_stranger_says_is_shown_as_plain_text(void **state)
{
	struct vg_senders *s = vg_senders_new();
	struct vg_sender *one = vg_senders_count(s, "10.0.0.1", VG_TRAPIN_USER, at(0));

	(void)state;
	vg_senders_refused(one, VG_TRAPIN_USER, "user \x1b[2J\xff\xc3", at(0));
	assert_string_equal(one->last_text, "user ?[2J??");
	assert_int_equal(vg_senders_bad(one), 1);
	vg_senders_count(s, "10.0.0.1", VG_TRAPIN_STORED, at(0));
	vg_senders_count(s, "10.0.0.1", VG_TRAPIN_DISCOVERY, at(0));
	assert_int_equal(vg_senders_bad(one), 1);
	vg_senders_free(s);
}

/* --- engines ------------------------------------------------------------------------------- */

static bool
sends(struct vg_enginewatch *w, const char *engine, const char *source, int64_t minutes,
    const char *expected)
{
	struct vg_address address, other;
	char text[VG_NET_TEXT_SIZE];

	assert_int_equal(vg_net_parse(source, 162, &address), VG_OK);
	bool doubled = vg_enginewatch_note(w, engine, strlen(engine), &address,
	    (struct vg_mono){(1000 + minutes) * VG_MINUTE_US}, &other);
	if (doubled) {
		vg_net_text(&other, text);
		assert_string_equal(text, expected);
	}
	return doubled;
}

static void
an_engine_that_takes_turns_is_two(void **state)
{
	struct vg_enginewatch *w = vg_enginewatch_new();

	(void)state;
	assert_false(sends(w, "engine-1", "10.0.0.1", 0, ""));
	assert_false(sends(w, "engine-1", "10.0.0.1", 1, ""));
	assert_false(sends(w, "engine-1", "10.0.0.2", 2, "")); /* it may have moved */
	assert_false(sends(w, "engine-2", "10.0.0.1", 2, ""));
	assert_true(sends(w, "engine-1", "10.0.0.1", 3, "10.0.0.2"));
	assert_false(sends(w, "engine-1", "10.0.0.2", 4, "")); /* told just now */
	assert_false(sends(w, "engine-1", "10.0.0.1", 32, ""));
	assert_false(sends(w, "engine-1", "10.0.0.2", 34, ""));
	assert_true(sends(w, "engine-1", "10.0.0.1", 35, "10.0.0.2"));
	vg_enginewatch_free(w);
	vg_enginewatch_free(NULL);
}

static void
an_engine_that_comes_back_later_has_moved(void **state)
{
	struct vg_enginewatch *w = vg_enginewatch_new();

	(void)state;
	assert_false(sends(w, "engine-1", "10.0.0.1", 0, ""));
	assert_false(sends(w, "engine-1", "10.0.0.2", 1, ""));
	assert_false(sends(w, "engine-1", "10.0.0.2", 20, ""));
	assert_false(sends(w, "engine-1", "10.0.0.1", 21, ""));
	vg_enginewatch_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(invented_sources_take_no_more_places),
	    cmocka_unit_test(who_sent_good_messages_keeps_its_place_for_a_day),
	    cmocka_unit_test(what_a_stranger_says_is_shown_as_plain_text),
	    cmocka_unit_test(an_engine_that_takes_turns_is_two),
	    cmocka_unit_test(an_engine_that_comes_back_later_has_moved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
