/*
 * Estimates and memories.
 */
#include "agent/poll/learned.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"

enum {
	LARGE = 12,          /* varbinds from which a request counts as large */
	LARGE_SILENCES = 2,  /* of them in a row speak against their size */
	HEADER_OCTETS = 60,  /* of a message around its varbinds */
	CELLS_THAT_TELL = 6, /* of fewer the header is the most */
	PROVED_EVERY = 10,   /* runs */
	REPETITIONS_MAX = 50,
	GAPS_MAX = 256
};

void
vg_learned_init(struct vg_learned *learned, size_t batch, size_t reply_size)
{
	memset(learned, 0, sizeof(*learned));
	learned->batch = batch > VG_LEARNED_LEAST ? batch : VG_LEARNED_LEAST;
	learned->reply_size = reply_size;
}

void
vg_learned_fini(struct vg_learned *learned)
{
	free(learned->probes);
	free(learned->gaps);
	memset(learned, 0, sizeof(*learned));
}

bool
vg_learned_less(struct vg_learned *learned)
{
	if (learned->batch <= VG_LEARNED_LEAST)
		return false;
	learned->batch /= 2;
	if (learned->batch < VG_LEARNED_LEAST)
		learned->batch = VG_LEARNED_LEAST;
	return true;
}

void
vg_learned_answered(struct vg_learned *learned, size_t n)
{
	/* Silence to large requests counts against their size only when small ones pass. */
	if (n < LARGE && learned->large_silence < LARGE_SILENCES)
		return;
	if (n < LARGE)
		vg_learned_less(learned);
	learned->large_silence = 0;
}

void
vg_learned_silent(struct vg_learned *learned, size_t n)
{
	if (n >= LARGE)
		learned->large_silence++;
}

struct vg_learned_probe *
vg_learned_of(struct vg_learned *learned, const struct vg_probe *probe)
{
	for (size_t i = 0; i < learned->n_probes; i++) {
		if (learned->probes[i].probe == probe)
			return &learned->probes[i];
	}
	learned->probes = vg_mem_grow(learned->probes, &learned->probe_capacity,
	    learned->n_probes, sizeof(*learned->probes));
	struct vg_learned_probe *made = &learned->probes[learned->n_probes++];
	made->probe = probe;
	return made;
}

/* --- sizes ------------------------------------------------------------------------------- */

static size_t
oid_octets(const struct vg_oid *oid)
{
	size_t n =
	    3; /* tag, length, and one more of slack; the first two arcs share an octet */

	for (size_t i = 2; i < oid->n_arcs; i++) {
		n++;
		for (uint32_t arc = oid->arc[i] >> 7; arc; arc >>= 7)
			n++;
	}
	return n;
}

static size_t
object_octets(const struct vg_object *object)
{
	size_t value = 7; /* a number */

	switch (object->type) {
	case VG_OBJECT_NUMBER:
		break;
	case VG_OBJECT_TEXT:
		value = 40;
		break;
	case VG_OBJECT_OID:
		value = 14;
		break;
	case VG_OBJECT_WORD:
	case VG_OBJECT_IDENTITY:
	case VG_OBJECT_AGE:
	case VG_OBJECT_SENSOR:
		break; /* never asked by SNMP */
	}
	return 2 + oid_octets(&object->oid) + value;
}

bool
vg_learned_is_gap(const struct vg_learned *learned, const struct vg_object *object)
{
	for (size_t i = 0; i < learned->n_gaps; i++) {
		if (learned->gaps[i].object == object)
			return true;
	}
	return false;
}

size_t
vg_learned_scalars(const struct vg_learned *learned, const struct vg_object *objects,
    size_t n, size_t extra)
{
	size_t octets = HEADER_OCTETS + extra * 20, fit = 0;

	while (fit < n && fit + extra < learned->batch) {
		octets += object_octets(&objects[fit]);
		if (fit > 0 &&
		    (octets > learned->reply_size ||
			vg_learned_is_gap(learned, &objects[fit])))
			break;
		if (vg_learned_is_gap(learned, &objects[fit++]))
			break;
	}
	return fit ? fit : 1;
}

