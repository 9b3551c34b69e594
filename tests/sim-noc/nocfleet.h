/*
 * A fleet of the simulation: clients with their contracts, sites with an agent each, devices with
 * parts that can fail; and the collector's tree that says so.
 *
 * All of it comes from one number.  A slot is what can fail: N parts of each device, then one of
 * each site (its power).
 */
#ifndef VG_TESTS_SIMNOC_NOCFLEET_H
#define VG_TESTS_SIMNOC_NOCFLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/event.h"
#include "tests/sim-noc/nocchance.h"

enum {
	VG_NOCFLEET_CLIENTS = 6,
	VG_NOCFLEET_SITES = 10,
	VG_NOCFLEET_DEVICES = 250,
	VG_NOCFLEET_PARTS = 12,
	/*
	 * An agent counts as silent after so many seconds, in most of the time: heartbeats are a
	 * leaf of the tree, and those of a minute would be nearly all there is.
	 */
	VG_NOCFLEET_CALM_S = 259200
};

/* What a client's contract is from the first day on. */
enum vg_nocterms {
	VG_NOCTERMS_DELEGATED,
	VG_NOCTERMS_PARTIAL, /* hotline and rma */
	VG_NOCTERMS_DIRECT,
	VG_NOCTERMS_ENDED,  /* delegated, until 'turn' */
	VG_NOCTERMS_COMING, /* delegated, from 'turn' */
	VG_NOCTERMS_NONE
};

struct vg_noccontract {
	enum vg_nocterms terms;
	int turn_day; /* days after the first one: ENDED's last day, COMING's first */
};

/* What can fail of a device. */
struct vg_nocpart {
	const char *part; /* "psu/1"; "" the device itself */
	const char *kind;
	enum vg_severity severities[3];
	unsigned n_severities;
	unsigned weight;    /* how often it fails, compared with the others */
	int64_t lasts_s[2]; /* from, to: how long it stands */
};
extern const struct vg_nocpart vg_nocfleet_parts[VG_NOCFLEET_PARTS];

struct vg_nocfleet {
	uint64_t seed;
	unsigned n_clients, n_sites, n_devices;
	struct vg_noccontract contracts[VG_NOCFLEET_CLIENTS];
	unsigned client_of[VG_NOCFLEET_SITES]; /* of a site */
	unsigned first_of[VG_NOCFLEET_SITES +
	    1]; /* its first device; the next site's ends it */
	unsigned site_of[VG_NOCFLEET_DEVICES];
	int64_t begin_us, span_us; /* of the simulated time */
};

/* A window of planned work on a whole site; a weekly one has no 'begin_us'. */
struct vg_nocwork {
	unsigned site;
	int64_t begin_us, end_us;
};

/* Draws a fleet whose devices live 'years' together. */
void
vg_nocfleet_draw(struct vg_nocfleet *fleet, uint64_t seed, double years);

/* How many slots there are; a slot's device, or 'n_devices' and more for a site's power. */
unsigned
vg_nocfleet_slots(const struct vg_nocfleet *fleet);

/* The site and the part of 'slot'; '*device' is -1 for a site's power. */
void
vg_nocfleet_slot(const struct vg_nocfleet *fleet, unsigned slot, unsigned *site,
    int *device, const struct vg_nocpart **part);

/* The resource and kind (static) of 'slot'. */
const char *
vg_nocfleet_resource(
    const struct vg_nocfleet *fleet, unsigned slot, char resource[VG_RESOURCE_SIZE]);

/* The terms in force for 'site' at 'at_us'. */
enum vg_nocterms
vg_nocfleet_terms(const struct vg_nocfleet *fleet, unsigned site, int64_t at_us);

/* The numbers of a tree that change while it runs. */
struct vg_noctree {
	const struct vg_nocwork *works;
	size_t n_works;
	unsigned silent_after_s;
};

/* The tree as JSON; the caller frees it. */
char *
vg_nocfleet_tree(const struct vg_nocfleet *fleet, const struct vg_noctree *tree);

#endif
