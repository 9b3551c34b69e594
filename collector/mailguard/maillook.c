/*
 * Letters that look the same.
 */
#include "collector/mailguard/maillook.h"

#include <stdint.h>

/* By the number of the character, sorted. */
static const struct {
	uint16_t character;
	char as;
} letters[] = {{0x37f, 'J'}, {0x386, 'A'}, {0x388, 'E'}, {0x389, 'H'}, {0x38a, 'I'},
    {0x38c, 'O'}, {0x38e, 'Y'}, {0x390, 'i'}, {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'},
    {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'I'}, {0x39a, 'K'}, {0x39c, 'M'}, {0x39d, 'N'},
    {0x39f, 'O'}, {0x3a1, 'P'}, {0x3a4, 'T'}, {0x3a5, 'Y'}, {0x3a7, 'X'}, {0x3aa, 'I'},
    {0x3ab, 'Y'}, {0x3ac, 'a'}, {0x3ad, 'e'}, {0x3ae, 'n'}, {0x3af, 'i'}, {0x3b0, 'u'},
    {0x3b1, 'a'}, {0x3b3, 'y'}, {0x3b5, 'e'}, {0x3b7, 'n'}, {0x3b9, 'i'}, {0x3ba, 'k'},
    {0x3bd, 'v'}, {0x3bf, 'o'}, {0x3c1, 'p'}, {0x3c3, 'o'}, {0x3c4, 't'}, {0x3c5, 'u'},
    {0x3c7, 'x'}, {0x3c9, 'w'}, {0x3ca, 'i'}, {0x3cb, 'u'}, {0x3cc, 'o'}, {0x3cd, 'u'},
    {0x3ce, 'w'}, {0x3f2, 'c'}, {0x3f3, 'j'}, {0x3f9, 'C'}, {0x400, 'E'}, {0x401, 'E'},
    {0x405, 'S'}, {0x406, 'I'}, {0x407, 'I'}, {0x408, 'J'}, {0x40c, 'K'}, {0x40e, 'Y'},
    {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x41a, 'K'}, {0x41c, 'M'}, {0x41d, 'H'},
    {0x41e, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'}, {0x423, 'Y'}, {0x425, 'X'},
    {0x42c, 'b'}, {0x430, 'a'}, {0x432, 'b'}, {0x433, 'r'}, {0x435, 'e'}, {0x43a, 'k'},
    {0x43c, 'm'}, {0x43d, 'h'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'},
    {0x443, 'y'}, {0x445, 'x'}, {0x44c, 'b'}, {0x450, 'e'}, {0x451, 'e'}, {0x455, 's'},
    {0x456, 'i'}, {0x457, 'i'}, {0x458, 'j'}, {0x45c, 'k'}, {0x45e, 'y'}, {0x474, 'V'},
    {0x475, 'v'}, {0x4ae, 'Y'}, {0x4af, 'y'}, {0x4ba, 'H'}, {0x4bb, 'h'}, {0x4c0, 'I'},
    {0x4cf, 'l'}, {0x4d0, 'A'}, {0x4d1, 'a'}, {0x4d2, 'A'}, {0x4d3, 'a'}, {0x4d6, 'E'},
    {0x4d7, 'e'}, {0x4e6, 'O'}, {0x4e7, 'o'}, {0x4f0, 'Y'}, {0x4f1, 'y'}, {0x500, 'D'},
    {0x501, 'd'}, {0x51a, 'Q'}, {0x51b, 'q'}, {0x51c, 'W'}, {0x51d, 'w'}};

/* U+1D400 to U+1D6A3: the alphabet in thirteen styles, capitals first. */
static char
styled(const unsigned char *c)
{
	if (c[0] != 0xf0 || c[1] != 0x9d || c[2] < 0x90 || c[2] > 0x9a || c[3] < 0x80 ||
	    c[3] > 0xbf)
		return '\0';
	unsigned at = (c[2] - 0x90u) * 64 + c[3] - 0x80u;
	if (at > 0x2a3)
		return '\0';
	return (char)(at % 52 < 26 ? 'A' + at % 52 : 'a' + at % 52 - 26);
}

char
vg_maillook(const char *text, size_t *n)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t low = 0, high = sizeof(letters) / sizeof(letters[0]);
	char as = styled(c);

	if (as) {
		*n = 4;
		return as;
	}
	if (c[0] < 0xcd || c[0] > 0xd4 || c[1] < 0x80 || c[1] > 0xbf)
		return '\0';
	unsigned character = (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (letters[middle].character < character)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == sizeof(letters) / sizeof(letters[0]) ||
	    letters[low].character != character)
		return '\0';
	*n = 2;
	return letters[low].as;
}
