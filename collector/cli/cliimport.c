/*
 * Tables into the tree.  A row is an entry by its name: a new one, or leaves that change in one
 * that is there; an empty cell says nothing.  The whole tree is then read as the collector
 * would, so that nothing passes here that a load would refuse.
 */
#include "collector/cli/cliimport.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/cli/clichanges.h"
#include "collector/cli/clicsv.h"
#include "collector/cli/clitree.h"
#include "collector/conf/conf.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

/* What the tree with the table in it is called in messages. */
#define ORIGIN "with it"

enum { MAX_FAULTS = 100, PROGRESS_ROWS = 500, KEY_SIZE = 64 };

enum what { TEXT, DATE, MANY, REFERENCE, MODE };

/* A leaf, and the columns it may stand under, as vg_clicsv_key writes them. */
struct column {
	const char *leaf;
	enum what what;
	const char *list; /* of a reference: the list it names an entry of */
	bool wanted;      /* a new entry must have it */
	const char *keys; /* one blank between */
};

static const struct column clients[] = {
    {"name", TEXT, NULL, true, "name nom client customer entity entite"},
    {"description", TEXT, NULL, false, "description comments comment commentaires"},
    {"domain", MANY, NULL, false, "domain domains domaine domaines mail-domain"},
    {"supplier-sees", TEXT, NULL, false, "supplier-sees"},
    {NULL, TEXT, NULL, false, NULL},
};

static const struct column contracts[] = {
    {"name", TEXT, NULL, true, "name nom contract contrat number numero num"},
    {"description", TEXT, NULL, false, "description comments comment commentaires"},
    {"client", REFERENCE, "client", true, "client customer entity entite"},
    {"supplier", REFERENCE, "supplier", true,
	"supplier fournisseur manufacturer fabricant"},
    {"from", DATE, NULL, true, "from start start-date begin-date debut date-de-debut"},
    {"until", DATE, NULL, true, "until end end-date fin date-de-fin"},
    {"calendar", TEXT, NULL, true, "calendar calendrier"},
    {"surcharge-order", TEXT, NULL, false, "surcharge-order order commande"},
    {"mode", MODE, NULL, true, "mode support-mode"},
    {NULL, TEXT, NULL, false, NULL},
};

static const struct column devices[] = {
    {"name", TEXT, NULL, true, "name nom device equipement hostname"},
    {"description", TEXT, NULL, false, "description comments comment commentaires"},
    {"site", REFERENCE, "site", true, "site location lieu localisation"},
    {"supplier", REFERENCE, "supplier", true,
	"supplier manufacturer fabricant fournisseur"},
    {"contract", REFERENCE, "contract", false, "contract contrat contracts contrats"},
    {"agent", REFERENCE, "agent", false, "agent"},
    {"family", TEXT, NULL, false, "family famille"},
    {"serial", TEXT, NULL, false,
	"serial serial-number numero-de-serie n-de-serie s-n inventory-serial"},
    {"address", MANY, NULL, false, "address ip ip-address adresse-ip adresses-ip ips"},
    {"received", DATE, NULL, false,
	"received delivery-date date-de-reception date-de-livraison"},
    {"warranty-until", DATE, NULL, false,
	"warranty-until warranty-expiration-date fin-de-garantie "
	"date-d-expiration-de-la-garantie"},
    {NULL, TEXT, NULL, false, NULL},
};

struct import {
	struct vg_cli *cli;
	const char *list; /* "device" */
	const struct column *columns;
	struct vg_clicsv table;
	const struct column *map[VG_CLICSV_MAX_COLUMNS]; /* by the table's column */
	json_t *tree;                                    /* owned, being changed */
	json_t *top;                                     /* borrowed from it */
	json_t *seen;   /* name to the line that it stood in first */
	json_t *faults; /* {"line", "text"} */
	size_t n_new, n_changed, n_same;
};

