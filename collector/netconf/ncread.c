/*
 * Reading.
 *
 * A list comes page by page, so that the collector does other things in between; without a filter
 * each page is printed as it comes and forgotten.  A filter is run by a child of limited time:
 * an XPath of ten octets can keep a machine busy for a week.
 */
#include "collector/netconf/ncread.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/netconf/nccheck.h"
#include "collector/netconf/nccontrol.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncpick.h"
#include "collector/netconf/ncplan.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"
#include "lib/yang/xmltag.h"

enum { MAX_TARGET = 2048, MAX_OUT = 30 << 20, WAIT_MS = 6000 };

/* One reading under way. */
struct job {
	const struct vg_ncread *read;
	struct vg_ncplan plan;
	bool config;           /* configuration alone */
	const char *store;     /* whose: "running" or "candidate" */
	uint32_t flags;        /* libyang's of printing defaults */
	bool defaults;         /* those that nobody set are wanted */
	bool filtered;         /* what is read is kept in 'tree' for the filter */
	struct lyd_node *tree; /* owned */
	struct vg_buf xml;     /* what is printed already */
	struct vg_ncreply *reply;
};

/* --- one top container --------------------------------------------------------------------- */

static int
fail(struct job *job)
{
	job->reply->kind = VG_NCREPLY_FAULT;
	return VG_EINVAL;
}

/* Cuts away of '*first' and its siblings what is no configuration. */
static void
drop_state(struct lyd_node **first)
{
	struct lyd_node *next, *child;

	for (struct lyd_node *node = *first; node; node = next) {
		next = node->next;
		if (!node->schema || !(node->schema->flags & LYS_CONFIG_W)) {
			*first = node == *first ? next : *first;
			lyd_free_tree(node);
		} else if ((child = lyd_child(node))) {
			drop_state(&child);
		}
	}
}

/* Takes what was read ('tree' is taken): into the filter's tree, or printed. */
static void
keep(struct job *job, struct lyd_node *tree)
{
	if (job->config)
		drop_state(&tree);
	for (struct lyd_node *node = tree; node && job->defaults; node = node->next)
		vg_ncmodels_defaults(node);
	vg_ncmodels_zulu(tree);
	if (job->filtered) {
		lyd_merge_siblings(&job->tree, tree, LYD_MERGE_DESTRUCT);
		return;
	}
	for (const struct lyd_node *node = tree; node; node = node->next)
		vg_ncpick_whole(node, job->flags, &job->xml);
	lyd_free_all(tree);
}

static int
parse(struct job *job, const char *text, struct lyd_node **tree)
{
	if (lyd_parse_data_mem(job->read->ly, text, LYD_JSON,
		LYD_PARSE_ONLY | LYD_PARSE_STRICT, 0, tree) == LY_SUCCESS)
		return VG_OK;
	const struct ly_err_item *item = ly_err_last(job->read->ly);
	vg_ncfault_set(&job->reply->fault, "application", "operation-failed",
	    "what the collector tells is not in the models: %s",
	    item && item->msg ? item->msg : "?");
	return fail(job);
}

/* Cuts the cursor of the next page out of 'tree' into 'after', "" when there is none. */
static void
cut_cursor(struct lyd_node *tree, char *after, size_t size)
{
	struct lyd_node *next =
	    (struct lyd_node *)(uintptr_t)vg_ncmodels_find(lyd_child(tree), "next");

	after[0] = '\0';
	if (!next)
		return;
	vg_text_percent(after, size, lyd_get_value(next), "");
	lyd_free_tree(next);
}

static int
too_many(struct job *job, const struct vg_ncwant *want)
{
	struct vg_ncfault *fault = &job->reply->fault;

	vg_ncfault_set(fault, "application", "too-big",
	    "%s:%s has more than %d rows: narrow it by a filter (a key, device, client), or "
	    "read it page by page over RESTCONF",
	    want->top->module->name, want->top->name, VG_NCREAD_PAGE * VG_NCREAD_PAGES);
	vg_text_copy(fault->app_tag, sizeof(fault->app_tag), "too-many-rows");
	return fail(job);
}

