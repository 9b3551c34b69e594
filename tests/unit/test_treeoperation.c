/*
 * NETCONF's operations on a tree, at each kind of node: RFC 6241 section 7.2, RFC 7950 sections 7.5
 * to 7.9 and 8.3; and RESTCONF's methods, RFC 8040 section 4.
 */
#include "tests/unit/treebench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/yang/treeoperation.h"

static const char base[] =
    "{\"vigie-collector:collector\":{\"name\":\"noc\","
    "\"integrator\":{\"name\":\"Merisac\",\"trusted-mta\":[\"mx-1\"]},"
    "\"intake\":{\"silent-after-s\":200},"
    "\"client\":[{\"name\":\"a\",\"description\":\"first\"},{\"name\":\"b\"}],"
    "\"site\":[{\"name\":\"s-1\",\"client\":\"a\"}],"
    "\"device\":[{\"name\":\"ne-7\",\"site\":\"s-1\",\"supplier\":\"allot\","
    "\"serial\":\"S7\",\"address\":[\"10.0.0.7\",\"10.0.0.8\"]}],"
    "\"planned-work\":[{\"name\":\"w\",\"begin\":\"2026-01-01T00:00:00Z\","
    "\"end\":\"2026-01-01T01:00:00Z\"}],"
    "\"case-rule\":[{\"name\":\"r1\"},{\"name\":\"r2\"},{\"name\":\"r3\"}]}}";

#define NC "urn:ietf:params:xml:ns:netconf:base:1.0"
#define YANG "urn:ietf:params:xml:ns:yang:1"
#define X(inner)                                                                         \
	"<collector xmlns='urn:vigie:vigie-collector' xmlns:nc='" NC "' xmlns:y='" YANG  \
	"'>" inner "</collector>"
#define DEVICE(inner) X("<device><name>ne-7</name>" inner "</device>")
#define HAS_SERIAL "\"serial\":\"S7\""
#define TOP "/vigie-collector:collector"

#define WD_NS "urn:ietf:params:xml:ns:netconf:default:1.0"
#define WD "xmlns:w='" WD_NS "' w:default='true'"

struct row {
	const char *what;
	enum vg_treeoperation by_default;
	const char *content;
	int code;
	const char *tag, *path; /* of the error; NULL: none */
	const char *has, *lacks;
};

#define M VG_TREEOPERATION_MERGE
#define R VG_TREEOPERATION_REPLACE
#define N VG_TREEOPERATION_NONE

