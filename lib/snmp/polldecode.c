/*
 * One pass over the octets.
 */
#include "lib/snmp/polldecode.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/ber.h"
#include "lib/snmp/gate.h"

int
vg_polldecode_head(const void *data, size_t size, struct vg_polldecode_head *head)
{
	const unsigned char *octets = data;
	struct vg_ber in = {octets, octets ? octets + size : octets, false};
	struct vg_ber_element message = vg_ber_expect(&in, VG_BER_SEQUENCE);
	struct vg_ber inner = {message.at, message.end, in.failed || in.at != in.end};

	if (vg_ber_int(&inner, INT32_MIN) != 1)
		return VG_EPARSE;
	struct vg_ber_element community = vg_ber_expect(&inner, VG_BER_OCTETS);
	struct vg_ber_element pdu = vg_ber_expect(&inner, VG_PDU_RESPONSE);
	if (inner.failed || inner.at != inner.end || community.end - community.at > 255)
		return VG_EPARSE;
	struct vg_ber rest = {pdu.at, pdu.end, false};
	head->community = community.at;
	head->community_size = (size_t)(community.end - community.at);
	head->id = vg_ber_int(&rest, INT32_MIN);
	head->at = rest.at;
	head->end = rest.end;
	return rest.failed ? VG_EPARSE : VG_OK;
}

static struct vg_varbind *
need_varbind(struct vg_polldecode_response *r)
{
	if (r->n_varbinds == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		struct vg_varbind *more = vg_mem_array(room, sizeof(*more));
		if (r->n_varbinds)
			memcpy(more, r->varbinds, r->n_varbinds * sizeof(*more));
		free(r->varbinds);
		r->varbinds = more;
		r->room = room;
	}
	return &r->varbinds[r->n_varbinds++];
}

int
vg_polldecode_rest(
    const struct vg_polldecode_head *head, struct vg_polldecode_response *response)
{
	struct vg_ber in = {head->at, head->end, false};

	vg_polldecode_reset(response);
	response->id = head->id;
	response->error_status = vg_ber_int(&in, 0);
	response->error_index = vg_ber_int(&in, 0);
	struct vg_ber_element e = vg_ber_expect(&in, VG_BER_SEQUENCE);
	struct vg_ber list = {e.at, e.end, false};
	bool good = !in.failed && in.at == in.end;
	while (good && list.at < list.end)
		good = response->n_varbinds < VG_GATE_MAX_VARBINDS &&
		    vg_ber_varbind(&list, need_varbind(response));
	if (!good)
		vg_polldecode_reset(response);
	return good ? VG_OK : VG_EPARSE;
}

void
vg_polldecode_reset(struct vg_polldecode_response *response)
{
	for (size_t i = 0; i < response->n_varbinds; i++) {
		struct vg_value *value = &response->varbinds[i].value;
		if (value->octets || value->oid)
			vg_value_fini(value);
		else
			memset(value, 0, sizeof(*value));
	}
	response->n_varbinds = 0;
}

void
vg_polldecode_fini(struct vg_polldecode_response *response)
{
	vg_polldecode_reset(response);
	free(response->varbinds);
	memset(response, 0, sizeof(*response));
}
