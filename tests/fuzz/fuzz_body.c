/*
 * The JSON bodies of an agent's messages, plain or gzip, under arbitrary octets: read by each
 * reader, and refused with a sentence or read into fields that end.
 *
 * Input that begins with "z" is packed first, so that what lies behind the CRC is reached.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "collector/normal/normal.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t total; /* so that reading is not optimised away */

static void
must_say(int code, const struct vg_detail *detail)
{
	if (code != VG_OK && (code != VG_EPARSE || !detail->text[0]))
		abort();
}

static void
read_all(const void *body, size_t size)
{
	struct vg_heartbeat heartbeat;
	struct vg_inventory inventory;
	struct vg_standing standing;
	struct vg_gap gap;
	struct vg_detail d = {0};

	int code = vg_normal_heartbeat(body, size, &heartbeat, &d);
	must_say(code, &d);
	if (code == VG_OK)
		total += strlen(heartbeat.version);
	vg_detail_clear(&d);
	code = vg_normal_inventory(body, size, &inventory, &d);
	must_say(code, &d);
	if (code == VG_OK)
		total += strlen(inventory.device) + strlen(inventory.hardware);
	for (size_t i = 0; code == VG_OK && i < inventory.n_parts; i++)
		total += strlen(inventory.parts[i].name);
	if (code == VG_OK)
		free(inventory.parts);
	vg_detail_clear(&d);
	code = vg_normal_standing(body, size, &standing, &d);
	must_say(code, &d);
	for (size_t i = 0; code == VG_OK && i < standing.n_sequences; i++)
		total += standing.sequences[i] > 0;
	free(standing.sequences);
	vg_detail_clear(&d);
	code = vg_normal_gap(body, size, &gap, &d);
	must_say(code, &d);
	if (code == VG_OK)
		total += strlen(gap.why);
	if (code == VG_OK && (gap.first < 1 || gap.last < gap.first))
		abort();
}

static void
pack_and_read(const uint8_t *data, size_t size)
{
	Bytef *in = vg_mem_copy(data, size);
	unsigned char *out = vg_mem_zero(size + 1024);
	z_stream z = {.next_in = in,
	    .avail_in = (uInt)size,
	    .next_out = out,
	    .avail_out = (uInt)size + 1024};

	if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	read_all(out, z.total_out);
	deflateEnd(&z);
	free(out);
	free(in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0 && data[0] == 'z')
		pack_and_read(data + 1, size - 1);
	else
		read_all(data, size);
	return 0;
}
