/*
 * Answers one PDU.  Bindings are encoded one by one into a list that grows forwards, so that
 * GETBULK knows when the frame is full.
 */
#include "tests/sim/simpdu.h"

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simplan.h"
#include "tests/sim/simset.h"

enum { PDU_ASKED = 128 };
enum { TOO_BIG = 1, NO_SUCH_NAME = 2, NOT_WRITABLE = 17 };

struct job {
	struct vg_simdevice *device;
	int64_t at_us;
	bool is_v1;
	uint8_t type;
	int64_t request;
	int64_t first,
	    second; /* error-status and -index, or non-repeaters and max-repetitions */
	struct vg_oid *asked; /* borrowed, PDU_ASKED of them */
	size_t n_asked;
	struct vg_cursor echo; /* the bindings as they came */
	size_t limit;          /* octets */
	size_t n_most;         /* bindings */
	size_t n_answered;     /* bindings */
	struct vg_buf list;    /* the bindings of the answer */
	int64_t status, index;
};

void
vg_simpdu_put_value(struct vg_simber_out *out, const struct vg_simvalue *value)
{
	switch (value->tag) {
	case VG_SIMBER_INTEGER:
		vg_simber_put_int(out, value->tag, value->number);
		break;
	case VG_SIMBER_OID:
		vg_simber_put_oid(out, &value->oid);
		break;
	case VG_SIMBER_OCTETS:
	case VG_SIMBER_IPADDRESS:
		vg_simber_put_octets(out, value->tag, value->octets, value->size);
		break;
	case VG_SIMBER_COUNTER32:
	case VG_SIMBER_GAUGE32:
	case VG_SIMBER_TIMETICKS:
	case VG_SIMBER_COUNTER64:
		vg_simber_put_uint(out, value->tag, value->count);
		break;
	default: /* NULL and the three exceptions have no content */
		vg_simber_put_octets(out, value->tag, NULL, 0);
	}
}

void
vg_simpdu_put_binding(
    struct vg_simber_out *out, const struct vg_oid *oid, const struct vg_simvalue *value)
{
	size_t mark = vg_simber_written(out);

	vg_simpdu_put_value(out, value);
	vg_simber_put_oid(out, oid);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
}

/* Appends a binding to the answer unless the frame is full. */
static bool
append(struct job *job, const struct vg_oid *oid, const struct vg_simvalue *value)
{
	unsigned char room[VG_SIMPDU_MAX];
	struct vg_simber_out out;

	vg_simber_begin(&out, room, sizeof(room));
	vg_simpdu_put_binding(&out, oid, value);
	if (out.failed || job->n_answered == job->n_most ||
	    job->list.size + vg_simber_written(&out) > job->limit)
		return false;
	job->n_answered++;
	vg_buf_add(&job->list, vg_simber_data(&out), vg_simber_written(&out));
	return true;
}

/* RFC 3416 section 4.2.1. */
static uint8_t
why_missing(const struct job *job, const struct vg_oid *oid)
{
	return vg_simtree_has_object(job->device->family->tree, oid) ||
		vg_simset_has_object(job->device, oid)
	    ? VG_SIMBER_NO_INSTANCE
	    : VG_SIMBER_NO_OBJECT;
}

static bool
get(struct job *job, const struct vg_oid *oid)
{
	struct vg_simvalue value;

	if (!vg_simset_get(job->device, oid, job->at_us, &value))
		value = (struct vg_simvalue){.tag = why_missing(job, oid)};
	if (job->is_v1 &&
	    (value.tag >= VG_SIMBER_NO_OBJECT || value.tag == VG_SIMBER_COUNTER64)) {
		job->status = NO_SUCH_NAME;
		return true;
	}
	return append(job, oid, &value);
}

