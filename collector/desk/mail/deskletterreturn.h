/*
 * Facts of letters about a return.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTERRETURN_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTERRETURN_H

#include "collector/desk/mail/deskletterfact.h"
#include "collector/sla/slatext.h"

/* What the letter is; borrowed. */
struct vg_deskletterreturn {
	struct vg_desk *desk;
	const struct vg_letterwords *words;
	const struct vg_deskletter_row *m;
	const struct vg_case_row *row;
	struct vg_deskletterfact *facts;
};

/* Whether the letter 'm' (borrowed) is about a return. */
bool
vg_deskletterreturn_is(const struct vg_deskletter_row *m);

/*
 * Puts the facts of the return that the letter names, else of the case's last one, whose number goes
 * to 'number' ("": there is none).  VG_OK or the database's.
 */
int
vg_deskletterreturn_gather(
    const struct vg_deskletterreturn *r, char number[VG_DESK_NUMBER_SIZE]);

#endif
