/*
 * How long what is kept, and how much of it, into structs.
 */
#include <stdlib.h>

#include "collector/conf/confread.h"
#include "lib/base/text.h"

static uint32_t
number(const struct vg_node *node, const char *leaf, uint32_t fallback)
{
	return (uint32_t)vg_tree_int(node, leaf, fallback);
}

void
vg_confread_retention(struct vg_conf *c, const struct vg_node *top)
{
	const struct vg_node *node = vg_tree_child(top, "retention");
	struct vg_conf_retention *r = &c->retention;
	const char *at = vg_tree_text(node, "sweep-at", "03:30");

	/* "HH:MM", as the model has it. */
	r->sweep_s = (atoi(at) * 60 + atoi(at + 3)) * 60;
	r->messages_days = number(node, "messages-days", 30);
	r->events_days = number(node, "events-days", 400);
	r->senders_days = number(node, "senders-days", 30);
	r->backups_days = number(node, "backups-days", 35);
	r->requests_months = number(node, "requests-months", 12);
	r->contacts_months = number(node, "contacts-months", 12);
	r->audit_months = number(node, "audit-months", 12);
	r->claims_years = number(node, "claims-years", 5);
}

void
vg_confread_storage(struct vg_conf *c, const struct vg_node *top)
{
	const struct vg_node *node = vg_tree_child(top, "storage");
	const struct vg_node *backup = vg_tree_child(top, "backup");
	struct vg_conf_storage *s = &c->storage;

	s->low_mib = vg_tree_int(node, "disk-low-mib", -1);
	s->critical_mib = vg_tree_int(node, "disk-critical-mib", -1);
	s->database_max_mib = vg_tree_int(node, "database-max-mib", 0);
	s->waiting_max = vg_tree_int(node, "waiting-max", 10000);
	vg_text_copy(s->backup_folder, sizeof(s->backup_folder),
	    vg_tree_text(backup, "folder", ""));
	s->backup_keep = number(backup, "keep", 3);
}
