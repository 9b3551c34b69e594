/*
 * What comes and goes, in any rhythm: between the word that it flaps and the word how it ended
 * nothing of the alarm is told, the end tells the net state, always and once, and a restart in
 * between changes nothing.  Pains 25, 26 and 32 of the field.
 *
 * Each seed is a rhythm; VIGIE_SEED=N plays that one alone.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

enum { SEEDS = 24, STEPS = 80 };

static const char resource[] = "device/ne-7/psu/1", kind[] = "psu-failed";

static struct vg_context *context;
static struct vg_packset *packs;

/* What is played: the fault as it truly is, and what was said of it. */
struct play {
	struct vg_desk *desk;
	char path[64]; /* of its database; ":memory:" */
	struct vg_wall now;
	uint32_t chance;
	unsigned seed, step;
	bool stands; /* the truth */
	bool flaps;  /* it was said that it flaps */
	unsigned begun, ended, told;
};

static unsigned
draw(struct play *p, unsigned n)
{
	p->chance = p->chance * 1664525u + 1013904223u;
	return (p->chance >> 8) % n;
}

#define HOLDS(p, condition)                                                              \
	do {                                                                             \
		if (!(condition))                                                        \
			fail_msg(                                                        \
			    "seed %u, step %u: %s", (p)->seed, (p)->step, #condition);   \
	} while (0)

static void
hear(const struct vg_happening *h, void *cookie)
{
	struct play *p = cookie;

	if (strcmp(h->resource, resource) != 0)
		return;
	if (strcmp(h->kind, "alarm-flapping") == 0) {
		HOLDS(p, !p->flaps);
		p->flaps = true;
		p->begun++;
	} else if (strcmp(h->kind, "alarm-steady") == 0) {
		HOLDS(p, p->flaps);
		HOLDS(p, p->stands);
		p->flaps = false;
		p->ended++;
	} else if (strcmp(h->kind, "alarm-cleared") == 0) {
		HOLDS(p, !p->stands);
		p->ended += p->flaps;
		p->flaps = false;
		p->told++;
	} else if (strcmp(h->kind, "alarm-raised") == 0 ||
	    strcmp(h->kind, "alarm-changed") == 0) {
		HOLDS(p, !p->flaps);
		p->told++;
	}
}

static void
open_desk(struct play *p)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	struct vg_buf content;

	vg_buf_init(&content, 0);
	if (vg_desk_open(p->path, packs, p->now, &p->desk, &detail) != VG_OK ||
	    vg_file_read("tests/play/base.json", &content, &detail) != VG_OK ||
	    vg_desktree_read(
		context, vg_buf_text(&content), "base", NULL, &conf, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&content), "file", "vigie", ""};
	if (vg_desk_set_conf(p->desk, conf, &revision, p->now, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_buf_fini(&content);
	vg_desk_set_listener(p->desk, hear, p);
}

/* Time passes, each due row at its own moment. */
static void
elapse(struct play *p, int64_t seconds)
{
	struct vg_wall until = vg_instant_add(p->now, seconds * VG_SECOND_US);

	for (unsigned i = 0; i < 1000; i++) {
		struct vg_wall due = vg_desk_next_due(p->desk);
		if (!vg_instant_is_set(due) || vg_instant_compare(due, until) > 0)
			break;
		if (vg_instant_compare(due, p->now) > 0)
			p->now = due;
		HOLDS(p, vg_desk_run_due(p->desk, p->now) == VG_OK);
	}
	p->now = until;
}

static void
say(struct play *p, enum vg_action action)
{
	struct vg_event e = {.action = action,
	    .origin = VG_ORIGIN_POLL,
	    .severity = VG_SEVERITY_MAJOR,
	    .since = p->now,
	    .agent_time = p->now,
	    .received = p->now};
	struct vg_detail detail = {0};

	vg_text_copy(e.resource, sizeof(e.resource), resource);
	vg_text_copy(e.device, sizeof(e.device), "ne-7");
	vg_text_copy(e.kind, sizeof(e.kind), kind);
	vg_text_copy(e.text, sizeof(e.text), "the supply failed");
	HOLDS(p, vg_db_begin(p->desk->db) == VG_OK);
	if (vg_deskapply_event(p->desk, &e, "lyon-2", 0, p->now, false, &detail) != VG_OK)
		fail_msg("seed %u: %s", p->seed, detail.text);
	p->stands = action == VG_ACTION_RAISE;
	HOLDS(p, vg_desk_commit(p->desk) == VG_OK);
}

/* Mostly toggles, sometimes the same again; quick, slow, or a long rest. */
static void
step(struct play *p)
{
	static const unsigned longest[] = {60, 90, 300, 300, 600, 900, 900, 7200};

	elapse(p, 1 + draw(p, longest[draw(p, 8)]));
	bool again = draw(p, 6) == 0;
	say(p, p->stands == again ? VG_ACTION_RAISE : VG_ACTION_CLEAR);
	if (p->path[0] != ':' && draw(p, 5) == 0) {
		vg_desk_close(p->desk);
		open_desk(p);
	}
}

static void
see_alarm(const struct vg_alarm_view *view, void *cookie)
{
	*(struct vg_alarm_view *)cookie = *view;
}

static void
drop(const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".ballast", ".applying"};
	char name[80];

	for (size_t i = 0; path[0] != ':' && i < sizeof(tails) / sizeof(tails[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		unlink(name);
	}
}

static unsigned
play(unsigned seed)
{
	struct play p = {.seed = seed, .chance = seed * 2654435761u};
	struct vg_alarm_view view = {.resource = NULL};

	vg_instant_parse("2026-07-09T08:00:00Z", &p.now);
	if (seed % 8 == 0)
		snprintf(
		    p.path, sizeof(p.path), "/tmp/vigie-flapping-%d.db", (int)getpid());
	else
		strcpy(p.path, ":memory:");
	open_desk(&p);
	say(&p, VG_ACTION_RAISE);
	for (p.step = 1; p.step <= STEPS; p.step++)
		step(&p);
	elapse(&p, 3 * 3600);
	HOLDS(&p, !p.flaps);
	HOLDS(&p, p.begun == p.ended);
	HOLDS(
	    &p, vg_desk_alarm_of(p.desk, resource, kind, "", see_alarm, &view) == VG_OK);
	HOLDS(&p, view.cleared == !p.stands && !view.flapping);
	vg_desk_close(p.desk);
	drop(p.path);
	return p.begun;
}

static void
nothing_is_told_while_it_flaps(void **state)
{
	const char *one = getenv("VIGIE_SEED");
	unsigned begun = 0;

	(void)state;
	if (one) {
		play((unsigned)strtoul(one, NULL, 10));
		return;
	}
	for (unsigned seed = 1; seed <= SEEDS; seed++)
		begun += play(seed);
	/* A rhythm that never flaps would prove nothing. */
	assert_true(begun > SEEDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_told_while_it_flaps)};
	struct vg_detail detail;

	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return 1;
	}
	int failed = cmocka_run_group_tests_name("flapping", tests, NULL, NULL);
	vg_packset_free(packs);
	vg_context_free(context);
	return failed;
}
