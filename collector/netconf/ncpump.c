/*
 * Two streams, each read, framed anew and written on, and what is answered on the way.
 *
 * What a side cannot take yet waits; meanwhile the other side is not read.  The ends of both:
 *
 *   the client closes   what it has asked goes to the library, then its end is shut for writing;
 *                       the library answers, sees the end, and the answers are sent
 *   a broken frame      nothing more is read; what waits for the client is sent; then the end
 *   the library closes  what waits for the client is sent; then the end
 */
#include "collector/netconf/ncpump.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collector/netconf/nccheck.h"
#include "collector/netconf/ncpast.h"
#include "collector/netconf/nctold.h"
#include "collector/netconf/ncwidth.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/ncio/ncstream.h"
#include "lib/netconf/ncmessage.h"
#include "lib/netconf/ncnamespace.h"
#include "lib/os/clock.h"
#include "lib/time/instant.h"

enum { SLACK = 65536, PIECE = 65536 };

/* What the library takes for the client's hello. */
static const char client_hello[] =
    "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><capabilities>"
    "<capability>urn:ietf:params:netconf:base:1.1</capability>"
    "</capabilities></hello>";

/* One direction, and the times of who stands at its ends. */
struct lane {
	struct vg_ncstream stream;
	struct vg_mono began; /* when the message that is not whole began; unset: none */
	struct vg_mono moved; /* when 'to' last took something, or had nothing to take */
};

struct vg_ncpump {
	int inner, library;  /* our end towards the library, and its own */
	struct lane in, out; /* from the client, to the client */
	vg_ncpump_check_cb check;
	void *cookie;
	pthread_t thread;
	bool running;
	bool shut;          /* the library was told of the client's end */
	bool spoken;        /* the library has said its hello */
	struct vg_buf held; /* our own answers, while one of the library's is going out */
	struct vg_detail why;   /* the thread's until it is joined */
	struct vg_nctold *told; /* what goes past the library */
	struct vg_ncpast *past; /* likewise, in the midst of a reply */
	struct vg_buf rest;     /* of the reply, behind the text that is going out */
};

struct vg_ncpump *
vg_ncpump_new(int in, int out)
{
	struct vg_ncpump *pump = vg_mem_zero(sizeof(*pump));

	pump->inner = pump->library = -1;
	pump->told = vg_nctold_new();
	pump->past = vg_ncpast_new();
	vg_buf_init(&pump->rest, VG_NCPUMP_REPLY);
	vg_ncstream_init(&pump->in.stream, VG_NCPUMP_MESSAGE, SLACK, in, -1);
	vg_ncstream_init(&pump->out.stream, VG_NCPUMP_REPLY, SLACK, -1, out);
	vg_buf_init(&pump->held, 2 * SLACK);
	pump->in.stream.frame.chunk_limit = VG_NCPUMP_CHUNK;
	fcntl(in, F_SETFL, fcntl(in, F_GETFL) | O_NONBLOCK);
	fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
	return pump;
}

/* --- one step of one stream ---------------------------------------------------------------- */

/* Whether so much waits for the client that nothing more is taken from it. */
static bool
is_crowded(const struct vg_ncpump *pump)
{
	const struct vg_ncstream *out = &pump->out.stream;

	return out->out.size - out->written + pump->held.size > SLACK / 2;
}

/* Whether all that came has gone on, and nothing more comes. */
static bool
is_done(const struct vg_ncstream *s)
{
	return s->ended && vg_ncstream_is_empty(s) && !vg_ncstream_waits(s);
}

static int
write_some(struct lane *lane, struct vg_detail *detail)
{
	size_t before = lane->stream.sent;
	int code = vg_ncstream_write(&lane->stream, detail);

	if (lane->stream.sent != before)
		lane->moved = vg_clock_mono();
	return code;
}

/* As vg_ncstream_frame; from a message's first octet to its last its time runs. */
static int
frame_one(struct lane *lane, struct vg_detail *detail)
{
	if (!vg_ncstream_is_empty(&lane->stream) && !lane->began.us)
		lane->began = vg_clock_mono();
	int code = vg_ncstream_frame(&lane->stream, detail);
	if (code == VG_OK)
		lane->began = (struct vg_mono){0};
	return code;
}

