/*
 * The report of a month: which month a target belongs to, and the whole text in both languages,
 * for the client and for us.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/sla/slareport.h"
#include "collector/sla/slatext.h"

static const struct vg_calendar always = {.name = "always", .always = true};

static struct vg_wall
day(int of_july)
{
	return (struct vg_wall){
	    vg_instant_days(2026, 7, of_july) * VG_DAY_US + 10 * VG_HOUR_US};
}

/* Instants as days of July 2026 (0: not set). */
static struct vg_slareport_target
target_of(enum vg_target target, int start, int met, int ended, int breached)
{
	struct vg_slareport_target t = {.target = target, .number = "2026-000001"};

	t.state.start = day(start);
	if (met)
		t.state.met = day(met);
	if (ended)
		t.state.ended = day(ended);
	if (breached)
		t.state.breached = day(breached);
	return t;
}

static void
which_month(void **state)
{
	static const struct {
		int start, met, ended, breached;
		unsigned kept, missed, ended_n, running;
	} rows[] = {
	    {3, 5, 0, 0, 1, 0, 0, 0},
	    {3, 5, 0, 4, 0, 1, 0, 0},
	    {3, 0, 0, 4, 0, 1, 0, 0},
	    {3, 0, 5, 0, 0, 0, 1, 0},
	    {3, 0, 5, 4, 0, 1, 0, 0},
	    {3, 0, 0, 0, 0, 0, 0, 1},
	    /* begun before, decided in it */
	    {-5, 1, 0, 0, 1, 0, 0, 0},
	    /* missed before, met in it: not again */
	    {-5, 1, 0, -2, 0, 0, 0, 0},
	    /* decided before, decided afterwards, begun afterwards */
	    {-5, -2, 0, 0, 0, 0, 0, 0},
	    {31, 32, 0, 0, 0, 0, 0, 1},
	    {31, 33, 0, 32, 0, 0, 0, 1},
	    {32, 33, 0, 0, 0, 0, 0, 0},
	    {32, 0, 0, 0, 0, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_slareport r;
		struct vg_slareport_target t = target_of(VG_TARGET_REPLACEMENT,
		    rows[i].start, rows[i].met, rows[i].ended, rows[i].breached);
		vg_slareport_init(&r, "c1", "acme", 2026, 7, NULL);
		vg_slareport_add_target(&r, &t);
		const struct vg_slareport_count *c = &r.counts[VG_TARGET_REPLACEMENT];
		if (c->kept != rows[i].kept || c->missed != rows[i].missed ||
		    c->ended != rows[i].ended_n || c->running != rows[i].running ||
		    r.n_missed != rows[i].missed)
			fail_msg("row %zu: kept %u, missed %u, ended %u, running %u", i,
			    c->kept, c->missed, c->ended, c->running);
		vg_slareport_fini(&r);
	}
}

static void
fill(struct vg_slareport *r)
{
	const struct vg_ball_move moves[] = {
	    {day(2), VG_SIDE_SUPPLIER}, {day(4), VG_SIDE_CLIENT}};
	struct vg_wall unset = {0};
	struct vg_slareport_target t;

	vg_slareport_init(r, "c1", "acme", 2026, 7, NULL);
	t = target_of(VG_TARGET_FIRST_REPLY, 1, 1, 0, 0);
	vg_slareport_add_target(r, &t);
	t = target_of(VG_TARGET_FIRST_REPLY, 2, 3, 0, 3);
	t.ball = VG_SIDE_CLIENT;
	vg_slareport_add_target(r, &t);
	t = target_of(VG_TARGET_SUPPLIER_TICKET, 2, 0, 0, 3);
	t.ball = VG_SIDE_SUPPLIER;
	vg_slareport_add_target(r, &t);
	t = target_of(VG_TARGET_RESOLUTION, 2, 0, 0, 0);
	vg_slareport_add_target(r, &t);
	vg_slareport_add_case(
	    r, day(1), day(4), day(5), true, moves, 2, &always, day(31));
	vg_slareport_add_case(r, day(-1), day(2), day(1), false, NULL, 0, NULL, day(31));
	vg_slareport_add_case(r, day(30), unset, unset, true, NULL, 0, NULL, day(31));
}

static void
expect(enum vg_slatext_language language, enum vg_slareport_reader reader,
    const char *wanted)
{
	struct vg_slareport r;
	struct vg_buf buf;

	fill(&r);
	vg_buf_init(&buf, 0);
	vg_slareport_print(&r, language, reader, &buf);
	assert_string_equal(vg_buf_text(&buf), wanted);
	vg_buf_fini(&buf);
	vg_slareport_fini(&r);
}

static void
texts(void **state)
{
	(void)state;
	expect(VG_SLATEXT_ENGLISH, VG_SLAREPORT_INTERNAL,
	    "Contract c1, acme, July 2026\n"
	    "Targets\n"
	    "  first reply: kept 1, missed 1, ended 0, running 0 (50 %)\n"
	    "  supplier ticket: kept 0, missed 1, ended 0, running 0 (0 %)\n"
	    "  resolution: kept 0, missed 0, ended 0, running 1\n"
	    "Missed targets\n"
	    "  2026-000001: first reply, held by the client\n"
	    "  2026-000001: supplier ticket, held by the supplier\n"
	    "Faults solved: 2\n"
	    "  without a supplier's ticket: 1 (50 %)\n"
	    "Time held by\n"
	    "  the integrator: 58 h 00, 24 h 00 of open time\n"
	    "  the client: 24 h 00, 24 h 00 of open time\n"
	    "  the supplier: 48 h 00, 48 h 00 of open time\n"
	    "  the carrier: 0 h 00, 0 h 00 of open time\n");
	expect(VG_SLATEXT_FRENCH, VG_SLAREPORT_CLIENT,
	    "Contrat c1, acme, juillet 2026\n"
	    "Engagements\n"
	    "  première réponse : tenus 1, manqués 1, sans suite 0, en cours 0 (50 %)\n"
	    "Engagements manqués\n"
	    "  2026-000001 : première réponse, à ce moment chez le client\n"
	    "Incidents résolus : 2\n"
	    "  sans ticket du fournisseur : 1 (50 %)\n"
	    "Temps passé chez\n"
	    "  l’intégrateur : 58 h 00, 24 h 00 ouvrées\n"
	    "  le client : 24 h 00, 24 h 00 ouvrées\n"
	    "  le fournisseur : 48 h 00, 48 h 00 ouvrées\n"
	    "  le transporteur : 0 h 00, 0 h 00 ouvrées\n");
}

/* Neither language lacks a word. */
static void
words(void **state)
{
	(void)state;
	for (int l = VG_SLATEXT_FRENCH; l <= VG_SLATEXT_ENGLISH; l++) {
		enum vg_slatext_language language = (enum vg_slatext_language)l;
		for (int i = 0; i < VG_SLATEXT_N; i++)
			assert_non_null(vg_slatext((enum vg_slatext)i, language));
		for (int i = 0; i < VG_TARGET_N; i++)
			assert_non_null(vg_slatext_target((enum vg_target)i, language));
		for (int i = 0; i < VG_SIDE_N; i++)
			assert_non_null(vg_slatext_side((enum vg_side)i, language));
		for (int i = 1; i <= 12; i++)
			assert_non_null(vg_slatext_month(i, language));
		for (size_t i = 0; i < 7; i++) {
			assert_non_null(vg_slatext_weekday(i, language));
			assert_non_null(vg_slatext_weekday_short(i, language));
		}
		for (int i = VG_LEDGER_START; i <= VG_LEDGER_REOPEN; i++)
			assert_non_null(vg_slatext_act((enum vg_ledger_act)i, language));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(which_month),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
