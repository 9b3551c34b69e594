/*
 * The words of a line, for all that read plays.
 */
#ifndef VG_TESTS_PLAY_PLAYWORDS_H
#define VG_TESTS_PLAY_PLAYWORDS_H

#include <string.h>

/*
 * Splits 'line' (borrowed, cut in place) into at most 'max' words, which point into it; the last
 * takes the rest.  The others of the 'room' places of 'words' become NULL.  How many there are.
 */
static inline int
vg_playwords_split(char *line, char **words, size_t room, int max)
{
	int n = 0;

	memset(words, 0, sizeof(*words) * room);
	for (line += strspn(line, " \t"); *line && n < max; line += strspn(line, " \t")) {
		words[n++] = line;
		if (n == max)
			break;
		line += strcspn(line, " \t");
		if (*line)
			*line++ = '\0';
	}
	return n;
}

#endif
