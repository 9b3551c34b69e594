/*
 * A mail taken apart by GMime: its head, its text, its attachments, told on a pipe.
 *
 * It decides nothing: what a mail means is the desk's affair.  Text is what a person would read:
 * of alternatives the plain one, of HTML its text, of a message inside its text too.  All else is
 * an attachment: its octets are told as they are once their transfer encoding is undone, and
 * nothing looks into them.
 *
 * Not for the process that holds anything of value: collector/mail/mailcell.h.
 *
 * Source: RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 3462, RFC 3834; GMime 3.2.
 */
#ifndef VG_COLLECTOR_MAIL_MAILPARSE_H
#define VG_COLLECTOR_MAIL_MAILPARSE_H

#include <stddef.h>

enum { VG_MAILPARSE_DEPTH = 8 };

/* Makes ready what needs files, for the 'size' octets of 'mail' (borrowed). */
void
vg_mailparse_prepare(const char *mail, size_t size);

/* Parses 'size' octets of 'mail' (taken: heap) and tells what they hold on 'fd' (mailsaid.h). */
void
vg_mailparse(char *mail, size_t size, int fd);

#endif
