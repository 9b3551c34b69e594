/*
 * One session: start, take, judge how it ended.
 *
 * It is over when the reader has ended.  Only then, or at the time limit, is ssh ended too, and
 * what it complained of is read: it knows best why there was no session.
 */
#include "agent/ncask/ncask.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/ncask/ncspawn.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

enum { READ_SIZE = 65536, ERRORS_SIZE = 4096, GRACE_MS = 2000, REQUEST_SIZE = 60000 };

struct vg_ncask {
	struct vg_loop *loop;
	struct vg_ncspawn spawn;
	struct vg_nctake take;
	struct vg_buf request; /* the same for every session */
	/* the session under way */
	bool running;
	struct vg_ncspawn_children children;
	struct vg_watch *records, *errors, *ended;
	struct vg_timer *limit;
	char complaint[ERRORS_SIZE]; /* of ssh */
	size_t complaint_size;
	struct vg_detail failure; /* ours: no start, no time, no sense */
	vg_ncask_cb cb;
	void *cookie;
};

const char *
vg_ncask_outcome_text(enum vg_ncask_outcome outcome)
{
	switch (outcome) {
	case VG_NCASK_ANSWER:
		return "answer";
	case VG_NCASK_SILENT:
		return "silent";
	case VG_NCASK_REFUSED:
		return "refused";
	case VG_NCASK_STRANGER:
		return "stranger";
	case VG_NCASK_NOT_OFFERED:
		return "not-offered";
	}
	return "unknown";
}

/* --- how it ended -------------------------------------------------------------------------- */

/* What ssh of OpenSSH says, and what it means.  The first that is found counts. */
static const struct {
	const char *says;
	enum vg_ncask_outcome outcome;
	const char *text;
} complaints[] = {
    {"Host key verification failed", VG_NCASK_STRANGER,
	"it shows another host key than the one pinned"},
    {"no matching host key type", VG_NCASK_STRANGER,
	"it has no host key of the type pinned"},
    {"Permission denied", VG_NCASK_REFUSED, "user or credential refused"},
    {"Too many authentication failures", VG_NCASK_REFUSED, "user or credential refused"},
    {"subsystem request failed", VG_NCASK_NOT_OFFERED,
	"not offered by the device: no NETCONF behind its SSH"},
};

/* The last line that ssh wrote, without control characters. */
static void
last_line(const struct vg_ncask *ask, char *target, size_t size)
{
	const char *begin = ask->complaint;
	size_t n = ask->complaint_size;

	while (n > 0 && strchr("\r\n ", begin[n - 1]))
		n--;
	for (size_t i = n; i > 0; i--) {
		if (begin[i - 1] == '\n') {
			begin += i;
			n -= i;
			break;
		}
	}
	vg_text_format(target, size, "%.*s", (int)n, begin);
	for (char *c = target; *c; c++) {
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7F)
			*c = '?';
	}
}

static void
judge(const struct vg_ncask *ask, struct vg_ncask_result *result, char text[VG_TEXT_SIZE])
{
	result->outcome = VG_NCASK_SILENT;
	result->text = text;
	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++) {
		if (strstr(ask->complaint, complaints[i].says)) {
			result->outcome = complaints[i].outcome;
			vg_text_copy(text, VG_TEXT_SIZE, complaints[i].text);
			return;
		}
	}
	if (ask->failure.code != VG_OK)
		vg_text_copy(text, VG_TEXT_SIZE, ask->failure.text);
	else if (ask->complaint_size)
		last_line(ask, text, VG_TEXT_SIZE);
	else if (ask->take.failed)
		vg_text_copy(text, VG_TEXT_SIZE, ask->take.text);
	else if (WIFSIGNALED(ask->children.status))
		vg_text_format(text, VG_TEXT_SIZE, "vigie-nc-poll: %s",
		    strsignal(WTERMSIG(ask->children.status)));
	else
		vg_text_copy(
		    text, VG_TEXT_SIZE, "vigie-nc-poll: ended without an answer");
}

