/*
 * Shelves of the tree: which alarms somebody put aside, until when.
 *
 * Pure look-ups over a struct vg_conf; what a shelf means for an alarm is the desk's.
 *
 * Source: RFC 8632 section 4.1.2; policy section 7.
 */
#ifndef VG_COLLECTOR_CONF_CONFSHELF_H
#define VG_COLLECTOR_CONF_CONFSHELF_H

#include "collector/conf/conf.h"

struct vg_conf_shelf {
	char name[VG_NAME_SIZE];
	char reason[VG_TEXT_SIZE];
	char owner[VG_NAME_SIZE], approved_by[VG_NAME_SIZE]; /* users; "" none */
	struct vg_wall from, until;                          /* 'until' exclusive */
	struct vg_confpattern **resources;                   /* owned, and each of them */
	size_t n_resources;
	struct vg_conf_names kinds;       /* owned; none: all */
	struct vg_confpattern *qualifier; /* owned; NULL: any */
};

/* The longest shelf without a manager's word. */
#define VG_CONFSHELF_LONGEST_US (7 * VG_DAY_US)

/*
 * The shelf that holds, at 'at', an alarm of 'kind' and 'class' on 'resource' with 'qualifier' (all
 * borrowed), or NULL; of several the one that ends last.  None holds what vigie says of itself or
 * of its agents (vg_confshelf_never).
 */
const struct vg_conf_shelf *
vg_confshelf_at(const struct vg_conf *conf, const char *resource, const char *kind,
    const char *qualifier, const char *class, struct vg_wall at);

/* Whether no shelf may hold it: the resource is a collector or an agent, or the class is theirs. */
bool
vg_confshelf_never(const char *resource, const char *class);

/* The shelf called 'name' (borrowed), or NULL. */
const struct vg_conf_shelf *
vg_confshelf_find(const struct vg_conf *conf, const char *name);

/* The first moment after 'after' at which a shelf begins or ends; unset: none does. */
struct vg_wall
vg_confshelf_next(const struct vg_conf *conf, struct vg_wall after);

/*
 * Reads 'text' (borrowed), a resource-match of RFC 8632, as a pattern of resources: a path into the
 * inventory, else a regular expression; an OID is refused.  VG_OK and '*made' (given), or
 * VG_EINVAL with a sentence that begins with 'of'.
 */
struct vg_confpattern;
int
vg_confshelf_resource(const char *of, const char *text, struct vg_confpattern **made,
    struct vg_detail *detail);

/* Writes the pattern that only 'resource' (borrowed) matches. */
void
vg_confshelf_pattern(const char *resource, char pattern[2 * VG_RESOURCE_SIZE]);

/* Whether 'shelf' was made for 'resource' alone (both borrowed). */
bool
vg_confshelf_is_of(const struct vg_conf_shelf *shelf, const char *resource);

#endif
