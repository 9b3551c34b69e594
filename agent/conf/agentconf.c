/*
 * From the tree's leafs to structs.
 *
 * The tree is validated: what is mandatory there is there, and numbers lie in their ranges.  The
 * values given here as fallbacks are those of the model, for a tree without defaults.
 */
#include "agent/conf/agentconf.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

static void
read_collector(const struct vg_node *top, struct vg_agentconf_collector *collector)
{
	const struct vg_node *node = vg_tree_child(top, "collector");

	vg_text_copy(
	    collector->name, sizeof(collector->name), vg_tree_text(node, "name", ""));
	vg_text_copy(collector->address, sizeof(collector->address),
	    vg_tree_text(node, "address", ""));
	collector->port = (uint16_t)vg_tree_int(node, "port", 162);
	vg_text_copy(
	    collector->user, sizeof(collector->user), vg_tree_text(node, "user", ""));
	vg_text_copy(collector->credential, sizeof(collector->credential),
	    vg_tree_text(node, "credential", ""));
	collector->timeout_ms = vg_tree_int(node, "timeout-ms", 2000);
	collector->window = (unsigned)vg_tree_int(node, "window", 64);
}

static void
read_numbers(const struct vg_node *top, struct vg_agentconf *conf)
{
	const struct vg_node *poll = vg_tree_child(top, "poll");
	const struct vg_node *heartbeat = vg_tree_child(top, "heartbeat");
	const struct vg_node *spool = vg_tree_child(top, "spool");
	const struct vg_node *history = vg_tree_child(top, "history");

	conf->interval_ms = vg_tree_int(poll, "interval-ms", 60000);
	conf->timeout_ms = vg_tree_int(poll, "timeout-ms", 2000);
	conf->tries = (unsigned)vg_tree_int(poll, "tries", 3);
	conf->unreachable_after = (unsigned)vg_tree_int(poll, "unreachable-after", 3);
	conf->least_wait_ms = vg_tree_int(poll, "least-wait-ms", 500);
	conf->in_flight = (size_t)vg_tree_int(poll, "in-flight", 4096);
	conf->receive_buffer = (int)vg_tree_int(poll, "receive-buffer-kib", 4096) * 1024;
	conf->batch = (size_t)vg_tree_int(poll, "batch", 50);
	conf->reply_size = (size_t)vg_tree_int(poll, "reply-size", 1400);
	conf->ping = vg_tree_bool(poll, "ping", true);
	const struct vg_node *own = vg_tree_child(poll, "own-health");
	conf->late_tick_ms = vg_tree_int(own, "late-ms", 200);
	conf->together_percent = (unsigned)vg_tree_int(own, "failing-percent", 20);
	conf->together_least = (size_t)vg_tree_int(own, "failing-least", 3);
	conf->hold_s = vg_tree_int(own, "hold-s", 900);
	conf->heartbeat_ms = vg_tree_int(heartbeat, "interval-ms", 60000);
	conf->standing_ms = vg_tree_int(heartbeat, "standing-interval-ms", 3600000);
	conf->max_messages = (uint64_t)vg_tree_int(spool, "max-messages", 100000);
	conf->max_octets = (uint64_t)vg_tree_int(spool, "max-megabytes", 64) << 20;
	conf->max_age_ms = vg_tree_int(spool, "max-age-h", 72) * VG_HOUR_US / VG_MS_US;
	conf->metrics_port = (int)vg_tree_int(vg_tree_child(top, "metrics"), "port", -1);
	conf->raw_days = (uint32_t)vg_tree_int(history, "sample-days", 14);
	conf->five_days = (uint32_t)vg_tree_int(history, "five-minute-days", 92);
	conf->hour_days = (uint32_t)vg_tree_int(history, "hour-days", 1096);
	conf->history_megabytes = (uint64_t)vg_tree_int(history, "max-megabytes", 8192);
}

/* Strict unless said otherwise: where else the device may answer from, at the same port. */
static int
read_answers_from(const struct vg_node *snmp, struct vg_agentconf_device *device,
    uint16_t port, struct vg_detail *detail)
{
	const struct vg_node *first = vg_tree_child(snmp, "answers-from");

	if (first)
		device->answers_from = vg_mem_array(
		    VG_AGENTCONF_ANSWERS_FROM, sizeof(*device->answers_from));
	for (const struct vg_node *node = first;
	     node && device->n_answers_from < VG_AGENTCONF_ANSWERS_FROM;
	     node = vg_tree_next(node)) {
		const char *text = vg_tree_value(node);
		struct vg_address *address =
		    &device->answers_from[device->n_answers_from++];
		if (vg_net_parse(text, port, address) != VG_OK)
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: answers-from %s is no address", device->name,
			    text);
		if (address->storage.ss_family != device->address.storage.ss_family)
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: answers-from %s is of another family than its "
			    "address",
			    device->name, text);
	}
	return VG_OK;
}