/* Puts a message in front of who reads the lane. */
static void
put(struct lane *lane, const void *data, size_t size)
{
	if (!vg_ncstream_waits(&lane->stream))
		lane->moved = vg_clock_mono();
	vg_ncstream_put(&lane->stream, data, size);
}

/* --- from the client ----------------------------------------------------------------------- */

/* An answer of ours goes between those of the library. */
static void
answer(struct vg_ncpump *pump, const struct vg_buf *reply)
{
	const struct vg_ncstream *out = &pump->out.stream;

	if (pump->spoken && (out->frame.taken > 0 || pump->rest.size))
		vg_ncframe_wrap(&pump->held, out->writes, reply->data, reply->size);
	else
		put(&pump->out, reply->data, reply->size);
}

/* A whole message of the client: goes on, or is answered. */
static void
take_request(struct vg_ncpump *pump)
{
	struct vg_buf *message = &pump->in.stream.frame.message;
	enum vg_ncframe_version version = pump->out.stream.writes;
	struct vg_detail detail = {0};
	struct vg_buf reply;

	vg_buf_init(&reply, SLACK / 2);
	int code = vg_ncmessage_check(message->data, message->size, &detail);
	if (code == VG_OK && !vg_ncwidth_is_good(vg_buf_text(message)))
		code = vg_detail_set(&detail, VG_ELIMIT,
		    "message: more than %d leaves in one element", VG_NCWIDTH_LEAVES);
	if (code == VG_OK)
		code = vg_ncnamespace_fill(message, &detail);
	if (code != VG_OK) {
		vg_nccheck_refuse(version,
		    code == VG_ELIMIT ? "too-big" : "malformed-message", detail.text,
		    &reply);
		(void)pump->check(version, NULL, &reply, pump->cookie);
	} else if (pump->check(version, vg_buf_text(message), &reply, pump->cookie)) {
		put(&pump->in, message->data, message->size);
	}
	if (reply.size)
		answer(pump, &reply);
	vg_buf_fini(&reply);
	vg_ncframe_next(&pump->in.stream.frame);
}

/* The framing is lost, or the message too long to be read: says so and reads no more. */
static void
lose_client(struct vg_ncpump *pump, int code, const struct vg_detail *detail)
{
	struct vg_buf reply;

	pump->why = *detail;
	pump->in.stream.ended = true;
	pump->in.stream.at = pump->in.stream.size = 0;
	if (code != VG_ELIMIT)
		return;
	vg_buf_init(&reply, SLACK / 2);
	vg_nccheck_refuse(pump->out.stream.writes, "too-big", detail->text, &reply);
	answer(pump, &reply);
	vg_buf_fini(&reply);
}

static int
step_in(struct vg_ncpump *pump, bool readable, bool writable, struct vg_detail *detail)
{
	struct vg_ncstream *in = &pump->in.stream;
	int code = VG_OK;

	if (writable && vg_ncstream_waits(in))
		code = write_some(&pump->in, detail);
	if (code != VG_OK)
		return code;
	if (readable && vg_ncstream_is_empty(in))
		vg_ncstream_read(in);
	while (code == VG_OK && !vg_ncstream_waits(in) && !is_crowded(pump)) {
		struct vg_detail why = {0};
		code = frame_one(&pump->in, &why);
		if (code == VG_OK)
			take_request(pump);
		else if (code != VG_EAGAIN)
			lose_client(pump, code, &why);
	}
	if (is_done(in) && !pump->shut) {
		shutdown(pump->inner, SHUT_WR);
		pump->shut = true;
	}
	return VG_OK;
}

/* --- to the client ------------------------------------------------------------------------- */

/* The end of a message, and what waited for it. */
static void
end_reply(struct vg_ncpump *pump)
{
	struct vg_ncstream *out = &pump->out.stream;

	vg_ncframe_end(&out->out, out->writes);
	vg_buf_add(&out->out, pump->held.data, pump->held.size);
	vg_buf_reset(&pump->held);
}

