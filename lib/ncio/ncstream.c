/*
 * The same steps stand before a device and before a client; who waits, and for how long, does not.
 */
#include "lib/ncio/ncstream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

enum { READ_SIZE = 65536 };

void
vg_ncstream_init(struct vg_ncstream *s, size_t limit, size_t slack, int from, int to)
{
	*s = (struct vg_ncstream){.from = from, .to = to};
	vg_ncframe_init(&s->frame, limit);
	vg_buf_init(&s->out, limit + slack);
	s->read = vg_mem_array(READ_SIZE, 1);
}

void
vg_ncstream_fini(struct vg_ncstream *s)
{
	vg_ncframe_fini(&s->frame);
	vg_buf_fini(&s->out);
	free(s->read);
	s->read = NULL;
}

bool
vg_ncstream_waits(const struct vg_ncstream *s)
{
	return s->written < s->out.size;
}

bool
vg_ncstream_is_empty(const struct vg_ncstream *s)
{
	return s->at == s->size;
}

void
vg_ncstream_read(struct vg_ncstream *s)
{
	ssize_t n = read(s->from, s->read, READ_SIZE);

	s->at = 0;
	s->size = n > 0 ? (size_t)n : 0;
	s->got += s->size;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		s->ended = true;
}

int
vg_ncstream_write(struct vg_ncstream *s, struct vg_detail *detail)
{
	ssize_t n = write(s->to, s->out.data + s->written, s->out.size - s->written);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return vg_detail_set(
		    detail, VG_EUNREACH, "the session was closed: %s", strerror(errno));
	s->written += n > 0 ? (size_t)n : 0;
	s->sent += n > 0 ? (size_t)n : 0;
	if (!vg_ncstream_waits(s)) {
		vg_buf_reset(&s->out);
		s->written = 0;
	}
	return VG_OK;
}

int
vg_ncstream_frame(struct vg_ncstream *s, struct vg_detail *detail)
{
	size_t used = 0;

	if (vg_ncstream_is_empty(s))
		return VG_EAGAIN;
	int code =
	    vg_ncframe_feed(&s->frame, s->read + s->at, s->size - s->at, &used, detail);
	s->at += used;
	s->messages += code == VG_OK;
	return code;
}

void
vg_ncstream_put(struct vg_ncstream *s, const void *data, size_t size)
{
	vg_ncframe_wrap(&s->out, s->writes, data, size);
}
