/*
 * Times as people read them, in the zone they work in.  Pure: knows no clock.
 */
#ifndef VG_COLLECTOR_CLI_CLITIME_H
#define VG_COLLECTOR_CLI_CLITIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"
#include "lib/time/zonetable.h"

enum { VG_CLITIME_SIZE = 48 };

struct vg_clitime {
	struct vg_wall now;
	struct vg_zone zone; /* no steps: UTC */
};

/* "16:20" today, "Mon 23 Nov 16:20" this year, else "23 Nov 2025 16:20"; "" for an unset one. */
void
vg_clitime_moment(
    const struct vg_clitime *time, struct vg_wall at, char text[VG_CLITIME_SIZE]);

/* The same with seconds, for journals: "16:20:31". */
void
vg_clitime_second(
    const struct vg_clitime *time, struct vg_wall at, char text[VG_CLITIME_SIZE]);

/* "45 s", "12 min", "3 h 48 min", "2 d 3 h"; the sign is dropped. */
void
vg_clitime_span(int64_t seconds, char text[VG_CLITIME_SIZE]);

/* "3 h 48 min left" or "late by 5 min". */
void
vg_clitime_left(int64_t seconds, char text[VG_CLITIME_SIZE]);

/* An instant of an answer (borrowed text; "" or malformed: unset). */
struct vg_wall
vg_clitime_parse(const char *text);

/*
 * An instant as a person types it: a date-and-time with its offset, "2026-07-09T14:00" in the
 * zone, or "14:00": the last one that is not in the future.  VG_OK or VG_EPARSE.
 */
int
vg_clitime_read(const struct vg_clitime *time, const char *text, struct vg_wall *at);

/* The same, but "14:00" is today's, past or to come.  VG_OK or VG_EPARSE. */
int
vg_clitime_read_today(
    const struct vg_clitime *time, const char *text, struct vg_wall *at);

#endif
