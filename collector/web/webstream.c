/*
 * Channels and who reads them.
 *
 *    OPENING --200 and text/event-stream--> OPEN --the collector ends it--> gone, and its clients
 *       |                                     |                             with it: they come back
 *       +--anything else--> REFUSED           +--last client gone--> gone
 */
#include "collector/web/webstream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>

#include "collector/web/webreply.h"
#include "collector/web/webring.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/fetch/fetchmany.h"
#include "lib/log/log.h"

enum {
	/* Of the 128 connections that the collector gives a uid; the others forward requests. */
	CHANNELS = 88,
	CHANNELS_USER = 8, /* of one user: streams that he reads at different places */
	RING_FRAMES = 1000,
	RING_SIZE = 512 * 1024,
	REFUSAL_SIZE = 65536,
	RETRY_S = 5
};

enum state { OPENING, OPEN, REFUSED };

struct channel;

struct client {
	LIST_ENTRY(client) link;
	struct channel *channel;
	struct vg_http_later *later;
	uint64_t bond;
};

struct channel {
	LIST_ENTRY(channel) link;
	struct vg_webstreams *streams;
	LIST_HEAD(clients, client) clients;
	char *key;     /* user, target, what is accepted; owned */
	char *last_id; /* with which it was opened; owned, NULL: none */
	struct vg_fetchmany_job *fetch;
	struct vg_webring *ring;
	enum state state;
	bool is_event_stream;
	int status;
	char type[128];        /* of a refusal */
	struct vg_buf refusal; /* its body */
};

struct vg_webstreams {
	LIST_HEAD(, channel) channels;
	size_t n_clients, n_channels;
	struct vg_fetchmany *many;
	const struct vg_webconf *conf; /* borrowed */
};

static const char comment[] = ":\n\n";

/* --- clients ------------------------------------------------------------------------------- */

/* Forgets a client whose answer is ended or gone. */
static void
forget_client(struct client *client)
{
	LIST_REMOVE(client, link);
	client->channel->streams->n_clients--;
	free(client);
}

/* Forgets a channel that nobody reads any more. */
static void
forget_channel(struct channel *channel)
{
	assert(LIST_EMPTY(&channel->clients));
	LIST_REMOVE(channel, link);
	channel->streams->n_channels--;
	if (channel->fetch)
		vg_fetchmany_cancel(channel->fetch);
	vg_webring_free(channel->ring);
	vg_buf_fini(&channel->refusal);
	free(channel->key);
	free(channel->last_id);
	free(channel);
}

static void
forget_channel_unread(struct channel *channel)
{
	if (LIST_EMPTY(&channel->clients))
		forget_channel(channel);
}

/* The client went away by himself, or was cut at a deadline while the channel was opening. */
static void
client_gone(void *cookie)
{
	struct client *client = cookie;
	struct channel *channel = client->channel;

	forget_client(client);
	forget_channel_unread(channel);
}

/* Sends frames, or cuts a client for whom too much waits then ('client' is gone). */
static void
push(struct client *client, const void *frames, size_t size)
{
	size_t queued;

	vg_http_later_send(client->later, frames, size);
	queued = vg_http_later_queued(client->later);
	if (queued <= client->channel->streams->conf->stream_queue)
		return;
	vg_log(
	    VG_LOG_INFO, "web", "", "event stream cut: %zu octets wait unread", queued);
	vg_http_later_cut(client->later);
	forget_client(client);
}

/* What he missed: all of it, whatever his queue's limit, since nobody would tell him later. */
static void
replay(const char *frame, size_t size, void *cookie)
{
	struct client *client = cookie;

	vg_http_later_send(client->later, frame, size);
}

static void
start_client(struct client *client)
{
	vg_webreply_fields(client->later);
	vg_http_later_add(client->later, "Content-Type", "text/event-stream");
	vg_http_later_add(client->later, "Cache-Control", "no-store");
	vg_http_later_start(client->later, 200, true);
	vg_http_later_send(client->later, comment, sizeof(comment) - 1);
}

/* --- channels ------------------------------------------------------------------------------ */

/* Lets the clients of 'from', which is at an event that 'to' has kept, go on with 'to'. */
static void
move_clients(struct channel *from, struct channel *to)
{
	struct client *client;

	while ((client = LIST_FIRST(&from->clients))) {
		LIST_REMOVE(client, link);
		client->channel = to;
		LIST_INSERT_HEAD(&to->clients, client, link);
		vg_webring_after(to->ring, vg_webring_last(from->ring), replay, client);
	}
	forget_channel(from);
}

static bool
may_move(const struct channel *from, const struct channel *to)
{
	return from != to && from->last_id && from->state == OPEN && to->state == OPEN &&
	    vg_webring_last(from->ring)[0] && strcmp(from->key, to->key) == 0 &&
	    vg_webring_has(to->ring, vg_webring_last(from->ring));
}

