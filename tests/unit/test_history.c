/*
 * History: what is kept of samples, what is cut out of them as evidence, and the bodies it goes
 * out in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "agent/history/history.h"
#include "agent/history/jsonbody.h"
#include "lib/base/mem.h"

static struct vg_object scalars[] = {{.name = "alPower"}, {.name = "serial"}};
static struct vg_object columns[] = {{.name = "oper"}, {.name = "octets"}};
static const struct vg_probe probe = {.name = "status",
    .scalars = scalars,
    .n_scalars = 2,
    .columns = columns,
    .n_columns = 2};

#define T0 INT64_C(1783591200) /* 2026-07-09T10:00:00Z */

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){(T0 + seconds) * VG_SECOND_US};
}

struct poll {
	int64_t at_s;
	int64_t power; /* -1: noSuchInstance */
	const char *serial;
	int64_t oper; /* of row 1; row 2 is always 1 */
};

static void
add(struct vg_history *history, const struct poll *poll)
{
	struct vg_sampleset set;

	vg_sampleset_init(&set, &probe, at(poll->at_s));
	if (poll->power < 0)
		set.scalars.values[0].type = VG_VALUE_NO_INSTANCE;
	else
		vg_value_set_integer(&set.scalars.values[0], poll->power);
	vg_value_set_octets(
	    &set.scalars.values[1], VG_VALUE_OCTETS, poll->serial, strlen(poll->serial));
	for (int i = 0; i < 2; i++) {
		struct vg_samplerow *row = vg_sampleset_row(&set, i ? "2" : "1");
		vg_value_set_integer(&row->values[0], i ? 1 : poll->oper);
		vg_value_set_number(
		    &row->values[1], VG_VALUE_COUNTER64, (uint64_t)poll->at_s + 10000);
	}
	vg_history_add(history, &set);
	vg_sampleset_fini(&set);
}

static char *
evidence(const struct vg_history *history, int64_t from_s, int64_t until_s)
{
	const struct vg_event raise = {.key.sequence = 412,
	    .device = "ne-7",
	    .resource = "device/ne-7/psu/1",
	    .kind = "psu-failed"};
	struct vg_buf json;

	vg_buf_init(&json, 0);
	vg_history_evidence(history, &raise, "raise", at(from_s), at(until_s), &json);
	return vg_buf_give(&json);
}

/* The part of 'json' behind "series", which must begin as the interface says. */
static const char *
series_of(const char *json)
{
	static const char head[] =
	    "{\"raise\":412,\"device\":\"ne-7\",\"resource\":\"device/ne-7/psu/1\","
	    "\"kind\":\"psu-failed\",\"qualifier\":\"\",\"cut\":\"raise\",\"from\":\"";
	const char *series = strstr(json, "\"series\":[");

	if (strncmp(json, head, sizeof(head) - 1) != 0 || !series)
		fail_msg("%s", json);
	return series + strlen("\"series\":[");
}

#define POWER "{\"probe\":\"status\",\"object\":\"alPower\",\"index\":\"\",\"points\":["
#define SERIAL "{\"probe\":\"status\",\"object\":\"serial\",\"index\":\"\",\"points\":["
#define OPER1 "{\"probe\":\"status\",\"object\":\"oper\",\"index\":\"1\",\"points\":["

static const struct poll polls[] = {{0, 1, "A\"1", 1}, {60, 1, "A\"1", 1},
    {120, 3, "A\"1", 1}, {180, 3, "A\"1", 2}, {240, -1, "A\"1", 2}};

