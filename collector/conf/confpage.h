/*
 * Who is paged: whose turn it is, by which channels, and what lacks there.
 */
#ifndef VG_COLLECTOR_CONF_CONFPAGE_H
#define VG_COLLECTOR_CONF_CONFPAGE_H

#include "collector/conf/conf.h"
#include "collector/conf/confcheck.h"

enum { VG_CONFPAGE_MAX = 16 }; /* persons on duty at one time */

/*
 * Writes the turns that are on at 'at' into 'turns' (borrowed, room for 'max'), in the order of the
 * duty list and each person once; gives how many.
 */
size_t
vg_confpage_on_duty(const struct vg_conf *conf, struct vg_wall at,
    const struct vg_conf_turn **turns, size_t max);

/*
 * The channel number 'i' of 'person' for a page that wakes or does not, in the order in which they
 * are tried: what wakes first, or last.  Who has none has his mail, called "mail".  False behind the
 * last one.  Borrows 'person'.
 */
bool
vg_confpage_channel(const struct vg_conf_person *person, bool wakes, size_t i,
    struct vg_conf_channel *channel);

/* The channel of 'person' that is called 'name' (both borrowed); false: there is none. */
bool
vg_confpage_named(const struct vg_conf_person *person, const char *name,
    struct vg_conf_channel *channel);

/* Who is on duty and has fewer than two channels, or none that wakes: a warning each. */
void
vg_confpage_check(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie);

#endif
