/*
 * Tables as spreadsheets write them: RFC 4180, with ; or tab as separators too, with or without
 * a byte order mark.  Pure.
 *
 * Source: RFC 4180.
 */
#ifndef VG_COLLECTOR_CLI_CLICSV_H
#define VG_COLLECTOR_CLI_CLICSV_H

#include <stddef.h>

#include "lib/base/detail.h"

enum {
	VG_CLICSV_MAX_ROWS = 100000,
	VG_CLICSV_MAX_COLUMNS = 128,
	VG_CLICSV_MAX_CELL = 4096
};

struct vg_clicsv_row {
	unsigned line; /* on which it begins, from 1 */
	char **cells;  /* owned, as many as the table has columns; "" when missing */
};

struct vg_clicsv {
	char separator;
	size_t n_columns;
	char **header; /* owned, as written */
	struct vg_clicsv_row *rows;
	size_t n_rows, room;
};

/*
 * Reads 'text' (borrowed) of 'size' octets into 'table', emptied by vg_clicsv_fini whatever is
 * returned.  The separator is the one of ; , and tab that the first line has most often.  Lines
 * without any text are left out; blanks around cells too.
 *
 * Returns VG_OK; VG_EPARSE or VG_ELIMIT, the detail beginning with "line N: ".
 */
int
vg_clicsv_read(
    struct vg_clicsv *table, const char *text, size_t size, struct vg_detail *detail);

/* Frees what 'table' holds. */
void
vg_clicsv_fini(struct vg_clicsv *table);

/*
 * Writes a column's 'name' (borrowed) in the way tables are compared into 'key' of 'size'
 * octets: lower case, French letters without accents, everything else one dash: "N° de série"
 * is "n-de-serie".
 */
void
vg_clicsv_key(const char *name, char *key, size_t size);

/*
 * Writes the date 'text' (borrowed: 2026-07-01, 01/07/2026, 01.07.2026 or 01-07-2026, with or
 * without a time behind) as 2026-07-01 into 'date'.  Returns VG_OK or VG_EPARSE.
 */
int
vg_clicsv_date(const char *text, char date[11]);

#endif
