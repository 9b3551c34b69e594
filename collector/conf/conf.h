/*
 * The collector's tree as immutable structs: what the desk, the intake and the socket need to
 * know of suppliers, clients, sites, contracts, devices, agents and users.
 *
 * The only file set that knows leaf names of vigie-collector.  A new tree is a new struct
 * vg_conf; nothing in one ever changes.
 */
#ifndef VG_COLLECTOR_CONF_CONF_H
#define VG_COLLECTOR_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/contract/contract.h"
#include "lib/base/detail.h"
#include "lib/pack/packset.h"
#include "lib/time/calendarset.h"
#include "lib/yang/tree.h"

struct vg_conf_listen {
	char name[VG_NAME_SIZE];
	char address[64];
	uint16_t port;
	char (
	    *allow)[64]; /* prefixes "127.0.0.0/8", owned; none: everybody on loopback */
	size_t n_allow;
};

struct vg_conf_site {
	char name[VG_NAME_SIZE];
	char client[VG_NAME_SIZE];
};

struct vg_conf_device {
	char name[VG_NAME_SIZE];
	char site[VG_NAME_SIZE];
	char client[VG_NAME_SIZE]; /* its site's */
	char supplier[VG_NAME_SIZE];
	char agent[VG_NAME_SIZE];           /* who polls it; "" nobody */
	const struct vg_contract *contract; /* borrowed from the same conf; NULL: none */
	char (*addresses)[64];              /* where its own traps come from, owned */
	size_t n_addresses;
};

struct vg_conf_agent {
	char name[VG_NAME_SIZE];
	char site[VG_NAME_SIZE];
	char user[VG_NAME_SIZE];
	char credential[VG_NAME_SIZE];
};

enum vg_role {
	VG_ROLE_NONE,
	VG_ROLE_VIEWER,
	VG_ROLE_NOC,
	VG_ROLE_MANAGER,
	VG_ROLE_ADMIN
};

struct vg_conf_user {
	char name[VG_NAME_SIZE];
	enum vg_role role;
	bool has_uid;
	uint32_t uid;
	bool proxy; /* may speak for others */
};

struct vg_conf_kind { /* the tree's numbers for one kind; -1: the pack's */
	char kind[VG_KIND_SIZE];
	int64_t hold_s, clear_hold_s, settle_s, reopen_within_s;
	int64_t flap_count, flap_within_s, flap_quiet_s;
};

struct vg_conf {
	char name[VG_NAME_SIZE];
	char integrator[VG_TEXT_SIZE];
	struct vg_zone zone; /* the integrator's */
	struct vg_conf_listen *listen;
	size_t n_listen;
	struct vg_contract *contracts;
	size_t n_contracts;
	struct vg_calendarset *calendars; /* owned; the tree's and the shipped ones */
	struct vg_conf_site *sites;
	size_t n_sites;
	struct vg_conf_device *devices;
	size_t n_devices;
	struct vg_conf_agent *agents;
	size_t n_agents;
	struct vg_conf_user *users;
	size_t n_users;
	struct vg_conf_kind *kinds;
	size_t n_kinds;
	uint32_t rate, burst; /* intake, per source */
	uint32_t hole_wait_s;
	uint32_t silent_after_s;
};

/*
 * Reads 'tree' (borrowed; it may go afterwards) and the shipped calendars into '*conf', which
 * the caller releases with vg_conf_free.  Returns VG_OK; VG_EINVAL for what the model cannot
 * see (an unknown zone, a device name that differs from another only by case), the detail
 * naming the object; what vg_calendarload_folder returns for the shipped calendars.
 */
int
vg_conf_read(const struct vg_tree *tree, struct vg_conf **conf, struct vg_detail *detail);

/* Releases it (NULL is silent). */
void
vg_conf_free(struct vg_conf *conf);

/* Look-ups by name; NULL when there is none. */
const struct vg_conf_device *
vg_conf_device(const struct vg_conf *conf, const char *name);
const struct vg_conf_agent *
vg_conf_agent(const struct vg_conf *conf, const char *name);
const struct vg_conf_agent *
vg_conf_agent_of_user(const struct vg_conf *conf, const char *user);
const struct vg_conf_site *
vg_conf_site(const struct vg_conf *conf, const char *name);
const struct vg_conf_user *
vg_conf_user(const struct vg_conf *conf, const char *name);
const struct vg_conf_user *
vg_conf_user_of_uid(const struct vg_conf *conf, uint32_t uid);

/* The device whose own traps come from 'address' (numeric text), or NULL. */
const struct vg_conf_device *
vg_conf_device_at(const struct vg_conf *conf, const char *address);

/* The calendar called 'name'; "always" when neither the tree nor vigie has it. */
const struct vg_calendar *
vg_conf_calendar(const struct vg_conf *conf, const char *name);

/*
 * The same with the zone and the holidays that the contract called 'contract' (borrowed; "" or
 * unknown: none) names for all its calendars.
 */
const struct vg_calendar *
vg_conf_contract_calendar(
    const struct vg_conf *conf, const char *contract, const char *name);

/* The contract called 'name', or NULL. */
const struct vg_contract *
vg_conf_contract(const struct vg_conf *conf, const char *name);

/* Copies the pack's 'kind' (borrowed) into 'copy' with the tree's numbers put in. */
void
vg_conf_kind(
    const struct vg_conf *conf, const struct vg_kind *kind, struct vg_kind *copy);

/* "viewer", "noc", "manager", "admin" or "none" (static). */
const char *
vg_conf_role_text(enum vg_role role);

#endif
