/*
 * Tables and statements of what a mail brought beside its text: its octets, its parts, what its
 * head says of who sent it; and of the files that nothing names any more.
 */
#ifndef VG_COLLECTOR_STORE_STOREBLOB_H
#define VG_COLLECTOR_STORE_STOREBLOB_H

#include "lib/sql/db.h"

enum vg_storeblob_statement {
	VG_STOREBLOB_FIRST = 3000,
	/* mail, raw, envelope from, to, extension, reply-to, authentication, cut, unparsed, html,
	 * date */
	VG_STOREBLOB_MORE_ADD = VG_STOREBLOB_FIRST,
	VG_STOREBLOB_PART_ADD, /* mail, number, name, type, size, sha256 */
	VG_STOREBLOB_SAME,     /* raw, envelope from, to -> mail, case */
	/* mail, how long after it another may be its copy, the same of one without a Date -> case of
	 * one that says the same, what was proved and the envelope's sender of it */
	VG_STOREBLOB_TWIN,
	VG_STOREBLOB_PROVED, /* mail -> what was proved of it */
	VG_STOREBLOB_COPY, /* mail -> the next of its words filed in its case, when it came */
	VG_STOREBLOB_NAMED,     /* sha256 -> how many rows name it */
	VG_STOREBLOB_CASES,     /* sha256 -> cases of the mails that brought it */
	VG_STOREBLOB_GONE,      /* -> sha256 that may have gone, 100 at most */
	VG_STOREBLOB_GONE_DROP, /* sha256 */
	VG_STOREBLOB_ALL,       /* after, limit -> sha256 that are named, ascending */
	VG_STOREBLOB_LIST,      /* before id, limit -> mails (desk/deskmailview.c) */
	VG_STOREBLOB_ONE,       /* id -> the same */
	VG_STOREBLOB_PARTS,     /* mail -> number, name, type, size, sha256 */
	VG_STOREBLOB_RECENT, /* person, since -> cases that his mails opened, and the newest */
	/* id -> person, side, automatic, taken, subject, text, sender, state, whether it opened its
	 * case, case, recipient, envelope's sender, cc, cut, unparsed, erased */
	VG_STOREBLOB_PLACED,
	/* message id -> id, case, role, recipient, template, state, whom it went to, of ours under it */
	VG_STOREBLOB_SENT,
	VG_STOREBLOB_END
};

/* Of a mail that is listed, of mail m, its text t and what is more of it o. */
#define VG_STOREBLOB_COLUMNS                                                             \
	"m.id, m.case_number, m.taken, m.recorded, m.message_id, m.person, m.side,"      \
	" m.automatic, m.rung, CASE WHEN EXISTS (SELECT 1 FROM mail_unknown u"           \
	"  WHERE u.mail = m.id AND u.opened = 0) THEN 'waiting' ELSE m.state END,"       \
	" m.opened, coalesce(t.sender, ''), coalesce(t.recipient, ''),"                  \
	" coalesce(t.subject, ''), coalesce(t.text, ''), coalesce(o.raw, ''),"           \
	" coalesce(o.reply_to, ''), coalesce(o.authentication, ''), coalesce(o.cut, 0)," \
	" coalesce(o.unparsed, 0), coalesce(o.html, 0), t.id IS NULL,"                   \
	" coalesce(t.cc, '') FROM mail m LEFT JOIN mail_text t ON t.id = m.id"           \
	" LEFT JOIN mail_more o ON o.id = m.id"

/*
 * Of mail n, its text s and what is more of it x, and of mail m, t and o: neither has a Message-ID,
 * and they say the same.
 */
#define VG_STOREBLOB_PARTS_OF(mail)                                                      \
	"coalesce((SELECT group_concat(sha256, ' ') FROM (SELECT sha256 FROM mail_part"  \
	"  WHERE mail = " mail " ORDER BY number)), '')"
#define VG_STOREBLOB_ALIKE                                                               \
	"n.message_id = '' AND m.message_id = '' AND x.unparsed = 0 AND o.unparsed = 0"  \
	" AND t.sender = s.sender AND t.subject = s.subject AND t.text = s.text"         \
	" AND o.date = x.date AND " VG_STOREBLOB_PARTS_OF(                               \
	    "m.id") " = " VG_STOREBLOB_PARTS_OF("n.id")

/* Steps of the database's version, and the statements over its tables. */
extern const char vg_storeblob_tables[];
extern const char vg_storeblob_date[];
extern const struct vg_db_group vg_storeblob_group;

#endif
