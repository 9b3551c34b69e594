/*
 * What other ways out than mail are told: rows of the outbox, written at the end of the transaction
 * whose happenings they tell, so that they are as true as it is.  A webhook gets a message for
 * each event; an Alertmanager one message that stands, told again whenever a case changed.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKOUTWAY_H
#define VG_COLLECTOR_DESK_RECORD_DESKOUTWAY_H

#include "collector/desk/deskcore.h"

struct vg_conf_outway;

/* Queues what the transaction under way has to tell.  VG_OK or the database's. */
int
vg_deskoutway_tell(struct vg_desk *desk);

/* Queues what stands of the way 'way' (borrowed): its alerts, or its sign of life. */
int
vg_deskoutway_stand(
    struct vg_desk *desk, const struct vg_conf_outway *way, struct vg_wall now);

/* What stands of it is called in the outbox (static). */
const char *
vg_deskoutway_standing(const struct vg_conf_outway *way);

/*
 * Whether all that stands in the case 'row' (borrowed) is that the way out called 'name' (borrowed)
 * is stuck: then that way is not to tell of it.  VG_OK and '*is', or the database's.
 */
int
vg_deskoutway_is_own(
    struct vg_desk *desk, const struct vg_case_row *row, const char *name, bool *is);

#endif
