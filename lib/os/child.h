/*
 * A program of ours as a child, for work that would hold up the loop.
 *
 * What it runs is fixed by the caller, never by data; it inherits nothing but its three streams,
 * but for vg_child_copy, which is this process once more.
 */
#ifndef VG_LIB_OS_CHILD_H
#define VG_LIB_OS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/detail.h"

/*
 * Starts this very program anew with the 'argv' (borrowed, ends with NULL) beside its name.
 * What it writes to its two outputs comes out of '*fd', which the caller closes; its input is
 * empty.  Gives '*pid'.  VG_OK or VG_EIO with detail.
 */
int
vg_child_start(const char *const argv[], pid_t *pid, int *fd, struct vg_detail *detail);

/*
 * The same, but its input and its output are one socket whose messages keep their bounds, and its
 * errors are ours.  '*fd', which the caller closes, is non-blocking.
 */
int
vg_child_talk(const char *const argv[], pid_t *pid, int *fd, struct vg_detail *detail);

/*
 * Does 'work' with 'cookie' in a copy of this process that has the calling thread alone: it sees
 * all memory as it is now and changes none of ours, and waits for no other thread.  Of the
 * descriptors it has the first three and 'out'; what it writes there comes out of '*fd', which is
 * non-blocking and the caller's to close.  It uses 'cpu_s' seconds of the processor at most, gives
 * way to us, is what the kernel takes first when memory is short, and ends with us.  VG_OK and
 * '*pid', or VG_EIO with detail.
 */
typedef void (*vg_child_work_cb)(int out, void *cookie);
int
vg_child_copy(vg_child_work_cb work, void *cookie, int cpu_s, pid_t *pid, int *fd,
    struct vg_detail *detail);

/* Waits for its end; its exit status, or -1 when it was killed. */
int
vg_child_wait(pid_t pid);

/*
 * Kills it without waiting: one that hangs in the system ends when the system lets it.  Whether it
 * has ended; asked again, it is killed again.
 */
bool
vg_child_reap(pid_t pid);

/* Kills it and waits for its end. */
void
vg_child_kill(pid_t pid);

#endif
