/*
 * Knobs.  Chance is a hash of the device's seed and of how often it was asked: the same devices
 * asked in the same order lose the same datagrams.
 */
#include "tests/sim/simknob.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/sim/simusm.h"
#include "tests/sim/simwave.h"

/* A device that is asked more than it can answer has so much before it at most, in us. */
enum { BACKLOG_US = 30000000 };

static const struct {
	const char *name;
	uint64_t most;
} knobs[VG_SIMDEVICE_KNOBS] = {
    [VG_SIMDEVICE_LOSS_IN] = {"loss-in", 100},
    [VG_SIMDEVICE_LOSS_OUT] = {"loss-out", 100},
    [VG_SIMDEVICE_DELAY] = {"delay", 600000},
    [VG_SIMDEVICE_JITTER] = {"jitter", 600000},
    [VG_SIMDEVICE_SLOW] = {"slow", 10000000},
    [VG_SIMDEVICE_SOURCE] = {"source", 0},
    [VG_SIMDEVICE_PORT] = {"other-port", 1},
    [VG_SIMDEVICE_COMMUNITY] = {"other-community", 0},
    [VG_SIMDEVICE_REQUEST] = {"other-request", 1},
    [VG_SIMDEVICE_GARBAGE] = {"garbage", 100},
    [VG_SIMDEVICE_CUT] = {"cut", 65535},
    [VG_SIMDEVICE_AGAIN] = {"duplicate", 100},
    [VG_SIMDEVICE_BIG_BINDINGS] = {"max-bindings", 128},
    [VG_SIMDEVICE_BIG_OCTETS] = {"max-octets", 65535},
    [VG_SIMDEVICE_ENGINE_SAID] = {"engine-id", 0},
    [VG_SIMDEVICE_COUNTER_WRAP] = {"counter-wrap", UINT32_MAX},
    [VG_SIMDEVICE_UPTIME_WRAP] = {"uptime-wrap", UINT32_MAX / 100},
};

static int
find(const char *key)
{
	for (int i = 0; i < VG_SIMDEVICE_KNOBS; i++)
		if (vg_text_same(knobs[i].name, key))
			return i;
	return -1;
}

/* The knobs that take a text; the number says whether one stands. */
static int
set_text(struct vg_simdevice *device, int knob, const char *value)
{
	struct vg_simknobs *mine = &device->knobs;
	bool is_off = vg_text_same(value, "0");
	struct vg_address address;
	int error = VG_OK;

	if (knob == VG_SIMDEVICE_ENGINE_SAID)
		error = vg_simdevice_engine(device, is_off ? "" : value);
	if (knob == VG_SIMDEVICE_ENGINE_SAID && error == VG_OK)
		vg_simusm_localize(device);
	if (knob == VG_SIMDEVICE_COMMUNITY && !is_off)
		error = vg_text_copy(mine->community, sizeof(mine->community), value);
	if (knob == VG_SIMDEVICE_SOURCE && !is_off) {
		error = vg_simdevice_loopback(value, 0, &address);
		if (error == VG_OK &&
		    address.storage.ss_family != device->address.storage.ss_family)
			error = VG_EPARSE;
		if (error == VG_OK)
			mine->source = address;
	}
	if (error == VG_OK)
		mine->value[knob] = !is_off;
	return error;
}

int
vg_simknob_set(
    struct vg_simdevice *device, const char *key, const char *value, int64_t at_us)
{
	int knob = find(key), error;
	uint64_t number;

	if (knob < 0)
		return VG_ENOENT;
	if (knobs[knob].most == 0)
		return set_text(device, knob, value);
	error = vg_text_uint(value, knobs[knob].most, &number);
	if (error != VG_OK)
		return error;
	device->knobs.value[knob] = (uint32_t)number;
	if (knob == VG_SIMDEVICE_COUNTER_WRAP)
		device->knobs.counters_at_us = at_us;
	if (knob == VG_SIMDEVICE_UPTIME_WRAP)
		device->knobs.uptime_at_us = at_us;
	return VG_OK;
}

void
vg_simknob_clear(struct vg_simdevice *device)
{
	if (device->knobs.value[VG_SIMDEVICE_ENGINE_SAID] > 0)
		set_text(device, VG_SIMDEVICE_ENGINE_SAID, "0");
	memset(device->knobs.value, 0, sizeof(device->knobs.value));
}

