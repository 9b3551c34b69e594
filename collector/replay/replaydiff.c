/*
 * What differs.
 */
#include "collector/replay/replaydiff.h"

#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include "collector/recording/recordline.h"
#include "lib/time/instant.h"

/* Two lists, sorted by subject and class, and where the walk is in each. */
struct walk {
	const json_t *was, *is;
	size_t i, k;
	json_t *found;
};

static int64_t
opened(const json_t *c)
{
	return vg_recordline_number(c, "opened");
}

/* A case that is open ends never. */
static int64_t
closed(const json_t *c)
{
	int64_t at = vg_recordline_number(c, "closed");

	return at ? at : INT64_MAX;
}

static bool
meet(const json_t *a, const json_t *b)
{
	return opened(a) <= closed(b) && opened(b) <= closed(a);
}

static int
compare(const json_t *a, const json_t *b)
{
	int by = strcmp(vg_recordline_get(a, "subject"), vg_recordline_get(b, "subject"));

	return by ? by
		  : strcmp(vg_recordline_get(a, "class"), vg_recordline_get(b, "class"));
}

/* --- entries --------------------------------------------------------------------------------- */

static void
set_text(json_t *entry, const char *name, const char *text)
{
	if (text && *text)
		json_object_set_new(entry, name, json_string(text));
}

static json_t *
add(struct walk *w, const char *what, const json_t *was, const json_t *is)
{
	const json_t *c = was ? was : is;
	json_t *entry = json_object();

	set_text(entry, "what", what);
	set_text(entry, "subject", vg_recordline_get(c, "subject"));
	set_text(entry, "class", vg_recordline_get(c, "class"));
	set_text(entry, "was", was ? vg_recordline_get(was, "number") : "");
	set_text(entry, "is", is ? vg_recordline_get(is, "number") : "");
	json_array_append_new(w->found, entry);
	return entry;
}

/* A member that differs, before and after. */
static void
differ(struct walk *w, const char *what, const char *member, const json_t *was,
    const json_t *is)
{
	json_t *before = json_object_get(was, member);
	json_t *after = json_object_get(is, member);

	if (json_equal(before, after) || (!before && !after))
		return;
	json_t *entry = add(w, what, was, is);
	if (before)
		json_object_set(entry, "before", before);
	if (after)
		json_object_set(entry, "after", after);
}

/* --- one that is in one list only ------------------------------------------------------------- */

static bool
holds(const json_t *c, const json_t *alarm)
{
	const json_t *alarms = json_object_get(c, "alarm");

	for (size_t i = 0; i < json_array_size(alarms); i++) {
		if (json_equal(json_array_get(alarms, i), alarm))
			return true;
	}
	return false;
}

/* The case of 'list' that holds what 'c' was opened for, at its time; NULL: none. */
static const json_t *
holder(const json_t *list, const json_t *c)
{
	const json_t *first = json_array_get(json_object_get(c, "alarm"), 0);

	for (size_t i = 0; first && i < json_array_size(list); i++) {
		const json_t *other = json_array_get(list, i);
		if (meet(c, other) && holds(other, first))
			return other;
	}
	return NULL;
}

static void
only_was(struct walk *w, const json_t *c)
{
	const json_t *into = holder(w->is, c);
	json_t *entry = add(w, into ? "merged" : "not-opened", c, NULL);

	if (into)
		set_text(entry, "into", vg_recordline_get(into, "number"));
}

static void
only_is(struct walk *w, const json_t *c)
{
	const json_t *from = holder(w->was, c);
	json_t *entry = add(w, from ? "split" : "opened", NULL, c);

	if (from)
		set_text(entry, "from", vg_recordline_get(from, "number"));
}

/* --- one that is in both ---------------------------------------------------------------------- */

static bool
is_alike(const json_t *one, const json_t *like, const char *a, const char *b)
{
	return strcmp(vg_recordline_get(one, a), vg_recordline_get(like, a)) == 0 &&
	    strcmp(vg_recordline_get(one, b), vg_recordline_get(like, b)) == 0;
}

/*
 * The entry of 'list' that is to it what entry 'n' is to 'from': of those whose members 'a' and 'b'
 * are the same, the one of the same place.  Two returns of a case have each a clock of that name.
 */
static const json_t *
find(const json_t *list, const json_t *from, size_t n, const char *a, const char *b)
{
	const json_t *like = json_array_get(from, n);
	size_t before = 0;

	for (size_t i = 0; i < n; i++)
		before += is_alike(json_array_get(from, i), like, a, b);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		if (is_alike(one, like, a, b) && before-- == 0)
			return one;
	}
	return NULL;
}

/* By how much a target was late (or, negative, in time); false where that cannot be said. */
static bool
lateness(const json_t *target, int64_t *by_s)
{
	int64_t due = vg_recordline_number(target, "due");
	int64_t met = vg_recordline_number(target, "met");

	*by_s = (met - due) / VG_SECOND_US;
	return due != 0 && met != 0;
}

