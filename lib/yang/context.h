/*
 * The one libyang context of a process: the modules of vigie, loaded once, read only after.
 *
 * A context takes a lock per leaf and a process can make about a thousand of them before
 * libyang spins for ever: make one and keep it.  Search path: the data folder's yang/, then the
 * folder of libyuma-base with the IETF modules.
 */
#ifndef VG_LIB_YANG_CONTEXT_H
#define VG_LIB_YANG_CONTEXT_H

#include <stddef.h>

#include "lib/base/detail.h"

struct vg_context;
struct ly_ctx;

/*
 * Loads all modules of vigie and gives the context in '*context'.
 *
 * Returns VG_OK; VG_ENOENT when the models' folder is missing; VG_EPARSE when a model does not
 * load, the detail naming it.  libyang's own log to stderr is switched off.
 */
int
vg_context_new(struct vg_context **context, struct vg_detail *detail);

/* Releases it (NULL is silent).  Every tree made with it must be gone. */
void
vg_context_free(struct vg_context *context);

/*
 * What a room of this storey remembers with the context, so that it need not read it again; it goes
 * with the context, before it.  Borrowed: the place is the room's to fill.
 */
enum vg_context_room {
	VG_CONTEXT_TREES,
	VG_CONTEXT_CALENDARS,
	VG_CONTEXT_NAMES,
	VG_CONTEXT_ROOMS
};
struct vg_contextnote {
	void *what;              /* NULL: nothing */
	void (*release)(void *); /* takes it */
};
struct vg_contextnote *
vg_context_note(const struct vg_context *context, enum vg_context_room room);

/*
 * The libyang context (borrowed), for the rooms that own libyang too: lib/rest and
 * vigie-netconf.
 */
struct ly_ctx *
vg_context_ly(const struct vg_context *context);

/*
 * Writes libyang's last error of 'context' as one sentence into 'detail': "origin:LINE: PATH:
 * what", where LINE and PATH stand only as far as libyang tells them.  'origin' (borrowed) is
 * the file or door; 'text' (borrowed, may be NULL) is what was parsed and lends the offending
 * line.  Returns VG_EPARSE for syntax and VG_EINVAL for everything else.
 */
int
vg_context_error(const struct vg_context *context, const char *origin, const char *text,
    struct vg_detail *detail);

/*
 * The data path of libyang's last error of 'context' in 'path' of 'size' octets; "" when it tells
 * none.  To be asked before vg_context_error, which forgets it.
 */
void
vg_context_error_path(const struct vg_context *context, char *path, size_t size);

/* The folder of the IETF's modules on this system (static). */
const char *
vg_context_ietf_folder(void);

#endif