/* Ends channels of those who came back and have caught up: with 'channel', or 'channel' itself. */
static void
join_up(struct channel *channel)
{
	struct channel *other, *next;

	for (other = LIST_FIRST(&channel->streams->channels); other; other = next) {
		next = LIST_NEXT(other, link);
		if (may_move(other, channel)) {
			move_clients(other, channel);
		} else if (may_move(channel, other)) {
			move_clients(channel, other);
			return;
		}
	}
}

static void
gather_frame(const char *frame, size_t size, void *cookie)
{
	vg_buf_add(cookie, frame, size);
}

/* What came at once goes on at once. */
static void
send_frames(struct channel *channel, const struct vg_buf *frames)
{
	struct client *client, *next;

	for (client = LIST_FIRST(&channel->clients); client; client = next) {
		next = LIST_NEXT(client, link);
		push(client, frames->data, frames->size);
	}
}

static void
got_field(const char *name, const char *value, void *cookie)
{
	struct channel *channel = cookie;

	if (strcasecmp(name, "Content-Type") == 0)
		vg_text_copy(channel->type, sizeof(channel->type), value);
}

static void
got_head(int status, void *cookie)
{
	static const char wanted[] = "text/event-stream";
	struct channel *channel = cookie;
	struct client *client;

	channel->status = status;
	if (status != 200 || strncasecmp(channel->type, wanted, strlen(wanted)) != 0) {
		channel->state = REFUSED;
		return;
	}
	channel->state = OPEN;
	LIST_FOREACH (client, &channel->clients, link)
		start_client(client);
}

static void
end_clients(struct channel *channel, int code)
{
	struct client *client;

	while ((client = LIST_FIRST(&channel->clients))) {
		struct vg_http_later *later = client->later;
		forget_client(client);
		if (channel->state == OPEN)
			vg_http_later_end(later);
		else if (channel->state == REFUSED && code == VG_OK)
			vg_http_later_reply(later, channel->status,
			    channel->type[0] ? channel->type : NULL,
			    channel->refusal.data, channel->refusal.size);
		else
			vg_webreply_upstream(later, code == VG_OK ? VG_EIO : code);
	}
}

static void
got_data(const void *data, size_t size, void *cookie)
{
	struct channel *channel = cookie;
	struct vg_buf frames;

	if (channel->state == REFUSED) {
		vg_buf_add(&channel->refusal, data, size);
		return;
	}
	vg_buf_init(&frames, 0);
	bool whole = vg_webring_read(channel->ring, data, size, gather_frame, &frames);
	send_frames(channel, &frames);
	vg_buf_fini(&frames);
	if (!whole) {
		vg_log(VG_LOG_WARNING, "web", "",
		    "the collector sent an event of more than %d octets", RING_SIZE);
		end_clients(channel, VG_EIO);
	}
	if (LIST_EMPTY(&channel->clients))
		forget_channel(channel);
	else
		join_up(channel);
}

static void
got_end(int code, void *cookie)
{
	struct channel *channel = cookie;

	channel->fetch = NULL;
	end_clients(channel, code);
	forget_channel(channel);
}

static const struct vg_fetchmany_hooks hooks = {
    .field = got_field, .head = got_head, .data = got_data, .end = got_end};

static struct channel *
open_channel(
    struct vg_webstreams *streams, struct vg_webask *ask, const char *user, char *key)
{
	struct channel *channel = vg_mem_zero(sizeof(*channel));

	vg_webask_add(ask, "Vigie-Door", "web");
	vg_webask_add(ask, "Vigie-User", user);
	if (ask->last_id)
		vg_webask_add(ask, "Last-Event-ID", ask->last_id);
	const struct vg_fetchmany_ask what = {.method = ask->method,
	    .target = ask->target,
	    .fields = (const char *const *)ask->fields,
	    .n_fields = ask->n_fields};
	LIST_INIT(&channel->clients);
	channel->streams = streams;
	channel->key = key;
	channel->last_id = ask->last_id ? vg_mem_text(ask->last_id) : NULL;
	channel->ring = vg_webring_new(RING_FRAMES, RING_SIZE);
	vg_buf_init(&channel->refusal, REFUSAL_SIZE);
	LIST_INSERT_HEAD(&streams->channels, channel, link);
	streams->n_channels++;
	channel->fetch = vg_fetchmany_start(streams->many, &what, &hooks, channel);
	if (!channel->fetch) {
		forget_channel(channel);
		return NULL;
	}
	return channel;
}

/* --- joining ------------------------------------------------------------------------------- */