/* Writes the target of one page. */
static void
target_of(const struct vg_ncwant *want, bool paged, const char *after, char *target)
{
	vg_text_format(target, MAX_TARGET, "%s:%s%s%s%s", want->top->module->name,
	    want->top->name, want->inner[0] ? "/" : "", want->inner, want->keys);
	size_t used = strlen(target);
	if (paged)
		vg_text_format(target + used, MAX_TARGET - used, "?limit=%d%s%s%s%s",
		    VG_NCREAD_PAGE, want->query[0] ? "&" : "", want->query,
		    after[0] ? "&after=" : "", after);
	else if (want->query[0])
		vg_text_format(target + used, MAX_TARGET - used, "?%s", want->query);
}

/* What he may not read is left out, as if it were not there (RFC 8341 3.2.4). */
static bool
is_left_out(const struct job *job, long status)
{
	return status == 403 || status == 404 || (job->plan.all && status == 400);
}

/*
 * Reads a container, or a page of it.  VG_OK and its text; VG_ENOENT when there is nothing for
 * this caller; VG_ERANGE when it cannot be narrowed so; VG_EINVAL with the fault.
 */
static int
fetch(struct job *job, const char *target, char **text)
{
	struct vg_ncreply *reply = job->reply;
	long status = 0;

	*text = vg_ncsocket_get(job->read->socket, target, &status, &reply->fault);
	if (*text)
		return VG_OK;
	if (is_left_out(job, status))
		return VG_ENOENT;
	fail(job);
	return status == 400 ? VG_ERANGE : VG_EINVAL;
}

/* A part that was asked for alone, with what it stands in. */
static int
keep_part(struct job *job, const struct vg_ncwant *want, const char *text)
{
	const bool entry = want->keys[0] && want->inner[0];
	struct lyd_node *tree = NULL;
	char *in = entry ? vg_mem_format("{\"%s\":%s}", want->inner, text) : NULL;
	char *whole = vg_mem_format(
	    "{\"%s:%s\":%s}", want->top->module->name, want->top->name, in ? in : text);
	int err = parse(job, whole, &tree);

	free(in);
	free(whole);
	if (err == VG_OK)
		keep(job, tree);
	return err;
}

static int
read_pages(struct job *job, const struct vg_ncwant *want)
{
	bool part = want->keys[0] || want->inner[0];
	bool paged = !part && vg_ncplan_is_paged(want->top);
	char target[MAX_TARGET], after[512] = "";
	char *text = NULL;

	for (int page = 0; page < VG_NCREAD_PAGES; page++) {
		struct lyd_node *tree = NULL;
		target_of(want, paged, after, target);
		int err = fetch(job, target, &text);
		if (err == VG_OK && part)
			err = keep_part(job, want, text);
		else if (err == VG_OK)
			err = parse(job, text, &tree);
		free(text);
		if (err != VG_OK || part)
			return err;
		if (paged)
			cut_cursor(tree, after, sizeof(after));
		keep(job, tree);
		if (!after[0])
			return VG_OK;
	}
	return too_many(job, want);
}

/* --- as text ------------------------------------------------------------------------------- */

/*
 * The inside of the container that 'text' is, without the cursor, which goes to 'after'; the place
 * behind its start tag, or behind the whole of an empty one.  The collector's own printers wrote
 * it: there is nothing before the first tag, and the cursor comes first or last.
 */
