/*
 * A letter: a template of a few lines, and what is true of a case put into it.
 *
 * A template is text: the line "Subject: ...", an empty line, the body.  {name} stands for a fact.
 * What follows {?name} in a line stands only where that fact is known, what follows {!name} only
 * where it is not; a line of which nothing is left goes, and of several empty lines one stays.
 * {{ is a brace.  Which facts there are is letterfact's to say: a template that names another is
 * refused when it is read, not when somebody waits for the message.
 *
 * A subject is one line, whatever a fact holds: nobody adds a field to a message by a title.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_LETTER_LETTER_H
#define VG_COLLECTOR_LETTER_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/letter/letterfact.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"

enum {
	VG_LETTER_TEMPLATE_MAX = 16 * 1024, /* octets of a template */
	VG_LETTER_SUBJECT_MAX = 200,        /* octets of a subject; the rest is cut */
	VG_LETTER_BODY_MAX = 256 * 1024     /* octets of a body */
};

struct vg_letter;

/*
 * Reads the template 'text' (borrowed, UTF-8) and gives it in '*letter'.
 * Returns VG_OK; VG_ELIMIT when it is too long; VG_EINVAL with line and cause: no subject, a fact
 * that there is not, a brace that does not close.
 */
int
vg_letter_parse(const char *text, struct vg_letter **letter, struct vg_detail *detail);

/* Releases it (NULL is silent). */
void
vg_letter_free(struct vg_letter *letter);

/*
 * Puts 'facts' (borrowed) into 'letter' and appends subject and body, which ends with a line's
 * end, to 'subject' and 'body'; where it 'wraps', lines are broken (letterwrap.h), but those that a
 * person wrote.  Returns VG_OK, or VG_ELIMIT when the body would be too long.
 */
int
vg_letter_write(const struct vg_letter *letter, const struct vg_letterfacts *facts,
    bool wraps, struct vg_buf *subject, struct vg_buf *body);

#endif
