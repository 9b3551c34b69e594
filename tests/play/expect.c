/*
 * Expectations of plays.
 */
#include "tests/play/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/desklist.h"
#include "collector/desk/deskoutbox.h"
#include "collector/desk/deskreturnview.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

struct search {
	char **words;
	int n;           /* rows seen */
	char value[512]; /* what was found */
	char other[512];
};

static void
see_case(const struct vg_case_view *v, void *cookie)
{
	struct search *s = cookie;
	const char *field = s->words ? s->words[2] : "";

	s->n++;
	snprintf(s->other, sizeof(s->other), "%s", v->number);
	if (strcmp(field, "state") == 0)
		snprintf(s->value, sizeof(s->value), "%s", vg_casestate_text(v->state));
	else if (strcmp(field, "fault") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->fault);
	else if (strcmp(field, "owner") == 0)
		snprintf(s->value, sizeof(s->value), "%s", *v->owner ? v->owner : "-");
	else if (strcmp(field, "severity") == 0)
		snprintf(s->value, sizeof(s->value), "%s", vg_severity_text(v->severity));
	else if (strcmp(field, "mode") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->mode);
	else if (strcmp(field, "entitlement") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->entitlement);
	else if (strcmp(field, "worse") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->worse ? "yes" : "no");
	else if (strcmp(field, "rung") == 0)
		snprintf(s->value, sizeof(s->value), "%d", v->rung);
	else if (strcmp(field, "ball") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->ball);
	else if (strcmp(field, "revision") == 0)
		snprintf(s->value, sizeof(s->value), "%d", (int)v->revision);
	else if (strcmp(field, "title") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->title);
	else
		snprintf(s->value, sizeof(s->value), "no field %s", field);
}

static int
same(const struct search *s, const char *wanted, char *seen, size_t size)
{
	snprintf(seen, size, "'%s'", s->value);
	return wanted && strcmp(s->value, wanted) == 0;
}

static int
expect_case(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words};

	if (vg_desk_case(p->desk, words[1], p->now, see_case, &s) != VG_OK)
		snprintf(s.value, sizeof(s.value), "none");
	char wanted[512];
	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3] ? words[3] : "none",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	return same(&s, wanted, seen, size);
}

static int
expect_cases(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_case_query open = {.every = false};
	struct search s = {.words = NULL};

	vg_desklist_cases(p->desk, &open, NULL, p->now, see_case, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return same(&s, words[1], seen, size);
}

static void
see_target(const struct vg_target_view *v, void *cookie)
{
	struct search *s = cookie;
	const struct vg_target_state *t = &v->state;

	if (strcmp(v->name, s->words[2]) != 0)
		return;
	s->n++;
	vg_instant_text(t->due, s->other);
	snprintf(s->value, sizeof(s->value), "%s",
	    vg_instant_is_set(t->met)            ? "met"
		: vg_instant_is_set(t->ended)    ? "ended"
		: vg_instant_is_set(t->breached) ? "breached"
						 : "running");
}

static int
expect_target(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};

	vg_desk_targets(p->desk, words[1], p->now, see_target, &s);
	if (words[3] && strcmp(words[3], "due") == 0) {
		snprintf(seen, size, "'%s'", s.other);
		return words[4] && strcmp(s.other, words[4]) == 0;
	}
	return same(&s, words[3], seen, size);
}

static void
see_alarm(const struct vg_alarm_view *v, void *cookie)
{
	struct search *s = cookie;
	const char *field = s->words[3];

	if (strcmp(v->resource, s->words[1]) != 0 || strcmp(v->kind, s->words[2]) != 0)
		return;
	if (!s->words[4])
		snprintf(s->value, sizeof(s->value), "%s",
		    v->cleared ? "cleared" : "standing");
	else if (strcmp(field, "severity") == 0)
		snprintf(s->value, sizeof(s->value), "%s", vg_severity_text(v->severity));
	else if (strcmp(field, "flapping") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->flapping ? "yes" : "no");
	else if (strcmp(field, "known") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->known ? "yes" : "no");
	else if (strcmp(field, "repeats") == 0)
		snprintf(s->value, sizeof(s->value), "%d", (int)v->repeats);
	else if (strcmp(field, "source") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->source);
	else if (strcmp(field, "role") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->role);
	else
		snprintf(s->value, sizeof(s->value), "%s",
		    *v->case_number ? v->case_number : "-");
}

