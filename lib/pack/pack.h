/*
 * Packs in memory: what teaches both programs a supplier's equipment.  Several pack files make
 * one set, in which names of kinds are unique; families, probes and rules keep their pack's
 * name.  Read only after loading (lib/yang/packload.h fills it, lib/pack/packset.h looks up).
 *
 * Pure: no file is read here.
 */
#ifndef VG_LIB_PACK_PACK_H
#define VG_LIB_PACK_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/event.h"
#include "lib/model/oid.h"
#include "lib/model/severity.h"

enum { VG_PACK_CLASS_SIZE = 33, VG_PACK_MATCH_VALUES = 16, VG_PACK_N_SEVERITIES = 6 };
enum { VG_PACK_WORSE = 4 };

/* When a fault becomes so severe: after it has stood, or was raised, for so long or so often. */
struct vg_worse {
	enum vg_severity severity;
	uint32_t after_s;          /* when 'raises' is 0 */
	uint32_t raises, within_s; /* this raise is one of so many in this time */
};

/* What can go wrong: an identity of vigie-alarm-types with the numbers of docs/policy. */
struct vg_kind {
	char name[VG_KIND_SIZE]; /* "psu-failed" */
	char class
	    [VG_PACK_CLASS_SIZE]; /* faults of one subject and class share a case: "power" */
	char label[VG_TEXT_SIZE];         /* for people: "power supply failed" */
	enum vg_severity severity;        /* default */
	enum vg_severity lowest, highest; /* what a rule or a trap may make of it */
	int cause;                        /* X.733 probable cause */
	bool hardware;     /* a return may be suggested (unless a rule says never) */
	bool will_clear;   /* false: a person must look */
	bool key_has_part; /* link, dependency: the part belongs to the case's subject */
	uint32_t hold_s[VG_PACK_N_SEVERITIES]; /* case hold by severity, seconds */
	uint8_t page
	    [VG_PACK_N_SEVERITIES]; /* page class W1 to W4 by severity; 0: none said */
	uint32_t clear_hold_s;      /* the clear must have stood so long */
	uint32_t flap_count; /* raises within flap_within_s mark it flapping; 0: never */
	uint32_t flap_within_s;
	uint32_t flap_quiet_s;
	struct vg_worse worse[VG_PACK_WORSE];
	size_t n_worse;
	uint32_t reopen_within_s;
	uint32_t settle_s;
	bool expected_in_work; /* within planned work it opens no case, then or later */
	char (
	    *parents)[VG_KIND_SIZE]; /* kinds that explain this one (symptom of), owned */
	size_t n_parents;
	/* what it is when it befalls several devices of a site at once; "" nothing more */
	char together[VG_KIND_SIZE];
	bool cuts_reach; /* what it explains may begin as long as it stands */
	bool spreads;    /* one takes others of its device with it, within seconds */
};

enum vg_object_type {
	VG_OBJECT_NUMBER,
	VG_OBJECT_TEXT,
	VG_OBJECT_OID,
	/* over NETCONF only */
	VG_OBJECT_WORD, /* the greatest number of the words that the text holds; 0: none */
	VG_OBJECT_IDENTITY, /* text without its prefix */
	VG_OBJECT_AGE,      /* seconds from the second instant to the first */
	VG_OBJECT_SENSOR /* RFC 8348 value, value-scale, value-precision: in thousandths */
};

/* A word of an enumeration, of bits or of an identity, as a number that rules test. */
struct vg_object_word {
	char word[VG_NAME_SIZE];
	int64_t number;
};

/*
 * One polled object: a scalar (OID with .0) or a column (OID without its index).  Over NETCONF
 * it has no OID but up to four paths, from the module's root or from the row.
 */
struct vg_object {
	char name[VG_NAME_SIZE]; /* "alPower" */
	struct vg_oid oid;
	enum vg_object_type type;
	char path[VG_TEXT_SIZE];      /* "state/oper-state"; separated by blanks */
	struct vg_object_word *words; /* owned */
	size_t n_words;
};