static void
read_trap(const struct vg_node *top, struct vg_agentconf *conf)
{
	const struct vg_node *trap = vg_tree_child(top, "trap");
	size_t n = vg_tree_count(top, "trap-listen");

	conf->trap_rate = (unsigned)vg_tree_int(trap, "rate", 50);
	conf->trap_burst = (unsigned)vg_tree_int(trap, "burst", 1000);
	conf->storm_quiet_ms = vg_tree_int(trap, "storm-quiet-ms", 300000);
	conf->first_look_ms = vg_tree_int(trap, "first-look-ms", 5000);
	conf->second_look_ms = vg_tree_int(trap, "second-look-ms", 60000);
	conf->reconcile_ms = vg_tree_int(trap, "reconcile-within-ms", 600000);
	conf->listen = vg_mem_array(n ? n : 1, sizeof(*conf->listen));
	for (const struct vg_node *node = vg_tree_child(top, "trap-listen"); node;
	     node = vg_tree_next(node)) {
		struct vg_agentconf_listen *l = &conf->listen[conf->n_listen++];
		vg_text_copy(l->name, sizeof(l->name), vg_tree_text(node, "name", ""));
		vg_text_copy(
		    l->address, sizeof(l->address), vg_tree_text(node, "address", ""));
		l->port = (uint16_t)vg_tree_int(node, "port", 162);
	}
}

static int
read_known_as(const struct vg_node *node, struct vg_agentconf_device *device,
    struct vg_detail *detail)
{
	node = vg_tree_child(node, "known-as");
	if (node)
		device->known_as =
		    vg_mem_array(VG_AGENTCONF_KNOWN_AS, sizeof(*device->known_as));
	for (; node && device->n_known_as < VG_AGENTCONF_KNOWN_AS;
	     node = vg_tree_next(node)) {
		const char *text = vg_tree_value(node);
		if (vg_net_parse(text, 0, &device->known_as[device->n_known_as++]) !=
		    VG_OK)
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: %s is no address", device->name, text);
	}
	return VG_OK;
}

static void
read_netconf(const struct vg_node *node, struct vg_agentconf_netconf *netconf)
{
	struct vg_buf keys;

	if (!node)
		return;
	vg_text_copy(netconf->address, sizeof(netconf->address),
	    vg_tree_text(node, "address", ""));
	netconf->port = (uint16_t)vg_tree_int(node, "port", 830);
	vg_text_copy(
	    netconf->user, sizeof(netconf->user), vg_tree_text(node, "user", ""));
	vg_text_copy(netconf->credential, sizeof(netconf->credential),
	    vg_tree_text(node, "credential", ""));
	netconf->limit_ms = vg_tree_int(node, "time-limit-s", 30) * 1000;
	netconf->old_algorithms = vg_tree_bool(node, "old-algorithms", false);
	vg_buf_init(&keys, 0);
	for (const struct vg_node *key = vg_tree_child(node, "host-key"); key;
	     key = vg_tree_next(key))
		vg_buf_addf(&keys, "%s\n", vg_tree_value(key));
	netconf->host_keys = vg_buf_give(&keys);
}

static void
read_access(const struct vg_node *snmp, struct vg_agentconf_device *device)
{
	device->snmp = snmp != NULL;
	device->v3 = vg_text_same(vg_tree_text(snmp, "version", "v3"), "v3");
	vg_text_copy(device->user, sizeof(device->user), vg_tree_text(snmp, "user", ""));
	vg_text_copy(device->credential, sizeof(device->credential),
	    vg_tree_text(snmp, "credential", ""));
}

/* The management board of 'device'. */
static int
read_bmc(const struct vg_node *node, const struct vg_agentconf_device *device,
    struct vg_agentconf_device *bmc, struct vg_detail *detail)
{
	const char *address = vg_tree_text(node, "address", "");

