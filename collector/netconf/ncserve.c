/*
 * libnetconf2 as a server.
 *
 * It sees nothing but what collector/netconf/ncpump lets through, speaks chunks with it whatever
 * the client speaks, and its own hello goes nowhere.  Its callback for get-schema is replaced
 * (it uses what it has freed), and it never waits: that is done outside.
 */
#include "collector/netconf/ncserve.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* nc_server.h, without the library's own transports: the client is behind sshd. */
#include <libnetconf2/log.h>
#include <libnetconf2/messages_server.h>
#include <libnetconf2/netconf.h>
#include <libnetconf2/session.h>
#include <libnetconf2/session_server.h>

#include "collector/netconf/ncpast.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

#define BASE_NS "urn:ietf:params:xml:ns:netconf:base:1.0"
#define CAPABILITY "urn:ietf:params:netconf:capability:"

enum { LARGE = 16384 };

struct vg_ncserve {
	struct ly_ctx *ly; /* borrowed */
	vg_ncserve_cb cb;
	void *cookie;
	vg_ncserve_past_cb past; /* NULL: nobody takes it */
	void *past_cookie;
	struct nc_session *nc;
	struct nc_pollsession *poll;
};

static void
say_nothing(const struct nc_session *nc, NC_VERB_LEVEL level, const char *text)
{
	(void)nc;
	(void)level;
	(void)text;
}

/* --- replies ------------------------------------------------------------------------------- */

static struct nc_server_reply *
fault_reply(const struct vg_ncserve *serve, const struct vg_ncfault *fault)
{
	struct lyd_node *error = NULL;
	struct vg_buf xml;

	vg_buf_init(&xml, 0);
	vg_ncfault_print(fault, &xml);
	/* Its namespace is the envelope's. */
	char *text = vg_mem_format("<rpc-error xmlns=\"" BASE_NS "\"%s",
	    vg_buf_text(&xml) + strlen("<rpc-error"));
	LY_ERR refused = lyd_parse_data_mem(
	    serve->ly, text, LYD_XML, LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0, &error);
	free(text);
	vg_buf_fini(&xml);
	if (refused != LY_SUCCESS || !error) {
		lyd_free_all(error);
		error = nc_err(serve->ly, NC_ERR_OP_FAILED, NC_ERR_TYPE_APP);
	}
	return nc_server_reply_err(error);
}

/* The text is the library's from now on, without a copy; a large one goes past it. */
static struct nc_server_reply *
data_reply(const struct vg_ncserve *serve, const struct lyd_node *rpc, char *xml)
{
	const struct lysc_node *op = rpc->schema;
	struct nc_server_reply *reply = NULL;
	struct lyd_node *data = NULL;

	bool past = serve->past && strlen(xml) >= LARGE;
	char *inside = past ? vg_mem_text(VG_NCPAST_MARK) : xml;

	if (lyd_new_inner(NULL, op->module, op->name, 0, &data) == LY_SUCCESS &&
	    lyd_new_any(data, NULL, "data", inside, 1, LYD_ANYDATA_XML, 1, NULL) ==
		LY_SUCCESS) {
		inside = NULL;
		reply = nc_server_reply_data(data, NC_WD_EXPLICIT, NC_PARAMTYPE_FREE);
	}
	if (!reply)
		lyd_free_all(data);
	free(inside);
	/*
	 * Kept without a reply that has its mark it would never be sent, and the next wait for it.
	 */
	if (past && reply)
		serve->past(xml, serve->past_cookie);
	else if (past)
		free(xml);
	return reply;
}

static struct nc_server_reply *
make_reply(const struct vg_ncserve *serve, const struct lyd_node *rpc,
    struct nc_session *nc, struct vg_ncreply *reply)
{
	switch (reply->kind) {
	case VG_NCREPLY_OK:
		break;
	case VG_NCREPLY_DATA:
		return data_reply(serve, rpc, reply->xml);
	case VG_NCREPLY_TREE:
		return nc_server_reply_data(
		    reply->tree, NC_WD_EXPLICIT, NC_PARAMTYPE_FREE);
	case VG_NCREPLY_FAULT:
		return fault_reply(serve, &reply->fault);
	case VG_NCREPLY_LAST:
		nc_session_set_term_reason(nc, NC_SESSION_TERM_CLOSED);
		break;
	}
	return nc_server_reply_ok();
}

