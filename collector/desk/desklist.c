/*
 * Lists.  The index gives the keys of a page; the rows are read one by one after that, since
 * their figures need further queries.
 */
#include "collector/desk/desklist.h"

#include <stdlib.h>

#include "collector/desk/deskcore.h"
#include "collector/store/storefamily.h"
#include "collector/store/storelist.h"
#include "collector/store/storenarrow.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

int64_t
vg_desklist_want(const struct vg_deskpage *page)
{
	return page ? (int64_t)vg_deskpage_limit(page) + 1 : INT64_MAX;
}

/* --- rows given as they are read ----------------------------------------------------------- */

int
vg_desklist_begin(struct vg_desklist_walk *walk)
{
	walk->want = vg_desklist_want(walk->page);
	return walk->page ? vg_deskpage_begin(walk->page, walk->list, &walk->key) : VG_OK;
}

bool
vg_desklist_next(struct vg_desklist_walk *walk)
{
	struct vg_db *db = walk->desk->db;

	if (!vg_db_next(db, walk->statement))
		return false;
	if (--walk->want > 0)
		return true;
	vg_deskpage_more(walk->page, walk->list, &walk->key);
	vg_db_done(db, walk->statement);
	return false;
}

/* --- keys first ---------------------------------------------------------------------------- */

static void
add_row(struct vg_desk *desk, size_t statement, struct vg_desklist *rows)
{
	rows->keys = vg_mem_grow(rows->keys, &rows->room, rows->n, sizeof(*rows->keys));
	struct vg_deskpage_key *key = &rows->keys[rows->n++];

	vg_text_copy(key->text, sizeof(key->text), vg_db_text(desk->db, statement, 0));
	for (int i = 0; i < 3; i++)
		key->n[i] = vg_db_int(desk->db, statement, i + 1);
}

