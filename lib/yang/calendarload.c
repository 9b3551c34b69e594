/*
 * Calendars from trees.  Sets of holidays come first, then what they include, then calendars:
 * a set may include one that stands further down or in another file.
 */
#include "lib/yang/calendarload.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/datadir.h"
#include "lib/zone/zone.h"

enum { MAX_FILES = 256 };

#define EACH(node, parent, name)                                                         \
	for (const struct vg_node *node = vg_tree_child(parent, name); node;             \
	     node = vg_tree_next(node))

/* --- sets of holidays --------------------------------------------------------------------- */

/* Reads the rule of 'node', whose text for people is the leaf 'label'. */
static int
read_rule(const struct vg_node *node, const char *label, struct vg_holiday *rule,
    struct vg_detail *detail)
{
	const char *text = vg_tree_text(node, "date", "");
	int code = vg_holiday_parse(text, rule);

	if (code == VG_ERANGE)
		return vg_detail_set(detail, VG_EINVAL,
		    "'%s' is further from Easter than %d to %d days", text,
		    (int)VG_HOLIDAY_EASTER_MIN, (int)VG_HOLIDAY_EASTER_MAX);
	if (code != VG_OK)
		return vg_detail_set(
		    detail, VG_EINVAL, "'%s' is a day that never exists", text);
	vg_text_copy(rule->label, sizeof(rule->label), vg_tree_text(node, label, ""));
	return VG_OK;
}

/* The rules of one set; one of its name gives way, at the place where calendars know it. */
static int
read_holidays(
    struct vg_calendarset *set, const struct vg_node *node, struct vg_detail *detail)
{
	const char *name = vg_tree_text(node, "name", "");
	struct vg_holiday_set *h = vg_calendarset_holidays(set, name);

	if (h)
		vg_holiday_fini(h);
	else
		h = vg_calendarset_add_holidays(set, name);
	h->rules = vg_mem_array(vg_tree_count(node, "day"), sizeof(*h->rules));
	EACH(day, node, "day")
	{
		if (read_rule(day, "label", &h->rules[h->n_rules], detail) != VG_OK)
			return vg_detail_prefix(detail, "holiday-set %s", name);
		h->n_rules++;
	}
	return VG_OK;
}

static int
link_holidays(
    struct vg_calendarset *set, const struct vg_node *node, struct vg_detail *detail)
{
	const char *name = vg_tree_text(node, "name", "");
	struct vg_holiday_set *h = vg_calendarset_holidays(set, name);

	free(h->includes);
	h->n_includes = 0;
	h->includes = vg_mem_array(
	    vg_tree_count(node, "includes"), sizeof(struct vg_holiday_set *));
	EACH(include, node, "includes")
	{
		const char *other = vg_tree_value(include);
		const struct vg_holiday_set *found = vg_calendarset_holidays(set, other);
		if (!found)
			return vg_detail_set(detail, VG_EINVAL,
			    "holiday-set %s: includes '%s', which is neither in this "
			    "tree nor shipped",
			    name, other);
		h->includes[h->n_includes++] = found;
	}
	return VG_OK;
}

static int
check_holidays(
    struct vg_calendarset *set, const struct vg_node *node, struct vg_detail *detail)
{
	const char *name = vg_tree_text(node, "name", "");

	if (vg_holiday_loops(vg_calendarset_holidays(set, name)))
		return vg_detail_set(detail, VG_EINVAL,
		    "holiday-set %s: includes itself in a ring, or sets more than %d "
		    "deep",
		    name, (int)VG_HOLIDAY_DEPTH);
	return VG_OK;
}

/* --- calendars ---------------------------------------------------------------------------- */

const struct vg_zone *
vg_calendarload_zone(
    struct vg_calendarset *set, const char *name, struct vg_detail *detail)
{
	const struct vg_zone *known = vg_calendarset_zone(set, name);
	struct vg_zone zone;

	if (known)
		return known;
	if (vg_zone_load(name, &zone) != VG_OK) {
		vg_detail_set(
		    detail, VG_EINVAL, "time zone '%s' is not known here", name);
		return NULL;
	}
	struct vg_zone *kept = vg_calendarset_add_zone(set, name);
	*kept = zone;
	return kept;
}

