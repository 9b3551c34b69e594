/*
 * Configuration trees: what the models take and what they refuse, and that a refusal names
 * file, line or data path, and the value seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/yang/tree.h"

static struct vg_context *context;

static int
set_up(void **state)
{
	struct vg_detail detail;

	(void)state;
	if (vg_context_new(&context, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_context_free(context);
	return 0;
}

#define AGENT_HEAD                                                                       \
	"{\"vigie-agent:agent\":{\"name\":\"lyon-2\",\"site\":\"lyon-2\",\n"             \
	"\"collector\":[{\"name\":\"main\",\"address\":\"127.0.0.1\",\"port\":16200,"    \
	"\"user\":\"lyon-2\",\"credential\":\"lyon-2\"}],\n"

#define DEVICE(more)                                                                     \
	"\"device\":[{\"name\":\"ne-7\",\"site\":\"lyon-2\",\"supplier\":\"allot\",\n"   \
	"\"snmp\":{\"address\":\"127.1.7.1\",\"credential\":\"ne-7\"," more "}}]"

static const char agent_good[] = AGENT_HEAD
    "\"poll\":{\"timeout-ms\":2000,\"tries\":3},\n" DEVICE("\"version\":\"v2c\"") "}}";

#define COLLECTOR(supplier, contract, device)                                            \
	"{\"vigie-collector:collector\":{\"name\":\"noc\",\n"                            \
	"\"integrator\":{\"name\":\"Merisac\",\"zone\":\"Europe/Paris\"},\n"             \
	"\"listen\":[{\"name\":\"main\",\"address\":\"127.0.0.1\",\"port\":16200}],\n"   \
	"\"supplier\":[{\"name\":\"allot\"" supplier "}],\n"                             \
	"\"client\":[{\"name\":\"clinique-a\"}],\n"                                      \
	"\"site\":[{\"name\":\"lyon-2\",\"client\":\"clinique-a\"}],\n"                  \
	"\"calendar\":[{\"name\":\"always\"}],\n"                                        \
	"\"contract\":[{\"name\":\"c-2026-7\",\"client\":\"clinique-a\","                \
	"\"supplier\":\"allot\"" contract "}],\n"                                        \
	"\"device\":[{\"name\":\"ne-7\",\"site\":\"lyon-2\",\"supplier\":\"allot\","     \
	"\"contract\":\"c-2026-7\"" device "}],\n"                                       \
	"\"agent\":[{\"name\":\"lyon-2\",\"site\":\"lyon-2\",\"user\":\"lyon-2\","       \
	"\"credential\":\"lyon-2\"}]}}"

#define INCLUDED ",\"delegation\":\"included\""
#define TERM ",\"from\":\"2026-01-01\",\"until\":\"2028-12-31\",\"calendar\":\"always\""
#define DELEGATED ",\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"delegated\"}]"
#define AGENT ",\"agent\":\"lyon-2\""
/* Ends the device, and begins what COLLECTOR ends. */
#define SENDER(list, line)                                                               \
	"}],\"intake\":{\"" list "\":[{" line                                            \
	"}]},\"forwarder\":[{\"name\":\"f\",\"address\":[\"10.0.0.9\"]"

static const char collector_good[] = COLLECTOR(INCLUDED, TERM DELEGATED, AGENT);

#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG X40 X40 X40 X40 X40 X40 X40 X40 X40 X40 X40 X40

struct row {
	const char *what;
	const char *top;
	const char *text;
	int code;
	const char *said[3]; /* each must stand in the sentence */
};

