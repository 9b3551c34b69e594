/*
 * RESTCONF: paths, queries, errors; and a server in a process of its own, asked by lib/fetch
 * over its socket: data by key, operations, refusals with their tags, events.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/fetch/fetch.h"
#include "lib/rest/rest.h"
#include "lib/rest/resterror.h"

static char folder[64];
static char path[96];
static pid_t server;

/* --- a server ------------------------------------------------------------------------------ */

static int
who(uid_t uid, const char *named, struct vg_rest_caller *caller, struct vg_detail *detail,
    void *cookie)
{
	(void)cookie;
	if (named && strcmp(named, "mallory") == 0)
		return vg_detail_set(detail, VG_EACCESS, "no proxy");
	caller->uid = uid;
	return VG_OK;
}

static int
get_alarms(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	const char *const keys[] = {
	    "device/ne-7/filesystem/%2Fopt", "vigie-alarm-types:psu-failed", ""};

	(void)ask;
	(void)detail;
	(void)cookie;
	vg_restdata_entry(data, "alarm", keys, 3);
	vg_restdata_leaf(data, "perceived-severity", "major");
	vg_restdata_bool(data, "is-cleared", false);
	vg_restdata_uint(data, "probable-cause", 36);
	vg_restdata_time(data, "last-raised", (struct vg_wall){1783598400000000});
	vg_restdata_leaf(data, "class", "no-such-class");
	vg_restdata_out(data);
	return VG_OK;
}

static int
get_cases(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	const char *key = "2026-000001";
	const char *const target[] = {"client-told", ""};

	(void)ask;
	(void)detail;
	(void)cookie;
	vg_restdata_entry(data, "case", &key, 1);
	vg_restdata_leaf(data, "state", "new");
	vg_restdata_text(data, "title", "\"é\"");
	vg_restdata_text(data, "owner", "");
	vg_restdata_entry(data, "target", target, 2);
	vg_restdata_int(data, "remaining-seconds", -5);
	vg_restdata_out(data);
	vg_restdata_out(data);
	return VG_OK;
}

static struct vg_rest *rest;
static const struct vg_context *models;

static uint64_t published;

static void
publish_one(uint64_t id)
{
	struct vg_restdata *event =
	    vg_restdata_new(models, "vigie-cases:vigie-event", false);

	vg_restdata_uint(event, "sequence", id);
	vg_restdata_leaf(event, "kind", "case-changed");
	vg_rest_publish(rest, id, (struct vg_wall){1783598400000000}, event);
	vg_restdata_free(event);
}

static void
publish(void)
{
	publish_one(++published);
}

/* What a client missed is told again by who remembers it. */
static void
replay(uint64_t after, void *cookie)
{
	(void)cookie;
	for (uint64_t id = after + 1; id <= published; id++)
		publish_one(id);
}

static int
run_take(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	const char *name = vg_tree_text(input, "case", "");

	(void)caller;
	(void)cookie;
	if (strcmp(name, "2026-000001") != 0)
		return vg_detail_set(
		    detail, VG_EPOLICY, "P9: somebody must own it: \"assign\"");
	vg_restdata_leaf(output, "case", name);
	vg_restdata_leaf(output, "state", "in-hand");
	publish();
	return VG_OK;
}

static int
run_note(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	(void)caller;
	(void)input;
	(void)output;
	(void)detail;
	(void)cookie;
	return VG_OK;
}

static void
serve(int ready)
{
	struct vg_loop *loop = vg_loop_new();
	struct vg_context *context = NULL;
	struct vg_detail detail = {0};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (vg_context_new(&context, &detail) != VG_OK)
		_exit(1);
	models = context;
	rest = vg_rest_new(loop, context, "test", who, NULL);
	vg_rest_add_data(rest, "vigie-cases:cases", get_cases, NULL);
	vg_rest_add_data(rest, "vigie-cases:alarms", get_alarms, NULL);
	vg_rest_add_operation(rest, "vigie-cases:take", run_take, NULL);
	vg_rest_add_operation(rest, "vigie-cases:note", run_note, NULL);
	vg_rest_add_stream(rest, "vigie", NULL, NULL);
	vg_rest_set_replay(rest, replay, NULL);
	if (vg_rest_listen(rest, path, &detail) != VG_OK || write(ready, "r", 1) != 1)
		_exit(1);
	vg_loop_run(loop);
	_exit(0);
}

