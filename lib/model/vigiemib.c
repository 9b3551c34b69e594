/*
 * VIGIE-MIB.  One table holds the objects in the order of the wire: it drives both directions.
 */
#include "lib/model/vigiemib.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* netSnmpPlaypen 86, until an enterprise number is assigned. */
static const uint32_t root[] = {1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 86};
enum { TRUTH = 1, FALSEHOOD = 2 }; /* TruthValue, RFC 2579 */
enum { ROOT_ARCS = sizeof(root) / sizeof(root[0]), NOTIFICATIONS = 0, OBJECTS = 1 };

enum object {
	AGENT = 1,
	SPOOL,
	SEQUENCE,
	AGENT_TIME,
	DEVICE,
	SERIAL,
	RESOURCE,
	KIND,
	SEVERITY,
	CAUSE,
	ORIGIN,
	SINCE,
	TEXT,
	PART,
	PARTS,
	BODY,
	QUALIFIER,
	FLAPPING,
	SYMPTOM_OF,
	ALONE,
	N_OBJECTS
};

static const struct {
	const char *name;
	enum vg_value_type type;
	bool of_fault, of_other; /* which messages carry it */
	bool spared;             /* may be missing: agents of before did not send it */
} objects[N_OBJECTS] = {
    [AGENT] = {"vigieAgent", VG_VALUE_OCTETS, true, true},
    [SPOOL] = {"vigieSpool", VG_VALUE_OCTETS, true, true},
    [SEQUENCE] = {"vigieSequence", VG_VALUE_COUNTER64, true, true},
    [AGENT_TIME] = {"vigieAgentTime", VG_VALUE_OCTETS, true, true},
    [DEVICE] = {"vigieDevice", VG_VALUE_OCTETS, true, false},
    [SERIAL] = {"vigieSerial", VG_VALUE_OCTETS, true, false},
    [RESOURCE] = {"vigieResource", VG_VALUE_OCTETS, true, false},
    [KIND] = {"vigieKind", VG_VALUE_OCTETS, true, false},
    [SEVERITY] = {"vigieSeverity", VG_VALUE_INTEGER, true, false},
    [CAUSE] = {"vigieCause", VG_VALUE_INTEGER, true, false},
    [ORIGIN] = {"vigieOrigin", VG_VALUE_INTEGER, true, false},
    [SINCE] = {"vigieSince", VG_VALUE_OCTETS, true, false},
    [TEXT] = {"vigieText", VG_VALUE_OCTETS, true, false},
    [PART] = {"vigiePart", VG_VALUE_UNSIGNED, false, true},
    [PARTS] = {"vigieParts", VG_VALUE_UNSIGNED, false, true},
    [BODY] = {"vigieBody", VG_VALUE_OCTETS, false, true},
    [QUALIFIER] = {"vigieQualifier", VG_VALUE_OCTETS, true, false},
    [FLAPPING] = {"vigieFlapping", VG_VALUE_INTEGER, true, false, true},
    [SYMPTOM_OF] = {"vigieSymptomOf", VG_VALUE_OCTETS, true, false, true},
    [ALONE] = {"vigieAlone", VG_VALUE_INTEGER, true, false, true},
};

static const char *const names[] = {"", "vigieFaultRaised", "vigieFaultChanged",
    "vigieFaultCleared", "vigieInventory", "vigieEvidence", "vigieGap", "vigieHeartbeat",
    "vigieStanding"};

static bool
carries(enum vg_message_type type, enum object object)
{
	return vg_vigiemib_is_fault(type) ? objects[object].of_fault
					  : objects[object].of_other;
}

bool
vg_vigiemib_is_fault(enum vg_message_type type)
{
	return type >= VG_MESSAGE_RAISED && type <= VG_MESSAGE_CLEARED;
}

const char *
vg_vigiemib_name(enum vg_message_type type)
{
	return names[type];
}

void
vg_vigiemib_fini(struct vg_message *message)
{
	free(message->body);
	memset(message, 0, sizeof(*message));
}

static void
below_root(struct vg_oid *oid, uint32_t branch, uint32_t leaf)
{
	vg_oid_set(oid, root, ROOT_ARCS);
	vg_oid_append(oid, branch);
	vg_oid_append(oid, leaf);
}

static void
put_text(struct vg_value *value, const char *text)
{
	vg_value_set_octets(value, VG_VALUE_OCTETS, text, strlen(text));
}

static void
put_time(struct vg_value *value, struct vg_wall instant)
{
	unsigned char octets[VG_INSTANT_OCTETS];

	vg_instant_octets(instant, octets);
	vg_value_set_octets(value, VG_VALUE_OCTETS, octets, sizeof(octets));
}

