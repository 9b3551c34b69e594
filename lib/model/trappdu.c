/*
 * Notifications out of their PDUs.
 */
#include "lib/model/trappdu.h"

#include "lib/base/error.h"

/* RFC 1157 4.1.6, RFC 3416 section 3. */
enum { TRAP_V1 = 0xA4, INFORM = 0xA6, TRAP = 0xA7 };

static const struct vg_oid up_time_oid = {{1, 3, 6, 1, 2, 1, 1, 3, 0}, 9};
static const struct vg_oid trap_oid_oid = {{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0}, 11};
static const struct vg_oid trap_address_oid = {{1, 3, 6, 1, 6, 3, 18, 1, 3, 0}, 10};

static uint32_t
address_of(const unsigned char *o)
{
	return (uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 | (uint32_t)o[2] << 8 | o[3];
}

bool
vg_trappdu_keeps(
    struct vg_trap *trap, struct vg_trappdu_seen *seen, const struct vg_varbind *varbind)
{
	const struct vg_value *value = &varbind->value;

	if (!seen->time && value->type == VG_VALUE_TIMETICKS &&
	    vg_oid_compare(&varbind->oid, &up_time_oid) == 0) {
		seen->time = true;
		trap->uptime = (uint32_t)value->number;
		return false;
	}
	if (!seen->oid && value->type == VG_VALUE_OID &&
	    vg_oid_compare(&varbind->oid, &trap_oid_oid) == 0) {
		seen->oid = true;
		vg_oid_copy(&trap->oid, value->oid);
		return false;
	}
	if (value->type == VG_VALUE_ADDRESS && value->size == 4 &&
	    vg_oid_compare(&varbind->oid, &trap_address_oid) == 0)
		trap->agent_address = address_of(value->octets);
	return true;
}

/* Why a v2 PDU with these is no notification, or NULL. */
static const char *
wrong_with(const struct vg_trappdu_seen *seen)
{
	if (!seen->time)
		return "RFC 3416 4.2.6: no sysUpTime.0 among its varbinds";
	return seen->oid ? NULL : "RFC 3416 4.2.6: no snmpTrapOID.0 among its varbinds";
}

/* Everything before the list of varbinds; of v1 that is what a notification has. */
static const char *
read_head(struct vg_ber *in, int tag, struct vg_trap *trap)
{
	static const struct vg_oid snmp_traps = {{1, 3, 6, 1, 6, 3, 1, 1, 5}, 9};
	struct vg_value time = {0};

	if (tag != TRAP_V1) {
		vg_ber_int(in, INT32_MIN);
		vg_ber_int(in, 0);
		vg_ber_int(in, 0);
		return NULL;
	}
	struct vg_ber_element enterprise = vg_ber_expect(in, VG_BER_OID);
	struct vg_ber_element address = vg_ber_expect(in, VG_BER_ADDRESS);
	int32_t generic = vg_ber_int(in, 0), specific = vg_ber_int(in, INT32_MIN);
	struct vg_ber_element ticks = vg_ber_expect(in, VG_BER_TICKS);
	if (in->failed || address.end - address.at != 4 || generic > 6 ||
	    !vg_ber_oid(&enterprise, &trap->enterprise) || !vg_ber_value(&ticks, &time)) {
		vg_ber_fail(in);
		return NULL;
	}
	trap->uptime = (uint32_t)time.number;
	trap->agent_address = address_of(address.at);
	/* RFC 3584 3.1: generic traps become snmpTraps.N, others enterprise.0.specific. */
	if (generic < 6) {
		vg_oid_copy(&trap->oid, &snmp_traps);
		vg_oid_append(&trap->oid, (uint32_t)generic + 1);
		return NULL;
	}
	vg_oid_copy(&trap->oid, &trap->enterprise);
	if (vg_oid_append(&trap->oid, 0) != VG_OK ||
	    vg_oid_append(&trap->oid, (uint32_t)specific) != VG_OK)
		return "RFC 3584 3.1: its enterprise has no room for the specific trap";
	return NULL;
}

/* The PDU's content; its tag, or 0 when it is no notification. */
static int
open_pdu(const void *data, size_t size, struct vg_ber *in)
{
	const unsigned char *octets = data;
	struct vg_ber whole = {octets, octets ? octets + size : octets, false};
	struct vg_ber_element pdu = vg_ber_next(&whole);

	*in = vg_ber_into(&whole, &pdu);
	if (!vg_ber_is_done(&whole))
		return 0;
	return pdu.tag == TRAP_V1 || pdu.tag == INFORM || pdu.tag == TRAP ? pdu.tag : 0;
}

static int
read_list(struct vg_ber *list, bool is_v2, struct vg_trap *trap, const char **why)
{
	struct vg_trappdu_seen seen = {!is_v2, !is_v2};

	while (list->at < list->end) {
		struct vg_varbind *v = vg_trap_add(trap);
		if (!v || !vg_ber_varbind(list, v))
			return VG_EPARSE;
		if (!vg_trappdu_keeps(trap, &seen, v)) {
			vg_value_fini(&v->value);
			trap->n_varbinds--;
		}
	}
	*why = wrong_with(&seen);
	return *why ? VG_EPARSE : VG_OK;
}

int
vg_trappdu_read(const void *data, size_t size, struct vg_trap *trap, const char **why)
{
	struct vg_ber in;
	int tag = open_pdu(data, size, &in);

	*why = "malformed PDU";
	if (tag == 0)
		return VG_EPARSE;
	trap->inform = tag == INFORM;
	const char *wrong = read_head(&in, tag, trap);
	struct vg_ber_element e = vg_ber_expect(&in, VG_BER_SEQUENCE);
	struct vg_ber list = vg_ber_into(&in, &e);
	if (!vg_ber_is_done(&in))
		return VG_EPARSE;
	if (wrong) {
		*why = wrong;
		return VG_EPARSE;
	}
	return read_list(&list, tag != TRAP_V1, trap, why);
}

size_t
vg_trappdu_content_at(const void *data, size_t size)
{
	const unsigned char *octets = data;
	struct vg_ber in;
	int tag = open_pdu(data, size, &in);

	if (tag == 0 || tag == TRAP_V1)
		return 0;
	vg_ber_int(&in, INT32_MIN);
	return in.failed ? 0 : (size_t)(in.at - octets);
}

int
vg_trappdu_list(const void *data, size_t size, struct vg_ber *list)
{
	struct vg_ber in;
	int tag = open_pdu(data, size, &in);

	/* v1: enterprise, address, generic, specific, time; v2: three numbers. */
	for (int skipped = 0; skipped < (tag == TRAP_V1 ? 5 : 3); skipped++)
		vg_ber_next(&in);
	struct vg_ber_element e = vg_ber_expect(&in, VG_BER_SEQUENCE);
	*list = vg_ber_into(&in, &e);
	return tag != 0 && vg_ber_is_done(&in) ? VG_OK : VG_EPARSE;
}