static int
expect_alarm(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_alarm_query all = {.standing = false};
	struct search s = {.words = words, .value = "none"};

	vg_desklist_alarms(p->desk, &all, NULL, see_alarm, &s);
	return same(&s, words[4] ? words[4] : words[3], seen, size);
}

static void
see_suggestion(const struct vg_suggestion_view *v, void *cookie)
{
	struct search *s = cookie;

	snprintf(s->value, sizeof(s->value), "%s", v->grade);
}

static int
expect_suggestion(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};

	vg_desk_suggestions(p->desk, words[1], see_suggestion, &s);
	return same(&s, words[2], seen, size);
}

static void
see_entry(const struct vg_entry_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strstr(v->text, s->other))
		s->n++;
	snprintf(s->value, sizeof(s->value), "last entry '%s'", v->text);
}

static int
expect_journal(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words};

	snprintf(s.other, sizeof(s.other), "%s%s%s%s%s", words[2] ? words[2] : "",
	    words[3] ? " " : "", words[3] ? words[3] : "", words[4] ? " " : "",
	    words[4] ? words[4] : "");
	vg_desk_entries(p->desk, words[1], NULL, see_entry, &s);
	snprintf(seen, size, "%s", s.value);
	return s.n > 0;
}

static int
expect_times(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words};

	snprintf(s.other, sizeof(s.other), "%s%s%s", words[3] ? words[3] : "",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	vg_desk_entries(p->desk, words[1], NULL, see_entry, &s);
	snprintf(seen, size, "%d", s.n);
	return words[2] && s.n == atoi(words[2]);
}

/* --- returns ----------------------------------------------------------------------------- */

static void
see_return(const struct vg_return_view *v, void *cookie)
{
	const struct {
		const char *name, *value;
	} fields[] = {{"state", v->state}, {"case", v->case_number}, {"kind", v->kind},
	    {"flow", v->flow}, {"resource", v->resource}, {"serial", v->serial},
	    {"part", v->part}, {"rma", v->rma}, {"unit", v->unit},
	    {"announced", v->announced}, {"seen", v->seen}, {"new", v->new_serial},
	    {"lent", v->lent}, {"outcome", v->outcome}, {"who", v->who},
	    {"missing", v->missing}, {"stuck", v->stuck ? "yes" : "no"},
	    {"clock", vg_instant_is_set(v->clock) ? "runs" : "stands"}};
	struct search *s = cookie;

	s->n++;
	if (!s->words[2])
		return;
	snprintf(s->value, sizeof(s->value), "no field %s", s->words[2]);
	if (strcmp(s->words[2], "attempt") == 0)
		snprintf(s->value, sizeof(s->value), "%d", (int)v->attempt);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(fields[i].name, s->words[2]) == 0)
			snprintf(s->value, sizeof(s->value), "%s",
			    *fields[i].value ? fields[i].value : "-");
	}
}

static int
expect_return(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};
	char wanted[512];

	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3] ? words[3] : "",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	vg_deskreturnview_one(p->desk, words[1], p->now, see_return, &s);
	return same(&s, wanted, seen, size);
}

/* returns CASE N */
static int
expect_returns(struct vg_play *p, char **words, char *seen, size_t size)
{
	char *none[5] = {words[0], words[1], NULL};
	struct search s = {.words = none};

	vg_deskreturnview_of_case(p->desk, words[1], p->now, see_return, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return same(&s, words[2], seen, size);
}

static void
see_key(const struct vg_return_key_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strcmp(s->words[2], v->side) == 0)
		snprintf(s->value, sizeof(s->value), "%s",
		    vg_instant_is_set(v->taken) ? "taken" : "held");
}

static void
see_number(const struct vg_return_number_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strcmp(s->words[2], v->number) == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->state);
}

static void
see_shipment(const struct vg_return_shipment_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strcmp(s->words[2], "shipment") == 0)
		snprintf(
		    s->value, sizeof(s->value), "%s", *v->how ? v->how : "under-way");
}

static void
see_unit(const struct vg_return_unit_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strcmp(s->words[2], v->role) == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->state);
}

