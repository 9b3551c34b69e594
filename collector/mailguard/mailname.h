/*
 * How people write the names of persons and firms: which writings of a name give it away.
 *
 * A person in either order, with a title, with the first letter of a first name, as an address has
 * it ("jmartin", "martinj"); a firm without its legal form, in one word, with a blank where a name that can
 * hold none has a capital ("CliniqueDuParc"), letter by
 * letter where it has few ("E.D.F.").  A first or last name alone is none: they are words
 * as well.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILNAME_H
#define VG_COLLECTOR_MAILGUARD_MAILNAME_H

/* A writing, in small letters with a blank between words; it lives until the call's end. */
typedef void (*vg_mailname_cb)(const char *name, void *cookie);

/*
 * Calls 'cb' for the writings of a person's 'name' (borrowed, in small letters, a blank between
 * words).
 */
void
vg_mailname_person(const char *name, vg_mailname_cb cb, void *cookie);

/*
 * Calls 'cb' for the writings of a firm's or a site's name: 'word' as it is on record and 'name' in
 * small letters with a blank between words (both borrowed).
 */
void
vg_mailname_firm(const char *word, const char *name, vg_mailname_cb cb, void *cookie);

/*
 * Calls 'cb' for the parts of a postal 'address' (borrowed) that say where it is by themselves: of
 * what commas and line ends part, each that has a number and a word.  They are as they stand.
 */
void
vg_mailname_address(const char *address, vg_mailname_cb cb, void *cookie);

#endif
