/* A RESTCONF server in a process of its own, asked by lib/fetch over its socket. */
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

static uint64_t published;

static void
write_event(struct vg_restdata *data, const void *what)
{
	vg_restdata_uint(data, "sequence", *(const uint64_t *)what);
	vg_restdata_leaf(data, "kind", "case-changed");
}

static void
publish_one(uint64_t id)
{
	const struct vg_rest_news news = {
	    "vigie-cases:vigie-event", id, {1783598400000000}, write_event, &id};

	vg_rest_publish(rest, "vigie", &news, NULL, NULL);
}

static void
publish(void)
{
	publish_one(++published);
}

/* What a client missed is told again by who remembers it. */
static int
past(struct vg_sse_place *place, size_t rows, void *cookie)
{
	(void)cookie;
	for (size_t i = 0; i < rows && place->after < published; i++)
		publish_one(++place->after);
	place->is_level = place->after == published;
	return VG_OK;
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
	(void)caller, (void)input, (void)output, (void)detail, (void)cookie;
	return VG_OK;
}

/* Tells what came, by the reply: the action's keys, the edit's parts. */
static int
set_state(const struct vg_rest_caller *caller, const struct vg_restpath *where,
    const struct vg_node *input, struct vg_restdata *output, struct vg_detail *detail,
    void *cookie)
{
	(void)caller;
	(void)output;
	(void)cookie;
	return vg_detail_set(detail, VG_EPOLICY, "%s %s %s", where->steps[2].keys[0],
	    where->steps[2].keys[1], vg_tree_text(input, "state", "none"));
}

static int
purge(const struct vg_rest_caller *caller, const struct vg_restpath *where,
    const struct vg_node *input, struct vg_restdata *output, struct vg_detail *detail,
    void *cookie)
{
	(void)caller, (void)where, (void)input, (void)detail, (void)cookie;
	vg_restdata_uint(output, "purged-alarms", 3);
	return VG_OK;
}

