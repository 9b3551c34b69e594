/*
 * Whose data a user sees.
 */
#include "collector/desk/deskscope.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- who he is ----------------------------------------------------------------------------- */

static bool
is_person_of(
    const struct vg_conf *conf, const struct vg_conf_client *client, const char *id)
{
	if (vg_conf_names_have(&client->persons, id))
		return true;
	for (size_t i = 0; i < conf->n_sites; i++) {
		const struct vg_conf_site *site = &conf->sites[i];
		if (strcmp(site->client, client->name) == 0 &&
		    vg_conf_names_have(&site->contacts, id))
			return true;
	}
	return false;
}

bool
vg_deskscope_is_first(const struct vg_conf *conf, const char *user)
{
	for (size_t i = 0; i < conf->n_users; i++) {
		if (conf->users[i].has_uid)
			return false;
	}
	return strcmp(user, VG_DESKSCOPE_FIRST) == 0;
}

struct vg_deskscope
vg_deskscope_of(const struct vg_conf *conf, const char *user)
{
	const struct vg_conf_user *u = vg_conf_user(conf, user);
	struct vg_deskscope scope = {.all = u || vg_deskscope_is_first(conf, user)};

	for (size_t i = 0; u && u->person[0] && i < conf->n_clients; i++) {
		if (!is_person_of(conf, &conf->clients[i], u->person))
			continue;
		vg_text_copy(scope.client, sizeof(scope.client),
		    scope.all ? conf->clients[i].name : "");
		scope.all = false;
	}
	return scope;
}

bool
vg_deskscope_may(
    const struct vg_conf *conf, const char *user, enum vg_role role, const char *what)
{
	return vg_desk_may(role, what) &&
	    (strcmp(what, "read") == 0 || vg_deskscope_of(conf, user).all);
}

/* --- what is his --------------------------------------------------------------------------- */

bool
vg_deskscope_client(const struct vg_deskscope *scope, const char *client)
{
	return scope->all || (scope->client[0] && strcmp(scope->client, client) == 0);
}

bool
vg_deskscope_device(
    const struct vg_deskscope *scope, const struct vg_conf *conf, const char *name)
{
	const struct vg_conf_device *device = vg_conf_device(conf, name);

	return vg_deskscope_client(scope, device ? device->client : "");
}

static bool
has_site(const struct vg_deskscope *scope, const struct vg_conf *conf, const char *name)
{
	const struct vg_conf_site *site = vg_conf_site(conf, name);

	return vg_deskscope_client(scope, site ? site->client : "");
}

bool
vg_deskscope_resource(
    const struct vg_deskscope *scope, const struct vg_conf *conf, const char *resource)
{
	char name[VG_NAME_SIZE];
	const char *slash = strchr(resource, '/');

	if (scope->all || !slash)
		return scope->all;
	vg_text_format(
	    name, sizeof(name), "%.*s", (int)strcspn(slash + 1, "/"), slash + 1);
	if (vg_text_starts(resource, "device/"))
		return vg_deskscope_device(scope, conf, name);
	if (vg_text_starts(resource, "site/"))
		return has_site(scope, conf, name);
	if (vg_text_starts(resource, "agent/")) {
		const struct vg_conf_agent *agent = vg_conf_agent(conf, name);
		return agent && has_site(scope, conf, agent->site);
	}
	return false;
}

int
vg_deskscope_case(
    const struct vg_deskscope *scope, struct vg_desk *desk, const char *number)
{
	struct vg_case_row row;
	int code;

	if (scope->all)
		return VG_OK;
	code = vg_deskrows_case(desk, number, &row);
	if (code == VG_OK && !vg_deskscope_client(scope, row.client))
		code = VG_ENOENT;
	return code;
}
