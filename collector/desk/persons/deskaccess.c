/*
 * Who may do what.
 */
#include "collector/desk/persons/deskaccess.h"

#include <string.h>

#include "collector/desk/desk.h"
#include "collector/desk/deskscope.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define COMMANDS "vigie-cases:"

/* What is no command of the desk: those have their role in their own rule. */
static const struct vg_access_row rows[] = {
    {VG_ACCESS_READ, "vigie-cases:cases", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-cases:returns", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-cases:visits", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-cases:orders", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-cases:alarms", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-cases:inventory", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "ietf-alarms:alarms", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-collector:collector", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-evidence:evidence", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-sla:sla", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "vigie-cases:agents", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:intake", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:storage", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:storms", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:decisions", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:events", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:shelves", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:planned", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:outbox", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:sweep", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:paging", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    /* Its content is looked at once more (collector/api/apitree). */
    {VG_ACCESS_READ, "vigie-tree:tree", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-tree:sessions", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:problems", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    {VG_ACCESS_READ, "vigie-cases:mails", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    {VG_ACCESS_READ, "vigie-cases:pages", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    {VG_ACCESS_READ, "vigie-cases:persons", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    {VG_ACCESS_READ, "vigie-cases:unclassified", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    {VG_ACCESS_READ, "vigie-cases:letters", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    {VG_ACCESS_READ, "vigie-recording:recording", VG_ROLE_NOC, VG_ACCESS_PERSONS},
    /* For who is marked proxy alone, in its own name (collector/desk/persons/desklogin). */
    {VG_ACCESS_READ, "vigie-cases:log-in", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "vigie-cases:tokens", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "ietf-netconf-acm:nacm", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_READ, "ietf-yang-library:yang-library", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_READ, "ietf-restconf-monitoring:restconf-state", VG_ROLE_VIEWER,
	VG_ACCESS_CLIENTS},

    {VG_ACCESS_RUN, "vigie-cases:backup-start", VG_ROLE_MANAGER, VG_ACCESS_STAFF},
    /* For who is marked proxy alone, in its own name, as log-in. */
    {VG_ACCESS_RUN, "vigie-cases:log-in-tell", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-load", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:session-lock", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:session-unlock", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    /* His own; an admin everybody's (collector/api/apisession). */
    {VG_ACCESS_RUN, "vigie-tree:session-kill", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:session-follow", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:session-close", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_RUN, "vigie-tree:session-count", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_RUN, "vigie-tree:tree-get", VG_ROLE_NOC, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-validate", VG_ROLE_NOC, VG_ACCESS_STAFF},
    /* Of the candidate; of the tree in force the desk asks for an admin (deskcandidate.c). */
    {VG_ACCESS_RUN, "vigie-tree:tree-edit", VG_ROLE_MANAGER, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-discard", VG_ROLE_MANAGER, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-commit", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-cancel", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-session-over", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "vigie-tree:tree-rollback", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "ietf-alarms:set-operator-state", VG_ROLE_NOC, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "ietf-alarms:compress-alarms", VG_ROLE_NOC, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "ietf-alarms:compress-shelved-alarms", VG_ROLE_NOC, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "ietf-alarms:purge-alarms", VG_ROLE_MANAGER, VG_ACCESS_STAFF},
    {VG_ACCESS_RUN, "ietf-alarms:purge-shelved-alarms", VG_ROLE_MANAGER, VG_ACCESS_STAFF},

    {VG_ACCESS_EDIT, "vigie-collector:collector", VG_ROLE_ADMIN, VG_ACCESS_STAFF},
    /* Its container control: another name of a part of the tree (lib/yang/treealias). */
    {VG_ACCESS_EDIT, "ietf-alarms:alarms", VG_ROLE_ADMIN, VG_ACCESS_STAFF},

    {VG_ACCESS_FOLLOW, "vigie", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_FOLLOW, "netconf", VG_ROLE_VIEWER, VG_ACCESS_STAFF},
    {VG_ACCESS_FOLLOW, "session", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_FOLLOW, "cases", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
    {VG_ACCESS_FOLLOW, "alarms", VG_ROLE_VIEWER, VG_ACCESS_CLIENTS},
};

/* Beside commands (vg_desk_may): what stands below the ladder of roles may, too. */
static const struct {
	enum vg_role role;
	enum vg_access what;
	const char *name;
} below[] = {
    /* One letter at a time, and the evidence that goes with it (collector/api). */
    {VG_ROLE_COURIER, VG_ACCESS_READ, "vigie-cases:letters"},
    {VG_ROLE_COURIER, VG_ACCESS_READ, "vigie-evidence:evidence"},
    {VG_ROLE_COURIER, VG_ACCESS_FOLLOW, "vigie"},
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]), NAME_SIZE = 128 };

const char *
vg_deskaccess_text(enum vg_access what)
{
	static const char *const texts[] = {[VG_ACCESS_READ] = "read",
	    [VG_ACCESS_RUN] = "run",
	    [VG_ACCESS_EDIT] = "edit",
	    [VG_ACCESS_FOLLOW] = "follow"};

	return texts[what];
}

bool
vg_deskaccess_at(size_t i, struct vg_access_row *row)
{
	static char name[NAME_SIZE]; /* of the command given last */
	const char *verb, *object;

	if (i < N_ROWS) {
		*row = rows[i];
		return true;
	}
	if (!vg_desk_act_at(i - N_ROWS, &verb, &object))
		return false;
	vg_text_format(name, sizeof(name), COMMANDS "%s", verb);
	*row =
	    (struct vg_access_row){VG_ACCESS_RUN, name, VG_ROLE_ADMIN, VG_ACCESS_STAFF};
	for (int r = VG_ROLE_VIEWER; r < VG_ROLE_ADMIN; r++) {
		if (vg_desk_may((enum vg_role)r, verb)) {
			row->least = (enum vg_role)r;
			break;
		}
	}
	return true;
}

static bool
find(enum vg_access what, const char *name, struct vg_access_row *row)
{
	for (size_t i = 0; vg_deskaccess_at(i, row); i++) {
		if (row->what == what && strcmp(row->name, name) == 0)
			return true;
	}
	return false;
}

bool
vg_deskaccess_reaches(const struct vg_access_row *row, enum vg_role role)
{
	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		if (below[i].role == role && below[i].what == row->what &&
		    strcmp(below[i].name, row->name) == 0)
			return true;
	}
	return role >= row->least ||
	    (row->what == VG_ACCESS_RUN && vg_text_starts(row->name, COMMANDS) &&
		vg_desk_may(role, row->name + strlen(COMMANDS)));
}

static int
refuse(const struct vg_access_row *row, const char *user, enum vg_role role,
    struct vg_detail *detail)
{
	if (!vg_deskaccess_reaches(row, role))
		return vg_detail_set(detail, VG_EACCESS,
		    "%s: role %s may not %s %s: that is for %s and above", user,
		    vg_conf_role_text(role), vg_deskaccess_text(row->what), row->name,
		    vg_conf_role_text(row->least));
	if (row->what == VG_ACCESS_RUN || row->what == VG_ACCESS_EDIT)
		return vg_detail_set(detail, VG_EACCESS,
		    "%s: a client's person gives no commands: write or call", user);
	return vg_detail_set(detail, VG_EACCESS,
	    "user %s reads cases and alarms, with what belongs to them, and nothing else",
	    user);
}

int
vg_deskaccess_check(const struct vg_conf *conf, const char *user, enum vg_role role,
    enum vg_access what, const char *name, struct vg_detail *detail)
{
	struct vg_access_row row;

	if (!find(what, name, &row))
		return vg_detail_set(detail, VG_EACCESS, "%s: nobody may %s %.96s", user,
		    vg_deskaccess_text(what), name);
	if (vg_deskaccess_reaches(&row, role) &&
	    (row.whose == VG_ACCESS_CLIENTS || vg_deskscope_of(conf, user).all))
		return VG_OK;
	if (row.whose == VG_ACCESS_PERSONS)
		return vg_detail_set(detail, VG_EACCESS,
		    "user %s (role %s) may not read what holds persons: that is for the "
		    "integrator's noc, manager and admin",
		    user, vg_conf_role_text(role));
	return refuse(&row, user, role, detail);
}
