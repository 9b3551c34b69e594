/*
 * Long lines.
 */
#include "collector/letter/letterwrap.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* How far what goes on stands from the margin: as the line, and behind "- " or "1. ". */
static size_t
indent_of(const char *line, size_t size)
{
	size_t n = 0;

	while (n < size && line[n] == ' ')
		n++;
	if (n + 1 < size && line[n] == '-' && line[n + 1] == ' ')
		n += 2;
	else if (n + 2 < size && line[n] >= '1' && line[n] <= '9' && line[n + 1] == '.' &&
	    line[n + 2] == ' ')
		n += 3;
	return n < VG_LETTERWRAP_COLUMNS / 2 ? n : 0;
}

/* Whether the blank at 'i' stands in a time: "à 24 h", "8 h 17", "at 14:05". */
static bool
is_in_time(const char *line, size_t size, size_t i)
{
	bool digit = i + 1 < size && isdigit((unsigned char)line[i + 1]);
	bool hours = i && isdigit((unsigned char)line[i - 1]);
	bool at = i >= 2 &&
	    (strncmp(line + i - 2, "\xc3\xa0", 2) == 0 ||
		strncmp(line + i - 2, "at", 2) == 0);
	bool behind_h = i >= 3 && line[i - 1] == 'h' && line[i - 2] == ' ' &&
	    isdigit((unsigned char)line[i - 3]);

	at = at && (i == 2 || line[i - 3] == ' ');
	return (digit && (at || behind_h)) ||
	    (hours && i + 1 < size && line[i + 1] == 'h' &&
		(i + 2 == size || !isalpha((unsigned char)line[i + 2])));
}

/*
 * How many octets of 'line' one line takes that has 'room' characters: up to the last blank that fits, else up to the
 * first there is.  Blanks before 'from' are no place to break.
 */
static size_t
fit(const char *line, size_t size, size_t from, size_t room)
{
	size_t columns = 0, end = size;

	for (size_t i = 0; i < size; i++) {
		bool blank = line[i] == ' ' && i >= from && !is_in_time(line, size, i);
		if (blank && (columns <= room || end == size))
			end = i;
		if (columns > room && end < size)
			break;
		columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	}
	return columns <= room ? size : end;
}

static void
wrap_line(const char *line, size_t size, struct vg_buf *out)
{
	size_t indent = indent_of(line, size), from = indent,
	       room = VG_LETTERWRAP_COLUMNS;

	for (;;) {
		size_t n = fit(line, size, from, room);
		size_t end = n;
		while (n < size && end && line[end - 1] == ' ')
			end--;
		vg_buf_add(out, line, end);
		while (n < size && line[n] == ' ')
			n++;
		if (n == size)
			return;
		vg_buf_addf(out, "\n%*s", (int)indent, "");
		line += n;
		size -= n;
		from = 0;
		room = VG_LETTERWRAP_COLUMNS - indent;
	}
}

void
vg_letterwrap(const char *text, struct vg_buf *out)
{
	for (;;) {
		size_t size = strcspn(text, "\n");
		wrap_line(text, size, out);
		if (!text[size])
			return;
		vg_buf_add_text(out, "\n");
		text += size + 1;
	}
}