/* Moves 'oid' on to the next instance and appends it; 'ended' at the end of the tree. */
static bool
get_next(struct job *job, struct vg_oid *oid, bool *ended)
{
	struct vg_simvalue value;

	*ended = !vg_simset_next(job->device, oid, job->is_v1, job->at_us, &value);
	if (*ended && job->is_v1) {
		job->status = NO_SUCH_NAME;
		return true;
	}
	if (*ended)
		value = (struct vg_simvalue){.tag = VG_SIMBER_END_OF_MIB};
	return append(job, oid, &value);
}

/* One by one; the first error ends it. */
static void
answer_each(struct job *job)
{
	for (size_t i = 0; i < job->n_asked && job->status == 0; i++) {
		bool ended;
		if (job->type == VG_SIMBER_GET ? !get(job, &job->asked[i])
					       : !get_next(job, &job->asked[i], &ended))
			job->status = TOO_BIG;
		if (job->status != 0)
			job->index = job->status == TOO_BIG ? 0 : (int64_t)i + 1;
	}
}

/* RFC 3416 section 4.2.3: a full frame cuts the answer, it is no error. */
static void
answer_bulk(struct job *job)
{
	size_t n_once = job->first < 0 ? 0 : (size_t)job->first;
	bool ended, all_ended = false;

	if (n_once > job->n_asked)
		n_once = job->n_asked;
	for (size_t i = 0; i < n_once; i++)
		if (!get_next(job, &job->asked[i], &ended))
			return;
	for (int64_t turn = 0; turn < job->second && !all_ended; turn++) {
		all_ended = true;
		for (size_t i = n_once; i < job->n_asked; i++) {
			if (!get_next(job, &job->asked[i], &ended))
				return;
			all_ended = all_ended && ended;
		}
	}
}

/* More bindings than there is room for are read, and answered with tooBig. */
static void
read_binding(struct vg_cursor *list, struct job *job)
{
	struct vg_cursor binding = vg_simber_take(list, VG_SIMBER_SEQUENCE);
	struct vg_oid oid;
	uint8_t tag;

	vg_simber_take_oid(&binding, &oid);
	vg_simber_any(&binding, &tag);
	if (binding.failed || vg_cursor_left(&binding) > 0)
		vg_cursor_fail(list);
	else if (job->n_asked < PDU_ASKED)
		job->asked[job->n_asked++] = oid;
	else
		job->status = TOO_BIG;
}

/* All but the bindings, which stay in 'echo'. */
static int
read_request(struct vg_cursor *in, struct job *job)
{
	struct vg_cursor pdu = vg_simber_any(in, &job->type);

	if (job->type != VG_SIMBER_GET && job->type != VG_SIMBER_GETNEXT &&
	    job->type != VG_SIMBER_SET && (job->type != VG_SIMBER_GETBULK || job->is_v1))
		return VG_EUNSUPPORTED;
	job->request = vg_simber_take_int(&pdu, INT32_MIN, INT32_MAX);
	job->first = vg_simber_take_int(&pdu, INT32_MIN, INT32_MAX);
	job->second = vg_simber_take_int(&pdu, INT32_MIN, INT32_MAX);
	job->echo = vg_simber_take(&pdu, VG_SIMBER_SEQUENCE);
	return pdu.failed || vg_cursor_left(&pdu) > 0 ? VG_EPARSE : VG_OK;
}

static int
read_bindings(struct job *job)
{
	struct vg_cursor list = job->echo;

	while (vg_cursor_left(&list) > 0 && !list.failed)
		read_binding(&list, job);
	return list.failed ? VG_EPARSE : VG_OK;
}

/*
 * An error names the bindings as they were asked; tooBig names none, but in SNMPv1 it does
 * (RFC 3416 section 4.2.1, RFC 1157 section 4.1.2).
 */
static void
list_asked(struct job *job)
{
	vg_buf_reset(&job->list);
	if ((job->status != TOO_BIG || job->is_v1) &&
	    vg_cursor_left(&job->echo) <= job->limit)
		vg_buf_add(&job->list, job->echo.at, vg_cursor_left(&job->echo));
}

