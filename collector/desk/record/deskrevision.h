/*
 * Revisions of the tree in the store: persons and prose stand beside the content, under marks
 * (collector/evidence/veil.h), so that they can be erased and the content's SHA-256 still proves.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKREVISION_H
#define VG_COLLECTOR_DESK_RECORD_DESKREVISION_H

#include "collector/desk/deskcore.h"

/*
 * Finds the revision that 'revision' (borrowed) is already: the last one of its door, with the
 * same text; by another door than "file" it must be the newest, too.  0: none.
 */
int64_t
vg_deskrevision_find(struct vg_desk *desk, const struct vg_desk_revision *revision);

/* The same for FILE's text alone, whatever came after it. */
bool
vg_deskrevision_is_last_file(struct vg_desk *desk, const char *text);

/*
 * Stores 'revision' (borrowed) of the collector 'name' as a new one and gives its number; who is
 * erased goes out of the ones before.  Needs an open transaction.  VG_OK, VG_EPARSE with detail for
 * what is no JSON, or the database's code.
 */
int
vg_deskrevision_store(struct vg_desk *desk, const char *name,
    const struct vg_desk_revision *revision, struct vg_wall now, int64_t *id,
    struct vg_detail *detail);

/*
 * Stores what was said of revision 'id' ("" nothing; borrowed) beside it, as a text that may be
 * erased.  Needs an open transaction; what vg_db_run returns.
 */
int
vg_deskrevision_comment(struct vg_desk *desk, int64_t id, const char *text);

/*
 * The newest revision with its persons as JSON (the caller frees it), or NULL when there is none;
 * 'door' (NULL: not wanted) of 'size' octets gets the door it came by.
 */
char *
vg_deskrevision_newest(struct vg_desk *desk, char *door, size_t size);

/* The number of the newest revision, whatever its door; 0 when there is none. */
int64_t
vg_deskrevision_last(struct vg_desk *desk);

/*
 * Revision 'id' as JSON with those of its texts that are not erased (the caller frees it), or NULL
 * when there is none.
 */
char *
vg_deskrevision_content(struct vg_desk *desk, int64_t id);

/*
 * Whether every revision is as its SHA-256 says, and every text that stands is the one of its
 * mark: VG_OK; VG_ECORRUPT with the revision in 'detail'; or the database's code.
 */
int
vg_deskrevision_verify(struct vg_db *db, struct vg_detail *detail);

/*
 * Revision 'id', read; NULL: it can no more be read, or nobody gave the models; the caller frees
 * it.
 */
struct vg_conf *
vg_deskrevision_conf(struct vg_desk *desk, int64_t id);

#endif
