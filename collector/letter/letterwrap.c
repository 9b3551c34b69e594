/*
 * Long lines.
 */
#include "collector/letter/letterwrap.h"

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

/*
 * How many octets of 'line' one line takes that has 'room' characters: up to the last blank that fits, else up to the
 * first there is.  Blanks before 'from' are no place to break.
 */
static size_t
fit(const char *line, size_t size, size_t from, size_t room)
{
	size_t columns = 0, end = size;

	for (size_t i = 0; i < size; i++) {
		bool blank = line[i] == ' ' && i >= from;
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
