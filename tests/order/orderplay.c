/*
 * Streams out of plays and out of records.
 *
 * A play is taken when it only tells messages of agents and lets time pass: who commands, restarts,
 * sets clocks or sends traps does more than messages do.  What it expects is not looked at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"
#include "tests/order/orderstream.h"
#include "tests/play/playsay.h"
#include "tests/play/playwords.h"

enum { MAX_WORDS = 8, LINE = 65536, LEAST = 2 };

struct read {
	struct vg_orderstream *stream;
	struct vg_play play;
	const char *why;
};

static bool
take(void *cookie, const struct vg_trap *trap)
{
	struct read *r = cookie;

	if (!vg_orderstream_add(r->stream, trap, r->play.now))
		return false;
	return true;
}

static int64_t
span_of(const char *word)
{
	char *end;
	long amount = strtol(word, &end, 10);

	return amount *
	    (*end == 'd'          ? VG_DAY_US
		    : *end == 'h' ? VG_HOUR_US
		    : *end == 'm' ? VG_MINUTE_US
				  : VG_SECOND_US);
}

static bool
say(struct read *r, const char *name, char *rest)
{
	static const char *const others[] = {"trap", "excess", "unread", "mail"};
	const struct vg_playsay_line *line = vg_playsay_find(name);
	char *words[MAX_WORDS];

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!line || strcmp(name, others[i]) == 0) {
			r->why = "it does more than tell messages";
			return false;
		}
	}
	vg_playwords_split(rest, words, MAX_WORDS, line->max_words ? line->max_words : 1);
	if (strcmp(name, "spool") == 0 && r->stream->n)
		r->why = "an agent has two spools";
	if (!r->why && !line->run(&r->play, words))
		r->why = "a message that cannot be made";
	return !r->why;
}

static bool
read_line(struct read *r, char *line)
{
	char *words[MAX_WORDS];

	line[strcspn(line, "#\n")] = '\0';
	int n = vg_playwords_split(line, words, MAX_WORDS, 2);
	const char *name = n ? words[0] : "expect";
	char *rest = n > 1 ? words[1] : line + strlen(line);
	if (strcmp(name, "expect") == 0)
		return true;
	if (strcmp(name, "elapse") == 0) {
		r->play.now = vg_instant_add(r->play.now, span_of(rest));
		return true;
	}
	if (strcmp(name, "at") == 0 && r->stream->n == 0)
		return vg_instant_parse(rest, &r->play.now) == VG_OK;
	if (strcmp(name, "tree") == 0 && r->stream->n == 0) {
		vg_text_format(
		    r->stream->tree, sizeof(r->stream->tree), "tests/play/%.60s", rest);
		return true;
	}
	return say(r, name, rest);
}

/* Whether numbers are missing that no gap names: then what waits goes by time, not by order. */
static bool
is_whole(const struct vg_orderstream *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct vg_ordermessage *m = &s->messages[i];
		bool before = m->sequence == 1;
		for (size_t j = 0; j < s->n && !before; j++) {
			const struct vg_ordermessage *other = &s->messages[j];
			before = strcmp(other->agent, m->agent) == 0 &&
			    (other->sequence == m->sequence - 1 ||
				(other->sequence < m->sequence &&
				    strstr(other->says, "\"from\"")));
		}
		if (!before)
			return false;
	}
	return true;
}

static bool
finish(struct read *r, char *why, size_t size)
{
	free(r->play.says);
	if (!r->why && r->stream->n < LEAST)
		r->why = "too few messages";
	if (!r->why)
		vg_orderstream_settle(r->stream);
	if (!r->why && !is_whole(r->stream))
		r->why = "numbers are missing";
	if (r->why)
		vg_orderstream_fini(r->stream);
	vg_text_copy(why, size, r->why ? r->why : "");
	return !r->why;
}

bool
vg_orderplay_read(const char *path, struct vg_orderstream *stream, char *why, size_t size)
{
	struct read r = {.stream = stream};
	char *whole = vg_mem_format("%s/%s", VG_CHECKOUT, path);
	char *line = vg_mem_array(LINE, 1);
	FILE *file = fopen(whole, "r");
	const char *slash = strrchr(path, '/');

	memset(stream, 0, sizeof(*stream));
	vg_text_copy(stream->name, sizeof(stream->name), slash ? slash + 1 : path);
	vg_text_copy(stream->tree, sizeof(stream->tree), "tests/play/base.json");
	r.play.sink = take;
	r.play.sink_cookie = &r;
	r.play.path = path;
	vg_instant_parse("2026-07-09T08:00:00Z", &r.play.now);
	vg_text_copy(r.play.agent, sizeof(r.play.agent), "lyon-2");
	memcpy(r.play.spool, "playplay", VG_SPOOL_SIZE);
	r.why = file ? NULL : strerror(errno);
	while (file && !r.why && fgets(line, LINE, file)) {
		if (!read_line(&r, line) && !r.why)
			r.why = "a line that cannot be read";
	}
	if (file)
		fclose(file);
	free(line);
	free(whole);
	return finish(&r, why, size);
}

/* MICROSECONDS HEX: a message as the collector stored it (lib/model/trapblob.h). */
static bool
read_record(struct read *r, char *line)
{
	char *hex;
	struct vg_wall at = {strtoll(line, &hex, 10)};
	struct vg_trap trap;

	hex += strspn(hex, " ");
	hex[strcspn(hex, "\n")] = '\0';
	size_t size = strlen(hex) / 2;
	if (*line == '#' || size == 0)
		return true;
	unsigned char *blob = vg_mem_array(size, 1);
	bool good = vg_text_unhex(blob, size, hex) == VG_OK &&
	    vg_trapblob_unpack(blob, size, &trap) == VG_OK;
	free(blob);
	if (!good)
		return false;
	good = vg_orderstream_add(r->stream, &trap, at);
	vg_trap_fini(&trap);
	return good;
}

bool
vg_orderplay_recorded(
    const char *path, struct vg_orderstream *stream, char *why, size_t size)
{
	struct read r = {.stream = stream};
	char *whole = vg_mem_format("%s/%s", VG_CHECKOUT, path);
	char *line = vg_mem_array(LINE, 1);
	FILE *file = fopen(whole, "r");
	const char *slash = strrchr(path, '/');

	memset(stream, 0, sizeof(*stream));
	vg_text_copy(stream->name, sizeof(stream->name), slash ? slash + 1 : path);
	vg_text_copy(
	    stream->tree, sizeof(stream->tree), "tests/data/order-recorded.json");
	r.why = file ? NULL : strerror(errno);
	while (file && !r.why && fgets(line, LINE, file)) {
		if (!read_record(&r, line))
			r.why = "a line that is no record";
	}
	if (file)
		fclose(file);
	free(line);
	free(whole);
	return finish(&r, why, size);
}