static void
compare_target(struct walk *w, const json_t *was_case, const json_t *is_case,
    const json_t *was, const json_t *is)
{
	const json_t *one = was ? was : is;
	const char *before = was ? vg_recordline_get(was, "outcome") : "none";
	const char *after = is ? vg_recordline_get(is, "outcome") : "none";
	int64_t by_s;

	if (was && is && json_equal(was, is))
		return;
	json_t *entry = add(w, "target", was_case, is_case);
	set_text(entry, "target", vg_recordline_get(one, "name"));
	set_text(entry, "of", vg_recordline_get(one, "of"));
	set_text(entry, "before", before);
	set_text(entry, "after", after);
	if (was && lateness(was, &by_s))
		json_object_set_new(entry, "before-by-s", json_integer(by_s));
	if (is && lateness(is, &by_s))
		json_object_set_new(entry, "after-by-s", json_integer(by_s));
}

static void
compare_suggestion(struct walk *w, const json_t *was_case, const json_t *is_case,
    const json_t *was, const json_t *is)
{
	if (was && is && json_equal(was, is))
		return;
	json_t *entry = add(w, "suggestion", was_case, is_case);
	set_text(entry, "resource", vg_recordline_get(was ? was : is, "resource"));
	set_text(entry, "before", was ? vg_recordline_get(was, "grade") : "none");
	set_text(entry, "after", is ? vg_recordline_get(is, "grade") : "none");
	if (was)
		set_text(entry, "rule-before", vg_recordline_get(was, "rule"));
	if (is)
		set_text(entry, "rule-after", vg_recordline_get(is, "rule"));
}

typedef void (*compare_cb)(struct walk *w, const json_t *was_case, const json_t *is_case,
    const json_t *was, const json_t *is);

/* Entries of the list 'name', known by 'a' and 'b'. */
static void
compare_lists(struct walk *w, const json_t *was, const json_t *is, const char *name,
    const char *a, const char *b, compare_cb cb)
{
	const json_t *before = json_object_get(was, name);
	const json_t *after = json_object_get(is, name);

	for (size_t i = 0; i < json_array_size(before); i++) {
		const json_t *one = json_array_get(before, i);
		cb(w, was, is, one, find(after, before, i, a, b));
	}
	for (size_t i = 0; i < json_array_size(after); i++) {
		const json_t *one = json_array_get(after, i);
		if (!find(before, after, i, a, b))
			cb(w, was, is, NULL, one);
	}
}

/* What is in one of the two and not in the other. */
static void
compare_members(struct walk *w, const json_t *was, const json_t *is)
{
	const json_t *sides[] = {was, is};

	for (size_t side = 0; side < 2; side++) {
		const json_t *alarms = json_object_get(sides[side], "alarm");
		for (size_t i = 0; i < json_array_size(alarms); i++) {
			const json_t *alarm = json_array_get(alarms, i);
			if (holds(sides[!side], alarm))
				continue;
			json_t *entry = add(w, "member", was, is);
			set_text(entry, "resource", vg_recordline_get(alarm, "resource"));
			set_text(entry, "kind", vg_recordline_get(alarm, "kind"));
			set_text(entry, "before", side ? "not in it" : "in it");
			set_text(entry, "after", side ? "in it" : "not in it");
		}
	}
}

static void
both(struct walk *w, const json_t *was, const json_t *is)
{
	differ(w, "moved", "opened", was, is);
	differ(w, "closed", "closed", was, is);
	compare_lists(w, was, is, "targets", "name", "of", compare_target);
	/* Of a case that went on behind the end of a recording, no more is known as it was then. */
	if (json_is_true(json_object_get(was, "later")) ||
	    json_is_true(json_object_get(is, "later")))
		return;
	differ(w, "rung", "rung", was, is);
	differ(w, "reopened", "recurred", was, is);
	differ(w, "priority", "priority", was, is);
	differ(w, "queue", "queue", was, is);
	differ(w, "severity", "severity", was, is);
	differ(w, "worse", "worse", was, is);
	compare_members(w, was, is);
	compare_lists(
	    w, was, is, "suggestions", "resource", "resource", compare_suggestion);
}

/* --- the walk -------------------------------------------------------------------------------- */

static void
step(struct walk *w)
{
	const json_t *was = json_array_get(w->was, w->i);
	const json_t *is = json_array_get(w->is, w->k);
	int by = !was ? 1 : !is ? -1 : compare(was, is);

	/* Of one subject and class, in the order of opening: those whose times meet are one. */
	if (by == 0 && !meet(was, is))
		by = opened(was) < opened(is) ? -1 : 1;
	if (by == 0)
		both(w, was, is);
	else if (by < 0)
		only_was(w, was);
	else
		only_is(w, is);
	w->i += by <= 0;
	w->k += by >= 0;
}

json_t *
vg_replaydiff(const json_t *was, const json_t *is)
{
	struct walk w = {.was = was, .is = is, .found = json_array()};

	while (w.i < json_array_size(was) || w.k < json_array_size(is))
		step(&w);
	return w.found;
}

json_t *
vg_replaydiff_count(const json_t *difference)
{
	json_t *counts = json_object();

	for (size_t i = 0; i < json_array_size(difference); i++) {
		const char *what =
		    vg_recordline_get(json_array_get(difference, i), "what");
		int64_t n = json_integer_value(json_object_get(counts, what));
		json_object_set_new(counts, what, json_integer(n + 1));
	}
	return counts;
}