static const struct row rows[] = {
    /* leaf */
    {"leaf merge, changed", M, DEVICE("<serial>S8</serial>"), VG_OK, NULL, NULL,
	"\"serial\":\"S8\"", HAS_SERIAL},
    {"leaf merge, new", M, DEVICE("<family>AC</family>"), VG_OK, NULL, NULL,
	"\"family\":\"AC\"", NULL},
    {"leaf merge, changed, few siblings", M,
	X("<client><name>a</name><description>second</description></client>"), VG_OK,
	NULL, NULL, "second", "first"},
    {"leaf create, there, few siblings", M,
	X("<client><name>a</name><description nc:operation='create'>second</description>"
	  "</client>"),
	VG_EEXIST, "data-exists", TOP "/client[name='a']/description", "first", NULL},
    {"leaf replace", M, DEVICE("<serial nc:operation='replace'>S8</serial>"), VG_OK, NULL,
	NULL, "\"serial\":\"S8\"", HAS_SERIAL},
    {"leaf create", M, DEVICE("<family nc:operation='create'>AC</family>"), VG_OK, NULL,
	NULL, "\"family\":\"AC\"", NULL},
    {"leaf create, there", M, DEVICE("<serial nc:operation='create'>S7</serial>"),
	VG_EEXIST, "data-exists", TOP "/device[name='ne-7']/serial", HAS_SERIAL, NULL},
    {"leaf delete", M, DEVICE("<serial nc:operation='delete'/>"), VG_OK, NULL, NULL,
	"\"name\":\"ne-7\"", HAS_SERIAL},
    {"leaf delete with a value", M,
	DEVICE("<serial nc:operation='delete'>other</serial>"), VG_OK, NULL, NULL,
	"\"name\":\"ne-7\"", HAS_SERIAL},
    {"leaf remove of a type that knows no empty text", M,
	DEVICE("<engine-id nc:operation='remove'>\n</engine-id>"), VG_OK, NULL, NULL,
	HAS_SERIAL, NULL},
    {"leaf delete, not there", M, DEVICE("<family nc:operation='delete'/>"), VG_ENOENT,
	"data-missing", TOP "/device[name='ne-7']/family", HAS_SERIAL, NULL},
    {"leaf delete with a value, not there", M,
	DEVICE("<family nc:operation='delete'>AC</family>"), VG_ENOENT, "data-missing",
	TOP "/device[name='ne-7']/family", HAS_SERIAL, NULL},
    {"leaf remove", M, DEVICE("<serial nc:operation='remove'/>"), VG_OK, NULL, NULL,
	"\"name\":\"ne-7\"", HAS_SERIAL},
    {"leaf remove, not there", M, DEVICE("<family nc:operation='remove'/>"), VG_OK, NULL,
	NULL, HAS_SERIAL, NULL},
    {"leaf by none", N, DEVICE("<serial>S8</serial>"), VG_OK, NULL, NULL, HAS_SERIAL,
	"S8"},
    /* RFC 6243 section 6: what is tagged is to be the default again, and says which. */
    {"default of what was set", M,
	X("<intake><silent-after-s " WD ">180</silent-after-s></intake>"), VG_OK, NULL,
	NULL, "\"name\":\"noc\"", "silent-after-s"},
    {"default of what nobody set", M, X("<intake><rate " WD ">50</rate></intake>"), VG_OK,
	NULL, NULL, "\"silent-after-s\":200", "rate"},
    {"default that is another", M,
	X("<intake><silent-after-s " WD ">181</silent-after-s></intake>"), VG_EINVAL,
	"invalid-value", TOP "/intake/silent-after-s", "\"silent-after-s\":200", NULL},
    {"default of a leaf that has none", M, DEVICE("<serial " WD ">S7</serial>"),
	VG_EINVAL, "invalid-value", TOP "/device[name='ne-7']/serial", HAS_SERIAL, NULL},
    {"default to be made where it is set", M,
	X("<intake><silent-after-s nc:operation='create' " WD
	  ">180</silent-after-s></intake>"),
	VG_EEXIST, "data-exists", TOP "/intake/silent-after-s", "\"silent-after-s\":200",
	NULL},
    {"default in what is replaced", M,
	X("<intake nc:operation='replace'><silent-after-s " WD ">180</silent-after-s>"
	  "<rate>60</rate></intake>"),
	VG_OK, NULL, NULL, "\"rate\":60", "silent-after-s"},
    {"default by none", N,
	X("<intake><silent-after-s " WD ">180</silent-after-s></intake>"), VG_OK, NULL,
	NULL, "\"silent-after-s\":200", NULL},
    {"default by 1, and its prefix declared elsewhere", M,
	"<collector xmlns='urn:vigie:vigie-collector' xmlns:w = \"" WD_NS "\"><intake>"
	"<silent-after-s w:default = '1' >180</silent-after-s></intake></collector>",
	VG_OK, NULL, NULL, "\"name\":\"noc\"", "silent-after-s"},
    {"an attribute default of another", M,
	X("<intake xmlns:w='urn:other'><silent-after-s w:default='true'>180</silent-after-s>"
	  "</intake>"),
	VG_EINVAL, NULL, NULL, "\"silent-after-s\":200", NULL},
    {"not tagged, though it is the default", M,
	X("<intake><silent-after-s xmlns:w='" WD_NS
	  "' w:default='false'>180</silent-after-s>"
	  "</intake>"),
	VG_OK, NULL, NULL, "\"silent-after-s\":180", NULL},
    /* leaf-list */
    {"leaf-list merge", M, DEVICE("<address>10.0.0.9</address>"), VG_OK, NULL, NULL,
	"\"address\":[\"10.0.0.7\",\"10.0.0.8\",\"10.0.0.9\"]", NULL},
    {"leaf-list create, there", M,
	DEVICE("<address nc:operation='create'>10.0.0.7</address>"), VG_EEXIST,
	"data-exists", TOP "/device[name='ne-7']/address[.='10.0.0.7']", NULL, NULL},
    {"leaf-list delete", M, DEVICE("<address nc:operation='delete'>10.0.0.7</address>"),
	VG_OK, NULL, NULL, "\"address\":[\"10.0.0.8\"]", NULL},
    {"leaf-list delete, not there", M,
	DEVICE("<address nc:operation='delete'>10.0.0.1</address>"), VG_ENOENT,
	"data-missing", "10.0.0.1", NULL, NULL},
    {"leaf-list remove, not there", M,
	DEVICE("<address nc:operation='remove'>10.0.0.1</address>"), VG_OK, NULL, NULL,
	"\"address\":[\"10.0.0.7\",\"10.0.0.8\"]", NULL},
    /* list */
    {"list merge, new", M, X("<client><name>c</name></client>"), VG_OK, NULL, NULL,
	"{\"name\":\"b\"},{\"name\":\"c\"}", NULL},
    {"list merge, there", M,
	X("<client><name>b</name><description>x</description>"
	  "</client>"),
	VG_OK, NULL, NULL, "{\"name\":\"b\",\"description\":\"x\"}", NULL},
    {"list replace", M,
	X("<device nc:operation='replace'><name>ne-7</name><site>s-1</site></device>"),
	VG_OK, NULL, NULL, "{\"name\":\"ne-7\",\"site\":\"s-1\"}", HAS_SERIAL},
    {"list create", M, X("<client nc:operation='create'><name>c</name></client>"), VG_OK,
	NULL, NULL, "{\"name\":\"c\"}", NULL},
    {"list create, there", M, X("<client nc:operation='create'><name>a</name></client>"),
	VG_EEXIST, "data-exists", TOP "/client[name='a']", "first", NULL},
    {"list delete", M, X("<client nc:operation='delete'><name>a</name></client>"), VG_OK,
	NULL, NULL, "\"client\":[{\"name\":\"b\"}]", NULL},
    {"list delete, not there", M,
	X("<client nc:operation='delete'><name>z</name></client>"), VG_ENOENT,
	"data-missing", TOP "/client[name='z']", "first", NULL},
    {"list remove, not there", M,
	X("<client nc:operation='remove'><name>z</name></client>"), VG_OK, NULL, NULL,
	"first", NULL},
    {"list by none, not there", N, X("<client><name>z</name></client>"), VG_ENOENT,
	"data-missing", TOP "/client[name='z']", "first", NULL},
    {"list by none, create in it", N, DEVICE("<family nc:operation='create'>AC</family>"),
	VG_OK, NULL, NULL, "\"family\":\"AC\"", NULL},
    /* containers without presence */
    {"container merge", M, X("<integrator><mail>n@m.example</mail></integrator>"), VG_OK,
	NULL, NULL, "\"name\":\"Merisac\",\"mail\":\"n@m.example\"", NULL},
    {"container replace", M,
	X("<integrator nc:operation='replace'><name>New</name></integrator>"), VG_OK,
	NULL, NULL, "\"integrator\":{\"name\":\"New\"}", "mx-1"},
    {"container create, something in it", M,
	X("<integrator nc:operation='create'><mail>n@m.example</mail></integrator>"),
	VG_OK, NULL, NULL, "n@m.example", NULL},
    {"container delete", M, X("<integrator nc:operation='delete'/>"), VG_OK, NULL, NULL,
	"\"name\":\"noc\"", "Merisac"},
    {"container delete, nothing in it", M, X("<policy nc:operation='delete'/>"),
	VG_ENOENT, "data-missing", TOP "/policy", NULL, NULL},
    {"container remove, nothing in it", M, X("<policy nc:operation='remove'/>"), VG_OK,
	NULL, NULL, "Merisac", NULL},
    {"container by none", N,
	X("<policy><ack-min nc:operation='merge'>7</ack-min></policy>"), VG_EINVAL,
	"unknown-element", NULL, NULL, NULL},
    {"container by none, made", N,
	X("<retention><claims-years nc:operation='merge'>9</claims-years></retention>"),
	VG_OK, NULL, NULL, "\"retention\":{\"claims-years\":9}", NULL},
    /* the top */
    {"top replace by default", R, X("<name>other</name>"), VG_OK, NULL, NULL,
	"{\"vigie-collector:collector\":{\"name\":\"other\"}}", NULL},
    {"top delete", M,
	"<collector xmlns='urn:vigie:vigie-collector' xmlns:nc='" NC
	"' nc:operation='delete'/>",
	VG_OK, NULL, NULL, NULL, "noc"},
    {"nothing", M, "", VG_OK, NULL, NULL, "noc", NULL},
    /* order */
    {"insert first", M, X("<case-rule y:insert='first'><name>r0</name></case-rule>"),
	VG_OK, NULL, NULL, "[{\"name\":\"r0\"},{\"name\":\"r1\"}", NULL},
    {"insert last", M, X("<case-rule y:insert='last'><name>r1</name></case-rule>"), VG_OK,
	NULL, NULL, "[{\"name\":\"r2\"},{\"name\":\"r3\"},{\"name\":\"r1\"}]", NULL},
    {"insert before", M,
	X("<case-rule xmlns:v='urn:vigie:vigie-collector' y:insert='before'"
	  " y:key=\"[v:name='r2']\"><name>r9</name></case-rule>"),
	VG_OK, NULL, NULL, "{\"name\":\"r1\"},{\"name\":\"r9\"},{\"name\":\"r2\"}", NULL},
    {"insert after", M,
	X("<case-rule y:insert='after' y:key=\"[name='r3']\"><name>r1</name></case-rule>"),
	VG_OK, NULL, NULL, "{\"name\":\"r2\"},{\"name\":\"r3\"},{\"name\":\"r1\"}]",
	NULL},
    {"insert before nobody", M,
	X("<case-rule y:insert='before' y:key=\"[name='zz']\"><name>r9</name>"
	  "</case-rule>"),
	VG_EINVAL, "bad-attribute", TOP "/case-rule[name='r9']", NULL, NULL},
    {"insert where the system orders", M,
	X("<client y:insert='first'><name>c</name></client>"), VG_EINVAL, "bad-attribute",
	TOP "/client[name='c']", NULL, NULL},
    {"replace keeps its place", M,
	X("<case-rule nc:operation='replace'><name>r2</name><hold-s>5</hold-s>"
	  "</case-rule>"),
	VG_OK, NULL, NULL, "{\"name\":\"r1\"},{\"name\":\"r2\",\"hold-s\":5},", NULL},
    {"merge keeps its place", M,
	X("<case-rule><name>r1</name><hold-s>5</hold-s></case-rule>"), VG_OK, NULL, NULL,
	"[{\"name\":\"r1\",\"hold-s\":5},{\"name\":\"r2\"}", NULL},
    /* choice */
    {"one case ends the other", M,
	X("<planned-work><name>w</name><day>monday</day></planned-work>"), VG_OK, NULL,
	NULL, "\"day\":[\"monday\"]", "begin"},
    /* what has no place */
    {"unknown leaf", M, DEVICE("<nonsense>1</nonsense>"), VG_EINVAL, "unknown-element",
	NULL, HAS_SERIAL, NULL},
    {"unknown top", M, "<nonsense xmlns='urn:vigie:vigie-collector'/>", VG_EINVAL,
	"unknown-element", NULL, NULL, NULL},
    {"unknown namespace", M, "<collector xmlns='urn:x'/>", VG_EINVAL, "unknown-namespace",
	NULL, NULL, NULL},
    {"another top", M, "<tree xmlns='urn:vigie:vigie-tree'/>", VG_EINVAL, NULL, NULL,
	NULL, NULL},
    {"wrong type", M, X("<retention><claims-years>many</claims-years></retention>"),
	VG_EINVAL, "invalid-value", TOP "/retention/claims-years", NULL, NULL},
    {"no key", M, X("<client><description>x</description></client>"), VG_EINVAL,
	"missing-element", NULL, NULL, NULL},
    {"no XML", M, "<collector", VG_EPARSE, "malformed-message", NULL, NULL, NULL},
    {"not ended", M, X("<client><name>c</name>"), VG_EPARSE, "malformed-message", NULL,
	NULL, NULL},
    {"no operation", M, X("<client nc:operation='destroy'><name>a</name></client>"),
	VG_EINVAL, NULL, NULL, "first", NULL},
    {"comment and CDATA", M,
	X("<!-- <serial nc:operation='delete'/> --><client><name>c</name>"
	  "<description><![CDATA[<serial/>]]></description></client>"),
	VG_OK, NULL, NULL, "<serial/>", NULL},
    /* the second of two fails: what the desk throws away */
    {"rollback-on-error", M,
	X("<client><name>c</name></client><client nc:operation='delete'><name>z</name>"
	  "</client>"),
	VG_ENOENT, "data-missing", TOP "/client[name='z']", NULL, NULL},
};

