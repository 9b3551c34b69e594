/*
 * Informs to a collector.
 *
 *   engine unknown:  informs wait, one discovery is out; the report starts them all
 *   engine known:    every inform is a datagram of its own, answered in any order
 *   not in time:     (the collector restarted) the authentic report sets the time, and the
 *                    inform it answers is sent again at once
 *   another engine:  (the collector was installed anew) back to "engine unknown"
 *
 * The socket is connected, so the kernel drops what does not come from the collector.  All
 * tries wait equally long: the list is ordered by deadline and one timer at its head is enough.
 */
#include "lib/snmp/informout.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"
#include "lib/os/net.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"
#include "lib/snmp/reqtable.h"
#include "lib/snmp/usm.h"
#include "lib/snmp/v3codec.h"

enum {
	MAX_PDU = 7800, /* leaves room for the headers within the receiver's 8 KiB */
	WANTED_BUFFER = 1024 * 1024,
	MAX_RESYNCS = 5, /* reports that one inform follows at once; later ones wait */
	DATAGRAMS_TURN = 128
};

struct inform {
	TAILQ_ENTRY(inform) link;
	int32_t id;
	struct vg_buf pdu;
	unsigned tries, resyncs;
	struct vg_mono deadline;
	vg_informout_cb cb;
	void *cookie;
};

TAILQ_HEAD(inform_list, inform);

struct vg_informout {
	struct vg_loop *loop;
	int fd;
	struct vg_watch *watch;
	struct vg_timer *timer;
	struct vg_usm_user *user;
	struct vg_v3codec_peer peer;
	int64_t timeout_us;
	unsigned tries;
	struct inform_list in_flight;
	struct vg_reqtable *table;
	int32_t probe_id;      /* of every discovery; in the table as the sender itself */
	struct vg_mono probed; /* the last one; 0: none is out */
};

static void
send_wrapped(struct vg_informout *o, struct vg_usm_user *user, int32_t id, int tag,
    const struct vg_buf *pdu, struct vg_mono now)
{
	struct vg_buf out;

	vg_buf_init(&out, VG_POLLCODEC_MAX_SIZE);
	if (vg_v3codec_wrap(user, &o->peer, now, id, tag, pdu, &out) == VG_OK)
		/* What cannot leave now is tried again like what got lost. */
		(void)send(o->fd, out.data, out.size, MSG_DONTWAIT | MSG_NOSIGNAL);
	vg_buf_fini(&out);
}

/* One discovery at a time, whoever needs it. */
static void
probe(struct vg_informout *o, struct vg_mono now)
{
	struct vg_buf pdu;

	if (o->probed.us != 0 &&
	    vg_instant_mono_since(now, o->probed) < o->timeout_us / 2)
		return;
	vg_buf_init(&pdu, VG_POLLCODEC_MAX_SIZE);
	vg_pollcodec_request(&pdu, VG_PDU_GET, o->probe_id, 0, 0, NULL, 0);
	send_wrapped(o, NULL, o->probe_id, VG_PDU_GET, &pdu, now);
	vg_buf_fini(&pdu);
	o->probed = now;
}

static void
send_inform(struct vg_informout *o, const struct inform *i, struct vg_mono now)
{
	if (o->peer.engine_size == 0)
		probe(o, now);
	else
		send_wrapped(o, o->user, i->id, VG_PDU_INFORM, &i->pdu, now);
}

static void
arm(struct vg_informout *o)
{
	struct inform *head = TAILQ_FIRST(&o->in_flight);

	if (!head)
		vg_loop_timer_stop(o->timer);
	else
		vg_loop_timer_set(
		    o->timer, vg_instant_mono_since(head->deadline, vg_clock_mono()));
}

static void
forget(struct vg_informout *o, struct inform *i)
{
	TAILQ_REMOVE(&o->in_flight, i, link);
	vg_reqtable_remove(o->table, i->id);
	vg_buf_fini(&i->pdu);
	free(i);
}