/* The next piece of the text that goes past the library; behind the last one the reply's rest. */
static void
send_piece(struct vg_ncpump *pump)
{
	struct vg_ncstream *out = &pump->out.stream;
	const char *data;
	size_t size = vg_ncpast_piece(pump->past, PIECE, &data);

	pump->out.moved = vg_clock_mono();
	vg_ncframe_part(&out->out, out->writes, data, size);
	if (size)
		return;
	vg_ncpast_sent(pump->past);
	vg_ncframe_part(&out->out, out->writes, pump->rest.data, pump->rest.size);
	vg_buf_reset(&pump->rest);
	end_reply(pump);
}

/* Whether the reply that is whole has the mark: then its begin goes on, and the rest waits. */
static bool
begin_past(struct vg_ncpump *pump)
{
	struct vg_ncstream *out = &pump->out.stream;
	const char *text = vg_buf_text(&out->frame.message);
	const char *mark =
	    vg_ncpast_any(pump->past) ? strstr(text, VG_NCPAST_MARK) : NULL;

	if (!mark)
		return false;
	vg_ncframe_part(&out->out, out->writes, text, (size_t)(mark - text));
	vg_buf_add_text(&pump->rest, mark + strlen(VG_NCPAST_MARK));
	vg_ncframe_next(&out->frame);
	send_piece(pump);
	return true;
}

/*
 * What has come of the library's message goes on at once, whole or not: replies are large, and are
 * kept nowhere twice; but for one in which a mark may stand.  Its hello goes no further: ours was
 * sent.
 */
static void
pass_on(struct vg_ncpump *pump, bool whole)
{
	struct vg_ncstream *out = &pump->out.stream;
	struct vg_buf *message = &out->frame.message;

	if (!pump->spoken && !whole)
		return;
	if (!pump->spoken) {
		pump->spoken = true;
		vg_ncframe_speak(&out->frame, VG_NCFRAME_11);
		vg_ncframe_next(&out->frame);
		return;
	}
	if (!out->frame.taken && (whole ? begin_past(pump) : vg_ncpast_any(pump->past)))
		return;
	if (!vg_ncstream_waits(out))
		pump->out.moved = vg_clock_mono();
	vg_ncframe_part(&out->out, out->writes, message->data, message->size);
	vg_ncframe_take(&out->frame);
	if (!whole)
		return;
	end_reply(pump);
	vg_ncframe_next(&out->frame);
}

static int
step_out(struct vg_ncpump *pump, bool readable, bool writable, struct vg_detail *detail)
{
	struct vg_ncstream *out = &pump->out.stream;
	int code = VG_OK;

	if (writable && vg_ncstream_waits(out))
		code = write_some(&pump->out, detail);
	if (code == VG_OK && readable && vg_ncstream_is_empty(out))
		vg_ncstream_read(out);
	while (code == VG_OK && !vg_ncstream_waits(out)) {
		if (pump->rest.size) {
			send_piece(pump);
			continue;
		}
		code = frame_one(&pump->out, detail);
		if (code == VG_OK || code == VG_EAGAIN)
			pass_on(pump, code == VG_OK);
	}
	return code == VG_EAGAIN ? VG_OK : code;
}

/* --- what is told past the library --------------------------------------------------------- */

/* Whether the client has had whole messages only, as far as we know. */
static bool
is_between(const struct vg_ncpump *pump)
{
	const struct vg_ncstream *out = &pump->out.stream;

	return pump->spoken && !vg_ncstream_waits(out) && vg_ncstream_is_empty(out) &&
	    !pump->out.began.us && !pump->rest.size;
}

/*
 * Sends what was told.  A reply that the library wrote before is in its stream by now, and goes
 * first: the bell is heard again.
 */
static int
step_told(struct vg_ncpump *pump, struct vg_detail *detail)
{
	struct pollfd library = {.fd = pump->inner, .events = POLLIN};
	struct vg_ncstream *out = &pump->out.stream;

	if (!is_between(pump) || (!out->ended && poll(&library, 1, 0) != 0))
		return VG_OK;
	vg_nctold_take(pump->told, &out->out);
	pump->out.moved = vg_clock_mono();
	return vg_ncstream_waits(out) ? write_some(&pump->out, detail) : VG_OK;
}

int
vg_ncpump_tell(struct vg_ncpump *pump, const struct vg_buf *message)
{
	return vg_nctold_put(pump->told, pump->out.stream.writes, message);
}