static void
check(const struct row *row, enum vg_tree_format format)
{
	struct vg_treeoperation_error error;
	struct vg_detail detail = {0};
	struct vg_tree *tree = draft(base);
	int code = vg_treeoperation_apply(
	    tree, row->content, format, row->by_default, &error, &detail);
	char *after = printed(tree);

	if (code != row->code)
		fail_msg("%s: %d, %s: %s", row->what, code, error.tag, detail.text);
	if (row->tag && strcmp(row->tag, error.tag) != 0)
		fail_msg("%s: tag %s: %s", row->what, error.tag, detail.text);
	if (row->path && !strstr(error.path, row->path))
		fail_msg("%s: path %s: %s", row->what, error.path, detail.text);
	if (row->has && !strstr(after, row->has))
		fail_msg("%s: %s", row->what, after);
	if (row->lacks && strstr(after, row->lacks))
		fail_msg("%s: still %s", row->what, after);
	if (code != VG_OK && !detail.text[0])
		fail_msg("%s: no word why", row->what);
	free(after);
	vg_tree_free(tree);
}

static void
test_operations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], VG_TREE_XML);
}

#define J(inner) "{\"vigie-collector:collector\":{" inner "}}"
#define OP(name) "\"@\":{\"ietf-netconf:operation\":\"" name "\"},"

