/*
 * A pack entry to start from, made of a notification that no pack knows.
 *
 * Pure.  What it gives is valid as an entry of `trap` in a pack; what it means, a person must say.
 */
#ifndef VG_COLLECTOR_CLI_CLISTUB_H
#define VG_COLLECTOR_CLI_CLISTUB_H

#include <jansson.h>

/*
 * Gives (the caller releases it) the entry for 'notification', an entry of
 * vigie-cases:unclassified (borrowed): its notification, kind supplier-alarm with a qualifier,
 * severity warning, the index and the text that its varbinds suggest; without an example the
 * notification alone.
 */
json_t *
vg_clistub_make(const json_t *notification);

#endif
