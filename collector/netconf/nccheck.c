/*
 * A message is parsed here once and in the library once more: that costs little beside what it
 * asks for, and each refusal is the RFC's.
 */
#include "collector/netconf/nccheck.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/netconf/ncattribute.h"
#include "collector/netconf/ncfault.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncnamed.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define BASE_NS "urn:ietf:params:xml:ns:netconf:base:1.0"
#define BASE_CAPABILITY "urn:ietf:params:netconf:base:1."

/* --- hello --------------------------------------------------------------------------------- */

static bool
is_base(const struct lyd_node *node, const char *name)
{
	return node && strcmp(LYD_NAME(node), name) == 0 &&
	    strcmp(vg_ncmodels_ns(node), BASE_NS) == 0;
}

/* Whether the capability in 'node' is base:1.'minor'. */
static bool
says_base(const struct lyd_node *node, char minor)
{
	const char *text = lyd_get_value(node);
	size_t size = sizeof(BASE_CAPABILITY) - 1;

	text = text ? text + strspn(text, " \t\r\n") : "";
	return strncmp(text, BASE_CAPABILITY, size) == 0 && text[size] == minor &&
	    text[size + 1 + strspn(text + size + 1, " \t\r\n")] == '\0';
}

static int
judge_hello(const struct lyd_node *root, enum vg_ncframe_version *version,
    struct vg_detail *detail)
{
	const struct lyd_node *list = is_base(root, "hello")
	    ? vg_ncmodels_find(lyd_child(root), "capabilities")
	    : NULL;
	bool speaks_10 = false, speaks_11 = false;

	if (!is_base(root, "hello") || root->next)
		return vg_detail_set(
		    detail, VG_EPARSE, "RFC 6241 8.1: the first message is no hello");
	if (vg_ncmodels_find(lyd_child(root), "session-id"))
		return vg_detail_set(
		    detail, VG_EPARSE, "RFC 6241 8.1: a client's hello with session-id");
	for (const struct lyd_node *c = list ? lyd_child(list) : NULL; c; c = c->next) {
		speaks_10 = speaks_10 || says_base(c, '0');
		speaks_11 = speaks_11 || says_base(c, '1');
	}
	if (!speaks_10 && !speaks_11)
		return vg_detail_set(detail, VG_EPARSE,
		    "RFC 6241 8.1: a hello with neither base:1.0 nor base:1.1");
	*version = speaks_11 ? VG_NCFRAME_11 : VG_NCFRAME_10;
	return VG_OK;
}

int
vg_nccheck_hello(const struct ly_ctx *ly, const char *text,
    enum vg_ncframe_version *version, struct vg_detail *detail)
{
	struct lyd_node *top = NULL;
	int err;

	if (lyd_parse_data_mem(ly, text, LYD_XML, LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0,
		&top) != LY_SUCCESS)
		return vg_detail_set(detail, VG_EPARSE, "a hello that is no XML");
	err = judge_hello(top, version, detail);
	lyd_free_all(top);
	return err;
}

/* --- requests ------------------------------------------------------------------------------ */

void
vg_nccheck_refuse(enum vg_ncframe_version version, const char *tag, const char *message,
    struct vg_buf *reply)
{
	struct vg_ncfault fault;

	if (version == VG_NCFRAME_10 && strcmp(tag, "malformed-message") == 0)
		tag = "operation-failed";
	vg_ncfault_set(&fault, "rpc", tag, "%s", message);
	vg_buf_add_text(reply, "<rpc-reply xmlns=\"" BASE_NS "\">");
	vg_ncfault_print(&fault, reply);
	vg_buf_add_text(reply, "</rpc-reply>");
}

/* As vg_ncfault_escape; bare white space would be read as a space (XML 1.0 section 3.3.3). */
static void
escape_value(struct vg_buf *reply, const char *value)
{
	while (*value) {
		size_t plain = strcspn(value, "\n\t\r");
		char *piece = vg_mem_text_n(value, plain);
		vg_ncfault_escape(reply, piece);
		free(piece);
		value += plain;
		if (*value)
			vg_buf_addf(reply, "&#%d;", *value++);
	}
}

/* Whether an attribute before 'attr' has its prefix: that is written once. */
static bool
is_written(const struct lyd_attr *first, const struct lyd_attr *attr)
{
	for (; first != attr; first = first->next) {
		if (first->name.prefix &&
		    strcmp(first->name.prefix, attr->name.prefix) == 0)
			return true;
	}
	return false;
}

/* The attributes of the request stand in its reply (RFC 6241 section 4.1). */
static void
add_attributes(struct vg_buf *reply, const struct lyd_node *envelope)
{
	const struct lyd_attr *first = ((const struct lyd_node_opaq *)envelope)->attr;

	for (const struct lyd_attr *attr = first; attr; attr = attr->next) {
		const char *prefix = attr->name.prefix;
		if (prefix && attr->name.module_ns && strcmp(prefix, "xml") != 0 &&
		    !is_written(first, attr)) {
			vg_buf_addf(reply, " xmlns:%s=\"", prefix);
			escape_value(reply, attr->name.module_ns);
			vg_buf_add_text(reply, "\"");
		}
		vg_buf_addf(reply, " %s%s%s=\"", prefix ? prefix : "", prefix ? ":" : "",
		    attr->name.name);
		escape_value(reply, attr->value);
		vg_buf_add_text(reply, "\"");
	}
}