	vg_text_copy(bmc->name, sizeof(bmc->name), device->name);
	vg_text_copy(bmc->site, sizeof(bmc->site), device->site);
	vg_text_copy(bmc->supplier, sizeof(bmc->supplier), device->supplier);
	vg_text_copy(bmc->family, sizeof(bmc->family), vg_tree_text(node, "family", ""));
	bmc->bmc = true;
	read_access(node, bmc);
	if (vg_text_format(bmc->key, sizeof(bmc->key), "%s+bmc", device->name) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: a device with a bmc has a name of at most %d octets",
		    device->name, VG_NAME_SIZE - 5);
	if (vg_net_parse(address, (uint16_t)vg_tree_int(node, "port", 161),
		&bmc->address) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: bmc: %s is no address", device->name, address);
	return VG_OK;
}

static int
read_device(const struct vg_node *node, struct vg_agentconf_device *device,
    struct vg_detail *detail)
{
	const struct vg_node *snmp = vg_tree_child(node, "snmp");
	const char *address = vg_tree_text(snmp, "address", "");

	vg_text_copy(device->name, sizeof(device->name), vg_tree_text(node, "name", ""));
	vg_text_copy(device->site, sizeof(device->site), vg_tree_text(node, "site", ""));
	vg_text_copy(device->supplier, sizeof(device->supplier),
	    vg_tree_text(node, "supplier", ""));
	vg_text_copy(
	    device->family, sizeof(device->family), vg_tree_text(node, "family", ""));
	vg_text_copy(device->key, sizeof(device->key), device->name);
	read_access(snmp, device);
	read_netconf(vg_tree_child(node, "netconf"), &device->netconf);
	if (!snmp)
		return VG_OK;
	uint16_t port = (uint16_t)vg_tree_int(snmp, "port", 161);
	if (vg_net_parse(address, port, &device->address) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "device %s: %s is no address",
		    device->name, address);
	int err = read_answers_from(snmp, device, port, detail);
	return err == VG_OK ? read_known_as(node, device, detail) : err;
}

static bool
has_address(const struct vg_agentconf_device *device, const struct vg_address *address)
{
	for (size_t i = 0; i < device->n_known_as; i++) {
		if (vg_net_same_host(&device->known_as[i], address))
			return true;
	}
	return vg_net_same_host(&device->address, address);
}

/* A further address must not be another's: nobody could tell who sent. */
static int
check_known_as(const struct vg_agentconf *conf, const struct vg_agentconf_device *device,
    struct vg_detail *detail)
{
	char text[VG_NET_TEXT_SIZE];

	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_agentconf_device *other = &conf->devices[i];
		for (size_t k = 0; k < device->n_known_as + other->n_known_as; k++) {
			bool mine = k < device->n_known_as;
			const struct vg_address *a = mine
			    ? &device->known_as[k]
			    : &other->known_as[k - device->n_known_as];
			if (!has_address(mine ? other : device, a))
				continue;
			vg_net_text(a, text);
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: device %s is known as %s already", device->name,
			    other->name, text);
		}
	}
	return VG_OK;
}

/* Two devices that nobody could tell apart: in the log, or on the wire. */
static int
check_apart(const struct vg_agentconf *conf, const struct vg_agentconf_device *device,
    struct vg_detail *detail)
{
	char text[VG_NET_TEXT_SIZE];

	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_agentconf_device *other = &conf->devices[i];
		if (strcasecmp(other->name, device->name) == 0)
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: the name differs from device %s in case alone",
			    device->name, other->name);
		if (!other->snmp || !device->snmp ||
		    !vg_net_same(&other->address, &device->address))
			continue;
		vg_net_text(&device->address, text);
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: device %s has the address %s port %u already",
		    device->name, other->name, text,
		    (unsigned)vg_net_port(&device->address));
	}
	return VG_OK;
}

/* Nor may a board have an address of another device, or of another's board. */
static int
check_bmcs(const struct vg_agentconf *conf, struct vg_detail *detail)
{
	for (size_t i = 0; i < conf->n_bmcs; i++) {
		const struct vg_agentconf_device *bmc = &conf->bmcs[i];
		const char *other = NULL;
		for (size_t k = 0; k < conf->n_devices; k++) {
			if (has_address(&conf->devices[k], &bmc->address) &&
			    strcmp(conf->devices[k].name, bmc->name) != 0)
				other = conf->devices[k].name;
		}
		for (size_t k = 0; k < i; k++) {
			if (vg_net_same_host(&conf->bmcs[k].address, &bmc->address))
				other = conf->bmcs[k].name;
		}
		if (other)
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: the address of its bmc is one of device %s",
			    bmc->name, other);
	}
	return VG_OK;
}

