/*
 * Commands on shelves: an alarm is put aside until a time, or taken back.
 *
 * A shelf is an entry of the tree; what it does to alarms is collector/desk/quiet/deskshelf.c's.
 */
#include <string.h>

#include "collector/conf/confpattern.h"
#include "collector/conf/confshelf.h"
#include "collector/desk/deskact.h"
#include "collector/desk/tree/desktreeedit.h"
#include "collector/store/storeshelf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* An alarm as a person names it: RESOURCE, RESOURCE,KIND or RESOURCE,KIND,QUALIFIER. */
struct named {
	char resource[VG_RESOURCE_SIZE], kind[VG_KIND_SIZE], qualifier[VG_QUALIFIER_SIZE];
	struct vg_alarm_row row;
};

static int
split(const struct vg_act_call *call, struct named *named)
{
	const char *text = call->act->object;
	size_t resource = strcspn(text, ",");
	const char *kind = text + resource + (text[resource] == ',');
	size_t n = strcspn(kind, ",");
	const char *qualifier = kind + n + (kind[n] == ',');

	if (resource >= sizeof(named->resource) || n >= sizeof(named->kind) ||
	    strlen(qualifier) >= sizeof(named->qualifier))
		return vg_detail_set(call->detail, VG_ENOENT,
		    "alarm %.64s: an alarm is named RESOURCE,KIND,QUALIFIER", text);
	vg_text_format(
	    named->resource, sizeof(named->resource), "%.*s", (int)resource, text);
	vg_text_format(named->kind, sizeof(named->kind), "%.*s", (int)n, kind);
	vg_text_copy(named->qualifier, sizeof(named->qualifier), qualifier);
	return VG_OK;
}

struct found {
	int64_t id, standing;     /* the last of each */
	size_t n, n_standing;     /* how many of each */
	char kinds[VG_TEXT_SIZE]; /* as they are called, for a person to choose */
};

static int
search(const struct vg_act_call *call, const struct named *named, struct found *found)
{
	const size_t q = VG_STORESHELF_ALARMS_AT;
	struct vg_db *db = call->desk->db;
	int code = vg_db_query(db, q, "t", named->resource);

	while (code == VG_OK && vg_db_next(db, q)) {
		const char *kind = vg_db_text(db, q, 1);
		if (named->kind[0] && strcmp(kind, named->kind) != 0)
			continue;
		if (named->qualifier[0] &&
		    strcmp(vg_db_text(db, q, 2), named->qualifier) != 0)
			continue;
		found->id = vg_db_int(db, q, 0);
		found->n++;
		if (!vg_db_int(db, q, 3)) {
			found->standing = found->id;
			found->n_standing++;
		}
		size_t used = strlen(found->kinds);
		vg_text_format(found->kinds + used, sizeof(found->kinds) - used,
		    "%s%s%s%s", used ? " " : "", kind, vg_db_text(db, q, 2)[0] ? "," : "",
		    vg_db_text(db, q, 2));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* The one alarm that is meant: of several the one that stands. */
static int
find(const struct vg_act_call *call, struct named *named)
{
	struct found found = {.n = 0};
	int code = split(call, named);

	if (code == VG_OK)
		code = search(call, named, &found);
	if (code != VG_OK)
		return code;
	if (found.n == 0)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "alarm %.128s: there is none; vigie alarm list --all",
		    call->act->object);
	if (found.n > 1 && found.n_standing != 1)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "alarm %.128s: is several, name its kind behind a comma: %.250s",
		    call->act->object, found.kinds);
	return vg_deskrows_alarm_by_id(
	    call->desk, found.n > 1 ? found.standing : found.id, &named->row);
}

/* --- shelve ----------------------------------------------------------------------------------- */

/* Until when; who may let it be so long. */
static int
read_until(const struct vg_act_call *call, struct vg_wall *until)
{
	int64_t us = 0;
	int code = vg_desktreeedit_instant(call, "until", until);

	if (code == VG_OK)
		code = vg_desktreeedit_span(call, "for", &us);
	if (code != VG_OK)
		return code;
	if (us && vg_instant_is_set(*until))
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: --for and --until both; give one", call->rule->verb);
	if (us)
		*until = vg_instant_add(call->now, us);
	if (!vg_instant_is_set(*until))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: a shelf has an end; give --for 2h or --until",
		    call->rule->verb);
	if (vg_instant_compare(*until, call->now) <= 0)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: the end lies in the past; give a later --until",
		    call->rule->verb);
	if (vg_instant_since(*until, call->now) > VG_CONFSHELF_LONGEST_US &&
	    call->actor->role < VG_ROLE_MANAGER)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: longer than 7 days is a manager's; give --for 7d, or ask one",
		    call->rule->verb);
	return VG_OK;
}

/* Shelves that are over say nothing any more; revisions remember them. */
static void
drop_ended(struct vg_desktreeedit *edit)
{
	const struct vg_conf *conf = edit->call->desk->conf;

	for (size_t i = 0; i < conf->n_shelves; i++) {
		if (vg_instant_compare(conf->shelves[i].until, edit->call->now) <= 0)
			vg_treeedit_drop(edit->tree, "shelf", conf->shelves[i].name);
	}
}

static int
write_shelf(struct vg_desktreeedit *edit, const struct named *named, const char *name,
    struct vg_wall until)
{
	struct vg_act_call *call = edit->call;
	const struct vg_event *e = &named->row.event;
	struct vg_detail *detail = call->detail;
	struct vg_treeedit_entry *entry;
	char pattern[2 * VG_RESOURCE_SIZE];
	int code = vg_treeedit_entry(edit->tree, "shelf", name, &entry, detail);

