/*
 * One simulated device: reading its description, and what follows from it.
 */
#include "tests/sim/simdevice.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simknob.h"
#include "tests/sim/simwave.h"

int64_t
vg_simdevice_uptime(const struct vg_simdevice *device, int64_t at_us)
{
	/* Up for 20 to 60 days when the simulation begins, never at a round number. */
	int64_t before =
	    20 * VG_DAY_US + (int64_t)(device->seed % (uint64_t)(40 * VG_DAY_US));

	if (device->state.rebooted)
		return at_us - device->state.boot_us;
	return before + at_us;
}

uint32_t
vg_simdevice_ticks(const struct vg_simdevice *device, int64_t at_us)
{
	const struct vg_simknobs *knobs = &device->knobs;
	int64_t set_us = knobs->uptime_at_us,
		left = knobs->value[VG_SIMDEVICE_UPTIME_WRAP];

	/* A device that restarted since begins at 0, as any does. */
	if (left > 0 && !(device->state.rebooted && device->state.boot_us >= set_us))
		return (uint32_t)((at_us - set_us) / 10000 - left * 100);
	return (uint32_t)(vg_simdevice_uptime(device, at_us) / 10000);
}

int64_t
vg_simdevice_port_time(const struct vg_simdevice *device, uint32_t row, int64_t at_us)
{
	const struct vg_simstate *state = &device->state;
	int64_t lost = state->link_lost_us[row];

	if (state->link_down[row])
		lost += at_us - state->link_since_us[row];
	return vg_simdevice_uptime(device, at_us) - lost;
}

void
vg_simdevice_serial(const struct vg_simdevice *device, char text[64])
{
	if (device->state.serial[0] != '\0')
		vg_text_copy(text, 64, device->state.serial);
	else
		snprintf(text, 64, "%s%08u", device->family->serial,
		    (unsigned)(device->seed % 100000000));
}

int
vg_simdevice_loopback(const char *text, uint16_t port, struct vg_address *address)
{
	if (vg_net_parse(text, port, address) != VG_OK)
		return VG_EPARSE;
	return vg_text_starts(text, "127.") || vg_text_same(text, "::1") ? VG_OK
									 : VG_EACCESS;
}

/* "127.0.0.1:PORT". */
static int
read_target(const char *text, struct vg_address *address)
{
	char host[VG_NET_TEXT_SIZE];
	const char *colon = strrchr(text, ':');
	uint64_t port;

	if (colon == NULL || (size_t)(colon - text) >= sizeof(host))
		return VG_EPARSE;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	if (vg_text_uint(colon + 1, 65535, &port) != VG_OK || port == 0)
		return VG_EPARSE;
	return vg_simdevice_loopback(host, (uint16_t)port, address);
}

static int
read_version(const char *text, enum vg_simdevice_version *version)
{
	static const char *const names[] = {[VG_SIMDEVICE_V2C] = "v2c",
	    [VG_SIMDEVICE_V3] = "v3",
	    [VG_SIMDEVICE_V1] = "v1"};

	for (unsigned i = 0; i < 3; i++)
		if (vg_text_same(names[i], text)) {
			*version = (enum vg_simdevice_version)i;
			return VG_OK;
		}
	return VG_EPARSE;
}

/* An engine ID as RFC 3411 has it: enterprise 2603, format 5 (octets), the seed. */
static void
make_engine(struct vg_simdevice *device)
{
	static const unsigned char head[] = {0x80, 0x00, 0x0a, 0x2b, 5};

	memcpy(device->engine, head, sizeof(head));
	for (unsigned i = 0; i < 8; i++)
		device->engine[5 + i] = (unsigned char)(device->seed >> (8 * i));
	device->engine_size = 13;
}

int
vg_simdevice_engine(struct vg_simdevice *device, const char *text)
{
	unsigned char engine[VG_SIMDEVICE_ENGINE];
	size_t size = strlen(text) / 2;

	if (text[0] == '\0') {
		make_engine(device);
		return VG_OK;
	}
	if (size < 5 || size > sizeof(engine) ||
	    vg_text_unhex(engine, size, text) != VG_OK)
		return VG_EPARSE;
	memcpy(device->engine, engine, size);
	device->engine_size = size;
	return VG_OK;
}

