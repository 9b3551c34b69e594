/*
 * Alarms about sources.
 */
#include "collector/desk/desksource.h"

#include <inttypes.h>

#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { PART_SIZE = 96 };

static int
tell(struct vg_desk *desk, const char *resource, const char *kind, enum vg_action action,
    enum vg_severity severity, struct vg_wall now, const char *text)
{
	return vg_deskagent_tell_self(
	    desk, resource, kind, "", action, severity, now, text);
}

static void
name_part(const struct vg_desk *desk, const char *class, const char *name,
    char resource[VG_RESOURCE_SIZE])
{
	char part[PART_SIZE];

	vg_text_format(part, sizeof(part), "%s/%s", class, name);
	vg_resource_build(resource, "collector", desk->conf->name, part);
}

static int
end(struct vg_desk *desk, int code)
{
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

int
vg_desksource_refused(struct vg_desk *desk, const char *name, const char *text,
    struct vg_wall now, struct vg_wall quiet)
{
	char resource[VG_RESOURCE_SIZE];
	int code = vg_db_begin(desk->db);

	name_part(desk, "source", name, resource);
	/* What stands already is changed; what does not is raised. */
	if (code == VG_OK && text)
		code = tell(desk, resource, "credential-refused", VG_ACTION_CHANGE,
		    VG_SEVERITY_WARNING, now, text);
	if (code == VG_OK)
		code = vg_desk_put_due(desk, "refused", name, quiet);
	return end(desk, code);
}

int
vg_desksource_quiet(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE];

	name_part(desk, "source", name, resource);
	return tell(desk, resource, "credential-refused", VG_ACTION_CLEAR,
	    VG_SEVERITY_WARNING, now, "nothing of it was refused for an hour");
}

int
vg_desksource_doubled(struct vg_desk *desk, const char *engine, const char *one,
    const char *other, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];
	int code = vg_db_begin(desk->db);

	name_part(desk, "engine", engine, resource);
	vg_text_format(text, sizeof(text),
	    "SNMP engine %s sends from %s and from %s by turns: two devices have the same "
	    "engineID, so that one of them is refused as a replay: give one of them another",
	    engine, one, other);
	if (code == VG_OK)
		code = tell(desk, resource, "engine-id-conflict", VG_ACTION_RAISE,
		    VG_SEVERITY_MINOR, now, text);
	if (code == VG_OK)
		code = vg_desk_put_due(
		    desk, "doubled", engine, vg_instant_add(now, VG_DESKSOURCE_QUIET_US));
	return end(desk, code);
}

int
vg_desksource_single(struct vg_desk *desk, const char *engine, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE];

	name_part(desk, "engine", engine, resource);
	return tell(desk, resource, "engine-id-conflict", VG_ACTION_CLEAR,
	    VG_SEVERITY_MINOR, now, "it sends from one address only");
}

int
vg_desksource_dropped(
    struct vg_desk *desk, const char *name, uint64_t n, uint64_t all, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];
	int code = vg_db_begin(desk->db);

	name_part(desk, "listen", name, resource);
	vg_text_format(text, sizeof(text),
	    "the kernel dropped %" PRIu64 " datagrams to listener %s, %" PRIu64
	    " since the start: its receive buffer is too small (net.core.rmem_max), or the "
	    "machine too slow for what is sent",
	    n, name, all);
	if (code == VG_OK)
		code = tell(desk, resource, "notification-gap", VG_ACTION_CHANGE,
		    VG_SEVERITY_MINOR, now, text);
	if (code == VG_OK)
		code = vg_desk_put_due(
		    desk, "dropped", name, vg_instant_add(now, VG_DESKSOURCE_QUIET_US));
	return end(desk, code);
}

int
vg_desksource_keeps_up(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE];

	name_part(desk, "listen", name, resource);
	return tell(desk, resource, "notification-gap", VG_ACTION_CLEAR,
	    VG_SEVERITY_MINOR, now, "nothing was dropped for an hour");
}
