/*
 * Frames, octet by octet where the grammar asks for it, whole chunks at once where it does not.
 *
 * A chunk's size is weighed when its header ends, before an octet of it is kept.
 */
#include "lib/netconf/ncframe.h"

#include <string.h>

#include "lib/base/error.h"

static const char marker[] = "]]>]]>";
enum { MARKER_SIZE = sizeof(marker) - 1, SIZE_DIGITS = 10 };

/* Where the chunk grammar stands: what must come next. */
enum {
	LINE,   /* the line feed before a chunk or the end */
	HASH,   /* its # */
	FIRST,  /* the size's first digit; or, behind a chunk, the second # */
	DIGITS, /* more digits, or the line feed that ends them */
	DATA,   /* octets of the chunk */
	END     /* the line feed of the end */
};

void
vg_ncframe_init(struct vg_ncframe *frame, size_t limit)
{
	memset(frame, 0, sizeof(*frame));
	frame->limit = limit;
	vg_buf_init(&frame->message, limit + MARKER_SIZE);
}

void
vg_ncframe_fini(struct vg_ncframe *frame)
{
	vg_buf_fini(&frame->message);
}

void
vg_ncframe_speak(struct vg_ncframe *frame, enum vg_ncframe_version version)
{
	frame->version = version;
}

void
vg_ncframe_next(struct vg_ncframe *frame)
{
	vg_buf_reset(&frame->message);
	frame->taken = 0;
	frame->state = LINE;
}

void
vg_ncframe_take(struct vg_ncframe *frame)
{
	frame->taken += frame->message.size;
	vg_buf_reset(&frame->message);
}

/* --- base:1.0 ------------------------------------------------------------------------------ */

static bool
has_marker(const struct vg_buf *message)
{
	return message->size >= MARKER_SIZE &&
	    memcmp(message->data + message->size - MARKER_SIZE, marker, MARKER_SIZE) == 0;
}

static int
feed_marked(struct vg_ncframe *frame, const unsigned char *data, size_t size,
    size_t *used, struct vg_detail *detail)
{
	struct vg_buf *message = &frame->message;

	while (*used < size) {
		const unsigned char *from = data + *used;
		const unsigned char *at = memchr(from, '>', size - *used);
		size_t n = at ? (size_t)(at - from) + 1 : size - *used;
		vg_buf_add(message, from, n);
		*used += n;
		if (message->error == VG_OK && has_marker(message)) {
			message->size -= MARKER_SIZE;
			message->data[message->size] = '\0';
			return VG_OK;
		}
		if (message->error != VG_OK ||
		    message->size > frame->limit + MARKER_SIZE - 1)
			return vg_detail_set(detail, VG_ELIMIT,
			    "RFC 6242 4.3: no end of message within %zu octets",
			    frame->limit);
	}
	return VG_EAGAIN;
}

/* --- base:1.1 ------------------------------------------------------------------------------ */

static int
refuse(const char *wanted, unsigned char c, struct vg_detail *detail)
{
	if (c == (unsigned char)marker[0])
		return vg_detail_set(detail, VG_EPARSE,
		    "RFC 6242 4.2: %s expected, the end marker of base:1.0 found",
		    wanted);
	return vg_detail_set(detail, VG_EPARSE,
	    "RFC 6242 4.2: %s expected, octet 0x%02x found", wanted, c);
}

/* The header of a chunk has ended: weighs its size. */
static int
begin_chunk(struct vg_ncframe *frame, struct vg_detail *detail)
{
	const size_t before = frame->taken + frame->message.size;

	if (frame->chunk > frame->limit - before)
		return vg_detail_set(detail, VG_ELIMIT,
		    "RFC 6242 4.2: a chunk of %zu octets behind %zu; a message has at most %zu",
		    frame->chunk, before, frame->limit);
	if (frame->chunk_limit && frame->chunk > frame->chunk_limit)
		return vg_detail_set(detail, VG_ELIMIT,
		    "RFC 6242 4.2: a chunk of %zu octets; %zu are taken", frame->chunk,
		    frame->chunk_limit);
	frame->state = DATA;
	return VG_EAGAIN;
}

