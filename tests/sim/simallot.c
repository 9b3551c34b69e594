/*
 * What an Allot box answers of ALLOT-MIB: identity, status, load, ports, sensors of the whole
 * system, licences.
 *
 * Source: ALLOT-MIB 2011-11-20, as docs and packs use it.
 */
#include <string.h>

#include "lib/base/text.h"
#include "lib/time/instant.h"
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simwave.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define A "1.3.6.1.4.1.2603."
#define NE A "5.2.6."
#define ALARM A "5.5."
#define IFX NE "3.1."

#define VALUE                                                                            \
	const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us, \
	    struct vg_simvalue *value
#define UNUSED (void)device, (void)leaf, (void)at_us, (void)value

enum { ALLOT_HEALTHY_C = 38 };

static void
give_hostname(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->name);
}

static void
give_serial(VALUE)
{
	char serial[64];

	UNUSED;
	vg_simdevice_serial(device, serial);
	vg_simtree_text(value, "%s", serial);
}

static void
give_software(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->family->software);
}

static void
give_backplane(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->family->backplane);
}

static void
give_model(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->family->model);
}

/* A key that is none: whoever logs it can be found by its text. */
static void
give_key(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "NOT-A-KEY-%08X", (unsigned)device->seed);
}

static void
give_expiration(VALUE)
{
	struct vg_civil day = {.year = 2031, .month = 12, .day = 31};

	UNUSED;
	if (device->state.licence_expired)
		day.year = 2026, day.month = 1, day.day = 1;
	vg_instant_octets(vg_instant_of(&day), value->octets);
	value->size = VG_INSTANT_OCTETS;
}

/* With both supplies bad the enumeration can name one only. */
static void
give_power(VALUE)
{
	const struct vg_simstate *state = &device->state;

	UNUSED;
	value->number = state->psu[0] ? 2 : state->psu[1] ? 3 : 1;
}

static void
give_fan(VALUE)
{
	UNUSED;
	value->number = device->state.fan ? 3 : 2;
}

static void
give_bypass(VALUE)
{
	UNUSED;
	value->number = device->state.bypass ? device->state.bypass : 2;
}

static void
give_problem(VALUE)
{
	UNUSED;
	value->number = device->state.process ? device->state.process : 1;
}

static void
give_message(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->state.message);
}

static void
give_changed(VALUE)
{
	UNUSED;
	value->oid = device->state.changed;
	if (value->oid.n_arcs == 0)
		vg_oid_parse("0.0", &value->oid);
}

static void
give_changed_value(VALUE)
{
	UNUSED;
	value->number = device->state.changed_value;
}

static void
give_changed_text(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->state.changed_text);
}

static void
give_no_address(VALUE)
{
	UNUSED;
	value->size = 4;
	memset(value->octets, 0, 4);
}

static void
give_temperature(VALUE)
{
	int64_t degrees = vg_simwave_gauge(vg_simwave_mix(device->seed, 80), at_us,
	    ALLOT_HEALTHY_C - 3, ALLOT_HEALTHY_C + 3);

	UNUSED;
	value->number = degrees + device->state.heat;
	value->count = (uint64_t)value->number;
}

/* A measurement that swings to 'number' from two thirds of it. */
static void
give_measure(VALUE)
{
	uint64_t seed = vg_simwave_mix(device->seed,
	    vg_simwave_hash(leaf->oid.arc, leaf->oid.n_arcs * sizeof(uint32_t)));

	value->number = vg_simwave_gauge(seed, at_us, leaf->number * 2 / 3, leaf->number);
	value->count = (uint64_t)value->number;
}

static int64_t
active_boards(const struct vg_simdevice *device)
{
	int64_t n = 0;

	for (size_t i = 0; i < device->family->n_boards; i++) {
		const struct vg_simboard *board = &device->family->boards[i];
		n += board->type == 13 &&
		    device->state.board[board->slot] == VG_SIMDEVICE_ON;
	}
	return device->family->n_boards == 0 ? 1 : n;
}

