/*
 * Whether what a device sends is heard whole: lost notifications and their making good by polls,
 * storms, and how much evidence one device may make.
 */
#ifndef VG_AGENT_HEARINGGAP_H
#define VG_AGENT_HEARINGGAP_H

#include "agent/hearing.h"

struct vg_hearinggap;

/* Gives one for all devices of the tree of 'tools' (borrowed, outlive it). */
struct vg_hearinggap *
vg_hearinggap_new(const struct vg_hearing_tools *tools);

/* Releases it (NULL is silent). */
void
vg_hearinggap_free(struct vg_hearinggap *gaps);

/* Counts 'trap' of 'device' (borrowed). */
void
vg_hearinggap_heard(struct vg_hearinggap *gaps, const struct vg_agentconf_device *device,
    const struct vg_trap *trap);

/* All that came together has been counted: what is missing now is told, and polled. */
void
vg_hearinggap_settle(struct vg_hearinggap *gaps);

/* A poll ended: its device's own count of notifications, and whether it makes a gap good. */
void
vg_hearinggap_polled(struct vg_hearinggap *gaps, const struct vg_hearing_poll *poll);

/* 'device' (borrowed) has sent more than its budget: one notification was not read. */
void
vg_hearinggap_storm(struct vg_hearinggap *gaps, const struct vg_agentconf_device *device);

/* Whether 'device' (borrowed) may make one more piece of evidence: 20 a minute. */
bool
vg_hearinggap_may_prove(struct vg_hearinggap *gaps, const char *device);

/* Notifications found lost since the start. */
uint64_t
vg_hearinggap_lost(const struct vg_hearinggap *gaps);

#endif
