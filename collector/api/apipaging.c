/*
 * Pages, and proofs of channels, for the door.
 */
#include "collector/api/apipaging.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apilist.h"
#include "collector/api/apiscope.h"
#include "collector/desk/paging/deskpageview.h"
#include "collector/desk/persons/deskread.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/* 2000 and 2100: what lies outside is no time of a duty list, and what follows from it none of ours. */
#define FROM_US (INT64_C(946684800) * VG_SECOND_US)
#define UNTIL_US (INT64_C(4102444800) * VG_SECOND_US)

/* --- who is called ------------------------------------------------------------------------- */

static void
write_turn(struct vg_restdata *data, const struct vg_conf *conf,
    const struct vg_conf_turn *turn, size_t place)
{
	const struct vg_conf_person *person = vg_conf_person(conf, turn->person);
	struct vg_conf_channel channel;
	char text[8];
	const char *const keys[] = {text};

	vg_text_format(text, sizeof(text), "%zu", place);
	vg_restdata_entry(data, "turn", keys, 1);
	vg_restdata_text(data, "name", turn->name);
	vg_restdata_text(data, "person", turn->person);
	for (size_t k = 0; person && vg_confpage_channel(person, true, k, &channel); k++)
		vg_restdata_leaf(data, "way", channel.name);
	vg_restdata_out(data);
}

static void
write_turns(const struct vg_conf *conf, struct vg_wall at, struct vg_restdata *data)
{
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	const struct vg_conf_team *team = vg_conf_team(conf, "duty");
	size_t n = vg_confpage_on_duty(conf, at, turns, VG_CONFPAGE_MAX);

	vg_restdata_time(data, "at", at);
	vg_restdata_time(data, "until", vg_confpage_until(conf, at));
	/* A house without a list calls its team. */
	if (conf->n_turns > 0 || !team || team->persons.n == 0)
		vg_restdata_text(data, "last-resort", conf->policy.last_resort);
	for (size_t i = 0; i < n; i++)
		write_turn(data, conf, turns[i], i + 1);
}

static int
write_channels(struct vg_desk *desk, const char *person, bool persons, struct vg_wall now,
    struct vg_restdata *data)
{
	static const char *const kinds[] = {[VG_CONF_WAY_MAIL] = "mail",
	    [VG_CONF_WAY_SMS] = "sms-by-mail",
	    [VG_CONF_WAY_WEBHOOK] = "webhook"};
	struct vg_deskpageview_proof proofs[VG_DESKPAGEVIEW_MAX];
	size_t n = 0;
	int code =
	    vg_deskpageview_proofs(desk, person, now, proofs, VG_DESKPAGEVIEW_MAX, &n);

	if (code == VG_OK) {
		int64_t old = 0;
		for (size_t i = 0; i < n; i++)
			old += proofs[i].old;
		vg_restdata_int(data, "channels", (int64_t)n);
		vg_restdata_int(data, "channels-old", old);
	}
	for (size_t i = 0; code == VG_OK && persons && i < n; i++) {
		const struct vg_deskpageview_proof *p = &proofs[i];
		const char *const keys[] = {p->person, p->channel};
		vg_restdata_entry(data, "channel", keys, 2);
		vg_restdata_leaf(data, "kind", kinds[p->kind]);
		vg_restdata_bool(data, "wakes", p->wakes);
		vg_restdata_bool(data, "on-duty", p->on_duty);
		vg_restdata_time(data, "tested", p->tested);
		vg_restdata_time(data, "proved", p->proved);
		vg_restdata_bool(data, "old", p->old);
		vg_restdata_out(data);
	}
	return code;
}

/* What 'ask' asks of is his to ask for, and of a time that duty lists are for. */
static int
check(struct vg_desk *desk, const struct vg_rest_ask *ask, struct vg_detail *detail)
{
	const struct vg_wall from = {FROM_US}, until = {UNTIL_US};
	const struct vg_wall at = ask->query->at;
	int err = vg_apilist_refuse(ask, VG_RESTPATH_AT | VG_RESTPATH_PERSON, detail);

	/* One whose channels are answered would be there, and one without would not. */
	if (err == VG_OK &&
	    (ask->query->given & (VG_RESTPATH_AT | VG_RESTPATH_PERSON)) != 0)
		err = vg_deskread_check(
		    desk, ask->caller->user, (enum vg_role)ask->caller->role, detail);
	if (err != VG_OK || (ask->query->given & VG_RESTPATH_AT) == 0)
		return err;
	return vg_instant_compare(at, from) < 0 || vg_instant_compare(at, until) >= 0
	    ? vg_detail_set(detail, VG_EINVAL,
		  "at: a duty list is asked of times between 2000 and 2100")
	    : VG_OK;
}

int
vg_apipaging_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_conf *conf = vg_desk_conf(desk);
	struct vg_wall now = vg_clock_wall();
	bool timed = (ask->query->given & VG_RESTPATH_AT) != 0;
	bool duty = vg_apiscope_reads_persons(desk, ask->caller);
	int err = check(desk, ask, detail);

	if (err != VG_OK)
		return err;
	if (conf && duty)
		write_turns(conf, timed ? ask->query->at : now, data);
	return write_channels(desk, ask->query->person, duty, now, data);
}

/* --- pages --------------------------------------------------------------------------------- */

static void
write_page(const struct vg_page_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, view->id);
	vg_restdata_entry(data, "page", keys, 1);
	vg_restdata_text(data, "case", view->number);
	if (view->class)
		vg_restdata_int(data, "class", view->class);
	if (view->rung)
		vg_restdata_int(data, "rung", view->rung);
	vg_restdata_text(data, "person", view->person);
	vg_restdata_text(data, "whom", view->whom);
	vg_restdata_text(data, "channel", view->channel);
	vg_restdata_time(data, "queued", view->queued);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_time(data, "acknowledged", view->acknowledged);
	vg_restdata_text(data, "acknowledged-by", view->by);
	vg_restdata_text(data, "user", view->who);
	vg_restdata_time(data, "ended", view->ended);
	vg_restdata_text(data, "reason", view->reason);
	if (view->message) {
		vg_text_format(id, sizeof(id), "%" PRId64, view->message);
		vg_restdata_leaf(data, "message", id);
	}
	vg_restdata_out(data);
}

int
vg_apipaging_pages(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	const struct vg_page_query query = {ask->query->person, ask->query->open};
	struct vg_page_view view;
	int64_t id;

	if (step && step->n_keys == 1 && strcmp(step->name, "page") == 0) {
		if (vg_text_int(step->keys[0], 1, INT64_MAX, &id) != VG_OK)
			return VG_OK; /* there is no such one */
		int code = vg_deskpageview_one(desk, id, &view);
		if (code == VG_OK)
			write_page(&view, data);
		return code == VG_ENOENT ? VG_OK : code;
	}
	int err = vg_apilist_refuse(ask,
	    VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_STATE |
		VG_RESTPATH_PERSON,
	    detail);
	if (err == VG_OK)
		err = vg_deskpageview_list(desk, &query, &page, write_page, data);
	return vg_apilist_told(err, &page, data, detail);
}
