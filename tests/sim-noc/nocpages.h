/*
 * Pages of SQLite's databases in a simulation: all of them are in memory for as long as their
 * database is open, so that a page is found by its number and none is ever put out for another.
 * SQLite's own cache is made for files: it looks each page up in a table of hashes.
 */
#ifndef VG_TESTS_SIMNOC_NOCPAGES_H
#define VG_TESTS_SIMNOC_NOCPAGES_H

/* From now on SQLite's pages are kept here; to be called before a database is opened. */
void
vg_nocpages_use(void);

#endif
