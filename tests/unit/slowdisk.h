/*
 * A disk that is slow or refuses where a test says so, but to the thread that waits for it alone:
 * what SQLite syncs by itself goes through.  And a folder for a database on it.
 */
#ifndef VG_TESTS_UNIT_SLOWDISK_H
#define VG_TESTS_UNIT_SLOWDISK_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/mem.h"
#include "tests/unit/folderbench.h"

static pthread_t owner; /* of the database */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool slow;
static int refusal;     /* errno */
static int own_refusal; /* the same of what SQLite syncs */
static unsigned n_syncs, n_own;

int
fdatasync(int fd)
{
	int failure = 0;

	if (pthread_equal(pthread_self(), owner)) {
		n_own++;
		errno = own_refusal;
		return own_refusal ? -1 : (int)syscall(SYS_fdatasync, fd);
	}
	pthread_mutex_lock(&lock);
	while (slow)
		pthread_cond_wait(&changed, &lock);
	n_syncs++;
	failure = refusal;
	pthread_mutex_unlock(&lock);
	errno = failure;
	return failure ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static void
be_slow(bool on, int failure)
{
	pthread_mutex_lock(&lock);
	slow = on;
	refusal = failure;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static int
make_folder(void **state)
{
	(void)state;
	owner = pthread_self();
	be_slow(false, 0);
	own_refusal = 0;
	n_syncs = 0;
	return folder_make("dbsync", "t.db");
}

#endif
