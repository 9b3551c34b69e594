/*
 * Canonical rows and their chain.
 */
#include "collector/evidence/chain.h"

#include <string.h>

void
vg_chain_field(struct vg_buf *row, const void *data, size_t size)
{
	unsigned char head[8];

	for (int i = 0; i < 8; i++)
		head[i] = (unsigned char)((uint64_t)size >> (56 - 8 * i));
	vg_buf_add(row, head, sizeof(head));
	vg_buf_add(row, data, size);
}

void
vg_chain_text(struct vg_buf *row, const char *text)
{
	vg_chain_field(row, text, text ? strlen(text) : 0);
}

void
vg_chain_number(struct vg_buf *row, int64_t number)
{
	unsigned char octets[8];

	for (int i = 0; i < 8; i++)
		octets[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
	vg_chain_field(row, octets, sizeof(octets));
}

struct vg_digest
vg_chain_next(const struct vg_digest *previous, const struct vg_buf *row)
{
	return vg_digest_chain(
	    previous, row->data ? (const void *)row->data : "", row->size);
}
