/*
 * Foreign traps to events.
 */
#include "collector/normal/normal.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* "OID=value OID=value ...", as far as it fits: the rest stands in the raw row. */
static void
tell_varbinds(const struct vg_trap *trap, char text[VG_TEXT_SIZE])
{
	char oid[VG_OID_TEXT_SIZE], value[VG_TEXT_SIZE];
	struct vg_buf buf;

	vg_oid_text(&trap->oid, oid, sizeof(oid));
	vg_buf_init(&buf, 0);
	vg_buf_addf(&buf, "unknown notification %s", oid);
	for (size_t i = 0; i < trap->n_varbinds && buf.size < VG_TEXT_SIZE; i++) {
		vg_oid_text(&trap->varbinds[i].oid, oid, sizeof(oid));
		vg_value_text(&trap->varbinds[i].value, value, sizeof(value));
		vg_buf_addf(&buf, " %s=%s", oid, value);
	}
	/* Cut at a character, not inside one. */
	size_t n = buf.size < VG_TEXT_SIZE ? buf.size : VG_TEXT_SIZE - 1;
	while (n && !vg_text_is_utf8(buf.data, n))
		n--;
	memcpy(text, buf.data, n);
	text[n] = '\0';
	vg_buf_fini(&buf);
}

static void
unclassified(const char *device, const struct vg_trap *trap, struct vg_event *e)
{
	memset(e, 0, sizeof(*e));
	e->action = VG_ACTION_RAISE;
	e->origin = VG_ORIGIN_TRAP;
	e->severity = VG_SEVERITY_WARNING;
	e->cause = 1024; /* X.733 other */
	vg_text_copy(e->device, sizeof(e->device), device);
	vg_resource_build(e->resource, "device", device, NULL);
	vg_text_copy(e->kind, sizeof(e->kind), "unclassified-notification");
	vg_oid_text(&trap->oid, e->qualifier, sizeof(e->qualifier));
	e->since = e->agent_time = e->received = trap->received;
	tell_varbinds(trap, e->text);
}

size_t
vg_normal_foreign(const struct vg_packset *packs, const char *supplier,
    const char *device, const struct vg_trap *trap,
    struct vg_event events[VG_TRAPMAP_MAX_CLAIMS])
{
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
	size_t n = vg_trapmap_apply(packs, supplier, device, trap, claims);

	for (size_t i = 0; i < n; i++)
		events[i] = claims[i].event;
	if (n == 0) {
		unclassified(device, trap, &events[0]);
		n = 1;
	}
	return n;
}
