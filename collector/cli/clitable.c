/*
 * Tables by libsmartcols.
 */
#include "collector/cli/clitable.h"

#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/mem.h"

struct vg_clitable {
	struct libscols_table *table;
	struct libscols_line *line;
	size_t column; /* of the next cell */
	size_t n_lines;
};

static void *
must(void *p)
{
	if (!p)
		abort();
	return p;
}

struct vg_clitable *
vg_clitable_new(const char *const *names, size_t n, bool colour)
{
	struct vg_clitable *table = vg_mem_zero(sizeof(*table));

	table->table = must(scols_new_table());
	scols_table_enable_colors(table->table, colour);
	/* A pipe has no width: nothing is cut for it. */
	if (!isatty(STDOUT_FILENO))
		scols_table_set_termforce(table->table, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; i < n; i++) {
		bool cut = names[i][0] == '<', right = names[i][0] == '>';
		int flags = cut ? SCOLS_FL_TRUNC : right ? SCOLS_FL_RIGHT : 0;
		must(scols_table_new_column(
		    table->table, names[i] + (cut || right), cut ? 0.1 : 0, flags));
	}
	return table;
}

void
vg_clitable_line(struct vg_clitable *table)
{
	table->line = must(scols_table_new_line(table->table, NULL));
	table->column = 0;
	table->n_lines++;
}

void
vg_clitable_cell(struct vg_clitable *table, const char *text)
{
	scols_line_set_data(table->line, table->column++, text[0] ? text : "-");
}

const char *
vg_clitable_colour(const char *colour_of)
{
	static const struct {
		const char *name, *sequence;
	} rows[] = {
	    {"critical", "\033[1;31m"},
	    {"major", "\033[31m"},
	    {"minor", "\033[33m"},
	    {"warning", "\033[36m"},
	    {"late", "\033[1;31m"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].name, colour_of) == 0)
			return rows[i].sequence;
	}
	return "";
}

void
vg_clitable_coloured(struct vg_clitable *table, const char *text, const char *colour_of)
{
	const char *sequence = vg_clitable_colour(colour_of);
	struct libscols_cell *cell = scols_line_get_cell(table->line, table->column);

	if (sequence[0] && cell)
		scols_cell_set_color(cell, sequence);
	vg_clitable_cell(table, text);
}

void
vg_clitable_free(struct vg_clitable *table)
{
	scols_unref_table(table->table);
	free(table);
}

void
vg_clitable_print(struct vg_clitable *table, const char *none)
{
	if (table->n_lines)
		scols_print_table(table->table);
	else
		puts(none);
	vg_clitable_free(table);
}