/* Remembers a fault; 'format' gives room for a few cells, none of them cut. */
static void
fault(struct import *in, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
fault(struct import *in, unsigned line, const char *format, ...)
{
	char text[3 * VG_CLICSV_MAX_CELL];
	va_list args;

	if (json_array_size(in->faults) >= MAX_FAULTS)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_array_append_new(
	    in->faults, json_pack("{siss}", "line", (int)line, "text", text));
}

/* --- the header ---------------------------------------------------------------------------- */

/* Whether 'key' is one of the words of 'keys'. */
static bool
is_among(const char *key, const char *keys)
{
	size_t size = strlen(key);

	for (const char *at = keys; *at; at += strspn(at, " ")) {
		size_t word = strcspn(at, " ");
		if (word == size && strncmp(at, key, size) == 0)
			return true;
		at += word;
	}
	return false;
}

/* Finds the leaf of each column; a column nobody knows is told and left out. */
static void
map_header(struct import *in)
{
	for (size_t i = 0; i < in->table.n_columns; i++) {
		char key[KEY_SIZE];
		vg_clicsv_key(in->table.header[i], key, sizeof(key));
		for (const struct column *c = in->columns; c->leaf && !in->map[i]; c++) {
			if (is_among(key, c->keys))
				in->map[i] = c;
		}
		for (size_t k = 0; in->map[i] && k < i; k++) {
			if (in->map[k] != in->map[i])
				continue;
			fault(in, 1, "columns '%s' and '%s' are both %s",
			    in->table.header[k], in->table.header[i], in->map[i]->leaf);
		}
		if (!in->map[i] && in->table.header[i][0] && !in->cli->args.json) {
			fputs("column left out: ", stdout);
			vg_cli_print(in->table.header[i]);
			putchar('\n');
		}
	}
}

/* The cell of 'leaf' in 'row', "" when the table has no such column. */
static const char *
cell_of(const struct import *in, const struct vg_clicsv_row *row, const char *leaf)
{
	for (size_t i = 0; i < in->table.n_columns; i++) {
		if (in->map[i] && strcmp(in->map[i]->leaf, leaf) == 0)
			return row->cells[i];
	}
	return "";
}

/* --- rows ---------------------------------------------------------------------------------- */

static json_t *
find_entry(const json_t *top, const char *list, const char *name)
{
	const json_t *all = json_object_get(top, list);

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *entry = json_array_get(all, i);
		if (strcmp(vg_cli_text(entry, "name"), name) == 0)
			return entry;
	}
	return NULL;
}

/* A leaf-list of a cell's words, between blanks, commas, bars or lines. */
static json_t *
words_of(const char *cell)
{
	static const char between[] = " ,;|\r\n\t";
	json_t *list = json_array();

	for (cell += strspn(cell, between); *cell; cell += strspn(cell, between)) {
		size_t size = strcspn(cell, between);
		json_array_append_new(list, json_stringn(cell, size));
		cell += size;
	}
	return list;
}

/* Puts the support mode of a new contract; of one that is there it must be what it says. */
static void
put_mode(
    struct import *in, json_t *entry, const struct vg_clicsv_row *row, const char *cell)
{
	const json_t *modes = json_object_get(entry, "mode");
	const json_t *last = json_array_get(modes, json_array_size(modes) - 1);

	if (!modes) {
		const char *from = vg_cli_text(entry, "from");
		json_object_set_new(
		    entry, "mode", json_pack("[{ssss}]", "from", from, "mode", cell));
		return;
	}
	if (strcmp(vg_cli_text(last, "mode"), cell) != 0)
		fault(in, row->line,
		    "P2: the contract is there with another mode; a change of mode has a "
		    "day: write it into the tree");
}

/* Puts one cell into 'entry'; faults are told. */
static void
put_cell(struct import *in, json_t *entry, const struct column *c,
    const struct vg_clicsv_row *row, const char *cell)
{
	char date[11];

	switch (c->what) {
	case TEXT:
		json_object_set_new(entry, c->leaf, json_string(cell));
		break;
	case DATE:
		if (vg_clicsv_date(cell, date) == VG_OK) {
			json_object_set_new(entry, c->leaf, json_string(date));
			break;
		}
		fault(in, row->line,
		    "%s: '%s' is no date: write 2026-07-01 or 01/07/2026", c->leaf, cell);
		break;
	case MANY:
		json_object_set_new(entry, c->leaf, words_of(cell));
		break;
	case REFERENCE:
		json_object_set_new(entry, c->leaf, json_string(cell));
		if (find_entry(in->top, c->list, cell))
			break;
		fault(in, row->line, "%s: there is no %s '%s'", c->leaf, c->list, cell);
		break;
	case MODE:
		put_mode(in, entry, row, cell);
		break;
	}
}

static void
put_cells(struct import *in, json_t *entry, const struct vg_clicsv_row *row, bool is_new)
{
	/* In the order of the leaves: a mode wants the contract's first day. */
	for (const struct column *c = in->columns; c->leaf; c++) {
		const char *cell = cell_of(in, row, c->leaf);
		if (cell[0]) {
			put_cell(in, entry, c, row, cell);
		} else if (c->wanted && is_new) {
			fault(in, row->line, "%s is missing%s", c->leaf,
			    strcmp(c->leaf, "calendar") == 0
				? " (P6: shipped are always, office, ouvrables)"
				: "");
		}
	}
}