/* Where a probe over NETCONF looks. */
struct vg_netconf_source {
	char module[VG_NAME_SIZE]; /* "ietf-hardware"; a device without it is not asked */
	char ns[VG_TEXT_SIZE];     /* its XML namespace */
	char table[VG_TEXT_SIZE];  /* "hardware/component": the list of rows; "" none */
	char keys[VG_TEXT_SIZE];   /* "name": its keys, separated by blanks */
};

/* What is asked together, at one interval. */
struct vg_probe {
	char name[VG_NAME_SIZE]; /* "status" */
	uint32_t interval_s;
	struct vg_object *scalars; /* owned */
	size_t n_scalars;
	struct vg_object
	    *columns; /* owned; of one table, walked together; index is the instance */
	size_t n_columns;
	/*
	 * The rows are what is wrong now, and what has no row any more is over.  By SNMP with
	 * devices that this one manages: an index begins with the IPv4 address of the device it is
	 * about.  By NETCONF with the device itself.
	 */
	bool alarm_table;
	struct vg_netconf_source *netconf; /* owned; NULL: asked by SNMP */
};

/* What an object identifies: used by inventory ("model", "serial", "software"). */
enum vg_identity_role {
	VG_IDENTITY_MODEL,
	VG_IDENTITY_SERIAL,
	VG_IDENTITY_SOFTWARE,
	VG_IDENTITY_HARDWARE,
	VG_IDENTITY_HOSTNAME,
	VG_IDENTITY_PART_SERIAL, /* a column: serial of a part; 'part' holds its resource template */
	VG_IDENTITY_UPTIME,
	VG_IDENTITY_NOTIFICATIONS_SENT, /* a scalar: how many notifications it has sent */
	VG_IDENTITY_ADDRESS, /* a column: the index of each row is an IPv4 address of it */
	VG_IDENTITY_N
};

struct vg_identity {
	enum vg_identity_role role;
	char probe[VG_NAME_SIZE];
	char object[VG_NAME_SIZE];
	char part[VG_NAME_SIZE]; /* "slot/{index}" for PART_SERIAL, else "" */
};

/* A family's own borders of a rule. */
struct vg_family_limit {
	char rule[VG_NAME_SIZE];
	int64_t values[2];
};

/* What is printed on a part. */
struct vg_family_printed {
	char part[VG_NAME_SIZE];  /* "psu/0" */
	char label[VG_NAME_SIZE]; /* "PSU1" */
};

struct vg_family {
	char name[VG_NAME_SIZE];  /* "ssg-500" */
	char label[VG_TEXT_SIZE]; /* "Allot SSG-500" */
	struct vg_oid
	    sys_object_id; /* sysObjectID must equal it (or lie below, see prefix) */
	bool prefix;       /* any leaf below sys_object_id: the catch-all of a supplier */
	char descr_contains[VG_NAME_SIZE]; /* sysDescr must contain it; "" any */
	char (*probes)[VG_NAME_SIZE]; /* names of probes of this pack or another, owned */
	size_t n_probes;
	uint32_t n_psu;                 /* power supplies of the model; 0: not known */
	struct vg_family_limit *limits; /* owned */
	size_t n_limits;
	struct vg_family_printed *printed; /* owned */
	size_t n_printed;
};

enum vg_test {              /* how a rule reads a value */
	VG_TEST_EQUALS,     /* number is one of 'values' */
	VG_TEST_NOT_EQUALS, /* number is none of 'values' */
	VG_TEST_ABOVE,   /* number > values[0]; good again below values[1] (hysteresis) */
	VG_TEST_BELOW,   /* number < values[0]; good again above values[1] */
	VG_TEST_CHANGED, /* text differs from the last one known (serial) */
	VG_TEST_ABSENT,  /* row or object that was there is missing */
	VG_TEST_FELL, /* number (uptime) is below the last one, unless that one was within
	                 * values[1] of 2^32 (a wrap); good again above values[0] */
	VG_TEST_STOPPED, /* number is 0 after it was above 0 */
	VG_TEST_CONTAINS /* text holds one of 'contains', in any case */
};

enum { VG_PACK_CONTAINS = 8, VG_PACK_INDEXES = 16 };