static int
take_digit(struct vg_ncframe *frame, unsigned char c, struct vg_detail *detail)
{
	/* Ten digits at most, RFC 6242: up to 4294967295; one more would be past any limit. */
	if (frame->chunk > UINT32_MAX / SIZE_DIGITS)
		return vg_detail_set(detail, VG_ELIMIT,
		    "RFC 6242 4.2: the size of a chunk passes 4294967295");
	frame->chunk = frame->chunk * 10 + (size_t)(c - '0');
	frame->state = DIGITS;
	return VG_EAGAIN;
}

/* Takes one octet of the grammar: VG_EAGAIN to go on, VG_OK at the end of a message. */
static int
take_octet(struct vg_ncframe *frame, unsigned char c, struct vg_detail *detail)
{
	switch (frame->state) {
	case LINE:
		frame->state = HASH;
		return c == '\n' ? VG_EAGAIN : refuse("a line feed", c, detail);
	case HASH:
		frame->state = FIRST;
		frame->chunk = 0;
		return c == '#' ? VG_EAGAIN : refuse("#", c, detail);
	case FIRST:
		if (c >= '1' && c <= '9')
			return take_digit(frame, c, detail);
		if (c == '#' && frame->message.size == 0 && frame->taken == 0)
			return vg_detail_set(detail, VG_EPARSE,
			    "RFC 6242 4.2: an end of message without a chunk");
		frame->state = END;
		return c == '#' ? VG_EAGAIN
				: refuse("a chunk size of 1 or more", c, detail);
	case DIGITS:
		if (c >= '0' && c <= '9')
			return take_digit(frame, c, detail);
		return c == '\n' ? begin_chunk(frame, detail)
				 : refuse("a digit", c, detail);
	default:
		return c == '\n' ? VG_OK : refuse("the line feed of the end", c, detail);
	}
}

static int
feed_chunked(struct vg_ncframe *frame, const unsigned char *data, size_t size,
    size_t *used, struct vg_detail *detail)
{
	int code = VG_EAGAIN;

	while (*used < size && code == VG_EAGAIN) {
		if (frame->state != DATA) {
			code = take_octet(frame, data[(*used)++], detail);
			continue;
		}
		size_t n = size - *used < frame->chunk ? size - *used : frame->chunk;
		vg_buf_add(&frame->message, data + *used, n);
		*used += n;
		frame->chunk -= n;
		if (frame->chunk == 0)
			frame->state = LINE;
	}
	return code;
}

int
vg_ncframe_feed(struct vg_ncframe *frame, const void *data, size_t size, size_t *used,
    struct vg_detail *detail)
{
	int code;

	*used = 0;
	if (frame->failed)
		return vg_detail_set(detail, VG_EPARSE, "the framing is lost");
	code = frame->version == VG_NCFRAME_10
	    ? feed_marked(frame, data, size, used, detail)
	    : feed_chunked(frame, data, size, used, detail);
	frame->failed = code != VG_OK && code != VG_EAGAIN;
	return code;
}

void
vg_ncframe_part(
    struct vg_buf *out, enum vg_ncframe_version version, const void *data, size_t size)
{
	if (version == VG_NCFRAME_11 && size)
		vg_buf_addf(out, "\n#%zu\n", size);
	vg_buf_add(out, data, size);
}

void
vg_ncframe_end(struct vg_buf *out, enum vg_ncframe_version version)
{
	vg_buf_add_text(out, version == VG_NCFRAME_11 ? "\n##\n" : marker);
}

void
vg_ncframe_wrap(
    struct vg_buf *out, enum vg_ncframe_version version, const void *data, size_t size)
{
	vg_ncframe_part(out, version, data, size);
	vg_ncframe_end(out, version);
}
