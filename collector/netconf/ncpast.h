/*
 * One large text of a reply, on its way from the library's thread to the pump's past the library,
 * which would copy it three times and take its digest twice (libyang keeps texts in a dictionary):
 * in the reply stands a mark where it belongs.
 */
#ifndef VG_COLLECTOR_NETCONF_NCPAST_H
#define VG_COLLECTOR_NETCONF_NCPAST_H

#include <stdbool.h>
#include <stddef.h>

/* What stands in the reply: an instruction of XML, which no data of ours and no text has in it. */
#define VG_NCPAST_MARK "<?vigie-past?>"

struct vg_ncpast;

/* Gives an empty one. */
struct vg_ncpast *
vg_ncpast_new(void);

/* Releases it (NULL is silent); nobody waits in it any more. */
void
vg_ncpast_free(struct vg_ncpast *past);

/*
 * Keeps 'text' (taken) until it is sent; waits while another one is.  After vg_ncpast_end nothing
 * is kept.  From the library's thread.
 */
void
vg_ncpast_keep(struct vg_ncpast *past, char *text);

/* Whether one is kept. */
bool
vg_ncpast_any(struct vg_ncpast *past);

/*
 * Gives the next piece (borrowed until vg_ncpast_sent) of at most 'most' octets in '*data'; its
 * size, 0: no more.
 */
size_t
vg_ncpast_piece(struct vg_ncpast *past, size_t most, const char **data);

/* It is sent whole, and released; who waits goes on. */
void
vg_ncpast_sent(struct vg_ncpast *past);

/* Nobody sends any more: who waits need not. */
void
vg_ncpast_end(struct vg_ncpast *past);

#endif