enum vg_measure_as {
	VG_MEASURE_VALUE,        /* the value itself */
	VG_MEASURE_SHARE,        /* scale * value / (of * times) */
	VG_MEASURE_GROWTH,       /* since the sample before */
	VG_MEASURE_GROWTH_SHARE, /* scale * growth / growth of 'of' */
	VG_MEASURE_DIFFERENCE,   /* value - of */
	VG_MEASURE_OFFSET, /* between a DateAndTime and our clock, in scale seconds */
	VG_MEASURE_UNTIL,  /* from now to a DateAndTime, in scale seconds */
	VG_MEASURE_ROWS    /* rows of the table whose 'of' is one of 'values' */
};

/* What is tested in place of the value. */
struct vg_measure {
	enum vg_measure_as as;
	char of[VG_NAME_SIZE];    /* "" none */
	char times[VG_NAME_SIZE]; /* "" none */
	int64_t scale;            /* 1 and up */
	int64_t values[VG_PACK_MATCH_VALUES];
	size_t n_values;
};

/* Another object of the same row or probe that must hold for the rule to apply. */
struct vg_guard {
	char object[VG_NAME_SIZE]; /* "" no guard */
	bool negate;
	bool has_above, has_below;
	int64_t above, below;
	char less_than[VG_NAME_SIZE];         /* object; "" none */
	int64_t values[VG_PACK_MATCH_VALUES]; /* none: any */
	size_t n_values;
	char (*texts)[VG_NAME_SIZE]; /* owned; of an object that is a text; else values */
	size_t n_texts;
};

/* A rule: a sample of one object → a condition on one resource. */
struct vg_rule {
	char name[VG_NAME_SIZE]; /* "psu-0" */
	char pack[VG_NAME_SIZE];
	char probe[VG_NAME_SIZE];
	char object[VG_NAME_SIZE];
	char kind[VG_KIND_SIZE];
	char part
	    [VG_NAME_SIZE]; /* "psu/0", "slot/{index}", "port/{name}"; "" the device */
	char name_object
	    [VG_NAME_SIZE]; /* object of the same probe; the first word of its text stands
	                                 * for {name}, encoded as one name of a resource
	                                 * (a path's slashes become %2F); falls back to {index} */
	char name_else[VG_NAME_SIZE]; /* object for a name_object that is empty */
	bool
	    per_name; /* its object tells of the part of that name alone, of one at a time */
	char label_object[VG_NAME_SIZE]; /* object that is printed on the part */
	char (*indexes)
	    [VG_NAME_SIZE]; /* owned; only these rows, "6." a beginning; none: all */
	size_t n_indexes;
	struct vg_measure measure;
	enum vg_test test;
	char (*contains)[VG_NAME_SIZE]; /* owned */
	size_t n_contains;
	int64_t values[VG_PACK_MATCH_VALUES];
	size_t n_values;
	int64_t good
	    [VG_PACK_MATCH_VALUES]; /* equality: values that clear; none: whatever is not bad */
	size_t n_good;
	struct vg_guard guard;
	struct vg_guard also;  /* a second one; both must hold */
	struct vg_guard alone; /* where it holds, the fault takes no other with it */
	bool otherwise; /* only where no rule of the probe holds by its guard's texts */
	char qualifier
	    [VG_QUALIFIER_SIZE];   /* "PACK:KIND", perhaps with {object}; "" none */
	enum vg_severity severity; /* CLEARED: the kind's default */
	char severity_object[VG_NAME_SIZE]; /* its number is the severity; "" none */
	uint32_t bad_of, bad_n;  /* raise after bad_n bad of the last bad_of polls */
	uint32_t good_n;         /* clear after so many good in a row */
	char text[VG_TEXT_SIZE]; /* "{label} failed: alPower is {value}" */
};

/*
 * One line of a trap map: a notification (and perhaps a value in it) → a claim.  Every line of a
 * pack that matches makes its claim, in order: one notification can clear two power supplies.
 */
