/*
 * From what a device answered to the records that the agent reads.
 */
#ifndef VG_AGENT_NCPOLL_NCANSWER_H
#define VG_AGENT_NCPOLL_NCANSWER_H

#include "agent/ncpoll/ncrequest.h"
#include "agent/ncpoll/ncsession.h"

/*
 * Asks for all of 'request' over 'session' (both borrowed) and writes the records to 'fd'
 * (borrowed): probe by probe, then that it is done, or why not.  A module that the device lacks
 * is told and not asked for.  Returns VG_OK, or the error that ended the session.
 */
int
vg_ncanswer_write(
    struct vg_ncsession *session, const struct vg_ncrequest *request, int fd);

/* Writes to 'fd' that the session is over, and why ('detail', borrowed). */
void
vg_ncanswer_fail(int fd, const struct vg_detail *detail);

#endif
