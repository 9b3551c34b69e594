/*
 * The messages of v1 and v2c.
 */
#include "tests/sim/simmsg.h"

#include <string.h>

#include "lib/base/error.h"
#include "tests/sim/simpdu.h"
#include "tests/sim/simtrap.h"
#include "tests/sim/simusm.h"

/* The community that the answer has: the one asked by, or another. */
static const char *
said_community(struct vg_simdevice *device)
{
	if (device->knobs.value[VG_SIMDEVICE_COMMUNITY] == 0)
		return device->community;
	device->knobs.count[VG_SIMDEVICE_COMMUNITY]++;
	return device->knobs.community;
}

static int
answer_community(struct vg_simdevice *device, int64_t version, struct vg_cursor *message,
    int64_t at_us, struct vg_simber_out *out)
{
	struct vg_cursor community = vg_simber_take(message, VG_SIMBER_OCTETS);
	size_t size = vg_cursor_left(&community), mark = vg_simber_written(out);
	const char *said;
	int error;

	if (message->failed)
		return VG_EPARSE;
	if (device->version == VG_SIMDEVICE_V3 || size != strlen(device->community) ||
	    memcmp(community.at, device->community, size) != 0)
		return VG_EAUTH;
	error =
	    vg_simpdu_answer(device, message, version == 0, VG_SIMPDU_MAX, at_us, out);
	if (error != VG_OK)
		return error;
	said = said_community(device);
	vg_simber_put_octets(out, VG_SIMBER_OCTETS, said, strlen(said));
	vg_simber_put_int(out, VG_SIMBER_INTEGER, version);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	return out->failed ? VG_ELIMIT : VG_OK;
}

int
vg_simmsg_answer(struct vg_simdevice *device, const void *datagram, size_t size,
    int64_t at_us, struct vg_simber_out *out)
{
	struct vg_cursor all = vg_cursor_over(datagram, size);
	struct vg_cursor message = vg_simber_take(&all, VG_SIMBER_SEQUENCE);
	int64_t version = vg_simber_take_int(&message, 0, INT32_MAX);

	if (message.failed || vg_cursor_left(&all) > 0)
		return VG_EPARSE;
	if (version == 0 || version == 1)
		return answer_community(device, version, &message, at_us, out);
	if (version == 3)
		return vg_simusm_answer(device, datagram, size, at_us, out);
	return VG_EUNSUPPORTED;
}

int
vg_simmsg_notify(struct vg_simdevice *device, const struct vg_simnotice *notice,
    int64_t at_us, struct vg_simber_out *out)
{
	size_t mark = vg_simber_written(out);
	bool is_v1 = device->trap_version == VG_SIMDEVICE_V1;

	vg_simtrap_put(device, notice, is_v1, at_us, out);
	if (device->trap_version == VG_SIMDEVICE_V3)
		return vg_simusm_wrap(device, device->traps, at_us, out);
	vg_simber_put_octets(
	    out, VG_SIMBER_OCTETS, device->community, strlen(device->community));
	vg_simber_put_int(out, VG_SIMBER_INTEGER, is_v1 ? 0 : 1);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	return out->failed ? VG_ELIMIT : VG_OK;
}
