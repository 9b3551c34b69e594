/*
 * Notifications that nothing was made of, as a resource.
 */
#include "collector/api/apiunclassified.h"

#include <inttypes.h>
#include <stdlib.h>

#include "collector/api/apilist.h"
#include "collector/desk/foreign/deskunknown.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static void
write_varbind(struct vg_restdata *data, const struct vg_varbind *v, size_t position)
{
	char place[24], oid[VG_OID_TEXT_SIZE], value[VG_OID_TEXT_SIZE];
	const char *const keys[] = {place};
	bool withheld = v->value.type == VG_VALUE_NONE;

	vg_text_format(place, sizeof(place), "%zu", position);
	vg_oid_text(&v->oid, oid, sizeof(oid));
	vg_restdata_entry(data, "varbind", keys, 1);
	vg_restdata_leaf(data, "oid", oid);
	vg_restdata_leaf(
	    data, "type", withheld ? "withheld" : vg_value_type_text(v->value.type));
	if (!withheld) {
		vg_value_text(&v->value, value, sizeof(value));
		vg_restdata_text(data, "value", value);
	}
	vg_restdata_out(data);
}

static void
write_addresses(struct vg_restdata *data, const struct vg_trap *trap)
{
	char text[VG_OID_TEXT_SIZE];
	uint32_t a = trap->agent_address;

	if (trap->enterprise.n_arcs) {
		vg_oid_text(&trap->enterprise, text, sizeof(text));
		vg_restdata_leaf(data, "enterprise", text);
	}
	vg_text_format(text, sizeof(text), "%u.%u.%u.%u", (unsigned)(a >> 24),
	    (unsigned)(a >> 16 & 255), (unsigned)(a >> 8 & 255), (unsigned)(a & 255));
	if (a)
		vg_restdata_leaf(data, "agent-address", text);
}

static void
write_example(struct vg_restdata *data, const struct vg_trap *trap)
{
	static const char *const versions[] = {"v2c", "v1", "v2c", "v3"};
	char *hex = vg_mem_zero(2 * trap->pdu.size + 1);

	vg_text_hex(hex, trap->pdu.data, trap->pdu.size);
	vg_restdata_into(data, "example");
	vg_restdata_time(data, "received", trap->received);
	vg_restdata_text(data, "source", trap->source);
	vg_restdata_leaf(data, "version", versions[trap->version & 3]);
	vg_restdata_text(data, "user", trap->user);
	vg_restdata_bool(data, "inform", trap->inform);
	vg_restdata_uint(data, "uptime", trap->uptime);
	write_addresses(data, trap);
	for (size_t i = 0; i < trap->n_varbinds; i++)
		write_varbind(data, &trap->varbinds[i], i + 1);
	vg_restdata_text(data, "pdu", hex);
	vg_restdata_out(data);
	free(hex);
}

static void
write_row(const struct vg_unknown_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, view->id);
	vg_restdata_entry(data, "notification", keys, 1);
	vg_restdata_text(data, "oid", view->oid);
	vg_restdata_text(data, "maker", view->maker);
	vg_restdata_text(data, "device", view->device);
	vg_restdata_text(data, "source", view->source);
	vg_restdata_text(data, "agent", view->agent);
	vg_restdata_bool(data, "known", view->known);
	vg_restdata_bool(data, "standing", view->standing);
	vg_restdata_int(data, "count", view->count);
	vg_restdata_time(data, "first", view->first);
	vg_restdata_time(data, "last", view->last);
	vg_restdata_text(data, "text", view->text);
	if (view->trap)
		write_example(data, view->trap);
	vg_restdata_out(data);
}

int
vg_apiunclassified_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	int64_t id;

	if (step && step->n_keys == 1) {
		if (vg_text_int(step->keys[0], 1, INT64_MAX, &id) != VG_OK)
			return VG_OK; /* there is no such one */
		return vg_desk_unknown_one(desk, id, write_row, data);
	}
	int err = vg_apilist_refuse(
	    ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_DEVICE, detail);

	if (err != VG_OK)
		return err;
	err = vg_desk_unknown(desk, ask->query->device, &page, write_row, data);
	return vg_apilist_told(err, &page, data, detail);
}
