/*
 * Lines of a letter broken where a reader's window is narrow (RFC 5322 section 2.1.1: 78 at most).
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_LETTER_LETTERWRAP_H
#define VG_COLLECTOR_LETTER_LETTERWRAP_H

#include <stddef.h>

#include "lib/base/buf.h"

enum { VG_LETTERWRAP_COLUMNS = 72 };

/*
 * Appends the lines of 'text' (borrowed, UTF-8) to 'out', those that have more than 72 characters broken
 * at blanks: what has none (an address, a link, a name with spaces that do not break) stays whole, however long.
 * What goes on stands below what began, behind a list's "- ".
 */
void
vg_letterwrap(const char *text, struct vg_buf *out);

#endif
