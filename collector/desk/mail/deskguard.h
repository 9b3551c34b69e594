/*
 * P4 at the desk: what the tree says that a side must not learn, put before the pure
 * guard (collector/mailguard).  Used where a message is made: reply, ask, escalate.
 *
 * For the desk's files alone.  Source: policy clause P4, states.md 1.6 as docs/policy.md
 * tells it.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKGUARD_H
#define VG_COLLECTOR_DESK_MAIL_DESKGUARD_H

#include "collector/desk/deskcore.h"
#include "collector/mailguard/mailguard.h"

/*
 * Whether 'message' (borrowed) may go to the client of the case 'row' (borrowed): it may
 * not go to an address of the supplier's domains, nor hold his support or escalation
 * address, telephone or a link into their domain, but where the client deals with him
 * himself (direct, or partial without the hotline).  The supplier's CRM may always be
 * named (P15).  'written' (borrowed), what people wrote of it, may not hold the name of
 * another client, unless it is a word of everybody's or he is marked name-is-common, nor a
 * person of his (conf/confothers).
 *
 * Returns VG_OK, or VG_EPOLICY with P4 and the word in 'detail'.
 */
int
vg_deskguard_client(const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_mailguard_message *message,
    const struct vg_mailguard_message *written, struct vg_detail *detail);

/*
 * Whether 'message' may go to the supplier of the case 'row': no address, domain,
 * telephone or person of the client or of his sites, nor any that the mails of the case
 * give of who wrote for him (record/deskwriter), as sender, recipient, Reply-To, or in
 * the text; nor the client's name, those of his sites and public addresses of his devices
 * unless his `supplier-sees` is `name`.  The contract's reference may be said, whole.  One name of the client's persons
 * alone (collector/mailguard/mailalone), and other clients as above, are looked for in
 * 'written', too.  Products of the packs are nobody's names.  What those mails give by a name's form alone
 * ("Name: PSU Failed") is looked for in 'written' (borrowed), what people wrote of the
 * message: the house's own words are none of theirs.  Of the supplier's people who wrote (record/deskwriter) one
 * name of a client's person may be said: in a greeting, in the whole name where the mail is proved, and in
 * "NAME of SUPPLIER".
 *
 * Returns VG_OK, the database's, or VG_EPOLICY with P4 and the word in 'detail'.
 */
int
vg_deskguard_supplier(const struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_mailguard_message *message,
    const struct vg_mailguard_message *written, struct vg_detail *detail);

#endif