static struct nc_server_reply *
carry_out(struct lyd_node *rpc, struct nc_session *nc)
{
	struct vg_ncserve *serve = nc_session_get_data(nc);
	struct vg_ncreply reply = {0};

	serve->cb(rpc, &reply, serve->cookie);
	return make_reply(serve, rpc, nc, &reply);
}

/* --- the server ---------------------------------------------------------------------------- */

/* Ours before the library puts its own there. */
static void
claim(const struct ly_ctx *ly, const char *path)
{
	static const nc_rpc_clb ours = carry_out;
	struct lysc_node *op =
	    (struct lysc_node *)(uintptr_t)lys_find_path(ly, NULL, path, 0);

	/* ISO C has no other way from a function to a pointer without type. */
	if (op)
		memcpy(&op->priv, &ours, sizeof(ours));
}

struct vg_ncserve *
vg_ncserve_new(struct ly_ctx *ly, vg_ncserve_cb cb, void *cookie)
{
	struct vg_ncserve *serve = vg_mem_zero(sizeof(*serve));

	serve->ly = ly;
	serve->cb = cb;
	serve->cookie = cookie;
	nc_verbosity(NC_VERB_ERROR);
	nc_set_print_clb_session(say_nothing);
	claim(ly, "/ietf-netconf-monitoring:get-schema");
	claim(ly, "/ietf-netconf:close-session");
	nc_server_init(ly);
	nc_set_global_rpc_clb(carry_out);
	nc_server_set_capab_withdefaults(
	    NC_WD_EXPLICIT, NC_WD_TRIM | NC_WD_ALL | NC_WD_ALL_TAG);
	nc_server_set_capability(CAPABILITY "notification:1.0");
	nc_server_set_capability(CAPABILITY "interleave:1.0");
	return serve;
}

void
vg_ncserve_set_past(struct vg_ncserve *serve, vg_ncserve_past_cb cb, void *cookie)
{
	serve->past = cb;
	serve->past_cookie = cookie;
}

void
vg_ncserve_capabilities(const struct vg_ncserve *serve, struct vg_buf *out)
{
	const char **all = nc_server_get_cpblts_version(serve->ly, LYS_VERSION_1_0);

	for (size_t i = 0; all && all[i]; i++) {
		vg_buf_add_text(out, "<capability>");
		vg_ncfault_escape(out, all[i]);
		vg_buf_add_text(out, "</capability>");
		lydict_remove(serve->ly, all[i]);
	}
	free(all);
}

char *
vg_ncserve_hello(const struct vg_ncserve *serve, uint32_t id)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_buf_add_text(&out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hello xmlns=\"" BASE_NS
	    "\"><capabilities>");
	vg_ncserve_capabilities(serve, &out);
	vg_buf_addf(&out, "</capabilities><session-id>%u</session-id></hello>", id);
	return vg_buf_give(&out);
}

int
vg_ncserve_open(
    struct vg_ncserve *serve, int fd, const char *user, struct vg_detail *detail)
{
	if (nc_accept_inout(fd, fd, user, &serve->nc) != NC_MSG_HELLO)
		return vg_detail_set(detail, VG_EIO, "libnetconf2 takes no session");
	nc_session_set_data(serve->nc, serve);
	serve->poll = nc_ps_new();
	nc_ps_add_session(serve->poll, serve->nc);
	return VG_OK;
}

int
vg_ncserve_turn(struct vg_ncserve *serve)
{
	int done = nc_ps_poll(serve->poll, 0, NULL);

	return done & (NC_PSPOLL_SESSION_TERM | NC_PSPOLL_SESSION_ERROR | NC_PSPOLL_ERROR)
	    ? VG_EUNREACH
	    : VG_OK;
}

void
vg_ncserve_subscribed(struct vg_ncserve *serve)
{
	if (nc_session_get_notif_status(serve->nc) == 0)
		nc_session_inc_notif_status(serve->nc);
}

void
vg_ncserve_free(struct vg_ncserve *serve)
{
	if (!serve)
		return;
	if (serve->poll) {
		nc_ps_clear(serve->poll, 1, NULL); /* the session with it */
		nc_ps_free(serve->poll);
	}
	nc_server_destroy();
	free(serve);
}