/* A number from 0 to 'n' - 1. */
static uint64_t
chance(struct vg_simdevice *device, uint64_t n)
{
	return vg_simwave_mix(device->seed, device->knobs.thrown++) % n;
}

static bool
happens(struct vg_simdevice *device, enum vg_simdevice_knob knob)
{
	uint32_t percent = device->knobs.value[knob];

	if (percent == 0 || (percent < 100 && chance(device, 100) >= percent))
		return false;
	device->knobs.count[knob]++;
	return true;
}

bool
vg_simknob_loses(struct vg_simdevice *device, enum vg_simdevice_knob knob)
{
	return happens(device, knob);
}

int64_t
vg_simknob_wait(struct vg_simdevice *device, size_t n_bindings, int64_t now_us)
{
	struct vg_simknobs *mine = &device->knobs;
	int64_t wait_us = (int64_t)mine->value[VG_SIMDEVICE_DELAY] * 1000;
	uint32_t jitter_ms = mine->value[VG_SIMDEVICE_JITTER];
	int64_t work_us = (int64_t)n_bindings * mine->value[VG_SIMDEVICE_SLOW];

	mine->count[VG_SIMDEVICE_DELAY] += wait_us > 0;
	if (jitter_ms > 0) {
		wait_us += (int64_t)chance(device, (uint64_t)jitter_ms * 1000);
		mine->count[VG_SIMDEVICE_JITTER]++;
	}
	if (work_us > 0) {
		int64_t begin_us = mine->busy_us > now_us ? mine->busy_us : now_us;
		if (begin_us < now_us + BACKLOG_US)
			mine->busy_us = begin_us + work_us;
		wait_us += mine->busy_us - now_us;
		mine->count[VG_SIMDEVICE_SLOW]++;
	}
	return wait_us;
}

void
vg_simknob_spoil(struct vg_simdevice *device, unsigned char *data, size_t *size)
{
	size_t cut = device->knobs.value[VG_SIMDEVICE_CUT];

	if (happens(device, VG_SIMDEVICE_GARBAGE))
		for (size_t i = 0; i < *size; i++)
			data[i] = (unsigned char)chance(device, 256);
	if (cut > 0) {
		*size -= cut < *size ? cut : *size;
		device->knobs.count[VG_SIMDEVICE_CUT]++;
	}
}

void
vg_simknob_tell(const struct vg_simdevice *device, struct vg_buf *text)
{
	for (unsigned i = 0; i < VG_SIMDEVICE_KNOBS; i++)
		if (device->knobs.value[i] > 0)
			vg_buf_addf(
			    text, " %s=%u", knobs[i].name, device->knobs.value[i]);
}

void
vg_simknob_tell_counts(const uint64_t counts[VG_SIMDEVICE_KNOBS], struct vg_buf *text)
{
	for (unsigned i = 0; i < VG_SIMDEVICE_KNOBS; i++)
		vg_buf_addf(
		    text, " %s=%llu", knobs[i].name, (unsigned long long)counts[i]);
}

const char *
vg_simknob_help(void)
{
	return "  loss-in, loss-out PERCENT    requests that are not heard, answers that "
	       "are lost\n"
	       "  delay, jitter MS             answers wait so long, and up to so much "
	       "longer\n"
	       "  slow US                      work on each binding, one request after the "
	       "other\n"
	       "  source ADDRESS               answers come from there\n"
	       "  other-port 1                 and from another port\n"
	       "  other-community TEXT         stands in the answer\n"
	       "  other-request 1              the answer has another request-id\n"
	       "  garbage PERCENT              answers that are noise of their size\n"
	       "  cut N                        octets that lack at the end, the lengths as "
	       "they were\n"
	       "  duplicate N                  each answer so many times more\n"
	       "  max-bindings, max-octets N   tooBig above; GETBULK is cut there\n"
	       "  engine-id HEX                of another device, perhaps\n"
	       "  counter-wrap N               each Counter32 stands N below 2^32 now, and "
	       "goes on\n"
	       "  uptime-wrap S                sysUpTime wraps in S seconds\n";
}
