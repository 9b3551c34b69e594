/*
 * All clients' names, domains and people in one index, for what goes to another of them or to his
 * supplier (collector/mailguard/mailindex).
 *
 * A client marked `name-is-common` is not looked for by his name and domains, his people are.
 * Who is no client's is ours: what he has as well tells of nobody.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_CONF_CONFOTHERS_H
#define VG_COLLECTOR_CONF_CONFOTHERS_H

#include "collector/conf/conf.h"
#include "collector/mailguard/mailindex.h"

/* Of 'conf' (borrowed: its texts stay where they are as long as the index). */
struct vg_mailindex *
vg_confothers_new(const struct vg_conf *conf);

#endif
