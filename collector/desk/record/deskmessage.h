/*
 * Rows of messages: what came, as it came, and what became of it.
 *
 * For the intake's files of the desk only; each call needs an open transaction.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKMESSAGE_H
#define VG_COLLECTOR_DESK_RECORD_DESKMESSAGE_H

#include "collector/desk/deskcore.h"
#include "lib/base/digest.h"

/* Why a message that was being applied at two deaths of the process is not applied. */
#define VG_DESKMESSAGE_DIED_TWICE "was being applied when the collector died twice"

/* A message on its way into the store; all borrowed. */
struct vg_deskmessage {
	const struct vg_trap *trap;
	const struct vg_message_key
	    *key; /* NULL: a foreign notification, known by 'digest' */
	const struct vg_digest *digest;
	int type;          /* enum vg_message_type; 0 foreign */
	const char *state; /* "applied", unless something else is said of it later */
	int64_t alarm;     /* the alarm it repeats; 0: not known yet */
};

/* Stores it as it came at 'now' and gives its '*row'.  VG_OK or an error of the database. */
int
vg_deskmessage_store(struct vg_desk *desk, const struct vg_deskmessage *message,
    struct vg_wall now, int64_t *row);

/*
 * Says what became of 'row': "waiting", "history" or "unapplied" of one that was stored as applied;
 * "applied" of one that waited.
 */
int
vg_deskmessage_state(struct vg_desk *desk, int64_t row, const char *state);

/* The same for one that could not be applied ('why'), told by the alarm of 'class'/'name'. */
int
vg_deskmessage_unapplied(struct vg_desk *desk, const char *class, const char *name,
    int64_t row, struct vg_wall now, const char *why);

#endif