/* "14:30" as the model takes it. */
static int
read_seconds(const char *text)
{
	return ((text[0] - '0') * 10 + text[1] - '0') * 3600 +
	    ((text[3] - '0') * 10 + text[4] - '0') * 60;
}

static int
compare_slots(const void *a, const void *b)
{
	const struct vg_slot *x = a, *y = b;

	return x->from_s - y->from_s;
}

static int
read_slot(struct vg_calendar *c, const struct vg_node *slot, struct vg_detail *detail)
{
	static const char *const days[] = {
	    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
	const char *day = vg_tree_text(slot, "day", "");

	for (size_t d = 0; d < 7; d++) {
		if (strcmp(day, days[d]) != 0)
			continue;
		if (c->n_slots[d] == VG_CALENDAR_SLOTS)
			return vg_detail_set(detail, VG_EINVAL,
			    "%s has more than %d slots", day, (int)VG_CALENDAR_SLOTS);
		c->slots[d][c->n_slots[d]++] =
		    (struct vg_slot){read_seconds(vg_tree_text(slot, "from", "00:00")),
			read_seconds(vg_tree_text(slot, "until", "24:00"))};
	}
	return VG_OK;
}

/* The week of 'node' in place of what the calendar had, when it says one. */
static int
read_week(struct vg_calendar *c, const struct vg_node *node, struct vg_detail *detail)
{
	if (vg_tree_child(node, "slot"))
		memset(c->n_slots, 0, sizeof(c->n_slots));
	EACH(slot, node, "slot")
	{
		if (read_slot(c, slot, detail) != VG_OK)
			return VG_EINVAL;
	}
	for (size_t d = 0; d < 7; d++)
		qsort(c->slots[d], c->n_slots[d], sizeof(c->slots[d][0]), compare_slots);
	return VG_OK;
}

/* A dated opening without hours must fall on a day that has slots; of a rule nobody can say. */
static int
check_opening(const struct vg_calendar *c, const struct vg_calendar_opening *o,
    const char *text, struct vg_detail *detail)
{
	if (o->when.kind != VG_HOLIDAY_DATE || o->hours.until_s > 0 ||
	    c->n_slots[vg_calendar_weekday(o->when.date)] > 0)
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "opened %s: its weekday has no slot; give the opening from and until", text);
}

static int
read_exceptions(
    struct vg_calendar *c, const struct vg_node *node, struct vg_detail *detail)
{
	size_t n_closed = c->n_closed + vg_tree_count(node, "closed");
	size_t n_opened = c->n_opened + vg_tree_count(node, "opened");

	c->closed = vg_mem_resize(c->closed, n_closed, sizeof(*c->closed));
	c->opened = vg_mem_resize(c->opened, n_opened, sizeof(*c->opened));
	EACH(closure, node, "closed")
	{
		if (read_rule(closure, "description", &c->closed[c->n_closed], detail) !=
		    VG_OK)
			return vg_detail_prefix(detail, "closed");
		c->n_closed++;
	}
	EACH(opening, node, "opened")
	{
		struct vg_calendar_opening *o = &c->opened[c->n_opened];
		if (read_rule(opening, "description", &o->when, detail) != VG_OK)
			return vg_detail_prefix(detail, "opened");
		o->hours =
		    (struct vg_slot){read_seconds(vg_tree_text(opening, "from", "00:00")),
			read_seconds(vg_tree_text(opening, "until", "00:00"))};
		c->n_opened++;
		if (check_opening(c, o, vg_tree_text(opening, "date", ""), detail) !=
		    VG_OK)
			return VG_EINVAL;
	}
	return VG_OK;
}

static int
read_holidays_of(struct vg_calendarset *set, struct vg_calendar *c, const char *name,
    struct vg_detail *detail)
{
	c->holidays = vg_calendarset_holidays(set, name);
	if (!c->holidays)
		return vg_detail_set(detail, VG_EINVAL,
		    "holidays '%s' are neither in this tree nor shipped", name);
	return VG_OK;
}

/* Whether it is open every hour, so that nobody need look at its days. */
static bool
is_always(const struct vg_calendar *c)
{
	bool open = c->n_closed == 0 && c->n_opened == 0 &&
	    (!c->holidays || (!c->holidays->n_rules && !c->holidays->n_includes));

	for (size_t d = 0; d < 7; d++)
		open = open && c->n_slots[d] == 1 && c->slots[d][0].from_s == 0 &&
		    c->slots[d][0].until_s == 86400;
	return open;
}