/* The usual case, a GET whose names were asked before; false when it is not. */
static bool
answer_planned(struct job *job, struct vg_simber_out *out)
{
	const struct vg_simfamily *family = job->device->family;
	const struct vg_simplan *plan = NULL;

	/* What is ordered of one device is in no plan of its family. */
	if (job->type == VG_SIMBER_GET && !job->is_v1 && job->device->set == NULL)
		plan = vg_simplan_find(family->plans, family->tree, job->echo.at,
		    vg_cursor_left(&job->echo));
	if (plan == NULL || vg_simplan_size(plan) > job->n_most ||
	    !vg_simplan_put(plan, job->device, job->at_us, job->limit, out))
		return false;
	job->n_answered = vg_simplan_size(plan);
	return true;
}

/* Any other: reads the bindings and puts those of the answer. */
static int
answer_read(struct job *job, struct vg_simber_out *out)
{
	struct vg_oid asked[PDU_ASKED];
	int error;

	job->asked = asked;
	error = read_bindings(job);
	if (error != VG_OK)
		return error;
	vg_buf_init(&job->list, 0);
	if (job->type == VG_SIMBER_SET) {
		job->device->sets++;
		job->status = job->is_v1 ? NO_SUCH_NAME : NOT_WRITABLE;
		job->index = 1;
	} else if (job->type == VG_SIMBER_GETBULK && job->status == 0) {
		answer_bulk(job);
	} else {
		answer_each(job);
	}
	if (job->status != 0)
		list_asked(job);
	vg_simber_put_octets(out, VG_SIMBER_SEQUENCE, job->list.data, job->list.size);
	vg_buf_fini(&job->list);
	return VG_OK;
}

/* What the device's knobs make of the limits; a limit that was met is counted. */
static void
set_limits(struct job *job)
{
	const uint32_t *knobs = job->device->knobs.value;
	size_t n_most = knobs[VG_SIMDEVICE_BIG_BINDINGS];
	size_t octets = knobs[VG_SIMDEVICE_BIG_OCTETS];

	job->n_most = n_most > 0 ? n_most : SIZE_MAX;
	if (octets > 0 && octets < job->limit)
		job->limit = octets;
}

static void
count_limits(const struct job *job)
{
	struct vg_simknobs *knobs = &job->device->knobs;

	if (job->status != TOO_BIG)
		return;
	knobs->count[VG_SIMDEVICE_BIG_BINDINGS] +=
	    knobs->value[VG_SIMDEVICE_BIG_BINDINGS] > 0;
	knobs->count[VG_SIMDEVICE_BIG_OCTETS] +=
	    knobs->value[VG_SIMDEVICE_BIG_OCTETS] > 0;
}

static int64_t
said_request(const struct job *job)
{
	struct vg_simknobs *knobs = &job->device->knobs;

	if (knobs->value[VG_SIMDEVICE_REQUEST] == 0)
		return job->request;
	knobs->count[VG_SIMDEVICE_REQUEST]++;
	return job->request ^ 1;
}

int
vg_simpdu_answer(struct vg_simdevice *device, struct vg_cursor *in, bool is_v1,
    size_t limit, int64_t at_us, struct vg_simber_out *out)
{
	struct job job = {.device = device,
	    .at_us = at_us,
	    .is_v1 = is_v1,
	    .limit = limit < VG_SIMPDU_MAX ? limit : VG_SIMPDU_MAX};
	int error = read_request(in, &job);
	size_t mark = vg_simber_written(out);

	set_limits(&job);
	if (error == VG_OK && !answer_planned(&job, out))
		error = answer_read(&job, out);
	if (error != VG_OK)
		return error;
	count_limits(&job);
	device->bindings += job.n_answered;
	vg_simber_put_int(out, VG_SIMBER_INTEGER, job.index);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, job.status);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, said_request(&job));
	vg_simber_wrap(out, VG_SIMBER_RESPONSE, mark);
	return VG_OK;
}
