/*
 * Words and dates of letters.
 */
#include "collector/letter/letterwords.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/time/calendar.h"

enum { WORDS_MAX = 64 * 1024, KEY_SIZE = 96, DATE_SIZE = 11 };

struct pair {
	const char *key, *words; /* in the text */
};

struct vg_letterwords {
	char *text; /* owned; cut into lines and keys */
	struct pair *pairs;
	size_t n, room;
};

static const char *
find(const struct vg_letterwords *words, const char *key)
{
	for (size_t i = 0; i < words->n; i++) {
		if (strcmp(words->pairs[i].key, key) == 0)
			return words->pairs[i].words;
	}
	return NULL;
}

static int
read_line(
    struct vg_letterwords *words, char *line, unsigned number, struct vg_detail *detail)
{
	char *equals = strchr(line, '=');

	if (line[0] == '\0' || line[0] == '#')
		return VG_OK;
	if (!equals || equals == line)
		return vg_detail_set(
		    detail, VG_EINVAL, "line %u: it is not KEY=WORDS", number);
	*equals = '\0';
	if (find(words, line))
		return vg_detail_set(
		    detail, VG_EINVAL, "line %u: '%.64s' stands twice", number, line);
	words->pairs =
	    vg_mem_grow(words->pairs, &words->room, words->n, sizeof(*words->pairs));
	words->pairs[words->n++] = (struct pair){line, equals + 1};
	return VG_OK;
}

int
vg_letterwords_parse(
    const char *text, struct vg_letterwords **words, struct vg_detail *detail)
{
	unsigned number = 1;
	int code = VG_OK;

	*words = NULL;
	if (strlen(text) > WORDS_MAX)
		return vg_detail_set(
		    detail, VG_ELIMIT, "words have at most %d octets", WORDS_MAX);
	struct vg_letterwords *made = vg_mem_zero(sizeof(*made));
	made->text = vg_mem_text(text);
	for (char *at = made->text; code == VG_OK && at; number++) {
		char *line = at;
		at = strchr(at, '\n');
		if (at)
			*at++ = '\0';
		code = read_line(made, line, number, detail);
	}
	if (code == VG_OK)
		*words = made;
	else
		vg_letterwords_free(made);
	return code;
}

void
vg_letterwords_free(struct vg_letterwords *words)
{
	if (!words)
		return;
	free(words->pairs);
	free(words->text);
	free(words);
}

const char *
vg_letterwords_find(
    const struct vg_letterwords *words, const char *kind, const char *name)
{
	char key[KEY_SIZE];

	if (!words || vg_text_format(key, sizeof(key), "%s.%s", kind, name) != VG_OK)
		return name;
	const char *found = find(words, key);
	return found ? found : name;
}

/* --- parts ----------------------------------------------------------------------------------- */

/*
 * The words of the longest beginning of 'part' that ends where one of its names does; its
 * octets in '*n'.
 */
static const char *
find_part(const struct vg_letterwords *words, const char *part, size_t size, size_t *n)
{
	char key[KEY_SIZE];

	for (*n = words ? size : 0; *n; --*n) {
		if (*n < size && !strchr("/-", part[*n]))
			continue;
		if (vg_text_format(key, sizeof(key), "part.%.*s", (int)*n, part) != VG_OK)
			continue;
		const char *found = find(words, key);
		if (found)
			return found;
	}
	return NULL;
}

static bool
add_part(const struct vg_letterwords *words, const char *part, size_t size,
    const char *before, struct vg_buf *buf)
{
	size_t n;
	const char *found = find_part(words, part, size, &n);

	if (!found)
		return false;
	vg_buf_addf(buf, "%s%s", before, found);
	if (n < size)
		vg_buf_addf(buf, " %.*s", (int)(size - n - 1), part + n + 1);
	return true;
}

bool
vg_letterwords_part(
    const struct vg_letterwords *words, const char *part, struct vg_buf *buf)
{
	return add_part(words, part, strlen(part), "", buf);
}

