/*
 * The stream "cases": a notification of vigie-cases for each thing that moves, to those who may see
 * what it is about.
 *
 * Source: yang/vigie-cases-told.yang; docs/INTERFACES.md 3.
 */
#ifndef VG_COLLECTOR_API_APITOLD_H
#define VG_COLLECTOR_API_APITOLD_H

#include <stdbool.h>

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

struct vg_apitold;

/* Serves the stream at 'rest'; borrows both, which outlive it; vg_apitold_free after 'rest'. */
struct vg_apitold *
vg_apitold_new(struct vg_rest *rest, struct vg_desk *desk);

/* Releases it (NULL is silent). */
void
vg_apitold_free(struct vg_apitold *told);

/* A vg_rest_for_cb whose cookie is the desk: who is still a user, and no client's person. */
bool
vg_apitold_staff(const char *user, void *cookie);

/*
 * Calls 'cb' with 'cookie' for at most 'rows' happenings behind 'place', which it moves on, as a
 * vg_sse_past_cb does.
 */
int
vg_apitold_past(struct vg_desk *desk, struct vg_sse_place *place, size_t rows,
    vg_happening_cb cb, void *cookie);

/* Tells those who follow. */
void
vg_apitold_tell(struct vg_apitold *told, const struct vg_happening *happening);

#endif
