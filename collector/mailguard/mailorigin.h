/*
 * What the head of a mail says of where it comes from, as far as our own hosts said it: when it
 * was in our hands, what they found out about its sender, which case its address names.
 *
 * Everything else in a head is a claim of whoever wrote it.
 *
 * Pure.  Source: RFC 5321 4.4 (Received), RFC 8601 (Authentication-Results), RFC 5233 (subaddress);
 * policy clause P6.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILORIGIN_H
#define VG_COLLECTOR_MAILGUARD_MAILORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/mailguard/mailtoken.h"
#include "lib/base/buf.h"
#include "lib/time/instant.h"

/*
 * When the mail was in our hands: the newest of the stamps in 'lines' ("HOST INSTANT", one a line)
 * that one of the 'n' 'hosts' made; 'own' (the intake's time) without one, and when it is later
 * than that, or 30 days before it.  All borrowed.
 */
struct vg_wall
vg_mailorigin_taken(
    const char *lines, const char *const *hosts, size_t n, struct vg_wall own);

/*
 * Appends to 'kept' those of 'lines' (Authentication-Results, one a line, the newest first) that
 * one of the 'n' services 'ids' wrote, up to the first that another wrote: what stands behind that
 * came from outside, whatever name it bears.  All borrowed.
 */
void
vg_mailorigin_results(
    const char *lines, const char *const *ids, size_t n, struct vg_buf *kept);

/*
 * Whether 'kept' (Authentication-Results of our own services, one a line, borrowed) says that a
 * mail from 'address' (borrowed) is its domain's: by the newest line alone, dmarc=pass for that
 * domain, or dkim=pass of it, or spf=pass of it.  Comments and quoted strings prove nothing;
 * neither does a line in which dmarc did not pass.
 */
bool
vg_mailorigin_proves(const char *kept, const char *address);

/*
 * Whether the envelope's sender 'envelope' was rewritten by a forwarder of the house 'ours' (its domain;
 * both borrowed), then in 'original' who sent it before ("SRS0=HASH=TT=DOMAIN=LOCAL@OURS").  What another
 * house's forwarder writes is its word for whom it speaks, and no proof: it is not undone; nor is what was
 * rewritten twice (SRS1), for the first forwarder may be anybody's.
 */
bool
vg_mailorigin_forwarded(
    const char *envelope, const char *ours, char original[VG_MAILTOKEN_MAIL_SIZE]);

/* Whether the address extension (borrowed) is a case's number ("2026-000123"), then in 'number'. */
bool
vg_mailorigin_extension(const char *extension, char number[VG_MAILTOKEN_CASE_SIZE]);

#endif