static void
release_device(struct vg_agentconf_device *device)
{
	free(device->netconf.host_keys);
	free(device->answers_from);
	free(device->known_as);
}

static int
read_devices(
    const struct vg_node *top, struct vg_agentconf *conf, struct vg_detail *detail)
{
	size_t n = vg_tree_count(top, "device");
	int err = VG_OK;

	conf->devices = vg_mem_array(n ? n : 1, sizeof(*conf->devices));
	conf->bmcs = vg_mem_array(n ? n : 1, sizeof(*conf->bmcs));
	conf->names = vg_mem_array(n ? n : 1, sizeof(*conf->names));
	for (const struct vg_node *node = vg_tree_child(top, "device");
	     node && err == VG_OK; node = vg_tree_next(node)) {
		struct vg_agentconf_device *device = &conf->devices[conf->n_devices];
		vg_text_copy(conf->names[conf->n_names++], VG_NAME_SIZE,
		    vg_tree_text(node, "name", ""));
		if (!vg_tree_bool(node, "enabled", true))
			continue;
		err = read_device(node, device, detail);
		if (err == VG_OK)
			err = check_apart(conf, device, detail);
		if (err == VG_OK)
			err = check_known_as(conf, device, detail);
		if (err == VG_OK && vg_tree_child(node, "bmc"))
			err = read_bmc(vg_tree_child(node, "bmc"), device,
			    &conf->bmcs[conf->n_bmcs], detail);
		if (err == VG_OK) {
			conf->n_bmcs += vg_tree_child(node, "bmc") != NULL;
			conf->n_devices++;
		} else
			release_device(device);
	}
	return err == VG_OK ? check_bmcs(conf, detail) : err;
}

static int
read_silence(const struct vg_node *node, struct vg_agentconf_silence *silence,
    struct vg_detail *detail)
{
	size_t n = vg_tree_count(node, "device");

	vg_text_copy(
	    silence->name, sizeof(silence->name), vg_tree_text(node, "name", ""));
	if (vg_instant_parse(vg_tree_text(node, "from", ""), &silence->from) != VG_OK ||
	    vg_instant_parse(vg_tree_text(node, "until", ""), &silence->until) != VG_OK ||
	    vg_instant_compare(silence->until, silence->from) <= 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "silence %s: until %s is not after from %s", silence->name,
		    vg_tree_text(node, "until", ""), vg_tree_text(node, "from", ""));
	silence->devices = vg_mem_array(n ? n : 1, sizeof(*silence->devices));
	for (const struct vg_node *d = vg_tree_child(node, "device"); d;
	     d = vg_tree_next(d))
		vg_text_copy(silence->devices[silence->n_devices++], VG_NAME_SIZE,
		    vg_tree_value(d));
	return VG_OK;
}

/* A name that is nowhere polled is a slip of the pen that would be found out too late. */
static int
check_silence(const struct vg_agentconf *conf, const struct vg_agentconf_silence *silence,
    struct vg_detail *detail)
{
	for (size_t i = 0; i < silence->n_devices; i++) {
		if (!vg_agentconf_names(conf, silence->devices[i]))
			return vg_detail_set(detail, VG_EINVAL,
			    "silence %s: there is no device %s", silence->name,
			    silence->devices[i]);
	}
	return VG_OK;
}

static int
read_silences(
    const struct vg_node *top, struct vg_agentconf *conf, struct vg_detail *detail)
{
	size_t n = vg_tree_count(top, "silence");
	int err = VG_OK;

	conf->silences = vg_mem_array(n ? n : 1, sizeof(*conf->silences));
	for (const struct vg_node *node = vg_tree_child(top, "silence");
	     node && err == VG_OK; node = vg_tree_next(node)) {
		struct vg_agentconf_silence *silence =
		    &conf->silences[conf->n_silences++];
		err = read_silence(node, silence, detail);
		if (err == VG_OK)
			err = check_silence(conf, silence, detail);
	}
	return err;
}

const struct vg_agentconf_silence *
vg_agentconf_silence(
    const struct vg_agentconf *conf, const char *name, struct vg_wall now)
{
	for (size_t i = 0; i < conf->n_silences; i++) {
		const struct vg_agentconf_silence *s = &conf->silences[i];
		bool named = s->n_devices == 0;
		for (size_t k = 0; k < s->n_devices && !named; k++)
			named = strcasecmp(s->devices[k], name) == 0;
		if (named && vg_instant_compare(now, s->from) >= 0 &&
		    vg_instant_compare(now, s->until) < 0)
			return s;
	}
	return NULL;
}

