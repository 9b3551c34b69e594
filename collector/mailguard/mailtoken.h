/*
 * What the lines of a mail say about where it belongs: the number of a case in its subject,
 * the address in a From line, the ids in References, words that may be numbers of others.
 *
 * Pure.  Source: RFC 5322 sections 3.4 and 3.6.4; policy clause P6.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILTOKEN_H
#define VG_COLLECTOR_MAILGUARD_MAILTOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum {
	VG_MAILTOKEN_CASE_SIZE = 12,
	VG_MAILTOKEN_MAIL_SIZE = 256,
	VG_MAILTOKEN_WORD_SIZE = 65,
	VG_MAILTOKEN_ID_SIZE = 256
};

/*
 * Takes the next "[2026-000123]" from '*subject' (borrowed) and moves it on; false at the end,
 * leaving 'number' as it was.  Ours begin with the case's own: what stands behind may be of the
 * words of one before.
 */
bool
vg_mailtoken_next_case(const char **subject, char number[VG_MAILTOKEN_CASE_SIZE]);

/*
 * Finds the address of 'line' (borrowed; "Jeanne <jeanne@a.example>" or bare) and writes it in
 * lower case; false, and "", when there is none that can be one.
 */
bool
vg_mailtoken_address(const char *line, char mail[VG_MAILTOKEN_MAIL_SIZE]);

/*
 * Takes the next address of the list '*line' (borrowed), as vg_mailtoken_address writes it, and
 * moves it on; false at the end.  Where marks stand, what is between them is the address, never a
 * name.
 */
bool
vg_mailtoken_next_address(const char **line, char mail[VG_MAILTOKEN_MAIL_SIZE]);

/*
 * Takes the next message id, without its angle brackets, from '*line' (borrowed) and moves it
 * on; false at the end.  Ids that do not fit are passed over.
 */
bool
vg_mailtoken_next_id(const char **line, char id[VG_MAILTOKEN_ID_SIZE]);

/*
 * Takes the next word (letters, digits and "-_./#" inside) from '*text' (borrowed) and moves it
 * on; false at the end.  Words that do not fit are passed over.
 */
bool
vg_mailtoken_next_word(const char **text, char word[VG_MAILTOKEN_WORD_SIZE]);

#endif
