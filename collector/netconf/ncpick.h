/*
 * The filters of NETCONF over a tree: which of its nodes a client wants, and those as XML.
 *
 * Sources: RFC 6241 section 6 (subtree), 8.9 (xpath).
 */
#ifndef VG_COLLECTOR_NETCONF_NCPICK_H
#define VG_COLLECTOR_NETCONF_NCPICK_H

#include <libyang/libyang.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/netconf/ncfault.h"
#include "lib/base/buf.h"

struct vg_ncpick;

/* Gives an empty choice of nodes. */
struct vg_ncpick *
vg_ncpick_new(void);

/* Releases it (NULL is silent). */
void
vg_ncpick_free(struct vg_ncpick *pick);

/* Chooses of 'data' and its siblings what the subtree filter in 'filter' and its siblings says. */
void
vg_ncpick_subtree(
    struct vg_ncpick *pick, const struct lyd_node *filter, const struct lyd_node *data);

/* Chooses what 'xpath' (borrowed) finds.  VG_OK, or VG_EINVAL and 'fault'. */
int
vg_ncpick_xpath(struct vg_ncpick *pick, const char *xpath, const struct lyd_node *data,
    struct vg_ncfault *fault);

/* Whether a node of a filter says a value that is to be met, and not what is wanted. */
bool
vg_ncpick_is_match(const struct lyd_node *filter);

/* Whether the node 'filter' of a filter may mean nodes called 'name' of the namespace 'ns'. */
bool
vg_ncpick_means(const struct lyd_node *filter, const char *name, const char *ns);

/* Whether nothing was chosen. */
bool
vg_ncpick_is_empty(const struct vg_ncpick *pick);

/*
 * Appends what was chosen of 'data' and its siblings to 'out', with what it stands in and the
 * keys of that; 'flags' are libyang's of printing defaults.
 */
void
vg_ncpick_print(struct vg_ncpick *pick, const struct lyd_node *data, uint32_t flags,
    struct vg_buf *out);

/* Appends 'node' alone, whole. */
void
vg_ncpick_whole(const struct lyd_node *node, uint32_t flags, struct vg_buf *out);

#endif