static void
read_packs(const struct vg_node *top, struct vg_agentconf *conf)
{
	size_t n = vg_tree_count(top, "pack");

	conf->packs = vg_mem_array(n ? n : 1, sizeof(*conf->packs));
	for (const struct vg_node *node = vg_tree_child(top, "pack"); node;
	     node = vg_tree_next(node))
		vg_text_copy(
		    conf->packs[conf->n_packs++], VG_NAME_SIZE, vg_tree_value(node));
}

int
vg_agentconf_make(
    const struct vg_tree *tree, struct vg_agentconf **conf, struct vg_detail *detail)
{
	const struct vg_node *top = vg_tree_top(tree);
	struct vg_agentconf *made = vg_mem_zero(sizeof(*made));

	vg_text_copy(made->name, sizeof(made->name), vg_tree_text(top, "name", ""));
	vg_text_copy(made->site, sizeof(made->site), vg_tree_text(top, "site", ""));
	read_collector(top, &made->collector);
	read_numbers(top, made);
	read_packs(top, made);
	read_trap(top, made);
	int err = read_devices(top, made, detail);
	if (err == VG_OK)
		err = read_silences(top, made, detail);
	if (err != VG_OK) {
		vg_agentconf_free(made);
		return err;
	}
	*conf = made;
	return VG_OK;
}

int
vg_agentconf_load(const struct vg_context *context, const char *path,
    struct vg_agentconf **conf, struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	struct vg_digest digest;
	struct vg_buf text;

	vg_buf_init(&text, VG_TREE_MAX_SIZE);
	int code = vg_file_read(path, &text, detail);
	if (code == VG_OK)
		code = vg_tree_parse(
		    context, vg_buf_text(&text), path, VG_TREE_AGENT, &tree, detail);
	if (code == VG_OK) {
		code = vg_agentconf_make(tree, conf, detail);
		if (code != VG_OK)
			vg_detail_prefix(detail, "%s", path);
	}
	if (code == VG_OK) {
		digest = vg_digest_of(vg_buf_text(&text), text.size);
		vg_digest_text(&digest, (*conf)->digest);
	}
	vg_tree_free(tree);
	vg_buf_fini(&text);
	return code;
}

bool
vg_agentconf_names(const struct vg_agentconf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_names; i++) {
		if (strcasecmp(conf->names[i], name) == 0)
			return true;
	}
	return false;
}

/* The device whose management board 'bmc' is. */
static const struct vg_agentconf_device *
owner_of(const struct vg_agentconf *conf, const struct vg_agentconf_device *bmc)
{
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (strcmp(conf->devices[i].name, bmc->name) == 0)
			return &conf->devices[i];
	}
	return NULL;
}

const struct vg_agentconf_device *
vg_agentconf_at(const struct vg_agentconf *conf, const struct vg_address *address)
{
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (has_address(&conf->devices[i], address))
			return &conf->devices[i];
	}
	for (size_t i = 0; i < conf->n_bmcs; i++) {
		if (vg_net_same_host(&conf->bmcs[i].address, address))
			return owner_of(conf, &conf->bmcs[i]);
	}
	return NULL;
}

int
vg_agentconf_families(const struct vg_agentconf *conf, const struct vg_packset *packs,
    struct vg_detail *detail)
{
	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_agentconf_device *device = &conf->devices[i];
		if (device->family[0] && !vg_packset_family(packs, device->family))
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: no pack has the family %s", device->name,
			    device->family);
	}
	for (size_t i = 0; i < conf->n_bmcs; i++) {
		const struct vg_agentconf_device *bmc = &conf->bmcs[i];
		if (bmc->family[0] && !vg_packset_family(packs, bmc->family))
			return vg_detail_set(detail, VG_EINVAL,
			    "device %s: bmc: no pack has the family %s", bmc->name,
			    bmc->family);
	}
	return VG_OK;
}

void
vg_agentconf_free(struct vg_agentconf *conf)
{
	if (!conf)
		return;
	for (size_t i = 0; i < conf->n_devices; i++)
		release_device(&conf->devices[i]);
	for (size_t i = 0; i < conf->n_bmcs; i++)
		release_device(&conf->bmcs[i]);
	free(conf->devices);
	free(conf->bmcs);
	for (size_t i = 0; i < conf->n_silences; i++)
		free(conf->silences[i].devices);
	free(conf->silences);
	free(conf->names);
	free(conf->listen);
	free(conf->packs);
	free(conf);
}
