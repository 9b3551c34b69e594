/*
 * The filter before libnetconf2 under arbitrary octets: the first octet says the version and how
 * the rest is cut into pieces.  What passes is wrapped and read again, and must be the same.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/netconf/ncframe.h"
#include "lib/netconf/ncmessage.h"
#include "lib/netconf/ncnamespace.h"

enum { LIMIT = 4096 };

/* What was well-formed stays so. */
static void
fill(struct vg_buf *message)
{
	struct vg_detail detail;

	if (vg_ncnamespace_fill(message, &detail) == VG_OK &&
	    vg_ncmessage_check(message->data, message->size, &detail) != VG_OK)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
wrap_again(const struct vg_buf *message, enum vg_ncframe_version version)
{
	struct vg_ncframe frame;
	struct vg_buf out;
	size_t used;

	vg_buf_init(&out, 0);
	vg_ncframe_wrap(&out, version, message->data, message->size);
	vg_ncframe_init(&frame, LIMIT);
	vg_ncframe_speak(&frame, version);
	if (vg_ncframe_feed(&frame, out.data, out.size, &used, NULL) != VG_OK ||
	    used != out.size || frame.message.size != message->size ||
	    memcmp(frame.message.data, message->data, message->size) != 0)
		abort();
	vg_ncframe_fini(&frame);
	vg_buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vg_detail detail = {0};
	struct vg_ncframe frame;
	size_t at = 1, used = 0;
	int code = VG_OK;

	if (size == 0)
		return 0;
	enum vg_ncframe_version version = data[0] & 1 ? VG_NCFRAME_11 : VG_NCFRAME_10;
	size_t piece = (size_t)(data[0] >> 1) + 1;
	vg_ncframe_init(&frame, LIMIT);
	vg_ncframe_speak(&frame, version);
	while (at < size && (code == VG_OK || code == VG_EAGAIN)) {
		size_t n = size - at < piece ? size - at : piece;
		code = vg_ncframe_feed(&frame, data + at, n, &used, &detail);
		at += used;
		if (frame.message.size > LIMIT + 6 || (code == VG_EAGAIN && used != n))
			abort();
		if (code != VG_OK)
			continue;
		if (vg_ncmessage_check(frame.message.data, frame.message.size, &detail) ==
		    VG_OK) {
			wrap_again(&frame.message, version);
			fill(&frame.message);
		}
		vg_ncframe_next(&frame);
	}
	if (code != VG_OK && code != VG_EAGAIN && !detail.text[0])
		abort();
	vg_ncframe_fini(&frame);
	return 0;
}