static const struct row rows[] = {
    {"agent", VG_TREE_AGENT, agent_good, VG_OK, {0}},
    {"collector", VG_TREE_COLLECTOR, collector_good, VG_OK, {0}},
    {"empty", VG_TREE_AGENT, " \n", VG_EPARSE, {"T.json: is empty"}},
    {"syntax", VG_TREE_AGENT, "{\"vigie-agent:agent\":{\n\"name\":\"a\",\n}}", VG_EPARSE,
	{"T.json:3:"}},
    {"no object", VG_TREE_AGENT, "[]", VG_EPARSE, {"T.json:1:", "array"}},
    {"line feed in a name", VG_TREE_AGENT, "{\"vigie-agent:agent\":{\"name\":\"a\nb\"}}",
	VG_EPARSE, {"T.json:1:", "\"a \""}},
    {"comment", VG_TREE_AGENT, "{\n// so\n}", VG_EPARSE, {"T.json:2:", "// so"}},
    {"another top", VG_TREE_COLLECTOR, agent_good, VG_EINVAL,
	{"T.json: holds agent beside vigie-collector:collector"}},
    {"no such module", VG_TREE_AGENT, "{\"nagios:agent\":{}}", VG_EINVAL,
	{"T.json:1:", "nagios"}},
    {"unknown leaf", VG_TREE_AGENT, AGENT_HEAD "\"poll\":{\"retries\":3}}}", VG_EINVAL,
	{"T.json:3:", "retries", "/vigie-agent:agent"}},
    {"wrong type", VG_TREE_AGENT, AGENT_HEAD "\"poll\":{\"tries\":\"three\"}}}",
	VG_EINVAL, {"T.json:3:", "tries", "three"}},
    {"out of range", VG_TREE_AGENT, AGENT_HEAD "\"poll\":{\"tries\":99}}}", VG_EINVAL,
	{"T.json:3:", "/vigie-agent:agent/poll/tries", "99"}},
    {"pattern", VG_TREE_AGENT, "{\"vigie-agent:agent\":{\n\"name\":\"lyon 2\"}}",
	VG_EINVAL, {"T.json:2:", "lyon 2", "letters, digits and - . _ : only"}},
    {"mandatory", VG_TREE_AGENT, "{\"vigie-agent:agent\":{\"name\":\"a\"}}", VG_EINVAL,
	{"T.json: /vigie-agent:agent/site:", "Mandatory"}},
    {"doubled key", VG_TREE_AGENT,
	AGENT_HEAD "\"device\":[{\"name\":\"x\",\"site\":\"s\",\"supplier\":\"allot\","
		   "\"snmp\":{\"address\":\"127.1.7.1\",\"version\":\"v2c\","
		   "\"credential\":\"x\"}},\n{\"name\":\"x\",\"site\":\"s\","
		   "\"supplier\":\"allot\",\"snmp\":{\"address\":\"127.1.7.2\","
		   "\"version\":\"v2c\",\"credential\":\"x\"}}]}}",
	VG_EINVAL, {"T.json:", "Duplicate", "device[name='x']"}},
    {"must", VG_TREE_AGENT, AGENT_HEAD DEVICE("\"version\":\"v3\"") "}}", VG_EINVAL,
	{"T.json: /vigie-agent:agent/device[name='ne-7']/snmp:",
	    "an SNMPv3 device needs its user"}},
    {"address as name", VG_TREE_AGENT,
	AGENT_HEAD "\"device\":[{\"name\":\"10.0.0.7\",\"site\":\"s\"}]}}", VG_EINVAL,
	{"is no address", "10.0.0.7"}},
    {"IPv6 address as name", VG_TREE_AGENT,
	AGENT_HEAD "\"device\":[{\"name\":\"fe80::7\",\"site\":\"s\"}]}}", VG_EINVAL,
	{"is no address", "fe80::7"}},
    {"whole IPv6 address as name", VG_TREE_AGENT,
	AGENT_HEAD "\"device\":[{\"name\":\"2001:db8:0:0:0:0:0:7\",\"site\":\"s\"}]}}",
	VG_EINVAL, {"is no address", "2001:db8:0:0:0:0:0:7"}},
    {"a name like an address", VG_TREE_AGENT,
	AGENT_HEAD "\"device\":[{\"name\":\"rack:7:ne\",\"site\":\"s\"}]}}", VG_EINVAL,
	{"a device needs a way to be asked", "rack:7:ne"}},
    {"credential that begins with a dot", VG_TREE_AGENT,
	"{\"vigie-agent:agent\":{\"name\":\"a\",\"site\":\"s\",\"collector\":[\n"
	"{\"name\":\"m\",\"address\":\"127.0.0.1\",\"user\":\"u\",\n"
	"\"credential\":\".u\"}]}}",
	VG_EINVAL, {"T.json:3:", ".u", "does not begin with a dot"}},
    {"user on v2c", VG_TREE_AGENT,
	AGENT_HEAD DEVICE("\"version\":\"v2c\",\"user\":\"x\"") "}}", VG_EINVAL,
	{"has a community"}},
    {"credential outside its folder", VG_TREE_AGENT,
	"{\"vigie-agent:agent\":{\"name\":\"a\",\"site\":\"s\",\"collector\":[\n"
	"{\"name\":\"m\",\"address\":\"127.0.0.1\",\"user\":\"u\",\n"
	"\"credential\":\"../u\"}]}}",
	VG_EINVAL, {"T.json:3:", "../u", "without a folder"}},
    {"two collectors", VG_TREE_AGENT,
	"{\"vigie-agent:agent\":{\"name\":\"a\",\"site\":\"s\",\"collector\":["
	"{\"name\":\"m\",\"address\":\"127.0.0.1\",\"user\":\"u\",\"credential\":\"u\"},"
	"{\"name\":\"n\",\"address\":\"127.0.0.1\",\"user\":\"u\",\"credential\":\"u\"}]}"
	"}",
	VG_EINVAL, {"Too many", "collector"}},
    {"leafref", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED, ",\"agent\":\"paris-1\""), VG_EINVAL,
	{"T.json: /vigie-collector:collector/device[name='ne-7']/agent", "paris-1"}},
    {"P1 period", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED,
	    ",\"from\":\"2028-01-01\",\"until\":\"2026-12-31\",\"calendar\":\"always\""
	    ",\"mode\":[{\"from\":\"2028-01-01\",\"mode\":\"delegated\"}]",
	    AGENT),
	VG_EINVAL, {"P1:", "contract[name='c-2026-7']"}},
    {"P2 no mode", VG_TREE_COLLECTOR, COLLECTOR(INCLUDED, TERM, AGENT), VG_EINVAL,
	{"P2: a contract says its support mode"}},
    {"no such mode", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED,
	    TERM ",\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"whole\"}]", AGENT),
	VG_EINVAL, {"\"whole\"", "It is one of: ", "partial"}},
    {"a mode of 480 letters", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED,
	    TERM ",\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"" LONG "\"}]", AGENT),
	VG_EINVAL, {"contract[name='c-2026-7']", "Invalid enumeration value", "xxx"}},
    {"P2 duties", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED,
	    TERM ",\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"partial\"}]", AGENT),
	VG_EINVAL, {"P2: a partial contract lists"}},
    {"P3 surcharge", VG_TREE_COLLECTOR, COLLECTOR("", TERM DELEGATED, AGENT), VG_EINVAL,
	{"P3:", "surcharge-order is missing"}},
    {"P3 surcharge paid", VG_TREE_COLLECTOR,
	COLLECTOR("", TERM DELEGATED ",\"surcharge-order\":\"PO 12\"", AGENT), VG_OK,
	{0}},
    {"P5 direct", VG_TREE_COLLECTOR,
	COLLECTOR(",\"direct\":\"not-offered\"",
	    TERM ",\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"direct\"}]", AGENT),
	VG_EINVAL, {"P5:"}},
    {"P6 no calendar", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, ",\"from\":\"2026-01-01\",\"until\":\"2028-12-31\"" DELEGATED,
	    AGENT),
	VG_EINVAL, {"calendar"}},
    {"v2c without a reason", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED,
	    SENDER("source", "\"address\":\"10.0.0.0/8\",\"credential\":\"x\"")),
	VG_EINVAL, {"reason"}},
    {"v2c for an empty reason", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED,
	    SENDER("source",
		"\"address\":\"10.0.0.1\",\"credential\":\"x\",\"reason\":\"\"")),
	VG_EINVAL, {"anybody can forge them"}},
    {"a low level without a reason", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED,
	    SENDER("trap-user",
		"\"name\":\"n\",\"engine\":\"any\",\"credential\":\"x\","
		"\"minimum-level\":\"authNoPriv\"")),
	VG_EINVAL, {"needs a reason"}},
    {"a user without a credential", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED,
	    SENDER("trap-user", "\"name\":\"n\",\"engine\":\"80001f8804\"")),
	VG_EINVAL, {"needs a credential"}},
    {"a way out by the name of mails", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED,
	    "}],\"outway\":[{\"name\":\"mail\",\"kind\":\"alertmanager\","
	    "\"url\":\"http://127.0.0.1/\""),
	VG_EINVAL, {"mail is the way of mails"}},
    {"an engine that is none", VG_TREE_COLLECTOR,
	COLLECTOR(INCLUDED, TERM DELEGATED,
	    SENDER("trap-user", "\"name\":\"n\",\"engine\":\"80\",\"credential\":\"x\"")),
	VG_EINVAL, {"80"}},
};

