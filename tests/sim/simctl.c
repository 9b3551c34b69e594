/*
 * The control socket of the simulator.
 */
#include "tests/sim/simctl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/net.h"
#include "tests/sim/simfault.h"

enum { LINE_SIZE = 1024, MAX_WORDS = 16, MAX_CLIENTS = 32 };

struct client {
	struct vg_simctl *ctl;
	struct vg_watch *watch;
	int fd; /* -1: free */
	char line[LINE_SIZE];
	size_t used;
};

struct vg_simctl {
	struct vg_loop *loop;
	struct vg_simworld *world;
	struct vg_watch *watch;
	char *path;
	int fd;
	struct client clients[MAX_CLIENTS];
};

static int
split(char *line, char **words)
{
	int n = 0;
	char *rest = line, *word;

	while (n < MAX_WORDS && (word = strsep(&rest, " \t\r\n")) != NULL) {
		if (*word)
			words[n++] = word;
	}
	return n;
}

static void
tell_status(struct vg_simctl *ctl, char *answer)
{
	uint64_t answered = 0;

	for (size_t i = 0; i < vg_simworld_size(ctl->world); i++)
		answered += vg_simworld_at(ctl->world, i)->answered;
	vg_text_format(answer, LINE_SIZE,
	    "ok devices=%zu answered=%" PRIu64 " sets=%" PRIu64,
	    vg_simworld_size(ctl->world), answered, vg_simworld_sets(ctl->world));
}

/* Words that are no fault to clear but happen once: "reboot NE" is "fault NE reboot". */
static bool
is_event(const char *word)
{
	return strcmp(word, "reboot") == 0 || strcmp(word, "serial") == 0 ||
	    strcmp(word, "silence") == 0;
}

static void
change_device(struct vg_simctl *ctl, int n, char **words, char *answer)
{
	struct vg_simdevice *device =
	    n > 1 ? vg_simworld_named(ctl->world, words[1]) : NULL;
	bool is_clear = strcmp(words[0], "clear") == 0;
	bool quiet = n > 2 && strcmp(words[n - 1], "quiet") == 0;
	char *fault[MAX_WORDS];
	struct vg_simnotice notice = {0};
	struct vg_detail detail = {0};
	size_t n_fault = 0;

	if (!device) {
		vg_text_format(answer, LINE_SIZE, "error no device called %s",
		    n > 1 ? words[1] : "-");
		return;
	}
	if (is_event(words[0]))
		fault[n_fault++] = words[0];
	for (int i = 2; i < n - quiet; i++)
		fault[n_fault++] = words[i];
	int64_t now = vg_simworld_now(ctl->world);
	if (vg_simfault_apply(device, is_clear, n_fault, fault, now, &notice, &detail) !=
	    VG_OK) {
		vg_text_format(answer, LINE_SIZE, "error %s", detail.text);
		return;
	}
	if (!quiet && notice.trap.n_arcs)
		vg_simworld_notify(ctl->world, device, &notice);
	vg_text_format(answer, LINE_SIZE, "ok %s", device->name);
}

static void
obey(struct vg_simctl *ctl, char *line, char *answer)
{
	char *words[MAX_WORDS];
	int n = split(line, words);

	if (n == 0)
		vg_text_copy(answer, LINE_SIZE, "error an empty line");
	else if (strcmp(words[0], "status") == 0)
		tell_status(ctl, answer);
	else if (strcmp(words[0], "quit") == 0) {
		vg_text_copy(answer, LINE_SIZE, "ok");
		vg_loop_stop(ctl->loop);
	} else if (strcmp(words[0], "fault") == 0 || strcmp(words[0], "clear") == 0 ||
	    is_event(words[0]))
		change_device(ctl, n, words, answer);
	else
		vg_text_format(answer, LINE_SIZE, "error no such command: %s", words[0]);
}

static void
drop(struct client *c)
{
	vg_loop_watch_free(c->watch);
	close(c->fd);
	c->fd = -1;
}

static void
on_line(int fd, int events, void *cookie)
{
	struct client *c = cookie;
	char answer[LINE_SIZE + 1];
	ssize_t n = read(fd, c->line + c->used, sizeof(c->line) - 1 - c->used);

	(void)events;
	if (n <= 0) {
		drop(c);
		return;
	}
	c->used += (size_t)n;
	c->line[c->used] = '\0';
	char *end = strchr(c->line, '\n');
	if (!end) {
		if (c->used == sizeof(c->line) - 1)
			drop(c);
		return;
	}
	*end = '\0';
	obey(c->ctl, c->line, answer);
	c->used = 0;
	size_t size = strlen(answer);
	answer[size] = '\n';
	if (write(fd, answer, size + 1) != (ssize_t)size + 1)
		drop(c);
}

static void
on_client(int fd, int events, void *cookie)
{
	struct vg_simctl *ctl = cookie;
	int s = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	for (size_t i = 0; s >= 0 && i < MAX_CLIENTS; i++) {
		struct client *c = &ctl->clients[i];
		if (c->fd >= 0)
			continue;
		*c = (struct client){.ctl = ctl, .fd = s};
		c->watch = vg_loop_watch(ctl->loop, s, VG_LOOP_READ, on_line, c);
		return;
	}
	if (s >= 0)
		close(s);
}

struct vg_simctl *
vg_simctl_open(struct vg_loop *loop, struct vg_simworld *world, const char *path,
    struct vg_detail *detail)
{
	struct vg_simctl *ctl = vg_mem_zero(sizeof(*ctl));

	ctl->loop = loop;
	ctl->world = world;
	for (size_t i = 0; i < MAX_CLIENTS; i++)
		ctl->clients[i].fd = -1;
	if (vg_net_unix_listen(path, &ctl->fd, detail) != VG_OK) {
		free(ctl);
		return NULL;
	}
	ctl->path = vg_mem_text(path);
	ctl->watch = vg_loop_watch(loop, ctl->fd, VG_LOOP_READ, on_client, ctl);
	return ctl;
}

void
vg_simctl_close(struct vg_simctl *ctl)
{
	if (!ctl)
		return;
	for (size_t i = 0; i < MAX_CLIENTS; i++) {
		if (ctl->clients[i].fd >= 0)
			drop(&ctl->clients[i]);
	}
	vg_loop_watch_free(ctl->watch);
	close(ctl->fd);
	unlink(ctl->path);
	free(ctl->path);
	free(ctl);
}

int
vg_simctl_send(const char *path, int n, char **words)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	char answer[LINE_SIZE + 1] = "";
	struct vg_buf line;
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	vg_text_copy(name.sun_path, sizeof(name.sun_path), path);
	if (s < 0 || connect(s, (const struct sockaddr *)&name, sizeof(name)) != 0) {
		fprintf(stderr, "vigie-sim: %s: %s\n", path, strerror(errno));
		if (s >= 0)
			close(s);
		return 1;
	}
	vg_buf_init(&line, LINE_SIZE);
	for (int i = 0; i < n; i++)
		vg_buf_addf(&line, "%s%s", i ? " " : "", words[i]);
	vg_buf_add_text(&line, "\n");
	ssize_t got = 0;
	if (write(s, line.data, line.size) == (ssize_t)line.size)
		got = read(s, answer, sizeof(answer) - 1);
	vg_buf_fini(&line);
	close(s);
	fputs(got > 0 ? answer : "error no answer\n", stdout);
	return vg_text_starts(answer, "ok") ? 0 : 1;
}
