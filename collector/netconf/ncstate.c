/*
 * NETCONF's own state, written as XML and read by the models.
 */
#include "collector/netconf/ncstate.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

#define MONITORING_NS "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring"
#define NOTIFICATION_NS "urn:ietf:params:xml:ns:netmod:notification"

static bool
is(const struct lysc_node *top, const char *module, const char *name)
{
	return strcmp(top->module->name, module) == 0 && strcmp(top->name, name) == 0;
}

bool
vg_ncstate_has(const struct lysc_node *top)
{
	return is(top, "ietf-netconf-monitoring", "netconf-state") ||
	    is(top, "ietf-yang-library", "yang-library") ||
	    is(top, "ietf-yang-library", "modules-state") ||
	    is(top, "nc-notifications", "netconf");
}

static void
element(struct vg_buf *out, const char *name, const char *text)
{
	vg_buf_addf(out, "<%s>", name);
	vg_ncfault_escape(out, text ? text : "");
	vg_buf_addf(out, "</%s>", name);
}

/* --- monitoring ---------------------------------------------------------------------------- */

static void
add_schema(struct vg_buf *out, const char *name, const char *revision, const char *ns)
{
	vg_buf_add_text(out, "<schema>");
	element(out, "identifier", name);
	element(out, "version", revision);
	vg_buf_add_text(out, "<format>yang</format>");
	element(out, "namespace", ns);
	vg_buf_add_text(out, "<location>NETCONF</location></schema>");
}

static void
add_schemas(const struct vg_ncstate *state, struct vg_buf *out)
{
	const struct lys_module *module;
	uint32_t i = 0;

	vg_buf_add_text(out, "<schemas>");
	while ((module = ly_ctx_get_module_iter(state->ly, &i))) {
		add_schema(out, module->name, module->revision, module->ns);
		for (LY_ARRAY_COUNT_TYPE u = 0;
		     module->parsed && u < LY_ARRAY_COUNT(module->parsed->includes);
		     u++) {
			const struct lysp_submodule *sub =
			    module->parsed->includes[u].submodule;
			add_schema(out, sub->name, sub->revs ? sub->revs[0].date : "",
			    module->ns);
		}
	}
	vg_buf_add_text(out, "</schemas>");
}

/* --- counters ------------------------------------------------------------------------------ */

enum { COUNTERS = 4 };
#define TELL_US (5 * VG_SECOND_US)
/*
 * What is told to a session is counted for the collector by its own doing: of hundreds that hear
 * the same each would ask it something for nothing, and so the more, the more there is to be told.
 */
#define TELL_NEWS_US (60 * VG_SECOND_US)

static const char *const counters[COUNTERS] = {
    "in-rpcs", "in-bad-rpcs", "out-rpc-errors", "out-notifications"};

static void
tell_now(struct vg_ncstate *state, const unsigned now[COUNTERS])
{
	struct vg_ncfault unused;
	struct vg_buf body;

	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "{\"vigie-tree:input\":{");
	for (size_t i = 0; i < COUNTERS; i++)
		vg_buf_addf(&body, "\"%s\":%u,", counters[i], now[i]);
	vg_buf_addf(&body, "\"bad-hello\":%s}}", state->bad_hello ? "true" : "false");
	free(vg_ncsocket_run(
	    state->socket, "vigie-tree:session-count", vg_buf_text(&body), &unused));
	vg_buf_fini(&body);
	memcpy(state->told, now, sizeof(state->told));
}

/* Whether the collector does not know something that it should; 'all': news too. */
static bool
is_worth_it(const struct vg_ncstate *state, const unsigned now[COUNTERS], bool all)
{
	size_t n = all ? COUNTERS : COUNTERS - 1;

	return memcmp(now, state->told, n * sizeof(now[0])) != 0 || state->bad_hello;
}

int
vg_ncstate_tell(struct vg_ncstate *state, bool at_once)
{
	const unsigned now[COUNTERS] = {
	    state->requests, state->bad, state->errors, state->notifications};
	struct vg_mono clock = vg_clock_mono();
	int64_t left = TELL_US - vg_instant_mono_since(clock, state->since);
	bool late = vg_instant_mono_since(clock, state->told_at) >= TELL_NEWS_US;

	if (!at_once && left > 0)
		return (int)(left / 1000) + 1;
	if (!state->ended && is_worth_it(state, now, at_once || late)) {
		tell_now(state, now);
		state->told_at = clock;
	}
	state->since = clock;
	return (int)(TELL_US / 1000);
}

static void
add_counters(const struct lyd_node *of, struct vg_buf *out)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		const char *value = vg_ncmodels_text(of, counters[i]);
		if (value)
			element(out, counters[i], value);
	}
}

static void
add_session(const struct lyd_node *session, struct vg_buf *out)
{
	vg_buf_add_text(out, "<session>");
	element(out, "session-id", vg_ncmodels_text(session, "id"));
	vg_buf_add_text(out, "<transport>netconf-ssh</transport>");
	element(out, "username", vg_ncmodels_text(session, "user"));
	element(out, "login-time", vg_ncmodels_text(session, "started"));
	add_counters(session, out);
	vg_buf_add_text(out, "</session>");
}

