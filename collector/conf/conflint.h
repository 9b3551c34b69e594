/*
 * Lint of a tree and its packs: what is good and will disappoint in the night.  Each warning names
 * the object, the cause and the remedy.
 *
 * Refuses nothing, and tells nothing that vg_confcheck_run tells already.  Pure: the same tree,
 * packs and instant give the same warnings in the same order.
 *
 * Source: the list of `vigie tree check` in docs/admin.md; policy clauses P9, P11, section 7.
 */
#ifndef VG_COLLECTOR_CONF_CONFLINT_H
#define VG_COLLECTOR_CONF_CONFLINT_H

#include "collector/conf/conf.h"

/* One warning; all borrowed for the call. */
struct vg_conflint {
	const char *lint; /* which one it is: "rule-shadowed" (static) */
	const char *path; /* "contract[name='c-1']" */
	const char *cause, *remedy;
};

typedef void (*vg_conflint_cb)(const struct vg_conflint *warning, void *cookie);

/*
 * Calls 'cb' with 'cookie' for each warning about 'conf' and 'packs' (borrowed; NULL: packs are
 * not looked at) as things stand at 'now':
 *
 * rule-never      a case rule that matches nothing: a name, kind or severity that is not there,
 *                 or no place that is all it asks
 * rule-stale      a case rule that names, beside others, what is not there
 * rule-shadowed   a case rule all of whose faults earlier ones judge
 * rule-no-case    a case rule that says how long is held, which priority or queue, of what opens no
 *                 case
 * raise-no-clear  a notification that raises what nothing ends: no line clears it at that part, no
 *                 rule that a family of its pack asks polls it there, no quiet time is set, and its
 *                 kind is said to clear
 * target-calendar a promise whose calendar does not open for so long
 * contract-overlap   two contracts of one client and supplier for the same place at once
 * contract-short  a contract that is over before its longest target is
 * contract-ends   one that ends before a replacement begun now would be due
 * supplier-mail   a supplier without an address, where no ticket of his is ours
 */
void
vg_conflint_run(const struct vg_conf *conf, const struct vg_packset *packs,
    struct vg_wall now, vg_conflint_cb cb, void *cookie);

#endif
