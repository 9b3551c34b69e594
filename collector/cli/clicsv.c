/*
 * Tables of spreadsheets.
 */
#include "collector/cli/clicsv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"

/* --- cells --------------------------------------------------------------------------------- */

struct reader {
	const char *at, *end;
	unsigned line;
	char separator;
	struct vg_detail *detail;
};

/* Counts the separators of the first line outside quotes; ; wins a draw. */
static char
guess_separator(const char *text, const char *end)
{
	static const char all[] = ";,\t";
	size_t counts[3] = {0};
	size_t best = 0;
	bool quoted = false;

	for (; text < end && (quoted || *text != '\n'); text++) {
		if (*text == '"')
			quoted = !quoted;
		const char *found = quoted || !*text ? NULL : strchr(all, *text);
		if (found)
			counts[found - all]++;
	}
	for (size_t i = 1; i < 3; i++) {
		if (counts[i] > counts[best])
			best = i;
	}
	return all[best];
}

/* Reads what stands in quotes, whose first one is behind; "" in it is one quote. */
static int
read_quoted(struct reader *r, struct vg_buf *cell)
{
	const unsigned began = r->line;

	for (; r->at < r->end; r->at++) {
		if (*r->at == '"') {
			r->at++;
			if (r->at == r->end || *r->at != '"')
				return VG_OK;
		}
		r->line += *r->at == '\n';
		vg_buf_add(cell, r->at, 1);
	}
	return vg_detail_set(
	    r->detail, VG_EPARSE, "line %u: a quote is never closed", began);
}

static bool
ends_cell(const struct reader *r)
{
	return r->at == r->end || *r->at == r->separator || *r->at == '\n';
}

/* Gives the next cell in '*text', trimmed; stands on what ends it. */
static int
read_cell(struct reader *r, char **text)
{
	struct vg_buf cell;
	int code = VG_OK;

	vg_buf_init(&cell, VG_CLICSV_MAX_CELL);
	while (!ends_cell(r) && (*r->at == ' ' || *r->at == '\r'))
		r->at++;
	if (r->at < r->end && *r->at == '"') {
		r->at++;
		code = read_quoted(r, &cell);
		while (code == VG_OK && !ends_cell(r) && strchr(" \r", *r->at))
			r->at++;
		if (code == VG_OK && !ends_cell(r))
			code = vg_detail_set(r->detail, VG_EPARSE,
			    "line %u: text behind a closing quote", r->line);
	} else {
		for (; !ends_cell(r); r->at++)
			vg_buf_add(&cell, r->at, 1);
	}
	while (cell.size && strchr(" \r\n\t", cell.data[cell.size - 1]))
		cell.data[--cell.size] = '\0';
	if (code == VG_OK && cell.error != VG_OK)
		code = vg_detail_set(r->detail, VG_ELIMIT,
		    "line %u: a cell has more than %d octets", r->line,
		    (int)VG_CLICSV_MAX_CELL);
	if (code == VG_OK &&
	    (!vg_text_is_utf8(vg_buf_text(&cell), cell.size) ||
		memchr(vg_buf_text(&cell), '\0', cell.size)))
		code = vg_detail_set(r->detail, VG_EPARSE,
		    "line %u: is not UTF-8; save the table as UTF-8", r->line);
	*text = vg_buf_give(&cell);
	return code;
}

static void
free_cells(char **cells, size_t n)
{
	for (size_t i = 0; cells && i < n; i++)
		free(cells[i]);
	free(cells);
}

/*
 * Reads a line's cells; gives them in '*cells' and their number in '*n'.  'wanted' columns are
 * there at least, "" when they are not.
 */
static int
read_line(struct reader *r, size_t wanted, char ***cells, size_t *n)
{
	const unsigned line = r->line;
	size_t room = 0, used = 0;
	char **all = NULL;
	int code = VG_OK;
	bool more = true;

	while (code == VG_OK && more) {
		all = vg_mem_grow(all, &room, used, sizeof(*all));
		code = read_cell(r, &all[used++]);
		more = r->at < r->end && *r->at == r->separator;
		r->at += r->at < r->end;
		if (code == VG_OK && used > VG_CLICSV_MAX_COLUMNS)
			code = vg_detail_set(r->detail, VG_ELIMIT,
			    "line %u: more than %d columns", line,
			    (int)VG_CLICSV_MAX_COLUMNS);
	}
	r->line++;
	while (code == VG_OK && used < wanted) {
		all = vg_mem_grow(all, &room, used, sizeof(*all));
		all[used++] = vg_mem_text("");
	}
	if (code != VG_OK) {
		free_cells(all, used);
		return code;
	}
	*cells = all;
	*n = used;
	return VG_OK;
}

