/*
 * The PDU of a notification.  Written backwards: the last binding first.
 */
#include "tests/sim/simtrap.h"

#include <netinet/in.h>

#include "lib/base/error.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simpdu.h"
#include "tests/sim/simset.h"

enum { TRAP_REQUEST = 0x5000, ENTERPRISE_SPECIFIC = 6 };

static void
put_oid_binding(struct vg_simber_out *out, const char *name, const struct vg_oid *value)
{
	struct vg_simvalue pointer = {.tag = VG_SIMBER_OID, .oid = *value};
	struct vg_oid oid;

	vg_oid_parse(name, &oid);
	vg_simpdu_put_binding(out, &oid, &pointer);
}

static void
put_bindings(struct vg_simdevice *device, const struct vg_simnotice *notice, bool is_v1,
    int64_t at_us, struct vg_simber_out *out)
{
	struct vg_simvalue value = {.tag = VG_SIMBER_GAUGE32, .count = device->traps};
	struct vg_oid oid;

	vg_oid_parse("1.3.6.1.2.1.92.1.3.1.1.1.0", &oid);
	vg_oid_append(&oid, device->traps);
	vg_simpdu_put_binding(out, &oid, &value);
	for (size_t i = notice->n_bindings; i > 0; i--) {
		const struct vg_oid *one = &notice->binding[i - 1];
		/* SNMPv1 has no Counter64 (RFC 3584 section 4.1). */
		if (!vg_simset_get(device, one, at_us, &value) ||
		    (is_v1 && value.tag == VG_SIMBER_COUNTER64))
			continue;
		vg_simpdu_put_binding(out, one, &value);
	}
}

static void
put_v2(struct vg_simdevice *device, const struct vg_simnotice *notice, int64_t at_us,
    struct vg_simber_out *out)
{
	struct vg_simvalue uptime = {
	    .tag = VG_SIMBER_TIMETICKS, .count = vg_simdevice_ticks(device, at_us)};
	size_t mark = vg_simber_written(out);
	struct vg_oid oid;

	put_bindings(device, notice, false, at_us, out);
	put_oid_binding(out, "1.3.6.1.6.3.1.1.4.1.0", &notice->trap);
	vg_oid_parse("1.3.6.1.2.1.1.3.0", &oid);
	vg_simpdu_put_binding(out, &oid, &uptime);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, 0);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, 0);
	vg_simber_put_int(
	    out, VG_SIMBER_INTEGER, TRAP_REQUEST + device->traps % 0x100000);
	vg_simber_wrap(out, VG_SIMBER_TRAP, mark);
}

/* The way back from a v2 name (RFC 3584 section 3.2): generic, or enterprise and specific. */
static void
put_v1(struct vg_simdevice *device, const struct vg_simnotice *notice, int64_t at_us,
    struct vg_simber_out *out)
{
	struct vg_oid enterprise = notice->trap, standard;
	size_t mark = vg_simber_written(out);
	int64_t specific = enterprise.arc[enterprise.n_arcs - 1],
		generic = ENTERPRISE_SPECIFIC;
	const struct sockaddr_in *four =
	    (const struct sockaddr_in *)&device->address.storage;
	struct in_addr none = {0};

	vg_oid_parse("1.3.6.1.6.3.1.1.5", &standard);
	if (vg_oid_under(&notice->trap, &standard)) {
		generic = specific - 1;
		specific = 0;
		vg_oid_parse(device->family->object_id, &enterprise);
	} else {
		enterprise.n_arcs--;
		if (enterprise.arc[enterprise.n_arcs - 1] == 0)
			enterprise.n_arcs--;
	}
	put_bindings(device, notice, true, at_us, out);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	vg_simber_put_uint(out, VG_SIMBER_TIMETICKS, vg_simdevice_ticks(device, at_us));
	vg_simber_put_int(out, VG_SIMBER_INTEGER, specific);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, generic);
	if (device->address.storage.ss_family == AF_INET)
		none = four->sin_addr;
	vg_simber_put_octets(out, VG_SIMBER_IPADDRESS, &none, sizeof(none));
	vg_simber_put_oid(out, &enterprise);
	vg_simber_wrap(out, VG_SIMBER_TRAP_V1, mark);
}

void
vg_simtrap_put(struct vg_simdevice *device, const struct vg_simnotice *notice, bool is_v1,
    int64_t at_us, struct vg_simber_out *out)
{
	device->traps++;
	if (is_v1)
		put_v1(device, notice, at_us, out);
	else
		put_v2(device, notice, at_us, out);
}
