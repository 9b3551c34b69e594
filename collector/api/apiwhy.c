/*
 * Reasons as entries of the model.
 */
#include "collector/api/apiwhy.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apilist.h"
#include "collector/desk/view/deskevent.h"
#include "collector/desk/view/deskwhy.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

struct writing {
	struct vg_desk *desk;
	struct vg_restdata *data;
	bool whole; /* the decisions of an event too */
};

/* --- decisions ----------------------------------------------------------------------------- */

static void
put_number(struct vg_restdata *data, const char *name, int64_t number)
{
	if (number > 0)
		vg_restdata_int(data, name, number);
}

static void
put_severity(struct vg_restdata *data, const char *name, enum vg_severity severity)
{
	if (severity >= VG_SEVERITY_WARNING)
		vg_restdata_leaf(data, name, vg_severity_text(severity));
}

static void
put_true(struct vg_restdata *data, const char *name, bool value)
{
	if (value)
		vg_restdata_bool(data, name, true);
}

static void
put_way(struct vg_restdata *data, enum vg_why_way way)
{
	char letter = vg_why_letter(way), text[8];

	vg_text_format(
	    text, sizeof(text), "%d%.*s", vg_why_rung(way), letter ? 1 : 0, &letter);
	vg_restdata_leaf(data, "way", text);
}

/* What came: the event and whose it is. */
static void
put_event(struct vg_restdata *data, const struct vg_why *why)
{
	vg_restdata_time(data, "time", why->at);
	put_number(data, "event", why->message);
	vg_restdata_text(data, "agent", why->agent);
	if (why->agent[0])
		put_number(data, "sequence", why->sequence);
	put_number(data, "alarm", why->alarm);
	vg_restdata_text(data, "resource", why->resource);
	vg_restdata_text(data, "kind", why->kind);
	vg_restdata_text(data, "qualifier", why->qualifier);
	if (why->action)
		vg_restdata_leaf(data, "action", vg_event_action_text(why->action));
	put_severity(data, "perceived-severity", why->severity);
	put_severity(data, "severity-before", why->before);
	vg_restdata_time(data, "began", why->began);
	vg_restdata_time(data, "said", why->said);
}

/* "RESOURCE KIND": no resource holds a space. */
static void
put_parent(struct vg_restdata *data, const struct vg_why *why)
{
	char resource[sizeof(why->parent)];
	const char *space = strchr(why->parent, ' ');

	if (!space)
		return;
	vg_text_format(
	    resource, sizeof(resource), "%.*s", (int)(space - why->parent), why->parent);
	vg_restdata_text(data, "parent-resource", resource);
	vg_restdata_text(data, "parent-kind", space + 1);
}

/* What the rung went by. */
static void
put_grounds(struct vg_restdata *data, const struct vg_why *why)
{
	put_true(data, "timer", why->flags & VG_WHY_REVISIT);
	put_true(data, "worse", why->flags & VG_WHY_RAISED_WORSE);
	put_true(data, "began-flapping", why->flags & VG_WHY_BEGAN_FLAPPING);
	put_true(data, "released", why->flags & VG_WHY_RELEASED);
	vg_restdata_text(data, "case", why->number);
	vg_restdata_text(data, "subject", why->subject);
	vg_restdata_text(data, "class", why->class);
	vg_restdata_time(data, "until", why->window.until);
	put_number(data, "seconds", why->window.span_s);
	put_number(data, "count", why->n);
	vg_restdata_text(data, "rule", why->rule);
	vg_restdata_text(data, "window", why->name);
	put_parent(data, why);
	vg_restdata_text(data, "contract", why->contract);
	vg_restdata_text(data, "clause", why->clause);
	vg_restdata_text(data, "entitlement-text", why->reason);
	vg_restdata_text(data, "told", why->told);
	put_number(data, "revision", why->revision);
}

/* Gives the sentence of 'out' to the leaf 'name' and empties it. */
static void
put_sentence(struct vg_restdata *data, const char *name, struct vg_buf *out)
{
	vg_restdata_text(data, name, vg_buf_text(out));
	vg_buf_reset(out);
}

static void
put_words(struct writing *w, const struct vg_why *why)
{
	const struct vg_zone *zone = &vg_desk_conf(w->desk)->zone;
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_whytext_rung(why->way, &out);
	put_sentence(w->data, "rung-text", &out);
	vg_whytext_because(why, zone, &out);
	put_sentence(w->data, "because", &out);
	vg_whytext_otherwise(why, &out);
	put_sentence(w->data, "otherwise", &out);
	vg_buf_fini(&out);
}