struct vg_trap_rule {
	char name[VG_NAME_SIZE];
	char pack[VG_NAME_SIZE];
	struct vg_oid notification;
	enum vg_action action;
	char kind[VG_KIND_SIZE];
	char qualifier
	    [VG_QUALIFIER_SIZE]; /* "PACK:KIND", perhaps with {index} or {pointer} */
	char part[VG_NAME_SIZE]; /* as in rules; {index} from 'index_of' */
	struct vg_oid
	    index_of; /* varbind whose instance suffix is {index}; no arcs: none */
	struct vg_oid
	    name_of; /* varbind, the first word of its text is {name}; no arcs: none */
	struct vg_oid
	    match_object; /* varbind that must have one of 'values'; no arcs: any */
	struct vg_oid
	    match_pointer; /* varbind 1's OID value must equal this; no arcs: any */
	struct vg_oid
	    also_object; /* a second one, that must have one of also_values; no arcs: any */
	int64_t also_values[VG_PACK_MATCH_VALUES];
	size_t n_also_values;
	unsigned match_position; /* place of the varbind with one of 'values'; 0: none */
	struct vg_oid text_of;   /* varbind whose text is added; no arcs: none */
	bool fallback;           /* only when no line before it made a claim */
	int64_t values[VG_PACK_MATCH_VALUES];
	size_t n_values;
	uint32_t count,
	    within_s;     /* a raise counts as one of so many in this time; 0: alone */
	uint32_t quiet_s; /* over after so long without another; 0: not by itself */
	enum vg_severity severity; /* CLEARED: the kind's default */
	char probe[VG_NAME_SIZE];  /* probe to run at once, "" none */
	char text[VG_TEXT_SIZE];
};

enum vg_return_advice { VG_RETURN_NEVER, VG_RETURN_CONDITIONAL, VG_RETURN_YES };

/* Whether and how a return is suggested for a kind (policy P13). */
struct vg_return_rule {
	char name[VG_NAME_SIZE];
	char pack[VG_NAME_SIZE];
	char kind[VG_KIND_SIZE];
	enum vg_return_advice advice;
	char unit[VG_TEXT_SIZE];       /* what would be sent back: "the power supply" */
	char check[VG_TEXT_SIZE];      /* the check that confirms it */
	char (*against)[VG_KIND_SIZE]; /* standing kinds that speak against it, owned */
	size_t n_against;
	bool holds_data; /* the client's word is needed before it is sent (P10) */
	uint32_t suggest_after_s;
};

/* What nobody may keep of notifications: personal data and secrets. */
struct vg_withheld {
	struct vg_oid notification; /* at or below it; no arcs: in all */
	struct vg_oid object; /* varbinds at or below it; no arcs: all but numbers */
	unsigned position;    /* place of the one varbind, from 1; 0: any */
	bool hashed;          /* octets are kept as a keyed hash (personal: keyed-hash) */
};

/* A sentence of a pack, with its places, said in another language. */
struct vg_translation {
	char language[4];  /* "fr" */
	char *text, *says; /* owned */
};

struct vg_pack {
	char name[VG_NAME_SIZE];     /* "allot" */
	char supplier[VG_NAME_SIZE]; /* supplier it serves, "" for standard packs */
	char version[VG_NAME_SIZE];
	struct vg_kind *kinds; /* all owned */
	size_t n_kinds;
	struct vg_probe *probes;
	size_t n_probes;
	struct vg_identity *identities;
	size_t n_identities;
	struct vg_family *families;
	size_t n_families;
	struct vg_rule *rules;
	size_t n_rules;
	struct vg_trap_rule *trap_rules;
	size_t n_trap_rules;
	uint32_t
	    *trap_hashes; /* owned: vg_oid_hash of each line's notification (packset) */
	struct vg_withheld *withheld;
	size_t n_withheld;
	struct vg_oid *subscriber_data; /* roots of subtrees that are about subscribers */
	size_t n_subscriber_data;
	struct vg_return_rule *return_rules;
	size_t n_return_rules;
	struct vg_translation *translations;
	size_t n_translations;
};

/* Frees what the pack owns and empties it. */
void
vg_pack_fini(struct vg_pack *pack);

#endif