static int
edit(const struct vg_rest_edit *asked, struct vg_rest_edited *edited, char *wrong,
    struct vg_detail *detail, void *cookie)
{
	(void)cookie;
	if (asked->if_match && strcmp(asked->if_match, "\"r1\"") != 0)
		return vg_detail_set(detail, VG_ECONFLICT, "revision 1 is in force");
	if (asked->method == VG_REST_CREATE) {
		edited->created = true;
		return VG_OK;
	}
	strcpy(wrong, "/a:b");
	return vg_detail_set(detail, VG_EINVAL, "%d %zu %zu %s", (int)asked->method,
	    asked->path->n_steps, asked->size, asked->body);
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
	rest = vg_rest_new(loop, context, "test", who, NULL);
	vg_rest_add_data(rest, "vigie-cases:cases", get_cases, NULL);
	vg_rest_add_data(rest, "vigie-cases:alarms", get_alarms, NULL);
	vg_rest_add_operation(rest, "vigie-cases:take", run_take, NULL);
	vg_rest_add_operation(rest, "vigie-cases:note", run_note, NULL);
	vg_rest_add_action(rest, "ietf-alarms:alarms/alarm-list/alarm/set-operator-state",
	    set_state, NULL);
	vg_rest_add_action(
	    rest, "ietf-alarms:alarms/alarm-list/purge-alarms", purge, NULL);
	if (getenv("VIGIE_TEST_EDITS"))
		vg_rest_set_edit(rest, NULL, edit, NULL);
	vg_rest_add_stream(rest, "vigie", NULL, past, NULL);
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
start_edited(void **state)
{
	setenv("VIGIE_TEST_EDITS", "1", 1);
	int code = start(state);
	unsetenv("VIGIE_TEST_EDITS");
	return code;
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
check_rows_with(const char *name, const char *value, const struct ask_row *rows, size_t n)
{
	struct vg_fetch *fetch = vg_fetch_new(path, 5000);
	struct vg_detail detail = {0};

	if (name[0])
		vg_fetch_add(fetch, name, value);

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

static void
check_rows(const struct ask_row *rows, size_t n)
{
	check_rows_with("", "", rows, n);
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
	    {"GET", CASES "/case=2026-000001?fields=title;target/name", NULL, 200,
		"{\"vigie-cases:case\":[{\"id\":\"2026-000001\",\"title\":\"\\\"é\\\"\","
		"\"target\":[{\"name\":\"client-told\",\"part\":\"\"}]}]}"},
	    {"GET", CASES "?fields=case(state;vigie-cases:owner;other:title)", NULL, 200,
		"{\"vigie-cases:cases\":{\"case\":[{\"id\":\"2026-000001\",\"state\":"
		"\"new\"}]}}"},
	    {"GET", CASES "?fields=case(state;vigie-cases:owner;other:title", NULL, 400,
		"fields: not understood"},
	    {"GET", CASES "/case=2026-000001?with-defaults=report-all", NULL, 200,
		"\"id\":\"2026-000001\""},
	    {"GET", CASES "?start-time=2026-07-09T12:00:00Z", NULL, 400,
		"of streams only"},
	    {"GET", "/restconf", NULL, 200, "\"yang-library-version\""},
	    {"GET",
		"/restconf/data/ietf-yang-library:yang-library?fields=module-set/module",
		NULL, 200, "\"name\":\"vigie-cases\""},
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
	    {"GET", CASES "?content=config", NULL, 404, "no such data"},
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

#define ALARMS "/restconf/data/ietf-alarms:alarms/alarm-list"
#define ONE ALARMS "/alarm=device%2Fne-7,vigie-alarm-types%3Apsu-failed,"

static void
actions_are_run(void **state)
{
	static const struct ask_row rows[] = {
	    {"POST", ONE "/set-operator-state",
		"{\"ietf-alarms:input\":{\"state\":\"ack\"}}", 409,
		"device/ne-7 vigie-alarm-types:psu-failed ack"},
	    {"POST", ONE "/ietf-alarms:set-operator-state",
		"{\"ietf-alarms:input\":{\"state\":\"ack\"}}", 409, " ack"},
	    {"POST", ALARMS "/purge-alarms",
		"{\"ietf-alarms:input\":{\"alarm-clearance-status\":\"any\"}}", 200,
		"{\"ietf-alarms:output\":{\"purged-alarms\":3}}"},
	    {"POST", ALARMS "/purge-alarms", "{\"ietf-alarms:input\":{}}", 400,
		"alarm-clearance-status"},
	    {"POST", ONE "/set-operator-state", "", 400, "state"},
	    {"POST", ONE "/set-operator-state",
		"{\"ietf-alarms:input\":{\"state\":\"shelved\"}}", 400, "invalid-value"},
	    /* Nothing can be put beside the action. */
	    {"POST", ONE "/set-operator-state",
		"{\"ietf-alarms:input\":{\"state\":\"ack\"},\"is-cleared\":true}", 400,
		"the body is not"},
	    {"POST", ONE "/set-operator-state",
		"{\"ietf-alarms:input\":{\"state\":\"ack\",\"state\":\"none\"}}", 400,
		"the body is not"},
	    {"POST", ALARMS "/alarm=a/set-operator-state",
		"{\"ietf-alarms:input\":{\"state\":\"ack\"}}", 400, "wants 3 keys"},
	    {"POST", ALARMS "/compress-alarms", "{\"ietf-alarms:input\":{}}", 405,
		"not-supported"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
edits_are_handed_on(void **state)
{
	static const struct ask_row rows[] = {
	    {"PUT", CASES "/case=1", "{}", 400,
		"\"error-path\":\"/a:b\",\"error-message\":\"1 2 2 {}\""},
	    {"PATCH", CASES, "{\"a\":1}", 400, "2 1 7 {\\\"a\\\":1}"},
	    {"POST", CASES, "{}", 201, NULL},
	    {"POST", "/restconf/data", "{}", 201, NULL},
	};
	static const struct ask_row late = {
	    "POST", CASES, "{}", 412, "revision 1 is in force"};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
	check_rows_with("If-Match", "\"r0\"", &late, 1);
}

static void
xml_is_given(void **state)
{
	static const struct ask_row rows[] = {
	    {"GET", CASES "/case=2026-000001?depth=1", NULL, 200,
		"<case xmlns=\"urn:vigie:vigie-cases\"><id>2026-000001</id></case>"},
	    {"GET", "/restconf/data?depth=2", NULL, 200,
		"ietf-restconf-monitoring\"/><cases xmlns=\"urn:vigie:vigie-cases\"/>"},
	    {"GET", CASES "/case=2026-000002", NULL, 404, "<error-tag>invalid-value"},
	};

	(void)state;
	check_rows_with(
	    "Accept", "application/yang-data+xml", rows, sizeof(rows) / sizeof(rows[0]));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(data_are_given, start, stop),
	    cmocka_unit_test_setup_teardown(what_is_not_there_is_told, start, stop),
	    cmocka_unit_test_setup_teardown(actions_are_run, start, stop),
	    cmocka_unit_test_setup_teardown(edits_are_handed_on, start_edited, stop),
	    cmocka_unit_test_setup_teardown(xml_is_given, start, stop),
	    cmocka_unit_test_setup_teardown(operations_are_parsed_strictly, start, stop),
	    cmocka_unit_test_setup_teardown(fields_are_heeded, start, stop),
	    cmocka_unit_test_setup_teardown(events_come, start, stop),
	    cmocka_unit_test(nobody_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
