/*
 * Sources as a list.
 */
#include "collector/api/apisource.h"

#include <string.h>

#include "collector/desk/foreign/deskidentity.h"
#include "collector/intake/intaketell.h"

static void
put_causes(const struct vg_sender *s, struct vg_restdata *data)
{
	for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++) {
		const char *key = vg_trapin_cause_key((enum vg_trapin_cause)c);
		if (s->by_cause[c] == 0)
			continue;
		vg_restdata_entry(data, "cause", &key, 1);
		vg_restdata_uint(data, "count", s->by_cause[c]);
		vg_restdata_out(data);
	}
}

static void
put_refusal(const struct vg_sender *s, struct vg_restdata *data)
{
	if (!vg_instant_is_set(s->refused))
		return;
	vg_restdata_time(data, "last-refused", s->refused);
	vg_restdata_text(data, "last-cause", vg_trapin_cause_key(s->last_cause));
	vg_restdata_text(data, "last-text", s->last_text);
	vg_restdata_text(data, "remedy", vg_intaketell_remedy(s->last_cause));
}

static void
put_source(struct vg_desk *desk, const struct vg_sender *s, struct vg_restdata *data)
{
	const char *key = s->source;
	struct vg_detail unused;
	const struct vg_conf_device *device =
	    vg_deskidentity_at(desk, s->source, &unused);

	vg_restdata_entry(data, "source", &key, 1);
	vg_restdata_text(data, "device", device ? device->name : "");
	vg_restdata_text(data, "agent", s->agent);
	vg_restdata_uint(data, "received", s->received);
	vg_restdata_uint(data, "stored", s->by_cause[VG_TRAPIN_STORED]);
	vg_restdata_time(data, "heard", s->heard);
	put_refusal(s, data);
	put_causes(s, data);
	vg_restdata_out(data);
}

void
vg_apisource_put(
    struct vg_desk *desk, const struct vg_intake *intake, struct vg_restdata *data)
{
	struct vg_senders *senders = vg_intake_senders(intake);
	const struct vg_sender *s;

	for (size_t i = 0; (s = vg_senders_at(senders, i)) != NULL; i++) {
		if (s->received)
			put_source(desk, s, data);
	}
}
