/*
 * What the family "bench" has beyond the standard tables: columns of IF-MIB that no other family
 * answers, 16 sensors, and the group of the SNMP engine.  With them it answers the set of 200
 * bindings by which polling is measured (tests/bench/simload.h).
 *
 * Sources: RFC 2863 (IF-MIB), RFC 3433 (ENTITY-SENSOR-MIB), RFC 3411 section 5 (snmpEngine).
 */
#include <string.h>

#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simwave.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define IFX "1.3.6.1.2.1.31.1.1.1."
#define SENSOR "1.3.6.1.2.1.99.1.1.1."
#define ENGINE "1.3.6.1.6.3.10.2.1."

#define VALUE                                                                            \
	const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us, \
	    struct vg_simvalue *value
#define UNUSED (void)device, (void)leaf, (void)at_us, (void)value

enum { SENSORS = 16, SENSOR_SEED = 80, PACKETS_SEED = 4096, MESSAGE_MAX = 2048 };

/* 1 to 100 packets a second; 'number' is the column. */
static void
give_packets(VALUE)
{
	uint64_t seed = vg_simwave_mix(
	    device->seed, PACKETS_SEED + leaf->row * 16 + (uint64_t)leaf->number);

	value->count = vg_simwave_counter(
	    seed, vg_simdevice_port_time(device, leaf->row, at_us), 1, 100);
}

/* Degrees between 25 and 55. */
static void
give_sensor(VALUE)
{
	value->number = vg_simwave_gauge(
	    vg_simwave_mix(device->seed, SENSOR_SEED + leaf->row), at_us, 25, 55);
}

static void
give_engine_id(VALUE)
{
	UNUSED;
	value->size = device->engine_size;
	memcpy(value->octets, device->engine, device->engine_size);
}

static void
give_boots(VALUE)
{
	UNUSED;
	value->number = device->boots;
}

static void
give_engine_time(VALUE)
{
	UNUSED;
	value->number = vg_simdevice_uptime(device, at_us) / 1000000 % INT32_MAX;
}

static const struct vg_simobject columns[] = {
    {IFX "8", VG_SIMBER_COUNTER64, give_packets, 8, 0},
    {IFX "9", VG_SIMBER_COUNTER64, give_packets, 9, 0},
    {IFX "12", VG_SIMBER_COUNTER64, give_packets, 12, 0},
    {IFX "13", VG_SIMBER_COUNTER64, give_packets, 13, 0}};

/* celsius(8), units(9), precision 0, ok(1). */
static const struct vg_simobject sensors[] = {{SENSOR "1", VG_SIMBER_INTEGER, 0, 8, 0},
    {SENSOR "2", VG_SIMBER_INTEGER, 0, 9, 0}, {SENSOR "3", VG_SIMBER_INTEGER, 0, 0, 0},
    {SENSOR "4", VG_SIMBER_INTEGER, give_sensor, 0, 0},
    {SENSOR "5", VG_SIMBER_INTEGER, 0, 1, 0}};

static const struct vg_simobject engine[] = {
    {ENGINE "1.0", VG_SIMBER_OCTETS, give_engine_id, 0, 0},
    {ENGINE "2.0", VG_SIMBER_INTEGER, give_boots, 0, 0},
    {ENGINE "3.0", VG_SIMBER_INTEGER, give_engine_time, 0, 0},
    {ENGINE "4.0", VG_SIMBER_INTEGER, 0, MESSAGE_MAX, 0}};

void
vg_simbench_build(const struct vg_simfamily *family, struct vg_simtree *tree)
{
	for (uint32_t row = 0; row < family->n_management + family->n_ports; row++) {
		uint32_t index = vg_simfamily_if_index(family, row);
		vg_simfamily_row(tree, columns, COUNT(columns), row, 1, &index);
	}
	for (uint32_t row = 0; row < SENSORS; row++) {
		uint32_t index = row + 1;
		vg_simfamily_row(tree, sensors, COUNT(sensors), row, 1, &index);
	}
	vg_simfamily_scalars(tree, engine, COUNT(engine));
}