static void
put_object(struct vg_value *v, enum object object, const struct vg_message *m)
{
	const struct vg_event *e = &m->event;

	switch (object) {
	case AGENT:
		put_text(v, e->key.agent);
		break;
	case SPOOL:
		vg_value_set_octets(
		    v, VG_VALUE_OCTETS, e->key.spool, sizeof(e->key.spool));
		break;
	case SEQUENCE:
		vg_value_set_number(v, VG_VALUE_COUNTER64, e->key.sequence);
		break;
	case AGENT_TIME:
		put_time(v, e->agent_time);
		break;
	case DEVICE:
		put_text(v, e->device);
		break;
	case SERIAL:
		put_text(v, e->serial);
		break;
	case RESOURCE:
		put_text(v, e->resource);
		break;
	case KIND:
		put_text(v, e->kind);
		break;
	case SEVERITY:
		vg_value_set_integer(v, vg_severity_to_itu(e->severity));
		break;
	case CAUSE:
		vg_value_set_integer(v, e->cause);
		break;
	case ORIGIN:
		vg_value_set_integer(v, e->origin);
		break;
	case SINCE:
		put_time(v, e->since);
		break;
	case TEXT:
		put_text(v, e->text);
		break;
	case PART:
		vg_value_set_number(v, VG_VALUE_UNSIGNED, m->part);
		break;
	case PARTS:
		vg_value_set_number(v, VG_VALUE_UNSIGNED, m->parts);
		break;
	case BODY:
		vg_value_set_octets(v, VG_VALUE_OCTETS, m->body, m->body_size);
		break;
	case QUALIFIER:
		put_text(v, e->qualifier);
		break;
	case FLAPPING:
		vg_value_set_integer(v, e->flapping ? TRUTH : FALSEHOOD);
		break;
	case SYMPTOM_OF:
		put_text(v, e->symptom_of);
		break;
	case ALONE:
		vg_value_set_integer(v, TRUTH);
		break;
	case N_OBJECTS:
		break;
	}
}

size_t
vg_vigiemib_encode(const struct vg_message *message, struct vg_oid *notification,
    struct vg_varbind *varbinds)
{
	size_t n = 0;

	below_root(notification, NOTIFICATIONS, message->type);
	for (enum object o = AGENT; o < N_OBJECTS; o++) {
		/* Appended where there is something to say: most faults go without. */
		if (!carries(message->type, o) || (o == ALONE && !message->event.alone))
			continue;
		memset(&varbinds[n], 0, sizeof(varbinds[n]));
		below_root(&varbinds[n].oid, OBJECTS, o);
		vg_oid_append(&varbinds[n].oid, 0);
		put_object(&varbinds[n].value, o, message);
		n++;
	}
	return n;
}

/* The number below root.BRANCH, or 0. */
static uint32_t
arc_below(const struct vg_oid *oid, uint32_t branch, size_t n_after)
{
	struct vg_oid prefix;

	vg_oid_set(&prefix, root, ROOT_ARCS);
	vg_oid_append(&prefix, branch);
	if (!vg_oid_under(oid, &prefix) || oid->n_arcs != prefix.n_arcs + n_after)
		return 0;
	return oid->arc[prefix.n_arcs];
}

bool
vg_vigiemib_is(const struct vg_oid *notification)
{
	uint32_t number = arc_below(notification, NOTIFICATIONS, 1);

	return number >= VG_MESSAGE_RAISED && number <= VG_MESSAGE_STANDING;
}

/* Texts hold no NUL and are UTF-8; an empty one is the caller's question. */
static int
get_text(const struct vg_value *v, char *target, size_t size)
{
	if (v->size >= size || memchr(v->octets, 0, v->size) ||
	    !vg_text_is_utf8(v->octets, v->size))
		return VG_EPARSE;
	return vg_text_copy(target, size, (const char *)v->octets);
}

static int
get_number(int64_t value, int64_t low, int64_t high, int *target)
{
	if (value < low || value > high)
		return VG_EPARSE;
	*target = (int)value;
	return VG_OK;
}

static int
get_part(uint64_t value, uint32_t *target)
{
	if (value < 1 || value > UINT16_MAX)
		return VG_EPARSE;
	*target = (uint32_t)value;
	return VG_OK;
}

static int
get_body(const struct vg_value *v, struct vg_message *m)
{
	if (v->size > VG_VIGIEMIB_BODY_MAX)
		return VG_EPARSE;
	m->body = (unsigned char *)vg_mem_text_n(v->octets, v->size);
	m->body_size = v->size;
	return VG_OK;
}

static int
get_key(const struct vg_value *v, enum object object, struct vg_message_key *key)
{
	if (object == AGENT)
		return v->size ? get_text(v, key->agent, sizeof(key->agent)) : VG_EPARSE;
	if (object == SEQUENCE) {
		key->sequence = v->number;
		return v->number > 0 && v->number < INT64_MAX ? VG_OK : VG_EPARSE;
	}
	if (v->size != VG_SPOOL_SIZE)
		return VG_EPARSE;
	memcpy(key->spool, v->octets, VG_SPOOL_SIZE);
	return VG_OK;
}

static int
get_truth(const struct vg_value *v, bool *truth)
{
	*truth = v->integer == TRUTH;
	return v->integer == TRUTH || v->integer == FALSEHOOD ? VG_OK : VG_EPARSE;
}