static void
put_row(struct import *in, json_t *list, const struct vg_clicsv_row *row)
{
	const char *name = cell_of(in, row, "name");
	const json_t *first = json_object_get(in->seen, name);

	if (!name[0]) {
		fault(in, row->line, "name is missing");
		return;
	}
	if (first) {
		fault(in, row->line, "'%s' stands in line %d already", name,
		    (int)json_integer_value(first));
		return;
	}
	json_object_set_new(in->seen, name, json_integer(row->line));
	json_t *entry = find_entry(in->top, in->list, name);
	json_t *before = json_deep_copy(entry);
	if (!entry) {
		entry = json_object();
		json_array_append_new(list, entry);
	}
	put_cells(in, entry, row, !before);
	if (!before)
		in->n_new++;
	else if (json_equal(before, entry))
		in->n_same++;
	else
		in->n_changed++;
	json_decref(before);
}

static void
put_rows(struct import *in)
{
	const bool shown = isatty(STDERR_FILENO);
	json_t *list = json_object_get(in->top, in->list);

	if (!list) {
		list = json_array();
		json_object_set_new(in->top, in->list, list);
	}
	for (size_t i = 0; i < in->table.n_rows; i++) {
		put_row(in, list, &in->table.rows[i]);
		if (shown && i % PROGRESS_ROWS == 0)
			fprintf(stderr, "\r%zu of %zu rows", i, in->table.n_rows);
	}
	if (shown)
		fprintf(stderr, "\r\033[K");
}

/* --- the whole ----------------------------------------------------------------------------- */

/* The line in the table of the entry called by the first 'size' octets of 'name', or 0. */
static unsigned
line_of_name(const struct import *in, const char *name, size_t size)
{
	char *whole = vg_mem_text_n(name, size);
	unsigned line = (unsigned)json_integer_value(json_object_get(in->seen, whole));

	free(whole);
	return line;
}

