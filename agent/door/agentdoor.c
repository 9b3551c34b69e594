/*
 * The agent's local socket.
 */
#include "agent/door/agentdoor.h"

#include <stdlib.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/rest/rest.h"

struct vg_agentdoor {
	struct vg_agentdoor_tools tools;
	struct vg_rest *rest;
	char *path;
};

static int
know_caller(uid_t uid, const char *named, struct vg_rest_caller *caller,
    struct vg_detail *detail, void *cookie)
{
	(void)cookie;
	if (named)
		return vg_detail_set(
		    detail, VG_EACCESS, "nobody speaks for others at an agent's socket");
	if (uid != 0 && uid != geteuid())
		return vg_detail_set(detail, VG_EACCESS,
		    "uid %u is neither root nor the agent's", (unsigned)uid);
	caller->uid = uid;
	vg_text_copy(caller->user, sizeof(caller->user), "local");
	return VG_OK;
}

static void
write_device(struct vg_restdata *data, const struct vg_agentdoor_device *d)
{
	vg_restdata_entry(data, "device", &d->name, 1);
	vg_restdata_text(data, "address", d->address);
	vg_restdata_text(data, "reach", d->reach);
	vg_restdata_text(data, "family", d->family);
	vg_restdata_text(data, "model", d->model);
	vg_restdata_text(data, "serial", d->serial);
	vg_restdata_text(data, "software", d->software);
	vg_restdata_time(data, "last-answered", d->answered);
	vg_restdata_text(data, "failure", d->failure);
	vg_restdata_uint(data, "standing", d->standing);
	vg_restdata_out(data);
}

static void
write_heard(struct vg_restdata *data, const struct vg_agentdoor_heard *h)
{
	vg_restdata_into(data, "notifications");
	vg_restdata_uint(data, "received", h->in.received);
	for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++) {
		const char *key = vg_trapin_cause_key((enum vg_trapin_cause)c);
		vg_restdata_entry(data, "cause", &key, 1);
		vg_restdata_uint(data, "count", h->in.by_cause[c]);
		vg_restdata_out(data);
	}
	vg_restdata_uint(data, "kernel-drops", h->in.kernel_drops);
	vg_restdata_uint(data, "acknowledged", h->in.acknowledged);
	vg_restdata_uint(data, "waiting", h->waiting);
	vg_restdata_uint(data, "confirmed", h->confirmed);
	vg_restdata_uint(data, "unconfirmed", h->unconfirmed);
	vg_restdata_uint(data, "contradicted", h->contradicted);
	vg_restdata_uint(data, "unclassified", h->unclassified);
	vg_restdata_uint(data, "lost", h->lost);
	vg_restdata_out(data);
}

static int
give_status(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	const struct vg_agentdoor_tools *t = &((struct vg_agentdoor *)cookie)->tools;
	struct vg_notify_status notify = vg_notify_status(t->notify);
	struct vg_spool_counts counts = vg_spool_count(t->spool);
	char spool[2 * VG_SPOOL_SIZE + 1];
	struct vg_agentdoor_device device;
	struct vg_agentdoor_heard heard;

	(void)ask;
	(void)detail;
	vg_text_hex(spool, vg_state_spool(t->state), VG_SPOOL_SIZE);
	vg_restdata_leaf(data, "name", t->conf->name);
	vg_restdata_leaf(data, "version", vg_version_text());
	vg_restdata_text(data, "configuration", t->conf->digest);
	vg_restdata_leaf(data, "spool", spool);
	vg_restdata_bool(data, "collector-reachable", notify.reachable);
	vg_restdata_time(data, "last-acknowledged", notify.heard);
	vg_restdata_text(data, "failure", notify.text);
	vg_restdata_uint(data, "queue", counts.queue);
	vg_restdata_uint(data, "waiting", counts.waiting);
	vg_restdata_uint(data, "lost", counts.lost);
	vg_restdata_uint(data, "next-sequence", counts.next);
	vg_restdata_uint(data, "standing", vg_fault_count(t->faults));
	if (t->samples) {
		struct vg_samplecounts samples = vg_samplestore_counts(t->samples);
		vg_restdata_uint(data, "samples-kept", samples.kept);
		vg_restdata_uint(data, "samples-lost", samples.lost);
	}
	if (t->heard_cb && t->heard_cb(&heard, t->cookie))
		write_heard(data, &heard);
	for (size_t i = 0; t->device_cb(i, &device, t->cookie); i++)
		write_device(data, &device);
	return VG_OK;
}

static int
answer(int code, const char *name, struct vg_detail *detail)
{
	if (code == VG_ENOENT)
		return vg_detail_set(
		    detail, code, "device %s is not polled here", name ? name : "-");
	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code, "spool: %s", vg_error_text(code));
}

static int
run_poll(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	const struct vg_agentdoor_tools *t = &((struct vg_agentdoor *)cookie)->tools;
	const char *name = vg_tree_text(input, "device", NULL);

	(void)caller;
	(void)output;
	return answer(t->poll_cb(name, t->cookie), name, detail);
}

static int
run_accept(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	const struct vg_agentdoor_tools *t = &((struct vg_agentdoor *)cookie)->tools;
	const char *name = vg_tree_text(input, "device", "");

	(void)caller;
	(void)output;
	return answer(t->accept_cb(name, t->cookie), name, detail);
}

struct vg_agentdoor *
vg_agentdoor_open(
    const struct vg_agentdoor_tools *tools, const char *path, struct vg_detail *detail)
{
	struct vg_agentdoor *door = vg_mem_zero(sizeof(*door));

	door->tools = *tools;
	door->rest = vg_rest_new(tools->loop, tools->context, "door", know_caller, door);
	vg_rest_add_data(door->rest, "vigie-agent:agent-status", give_status, door);
	vg_rest_add_operation(door->rest, "vigie-agent:poll-now", run_poll, door);
	vg_rest_add_operation(door->rest, "vigie-agent:accept", run_accept, door);
	if (vg_rest_listen(door->rest, path, detail) != VG_OK) {
		vg_agentdoor_close(door);
		return NULL;
	}
	door->path = vg_mem_text(path);
	return door;
}

void
vg_agentdoor_change(struct vg_agentdoor *door, const struct vg_agentdoor_tools *tools)
{
	door->tools = *tools;
}

void
vg_agentdoor_close(struct vg_agentdoor *door)
{
	if (!door)
		return;
	vg_rest_free(door->rest);
	if (door->path)
		unlink(door->path);
	free(door->path);
	free(door);
}
