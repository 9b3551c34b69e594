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
#include "collector/letter/letterbook.h"
#include "collector/page/pageladder.h"
#include "collector/work/release.h"
#include "lib/base/detail.h"
#include "lib/base/nametable.h"
#include "lib/os/prefix.h"
#include "lib/pack/packset.h"
#include "lib/snmp/usm.h"
#include "lib/time/calendarset.h"
#include "lib/yang/tree.h"

struct vg_conf_listen {
	char name[VG_NAME_SIZE];
	char address[64];
	uint16_t port;
	int receive_buffer; /* octets of SO_RCVBUF to ask for */
	char (
	    *allow)[64]; /* prefixes "127.0.0.0/8", owned; none: everybody on loopback */
	size_t n_allow;
};

/* Of a letter at most. */
enum { VG_CONF_ADDRESSES = 64 };
enum { VG_CONF_LINE_SIZE = 513, VG_CONF_MAIL_SIZE = 256, VG_CONF_PHONE_SIZE = 33 };

typedef char vg_conf_name[256];

struct vg_conf_names { /* names of other entries; owned by the conf */
	vg_conf_name *name;
	size_t n;
};

enum vg_conf_way { VG_CONF_WAY_MAIL, VG_CONF_WAY_SMS, VG_CONF_WAY_WEBHOOK };

struct vg_conf_channel { /* by which a person is paged */
	char name[VG_NAME_SIZE];
	char address[VG_CONF_MAIL_SIZE]; /* of a webhook the name of its target */
	enum vg_conf_way kind;
	bool wakes;
};

struct vg_conf_person {
	char id[VG_NAME_SIZE];
	char name[VG_CONF_LINE_SIZE]; /* "": erased */
	char role[VG_CONF_LINE_SIZE];
	char mail[VG_CONF_MAIL_SIZE];
	char telephone[VG_CONF_PHONE_SIZE];
	enum vg_language language;
	bool speaks; /* it is said of him; else it is the integrator's */
	struct vg_conf_channel *channels; /* owned; the first choice first */
	size_t n_channels;
};

struct vg_conf_turn { /* of the duty list (P6) */
	char name[VG_NAME_SIZE];
	char person[VG_NAME_SIZE];
	const struct vg_calendar *calendar; /* the hours, borrowed from 'calendars' */
	struct vg_wall from, until;         /* 'until' exclusive; unset: no such end */
};

struct vg_conf_desk { /* a supplier's support or escalation */
	char mail[VG_CONF_MAIL_SIZE];
	char telephone[VG_CONF_PHONE_SIZE];
};

struct vg_conf_release { /* P15 */
	char family[VG_NAME_SIZE];
	char version[VG_NAME_SIZE];
	bool major;
	char date[11];              /* "2026-07-01" */
	struct vg_conf_names fixes; /* kinds of fault */
};

enum vg_delegation {
	VG_DELEGATION_SURCHARGE,
	VG_DELEGATION_INCLUDED,
	VG_DELEGATION_REFUSED
};

struct vg_confnamed;
struct vg_confpattern;
struct vg_confrules;

struct vg_conf_supplier {
	char name[VG_NAME_SIZE];
	enum vg_language language;                  /* in which he is written to */
	enum vg_delegation delegation;              /* P3 */
	char delegation_refused[VG_CONF_LINE_SIZE]; /* his reference; "" none */
	bool direct; /* P5: he deals with clients himself */
	struct vg_conf_desk support, escalation;
	char crm[VG_CONF_MAIL_SIZE];         /* P15: may always go to the client */
	struct vg_confpattern *ticket, *rma; /* owned; NULL: any number */
	uint32_t doa_window_days, repeat_within_days, prove_in_s;
	struct vg_conf_release *releases; /* owned */
	size_t n_releases;
	struct vg_release
	    *catalogue;     /* owned; the same releases, as collector/work reads them */
	const char **fixed; /* owned; the kinds that the catalogue points at */
};

struct vg_conf_client {
	char name[VG_NAME_SIZE];
	struct vg_conf_names domains, persons;
	struct vg_conf_names crm_registered; /* suppliers (P15) */
	bool supplier_sees_name;             /* P4: else the reference only */
	enum vg_language language;           /* the integrator's where none is said */
	bool name_is_common; /* P4: a carrier, say; no name of his in others' cases */
};

