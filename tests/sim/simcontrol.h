/*
 * The control socket: one line in, one line out.
 */
#ifndef VG_TESTS_SIM_SIMCONTROL_H
#define VG_TESTS_SIM_SIMCONTROL_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "tests/sim/simworld.h"

struct vg_simcontrol;

/*
 * Listens at 'path' (borrowed; must live as long) for 'world' (borrowed) on 'loop' (borrowed);
 * "quit" stops the loop.  Gives the control, or NULL with a detail.
 */
struct vg_simcontrol *
vg_simcontrol_new(struct vg_loop *loop, struct vg_simworld *world, const char *path,
    struct vg_detail *detail);

/* Closes and unlinks; takes 'control' (NULL is silent). */
void
vg_simcontrol_free(struct vg_simcontrol *control);

/*
 * Sends the words (borrowed) as one line to the simulator at 'path', appends its answer to
 * 'answer'.  VG_OK when that begins with "ok", VG_EINVAL when not, VG_EUNREACH with a detail.
 */
int
vg_simcontrol_ask(const char *path, int n_words, char *const *words,
    struct vg_buf *answer, struct vg_detail *detail);

#endif
