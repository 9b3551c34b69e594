/*
 * The data resources of the collector's door, and who may read each: one table, which is looked at
 * before anything else is.
 *
 * Source: docs/policy.md, Persons; docs/INTERFACES.md 3.
 */
#ifndef VG_COLLECTOR_API_APIDATA_H
#define VG_COLLECTOR_API_APIDATA_H

#include <stddef.h>

#include "collector/backup/backup.h"
#include "collector/desk/desk.h"
#include "collector/desk/deskscope.h"
#include "collector/intake/intake.h"
#include "lib/rest/rest.h"

struct vg_apiproof;

/* What the resources are read from; all borrowed. */
struct vg_apidata {
	struct vg_desk *desk;
	struct vg_apiproof *proof;
	const struct vg_intake *intake; /* NULL: not open yet */
	const struct vg_backup *backup; /* NULL: not yet */
};

/* Serves them all at 'rest'; 'from' outlives it. */
void
vg_apidata_add(struct vg_rest *rest, struct vg_apidata *from);

/* What he who asks sees. */
struct vg_deskscope
vg_apidata_scope(const struct vg_desk *desk, const struct vg_rest_caller *caller);

/* VG_OK when he may read at all; VG_EACCESS and the sentence. */
int
vg_apidata_may(const struct vg_desk *desk, const struct vg_rest_caller *caller,
    struct vg_detail *detail);

/* The same for what is not of one client: VG_EACCESS to a client's person too. */
int
vg_apidata_staff(const struct vg_desk *desk, const struct vg_rest_caller *caller,
    struct vg_detail *detail);

#endif
