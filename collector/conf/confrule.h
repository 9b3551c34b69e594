/*
 * Rules of cases: which faults open a case, after how long, of which class and priority, for
 * whose queue.  The first rule that matches judges.
 *
 * Compiled once with the tree: rules stand under the kinds they name, names are numbers, so that
 * a tree of a thousand rules costs an event a few microseconds and one of none a comparison.
 * A name that the tree does not have matches nothing and is no error; conflintrule tells of it.
 *
 * Source: docs/policy.md section 7; yang/vigie-collector-rules.
 */
#ifndef VG_COLLECTOR_CONF_CONFRULE_H
#define VG_COLLECTOR_CONF_CONFRULE_H

#include "collector/conf/conf.h"

/* What of a place a rule may name. */
enum vg_confrule_place {
	VG_CONFRULE_SUPPLIER,
	VG_CONFRULE_CLIENT,
	VG_CONFRULE_CONTRACT,
	VG_CONFRULE_SITE,
	VG_CONFRULE_DEVICE,
	VG_CONFRULE_PLACES
};

enum { VG_CONFRULE_PRIORITY = 3 /* of a case that no rule gives one */ };

enum vg_confrule_opens { VG_CONFRULE_AS_KIND, VG_CONFRULE_OPENS, VG_CONFRULE_OPENS_NOT };

struct vg_confrule {
	char name[VG_NAME_SIZE];
	struct vg_conf_names kinds;                      /* none: all */
	struct vg_conf_names places[VG_CONFRULE_PLACES]; /* of each none: any */
	enum vg_severity from, to;
	enum vg_confrule_opens opens;
	int64_t hold_s;                  /* -1: as the kind says */
	char family[VG_PACK_CLASS_SIZE]; /* "": as the kind says */
	int priority;                    /* 0: none said */
	char queue[VG_NAME_SIZE];        /* "": none */
};

/* "supplier" ... "device" (static). */
const char *
vg_confrule_place_name(enum vg_confrule_place place);

/* How many rules 'conf' (borrowed) has, and the one with number 'i', in their order. */
size_t
vg_confrule_count(const struct vg_conf *conf);
const struct vg_confrule *
vg_confrule_at(const struct vg_conf *conf, size_t i);

/*
 * The rule that judges a fault of 'kind' and 'severity' on 'device' (of 'conf'; NULL: none), whose
 * resource is 'resource' (well-formed; all borrowed); NULL when none matches.  What is no
 * device's is of the site or of the agent that its resource names: then a rule that names a
 * device, supplier or contract does not match.  Pure.
 */
const struct vg_confrule *
vg_confrule_find(const struct vg_conf *conf, const char *kind, enum vg_severity severity,
    const struct vg_conf_device *device, const char *resource);

/* Puts what 'rule' (borrowed) says into 'kind': whether it opens a case, hold, class. */
void
vg_confrule_apply(const struct vg_confrule *rule, struct vg_kind *kind);

/* Whether both trees (borrowed) judge by the same rules and the same numbers of kinds. */
bool
vg_confrule_same(const struct vg_conf *one, const struct vg_conf *other);

/* For conf.c: reads and compiles the rules of 'top', after devices and sites; and frees them. */
void
vg_confrule_read(struct vg_conf *conf, const struct vg_node *top);
void
vg_confrule_free(struct vg_conf *conf);

#endif
