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
#include "lib/os/clock.h"

struct vg_batch {
	struct vg_spool *spool;
	struct vg_faults *faults;
	vg_batch_history_cb history_cb;
	void *cookie;
	struct vg_message *messages; /* owned */
	size_t n, capacity;
};

struct vg_batch *
vg_batch_new(struct vg_spool *spool, struct vg_faults *faults,
    vg_batch_history_cb history_cb, void *cookie)
{
	struct vg_batch *b = vg_mem_zero(sizeof(*b));

	b->spool = spool;
	b->faults = faults;
	b->history_cb = history_cb;
	b->cookie = cookie;
	return b;
}

void
vg_batch_free(struct vg_batch *batch)
{
	if (!batch)
		return;
	free(batch->messages);
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
	vg_log(VG_LOG_INFO, "fault", event->resource, "%s %s %s: %s", event->kind,
	    vg_event_action_text(event->action), vg_severity_text(event->severity),
	    event->text);
}

void
vg_batch_body(
    struct vg_batch *batch, enum vg_message_type type, const struct vg_buf *json)
{
	struct vg_message *messages = NULL;
	size_t n = vg_jsonbody_messages(
	    type, vg_buf_text(json), json->size, vg_clock_wall(), &messages);

	vg_spool_put(batch->spool, messages, n);
	for (size_t i = 0; i < n; i++)
		vg_vigiemib_fini(&messages[i]);
	free(messages);
}

static void
put_evidence(struct vg_batch *batch, const struct vg_event *event)
{
	const struct vg_history *history =
	    batch->history_cb(event->device, batch->cookie);
	bool raise = event->action == VG_ACTION_RAISE;
	struct vg_wall until = event->agent_time;
	struct vg_wall from =
	    raise ? vg_instant_add(until, -VG_BATCH_HORIZON_US) : event->since;
	struct vg_buf json;

	if (!history || event->action == VG_ACTION_CHANGE)
		return;
	vg_buf_init(&json, 0);
	vg_history_evidence(
	    history, event, raise ? "raise" : "clear", from, until, &json);
	vg_batch_body(batch, VG_MESSAGE_EVIDENCE, &json);
	vg_buf_fini(&json);
}

void
vg_batch_commit(struct vg_batch *batch)
{
	int code = vg_spool_put(batch->spool, batch->messages, batch->n);

	if (code != VG_OK)
		vg_log(VG_LOG_ERROR, "spool", "", "%zu messages wait in memory: %s",
		    batch->n, vg_error_text(code));
	for (size_t i = 0; i < batch->n; i++) {
		vg_fault_sent(batch->faults, &batch->messages[i].event);
		put_evidence(batch, &batch->messages[i].event);
	}
	batch->n = 0;
}
