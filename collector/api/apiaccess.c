/*
 * Rules of access at the door.
 */
#include "collector/api/apiaccess.h"

#include <string.h>

#include "collector/desk/persons/deskaccess.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static enum vg_access
access_of(enum vg_rest_access what)
{
	switch (what) {
	case VG_REST_READ:
		return VG_ACCESS_READ;
	case VG_REST_RUN:
		return VG_ACCESS_RUN;
	case VG_REST_WRITE:
		return VG_ACCESS_EDIT;
	case VG_REST_FOLLOW:
		break;
	}
	return VG_ACCESS_FOLLOW;
}

int
vg_apiaccess_check(const struct vg_rest_caller *caller, enum vg_rest_access what,
    const char *name, struct vg_detail *detail, void *cookie)
{
	struct vg_desk *desk = cookie;

	return vg_deskaccess_check(vg_desk_conf(desk), caller->user,
	    (enum vg_role)caller->role, access_of(what), name, detail);
}

/* --- as RFC 8341 has them ------------------------------------------------------------------ */

static void
write_groups(const struct vg_conf *conf, struct vg_restdata *data)
{
	vg_restdata_into(data, "groups");
	for (int r = VG_ROLE_INTAKE; r <= VG_ROLE_ADMIN; r++) {
		const char *name = vg_conf_role_text((enum vg_role)r);
		vg_restdata_entry(data, "group", &name, 1);
		for (size_t i = 0; i < conf->n_users; i++) {
			if ((int)conf->users[i].role == r)
				vg_restdata_leaf(data, "user-name", conf->users[i].name);
		}
		vg_restdata_out(data);
	}
	vg_restdata_out(data);
}

/* What of a module the row means; a stream is nothing that RFC 8341 could name. */
static void
write_rule(const struct vg_access_row *row, struct vg_restdata *data)
{
	static const char *const operations[] = {[VG_ACCESS_READ] = "read",
	    [VG_ACCESS_RUN] = "exec",
	    [VG_ACCESS_EDIT] = "create update delete"};
	char module[96], rule[160], path[160];
	const char *key = rule;
	size_t size = strcspn(row->name, ":");

	vg_text_format(
	    rule, sizeof(rule), "%s %s", vg_deskaccess_text(row->what), row->name);
	vg_text_format(module, sizeof(module), "%.*s", (int)size, row->name);
	vg_text_format(path, sizeof(path), "/%s", row->name);
	vg_restdata_entry(data, "rule", &key, 1);
	vg_restdata_leaf(data, "module-name", module);
	if (row->what == VG_ACCESS_RUN)
		vg_restdata_leaf(data, "rpc-name", row->name + size + 1);
	else
		vg_restdata_leaf(data, "path", path);
	vg_restdata_leaf(data, "access-operations", operations[row->what]);
	vg_restdata_leaf(data, "action", "permit");
	vg_restdata_leaf(data, "comment",
	    row->whose == VG_ACCESS_CLIENTS ? "a client's person: his client's alone"
					    : "not a client's person");
	vg_restdata_out(data);
}

/* A role may what is its own and what those below it on the ladder may. */
static void
write_list(enum vg_role role, struct vg_restdata *data)
{
	const char *name = vg_conf_role_text(role);
	bool on_ladder = role >= VG_ROLE_VIEWER;
	struct vg_access_row row;

	vg_restdata_entry(data, "rule-list", &name, 1);
	for (int r = (int)role; r <= (on_ladder ? (int)VG_ROLE_ADMIN : (int)role); r++)
		vg_restdata_leaf(data, "group", vg_conf_role_text((enum vg_role)r));
	for (size_t i = 0; vg_deskaccess_at(i, &row); i++) {
		bool is_its =
		    on_ladder ? row.least == role : vg_deskaccess_reaches(&row, role);
		if (is_its && row.what != VG_ACCESS_FOLLOW)
			write_rule(&row, data);
	}
	vg_restdata_out(data);
}

int
vg_apiaccess_get(struct vg_desk *desk, struct vg_restdata *data)
{
	vg_restdata_leaf(data, "enable-nacm", "true");
	vg_restdata_leaf(data, "read-default", "deny");
	vg_restdata_leaf(data, "write-default", "deny");
	vg_restdata_leaf(data, "exec-default", "deny");
	vg_restdata_leaf(data, "enable-external-groups", "false");
	write_groups(vg_desk_conf(desk), data);
	for (int r = VG_ROLE_INTAKE; r <= VG_ROLE_ADMIN; r++)
		write_list((enum vg_role)r, data);
	return VG_OK;
}
