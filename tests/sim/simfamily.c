/*
 * The table of families.  Numbers of boards and ports are those of the real boxes where they
 * are public; names of versions and serials are made up.
 */
#include "tests/sim/simfamily.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/text.h"
#include "tests/sim/simplan.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/*
 * SG-Sigma E, 14 slots: switch balancer hosts 1-2, core controllers 3-11, added services 12,
 * bypass 13, NEX-1 14.
 */
static const struct vg_simboard e14_boards[] = {{1, 14}, {2, 14}, {3, 13}, {4, 13},
    {5, 13}, {6, 13}, {7, 13}, {8, 13}, {9, 13}, {10, 13}, {11, 13}, {12, 11}, {13, 10},
    {14, 15}};

static struct vg_simfamily families[] = {
    {.name = "ssg-500",
	.object_id = "1.3.6.1.4.1.2603.5.1.29",
	.description = "Allot NetEnforcer SSG-500, AllotOS",
	.model = "SSG-500",
	.software = "Version 16.5.30",
	.backplane = "R2.1",
	.serial = "SSG5",
	.n_psus = 2,
	.n_management = 2,
	.n_ports = 16,
	.port_bps = 10000000000,
	.is_allot_box = true},
    {.name = "ac-500",
	.object_id = "1.3.6.1.4.1.2603.5.1.15",
	.description = "Allot NetEnforcer AC-500, AllotOS",
	.model = "AC-500",
	.software = "Version 13.1.30",
	.backplane = "R1.0",
	.serial = "AC5",
	.n_psus = 1,
	.n_management = 1,
	.n_ports = 4,
	.port_bps = 1000000000,
	.is_allot_box = true},
    {.name = "sg-sigma-e14",
	.object_id = "1.3.6.1.4.1.2603.5.1.14",
	.description = "Allot NetEnforcer Service Gateway Sigma E14, AllotOS",
	.model = "SG-Sigma E14",
	.software = "Version 15.1.20",
	.backplane = "R3.2",
	.serial = "SGE",
	.n_psus = 2,
	.n_management = 2,
	.n_ports = 24,
	.port_bps = 10000000000,
	.port_label = "SFC",
	.boards = e14_boards,
	.n_boards = COUNT(e14_boards),
	.is_allot_box = true},
    {.name = "netxplorer",
	.object_id = "1.3.6.1.4.1.8072.3.2.10",
	.description = "Linux netxplorer 4.18.0 x86_64, Allot NetXplorer",
	.model = "NetXplorer",
	.software = "Version 16.5.30",
	.backplane = "",
	.serial = "NX",
	.n_management = 2,
	.port_bps = 1000000000,
	.has_nx_alarms = true},
    {.name = "ilo",
	.object_id = "1.3.6.1.4.1.232.9.4.10",
	.description = "Integrated Lights-Out 5 2.72",
	.model = "iLO 5",
	.software = "2.72",
	.backplane = "",
	.serial = "CZ2",
	.n_psus = 2,
	.n_management = 1,
	.port_bps = 1000000000,
	.is_board = true},
    {.name = "bench",
	.object_id = "1.3.6.1.4.1.8072.3.2.10",
	.description = "Linux bench 6.1.0 x86_64",
	.model = "Bench",
	.software = "Version 1.0",
	.backplane = "",
	.serial = "BE",
	.n_ports = 12,
	.port_bps = 1000000000,
	.has_bench_set = true},
};

const struct vg_simfamily *
vg_simfamily_at(size_t i)
{
	return i < COUNT(families) ? &families[i] : NULL;
}

const struct vg_simfamily *
vg_simfamily_find(const char *name)
{
	struct vg_simfamily *family = NULL;

	for (size_t i = 0; i < COUNT(families); i++)
		if (vg_text_same(families[i].name, name))
			family = &families[i];
	if (family == NULL || family->tree != NULL)
		return family;
	family->tree = vg_simtree_new();
	family->plans = vg_simplans_new();
	vg_simcommon_build(family, family->tree);
	if (family->is_allot_box)
		vg_simallot_build(family, family->tree);
	if (family->n_boards > 0)
		vg_simchassis_build(family, family->tree);
	if (family->has_nx_alarms)
		vg_simnx_build(family, family->tree);
	if (family->is_board)
		vg_similo_build(family->tree);
	if (family->has_bench_set)
		vg_simbench_build(family, family->tree);
	vg_simtree_sort(family->tree);
	return family;
}

const struct vg_simboard *
vg_simfamily_board(const struct vg_simfamily *family, uint32_t slot)
{
	for (size_t i = 0; i < family->n_boards; i++)
		if (family->boards[i].slot == slot)
			return &family->boards[i];
	return NULL;
}

uint32_t
vg_simfamily_if_index(const struct vg_simfamily *family, uint32_t row)
{
	return row < family->n_management ? row + 1 : row - family->n_management + 100;
}

void
vg_simfamily_if_name(const struct vg_simfamily *family, uint32_t row, char name[16])
{
	if (row < family->n_management)
		snprintf(name, 16, "MGMT%u", row + 1);
	else
		snprintf(name, 16, "L%u", row - family->n_management + 1);
}

int
vg_simfamily_if_named(const struct vg_simfamily *family, const char *name)
{
	char one[16];

	for (uint32_t row = 0; row < family->n_management + family->n_ports; row++) {
		vg_simfamily_if_name(family, row, one);
		if (strcmp(one, name) == 0)
			return (int)row;
	}
	return -1;
}

void
vg_simfamily_row(struct vg_simtree *tree, const struct vg_simobject *columns, size_t n,
    uint32_t row, size_t n_index, const uint32_t *index)
{
	for (size_t i = 0; i < n; i++) {
		struct vg_simleaf *leaf =
		    vg_simtree_add(tree, columns[i].oid, n_index, index);
		leaf->tag = columns[i].tag;
		leaf->give = columns[i].give;
		leaf->number = columns[i].number;
		leaf->text = columns[i].text;
		leaf->row = row;
	}
}

void
vg_simfamily_scalars(
    struct vg_simtree *tree, const struct vg_simobject *objects, size_t n)
{
	vg_simfamily_row(tree, objects, n, 0, 0, NULL);
}
