/*
 * Pages of lists.  What was printed is let go before the next page is asked for: a list may be
 * longer than memory.
 */
#include "collector/cli/clilist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { PAGE = 1000, CURSOR_SIZE = 128, FRAME = 2, LEAST = 5 };

struct listing {
	struct vg_cli *cli;
	const struct vg_clilist *list;
	char after[CURSOR_SIZE]; /* where the next page begins; "" nowhere */
	size_t shown;            /* rows or entries so far */
	bool begun;
};

/* How many more may be shown. */
static size_t
left(const struct listing *l)
{
	int64_t limit = l->cli->args.limit;

	return limit ? (size_t)limit - l->shown : SIZE_MAX;
}

static bool
follows(const struct listing *l)
{
	return !l->begun || l->after[0];
}

/* Asks for the next page, 'size' entries at most. */
static int
next_page(struct listing *l, size_t size, json_t **answer)
{
	const char *target = l->list->target;
	char after[3 * CURSOR_SIZE] = "";

	*answer = NULL;
	if (l->after[0] && vg_text_percent(after, sizeof(after), l->after, ".-") != VG_OK)
		return VG_CLIARGS_FAILURE;
	char *whole =
	    vg_mem_format("%s%climit=%zu%s%s", target, strchr(target, '?') ? '&' : '?',
		size < PAGE ? size : (size_t)PAGE, after[0] ? "&after=" : "", after);
	int code = vg_cli_ask(l->cli, whole, answer);
	free(whole);
	vg_text_copy(l->after, sizeof(l->after),
	    vg_cli_text(json_object_get(*answer, l->list->top), "next"));
	l->begun = true;
	return code;
}

/* --- with --json --------------------------------------------------------------------------- */

static void
dump_entries(struct listing *l, const json_t *entries)
{
	for (size_t i = 0; i < json_array_size(entries); i++) {
		char *text = json_dumps(json_array_get(entries, i), JSON_COMPACT);
		if (l->shown++ == 0)
			printf("\"%s\":[", l->list->list);
		else
			putchar(',');
		fputs(text, stdout);
		free(text);
	}
}

/* One document, whatever the number of pages; it ends with where the list would go on. */
static int
dump(struct listing *l)
{
	int code = VG_CLIARGS_OK;

	while (code == VG_CLIARGS_OK && follows(l) && left(l)) {
		json_t *answer;
		bool first = !l->begun;
		code = next_page(l, left(l), &answer);
		if (first && code == VG_CLIARGS_OK)
			printf("{\"%s\":{", l->list->top);
		dump_entries(l, vg_cli_list(answer, l->list->top, l->list->list));
		json_decref(answer);
	}
	if (code != VG_CLIARGS_OK)
		return code;
	fputs(l->shown ? "]" : "", stdout);
	if (l->after[0])
		printf(",\"next\":\"%s\"", l->after);
	puts("}}");
	return code;
}

/* --- as tables ----------------------------------------------------------------------------- */

/* Adds rows of pages to 'table' until it has 'size' more or the list ends. */
static int
fill(struct listing *l, struct vg_clitable *table, size_t size)
{
	size_t until = size > SIZE_MAX - l->shown ? SIZE_MAX : l->shown + size;
	int code = VG_CLIARGS_OK;

	while (code == VG_CLIARGS_OK && follows(l) && l->shown < until) {
		json_t *answer;
		code = next_page(l, until - l->shown, &answer);
		const json_t *entries = vg_cli_list(answer, l->list->top, l->list->list);
		for (size_t i = 0; i < json_array_size(entries); i++)
			l->shown +=
			    l->list->row(l->cli, table, json_array_get(entries, i));
		json_decref(answer);
	}
	return code;
}

static int
show_screen(struct listing *l, size_t size)
{
	struct vg_clitable *table =
	    vg_clitable_new(l->list->columns, l->list->n_columns, l->cli->colour);
	size_t before = l->shown;
	int code = fill(l, table, size);

	/* An error has been said already; an empty page at the end says nothing. */
	if (l->shown > before || (code == VG_CLIARGS_OK && before == 0))
		vg_clitable_print(table, l->list->none);
	else
		vg_clitable_free(table);
	return code;
}

/* Rows that fit on the screen below the heading, or none: it is no terminal. */
static size_t
screen(void)
{
	struct winsize size;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
		size.ws_row = 24;
	return size.ws_row > LEAST + FRAME ? (size_t)(size.ws_row - FRAME)
					   : (size_t)LEAST;
}

/* Whether the person wants the next screen. */
static bool
go_on(const struct listing *l)
{
	char line[16];

	fflush(stdout);
	fprintf(stderr, "-- %zu shown; Enter: more, q: enough -- ", l->shown);
	return fgets(line, sizeof(line), stdin) && line[0] != 'q' && line[0] != 'Q';
}

int
vg_clilist_show(struct vg_cli *cli, const struct vg_clilist *list)
{
	struct listing l = {.cli = cli, .list = list};
	size_t rows = screen();
	int code;

	if (cli->args.json)
		return dump(&l);
	do {
		code = show_screen(&l, rows && rows < left(&l) ? rows : left(&l));
	} while (code == VG_CLIARGS_OK && rows && l.after[0] && left(&l) && go_on(&l));
	if (code == VG_CLIARGS_OK && l.after[0] && !left(&l))
		vg_cli_complain("the first %zu; there are more", l.shown);
	return code;
}
