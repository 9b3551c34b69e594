/*
 * By hand.
 */
#include "agent/ncpoll/nchand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/agentconf.h"
#include "agent/ncask/ncask.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/loop/loop.h"
#include "lib/os/credential.h"
#include "lib/pack/packset.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"

struct hand {
	struct vg_context *context;
	struct vg_agentconf *conf;
	struct vg_packset *packs;
	struct vg_loop *loop;
	bool answered;
	struct vg_detail *detail; /* borrowed */
};

static int
load_all(struct hand *hand, const char *path, struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	int code = vg_context_new(&hand->context, detail);

	if (code == VG_OK)
		code = vg_tree_load(hand->context, path, VG_TREE_AGENT, &tree, detail);
	if (code == VG_OK)
		code = vg_agentconf_make(tree, &hand->conf, detail);
	vg_tree_free(tree);
	if (code != VG_OK)
		return code;
	const char **names = vg_mem_array(hand->conf->n_packs + 1, sizeof(*names));
	for (size_t i = 0; i < hand->conf->n_packs; i++)
		names[i] = hand->conf->packs[i];
	code = vg_packload_folder(
	    hand->context, NULL, names, hand->conf->n_packs, &hand->packs, detail);
	free(names);
	return code;
}

static void
free_all(struct hand *hand)
{
	vg_packset_free(hand->packs);
	vg_agentconf_free(hand->conf);
	vg_context_free(hand->context);
	vg_loop_free(hand->loop);
}

static int
check_device(
    const struct vg_agentconf_device *device, const char *state, struct vg_detail *detail)
{
	struct vg_credential credential;
	int code =
	    vg_credential_read(state, device->netconf.credential, &credential, detail);

	if (code == VG_OK && !credential.password.size && !credential.is_key)
		code = vg_detail_set(detail, VG_EINVAL,
		    "credential %s: NETCONF wants the line password: or a private key",
		    device->netconf.credential);
	if (code != VG_OK)
		return vg_detail_prefix(detail, "device %s", device->name);
	printf("%s: %s port %u as %s, by %s\n", device->name, device->netconf.address,
	    (unsigned)device->netconf.port, device->netconf.user,
	    credential.is_key ? "key" : "password");
	vg_credential_wipe(&credential);
	return VG_OK;
}

int
vg_nchand_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct hand hand = {0};
	int code = load_all(&hand, daemon->config, detail);

	for (size_t i = 0; code == VG_OK && i < hand.conf->n_devices; i++) {
		if (hand.conf->devices[i].netconf.address[0])
			code =
			    check_device(&hand.conf->devices[i], daemon->state, detail);
	}
	free_all(&hand);
	return code;
}

/* --- asking -------------------------------------------------------------------------------- */

static void
print_row(const struct vg_samplerow *row, const struct vg_object *objects, size_t n)
{
	char text[VG_TEXT_SIZE];

	for (size_t i = 0; row->values && i < n; i++) {
		if (vg_value_is_missing(&row->values[i]))
			continue;
		vg_value_text(&row->values[i], text, sizeof(text));
		printf("  %s%s%s = %s\n", objects[i].name, row->index[0] ? " " : "",
		    row->index, text);
	}
}

static void
print_probe(const struct vg_nctake_probe *p)
{
	const struct vg_probe *probe = p->probe;

	switch (p->state) {
	case VG_NCTAKE_LACKS:
		printf("%s: the device has no %s\n", probe->name, probe->netconf->module);
		return;
	case VG_NCTAKE_NOTHING:
	case VG_NCTAKE_FAILED:
		printf("%s: %s\n", probe->name, p->text);
		return;
	case VG_NCTAKE_WHOLE:
		break;
	}
	printf("%s: %zu rows%s\n", probe->name, p->samples.n_rows,
	    probe->n_columns && !p->samples.whole ? ", not whole" : "");
	print_row(&p->samples.scalars, probe->scalars, probe->n_scalars);
	for (size_t i = 0; i < p->samples.n_rows; i++)
		print_row(&p->samples.rows[i], probe->columns, probe->n_columns);
}

static void
answered(const struct vg_ncask_result *result, void *cookie)
{
	struct hand *hand = cookie;

	for (size_t i = 0; i < result->n; i++)
		print_probe(&result->probes[i]);
	hand->answered = result->outcome == VG_NCASK_ANSWER;
	if (!hand->answered)
		vg_detail_set(hand->detail, VG_EUNREACH, "%s: %s",
		    vg_ncask_outcome_text(result->outcome), result->text);
	vg_loop_stop(hand->loop);
}

static int
ask_device(struct hand *hand, const struct vg_agentconf_device *device, const char *state,
    struct vg_detail *detail)
{
	const struct vg_probe **probes;
	size_t n;

	n = vg_packset_netconf_probes(hand->packs, device->supplier, &probes);
	struct vg_ncask *ask = vg_ncask_new(
	    hand->loop, device->name, &device->netconf, probes, n, state, detail);
	free(probes);
	int code = ask ? vg_ncask_run(ask, answered, hand) : detail->code;
	if (code == VG_OK)
		vg_loop_run(hand->loop);
	vg_ncask_free(ask);
	if (code == VG_OK && !hand->answered)
		code = VG_EUNREACH;
	return code;
}

int
vg_nchand_ask(const struct vg_daemon *daemon, const char *name, struct vg_detail *detail)
{
	struct hand hand = {.detail = detail};
	int code = load_all(&hand, daemon->config, detail);
	const struct vg_agentconf_device *device = NULL;

	for (size_t i = 0; code == VG_OK && i < hand.conf->n_devices; i++) {
		const struct vg_agentconf_device *d = &hand.conf->devices[i];
		if (strcasecmp(d->name, name) == 0 && d->netconf.address[0])
			device = d;
	}
	if (code == VG_OK && !device)
		code = vg_detail_set(detail, VG_ENOENT,
		    "%s: no device of that name with netconf in %s", name,
		    daemon->config);
	if (code == VG_OK) {
		hand.loop = vg_loop_new();
		code = ask_device(&hand, device, daemon->state, detail);
	}
	free_all(&hand);
	return code;
}
