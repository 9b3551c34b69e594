/*
 * Accepting what is unclassified.
 */
#include "collector/desk/foreign/deskaccept.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/store/storeunknown.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/oid.h"
#include "lib/model/resource.h"
#include "lib/trapmap/trapmap.h"

static const char kind_name[] = "unclassified-notification";

/* An alarm that stands. */
struct standing {
	char oid[VG_QUALIFIER_SIZE], device[VG_NAME_SIZE], agent[VG_NAME_SIZE];
};

struct list {
	struct standing *rows; /* owned */
	size_t n, room;
};

/* Reads what the statement 'q', bound with 'code', gives: they are changed after it. */
static int
read_all(struct vg_desk *desk, size_t q, int code, struct list *list)
{
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		list->rows =
		    vg_mem_grow(list->rows, &list->room, list->n, sizeof(*list->rows));
		struct standing *s = &list->rows[list->n++];
		vg_text_copy(s->oid, sizeof(s->oid), vg_db_text(desk->db, q, 0));
		vg_text_copy(s->device, sizeof(s->device), vg_db_text(desk->db, q, 1));
		vg_text_copy(s->agent, sizeof(s->agent), vg_db_text(desk->db, q, 2));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
end_one(struct vg_desk *desk, const struct standing *s, struct vg_wall now,
    const char *text, struct vg_detail *detail)
{
	struct vg_event e = {.action = VG_ACTION_CLEAR,
	    .origin = VG_ORIGIN_SELF,
	    .severity = VG_SEVERITY_WARNING};

	e.since = e.agent_time = e.received = now;
	vg_resource_build(e.resource, "device", s->device, NULL);
	vg_text_copy(e.device, sizeof(e.device), s->device);
	vg_text_copy(e.kind, sizeof(e.kind), kind_name);
	vg_text_copy(e.qualifier, sizeof(e.qualifier), s->oid);
	vg_text_copy(e.text, sizeof(e.text), text);
	return vg_deskapply_event(desk, &e, "", 0, now, false, detail);
}

/* --- a person ------------------------------------------------------------------------------ */

/* What the object names, a number of the list or an OID: its rows and what stands of them. */
static int
find(struct vg_act_call *call, struct list *list, bool *exists)
{
	struct vg_desk *desk = call->desk;
	const char *object = call->act->object;
	struct vg_oid oid;
	int64_t id;
	size_t q;
	int code;

	*exists = false;
	object += object[0] == '.';
	if (vg_text_int(object, 1, INT64_MAX, &id) == VG_OK) {
		q = VG_STOREUNKNOWN_OF_ID;
		code = vg_db_query(desk->db, q, "i", id);
	} else if (vg_oid_parse(object, &oid) == VG_OK) {
		q = VG_STOREUNKNOWN_OF_OID;
		code = vg_db_query(desk->db, q, "t", object);
	} else {
		return vg_detail_set(call->detail, VG_EINVAL,
		    "'%.40s' is no object identifier and no number", object);
	}
	code = read_all(desk, q, code, list);
	*exists = list->n > 0;
	/* The rows without an alarm that stands have said that there is such a notification. */
	size_t kept = 0;
	for (size_t i = 0; i < list->n; i++) {
		if (list->rows[i].device[0])
			list->rows[kept++] = list->rows[i];
	}
	list->n = kept;
	return code;
}

static int
end_all(struct vg_act_call *call, const struct list *list)
{
	const struct standing *of_agent = NULL;
	struct vg_act_result *result = call->result;
	size_t n = 0;
	int code = VG_OK;

	for (size_t i = 0; i < list->n && code == VG_OK; i++) {
		const struct standing *s = &list->rows[i];
		if (s->agent[0]) {
			of_agent = s;
			continue;
		}
		code = end_one(
		    call->desk, s, call->now, "somebody has looked at it", call->detail);
		n++;
	}
	if (code != VG_OK)
		return code;
	if (n == 0 && of_agent)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "%s of device %s: agent %s heard it, and its accept ends it",
		    of_agent->oid, of_agent->device, of_agent->agent);
	vg_text_copy(result->state, sizeof(result->state), "accepted");
	if (n == 0)
		vg_text_copy(result->text, sizeof(result->text), "no alarm of it stands");
	else
		vg_text_format(result->text, sizeof(result->text),
		    "%zu alarm%s: over when the hold of the kind has passed and nothing "
		    "has come again",
		    n, n == 1 ? "" : "s");
	return VG_OK;
}

static int
accept_it(struct vg_act_call *call)
{
	struct list list = {0};
	bool exists;
	int code = find(call, &list, &exists);

	if (code == VG_OK && !exists)
		code = vg_detail_set(call->detail, VG_ENOENT,
		    "%.64s: no such notification is unclassified", call->act->object);
	if (code == VG_OK)
		code = end_all(call, &list);
	free(list.rows);
	return code;
}

const struct vg_act_rule vg_deskaccept_rules[] = {
    {"unclassified-accept", "notification", VG_ROLE_NOC, "", accept_it, 0},
    {0},
};

/* --- a pack -------------------------------------------------------------------------------- */

/* Keeps those that a pack maps. */
static void
keep_known(const struct vg_desk *desk, struct list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct vg_oid oid;
		if (!list->rows[i].agent[0] &&
		    vg_oid_parse(list->rows[i].oid, &oid) == VG_OK &&
		    vg_trapmap_knows(desk->packs, &oid))
			list->rows[kept++] = list->rows[i];
	}
	list->n = kept;
}

int
vg_deskaccept_known(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STOREUNKNOWN_STANDING;
	struct vg_detail unused;
	struct list list = {0};
	int code = read_all(desk, q, vg_db_query(desk->db, q, ""), &list);

	keep_known(desk, &list);
	if (code != VG_OK || list.n == 0) {
		free(list.rows);
		return code;
	}
	code = vg_db_begin(desk->db);
	for (size_t i = 0; i < list.n && code == VG_OK; i++)
		code = end_one(desk, &list.rows[i], now, "a pack knows it now", &unused);
	free(list.rows);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}
