/*
 * Evidence for the door.
 *
 * The bodies come from agents, which are authenticated but not trusted: what is unpacked is
 * bounded, and shown as text only when it is.
 */
#include "collector/api/apievidence.h"

#include <string.h>
#include <zlib.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_BODY = 1024 * 1024, WITH_GZIP_HEADER = 16 + MAX_WBITS };

static int
inflate_all(z_stream *stream, struct vg_buf *out)
{
	unsigned char block[16384];
	int result;

	do {
		stream->next_out = block;
		stream->avail_out = sizeof(block);
		result = inflate(stream, Z_NO_FLUSH);
		if (result != Z_OK && result != Z_STREAM_END)
			return VG_EPARSE;
		vg_buf_add(out, block, sizeof(block) - stream->avail_out);
		if (out->error != VG_OK)
			return VG_ELIMIT;
	} while (result != Z_STREAM_END);
	return VG_OK;
}

static int
gunzip(const void *body, size_t size, struct vg_buf *out)
{
	z_stream stream = {0};
	int err;

	if (size > MAX_BODY)
		return VG_ELIMIT;
	if (inflateInit2(&stream, WITH_GZIP_HEADER) != Z_OK)
		return VG_EPARSE;
	/* zlib reads it only; its member is not const. */
	memcpy(&stream.next_in, &body, sizeof(body));
	stream.avail_in = (uInt)size;
	err = inflate_all(&stream, out);
	inflateEnd(&stream);
	return err;
}

int
vg_apievidence_unpack(const void *body, size_t size, struct vg_buf *out)
{
	static const unsigned char magic[] = {0x1f, 0x8b};
	int err = VG_OK;

	if (size >= sizeof(magic) && memcmp(body, magic, sizeof(magic)) == 0) {
		err = gunzip(body, size, out);
	} else {
		vg_buf_add(out, body, size);
		err = out->error;
	}
	if (err == VG_OK &&
	    (memchr(vg_buf_text(out), '\0', out->size) ||
		!vg_text_is_utf8(vg_buf_text(out), out->size)))
		return VG_EPARSE;
	return err;
}

struct walk {
	struct vg_restdata *data;
	bool bodies;
	unsigned n;
};

static void
evidence_row(const struct vg_evidence_view *view, void *cookie)
{
	struct walk *walk = cookie;
	char number[16];
	const char *key = number;
	struct vg_buf body;

	vg_text_format(number, sizeof(number), "%u", ++walk->n);
	vg_restdata_entry(walk->data, "evidence", &key, 1);
	vg_restdata_text(walk->data, "device", view->device);
	vg_restdata_time(walk->data, "received", view->received);
	vg_restdata_uint(walk->data, "size", view->size);
	vg_buf_init(&body, MAX_BODY);
	if (walk->bodies && vg_apievidence_unpack(view->body, view->size, &body) == VG_OK)
		vg_restdata_text(walk->data, "body", vg_buf_text(&body));
	vg_buf_fini(&body);
	vg_restdata_out(walk->data);
}

int
vg_apievidence_write(
    struct vg_desk *desk, const char *number, bool bodies, struct vg_restdata *data)
{
	struct walk walk = {.data = data, .bodies = bodies};

	return vg_desk_evidence(desk, number, evidence_row, &walk);
}
