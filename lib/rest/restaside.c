/*
 * Operations whose work is done in a copy of this process, so that nobody else waits for it.
 *
 * What the copy says is one record and the body of the answer behind it, and then it ends; the
 * refusal is told, and the answer given, here.  A client that goes away, or a deadline of lib/http,
 * ends the copy.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/http/httplater.h"
#include "lib/os/child.h"
#include "lib/rest/restcore.h"
#include "lib/rest/restop.h"

enum { MAX_ASIDES = 4, CPU_S = 30, BODY_SIZE = 24 * 1024 * 1024 };

/* Of one program, from itself to itself. */
struct said {
	int code;
	bool has_body; /* what follows is it */
	struct vg_detail detail;
	struct vg_restdata_refusal refusal;
};

struct aside {
	struct vg_rest_exchange x;
	struct vg_http_later *later;
	struct vg_watch *watch;
	struct vg_buf heard;
	pid_t pid;
	int fd;
};

void
vg_rest_aside(struct vg_restdata *output, vg_rest_work_cb work,
    void (*free_cb)(void *job), void *job)
{
	*vg_restdata_aside(output) = (struct vg_restdata_aside){work, free_cb, job};
}

/* --- the copy ------------------------------------------------------------------------------ */

struct copied {
	const char *name;
	struct vg_restdata *output;
	bool xml;
};

static void
say(int out, const void *data, size_t size)
{
	const char *at = data;

	while (size > 0) {
		ssize_t n = write(out, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(1);
		at += n;
		size -= (size_t)n;
	}
}

static void
work(int out, void *cookie)
{
	const struct copied *copied = cookie;
	struct vg_restdata_aside *aside = vg_restdata_aside(copied->output);
	struct said said;

	memset(&said, 0, sizeof(said));
	said.code = aside->work(aside->job, copied->output, &said.detail);
	said.refusal = *vg_restdata_refusal(copied->output);
	char *body = said.code == VG_OK
	    ? vg_restop_print(copied->name, vg_restdata_top(copied->output), copied->xml)
	    : NULL;
	said.has_body = body != NULL;
	say(out, &said, sizeof(said));
	if (body)
		say(out, body, strlen(body));
	free(body);
}

/* --- who waits for it ------------------------------------------------------------------------ */

static void
end(struct aside *aside)
{
	aside->x.rest->n_asides--;
	vg_loop_watch_free(aside->watch);
	close(aside->fd);
	vg_child_kill(aside->pid);
	vg_buf_fini(&aside->heard);
	free(aside);
}

static void
client_gone(void *cookie)
{
	end(cookie);
}

static void
answer(struct vg_http_request *request, void *cookie)
{
	struct aside *aside = cookie;
	struct said said;
	struct vg_detail cut;

	aside->x.request = request;
	if (aside->heard.error != VG_OK || aside->heard.size < sizeof(said)) {
		(void)vg_detail_set(&cut, VG_EIO, "what worked on it ended halfway");
		vg_restanswer_code(&aside->x, VG_EIO, &cut);
		return;
	}
	memcpy(&said, aside->heard.data, sizeof(said));
	vg_restrun_answer(&aside->x, said.code, &said.detail, &said.refusal,
	    said.has_body ? vg_buf_text(&aside->heard) + sizeof(said) : NULL);
}

static void
hear(int fd, int events, void *cookie)
{
	struct aside *aside = cookie;
	char block[65536];
	ssize_t n = read(fd, block, sizeof(block));

	(void)events;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		vg_buf_add(&aside->heard, block, (size_t)n);
		return;
	}
	vg_http_later_resume(aside->later, answer, aside);
	end(aside);
}

int
vg_restaside_start(struct vg_rest_exchange *x, const char *name,
    struct vg_restdata *output, struct vg_detail *detail)
{
	struct vg_restdata_aside *what = vg_restdata_aside(output);
	struct copied copied = {name, output, x->xml};
	struct aside *aside;
	pid_t pid = -1;
	int fd = -1, code = VG_OK;

	if (x->rest->n_asides == MAX_ASIDES)
		code = vg_detail_set(detail, VG_EBUSY,
		    "%d works like this one are under way: try again", (int)MAX_ASIDES);
	if (code == VG_OK)
		code = vg_child_copy(work, &copied, CPU_S, &pid, &fd, detail);
	what->free_cb(what->job);
	if (code != VG_OK)
		return code;
	aside = vg_mem_zero(sizeof(*aside));
	*aside = (struct aside){.x = *x, .pid = pid, .fd = fd};
	aside->x.request = NULL;
	vg_buf_init(&aside->heard, BODY_SIZE);
	x->rest->n_asides++;
	aside->watch = vg_loop_watch(x->rest->loop, fd, VG_LOOP_READ, hear, aside);
	aside->later = vg_http_defer(x->request, client_gone, aside);
	return VG_OK;
}
