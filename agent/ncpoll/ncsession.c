/*
 * libnetconf2 as a client, kept short.
 *
 * The library speaks chunks with the filter, whatever the device speaks.  Its own waiting is
 * longer than the filter's: the filter knows the deadline and closes the stream.
 */
#include "agent/ncpoll/ncsession.h"

#include <stdlib.h>
#include <string.h>

#include <libyang/libyang.h>
/* nc_client.h, without the library's own transports: the device is behind ssh. */
#include <libnetconf2/log.h>
#include <libnetconf2/messages_client.h>
#include <libnetconf2/netconf.h>
#include <libnetconf2/session_client.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/event.h"
#include "lib/yang/context.h"

enum { WAIT_MS = 3600 * 1000, CAPABILITIES = 4096, NOTIFICATIONS = 1000 };

#define BASE_NS "urn:ietf:params:xml:ns:netconf:base:1.0"
#define BASE_CAPABILITY "urn:ietf:params:netconf:base:1."
#define LIBRARY_CAPABILITY "urn:ietf:params:netconf:capability:yang-library:"

struct vg_ncsession {
	struct vg_ncfilter *filter; /* borrowed */
	struct ly_ctx *context;
	struct nc_session *nc;
	char **capabilities; /* owned */
	size_t n, capacity;
	struct lyd_node *envelope, *op; /* of the last answer */
	bool lost;                      /* the session is over */
};

/* What the libraries complained of last; they know no cookie. */
static char last_words[VG_TEXT_SIZE];

static void
note_words(const struct nc_session *nc, NC_VERB_LEVEL level, const char *text)
{
	(void)nc;
	if (level == NC_VERB_ERROR)
		vg_text_copy(last_words, sizeof(last_words), text);
}

/* --- the tree ------------------------------------------------------------------------------ */

static const char *
namespace_of(const struct lyd_node *node)
{
	if (node->schema)
		return node->schema->module->ns;
	const char *ns = ((const struct lyd_node_opaq *)node)->name.module_ns;
	return ns ? ns : "";
}

const struct lyd_node *
vg_ncsession_find(const struct lyd_node *first, const char *ns, const char *name)
{
	for (; first; first = first->next) {
		if (strcmp(LYD_NAME(first), name) == 0 &&
		    strcmp(namespace_of(first), ns) == 0)
			return first;
	}
	return NULL;
}

const struct lyd_node *
vg_ncsession_next(const struct lyd_node *node, const char *ns, const char *name)
{
	return vg_ncsession_find(node->next, ns, name);
}

const struct lyd_node *
vg_ncsession_child(const struct lyd_node *node)
{
	return lyd_child(node);
}

const char *
vg_ncsession_text(const struct lyd_node *node)
{
	const char *text = lyd_get_value(node);

	return text ? text : "";
}

/* --- hello --------------------------------------------------------------------------------- */

static void
take_capability(struct vg_ncsession *s, const char *text)
{
	size_t n;

	text += strspn(text, " \t\r\n");
	n = strcspn(text, " \t\r\n");
	if (n == 0 || s->n == CAPABILITIES)
		return;
	s->capabilities =
	    vg_mem_grow(s->capabilities, &s->capacity, s->n, sizeof(*s->capabilities));
	s->capabilities[s->n++] = vg_mem_text_n(text, n);
}

static bool
has_capability(const struct vg_ncsession *s, const char *text, size_t size)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strncmp(s->capabilities[i], text, size) == 0)
			return true;
	}
	return false;
}

/* Reads the hello of the device; gives its version and session id. */
static int
read_hello(struct vg_ncsession *s, const struct vg_buf *hello,
    enum vg_ncframe_version *version, uint32_t *id, struct vg_detail *detail)
{
	struct lyd_node *top = NULL;
	int64_t number = 0;

