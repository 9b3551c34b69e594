/*
 * From the tree's leafs to a struct.  The models are let go of at once.
 */
#include "collector/courier/courierconf.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/credential.h"
#include "lib/os/net.h"
#include "lib/time/instant.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"

enum { TLS_PORT = 465, STARTTLS_PORT = 587, PLAIN_PORT = 25, KIB = 1024, MS = 1000 };

static const struct {
	const char *name;
	uint16_t port;
} securities[] = {[VG_COURIER_TLS] = {"tls", TLS_PORT},
    [VG_COURIER_STARTTLS] = {"starttls", STARTTLS_PORT},
    [VG_COURIER_NONE] = {"none", PLAIN_PORT}};

static bool
is_loopback(const char *host)
{
	static const unsigned char mapped[13] = {[10] = 0xFF, [11] = 0xFF, [12] = 127};
	static const unsigned char own[16] = {[15] = 1};
	unsigned char octets[16];
	struct vg_address address;

	if (strcmp(host, "localhost") == 0)
		return true;
	if (vg_net_parse(host, 0, &address) != VG_OK)
		return false;
	vg_net_octets(&address, octets);
	return memcmp(octets, mapped, sizeof(mapped)) == 0 ||
	    memcmp(octets, own, sizeof(own)) == 0;
}

static int
read_relay(
    const struct vg_node *top, struct vg_courierconf *conf, struct vg_detail *detail)
{
	const struct vg_node *node = vg_tree_child(top, "relay");
	const char *security = vg_tree_text(node, "security", "tls");

	vg_text_copy(conf->host, sizeof(conf->host), vg_tree_text(node, "host", ""));
	for (size_t i = 0; i < sizeof(securities) / sizeof(securities[0]); i++) {
		if (strcmp(securities[i].name, security) == 0)
			conf->security = (enum vg_courier_security)i;
	}
	conf->port = (uint16_t)vg_tree_int(node, "port", securities[conf->security].port);
	vg_text_copy(conf->authority, sizeof(conf->authority),
	    vg_tree_text(node, "authority", ""));
	vg_text_copy(conf->user, sizeof(conf->user), vg_tree_text(node, "user", ""));
	vg_text_copy(conf->credential, sizeof(conf->credential),
	    vg_tree_text(node, "credential", ""));
	vg_text_copy(conf->helo, sizeof(conf->helo), vg_tree_text(node, "helo", ""));
	if (conf->security == VG_COURIER_NONE && !is_loopback(conf->host))
		return vg_detail_set(detail, VG_EINVAL,
		    "relay: %s in the clear: mail would be readable on the way; set "
		    "security to tls or starttls, or use a relay on a loopback address",
		    conf->host);
	return VG_OK;
}

static void
read_limits(const struct vg_node *top, struct vg_courierconf *conf)
{
	const struct vg_node *node = vg_tree_child(top, "limits");

	conf->connect_ms = (long)vg_tree_int(node, "connect-s", 30) * MS;
	conf->reply_ms = (long)vg_tree_int(node, "reply-s", 120) * MS;
	conf->whole_ms = (long)vg_tree_int(node, "whole-s", 300) * MS;
	conf->post_ms = (long)vg_tree_int(node, "post-s", 20) * MS;
	conf->mails = (int)vg_tree_int(node, "mails-at-once", 4);
	conf->workers = (int)vg_tree_int(node, "messages-at-once", 8);
	conf->attachment_max = (size_t)vg_tree_int(node, "attachment-kib", 8192) * KIB;
	/* What is told every minute wakes nobody: it is not to wait longer than that. */
	conf->idle_us = vg_tree_int(node, "idle-s", 10) * VG_SECOND_US;
	if (conf->idle_us > VG_MINUTE_US)
		conf->idle_us = VG_MINUTE_US;
}

static int
read_credential(const char *state, struct vg_courierconf *conf, struct vg_detail *detail)
{
	struct vg_credential credential = {0};

	if (!conf->credential[0])
		return VG_OK;
	int code = vg_credential_read(state, conf->credential, &credential, detail);
	if (code == VG_OK && !credential.password.size)
		code = vg_detail_set(detail, VG_EINVAL,
		    "credential %s: it has no line 'password: X'", conf->credential);
	if (code == VG_OK)
		vg_secret_set(
		    &conf->password, credential.password.data, credential.password.size);
	vg_credential_wipe(&credential);
	return code;
}

int
vg_courierconf_load(const char *path, const char *state, struct vg_courierconf *conf,
    struct vg_detail *detail)
{
	struct vg_context *context = NULL;
	struct vg_tree *tree = NULL;

	memset(conf, 0, sizeof(*conf));
	int code = vg_context_new(&context, detail);
	if (code == VG_OK)
		code = vg_tree_load(context, path, VG_TREE_COURIER, &tree, detail);
	if (code == VG_OK) {
		code = read_relay(vg_tree_top(tree), conf, detail);
		vg_text_copy(conf->sender, sizeof(conf->sender),
		    vg_tree_text(vg_tree_top(tree), "sender", ""));
		read_limits(vg_tree_top(tree), conf);
		if (code != VG_OK)
			vg_detail_prefix(detail, "%s", path);
	}
	vg_tree_free(tree);
	vg_context_free(context);
	return code == VG_OK ? read_credential(state, conf, detail) : code;
}

void
vg_courierconf_fini(struct vg_courierconf *conf)
{
	vg_secret_wipe(&conf->password);
}