static const char *
inside_of(const char *text, bool paged, const char **end, char *after, size_t size)
{
	static const char open[] = "<next>", close[] = "</next>";
	const char *at = strchr(text, '>');
	const char *last = strrchr(text, '<');
	const char *cursor = NULL;

	after[0] = '\0';
	if (!at || !last || at[-1] == '/' || last < at) {
		*end = at ? at + 1 : text;
		return *end;
	}
	*end = last;
	at++;
	if (!paged)
		return at;
	if (vg_text_starts(at, open)) {
		cursor = at + sizeof(open) - 1;
		at = strstr(at, close) + sizeof(close) - 1;
	} else if (last - at > (ptrdiff_t)sizeof(close) &&
	    vg_text_starts(last - sizeof(close) + 1, close)) {
		for (cursor = last - sizeof(close); *cursor != '>'; cursor--)
			;
		*end = ++cursor - sizeof(open) + 1;
	}
	if (cursor) {
		char *plain = vg_mem_text_n(cursor, strcspn(cursor, "<"));
		vg_text_percent(after, size, plain, "");
		free(plain);
	}
	return at;
}

/* What needs no filter goes on as the collector writes it, its pages put together. */
static int
read_text(struct job *job, const struct vg_ncwant *want)
{
	const char *name = want->top->name;
	bool paged = vg_ncplan_is_paged(want->top);
	char target[MAX_TARGET], after[512] = "";
	long status = 0;

	for (int page = 0; page < VG_NCREAD_PAGES; page++) {
		const char *from, *end = NULL;
		target_of(want, paged, after, target);
		char *text = vg_ncsocket_get_xml(
		    job->read->socket, target, &status, &job->reply->fault);
		if (!text)
			return is_left_out(job, status) ? VG_ENOENT : fail(job);
		from = inside_of(text, paged, &end, after, sizeof(after));
		if (page == 0 && from == end)
			vg_buf_add_text(&job->xml, text);
		else if (page == 0)
			vg_buf_add(
			    &job->xml, text, (size_t)(strchr(text, '>') + 1 - text));
		vg_buf_add(&job->xml, from, (size_t)(end - from));
		bool closes = (page > 0 || from != end) && !after[0];
		free(text);
		if (closes)
			vg_buf_addf(&job->xml, "</%s>", name);
		if (!after[0])
			return VG_OK;
	}
	return too_many(job, want);
}

/* --- configuration ------------------------------------------------------------------------- */

/*
 * The collector's tree; he who may not read it sees what its resource tells.  VG_ENOENT when he
 * may not.
 */
static int
read_tree(struct job *job)
{
	bool text = !job->filtered && !job->defaults;
	struct vg_ncfault *fault = &job->reply->fault;
	struct lyd_node *tree = NULL;
	char *content =
	    vg_ncedit_read(job->read->edit, job->store, text ? "xml" : "json", fault);
	int err = VG_OK;

	if (!content)
		return strcmp(fault->tag, "access-denied") == 0 ? VG_ENOENT : fail(job);
	if (text)
		vg_buf_add_text(&job->xml, content);
	else if (content[0] == '{')
		err = parse(job, content, &tree);
	if (err == VG_OK && tree)
		keep(job, tree);
	free(content);
	return err;
}

static bool
is_collector(const struct lysc_node *top)
{
	return strcmp(top->module->name, "vigie-collector") == 0 &&
	    strcmp(top->name, "collector") == 0;
}

/* What nobody wrote is no container either. */
static int
read_control(struct job *job)
{
	struct lyd_node *tree;
	int err = vg_nccontrol_read(job->read, job->store, &tree, &job->reply->fault);

	if (err != VG_OK)
		return err == VG_ENOENT ? err : fail(job);
	drop_state(&tree);
	if (job->defaults || lyd_child(lyd_child(tree)))
		keep(job, tree);
	else
		lyd_free_all(tree);
	return VG_OK;
}

static int
read_want(struct job *job, const struct vg_ncwant *want)
{
	const struct lysc_node *top = want->top;

	if (job->config && !(top->flags & LYS_CONFIG_W))
		return VG_OK;
	if (is_collector(top)) {
		int err = read_tree(job);
		if (err != VG_ENOENT || job->config)
			return err;
	}
	if (job->config && vg_nccontrol_is(top))
		return read_control(job);
	if (vg_ncstate_has(top)) {
		keep(job, vg_ncstate_tree(job->read->state, top));
		return VG_OK;
	}
	if (!job->filtered && !job->config && !job->defaults)
		return read_text(job, want);
	int err = read_pages(job, want);
	if (err == VG_ERANGE && want->query[0]) {
		/* Not every list can be narrowed by what its rows have: then all is read. */
		struct vg_ncwant wider = *want;
		wider.query[0] = '\0';
		job->reply->kind = VG_NCREPLY_OK;
		err = read_pages(job, &wider);
	}
	return err;
}

