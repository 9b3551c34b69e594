/*
 * The control socket.  Lines are short and come from tests: a connection is read until its
 * first line end, answered and closed.
 */
#include "tests/sim/simcontrol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/net.h"
#include "lib/time/instant.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simknob.h"

enum { CONTROL_LINE = 512, CONTROL_WORDS = 16 };

struct vg_simcontrol {
	struct vg_loop *loop;
	struct vg_simworld *world;
	const char *path;
	int fd;
	struct vg_watch *watch;
	struct connection *connections; /* those open, to be closed at the end */
};

struct connection {
	struct vg_simcontrol *control;
	int fd;
	struct vg_watch *watch;
	char line[CONTROL_LINE];
	size_t size;
	struct connection *next;
};

static void
close_connection(struct connection *c)
{
	struct connection **link = &c->control->connections;

	while (*link != c)
		link = &(*link)->next;
	*link = c->next;
	vg_loop_watch_free(c->watch);
	close(c->fd);
	free(c);
}

static void
tell_status(struct vg_simworld *world, struct vg_buf *reply)
{
	uint64_t answered = 0, refused = 0, dropped = 0, traps = 0;

	for (size_t i = 0; i < vg_simworld_size(world); i++) {
		const struct vg_simdevice *device = vg_simworld_at(world, i);
		answered += device->answered;
		refused += device->refused;
		dropped += device->dropped;
		traps += device->traps;
	}
	vg_buf_addf(reply,
	    "ok devices=%zu answered=%llu refused=%llu dropped=%llu sets=%llu traps=%llu",
	    vg_simworld_size(world), (unsigned long long)answered,
	    (unsigned long long)refused, (unsigned long long)dropped,
	    (unsigned long long)vg_simworld_sets(world), (unsigned long long)traps);
}

/* What all devices did and what their knobs did, and what it cost this process. */
static void
tell_stats(struct vg_simworld *world, struct vg_buf *reply)
{
	uint64_t counts[VG_SIMDEVICE_KNOBS] = {0}, in = 0, out = 0, bindings = 0;
	struct rusage usage = {0};

	for (size_t i = 0; i < vg_simworld_size(world); i++) {
		const struct vg_simdevice *device = vg_simworld_at(world, i);
		in += device->octets_in;
		out += device->octets_out;
		bindings += device->bindings;
		for (unsigned k = 0; k < VG_SIMDEVICE_KNOBS; k++)
			counts[k] += device->knobs.count[k];
	}
	tell_status(world, reply);
	vg_buf_addf(reply, " bindings=%llu octets-in=%llu octets-out=%llu",
	    (unsigned long long)bindings, (unsigned long long)in,
	    (unsigned long long)out);
	vg_simknob_tell_counts(counts, reply);
	getrusage(RUSAGE_SELF, &usage);
	vg_buf_addf(reply, " cpu-us=%lld peak-kib=%ld",
	    (long long)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * VG_SECOND_US +
		usage.ru_utime.tv_usec + usage.ru_stime.tv_usec,
	    usage.ru_maxrss);
}

static void
tell_device(const struct vg_simdevice *device, struct vg_buf *reply)
{
	char serial[64];

	vg_simdevice_serial(device, serial);
	vg_buf_addf(reply,
	    "ok %s family=%s address=%s serial=%s boots=%lld answered=%llu sets=%llu "
	    "traps=%u%s",
	    device->name, device->family->name, device->address_text, serial,
	    (long long)device->boots, (unsigned long long)device->answered,
	    (unsigned long long)device->sets, device->traps,
	    device->state.silent ? " silent" : "");
	vg_simknob_tell(device, reply);
}

/*
 * The 'i'-th device that 'name' means, or NULL: the one of that name, each for "*", and for * and
 * a slash and N each N-th by address.
 */
static struct vg_simdevice *
meant(struct vg_simworld *world, const char *name, size_t i)
{
	struct vg_simdevice *device = vg_simworld_named(world, name);
	uint64_t step = 1;

	if (device != NULL)
		return i == 0 ? device : NULL;
	if (!vg_text_same(name, "*") &&
	    (!vg_text_starts(name, "*/") ||
		vg_text_uint(name + 2, UINT32_MAX, &step) != VG_OK || step == 0))
		return NULL;
	return vg_simworld_at(world, i * step);
}

static int
change_one(struct vg_simcontrol *control, struct vg_simdevice *device, bool is_clear,
    bool quiet, size_t n, char **words, struct vg_detail *detail)
{
	struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
	size_t n_notices;
	int error = vg_simfault_apply(device, is_clear, n, words,
	    vg_simworld_now(control->world), notices, &n_notices, detail);

	for (size_t i = 0; error == VG_OK && i < n_notices && !quiet; i++)
		vg_simworld_notify(control->world, device, &notices[i]);
	return error;
}

