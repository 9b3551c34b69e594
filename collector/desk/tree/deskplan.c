/*
 * Commands on planned work: announced, extended, ended.  Each writes the tree.
 */
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/tree/desktreeedit.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Policy section 7: the longest without a manager. */
#define LONGEST_US (12 * VG_HOUR_US)

static const char module[] = "planned-work";

/* Who speaks, as a person of the tree; "" none. */
static const char *
person_of(const struct vg_act_call *call)
{
	const struct vg_conf_user *user =
	    vg_conf_user(call->desk->conf, call->actor->user);

	return user ? user->person : "";
}

/* A window of more than 12 hours is a manager's, who is named. */
static int
approve(struct vg_act_call *call, struct vg_treeedit_entry *entry, int64_t lasts_us)
{
	const char *manager = person_of(call);

	if (lasts_us <= LONGEST_US)
		return VG_OK;
	if (call->actor->role < VG_ROLE_MANAGER)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: more than 12 hours is a manager's; make it shorter, or ask one",
		    call->rule->verb);
	if (!manager[0])
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: more than 12 hours names the manager, and user %s is no person "
		    "of the tree; set the user's leaf person",
		    call->rule->verb, call->actor->user);
	return vg_treeedit_put(entry, "approved-by", manager, false, call->detail);
}

static void
answer(struct vg_act_call *call, const char *name, const char *state, const char *text)
{
	vg_text_copy(call->result->object, sizeof(call->result->object), name);
	vg_text_copy(call->result->state, sizeof(call->result->state), state);
	vg_text_copy(call->result->text, sizeof(call->result->text), text);
}

static void
answer_end(struct vg_act_call *call, const char *name, const char *state,
    const char *what, struct vg_wall end)
{
	char when[VG_INSTANT_TEXT_SIZE], text[VG_TEXT_SIZE];

	vg_instant_text(end, when);
	vg_text_format(text, sizeof(text),
	    "%s %s; what still stands then opens %u s later", what, when,
	    (unsigned)call->desk->conf->policy.planned_settle_s);
	answer(call, name, state, text);
}

/* --- add -------------------------------------------------------------------------------------- */

static int
write_weekly(struct vg_act_call *call, struct vg_treeedit_entry *entry, int64_t us)
{
	const char *weekly = vg_deskact_value(call, "weekly");
	const char *at = strchr(weekly, '@');
	char days[80], minutes[24];
	int code;

	if (!us || us % VG_MINUTE_US || us > VG_DAY_US)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: a weekly window lasts whole minutes, a day at most; give --for 90m",
		    call->rule->verb);
	vg_text_format(days, sizeof(days), "%.*s", (int)(at ? at - weekly : 0), weekly);
	vg_text_format(minutes, sizeof(minutes), "%d", (int)(us / VG_MINUTE_US));
	code = vg_desktreeedit_list(entry, "day", "", days, call->detail);
	if (code == VG_OK)
		code =
		    vg_treeedit_put(entry, "from", at ? at + 1 : "", false, call->detail);
	if (code == VG_OK)
		code = vg_treeedit_put(entry, "minutes", minutes, false, call->detail);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "every %s, %s minutes in the zone of the site", weekly, minutes);
	return code == VG_OK ? approve(call, entry, us) : code;
}

static int
write_once(struct vg_act_call *call, struct vg_treeedit_entry *entry, int64_t us,
    const char *name)
{
	struct vg_wall begin, end;
	int code = vg_desktreeedit_instant(call, "begin", &begin);

	if (code == VG_OK)
		code = vg_desktreeedit_instant(call, "end", &end);
	if (code != VG_OK)
		return code;
	if (!vg_instant_is_set(begin))
		begin = call->now;
	if (us && vg_instant_is_set(end))
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: --for and --end both; give one", call->rule->verb);
	if (us)
		end = vg_instant_add(begin, us);
	if (!vg_instant_is_set(end))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: planned work has an end; give --for 2h or --end",
		    call->rule->verb);
	if (vg_instant_compare(end, call->now) <= 0 ||
	    vg_instant_compare(end, begin) <= 0)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: ends before it begins, or in the past; give a later --end",
		    call->rule->verb);
	code = vg_desktreeedit_time(entry, "begin", begin, call->detail);
	if (code == VG_OK)
		code = vg_desktreeedit_time(entry, "end", end, call->detail);
	answer_end(call, name,
	    vg_instant_compare(begin, call->now) <= 0 ? "open" : "planned", "until", end);
	return code == VG_OK ? approve(call, entry, vg_instant_since(end, begin)) : code;
}

