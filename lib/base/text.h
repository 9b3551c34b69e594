/*
 * Small work on strings: bounded copies, numbers, UTF-8, percent-encoding, hexadecimal.
 */
#ifndef VG_LIB_BASE_TEXT_H
#define VG_LIB_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies 'source' (borrowed; NULL counts as "") into 'target' of 'size' bytes, terminated.
 * Returns VG_OK, or VG_ETRUNC when it was cut: where a character of UTF-8 ends.
 */
int
vg_text_copy(char *target, size_t size, const char *source);

/* Formats into 'target' of 'size' bytes; returns VG_OK or VG_ETRUNC, cut as above. */
int
vg_text_format(char *target, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether both strings (borrowed, NULL equals only NULL) are the same. */
bool
vg_text_same(const char *a, const char *b);

/* Whether 'text' begins with 'prefix' (both borrowed, not NULL). */
bool
vg_text_starts(const char *text, const char *prefix);

/*
 * Reads a whole decimal number from 'text' (borrowed) into '*value'.
 * Returns VG_OK; VG_EPARSE when it is no number to its last character; VG_ERANGE when it
 * lies outside 'low'..'high'; '*value' stays as it was on error.
 */
int
vg_text_int(const char *text, int64_t low, int64_t high, int64_t *value);

/* The same for an unsigned number up to 'high'. */
int
vg_text_uint(const char *text, uint64_t high, uint64_t *value);

/* The decimal digits of 'value' in 'text', which has room for VG_TEXT_NUMBER_SIZE. */
enum { VG_TEXT_NUMBER_SIZE = 24 };
void
vg_text_of_int(int64_t value, char text[VG_TEXT_NUMBER_SIZE]);
void
vg_text_of_uint(uint64_t value, char text[VG_TEXT_NUMBER_SIZE]);

/* Whether the 'size' bytes at 'data' (borrowed) are well-formed UTF-8 (RFC 3629) of characters. */
bool
vg_text_is_utf8(const void *data, size_t size);

/*
 * How many bytes at 'text' (borrowed) are a character that moves a terminal's cursor or turns what
 * stands around it: controls (C0, DEL, C1), ends of lines, marks of direction, a byte that is no
 * UTF-8; 0 at any other, and at the end.
 */
size_t
vg_text_harms(const char *text);

/*
 * The letter of ASCII below the mark, when 'text' (borrowed) begins with a letter of Latin-1 that
 * has one ("é" is "e", U+00C0 to U+00FF, two octets); 0: it does not.
 */
char
vg_text_plain_letter(const char *text);

/* How many of the first 'most' bytes of 'text' (borrowed) end where a character ends. */
size_t
vg_text_fit(const char *text, size_t most);

/*
 * Writes 'size' bytes of 'data' (borrowed) as lower-case hexadecimal into 'target', which has
 * room for 2 * size + 1 bytes.
 */
void
vg_text_hex(char *target, const void *data, size_t size);

/*
 * Reads hexadecimal 'text' (borrowed) into 'target' of 'size' bytes, which must be filled
 * exactly.  Returns VG_OK or VG_EPARSE.
 */
int
vg_text_unhex(void *target, size_t size, const char *text);

/*
 * Percent-encodes 'source' (borrowed): everything but ALPHA DIGIT "-" "." "_" and the
 * characters of 'keep' becomes %XX, upper case (RFC 3986 section 2.1).
 * Returns VG_OK, or VG_ETRUNC when 'target' of 'size' bytes is too small (then "").
 */
int
vg_text_percent(char *target, size_t size, const char *source, const char *keep);

/* Undoes percent-encoding in place.  Returns VG_OK or VG_EPARSE (a bad or NUL escape). */
int
vg_text_unpercent(char *text);

#endif