static bool
has_slots(const struct vg_calendar *c)
{
	for (size_t d = 0; d < 7; d++) {
		if (c->n_slots[d])
			return true;
	}
	return false;
}

static int
fill_calendar(struct vg_calendarset *set, struct vg_calendar *c,
    const struct vg_node *node, const char *zone, struct vg_detail *detail)
{
	const char *holidays = vg_tree_text(node, "holidays", NULL);
	int code;

	zone = vg_tree_text(node, "zone", c->zone ? c->zone->name : zone);
	c->zone = vg_calendarload_zone(set, zone, detail);
	code = c->zone ? VG_OK : VG_EINVAL;
	if (code == VG_OK && holidays)
		code = read_holidays_of(set, c, holidays, detail);
	if (code == VG_OK)
		code = read_week(c, node, detail);
	if (code == VG_OK && !has_slots(c))
		code = vg_detail_set(
		    detail, VG_EINVAL, "a calendar of your own needs at least one slot");
	if (code == VG_OK)
		code = read_exceptions(c, node, detail);
	c->always = code == VG_OK && is_always(c);
	return code;
}

/* Two spellings of one calendar in one tree would each say half of it. */
static int
read_calendar(struct vg_calendarset *set, const struct vg_node *top,
    const struct vg_node *node, const char *zone, struct vg_detail *detail)
{
	const char *name = vg_tree_text(node, "name", "");
	struct vg_calendar *c = vg_calendarset_calendar(set, name);

	if (c && strcmp(c->name, name) != 0 && vg_tree_entry(top, "calendar", c->name))
		return vg_detail_set(detail, VG_EINVAL,
		    "calendar %s: is calendar %s written otherwise", name, c->name);
	if (!c)
		c = vg_calendarset_add_calendar(set, name);
	if (fill_calendar(set, c, node, zone, detail) != VG_OK)
		return vg_detail_prefix(detail, "calendar %s", name);
	return VG_OK;
}

/* --- whole trees -------------------------------------------------------------------------- */

/* The three passes over the trees whose tops are 'tops'. */
static int
add_tops(struct vg_calendarset *set, const struct vg_node *const *tops, size_t n,
    const char *zone, struct vg_detail *detail)
{
	int (*const passes[])(struct vg_calendarset *, const struct vg_node *,
	    struct vg_detail *) = {read_holidays, link_holidays, check_holidays};

	for (size_t p = 0; p < sizeof(passes) / sizeof(passes[0]); p++) {
		for (size_t i = 0; i < n; i++) {
			EACH(node, tops[i], "holiday-set")
			{
				if (passes[p](set, node, detail) != VG_OK)
					return VG_EINVAL;
			}
		}
	}
	for (size_t i = 0; i < n; i++) {
		EACH(node, tops[i], "calendar")
		{
			if (read_calendar(set, tops[i], node, zone, detail) != VG_OK)
				return VG_EINVAL;
		}
	}
	return VG_OK;
}

int
vg_calendarload_add(struct vg_calendarset *set, const struct vg_node *top,
    const char *zone, struct vg_detail *detail)
{
	return add_tops(set, &top, 1, zone, detail);
}

static int
is_json(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name);

	return entry->d_name[0] != '.' && size > 5 &&
	    strcmp(entry->d_name + size - 5, ".json") == 0;
}

/* Loads the files named by the entries, which are freed as they are read. */
static int
load_files(const struct vg_context *context, const char *folder, struct dirent **entries,
    size_t n, struct vg_tree **trees, struct vg_detail *detail)
{
	int code = VG_OK;

	for (size_t i = 0; i < n; i++) {
		char path[PATH_MAX];
		if (code == VG_OK &&
		    vg_text_format(
			path, sizeof(path), "%s/%s", folder, entries[i]->d_name) != VG_OK)
			code = vg_detail_set(detail, VG_ETRUNC, "%s/%s: too long", folder,
			    entries[i]->d_name);
		if (code == VG_OK)
			code = vg_tree_load(
			    context, path, VG_TREE_CALENDARS, &trees[i], detail);
		free(entries[i]);
	}
	return code;
}

static int
add_folder(const struct vg_context *context, const char *folder,
    struct vg_calendarset *set, struct vg_detail *detail)
{
	struct vg_tree *trees[MAX_FILES] = {0};
	const struct vg_node *tops[MAX_FILES] = {NULL};
	struct dirent **entries;
	int n = scandir(folder, &entries, is_json, alphasort);
	int code;