static int
write_what(struct vg_act_call *call, struct vg_treeedit_entry *entry)
{
	static const char *const lists[] = {"device", "site", "class"};
	const char *owner = vg_deskact_has(call, "owner")
	    ? vg_deskact_value(call, "owner")
	    : person_of(call);
	int code = vg_treeedit_put(
	    entry, "description", vg_deskact_value(call, "reason"), false, call->detail);

	for (size_t i = 0; code == VG_OK && i < sizeof(lists) / sizeof(lists[0]); i++)
		code = vg_desktreeedit_list(
		    entry, lists[i], "", vg_deskact_value(call, lists[i]), call->detail);
	if (code == VG_OK && !owner[0])
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: %s: somebody is asked before it ends, and user %s is no person of "
		    "the tree; give --owner PERSON, or set the user's leaf person",
		    call->rule->verb, call->actor->user);
	return code == VG_OK ? vg_treeedit_put(entry, "owner", owner, false, call->detail)
			     : code;
}

/* Makes the entry; the caller takes the tree or lets it go. */
static int
write_work(struct vg_desktreeedit *edit, char name[VG_NAME_SIZE])
{
	struct vg_act_call *call = edit->call;
	struct vg_treeedit_entry *entry;
	int64_t us = 0;
	int code = vg_desktreeedit_span(call, "for", &us);

	vg_text_copy(name, VG_NAME_SIZE, call->act->object);
	if (!name[0])
		vg_desktreeedit_name(edit, module, "work", name);
	else if (code == VG_OK && vg_conf_work(call->desk->conf, name))
		return vg_detail_set(call->detail, VG_ECONFLICT,
		    "planned-work %s: there is one; give another --work, or extend it",
		    name);
	if (code == VG_OK)
		code = vg_treeedit_entry(edit->tree, module, name, &entry, call->detail);
	if (code == VG_OK)
		code = write_what(call, entry);
	if (code != VG_OK)
		return code;
	answer(call, name, "planned", "");
	return vg_deskact_has(call, "weekly") ? write_weekly(call, entry, us)
					      : write_once(call, entry, us, name);
}

static int
add(struct vg_act_call *call)
{
	struct vg_desktreeedit edit = {.tree = NULL};
	char name[VG_NAME_SIZE];
	int code = VG_OK;

	if (!vg_deskact_has(call, "device") && !vg_deskact_has(call, "site"))
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: names no device and no site; give --device or --site",
		    call->rule->verb);
	code = vg_desktreeedit_begin(call, &edit);
	if (code == VG_OK)
		code = write_work(&edit, name);
	if (code == VG_OK)
		code = vg_desktreeedit_finish(&edit);
	vg_desktreeedit_fini(&edit);
	return code;
}

/* --- extend ----------------------------------------------------------------------------------- */

static int
find(struct vg_act_call *call, const struct vg_conf_work **work,
    struct vg_conf_window *window)
{
	*work = vg_conf_work(call->desk->conf, call->act->object);
	if (!*work)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "planned-work %.64s: there is none; vigie planned list",
		    call->act->object);
	if (!vg_conf_work_window(call->desk->conf, *work, call->now, window))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: planned-work %s: is over; announce another with vigie planned add",
		    (*work)->name);
	return VG_OK;
}

/* Until when it shall last. */
static int
read_end(
    struct vg_act_call *call, const struct vg_conf_window *window, struct vg_wall *end)
{
	int64_t us = 0;
	int code = vg_desktreeedit_span(call, "by", &us);

	if (code == VG_OK)
		code = vg_desktreeedit_instant(call, "until", end);
	if (code == VG_OK && us)
		*end = vg_instant_add(window->end, us);
	if (code == VG_OK && vg_instant_compare(*end, window->end) <= 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: gives no later end; give --by 1h or --until, or end it",
		    call->rule->verb);
	return code;
}

static int
copy_names(struct vg_treeedit_entry *entry, const char *leaf,
    const struct vg_conf_names *names, struct vg_detail *detail)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < names->n; i++)
		code = vg_treeedit_put(entry, leaf, names->name[i], true, detail);
	return code;
}

