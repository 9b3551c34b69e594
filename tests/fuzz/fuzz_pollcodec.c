/*
 * The codec of the asking side under arbitrary octets.  What it takes it can write again as an
 * inform that passes the gate; and every object identifier and value survives that way.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct vg_oid name = {{1, 3, 6, 1}, 4};

/* The message again, as a response whose varbinds were written by our own encoder. */
static void
write_again(const struct vg_polldecode_response *r, const struct vg_secret *community)
{
	struct vg_polldecode_response again = {0};
	struct vg_gate_facts facts;
	struct vg_buf pdu, message;

	vg_buf_init(&pdu, 0);
	vg_buf_init(&message, 0);
	vg_pollcodec_notification(
	    &pdu, VG_PDU_INFORM, r->id, 7, &name, r->varbinds, r->n_varbinds);
	vg_pollcodec_message(&message, community, &pdu);
	if (message.error == VG_OK && r->n_varbinds + 2 <= VG_GATE_MAX_VARBINDS) {
		if (vg_gate_check(message.data, message.size, &facts) != VG_GATE_PASS)
			abort();
		message.data[facts.pdu_at] = VG_PDU_RESPONSE;
		if (vg_pollcodec_decode(message.data, message.size, community, &again) !=
			VG_OK ||
		    again.id != r->id || again.n_varbinds != r->n_varbinds + 2)
			abort();
		for (size_t i = 0; i < r->n_varbinds; i++) {
			if (vg_oid_compare(
				&again.varbinds[i + 2].oid, &r->varbinds[i].oid) != 0 ||
			    !vg_value_same(
				&again.varbinds[i + 2].value, &r->varbinds[i].value))
				abort();
		}
		vg_polldecode_fini(&again);
	}
	vg_buf_fini(&message);
	vg_buf_fini(&pdu);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vg_polldecode_response response = {0};
	struct vg_gate_facts facts;
	struct vg_secret community = {0};

	bool passes = vg_gate_check(data, size, &facts) == VG_GATE_PASS &&
	    facts.version == 2 && facts.pdu == VG_PDU_RESPONSE;

	/* Its own community, so that nothing is refused for that alone. */
	if (passes &&
	    vg_secret_set(&community, facts.community, facts.community_size) != VG_OK)
		return 0;
	int code = vg_pollcodec_decode(data, size, &community, &response);
	/* As strict as the gate, and not stricter. */
	if ((code == VG_OK) != passes && code != VG_EAUTH)
		abort();
	if (code == VG_OK)
		write_again(&response, &community);
	vg_polldecode_fini(&response);
	return 0;
}