static void
check_row(const struct row *row)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;
	int code = vg_tree_parse(context, row->text, "T.json", row->top, &tree, &detail);

	if (code != row->code)
		fail_msg("%s: %s: %s", row->what, vg_error_name(code), detail.text);
	assert_true((tree != NULL) == (code == VG_OK));
	for (size_t i = 0; i < 3 && row->said[i]; i++) {
		if (!strstr(detail.text, row->said[i]))
			fail_msg("%s: \"%s\" not in: %s", row->what, row->said[i],
			    detail.text);
	}
	vg_tree_free(tree);
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
}

static struct vg_tree *
load(const char *text, const char *top)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;

	if (vg_tree_parse(context, text, "T.json", top, &tree, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return tree;
}

static void
test_walk(void **state)
{
	struct vg_tree *tree = load(agent_good, VG_TREE_AGENT);
	const struct vg_node *top = vg_tree_top(tree);
	const struct vg_node *device = vg_tree_entry(top, "device", "ne-7");
	const struct vg_node *snmp = vg_tree_child(device, "snmp");
	char path[128];

	(void)state;
	assert_non_null(snmp);
	assert_string_equal(vg_tree_text(top, "name", ""), "lyon-2");
	assert_int_equal(vg_tree_int(vg_tree_child(top, "poll"), "tries", 0), 3);
	assert_int_equal(
	    vg_tree_int(vg_tree_child(top, "poll"), "interval-ms", 0), 60000);
	assert_int_equal(vg_tree_int(vg_tree_child(top, "poll"), "none", -4), -4);
	assert_true(vg_tree_bool(device, "enabled", false));
	assert_string_equal(vg_tree_text(snmp, "version", ""), "v2c");
	assert_int_equal(vg_tree_count(top, "device"), 1);
	assert_int_equal(vg_tree_count(top, "listen"), 0);
	assert_null(vg_tree_entry(top, "device", "ne-8"));
	assert_null(vg_tree_next(device));
	assert_null(vg_tree_child(NULL, "x"));
	vg_tree_path(snmp, path, sizeof(path));
	assert_string_equal(path, "/vigie-agent:agent/device[name='ne-7']/snmp");
	vg_tree_free(tree);
}

/* What is printed loads again and is the same tree; defaults are not written. */
static void
test_print(void **state)
{
	struct vg_tree *tree = load(collector_good, VG_TREE_COLLECTOR);
	char *first = vg_tree_print(tree);
	struct vg_tree *again = load(first, VG_TREE_COLLECTOR);
	char *second = vg_tree_print(again);
	char *diff = vg_tree_diff(tree, again, NULL);

	(void)state;
	assert_string_equal(first, second);
	assert_string_equal(diff, "");
	assert_null(strstr(first, "retroactive"));
	free(diff);
	free(first);
	free(second);
	vg_tree_free(tree);
	vg_tree_free(again);
}

static void
test_diff(void **state)
{
	struct vg_tree *old = load(collector_good, VG_TREE_COLLECTOR);
	struct vg_tree *new =
	    load(COLLECTOR(INCLUDED ",\"description\":\"boxes\"",
		     ",\"from\":\"2026-01-01\",\"until\":\"2029-12-31\","
		     "\"calendar\":\"always\"" DELEGATED,
		     ""),
		VG_TREE_COLLECTOR);
	char *diff = vg_tree_diff(old, new, NULL);
	char *all = vg_tree_diff(NULL, old, NULL);

	(void)state;
	assert_non_null(strstr(diff,
	    "+ /vigie-collector:collector/supplier[name='allot']/description = boxes\n"));
	assert_non_null(strstr(diff,
	    "~ /vigie-collector:collector/contract[name='c-2026-7']/until = 2028-12-31 "
	    "-> "
	    "2029-12-31\n"));
	assert_non_null(strstr(
	    diff, "- /vigie-collector:collector/device[name='ne-7']/agent = lyon-2\n"));
	assert_null(strstr(diff, "calendar"));
	assert_non_null(strstr(all, "+ /vigie-collector:collector/name = noc\n"));
	free(diff);
	free(all);
	vg_tree_free(old);
	vg_tree_free(new);
}

static void
test_file(void **state)
{
	char path[] = "/tmp/vigie-tree-XXXXXX";
	struct vg_detail detail;
	struct vg_tree *tree = NULL;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(
	    write(fd, agent_good, strlen(agent_good)), (ssize_t)strlen(agent_good));
	close(fd);
	assert_int_equal(
	    vg_tree_load(context, path, VG_TREE_AGENT, &tree, &detail), VG_OK);
	vg_tree_free(tree);
	unlink(path);
	assert_int_equal(
	    vg_tree_load(context, path, VG_TREE_AGENT, &tree, &detail), VG_ENOENT);
	assert_non_null(strstr(detail.text, path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_walk),
	    cmocka_unit_test(test_print),
	    cmocka_unit_test(test_diff),
	    cmocka_unit_test(test_file),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
