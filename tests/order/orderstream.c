/*
 * Streams.
 */
#include "tests/order/orderstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"

/* splitmix64 */
uint64_t
vg_orderchance_below(struct vg_orderchance *chance, uint64_t limit)
{
	uint64_t z = chance->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return limit ? (z ^ z >> 31) % limit : 0;
}

static void
say(struct vg_ordermessage *m, const struct vg_message *message)
{
	const struct vg_event *e = &message->event;

	if (vg_vigiemib_is_fault(message->type))
		vg_text_format(m->says, sizeof(m->says), "%s %.60s %.30s %s",
		    vg_vigiemib_name(message->type), e->resource, e->kind,
		    vg_severity_text(e->severity));
	else
		vg_text_format(m->says, sizeof(m->says), "%s %.*s",
		    vg_vigiemib_name(message->type),
		    (int)(message->body_size > 80 ? 80 : message->body_size),
		    message->body && *message->body == '{' ? (const char *)message->body
							   : "");
}

bool
vg_orderstream_add(
    struct vg_orderstream *stream, const struct vg_trap *trap, struct vg_wall at)
{
	struct vg_message message = {0};
	struct vg_detail detail;
	struct vg_buf blob;

	if (vg_vigiemib_decode(trap, &message, &detail) != VG_OK)
		return false;
	stream->messages = vg_mem_grow(
	    stream->messages, &stream->room, stream->n, sizeof(*stream->messages));
	struct vg_ordermessage *m = &stream->messages[stream->n++];
	memset(m, 0, sizeof(*m));
	/* Through its octets, so that it is what comes out of a socket. */
	vg_buf_init(&blob, 0);
	vg_trapblob_pack(trap, &blob);
	int code = vg_trapblob_unpack(blob.data, blob.size, &m->trap);
	vg_buf_fini(&blob);
	m->trap.inform = true;
	m->trap.auth_priv = m->trap.authentic = true;
	vg_text_copy(m->agent, sizeof(m->agent), message.event.key.agent);
	memcpy(m->spool, message.event.key.spool, VG_SPOOL_SIZE);
	m->sequence = message.event.key.sequence;
	m->at = at.us;
	say(m, &message);
	vg_vigiemib_fini(&message);
	return code == VG_OK;
}

void
vg_orderstream_tell(
    struct vg_orderstream *stream, const struct vg_message *message, struct vg_wall at)
{
	struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
	struct vg_trap trap = {.version = 3,
	    .inform = true,
	    .auth_priv = true,
	    .authentic = true,
	    .source = "127.0.0.1"};

	vg_text_copy(trap.user, sizeof(trap.user), message->event.key.agent);
	trap.n_varbinds = vg_vigiemib_encode(message, &trap.oid, varbinds);
	trap.varbinds = varbinds;
	if (!vg_orderstream_add(stream, &trap, at))
		abort();
	for (size_t i = 0; i < trap.n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
}

static int
by_number(const void *a, const void *b)
{
	const struct vg_ordermessage *x = a, *y = b;
	int names = strcmp(x->agent, y->agent);

	if (names)
		return names;
	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int
by_moment(const void *a, const void *b)
{
	const struct vg_ordermessage *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return by_number(a, b);
}

void
vg_orderstream_settle(struct vg_orderstream *stream)
{
	struct vg_ordermessage *m = stream->messages;
	size_t kept = 0;

	qsort(m, stream->n, sizeof(*m), by_number);
	/* A copy is left to who tries: a stream has each number once. */
	for (size_t i = 0; i < stream->n; i++) {
		if (kept && by_number(&m[kept - 1], &m[i]) == 0)
			vg_trap_fini(&m[i].trap);
		else
			m[kept++] = m[i];
	}
	stream->n = kept;
	for (size_t i = 1; i < kept; i++) {
		if (strcmp(m[i].agent, m[i - 1].agent) == 0 && m[i].at < m[i - 1].at)
			m[i].at = m[i - 1].at;
	}
	qsort(m, kept, sizeof(*m), by_moment);
}

void
vg_orderstream_fini(struct vg_orderstream *stream)
{
	for (size_t i = 0; i < stream->n; i++)
		vg_trap_fini(&stream->messages[i].trap);
	free(stream->messages);
	memset(stream, 0, sizeof(*stream));
}
