/*
 * The facts of a letter that is a page: of one case, of several that go together, and the weekly
 * list.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTERPAGE_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTERPAGE_H

#include "collector/desk/mail/deskletterfact.h"

/* What they are gathered for; all borrowed. */
struct vg_deskletterpage {
	struct vg_desk *desk;
	const struct vg_letterwords *words;
	const struct vg_deskletter_row
	    *m;                        /* the message; without a number: a preview's */
	const struct vg_case_row *row; /* its case; without a number: about none */
	const struct vg_zone *zone;
	enum vg_slatext_language language;
	struct vg_wall now;
	struct vg_deskletterfact *facts;
};

/* Gathers them into 'facts'.  VG_OK or the database's. */
int
vg_deskletterpage_gather(const struct vg_deskletterpage *p);

#endif