/* The same of the entry that stands at line 'wanted' of the tree as it was printed, or 0. */
static unsigned
line_of_printed(const struct import *in, const char *printed, unsigned long wanted)
{
	char *head = vg_mem_format("  \"%s\": [\n", in->list);
	const char *at = strstr(printed, head);
	unsigned long line = 1;
	size_t n = 0;

	for (const char *c = printed; at && c < at; c++)
		line += *c == '\n';
	/* Entries begin with a brace set in by three, as JSON_INDENT(1) prints them. */
	for (; at && line <= wanted; line++) {
		n += strncmp(at, "   {\n", 5) == 0;
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	free(head);
	const json_t *entry =
	    n ? json_array_get(json_object_get(in->top, in->list), n - 1) : NULL;
	const char *name = vg_cli_text(entry, "name");
	return line_of_name(in, name, strlen(name));
}

/* The line of the entry that a sentence about the tree names, or 0. */
static unsigned
line_of(const struct import *in, const char *printed, const char *sentence)
{
	static const char origin[] = ORIGIN ":";
	char *path = vg_mem_format("%s[name='", in->list);
	char *word = vg_mem_format("%s ", in->list);
	const char *at = strstr(sentence, path);
	unsigned line = 0;

	if (at) { /* ".../device[name='ne-7']/site: ..." */
		at += strlen(path);
		line = line_of_name(in, at, strcspn(at, "'"));
	} else if ((at = strstr(sentence, word))) { /* "device ne-7: ..." */
		at += strlen(word);
		line = line_of_name(in, at, strcspn(at, ": "));
	} else if (strncmp(sentence, origin, strlen(origin)) == 0) {
		line = line_of_printed(
		    in, printed, strtoul(sentence + strlen(origin), NULL, 10));
	}
	free(path);
	free(word);
	return line;
}

/* Reads the tree as the collector would; what it changes in '*changes' (given). */
static void
judge(struct import *in, const char *before, const char *after, char **changes)
{
	struct vg_context *context = NULL;
	struct vg_tree *old = NULL, *new = NULL;
	struct vg_conf *conf = NULL;
	struct vg_detail detail = {0};
	int code = vg_context_new(&context, &detail);

	if (code == VG_OK)
		code = vg_tree_parse(
		    context, before, "the tree", VG_TREE_COLLECTOR, &old, &detail);
	if (code == VG_OK)
		code = vg_tree_parse(
		    context, after, ORIGIN, VG_TREE_COLLECTOR, &new, &detail);
	if (code == VG_OK)
		code = vg_conf_read(new, &conf, &detail);
	if (code == VG_OK)
		*changes = vg_tree_diff(old, new, NULL);
	else
		fault(in, line_of(in, after, detail.text), "%s", detail.text);
	vg_conf_free(conf);
	vg_tree_free(new);
	vg_tree_free(old);
	vg_context_free(context);
}

static void
print_faults(const struct import *in)
{
	for (size_t i = 0; i < json_array_size(in->faults); i++) {
		const json_t *one = json_array_get(in->faults, i);
		int line = (int)vg_cli_number(one, "line", 0);
		if (line)
			vg_cli_complain("%s:%d: %s", in->cli->args.object, line,
			    vg_cli_text(one, "text"));
		else
			vg_cli_complain(
			    "%s: %s", in->cli->args.object, vg_cli_text(one, "text"));
	}
	if (json_array_size(in->faults) == MAX_FAULTS)
		vg_cli_complain("there may be more; mend these first");
}

static void
print_outcome(const struct import *in, const char *changes)
{
	const size_t n = json_array_size(in->faults);

	if (in->cli->args.json) {
		json_t *answer =
		    json_pack("{sIsIsIsOss}", "new", (json_int_t)in->n_new, "changed",
			(json_int_t)in->n_changed, "unchanged", (json_int_t)in->n_same,
			"fault", in->faults, "changes", changes ? changes : "");
		json_dumpf(answer, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(answer);
		return;
	}
	if (changes && !in->cli->args.commit)
		vg_clichanges_print(changes, 0);
	printf("%ss: %zu new, %zu changed, %zu as they are; %s\n", in->list, in->n_new,
	    in->n_changed, in->n_same,
	    n                          ? "nothing loaded, mend the table first"
		: in->cli->args.commit ? "loading"
				       : "nothing loaded, --commit loads it");
}

/* Dry run, then the load. */
static int
run_import(struct import *in, const char *before, int64_t revision)
{
	char *changes = NULL;
	int code = VG_CLIARGS_OK;

	map_header(in);
	if (json_array_size(in->faults) == 0)
		put_rows(in);
	char *after = json_dumps(in->tree, JSON_INDENT(1));
	if (json_array_size(in->faults) == 0)
		judge(in, before, after, &changes);
	print_faults(in);
	print_outcome(in, changes);
	if (json_array_size(in->faults))
		code = VG_CLIARGS_FAILURE;
	else if (in->cli->args.commit)
		code = vg_clitree_put(in->cli, after, revision);
	free(after);
	free(changes);
	return code;
}

/* The tree that the table goes into: of --tree, else the one in force. */
static int
base_tree(struct vg_cli *cli, char **content, int64_t *revision)
{
	struct vg_detail detail = {0};
	struct vg_buf buf;

	if (!cli->args.tree)
		return vg_clitree_fetch(cli, content, revision);
	if (cli->args.commit) {
		vg_cli_complain("--commit loads into the collector, not into --tree");
		return VG_CLIARGS_USAGE;
	}
	vg_buf_init(&buf, VG_TREE_MAX_SIZE);
	int err = vg_file_read(cli->args.tree, &buf, &detail);
	if (err != VG_OK) {
		vg_buf_fini(&buf);
		vg_cli_complain("%s", detail.text);
		return err == VG_ENOENT ? VG_CLIARGS_NOT_FOUND : VG_CLIARGS_FAILURE;
	}
	*revision = 0;
	*content = vg_buf_give(&buf);
	return VG_CLIARGS_OK;
}

/* Reads the table; an exit code, after saying what is wrong. */
static int
read_table(struct import *in)
{
	const char *file = in->cli->args.object;
	struct vg_detail detail = {0};
	struct vg_buf text;

	vg_buf_init(&text, VG_TREE_MAX_SIZE);
	int err = vg_file_read(file, &text, &detail);
	if (err == VG_OK) {
		err = vg_clicsv_read(&in->table, vg_buf_text(&text), text.size, &detail);
		if (err != VG_OK)
			vg_detail_prefix(&detail, "%s", file);
	}
	vg_buf_fini(&text);
	if (err == VG_OK)
		return VG_CLIARGS_OK;
	vg_cli_complain("%s", detail.text);
	return err == VG_ENOENT ? VG_CLIARGS_NOT_FOUND : VG_CLIARGS_FAILURE;
}

static int
import_table(struct vg_cli *cli, const char *list, const struct column *columns)
{
	struct import in = {.cli = cli, .list = list, .columns = columns};
	char *before = NULL;
	int64_t revision = 0;
	int code = read_table(&in);

	if (code == VG_CLIARGS_OK)
		code = base_tree(cli, &before, &revision);
	if (code == VG_CLIARGS_OK) {
		in.tree = json_loads(before, 0, NULL);
		in.top = json_object_get(in.tree, "vigie-collector:collector");
		in.seen = json_object();
		in.faults = json_array();
		if (in.top) {
			code = run_import(&in, before, revision);
		} else {
			vg_cli_complain("the tree to import into is none");
			code = VG_CLIARGS_FAILURE;
		}
	}
	json_decref(in.tree);
	json_decref(in.seen);
	json_decref(in.faults);
	vg_clicsv_fini(&in.table);
	free(before);
	return code;
}

int
vg_cliimport_clients(struct vg_cli *cli)
{
	return import_table(cli, "client", clients);
}

int
vg_cliimport_contracts(struct vg_cli *cli)
{
	return import_table(cli, "contract", contracts);
}

int
vg_cliimport_devices(struct vg_cli *cli)
{
	return import_table(cli, "device", devices);
}