int
vg_desklist_read(
    struct vg_desk *desk, size_t statement, int code, struct vg_desklist *rows)
{
	while (code == VG_OK && vg_db_next(desk->db, statement))
		add_row(desk, statement, rows);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* --- what somebody sees of them ------------------------------------------------------------ */

static bool
is_narrow(const struct vg_deskpage *page)
{
	return page && page->scope && !page->scope->all;
}

int64_t
vg_desklist_limit(const struct vg_deskpage *page, const struct vg_desklist *rows)
{
	return is_narrow(page) ? INT64_MAX : vg_desklist_want(page) - (int64_t)rows->n;
}

int
vg_desklist_read_seen(struct vg_desk *desk, size_t statement, int code,
    const struct vg_deskpage *page, vg_desklist_sees_fn sees, struct vg_desklist *rows)
{
	const int64_t want = vg_desklist_want(page);

	if (!is_narrow(page))
		return vg_desklist_read(desk, statement, code, rows);
	while (code == VG_OK && vg_db_next(desk->db, statement)) {
		if (!sees(page->scope, desk->conf, vg_db_text(desk->db, statement, 4)))
			continue;
		add_row(desk, statement, rows);
		if ((int64_t)rows->n < want)
			continue;
		vg_db_done(desk->db, statement);
		return VG_OK;
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

void
vg_desklist_cut(struct vg_desklist *rows, struct vg_deskpage *page, const char *list)
{
	if (!page || rows->n <= vg_deskpage_limit(page))
		return;
	rows->n = vg_deskpage_limit(page);
	vg_deskpage_more(page, list, &rows->keys[rows->n - 1]);
}

/* --- cases --------------------------------------------------------------------------------- */

/* Reads the numbers of cases of every state below the key. */
static int
read_every(struct vg_desk *desk, const struct vg_case_query *query, int64_t want,
    const struct vg_deskpage_key *key, struct vg_desklist *rows)
{
	const char *owner = query->unowned ? "" : query->owner;
	const char *client = query->client ? query->client : "";
	size_t q = VG_STORELIST_CASES;
	int code;

	if ((query->unowned && query->owner) || (query->queue && query->queue[0]) ||
	    query->priority)
		return VG_EINVAL;
	if (owner) {
		q = VG_STORELIST_CASES_OF_OWNER;
		code = vg_db_query(desk->db, q, "titt", key->text, want, owner, client);
	} else if (client[0]) {
		q = VG_STORELIST_CASES_OF_CLIENT;
		code = vg_db_query(desk->db, q, "tit", key->text, want, client);
	} else {
		code = vg_db_query(desk->db, q, "ti", key->text, want);
	}
	return vg_desklist_read(desk, q, code, rows);
}

/* The queue of those whose work it is, and what presses as a rule said. */
static int
read_work(struct vg_desk *desk, const struct vg_case_query *query, int64_t want,
    const struct vg_deskpage_key *key, struct vg_desklist *rows)
{
	const char *queue = query->queue ? query->queue : "";
	size_t q = queue[0] ? VG_STOREFAMILY_QUEUE : VG_STOREFAMILY_PRIORITY;
	int code = vg_db_query(desk->db, q, "iiitititti", key->n[0], key->n[1], key->n[2],
	    key->text, want, query->owner, (int64_t)query->unowned, queue,
	    query->client ? query->client : "", (int64_t)query->priority);

	return vg_desklist_read(desk, q, code, rows);
}

static int
read_queue(struct vg_desk *desk, const struct vg_case_query *query, int64_t want,
    const struct vg_deskpage_key *key, struct vg_desklist *rows)
{
	const char *owner = query->owner;
	int64_t unowned = query->unowned;
	size_t q = VG_STORELIST_QUEUE;
	int code;

	if ((query->queue && query->queue[0]) || query->priority)
		return read_work(desk, query, want, key, rows);
	if (query->client && query->client[0]) {
		q = VG_STORELIST_QUEUE_OF_CLIENT;
		code = vg_db_query(desk->db, q, "iiititit", key->n[0], key->n[1],
		    key->n[2], key->text, want, owner, unowned, query->client);
	} else if (!owner != !unowned) {
		q = VG_STORELIST_QUEUE_OF_OWNER;
		code = vg_db_query(desk->db, q, "iiitit", key->n[0], key->n[1], key->n[2],
		    key->text, want, unowned ? "" : owner);
	} else {
		code = vg_db_query(desk->db, q, "iiititi", key->n[0], key->n[1],
		    key->n[2], key->text, want, owner, unowned);
	}
	return vg_desklist_read(desk, q, code, rows);
}

int
vg_desklist_cases(struct vg_desk *desk, const struct vg_case_query *query,
    struct vg_deskpage *page, struct vg_wall now, vg_case_cb cb, void *cookie)
{
	const char *name = query->every ? "cases" : "queue";
	struct vg_deskpage_key key = {.n = {-1, 0, 0}, .text = "9999-999999Z"};
	struct vg_desklist rows = {0};
	int code = page ? vg_deskpage_begin(page, name, &key) : VG_OK;

	if (code == VG_OK)
		code = (query->every ? read_every : read_queue)(
		    desk, query, vg_desklist_want(page), &key, &rows);
	vg_desklist_cut(&rows, page, name);
	for (size_t i = 0; code == VG_OK && i < rows.n; i++)
		code = vg_desk_case(desk, rows.keys[i].text, now, cb, cookie);
	free(rows.keys);
	return code;
}

/* --- alarms -------------------------------------------------------------------------------- */

static bool
is_said(const char *text)
{
	return text && text[0];
}

bool
vg_desklist_is_narrow(const struct vg_alarm_narrow *narrow)
{
	return is_said(narrow->device) || is_said(narrow->resource) ||
	    narrow->severity != VG_SEVERITY_CLEARED;
}

int
vg_desklist_narrowed(struct vg_desk *desk, const struct vg_alarm_narrow *narrow,
    int64_t which, const struct vg_deskpage *page, const struct vg_deskpage_key *key,
    struct vg_desklist *rows)
{
	const int64_t want = vg_desklist_limit(page, rows);
	const int64_t severity = (int64_t)narrow->severity, *n = key->n;
	size_t q = VG_STORENARROW_SEVERITY;
	int code;

	if (is_said(narrow->resource)) {
		q = VG_STORENARROW_RESOURCE;
		code = vg_db_query(desk->db, q, "iiiiitit", n[0], n[1], n[2], want, which,
		    narrow->resource, severity,
		    is_said(narrow->device) ? narrow->device : "");
	} else if (is_said(narrow->device)) {
		q = VG_STORENARROW_DEVICE;
		code = vg_db_query(desk->db, q, "iiiiiti", n[0], n[1], n[2], want, which,
		    narrow->device, severity);
	} else {
		code = vg_db_query(
		    desk->db, q, "iiiiii", n[0], n[1], n[2], want, which, severity);
	}
	return vg_desklist_read_seen(desk, q, code, page, vg_deskscope_resource, rows);
}

/* Reads the alarms that stand (cleared 0) or are over (1), those behind the key. */
static int
read_alarms(struct vg_desk *desk, const struct vg_alarm_narrow *narrow,
    const struct vg_deskpage *page, const struct vg_deskpage_key *key,
    struct vg_desklist *rows)
{
	const size_t q = VG_STORELIST_ALARMS;
	int code;

	if (vg_desklist_is_narrow(narrow))
		return vg_desklist_narrowed(desk, narrow, 2, page, key, rows);
	code = vg_db_query(desk->db, q, "iiii", key->n[0], key->n[1], key->n[2],
	    vg_desklist_limit(page, rows));
	return vg_desklist_read_seen(desk, q, code, page, vg_deskscope_resource, rows);
}

int
vg_desklist_alarms(struct vg_desk *desk, const struct vg_alarm_query *query,
    struct vg_deskpage *page, vg_alarm_cb cb, void *cookie)
{
	static const struct vg_deskpage_key over = {.n = {1, INT64_MAX, 0}};
	struct vg_deskpage_key key = {.n = {0, INT64_MAX, 0}};
	struct vg_desklist rows = {0};
	int64_t want = vg_desklist_want(page);
	int code = page ? vg_deskpage_begin(page, "alarms", &key) : VG_OK;

	if (code == VG_OK && query->standing && key.n[0] != 0)
		code = VG_EINVAL;
	if (code == VG_OK)
		code = read_alarms(desk, &query->narrow, page, &key, &rows);
	if (code == VG_OK && !query->standing && key.n[0] == 0 && (int64_t)rows.n < want)
		code = read_alarms(desk, &query->narrow, page, &over, &rows);
	vg_desklist_cut(&rows, page, "alarms");
	for (size_t i = 0; code == VG_OK && i < rows.n; i++)
		code = vg_desk_alarm(desk, rows.keys[i].n[2], cb, cookie);
	free(rows.keys);
	return code;
}
