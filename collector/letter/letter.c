/*
 * Reads and writes letters.
 */
#include "collector/letter/letter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "collector/letter/letterwrap.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* A piece of a line, or a line's end. */
enum kind { TEXT, FACT, IF_KNOWN, IF_UNKNOWN, END };

struct piece {
	enum kind kind;
	size_t from, size;       /* TEXT: octets of the template */
	enum vg_letterfact fact; /* of the others but END */
};

struct vg_letter {
	char *text;           /* owned */
	struct piece *pieces; /* owned; the subject's line first */
	size_t n_pieces, room;
};

/* --- reading --------------------------------------------------------------------------------- */

static void
add(struct vg_letter *letter, struct piece piece)
{
	letter->pieces = vg_mem_grow(
	    letter->pieces, &letter->room, letter->n_pieces, sizeof(*letter->pieces));
	letter->pieces[letter->n_pieces++] = piece;
}

static void
add_text(struct vg_letter *letter, const char *from, const char *to)
{
	if (to > from)
		add(letter,
		    (struct piece){.kind = TEXT,
			.from = (size_t)(from - letter->text),
			.size = (size_t)(to - from)});
}

/* Reads what follows the brace at 'open'; '*next' is behind it. */
static int
read_brace(struct vg_letter *letter, const char *open, const char *end, unsigned line,
    const char **next, struct vg_detail *detail)
{
	const char *name = open + 1;
	const char *close = memchr(name, '}', (size_t)(end - name));
	struct piece piece = {.kind = FACT};

	if (!close)
		return vg_detail_set(
		    detail, VG_EINVAL, "line %u: a brace does not close", line);
	if (*name == '?' || *name == '!')
		piece.kind = *name++ == '?' ? IF_KNOWN : IF_UNKNOWN;
	int fact = vg_letterfact_find(name, (size_t)(close - name));
	if (fact < 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "line %u: there is no fact '%.*s'", line, (int)(close - name), name);
	piece.fact = (enum vg_letterfact)fact;
	add(letter, piece);
	*next = close + 1;
	return VG_OK;
}

static int
read_line(struct vg_letter *letter, const char *at, const char *end, unsigned line,
    struct vg_detail *detail)
{
	while (at < end) {
		const char *open = memchr(at, '{', (size_t)(end - at));
		if (!open) {
			add_text(letter, at, end);
			break;
		}
		if (open + 1 < end && open[1] == '{') {
			add_text(letter, at, open + 1);
			at = open + 2;
			continue;
		}
		add_text(letter, at, open);
		int code = read_brace(letter, open, end, line, &at, detail);
		if (code != VG_OK)
			return code;
	}
	add(letter, (struct piece){.kind = END});
	return VG_OK;
}

/* The subject's line, and the empty one behind it; '*body' is what follows. */
static int
read_head(struct vg_letter *letter, const char **body, struct vg_detail *detail)
{
	static const char field[] = "Subject: ";
	const char *at = letter->text + sizeof(field) - 1;

	if (strncmp(letter->text, field, sizeof(field) - 1) != 0)
		return vg_detail_set(
		    detail, VG_EINVAL, "line 1: it does not begin with 'Subject: '");
	const char *end = strchr(at, '\n');
	if (!end || end[1] != '\n')
		return vg_detail_set(
		    detail, VG_EINVAL, "line 2: an empty line follows the subject");
	*body = end + 2;
	return read_line(letter, at, end, 1, detail);
}

int
vg_letter_parse(const char *text, struct vg_letter **letter, struct vg_detail *detail)
{
	const char *at = NULL, *end;
	unsigned line = 3;

	*letter = NULL;
	if (strlen(text) > VG_LETTER_TEMPLATE_MAX)
		return vg_detail_set(detail, VG_ELIMIT,
		    "a template has at most %d octets", VG_LETTER_TEMPLATE_MAX);
	struct vg_letter *made = vg_mem_zero(sizeof(*made));
	made->text = vg_mem_text(text);
	int code = read_head(made, &at, detail);
	for (; code == VG_OK && *at; at = *end ? end + 1 : end, line++) {
		end = strchr(at, '\n');
		if (!end)
			end = at + strlen(at);
		code = read_line(made, at, end, line, detail);
	}
	if (code == VG_OK)
		*letter = made;
	else
		vg_letter_free(made);
	return code;
}

