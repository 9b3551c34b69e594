/*
 * What a worker of the courier keeps on disk while a message is under way.
 *
 * Its slot, STATE/taken (taken.1 ... of the other workers), has the key by which it takes, before the collector
 * hears of it; behind it, when what became of a message could not be told, the report, and of which of its rounds
 * (vigie-cases:letters).  It is written in place: the disk may be full, and there the key has room already.
 *
 * That a relay or a receiver took message ID is STATE/kept.ID as well, another name of the same file, given when
 * the word stands in it: whoever is killed between them is followed by one who finds it in the slot.  Whoever has the message next finds it there, whatever key its worker has chosen since, and sends
 * nothing.  A word of an earlier round says nothing of a later one, which somebody wanted to be sent.  Numbers come
 * again where a database is restored or begun anew: a word is of the message with its Message-ID, which does not.
 *
 * Slots are their workers' alone, and nobody touches another's.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERKEPT_H
#define VG_COLLECTOR_COURIER_COURIERKEPT_H

#include <stdint.h>

#include "collector/courier/courierdesk.h"

/* As many slots as a tree may have workers (courier/messages-at-once: 32), and those that leave beside them. */
enum { VG_COURIERKEPT_SLOTS = 2 * 32 };

struct vg_courierkept {
	char key[VG_COURIER_KEY_SIZE]; /* "": nothing is under way */
	char *report;  /* of the take by that key, owned; NULL: none that is whole */
	int64_t round; /* of the message that it tells of */
	char message_id[VG_COURIER_ID_SIZE]; /* of it; "": an older courier did not say */
};

/* Gives (owned) the slot of worker 'number' below 'state' (borrowed). */
char *
vg_courierkept_slot(const char *state, int number);

/*
 * Reads the file 'path' (borrowed) into 'kept', which is to be released with vg_courierkept_fini also after an
 * error.  A report that is torn, or not of the take by the key before it, is none.  As vg_file_read.
 */
int
vg_courierkept_read(
    const char *path, struct vg_courierkept *kept, struct vg_detail *detail);
void
vg_courierkept_fini(struct vg_courierkept *kept);

/*
 * Writes 'kept', which has a report, into the slot 'path' of its key, and names it where the report says that the
 * message was taken; all borrowed.  A power cut while it is written leaves the key, and a report that is not
 * whole; a kill once it is written leaves the report, with or without its name.  VG_OK; VG_EIO with detail, some
 * of it being done then.
 */
int
vg_courierkept_write(const char *state, const char *path,
    const struct vg_courierkept *kept, struct vg_detail *detail);

/*
 * Gives in '*report' (owned; NULL: nothing is kept) what another take kept of 'letter', as told of the take with
 * the key 'taken_by'; all borrowed.  What is of an earlier round, or of another message that had its number, goes.  VG_OK; VG_EACCESS, VG_ELIMIT or VG_EIO
 * with detail, file and cause, when that cannot be said: then nobody knows whether it was sent.
 */
int
vg_courierkept_find(const char *state, const struct vg_courierletter *letter,
    const char *taken_by, char **report, struct vg_detail *detail);

/* Message 'id' is told of, or there is none: nobody is to know of it any more.  What cannot be done is logged. */
void
vg_courierkept_drop(const char *state, const char *id);

/*
 * Before there are workers: what stands in a slot and has no name gets one (an older courier gave none, the disk
 * was full, or it was killed).  What cannot be done is logged.
 */
void
vg_courierkept_gather(const char *state);

/*
 * Once a day names go that nobody asked for in a month: nothing is done before '*next', which is put a day ahead
 * then; all borrowed.
 */
void
vg_courierkept_age(
    const char *state, struct vg_wall now, struct vg_mono mono, struct vg_mono *next);

#endif