static int
start(void **state)
{
	int ready[2];
	char octet;

	(void)state;
	setenv("TZ", "UTC", 1);
	strcpy(folder, "/tmp/vigie-rest-XXXXXX");
	if (!mkdtemp(folder) || pipe(ready) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/sock", folder);
	server = fork();
	if (server == 0)
		serve(ready[1]);
	close(ready[1]);
	ssize_t n = read(ready[0], &octet, 1);
	close(ready[0]);
	return n == 1 ? 0 : -1;
}

static int
stop(void **state)
{
	int status;

	(void)state;
	kill(server, SIGKILL);
	waitpid(server, &status, 0);
	unlink(path);
	return rmdir(folder);
}

/* --- tests --------------------------------------------------------------------------------- */

struct ask_row {
	const char *method, *target, *body;
	long status;
	const char *holds; /* in the reply; NULL: empty */
};

static void
check_rows(const struct ask_row *rows, size_t n)
{
	struct vg_fetch *fetch = vg_fetch_new(path, 5000);
	struct vg_detail detail = {0};

	for (size_t i = 0; i < n; i++) {
		struct vg_fetch_reply reply;
		int err = vg_fetch_send(
		    fetch, rows[i].method, rows[i].target, rows[i].body, &reply, &detail);
		if (err != VG_OK)
			fail_msg(
			    "%s %s: %s", rows[i].method, rows[i].target, detail.text);
		bool good = rows[i].holds ? strstr(reply.body, rows[i].holds) != NULL
					  : reply.size == 0;
		if (reply.status != rows[i].status || !good)
			fail_msg("%s %s %s: %ld %s, not %ld %s", rows[i].method,
			    rows[i].target, rows[i].body ? rows[i].body : "",
			    reply.status, reply.body, rows[i].status,
			    rows[i].holds ? rows[i].holds : "(empty)");
		vg_fetch_reply_fini(&reply);
	}
	vg_fetch_free(fetch);
}

#define CASES "/restconf/data/vigie-cases:cases"
#define ALARM "/restconf/data/vigie-cases:alarms/alarm="
#define KEY "\"idempotency-key\":\"k1\""

static void
data_are_given(void **state)
{
	static const struct ask_row rows[] = {
	    {"GET", CASES, NULL, 200,
		"{\"vigie-cases:cases\":{\"case\":[{\"id\":\"2026-000001\",\"state\":"
		"\"new\","
		"\"title\":\"\\\"é\\\"\",\"target\":[{\"name\":\"client-told\",\"part\":\"\","
		"\"remaining-seconds\":\"-5\"}]}]}}"},
	    {"GET", CASES "/case=2026-000001", NULL, 200,
		"{\"vigie-cases:case\":[{\"id\":\"2026-000001\","},
	    {"GET", CASES "/vigie-cases:case=2026-000001/state", NULL, 200,
		"{\"vigie-cases:state\":\"new\"}"},
	    {"GET", CASES "/case=2026-000001/id", NULL, 200,
		"{\"vigie-cases:id\":\"2026-000001\"}"},
	    {"GET", CASES "?depth=1", NULL, 200, "{\"vigie-cases:cases\":{}}"},
	    {"GET", CASES "/case=2026-000001?depth=2&content=nonconfig", NULL, 200,
		"\"title\":\"\\\"é\\\"\",\"target\":[{\"name\":\"client-told\",\"part\":\"\"}]}"},
	    {"GET",
		ALARM
		"device%2Fne-7%2Ffilesystem%2F%252Fopt,vigie-alarm-types%3Apsu-failed,",
		NULL, 200,
		"\"last-raised\":\"2026-07-09T12:00:00Z\",\"probable-cause\":36}"},
	    {"GET", "/restconf/data", NULL, 200,
		"]},\"vigie-cases:alarms\":{\"alarm\":[{"},
	    {"GET", "/restconf", NULL, 200, "\"yang-library-version\""},
	    {"GET", "/.well-known/host-meta", NULL, 200, "href='/restconf'"},
	    {"GET", "/restconf/operations", NULL, 200, "\"vigie-cases:take\":[null]"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
what_is_not_there_is_told(void **state)
{
	static const struct ask_row rows[] = {
	    {"GET", CASES "/case=2026-000002", NULL, 404,
		"\"error-path\":\"" CASES "/case=2026-000002\",\"error-message\":\"case "
		"2026-000002: not found\""},
	    {"GET", CASES "/case", NULL, 400, "'case' wants 1 keys, not 0"},
	    {"GET", CASES "/case=a,b", NULL, 400, "invalid-value"},
	    {"GET", CASES "/nonsense", NULL, 404, "no node 'nonsense'"},
	    {"GET", CASES "/case=2026-000001/state/x", NULL, 404,
		"nothing below 'state'"},
	    {"GET", CASES "/other:case=2026-000001", NULL, 404, "no module 'other'"},
	    {"GET", "/restconf/data/vigie-cases:agents", NULL, 404, "no data"},
	    {"GET", "/restconf/data/cases", NULL, 400, "without its module"},
	    {"GET", CASES "?depth=0", NULL, 400, "'depth'"},
	    {"GET", CASES "?content=config", NULL, 404, "no configuration"},
	    {"GET", "/else", NULL, 404, "no such resource"},
	    {"PUT", CASES, "{}", 405, "operation-not-supported"},
	    {"DELETE", CASES, NULL, 405, "operation-not-supported"},
	    {"GET", "/restconf/operations/vigie-cases:take", NULL, 405,
		"not this method"},
	    {"GET", "/restconf/streams/none", NULL, 404, "no such stream"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

#define TAKE "/restconf/operations/vigie-cases:take"
#define NOTE "/restconf/operations/vigie-cases:note"

static void
operations_are_parsed_strictly(void **state)
{
	static const struct ask_row rows[] = {
	    {"POST", TAKE, "{\"vigie-cases:input\":{\"case\":\"2026-000001\"," KEY "}}",
		200,
		"{\"vigie-cases:output\":{\"case\":\"2026-000001\",\"state\":\"in-hand\"}"
		"}"},
	    {"POST", TAKE, "{\"vigie-cases:input\":{\"case\":\"2026-000009\"," KEY "}}",
		409,
		"\"error-app-tag\":\"refused-by-policy\",\"error-message\":\"P9: "
		"somebody must "
		"own it: \\\"assign\\\"\""},
	    {"POST", NOTE,
		" {\n\"vigie-cases:input\" : "
		"{\"case\":\"2026-000001\",\"text\":\"x\"," KEY "}}",
		204, NULL},
	    {"POST", TAKE, "", 400, "the body is not"},
	    {"POST", TAKE, "{}", 400, "the body is not"},
	    {"POST", TAKE, "[]", 400, "malformed-message"},
	    {"POST", TAKE, "{\"vigie-cases:take\":{}}", 400, "malformed-message"},
	    {"POST", TAKE, "{\"vigie-cases:inputs\":{}}", 400, "malformed-message"},
	    {"POST", TAKE, "{\"vigie-cases:input\":{\"case\":\"2026-000001\"}}", 400,
		"idempotency-key"},
	    {"POST", TAKE, "{\"vigie-cases:input\":{\"case\":\"7\"," KEY "}}", 400,
		"a case is written YYYY-NNNNNN"},
	    {"POST", TAKE,
		"{\"vigie-cases:input\":{\"case\":\"2026-000001\"," KEY ",\"x\":1}}", 400,
		"invalid-value"},
	    {"POST", TAKE,
		"{\"vigie-cases:input\":{\"case\":\"2026-000001\"," KEY
		"},\"vigie-cases:note\":{\"case\":\"2026-000001\",\"text\":\"x\"," KEY
		"}}",
		400, "error"},
	    {"POST", TAKE, "{\"vigie-cases:input\":{\"case\":\"2026-000001\"," KEY "}",
		400, "error"},
	    {"POST", TAKE, "{\"vigie-cases:input\":[", 400, "error"},
	    {"POST", "/restconf/operations/vigie-cases:close", "{}", 404,
		"no such operation"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
fields_are_heeded(void **state)
{
	static const struct {
		const char *name, *value, *method, *target;
		long status;
	} rows[] = {
	    {"Vigie-User", "mallory", "GET", CASES, 403},
	    {"Vigie-User", "mallory", "GET", "/else", 403},
	    {"Content-Type", "application/xml", "POST", TAKE, 415},
	    {"Accept", "application/xml", "GET", CASES, 406},
	};
	struct vg_detail detail;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_fetch *fetch = vg_fetch_new(path, 5000);
		struct vg_fetch_reply reply;
		/* libcurl sends the first of two fields of a name, evhttp reads the first. */
		vg_fetch_add(fetch, rows[i].name, rows[i].value);
		assert_int_equal(
		    vg_fetch_send(fetch, rows[i].method, rows[i].target,
			rows[i].method[0] == 'P' ? "{}" : NULL, &reply, &detail),
		    VG_OK);
		assert_int_equal(reply.status, rows[i].status);
		vg_fetch_reply_fini(&reply);
		vg_fetch_free(fetch);
	}
}

static bool
see_event(const char *id, const char *data, void *cookie)
{
	char *seen = cookie;

	snprintf(seen, 512, "%s %s", id, data);
	return false;
}

static void
events_come(void **state)
{
	static const struct ask_row take = {"POST", TAKE,
	    "{\"vigie-cases:input\":{\"case\":\"2026-000001\"," KEY "}}", 200, "in-hand"};
	struct vg_fetch *fetch = vg_fetch_new(path, 5000);
	struct vg_fetch_reply reply;
	struct vg_detail detail;
	char seen[512] = "";

	(void)state;
	check_rows(&take, 1);
	assert_int_equal(vg_fetch_stream(fetch, "/restconf/streams/vigie", "0", 5000,
			     see_event, seen, &reply, &detail),
	    VG_OK);
	assert_string_equal(seen,
	    "1 {\"ietf-restconf:notification\":{\"eventTime\":\"2026-07-09T12:00:00Z\","
	    "\"vigie-cases:vigie-event\":{\"sequence\":\"1\",\"kind\":\"case-changed\"}}"
	    "}");
	/* Nothing comes: the limit ends it, which is no error. */
	seen[0] = '\0';
	assert_int_equal(vg_fetch_stream(fetch, "/restconf/streams/vigie", NULL, 50,
			     see_event, seen, &reply, &detail),
	    VG_OK);
	assert_string_equal(seen, "");
	assert_int_equal(vg_fetch_stream(fetch, "/restconf/streams/other", NULL, 500,
			     see_event, seen, &reply, &detail),
	    VG_EINVAL);
	assert_int_equal(reply.status, 404);
	assert_non_null(strstr(reply.body, "no such stream"));
	vg_fetch_reply_fini(&reply);
	vg_fetch_free(fetch);
}

static void
nobody_answers(void **state)
{
	struct vg_fetch *fetch = vg_fetch_new("/tmp/vigie-no-such/sock", 1000);
	struct vg_fetch_reply reply;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(
	    vg_fetch_send(fetch, "GET", "/", NULL, &reply, &detail), VG_EUNREACH);
	assert_string_equal(
	    detail.text, "/tmp/vigie-no-such/sock: No such file or directory");
	vg_fetch_free(fetch);
}

static void
paths_are_parsed(void **state)
{
	static const struct {
		const char *path;
		int code;
		const char *canon; /* module:name=key|key/... */
	} rows[] = {
	    {"", VG_OK, ""},
	    {"/", VG_OK, ""},
	    {"/m:a", VG_OK, "/m:a"},
	    {"/m:a/b=1", VG_OK, "/m:a/:b=1"},
	    {"/m:a/b=x%2Fy,z%3Ap,", VG_OK, "/m:a/:b=x/y|z:p|"},
	    {"/m:a/b=%252F", VG_OK, "/m:a/:b=%2F"},
	    {"/m:a/b=", VG_OK, "/m:a/:b="},
	    {"/m:a/n:b=%C3%A9", VG_OK, "/m:a/n:b=é"},
	    {"/a", VG_EPARSE, NULL},
	    {"m:a", VG_EPARSE, NULL},
	    {"//m:a", VG_EPARSE, NULL},
	    {"/m:a/", VG_EPARSE, NULL},
	    {"/m:a//b", VG_EPARSE, NULL},
	    {"/m:1a", VG_EPARSE, NULL},
	    {"/:a", VG_EPARSE, NULL},
	    {"/m:", VG_EPARSE, NULL},
	    {"/m:a/b=%", VG_EPARSE, NULL},
	    {"/m:a/b=%00", VG_EPARSE, NULL},
	    {"/m:a/b=%FF", VG_EPARSE, NULL},
	    {"/m:a/b=1,2,3,4,5,6,7,8,9", VG_ELIMIT, NULL},
	    {"/m:a/b/b/b/b/b/b/b/b", VG_ELIMIT, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restpath parsed;
		struct vg_detail detail = {0};
		char canon[256] = "";
		int err = vg_restpath_parse(rows[i].path, &parsed, &detail);
		for (size_t s = 0; err == VG_OK && s < parsed.n_steps; s++) {
			const struct vg_restpath_step *step = &parsed.steps[s];
			size_t used = strlen(canon);
			snprintf(canon + used, sizeof(canon) - used, "/%s:%s",
			    step->module, step->name);
			for (size_t k = 0; k < step->n_keys; k++) {
				used = strlen(canon);
				snprintf(canon + used, sizeof(canon) - used, "%s%s",
				    k ? "|" : "=", step->keys[k]);
			}
		}
		if (err != rows[i].code ||
		    (err == VG_OK && strcmp(canon, rows[i].canon) != 0) ||
		    (err != VG_OK && !detail.text[0]))
			fail_msg("%s: %d %s (%s)", rows[i].path, err, canon, detail.text);
	}
}

static void
queries_are_parsed(void **state)
{
	static const struct {
		const char *query;
		int code;
		unsigned depth;
		int content;
		size_t limit;
	} rows[] = {
	    {"", VG_OK, 0, VG_RESTPATH_ALL, 0},
	    {"depth=3&limit=100", VG_OK, 3, VG_RESTPATH_ALL, 100},
	    {"depth=unbounded&content=nonconfig", VG_OK, 0, VG_RESTPATH_NONCONFIG, 0},
	    {"content=con%66ig", VG_OK, 0, VG_RESTPATH_CONFIG, 0},
	    {"depth=0", VG_EINVAL, 0, 0, 0},
	    {"depth=65536", VG_EINVAL, 0, 0, 0},
	    {"depth=1&depth=1", VG_EINVAL, 0, 0, 0},
	    {"depth", VG_EINVAL, 0, 0, 0},
	    {"content=some", VG_EINVAL, 0, 0, 0},
	    {"limit=1001", VG_EINVAL, 0, 0, 0},
	    {"limit=0", VG_EINVAL, 0, 0, 0},
	    {"limit=1000&after=queue.0.1.-4.2026-000001&mine=true", VG_OK, 0, 0, 1000},
	    {"after=", VG_EINVAL, 0, 0, 0},
	    {"after=%00a", VG_EINVAL, 0, 0, 0},
	    {"client=%ff", VG_EINVAL, 0, 0, 0},
	    {"mine=false", VG_EINVAL, 0, 0, 0},
	    {"state=closed", VG_EINVAL, 0, 0, 0},
	    {"owner=a&owner=b", VG_EINVAL, 0, 0, 0},
	    {"fields=a", VG_EINVAL, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restpath_query q;
		struct vg_detail detail;
		int err = vg_restpath_query_parse(rows[i].query, &q, &detail);
		if (err != rows[i].code ||
		    (err == VG_OK &&
			(q.depth != rows[i].depth || (int)q.content != rows[i].content ||
			    q.limit != rows[i].limit)))
			fail_msg("%s: %d", rows[i].query, err);
	}
}

static void
text_is_quoted(void **state)
{
	struct vg_buf out;

	(void)state;
	vg_buf_init(&out, 0);
	vg_resterror_quote(&out, "a\"b\\c\n\x01é");
	assert_string_equal(vg_buf_text(&out), "\"a\\\"b\\\\c\\u000a\\u0001é\"");
	vg_buf_reset(&out);
	vg_resterror_quote(&out, "x\xff");
	assert_string_equal(vg_buf_text(&out), "\"x?\"");
	vg_buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paths_are_parsed),
	    cmocka_unit_test(queries_are_parsed),
	    cmocka_unit_test(text_is_quoted),
	    cmocka_unit_test_setup_teardown(data_are_given, start, stop),
	    cmocka_unit_test_setup_teardown(what_is_not_there_is_told, start, stop),
	    cmocka_unit_test_setup_teardown(operations_are_parsed_strictly, start, stop),
	    cmocka_unit_test_setup_teardown(fields_are_heeded, start, stop),
	    cmocka_unit_test_setup_teardown(events_come, start, stop),
	    cmocka_unit_test(nobody_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