void
vg_letterwords_parts(
    const struct vg_letterwords *words, const char *text, struct vg_buf *buf)
{
	const char *colon = strstr(text, ": "), *blank = strrchr(text, ' ');

	for (const char *next = colon; next; next = strstr(next + 2, ": "))
		colon = next;
	/* Of what stands behind the last colon the first word is the device's name. */
	if (colon && strchr(colon + 2, ' ') == blank && blank) {
		size_t before = buf->size;
		vg_buf_add(buf, text, (size_t)(blank - text));
		if (add_part(words, blank + 1, strlen(blank + 1), ", ", buf))
			return;
		buf->size = before;
	}
	while (*text) {
		size_t size = *text == '(' ? strcspn(text + 1, " )") : 0;
		bool code = size && text[1 + size] == ')' && memchr(text + 1, '/', size);
		if (code && add_part(words, text + 1, size, "(", buf)) {
			text += 1 + size;
			continue;
		}
		vg_buf_add(buf, text++, 1);
	}
}

/* --- dates ----------------------------------------------------------------------------------- */

static void
add_day(enum vg_slatext_language language, int64_t day, struct vg_buf *buf)
{
	int year, month, of_month;

	vg_instant_date(day, &year, &month, &of_month);
	vg_buf_addf(buf, "%s %d%s %s %d",
	    vg_slatext_weekday(vg_calendar_weekday(day), language), of_month,
	    language == VG_SLATEXT_FRENCH && of_month == 1 ? "er" : "",
	    vg_slatext_month(month, language), year);
}

void
vg_letterwords_instant(enum vg_slatext_language language, const struct vg_zone *zone,
    struct vg_wall at, struct vg_buf *buf)
{
	struct vg_civil civil = vg_instant_civil(at, vg_zonetable_offset(zone, at));

	add_day(language, vg_zonetable_day(zone, at), buf);
	if (language == VG_SLATEXT_FRENCH)
		vg_buf_addf(buf, " à %d h %02d", civil.hour, civil.minute);
	else
		vg_buf_addf(buf, " at %02d:%02d", civil.hour, civil.minute);
}

void
vg_letterwords_offset(const struct vg_zone *zone, struct vg_wall at, struct vg_buf *buf)
{
	int minutes = (int)(vg_zonetable_offset(zone, at) / 60);
	int size = minutes < 0 ? -minutes : minutes;

	vg_buf_add_text(buf, " (UTC");
	if (minutes)
		vg_buf_addf(buf, "%c%d", minutes < 0 ? '-' : '+', size / 60);
	if (size % 60)
		vg_buf_addf(buf, ":%02d", size % 60);
	vg_buf_add_text(buf, ")");
}

/*
 * The octets of an instant as the house writes it at 'text' ("2026-07-09T08:00:00Z"); 0:
 * there is none.
 */
static size_t
instant_at(const char *text, struct vg_wall *at)
{
	char one[VG_INSTANT_TEXT_SIZE];
	size_t n = strspn(text, "0123456789-T:.");

	if (n < DATE_SIZE || text[DATE_SIZE - 1] != 'T' || text[n] != 'Z' ||
	    n + 2 > sizeof(one))
		return 0;
	vg_text_format(one, sizeof(one), "%.*s", (int)n + 1, text);
	return vg_instant_parse(one, at) == VG_OK ? n + 1 : 0;
}

void
vg_letterwords_instants(enum vg_slatext_language language, const struct vg_zone *zone,
    bool offset, struct vg_buf *buf)
{
	struct vg_buf out;
	struct vg_wall at;

	if (!strchr(vg_buf_text(buf), 'T'))
		return;
	vg_buf_init(&out, buf->limit);
	for (const char *text = vg_buf_text(buf), *from = text; *text;) {
		bool inside = text > from && isalnum((unsigned char)text[-1]);
		size_t n = inside ? 0 : instant_at(text, &at);
		if (!n) {
			vg_buf_add(&out, text++, 1);
			continue;
		}
		vg_letterwords_instant(language, zone, at, &out);
		if (offset)
			vg_letterwords_offset(zone, at, &out);
		text += n;
	}
	vg_buf_fini(buf);
	*buf = out;
}

void
vg_letterwords_last_day(
    enum vg_slatext_language language, int64_t day, struct vg_buf *buf)
{
	add_day(language, day, buf);
	vg_buf_addf(buf, " %s", vg_slatext(VG_SLATEXT_AT_24, language));
}
