/*
 * What tests of the ladder stand on: a fault with its facts, and a verdict as a line of text.
 */
#ifndef VG_TESTS_UNIT_LADDERBENCH_H
#define VG_TESTS_UNIT_LADDERBENCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "collector/correl/ladder.h"

#define SECOND VG_SECOND_US
#define T0 (INT64_C(1783591200) * SECOND) /* 2026-07-09T10:00:00Z */

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){.us = T0 + seconds * SECOND};
}

/* A power supply that failed just now, on a device whose contract is ours. */
struct bench {
	struct vg_event event;
	struct vg_kind kind;
	struct vg_contract contract;
	struct vg_correl_facts f;
};

static void
set_up(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->event.action = VG_ACTION_RAISE;
	b->event.severity = VG_SEVERITY_MAJOR;
	b->event.since = b->event.agent_time = at(0);
	strcpy(b->event.text, "psu 1 failed");
	b->kind = (struct vg_kind){.clear_hold_s = 120,
	    .flap_count = 4,
	    .flap_within_s = 3600,
	    .flap_quiet_s = 3600,
	    .reopen_within_s = 3600,
	    .settle_s = 86400};
	b->kind.page[VG_SEVERITY_WARNING] = 4;
	b->kind.page[VG_SEVERITY_MAJOR] = 2;
	b->kind.hold_s[VG_SEVERITY_MINOR] = 900;
	b->contract.proactive_clock = true;
	b->f.event = &b->event;
	b->f.kind = &b->kind;
	b->f.now = at(1);
	b->f.entitlement.contract = &b->contract;
	b->f.entitlement.opens = VG_OPENING_NEW;
}

/* It stands in the open case 2026-000001. */
static void
set_case(struct bench *b)
{
	b->f.alarm.exists = true;
	b->f.alarm.severity = VG_SEVERITY_MAJOR;
	strcpy(b->f.alarm.case_number, "2026-000001");
	b->f.open_case = (struct vg_case_facts){.exists = true,
	    .state = VG_CASE_IH,
	    .severity = VG_SEVERITY_MAJOR,
	    .has_part = true,
	    .client_told_runs = true,
	    .quiet_s = 15 * 60,
	    .fault_began = at(0)};
	strcpy(b->f.open_case.number, "2026-000001");
	b->f.alarm_case = b->f.open_case;
}

static void
set_parent(struct bench *b)
{
	b->f.parent_case = (struct vg_case_facts){
	    .exists = true, .state = VG_CASE_NW, .severity = VG_SEVERITY_MAJOR};
	strcpy(b->f.parent_case.number, "2026-000007");
}

/* --- the answer as a line of text ------------------------------------------------------- */

static const char *const deed_names[] = {"count", "history", "claim", "raise", "change",
    "clear", "clear-hold", "clear-cancel", "flapping", "shelve", "hold", "open", "join",
    "reopen", "worse", "case-cleared", "start", "end", "suggest", "tell", "journal",
    "adopt", "leave"};

static void
tell(const struct vg_verdict *v, char *line, size_t size)
{
	size_t used = 0;

	line[0] = '\0';
	for (size_t i = 0; i < v->n_deeds; i++) {
		const struct vg_deed *d = &v->deeds[i];
		char more[64] = "";
		if (d->type == VG_DEED_CASE_OPEN)
			snprintf(more, sizeof(more), ":%s", vg_casestate_text(d->state));
		else if (d->type == VG_DEED_TARGET_START || d->type == VG_DEED_TARGET_END)
			snprintf(more, sizeof(more), ":%s", vg_sla_rule(d->target)->name);
		else if (d->type == VG_DEED_TELL)
			snprintf(more, sizeof(more), ":%s", d->text);
		else if (d->symptom)
			snprintf(more, sizeof(more), ":symptom");
		else if (d->at.us)
			snprintf(more, sizeof(more), "@%lld",
			    (long long)((d->at.us - T0) / SECOND));
		used += (size_t)snprintf(line + used, size - used, "%s%s%s", i ? " " : "",
		    deed_names[d->type], more);
	}
}

static void
expect(const char *name, const struct bench *b, int rung, const char *deeds)
{
	struct vg_verdict v;
	char line[512];

	vg_ladder_judge(&b->f, &v);
	tell(&v, line, sizeof(line));
	if (v.rung != rung || strcmp(line, deeds) != 0)
		fail_msg("%s: rung %d \"%s\", expected %d \"%s\"", name, v.rung, line,
		    rung, deeds);
	assert_string_equal(v.says, vg_ladder_text(rung));
}

/* --- one row a rung ---------------------------------------------------------------------- */

#define OPENED "join journal start:client-told suggest tell:opened"

#endif
