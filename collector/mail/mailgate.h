/*
 * The gate in front of the MIME parser: how much of a mail it may see.
 *
 * The parser makes objects of each line of a head, of each part, of each level; what a stranger
 * sends decides how many.  The gate walks the octets once, makes nothing of them, and gives the
 * part of the mail from its beginning that stays within the limits: what is behind it is kept as
 * octets and not read.  A field that is too long (900 addresses) is cut by itself, and what is behind
 * it is read.  It counts too much rather than too little: a line that only looks like a
 * delimiter of one that a head said counts as one.  Words of a body say nothing.
 *
 * Pure.  Source: RFC 2046 5.1, RFC 5322 2.1.
 */
#ifndef VG_COLLECTOR_MAIL_MAILGATE_H
#define VG_COLLECTOR_MAIL_MAILGATE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	VG_MAILGATE_FIELD =
	    32768, /* octets of a field of a head, with its folded lines */
	VG_MAILGATE_HEAD = 262144,    /* octets of all heads */
	VG_MAILGATE_LINES = 1000,     /* lines of all heads */
	VG_MAILGATE_BOUNDARIES = 32,  /* delimiters that are said */
	VG_MAILGATE_DELIMITERS = 200, /* lines that may be one of them */
	VG_MAILGATE_MESSAGES = 32, /* lines that may say that a message stands inside */
	VG_MAILGATE_LEFT_OUT = 16  /* fields that are longer and cut, each for itself */
};

/* Where the mail begins: behind an mbox's "From " line, if it has one. */
size_t
vg_mailgate_begin(const char *mail, size_t size);

/*
 * How many of the 'size' octets of 'mail' (borrowed, changed) may be parsed; '*cut' when not all.
 * Of a field that is too long the lines that are within the limit stay, the others are taken out
 * and what is behind them moves up.
 */
size_t
vg_mailgate_pass(char *mail, size_t size, bool *cut);

#endif
