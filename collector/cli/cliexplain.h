/*
 * A sum of hours or days on paper: when it is due, when it warns, and day by day what counted
 * and what did not, and why.
 */
#ifndef VG_COLLECTOR_CLI_CLIEXPLAIN_H
#define VG_COLLECTOR_CLI_CLIEXPLAIN_H

#include "collector/sla/slatext.h"
#include "lib/time/workday.h"

enum { VG_CLIEXPLAIN_DATE_SIZE = 24 };

struct vg_cliexplain {
	const struct vg_calendar *calendar; /* borrowed */
	struct vg_wall from;
	int64_t open_us; /* a sum of hours */
	unsigned days;   /* a sum of days; 0: of hours */
	enum vg_workday_last last;
	struct vg_workday_due due; /* of hours: without the last day */
	struct vg_tally tally;     /* owned by who made it */
};

/* The due instant with the offset that its zone has then. */
void
vg_cliexplain_due(const struct vg_cliexplain *sum, char text[VG_INSTANT_TEXT_SIZE]);

/* "2026-07-17" for a day since 1970-01-01. */
void
vg_cliexplain_date(int64_t day, char text[VG_CLIEXPLAIN_DATE_SIZE]);

/* Prints it on stdout. */
void
vg_cliexplain_print(const struct vg_cliexplain *sum, enum vg_slatext_language language);

#endif