/* Weekly work is not changed for all weeks: what follows its window is an entry of its own. */
static int
write_follower(struct vg_desktreeedit *edit, const struct vg_conf_work *work,
    const struct vg_conf_window *window, struct vg_treeedit_entry **entry,
    char name[VG_NAME_SIZE])
{
	struct vg_detail *detail = edit->call->detail;
	int code;

	vg_desktreeedit_name(edit, module, "work", name);
	code = vg_treeedit_entry(edit->tree, module, name, entry, detail);
	if (code == VG_OK)
		code =
		    vg_treeedit_put(*entry, "description", work->reason, false, detail);
	if (code == VG_OK)
		code = vg_treeedit_put(*entry, "owner", work->owner, false, detail);
	if (code == VG_OK)
		code = copy_names(*entry, "device", &work->devices, detail);
	if (code == VG_OK)
		code = copy_names(*entry, "site", &work->sites, detail);
	if (code == VG_OK)
		code = copy_names(*entry, "class", &work->classes, detail);
	return code == VG_OK
	    ? vg_desktreeedit_time(*entry, "begin", window->begin, detail)
	    : code;
}

static int
extend(struct vg_act_call *call)
{
	struct vg_desktreeedit edit = {.tree = NULL};
	struct vg_treeedit_entry *entry;
	const struct vg_conf_work *work;
	struct vg_conf_window window;
	char name[VG_NAME_SIZE];
	struct vg_wall end;
	int code = find(call, &work, &window);

	if (code == VG_OK)
		code = read_end(call, &window, &end);
	if (code == VG_OK)
		code = vg_desktreeedit_begin(call, &edit);
	if (code == VG_OK) {
		vg_text_copy(name, sizeof(name), work->name);
		code = work->weekly
		    ? write_follower(&edit, work, &window, &entry, name)
		    : vg_treeedit_entry(edit.tree, module, name, &entry, call->detail);
	}
	if (code == VG_OK)
		code = vg_desktreeedit_time(entry, "end", end, call->detail);
	if (code == VG_OK)
		code = approve(call, entry, vg_instant_since(end, window.begin));
	if (code == VG_OK)
		answer_end(
		    call, name, window.open ? "open" : "planned", "now until", end);
	if (code == VG_OK)
		code = vg_desktreeedit_finish(&edit);
	vg_desktreeedit_fini(&edit);
	return code;
}

/* --- end -------------------------------------------------------------------------------------- */

/* What is on ends now; what is still to come, or comes every week, goes. */
static int
write_end(struct vg_desktreeedit *edit, const struct vg_conf_work *work,
    const struct vg_conf_window *window)
{
	struct vg_act_call *call = edit->call;
	struct vg_treeedit_entry *entry;
	int code;

	if (work->weekly || !window->open ||
	    vg_instant_compare(window->begin, call->now) == 0) {
		answer(call, work->name, "withdrawn", "");
		vg_treeedit_drop(edit->tree, module, work->name);
		return VG_OK;
	}
	answer_end(call, work->name, "over", "ended at", call->now);
	code = vg_treeedit_entry(edit->tree, module, work->name, &entry, call->detail);
	return code == VG_OK ? vg_desktreeedit_time(entry, "end", call->now, call->detail)
			     : code;
}

static int
end(struct vg_act_call *call)
{
	struct vg_desktreeedit edit = {.tree = NULL};
	const struct vg_conf_work *work;
	struct vg_conf_window window;
	int code = find(call, &work, &window);

	if (code != VG_OK)
		return code;
	if (work->weekly && strcmp(vg_deskact_value(call, "all-weeks"), "true") != 0)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: planned-work %s: comes every week; --all-weeks true withdraws it "
		    "for good",
		    work->name);
	code = vg_desktreeedit_begin(call, &edit);
	if (code == VG_OK)
		code = write_end(&edit, work, &window);
	if (code == VG_OK)
		code = vg_desktreeedit_finish(&edit);
	vg_desktreeedit_fini(&edit);
	return code;
}

const struct vg_act_rule vg_deskplan_rules[] = {
    {"planned-add", "work", VG_ROLE_NOC, "reason", add, 0},
    {"planned-extend", "work", VG_ROLE_NOC, "", extend, 0},
    {"planned-end", "work", VG_ROLE_NOC, "", end, 0},
    {0},
};
