/*
 * What proves a user to vigie-web: the hash of his pass phrase, and of his tokens.
 *
 * vigie-web, and whoever else the tree marks as proxy, asks for one at a time, in its own name and
 * no other: the hash of a user is an act in the audit, and there are so many a minute. Whether it
 * fits is not found out here: that costs a tenth of a second of somebody's processor.
 */
#ifndef VG_COLLECTOR_DESK_PERSONS_DESKLOGIN_H
#define VG_COLLECTOR_DESK_PERSONS_DESKLOGIN_H

#include "collector/desk/desk.h"
#include "lib/base/scrypt.h"

/* Hashes that are given in a minute to all who ask. */
enum { VG_DESKLOGIN_RATE = 600 };

struct vg_login_phrase {
	char hash[VG_SCRYPT_TEXT_SIZE];
	struct vg_wall since; /* when it was set */
};

/*
 * The hash of 'user' (borrowed) for 'actor', who is a proxy and speaks for nobody else: VG_OK and
 * 'phrase', its hash "" when he has none or is no user; VG_EACCESS when it is not for the actor;
 * VG_EAGAIN when too many were asked for.  It is in the audit then.
 */
int
vg_desklogin_phrase(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    struct vg_wall now, struct vg_login_phrase *phrase, struct vg_detail *detail);

/*
 * What came of a log-in of 'user' at the proxy's door, as 'outcome' ("taken", "refused", "ended";
 * both borrowed), or why somebody was not let in there: "braked" (he has to wait), "no-token",
 * "no-session", "no-origin", 'times' times (1 or more): in the audit.  Of whom the tree does not
 * name the name is not kept: people type pass phrases there.  As vg_desklogin_phrase; so many a
 * minute as hashes are given.  What is no user's, and who is not let in, is counted as refusals are
 * (deskrefused.h): a flood of them is a few rows.
 */
int
vg_desklogin_tell(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    const char *outcome, unsigned times, struct vg_wall now, struct vg_detail *detail);

/*
 * That a session of NETCONF 'number' of 'actor' "began", or ended and why ('outcome'; all
 * borrowed): in the audit.  Beginnings are counted with what vg_desklogin_tell is: VG_EAGAIN
 * beyond.
 */
int
vg_desklogin_session(struct vg_desk *desk, const struct vg_actor *actor, uint32_t number,
    const char *outcome, struct vg_wall now, struct vg_detail *detail);

/* That 'actor' kills the session 'number': in the audit.  VG_OK, or the database's, with detail. */
int
vg_desklogin_kill(struct vg_desk *desk, const struct vg_actor *actor, uint32_t number,
    struct vg_wall now, struct vg_detail *detail);

/*
 * Since when his pass phrase is in force (unset: he has none, or is no user); no act of the audit.
 */
int
vg_desklogin_since(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    struct vg_wall *since, struct vg_detail *detail);

/*
 * The same for whose the token is whose SHA-256 is 'digest' (64 hexadecimal digits); "": nobody's,
 * which stands in the audit as refusals do (deskrefused.h).
 */
int
vg_desklogin_token(struct vg_desk *desk, const struct vg_actor *actor, const char *digest,
    struct vg_wall now, char user[VG_NAME_SIZE], struct vg_detail *detail);

/* A token without what it is; all borrowed. */
struct vg_token_view {
	int64_t id;
	const char *user, *label, *by;
	struct vg_wall made, until; /* until: unset when it has no end */
};
typedef void (*vg_token_cb)(const struct vg_token_view *view, void *cookie);

/* Tells the tokens of 'user' ("": of all), by user and number.  VG_OK or the database's. */
int
vg_desklogin_tokens(struct vg_desk *desk, const char *user, vg_token_cb cb, void *cookie);

#endif
