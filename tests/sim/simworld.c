/*
 * All devices of one simulator.
 */
#include "tests/sim/simworld.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"
#include "tests/sim/simknob.h"
#include "tests/sim/simlater.h"
#include "tests/sim/simmsg.h"
#include "tests/sim/simnet.h"
#include "tests/sim/simset.h"
#include "tests/sim/simusm.h"
#include "tests/sim/simwave.h"

struct vg_simworld {
	struct vg_simdevice **devices; /* by address, in order */
	size_t n_devices, room;
	struct vg_simdevice **names; /* by seed, the hash of the name; NULL: nobody */
	size_t n_names;              /* places, a power of two above twice 'n_devices' */
	struct vg_mono began;
	bool stopped; /* the clock, at 'stopped_us' */
	int64_t stopped_us;
	struct vg_simnet *net;
	struct vg_simlater *later; /* answers that wait */
};

struct vg_simworld *
vg_simworld_new(void)
{
	struct vg_simworld *world = vg_mem_zero(sizeof(*world));

	world->began = vg_clock_mono();
	return world;
}

void
vg_simworld_free(struct vg_simworld *world)
{
	if (world == NULL)
		return;
	vg_simlater_free(world->later);
	vg_simnet_free(world->net);
	for (size_t i = 0; i < world->n_devices; i++) {
		vg_simset_drop(world->devices[i], NULL);
		free(world->devices[i]);
	}
	free(world->devices);
	free(world->names);
	free(world);
}

/* A number that puts addresses in order; ::1 is the last. */
static uint64_t
order_of(const struct vg_address *address)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address->storage;

	return address->storage.ss_family == AF_INET ? ntohl(four->sin_addr.s_addr)
						     : UINT64_MAX;
}