void
vg_ncpump_past(struct vg_ncpump *pump, char *text)
{
	vg_ncpast_keep(pump->past, text);
}

void
vg_ncpump_ring(struct vg_ncpump *pump)
{
	vg_nctold_ring(pump->told);
}

/* --- waiting ------------------------------------------------------------------------------- */

/* Milliseconds until 'since' and 'limit_ms' later; at least 0. */
static int64_t
left(struct vg_mono since, int64_t limit_ms)
{
	int64_t gone_ms = vg_instant_mono_since(vg_clock_mono(), since) / VG_MS_US;

	return gone_ms < limit_ms ? limit_ms - gone_ms : 0;
}

/* How long to wait at most; -1: for ever. */
static int
patience(const struct vg_ncpump *pump)
{
	int64_t most = -1;

	if (pump->in.began.us && !pump->in.stream.ended)
		most = left(pump->in.began, VG_NCPUMP_WHOLE_MS);
	if (vg_ncstream_waits(&pump->out.stream)) {
		int64_t write_ms = left(pump->out.moved, VG_NCPUMP_WRITE_MS);
		most = most < 0 || write_ms < most ? write_ms : most;
	}
	return (int)most;
}

static short
events_of(const struct vg_ncstream *reads)
{
	return !reads->ended && !vg_ncstream_waits(reads) && vg_ncstream_is_empty(reads)
	    ? POLLIN
	    : 0;
}

/* Whether a watch tells that its descriptor can be read, or has ended. */
static bool
readable(const struct pollfd *fd)
{
	return fd->revents & (POLLIN | POLLHUP | POLLERR);
}

enum { CLIENT_IN, CLIENT_OUT, INNER, BELL, N_FDS };

/* Waits for what can be done next; VG_ETIMEOUT when somebody is too slow. */
static int
wait_turn(struct vg_ncpump *pump, struct pollfd fds[N_FDS], struct vg_detail *detail)
{
	struct vg_ncstream *in = &pump->in.stream, *out = &pump->out.stream;
	int ready;

	/* A descriptor that has hung up would wake us for ever where nothing is wanted of it. */
	short wanted = is_crowded(pump) ? 0 : events_of(in);
	fds[CLIENT_IN] = (struct pollfd){.fd = wanted ? in->from : -1, .events = wanted};
	fds[CLIENT_OUT] = (struct pollfd){
	    .fd = vg_ncstream_waits(out) ? out->to : -1, .events = POLLOUT};
	fds[INNER] = (struct pollfd){.fd = pump->inner,
	    .events = (short)(events_of(out) | (vg_ncstream_waits(in) ? POLLOUT : 0))};
	if (!fds[INNER].events)
		fds[INNER].fd = -1;
	fds[BELL] = (struct pollfd){
	    .fd = is_between(pump) ? vg_nctold_bell(pump->told) : -1, .events = POLLIN};
	ready = poll(fds, N_FDS, patience(pump));
	if (ready < 0 && errno != EINTR)
		return vg_detail_set(detail, VG_EIO, "poll: %s", strerror(errno));
	if (ready == 0 && patience(pump) == 0)
		return vg_detail_set(detail, VG_ETIMEOUT, "%s",
		    vg_ncstream_waits(out) ? "the client takes nothing for 20 s"
					   : "a message is not whole within 60 s");
	return VG_OK;
}

static void *
run(void *cookie)
{
	struct vg_ncpump *pump = cookie;
	struct vg_detail detail = {0};
	int code = VG_OK;

	while (
	    code == VG_OK && (!is_done(&pump->out.stream) || vg_nctold_any(pump->told))) {
		struct pollfd fds[N_FDS];
		code = wait_turn(pump, fds, &detail);
		if (code == VG_OK)
			code = step_in(pump, readable(&fds[CLIENT_IN]),
			    fds[INNER].revents & (POLLOUT | POLLERR), &detail);
		if (code == VG_OK)
			code = step_out(pump, readable(&fds[INNER]),
			    fds[CLIENT_OUT].revents & (POLLOUT | POLLERR), &detail);
		if (code == VG_OK && readable(&fds[BELL]))
			code = step_told(pump, &detail);
	}
	vg_nctold_end(pump->told);
	vg_ncpast_end(pump->past);
	if (code != VG_OK && pump->why.code == VG_OK)
		pump->why = detail;
	shutdown(pump->inner, SHUT_RDWR);
	return NULL;
}