struct vg_conf_site {
	char name[VG_NAME_SIZE];
	char client[VG_NAME_SIZE];
	const struct vg_zone *zone; /* of planned work and display; borrowed */
	char address[1025];
	struct vg_conf_names contacts; /* persons */
};

struct vg_conf_work { /* planned work */
	char name[VG_NAME_SIZE];
	char reason[VG_TEXT_SIZE];
	char owner[VG_NAME_SIZE], approved_by[VG_NAME_SIZE]; /* persons; "" none */
	struct vg_conf_names devices, sites, classes;
	bool weekly;
	struct vg_wall begin, end; /* once; 'end' exclusive */
	unsigned days;             /* weekly: bits, 1 Monday */
	int from_s;                /* seconds of the civil day in the site's zone */
	uint32_t minutes;
};

struct vg_conf_policy { /* numbers that no contract or supplier says */
	uint32_t late_fact_days;
	uint32_t clock_step_s, clock_step_hold_s;
	uint32_t planned_settle_s; /* after planned work: a poll cycle and a while */
	uint32_t planned_ask_s;    /* before its end the owner is asked; 0: never */
	uint32_t likely_after_s, likely_raises, likely_within_s; /* P13 */
	uint32_t merge_within_s, follow_within_s;                /* section 7 */
	uint32_t site_window_s, site_devices; /* at once, and how many, at one site */
	uint32_t
	    link_window_s; /* what one fault takes with it begins so soon behind it */
	uint32_t parent_wait_s; /* a symptom waits so long for a cause without a case */
	uint32_t explained_within_s; /* what begins later after its cause is told anew */
	uint32_t copy_window_s;   /* a managing device's copy of a device's own fault */
	uint32_t mail_cases_hour; /* that one sender may open */
	uint32_t mail_cases_domain_hour;  /* that senders of one domain may */
	uint32_t mail_cases_unknown_hour; /* that all senders not known may */
	uint32_t receipts_domain_hour;    /* automatic answers to one domain */
	uint32_t mail_told_s; /* so long apart are letters that tell of mails in a case */
	uint32_t adopt_at_once; /* symptoms that a cause takes over in one transaction */
	struct vg_page_numbers paging;
	char last_resort[VG_NAME_SIZE]; /* a person; "" none */
	uint32_t outbox_stuck_s; /* a way out is stuck when a message waited so long */
};

struct vg_conf_retention { /* how long what holds persons is kept */
	int sweep_s;       /* second of the day at which a night's sweep begins */
	uint32_t messages_days, events_days, senders_days, backups_days;
	uint32_t requests_months, contacts_months, audit_months;
	uint32_t claims_years;
};

struct vg_conf_storage {               /* limits of what is stored */
	int64_t low_mib, critical_mib; /* of the disk; -1: by its size */
	int64_t database_max_mib;      /* 0: none */
	int64_t waiting_max;
	char backup_folder[256]; /* "": in the state folder */
	uint32_t backup_keep;
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
	char serial[VG_NAME_SIZE];    /* on record; "" none */
	char family[VG_NAME_SIZE];    /* when no poll tells it; "" none */
	char received[11];            /* day of reception, "2026-07-01"; "" not known */
	struct vg_wall received_from; /* that day's first moment for the integrator */
	char warranty_until[11];      /* last day; "" not known */
	unsigned char engine[VG_USM_ENGINE_MAX]; /* its SNMP engine */
	size_t engine_size;                      /* 0: not known */
};

struct vg_conf_agent {
	char name[VG_NAME_SIZE];
	char site[VG_NAME_SIZE];
	char user[VG_NAME_SIZE];
	char credential[VG_NAME_SIZE];
	char next_credential[VG_NAME_SIZE]; /* valid beside it; "" none */
};

struct vg_conf_trapuser { /* an SNMPv3 sender that is no agent */
	char name[VG_NAME_SIZE];
	unsigned char engine[VG_USM_ENGINE_MAX];
	size_t engine_size; /* 0: any */
	enum vg_usm_level minimum;
	char credential[VG_NAME_SIZE];      /* "": none, it does not authenticate */
	char next_credential[VG_NAME_SIZE]; /* valid beside it; "" none */
};

struct vg_conf_source {   /* of v1 and v2c */
	char address[64]; /* as the tree writes it */
	struct vg_prefix prefix;
	char credential[VG_NAME_SIZE];
	char next_credential[VG_NAME_SIZE]; /* valid beside it; "" none */
};

