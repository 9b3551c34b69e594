/*
 * Alarms about sources.
 */
#include "collector/desk/foreign/desksource.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/storesender.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
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

/* --- troubles that end by themselves ------------------------------------------------------- */

/* One kind of them: it is over when its due row comes, which each new sign of it puts off. */
struct trouble {
	const char *part; /* of the collector that it is told of */
	const char *kind, *due;
	enum vg_severity severity;
	const char *calm; /* what is said at its end */
};

static const struct trouble refused = {"source", "credential-refused", "refused",
    VG_SEVERITY_WARNING, "nothing of it was refused for an hour"};
static const struct trouble doubled = {"engine", "engine-id-conflict", "doubled",
    VG_SEVERITY_MINOR, "it sends from one address only"};
static const struct trouble dropped = {"listen", "notification-gap", "dropped",
    VG_SEVERITY_MINOR, "nothing was dropped for an hour"};

/* A sign of it; 'text' NULL only puts its end off until 'quiet'. */
static int
trouble_seen(struct vg_desk *desk, const struct trouble *t, const char *name,
    enum vg_action action, const char *text, struct vg_wall now, struct vg_wall quiet)
{
	char resource[VG_RESOURCE_SIZE];
	int code = vg_db_begin(desk->db);

	name_part(desk, t->part, name, resource);
	if (code == VG_OK && text)
		code = tell(desk, resource, t->kind, action, t->severity, now, text);
	if (code == VG_OK)
		code = vg_desk_put_due(desk, t->due, name, quiet);
	return end(desk, code);
}

static int
trouble_over(
    struct vg_desk *desk, const struct trouble *t, const char *name, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE];

	name_part(desk, t->part, name, resource);
	return tell(desk, resource, t->kind, VG_ACTION_CLEAR, t->severity, now, t->calm);
}

int
vg_desksource_refused(struct vg_desk *desk, const char *name, const char *text,
    struct vg_wall now, struct vg_wall quiet)
{
	/* What stands already is changed; what does not is raised. */
	return trouble_seen(desk, &refused, name, VG_ACTION_CHANGE, text, now, quiet);
}

int
vg_desksource_quiet(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	return trouble_over(desk, &refused, name, now);
}

int
vg_desksource_doubled(struct vg_desk *desk, const char *engine, const char *one,
    const char *other, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text),
	    "SNMP engine %s sends from %s and from %s by turns: two devices have the same "
	    "engineID, so that one of them is refused as a replay: give one of them another",
	    engine, one, other);
	return trouble_seen(desk, &doubled, engine, VG_ACTION_RAISE, text, now,
	    vg_instant_add(now, VG_DESKSOURCE_QUIET_US));
}

int
vg_desksource_single(struct vg_desk *desk, const char *engine, struct vg_wall now)
{
	return trouble_over(desk, &doubled, engine, now);
}

int
vg_desksource_dropped(
    struct vg_desk *desk, const char *name, uint64_t n, uint64_t all, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text),
	    "the kernel dropped %" PRIu64 " datagrams to listener %s, %" PRIu64
	    " since the start: its receive buffer is too small (net.core.rmem_max), or the "
	    "machine too slow for what is sent",
	    n, name, all);
	return trouble_seen(desk, &dropped, name, VG_ACTION_CHANGE, text, now,
	    vg_instant_add(now, VG_DESKSOURCE_QUIET_US));
}

int
vg_desksource_keeps_up(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	return trouble_over(desk, &dropped, name, now);
}

/* --- credentials --------------------------------------------------------------------------- */

struct standing {
	char (*resources)[VG_RESOURCE_SIZE]; /* owned */
	size_t n, room;
};

/* Our alarms about credentials, whatever the collector was called then. */
static int
read_standing(struct vg_desk *desk, struct standing *s)
{
	const size_t q = VG_STORESENDER_REFUSED;
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const char *resource = vg_db_text(desk->db, q, 0);
		char class[VG_NAME_SIZE];
		const char *part = vg_resource_split(resource, class, NULL);
		if (strcmp(class, "collector") != 0 ||
		    !vg_text_starts(part, "credential/"))
			continue;
		s->resources =
		    vg_mem_grow(s->resources, &s->room, s->n, sizeof(*s->resources));
		vg_text_copy(s->resources[s->n++], VG_RESOURCE_SIZE, resource);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static bool
is_lacking(const struct vg_desk *desk, const char *resource,
    const struct vg_desksource_credential *lacks, size_t n)
{
	char other[VG_RESOURCE_SIZE];

	for (size_t i = 0; i < n; i++) {
		name_part(desk, "credential", lacks[i].reference, other);
		if (strcmp(other, resource) == 0)
			return true;
	}
	return false;
}

static int
tell_lacking(struct vg_desk *desk, const struct vg_desksource_credential *lacks, size_t i,
    struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];

	name_part(desk, "credential", lacks[i].reference, resource);
	/* The first of several lines with one credential tells it. */
	if (is_lacking(desk, resource, lacks, i))
		return VG_OK;
	vg_text_format(text, sizeof(text),
	    "%s is not heard, its credential cannot be used: %s; mend it and reload",
	    lacks[i].who, lacks[i].why);
	return tell(desk, resource, "credential-refused", VG_ACTION_CHANGE,
	    VG_SEVERITY_MINOR, now, text);
}

int
vg_desksource_credentials(struct vg_desk *desk,
    const struct vg_desksource_credential *lacks, size_t n, struct vg_wall now)
{
	struct standing s = {0};
	int code = read_standing(desk, &s);

	if (code == VG_OK && (n > 0 || s.n > 0)) {
		code = vg_db_begin(desk->db);
		for (size_t i = 0; code == VG_OK && i < n; i++)
			code = tell_lacking(desk, lacks, i, now);
		for (size_t i = 0; code == VG_OK && i < s.n; i++) {
			if (!is_lacking(desk, s.resources[i], lacks, n))
				code = tell(desk, s.resources[i], "credential-refused",
				    VG_ACTION_CLEAR, VG_SEVERITY_MINOR, now,
				    "the credential can be used, or no line names it");
		}
		code = end(desk, code);
	}
	free(s.resources);
	return code;
}
