/*
 * The head of a mail, told on a pipe: who says to have sent it, what it answers, whether a person
 * wrote it, what hosts wrote on it.
 *
 * Automatic is what says so itself (Auto-Submitted), what a list or a bulk sender marks as its own,
 * what has no sender to be answered, a report, and what carries a vigie's mark ("loop"): whether
 * that is ours the desk knows.
 *
 * Source: RFC 5322 3.6, RFC 3834 5, RFC 2919, RFC 3462, RFC 8601; policy clause P6.
 */
#ifndef VG_COLLECTOR_MAIL_MAILHEAD_H
#define VG_COLLECTOR_MAIL_MAILHEAD_H

/* A vigie's mark: what bears it has left here, or another house. */
#define VG_MAILHEAD_MARK "X-Vigie-Case"

/* Tells the head of GMime's 'message' (borrowed) on 'fd' (mailsaid.h). */
struct _GMimeMessage;
void
vg_mailhead_tell(struct _GMimeMessage *message, int fd);

#endif