	vg_confshelf_pattern(e->resource, pattern);
	if (code == VG_OK)
		code = vg_treeedit_put(
		    entry, "reason", vg_deskact_value(call, "reason"), false, detail);
	if (code == VG_OK)
		code = vg_treeedit_put(entry, "resource", pattern, true, detail);
	if (code == VG_OK)
		code = vg_desktreeedit_list(
		    entry, "kind", "vigie-alarm-types:", e->kind, detail);
	if (code == VG_OK && e->qualifier[0]) {
		vg_confshelf_pattern(e->qualifier, pattern);
		code = vg_treeedit_put(entry, "qualifier", pattern, false, detail);
	}
	if (code == VG_OK)
		code = vg_desktreeedit_time(entry, "from", call->now, detail);
	if (code == VG_OK)
		code = vg_desktreeedit_time(entry, "until", until, detail);
	if (code == VG_OK)
		code = vg_treeedit_put(entry, "owner", call->actor->user, false, detail);
	if (code == VG_OK && vg_instant_since(until, call->now) > VG_CONFSHELF_LONGEST_US)
		code = vg_treeedit_put(
		    entry, "approved-by", call->actor->user, false, detail);
	return code;
}

/* What is said of an alarm is told by its key, whatever it was called. */
static void
answer(struct vg_act_call *call, const struct named *named, const char *state)
{
	vg_text_copy(call->result->object, sizeof(call->result->object),
	    named->row.event.resource);
	vg_text_copy(call->result->state, sizeof(call->result->state), state);
}

static int
shelve(struct vg_act_call *call)
{
	char name[VG_NAME_SIZE], text[VG_INSTANT_TEXT_SIZE];
	struct vg_desktreeedit edit = {.tree = NULL};
	struct named named;
	struct vg_wall until;
	int code = find(call, &named);

	if (code == VG_OK)
		code = read_until(call, &until);
	if (code != VG_OK)
		return code;
	if (vg_confshelf_never(named.row.event.resource, named.row.class))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: what vigie says of itself is never shelved; mend it, or take "
		    "its case",
		    named.row.event.resource);
	code = vg_desktreeedit_begin(call, &edit);
	if (code != VG_OK) {
		vg_desktreeedit_fini(&edit);
		return code;
	}
	drop_ended(&edit);
	vg_desktreeedit_name(&edit, "shelf", "shelf", name);
	code = write_shelf(&edit, &named, name, until);
	if (code == VG_OK)
		code = vg_desktreeedit_finish(&edit);
	vg_desktreeedit_fini(&edit);
	if (code != VG_OK)
		return code;
	vg_instant_text(until, text);
	answer(call, &named, "shelved");
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "%s until %s; vigie alarm unshelve %s takes it back", name, text, name);
	return VG_OK;
}

/* --- unshelve --------------------------------------------------------------------------------- */

static bool
is_of(const struct vg_conf_shelf *s, const struct named *named, struct vg_wall now)
{
	return vg_instant_compare(s->until, now) > 0 &&
	    vg_confshelf_is_of(s, named->row.event.resource) && s->kinds.n == 1 &&
	    vg_conf_names_have(&s->kinds, named->row.event.kind);
}

/* Takes away the shelves of this alarm alone; how many. */
static size_t
drop_own(struct vg_desktreeedit *edit, const struct named *named)
{
	const struct vg_conf *conf = edit->call->desk->conf;
	size_t n = 0;

	for (size_t i = 0; i < conf->n_shelves; i++) {
		if (is_of(&conf->shelves[i], named, edit->call->now))
			n += vg_treeedit_drop(edit->tree, "shelf", conf->shelves[i].name);
	}
	return n;
}

static int
refuse_unshelve(const struct vg_act_call *call, const struct named *named)
{
	const struct vg_event *e = &named->row.event;
	const struct vg_conf_shelf *wider = vg_confshelf_at(call->desk->conf, e->resource,
	    e->kind, e->qualifier, named->row.class, call->now);

	if (!wider)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: is on no shelf; nothing is to be done", e->resource);
	return vg_detail_set(call->detail, VG_EPOLICY,
	    "7: %s: shelf %s holds more than this alarm; vigie alarm unshelve %s takes "
	    "all of it back",
	    e->resource, wider->name, wider->name);
}

/* By the name of a shelf, or of an alarm that has one of its own. */
static int
drop_shelves(struct vg_desktreeedit *edit, struct named *named)
{
	struct vg_act_call *call = edit->call;
	const char *object = call->act->object;

	vg_text_copy(call->result->state, sizeof(call->result->state), "unshelved");
	if (vg_confshelf_find(call->desk->conf, object)) {
		vg_treeedit_drop(edit->tree, "shelf", object);
		return VG_OK;
	}
	int code = find(call, named);
	if (code != VG_OK)
		return code;
	answer(call, named, "unshelved");
	return drop_own(edit, named) ? VG_OK : refuse_unshelve(call, named);
}

static int
unshelve(struct vg_act_call *call)
{
	struct vg_desktreeedit edit = {.tree = NULL};
	struct named named;
	int code = vg_desktreeedit_begin(call, &edit);

	if (code == VG_OK)
		code = drop_shelves(&edit, &named);
	if (code == VG_OK) {
		drop_ended(&edit);
		code = vg_desktreeedit_finish(&edit);
	}
	vg_desktreeedit_fini(&edit);
	return code;
}

const struct vg_act_rule vg_deskshelve_rules[] = {
    {"alarm-shelve", "alarm", VG_ROLE_NOC, "reason", shelve, 0},
    {"alarm-unshelve", "alarm", VG_ROLE_NOC, "", unshelve, 0},
    {0},
};
