/*
 * Who is paged: whose turn it is, by which channels, and what lacks there.
 */
#ifndef VG_COLLECTOR_CONF_CONFPAGE_H
#define VG_COLLECTOR_CONF_CONFPAGE_H

#include "collector/conf/conf.h"
#include "collector/conf/confcheck.h"

enum {
	VG_CONFPAGE_MAX = 64, /* persons on duty at one time */
	VG_CONFPAGE_AHEAD_DAYS = 62
};

/*
 * Writes the turns that are on at 'at' into 'turns' (borrowed, room for 'max'), in the order of the
 * duty list and each person once; gives how many.
 */
size_t
vg_confpage_on_duty(const struct vg_conf *conf, struct vg_wall at,
    const struct vg_conf_turn **turns, size_t max);

/*
 * The channel number 'i' of 'person' for a page that wakes or does not, in the order in which they
 * are tried: what wakes first, or last.  Who has none has his mail, called "mail".  False behind
 * the last one.  Borrows 'person'.
 */
bool
vg_confpage_channel(const struct vg_conf_person *person, bool wakes, size_t i,
    struct vg_conf_channel *channel);

/* The channel of 'person' that is called 'name' (both borrowed); false: there is none. */
bool
vg_confpage_named(const struct vg_conf_person *person, const char *name,
    struct vg_conf_channel *channel);

/*
 * The channel by which 'person' is told again who was told by 'name' and did not answer: of those
 * that wake (or of all, where none does or 'wakes' is false) the next one, and behind the last the
 * first.  False: he has none.  Borrows both.
 */
bool
vg_confpage_again(const struct vg_conf_person *person, bool wakes, const char *name,
    struct vg_conf_channel *channel);

/*
 * The first moment after 'at' at which somebody's duty may begin or end; where no turn tells within
 * eight days, those eight days later; unset: there are no turns.
 */
struct vg_wall
vg_confpage_change(const struct vg_conf *conf, struct vg_wall at);

/*
 * The first moment after 'at' at which other turns are on than are at 'at'; unset: none in
 * VG_CONFPAGE_AHEAD_DAYS, nor at the first thousand moments at which a turn begins or ends.
 */
struct vg_wall
vg_confpage_until(const struct vg_conf *conf, struct vg_wall at);

/*
 * The last moment at which somebody was on duty, 'at' at the latest; unset: nobody was, or longer
 * ago than a month.
 */
struct vg_wall
vg_confpage_last(const struct vg_conf *conf, struct vg_wall at);

/* The user whose person is 'person' (both borrowed); NULL: none. */
const struct vg_conf_user *
vg_confpage_user(const struct vg_conf *conf, const char *person);

/*
 * Who is on duty, or the last resort, and has fewer than two channels, or none that wakes; a duty
 * list without a last resort: a warning each.
 */
void
vg_confpage_check(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie);

#endif
