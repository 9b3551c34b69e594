/*
 * What every family answers of the standard MIBs: system, IF-MIB, HOST-RESOURCES, and the UCD
 * objects of the Linux below.
 *
 * Sources: RFC 3418 (system), RFC 2863 (IF-MIB), RFC 2790 (HOST-RESOURCES), UCD-SNMP-MIB.
 */
#include <stdio.h>

#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simwave.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define SYSTEM "1.3.6.1.2.1.1."
#define IF "1.3.6.1.2.1.2.2.1."
#define IFX "1.3.6.1.2.1.31.1.1.1."
#define HR "1.3.6.1.2.1.25."
#define UCD "1.3.6.1.4.1.2021."

#define VALUE                                                                            \
	const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us, \
	    struct vg_simvalue *value
#define UNUSED (void)device, (void)leaf, (void)at_us, (void)value

enum { MEMORY_KB = 16 * 1024 * 1024, DISK_KB = 100 * 1000 * 1000, N_CPUS = 4 };

/* Percent in use, by what: the seeds keep them apart. */
static int64_t
percent(const struct vg_simdevice *device, uint64_t what, int64_t at_us, int64_t low,
    int64_t high)
{
	return vg_simwave_gauge(vg_simwave_mix(device->seed, what), at_us, low, high);
}

static void
give_description(VALUE)
{
	UNUSED;
	vg_simtree_text(
	    value, "%s %s", device->family->description, device->family->software);
}

static void
give_object_id(VALUE)
{
	UNUSED;
	vg_oid_parse(device->family->object_id, &value->oid);
}

static void
give_uptime(VALUE)
{
	UNUSED;
	value->count = vg_simdevice_ticks(device, at_us);
}

static void
give_name(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->name);
}

static void
give_if_index(VALUE)
{
	UNUSED;
	value->number = vg_simfamily_if_index(device->family, leaf->row);
}

static void
give_if_name(VALUE)
{
	char name[16];

	UNUSED;
	vg_simfamily_if_name(device->family, leaf->row, name);
	vg_simtree_text(value, "%s", name);
}

static uint64_t
speed(const struct vg_simdevice *device, uint32_t row)
{
	return row < device->family->n_management ? 1000000000 : device->family->port_bps;
}

static void
give_if_speed(VALUE)
{
	uint64_t bps = speed(device, leaf->row);

	UNUSED;
	value->count = bps > UINT32_MAX ? UINT32_MAX : bps;
}

static void
give_if_high_speed(VALUE)
{
	UNUSED;
	value->count = speed(device, leaf->row) / 1000000;
}

static void
give_if_mac(VALUE)
{
	uint64_t hash = vg_simwave_mix(device->seed, leaf->row);

	UNUSED;
	value->size = 6;
	value->octets[0] = 0x02; /* locally administered */
	for (unsigned i = 1; i < 6; i++)
		value->octets[i] = (unsigned char)(hash >> (8 * i));
}

static void
give_if_oper(VALUE)
{
	UNUSED;
	value->number = device->state.link_down[leaf->row] ? 2 : 1;
}

/* Octets: between 1 and 40 percent of the port's speed; 'number' tells the directions apart. */
static uint64_t
octets(const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us)
{
	uint64_t seed =
	    vg_simwave_mix(device->seed, leaf->row * 16 + (uint64_t)leaf->number);
	int64_t octets_s = (int64_t)(speed(device, leaf->row) / 8);

	return vg_simwave_counter(seed, vg_simdevice_port_time(device, leaf->row, at_us),
	    octets_s / 100, octets_s * 2 / 5);
}

static void
give_if_octets(VALUE)
{
	value->count = octets(device, leaf, at_us);
	if (leaf->tag == VG_SIMBER_COUNTER32)
		value->count = (uint32_t)value->count;
}

static void
give_if_change(VALUE)
{
	UNUSED;
	value->count = (uint32_t)(device->state.link_moved_us[leaf->row] / 10000);
}

/* Packets are octets by 500. */
static void
give_if_packets(VALUE)
{
	value->count = octets(device, leaf, at_us) / 500;
	if (leaf->tag == VG_SIMBER_COUNTER32)
		value->count = (uint32_t)value->count;
}

static void
give_load(VALUE)
{
	UNUSED;
	value->number = percent(device, 40, at_us, 20, 180);
}

static void
give_load_text(VALUE)
{
	int64_t load = percent(device, 40, at_us, 20, 180);

	UNUSED;
	vg_simtree_text(value, "%d.%02d", (int)(load / 100), (int)(load % 100));
}

