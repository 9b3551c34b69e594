/*
 * Records, one by one, in the only order they have.
 */
#include "agent/ncask/nctake.h"

#include <stdlib.h>
#include <string.h>

#include "agent/ncask/ncvalue.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/netconf/ncrecord.h"

void
vg_nctake_init(struct vg_nctake *take, const struct vg_probe *const *probes, size_t n)
{
	memset(take, 0, sizeof(*take));
	take->probes = vg_mem_array(n ? n : 1, sizeof(*take->probes));
	take->n = n;
	take->at = -1;
	for (size_t i = 0; i < n; i++)
		take->probes[i].probe = probes[i];
	vg_buf_init(&take->pending, 2 * VG_NCTAKE_SIZE);
}

void
vg_nctake_reset(struct vg_nctake *take)
{
	for (size_t i = 0; i < take->n; i++) {
		vg_sampleset_fini(&take->probes[i].samples);
		take->probes[i].state = VG_NCTAKE_NOTHING;
		take->probes[i].text[0] = '\0';
	}
	vg_buf_reset(&take->pending);
	take->at = -1;
	take->row = NULL;
	take->total = 0;
	take->done = take->failed = false;
	take->text[0] = '\0';
}

void
vg_nctake_fini(struct vg_nctake *take)
{
	vg_nctake_reset(take);
	vg_buf_fini(&take->pending);
	free(take->probes);
	memset(take, 0, sizeof(*take));
}

/* --- asking -------------------------------------------------------------------------------- */

static void
add_objects(struct vg_buf *request, enum vg_ncrecord_type type,
    const struct vg_object *objects, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = objects[i].path;
		vg_ncrecord_add(request, type, &path, 1);
	}
}

void
vg_nctake_request(const struct vg_nctake *take, long seconds, struct vg_buf *request)
{
	char digits[24];
	const char *limit = digits;

	for (size_t i = 0; i < take->n; i++) {
		const struct vg_probe *probe = take->probes[i].probe;
		const char *fields[] = {probe->netconf->module, probe->netconf->ns,
		    probe->netconf->table, probe->netconf->keys};
		vg_ncrecord_add(request, VG_NCRECORD_PROBE, fields, 4);
		add_objects(
		    request, VG_NCRECORD_SCALAR, probe->scalars, probe->n_scalars);
		add_objects(
		    request, VG_NCRECORD_COLUMN, probe->columns, probe->n_columns);
	}
	vg_text_format(digits, sizeof(digits), "%ld", seconds);
	vg_ncrecord_add(request, VG_NCRECORD_GO, &limit, 1);
}

/* --- taking -------------------------------------------------------------------------------- */

static bool
take_value(struct vg_nctake *take, const struct vg_ncrecord *record)
{
	struct vg_nctake_probe *p = &take->probes[take->at];
	const struct vg_object *objects =
	    take->row ? p->probe->columns : p->probe->scalars;
	size_t n = take->row ? p->probe->n_columns : p->probe->n_scalars;
	struct vg_value *values =
	    take->row ? take->row->values : p->samples.scalars.values;
	long i = vg_ncrecord_number(record, 0, (long)n - 1);
	char text[VG_NCRECORD_TEXT + 1];

	if (i < 0 || !values)
		return false;
	vg_ncrecord_text(record, 1, text, sizeof(text));
	if (vg_text_is_utf8(text, strlen(text)))
		vg_ncvalue_read(&objects[i], text, &values[i]);
	return true;
}

static bool
take_row(struct vg_nctake *take, const struct vg_ncrecord *record)
{
	struct vg_nctake_probe *p = &take->probes[take->at];
	char index[VG_NAME_SIZE];

	if (record->n == 0 || !p->probe->n_columns)
		return false;
	/* Each row is searched for: that one comes again and again is counted too. */
	if (take->n_rows++ >= VG_SAMPLESET_MAX_ROWS)
		return false;
	vg_ncvalue_index(record, index);
	take->row = vg_sampleset_row(&p->samples, index);
	return take->row != NULL;
}

/* What a probe says of itself; false for what cannot come here. */
static bool
take_of_probe(struct vg_nctake *take, const struct vg_ncrecord *record)
{
	struct vg_nctake_probe *p = take->at >= 0 ? &take->probes[take->at] : NULL;

	if (!p || p->state != VG_NCTAKE_NOTHING)
		return false;
	if (record->type == VG_NCRECORD_ROW)
		return take_row(take, record);
	if (record->type == VG_NCRECORD_VALUE)
		return take_value(take, record);
	if (record->type == VG_NCRECORD_LACKS) {
		p->state = VG_NCTAKE_LACKS;
		return true;
	}
	if (record->type == VG_NCRECORD_FAIL) {
		p->state = VG_NCTAKE_FAILED;
		vg_ncrecord_text(record, 1, p->text, sizeof(p->text));
		return true;
	}
	long whole = vg_ncrecord_number(record, 0, 1);
	p->state = VG_NCTAKE_WHOLE;
	p->samples.whole = p->probe->n_columns && whole == 1;
	vg_sampleset_sort(&p->samples);
	return record->type == VG_NCRECORD_END && whole >= 0;
}

static bool
take_begin(struct vg_nctake *take, const struct vg_ncrecord *record, struct vg_wall now)
{
	long next = vg_ncrecord_number(record, 0, (long)take->n - 1);

	/* Each once, in the order asked: nothing taken is overwritten. */
	if (next != take->at + 1 ||
	    (take->at >= 0 && take->probes[take->at].state == VG_NCTAKE_NOTHING))
		return false;
	take->at = next;
	take->row = NULL;
	take->n_rows = 0;
	vg_sampleset_init(&take->probes[next].samples, take->probes[next].probe, now);
	return true;
}

static bool
take_record(struct vg_nctake *take, const struct vg_ncrecord *record, struct vg_wall now)
{
	if (take->done || take->failed)
		return false;
	if (record->type == VG_NCRECORD_BEGIN)
		return take_begin(take, record, now);
	if (record->type == VG_NCRECORD_DONE) {
		take->done = true;
		return true;
	}
	if (record->type == VG_NCRECORD_FAIL && vg_ncrecord_number(record, 0, 1) == 1) {
		take->failed = true;
		vg_ncrecord_text(record, 1, take->text, sizeof(take->text));
		return true;
	}
	return take_of_probe(take, record);
}

int
vg_nctake_feed(struct vg_nctake *take, const void *data, size_t size, struct vg_wall now,
    struct vg_detail *detail)
{
	struct vg_ncrecord record;
	size_t at = 0, used = 0;
	int code = VG_OK;

	take->total += size;
	if (take->total > VG_NCTAKE_SIZE)
		return vg_detail_set(detail, VG_ELIMIT,
		    "vigie-nc-poll: more than %d octets of records", VG_NCTAKE_SIZE);
	vg_buf_add(&take->pending, data, size);
	while (code == VG_OK) {
		code = vg_ncrecord_read(
		    take->pending.data + at, take->pending.size - at, &record, &used);
		if (code == VG_OK && !take_record(take, &record, now))
			code = VG_EPARSE;
		at += used;
	}
	if (code != VG_EAGAIN)
		return vg_detail_set(detail, code,
		    "vigie-nc-poll: record %u after %zu octets: %s",
		    (unsigned)record.type, at, vg_error_text(code));
	memmove(take->pending.data, take->pending.data + at, take->pending.size - at);
	take->pending.size -= at;
	return VG_OK;
}