/* part R-... integrator|supplier|NUMBER|shipment|faulty|recalled|lent WORD: the last such part */
static int
expect_part(struct vg_play *p, char **words, char *seen, size_t size)
{
	static const struct vg_return_parts parts = {
	    see_key, see_number, see_shipment, see_unit};
	struct search s = {.words = words, .value = "none"};

	vg_deskreturnview_parts(p->desk, words[1], &parts, &s);
	return same(&s, words[3], seen, size);
}

/* clock CASE NAME none|runs|met|ended: whatever its due time is */
static void
see_clock(const struct vg_target_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strcmp(v->name, s->words[2]) == 0)
		snprintf(s->value, sizeof(s->value), "%s",
		    v->state.running                      ? "runs"
			: vg_instant_is_set(v->state.met) ? "met"
							  : "ended");
	if (strcmp(v->name, s->words[2]) == 0)
		vg_instant_text(v->state.start, s->other);
}

static int
expect_clock(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};

	vg_desk_targets(p->desk, words[1], p->now, see_clock, &s);
	if (words[3] && strcmp(words[3], "from") == 0)
		snprintf(s.value, sizeof(s.value), "%s", s.other);
	return same(&s, words[4] ? words[4] : words[3], seen, size);
}

static void
see_evidence(const struct vg_evidence_view *v, void *cookie)
{
	struct search *s = cookie;

	/* A body that is not whole does not end as the one that was cut. */
	if (v->size && ((const char *)v->body)[v->size - 1] == '}')
		s->n++;
}

static int
expect_evidence(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words};

	vg_desk_evidence(p->desk, words[1], see_evidence, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return same(&s, words[2], seen, size);
}

static void
see_agent(const struct vg_agent_view *v, void *cookie)
{
	struct search *s = cookie;

	if (strcmp(v->agent->name, s->words[1]) != 0)
		return;
	if (strcmp(s->words[2], "state") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->state);
	else if (strcmp(s->words[2], "spool") == 0)
		snprintf(s->value, sizeof(s->value), "%.*s", VG_SPOOL_SIZE,
		    (const char *)v->spool);
	else
		snprintf(s->value, sizeof(s->value), "%d",
		    (int)(strcmp(s->words[2], "queue") == 0      ? v->queue
			    : strcmp(s->words[2], "last") == 0   ? v->last_sequence
			    : strcmp(s->words[2], "offset") == 0 ? v->clock_offset_ms
								 : v->standing));
}

static int
expect_agent(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};

	vg_desk_agents(p->desk, see_agent, &s);
	return same(&s, words[3], seen, size);
}

static void
see_device(const struct vg_device_view *v, void *cookie)
{
	struct search *s = cookie;
	const char *field = s->words[2];

	if (strcmp(v->device->name, s->words[1]) == 0)
		snprintf(s->value, sizeof(s->value), "%s",
		    strcmp(field, "serial") == 0         ? v->serial
			: strcmp(field, "software") == 0 ? v->software
							 : v->model);
}

static int
expect_device(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};

	vg_desk_devices(p->desk, see_device, &s);
	return same(&s, words[3], seen, size);
}

static void
see_happening(const struct vg_happening *h, void *cookie)
{
	struct search *s = cookie;

	s->n += strcmp(h->kind, s->words[1]) == 0;
}

static int
expect_told(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words};

	vg_desk_happenings(p->desk, 0, see_happening, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return same(&s, words[2], seen, size);
}

static int
expect_repeated(struct vg_play *p, char **words, char *seen, size_t size)
{
	snprintf(seen, size, "%s", p->repeated ? "yes" : "no");
	return strcmp(seen, words[1]) == 0;
}

static int
expect_chain(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_detail detail = {0};
	int code = vg_desk_verify(p->desk, &detail);

	snprintf(seen, size, "%s", code == VG_OK ? "whole" : detail.text);
	return strcmp(seen, words[1]) == 0;
}

static int
expect_refused(struct vg_play *p, char **words, char *seen, size_t size)
{
	snprintf(
	    seen, size, "%s '%s'", p->code == VG_OK ? "no refusal" : "refusal", p->said);
	return p->code != VG_OK && strstr(p->said, words[1]) != NULL;
}

