/*
 * The families of devices that can be simulated: what each is made of, and its tree.
 */
#ifndef VG_TESTS_SIM_SIMFAMILY_H
#define VG_TESTS_SIM_SIMFAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/sim/simtree.h"

struct vg_simplans;

/* A blade of a chassis: its slot and alBoardType. */
struct vg_simboard {
	uint32_t slot;
	int type;
};

struct vg_simfamily {
	const char *name; /* as --device names it */
	const char *object_id;
	const char *description;
	const char *model, *software, *backplane;
	const char *serial; /* how its serial numbers begin */
	uint32_t n_psus;
	uint32_t n_management, n_ports;
	uint64_t port_bps;
	const char *port_label; /* how alIfXLabel begins; NULL: as the name of the port */
	const struct vg_simboard *boards; /* NULL: no chassis */
	size_t n_boards;
	bool is_allot_box;  /* has the ALLOT-MIB, not only the operating system's */
	bool has_nx_alarms; /* ALLOT-NX-MIB */
	bool is_board;      /* a management board of a server */
	bool has_bench_set; /* the set of 200 bindings by which polling is measured */
	struct vg_simtree *tree;   /* built on first use */
	struct vg_simplans *plans; /* of GETs from that tree */
};

/* The family called 'name' (borrowed) with its tree built, or NULL. */
const struct vg_simfamily *
vg_simfamily_find(const char *name);

/* The 'i'-th family without its tree, or NULL past the last: for --help. */
const struct vg_simfamily *
vg_simfamily_at(size_t i);

/* The board in 'slot', or NULL. */
const struct vg_simboard *
vg_simfamily_board(const struct vg_simfamily *family, uint32_t slot);

/*
 * Ports are numbered from 0, management first.  The ifIndex of port 'row', its name
 * ("MGMT1", "L3") into 'name' of 16 bytes, and the port with that name or -1.
 */
uint32_t
vg_simfamily_if_index(const struct vg_simfamily *family, uint32_t row);
void
vg_simfamily_if_name(const struct vg_simfamily *family, uint32_t row, char name[16]);
int
vg_simfamily_if_named(const struct vg_simfamily *family, const char *name);

/* One entry of a table of objects: a scalar (with its ".0") or a column. */
struct vg_simobject {
	const char *oid;
	uint8_t tag;
	vg_simtree_fn give;
	int64_t number;
	const char *text;
};

/* Adds 'n' scalars; adds 'n' columns for one row, whose index is 'index'. */
void
vg_simfamily_scalars(
    struct vg_simtree *tree, const struct vg_simobject *objects, size_t n);
void
vg_simfamily_row(struct vg_simtree *tree, const struct vg_simobject *columns, size_t n,
    uint32_t row, size_t n_index, const uint32_t *index);

/* What the parts of the tree add: the standard MIBs, ALLOT-MIB, its chassis, ALLOT-NX-MIB,
 * and what benchmarks ask. */
void
vg_simcommon_build(const struct vg_simfamily *family, struct vg_simtree *tree);
void
vg_simallot_build(const struct vg_simfamily *family, struct vg_simtree *tree);
void
vg_simchassis_build(const struct vg_simfamily *family, struct vg_simtree *tree);
void
vg_simnx_build(const struct vg_simfamily *family, struct vg_simtree *tree);
void
vg_similo_build(struct vg_simtree *tree);
void
vg_simbench_build(const struct vg_simfamily *family, struct vg_simtree *tree);

#endif
