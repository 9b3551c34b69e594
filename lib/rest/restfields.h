/*
 * The query parameter 'fields': which parts of a data resource are wanted.
 *
 *   fields     = selection *( ";" selection )
 *   selection  = name *( "/" name ) [ "(" fields ")" ]
 *
 * Source: RFC 8040 section 4.8.3.
 */
#ifndef VG_LIB_REST_RESTFIELDS_H
#define VG_LIB_REST_RESTFIELDS_H

#include "lib/base/detail.h"

struct lyd_node;

enum { VG_RESTFIELDS_MAX = 64, VG_RESTFIELDS_DEPTH = 8 };

/* What is wanted, as a tree of names. */
struct vg_restfields {
	struct {
		char module[65]; /* "": that of the node above */
		char name[65];
		unsigned
		    above; /* place of the name above plus one; 0: the resource itself */
		unsigned
		    below; /* how many names stand below it; 0: all of it is wanted */
	} names[VG_RESTFIELDS_MAX];
	unsigned n;
};

/*
 * Reads 'text' (borrowed).  VG_OK; VG_EINVAL for what is no such expression, has too many names or
 * stands too deep; the detail says where.
 */
int
vg_restfields_parse(
    const char *text, struct vg_restfields *fields, struct vg_detail *detail);

/*
 * Cuts away what 'fields' does not name below 'node' (borrowed); keys stay.  A name that the model
 * has not selects nothing.
 */
void
vg_restfields_prune(const struct vg_restfields *fields, struct lyd_node *node);

#endif
