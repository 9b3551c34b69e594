/*
 * Expectations of plays.
 */
#include "tests/play/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/desklist.h"
#include "collector/desk/mail/deskletterview.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/view/deskbefore.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/play/expectfile.h"
#include "tests/play/expectpage.h"
#include "tests/play/expectproblem.h"
#include "tests/play/expectreturn.h"
#include "tests/play/expectsee.h"
#include "tests/play/expectstorm.h"
#include "tests/play/expectunknown.h"
#include "tests/play/expectwhy.h"

static void
see_case(const struct vg_case_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;
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
	else if (strcmp(field, "class") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->class);
	else if (strcmp(field, "rule") == 0)
		snprintf(s->value, sizeof(s->value), "%s", *v->rule ? v->rule : "-");
	else if (strcmp(field, "priority") == 0)
		snprintf(s->value, sizeof(s->value), "%d", v->priority);
	else if (strcmp(field, "queue") == 0)
		snprintf(s->value, sizeof(s->value), "%s", *v->queue ? v->queue : "-");
	else if (strcmp(field, "device") == 0)
		snprintf(s->value, sizeof(s->value), "%s", *v->device ? v->device : "-");
	else if (strcmp(field, "site") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->site);
	else
		snprintf(s->value, sizeof(s->value), "no field %s", field);
}

static void
see_recurred(const char *number, void *cookie)
{
	struct vg_expectsee *s = cookie;

	snprintf(s->value, sizeof(s->value), "%s", number);
}

/* What is told of a case beside its row: what recurs; the last case in which it does. */
static int
expect_recurs(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};
	struct vg_before_recurs recurs = {0};
	int code = strcmp(words[2], "recurred") == 0
	    ? vg_deskbefore_recurred(p->desk, words[1], see_recurred, &s)
	    : vg_deskbefore_recurs(p->desk, words[1], &recurs);
	const char *found =
	    strcmp(words[2], "proposed") == 0 ? recurs.owner : recurs.number;

	if (code != VG_OK || found[0])
		snprintf(s.value, sizeof(s.value), "%s",
		    code == VG_OK ? found : vg_error_text(code));
	return vg_expectsee_same(&s, words[3], seen, size);
}

static int
expect_case(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

	if (words[2] &&
	    (strcmp(words[2], "recurs") == 0 || strcmp(words[2], "recurred") == 0 ||
		strcmp(words[2], "proposed") == 0))
		return expect_recurs(p, words, seen, size);

	if (vg_desk_case(p->desk, words[1], p->now, see_case, &s) != VG_OK)
		snprintf(s.value, sizeof(s.value), "none");
	char wanted[512];
	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3] ? words[3] : "none",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	return vg_expectsee_same(&s, wanted, seen, size);
}

static int
expect_cases(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_case_query open = {.every = false};
	struct vg_expectsee s = {.words = NULL};

	vg_desklist_cases(p->desk, &open, NULL, p->now, see_case, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return vg_expectsee_same(&s, words[1], seen, size);
}

static void
see_alarm(const struct vg_alarm_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;
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
	else if (strcmp(field, "rung") == 0)
		snprintf(s->value, sizeof(s->value), "%d", v->rung);
	else if (strcmp(field, "source") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->source);
	else if (strcmp(field, "role") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->role);
	else if (strcmp(field, "text") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->text);
	else if (strcmp(field, "shelf") == 0)
		snprintf(s->value, sizeof(s->value), "%s", *v->shelf ? v->shelf : "-");
	else if (strcmp(field, "work") == 0)
		snprintf(s->value, sizeof(s->value), "%s", *v->work ? v->work : "-");
	else
		snprintf(s->value, sizeof(s->value), "%s",
		    *v->case_number ? v->case_number : "-");
}

static int
expect_alarm(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_alarm_query all = {.standing = false};
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_desklist_alarms(p->desk, &all, NULL, see_alarm, &s);
	if (words[4] && strcmp(words[3], "text") == 0) {
		snprintf(seen, size, "'%s'", s.value);
		return strstr(s.value, words[4]) != NULL;
	}
	return vg_expectsee_same(&s, words[4] ? words[4] : words[3], seen, size);
}

static void
see_entry(const struct vg_entry_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strstr(v->text, s->other))
		s->n++;
	snprintf(s->value, sizeof(s->value), "last entry '%s'", v->text);
}

