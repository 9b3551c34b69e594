/*
 * The facts of a letter, gathered from what the desk has: case, contract, device, what stands,
 * clocks, return, planned work.
 *
 * P4: what a supplier may not see is not among his facts, and what machines wrote is masked for
 * him as his evidence is.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTERFACT_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTERFACT_H

#include "collector/desk/deskcore.h"
#include "collector/desk/desknumber.h"
#include "collector/letter/letterbook.h"

/* A row of the outbox, as far as its words need it. */
struct vg_deskletter_row {
	int64_t id; /* 0: none */
	char number[VG_CASE_NUMBER_SIZE], role[24], recipient[VG_NAME_SIZE];
	char line[VG_TEXT_SIZE]; /* what is said of it; "" nothing, or it was erased */
	char what[VG_TEXT_SIZE], transition[VG_TEXT_SIZE], template[64], message_id[256];
	char attachment[VG_TEXT_SIZE], channel[24], target[32], part[VG_DESK_NUMBER_SIZE];
	char taken_by[65]; /* key of the take that it is under way by; "" it had none */
	char state[16], way[VG_NAME_SIZE];
	bool stands; /* told again and again: its words are made anew each time */
	int64_t percent, tries, round;
	struct vg_wall created;
	char *text; /* owned; what a person wrote, "" nothing */
	enum vg_language language;
};

/* What is known of it, by fact. */
struct vg_deskletterfact {
	struct vg_buf value[VG_N_LETTERFACTS]; /* empty: not known */
};

/*
 * Gathers what is known at 'now' for the message 'm' about the case 'row' (without a number: about
 * none) in its language (all borrowed).  'facts' is to be released with
 * vg_deskletterfact_fini also after an error.  VG_OK or the database's.
 */
int
vg_deskletterfact_gather(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, const struct vg_case_row *row, struct vg_wall now,
    struct vg_deskletterfact *facts);

/* The same as a letter wants them, borrowed from 'facts'. */
void
vg_deskletterfact_view(
    const struct vg_deskletterfact *facts, struct vg_letterfacts *view);

void
vg_deskletterfact_fini(struct vg_deskletterfact *facts);

#endif