/* "fault NE WORDS [quiet]" and "clear NE WORDS [quiet]"; the first refusal ends it. */
static void
change(struct vg_simcontrol *control, bool is_clear, size_t n, char **words,
    struct vg_buf *reply)
{
	struct vg_simdevice *device = meant(control->world, words[1], 0);
	bool quiet = vg_text_same(words[n - 1], "quiet");
	struct vg_detail detail;

	if (device == NULL) {
		vg_buf_addf(reply, "error no device is called %s", words[1]);
		return;
	}
	if (n - quiet < 3) {
		vg_buf_addf(reply, "error %s: which fault?", device->name);
		return;
	}
	for (size_t i = 0; (device = meant(control->world, words[1], i)) != NULL; i++)
		if (change_one(control, device, is_clear, quiet, n - quiet - 2, words + 2,
			&detail) != VG_OK) {
			vg_buf_addf(reply, "error %s", detail.text);
			return;
		}
	vg_buf_addf(reply, "ok %s %s %s", words[0], words[1], words[2]);
}

/* The counts of one device. */
static void
tell_counts(struct vg_simworld *world, const char *name, struct vg_buf *reply)
{
	const struct vg_simdevice *device = vg_simworld_named(world, name);

	if (device == NULL) {
		vg_buf_addf(reply, "error no device is called %s", name);
		return;
	}
	vg_buf_addf(reply,
	    "ok %s answered=%llu refused=%llu dropped=%llu sets=%llu bindings=%llu "
	    "octets-in=%llu octets-out=%llu",
	    name, (unsigned long long)device->answered,
	    (unsigned long long)device->refused, (unsigned long long)device->dropped,
	    (unsigned long long)device->sets, (unsigned long long)device->bindings,
	    (unsigned long long)device->octets_in,
	    (unsigned long long)device->octets_out);
	vg_simknob_tell_counts(device->knobs.count, reply);
}

/* Turns a knob of one device; "clear" instead of key and value turns all back. */
static int
turn_one(
    struct vg_simcontrol *control, struct vg_simdevice *device, size_t n, char **words)
{
	if (n == 1) {
		vg_simknob_clear(device);
		return VG_OK;
	}
	return vg_simknob_set(
	    device, words[0], words[1], vg_simworld_now(control->world));
}

/* "knob NE KEY VALUE" and "knob NE clear"; the first refusal ends it. */
static void
turn(struct vg_simcontrol *control, size_t n, char **words, struct vg_buf *reply)
{
	bool is_whole = n == 4 || vg_text_same(words[2], "clear");
	struct vg_simdevice *device;
	int error = is_whole ? VG_OK : VG_EPARSE;
	size_t i = 0;

	for (; error == VG_OK && (device = meant(control->world, words[1], i)); i++)
		error = turn_one(control, device, n - 2, words + 2);
	if (error == VG_OK && i == 0)
		error = VG_ENOENT;
	if (error == VG_OK)
		vg_buf_addf(reply, "ok %s of %zu devices", words[2], i);
	else
		vg_buf_addf(reply, "error knob %s %s: %s", words[1], words[2],
		    vg_error_text(error));
}

static void
stop_clock(struct vg_simworld *world, const char *text, struct vg_buf *reply)
{
	uint64_t seconds;

	if (vg_text_uint(text, UINT32_MAX, &seconds) != VG_OK) {
		vg_buf_addf(reply, "error %s is no number of seconds", text);
		return;
	}
	vg_simworld_stop_clock(world, (int64_t)seconds * VG_SECOND_US);
	vg_buf_addf(reply, "ok clock %s", text);
}