/* Where the address stands, or where it would be put. */
static size_t
place_of(const struct vg_simworld *world, uint64_t order)
{
	size_t low = 0, high = world->n_devices;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (order_of(&world->devices[middle]->address) < order)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where the device of that seed and name is, or would be put. */
static size_t
name_place(const struct vg_simworld *world, uint64_t seed, const char *name)
{
	size_t place = seed & (world->n_names - 1);

	while (
	    world->names[place] != NULL && !vg_text_same(world->names[place]->name, name))
		place = (place + 1) & (world->n_names - 1);
	return place;
}

/* Makes room for one name more. */
static void
grow_names(struct vg_simworld *world)
{
	if (world->n_devices * 2 < world->n_names)
		return;
	free(world->names);
	world->n_names = world->n_names > 0 ? 2 * world->n_names : 64;
	world->names = vg_mem_zero(world->n_names * sizeof(struct vg_simdevice *));
	for (size_t i = 0; i < world->n_devices; i++) {
		struct vg_simdevice *one = world->devices[i];
		world->names[name_place(world, one->seed, one->name)] = one;
	}
}

int
vg_simworld_add(struct vg_simworld *world, const char *text, struct vg_detail *detail)
{
	struct vg_simdevice *device = vg_mem_zero(sizeof(*device));
	int error = vg_simdevice_parse(text, device, detail);
	size_t place = 0;

	if (error == VG_OK) {
		place = place_of(world, order_of(&device->address));
		if (vg_simworld_named(world, device->name) != NULL)
			error = vg_detail_set(detail, VG_EEXIST,
			    "device %s: there are two of that name", device->name);
		else if (place < world->n_devices &&
		    vg_net_same(&world->devices[place]->address, &device->address))
			error = vg_detail_set(detail, VG_EEXIST,
			    "device %s: %s is %s already", device->name,
			    device->address_text, world->devices[place]->name);
	}
	if (error != VG_OK) {
		free(device);
		return error;
	}
	grow_names(world);
	world->devices = vg_mem_grow(world->devices, &world->room, world->n_devices,
	    sizeof(struct vg_simdevice *));
	memmove(&world->devices[place + 1], &world->devices[place],
	    (world->n_devices - place) * sizeof(struct vg_simdevice *));
	world->names[name_place(world, device->seed, device->name)] = device;
	world->devices[place] = device;
	vg_simusm_localize(device);
	world->n_devices++;
	return VG_OK;
}

int
vg_simworld_add_many(
    struct vg_simworld *world, uint64_t n, const char *text, struct vg_detail *detail)
{
	char *copy = vg_mem_text(text), *rest = copy, *word, *from = NULL;
	struct vg_buf options;
	struct in_addr first;
	int error = VG_OK;

	vg_buf_init(&options, 0);
	while ((word = strsep(&rest, ",")) != NULL) {
		if (vg_text_starts(word, "from="))
			from = word + 5;
		else
			vg_buf_addf(&options, ",%s", word);
	}
	if (from == NULL || inet_pton(AF_INET, from, &first) != 1)
		error =
		    vg_detail_set(detail, VG_EINVAL, "--many needs from=IPv4-ADDRESS");
	for (uint64_t i = 0; i < n && error == VG_OK; i++) {
		struct in_addr one = {htonl(ntohl(first.s_addr) + (uint32_t)i)};
		char address[INET_ADDRSTRLEN], *device;
		inet_ntop(AF_INET, &one, address, sizeof(address));
		device = vg_mem_format("sim-%llu,address=%s%s", (unsigned long long)i + 1,
		    address, vg_buf_text(&options));
		error = vg_simworld_add(world, device, detail);
		free(device);
	}
	vg_buf_fini(&options);
	free(copy);
	return error;
}

size_t
vg_simworld_size(const struct vg_simworld *world)
{
	return world->n_devices;
}

struct vg_simdevice *
vg_simworld_named(struct vg_simworld *world, const char *name)
{
	uint64_t seed = vg_simwave_hash(name, strlen(name));

	return world->n_names > 0 ? world->names[name_place(world, seed, name)] : NULL;
}

struct vg_simdevice *
vg_simworld_at(struct vg_simworld *world, size_t i)
{
	return i < world->n_devices ? world->devices[i] : NULL;
}

int64_t
vg_simworld_now(const struct vg_simworld *world)
{
	if (world->stopped)
		return world->stopped_us;
	return vg_instant_mono_since(vg_clock_mono(), world->began);
}

void
vg_simworld_stop_clock(struct vg_simworld *world, int64_t at_us)
{
	world->stopped = true;
	world->stopped_us = at_us;
}

/* As place_of; --many's addresses follow each other, so that the first guess is right. */
static size_t
place_for(const struct vg_simworld *world, uint64_t order)
{
	uint64_t first = world->n_devices > 0 ? order_of(&world->devices[0]->address) : 0;
	uint64_t guess = order - first;

	if (guess < world->n_devices &&
	    order_of(&world->devices[guess]->address) == order)
		return (size_t)guess;
	return place_of(world, order);
}

static void
on_leaving(const struct vg_simway *way, const void *data, size_t size, void *cookie)
{
	struct vg_simworld *world = cookie;

	vg_simnet_send(world->net, way, data, size);
}

/* Sends an answer as the knobs of the device have it: elsewhere, later, more than once, or not. */
static void
answer(struct vg_simworld *world, struct vg_simdevice *device,
    const struct vg_address *from, size_t n_bindings, struct vg_simber_out *out)
{
	struct vg_simknobs *knobs = &device->knobs;
	struct vg_simway way = {.from = device->address, .to = *from};
	unsigned char *data = out->room + out->at;
	size_t size = vg_simber_written(out);
	int64_t wait_us = vg_simknob_wait(
	    device, n_bindings, vg_instant_mono_since(vg_clock_mono(), world->began));

	vg_simknob_spoil(device, data, &size);
	if (knobs->value[VG_SIMDEVICE_SOURCE] > 0) {
		way.from = knobs->source;
		knobs->count[VG_SIMDEVICE_SOURCE]++;
	}
	way.other_port = knobs->value[VG_SIMDEVICE_PORT] > 0;
	knobs->count[VG_SIMDEVICE_PORT] += way.other_port;
	for (uint32_t i = 0; i <= knobs->value[VG_SIMDEVICE_AGAIN]; i++) {
		knobs->count[VG_SIMDEVICE_AGAIN] += i > 0;
		if (vg_simknob_loses(device, VG_SIMDEVICE_LOSS_OUT))
			continue;
		device->octets_out += size;
		if (wait_us > 0)
			vg_simlater_add(world->later, wait_us, &way, data, size);
		else
			vg_simnet_send(world->net, &way, data, size);
	}
}

static void
on_datagram(const struct vg_address *to, const struct vg_address *from,
    const unsigned char *data, size_t size, void *cookie)
{
	struct vg_simworld *world = cookie;
	size_t place = place_for(world, order_of(to));
	struct vg_simdevice *device = vg_simworld_at(world, place);
	unsigned char room[VG_SIMMSG_MAX];
	struct vg_simber_out out;
	uint64_t before;
	int error;

	if (device == NULL || order_of(&device->address) != order_of(to))
		return;
	device->octets_in += size;
	if (device->state.silent) {
		device->dropped++;
		return;
	}
	if (vg_simknob_loses(device, VG_SIMDEVICE_LOSS_IN))
		return;
	before = device->bindings;
	vg_simber_begin(&out, room, sizeof(room));
	error = vg_simmsg_answer(device, data, size, vg_simworld_now(world), &out);
	if (error == VG_OK) {
		device->answered++;
		answer(world, device, from, (size_t)(device->bindings - before), &out);
	} else if (error == VG_EAUTH) {
		device->refused++;
	} else {
		device->dropped++;
	}
}

int
vg_simworld_open(struct vg_simworld *world, struct vg_loop *loop, uint16_t *port,
    struct vg_detail *detail)
{
	bool with_six = false;

	for (size_t i = 0; i < world->n_devices; i++)
		with_six =
		    with_six || world->devices[i]->address.storage.ss_family == AF_INET6;
	world->later = vg_simlater_new(loop, on_leaving, world);
	world->net = vg_simnet_new(loop, port, with_six, on_datagram, world, detail);
	return world->net != NULL ? VG_OK : detail->code;
}

void
vg_simworld_close(struct vg_simworld *world)
{
	vg_simlater_free(world->later);
	world->later = NULL;
	vg_simnet_free(world->net);
	world->net = NULL;
}

void
vg_simworld_notify(struct vg_simworld *world, struct vg_simdevice *device,
    const struct vg_simnotice *notice)
{
	struct vg_simway way = {.from = device->address, .to = device->trap_to};
	unsigned char room[VG_SIMMSG_MAX];
	struct vg_simber_out out;

	if (!device->has_trap_to || device->state.silent || world->net == NULL)
		return;
	vg_simber_begin(&out, room, sizeof(room));
	if (vg_simmsg_notify(device, notice, vg_simworld_now(world), &out) == VG_OK)
		vg_simnet_send(
		    world->net, &way, vg_simber_data(&out), vg_simber_written(&out));
}

uint64_t
vg_simworld_sets(const struct vg_simworld *world)
{
	uint64_t sets = 0;

	for (size_t i = 0; i < world->n_devices; i++)
		sets += world->devices[i]->sets;
	return sets;
}