/*
 * Whether one who has seen 'last_id' (NULL: nothing) can read on from what the channel keeps:
 * '*after' is the event from which on he is told, NULL for all.
 */
static bool
serves(const struct channel *channel, const char *last_id, const char **after)
{
	*after = last_id;
	if (channel->state == REFUSED)
		return false;
	if (!last_id)
		return !channel->last_id;
	if (vg_webring_has(channel->ring, last_id))
		return true;
	*after = NULL;
	return channel->last_id && strcmp(channel->last_id, last_id) == 0 &&
	    vg_webring_is_whole(channel->ring);
}

static struct channel *
find_channel(const struct vg_webstreams *streams, const char *key, const char *last_id,
    const char **after)
{
	struct channel *channel;

	LIST_FOREACH (channel, &streams->channels, link) {
		if (strcmp(channel->key, key) == 0 && serves(channel, last_id, after))
			return channel;
	}
	return NULL;
}

static char *
key_of(const struct vg_webask *ask, const char *user)
{
	const char *accept = "";

	/* However it is spelled: what matters is whether events are accepted. */
	for (size_t i = 0; i < ask->n_fields; i++) {
		const char *field = ask->fields[i];
		if (vg_text_starts(field, "Accept:") && !strcasestr(field, "*/*") &&
		    !strcasestr(field, "text/"))
			accept = field;
	}
	return vg_mem_format("%s\n%s\n%s", user, ask->target, accept);
}

/* Whether 'user' may have one channel more, and there is room for it. */
static bool
has_room(const struct vg_webstreams *streams, const char *user)
{
	const struct channel *channel;
	size_t size = strlen(user), his = 0;

	LIST_FOREACH (channel, &streams->channels, link) {
		if (strncmp(channel->key, user, size) == 0 && channel->key[size] == '\n')
			his++;
	}
	return his < CHANNELS_USER && streams->n_channels < CHANNELS;
}

void
vg_webstream_join(struct vg_webstreams *streams, struct vg_http_later *later,
    struct vg_webask *ask, const char *user, uint64_t bond)
{
	char *key = key_of(ask, user);
	const char *after = NULL;
	struct channel *channel = find_channel(streams, key, ask->last_id, &after);
	bool was_there = channel != NULL;

	if (streams->n_clients < streams->conf->streams && !channel &&
	    has_room(streams, user))
		channel = open_channel(streams, ask, user, key);
	else
		free(key);
	if (!channel || streams->n_clients >= streams->conf->streams) {
		vg_webreply_error(later, 503, RETRY_S, "too many event streams");
		vg_webask_free(ask);
		return;
	}
	struct client *client = vg_mem_zero(sizeof(*client));
	client->channel = channel;
	client->later = later;
	client->bond = bond;
	LIST_INSERT_HEAD(&channel->clients, client, link);
	streams->n_clients++;
	vg_http_later_on_closed(later, client_gone, client);
	if (was_there && channel->state == OPEN) {
		start_client(client);
		if (ask->last_id)
			vg_webring_after(channel->ring, after, replay, client);
	}
	vg_webask_free(ask);
}

void
vg_webstream_sweep(struct vg_webstreams *streams,
    bool (*lives)(uint64_t bond, void *cookie), void *cookie)
{
	struct channel *channel, *next_channel;
	struct client *client, *next;

	for (channel = LIST_FIRST(&streams->channels); channel; channel = next_channel) {
		next_channel = LIST_NEXT(channel, link);
		for (client = LIST_FIRST(&channel->clients); client; client = next) {
			next = LIST_NEXT(client, link);
			if (!client->bond || lives(client->bond, cookie))
				continue;
			vg_http_later_cut(client->later);
			forget_client(client);
		}
		forget_channel_unread(channel);
	}
}

size_t
vg_webstream_count(const struct vg_webstreams *streams, size_t *channels)
{
	*channels = streams->n_channels;
	return streams->n_clients;
}

/* --- the set ------------------------------------------------------------------------------- */

struct vg_webstreams *
vg_webstream_new(struct vg_loop *loop, const char *path, const struct vg_webconf *conf)
{
	struct vg_webstreams *streams = vg_mem_zero(sizeof(*streams));
	const struct vg_fetchmany_limits limits = {
	    .connections = CHANNELS, .jobs = CHANNELS};

	LIST_INIT(&streams->channels);
	streams->conf = conf;
	streams->many = vg_fetchmany_new(loop, path, &limits);
	return streams;
}

void
vg_webstream_set_conf(struct vg_webstreams *streams, const struct vg_webconf *conf)
{
	streams->conf = conf;
}

void
vg_webstream_free(struct vg_webstreams *streams)
{
	if (!streams)
		return;
	vg_fetchmany_free(streams->many);
	free(streams);
}
