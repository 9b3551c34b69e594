/*
 * Who may send: prefixes of both families, and a bucket for each source.
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
#include "lib/trapin/sources.h"

static struct vg_address
address(const char *text)
{
	struct vg_address a;

	assert_int_equal(vg_net_parse(text, 162, &a), VG_OK);
	return a;
}

static struct vg_mono
at(int64_t us)
{
	return (struct vg_mono){VG_HOUR_US + us};
}

static void
a_source_lies_within_a_prefix_or_may_not_send(void **state)
{
	static const struct {
		const char *allowed, *source;
		bool allows;
	} rows[] = {
	    {"127.0.0.0/8", "127.255.255.255", true},
	    {"127.0.0.0/8", "128.0.0.0", false},
	    {"127.0.0.0/8", "126.255.255.255", false},
	    {"10.1.2.3", "10.1.2.3", true},
	    {"10.1.2.3", "10.1.2.2", false},
	    {"10.1.2.3/32", "10.1.2.2", false},
	    {"10.1.2.0/23", "10.1.3.255", true},
	    {"10.1.2.0/23", "10.1.4.0", false},
	    /* bits past the prefix say nothing */
	    {"10.1.3.77/23", "10.1.2.0", true},
	    {"0.0.0.0/0", "203.0.113.9", true},
	    {"0.0.0.0/0", "2001:db8::1", false},
	    {"::1", "::1", true},
	    {"::1", "::2", false},
	    {"2001:db8::/33", "2001:db8:7fff::1", true},
	    {"2001:db8::/33", "2001:db8:8000::1", false},
	    {"::/0", "2001:db8::1", true},
	    /* what comes over IPv6 as IPv4 is IPv4 */
	    {"10.0.0.0/8", "::ffff:10.9.9.9", true},
	    {"10.0.0.0/8", "::ffff:11.9.9.9", false},
	    {"10.0.0.0/8", "::10.9.9.9", false},
	};
	struct vg_detail d;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *allowed[] = {"192.0.2.1", rows[i].allowed};
		struct vg_address a = address(rows[i].source);
		struct vg_sources *s = vg_sources_new(allowed, 2, 1, 1, &d);
		assert_non_null(s);
		if (vg_sources_allows(s, &a) != rows[i].allows)
			fail_msg("%s within %s", rows[i].source, rows[i].allowed);
		vg_sources_free(s);
	}
	struct vg_sources *nobody = vg_sources_new(NULL, 0, 1, 1, &d);
	struct vg_address a = address("127.0.0.1");
	assert_false(vg_sources_allows(nobody, &a));
	vg_sources_free(nobody);
	vg_sources_free(NULL);
}

static void
an_entry_that_is_no_prefix_is_named(void **state)
{
	static const char *const wrong[] = {"", "/", "localhost", "10.1.2", "10.0.0.0/33",
	    "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0.0/8/8", "::1/129", "::g",
	    "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24.25.26.27.28"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *allowed[] = {"::1", wrong[i]};
		struct vg_detail d = {0};
		if (vg_sources_new(allowed, 2, 1, 1, &d))
			fail_msg("\"%s\" is taken", wrong[i]);
		assert_int_equal(d.code, VG_EPARSE);
		assert_non_null(strstr(d.text, wrong[i]));
	}
}

static size_t
spend(struct vg_sources *s, const char *text, int64_t us, size_t tries)
{
	struct vg_address a = address(text);
	size_t n = 0;

	for (size_t i = 0; i < tries; i++)
		n += vg_sources_spend(s, &a, at(us));
	return n;
}

static void
a_bucket_empties_and_fills_at_its_rate(void **state)
{
	static const struct {
		int64_t at_ms;
		size_t tries, granted;
	} rows[] = {
	    {0, 10, 5},         /* the burst */
	    {499, 3, 0},        /* 2 a second: nearly one */
	    {500, 3, 1},        /* ... which is not lost */
	    {1500, 9, 2},       /* a second's */
	    {100000, 9, 5},     /* never more than the burst */
	    {103000, 9, 5},     /* ... not by half a second either */
	    {1000000000, 9, 5}, /* days later */
	    {1000000100, 9, 0},
	};
	const char *allowed[] = {"0.0.0.0/0"};
	struct vg_detail d;
	struct vg_sources *s = vg_sources_new(allowed, 1, 2, 5, &d);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = spend(s, "10.0.0.1", rows[i].at_ms * VG_MS_US, rows[i].tries);
		if (n != rows[i].granted)
			fail_msg("row %zu: %zu granted", i, n);
	}
	/* another source has its own; the port is no part of a source */
	assert_int_equal(spend(s, "10.0.0.2", 0, 9), 5);
	assert_int_equal(spend(s, "2001:db8::2", 0, 9), 5);
	vg_sources_free(s);
}

