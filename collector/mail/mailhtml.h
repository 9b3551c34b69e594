/*
 * HTML as text: tags go, what is a line or a cell becomes one, references to characters become
 * characters.  What scripts, styles and titles hold is no text.  Nothing of it is ever shown as
 * HTML, and nothing that it points at is fetched; where a link points is told behind its words,
 * unless they say it themselves.
 *
 * Pure.  Source: WHATWG HTML 13.2.5, as far as mail goes.
 */
#ifndef VG_COLLECTOR_MAIL_MAILHTML_H
#define VG_COLLECTOR_MAIL_MAILHTML_H

#include <stddef.h>

#include "lib/base/buf.h"

/*
 * Appends the text of 'size' octets of 'html' (borrowed, UTF-8 or nearly) to 'text', to its limit.
 */
void
vg_mailhtml_text(const char *html, size_t size, struct vg_buf *text);

#endif