/* A ladder from the viewer on; who stands below it may what is named for him, nothing else. */
enum vg_role {
	VG_ROLE_NONE,
	VG_ROLE_INTAKE,  /* vigie-mail-intake */
	VG_ROLE_COURIER, /* vigie-courier */
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
	bool proxy;                /* may speak for others */
	char person[VG_NAME_SIZE]; /* "" none */
};

struct vg_conf_shelf; /* collector/conf/confshelf.h */

struct vg_conf_kind { /* the tree's numbers for one kind; -1: the pack's */
	char kind[VG_KIND_SIZE];
	int64_t hold_s, clear_hold_s, settle_s, reopen_within_s;
	int64_t flap_count, flap_within_s, flap_quiet_s;
};

/* An agent's silence: seconds since it was heard last; a zero means never. */
struct vg_conf_silence {
	uint32_t after_s, case_after_s, page_after_s, power_within_s, list_wait_s;
	uint32_t deaf_percent, deaf_least, deaf_within_s, deaf_page_after_s;
	uint32_t late_minor, late_major; /* periods of its polls */
	uint32_t clock_warning_s, clock_minor_s;
};

struct vg_conf_team { /* where messages for a role go */
	char role[16];
	struct vg_conf_names persons, mails;
};

struct vg_conf_family { /* when faults at several clients are one supplier problem */
	bool on;
	uint32_t clients, devices, within_s;
	uint32_t forget_s; /* after its last case was closed */
};

enum vg_conf_notify { VG_CONF_NOTIFY_ALL, VG_CONF_NOTIFY_RAISE, VG_CONF_NOTIFY_SEVERITY };

struct vg_conf_alarms { /* as RFC 8632 has them: its container control */
	uint32_t most_changes;
	enum vg_conf_notify notify;
	enum vg_severity level;      /* of VG_CONF_NOTIFY_SEVERITY */
	bool says_most, says_notify; /* it stands in the tree, and is no default */
};

struct vg_conf {
	char name[VG_NAME_SIZE];
	char integrator[VG_TEXT_SIZE];
	struct vg_zone zone;                    /* the integrator's */
	struct vg_conf_desk office;             /* his own mail and telephone */
	char return_address[VG_CONF_LINE_SIZE]; /* of faulty units; "" not said */
	enum vg_language language;              /* of whom nothing else is said */
	struct vg_conf_team *teams;
	size_t n_teams;
	struct vg_conf_names trusted_mta; /* P6 */
	struct vg_conf_names authserv;    /* P6: whose Authentication-Results are kept */
	bool staff_figures;
	struct vg_conf_policy policy;
	struct vg_conf_family family;
	struct vg_conf_retention retention;
	struct vg_conf_storage storage;
	struct vg_conf_person *persons;
	size_t n_persons;
	struct vg_conf_turn *turns;
	size_t n_turns;
	struct vg_conf_supplier *suppliers;
	size_t n_suppliers;
	struct vg_conf_client *clients;
	size_t n_clients;
	struct vg_conf_work *works;
	size_t n_works;
	struct vg_conf_shelf *shelves;
	size_t n_shelves;
	struct vg_conf_alarms alarms;
	struct vg_conf_outway *outways; /* beside mail (confoutway.h) */
	size_t n_outways;
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
	struct vg_conf_trapuser *trap_users;
	size_t n_trap_users;
	struct vg_conf_source *sources; /* the longest prefix first */
	size_t n_sources;
	char (*forwarders)[64]; /* whose word on the origin counts, owned */
	size_t n_forwarders;
	struct vg_conf_user *users;
	size_t n_users;
	struct vg_conf_kind *kinds;
	size_t n_kinds;
	struct vg_confrules *rules; /* owned; NULL: none (confrule.h) */
	uint32_t rate, burst;       /* intake, per source */
	uint32_t hole_wait_s;
	struct vg_conf_silence silence;
	uint32_t storm_quiet_s; /* a storm ends so long after what was beyond a budget */
	/* what each message asks for; of two devices with one address or engine the first */
	struct vg_nametable device_names, device_addresses, device_engines;
	struct vg_nametable agent_names, agent_users, site_names, forwarder_addresses;
	struct vg_nametable person_ids;
	struct vg_confnamed *named;  /* owned: devices that a text names */
	struct vg_mailindex *others; /* owned: whom letters to a client must not name */
};

