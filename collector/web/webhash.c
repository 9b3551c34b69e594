/*
 * Questions to the child and its answers, one message each.
 */
#include "collector/web/webhash.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/log/log.h"
#include "lib/os/child.h"

enum { MOST = 32 };
#define LIMIT_US (15 * VG_SECOND_US) /* for the child to answer something */

struct question {
	uint64_t number;
	struct vg_scrypt scrypt;
	struct vg_secret phrase;
};

struct answer {
	uint64_t number;
	uint64_t fits; /* 0 or 1 */
};

struct waiting {
	TAILQ_ENTRY(waiting) link;
	uint64_t number;
	vg_webhash_cb cb;
	void *cookie;
};

struct vg_webhash {
	struct vg_loop *loop; /* borrowed */
	pid_t pid;            /* 0: there is no child */
	int fd;
	struct vg_watch *watch;
	struct vg_timer *limit;
	TAILQ_HEAD(waitings, waiting)
	waiting; /* in the order asked, which is that of answers */
	size_t n;
	uint64_t last;
};

/* --- the child ----------------------------------------------------------------------------- */

int
vg_webhash_child(void)
{
	const struct rlimit none = {0, 0};
	struct question question;
	struct answer answer;

	/* What it holds is nobody's to look at. */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	while (read(0, &question, sizeof(question)) == (ssize_t)sizeof(question)) {
		size_t size = question.phrase.size < VG_SECRET_MAX ? question.phrase.size
								   : VG_SECRET_MAX;
		answer.number = question.number;
		answer.fits =
		    vg_scrypt_check(&question.scrypt, question.phrase.data, size);
		explicit_bzero(&question, sizeof(question));
		if (write(1, &answer, sizeof(answer)) != (ssize_t)sizeof(answer))
			return 1;
	}
	return 0;
}

/* --- this side ----------------------------------------------------------------------------- */

static void
end_child(struct vg_webhash *hash)
{
	if (!hash->pid)
		return;
	vg_loop_timer_stop(hash->limit);
	vg_loop_watch_free(hash->watch);
	close(hash->fd);
	vg_child_kill(hash->pid);
	hash->watch = NULL;
	hash->pid = 0;
}

/* Takes the first that waits and tells it. */
static void
tell_first(struct vg_webhash *hash, int code, bool fits)
{
	struct waiting *first = TAILQ_FIRST(&hash->waiting);
	vg_webhash_cb cb = first->cb;
	void *cookie = first->cookie;

	TAILQ_REMOVE(&hash->waiting, first, link);
	hash->n--;
	free(first);
	cb(code, fits, cookie);
}

/* The child is no good: nobody finds out for those who wait. */
static void
give_up(struct vg_webhash *hash, const char *why)
{
	size_t n = hash->n;

	vg_log(VG_LOG_ERROR, "web", "", "the child that compares pass phrases %s", why);
	end_child(hash);
	/* Those who come now have another child. */
	while (n-- > 0)
		tell_first(hash, VG_EIO, false);
}

static void
on_limit(void *cookie)
{
	give_up(cookie, "hangs: ended");
}

static void
on_answer(int fd, int events, void *cookie)
{
	struct vg_webhash *hash = cookie;
	struct waiting *first = TAILQ_FIRST(&hash->waiting);
	struct answer answer;
	ssize_t size = read(fd, &answer, sizeof(answer));

	(void)events;
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size != (ssize_t)sizeof(answer) || !first || answer.number != first->number) {
		give_up(hash, size <= 0 ? "has ended" : "answers what nobody asked");
		return;
	}
	if (hash->n > 1)
		vg_loop_timer_set(hash->limit, LIMIT_US);
	else
		vg_loop_timer_stop(hash->limit);
	tell_first(hash, VG_OK, answer.fits == 1);
}

static int
start_child(struct vg_webhash *hash)
{
	static const char *const words[] = {VG_WEBHASH_OPTION, NULL};
	struct vg_detail detail = {0};

	if (hash->pid)
		return VG_OK;
	if (vg_child_talk(words, &hash->pid, &hash->fd, &detail) != VG_OK) {
		hash->pid = 0;
		vg_log(VG_LOG_ERROR, "web", "", "%s", detail.text);
		return VG_EIO;
	}
	hash->watch = vg_loop_watch(hash->loop, hash->fd, VG_LOOP_READ, on_answer, hash);
	return VG_OK;
}

int
vg_webhash_check(struct vg_webhash *hash, const struct vg_scrypt *scrypt,
    const struct vg_secret *phrase, vg_webhash_cb cb, void *cookie)
{
	struct question question = {.scrypt = *scrypt, .phrase = *phrase};
	struct waiting *waiting;

	if (hash->n >= MOST)
		return VG_ELIMIT;
	if (start_child(hash) != VG_OK)
		return VG_EIO;
	question.number = ++hash->last;
	ssize_t size = write(hash->fd, &question, sizeof(question));
	explicit_bzero(&question, sizeof(question));
	if (size != (ssize_t)sizeof(question)) {
		/* It has just died: its end is told to those who wait, this one comes again. */
		return VG_EIO;
	}
	waiting = vg_mem_zero(sizeof(*waiting));
	waiting->number = hash->last;
	waiting->cb = cb;
	waiting->cookie = cookie;
	TAILQ_INSERT_TAIL(&hash->waiting, waiting, link);
	if (hash->n++ == 0)
		vg_loop_timer_set(hash->limit, LIMIT_US);
	return VG_OK;
}

struct vg_webhash *
vg_webhash_new(struct vg_loop *loop)
{
	struct vg_webhash *hash = vg_mem_zero(sizeof(*hash));

	hash->loop = loop;
	hash->fd = -1;
	hash->limit = vg_loop_timer(loop, on_limit, hash);
	TAILQ_INIT(&hash->waiting);
	return hash;
}

void
vg_webhash_free(struct vg_webhash *hash)
{
	if (!hash)
		return;
	end_child(hash);
	while (hash->n)
		tell_first(hash, VG_EIO, false);
	vg_loop_timer_free(hash->limit);
	free(hash);
}