	if (lyd_parse_data_mem(s->context, vg_buf_text(hello), LYD_XML,
		LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0, &top) != LY_SUCCESS)
		return vg_detail_set(detail, VG_EPARSE, "hello: %s", last_words);
	const struct lyd_node *root = vg_ncsession_find(top, BASE_NS, "hello");
	const struct lyd_node *first = root ? lyd_child(root) : NULL;
	const struct lyd_node *list = vg_ncsession_find(first, BASE_NS, "capabilities");
	const struct lyd_node *session = vg_ncsession_find(first, BASE_NS, "session-id");
	for (const struct lyd_node *c = list ? lyd_child(list) : NULL; c; c = c->next)
		take_capability(s, vg_ncsession_text(c));
	if (session)
		vg_text_int(vg_ncsession_text(session), 1, UINT32_MAX, &number);
	lyd_free_all(top);
	*id = (uint32_t)number;
	bool speaks_11 = has_capability(s, BASE_CAPABILITY "1", sizeof(BASE_CAPABILITY));
	*version = speaks_11 ? VG_NCFRAME_11 : VG_NCFRAME_10;
	if (!root)
		return vg_detail_set(detail, VG_EPARSE, "its first message is no hello");
	if (number == 0)
		return vg_detail_set(
		    detail, VG_EPARSE, "hello: RFC 6241 8.1: no session-id from 1 up");
	if (!speaks_11 &&
	    !has_capability(s, BASE_CAPABILITY "0", sizeof(BASE_CAPABILITY)))
		return vg_detail_set(detail, VG_EPARSE,
		    "hello: RFC 6241 8.1: neither base:1.0 nor base:1.1");
	return VG_OK;
}

bool
vg_ncsession_has_module(const struct vg_ncsession *session, const char *name)
{
	static const char key[] = "module=";
	size_t size = strlen(name);

	for (size_t i = 0; i < session->n; i++) {
		const char *at = strstr(session->capabilities[i], key);
		if (!at || at == session->capabilities[i] || !strchr("?&;", at[-1]))
			continue;
		at += sizeof(key) - 1;
		if (strncmp(at, name, size) == 0 && strcspn(at, "&;") == size)
			return true;
	}
	return false;
}

bool
vg_ncsession_has_library(const struct vg_ncsession *session)
{
	return has_capability(
	    session, LIBRARY_CAPABILITY, sizeof(LIBRARY_CAPABILITY) - 1);
}

/* --- asking -------------------------------------------------------------------------------- */

static void
forget_answer(struct vg_ncsession *s)
{
	lyd_free_all(s->envelope);
	lyd_free_all(s->op);
	s->envelope = s->op = NULL;
}

/* The session is over: the filter's reason when it has one, else what the library says. */
static int
lose(struct vg_ncsession *s, struct vg_detail *detail)
{
	s->lost = true;
	if (vg_ncfilter_end(s->filter, detail) != VG_OK)
		return detail->code;
	return vg_detail_set(
	    detail, VG_EPARSE, "%s", last_words[0] ? last_words : "the session was lost");
}

static const char *
error_text(const struct lyd_node *error, const char *name)
{
	const struct lyd_node *found = vg_ncsession_find(lyd_child(error), BASE_NS, name);

	return found ? vg_ncsession_text(found) : "";
}

static int
take_answer(
    struct vg_ncsession *s, const struct lyd_node **data, struct vg_detail *detail)
{
	const struct lyd_node *top = s->envelope ? lyd_child(s->envelope) : NULL;
	const struct lyd_node *error = vg_ncsession_find(top, BASE_NS, "rpc-error");
	const struct lyd_node *any = s->op ? lyd_child(s->op) : NULL;

	if (error)
		return vg_detail_set(detail, VG_EUNSUPPORTED, "%.40s: %.150s",
		    error_text(error, "error-tag"), error_text(error, "error-message"));
	/* libnetconf2 drops an operation without output: nothing is there. */
	for (; any; any = any->next) {
		const struct lyd_node_any *found = (const struct lyd_node_any *)any;
		if (any->schema && (any->schema->nodetype & LYD_NODE_ANY) &&
		    found->value_type == LYD_ANYDATA_DATATREE) {
			*data = found->value.tree;
			return VG_OK;
		}
	}
	return VG_OK;
}