static int
expect_journal(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

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
	struct vg_expectsee s = {.words = words};

	snprintf(s.other, sizeof(s.other), "%s%s%s", words[3] ? words[3] : "",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	vg_desk_entries(p->desk, words[1], NULL, see_entry, &s);
	snprintf(seen, size, "%d", s.n);
	return words[2] && s.n == atoi(words[2]);
}

static void
see_evidence(const struct vg_evidence_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	/* A body that is not whole does not end as the one that was cut. */
	if (v->size && ((const char *)v->body)[v->size - 1] == '}')
		s->n++;
}

static int
expect_evidence(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

	vg_desk_evidence(p->desk, words[1], see_evidence, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return vg_expectsee_same(&s, words[2], seen, size);
}

static void
see_agent(const struct vg_agent_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

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
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_desk_agents(p->desk, see_agent, &s);
	return vg_expectsee_same(&s, words[3], seen, size);
}

static void
see_device(const struct vg_device_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;
	const char *field = s->words[2];

	if (strcmp(v->device->name, s->words[1]) == 0)
		snprintf(s->value, sizeof(s->value), "%s",
		    strcmp(field, "serial") == 0         ? *v->serial ? v->serial : "-"
			: strcmp(field, "software") == 0 ? v->software
							 : v->model);
}

static int
expect_device(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_desk_devices(p->desk, see_device, &s);
	return vg_expectsee_same(&s, words[3], seen, size);
}

static void
see_happening(const struct vg_happening *h, void *cookie)
{
	struct vg_expectsee *s = cookie;

	s->n += strcmp(h->kind, s->words[1]) == 0 &&
	    (!s->words[3] || strcmp(h->resource, s->words[3]) == 0);
}

static int
expect_told(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

	vg_desk_happenings(p->desk, 0, VG_DESK_PAGE, see_happening, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return vg_expectsee_same(&s, words[2], seen, size);
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

/* Each run of blanks becomes one: columns may move. */
static void
squeeze(char *text)
{
	char *to = text;

	for (const char *c = text; *c; c++) {
		if (*c != ' ' || to == text || to[-1] != ' ')
			*to++ = *c;
	}
	*to = '\0';
}

static int
expect_document(struct vg_play *p, char **words, char *seen, size_t size)
{
	bool not_there = strcmp(words[1], "no") == 0;
	char *document = vg_mem_text(p->document ? p->document : "");
	char wanted[512] = "";

	for (int i = not_there ? 2 : 1; i < 5 && words[i]; i++) {
		size_t used = strlen(wanted);
		snprintf(wanted + used, sizeof(wanted) - used, "%s%s", used ? " " : "",
		    words[i]);
	}
	squeeze(wanted);
	squeeze(document);
	snprintf(seen, size, "%.590s", document);
	bool found = strstr(document, wanted) != NULL;
	free(document);
	return found != not_there;
}

static void
see_queued(const struct vg_outbox_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	s->n +=
	    strcmp(v->case_number, s->words[1]) == 0 && strcmp(v->role, s->words[2]) == 0;
}

static int
expect_outbox(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

	vg_desk_outbox(p->desk, false, NULL, see_queued, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return vg_expectsee_same(&s, words[3], seen, size);
}

static void
see_next(const struct vg_outbox_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	/* The newest comes first. */
	if (s->n++ == 0 && strcmp(v->case_number, s->words[1]) == 0 &&
	    strcmp(v->role, s->words[2]) == 0)
		vg_instant_text(v->next_try, s->value);
	else if (!s->value[0])
		s->n = 0;
}

static int
expect_next(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

	vg_desk_outbox(p->desk, false, NULL, see_next, &s);
	return vg_expectsee_same(&s, words[3], seen, size);
}

static void
see_message(const struct vg_outbox_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;
	const char *field = s->words[2];

	if (v->id != atoi(s->words[1]))
		return;
	/* For whom it is masked; the digest behind it is another each time. */
	if (strcmp(field, "with") == 0)
		snprintf(s->value, sizeof(s->value), "%.17s", v->attachment);
	else if (strcmp(field, "tries") == 0)
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
	struct vg_expectsee s = {.words = words, .value = "none"};
	char wanted[512];

	vg_desk_outbox(p->desk, false, NULL, see_message, &s);
	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3], words[4] ? " " : "",
	    words[4] ? words[4] : "");
	return vg_expectsee_same(&s, wanted, seen, size);
}

struct letter_seen {
	const char *wanted;
	bool holds;
	char *seen;
	size_t size;
};

static void
see_letter(const struct vg_letter_view *v, void *cookie)
{
	struct letter_seen *s = cookie;

	s->holds = strstr(v->subject, s->wanted) || strstr(v->body, s->wanted);
	snprintf(s->seen, s->size, "'%s' %.300s", v->subject, v->body);
}

/* "letter 5 answers 4": whether its In-Reply-To is the other's Message-ID. */
static void
see_id(const struct vg_letter_view *v, void *cookie)
{
	struct letter_seen *s = cookie;

	snprintf(s->seen, s->size, "%s", v->message_id);
}

static void
see_answered(const struct vg_letter_view *v, void *cookie)
{
	struct letter_seen *s = cookie;

	s->holds = s->wanted[0] && strcmp(v->in_reply_to, s->wanted) == 0;
	snprintf(s->seen, s->size, "it answers '%s'", v->in_reply_to);
}

static bool
answers(struct vg_play *p, char **words, char *seen, size_t size)
{
	char id[512] = "";
	struct letter_seen other = {.seen = id, .size = sizeof(id)};
	struct letter_seen s = {.wanted = id, .seen = seen, .size = size};
	struct vg_detail detail = {0};

	return vg_deskletterview_one(
		   p->desk, atoi(words[3]), p->now, see_id, &other, &detail) == VG_OK &&
	    vg_deskletterview_one(
		p->desk, atoi(words[1]), p->now, see_answered, &s, &detail) == VG_OK &&
	    s.holds;
}

static int
expect_letter(struct vg_play *p, char **words, char *seen, size_t size)
{
	char wanted[512];
	struct letter_seen s = {.wanted = wanted, .seen = seen, .size = size};
	struct vg_detail detail = {0};

	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3], words[4] ? " " : "",
	    words[4] ? words[4] : "");
	snprintf(seen, size, "no letter");
	if (strcmp(words[2], "answers") == 0)
		return answers(p, words, seen, size);
	if (vg_deskletterview_one(
		p->desk, atoi(words[1]), p->now, see_letter, &s, &detail) != VG_OK)
		return false;
	return s.holds == (strcmp(words[2], "holds") == 0);
}

static int
expect_result(struct vg_play *p, char **words, char *seen, size_t size)
{
	static const char *const names[] = {
	    "stored", "known", "folded", "refused", "failed", "overload"};

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
	    {"target", vg_expect_target}, {"alarm", expect_alarm},
	    {"suggestion", vg_expectreturn_suggestion},
	    {"advice", vg_expectreturn_advice}, {"unit", vg_expectreturn_unit},
	    {"newer", vg_expectreturn_newer}, {"mending", vg_expectreturn_mending},
	    {"crm", vg_expectreturn_crm}, {"journal", expect_journal},
	    {"refused", expect_refused}, {"result", expect_result},
	    {"count", expect_count}, {"times", expect_times},
	    {"evidence", expect_evidence}, {"agent", expect_agent},
	    {"device", expect_device}, {"told", expect_told},
	    {"repeated", expect_repeated}, {"chain", expect_chain}, {"says", expect_says},
	    {"outbox", expect_outbox}, {"document", expect_document},
	    {"next", expect_next}, {"page", vg_expectpage_one},
	    {"pages", vg_expectpage_count}, {"duty", vg_expectpage_duty},
	    {"proof", vg_expectpage_proof}, {"called", vg_expectpage_called},
	    {"messages", vg_expectpage_messages}, {"message", expect_message},
	    {"letter", expect_letter}, {"return", vg_expectreturn_one},
	    {"returns", vg_expectreturn_count}, {"part", vg_expectreturn_part},
	    {"clock", vg_expect_clock}, {"file", vg_expectfile_check},
	    {"storm", vg_expect_storm}, {"problem", vg_expect_problem},
	    {"elsewhere", vg_expect_elsewhere}, {"unclassified", vg_expectunknown_check},
	    {"why", vg_expectwhy_why}, {"why-not", vg_expectwhy_not}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, words[0]) == 0)
			return kinds[i].check(p, words, seen, size);
	}
	snprintf(seen, size, "no such expectation: %s", words[0]);
	return 0;
}
