/*
 * What a sender of the fault harness says.
 */
#include "tests/fault/faultsay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

static const struct {
	const char *part, *kind;
} slots[VG_FAULTSAY_SLOTS] = {
    {"psu/0", "psu-failed"}, {"psu/1", "psu-failed"}, {"fan/all", "fan-failed"}};

enum { NO_SLOT = 1 << 30 };

void
vg_faultsay_fini(struct vg_faultsay *say)
{
	free(say->lines);
	say->lines = NULL;
	say->n = say->room = say->n_acknowledged = 0;
}

bool
vg_faultsay_stands(const struct vg_faultsay *say, unsigned slot, uint64_t sequence)
{
	for (uint64_t i = sequence; i > 0; i--) {
		if (say->lines[i - 1].slot == slot)
			return say->lines[i - 1].raise;
	}
	return false;
}

uint64_t
vg_faultsay_next(struct vg_faultsay *say, unsigned slot, struct vg_wall now)
{
	bool raise = !vg_faultsay_stands(say, slot, say->n);

	say->lines = vg_mem_grow(say->lines, &say->room, say->n, sizeof(*say->lines));
	say->lines[say->n++] =
	    (struct vg_faultline){.slot = slot, .raise = raise, .at = now};
	return say->n;
}

uint64_t
vg_faultsay_list(struct vg_faultsay *say, struct vg_wall now)
{
	say->lines = vg_mem_grow(say->lines, &say->room, say->n, sizeof(*say->lines));
	say->lines[say->n++] =
	    (struct vg_faultline){.slot = NO_SLOT, .list = true, .at = now};
	return say->n;
}

bool
vg_faultsay_acknowledge(struct vg_faultsay *say, uint64_t sequence)
{
	bool is_new = !say->lines[sequence - 1].acknowledged;

	say->lines[sequence - 1].acknowledged = true;
	say->n_acknowledged += is_new;
	return is_new;
}

const char *
vg_faultsay_resource(
    const struct vg_faultsay *say, unsigned slot, char resource[VG_RESOURCE_SIZE])
{
	vg_text_format(resource, VG_RESOURCE_SIZE, "device/ne-%u/%s",
	    say->first_device + slot / VG_FAULTSAY_SLOTS,
	    slots[slot % VG_FAULTSAY_SLOTS].part);
	return slots[slot % VG_FAULTSAY_SLOTS].kind;
}

static void
write_fault(const struct vg_faultsay *say, const struct vg_faultline *line,
    struct vg_message *message)
{
	struct vg_event *e = &message->event;

	message->type = line->raise ? VG_MESSAGE_RAISED : VG_MESSAGE_CLEARED;
	e->since = line->at;
	e->origin = VG_ORIGIN_POLL;
	e->severity = VG_SEVERITY_MAJOR;
	const char *kind = vg_faultsay_resource(say, line->slot, e->resource);
	vg_text_copy(e->kind, sizeof(e->kind), kind);
	vg_text_format(e->device, sizeof(e->device), "ne-%u",
	    say->first_device + line->slot / VG_FAULTSAY_SLOTS);
	vg_text_format(e->serial, sizeof(e->serial), "SN-%s", e->device);
	vg_text_format(e->text, sizeof(e->text), "%s stands", kind);
}

static void
write_list(struct vg_message *message, uint64_t sequence)
{
	char *body =
	    vg_mem_format("{\"standing\":[],\"next\":%" PRIu64 "}", sequence + 1);

	message->type = VG_MESSAGE_STANDING;
	message->event.action = VG_ACTION_INFO;
	message->part = message->parts = 1;
	message->body = (unsigned char *)body;
	message->body_size = strlen(body);
}

void
vg_faultsay_message(
    const struct vg_faultsay *say, uint64_t sequence, struct vg_message *message)
{
	const struct vg_faultline *line = &say->lines[sequence - 1];
	struct vg_event *e = &message->event;

	memset(message, 0, sizeof(*message));
	vg_text_copy(e->key.agent, sizeof(e->key.agent), say->agent);
	memcpy(e->key.spool, say->spool, VG_SPOOL_SIZE);
	e->key.sequence = sequence;
	e->agent_time = line->at;
	if (line->list)
		write_list(message, sequence);
	else
		write_fault(say, line, message);
}

void
vg_faultsay_trap(const struct vg_faultsay *say, uint64_t sequence, struct vg_trap *trap)
{
	struct vg_message message;

	memset(trap, 0, sizeof(*trap));
	vg_faultsay_message(say, sequence, &message);
	trap->version = 3;
	trap->inform = trap->auth_priv = true;
	vg_text_copy(trap->source, sizeof(trap->source), "127.0.0.1");
	vg_text_copy(trap->user, sizeof(trap->user), say->agent);
	trap->received = say->lines[sequence - 1].at;
	trap->varbinds = vg_mem_array(VG_VIGIEMIB_MAX_VARBINDS, sizeof(*trap->varbinds));
	trap->n_varbinds = vg_vigiemib_encode(&message, &trap->oid, trap->varbinds);
	vg_vigiemib_fini(&message);
}
