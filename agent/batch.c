/*
 * Messages of one result.
 */
#include "agent/batch.h"

#include <stdlib.h>
#include <string.h>

#include "agent/history/jsonbody.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/log/log.h"

/* A fault that stands, and when its second evidence is due. */
struct cut {
	struct vg_event raise;
	struct vg_wall at;
};

struct vg_batch {
	struct vg_spool *spool;
	struct vg_faults *faults;
	vg_batch_evidence_cb evidence_cb;
	void *cookie;
	struct vg_message *messages; /* owned */
	size_t n, capacity;
	struct cut *cuts; /* owned */
	size_t n_cuts, cuts_capacity;
};

void
vg_batch_free(struct vg_batch *batch)
{
	if (!batch)
		return;
	free(batch->messages);
	free(batch->cuts);
	free(batch);
}

static enum vg_message_type
type_of(const struct vg_event *event)
{
	switch (event->action) {
	case VG_ACTION_RAISE:
		return VG_MESSAGE_RAISED;
	case VG_ACTION_CHANGE:
		return VG_MESSAGE_CHANGED;
	case VG_ACTION_CLEAR:
	case VG_ACTION_INFO:
		break;
	}
	return VG_MESSAGE_CLEARED;
}

void
vg_batch_add(struct vg_batch *batch, const struct vg_event *event)
{
	struct vg_message *m;

	batch->messages = vg_mem_grow(
	    batch->messages, &batch->capacity, batch->n, sizeof(*batch->messages));
	m = &batch->messages[batch->n++];
	memset(m, 0, sizeof(*m));
	m->event = *event;
	m->part = m->parts = 1;
	m->type = type_of(event);
	/* A clear bears the text of what is over. */
	vg_log(VG_LOG_INFO, "fault", event->resource, "%s %s %s: %s%s", event->kind,
	    vg_event_action_text(event->action), vg_severity_text(event->severity),
	    event->action == VG_ACTION_CLEAR ? "over: " : "", event->text);
}

void
vg_batch_body(struct vg_batch *batch, enum vg_message_type type,
    const struct vg_buf *json, struct vg_wall now)
{
	struct vg_message *messages = NULL;
	size_t n =
	    vg_jsonbody_messages(type, vg_buf_text(json), json->size, now, &messages);

	if (n == 0)
		vg_log(VG_LOG_WARNING, "spool", "",
		    "%zu octets of %s are too large to tell", json->size,
		    vg_vigiemib_name(type));
	(void)vg_spool_put(batch->spool, messages, n);
	for (size_t i = 0; i < n; i++)
		vg_vigiemib_fini(&messages[i]);
	free(messages);
}

/* --- evidence ---------------------------------------------------------------------------- */

static struct cut *
find_cut(struct vg_batch *batch, const struct vg_event *event)
{
	for (size_t i = 0; i < batch->n_cuts; i++) {
		const struct vg_event *raise = &batch->cuts[i].raise;
		if (strcmp(raise->resource, event->resource) == 0 &&
		    strcmp(raise->kind, event->kind) == 0 &&
		    strcmp(raise->qualifier, event->qualifier) == 0)
			return &batch->cuts[i];
	}
	return NULL;
}

/* Remembers a fault that stands, for its second cut. */
static void
keep_cut(struct vg_batch *batch, const struct vg_event *raise)
{
	struct cut *c = find_cut(batch, raise);

	if (!c) {
		batch->cuts = vg_mem_grow(batch->cuts, &batch->cuts_capacity,
		    batch->n_cuts, sizeof(*batch->cuts));
		c = &batch->cuts[batch->n_cuts++];
	}
	c->raise = *raise;
	c->at = vg_instant_add(raise->since, VG_BATCH_HORIZON_US);
}

static void
drop_cut(struct vg_batch *batch, struct cut *c)
{
	*c = batch->cuts[--batch->n_cuts];
}

static void
put_evidence(struct vg_batch *batch, const struct vg_event *raise, const char *cut,
    struct vg_wall from, struct vg_wall until, struct vg_wall now)
{
	struct vg_buf json;

	vg_buf_init(&json, 0);
	if (batch->evidence_cb(raise, cut, from, until, &json, batch->cookie))
		vg_batch_body(batch, VG_MESSAGE_EVIDENCE, &json, now);
	vg_buf_fini(&json);
}

/* Of a fault that stands on, what came after its raise is cut once: two hours later. */
static void
cut_what_is_due(struct vg_batch *batch, struct vg_wall now)
{
	for (size_t i = 0; i < batch->n_cuts;) {
		struct cut c = batch->cuts[i];
		if (vg_instant_compare(c.at, now) > 0) {
			i++;
			continue;
		}
		drop_cut(batch, &batch->cuts[i]);
		put_evidence(batch, &c.raise, "after", c.raise.since, c.at, now);
	}
}

static void
cut_evidence(struct vg_batch *batch, const struct vg_event *event, struct vg_wall now)
{
	struct cut *c;

	switch (event->action) {
	case VG_ACTION_RAISE:
		put_evidence(batch, event, "raise",
		    vg_instant_add(event->agent_time, -VG_BATCH_HORIZON_US),
		    event->agent_time, now);
		keep_cut(batch, event);
		break;
	case VG_ACTION_CLEAR:
		/* Two hours after its raise it was cut already. */
		c = find_cut(batch, event);
		if (!c)
			break;
		struct vg_event raise = c->raise;
		drop_cut(batch, c);
		put_evidence(batch, &raise, "clear", raise.since, event->agent_time, now);
		break;
	case VG_ACTION_CHANGE:
	case VG_ACTION_INFO:
		break;
	}
}

void
vg_batch_commit(struct vg_batch *batch, struct vg_wall now)
{
	/* What cannot be written waits in the spool's memory, and the spool says so. */
	(void)vg_spool_put(batch->spool, batch->messages, batch->n);
	for (size_t i = 0; i < batch->n; i++) {
		vg_fault_sent(batch->faults, &batch->messages[i].event);
		cut_evidence(batch, &batch->messages[i].event, now);
	}
	batch->n = 0;
	cut_what_is_due(batch, now);
}

struct vg_batch *
vg_batch_new(struct vg_spool *spool, struct vg_faults *faults,
    vg_batch_evidence_cb evidence_cb, void *cookie, struct vg_wall now)
{
	struct vg_batch *b = vg_mem_zero(sizeof(*b));

	b->spool = spool;
	b->faults = faults;
	b->evidence_cb = evidence_cb;
	b->cookie = cookie;
	/* What stood when the agent ended and is younger than its second cut. */
	for (size_t i = 0; i < vg_fault_count(faults); i++) {
		const struct vg_event *standing = vg_fault_at(faults, i);
		if (vg_instant_since(now, standing->since) < VG_BATCH_HORIZON_US)
			keep_cut(b, standing);
	}
	return b;
}