/* The library hands over, and keeps, what comes before the answer: few of them, then. */
static NC_MSG_TYPE
receive(struct vg_ncsession *s, struct nc_rpc *rpc, uint64_t id)
{
	NC_MSG_TYPE type = NC_MSG_NOTIF;

	for (int n = 0; type == NC_MSG_NOTIF && n < NOTIFICATIONS; n++)
		type = nc_recv_reply(s->nc, rpc, id, WAIT_MS, &s->envelope, &s->op);
	if (type == NC_MSG_NOTIF)
		vg_text_copy(last_words, sizeof(last_words),
		    "notifications that nobody asked for, and no answer");
	return type;
}

int
vg_ncsession_get(struct vg_ncsession *session, const char *xml,
    const struct lyd_node **data, struct vg_detail *detail)
{
	struct nc_rpc *rpc;
	uint64_t id = 0;

	*data = NULL;
	forget_answer(session);
	last_words[0] = '\0';
	if (session->lost)
		return vg_detail_set(detail, VG_EUNREACH, "the session was lost");
	rpc = nc_rpc_get(xml, NC_WD_UNKNOWN, NC_PARAMTYPE_CONST);
	NC_MSG_TYPE type =
	    rpc ? nc_send_rpc(session->nc, rpc, WAIT_MS, &id) : NC_MSG_ERROR;
	if (type == NC_MSG_RPC)
		type = receive(session, rpc, id);
	nc_rpc_free(rpc);
	if (type != NC_MSG_REPLY)
		return lose(session, detail);
	return take_answer(session, data, detail);
}

/* --- life ---------------------------------------------------------------------------------- */

static int
open_it(struct vg_ncsession *s, struct vg_detail *detail)
{
	enum vg_ncframe_version version = VG_NCFRAME_10;
	struct vg_buf hello;
	uint32_t id = 0;
	int fd = -1;

	/* Only what the operations need: what devices model is read without their modules. */
	if (ly_ctx_new(vg_context_ietf_folder(), LY_CTX_NO_YANGLIBRARY, &s->context) !=
		LY_SUCCESS ||
	    !ly_ctx_load_module(s->context, "ietf-netconf", NULL, NULL))
		return vg_detail_set(detail, VG_EIO, "libyang: %s", last_words);
	vg_buf_init(&hello, VG_NCFILTER_HELLO);
	int code = vg_ncfilter_hello(s->filter, &hello, detail);
	if (code == VG_OK)
		code = read_hello(s, &hello, &version, &id, detail);
	vg_buf_fini(&hello);
	if (code == VG_OK)
		code = vg_ncfilter_start(s->filter, version, id, &fd, detail);
	if (code != VG_OK)
		return code;
	s->nc = nc_connect_inout(fd, fd, s->context);
	return s->nc ? VG_OK : lose(s, detail);
}

struct vg_ncsession *
vg_ncsession_open(struct vg_ncfilter *filter, struct vg_detail *detail)
{
	struct vg_ncsession *s = vg_mem_zero(sizeof(*s));

	s->filter = filter;
	nc_client_init();
	nc_verbosity(NC_VERB_ERROR);
	nc_set_print_clb_session(note_words);
	if (open_it(s, detail) == VG_OK)
		return s;
	vg_ncsession_close(s);
	return NULL;
}

void
vg_ncsession_close(struct vg_ncsession *session)
{
	if (!session)
		return;
	forget_answer(session);
	nc_session_free(session->nc, NULL);
	vg_ncfilter_end(session->filter, NULL);
	for (size_t i = 0; i < session->n; i++)
		free(session->capabilities[i]);
	free(session->capabilities);
	ly_ctx_destroy(session->context);
	nc_client_destroy();
	free(session);
}