/* --- the session --------------------------------------------------------------------------- */

/* Waits once while the hellos are exchanged. */
static int
wait_hello(struct vg_ncpump *pump, struct vg_mono began, struct vg_detail *detail)
{
	struct vg_ncstream *in = &pump->in.stream, *out = &pump->out.stream;
	struct pollfd fds[2] = {{.fd = in->from, .events = POLLIN},
	    {.fd = vg_ncstream_waits(out) ? out->to : -1, .events = POLLOUT}};
	int code = VG_OK;

	if (poll(fds, 2, (int)left(began, VG_NCPUMP_HELLO_MS)) == 0)
		return vg_detail_set(detail, VG_ETIMEOUT, "no hello within 30 s");
	if (fds[1].revents)
		code = write_some(&pump->out, detail);
	if (code == VG_OK && readable(&fds[0]))
		vg_ncstream_read(in);
	if (code == VG_OK && in->ended)
		code = vg_detail_set(
		    detail, VG_EUNREACH, "the client has gone before its hello");
	return code;
}

int
vg_ncpump_hello(struct vg_ncpump *pump, const char *hello, struct vg_buf *theirs,
    struct vg_detail *detail)
{
	struct vg_ncstream *in = &pump->in.stream;
	struct vg_mono began = vg_clock_mono();
	int code = VG_OK;

	put(&pump->out, hello, strlen(hello));
	while (code == VG_OK && in->messages == 0) {
		code = wait_hello(pump, began, detail);
		if (code == VG_OK) {
			code = frame_one(&pump->in, detail);
			code = code == VG_EAGAIN ? VG_OK : code;
		}
	}
	if (code == VG_OK)
		code = vg_ncmessage_check(
		    in->frame.message.data, in->frame.message.size, detail);
	if (code == VG_OK)
		code = vg_ncnamespace_fill(&in->frame.message, detail);
	if (code != VG_OK)
		return code;
	vg_buf_add(theirs, in->frame.message.data, in->frame.message.size);
	vg_ncframe_next(&in->frame);
	return theirs->error;
}

int
vg_ncpump_start(struct vg_ncpump *pump, enum vg_ncframe_version version,
    vg_ncpump_check_cb cb, void *cookie, int *fd, struct vg_detail *detail)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
		return vg_detail_set(detail, VG_EIO, "socketpair: %s", strerror(errno));
	pump->check = cb;
	pump->cookie = cookie;
	pump->inner = pump->in.stream.to = pump->out.stream.from = pair[0];
	*fd = pump->library = pair[1];
	vg_ncframe_speak(&pump->in.stream.frame, version);
	pump->out.stream.writes = version;
	put(&pump->in, client_hello, sizeof(client_hello) - 1);
	pump->in.stream.writes = VG_NCFRAME_11;
	if (pthread_create(&pump->thread, NULL, run, pump) != 0)
		return vg_detail_set(detail, VG_EIO, "no thread for the framing");
	pump->running = true;
	return VG_OK;
}

int
vg_ncpump_end(struct vg_ncpump *pump, struct vg_detail *detail)
{
	if (pump->running) {
		vg_ncpump_ring(pump);
		shutdown(pump->library, SHUT_WR);
		pthread_join(pump->thread, NULL);
		pump->running = false;
	}
	if (pump->inner >= 0)
		close(pump->inner);
	if (pump->library >= 0)
		close(pump->library);
	pump->inner = pump->library = -1;
	if (pump->why.code == VG_OK)
		return VG_OK;
	return vg_detail_set(detail, pump->why.code, "%s", pump->why.text);
}

void
vg_ncpump_free(struct vg_ncpump *pump)
{
	if (!pump)
		return;
	vg_ncpump_end(pump, NULL);
	vg_ncstream_fini(&pump->in.stream);
	vg_ncstream_fini(&pump->out.stream);
	vg_buf_fini(&pump->held);
	vg_buf_fini(&pump->rest);
	vg_nctold_free(pump->told);
	vg_ncpast_free(pump->past);
	free(pump);
}