/* --- the filter ---------------------------------------------------------------------------- */

struct filter {
	const struct lyd_node *subtree; /* borrowed; NULL: an empty one */
	const char *xpath;              /* borrowed; NULL: a subtree */
};

/* The child: answers with "+" and text, or "-" and a sentence. */
static void
pick_and_say(struct job *job, const struct filter *filter, int fd)
{
	const struct rlimit cpu = {VG_NCREAD_FILTER_S, VG_NCREAD_FILTER_S};
	struct vg_ncpick *pick = vg_ncpick_new();
	struct vg_ncfault fault = {0};
	struct vg_buf out;
	int err = VG_OK;

	setrlimit(RLIMIT_CPU, &cpu);
	vg_buf_init(&out, MAX_OUT);
	vg_buf_add_text(&out, "+");
	if (filter->xpath)
		err = vg_ncpick_xpath(pick, filter->xpath, job->tree, &fault);
	else
		vg_ncpick_subtree(pick, filter->subtree, job->tree);
	if (err == VG_OK) {
		vg_ncpick_print(pick, job->tree, job->flags, &out);
	} else {
		vg_buf_reset(&out);
		vg_buf_addf(&out, "-%s", fault.message);
	}
	for (size_t at = 0; at < out.size;) {
		ssize_t n = write(fd, out.data + at, out.size - at);
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	_exit(out.error == VG_OK ? 0 : 1);
}

/* Reads what the child says until its end; false when it takes too long. */
static bool
hear(int fd, struct vg_buf *out)
{
	struct vg_mono end = vg_instant_mono_add(vg_clock_mono(), WAIT_MS * VG_MS_US);

	for (;;) {
		struct pollfd watch = {.fd = fd, .events = POLLIN};
		int64_t left_us = vg_instant_mono_since(end, vg_clock_mono());
		if (left_us <= 0 || poll(&watch, 1, (int)(left_us / VG_MS_US) + 1) == 0)
			return false;
		unsigned char *place = vg_buf_reserve(out, 65536);
		ssize_t n = place ? read(fd, place, 65536) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 && place;
		out->size += (size_t)n;
	}
}

static int
judge_child(struct job *job, bool whole, int status, const struct vg_buf *out)
{
	struct vg_ncfault *fault = &job->reply->fault;
	const char *text = vg_buf_text(out);

	if (whole && WIFEXITED(status) && WEXITSTATUS(status) == 0 && text[0] == '+') {
		vg_buf_add(&job->xml, text + 1, out->size - 1);
		return VG_OK;
	}
	if (whole && WIFEXITED(status) && text[0] == '-')
		vg_ncfault_set(fault, "protocol", "invalid-value", "%s", text + 1);
	else
		vg_ncfault_set(fault, "application", "resource-denied",
		    "the filter takes more than %d s, or finds too much",
		    VG_NCREAD_FILTER_S);
	return fail(job);
}

static int
run_filter(struct job *job, const struct filter *filter)
{
	struct vg_buf out;
	int fds[2], status = -1;

	if (pipe(fds) != 0) {
		vg_ncfault_set(&job->reply->fault, "application", "resource-denied",
		    "no pipe: %s", strerror(errno));
		return fail(job);
	}
	pid_t child = vg_nccheck_fork();
	if (child == 0) {
		close(fds[0]);
		pick_and_say(job, filter, fds[1]);
	}
	close(fds[1]);
	vg_buf_init(&out, MAX_OUT + 65536);
	bool whole = child > 0 && hear(fds[0], &out);
	close(fds[0]);
	if (child > 0) {
		if (!whole)
			kill(child, SIGKILL);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	}
	int err = judge_child(job, whole, status, &out);
	vg_buf_fini(&out);
	return err;
}

/* --- the request --------------------------------------------------------------------------- */

/* The filter in the request, when there is one. */
static bool
find_filter(const struct lyd_node *rpc, struct filter *filter)
{
	const struct lyd_node *node = vg_ncmodels_find(lyd_child(rpc), "filter");
	const struct lyd_meta *meta;

	if (!node || !node->schema)
		return false;
	for (meta = node->meta; meta; meta = meta->next) {
		if (strcmp(meta->name, "select") == 0)
			filter->xpath = lyd_get_meta_value(meta);
	}
	const struct lyd_node_any *any = (const struct lyd_node_any *)node;
	if (any->value_type == LYD_ANYDATA_DATATREE)
		filter->subtree = any->value.tree;
	return true;
}

/* The datastore that a get-config reads; a get reads what is in force. */
static const char *
store_of(const struct lyd_node *rpc)
{
	const struct lyd_node *source = vg_ncmodels_find(lyd_child(rpc), "source");

	return source && lyd_child(source) ? LYD_NAME(lyd_child(source)) : "running";
}

static void
set_defaults(struct job *job, const struct lyd_node *rpc)
{
	const char *mode = vg_ncmodels_text(rpc, "with-defaults");

	job->flags = LYD_PRINT_WD_EXPLICIT;
	if (vg_text_same(mode, "trim"))
		job->flags = LYD_PRINT_WD_TRIM;
	else if (vg_text_same(mode, "report-all"))
		job->flags = LYD_PRINT_WD_ALL;
	else if (vg_text_same(mode, "report-all-tagged"))
		job->flags = LYD_PRINT_WD_ALL_TAG;
	job->defaults = job->flags != LYD_PRINT_WD_EXPLICIT;
}

static void
make_plan(struct job *job, const struct filter *filter, bool has_filter)
{
	const struct ly_ctx *ly = job->read->ly;

	if (!has_filter)
		vg_ncplan_all(ly, &job->plan);
	else if (filter->xpath)
		vg_ncplan_xpath(ly, filter->xpath, &job->plan);
	else
		vg_ncplan_subtree(ly, filter->subtree, &job->plan);
	for (size_t i = 0; i < job->plan.n; i++)
		job->filtered = job->filtered || !job->plan.want[i].whole;
}

void
vg_ncread_run(
    const struct vg_ncread *read, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	struct job *job = vg_mem_zero(sizeof(*job));
	struct filter filter = {0};
	bool has_filter = find_filter(rpc, &filter);
	int err = VG_OK;

	job->read = read;
	job->reply = reply;
	job->config = strcmp(LYD_NAME(rpc), "get-config") == 0;
	job->store = store_of(rpc);
	vg_buf_init(&job->xml, MAX_OUT);
	set_defaults(job, rpc);
	make_plan(job, &filter, has_filter);
	for (size_t i = 0; i < job->plan.n && err == VG_OK; i++) {
		err = read_want(job, &job->plan.want[i]);
		err = err == VG_ENOENT ? VG_OK : err;
	}
	if (err == VG_OK && job->filtered)
		err = run_filter(job, &filter);
	if (err == VG_OK && job->xml.error != VG_OK) {
		vg_ncfault_set(&reply->fault, "application", "too-big",
		    "the reply is larger than %d octets: narrow it by a filter", MAX_OUT);
		err = fail(job);
	}
	if (err == VG_OK) {
		reply->kind = VG_NCREPLY_DATA;
		reply->xml = vg_buf_give(&job->xml);
		if (reply->xml && job->flags == LYD_PRINT_WD_ALL_TAG)
			vg_xmltag_rename(reply->xml);
	}
	vg_buf_fini(&job->xml);
	lyd_free_all(job->tree);
	free(job);
}