static void
give_active_boards(VALUE)
{
	UNUSED;
	value->number = active_boards(device);
}

static void
give_min_boards(VALUE)
{
	UNUSED;
	value->number = device->family->n_boards == 0 ? 1 : 8;
}

static void
give_if_label(VALUE)
{
	char name[16];

	UNUSED;
	if (device->family->port_label != NULL &&
	    leaf->row >= device->family->n_management)
		vg_text_format(name, sizeof(name), "%s%u", device->family->port_label,
		    leaf->row - device->family->n_management + 1);
	else
		vg_simfamily_if_name(device->family, leaf->row, name);
	vg_simtree_text(value, "%s", name);
}

/* Odd lines look inward, even ones outward; management is management. */
static void
give_if_type(VALUE)
{
	UNUSED;
	value->number = leaf->row < device->family->n_management ? 3
	    : (leaf->row - device->family->n_management) % 2     ? 2
								 : 1;
}

static void
give_if_usage(VALUE)
{
	UNUSED;
	value->number = leaf->row < device->family->n_management ? 7 : 2;
}

/* The rate that the octet counters of IF-MIB count: same seed, same range. */
static void
give_if_rate(VALUE)
{
	const struct vg_simfamily *family = device->family;
	uint64_t bps = leaf->row < family->n_management ? 1000000000 : family->port_bps;
	uint64_t seed =
	    vg_simwave_mix(device->seed, leaf->row * 16 + (uint64_t)leaf->number);
	int64_t octets_s = (int64_t)(bps / 8);

	if (!device->state.link_down[leaf->row])
		value->count = (uint64_t)vg_simwave_gauge(seed,
		    vg_simdevice_port_time(device, leaf->row, at_us), octets_s / 100,
		    octets_s * 2 / 5);
}

static void
give_if_packet_rate(VALUE)
{
	give_if_rate(device, leaf, at_us, value);
	value->count /= 500;
}

/* A fan turns or stands, a supply gives or not: raw values whose meaning is not published. */
static void
give_fan_raw(VALUE)
{
	give_measure(device, leaf, at_us, value);
	if (device->state.fan && leaf->row == 1)
		value->number = 0;
}

static void
give_psu_raw(VALUE)
{
	UNUSED;
	value->number = !device->state.psu[leaf->row % 2];
}

static void
give_licence(VALUE)
{
	UNUSED;
	value->number = device->state.licence_expired && leaf->row == 6 ? 2 : 1;
}

#define INT VG_SIMBER_INTEGER
#define OCT VG_SIMBER_OCTETS
#define OID VG_SIMBER_OID
#define C32 VG_SIMBER_COUNTER32
#define C64 VG_SIMBER_COUNTER64
#define G32 VG_SIMBER_GAUGE32
#define IP VG_SIMBER_IPADDRESS
#define TICKS VG_SIMBER_TIMETICKS

/* alLicenseEventType: licenceExpired, or the end of the last breach. */
static void
give_licence_event(VALUE)
{
	UNUSED;
	value->number = device->state.licence_expired ? 2 : 7;
}