/* Reads what is there; false when there will be no more. */
static bool
read_complaint(struct vg_ncask *ask)
{
	char lost[512];
	ssize_t n = 1;

	while (n > 0 && ask->children.errors >= 0) {
		size_t room = sizeof(ask->complaint) - 1 - ask->complaint_size;
		n = read(ask->children.errors,
		    room ? ask->complaint + ask->complaint_size : lost,
		    room ? room : sizeof(lost));
		if (n > 0 && room)
			ask->complaint_size += (size_t)n;
	}
	ask->complaint[ask->complaint_size] = '\0';
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void
stop(struct vg_ncask *ask)
{
	vg_loop_watch_free(ask->records);
	vg_loop_watch_free(ask->errors);
	vg_loop_watch_free(ask->ended);
	ask->records = ask->errors = ask->ended = NULL;
	vg_loop_timer_stop(ask->limit);
	if (ask->running) {
		vg_ncspawn_end(&ask->children);
		ask->running = false;
	}
}

/* The session is over before the call, so that the callback may begin another. */
static void
finish(struct vg_ncask *ask)
{
	struct vg_ncask_result result = {0};
	char text[VG_TEXT_SIZE] = "";

	read_complaint(ask);
	stop(ask);
	if (ask->take.done && ask->failure.code == VG_OK) {
		result.outcome = VG_NCASK_ANSWER;
		result.probes = ask->take.probes;
		result.n = ask->take.n;
		result.text = "";
	} else {
		judge(ask, &result, text);
	}
	ask->cb(&result, ask->cookie);
}

/* --- the session --------------------------------------------------------------------------- */

enum progress { MORE, LATER, OVER };

/* Takes what the reader wrote. */
static enum progress
take_records(struct vg_ncask *ask)
{
	static unsigned char data[READ_SIZE];
	ssize_t n = read(ask->children.records, data, sizeof(data));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return LATER;
	if (n <= 0 ||
	    vg_nctake_feed(&ask->take, data, (size_t)n, vg_clock_wall(), &ask->failure) !=
		VG_OK)
		return OVER;
	return MORE;
}

static void
on_records(int fd, int events, void *cookie)
{
	struct vg_ncask *ask = cookie;

	(void)fd;
	(void)events;
	if (take_records(ask) == OVER)
		vg_loop_watch_events(ask->records, 0);
	if (ask->failure.code != VG_OK)
		finish(ask);
}

static void
on_complaint(int fd, int events, void *cookie)
{
	struct vg_ncask *ask = cookie;

	(void)fd;
	(void)events;
	if (!read_complaint(ask))
		vg_loop_watch_events(ask->errors, 0);
}

static void
on_ended(int fd, int events, void *cookie)
{
	struct vg_ncask *ask = cookie;

	(void)fd;
	(void)events;
	while (take_records(ask) == MORE)
		;
	finish(ask);
}

static void
on_limit(void *cookie)
{
	struct vg_ncask *ask = cookie;

	if (ask->failure.code == VG_OK)
		vg_detail_set(&ask->failure, VG_ETIMEOUT,
		    "no end of the session in %lld s",
		    (long long)(ask->spawn.conf->limit_ms / 1000));
	finish(ask);
}

int
vg_ncask_run(struct vg_ncask *ask, vg_ncask_cb cb, void *cookie)
{
	if (ask->running || vg_loop_timer_is_set(ask->limit))
		return VG_EBUSY;
	ask->cb = cb;
	ask->cookie = cookie;
	ask->complaint_size = 0;
	ask->complaint[0] = '\0';
	vg_detail_clear(&ask->failure);
	ask->failure.code = VG_OK;
	vg_nctake_reset(&ask->take);
	if (vg_ncspawn_start(&ask->spawn, ask->request.data, ask->request.size,
		&ask->children, &ask->failure) != VG_OK) {
		vg_loop_timer_set(ask->limit, 0);
		return VG_OK;
	}
	ask->running = true;
	ask->records = vg_loop_watch(
	    ask->loop, ask->children.records, VG_LOOP_READ, on_records, ask);
	ask->errors = vg_loop_watch(
	    ask->loop, ask->children.errors, VG_LOOP_READ, on_complaint, ask);
	ask->ended = vg_loop_watch(
	    ask->loop, ask->children.reader_end, VG_LOOP_READ, on_ended, ask);
	/* The reader knows the limit, and can say more: it gets a little longer. */
	vg_loop_timer_set(ask->limit, (ask->spawn.conf->limit_ms + GRACE_MS) * VG_MS_US);
	return VG_OK;
}

/* --- life ---------------------------------------------------------------------------------- */

struct vg_ncask *
vg_ncask_new(struct vg_loop *loop, const char *name,
    const struct vg_agentconf_netconf *conf, const struct vg_probe *const *probes,
    size_t n, const char *state, struct vg_detail *detail)
{
	struct vg_ncask *ask = vg_mem_zero(sizeof(*ask));

	ask->loop = loop;
	ask->children = (struct vg_ncspawn_children){-1, -1, -1, -1, -1, -1, 0};
	ask->limit = vg_loop_timer(loop, on_limit, ask);
	vg_nctake_init(&ask->take, probes, n);
	vg_buf_init(&ask->request, REQUEST_SIZE);
	vg_nctake_request(&ask->take, (long)(conf->limit_ms / 1000), &ask->request);
	int code = vg_ncspawn_prepare(&ask->spawn, name, conf, state, detail);
	if (code == VG_OK && ask->request.error != VG_OK)
		code = vg_detail_set(detail, VG_ELIMIT,
		    "the packs' probes over NETCONF do not fit a request of %d octets",
		    REQUEST_SIZE);
	if (code == VG_OK)
		return ask;
	vg_ncask_free(ask);
	return NULL;
}

void
vg_ncask_free(struct vg_ncask *ask)
{
	if (!ask)
		return;
	stop(ask);
	vg_loop_timer_free(ask->limit);
	vg_nctake_fini(&ask->take);
	vg_buf_fini(&ask->request);
	free(ask);
}
