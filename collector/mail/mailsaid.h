/*
 * What the child that parses a mail says to its parent, and how: records of a tag, a length and
 * octets on a pipe.  The child may have been taken over by what it read, so that nothing it says is
 * believed but within these limits, and every text is cleaned by who reads it.
 */
#ifndef VG_COLLECTOR_MAIL_MAILSAID_H
#define VG_COLLECTOR_MAIL_MAILSAID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/time/instant.h"

/* name, the leaf of mail-in, octets at most */
#define VG_MAILSAID_FIELDS(X)                                                            \
	X(FROM, "from", 998)                                                             \
	X(TO, "to", 998)                                                                 \
	X(CC, "cc", 4096)                                                                \
	X(SUBJECT, "subject", 998)                                                       \
	X(MESSAGE_ID, "message-id", 998)                                                 \
	X(IN_REPLY_TO, "in-reply-to", 998)                                               \
	X(REFERENCES, "references", 8192)                                                \
	X(AUTOMATIC, "auto-submitted", 64)                                               \
	X(REPLY_TO, "reply-to", 998)                                                     \
	X(RESULTS, "authentication-results", 16384)                                      \
	X(RECEIVED, "received", 8192)                                                    \
	X(REPORT, "report", 16)                                                          \
	X(ENVELOPE, "envelope-from", 998)                                                \
	X(TEXT, "text", 65536)                                                           \
	X(FAILED, "failed-recipients", 8192)                                             \
	X(DATE, "date", 128)

#define VG_MAILSAID_ENUM(name, leaf, size) VG_MAILSAID_##name,
enum vg_mailsaid_field { VG_MAILSAID_FIELDS(VG_MAILSAID_ENUM) VG_MAILSAID_N };
#undef VG_MAILSAID_ENUM

enum { VG_MAILSAID_PARTS = 64, VG_MAILSAID_ALL = 12 * 1024 * 1024 };

/* The leaf of a field (static), and how many octets of it there may be. */
const char *
vg_mailsaid_leaf(enum vg_mailsaid_field field);
size_t
vg_mailsaid_size(enum vg_mailsaid_field field);

/* --- what the child writes to 'fd', at the latest with its end; nothing more when nobody reads */

void
vg_mailsaid_field(int fd, enum vg_mailsaid_field field, const char *text, size_t size);
void
vg_mailsaid_cut(int fd);
void
vg_mailsaid_html(int fd);
void
vg_mailsaid_part(int fd, const char *type, const char *name);
void
vg_mailsaid_data(int fd, const void *data, size_t size);
void
vg_mailsaid_part_end(int fd);
void
vg_mailsaid_end(int fd);

/* --- what the parent reads ----------------------------------------------------------------- */

/* A part is whole: its type, name and octets, borrowed; anything but VG_OK ends the reading. */
typedef int (*vg_mailsaid_part_cb)(const char *type, const char *name, const void *data,
    size_t size, struct vg_detail *detail, void *cookie);

struct vg_mailsaid {
	char *text[VG_MAILSAID_N]; /* owned, clean; NULL: not said */
	bool cut, html;
	bool whole; /* the child said that it is done */
	/* of the reading */
	struct vg_buf rest, data; /* octets not read yet; the part under way */
	char type[128], name[256];
	bool in_part;
	size_t n_parts, all;
	vg_mailsaid_part_cb cb;
	void *cookie;
};

/* Makes 'said' empty; parts are told to 'cb'. */
void
vg_mailsaid_init(struct vg_mailsaid *said, vg_mailsaid_part_cb cb, void *cookie);
void
vg_mailsaid_fini(struct vg_mailsaid *said);

/*
 * Takes 'size' octets of 'data' (borrowed).  VG_OK; VG_EPARSE when the child says what it may not,
 * or what 'cb' returned.
 */
int
vg_mailsaid_take(
    struct vg_mailsaid *said, const void *data, size_t size, struct vg_detail *detail);

#endif
