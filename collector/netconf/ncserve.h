/*
 * libnetconf2 as a server, kept short: the one file of vigie-netconf that calls it.
 *
 * Source: libnetconf2 2.0.24, RFC 6241.
 */
#ifndef VG_COLLECTOR_NETCONF_NCSERVE_H
#define VG_COLLECTOR_NETCONF_NCSERVE_H

#include <libyang/libyang.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/netconf/ncfault.h"
#include "lib/base/detail.h"

enum vg_ncreply_kind {
	VG_NCREPLY_OK,    /* <ok/> */
	VG_NCREPLY_DATA,  /* what 'xml' holds, inside <data> */
	VG_NCREPLY_TREE,  /* the output of the operation 'tree' */
	VG_NCREPLY_FAULT, /* 'fault' */
	VG_NCREPLY_LAST   /* <ok/>, and the session is over */
};

struct vg_ncreply {
	enum vg_ncreply_kind kind;
	char *xml;             /* owned, taken by the library */
	struct lyd_node *tree; /* owned, taken by the library */
	struct vg_ncfault fault;
};

/* Carries out 'rpc' (borrowed, valid) and fills 'reply', which is empty. */
typedef void (*vg_ncserve_cb)(
    const struct lyd_node *rpc, struct vg_ncreply *reply, void *cookie);

struct vg_ncserve;

/* Gives a server over the models in 'ly' (borrowed), one for a process. */
struct vg_ncserve *
vg_ncserve_new(struct ly_ctx *ly, vg_ncserve_cb cb, void *cookie);

/*
 * 'cb' takes the text of large data with 'cookie', and puts it where VG_NCPAST_MARK stands in what
 * is written next (collector/netconf/ncpast.h).
 */
typedef void (*vg_ncserve_past_cb)(char *text, void *cookie);
void
vg_ncserve_set_past(struct vg_ncserve *serve, vg_ncserve_past_cb cb, void *cookie);

/* Our hello for the session 'id'; the caller frees it. */
char *
vg_ncserve_hello(const struct vg_ncserve *serve, uint32_t id);

/* Appends the capabilities of the hello as elements <capability>. */
void
vg_ncserve_capabilities(const struct vg_ncserve *serve, struct vg_buf *out);

/*
 * Takes the stream 'fd' (borrowed, non-blocking), where a client's hello waits, as the session
 * of 'user'.  VG_OK or VG_EIO.
 */
int
vg_ncserve_open(
    struct vg_ncserve *serve, int fd, const char *user, struct vg_detail *detail);

/* Carries out the request that has come.  VG_OK; VG_EUNREACH when the session is over. */
int
vg_ncserve_turn(struct vg_ncserve *serve);

/* There is a subscription: the library takes silence for no fault. */
void
vg_ncserve_subscribed(struct vg_ncserve *serve);

/* Ends the session and releases it (NULL is silent). */
void
vg_ncserve_free(struct vg_ncserve *serve);

#endif
