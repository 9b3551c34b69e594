/*
 * The script of a NETCONF device: what it is, what it answers, and where it misbehaves.
 *
 * A file of lines; # begins a comment.  What the device is:
 *
 *   base 1.1                 the base capability of its hello (1.1 when there is no line)
 *   capability URI           one more capability; repeatable
 *   session-id N             none: the hello has none (7 when there is no line)
 *   data FILE                the content of <data>, of get and get-config; beside the script
 *   set WORD VALUE           each @WORD@ of the data read so far is VALUE
 *
 * What it does at the "hello" and at each "get" (or get-config), line by line instead of the
 * honest answer; after the last line of "hello" the session goes on:
 *
 *   EVENT [times N | forever] STEP
 *
 *   honest [N]               the honest hello or answer, its message-id greater by N
 *   raw STRING...            these octets
 *   message STRING...        a framed message; @id@ is the message-id asked with
 *   drip MS STRING...        octet by octet, so many milliseconds apart
 *   hear                     nothing, until the client has said one message; it is forgotten
 *   wait                     nothing more, until the client is gone
 *   close                    the end of the session
 *
 * A STRING stands in quotes with \n \r \t \\ \" \xHH, and may be followed by *N: so many times.
 */
#ifndef VG_TESTS_SIM_SIMSCRIPT_H
#define VG_TESTS_SIM_SIMSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"

enum vg_simevent { VG_SIMEVENT_HELLO, VG_SIMEVENT_GET };

enum vg_simstep_kind {
	VG_SIMSTEP_HONEST,
	VG_SIMSTEP_RAW,
	VG_SIMSTEP_MESSAGE,
	VG_SIMSTEP_DRIP,
	VG_SIMSTEP_HEAR,
	VG_SIMSTEP_WAIT,
	VG_SIMSTEP_CLOSE
};

struct vg_simstep {
	enum vg_simevent event;
	enum vg_simstep_kind kind;
	uint64_t times;  /* UINT64_MAX: without end */
	uint64_t number; /* of HONEST: added to the message-id; of DRIP: milliseconds */
	struct vg_buf text; /* owned */
};

struct vg_simscript {
	char base[16];
	char session[24];           /* "none": no session-id */
	struct vg_buf capabilities; /* as elements */
	struct vg_buf data;
	struct vg_simstep *steps; /* owned, in order */
	size_t n_steps, room;
};

/*
 * Reads the script at 'path' (borrowed) and the data it names.  Returns VG_OK, or VG_E... with a
 * detail that names the line; 'script' is to be released in both cases.
 */
int
vg_simscript_load(
    const char *path, struct vg_simscript *script, struct vg_detail *detail);

/* Releases what 'script' holds. */
void
vg_simscript_fini(struct vg_simscript *script);

#endif
