/*
 * A hand-made SNMPv2c device on a UDP socket of the same process, for tests of the asking side.
 * Its BER is its own; lengths are never in their shortest form, which is legal.
 */
#ifndef VG_TESTS_UNIT_SNMPPEER_H
#define VG_TESTS_UNIT_SNMPPEER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/loop/loop.h"
#include "lib/model/oid.h"
#include "lib/os/net.h"

enum { PEER_MAX_OIDS = 80, PEER_GET = 0xA0, PEER_RESPONSE = 0xA2, PEER_BULK = 0xA5 };

/* A request as it came, and the answer to it as it shall go. */
struct peer_message {
	int version; /* 1: SNMPv2c */
	char community[32];
	int tag;
	uint32_t id;
	int first, second; /* error-status and -index, or non-repeaters and repetitions */
	struct vg_oid oids[PEER_MAX_OIDS];
	int tags[PEER_MAX_OIDS];       /* of values; 0: INTEGER */
	int64_t values[PEER_MAX_OIDS]; /* -0x80 .. -0x82: the exception with that tag */
	size_t n;
};

struct peer {
	int fd;    /* where it is asked */
	int other; /* another port of the same host */
	struct vg_watch *watch;
	struct vg_address address;
	struct vg_address asker;
	unsigned requests;
	void (*answer_cb)(struct peer *peer, const struct peer_message *request);
	void *cookie;
};

/* --- out ----------------------------------------------------------------------------------- */

static inline void
peer_element(struct vg_buf *out, int tag, const void *data, size_t size)
{
	const unsigned char head[] = {
	    (unsigned char)tag, 0x82, (unsigned char)(size >> 8), (unsigned char)size};

	vg_buf_add(out, head, sizeof(head));
	vg_buf_add(out, data, size);
}

static inline void
peer_number_as(struct vg_buf *out, int tag, int64_t number)
{
	unsigned char octets[8];

	for (int i = 0; i < 8; i++)
		octets[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
	/* Four octets hold all integers of these tests; what has no sign needs one more. */
	if (tag == 0x02)
		peer_element(out, tag, octets + 4, 4);
	else
		peer_element(out, tag, octets + 3, 5);
}

static inline void
peer_integer(struct vg_buf *out, int64_t number)
{
	peer_number_as(out, 0x02, number);
}

static inline void
peer_oid(struct vg_buf *out, const struct vg_oid *oid)
{
	unsigned char octets[256];
	size_t n = 0;

	octets[n++] = (unsigned char)(oid->arc[0] * 40 + oid->arc[1]);
	for (size_t i = 2; i < oid->n_arcs; i++) {
		for (int shift = 28; shift > 0; shift -= 7) {
			if (oid->arc[i] >> shift)
				octets[n++] = (unsigned char)(0x80 |
				    ((oid->arc[i] >> shift) & 0x7F));
		}
		octets[n++] = oid->arc[i] & 0x7F;
	}
	peer_element(out, 0x06, octets, n);
}

static inline void
peer_varbinds(struct vg_buf *out, const struct peer_message *message)
{
	for (size_t i = 0; i < message->n; i++) {
		struct vg_buf one;
		vg_buf_init(&one, 0);
		peer_oid(&one, &message->oids[i]);
		if (message->values[i] < -0x7F)
			peer_element(&one, (int)-message->values[i], NULL, 0);
		else
			peer_number_as(&one, message->tags[i] ? message->tags[i] : 0x02,
			    message->values[i]);
		peer_element(out, 0x30, one.data, one.size);
		vg_buf_fini(&one);
	}
}

/* Encodes 'message' into 'out'. */
static inline void
peer_encode(struct vg_buf *out, const struct peer_message *message)
{
	struct vg_buf pdu, list, whole;

	vg_buf_init(&pdu, 0);
	vg_buf_init(&list, 0);
	vg_buf_init(&whole, 0);
	peer_varbinds(&list, message);
	peer_integer(&pdu, message->id);
	peer_integer(&pdu, message->first);
	peer_integer(&pdu, message->second);
	peer_element(&pdu, 0x30, list.data, list.size);
	peer_integer(&whole, message->version);
	peer_element(&whole, 0x04, message->community, strlen(message->community));
	peer_element(&whole, message->tag, pdu.data, pdu.size);
	peer_element(out, 0x30, whole.data, whole.size);
	vg_buf_fini(&pdu);
	vg_buf_fini(&list);
	vg_buf_fini(&whole);
}

/* Sends 'data' to who asked last, from socket 'fd'. */
static inline void
peer_send(struct peer *peer, int fd, const void *data, size_t size)
{
	assert_int_equal(
	    sendto(fd, data, size, 0, (const struct sockaddr *)&peer->asker.storage,
		peer->asker.size),
	    size);
}

static inline void
peer_reply(struct peer *peer, const struct peer_message *message)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	peer_encode(&out, message);
	peer_send(peer, peer->fd, out.data, out.size);
	vg_buf_fini(&out);
}

