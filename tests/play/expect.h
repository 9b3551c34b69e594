/*
 * What a play expects, looked up through the desk's queries.
 *
 *   expect cases N                                open cases
 *   expect case NUMBER FIELD VALUE                state, fault, owner ("-" nobody), severity,
 *                                                 mode, entitlement, worse (yes, no), rung, title
 *   expect target CASE NAME running|met|ended|breached|none
 *   expect target CASE NAME due TIME
 *   expect alarm RESOURCE KIND standing|cleared|none
 *   expect suggestion CASE possible|likely|ready|none
 *   expect journal CASE TEXT                      an entry that holds TEXT
 *   expect refused TEXT                           of the command before: clause or words
 *   expect result stored|known|refused            of the message before
 *   expect count STATE N                          messages applied, unapplied, waiting, history
 */
#ifndef VG_TESTS_PLAY_EXPECT_H
#define VG_TESTS_PLAY_EXPECT_H

#include <stddef.h>

#include "collector/desk/desk.h"
#include "lib/model/vigiemib.h"

struct vg_play {
	const char *path;
	int line;
	char *why;
	size_t why_size;
	struct vg_desk *desk;
	struct vg_wall now;
	uint64_t sequence, skipped;
	struct vg_message last;
	enum vg_intake_result result;
	int code;       /* of the last command */
	int judged;     /* a refusal was expected, or there was none */
	char said[512]; /* the last refusal */
};

/* Whether the words hold; else what was seen, in 'seen'. */
int
vg_expect_check(struct vg_play *p, char **words, char *seen, size_t size);

#endif