static void
finish(struct vg_informout *o, struct inform *i, bool acknowledged, const char *text)
{
	vg_informout_cb cb = i->cb;
	void *cookie = i->cookie;

	forget(o, i);
	cb(acknowledged, text, cookie);
}

static void
on_timer(void *cookie)
{
	struct vg_informout *o = cookie;
	struct vg_mono now = vg_clock_mono();
	struct inform *i;

	while ((i = TAILQ_FIRST(&o->in_flight)) != NULL &&
	    vg_instant_mono_since(i->deadline, now) <= 0) {
		if (i->tries >= o->tries) {
			finish(o, i, false, "no answer from the collector");
			continue;
		}
		TAILQ_REMOVE(&o->in_flight, i, link);
		TAILQ_INSERT_TAIL(&o->in_flight, i, link);
		i->deadline = vg_instant_mono_add(now, o->timeout_us);
		i->tries++;
		send_inform(o, i, now);
	}
	arm(o);
}

/* --- answers ------------------------------------------------------------------------------ */

static void
take_probe(struct vg_informout *o, const void *data, size_t size, struct vg_mono now)
{
	struct vg_polldecode_response response = {0};
	struct inform *i;
	const char *text;

	if (o->peer.engine_size > 0 ||
	    vg_v3codec_unwrap(o->user, &o->peer, now, o->probe_id, data, size, &response,
		&text) != VG_V3CODEC_DISCOVERED)
		return;
	o->probed.us = 0;
	TAILQ_FOREACH (i, &o->in_flight, link)
		send_inform(o, i, now);
}

static void
take_response(
    struct vg_informout *o, struct inform *i, struct vg_polldecode_response *response)
{
	char text[64] = "";

	if (response->error_status != 0)
		vg_text_format(text, sizeof(text),
		    "the collector answers error-status %d", response->error_status);
	finish(o, i, response->error_status == 0, text);
	vg_polldecode_fini(response);
}

static void
take_answer(struct vg_informout *o, struct inform *i, const void *data, size_t size,
    struct vg_mono now)
{
	struct vg_polldecode_response response = {0};
	const char *text;

	switch (vg_v3codec_unwrap(
	    o->user, &o->peer, now, i->id, data, size, &response, &text)) {
	case VG_V3CODEC_RESPONSE:
		take_response(o, i, &response);
		break;
	case VG_V3CODEC_REPLACED:
		memset(&o->peer, 0, sizeof(o->peer));
		probe(o, now);
		break;
	case VG_V3CODEC_DISCOVERED:
	case VG_V3CODEC_RESYNCED:
		if (i->resyncs++ < MAX_RESYNCS)
			send_inform(o, i, now);
		break;
	case VG_V3CODEC_REFUSED:
		finish(o, i, false, text);
		break;
	case VG_V3CODEC_INVALID:
		break;
	}
}

static void
take_datagram(struct vg_informout *o, const void *data, size_t size)
{
	struct vg_gate_facts facts;
	struct vg_mono now = vg_clock_mono();

	if (vg_gate_check(data, size, &facts) != VG_GATE_PASS || facts.version != 3)
		return;
	void *item = vg_reqtable_find(o->table, facts.msg_id);
	if (item == o)
		take_probe(o, data, size, now);
	else if (item)
		take_answer(o, item, data, size, now);
}

static void
on_readable(int fd, int events, void *cookie)
{
	struct vg_informout *o = cookie;
	unsigned char input[VG_POLLCODEC_MAX_SIZE];

	(void)events;
	for (int n = 0; n < DATAGRAMS_TURN; n++) {
		/* An error here is the echo of a send to a closed port: its timer tries again. */
		ssize_t size = recv(fd, input, sizeof(input), MSG_DONTWAIT | MSG_TRUNC);
		if (size < 0)
			break;
		if ((size_t)size <= sizeof(input))
			take_datagram(o, input, (size_t)size);
	}
	arm(o);
}

/* --- life --------------------------------------------------------------------------------- */