/* --- in ------------------------------------------------------------------------------------ */

/* Enters the element at '*at': its tag, its content from '*at' on, its size in '*size'. */
static inline int
peer_enter(const unsigned char **at, size_t *size)
{
	int tag = *(*at)++;

	*size = *(*at)++;
	if (*size & 0x80) {
		size_t n = *size & 0x7F;
		for (*size = 0; n > 0; n--)
			*size = *size << 8 | *(*at)++;
	}
	return tag;
}

static inline int64_t
peer_number(const unsigned char **at)
{
	size_t size;
	int64_t number = 0;

	assert_int_equal(peer_enter(at, &size), 0x02);
	for (; size > 0; size--)
		number = number << 8 | *(*at)++;
	return number;
}

static inline void
peer_read_oid(const unsigned char **at, struct vg_oid *oid)
{
	size_t size;

	assert_int_equal(peer_enter(at, &size), 0x06);
	const unsigned char *end = *at + size;
	oid->arc[0] = **at / 40;
	oid->arc[1] = *(*at)++ % 40;
	for (oid->n_arcs = 2; *at < end; oid->n_arcs++) {
		uint32_t arc = 0;
		do
			arc = arc << 7 | (**at & 0x7F);
		while (*(*at)++ & 0x80);
		oid->arc[oid->n_arcs] = arc;
	}
}

static inline void
peer_decode(const unsigned char *at, struct peer_message *message)
{
	size_t size;

	memset(message, 0, sizeof(*message));
	peer_enter(&at, &size);
	message->version = (int)peer_number(&at);
	peer_enter(&at, &size);
	memcpy(message->community, at, size);
	at += size;
	message->tag = peer_enter(&at, &size);
	message->id = (uint32_t)peer_number(&at);
	message->first = (int)peer_number(&at);
	message->second = (int)peer_number(&at);
	peer_enter(&at, &size);
	for (const unsigned char *end = at + size; at < end; message->n++) {
		peer_enter(&at, &size);
		peer_read_oid(&at, &message->oids[message->n]);
		peer_enter(&at, &size);
		at += size;
	}
}

static inline void
peer_asked(int fd, int events, void *cookie)
{
	struct peer *peer = cookie;
	unsigned char input[16384];
	struct peer_message request;

	(void)events;
	peer->asker.size = sizeof(peer->asker.storage);
	ssize_t size = recvfrom(fd, input, sizeof(input), 0,
	    (struct sockaddr *)&peer->asker.storage, &peer->asker.size);
	if (size <= 0)
		return;
	peer->requests++;
	peer_decode(input, &request);
	peer->answer_cb(peer, &request);
}

/* --- life ---------------------------------------------------------------------------------- */

static inline void
peer_open_at(struct peer *peer, struct vg_loop *loop, const char *address)
{
	struct vg_address any;

	memset(peer, 0, sizeof(*peer));
	assert_int_equal(vg_net_parse(address, 0, &any), 0);
	assert_int_equal(vg_net_udp_bind(&any, &peer->fd, NULL), 0);
	assert_int_equal(vg_net_udp_bind(&any, &peer->other, NULL), 0);
	assert_int_equal(vg_net_bound(peer->fd, &peer->address), 0);
	peer->watch = vg_loop_watch(loop, peer->fd, VG_LOOP_READ, peer_asked, peer);
}

static inline void
peer_open(struct peer *peer, struct vg_loop *loop)
{
	peer_open_at(peer, loop, "127.0.0.1");
}

static inline void
peer_close(struct peer *peer)
{
	vg_loop_watch_free(peer->watch);
	close(peer->fd);
	close(peer->other);
}

#endif
