/*
 * Octets that are kept as files, named by what they are: raw mails and attachments stand in
 * STATE/blob/aa/SHA256.
 *
 * A file is on disk, with its folder, before anybody is told that it is, and so before a row names
 * it.  What no row names any more goes: at once when somebody's mails were erased or their time was
 * over, and after a day when nothing ever named it.
 *
 * Source: docs/DESIGN.md, Where data lies; docs/policy.md, Persons.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKBLOB_H
#define VG_COLLECTOR_DESK_MAIL_DESKBLOB_H

#include "collector/desk/desk.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"

/* Whether 'name' (borrowed) is one: 64 hexadecimal digits, small letters. */
bool
vg_deskblob_is_name(const char *name);

/*
 * Keeps 'size' octets of 'body' (borrowed) for 'actor', a user marked proxy that speaks in its own
 * name; gives the name.  The same octets again do nothing.  VG_OK: they are on disk; VG_EACCESS;
 * VG_EUNSUPPORTED of a desk in memory; VG_EFULL, VG_EIO, each with detail.
 */
int
vg_deskblob_put(struct vg_desk *desk, const struct vg_actor *actor, const void *body,
    size_t size, char name[VG_DIGEST_TEXT_SIZE], struct vg_detail *detail);

/*
 * Appends the octets 'name' (borrowed) to 'body' for 'actor', when a mail that he may read brought
 * them.  VG_OK; VG_EACCESS; VG_ENOENT when there are none, or he may not know; VG_EIO.
 */
int
vg_deskblob_get(struct vg_desk *desk, const struct vg_actor *actor, const char *name,
    struct vg_wall now, struct vg_buf *body, struct vg_detail *detail);

/* Whether the octets 'name' (borrowed) are kept; of a desk in memory every name is. */
bool
vg_deskblob_is_kept(const struct vg_desk *desk, const char *name);

/* A row of the timers: files of erased mails that nothing else names go. */
int
vg_deskblob_gone(struct vg_desk *desk, struct vg_wall now);

/* A slice of the sweep: what lies in one folder for a day and nothing names goes. */
int
vg_deskblob_sweep(struct vg_desk *desk, struct vg_wall now, bool *more);

#endif
