/*
 * Lines of a letter that look like a person's name and are none: "Kind Regards", "Bonne Journée",
 * "See Attachment", "Fan Tray".
 *
 * A name has a word that is only a name, a given name, an initial or a title.  What has none of
 * these and only words of everybody's or of the trade's (mailcommon, and those of the packs) is
 * nobody.  "Petit Blanc" is nobody, too; "Pierre Blanc", "J. Blanc", "Mme Blanc" and "Le Blanc" are.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILNOBODY_H
#define VG_COLLECTOR_MAILGUARD_MAILNOBODY_H

#include <stdbool.h>

/*
 * Whether 'name' (borrowed) is nobody's.  'trade': further words of the trade in small letters, a
 * blank before and behind each (vg_mailproduct_words), borrowed; with these only words of the
 * trade may stand, for makers are called as people are.
 */
bool
vg_mailnobody(const char *name, const char *trade);

#endif
