/*
 * Who may send and what proves it, as a tree says and credentials hold it.
 *
 * A credential that is missing or wrong makes its line unusable, and only that one.
 */
#ifndef VG_COLLECTOR_INTAKE_INTAKEUSERS_H
#define VG_COLLECTOR_INTAKE_INTAKEUSERS_H

#include "collector/conf/conf.h"
#include "lib/trapin/trapin.h"

struct vg_intakeusers;

/* Reads what 'conf' (borrowed for the call) names from the credentials of 'state' (borrowed). */
struct vg_intakeusers *
vg_intakeusers_new(const struct vg_conf *conf, const char *state);

/* Wipes and frees (NULL is silent). */
void
vg_intakeusers_free(struct vg_intakeusers *users);

/* The SNMPv3 users; borrowed. */
struct vg_usm *
vg_intakeusers_usm(struct vg_intakeusers *users);

/*
 * Whether 'source' may send v1 and v2c with the 'size' octets at 'community' (all borrowed):
 * VG_TRAPIN_STORED, VG_TRAPIN_VERSION or VG_TRAPIN_COMMUNITY.
 */
enum vg_trapin_cause
vg_intakeusers_judge(struct vg_intakeusers *users, const struct vg_address *source,
    const void *community, size_t size);

/*
 * What is wrong with a credential that 'text' (a refusal, borrowed) may come of, or ""; borrowed.
 */
const char *
vg_intakeusers_trouble(const struct vg_intakeusers *users, const char *text);

/*
 * The line 'i' (from 0) of those that cannot be used, its credential, and why; all borrowed; NULL
 * behind the last.
 */
const char *
vg_intakeusers_unusable(const struct vg_intakeusers *users, size_t i,
    const char **reference, const struct vg_detail **why);

#endif
