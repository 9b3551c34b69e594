/*
 * What a delivery report says (message/delivery-status): what happened, and to whom it did not
 * arrive.
 *
 * It is a claim of whoever sent it.  Pure.  Source: RFC 3464 sections 2.1 to 2.3, RFC 6533 section
 * 3.
 */
#ifndef VG_COLLECTOR_MAIL_MAILREPORT_H
#define VG_COLLECTOR_MAIL_MAILREPORT_H

#include "lib/base/buf.h"

enum { VG_MAILREPORT_WORD = 16, VG_MAILREPORT_LINES = 64, VG_MAILREPORT_SIZE = 8192 };

/*
 * Reads 'text' (borrowed): 'action' is "failed" where it says that of one recipient, else the first
 * action that it names, in lower case ("" none).  Appends to 'failed' a line for each recipient of
 * whom it says so and names an address of mail: his final address, and behind a space the original
 * one where that is another; VG_MAILREPORT_LINES whole lines at most, of VG_MAILREPORT_SIZE octets.
 */
void
vg_mailreport_read(
    const char *text, char action[VG_MAILREPORT_WORD], struct vg_buf *failed);

#endif