/* 'number': 0 user, 1 system, 2 idle; together 100. */
static void
give_cpu(VALUE)
{
	int64_t user = percent(device, 41, at_us, 5, 45),
		kernel = percent(device, 42, at_us, 2, 15);

	value->number = leaf->number == 0 ? user
	    : leaf->number == 1           ? kernel
					  : 100 - user - kernel;
}

static void
give_cpu_ticks(VALUE)
{
	value->count = (uint32_t)vg_simwave_counter(vg_simwave_mix(device->seed, 43),
	    vg_simdevice_uptime(device, at_us), leaf->number, 3 * leaf->number);
}

static void
give_cpu_load(VALUE)
{
	value->number = percent(device, 44 + leaf->row, at_us, 5, 60);
}

static void
give_memory_free(VALUE)
{
	UNUSED;
	value->number =
	    MEMORY_KB / 100 * (100 - percent(device, 50, at_us, 40, 70)) + leaf->number;
}

/* The number of the row, from 1. */
static void
give_row(VALUE)
{
	UNUSED;
	value->number = leaf->row + 1;
}

static void
give_load_name(VALUE)
{
	static const int minutes[] = {1, 5, 15};

	UNUSED;
	vg_simtree_text(value, "Load-%d", minutes[leaf->row % COUNT(minutes)]);
}

/* 'number': 0 available, 1 used, 2 percent; 'row': the disk. */
static void
give_disk(VALUE)
{
	int64_t used = percent(device, 60 + leaf->row, at_us, 30, 60);

	value->number = leaf->number == 2
	    ? used
	    : DISK_KB / 100 * (leaf->number == 1 ? used : 100 - used);
}

static void
give_disk_path(VALUE)
{
	static const char *const paths[] = {"/", "/opt/", "/opt/sybase/data/"};

	UNUSED;
	vg_simtree_text(value, "%s", paths[leaf->row % COUNT(paths)]);
}

static void
give_storage_name(VALUE)
{
	if (leaf->row == 0)
		vg_simtree_text(value, "Physical memory");
	else
		give_disk_path(
		    device, &(struct vg_simleaf){.row = leaf->row - 1}, at_us, value);
}

static void
give_storage_type(VALUE)
{
	UNUSED;
	vg_oid_parse(leaf->row == 0 ? HR "2.1.2" : HR "2.1.4", &value->oid);
}

static void
give_storage_size(VALUE)
{
	UNUSED;
	value->number = leaf->row == 0 ? MEMORY_KB : DISK_KB;
}

static void
give_storage_used(VALUE)
{
	value->number = leaf->row == 0
	    ? MEMORY_KB / 100 * percent(device, 50, at_us, 40, 70)
	    : DISK_KB / 100 * percent(device, 60 + leaf->row - 1, at_us, 30, 60);
}

static void
give_processes(VALUE)
{
	UNUSED;
	value->count = (uint64_t)percent(device, 70, at_us, 120, 190);
}

#define INT VG_SIMBER_INTEGER
#define OCT VG_SIMBER_OCTETS
#define OID VG_SIMBER_OID
#define C32 VG_SIMBER_COUNTER32
#define C64 VG_SIMBER_COUNTER64
#define G32 VG_SIMBER_GAUGE32
#define TICKS VG_SIMBER_TIMETICKS

static const struct vg_simobject scalars[] = {{SYSTEM "1.0", OCT, give_description, 0, 0},
    {SYSTEM "2.0", OID, give_object_id, 0, 0}, {SYSTEM "3.0", TICKS, give_uptime, 0, 0},
    {SYSTEM "4.0", OCT, 0, 0, "noc@example.net"}, {SYSTEM "5.0", OCT, give_name, 0, 0},
    {SYSTEM "6.0", OCT, 0, 0, "simulated"}, {SYSTEM "7.0", INT, 0, 72, 0},
    {HR "1.1.0", TICKS, give_uptime, 0, 0}, {HR "1.5.0", G32, 0, 1, 0},
    {HR "1.6.0", G32, give_processes, 0, 0}, {HR "1.7.0", INT, 0, 0, 0},
    {HR "2.2.0", INT, 0, MEMORY_KB, 0}, {UCD "4.3.0", INT, 0, MEMORY_KB / 4, 0},
    {UCD "4.4.0", INT, 0, MEMORY_KB / 4, 0}, {UCD "4.5.0", INT, 0, MEMORY_KB, 0},
    {UCD "4.6.0", INT, give_memory_free, 0, 0},
    {UCD "4.11.0", INT, give_memory_free, MEMORY_KB / 4, 0},
    {UCD "4.13.0", INT, 0, 4096, 0}, {UCD "4.14.0", INT, 0, 65536, 0},
    {UCD "4.15.0", INT, 0, 1048576, 0}, {UCD "4.100.0", INT, 0, 0, 0},
    {UCD "11.9.0", INT, give_cpu, 0, 0}, {UCD "11.10.0", INT, give_cpu, 1, 0},
    {UCD "11.11.0", INT, give_cpu, 2, 0}, {UCD "11.50.0", C32, give_cpu_ticks, 60, 0},
    {UCD "11.51.0", C32, 0, 0, 0}, {UCD "11.52.0", C32, give_cpu_ticks, 20, 0},
    {UCD "11.53.0", C32, give_cpu_ticks, 180, 0}};

