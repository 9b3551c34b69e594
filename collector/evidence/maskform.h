/*
 * Things that betray a client by their form alone: mail addresses, IPv4, IPv6 and MAC
 * addresses, telephone numbers.  Object identifiers and times are none of them.
 *
 * Pure.  Sources: RFC 5322 3.4.1 (mail, its usual part), RFC 4291 2.2 (IPv6), ITU-T E.164.
 */
#ifndef VG_COLLECTOR_EVIDENCE_MASKFORM_H
#define VG_COLLECTOR_EVIDENCE_MASKFORM_H

#include <stddef.h>

/*
 * The octets of the thing that begins at text[at] ('text' is borrowed and terminated, 'at' not
 * past its end), and in '*word' (static) what it is: "mail", "address" or "telephone".
 * 0 when none begins there.
 */
size_t
vg_maskform_at(const char *text, size_t at, const char **word);

#endif
