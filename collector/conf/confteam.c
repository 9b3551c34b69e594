/*
 * Who is written to for a role of ours.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "lib/base/mem.h"

enum vg_language
vg_confread_language(const struct vg_node *node, enum vg_language fallback)
{
	int language = vg_language_parse(vg_tree_text(node, "language", ""));

	return language < 0 ? fallback : (enum vg_language)language;
}

void
vg_confread_teams(struct vg_conf *c, const struct vg_node *integrator)
{
	c->teams = vg_mem_array(vg_tree_count(integrator, "team"), sizeof(*c->teams));
	EACH(node, integrator, "team")
	{
		struct vg_conf_team *team = &c->teams[c->n_teams++];
		TAKE(team->role, node, "role");
		vg_confread_names(&team->persons, node, "person");
		vg_confread_names(&team->mails, node, "mail");
	}
}

void
vg_confread_free_teams(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_teams; i++) {
		free(c->teams[i].persons.name);
		free(c->teams[i].mails.name);
	}
	free(c->teams);
}
