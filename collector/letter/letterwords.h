/*
 * Words of a language that are put into letters: severities, states, turns of a case,
 * parts; and dates.
 *
 * The words are lines KEY=WORDS of a file beside the templates; lines that begin with '#'
 * and empty ones say nothing.  Names of targets and sides, of months and days are those of
 * reports and explanations (collector/sla/slatext.h).
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_LETTER_LETTERWORDS_H
#define VG_COLLECTOR_LETTER_LETTERWORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/sla/slatext.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/time/zonetable.h"

struct vg_letterwords;

/*
 * Reads 'text' (borrowed, UTF-8) and gives the words in '*words'.  VG_OK; VG_EINVAL with
 * line and cause: no '=', a key twice; VG_ELIMIT when it is too long.
 */
int
vg_letterwords_parse(
    const char *text, struct vg_letterwords **words, struct vg_detail *detail);

/* Releases them (NULL is silent). */
void
vg_letterwords_free(struct vg_letterwords *words);

/*
 * The words of "KIND.NAME" (all borrowed; 'words' may be NULL); 'name' itself without
 * any.
 */
const char *
vg_letterwords_find(
    const struct vg_letterwords *words, const char *kind, const char *name);

/*
 * Appends what 'part' ("psu/1"; both borrowed) is called, "power supply 1"; false and nothing when
 * no word is known of it.
 */
bool
vg_letterwords_part(
    const struct vg_letterwords *words, const char *part, struct vg_buf *buf);

/*
 * Appends 'text' (borrowed) with what parts are called in the place of their codes:
 * behind the name at the end of "fan failed: ne-7 fan/1", and in brackets.
 */
void
vg_letterwords_parts(
    const struct vg_letterwords *words, const char *text, struct vg_buf *buf);

/* Appends "vendredi 17 juillet 2026 à 14 h 05", "Friday 17 July 2026 at 14:05". */
void
vg_letterwords_instant(enum vg_slatext_language language, const struct vg_zone *zone,
    struct vg_wall at, struct vg_buf *buf);

/*
 * Appends " (UTC+2)", " (UTC-3:30)", " (UTC)": how far the clocks of 'zone' (borrowed)
 * are then.
 */
void
vg_letterwords_offset(const struct vg_zone *zone, struct vg_wall at, struct vg_buf *buf);

/*
 * Puts in the place of each instant that 'buf' (borrowed) holds as the house writes it
 * ("2026-07-17T12:05:00Z") what vg_letterwords_instant says of it; with its 'offset'
 * behind it.
 */
void
vg_letterwords_instants(enum vg_slatext_language language, const struct vg_zone *zone,
    bool offset, struct vg_buf *buf);

/* Appends "vendredi 17 juillet 2026 à 24 h": the end of 'day' (since 1970-01-01). */
void
vg_letterwords_last_day(
    enum vg_slatext_language language, int64_t day, struct vg_buf *buf);

#endif
