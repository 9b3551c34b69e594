/*
 * The subscription of a session: events of the collector's stream as notifications, through the
 * client's filter, and those again that the collector remembers.
 *
 * They are printed here and given to the pump, past the library, which would write each in three
 * pieces and have it read again by another thread.
 *
 * Source: RFC 5277.
 */
#ifndef VG_COLLECTOR_NETCONF_NCSUBSCRIBE_H
#define VG_COLLECTOR_NETCONF_NCSUBSCRIBE_H

#include <libyang/libyang.h>

#include "collector/netconf/ncevents.h"
#include "collector/netconf/ncfault.h"
#include "collector/netconf/ncpump.h"
#include "collector/netconf/ncstate.h"
#include "lib/yang/context.h"

struct vg_ncsubscribe;

/* Gives a session without a subscription; borrows all. */
struct vg_ncsubscribe *
vg_ncsubscribe_new(const struct vg_context *context, struct vg_ncpump *pump,
    struct vg_ncevents *events, struct vg_ncstate *state);

/* Releases it (NULL is silent). */
void
vg_ncsubscribe_free(struct vg_ncsubscribe *s);

/* Carries out create-subscription. */
void
vg_ncsubscribe_begin(
    struct vg_ncsubscribe *s, const struct lyd_node *rpc, struct vg_ncreply *reply);

/*
 * Takes an event of the stream (borrowed); the pump is to be rung afterwards.  VG_OK, or
 * VG_EUNREACH when it cannot be sent.
 */
int
vg_ncsubscribe_event(struct vg_ncsubscribe *s, const struct vg_ncevent *event);

/* The same of what NETCONF tells of itself (RFC 6470). */
int
vg_ncsubscribe_base(struct vg_ncsubscribe *s, const struct vg_ncevent *event);

/* Milliseconds until something is to be done though nothing comes; -1: for ever. */
int
vg_ncsubscribe_patience(const struct vg_ncsubscribe *s);

/* Does what is due.  As vg_ncsubscribe_event. */
int
vg_ncsubscribe_tick(struct vg_ncsubscribe *s);

#endif