static size_t
read_more(struct vg_sources *s, const char *text, int64_t us, size_t tries)
{
	struct vg_address a = address(text);
	size_t n = 0;

	for (size_t i = 0; i < tries; i++)
		n += vg_sources_read(s, &a, false, at(us));
	return n;
}

static void
ten_times_the_rate_may_be_read_beyond_it(void **state)
{
	const char *allowed[] = {"0.0.0.0/0"};
	struct vg_detail d;
	struct vg_sources *s = vg_sources_new(allowed, 1, 2, 5, &d);

	(void)state;
	assert_int_equal(spend(s, "10.0.0.1", 0, 9), 5);
	assert_int_equal(read_more(s, "10.0.0.1", 0, 99), 20);
	/* 2 a second, and 20 beyond them; neither takes from the other */
	assert_int_equal(read_more(s, "10.0.0.1", VG_SECOND_US, 99), 20);
	assert_int_equal(spend(s, "10.0.0.1", VG_SECOND_US, 9), 2);
	assert_int_equal(read_more(s, "10.0.0.2", VG_SECOND_US, 99), 20);
	/* 20 a second come as 2 every tenth, not as 1 every twentieth */
	assert_int_equal(read_more(s, "10.0.0.2", VG_SECOND_US + 60 * VG_MS_US, 9), 0);
	assert_int_equal(read_more(s, "10.0.0.2", VG_SECOND_US + 110 * VG_MS_US, 9), 2);
	/* what can be counted unread leaves the other half */
	struct vg_address a = address("10.0.0.3");
	size_t n = 0;
	for (int i = 0; i < 99; i++)
		n += vg_sources_read(s, &a, true, at(0));
	assert_int_equal(n, 10);
	assert_int_equal(read_more(s, "10.0.0.3", 0, 99), 10);
	vg_sources_free(s);
	/* at once a burst, where that is more */
	s = vg_sources_new(allowed, 1, 2, 50, &d);
	assert_int_equal(read_more(s, "10.0.0.1", 0, 99), 50);
	vg_sources_free(s);
}

static void
source_text(char text[32], unsigned n)
{
	snprintf(text, 32, "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255, n & 255);
}

static void
each_source_has_a_budget_of_its_own(void **state)
{
	enum { SOURCES = 1000 };
	const char *allowed[] = {"0.0.0.0/0"};
	struct vg_detail d;
	struct vg_sources *s = vg_sources_new(allowed, 1, 1, 2, &d);
	char text[32];

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		for (unsigned n = 0; n < SOURCES; n++) {
			source_text(text, n);
			if (spend(s, text, turn, 1) != (turn < 2))
				fail_msg("%s, turn %u", text, turn);
		}
	}
	vg_sources_free(s);
}

static void
what_a_source_has_spent_is_not_forgotten_for_others(void **state)
{
	const char *allowed[] = {"0.0.0.0/0"};
	struct vg_detail d;
	struct vg_sources *s = vg_sources_new(allowed, 1, 1, 5, &d);
	size_t granted = 0;
	char text[32];

	(void)state;
	assert_int_equal(spend(s, "192.0.2.1", 0, 9), 5);
	for (unsigned n = 0; n < 100000; n++) {
		source_text(text, n);
		granted += spend(s, text, 1, 1);
	}
	/* as many as there are places, and those of the crowd */
	assert_in_range(granted, 3500, 4096 + 5);
	assert_int_equal(spend(s, "192.0.2.1", 1, 9), 0);
	/* when their budgets are full again their places are free */
	granted = 0;
	for (unsigned n = 0; n < 1000; n++) {
		source_text(text, 200000 + n);
		granted += spend(s, text, 6 * VG_SECOND_US, 1);
	}
	assert_int_equal(granted, 1000);
	vg_sources_free(s);
}

static void
the_largest_rate_and_the_longest_wait_do_not_overflow(void **state)
{
	const char *allowed[] = {"0.0.0.0/0"};
	struct vg_detail d;
	struct vg_sources *s = vg_sources_new(allowed, 1, UINT32_MAX, UINT32_MAX, &d);
	struct vg_address a = address("10.0.0.1");

	(void)state;
	assert_true(vg_sources_spend(s, &a, at(0)));
	assert_true(vg_sources_spend(s, &a, (struct vg_mono){INT64_MAX}));
	assert_true(vg_sources_read(s, &a, true, (struct vg_mono){INT64_MAX}));
	vg_sources_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_source_lies_within_a_prefix_or_may_not_send),
	    cmocka_unit_test(an_entry_that_is_no_prefix_is_named),
	    cmocka_unit_test(a_bucket_empties_and_fills_at_its_rate),
	    cmocka_unit_test(ten_times_the_rate_may_be_read_beyond_it),
	    cmocka_unit_test(each_source_has_a_budget_of_its_own),
	    cmocka_unit_test(what_a_source_has_spent_is_not_forgotten_for_others),
	    cmocka_unit_test(the_largest_rate_and_the_longest_wait_do_not_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
