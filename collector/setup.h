/*
 * Puts the collector together: tree, packs, desk, intake, socket, one timer for all due rows.
 */
#ifndef VG_COLLECTOR_SETUP_H
#define VG_COLLECTOR_SETUP_H

#include "lib/base/detail.h"
#include "lib/os/daemon.h"

struct vg_setup;

/* Validates the configuration FILE and the packs; VG_OK or an error with detail. */
int
vg_setup_check(const struct vg_daemon *daemon, struct vg_detail *detail);

/*
 * Checks the database and the chains of its journal and audit.  VG_OK; VG_EBUSY while a
 * collector runs on it; VG_ENOENT, VG_ECORRUPT with detail.
 */
int
vg_setup_verify(const struct vg_daemon *daemon, struct vg_detail *detail);

/*
 * Reads the copy 'file' whole, keeps with it what it names of the state folder 'carry' (NULL: none;
 * both borrowed), and prints its SHA-256; as vg_deskbackup_verify.  Steps
 * back behind what else the machine does.
 */
int
vg_setup_verify_copy(const char *file, const char *carry, struct vg_detail *detail);

/*
 * Puts the copy 'file' in the place of the database and says so; as vg_deskbackup_restore, and
 * VG_EBUSY while a collector runs on it.
 */
int
vg_setup_restore(
    const struct vg_daemon *daemon, const char *file, struct vg_detail *detail);

/*
 * Starts everything: the state folder is locked, the database opened and engineBoots committed
 * before a port opens.  Gives it, or NULL with detail.
 */
struct vg_setup *
vg_setup_start(const struct vg_daemon *daemon, struct vg_detail *detail);

/*
 * Runs until SIGTERM or SIGINT; SIGHUP reads FILE again.  VG_OK; VG_EIO when the disk refused what
 * was written (it is told in the log).
 */
int
vg_setup_run(struct vg_setup *setup);

/* Ends it in order and releases it (NULL is silent). */
void
vg_setup_end(struct vg_setup *setup);

#endif
