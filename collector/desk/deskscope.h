/*
 * Whose data a user sees, and what he may do: everybody's, or those of the one client whose person
 * he is.  The rule of every door.
 *
 * A client's person, whatever his role, sees the cases and alarms of his client, with what belongs
 * to them, and gives no commands; what is not his client's is "not found" to him, as if it were
 * not there.  Somebody who is the person of two clients sees nothing, and so does whom the tree
 * does not name.
 *
 * Source: docs/policy.md, Persons.
 */
#ifndef VG_COLLECTOR_DESK_DESKSCOPE_H
#define VG_COLLECTOR_DESK_DESKSCOPE_H

#include <stdbool.h>

#include "collector/desk/desk.h"

struct vg_deskscope {
	bool all;                  /* everybody's */
	char client[VG_NAME_SIZE]; /* else this one's; "" nobody's */
};

/* Who looks before the first user of the tree has a uid: then somebody must be able to. */
#define VG_DESKSCOPE_FIRST "admin"

/* Whether 'user' (borrowed) is that one, and the tree has nobody else.  Pure. */
bool
vg_deskscope_is_first(const struct vg_conf *conf, const char *user);

/* What 'user' (borrowed) sees: whom the tree does not name, nothing.  Pure. */
struct vg_deskscope
vg_deskscope_of(const struct vg_conf *conf, const char *user);

/*
 * Whether 'user' in 'role' may do 'what': a verb of the desk, "read", "read-persons",
 * "backup-start".  Pure.
 */
bool
vg_deskscope_may(
    const struct vg_conf *conf, const char *user, enum vg_role role, const char *what);

/* Whether he sees what is of 'client' ("": of nobody). */
bool
vg_deskscope_client(const struct vg_deskscope *scope, const char *client);

/*
 * Whether he sees what is of the device 'name' (borrowed; one that the tree has not is nobody's).
 */
bool
vg_deskscope_device(
    const struct vg_deskscope *scope, const struct vg_conf *conf, const char *name);

/* The same of a resource: device/NAME/..., site/NAME/..., agent/NAME/... */
bool
vg_deskscope_resource(
    const struct vg_deskscope *scope, const struct vg_conf *conf, const char *resource);

/* VG_OK when he sees case 'number'; VG_ENOENT when not, and when there is none. */
int
vg_deskscope_case(
    const struct vg_deskscope *scope, struct vg_desk *desk, const char *number);

#endif
