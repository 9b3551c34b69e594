/*
 * A table of places; a request that meets another at its place takes it over.
 */
#include "lib/snmp/reqtemplate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/pollcodec.h"

enum { PLACES = 256, ID_OCTETS = 4 };

struct template
{
	int tag, first, second;
	size_t n;
	uint32_t *arcs; /* owned; of all OIDs, each behind its length */
	size_t n_arcs;
	unsigned char *pdu; /* owned; NULL: none */
	size_t size, id_at;
};

struct vg_reqtemplates {
	struct template places[PLACES];
	uint64_t patched;
};

struct vg_reqtemplates *
vg_reqtemplate_new(void)
{
	return vg_mem_zero(sizeof(struct vg_reqtemplates));
}

static void
release(struct template *t)
{
	free(t->arcs);
	free(t->pdu);
	memset(t, 0, sizeof(*t));
}

void
vg_reqtemplate_free(struct vg_reqtemplates *templates)
{
	for (size_t i = 0; templates && i < PLACES; i++)
		release(&templates->places[i]);
	free(templates);
}

/* By the ends of the first and the last OID: what tells probes, and rows of one table, apart. */
static size_t
place_of(int tag, int second, const struct vg_oid *oids, size_t n)
{
	uint32_t key = (uint32_t)tag * 31 + (uint32_t)second * 7 + (uint32_t)n;

	for (size_t i = 0; n && i < 2; i++) {
		const struct vg_oid *oid = &oids[i ? n - 1 : 0];
		for (size_t k = oid->n_arcs; k > 0 && oid->n_arcs - k < 4; k--)
			key = (key ^ oid->arc[k - 1]) * UINT32_C(2654435761);
	}
	return (key >> 16) % PLACES;
}

static bool
is_same(const struct template *t, int tag, int first, int second,
    const struct vg_oid *oids, size_t n)
{
	const uint32_t *at = t->arcs;

	if (!t->pdu || t->tag != tag || t->first != first || t->second != second ||
	    t->n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (*at != oids[i].n_arcs ||
		    memcmp(at + 1, oids[i].arc, oids[i].n_arcs * sizeof(*at)) != 0)
			return false;
		at += 1 + oids[i].n_arcs;
	}
	return true;
}

/* The id stands behind the PDU's header and its own. */
static size_t
find_id(const unsigned char *pdu)
{
	return (pdu[1] < 0x80 ? 2u : 2u + (pdu[1] & 0x7Fu)) + 2;
}

static void
remember(struct template *t, int tag, int first, int second, const struct vg_oid *oids,
    size_t n, const unsigned char *pdu, size_t size)
{
	uint32_t *at;

	release(t);
	for (size_t i = 0; i < n; i++)
		t->n_arcs += 1 + oids[i].n_arcs;
	at = t->arcs = vg_mem_array(t->n_arcs + 1, sizeof(*at));
	for (size_t i = 0; i < n; i++) {
		*at++ = (uint32_t)oids[i].n_arcs;
		memcpy(at, oids[i].arc, oids[i].n_arcs * sizeof(*at));
		at += oids[i].n_arcs;
	}
	t->tag = tag;
	t->first = first;
	t->second = second;
	t->n = n;
	t->pdu = vg_mem_copy(pdu, size);
	t->size = size;
	t->id_at = find_id(pdu);
}

void
vg_reqtemplate_put(struct vg_reqtemplates *templates, struct vg_buf *buf, int tag,
    int32_t id, int first, int second, const struct vg_oid *oids, size_t n)
{
	struct template *t = &templates->places[place_of(tag, second, oids, n)];
	size_t begin = buf->size;
	uint32_t bits = (uint32_t)id;

	if (!is_same(t, tag, first, second, oids, n)) {
		vg_pollcodec_request(buf, tag, id, first, second, oids, n);
		if (buf->error == VG_OK)
			remember(t, tag, first, second, oids, n, buf->data + begin,
			    buf->size - begin);
		return;
	}
	vg_buf_add(buf, t->pdu, t->size);
	if (buf->error != VG_OK)
		return;
	unsigned char *at = buf->data + begin + t->id_at;
	for (size_t i = 0; i < ID_OCTETS; i++)
		at[i] = (unsigned char)(bits >> (24 - 8 * i));
	templates->patched++;
}

uint64_t
vg_reqtemplate_patched(const struct vg_reqtemplates *templates)
{
	return templates->patched;
}
