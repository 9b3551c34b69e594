/*
 * A management board of a server, as HPE's answer: health, supplies, fans, temperatures, drives.
 * A second address of a box: its faults are those of the simulated board alone.
 *
 * Source: CPQHLTH-MIB and CPQIDA-MIB as lib/packs/servers.json uses them.
 */
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simwave.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define HEALTH "1.3.6.1.4.1.232.6."
#define SUPPLY HEALTH "2.9.3.1."
#define FAN HEALTH "2.6.7.1."
#define TEMPERATURE HEALTH "2.6.8.1."
#define DRIVE "1.3.6.1.4.1.232.3.2.5.1.1."
#define VOLUME "1.3.6.1.4.1.232.3.2.3.1.1."

#define VALUE                                                                            \
	const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us, \
	    struct vg_simvalue *value
#define UNUSED (void)device, (void)leaf, (void)at_us, (void)value

enum { OK = 2, FAILED = 4, SUPPLIES = 2, FANS = 4, DRIVES = 2 };

static void
give_supply(VALUE)
{
	UNUSED;
	value->number = device->state.psu[leaf->row] ? FAILED : OK;
}

static void
give_serial(VALUE)
{
	UNUSED;
	vg_simtree_text(
	    value, "5WBXT0D4D%07X%u", (unsigned)device->seed & 0xFFFFFFF, leaf->row + 1);
}

static void
give_fan(VALUE)
{
	UNUSED;
	value->number = device->state.fan && leaf->row == 0 ? FAILED : OK;
}

static void
give_degrees(VALUE)
{
	value->number =
	    vg_simwave_gauge(vg_simwave_mix(device->seed, leaf->row), at_us, 25, 45);
}

static const struct vg_simobject health[] = {
    {HEALTH "1.3.0", VG_SIMBER_INTEGER, 0, OK, 0}};
static const struct vg_simobject supplies[] = {
    {SUPPLY "4", VG_SIMBER_INTEGER, give_supply, 0, 0},
    {SUPPLY "5", VG_SIMBER_INTEGER, 0, 1, 0},
    {SUPPLY "10", VG_SIMBER_OCTETS, 0, 0, "865414-B21"},
    {SUPPLY "11", VG_SIMBER_OCTETS, give_serial, 0, 0}};
static const struct vg_simobject fans[] = {{FAN "9", VG_SIMBER_INTEGER, give_fan, 0, 0}};
static const struct vg_simobject temperatures[] = {
    {TEMPERATURE "4", VG_SIMBER_INTEGER, give_degrees, 0, 0},
    {TEMPERATURE "6", VG_SIMBER_INTEGER, 0, OK, 0}};
static const struct vg_simobject volumes[] = {{VOLUME "11", VG_SIMBER_INTEGER, 0, OK, 0}};
static const struct vg_simobject drives[] = {{DRIVE "6", VG_SIMBER_INTEGER, 0, OK, 0},
    {DRIVE "51", VG_SIMBER_OCTETS, give_serial, 0, 0},
    {DRIVE "57", VG_SIMBER_INTEGER, 0, OK, 0}};

/* Rows of chassis or controller 0, numbered from 1. */
static void
add_rows(
    struct vg_simtree *tree, const struct vg_simobject *objects, size_t n, uint32_t rows)
{
	for (uint32_t row = 0; row < rows; row++) {
		const uint32_t index[] = {0, row + 1};
		vg_simfamily_row(tree, objects, n, row, COUNT(index), index);
	}
}

void
vg_similo_build(struct vg_simtree *tree)
{
	vg_simfamily_scalars(tree, health, COUNT(health));
	add_rows(tree, supplies, COUNT(supplies), SUPPLIES);
	add_rows(tree, fans, COUNT(fans), FANS);
	add_rows(tree, temperatures, COUNT(temperatures), 1);
	add_rows(tree, volumes, COUNT(volumes), 1);
	add_rows(tree, drives, COUNT(drives), DRIVES);
}