static const struct row json_rows[] = {
    {"merge", M, J("\"client\":[{\"name\":\"c\"}]"), VG_OK, NULL, NULL,
	"{\"name\":\"c\"}", NULL},
    {"delete", M, J("\"client\":[{" OP("delete") "\"name\":\"a\"}]"), VG_OK, NULL, NULL,
	"[{\"name\":\"b\"}]", "first"},
    {"create, there", M, J("\"client\":[{" OP("create") "\"name\":\"a\"}]"), VG_EEXIST,
	"data-exists", TOP "/client[name='a']", NULL, NULL},
    {"leaf delete", M,
	J("\"device\":[{\"name\":\"ne-7\",\"serial\":\"\",\"@serial\":"
	  "{\"ietf-netconf:operation\":\"delete\"}}]"),
	VG_EINVAL, "invalid-value", NULL, HAS_SERIAL, NULL},
    {"leaf delete with a value", M,
	J("\"device\":[{\"name\":\"ne-7\",\"serial\":\"x\",\"@serial\":"
	  "{\"ietf-netconf:operation\":\"delete\"}}]"),
	VG_OK, NULL, NULL, "ne-7", HAS_SERIAL},
    {"unknown leaf", M, J("\"nonsense\":1"), VG_EINVAL, "unknown-element", NULL, NULL,
	NULL},
    {"no JSON", M, "{", VG_EPARSE, "malformed-message", NULL, NULL, NULL},
};

