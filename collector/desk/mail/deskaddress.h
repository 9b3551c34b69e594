/*
 * Where a message goes: from a person's reference or a role to addresses, as the tree has them at
 * the moment of asking.  An address is never stored.
 *
 * A person: his mail in the tree, or the one he wrote from.  The client: who may be written to at
 * the site, else his persons.  The owner: the user's person; nobody holds the case: who is on duty.
 * Duty: the duty list now, else the team of that role.  A team without an entry: the office's own
 * address.
 *
 * A page: the channel that its row names.
 *
 * One of those whom a role has is a person's reference, or "role:noc/1a2b3c4d" where the address is
 * nobody's: how its SHA-256 begins.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKADDRESS_H
#define VG_COLLECTOR_DESK_MAIL_DESKADDRESS_H

#include "collector/desk/deskcore.h"

/* As many as vigie-courier takes; vg_conflint warns of more. */
enum { VG_DESKADDRESS_MAX = VG_CONF_ADDRESSES, VG_DESKADDRESS_MARK_SIZE = 9 };

struct vg_deskaddress {
	char mail[VG_DESKADDRESS_MAX][VG_CONF_MAIL_SIZE];
	char who[VG_DESKADDRESS_MAX]
		[VG_NAME_SIZE]; /* whose it is, a person; "" nobody's */
	size_t n;
	enum vg_language language;  /* in which they are written to */
	char missing[VG_TEXT_SIZE]; /* nobody is found: the leaf to be filled */
	bool gone;                  /* nobody ever will be: the person was erased */
	bool is_short;              /* it is read as a short message: few words fit */
};

/*
 * Finds where a message for 'role' and 'recipient' (both borrowed: "client", "jeanne") about the
 * case 'row' (borrowed; without a number: about none) goes at 'now'.  VG_OK, also when nobody is
 * found ('n' is 0 then, and 'missing' says why); or the database's.
 */
int
vg_deskaddress_find(struct vg_desk *desk, const struct vg_case_row *row, const char *role,
    const char *recipient, struct vg_wall now, struct vg_deskaddress *found);

/*
 * What the address number 'i' of those found for 'recipient' (both borrowed) is called, as a
 * recipient that finds it alone.
 */
void
vg_deskaddress_name(const struct vg_deskaddress *found, size_t i, const char *recipient,
    char name[VG_NAME_SIZE]);

/*
 * How the address 'mail' (borrowed) is known where it may not stand: how the SHA-256 begins of 'lower',
 * which is the same in small letters.
 */
void
vg_deskaddress_mark(
    const char *mail, char lower[VG_CONF_MAIL_SIZE], char mark[VG_DESKADDRESS_MARK_SIZE]);

/*
 * Where the message 'id' of a page goes: to the channel of its person that the page names, as the
 * tree has it now; '*is_page' false: it is of no page, and 'found' is left alone.  A webhook is no
 * address of a letter.  VG_OK or the database's.
 */
int
vg_deskaddress_page(
    struct vg_desk *desk, int64_t id, struct vg_deskaddress *found, bool *is_page);

#endif
