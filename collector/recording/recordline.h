/*
 * A recording's lines: one JSON object each, written here and read strictly.
 *
 * What is written has its members in the order in which they are written; what is read must have
 * all that its type wants, each of its kind, and nothing else.  A line that is not so is refused
 * whole, by its type and member: a recording may come from anywhere.
 *
 * Pure.  Source: docs/INTERFACES.md, The recording.
 */
#ifndef VG_COLLECTOR_RECORDING_RECORDLINE_H
#define VG_COLLECTOR_RECORDING_RECORDLINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/model/event.h"
#include "lib/model/vigiemib.h"

enum {
	VG_RECORDLINE_VERSION = 1,
	VG_RECORDLINE_MAX = 32 * 1024 * 1024,       /* octets of a line with a tree */
	VG_RECORDLINE_OTHERS_MAX = 256 * 1024,      /* of any other */
	VG_RECORDLINE_COUNT_MAX = 100 * 1000 * 1000 /* lines of a recording */
};

/* In the order in which they stand in a recording; from MESSAGE to TREE they mix. */
enum vg_recordline_type {
	VG_RECORDLINE_HEAD = 1, /* "recording" */
	VG_RECORDLINE_REVISION, /* a tree, as it was taken */
	VG_RECORDLINE_CASE,     /* a case as it came out */
	VG_RECORDLINE_ROW, /* of the mark: how things stood when the recording begins */
	VG_RECORDLINE_MESSAGE, /* of an agent */
	VG_RECORDLINE_EVENT,   /* what a foreign notification tells */
	VG_RECORDLINE_SELF,    /* what the collector says of itself */
	VG_RECORDLINE_ACT,     /* of a person, or a mail */
	VG_RECORDLINE_BOOT,    /* the collector came back */
	VG_RECORDLINE_STEP,    /* somebody set its clock */
	VG_RECORDLINE_TREE,    /* a revision is in force from here on */
	VG_RECORDLINE_END
};

/* The verb of an act that is nobody's command: what became of a message turned a target. */
#define VG_RECORDLINE_TURN "reply-turned"
#define VG_RECORDLINE_WAITED "mail-turned"

/* The name of a type, "message" (static). */
const char *
vg_recordline_name(enum vg_recordline_type type);

/* --- writing ------------------------------------------------------------------------------- */

/* Begins a line of 'type'; members follow; 'end' closes it, without a newline. */
void
vg_recordline_begin(struct vg_buf *line, enum vg_recordline_type type);
void
vg_recordline_end(struct vg_buf *line);

/* A member; 'text' (borrowed) only when it is not empty. */
void
vg_recordline_int(struct vg_buf *line, const char *name, int64_t value);
void
vg_recordline_text(struct vg_buf *line, const char *name, const char *text);
void
vg_recordline_bool(struct vg_buf *line, const char *name, bool value);

/* 'text' (borrowed) as a string of JSON (RFC 8259 section 7). */
void
vg_recordline_quote(struct vg_buf *line, const char *text);

/* A member that is an object or a list, as JSON (borrowed). */
void
vg_recordline_json(struct vg_buf *line, const char *name, const char *json);

/* A member that is an object of texts: opens it, adds one text, closes it. */
void
vg_recordline_open(struct vg_buf *line, const char *name);
void
vg_recordline_close(struct vg_buf *line);

/* The members of 'event' (borrowed) but its text and its message's key. */
void
vg_recordline_event(struct vg_buf *line, const struct vg_event *event);

/* --- reading ------------------------------------------------------------------------------- */

/*
 * Reads the 'size' octets of a line at 'text' (borrowed, without its newline).  Gives its type and
 * the object, which the caller releases (json_decref).
 *
 * Returns VG_OK; VG_ELIMIT when it is too long; VG_EPARSE when it is no JSON object of a known
 * type; VG_EINVAL when a member is missing, unknown or of another kind.  The detail says which;
 * '*object' is NULL then.
 */
int
vg_recordline_read(const char *text, size_t size, enum vg_recordline_type *type,
    json_t **object, struct vg_detail *detail);

/* Members of a line that was read; what may be absent is "" or 0. */
const char *
vg_recordline_get(const json_t *object, const char *name);
int64_t
vg_recordline_number(const json_t *object, const char *name);

/*
 * The event of a line of type message (a fault), event or self.  VG_OK, or VG_EINVAL with the
 * member that is not as it should be.
 */
int
vg_recordline_read_event(
    const json_t *object, struct vg_event *event, struct vg_detail *detail);

/* The names of messages of agents in a line: "raise", "heartbeat" ...; 0: there is none such. */
const char *
vg_recordline_says(enum vg_message_type type);
enum vg_message_type
vg_recordline_says_parse(const char *text);

#endif