/* A cut of those polls, and the series in it. */
static const struct {
	const char *what;
	int64_t from_s, until_s;
	const char *series;
} cuts[] = {
    {"all of it", 0, 240,
	POWER "[\"2026-07-09T10:00:00Z\",1],[\"2026-07-09T10:02:00Z\",3],"
	      "[\"2026-07-09T10:03:00Z\",3]]}," SERIAL
	      "[\"2026-07-09T10:00:00Z\",\"A\\\"1\"],"
	      "[\"2026-07-09T10:04:00Z\",\"A\\\"1\"]]}," OPER1
	      "[\"2026-07-09T10:00:00Z\",1],[\"2026-07-09T10:03:00Z\",2],"
	      "[\"2026-07-09T10:04:00Z\",2]]}]}"},
    {"begins with the value that held then", 100, 130,
	POWER "[\"2026-07-09T10:00:00Z\",1],[\"2026-07-09T10:02:00Z\",3]]}," SERIAL
	      "[\"2026-07-09T10:00:00Z\",\"A\\\"1\"]]}]}"},
    {"between two changes", 130, 150,
	POWER "[\"2026-07-09T10:02:00Z\",3]]}," SERIAL
	      "[\"2026-07-09T10:00:00Z\",\"A\\\"1\"]]}]}"},
    {"ends before the change", 0, 100,
	POWER "[\"2026-07-09T10:00:00Z\",1]]}," SERIAL
	      "[\"2026-07-09T10:00:00Z\",\"A\\\"1\"]]}]}"},
    {"before the first sample", -100, -50, "]}"},
    {"after the last", 300, 400, "]}"},
};

static void
evidence_is_cut_out(void **state)
{
	struct vg_history *history = vg_history_new(2 * VG_HOUR_US);

	(void)state;
	for (size_t i = 0; i < sizeof(polls) / sizeof(polls[0]); i++)
		add(history, &polls[i]);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		char *json = evidence(history, cuts[i].from_s, cuts[i].until_s);
		if (strcmp(series_of(json), cuts[i].series) != 0)
			fail_msg("%s:\n%s\nexpected\n%s", cuts[i].what, series_of(json),
			    cuts[i].series);
		free(json);
	}
	vg_history_free(history);
}

static void
only_changes_make_points(void **state)
{
	struct vg_history *history = vg_history_new(2 * VG_HOUR_US);

	(void)state;
	for (int64_t i = 0; i < 100; i++)
		add(history, &(struct poll){i * 60, 1, "A-1", 1});
	/* Two scalars and one column of two rows; counters of tables are not kept. */
	assert_int_equal(vg_history_series(history), 4);
	assert_int_equal(vg_history_points(history), 4);
	vg_history_free(history);
}

/* Two hours are kept, and what held when they began. */
static void
what_is_older_than_two_hours_goes(void **state)
{
	struct vg_history *history = vg_history_new(2 * VG_HOUR_US);

	(void)state;
	for (int64_t i = 0; i <= 300; i++)
		add(history, &(struct poll){i * 60, i, "A-1", 1});
	/* 120 minutes before minute 300, and its own point. */
	assert_int_equal(vg_history_points(history), 121 + 3);
	char *json = evidence(history, (300 - 120) * 60, 300 * 60);
	assert_non_null(strstr(json, POWER "[\"2026-07-09T13:00:00Z\",180],"));
	free(json);
	vg_history_free(history);
}

static void
a_restless_value_is_bounded(void **state)
{
	struct vg_history *history = vg_history_new(2 * VG_HOUR_US);

	(void)state;
	for (int64_t i = 0; i < 3 * VG_HISTORY_POINTS; i++)
		add(history, &(struct poll){i, i, "A-1", 1});
	assert_in_range(
	    vg_history_points(history), VG_HISTORY_POINTS, VG_HISTORY_POINTS + 3);
	vg_history_free(history);
}

/* --- bodies -------------------------------------------------------------------------------- */

static const struct {
	const char *text, *json;
} quotes[] = {
    {"plain", "\"plain\""},
    {"", "\"\""},
    {"say \"x\" \\ y", "\"say \\\"x\\\" \\\\ y\""},
    {"caf\xC3\xA9", "\"caf\xC3\xA9\""},
    {"a\nb\x01", "\"a\\u000ab\\u0001\""},
};

