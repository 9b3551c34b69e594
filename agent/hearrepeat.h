/*
 * Claims that count only by their number, and faults that a notification raised and silence
 * ends: the hearing's use of agent/heard/repeat.
 *
 * What stands by a poll, too, is not ended here: the polls do that.  After a restart the quiet
 * time of what stands begins anew, and it does not run while its device is silent: nobody would
 * hear another.
 */
#ifndef VG_AGENT_HEARREPEAT_H
#define VG_AGENT_HEARREPEAT_H

#include "agent/hearing.h"
#include "agent/heard/heard.h"
#include "lib/pack/pack.h"

struct vg_hearrepeat;

/* Gives one that uses 'tools' (borrowed, outlive it); 'free' releases it (NULL is silent). */
struct vg_hearrepeat *
vg_hearrepeat_new(const struct vg_hearing_tools *tools);
void
vg_hearrepeat_free(struct vg_hearrepeat *repeat);

/*
 * 'claim', which 'rule' made of a notification (both borrowed), was heard: whether it counts, by
 * itself, by the number of those before it or because its fault stands.
 */
bool
vg_hearrepeat_counts(struct vg_hearrepeat *repeat, const struct vg_trap_rule *rule,
    const struct vg_claimed *claim);

/* 'device' (borrowed) did not answer a poll. */
void
vg_hearrepeat_unanswered(struct vg_hearrepeat *repeat, const char *device);

#endif