static int
read_option(const char *key, const char *value, struct vg_simdevice *device)
{
	if (vg_text_same(key, "family"))
		return (device->family = vg_simfamily_find(value)) ? VG_OK : VG_EPARSE;
	if (vg_text_same(key, "address")) {
		vg_text_copy(device->address_text, sizeof(device->address_text), value);
		return vg_simdevice_loopback(value, 0, &device->address);
	}
	if (vg_text_same(key, "version"))
		return read_version(value, &device->version);
	if (vg_text_same(key, "community"))
		return vg_text_copy(device->community, sizeof(device->community), value);
	if (vg_text_same(key, "user"))
		return vg_text_copy(device->user, sizeof(device->user), value);
	if (vg_text_same(key, "auth"))
		return vg_text_copy(device->auth, sizeof(device->auth), value);
	if (vg_text_same(key, "priv"))
		return vg_text_copy(device->priv, sizeof(device->priv), value);
	if (vg_text_same(key, "engine-id"))
		return vg_simdevice_engine(device, value);
	if (vg_text_same(key, "trap-version")) {
		device->has_trap_version = true;
		return read_version(value, &device->trap_version);
	}
	if (vg_text_same(key, "trap-to")) {
		device->has_trap_to = true;
		return read_target(value, &device->trap_to);
	}
	return vg_simknob_set(device, key, value, 0);
}

/* Whether the device has what messages of 'version' need. */
static int
check_credentials(const struct vg_simdevice *device, enum vg_simdevice_version version,
    struct vg_detail *detail)
{
	if (version != VG_SIMDEVICE_V3 && device->community[0] == '\0')
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: v1 and v2c need a community", device->name);
	if (version == VG_SIMDEVICE_V3 &&
	    (device->user[0] == '\0' || strlen(device->auth) < 8 ||
		strlen(device->priv) < 8))
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: v3 needs user, auth and priv of 8 characters at least",
		    device->name);
	return VG_OK;
}

static int
check(const struct vg_simdevice *device, struct vg_detail *detail)
{
	int error;

	if (device->name[0] == '\0' || device->family == NULL ||
	    device->address.size == 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: name, family and address are needed", device->name);
	error = check_credentials(device, device->version, detail);
	if (error != VG_OK || !device->has_trap_to)
		return error;
	if (device->trap_to.storage.ss_family != device->address.storage.ss_family)
		return vg_detail_set(detail, VG_EINVAL,
		    "device %s: trap-to is not of the family of %s", device->name,
		    device->address_text);
	return check_credentials(device, device->trap_version, detail);
}

int
vg_simdevice_parse(
    const char *text, struct vg_simdevice *device, struct vg_detail *detail)
{
	char *copy = vg_mem_text(text), *rest = copy, *word;
	int error = VG_OK;

	*device = (struct vg_simdevice){.boots = 1};
	word = strsep(&rest, ",");
	if (vg_text_copy(device->name, sizeof(device->name), word) != VG_OK ||
	    strchr(word, '='))
		error = vg_detail_set(
		    detail, VG_EINVAL, "device %s: a name comes first", word);
	while (error == VG_OK && (word = strsep(&rest, ",")) != NULL) {
		char *value = strchr(word, '=');
		if (value != NULL)
			*value++ = '\0';
		error = value ? read_option(word, value, device) : VG_EPARSE;
		if (error != VG_OK)
			error = vg_detail_set(detail, VG_EINVAL, "device %s: %s=%s %s",
			    device->name, word, value ? value : "",
			    error == VG_EACCESS
				? "is refused: only 127.0.0.0/8 and ::1 are simulated"
				: "is not understood");
	}
	free(copy);
	if (error != VG_OK)
		return error;
	device->seed = vg_simwave_hash(device->name, strlen(device->name));
	if (device->engine_size == 0)
		vg_simdevice_engine(device, "");
	if (!device->has_trap_version)
		device->trap_version = device->version;
	return check(device, detail);
}
