/*
 * Words that are names of persons and firms, and are said of other things as well:
 * "Petit", "Blanc", "Rose", "Orange".
 *
 * French and English, and the trade's own ("Port", "Power", "Support"), which stand in
 * letters with capitals; also what stands alone below "Merci" and is nobody ("urgent",
 * "rappel", "lundi").  The list is not complete and need not be: what is missing is
 * looked for in small letters, too, and refused once too often.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILCOMMON_H
#define VG_COLLECTOR_MAILGUARD_MAILCOMMON_H

enum vg_mailcommon {
	VG_MAILCOMMON_RARE,     /* it names somebody, if anything */
	VG_MAILCOMMON_EVERYDAY, /* "petit", "blanc": a word of everybody's */
	VG_MAILCOMMON_TRADE     /* "port", "power": a word of what letters are about */
};

/* What 'word' (borrowed, in small letters without marks above them) is said of. */
enum vg_mailcommon
vg_mailcommon(const char *word);

#endif
