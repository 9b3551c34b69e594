/*
 * Ways out of the tree.
 */
#include "collector/conf/confoutway.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static const struct {
	const char *name;
	enum vg_conf_event event;
} events[] = {{"opened", VG_CONF_EVENT_OPENED}, {"changed", VG_CONF_EVENT_CHANGED},
    {"closed", VG_CONF_EVENT_CLOSED}, {"warned", VG_CONF_EVENT_WARNED},
    {"breached", VG_CONF_EVENT_BREACHED}};

enum { N_EVENTS = sizeof(events) / sizeof(events[0]) };

/* --- reading ------------------------------------------------------------------------------- */

static unsigned
read_events(const struct vg_node *node)
{
	unsigned found = 0, all = 0;

	for (size_t i = 0; i < N_EVENTS; i++)
		all |= events[i].event;
	EACH(leaf, node, "event")
	{
		for (size_t i = 0; i < N_EVENTS; i++) {
			if (strcmp(events[i].name, vg_tree_value(leaf)) == 0)
				found |= events[i].event;
		}
	}
	return found ? found : all;
}

static void
read_outway(struct vg_conf_outway *w, const struct vg_node *node)
{
	TAKE(w->name, node, "name");
	TAKE(w->url, node, "url");
	TAKE(w->credential, node, "credential");
	TAKE(w->authority, node, "authority");
	TAKE(w->link, node, "link");
	vg_confread_names(&w->allow, node, "allow-address");
	w->is_alertmanager = strcmp(vg_tree_text(node, "kind", ""), "alertmanager") == 0;
	w->events = read_events(node);
	w->least = VG_SEVERITY_CLEARED;
	(void)vg_severity_parse(vg_tree_text(node, "least-severity", ""), &w->least);
	w->shows_client = vg_tree_bool(node, "shows-client", false);
	w->shows_persons = vg_tree_bool(node, "shows-persons", false);
	w->shows_texts = vg_tree_bool(node, "shows-texts", false);
	w->watchdog = vg_tree_bool(node, "watchdog", false);
}

void
vg_confread_outways(struct vg_conf *c, const struct vg_node *top)
{
	c->outways = vg_mem_array(vg_tree_count(top, "outway"), sizeof(*c->outways));
	EACH(node, top, "outway")
	{
		read_outway(&c->outways[c->n_outways++], node);
	}
}

void
vg_confread_free_outways(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_outways; i++)
		free(c->outways[i].allow.name);
	free(c->outways);
}

/* --- asking -------------------------------------------------------------------------------- */

const struct vg_conf_outway *
vg_confoutway_find(const struct vg_conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_outways; i++) {
		if (strcmp(conf->outways[i].name, name) == 0)
			return &conf->outways[i];
	}
	return NULL;
}

const char *
vg_confoutway_event_text(enum vg_conf_event event)
{
	for (size_t i = 0; i < N_EVENTS; i++) {
		if (events[i].event == event)
			return events[i].name;
	}
	return "";
}

void
vg_confoutway_check(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie)
{
	char path[2 * VG_NAME_SIZE + 32], text[256];

	for (size_t i = 0; i < conf->n_persons; i++) {
		const struct vg_conf_person *p = &conf->persons[i];
		for (size_t k = 0; k < p->n_channels; k++) {
			const struct vg_conf_channel *c = &p->channels[k];
			const struct vg_conf_outway *w =
			    vg_confoutway_find(conf, c->address);
			if (c->kind != VG_CONF_WAY_WEBHOOK || (w && !w->is_alertmanager))
				continue;
			vg_text_format(path, sizeof(path),
			    "person[id='%s']/channel[name='%s']", p->id, c->name);
			vg_text_format(text, sizeof(text),
			    "no webhook is called '%.64s'; add outway, or mend address",
			    c->address);
			cb(path, text, cookie);
		}
	}
}
