/*
 * Recipients of one message who fared otherwise than others: each becomes a message of his own,
 * with the same words under the same Message-ID, so that those who have it are not written to again
 * and each of the others is seen with what the relay said of him.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKAPART_H
#define VG_COLLECTOR_DESK_MAIL_DESKAPART_H

#include "collector/desk/deskact.h"

enum { VG_DESKAPART_MAX = VG_CONF_ADDRESSES };

struct vg_deskapart {
	int64_t id;         /* the message of his own */
	bool failed;        /* for good; else it waits */
	bool refused;       /* by what might be said of the relay itself; it waits */
	const char *reason; /* borrowed of the call */
};

/* Whether the courier says of any (value `apart`) that he fared otherwise. */
bool
vg_deskapart_are(const struct vg_act_call *call);

/*
 * Sets those apart of message 'id' to 'recipient' as 'role' (borrowed), of the case 'number'
 * (borrowed, "" none): '*n' of them in 'apart'.  With 'rest' others have it; else the message
 * itself is one of them from now on, or nobody's where 'n' is 0: each of them has one already that
 * tells the same.  VG_OK; VG_EINVAL with the call's detail; or the database's.
 */
int
vg_deskapart_set(struct vg_act_call *call, int64_t id, const char *number,
    const char *role, const char *recipient, bool rest,
    struct vg_deskapart apart[VG_DESKAPART_MAX], size_t *n);

#endif
