/*
 * Who is called and whether pages arrive, as vigie-cases:paging; and pages, as vigie-cases:pages.
 */
#ifndef VG_COLLECTOR_API_APIPAGING_H
#define VG_COLLECTOR_API_APIPAGING_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Each writes its container's content as 'ask' wants it: of a time, of a person, a page of them.
 * Who may not read what holds persons learns of the first whether pages arrive, and no duty list.
 * Borrows all.  VG_OK; VG_EINVAL with a sentence for a parameter that it does not know, a time that no
 * list is for or a cursor of another list; VG_EACCESS with one for a time or a person that he may not ask
 * for; or the database's.
 */
int
vg_apipaging_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);
int
vg_apipaging_pages(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
