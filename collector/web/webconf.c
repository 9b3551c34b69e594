/*
 * From the tree's leafs to a struct.
 *
 * The tree is validated; fallbacks given here are those of the model, for a tree without defaults.
 * The models are let go of at once: this program needs them for its own file alone.
 */
#include "collector/web/webconf.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"

enum { TLS_PORT = 8443, PLAIN_PORT = 8080, KIB = 1024 };

static bool
is_loopback(const struct vg_address *address)
{
	static const unsigned char mapped[13] = {[10] = 0xFF, [11] = 0xFF, [12] = 127};
	static const unsigned char own[16] = {[15] = 1};
	unsigned char octets[16];

	vg_net_octets(address, octets);
	return memcmp(octets, mapped, sizeof(mapped)) == 0 ||
	    memcmp(octets, own, sizeof(own)) == 0;
}

static int
read_listen(const struct vg_node *top, struct vg_webconf *conf, struct vg_detail *detail)
{
	const struct vg_node *node = vg_tree_child(top, "listen");
	const char *address = vg_tree_text(node, "address", "127.0.0.1");
	int64_t port = vg_tree_int(node, "port", conf->tls ? TLS_PORT : PLAIN_PORT);

	if (vg_net_parse(address, (uint16_t)port, &conf->listen) != VG_OK)
		return vg_detail_set(
		    detail, VG_EINVAL, "listen: %s is no address", address);
	if (!conf->tls && !is_loopback(&conf->listen))
		return vg_detail_set(detail, VG_EINVAL,
		    "listen: %s without tls: passwords and tokens would be readable on "
		    "the way; set tls, or listen on a loopback address behind a proxy",
		    address);
	return VG_OK;
}

static void
read_tls(const struct vg_node *top, struct vg_webconf *conf)
{
	const struct vg_node *node = vg_tree_child(top, "tls");

	conf->tls = node != NULL;
	vg_text_copy(conf->certificate, sizeof(conf->certificate),
	    vg_tree_text(node, "certificate", ""));
	vg_text_copy(conf->key, sizeof(conf->key), vg_tree_text(node, "key", ""));
	vg_text_copy(conf->authority, sizeof(conf->authority),
	    vg_tree_text(node, "client-authority", ""));
}

static void
read_clients(const struct vg_node *top, struct vg_webconf *conf)
{
	size_t n = vg_tree_count(top, "client");

	conf->clients = vg_mem_array(n ? n : 1, sizeof(*conf->clients));
	for (const struct vg_node *node = vg_tree_child(top, "client"); node;
	     node = vg_tree_next(node)) {
		struct vg_webconf_client *client = &conf->clients[conf->n_clients++];
		vg_text_copy(client->kind, sizeof(client->kind),
		    vg_tree_text(node, "kind", "subject"));
		vg_text_copy(client->value, sizeof(client->value),
		    vg_tree_text(node, "value", ""));
		vg_text_copy(
		    client->user, sizeof(client->user), vg_tree_text(node, "user", ""));
	}
}

static int
read_proxy(const struct vg_node *top, struct vg_webconf *conf, struct vg_detail *detail)
{
	const struct vg_node *node = vg_tree_child(top, "proxy");
	const char *address = vg_tree_text(node, "address", "");

	conf->secure = conf->tls;
	if (!node)
		return VG_OK;
	if (vg_net_parse(address, 0, &conf->proxy) != VG_OK)
		return vg_detail_set(
		    detail, VG_EINVAL, "proxy: %s is no address", address);
	vg_text_copy(conf->user_header, sizeof(conf->user_header),
	    vg_tree_text(node, "user-header", ""));
	conf->secure = conf->tls || vg_tree_bool(node, "tls", true);
	return VG_OK;
}

static void
read_session(const struct vg_node *top, struct vg_webconf *conf)
{
	const struct vg_node *node = vg_tree_child(top, "session");
	size_t n = vg_tree_count(node, "origin");

	conf->password = vg_tree_bool(node, "password", true);
	conf->idle_us = vg_tree_int(node, "idle-min", 30) * VG_MINUTE_US;
	conf->life_us = vg_tree_int(node, "life-h", 12) * VG_HOUR_US;
	conf->sessions = (size_t)vg_tree_int(node, "most", 1000);
	conf->sessions_user = (size_t)vg_tree_int(node, "most-user", 20);
	conf->origins = vg_mem_array(n ? n : 1, sizeof(*conf->origins));
	for (node = vg_tree_child(node, "origin"); node; node = vg_tree_next(node))
		vg_text_copy(conf->origins[conf->n_origins++], sizeof(*conf->origins),
		    vg_tree_value(node));
}

static void
read_limits(const struct vg_node *top, struct vg_webconf *conf)
{
	const struct vg_node *node = vg_tree_child(top, "limits");

	conf->connections = (size_t)vg_tree_int(node, "connections", 1024);
	conf->connections_peer = (size_t)vg_tree_int(node, "connections-address", 64);
	conf->header_size = (size_t)vg_tree_int(node, "header-kib", 16) * KIB;
	conf->body_size = (size_t)vg_tree_int(node, "body-kib", 256) * KIB;
	conf->header_ms = vg_tree_int(node, "header-ms", 5000);
	conf->body_ms = vg_tree_int(node, "body-ms", 10000);
	conf->idle_ms = vg_tree_int(node, "idle-ms", 30000);
	conf->reply_ms = vg_tree_int(node, "reply-ms", 60000);
	conf->upstream = (size_t)vg_tree_int(node, "upstream", 32);
	conf->streams = (size_t)vg_tree_int(node, "streams", 600);
	conf->stream_queue = (size_t)vg_tree_int(node, "stream-queue-kib", 256) * KIB;
	conf->reply_queue = (size_t)vg_tree_int(node, "reply-queue-mib", 64) * KIB * KIB;
}

static int
make(const struct vg_tree *tree, struct vg_webconf **conf, struct vg_detail *detail)
{
	const struct vg_node *top = vg_tree_top(tree);
	struct vg_webconf *made = vg_mem_zero(sizeof(*made));

	read_tls(top, made);
	read_clients(top, made);
	read_session(top, made);
	read_limits(top, made);
	int err = read_listen(top, made, detail);
	if (err == VG_OK)
		err = read_proxy(top, made, detail);
	if (err != VG_OK) {
		vg_webconf_free(made);
		return err;
	}
	*conf = made;
	return VG_OK;
}

int
vg_webconf_load(const char *path, struct vg_webconf **conf, struct vg_detail *detail)
{
	struct vg_context *context = NULL;
	struct vg_tree *tree = NULL;
	int err = vg_context_new(&context, detail);

	if (err == VG_OK)
		err = vg_tree_load(context, path, VG_TREE_WEB, &tree, detail);
	if (err == VG_OK) {
		err = make(tree, conf, detail);
		if (err != VG_OK)
			vg_detail_prefix(detail, "%s", path);
	}
	vg_tree_free(tree);
	vg_context_free(context);
	return err;
}

void
vg_webconf_free(struct vg_webconf *conf)
{
	if (!conf)
		return;
	free(conf->clients);
	free(conf->origins);
	free(conf);
}
