/*
 * Stubs of pack entries.
 *
 * Columns of one table share their instance: the longest ending that two of them have in common.
 * Of a single one nobody can tell where its instance begins; it is taken for one arc.
 */
#include "collector/cli/clistub.h"

#include <inttypes.h>
#include <string.h>

#include "collector/cli/cli.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/oid.h"

enum { DESCRIPTION = 1500 }; /* octets */

/* What the varbinds suggest. */
struct hints {
	struct vg_oid index_of; /* no arcs: none has an instance */
	struct vg_oid text_of;  /* no arcs: none is a text */
	struct vg_oid column;   /* the first varbind with an instance, whole */
	bool sure;              /* two columns say where the instance begins */
};

static bool
is_scalar(const struct vg_oid *oid)
{
	return oid->arc[oid->n_arcs - 1] == 0;
}

static size_t
shared_ending(const struct vg_oid *a, const struct vg_oid *b)
{
	size_t n = 0;

	while (n < a->n_arcs && n < b->n_arcs &&
	    a->arc[a->n_arcs - 1 - n] == b->arc[b->n_arcs - 1 - n])
		n++;
	return n;
}

/* Two columns of one table: as long as each other, and the same but for one arc. */
static bool
are_columns(const struct vg_oid *a, const struct vg_oid *b, size_t *instance)
{
	*instance = shared_ending(a, b);
	if (a->n_arcs != b->n_arcs || *instance == 0 || *instance + 1 >= a->n_arcs)
		return false;
	return memcmp(a->arc, b->arc, (a->n_arcs - *instance - 1) * sizeof(a->arc[0])) ==
	    0;
}

static void
look_at_column(struct hints *hints, const struct vg_oid *oid)
{
	size_t instance;

	if (!hints->column.n_arcs) {
		vg_oid_copy(&hints->column, oid);
		vg_oid_copy(&hints->index_of, oid);
		hints->index_of.n_arcs--;
	} else if (!hints->sure && are_columns(&hints->column, oid, &instance)) {
		hints->index_of.n_arcs = hints->column.n_arcs - instance;
		hints->sure = true;
	}
}

static void
look_at(struct hints *hints, const json_t *varbind)
{
	struct vg_oid oid;
	const char *type = vg_cli_text(varbind, "type");

	/* What is withheld has no instance any more, and no text. */
	if (strcmp(type, "withheld") == 0 ||
	    vg_oid_parse(vg_cli_text(varbind, "oid"), &oid) != VG_OK || oid.n_arcs < 3)
		return;
	if (strcmp(type, "octets") == 0 && !hints->text_of.n_arcs &&
	    strncmp(vg_cli_text(varbind, "value"), "0x", 2) != 0) {
		vg_oid_copy(&hints->text_of, &oid);
		hints->text_of.n_arcs--;
	}
	if (!is_scalar(&oid))
		look_at_column(hints, &oid);
}

/* A text of a column is found by its column, whose end another one tells. */
static void
trim_text(struct hints *hints)
{
	if (hints->sure && hints->text_of.n_arcs + 1 == hints->column.n_arcs &&
	    memcmp(hints->text_of.arc, hints->index_of.arc,
		(hints->index_of.n_arcs - 1) * sizeof(uint32_t)) == 0)
		hints->text_of.n_arcs = hints->index_of.n_arcs;
}

static void
add_oid(json_t *entry, const char *name, const struct vg_oid *oid)
{
	char text[VG_OID_TEXT_SIZE];

	if (!oid->n_arcs)
		return;
	vg_oid_text(oid, text, sizeof(text));
	json_object_set_new(entry, name, json_string(text));
}

/* The last arcs of the number: enough to tell it from the maker's others. */
static void
name_number(const char *oid, char number[40])
{
	size_t dots = 0, from = strlen(oid);

	while (from > 0 && dots < 3)
		dots += oid[--from] == '.';
	vg_text_copy(number, 40, oid + from + (oid[from] == '.'));
	for (char *p = number; *p; p++) {
		if (*p == '.')
			*p = '-';
	}
}

/* A word that may stand in a qualifier. */
static void
name_maker(const char *maker, char name[65])
{
	vg_text_copy(name, 65, maker[0] ? maker : "supplier");
	for (char *p = name; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9') &&
		    *p != '.')
			*p = '-';
	}
}

/* For the person who goes on: where it came from, and what it carried, but no values. */
static void
describe(json_t *entry, const json_t *notification, const json_t *varbinds)
{
	const char *device = vg_cli_text(notification, "device");
	struct vg_buf text;

	vg_buf_init(&text, 0);
	vg_buf_addf(&text, "To be looked at.  Heard %" PRId64 " times of %s; varbinds:",
	    vg_cli_number(notification, "count", 0),
	    device[0] ? device : vg_cli_text(notification, "source"));
	for (size_t i = 0; i < json_array_size(varbinds) && i < 16; i++) {
		const json_t *v = json_array_get(varbinds, i);
		vg_buf_addf(&text, "%s %zu %s %s", i ? "," : "", i + 1,
		    vg_cli_text(v, "oid"), vg_cli_text(v, "type"));
	}
	json_object_set_new(entry, "description",
	    json_stringn(
		vg_buf_text(&text), text.size < DESCRIPTION ? text.size : DESCRIPTION));
	vg_buf_fini(&text);
}

json_t *
vg_clistub_make(const json_t *notification)
{
	const char *oid = vg_cli_text(notification, "oid");
	const json_t *varbinds =
	    json_object_get(json_object_get(notification, "example"), "varbind");
	json_t *entry = json_object();
	struct hints hints = {.sure = false};
	char number[40], name[64], qualifier[128], owner[65];

	for (size_t i = 0; i < json_array_size(varbinds); i++)
		look_at(&hints, json_array_get(varbinds, i));
	trim_text(&hints);
	name_number(oid, number);
	name_maker(vg_cli_text(notification, "maker"), owner);
	vg_text_format(name, sizeof(name), "notification-%s", number);
	vg_text_format(qualifier, sizeof(qualifier), "%s:notification-%s%s", owner,
	    number, hints.index_of.n_arcs ? ".{index}" : "");
	json_object_set_new(entry, "name", json_string(name));
	describe(entry, notification, varbinds);
	json_object_set_new(entry, "notification", json_string(oid));
	json_object_set_new(entry, "action", json_string("raise"));
	json_object_set_new(
	    entry, "kind", json_string("vigie-alarm-types:supplier-alarm"));
	json_object_set_new(entry, "qualifier", json_string(qualifier));
	add_oid(entry, "index-of", &hints.index_of);
	add_oid(entry, "text-of", &hints.text_of);
	json_object_set_new(entry, "severity", json_string("warning"));
	json_object_set_new(entry, "text", json_string("the device sent a notification"));
	return entry;
}
