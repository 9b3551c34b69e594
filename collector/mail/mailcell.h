/*
 * The cell: a child in which a mail is parsed, that can do nothing but compute and write to one
 * pipe.
 *
 * It has no file, socket or child and gets none (seccomp: what it may ask the kernel for is a short
 * list, no memory that can be run; it writes to that pipe and ends no process but itself); a second
 * of processor time and little memory.  Whatever becomes of it, the parent goes on.
 *
 * Source: seccomp(2), setrlimit(2).
 */
#ifndef VG_COLLECTOR_MAIL_MAILCELL_H
#define VG_COLLECTOR_MAIL_MAILCELL_H

#include "collector/mail/mailsaid.h"

/*
 * Has 'size' octets of 'mail' (taken) parsed; what it says goes to 'said', its parts to its
 * callback.  VG_OK when the child said that it is done; VG_EPARSE when it died, was cut off or said
 * what it may not; VG_EAGAIN when the machine has no room for a child; else what the callback
 * returned; with detail.
 */
int
vg_mailcell_run(
    char *mail, size_t size, struct vg_mailsaid *said, struct vg_detail *detail);

#endif