static void
test_operations_in_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(json_rows) / sizeof(json_rows[0]); i++)
		check(&json_rows[i], VG_TREE_JSON);
}

/* --- RESTCONF ------------------------------------------------------------------------------- */

struct place_row {
	const char *what;
	enum vg_treeoperation operation;
	const char *path; /* "client=a/description" below the top; "" the top */
	const char *content;
	int code;
	bool created;
	const char *has, *lacks, *made;
};

static const struct place_row place_rows[] = {
    {"POST", VG_TREEOPERATION_CREATE, "",
	"{\"vigie-collector:client\":[{\"name\":\"c\"}]}", VG_OK, true,
	"{\"name\":\"c\"}", NULL, TOP "/client[name='c']"},
    {"POST, there", VG_TREEOPERATION_CREATE, "",
	"{\"vigie-collector:client\":[{\"name\":\"a\"}]}", VG_EEXIST, true, "first", NULL,
	NULL},
    {"POST into an entry", VG_TREEOPERATION_CREATE, "device=ne-7",
	"{\"vigie-collector:family\":\"AC\"}", VG_OK, true, "\"family\":\"AC\"", NULL,
	TOP "/device[name='ne-7']/family"},
    {"POST into nothing", VG_TREEOPERATION_CREATE, "device=ne-8",
	"{\"vigie-collector:family\":\"AC\"}", VG_ENOENT, true, NULL, "AC", NULL},
    {"POST of two", VG_TREEOPERATION_CREATE, "",
	"{\"vigie-collector:client\":[{\"name\":\"c\"},{\"name\":\"d\"}]}", VG_EPARSE,
	true, NULL, "\"c\"", NULL},
    {"PUT, new", VG_TREEOPERATION_REPLACE, "client=c",
	"{\"vigie-collector:client\":[{\"name\":\"c\"}]}", VG_OK, true,
	"{\"name\":\"c\"}", NULL, NULL},
    {"PUT, there", VG_TREEOPERATION_REPLACE, "client=a",
	"{\"vigie-collector:client\":[{\"name\":\"a\"}]}", VG_OK, false,
	"{\"name\":\"a\"}", "first", NULL},
    {"PUT of another key", VG_TREEOPERATION_REPLACE, "client=a",
	"{\"vigie-collector:client\":[{\"name\":\"c\"}]}", VG_EINVAL, false, "first",
	"\"c\"", NULL},
    {"PUT of another node", VG_TREEOPERATION_REPLACE, "client=a",
	"{\"vigie-collector:site\":[{\"name\":\"a\"}]}", VG_EINVAL, false, "first", NULL,
	NULL},
    {"PUT of a leaf", VG_TREEOPERATION_REPLACE, "device=ne-7/serial",
	"{\"vigie-collector:serial\":\"S8\"}", VG_OK, false, "\"serial\":\"S8\"",
	HAS_SERIAL, NULL},
    {"PUT of the top", VG_TREEOPERATION_REPLACE, "",
	"{\"vigie-collector:collector\":{\"name\":\"x\"}}", VG_OK, false,
	"{\"name\":\"x\"}", "noc", NULL},
    {"PATCH", VG_TREEOPERATION_MERGE, "device=ne-7",
	"{\"vigie-collector:device\":[{\"name\":\"ne-7\",\"family\":\"AC\"}]}", VG_OK,
	false, HAS_SERIAL, NULL, NULL},
    {"PATCH of nothing", VG_TREEOPERATION_MERGE, "device=ne-8",
	"{\"vigie-collector:device\":[{\"name\":\"ne-8\"}]}", VG_ENOENT, false, NULL,
	"ne-8", NULL},
    {"DELETE", VG_TREEOPERATION_DELETE, "client=a", "", VG_OK, false, NULL, "first",
	NULL},
    {"DELETE of a value", VG_TREEOPERATION_DELETE, "device=ne-7/address=10.0.0.8", "",
	VG_OK, false, "\"address\":[\"10.0.0.7\"]", NULL, NULL},
    {"DELETE of nothing", VG_TREEOPERATION_DELETE, "client=z", "", VG_ENOENT, false,
	"first", NULL, NULL},
    {"DELETE of a default", VG_TREEOPERATION_DELETE, "policy", "", VG_ENOENT, false,
	"first", NULL, NULL},
    {"no such list", VG_TREEOPERATION_DELETE, "nonsense=z", "", VG_EINVAL, false, "first",
	NULL, NULL},
    {"a list of another module", VG_TREEOPERATION_DELETE, "ietf-alarms:client=a", "",
	VG_EINVAL, false, "first", NULL, NULL},
    {"a leaf of another module", VG_TREEOPERATION_DELETE,
	"client=a/vigie-cases:description", "", VG_EINVAL, false, "first", NULL, NULL},
    {"a list of its own module", VG_TREEOPERATION_DELETE, "vigie-collector:client=a", "",
	VG_OK, false, NULL, "first", NULL},
    {"too many keys", VG_TREEOPERATION_DELETE, "client=a,b", "", VG_EINVAL, false,
	"first", NULL, NULL},
    {"an empty body", VG_TREEOPERATION_REPLACE, "client=a", " ", VG_EPARSE, false,
	"first", NULL, NULL},
};

