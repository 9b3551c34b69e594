/*
 * Senders of a tree that are no agents: SNMPv3 users, plain sources, forwarders.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static const char *const level_names[] = {"noAuthNoPriv", "authNoPriv", "authPriv"};

/* "80001f88..." to octets; the model has checked its form. */
size_t
vg_confread_engine(const char *text, unsigned char engine[VG_USM_ENGINE_MAX])
{
	size_t size = strlen(text) / 2;

	if (size > VG_USM_ENGINE_MAX || vg_text_unhex(engine, size, text) != VG_OK)
		return 0;
	return size;
}

static int
read_user(struct vg_conf *c, const struct vg_node *node, struct vg_detail *detail)
{
	struct vg_conf_trapuser *u = &c->trap_users[c->n_trap_users++];
	const char *level = vg_tree_text(node, "minimum-level", "authPriv");
	const char *engine = vg_tree_text(node, "engine", "any");

	TAKE(u->name, node, "name");
	TAKE(u->credential, node, "credential");
	TAKE(u->next_credential, node, "next-credential");
	if (strcmp(engine, "any") != 0)
		u->engine_size = vg_confread_engine(engine, u->engine);
	for (int l = VG_USM_NOAUTH; l <= VG_USM_PRIV; l++) {
		if (strcmp(level_names[l], level) == 0)
			u->minimum = (enum vg_usm_level)l;
	}
	const struct vg_conf_agent *agent = vg_conf_agent_of_user(c, u->name);
	if (!agent)
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "trap-user %s: is the user of agent %s; give the sender another", u->name,
	    agent->name);
}

static int
read_source(struct vg_conf *c, const struct vg_node *node, struct vg_detail *detail)
{
	struct vg_conf_source *s = &c->sources[c->n_sources++];

	TAKE(s->address, node, "address");
	TAKE(s->credential, node, "credential");
	TAKE(s->next_credential, node, "next-credential");
	if (vg_prefix_parse(s->address, &s->prefix) == VG_OK)
		return VG_OK;
	return vg_detail_set(
	    detail, VG_EINVAL, "source %s: neither an address nor a prefix", s->address);
}

static int
compare_sources(const void *a, const void *b)
{
	const struct vg_conf_source *one = a, *two = b;

	return (two->prefix.bits > one->prefix.bits) -
	    (two->prefix.bits < one->prefix.bits);
}

static void
read_forwarders(struct vg_conf *c, const struct vg_node *top)
{
	EACH(node, top, "forwarder")
	c->n_forwarders += vg_tree_count(node, "address");
	c->forwarders = vg_mem_array(c->n_forwarders, sizeof(*c->forwarders));
	c->n_forwarders = 0;
	EACH(node, top, "forwarder")
	{
		EACH(address, node, "address")
		{
			char *forwarder = c->forwarders[c->n_forwarders++];
			vg_text_copy(
			    forwarder, sizeof(*c->forwarders), vg_tree_value(address));
			vg_nametable_put_text(
			    &c->forwarder_addresses, forwarder, forwarder);
		}
	}
}

int
vg_confread_senders(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	const struct vg_node *intake = vg_tree_child(top, "intake");
	int code = VG_OK;

	read_forwarders(c, top);
	c->trap_users =
	    vg_mem_array(vg_tree_count(intake, "trap-user"), sizeof(*c->trap_users));
	c->sources = vg_mem_array(vg_tree_count(intake, "source"), sizeof(*c->sources));
	for (const struct vg_node *node = vg_tree_child(intake, "trap-user");
	     node && code == VG_OK; node = vg_tree_next(node))
		code = read_user(c, node, detail);
	for (const struct vg_node *node = vg_tree_child(intake, "source");
	     node && code == VG_OK; node = vg_tree_next(node))
		code = read_source(c, node, detail);
	/* The longest prefix goes first, and so wins. */
	if (c->n_sources)
		qsort(c->sources, c->n_sources, sizeof(*c->sources), compare_sources);
	return code;
}

void
vg_confread_free_senders(struct vg_conf *c)
{
	free(c->trap_users);
	free(c->sources);
	free(c->forwarders);
}
