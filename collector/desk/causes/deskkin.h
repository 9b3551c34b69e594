/*
 * Kin of faults: what may explain one, and whether one explains another.  For the desk's files
 * alone.
 *
 * Causes of a device's fault stand at the device or at its site; those of an agent's at the
 * agent's site or at the collector; those of a site's at the site.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKKIN_H
#define VG_COLLECTOR_DESK_CAUSES_DESKKIN_H

#include "collector/desk/deskcore.h"

/* A standing alarm of a kind that another one explains. */
struct vg_kin {
	int64_t id;
	char resource[VG_RESOURCE_SIZE], kind[VG_KIND_SIZE], class[VG_PACK_CLASS_SIZE];
	char device[VG_NAME_SIZE];
	char case_number[VG_CASE_NUMBER_SIZE]; /* "" none */
	bool symptom;
	struct vg_wall raised;
};

struct vg_kin_list {
	struct vg_kin *rows; /* owned */
	size_t n, room;
};

void
vg_deskkin_fini(struct vg_kin_list *list);

/* Whether the fault 'event' (borrowed) may explain any: its kind does, or it is a board's. */
bool
vg_deskkin_may_explain(const struct vg_desk *desk, const struct vg_event *event);

/* Whether 'kin' is the fault of 'p', told by a managing device too (collector/correl/copy). */
bool
vg_deskkin_is_copy(
    const struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin);

/*
 * Sets 'p->facts.others_stand': whether its case holds another standing alarm that is no copy of
 * the fault of 'p'.  VG_OK, or a database error.
 */
int
vg_deskkin_others(struct vg_desk *desk, struct vg_passage *p);

/*
 * Loads into 'p->facts' what explains the event of 'p', whose alarm and entitlement are loaded:
 * the parent, its case or until when it waits, the planned work that covers it.  VG_OK, or a
 * database error.
 */
int
vg_deskkin_parent(struct vg_desk *desk, struct vg_passage *p);

/*
 * Appends the rows of query 'q', whose asking gave 'code': those of VG_STORECAUSE_OF_DEVICE.
 * VG_OK, 'code', or a database error.
 */
int
vg_deskkin_fetch(struct vg_desk *desk, struct vg_kin_list *list, size_t q, int code);

/* Appends the standing causes of the case 'number' (borrowed). */
int
vg_deskkin_causes(struct vg_desk *desk, const char *number, struct vg_kin_list *list);

/* Appends what stands in the case 'number' (borrowed) beside the alarm 'but'. */
int
vg_deskkin_standing(
    struct vg_desk *desk, const char *number, int64_t but, struct vg_kin_list *list);

/* Whether the alarm of 'p' explains 'kin': by its kind, its place and its time. */
bool
vg_deskkin_explains(
    const struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin);

/*
 * Sets '*wholly': whether the alarm of 'p' explains all that stands as a cause in the case 'number'
 * (borrowed).  VG_OK, or a database error.
 */
int
vg_deskkin_explains_case(
    struct vg_desk *desk, const struct vg_passage *p, const char *number, bool *wholly);

/*
 * Whether a fault with 'entitlement' of 'client' ("" not known) may be in the case 'row': never
 * two clients' in one, nor what is observed with what is ordinary.  All borrowed.
 */
bool
vg_deskkin_may_share(const struct vg_entitlement *entitlement, const char *client,
    const struct vg_case_row *row);

/* The site that 'resource' and 'device' (NULL: none) belong to, or "" (borrowed). */
const char *
vg_deskkin_site(const struct vg_desk *desk, const char *resource,
    const struct vg_conf_device *device);

/*
 * The planned work that covers at 'at' a fault of 'class' at 'resource', of the device called
 * 'device' ("" none: of a site or an agent, whose site the work names), or NULL; '*until' as
 * vg_conf_work_at.
 */
const struct vg_conf_work *
vg_deskkin_work(const struct vg_desk *desk, const char *resource, const char *device,
    const char *class, struct vg_wall at, struct vg_wall *until);

#endif
