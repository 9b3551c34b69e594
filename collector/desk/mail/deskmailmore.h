/*
 * What a mail brings beside its text: the octets it came as, its parts, what our own hosts say of
 * its sender; and how many cases one sender may open.  For the desk's files alone.
 *
 * Source: policy clause P6; docs/policy.md, Persons.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAILMORE_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAILMORE_H

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"
#include "lib/base/buf.h"

/*
 * Reads the rest of 'mail' from the call, and when it was in our hands: the call's 'at' is that
 * from now on.  A mark that is another house's makes no mail automatic.  VG_OK; VG_EINVAL, or
 * VG_ENOENT when octets that it names are not kept.
 */
int
vg_deskmailmore_read(struct vg_act_call *call, struct vg_mail *mail);

/* Appends the names of the octets of what came with the call's mail, in its order, to 'names'. */
void
vg_deskmailmore_parts(const struct vg_act_call *call, struct vg_buf *names);

/* Whether it was filed already: the same octets, from and to the same; then '*id' and its case. */
int
vg_deskmailmore_same(struct vg_desk *desk, const struct vg_mail *mail, int64_t *id,
    char number[VG_CASE_NUMBER_SIZE]);

/* The texts of a mail that was loaded; owned. */
struct vg_mail_texts {
	char *from, *to, *cc, *subject, *text, *envelope;
};

/*
 * Reads mail 'id' as it was filed: who wrote, what, when, whether a person; 'mail' borrows from
 * 'texts', which is given back with the second.  VG_OK, VG_ENOENT or the database's; 'texts' may be
 * given back in any case.
 */
int
vg_deskmailmore_load(
    struct vg_desk *desk, int64_t id, struct vg_mail *mail, struct vg_mail_texts *texts);
void
vg_deskmailmore_unload(struct vg_mail_texts *texts);

/* The domain of address 'mail' (borrowed, in lower case), a part of it; "" none. */
const char *
vg_deskmailmore_domain(const char *mail);

/* Writes down what came with mail 'id'.  VG_OK or the database's. */
int
vg_deskmailmore_add(struct vg_act_call *call, const struct vg_mail *mail, int64_t id);

/*
 * The case in which a further request of a sender goes who has opened as many within the hour as
 * one may (policy: mail-cases-hour); "" while he may open another.  VG_OK or the database's.
 */
int
vg_deskmailmore_crowd(struct vg_act_call *call, const struct vg_mail *mail,
    char number[VG_CASE_NUMBER_SIZE]);

/* Whether our own services proved that the mail is its sender's (vg_mailorigin_proves). */
bool
vg_deskmailmore_proves(const struct vg_act_call *call, const struct vg_mail *m);

#endif
