/*
 * What became of a message, as an entry in the journal of its case.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAILENTRY_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAILENTRY_H

#include <stdint.h>

struct vg_act_call;

/* All borrowed. */
struct vg_deskmailentry {
	int64_t id;         /* of the message */
	const char *number; /* its case; "" none */
	const char *template, *role, *recipient;
	const char *is, *reason; /* "was not delivered", and why */
};

/*
 * Writes it, also when others have the case; of a message that carries pages in the case of each.
 * VG_OK or the database's.
 */
int
vg_deskmailentry_write(struct vg_act_call *call, const struct vg_deskmailentry *entry);

#endif