/*
 * Reads 'tree' (borrowed; it may go afterwards) and the shipped calendars into '*conf', which
 * the caller releases with vg_conf_free.  Returns VG_OK; VG_EINVAL for what the model cannot
 * see (an unknown zone or calendar, a day that does not exist, a pattern that is none, a domain
 * of two clients, a device name that differs from another only by case), the detail naming the
 * object and the clause; what vg_calendarload_folder returns for the shipped calendars.
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

const struct vg_conf_team *
vg_conf_team(const struct vg_conf *conf, const char *role);
const struct vg_conf_person *
vg_conf_person(const struct vg_conf *conf, const char *id);
const struct vg_conf_supplier *
vg_conf_supplier(const struct vg_conf *conf, const char *name);
const struct vg_conf_client *
vg_conf_client(const struct vg_conf *conf, const char *name);

/* Whether 'name' is among 'names' (both borrowed). */
bool
vg_conf_names_have(const struct vg_conf_names *names, const char *name);

/*
 * The client whose person or domain (confpublic.h) the mail address 'mail' (borrowed, any case)
 * belongs to, or NULL; '*person' (NULL: not wanted) is the person, or NULL.
 */
const struct vg_conf_client *
vg_conf_client_of_mail(
    const struct vg_conf *conf, const char *mail, const struct vg_conf_person **person);

/*
 * The release of 'supplier' (borrowed) for 'family' that is called 'version', or NULL; and
 * whether 'release' (borrowed) mends 'kind' ("psu-failed").
 */
const struct vg_conf_release *
vg_conf_release(
    const struct vg_conf_supplier *supplier, const char *family, const char *version);
bool
vg_conf_release_fixes(const struct vg_conf_release *release, const char *kind);

/*
 * The planned work that covers a fault of 'class' on the device called 'device' (borrowed) at
 * 'at', or NULL; of several the one that ends last.  '*until' is then the first moment after
 * its window.  Work that names no classes covers all but power, cooling, site-power, agent and
 * self.
 */
const struct vg_conf_work *
vg_conf_work_at(const struct vg_conf *conf, const char *device, const char *class,
    struct vg_wall at, struct vg_wall *until);

/* As vg_conf_work_at, of the site called 'site', for what is of no device: its own, its agents'. */
const struct vg_conf_work *
vg_conf_work_at_site(const struct vg_conf *conf, const char *site, const char *class,
    struct vg_wall at, struct vg_wall *until);

/* A window of planned work. */
struct vg_conf_window {
	struct vg_wall begin, end; /* 'end' exclusive */
	bool open;                 /* it is on */
};

/*
 * The window of 'work' (borrowed) that is on at 'at', else the one that begins next, of several
 * zones the one that ends first; false when there is none within eight days.
 */
bool
vg_conf_work_window(const struct vg_conf *conf, const struct vg_conf_work *work,
    struct vg_wall at, struct vg_conf_window *window);

/*
 * Whether 'work' (both borrowed) may last as long as it does: 12 hours, or more where approved-by
 * is the person of a user with role manager or admin (states.md 2.3).  Asked of what is edited, not
 * of trees that were in force: whom they name may be no manager any more.
 */
bool
vg_conf_work_is_allowed(const struct vg_conf *conf, const struct vg_conf_work *work);

/* The planned work called 'name' (borrowed), or NULL. */
const struct vg_conf_work *
vg_conf_work(const struct vg_conf *conf, const char *name);

/*
 * The first moment after 'after' at which a window of planned work on the device called 'device'
 * (borrowed) or on its site begins, whatever classes it names; unset: none within eight days.
 */
struct vg_wall
vg_conf_work_next(const struct vg_conf *conf, const char *device, struct vg_wall after);

/* The device whose own traps come from 'address' (numeric text), or NULL. */
const struct vg_conf_device *
vg_conf_device_at(const struct vg_conf *conf, const char *address);

/* The device whose SNMP engine is the 'size' octets at 'engine' (borrowed), or NULL. */
const struct vg_conf_device *
vg_conf_device_of_engine(const struct vg_conf *conf, const void *engine, size_t size);

/* Whether what 'address' (numeric text, borrowed) says of a notification's origin counts. */
bool
vg_conf_is_forwarder(const struct vg_conf *conf, const char *address);

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

/* "intake", "courier", "viewer", "noc", "manager", "admin" or "none" (static). */
const char *
vg_conf_role_text(enum vg_role role);

#endif