static int
get_object(const struct vg_value *v, enum object object, struct vg_message *m)
{
	struct vg_event *e = &m->event;
	int origin = 0;
	int code;

	switch (object) {
	case AGENT:
	case SPOOL:
	case SEQUENCE:
		return get_key(v, object, &e->key);
	case AGENT_TIME:
		return vg_instant_from_octets(v->octets, v->size, &e->agent_time);
	case DEVICE:
		return get_text(v, e->device, sizeof(e->device));
	case SERIAL:
		return get_text(v, e->serial, sizeof(e->serial));
	case RESOURCE:
		return get_text(v, e->resource, sizeof(e->resource));
	case KIND:
		return get_text(v, e->kind, sizeof(e->kind));
	case SEVERITY:
		return vg_severity_from_itu((long)v->integer, &e->severity);
	case CAUSE:
		return get_number(v->integer, 0, 1024, &e->cause);
	case ORIGIN:
		code = get_number(v->integer, VG_ORIGIN_POLL, VG_ORIGIN_BOTH, &origin);
		e->origin = (enum vg_origin)origin;
		return code;
	case SINCE:
		return vg_instant_from_octets(v->octets, v->size, &e->since);
	case TEXT:
		return get_text(v, e->text, sizeof(e->text));
	case PART:
		return get_part(v->number, &m->part);
	case PARTS:
		return get_part(v->number, &m->parts);
	case BODY:
		return get_body(v, m);
	case QUALIFIER:
		return get_text(v, e->qualifier, sizeof(e->qualifier));
	case FLAPPING:
		return get_truth(v, &e->flapping);
	case SYMPTOM_OF:
		return get_text(v, e->symptom_of, sizeof(e->symptom_of));
	case ALONE:
		return get_truth(v, &e->alone);
	case N_OBJECTS:
		break;
	}
	return VG_EPARSE;
}

/*
 * The varbind of one object in '*varbind'; NULL when it is missing and may be.  VG_EPARSE with
 * 'detail' when it is missing or there twice.
 */
static int
find_object(const struct vg_trap *trap, enum object object,
    const struct vg_varbind **varbind, struct vg_detail *detail)
{
	const struct vg_varbind *found = NULL;

	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_oid *oid = &trap->varbinds[i].oid;
		if (arc_below(oid, OBJECTS, 2) != object ||
		    oid->arc[oid->n_arcs - 1] != 0)
			continue;
		if (found)
			return vg_detail_set(
			    detail, VG_EPARSE, "%s.0 stands twice", objects[object].name);
		found = &trap->varbinds[i];
	}
	*varbind = found;
	if (!found && !objects[object].spared)
		return vg_detail_set(detail, VG_EPARSE, "no %s.0 among %zu varbinds",
		    objects[object].name, trap->n_varbinds);
	return VG_OK;
}

static int
check_whole(const struct vg_message *message, struct vg_detail *detail)
{
	const char *what = NULL;

	if (vg_vigiemib_is_fault(message->type)) {
		if (vg_event_check(&message->event, &what) != VG_OK)
			return vg_detail_set(
			    detail, VG_EPARSE, "%s is not well-formed", what);
	} else if (message->part > message->parts) {
		return vg_detail_set(detail, VG_EPARSE,
		    "vigiePart %u is past vigieParts %u", message->part, message->parts);
	}
	return VG_OK;
}

int
vg_vigiemib_decode(
    const struct vg_trap *trap, struct vg_message *message, struct vg_detail *detail)
{
	uint32_t number = arc_below(&trap->oid, NOTIFICATIONS, 1);
	int code = VG_OK;

	memset(message, 0, sizeof(*message));
	if (!vg_vigiemib_is(&trap->oid))
		return vg_detail_set(detail, VG_EPARSE, "no notification of VIGIE-MIB");
	message->type = (enum vg_message_type)number;
	message->event.received = trap->received;
	message->event.action = number == VG_MESSAGE_RAISED ? VG_ACTION_RAISE
	    : number == VG_MESSAGE_CHANGED                  ? VG_ACTION_CHANGE
	    : number == VG_MESSAGE_CLEARED                  ? VG_ACTION_CLEAR
							    : VG_ACTION_INFO;
	for (enum object o = AGENT; o < N_OBJECTS && code == VG_OK; o++) {
		if (!carries(message->type, o))
			continue;
		const struct vg_varbind *v = NULL;
		code = find_object(trap, o, &v, detail);
		if (code != VG_OK || !v)
			continue;
		if (v->value.type != objects[o].type ||
		    get_object(&v->value, o, message) != VG_OK)
			code = vg_detail_set(detail, VG_EPARSE,
			    "%s.0: value of type %s is not valid", objects[o].name,
			    vg_value_type_text(v->value.type));
	}
	if (code == VG_OK)
		code = check_whole(message, detail);
	if (code != VG_OK) {
		vg_detail_prefix(detail, "%s", names[number]);
		vg_vigiemib_fini(message);
	}
	return code;
}