static void
add_statistics(const struct lyd_node *of, struct vg_buf *out)
{
	static const char *const names[] = {
	    "in-bad-hellos", "in-sessions", "dropped-sessions"};

	vg_buf_add_text(out, "<statistics>");
	element(out, "netconf-start-time", vg_ncmodels_text(of, "started"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		element(out, names[i], vg_ncmodels_text(of, names[i]));
	add_counters(of, out);
	vg_buf_add_text(out, "</statistics>");
}

/* --- the rest of it ------------------------------------------------------------------------ */

static void
add_lock(const struct lyd_node *lock, struct vg_buf *out)
{
	vg_buf_add_text(out, "<locks><global-lock>");
	element(out, "locked-by-session", vg_ncmodels_text(lock, "session"));
	element(out, "locked-time", vg_ncmodels_text(lock, "since"));
	vg_buf_add_text(out, "</global-lock></locks>");
}

/* The datastores are those that the features name, with who locks them. */
static void
add_datastores(
    const struct vg_ncstate *state, const struct lyd_node *top, struct vg_buf *out)
{
	static const char *const names[] = {"running", "candidate"};
	const struct lys_module *netconf =
	    ly_ctx_get_module_implemented(state->ly, "ietf-netconf");
	size_t n = lys_feature_value(netconf, "candidate") == LY_SUCCESS ? 2 : 1;

	vg_buf_add_text(out, "<datastores>");
	for (size_t i = 0; i < n; i++) {
		vg_buf_add_text(out, "<datastore>");
		element(out, "name", names[i]);
		for (const struct lyd_node *c = top ? lyd_child(top) : NULL; c;
		     c = c->next) {
			if (strcmp(LYD_NAME(c), "lock") == 0 &&
			    vg_text_same(vg_ncmodels_text(c, "target"), names[i]))
				add_lock(c, out);
		}
		vg_buf_add_text(out, "</datastore>");
	}
	vg_buf_add_text(out, "</datastores>");
}

static void
write_monitoring(struct vg_ncstate *state, struct vg_buf *out)
{
	struct vg_ncfault fault;
	const struct lyd_node *statistics;
	struct lyd_node *top = NULL;
	long status = 0;

	(void)vg_ncstate_tell(state, true);
	char *text =
	    vg_ncsocket_get(state->socket, "vigie-tree:sessions", &status, &fault);

	if (text)
		lyd_parse_data_mem(state->ly, text, LYD_JSON, LYD_PARSE_ONLY, 0, &top);
	free(text);
	vg_buf_add_text(out, "<netconf-state xmlns=\"" MONITORING_NS "\"><capabilities>");
	vg_ncserve_capabilities(state->serve, out);
	vg_buf_add_text(out, "</capabilities>");
	add_datastores(state, top, out);
	add_schemas(state, out);
	vg_buf_add_text(out, "<sessions>");
	for (const struct lyd_node *c = top ? lyd_child(top) : NULL; c; c = c->next) {
		if (strcmp(LYD_NAME(c), "session") == 0)
			add_session(c, out);
	}
	vg_buf_add_text(out, "</sessions>");
	statistics = top ? vg_ncmodels_find(lyd_child(top), "statistics") : NULL;
	if (statistics)
		add_statistics(statistics, out);
	vg_buf_add_text(out, "</netconf-state>");
	lyd_free_all(top);
}

static void
write_streams(struct vg_buf *out)
{
	static const char *const streams[][2] = {
	    {"NETCONF",
		"All that happens to alarms, cases, targets, agents and the tree."},
	    {"cases",
		"Cases, targets, returns and agents, a notification for each kind."},
	    {"alarms", "Alarms as RFC 8632 has them."}};

	vg_buf_add_text(out, "<netconf xmlns=\"" NOTIFICATION_NS "\"><streams>");
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		vg_buf_add_text(out, "<stream>");
		element(out, "name", streams[i][0]);
		element(out, "description", streams[i][1]);
		vg_buf_add_text(out, "<replaySupport>true</replaySupport></stream>");
	}
	vg_buf_add_text(out, "</streams></netconf>");
}

/* --- which --------------------------------------------------------------------------------- */

/* Where the modules lie on this machine is nobody's: get-schema gives them. */
static void
drop_locations(struct lyd_node *node)
{
	struct lyd_node *next, *child = node ? (struct lyd_node *)lyd_child(node) : NULL;

	for (; child; child = next) {
		next = child->next;
		if (strcmp(LYD_NAME(child), "location") == 0 ||
		    strcmp(LYD_NAME(child), "schema") == 0)
			lyd_free_tree(child);
		else
			drop_locations(child);
	}
}

static struct lyd_node *
library_tree(const struct vg_ncstate *state, const char *name)
{
	struct lyd_node *all = NULL, *wanted;

	if (ly_ctx_get_yanglib_data(
		state->ly, &all, "%u", ly_ctx_get_change_count(state->ly)) != LY_SUCCESS)
		return NULL;
	wanted = (struct lyd_node *)(uintptr_t)vg_ncmodels_find(all, name);
	if (wanted == all)
		all = wanted ? wanted->next : NULL;
	if (wanted)
		lyd_unlink_tree(wanted);
	lyd_free_siblings(all);
	drop_locations(wanted);
	return wanted;
}

struct lyd_node *
vg_ncstate_tree(struct vg_ncstate *state, const struct lysc_node *top)
{
	struct lyd_node *tree = NULL;
	struct vg_buf out;

	if (strcmp(top->module->name, "ietf-yang-library") == 0)
		return library_tree(state, top->name);
	vg_buf_init(&out, 0);
	if (is(top, "nc-notifications", "netconf"))
		write_streams(&out);
	else
		write_monitoring(state, &out);
	lyd_parse_data_mem(
	    state->ly, vg_buf_text(&out), LYD_XML, LYD_PARSE_ONLY, 0, &tree);
	vg_ncmodels_zulu(tree);
	vg_buf_fini(&out);
	return tree;
}