/* Writes the steps of 'path' into 'steps', which point into 'text'; how many. */
static size_t
split(char *text, struct vg_treeoperation_step *steps)
{
	size_t n = 0;

	steps[n++] = (struct vg_treeoperation_step){.name = "collector"};
	for (char *rest = NULL, *one = strtok_r(text, "/", &rest); one;
	     one = strtok_r(NULL, "/", &rest)) {
		struct vg_treeoperation_step *step = &steps[n++];
		char *keys = strchr(one, '='), *more = NULL;
		char *colon = strchr(one, ':');
		*step = (struct vg_treeoperation_step){.name = one};
		if (colon && (!keys || colon < keys)) {
			*colon = '\0';
			*step = (struct vg_treeoperation_step){
			    .module = one, .name = colon + 1};
		}
		if (!keys)
			continue;
		*keys++ = '\0';
		for (char *key = strtok_r(keys, ",", &more); key;
		     key = strtok_r(NULL, ",", &more))
			step->keys[step->n_keys++] = key;
	}
	return n;
}

static void
check_place(const struct place_row *row)
{
	struct vg_treeoperation_step steps[8];
	struct vg_treeoperation_error error;
	struct vg_detail detail = {0};
	char path[128], made[VG_TREEOPERATION_PATH_SIZE];
	struct vg_tree *tree = draft(base);
	bool created = row->created;

	snprintf(path, sizeof(path), "%s", row->path);
	const struct vg_treeoperation_place place = {
	    .steps = steps, .n_steps = split(path, steps), .operation = row->operation};
	int code = vg_treeoperation_at(
	    tree, &place, row->content, VG_TREE_JSON, &created, made, &error, &detail);
	char *after = printed(tree);
	if (code != row->code || (code == VG_OK && created != row->created))
		fail_msg("%s: %d, %s: %s", row->what, code, error.tag, detail.text);
	if (code != VG_OK && (!detail.text[0] || !error.tag[0]))
		fail_msg("%s: no word why", row->what);
	if (row->made && strcmp(row->made, made) != 0)
		fail_msg("%s: made %s", row->what, made);
	if (row->has && !strstr(after, row->has))
		fail_msg("%s: %s", row->what, after);
	if (row->lacks && strstr(after, row->lacks))
		fail_msg("%s: still %s", row->what, after);
	free(after);
	vg_tree_free(tree);
}

static void
test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(place_rows) / sizeof(place_rows[0]); i++)
		check_place(&place_rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_operations),
	    cmocka_unit_test(test_operations_in_json),
	    cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
