/*
 * ietf-restconf-monitoring: what this door can do, and its streams (RFC 8040 section 9).
 *
 * A capability stands there when a test has seen it.
 */
#ifndef VG_LIB_REST_RESTSTATE_H
#define VG_LIB_REST_RESTSTATE_H

#include "lib/rest/rest.h"

/*
 * Serves ietf-restconf-monitoring:restconf-state at 'rest' (borrowed): to each the streams that he
 * may follow.
 */
void
vg_reststate_add(struct vg_rest *rest);

#endif