static void
obey(struct vg_simcontrol *control, char *line, struct vg_buf *reply)
{
	char *words[CONTROL_WORDS], *rest = line, *one;
	size_t n = 0;

	while ((one = strsep(&rest, " ")) != NULL && n < CONTROL_WORDS)
		if (one[0] != '\0')
			words[n++] = one;
	if (n == 0) {
		vg_buf_add_text(reply, "error an empty line");
	} else if (n >= 3 && vg_text_same(words[0], "fault")) {
		change(control, false, n, words, reply);
	} else if (n >= 3 && vg_text_same(words[0], "clear")) {
		change(control, true, n, words, reply);
	} else if (n == 1 && vg_text_same(words[0], "status")) {
		tell_status(control->world, reply);
	} else if (n == 1 && vg_text_same(words[0], "stats")) {
		tell_stats(control->world, reply);
	} else if (n == 2 && vg_text_same(words[0], "stats")) {
		tell_counts(control->world, words[1], reply);
	} else if ((n == 3 || n == 4) && vg_text_same(words[0], "knob")) {
		turn(control, n, words, reply);
	} else if (n == 2 && vg_text_same(words[0], "status")) {
		const struct vg_simdevice *device =
		    vg_simworld_named(control->world, words[1]);
		if (device != NULL)
			tell_device(device, reply);
		else
			vg_buf_addf(reply, "error no device is called %s", words[1]);
	} else if (n == 2 && vg_text_same(words[0], "clock")) {
		stop_clock(control->world, words[1], reply);
	} else if (n == 1 && vg_text_same(words[0], "quit")) {
		vg_buf_add_text(reply, "ok quit");
		vg_loop_stop(control->loop);
	} else {
		vg_buf_addf(reply,
		    "error %s: fault NE WHAT, clear NE WHAT, knob NE KEY VALUE, knob NE "
		    "clear, status [NE], stats [NE], clock SECONDS or quit",
		    words[0]);
	}
}

static void
on_line(int fd, int events, void *cookie)
{
	struct connection *c = cookie;
	ssize_t size = recv(fd, c->line + c->size, CONTROL_LINE - 1 - c->size, 0);
	struct vg_buf reply;
	char *end;

	(void)events;
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size > 0)
		c->size += (size_t)size;
	c->line[c->size] = '\0';
	end = strchr(c->line, '\n');
	if (end == NULL && size > 0 && c->size < CONTROL_LINE - 1)
		return;
	if (end != NULL) {
		*end = '\0';
		vg_buf_init(&reply, 0);
		obey(c->control, c->line, &reply);
		vg_buf_add_u8(&reply, '\n');
		(void)!send(fd, reply.data, reply.size, MSG_NOSIGNAL);
		vg_buf_fini(&reply);
	}
	close_connection(c);
}

static void
on_connection(int fd, int events, void *cookie)
{
	struct vg_simcontrol *control = cookie;
	int peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct connection *c;

	(void)events;
	if (peer < 0)
		return;
	c = vg_mem_zero(sizeof(*c));
	c->control = control;
	c->fd = peer;
	c->next = control->connections;
	control->connections = c;
	c->watch = vg_loop_watch(control->loop, peer, VG_LOOP_READ, on_line, c);
}

struct vg_simcontrol *
vg_simcontrol_new(struct vg_loop *loop, struct vg_simworld *world, const char *path,
    struct vg_detail *detail)
{
	struct vg_simcontrol *control = vg_mem_zero(sizeof(*control));

	*control = (struct vg_simcontrol){.loop = loop, .world = world, .path = path};
	if (vg_net_unix_listen(path, &control->fd, detail) != VG_OK) {
		free(control);
		return NULL;
	}
	control->watch =
	    vg_loop_watch(loop, control->fd, VG_LOOP_READ, on_connection, control);
	return control;
}

void
vg_simcontrol_free(struct vg_simcontrol *control)
{
	if (control == NULL)
		return;
	while (control->connections != NULL)
		close_connection(control->connections);
	vg_loop_watch_free(control->watch);
	close(control->fd);
	unlink(control->path);
	free(control);
}

int
vg_simcontrol_ask(const char *path, int n_words, char *const *words,
    struct vg_buf *answer, struct vg_detail *detail)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct vg_buf line;
	char room[CONTROL_LINE];
	ssize_t size = -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (vg_text_copy(address.sun_path, sizeof(address.sun_path), path) != VG_OK ||
	    fd < 0 ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		vg_detail_set(detail, VG_EUNREACH, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return VG_EUNREACH;
	}
	vg_buf_init(&line, 0);
	for (int i = 0; i < n_words; i++)
		vg_buf_addf(&line, "%s%s", i > 0 ? " " : "", words[i]);
	vg_buf_add_u8(&line, '\n');
	if (send(fd, line.data, line.size, MSG_NOSIGNAL) == (ssize_t)line.size)
		while ((size = recv(fd, room, sizeof(room), 0)) > 0)
			vg_buf_add(answer, room, (size_t)size);
	vg_buf_fini(&line);
	close(fd);
	if (answer->size == 0)
		return vg_detail_set(detail, VG_EUNREACH, "%s: no answer", path);
	return vg_text_starts(vg_buf_text(answer), "ok") ? VG_OK : VG_EINVAL;
}
