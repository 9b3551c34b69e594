/*
 * The control socket: one line in, one line out.
 *
 *   fault DEVICE WORDS... [quiet]     breaks something; `clear` mends it
 *   reboot DEVICE, serial DEVICE S, silence DEVICE on|off
 *   status                            devices, requests, SETs
 *   quit
 *
 * Answers begin with "ok" or "error".
 */
#ifndef VG_TESTS_SIM_SIMCTL_H
#define VG_TESTS_SIM_SIMCTL_H

#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "tests/sim/simworld.h"

struct vg_simctl;

/*
 * Listens on the Unix socket 'path' (borrowed) for lines about 'world' (borrowed, like 'loop').
 * Gives it, or NULL with a detail.
 */
struct vg_simctl *
vg_simctl_open(struct vg_loop *loop, struct vg_simworld *world, const char *path,
    struct vg_detail *detail);

/* Closes it and removes the socket (NULL is silent). */
void
vg_simctl_close(struct vg_simctl *ctl);

/*
 * The other side: sends the 'n' 'words' (borrowed) as one line to 'path', prints the answer.
 * Gives the exit status: 0 for "ok", 1 for anything else.
 */
int
vg_simctl_send(const char *path, int n, char **words);

#endif