static const struct vg_simobject scalars[] = {{A "4.15.0", INT, give_licence_event, 0, 0},
    {A "4.1.0", OCT, give_key, 0, 0}, {A "4.2.0", OCT, give_model, 0, 0},
    {A "4.3.0", OCT, give_expiration, 0, 0}, {A "4.10.1.0", G32, 0, 512, 0},
    {A "4.10.2.0", G32, 0, 4096, 0}, {A "4.10.3.0", G32, 0, 40000, 0},
    {A "4.10.4.0", C64, 0, 100000000000, 0}, {A "4.10.5.0", G32, 0, 4000000, 0},
    {A "5.2.8.0", OID, give_changed, 0, 0}, {A "5.2.9.0", INT, give_changed_value, 0, 0},
    {A "5.2.10.0", TICKS, 0, 0, 0}, {A "5.2.11.0", INT, 0, 1, 0},
    {A "5.2.13.0", OCT, give_changed_text, 0, 0},
    {A "5.2.14.0", IP, give_no_address, 0, 0}, {NE "4.1.0", OCT, give_hostname, 0, 0},
    {NE "4.2.0", OCT, 0, 0, "example.net"}, {NE "5.1.0", INT, 0, 1, 0},
    {NE "5.2.0", INT, give_power, 0, 0}, {NE "5.3.0", INT, give_fan, 0, 0},
    {NE "5.4.0", INT, 0, 0, 0}, {NE "5.5.0", INT, give_bypass, 0, 0},
    {NE "8.0", INT, 0, 1, 0}, {NE "11.0", INT, 0, 1, 0},
    {NE "12.0", OCT, give_serial, 0, 0}, {NE "13.0", OCT, give_software, 0, 0},
    {NE "14.0", OCT, give_backplane, 0, 0}, {NE "16.0", INT, 0, 1, 0},
    {NE "17.0", INT, 0, 2, 0}, {NE "20.3.0", INT, give_min_boards, 0, 0},
    {NE "20.4.0", INT, 0, 0, 0}, {NE "20.5.0", INT, give_active_boards, 0, 0},
    {NE "21.1.0", OCT, 0, 0, "16.5"}, {NE "21.2.0", INT, 0, 17, 0},
    {NE "21.3.0", INT, 0, 1, 0}, {A "5.3.2.7.0", INT, 0, 1, 0},
    {A "5.3.2.8.0", INT, 0, 1, 0}, {A "5.3.2.9.0", INT, 0, 1, 0},
    {A "5.3.2.10.0", INT, 0, 1, 0}, {A "5.4.3.0", C32, give_measure, 900, 0},
    {A "5.4.4.0", C32, give_measure, 9000, 0}, {A "5.4.5.0", C32, give_measure, 60, 0},
    {A "5.4.6.0", C32, give_measure, 900000, 0},
    {A "5.4.7.0", C32, give_measure, 21000, 0},
    {A "5.4.8.0", C32, give_measure, 48000, 0}, {ALARM "2.0", TICKS, 0, 0, 0},
    {ALARM "3.0", INT, give_problem, 0, 0}, {ALARM "4.0", G32, give_measure, 66, 0},
    {ALARM "5.0", G32, give_measure, 48, 0}, {ALARM "6.0", G32, give_temperature, 0, 0},
    {ALARM "8.0", TICKS, 0, 0, 0}, {ALARM "9.0", TICKS, 0, 0, 0},
    {ALARM "10.0", INT, 0, 1, 0}, {ALARM "11.0", INT, 0, 1, 0},
    {ALARM "12.0", INT, 0, 1, 0}, {ALARM "14.0", INT, 0, 1, 0},
    {ALARM "15.0", INT, give_measure, 54, 0}, {ALARM "16.0", OCT, give_message, 0, 0},
    {ALARM "17.0", INT, give_measure, 36, 0}};

static const struct vg_simobject port_columns[] = {{IFX "1", INT, 0, 1, 0},
    {IFX "2", INT, give_if_type, 0, 0}, {IFX "3", INT, 0, 1, 0},
    {IFX "5", OCT, give_if_label, 0, 0}, {IFX "6", G32, 0, 0xf40, 0},
    {IFX "7", INT, 0, 2, 0}, {IFX "8", INT, 0, 1, 0}, {IFX "9", INT, give_if_usage, 0, 0},
    {IFX "13", C64, give_if_rate, 2, 0}, {IFX "14", C64, give_if_rate, 1, 0},
    {IFX "15", C64, give_if_packet_rate, 2, 0},
    {IFX "16", C64, give_if_packet_rate, 1, 0}, {IFX "17", INT, 0, 3, 0}};

