/*
 * Letters of other scripts that look as Latin ones: a Cyrillic "а" in "Mаrtin" is seen by
 * nobody.
 *
 * Cyrillic and Greek letters, with their marks or without, and the styled ones of
 * mathematics.  A name that is written in such a script altogether is folded by the same
 * table, and is found by what becomes of it.  Not here: Armenian, Cherokee, digits for
 * letters.
 *
 * Pure.  Source: Unicode Technical Standard 39, confusables.txt; policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILLOOK_H
#define VG_COLLECTOR_MAILGUARD_MAILLOOK_H

#include <stddef.h>

/*
 * The Latin letter that the one at 'text' (borrowed, UTF-8) looks as, and its octets in
 * '*n'; 0: none, '*n' untouched.
 */
char
vg_maillook(const char *text, size_t *n);

#endif