static const struct vg_simobject if_columns[] = {{IF "1", INT, give_if_index, 0, 0},
    {IF "2", OCT, give_if_name, 0, 0}, {IF "3", INT, 0, 6, 0}, {IF "4", INT, 0, 1500, 0},
    {IF "5", G32, give_if_speed, 0, 0}, {IF "6", OCT, give_if_mac, 0, 0},
    {IF "7", INT, 0, 1, 0}, {IF "8", INT, give_if_oper, 0, 0},
    {IF "9", TICKS, give_if_change, 0, 0}, {IF "10", C32, give_if_octets, 1, 0},
    {IF "11", C32, give_if_packets, 1, 0}, {IF "13", C32, 0, 0, 0},
    {IF "14", C32, 0, 0, 0}, {IF "16", C32, give_if_octets, 2, 0},
    {IF "17", C32, give_if_packets, 2, 0}, {IF "19", C32, 0, 0, 0},
    {IF "20", C32, 0, 0, 0}, {IFX "1", OCT, give_if_name, 0, 0},
    {IFX "6", C64, give_if_octets, 1, 0}, {IFX "7", C64, give_if_packets, 1, 0},
    {IFX "10", C64, give_if_octets, 2, 0}, {IFX "11", C64, give_if_packets, 2, 0},
    {IFX "15", G32, give_if_high_speed, 0, 0}, {IFX "18", OCT, give_if_name, 0, 0}};

static const struct vg_simobject storage_columns[] = {{HR "2.3.1.1", INT, give_row, 0, 0},
    {HR "2.3.1.2", OID, give_storage_type, 0, 0},
    {HR "2.3.1.3", OCT, give_storage_name, 0, 0}, {HR "2.3.1.4", INT, 0, 1024, 0},
    {HR "2.3.1.5", INT, give_storage_size, 0, 0},
    {HR "2.3.1.6", INT, give_storage_used, 0, 0}};

static const struct vg_simobject disk_columns[] = {{UCD "9.1.1", INT, give_row, 0, 0},
    {UCD "9.1.2", OCT, give_disk_path, 0, 0}, {UCD "9.1.6", INT, 0, DISK_KB, 0},
    {UCD "9.1.7", INT, give_disk, 0, 0}, {UCD "9.1.8", INT, give_disk, 1, 0},
    {UCD "9.1.9", INT, give_disk, 2, 0}};

static const struct vg_simobject load_columns[] = {{UCD "10.1.1", INT, give_row, 0, 0},
    {UCD "10.1.2", OCT, give_load_name, 0, 0}, {UCD "10.1.3", OCT, give_load_text, 0, 0},
    {UCD "10.1.5", INT, give_load, 0, 0}};

static const struct vg_simobject cpu_columns[] = {
    {HR "3.3.1.2", INT, give_cpu_load, 0, 0}};

static void
rows(struct vg_simtree *tree, const struct vg_simobject *columns, size_t n,
    uint32_t n_rows, uint32_t first)
{
	for (uint32_t row = 0; row < n_rows; row++) {
		uint32_t index = row + first;
		vg_simfamily_row(tree, columns, n, row, 1, &index);
	}
}

void
vg_simcommon_build(const struct vg_simfamily *family, struct vg_simtree *tree)
{
	uint32_t n_ports = family->n_management + family->n_ports;
	struct vg_simleaf *number = vg_simtree_add(tree, "1.3.6.1.2.1.2.1.0", 0, NULL);

	number->number = n_ports;
	vg_simfamily_scalars(tree, scalars, COUNT(scalars));
	for (uint32_t row = 0; row < n_ports; row++) {
		uint32_t index = vg_simfamily_if_index(family, row);
		vg_simfamily_row(tree, if_columns, COUNT(if_columns), row, 1, &index);
	}
	rows(tree, storage_columns, COUNT(storage_columns), 4, 1);
	rows(tree, disk_columns, COUNT(disk_columns), 3, 1);
	rows(tree, load_columns, COUNT(load_columns), 3, 1);
	rows(tree, cpu_columns, COUNT(cpu_columns), N_CPUS, 196608);
}
