/*
 * Bodies of messages: JSON text into the parts that go over the wire.
 *
 * A text that fits one body goes as it is; a larger one is compressed (gzip, RFC 1952) and cut
 * into parts, each of which is a message of its own.
 *
 * Source: docs/INTERFACES.md 1.1.
 */
#ifndef VG_AGENT_HISTORY_JSONBODY_H
#define VG_AGENT_HISTORY_JSONBODY_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/model/vigiemib.h"

enum { VG_JSONBODY_MAX_PARTS = 64 };

/* Appends 'text' (borrowed) to 'out' as a JSON string with its quotes. */
void
vg_jsonbody_quote(struct vg_buf *out, const char *text);

/* Appends "NAME":"text" with a comma before it unless 'out' ends with '{'; nothing for "". */
void
vg_jsonbody_member(struct vg_buf *out, const char *name, const char *text);

/*
 * Makes messages of 'type' from 'size' octets of JSON at 'json' (borrowed), written at 'now',
 * and gives them as an array in '*messages' (the caller releases each with vg_vigiemib_fini and
 * the array with free).  Returns how many; 0 when even compressed it would take more than
 * VG_JSONBODY_MAX_PARTS.
 */
size_t
vg_jsonbody_messages(enum vg_message_type type, const char *json, size_t size,
    struct vg_wall now, struct vg_message **messages);

#endif