void
vg_letter_free(struct vg_letter *letter)
{
	if (!letter)
		return;
	free(letter->pieces);
	free(letter->text);
	free(letter);
}

/* --- writing --------------------------------------------------------------------------------- */

static const char *
value_of(const struct vg_letterfacts *facts, enum vg_letterfact fact)
{
	return facts->value[fact] ? facts->value[fact] : "";
}

/* What became of a line. */
struct written {
	bool stands; /* false: a condition took all of it */
	bool person; /* it holds what a person wrote, as he wrote it */
};

/* In a subject a sentence has no stop. */
static void
add_value(
    struct vg_buf *line, enum vg_letterfact fact, const char *value, bool is_subject)
{
	size_t size = strlen(value);

	if (is_subject && fact == VG_LETTERFACT_WHAT && size > 1 &&
	    value[size - 1] == '.' && value[size - 2] != '.')
		size--;
	vg_buf_add(line, value, size);
}

/* Appends the line that begins at piece 'i' to 'line'; gives the piece behind it. */
static size_t
write_line(const struct vg_letter *letter, size_t i, const struct vg_letterfacts *facts,
    struct vg_buf *line, struct written *is)
{
	const bool is_subject = i == 0;
	bool conditional = false, skips = false;

	is->person = false;
	for (; letter->pieces[i].kind != END; i++) {
		const struct piece *p = &letter->pieces[i];
		bool known = p->kind != TEXT && value_of(facts, p->fact)[0];
		switch (p->kind) {
		case TEXT:
			if (!skips)
				vg_buf_add(line, letter->text + p->from, p->size);
			break;
		case FACT:
			is->person = is->person || p->fact == VG_LETTERFACT_TEXT;
			if (!skips)
				add_value(
				    line, p->fact, value_of(facts, p->fact), is_subject);
			break;
		case IF_KNOWN:
		case IF_UNKNOWN:
			conditional = true;
			skips = known != (p->kind == IF_KNOWN);
			break;
		case END:
			break;
		}
	}
	is->stands = line->size > 0 || !conditional;
	return i + 1;
}

/* One line of at most VG_LETTER_SUBJECT_MAX octets, not cut within a character. */
static void
write_subject(struct vg_buf *line, struct vg_buf *subject)
{
	size_t size = line->size;

	for (size_t i = 0; i < size; i++) {
		if (line->data[i] < 0x20 || line->data[i] == 0x7f)
			line->data[i] = ' ';
	}
	if (size > VG_LETTER_SUBJECT_MAX)
		size = VG_LETTER_SUBJECT_MAX;
	while (size && !vg_text_is_utf8((const char *)line->data, size))
		size--;
	vg_buf_add(subject, line->data, size);
}

int
vg_letter_write(const struct vg_letter *letter, const struct vg_letterfacts *facts,
    bool wraps, struct vg_buf *subject, struct vg_buf *body)
{
	struct vg_buf line;
	struct written is;
	bool gap = false;
	size_t before = body->size;

	vg_buf_init(&line, VG_LETTER_BODY_MAX);
	size_t i = write_line(letter, 0, facts, &line, &is);
	write_subject(&line, subject);
	while (i < letter->n_pieces) {
		vg_buf_reset(&line);
		i = write_line(letter, i, facts, &line, &is);
		if (!is.stands)
			continue;
		if (line.error != VG_OK || body->size - before > VG_LETTER_BODY_MAX) {
			vg_buf_fini(&line);
			return VG_ELIMIT;
		}
		if (!line.size) {
			gap = body->size > before;
			continue;
		}
		vg_buf_add_text(body, gap ? "\n" : "");
		if (wraps && !is.person)
			vg_letterwrap(vg_buf_text(&line), body);
		else
			vg_buf_add(body, line.data, line.size);
		vg_buf_add_text(body, "\n");
		gap = false;
	}
	vg_buf_fini(&line);
	return body->error;
}
