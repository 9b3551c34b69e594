/*
 * Proofs of channels for the door.
 */
#include "collector/api/apipaging.h"

#include "collector/desk/paging/deskpageview.h"
#include "lib/base/error.h"
#include "lib/os/clock.h"

int
vg_apipaging_get(struct vg_desk *desk, struct vg_restdata *data)
{
	static const char *const kinds[] = {[VG_CONF_WAY_MAIL] = "mail",
	    [VG_CONF_WAY_SMS] = "sms-by-mail",
	    [VG_CONF_WAY_WEBHOOK] = "webhook"};
	struct vg_deskpageview_proof proofs[VG_DESKPAGEVIEW_MAX];
	size_t n = 0;
	int code = vg_deskpageview_proofs(
	    desk, "", vg_clock_wall(), proofs, VG_DESKPAGEVIEW_MAX, &n);

	for (size_t i = 0; code == VG_OK && i < n; i++) {
		const struct vg_deskpageview_proof *p = &proofs[i];
		const char *const keys[] = {p->person, p->channel};
		vg_restdata_entry(data, "channel", keys, 2);
		vg_restdata_leaf(data, "kind", kinds[p->kind]);
		vg_restdata_bool(data, "wakes", p->wakes);
		vg_restdata_bool(data, "on-duty", p->on_duty);
		vg_restdata_time(data, "tested", p->tested);
		vg_restdata_time(data, "proved", p->proved);
		vg_restdata_bool(data, "old", p->old);
		vg_restdata_out(data);
	}
	return code;
}