static bool
is_empty(char **cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (cells[i][0])
			return false;
	}
	return true;
}

/* --- the table ----------------------------------------------------------------------------- */

static int
read_row(struct vg_clicsv *t, struct reader *r)
{
	const unsigned line = r->line;
	char **cells;
	size_t n;
	int code = read_line(r, t->n_columns, &cells, &n);

	if (code != VG_OK)
		return code;
	if (is_empty(cells, n)) {
		free_cells(cells, n);
		return VG_OK;
	}
	for (size_t i = t->n_columns; i < n; i++) {
		if (cells[i][0])
			code = vg_detail_set(r->detail, VG_EPARSE,
			    "line %u: %zu cells, the header has %zu", line, n,
			    t->n_columns);
		free(cells[i]);
	}
	if (code == VG_OK && t->n_rows == VG_CLICSV_MAX_ROWS)
		code = vg_detail_set(r->detail, VG_ELIMIT, "line %u: more than %d rows",
		    line, (int)VG_CLICSV_MAX_ROWS);
	if (code != VG_OK) {
		free_cells(cells, t->n_columns);
		return code;
	}
	t->rows = vg_mem_grow(t->rows, &t->room, t->n_rows, sizeof(*t->rows));
	t->rows[t->n_rows++] = (struct vg_clicsv_row){line, cells};
	return VG_OK;
}

int
vg_clicsv_read(
    struct vg_clicsv *table, const char *text, size_t size, struct vg_detail *detail)
{
	struct reader r = {text, text + size, 1, ';', detail};

	memset(table, 0, sizeof(*table));
	if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		r.at += 3;
	if (r.at == r.end)
		return vg_detail_set(detail, VG_EPARSE, "line 1: the table is empty");
	r.separator = table->separator = guess_separator(r.at, r.end);
	int code = read_line(&r, 0, &table->header, &table->n_columns);
	while (code == VG_OK && r.at < r.end)
		code = read_row(table, &r);
	return code;
}

void
vg_clicsv_fini(struct vg_clicsv *table)
{
	for (size_t i = 0; i < table->n_rows; i++)
		free_cells(table->rows[i].cells, table->n_columns);
	free_cells(table->header, table->n_columns);
	free(table->rows);
	memset(table, 0, sizeof(*table));
}

/* --- names and dates ----------------------------------------------------------------------- */

/* The letter under the accent of the two octets of U+00C0..U+00FF, or 0. */
static char
bare_letter(unsigned char lead, unsigned char next)
{
	static const char letters[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts";

	return (char)(lead == 0xC3 && next >= 0x80 && next < 0xC0 ? letters[next & 0x1F]
								  : '\0');
}

void
vg_clicsv_key(const char *name, char *key, size_t size)
{
	size_t n = 0;

	for (const unsigned char *c = (const unsigned char *)name; *c && n + 1 < size;
	     c++) {
		char letter = isalnum(*c) ? (char)tolower(*c) : '\0';
		if (*c >= 0xC0) {
			letter = bare_letter(*c, c[1]);
			while (c[1] >= 0x80 && c[1] < 0xC0)
				c++;
		}
		if (letter)
			key[n++] = letter;
		else if (n && key[n - 1] != '-')
			key[n++] = '-';
	}
	while (n && key[n - 1] == '-')
		n--;
	key[n] = '\0';
}

int
vg_clicsv_date(const char *text, char date[11])
{
	unsigned y, m, d;
	int end = 0, year, month, day;
	char a, b;

	if ((sscanf(text, "%4u-%2u-%2u%n", &y, &m, &d, &end) != 3 || end != 10) &&
	    (sscanf(text, "%2u%c%2u%c%4u%n", &d, &a, &m, &b, &y, &end) != 5 || a != b ||
		!strchr("/.-", a) || y < 1000))
		return VG_EPARSE;
	if (text[end] && text[end] != ' ' && text[end] != 'T')
		return VG_EPARSE;
	vg_instant_date(vg_instant_days((int)y, (int)m, (int)d), &year, &month, &day);
	if (m < 1 || m > 12 || day != (int)d || month != (int)m || year != (int)y)
		return VG_EPARSE;
	return vg_text_format(date, 11, "%04u-%02u-%02u", y % 10000, m % 100, d % 100);
}
