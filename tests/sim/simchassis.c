/*
 * The boards of a chassis: alBoardTable, and the sensors of each slot.
 */
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simwave.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define BOARD "1.3.6.1.4.1.2603.5.2.6.20.1.1."
#define SENSOR "1.3.6.1.4.1.2603.5.5.18.1."

#define VALUE                                                                            \
	const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us, \
	    struct vg_simvalue *value
#define UNUSED (void)device, (void)leaf, (void)at_us, (void)value

static void
give_type(VALUE)
{
	const struct vg_simboard *board = vg_simfamily_board(device->family, leaf->row);

	UNUSED;
	value->number = board ? board->type : 1;
}

static void
give_serial(VALUE)
{
	uint64_t hash = vg_simwave_mix(device->seed, 200 + leaf->row);

	UNUSED;
	vg_simtree_text(value, "BRD%02u%07u", leaf->row, (unsigned)(hash % 10000000));
}

static void
give_software(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "%s", device->family->software);
}

static void
give_software_status(VALUE)
{
	UNUSED;
	value->number = device->state.board[leaf->row] == VG_SIMDEVICE_ON ? 2 : 1;
}

static void
give_hardware_status(VALUE)
{
	UNUSED;
	value->number = device->state.board[leaf->row] == VG_SIMDEVICE_OFF ? 1 : 2;
}

static void
give_range(VALUE)
{
	UNUSED;
	value->number =
	    device->state.range[leaf->row] ? device->state.range[leaf->row] : 1;
}

/* 'number' from three quarters of it; 0 when the board has no power; hotter by its range. */
static void
give_sensor(VALUE)
{
	uint64_t seed =
	    vg_simwave_mix(device->seed, leaf->row * 1000 + (uint64_t)leaf->number);

	value->number = vg_simwave_gauge(seed, at_us, leaf->number * 3 / 4, leaf->number);
	if (leaf->oid.arc[leaf->oid.n_arcs - 1] == 1001 &&
	    device->state.range[leaf->row] > 1)
		value->number += 20 * (device->state.range[leaf->row] - 1);
	if (device->state.board[leaf->row] == VG_SIMDEVICE_OFF)
		value->number = 0;
}

static const struct vg_simobject board_columns[] = {
    {BOARD "2", VG_SIMBER_INTEGER, give_type, 0, 0},
    {BOARD "3", VG_SIMBER_OCTETS, give_serial, 0, 0},
    {BOARD "4", VG_SIMBER_OCTETS, give_software, 0, 0},
    {BOARD "5", VG_SIMBER_OCTETS, 0, 0, "H2"},
    {BOARD "6", VG_SIMBER_INTEGER, give_software_status, 0, 0},
    {BOARD "7", VG_SIMBER_INTEGER, give_hardware_status, 0, 0},
    {BOARD "8", VG_SIMBER_INTEGER, give_range, 0, 0}};

/* Sensors of a slot: alSensorType, and the highest value of a healthy board. */
static const struct {
	uint32_t type;
	int64_t high;
} sensors[] = {{1, 56}, {4, 62}, {5, 58}, {7, 1240}};

void
vg_simchassis_build(const struct vg_simfamily *family, struct vg_simtree *tree)
{
	for (size_t i = 0; i < family->n_boards; i++) {
		uint32_t slot = family->boards[i].slot;
		vg_simfamily_row(
		    tree, board_columns, COUNT(board_columns), slot, 1, &slot);
		for (size_t k = 0; k < COUNT(sensors); k++) {
			const uint32_t index[2] = {slot, sensors[k].type * 1000 + 1};
			const struct vg_simobject columns[] = {
			    {SENSOR "2", VG_SIMBER_INTEGER, 0, sensors[k].type, 0},
			    {SENSOR "3", VG_SIMBER_INTEGER, give_sensor, sensors[k].high,
				0}};
			vg_simfamily_row(tree, columns, COUNT(columns), slot, 2, index);
		}
	}
}
