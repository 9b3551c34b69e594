/*
 * Refusals in the audit: who was refused what, at which door, and how that is called.
 *
 * A flood of them must not become a flood of commits, nor hide what is beside it.  The first of a
 * kind (user, what, object) in a minute always has its row; the same again is counted.  Of one
 * 'what' there are so many objects of a user in a minute, of all together so many: the others are
 * one kind, whose first row says so.  How many were counted is told by the first row of that user
 * in a later minute, or when the place is wanted for somebody else.  Nothing that he said is kept
 * but the object, where that is a name.
 */
#ifndef VG_COLLECTOR_DESK_PERSONS_DESKREFUSED_H
#define VG_COLLECTOR_DESK_PERSONS_DESKREFUSED_H

#include "collector/desk/desk.h"

enum {
	VG_DESKREFUSED_EACH = 30,
	VG_DESKREFUSED_ALL = 300,
	VG_DESKREFUSED_PLACES = 512 /* kinds that are remembered */
};

struct vg_deskrefused;

/* Gives what remembers how many there were; the caller frees it (NULL is silent). */
struct vg_deskrefused *
vg_deskrefused_new(void);
void
vg_deskrefused_free(struct vg_deskrefused *refused);

/*
 * What 'desk' (borrowed) remembers of all its doors; borrowed from it, made when it is asked for
 * first.
 */
struct vg_deskrefused *
vg_deskrefused_of(struct vg_desk *desk);

/*
 * Writes that 'actor' was refused 'what' ("take", "read") of 'object' ("": none) with the error
 * 'why' ("access-denied"; all borrowed) into the audit.  VG_OK, also when it is only counted; or
 * the database's: then nobody has seen it.
 */
int
vg_deskrefused_note(struct vg_deskrefused *refused, struct vg_desk *desk,
    const struct vg_actor *actor, const char *what, const char *object, const char *why,
    struct vg_wall now);

/* The same for what happened 'times' times (1 or more), which somebody else has counted. */
int
vg_deskrefused_note_many(struct vg_deskrefused *refused, struct vg_desk *desk,
    const struct vg_actor *actor, const char *what, const char *object, const char *why,
    unsigned times, struct vg_wall now);

#endif