	if (n < 0)
		return vg_detail_set(detail, errno == ENOENT ? VG_ENOENT : VG_EIO,
		    "%s: %s", folder, strerror(errno));
	if (n == 0 || n > MAX_FILES) {
		for (int i = 0; i < n; i++)
			free(entries[i]);
		free(entries);
		return vg_detail_set(detail, n ? VG_ELIMIT : VG_ENOENT,
		    "%s: holds %d files with calendars, 1 to %d wanted", folder, n,
		    (int)MAX_FILES);
	}
	code = load_files(context, folder, entries, (size_t)n, trees, detail);
	free(entries);
	for (int i = 0; code == VG_OK && i < n; i++)
		tops[i] = vg_tree_top(trees[i]);
	if (code == VG_OK && add_tops(set, tops, (size_t)n, "UTC", detail) != VG_OK) {
		vg_detail_prefix(detail, "%s", folder);
		code = VG_EINVAL;
	}
	for (int i = 0; i < n; i++)
		vg_tree_free(trees[i]);
	return code;
}

/* --- the shipped ones ------------------------------------------------------------------------ */

/* What was read of a folder, and what its files were then. */
struct kept {
	char *files; /* owned: folder, names, sizes, when each was written */
	struct vg_calendarset *set; /* owned */
};

static void
release(void *what)
{
	struct kept *kept = what;

	free(kept->files);
	vg_calendarset_free(kept->set);
	free(kept);
}

/* What the files of 'folder' are now; the caller frees it.  NULL: it cannot be said. */
static char *
describe(const char *folder)
{
	struct dirent **entries;
	struct vg_buf files;
	char path[PATH_MAX];
	struct stat st;
	int n = scandir(folder, &entries, is_json, alphasort);

	if (n < 0)
		return NULL;
	vg_buf_init(&files, 0);
	vg_buf_add_text(&files, folder);
	for (int i = 0; i < n; i++) {
		if (vg_text_format(path, sizeof(path), "%s/%s", folder,
			entries[i]->d_name) == VG_OK &&
		    stat(path, &st) == 0)
			vg_buf_addf(&files, " %s %lld %lld.%09ld %llu",
			    entries[i]->d_name, (long long)st.st_size,
			    (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			    (unsigned long long)st.st_ino);
		free(entries[i]);
	}
	free(entries);
	return vg_buf_give(&files);
}

/* Gives a copy of what was read when the files were 'files'; NULL: nothing is known of those. */
static struct vg_calendarset *
recall(const struct vg_context *context, const char *files)
{
	const struct kept *kept = vg_context_note(context, VG_CONTEXT_CALENDARS)->what;

	return kept && files && strcmp(kept->files, files) == 0
	    ? vg_calendarset_copy(kept->set)
	    : NULL;
}

/* Takes 'files'. */
static void
remember(const struct vg_context *context, char *files, const struct vg_calendarset *set)
{
	struct vg_contextnote *note = vg_context_note(context, VG_CONTEXT_CALENDARS);
	struct kept *kept = vg_mem_zero(sizeof(*kept));

	if (note->what)
		note->release(note->what);
	*kept = (struct kept){files, vg_calendarset_copy(set)};
	*note = (struct vg_contextnote){kept, release};
}

int
vg_calendarload_folder(const struct vg_context *context, const char *folder,
    struct vg_calendarset **set, struct vg_detail *detail)
{
	char found[PATH_MAX];
	int code;

	if (!folder) {
		code = vg_datadir_find(VG_DATADIR_CALENDARS, found, sizeof(found));
		if (code != VG_OK)
			return vg_detail_set(detail, code,
			    "%s: no folder with calendars; install them or set "
			    "VIGIE_DATADIR",
			    found);
		folder = found;
	}
	char *files = describe(folder);
	struct vg_calendarset *made = recall(context, files);
	if (made) {
		free(files);
		*set = made;
		return VG_OK;
	}
	made = vg_calendarset_new();
	code = add_folder(context, folder, made, detail);
	if (code != VG_OK) {
		free(files);
		vg_calendarset_free(made);
		return code;
	}
	if (files)
		remember(context, files, made);
	*set = made;
	return VG_OK;
}
