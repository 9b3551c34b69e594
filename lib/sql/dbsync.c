/*
 * A thread that waits for the disk.
 */
#include "lib/sql/dbsync.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/dbcore.h"

struct vg_dbsync {
	struct vg_db *db; /* borrowed; it and the next are not the thread's */
	uint64_t given;   /* what was said to have ended */
	int log;          /* the write-ahead log; SQLite locks another file */
	int told;         /* eventfd */
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	uint64_t asked, ended;
	int failure; /* errno; 0: none */
	bool over;
};

static int
bring(int fd)
{
	int result;

	do
		result = fdatasync(fd);
	while (result != 0 && errno == EINTR);
	return result == 0 ? 0 : errno;
}

static void *
run(void *cookie)
{
	struct vg_dbsync *s = cookie;
	const uint64_t one = 1;

	pthread_mutex_lock(&s->lock);
	while (!s->failure) {
		while (s->asked == s->ended && !s->over)
			pthread_cond_wait(&s->changed, &s->lock);
		if (s->asked == s->ended)
			break;
		uint64_t asked = s->asked;
		pthread_mutex_unlock(&s->lock);
		int failure = bring(s->log);
		pthread_mutex_lock(&s->lock);
		s->failure = failure;
		if (!failure)
			s->ended = asked;
		pthread_cond_broadcast(&s->changed);
		/* Its count cannot be full. */
		(void)!write(s->told, &one, sizeof(one));
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

/* Signals are the loop's. */
static int
start_thread(struct vg_dbsync *s)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failure = pthread_create(&s->thread, NULL, run, s);
	if (!failure)
		pthread_setname_np(s->thread, "sync");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failure;
}

static void
let_go(struct vg_dbsync *s)
{
	if (s->log >= 0)
		close(s->log);
	if (s->told >= 0)
		close(s->told);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

struct vg_dbsync *
vg_dbsync_new(struct vg_db *db, struct vg_detail *detail)
{
	if (!db->log) {
		vg_detail_set(detail, VG_EUNSUPPORTED, "it has no write-ahead log");
		return NULL;
	}
	struct vg_dbsync *s = vg_mem_zero(sizeof(*s));
	s->db = db;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	s->log = open(db->log, O_RDONLY | O_CLOEXEC);
	s->told = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int failure = s->log < 0 || s->told < 0 ? errno : start_thread(s);
	if (failure) {
		vg_detail_set(detail, VG_EIO, "%s: %s", db->log, strerror(failure));
		let_go(s);
		return NULL;
	}
	return s;
}

void
vg_dbsync_free(struct vg_dbsync *sync)
{
	if (!sync)
		return;
	pthread_mutex_lock(&sync->lock);
	sync->over = true;
	pthread_cond_broadcast(&sync->changed);
	pthread_mutex_unlock(&sync->lock);
	pthread_join(sync->thread, NULL);
	let_go(sync);
}

int
vg_dbsync_fd(const struct vg_dbsync *sync)
{
	return sync->told;
}

uint64_t
vg_dbsync_ask(struct vg_dbsync *sync)
{
	pthread_mutex_lock(&sync->lock);
	uint64_t number = ++sync->asked;
	pthread_cond_broadcast(&sync->changed);
	pthread_mutex_unlock(&sync->lock);
	return number;
}

uint64_t
vg_dbsync_under_way(struct vg_dbsync *sync)
{
	pthread_mutex_lock(&sync->lock);
	uint64_t number = sync->asked == sync->ended ? 0 : sync->asked;
	pthread_mutex_unlock(&sync->lock);
	return number;
}

/* The lock is held.  Where a commit was refused, the thread's own sync says nothing. */
static int
failure_of(const struct vg_dbsync *sync)
{
	if (sync->failure == ENOSPC)
		return VG_EFULL;
	return sync->failure || sync->db->refused ? VG_EIO : VG_OK;
}

int
vg_dbsync_bring(struct vg_dbsync *sync)
{
	pthread_mutex_lock(&sync->lock);
	uint64_t number = ++sync->asked;
	pthread_cond_broadcast(&sync->changed);
	while (sync->ended < number && !sync->failure)
		pthread_cond_wait(&sync->changed, &sync->lock);
	int code = failure_of(sync);
	pthread_mutex_unlock(&sync->lock);
	if (code != VG_OK)
		vg_db_distrust(sync->db);
	return code;
}

static uint64_t
look(struct vg_dbsync *sync, bool waits, int *code)
{
	uint64_t count;

	pthread_mutex_lock(&sync->lock);
	while (waits && sync->asked != sync->ended && !sync->failure)
		pthread_cond_wait(&sync->changed, &sync->lock);
	(void)!read(sync->told, &count, sizeof(count));
	uint64_t ended = sync->ended;
	bool own = sync->failure;
	*code = failure_of(sync);
	pthread_mutex_unlock(&sync->lock);
	if (*code != VG_OK)
		vg_db_distrust(sync->db);
	if (*code == VG_OK || own)
		sync->given = ended;
	return sync->given;
}

uint64_t
vg_dbsync_ended(struct vg_dbsync *sync, int *code)
{
	return look(sync, false, code);
}

uint64_t
vg_dbsync_wait(struct vg_dbsync *sync, int *code)
{
	return look(sync, true, code);
}