static void
texts_are_quoted(void **state)
{
	struct vg_buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		vg_buf_init(&out, 0);
		vg_jsonbody_quote(&out, quotes[i].text);
		assert_string_equal(vg_buf_text(&out), quotes[i].json);
		vg_buf_fini(&out);
	}
	vg_buf_init(&out, 0);
	vg_buf_add_text(&out, "{");
	vg_jsonbody_member(&out, "a", "1");
	vg_jsonbody_member(&out, "empty", "");
	vg_jsonbody_member(&out, "none", NULL);
	vg_jsonbody_member(&out, "b", "2");
	assert_string_equal(vg_buf_text(&out), "{\"a\":\"1\",\"b\":\"2\"");
	vg_buf_fini(&out);
}

/* A text of 'size' octets that gzip cannot make smaller than about three quarters. */
static char *
noise(size_t size)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789+/";
	char *text = vg_mem_zero(size + 1);
	uint32_t seed = 7;

	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525u + 1013904223u;
		text[i] = letters[seed >> 26];
	}
	return text;
}

static char *
gunzip(const unsigned char *data, size_t size, size_t room)
{
	z_stream stream;
	char *text = vg_mem_zero(room + 1);

	memset(&stream, 0, sizeof(stream));
	assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
	unsigned char *in = vg_mem_copy(data, size);
	stream.next_in = in;
	stream.avail_in = (uInt)size;
	stream.next_out = (unsigned char *)text;
	stream.avail_out = (uInt)room + 1;
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	inflateEnd(&stream);
	free(in);
	return text;
}

/* Sizes of a text, and the parts it goes in. */
static const struct {
	size_t size, n_least, n_most;
	bool plain;
} sizes[] = {
    {2, 1, 1, true},
    {VG_VIGIEMIB_BODY_MAX, 1, 1, true},
    {VG_VIGIEMIB_BODY_MAX + 1, 1, 1, false},
    {20000, 3, 3, false},
    {480000, 60, 64, false},
};

static void
check_parts(const struct vg_message *messages, size_t n, struct vg_buf *all)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(messages[i].type, VG_MESSAGE_EVIDENCE);
		assert_int_equal(messages[i].part, i + 1);
		assert_int_equal(messages[i].parts, n);
		assert_int_equal(messages[i].event.agent_time.us, at(0).us);
		assert_in_range(messages[i].body_size, 1, VG_VIGIEMIB_BODY_MAX);
		if (i + 1 < n)
			assert_int_equal(messages[i].body_size, VG_VIGIEMIB_BODY_MAX);
		vg_buf_add(all, messages[i].body, messages[i].body_size);
	}
}

static void
large_texts_are_compressed_and_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *text = noise(sizes[i].size);
		struct vg_message *messages = NULL;
		struct vg_buf all;
		size_t n = vg_jsonbody_messages(
		    VG_MESSAGE_EVIDENCE, text, sizes[i].size, at(0), &messages);
		vg_buf_init(&all, 0);
		assert_in_range(n, sizes[i].n_least, sizes[i].n_most);
		check_parts(messages, n, &all);
		if (sizes[i].plain) {
			assert_string_equal(vg_buf_text(&all), text);
		} else {
			assert_memory_equal(all.data, "\x1F\x8B", 2);
			char *back = gunzip(all.data, all.size, sizes[i].size);
			assert_string_equal(back, text);
			free(back);
		}
		for (size_t k = 0; k < n; k++)
			vg_vigiemib_fini(&messages[k]);
		free(messages);
		vg_buf_fini(&all);
		free(text);
	}
}

static void
what_is_too_large_makes_no_message(void **state)
{
	size_t size = 64 * VG_VIGIEMIB_BODY_MAX * 3 / 2;
	char *text = noise(size);
	struct vg_message *messages = NULL;

	(void)state;
	assert_int_equal(
	    vg_jsonbody_messages(VG_MESSAGE_EVIDENCE, text, size, at(0), &messages), 0);
	assert_null(messages);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(evidence_is_cut_out),
	    cmocka_unit_test(only_changes_make_points),
	    cmocka_unit_test(what_is_older_than_two_hours_goes),
	    cmocka_unit_test(a_restless_value_is_bounded),
	    cmocka_unit_test(texts_are_quoted),
	    cmocka_unit_test(large_texts_are_compressed_and_cut),
	    cmocka_unit_test(what_is_too_large_makes_no_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
