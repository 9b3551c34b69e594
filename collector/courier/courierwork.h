/*
 * A worker of the courier, a process of its own: takes a message, sends it, tells what became of it,
 * one after the other, while others do the same.  What stalls holds up its worker alone.
 *
 * The key by which a message is taken stands in STATE/taken (taken.1 ... of the other workers) before
 * the collector hears of it.  A worker that died is followed by one that takes with that key again,
 * which gives the same message: it sends the same letter again under the same Message-ID, unless the
 * collector knows already what became of it.  What could not be told at once stands behind the key: whoever
 * follows tells that, and sends nothing; so does another worker that takes the message meanwhile, since its courier
 * was stopped for longer than a take lasts.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERWORK_H
#define VG_COLLECTOR_COURIER_COURIERWORK_H

#include <signal.h>
#include <sys/types.h>

#include "collector/courier/courierconf.h"

/* To a worker that others follow: it takes nothing more, and ends when what it has is told of. */
#define VG_COURIERWORK_LEAVE SIGUSR1

/* All borrowed. */
struct vg_courierwork {
	int number; /* 0 the first */
	pid_t parent;
	const char *state, *socket;
	int wake_in, wake_out; /* a pipe, non-blocking: an octet wakes a worker */
};

/*
 * Waits after the collector did not answer, longer than the time before ('before_ms'; 0: it had answered), up to
 * a second.  A signal ends it.  Gives how long it was.
 */
int
vg_courierwork_nap(int before_ms);

/*
 * Works until SIGTERM or VG_COURIERWORK_LEAVE; ends with its parent, however that ends.  The signals are blocked; once it has
 * handlers of its own 'before' (borrowed) are.
 */
void
vg_courierwork_run(const struct vg_courierwork *task, const struct vg_courierconf *conf,
    const sigset_t *before);

#endif