static void
write_decision(const struct vg_why *why, void *cookie)
{
	struct writing *w = cookie;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, why->id);
	vg_restdata_entry(w->data, "decision", keys, 1);
	put_event(w->data, why);
	vg_restdata_int(w->data, "rung", vg_why_rung(why->way));
	put_way(w->data, why->way);
	put_grounds(w->data, why);
	put_words(w, why);
	vg_restdata_out(w->data);
}

int
vg_apiwhy_decisions(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_query *q = ask->query;
	struct vg_deskpage page = vg_apilist_page(ask);
	struct writing w = {.desk = desk, .data = data};
	int err = vg_apilist_refuse(ask,
	    VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_CASE | VG_RESTPATH_ALARM,
	    detail);

	if (err != VG_OK)
		return err;
	if (q->number[0] && q->alarm)
		return vg_detail_set(detail, VG_EINVAL, "case and alarm: one of them");
	if (q->number[0])
		err = vg_deskwhy_case(desk, q->number, &page, write_decision, &w);
	else if (q->alarm)
		err =
		    vg_deskwhy_alarm(desk, (int64_t)q->alarm, &page, write_decision, &w);
	else
		err = vg_deskwhy_all(desk, &page, write_decision, &w);
	return vg_apilist_told(err, &page, data, detail);
}

/* --- events -------------------------------------------------------------------------------- */

static void
put_fate(struct writing *w, const struct vg_deskevent *e)
{
	const struct vg_zone *zone = &vg_desk_conf(w->desk)->zone;
	struct vg_buf out;

	vg_buf_init(&out, 0);
	if (e->decided) {
		put_way(w->data, e->last.way);
		vg_restdata_text(w->data, "case", e->last.number);
		vg_whytext_rung(e->last.way, &out);
		vg_buf_add_text(&out, "; ");
		vg_whytext_because(&e->last, zone, &out);
		put_sentence(w->data, "because", &out);
		vg_whytext_otherwise(&e->last, &out);
	} else {
		if (e->fate.fate == VG_WHYTEXT_REPEAT)
			put_way(w->data, VG_WHY_REPEAT);
		vg_whytext_fate_because(&e->fate, zone, &out);
		put_sentence(w->data, "because", &out);
		vg_whytext_fate_otherwise(&e->fate, &out);
	}
	put_sentence(w->data, "otherwise", &out);
	vg_buf_fini(&out);
}

static void
write_event(const struct vg_deskevent *e, void *cookie)
{
	struct writing *w = cookie;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, e->id);
	vg_restdata_entry(w->data, "event", keys, 1);
	vg_restdata_time(w->data, "received", e->received);
	vg_restdata_text(w->data, "state", e->state);
	vg_restdata_text(w->data, "agent", e->agent);
	if (e->agent[0])
		put_number(w->data, "sequence", e->sequence);
	vg_restdata_text(w->data, "source", e->source);
	vg_restdata_text(w->data, "notification", e->type);
	vg_restdata_text(w->data, "device", e->device);
	put_number(w->data, "alarm", e->alarm);
	put_fate(w, e);
	if (w->whole)
		(void)vg_deskwhy_message(w->desk, e->id, write_decision, w);
	vg_restdata_out(w->data);
}

/* The number of an agent's message; an entry without one: there is none. */
static int
write_numbered(struct writing *w, const char *agent, const char *sequence)
{
	const char *const keys[] = {agent, sequence};
	int64_t number, row = 0;

	if (vg_text_int(sequence, 1, INT64_MAX, &number) != VG_OK)
		return VG_OK;
	int code = vg_deskwhy_row(w->desk, agent, number, &row);
	if (code != VG_OK || row == 0)
		return code;
	vg_restdata_entry(w->data, "numbered", keys, 2);
	vg_restdata_int(w->data, "id", row);
	vg_restdata_out(w->data);
	return VG_OK;
}

int
vg_apiwhy_events(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	struct writing w = {.desk = desk, .data = data};
	bool one = step && step->n_keys > 0;
	int64_t id;
	int err = vg_apilist_refuse(ask,
	    one ? 0
		: VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_DEVICE |
		    VG_RESTPATH_SINCE,
	    detail);

	if (err != VG_OK)
		return err;
	if (one && step->n_keys == 2)
		return write_numbered(&w, step->keys[0], step->keys[1]);
	if (one) {
		w.whole = true;
		return vg_text_int(step->keys[0], 1, INT64_MAX, &id) == VG_OK
		    ? vg_deskevent_one(desk, id, write_event, &w)
		    : VG_OK;
	}
	err = vg_deskevent_list(
	    desk, ask->query->device, ask->query->since, &page, write_event, &w);
	return vg_apilist_told(err, &page, data, detail);
}
