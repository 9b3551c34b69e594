/*
 * The desk's rules of access at the door: asked before anything is read, and shown as RFC 8341 has
 * them.
 */
#ifndef VG_COLLECTOR_API_APIACCESS_H
#define VG_COLLECTOR_API_APIACCESS_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* A vg_rest_access_cb whose cookie is the desk. */
int
vg_apiaccess_check(const struct vg_rest_caller *caller, enum vg_rest_access what,
    const char *name, struct vg_detail *detail, void *cookie);

/*
 * Writes ietf-netconf-acm:nacm: the roles as groups with their users, the rules as one rule list
 * for each role.  It is shown, not edited: roles are the tree's, rules the program's.
 */
int
vg_apiaccess_get(struct vg_desk *desk, struct vg_restdata *data);

#endif
