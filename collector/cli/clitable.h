/*
 * Tables on stdout, by libsmartcols.
 */
#ifndef VG_COLLECTOR_CLI_CLITABLE_H
#define VG_COLLECTOR_CLI_CLITABLE_H

#include <stdbool.h>
#include <stddef.h>

struct vg_clitable;

/*
 * Gives a table with the 'n' columns called 'names' (borrowed); a name that begins with "<" is
 * cut when the terminal is too narrow, one with ">" is set to the right.  'colour' allows
 * colours.
 */
struct vg_clitable *
vg_clitable_new(const char *const *names, size_t n, bool colour);

/* Begins the next line. */
void
vg_clitable_line(struct vg_clitable *table);

/* Writes the next cell of the line; "" shows as "-". */
void
vg_clitable_cell(struct vg_clitable *table, const char *text);

/* The same in the colour of a severity, or of "late". */
void
vg_clitable_coloured(struct vg_clitable *table, const char *text, const char *colour_of);

/* Prints it, or 'none' (borrowed) when it has no line, and releases it. */
void
vg_clitable_print(struct vg_clitable *table, const char *none);

/* Releases it unprinted. */
void
vg_clitable_free(struct vg_clitable *table);

/* The escape sequence for a severity or "late", "" for anything else (static). */
const char *
vg_clitable_colour(const char *colour_of);

#endif