int
vg_learned_repetitions(const struct vg_learned *learned, struct vg_learned_probe *of,
    size_t n_columns, size_t extra, size_t got)
{
	size_t octets = 0, head = HEADER_OCTETS + extra * 20;

	for (size_t i = 0; !of->cell_octets && i < of->probe->n_columns; i++)
		octets += object_octets(&of->probe->columns[i]) + 2;
	size_t cell = of->cell_octets ? of->cell_octets : octets / of->probe->n_columns;
	size_t fit = (learned->reply_size > head ? learned->reply_size - head : 0) /
	    (n_columns * cell);
	/* A request for rows is small whatever they take; only what was learned halves it. */
	size_t cells = learned->batch + learned->batch / 2;
	if (fit > cells / n_columns)
		fit = cells / n_columns;
	/* One more than there were: the end shows itself in the same answer. */
	size_t more = vg_learned_may_assume(of) && got < of->n_rows ? 0 : 1;
	if (of->n_rows && got <= of->n_rows && fit > of->n_rows - got + more)
		fit = of->n_rows - got + more;
	if (fit > REPETITIONS_MAX)
		fit = REPETITIONS_MAX;
	return fit < 1 ? 1 : (int)fit;
}

void
vg_learned_take(struct vg_learned_probe *of, const struct vg_varbind *varbinds, size_t n,
    size_t octets, bool cells)
{
	for (size_t i = 0; i < n && !of->counts; i++) {
		enum vg_value_type type = varbinds[i].value.type;
		of->counts = type == VG_VALUE_COUNTER32 || type == VG_VALUE_COUNTER64 ||
		    type == VG_VALUE_TIMETICKS;
	}
	if (!cells || n < CELLS_THAT_TELL)
		return;
	/* What an SNMPv3 header takes more counts as theirs: too much, never too little. */
	octets -= octets > HEADER_OCTETS ? HEADER_OCTETS : 0;
	if ((octets + n - 1) / n > of->cell_octets)
		of->cell_octets = (octets + n - 1) / n;
}

/* --- the end of a table ------------------------------------------------------------------ */

bool
vg_learned_may_assume(const struct vg_learned_probe *of)
{
	return of->n_rows > 0 && of->unproved + 1 < PROVED_EVERY &&
	    !of->probe->alarm_table;
}

bool
vg_learned_is_same(const struct vg_learned_probe *of, size_t n_rows, const char *index)
{
	return n_rows == of->n_rows && vg_hash_text(index) == of->last_row;
}

void
vg_learned_whole(
    struct vg_learned_probe *of, size_t n_rows, const char *index, bool proved)
{
	of->n_rows = n_rows;
	of->last_row = vg_hash_text(index);
	of->unproved = proved ? 0 : of->unproved + 1;
}

/* --- gaps -------------------------------------------------------------------------------- */

void
vg_learned_gap(
    struct vg_learned *learned, const struct vg_object *object, int error_status)
{
	for (size_t i = 0; i < learned->n_gaps; i++) {
		struct vg_learned_gap *gap = &learned->gaps[i];
		if (gap->object != object)
			continue;
		gap->fresh = gap->fresh || gap->error_status != error_status;
		gap->error_status = error_status;
		return;
	}
	if (learned->n_gaps >= GAPS_MAX)
		return;
	learned->gaps = vg_mem_grow(learned->gaps, &learned->gap_capacity,
	    learned->n_gaps, sizeof(*learned->gaps));
	learned->gaps[learned->n_gaps++] =
	    (struct vg_learned_gap){object, error_status, true};
}

void
vg_learned_mended(struct vg_learned *learned, const struct vg_object *object)
{
	for (size_t i = 0; i < learned->n_gaps; i++) {
		if (learned->gaps[i].object == object) {
			learned->gaps[i] = learned->gaps[--learned->n_gaps];
			return;
		}
	}
}

const char *
vg_learned_error_text(int error_status)
{
	static const char *const names[] = {"noError", "tooBig", "noSuchName", "badValue",
	    "readOnly", "genErr", "noAccess", "wrongType", "wrongLength", "wrongEncoding",
	    "wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable",
	    "commitFailed", "undoFailed", "authorizationError", "notWritable",
	    "inconsistentName"};

	if (error_status < 0 || (size_t)error_status >= sizeof(names) / sizeof(names[0]))
		return "an error-status that RFC 3416 does not know";
	return names[error_status];
}