static int
open_socket(
    struct vg_informout *o, const char *address, uint16_t port, struct vg_detail *detail)
{
	struct vg_address to, any;

	if (vg_net_parse(address, port, &to) != VG_OK)
		return vg_detail_set(
		    detail, VG_EPARSE, "collector '%s': no numeric address", address);
	vg_net_parse(to.storage.ss_family == AF_INET6 ? "::" : "0.0.0.0", 0, &any);
	int code = vg_net_udp_bind(&any, &o->fd, detail);
	if (code != VG_OK)
		return code;
	vg_net_receive_buffer(o->fd, WANTED_BUFFER);
	if (connect(o->fd, (const struct sockaddr *)&to.storage, to.size) != 0)
		return vg_detail_set(
		    detail, VG_EUNREACH, "collector %s: no route to it", address);
	o->watch = vg_loop_watch(o->loop, o->fd, VG_LOOP_READ, on_readable, o);
	return VG_OK;
}

struct vg_informout *
vg_informout_new(struct vg_loop *loop, const char *address, uint16_t port,
    const char *user, const struct vg_credential *credential, int64_t timeout_ms,
    unsigned tries, struct vg_detail *detail)
{
	struct vg_informout *o = vg_mem_zero(sizeof(*o));

	o->loop = loop;
	o->fd = -1;
	o->timeout_us = timeout_ms * VG_MS_US;
	o->tries = tries;
	TAILQ_INIT(&o->in_flight);
	o->table = vg_reqtable_new();
	o->probe_id = vg_reqtable_add(o->table, o);
	o->timer = vg_loop_timer(loop, on_timer, o);
	o->user = vg_usm_user_new(user, &credential->auth, &credential->priv, detail);
	if (!o->user || open_socket(o, address, port, detail) != VG_OK) {
		vg_informout_free(o);
		return NULL;
	}
	return o;
}

void
vg_informout_free(struct vg_informout *out)
{
	if (!out)
		return;
	while (!TAILQ_EMPTY(&out->in_flight))
		forget(out, TAILQ_FIRST(&out->in_flight));
	if (out->watch)
		vg_loop_watch_free(out->watch);
	if (out->fd >= 0)
		close(out->fd);
	vg_loop_timer_free(out->timer);
	vg_reqtable_free(out->table);
	vg_usm_user_free(out->user);
	free(out);
}

size_t
vg_informout_room(const struct vg_informout *out)
{
	/* The discovery's number is in the table as well. */
	size_t busy = vg_reqtable_count(out->table) - 1;

	return busy < VG_INFORMOUT_WINDOW ? VG_INFORMOUT_WINDOW - busy : 0;
}

int
vg_informout_send(struct vg_informout *out, uint32_t uptime,
    const struct vg_oid *notification, const struct vg_varbind *varbinds, size_t n,
    vg_informout_cb cb, void *cookie)
{
	struct vg_mono now = vg_clock_mono();

	if (vg_informout_room(out) == 0)
		return VG_EBUSY;
	struct inform *i = vg_mem_zero(sizeof(*i));
	i->id = vg_reqtable_add(out->table, i);
	i->cb = cb;
	i->cookie = cookie;
	TAILQ_INSERT_TAIL(&out->in_flight, i, link);
	vg_buf_init(&i->pdu, MAX_PDU);
	vg_pollcodec_notification(
	    &i->pdu, VG_PDU_INFORM, i->id, uptime, notification, varbinds, n);
	if (i->pdu.error != VG_OK) {
		forget(out, i);
		return VG_ELIMIT;
	}
	i->tries = 1;
	i->deadline = vg_instant_mono_add(now, out->timeout_us);
	send_inform(out, i, now);
	arm(out);
	return VG_OK;
}

uint32_t
vg_informout_engine(
    const struct vg_informout *out, unsigned char engine[VG_USM_ENGINE_MAX], size_t *size)
{
	*size = out->peer.authentic ? out->peer.engine_size : 0;
	memcpy(engine, out->peer.engine, *size);
	return out->peer.authentic ? out->peer.boots : 0;
}
