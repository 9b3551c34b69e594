/*
 * Operations: the table, and those that are NETCONF's own.
 */
#include "collector/netconf/ncops.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/nccall.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncnamed.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

typedef void (*op_fn)(
    struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply);

static void
refuse(struct vg_ncreply *reply, const char *tag, const char *message)
{
	reply->kind = VG_NCREPLY_FAULT;
	vg_ncfault_set(&reply->fault, "protocol", tag, "%s", message);
}

/* --- sessions ------------------------------------------------------------------------------ */

/* Runs an operation of the collector that concerns the session; NULL: refused, 'reply' says so. */
static struct lyd_node *
ask(struct vg_ncops *ops, const char *name, const char *inside, struct vg_ncreply *reply)
{
	struct lyd_node *output =
	    vg_nccall_named(ops->read.socket, ops->read.ly, name, inside, &reply->fault);

	if (!output)
		reply->kind = VG_NCREPLY_FAULT;
	return output;
}

/* The datastore that the child 'name' of the request holds: its name (static by the models). */
static const char *
store_of(const struct lyd_node *rpc, const char *name)
{
	const struct lyd_node *target = vg_ncmodels_find(lyd_child(rpc), name);

	return target && lyd_child(target) ? LYD_NAME(lyd_child(target)) : "running";
}

/* lock and unlock: who holds it already stands in the answer. */
static void
run_lock(struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	bool lock = strcmp(LYD_NAME(rpc), "lock") == 0;
	char *inside = vg_mem_format("\"target\":\"%s\"", store_of(rpc, "target"));
	struct lyd_node *output =
	    ask(ops, lock ? "vigie-tree:session-lock" : "vigie-tree:session-unlock",
		inside, reply);
	const char *holder = output ? vg_ncmodels_text(output, "locked-by") : NULL;

	if (holder && lock) {
		refuse(reply, "lock-denied", "RFC 6241 7.5: it is locked");
		vg_ncfault_info(&reply->fault, "session-id", holder);
	} else if (holder) {
		refuse(reply, "operation-failed",
		    "RFC 6241 7.6: this session does not hold the lock");
	}
	lyd_free_all(output);
	free(inside);
}

static void
run_kill(struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	const char *id = vg_ncmodels_text(rpc, "session-id");
	char *inside = vg_mem_format("\"session-id\":%s", id ? id : "0");

	lyd_free_all(ask(ops, "vigie-tree:session-kill", inside, reply));
	free(inside);
}

static void
run_close(struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	struct vg_ncreply unused = {0};

	(void)rpc;
	/* So that others are told why it ends. */
	lyd_free_all(ask(ops, "vigie-tree:session-close", "", &unused));
	reply->kind = VG_NCREPLY_LAST;
}

/* --- reading ------------------------------------------------------------------------------- */

static void
run_read(struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	vg_ncread_run(&ops->read, rpc, reply);
}

static void
run_schema(struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	const char *name = vg_ncmodels_text(rpc, "identifier");
	const char *version = vg_ncmodels_text(rpc, "version");
	const char *format = vg_ncmodels_text(rpc, "format");
	bool yin = format && strstr(format, "yin");
	struct vg_buf out;

	if (format && !yin && !strstr(format, "yang")) {
		refuse(
		    reply, "invalid-value", "RFC 6022 3.1: the formats are yang and yin");
		return;
	}
	char *text = vg_ncmodels_print(
	    ops->read.ly, name ? name : "", version ? version : "", yin);
	if (!text) {
		refuse(reply, "invalid-value", "RFC 6022 3.1: no such schema");
		return;
	}
	vg_buf_init(&out, 0);
	vg_ncfault_escape(&out, text);
	free(text);
	reply->kind = VG_NCREPLY_DATA;
	reply->xml = vg_buf_give(&out);
}

static void
run_subscribe(struct vg_ncops *ops, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	vg_ncsubscribe_begin(ops->subscribe, rpc, reply);
}

/* --- the table ----------------------------------------------------------------------------- */

static const struct {
	const char *module, *name;
	op_fn run;
} table[] = {
    {"ietf-netconf", "get", run_read},
    {"ietf-netconf", "get-config", run_read},
    {"ietf-netconf", "lock", run_lock},
    {"ietf-netconf", "unlock", run_lock},
    {"ietf-netconf", "kill-session", run_kill},
    {"ietf-netconf", "close-session", run_close},
    {"ietf-netconf-monitoring", "get-schema", run_schema},
    {"notifications", "create-subscription", run_subscribe},
};

static op_fn
find(const struct lyd_node *rpc)
{
	const char *module = rpc->schema->module->name;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, LYD_NAME(rpc)) == 0 &&
		    strcmp(table[i].module, module) == 0)
			return table[i].run;
	}
	return NULL;
}

void
vg_ncops_run(const struct lyd_node *rpc, struct vg_ncreply *reply, void *cookie)
{
	struct vg_ncops *ops = cookie;
	op_fn run = find(rpc);

	ops->state->requests++;
	if (run)
		run(ops, rpc, reply);
	else if (vg_ncedit_run(&ops->edit, rpc, reply))
		;
	else if (!vg_ncnamed_is_ours(rpc->schema->module->name))
		refuse(reply, "operation-not-supported", "not supported");
	else
		vg_nccall_run(ops->read.socket, rpc, reply);
	if (reply->kind == VG_NCREPLY_FAULT)
		ops->state->errors++;
}