static int
expect_says(struct vg_play *p, char **words, char *seen, size_t size)
{
	char wanted[512];

	snprintf(wanted, sizeof(wanted), "%s%s%s%s%s%s%s", words[1], words[2] ? " " : "",
	    words[2] ? words[2] : "", words[3] ? " " : "", words[3] ? words[3] : "",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	snprintf(seen, size, "'%s'", p->answer);
	return strstr(p->answer, wanted) != NULL;
}

static int
expect_document(struct vg_play *p, char **words, char *seen, size_t size)
{
	bool not_there = strcmp(words[1], "no") == 0;
	const char *document = p->document ? p->document : "";

	snprintf(seen, size, "%.500s", document);
	return (strstr(document, words[not_there ? 2 : 1]) != NULL) != not_there;
}

static void
see_queued(const struct vg_outbox_view *v, void *cookie)
{
	struct search *s = cookie;

	s->n +=
	    strcmp(v->case_number, s->words[1]) == 0 && strcmp(v->role, s->words[2]) == 0;
}

static int
expect_outbox(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words};

	vg_desk_outbox(p->desk, false, NULL, see_queued, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return same(&s, words[3], seen, size);
}

static void
see_message(const struct vg_outbox_view *v, void *cookie)
{
	struct search *s = cookie;
	const char *field = s->words[2];

	if (v->id != atoi(s->words[1]))
		return;
	if (strcmp(field, "tries") == 0)
		snprintf(s->value, sizeof(s->value), "%d", (int)v->tries);
	else
		snprintf(s->value, sizeof(s->value), "%s",
		    strcmp(field, "state") == 0          ? v->state
			: strcmp(field, "role") == 0     ? v->role
			: strcmp(field, "to") == 0       ? v->recipient
			: strcmp(field, "template") == 0 ? v->template
			: strcmp(field, "case") == 0     ? v->case_number
							 : v->text);
}

static int
expect_message(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.words = words, .value = "none"};
	char wanted[512];

	vg_desk_outbox(p->desk, false, NULL, see_message, &s);
	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3], words[4] ? " " : "",
	    words[4] ? words[4] : "");
	return same(&s, wanted, seen, size);
}

static int
expect_result(struct vg_play *p, char **words, char *seen, size_t size)
{
	static const char *const names[] = {"stored", "known", "refused", "failed"};

	snprintf(seen, size, "%s '%s'", names[p->result], p->said);
	return strcmp(names[p->result], words[1]) == 0 &&
	    (!words[2] || strstr(p->said, words[2]));
}

static int
expect_count(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_desk_counts c;
	long n;

	vg_desk_counts(p->desk, &c);
	n = strcmp(words[1], "stored") == 0      ? (long)c.stored
	    : strcmp(words[1], "applied") == 0   ? (long)c.applied
	    : strcmp(words[1], "unapplied") == 0 ? (long)c.unapplied
	    : strcmp(words[1], "waiting") == 0   ? (long)c.waiting
						 : (long)c.history;
	snprintf(seen, size, "%ld", n);
	return words[2] && n == atol(words[2]);
}

int
vg_expect_check(struct vg_play *p, char **words, char *seen, size_t size)
{
	static const struct {
		const char *name;
		int (*check)(struct vg_play *, char **, char *, size_t);
	} kinds[] = {{"case", expect_case}, {"cases", expect_cases},
	    {"target", expect_target}, {"alarm", expect_alarm},
	    {"suggestion", expect_suggestion}, {"journal", expect_journal},
	    {"refused", expect_refused}, {"result", expect_result},
	    {"count", expect_count}, {"times", expect_times},
	    {"evidence", expect_evidence}, {"agent", expect_agent},
	    {"device", expect_device}, {"told", expect_told},
	    {"repeated", expect_repeated}, {"chain", expect_chain}, {"says", expect_says},
	    {"outbox", expect_outbox}, {"document", expect_document},
	    {"message", expect_message}, {"return", expect_return},
	    {"returns", expect_returns}, {"part", expect_part}, {"clock", expect_clock}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, words[0]) == 0)
			return kinds[i].check(p, words, seen, size);
	}
	snprintf(seen, size, "no such expectation: %s", words[0]);
	return 0;
}