static bool
has_id(const struct lyd_node *envelope)
{
	const struct lyd_attr *attr = ((const struct lyd_node_opaq *)envelope)->attr;

	for (; attr; attr = attr->next) {
		if (strcmp(attr->name.name, "message-id") == 0 && !attr->name.prefix)
			return true;
	}
	return false;
}

static bool
refuse(
    const struct vg_ncfault *fault, const struct lyd_node *envelope, struct vg_buf *reply)
{
	vg_buf_add_text(reply, "<rpc-reply xmlns=\"" BASE_NS "\"");
	add_attributes(reply, envelope);
	vg_buf_add_text(reply, ">");
	vg_ncfault_print(fault, reply);
	vg_buf_add_text(reply, "</rpc-reply>");
	return false;
}

/* An operation that no module has is the protocol's affair; base:1.0 has fewer tags. */
static void
name_operation(struct vg_ncfault *fault, enum vg_ncframe_version version)
{
	if (version == VG_NCFRAME_10 && strcmp(fault->tag, "malformed-message") == 0)
		vg_text_copy(fault->tag, sizeof(fault->tag), "operation-failed");
	if (strcmp(fault->tag, "unknown-namespace") != 0 &&
	    strcmp(fault->tag, "unknown-element") != 0)
		return;
	if (strchr(fault->path, '/') == NULL)
		vg_text_copy(fault->type, sizeof(fault->type), "protocol");
}

/* Held while the pump's thread parses: a child made meanwhile would wait for ever. */
static pthread_mutex_t parsing = PTHREAD_MUTEX_INITIALIZER;

pid_t
vg_nccheck_fork(void)
{
	pid_t child;

	pthread_mutex_lock(&parsing);
	child = fork();
	pthread_mutex_unlock(&parsing);
	return child;
}

/* Whom to ask before the models' word is given. */
struct asking {
	vg_nccheck_may_cb may;
	void *cookie;
};

/* Lets 'fault' say that he may not, where that is so. */
static void
put_access_first(const struct ly_ctx *ly, const char *text, const struct asking *asking,
    struct vg_ncfault *fault)
{
	char target[VG_NCNAMED_SIZE];
	struct vg_ncfault denied = {0};

	if (asking->may && vg_ncnamed_target(ly, text, target) &&
	    !asking->may(target, &denied, asking->cookie))
		*fault = denied;
}

static bool
judge(const struct ly_ctx *ly, enum vg_ncframe_version version, const char *text,
    const struct asking *asking, struct vg_buf *reply)
{
	struct lyd_node *envelope = NULL, *op = NULL;
	struct vg_ncfault fault = {0}, odd = {0};
	struct ly_in *in = NULL;
	bool good = true;
	LY_ERR refused;

	ly_err_clean((struct ly_ctx *)(uintptr_t)ly, NULL);
	if (ly_in_new_memory(text, &in) != LY_SUCCESS)
		abort(); /* memory only */
	refused =
	    lyd_parse_op(ly, NULL, in, LYD_XML, LYD_TYPE_RPC_NETCONF, &envelope, &op);
	if (refused == LY_SUCCESS)
		refused = lyd_validate_op(op, NULL, LYD_TYPE_RPC_YANG, NULL);
	if (refused != LY_SUCCESS)
		vg_ncfault_of_model(&fault, ly);
	if (envelope && has_id(envelope) && !vg_ncattribute_check(text, &odd)) {
		refused = LY_EVALID;
		fault = odd;
	}
	if (!envelope) {
		vg_nccheck_refuse(version, "malformed-message",
		    fault.message[0] ? fault.message : "no rpc", reply);
		good = false;
	} else if (!has_id(envelope)) {
		vg_ncfault_set(&fault, "rpc", "missing-attribute",
		    "RFC 6241 4.1: an rpc without message-id");
		vg_ncfault_info(&fault, "bad-attribute", "message-id");
		vg_ncfault_info(&fault, "bad-element", "rpc");
		good = refuse(&fault, envelope, reply);
	} else if (refused != LY_SUCCESS) {
		name_operation(&fault, version);
		put_access_first(ly, text, asking, &fault);
		good = refuse(&fault, envelope, reply);
	}
	lyd_free_all(op);
	lyd_free_all(envelope);
	ly_in_free(in, 0);
	return good;
}

bool
vg_nccheck_request(const struct ly_ctx *ly, enum vg_ncframe_version version,
    const char *text, vg_nccheck_may_cb may, void *cookie, struct vg_buf *reply)
{
	const struct asking asking = {may, cookie};

	pthread_mutex_lock(&parsing);
	bool good = judge(ly, version, text, &asking, reply);
	pthread_mutex_unlock(&parsing);
	return good;
}