/* Sensors of the whole system (board 0): type, how many, how they are measured. */
static const struct {
	uint32_t type, n;
	vg_simtree_fn give;
	int64_t number;
} sensors[] = {{1, 1, give_temperature, 0}, {2, 4, give_fan_raw, 9000},
    {3, 2, give_psu_raw, 0}, {4, 1, give_measure, 54}, {5, 1, give_measure, 66},
    {6, 1, give_measure, 48}, {10, 1, give_measure, 21000}, {11, 1, give_measure, 900000},
    {12, 1, give_measure, 60}, {13, 1, give_measure, 900}, {14, 1, give_measure, 9000},
    {15, 1, give_measure, 48000}};

/* The alert that is set on alTemperature: its number, and the variable as IMPLIED index. */
static const uint32_t alert[] = {1, 1, 3, 6, 1, 4, 1, 2603, 5, 5, 6, 0};

/* Licences: attribute, limit type, the limit; the day of expiry has limit type 6. */
static const uint32_t licences[][3] = {
    {0, 6, 0}, {4, 4, 40000}, {5, 4, 4096}, {6, 4, 512}, {10, 3, 1000}};

static void
build_sensors(const struct vg_simfamily *family, struct vg_simtree *tree)
{
	for (size_t i = 0; i < COUNT(sensors); i++) {
		uint32_t n = sensors[i].type == 3 ? family->n_psus : sensors[i].n;
		for (uint32_t row = 1; row <= n; row++) {
			uint32_t first = sensors[i].type == 3 ? row - 1 : row;
			uint32_t index[2] = {0, sensors[i].type * 1000 + row};
			struct vg_simleaf *leaf =
			    vg_simtree_add(tree, ALARM "18.1.2", 2, index);
			leaf->number = sensors[i].type;
			leaf = vg_simtree_add(tree, ALARM "18.1.3", 2, index);
			leaf->give = sensors[i].give;
			leaf->number = sensors[i].number;
			leaf->row = first;
		}
	}
}

static void
give_alert_variable(VALUE)
{
	UNUSED;
	vg_oid_parse(ALARM "6.0", &value->oid);
}

static void
build_alert(struct vg_simtree *tree)
{
	static const struct vg_simobject columns[] = {
	    {ALARM "7.1.2", OID, give_alert_variable, 0, 0},
	    {ALARM "7.1.3", INT, give_temperature, 0, 0}, {ALARM "7.1.4", INT, 0, 55, 0},
	    {ALARM "7.1.5", INT, 0, 50, 0}, {ALARM "7.1.6", INT, 0, 100, 0},
	    {ALARM "7.1.7", INT, 0, 100, 0}, {ALARM "7.1.8", INT, 0, 1, 0}};

	vg_simfamily_row(tree, columns, COUNT(columns), 0, COUNT(alert), alert);
}

static void
build_licences(struct vg_simtree *tree)
{
	for (size_t i = 0; i < COUNT(licences); i++) {
		uint32_t limit = licences[i][2];
		const struct vg_simobject columns[] = {
		    {A "4.14.1.1", INT, 0, licences[i][0], 0},
		    {A "4.14.1.2", INT, 0, licences[i][1], 0},
		    {A "4.14.1.3", OCT, 0, 0, "licence"},
		    {A "4.14.1.4", C64, 0, limit, 0},
		    {A "4.14.1.5", INT, give_licence, 0, 0}, {A "4.14.1.6", INT, 0, 1, 0},
		    {A "4.14.1.7", C64, give_measure, limit / 4, 0}};
		vg_simfamily_row(
		    tree, columns, COUNT(columns), licences[i][1], 2, licences[i]);
	}
}

void
vg_simallot_build(const struct vg_simfamily *family, struct vg_simtree *tree)
{
	vg_simfamily_scalars(tree, scalars, COUNT(scalars));
	for (uint32_t row = 0; row < family->n_management + family->n_ports; row++) {
		uint32_t index = vg_simfamily_if_index(family, row);
		vg_simfamily_row(tree, port_columns, COUNT(port_columns), row, 1, &index);
	}
	build_sensors(family, tree);
	build_licences(tree);
	build_alert(tree);
}
