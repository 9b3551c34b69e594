/*
 * The table of standing faults, kept in the order of their keys.
 */
#include "agent/fault/fault.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/fault/raised.h"
#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct vg_faults {
	struct vg_event *events; /* owned; by resource, kind, qualifier */
	size_t n, capacity;
	struct vg_raised *raised; /* owned */
};

struct vg_faults *
vg_fault_new(void)
{
	struct vg_faults *faults = vg_mem_zero(sizeof(*faults));

	faults->raised = vg_raised_new();
	return faults;
}

void
vg_fault_free(struct vg_faults *faults)
{
	if (!faults)
		return;
	vg_raised_free(faults->raised);
	free(faults->events);
	free(faults);
}

static int
compare_key(const struct vg_event *event, const char *resource, const char *kind,
    const char *qualifier)
{
	int order = strcmp(event->resource, resource);

	if (order == 0)
		order = strcmp(event->kind, kind);
	return order ? order : strcmp(event->qualifier, qualifier);
}

/* The place where the key stands, or would stand. */
static size_t
place_of(const struct vg_faults *faults, const char *resource, const char *kind,
    const char *qualifier, bool *there)
{
	size_t low = 0, high = faults->n;

	*there = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    compare_key(&faults->events[middle], resource, kind, qualifier);
		if (order == 0) {
			*there = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
insert(struct vg_faults *faults, size_t place, const struct vg_event *event)
{
	faults->events = vg_mem_grow(
	    faults->events, &faults->capacity, faults->n, sizeof(*faults->events));
	memmove(&faults->events[place + 1], &faults->events[place],
	    (faults->n - place) * sizeof(*faults->events));
	faults->events[place] = *event;
	faults->n++;
}

static void
take_out(struct vg_faults *faults, size_t place)
{
	faults->n--;
	memmove(&faults->events[place], &faults->events[place + 1],
	    (faults->n - place) * sizeof(*faults->events));
}

void
vg_fault_restore(struct vg_faults *faults, const struct vg_event *event)
{
	bool there;
	size_t place =
	    place_of(faults, event->resource, event->kind, event->qualifier, &there);

	if (there)
		faults->events[place] = *event;
	else
		insert(faults, place, event);
}

void
vg_fault_restore_raise(struct vg_faults *faults, const struct vg_raise *raise)
{
	vg_raised_note(faults->raised, raise);
}

/* --- symptoms ---------------------------------------------------------------------------- */

static void
write_key(char key[VG_FAULT_KEY_SIZE], const char *resource, const char *kind,
    const char *qualifier)
{
	vg_text_format(key, VG_FAULT_KEY_SIZE, "%s %s %s", resource, kind, qualifier);
}

static bool
is_parent(const struct vg_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->n_parents; i++) {
		if (strcmp(kind->parents[i], name) == 0)
			return true;
	}
	return false;
}

/*
 * Finds what stands on the device of 'finding' and explains it: 'before' as long as that stands,
 * so that nothing is told anew of a second one; "" when nothing does.
 */
static void
find_parent(const struct vg_faults *faults, const struct vg_finding *finding,
    const char *before, char key[VG_FAULT_KEY_SIZE])
{
	char begin[VG_RESOURCE_SIZE], other[VG_FAULT_KEY_SIZE];
	bool there;

	key[0] = '\0';
	if (!finding->device[0] || finding->kind->n_parents == 0)
		return;
	/* The faults of one device stand together. */
	vg_text_format(begin, sizeof(begin), "device/%s", finding->device);
	for (size_t i = place_of(faults, begin, "", "", &there); i < faults->n; i++) {
		const struct vg_event *e = &faults->events[i];
		if (!vg_text_starts(e->resource, begin))
			break;
		if (strcmp(e->device, finding->device) != 0 ||
		    !is_parent(finding->kind, e->kind))
			continue;
		write_key(other, e->resource, e->kind, e->qualifier);
		if (!key[0] || strcmp(other, before) == 0)
			vg_text_copy(key, VG_FAULT_KEY_SIZE, other);
	}
}

/* --- telling ----------------------------------------------------------------------------- */

static enum vg_severity
held_within(enum vg_severity severity, const struct vg_kind *kind)
{
	if (kind->lowest != VG_SEVERITY_CLEARED && severity < kind->lowest)
		return kind->lowest;
	if (kind->highest != VG_SEVERITY_CLEARED && severity > kind->highest)
		return kind->highest;
	return severity;
}

static void
write_raise(
    const struct vg_finding *finding, struct vg_wall now, struct vg_event *message)
{
	memset(message, 0, sizeof(*message));
	message->action = VG_ACTION_RAISE;
	message->origin = finding->origin;
	vg_text_copy(message->device, sizeof(message->device), finding->device);
	vg_text_copy(message->serial, sizeof(message->serial), finding->serial);
	vg_text_copy(message->resource, sizeof(message->resource), finding->resource);
	vg_text_copy(message->kind, sizeof(message->kind), finding->kind->name);
	vg_text_copy(message->qualifier, sizeof(message->qualifier), finding->qualifier);
	vg_text_copy(message->text, sizeof(message->text), finding->text);
	message->severity = held_within(finding->severity, finding->kind);
	message->cause = finding->kind->cause;
	message->alone = finding->alone;
	message->since = now;
	message->agent_time = now;
}

/* Who says so, once 'finding' says so too. */
static enum vg_origin
joined(enum vg_origin standing, enum vg_origin finding)
{
	bool other = (standing == VG_ORIGIN_POLL || standing == VG_ORIGIN_TRAP) &&
	    finding != standing && finding != VG_ORIGIN_SELF;

	return other ? VG_ORIGIN_BOTH : standing;
}

/* What stands goes on under another severity, or with a second witness. */
static bool
write_change(const struct vg_faults *faults, const struct vg_event *standing,
    const struct vg_finding *finding, struct vg_wall now, struct vg_event *message)
{
	char parent[VG_FAULT_KEY_SIZE];
	enum vg_severity severity = vg_raised_severity(faults->raised, standing,
	    finding->kind, held_within(finding->severity, finding->kind), now);
	enum vg_origin origin = joined(standing->origin, finding->origin);

	find_parent(faults, finding, standing->symptom_of, parent);
	if (severity == standing->severity && origin == standing->origin &&
	    strcmp(parent, standing->symptom_of) == 0)
		return false;
	*message = *standing;
	vg_text_copy(message->symptom_of, sizeof(message->symptom_of), parent);
	message->action = VG_ACTION_CHANGE;
	message->severity = severity;
	message->origin = origin;
	message->agent_time = now;
	vg_text_copy(message->text, sizeof(message->text), finding->text);
	return true;
}

static void
write_clear(const struct vg_event *standing, const struct vg_finding *finding,
    struct vg_wall now, struct vg_event *message)
{
	*message = *standing;
	message->action = VG_ACTION_CLEAR;
	message->origin = finding->origin;
	message->agent_time = now;
	if (finding->text)
		vg_text_copy(message->text, sizeof(message->text), finding->text);
}

/* What its raise means beside those before it. */
static void
note_raise(struct vg_faults *faults, const struct vg_kind *kind, struct vg_event *message)
{
	const struct vg_raise raise = {
	    message->resource, message->kind, message->qualifier, message->since};

	vg_raised_note(faults->raised, &raise);
	message->flapping = vg_raised_flaps(faults->raised, message, kind);
	message->severity = vg_raised_severity(
	    faults->raised, message, kind, message->severity, message->since);
}

bool
vg_fault_tell(struct vg_faults *faults, const struct vg_finding *finding,
    struct vg_wall now, struct vg_event *message)
{
	bool there;
	size_t place = place_of(
	    faults, finding->resource, finding->kind->name, finding->qualifier, &there);

	if (!there) {
		if (!finding->bad)
			return false;
		write_raise(finding, now, message);
		note_raise(faults, finding->kind, message);
		find_parent(faults, finding, "", message->symptom_of);
		insert(faults, place, message);
		return true;
	}
	if (!finding->bad) {
		write_clear(&faults->events[place], finding, now, message);
		take_out(faults, place);
		return true;
	}
	if (!write_change(faults, &faults->events[place], finding, now, message))
		return false;
	faults->events[place] = *message;
	return true;
}

void
vg_fault_sent(struct vg_faults *faults, const struct vg_event *message)
{
	bool there;
	size_t place = place_of(
	    faults, message->resource, message->kind, message->qualifier, &there);

	if (there && message->action != VG_ACTION_CLEAR)
		faults->events[place] = *message;
}

/* --- asking ------------------------------------------------------------------------------ */

size_t
vg_fault_count(const struct vg_faults *faults)
{
	return faults->n;
}

const struct vg_event *
vg_fault_at(const struct vg_faults *faults, size_t i)
{
	return i < faults->n ? &faults->events[i] : NULL;
}

const struct vg_event *
vg_fault_find(const struct vg_faults *faults, const char *resource, const char *kind,
    const char *qualifier)
{
	bool there;
	size_t place = place_of(faults, resource, kind, qualifier, &there);

	return there ? &faults->events[place] : NULL;
}

/* Faults of a device stand under "device/NAME" and "device/NAME/...", each side by side. */
bool
vg_fault_any(const struct vg_faults *faults, const char *device)
{
	char resource[VG_RESOURCE_SIZE];
	bool there;

	for (int i = 0; faults->n && i < 2; i++) {
		vg_text_format(
		    resource, sizeof(resource), "device/%s%s", device, i ? "/" : "");
		size_t place = place_of(faults, resource, "", "", &there);
		if (place < faults->n &&
		    strcmp(faults->events[place].device, device) == 0)
			return true;
	}
	return false;
}

size_t
vg_fault_count_device(const struct vg_faults *faults, const char *device)
{
	size_t n = 0;

	for (size_t i = 0; i < faults->n; i++)
		n += strcmp(faults->events[i].device, device) == 0;
	return n;
}

void
vg_fault_digest(const struct vg_faults *faults, char text[VG_DIGEST_TEXT_SIZE])
{
	struct vg_buf lines;
	struct vg_digest digest;

	vg_buf_init(&lines, 0);
	for (size_t i = 0; i < faults->n; i++) {
		const struct vg_event *e = &faults->events[i];
		vg_buf_addf(&lines, "%s %s %s %" PRIu64 "\n", e->resource, e->kind,
		    e->qualifier, e->key.sequence);
	}
	digest = vg_digest_of(vg_buf_text(&lines), lines.size);
	vg_digest_text(&digest, text);
	vg_buf_fini(&lines);
}

enum vg_severity
vg_fault_severity(const struct vg_kind *kind, enum vg_severity severity, uint32_t n_psu)
{
	if (n_psu == 1 && strcmp(kind->name, "psu-failed") == 0)
		return kind->highest != VG_SEVERITY_CLEARED ? kind->highest : severity;
	return severity;
}
