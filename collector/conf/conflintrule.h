/*
 * Lint of case rules.
 *
 * For conflint.c: its header is collector/conf/conflint.h.
 */
#ifndef VG_COLLECTOR_CONF_CONFLINTRULE_H
#define VG_COLLECTOR_CONF_CONFLINTRULE_H

#include "collector/conf/conflint.h"

/*
 * Calls 'cb' with 'cookie' for the warnings rule-never, rule-stale and rule-shadowed of 'conf' and
 * 'packs' (borrowed; NULL: what kinds there are is not known).  Pure.
 */
void
vg_conflintrule_run(const struct vg_conf *conf, const struct vg_packset *packs,
    vg_conflint_cb cb, void *cookie);

#endif
