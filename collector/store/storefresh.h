/*
 * The database as the migrations leave it, for a new file: some thirty of them change tables that
 * are there, and each time SQLite reads its whole schema anew.
 *
 * storefresh.c and storefreshrules.c are written by `make fresh-schema`.  A migration more asks for
 * nothing here: it is run after this.  That both ways give the same tables and rows is
 * tests/unit/test_storefresh.c's to say.
 */
#ifndef VG_COLLECTOR_STORE_STOREFRESH_H
#define VG_COLLECTOR_STORE_STOREFRESH_H

#include "lib/sql/db.h"

extern const struct vg_db_fresh vg_storefresh;

#endif
