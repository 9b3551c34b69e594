/*
 * The collector's door: RESTCONF on the Unix socket, resources on one side, the desk on the
 * other.  Knows who asks (the peer's uid, the tree's users, who may speak for others); what a
 * role may do is the desk's to say.
 *
 *   GET  vigie-cases:cases, alarms, inventory, agents, intake;  vigie-collector:collector
 *        (the tree in force; who may not read it sees name and integrator);
 *        vigie-evidence:evidence, of one case;
 *        vigie-sla:sla, of one case, or of one contract and month
 *   POST vigie-cases:take, note, reply, close
 *   GET  /restconf/streams/vigie
 */
#ifndef VG_COLLECTOR_API_API_H
#define VG_COLLECTOR_API_API_H

#include <sys/types.h>

#include "collector/backup/backup.h"
#include "collector/desk/desk.h"
#include "collector/intake/intake.h"
#include "lib/loop/loop.h"
#include "lib/rest/rest.h"
#include "lib/yang/context.h"

struct vg_api;

/* Called after each command that the desk was asked to carry out: its next due may be another. */
typedef void (*vg_api_changed_cb)(void *cookie);

/*
 * Gives the door; borrows 'loop', 'context' and 'desk', which outlive it, and becomes the
 * desk's listener.  'cb' (NULL: none) is called with 'cookie' after commands.
 */
struct vg_api *
vg_api_new(struct vg_loop *loop, const struct vg_context *context, struct vg_desk *desk,
    vg_api_changed_cb cb, void *cookie);

/* Shows the counters of 'intake' (borrowed, outlives the door's requests; NULL: none yet). */
void
vg_api_set_intake(struct vg_api *api, const struct vg_intake *intake);

/* Takes orders for backups to 'backup' (borrowed, outlives the door's requests; NULL: none). */
void
vg_api_set_backup(struct vg_api *api, struct vg_backup *backup);

/* Opens the socket 'path' (borrowed), mode 0660; errors as vg_net_unix_listen. */
int
vg_api_listen(struct vg_api *api, const char *path, struct vg_detail *detail);

/* Closes it all and removes the socket (NULL is silent). */
void
vg_api_free(struct vg_api *api);

/*
 * Settles who a peer is by the users of 'conf' (borrowed): its 'uid' (of this process: 'own'),
 * and 'named', the user it says to speak for (NULL: none).  Returns VG_OK and 'caller', whose
 * role is an enum vg_role; VG_EACCESS with a sentence when the uid is nobody, when it may not
 * speak for others, or when that user does not exist.  Pure.
 */
int
vg_api_identify(const struct vg_conf *conf, uid_t uid, uid_t own, const char *named,
    struct vg_rest_caller *caller, struct vg_detail *detail);

#endif
