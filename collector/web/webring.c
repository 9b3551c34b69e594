/*
 * Frames in a queue.
 */
#include "collector/web/webring.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct frame {
	TAILQ_ENTRY(frame) link;
	char id[VG_WEBRING_ID_SIZE];
	char *text; /* owned */
	size_t size;
};

struct vg_webring {
	TAILQ_HEAD(frames, frame) frames;
	size_t n, size;           /* kept */
	size_t most_n, most_size; /* limits */
	bool dropped;             /* not all are kept any more */
	struct vg_buf coming;     /* of the frame that is not whole yet */
};

struct vg_webring *
vg_webring_new(size_t frames, size_t size)
{
	struct vg_webring *ring = vg_mem_zero(sizeof(*ring));

	TAILQ_INIT(&ring->frames);
	ring->most_n = frames;
	ring->most_size = size;
	vg_buf_init(&ring->coming, size);
	return ring;
}

static void
drop_first(struct vg_webring *ring)
{
	struct frame *first = TAILQ_FIRST(&ring->frames);

	TAILQ_REMOVE(&ring->frames, first, link);
	ring->n--;
	ring->size -= first->size;
	ring->dropped = true;
	free(first->text);
	free(first);
}

void
vg_webring_free(struct vg_webring *ring)
{
	if (!ring)
		return;
	while (ring->n)
		drop_first(ring);
	vg_buf_fini(&ring->coming);
	free(ring);
}

/* Copies the value of the line "id: ..." of a frame; false when it has none, or none that fits. */
static bool
id_of(const char *frame, char id[VG_WEBRING_ID_SIZE])
{
	for (const char *line = frame; *line; line++) {
		size_t size = strcspn(line, "\r\n");
		if (size > 3 && strncmp(line, "id:", 3) == 0) {
			size_t skip = line[3] == ' ' ? 4 : 3;
			if (size - skip == 0 || size - skip >= VG_WEBRING_ID_SIZE)
				return false;
			memcpy(id, line + skip, size - skip);
			id[size - skip] = '\0';
			return true;
		}
		line += size;
		if (*line == '\0')
			break;
	}
	return false;
}

static void
keep(struct vg_webring *ring, const char *text, size_t size)
{
	char id[VG_WEBRING_ID_SIZE];
	struct frame *frame;

	if (!id_of(text, id))
		return;
	frame = vg_mem_zero(sizeof(*frame));
	vg_text_copy(frame->id, sizeof(frame->id), id);
	frame->text = vg_mem_text_n(text, size);
	frame->size = size;
	TAILQ_INSERT_TAIL(&ring->frames, frame, link);
	ring->n++;
	ring->size += size;
	while (ring->n > ring->most_n || (ring->size > ring->most_size && ring->n > 1))
		drop_first(ring);
}

/* Whether what has come ends with a blank line. */
static bool
is_over(const struct vg_buf *coming)
{
	const unsigned char *end = coming->data + coming->size;

	if (coming->size >= 2 && end[-1] == '\n' && end[-2] == '\n')
		return true;
	return coming->size >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0;
}

bool
vg_webring_read(struct vg_webring *ring, const void *data, size_t size, vg_webring_cb cb,
    void *cookie)
{
	const unsigned char *at = data;

	for (size_t i = 0; i < size; i++) {
		vg_buf_add_u8(&ring->coming, at[i]);
		if (ring->coming.error != VG_OK)
			return false;
		if (at[i] != '\n' || !is_over(&ring->coming))
			continue;
		keep(ring, vg_buf_text(&ring->coming), ring->coming.size);
		cb(vg_buf_text(&ring->coming), ring->coming.size, cookie);
		vg_buf_reset(&ring->coming);
	}
	return true;
}

const char *
vg_webring_last(const struct vg_webring *ring)
{
	return ring->n ? TAILQ_LAST(&ring->frames, frames)->id : "";
}

static const struct frame *
find(const struct vg_webring *ring, const char *id)
{
	const struct frame *frame;

	TAILQ_FOREACH (frame, &ring->frames, link) {
		if (strcmp(frame->id, id) == 0)
			return frame;
	}
	return NULL;
}

bool
vg_webring_has(const struct vg_webring *ring, const char *id)
{
	return find(ring, id) != NULL;
}

bool
vg_webring_is_whole(const struct vg_webring *ring)
{
	return !ring->dropped;
}

void
vg_webring_after(
    const struct vg_webring *ring, const char *id, vg_webring_cb cb, void *cookie)
{
	const struct frame *frame = TAILQ_FIRST(&ring->frames);

	if (id) {
		frame = find(ring, id);
		frame = frame ? TAILQ_NEXT(frame, link) : NULL;
	}
	for (; frame; frame = TAILQ_NEXT(frame, link))
		cb(frame->text, frame->size, cookie);
}
