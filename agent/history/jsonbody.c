/*
 * JSON bodies: quoting, compressing, cutting.
 */
#include "agent/history/jsonbody.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "lib/base/mem.h"
#include "lib/rest/resterror.h"

enum { GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8 }; /* zlib: + 16 asks for a gzip header */

void
vg_jsonbody_quote(struct vg_buf *out, const char *text)
{
	vg_resterror_quote(out, text);
}

void
vg_jsonbody_member(struct vg_buf *out, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	if (out->size && out->data[out->size - 1] != '{')
		vg_buf_add_text(out, ",");
	vg_buf_addf(out, "\"%s\":", name);
	vg_resterror_quote(out, text);
}

/* Gives 'size' octets of 'json' as gzip; NULL when zlib will not. */
static unsigned char *
compress_text(const char *json, size_t size, size_t *packed)
{
	z_stream stream;
	unsigned char *in = vg_mem_copy(json, size);
	unsigned char *out = NULL;

	memset(&stream, 0, sizeof(stream));
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
		GZIP_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK) {
		size_t room = deflateBound(&stream, (uLong)size);
		out = vg_mem_zero(room);
		stream.next_in = in;
		stream.avail_in = (uInt)size;
		stream.next_out = out;
		stream.avail_out = (uInt)room;
		if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
			free(out);
			out = NULL;
		}
		*packed = stream.total_out;
		deflateEnd(&stream);
	}
	free(in);
	return out;
}

static void
write_part(struct vg_message *message, enum vg_message_type type, struct vg_wall now,
    const unsigned char *data, size_t size)
{
	message->type = type;
	message->event.action = VG_ACTION_INFO;
	message->event.origin = VG_ORIGIN_SELF;
	message->event.agent_time = now;
	message->body = vg_mem_copy(data, size);
	message->body_size = size;
}

/* Cuts 'size' octets into messages. */
static size_t
cut(enum vg_message_type type, struct vg_wall now, const unsigned char *data, size_t size,
    struct vg_message **messages)
{
	size_t n = (size + VG_VIGIEMIB_BODY_MAX - 1) / VG_VIGIEMIB_BODY_MAX;

	if (n == 0 || n > VG_JSONBODY_MAX_PARTS)
		return 0;
	struct vg_message *made = vg_mem_array(n, sizeof(*made));
	for (size_t i = 0; i < n; i++) {
		size_t from = i * VG_VIGIEMIB_BODY_MAX;
		size_t left = size - from;
		write_part(&made[i], type, now, data + from,
		    left < VG_VIGIEMIB_BODY_MAX ? left : VG_VIGIEMIB_BODY_MAX);
		made[i].part = (uint32_t)i + 1;
		made[i].parts = (uint32_t)n;
	}
	*messages = made;
	return n;
}

size_t
vg_jsonbody_messages(enum vg_message_type type, const char *json, size_t size,
    struct vg_wall now, struct vg_message **messages)
{
	size_t packed = 0;

	if (size <= VG_VIGIEMIB_BODY_MAX)
		return cut(type, now, (const unsigned char *)json, size, messages);
	unsigned char *gzip = compress_text(json, size, &packed);
	size_t n = gzip ? cut(type, now, gzip, packed, messages) : 0;
	free(gzip);
	return n;
}
