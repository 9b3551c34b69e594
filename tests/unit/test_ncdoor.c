/*
 * What vigie-netconf decides alone: what a filter makes it read, what a filter takes, what is too
 * wide, how requests are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/netconf/nccheck.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncnamed.h"
#include "collector/netconf/ncnews.h"
#include "lib/yang/xmlpath.h"
#include "collector/netconf/ncpick.h"
#include "collector/netconf/ncplan.h"
#include "collector/netconf/ncwidth.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/context.h"

#define NS "xmlns=\"urn:vigie:vigie-cases\""
#define BASE "urn:ietf:params:xml:ns:netconf:base:1.0"

static struct vg_context *context;
static struct ly_ctx *ly;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_ncmodels_load(context, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	ly = vg_context_ly(context);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_context_free(context);
	return 0;
}

/* --- plans --------------------------------------------------------------------------------- */

struct planned {
	const char *filter; /* a subtree, or an XPath when it begins with / */
	size_t n;           /* containers read; 0: none, 99: all there are */
	const char *top, *keys, *query;
	bool whole;
};

#define ACTION(inner)                                                                    \
	"<action xmlns=\"urn:ietf:params:xml:ns:yang:1\"><alarms "                       \
	"xmlns=\"urn:ietf:params:xml:ns:yang:ietf-alarms\">" inner "</alarms></action>"

#define ALARM_LIST(inner)                                                                \
	"<alarms xmlns=\"urn:ietf:params:xml:ns:yang:ietf-alarms\"><alarm-list>" inner   \
	"</alarm-list></alarms>"

static const struct planned plans[] = {
    {"<cases " NS "/>", 1, "cases", "", "", true},
    {"<cases " NS "><case><id>2026-000001</id></case></cases>", 1, "cases",
	"/case=2026-000001", "", false},
    {"<cases " NS "><case><id>2026-000001</id><title/></case></cases>", 1, "cases",
	"/case=2026-000001", "", false},
    {"<cases " NS "><case><device>ne-7</device></case></cases>", 1, "cases", "",
	"device=ne-7", false},
    {"<cases " NS "><case><device> no name! </device></case></cases>", 1, "cases", "",
	"device=no%20name%21", false},
    {"<alarms " NS "><alarm><alarm-type-id xmlns:v=\"urn:vigie:vigie-alarm-types\">"
     "v:psu-failed</alarm-type-id></alarm></alarms>",
	1, "alarms", "", "", false},
    {"<cases " NS "><case><owner>x</owner></case></cases>", 1, "cases", "", "", false},
    {"<cases " NS "><case><id>2026-000001</id></case><case><id>2026-000002</id></case>"
     "</cases>",
	1, "cases", "", "", false},
    {"<alarms " NS "><alarm><resource>r</resource><alarm-type-qualifier/></alarm>"
     "</alarms>",
	1, "alarms", "", "resource=r", false},
    {"<alarms " NS "><alarm><device>ne-7</device><resource>device/ne-7</resource>"
     "<perceived-severity>major</perceived-severity></alarm></alarms>",
	1, "alarms", "", "device=ne-7&resource=device%2Fne-7&severity=major", false},
    /* RFC 8632's: in a container of their own. */
    {ALARM_LIST("<alarm><resource>device/ne-7</resource></alarm>"), 1,
	"alarms/alarm-list", "", "resource=device%2Fne-7", false},
    {ALARM_LIST("<alarm><perceived-severity> major\n</perceived-severity><alarm-text/>"
		"</alarm>"),
	1, "alarms/alarm-list", "", "severity=major", false},
    {ALARM_LIST("<alarm><perceived-severity>indeterminate</perceived-severity></alarm>"),
	1, "alarms/alarm-list", "", "", false},
    {ALARM_LIST("<alarm><perceived-severity/></alarm>"), 1, "alarms/alarm-list", "", "",
	false},
    {ALARM_LIST("<alarm><alarm-text>x</alarm-text></alarm>"), 1, "alarms/alarm-list", "",
	"", false},
    {ALARM_LIST("<alarm><resource>r</resource></alarm><number-of-alarms/>"), 1,
	"alarms/alarm-list", "", "", false},
    {"/ietf-alarms:alarms/alarm-list/alarm[resource='a/b']"
     "[alarm-type-id='vigie-alarm-types:x'][alarm-type-qualifier='']/alarm-text",
	1, "alarms/alarm-list", "/alarm=a%2Fb,vigie-alarm-types%3Ax,", "", false},
    {"/ietf-alarms:alarms/alarm-list/alarm[resource='a/b']"
     "[perceived-severity='minor'][2]/alarm-text",
	1, "alarms/alarm-list", "", "resource=a%2Fb&severity=minor", false},
    {"/ietf-alarms:alarms/alarm-list/alarm[2][resource='a/b']", 1, "alarms/alarm-list",
	"", "", false},
    {"/ietf-alarms:alarms/summary", 1, "alarms/summary", "", "", false},
    {"<cases xmlns=\"urn:other\"/>", 0, NULL, NULL, NULL, false},
    {"/vigie-cases:cases", 1, "cases", "", "", false},
    {"/vigie-cases:cases/case[id='2026-000001']", 1, "cases", "/case=2026-000001", "",
	false},
    {"/vigie-cases:cases/vigie-cases:case[vigie-cases:id=\"2026-000001\"]/title", 1,
	"cases", "/case=2026-000001", "", false},
    {"/vigie-cases:alarms/alarm[resource='a/b'][alarm-type-id='vigie-alarm-types:x']"
     "[alarm-type-qualifier='']",
	1, "alarms", "/alarm=a%2Fb,vigie-alarm-types%3Ax,", "", false},
    {"/vigie-cases:alarms/alarm[device='ne-7']", 1, "alarms", "", "", false},
    {"/vigie-cases:cases/case[id='x'] | /vigie-cases:alarms", 2, "cases", "/case=x", "",
	false},
    {"/vigie-cases:cases/case[title='a | b']", 1, "cases", "", "", false},
    {"/vigie-cases:none-such", 0, NULL, NULL, NULL, false},
    /* What may lead anywhere reads everything. */
    {"//case", 99, NULL, "", "", false},
    {"/vigie-cases:cases//title", 99, NULL, "", "", false},
    {"/vigie-cases:cases/case[id = /vigie-cases:alarms/alarm/case]", 99, NULL, "", "",
	false},
    {"/vigie-cases:cases/../*", 99, NULL, "", "", false},
    {"/vigie-cases:cases/following::*", 99, NULL, "", "", false},
    {"count(/vigie-cases:cases)", 99, NULL, "", "", false},
    {"/vigie-cases:cases/case[deref(id)]", 99, NULL, "", "", false},
    {"/*", 99, NULL, "", "", false},
};

static void
test_plans(void **state)
{
	struct vg_ncplan *all = vg_mem_zero(sizeof(*all)),
			 *plan = vg_mem_zero(sizeof(*plan));

	(void)state;
	vg_ncplan_all(ly, all);
	assert_true(all->n > 20 && all->n < VG_NCPLAN_WANTS);
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		const struct planned *row = &plans[i];
		struct lyd_node *filter = NULL;
		char top[96];
		if (row->filter[0] == '<') {
			lyd_parse_data_mem(ly, row->filter, LYD_XML,
			    LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0, &filter);
			vg_ncplan_subtree(ly, filter, plan);
		} else {
			vg_ncplan_xpath(ly, row->filter, plan);
		}
		if (plan->n != (row->n == 99 ? all->n : row->n))
			fail_msg("%s: %zu containers", row->filter, plan->n);
		const struct vg_ncwant *want = &plan->want[0];
		if (row->top)
			vg_text_format(top, sizeof(top), "%s%s%s", want->top->name,
			    want->inner[0] ? "/" : "", want->inner);
		if (row->top && strcmp(top, row->top) != 0)
			fail_msg("%s: %s", row->filter, top);
		if (plan->n &&
		    (strcmp(plan->want[0].keys, row->keys) != 0 ||
			strcmp(plan->want[0].query, row->query) != 0 ||
			plan->want[0].whole != row->whole))
			fail_msg("%s: keys '%s' query '%s'", row->filter,
			    plan->want[0].keys, plan->want[0].query);
		lyd_free_all(filter);
	}
	free(plan);
	free(all);
}

/* --- filters ------------------------------------------------------------------------------- */

static const char data[] =
    "{\"vigie-cases:cases\":{\"case\":[{\"id\":\"2026-000001\",\"state\":\"new\",\"title\":\"one\","
    "\"device\":\"ne-7\"},{\"id\":\"2026-000002\",\"state\":\"closed\",\"title\":\"two\"}]}}";

#define ONE "<id>2026-000001</id>"
#define TWO "<id>2026-000002</id>"

static const struct {
	const char *filter, *expect;
} picks[] = {
    {"<cases " NS "><case><title/></case></cases>",
	"<cases " NS "><case>" ONE "<title " NS ">one</title></case><case>" TWO
	"<title " NS ">two</title></case></cases>"},
    {"<cases " NS "><case><state>closed</state><title/></case></cases>",
	"<cases " NS "><case>" TWO "<state " NS ">closed</state><title " NS
	">two</title></case></cases>"},
    {"<cases " NS "><case><state> closed </state></case></cases>",
	"<cases " NS "><case " NS ">" TWO
	"<state>closed</state><title>two</title></case></cases>"},
    {"<cases " NS "><case><state>new</state><title>two</title></case></cases>", ""},
    {"<cases " NS "><case><owner/></case></cases>", ""},
    {"<cases xmlns=\"urn:other\"><case/></cases>", ""},
    {"<cases xmlns=\"" BASE "\"><case><device/></case></cases>",
	"<cases " NS "><case>" ONE "<device " NS ">ne-7</device></case></cases>"},
    {"/vigie-cases:cases/case[state='closed']/title",
	"<cases " NS "><case>" TWO "<title " NS ">two</title></case></cases>"},
    {"/vigie-cases:cases/case[state='none']", ""},
    {"//device",
	"<cases " NS "><case>" ONE "<device " NS ">ne-7</device></case></cases>"},
};

/* Keys are printed with their namespace, too: that is cut away to compare. */
static char *
without_key_ns(const char *text)
{
	static const char with[] = "<id " NS ">", bare[] = "<id>";
	struct vg_buf out;
	const char *found;

	vg_buf_init(&out, 0);
	while ((found = strstr(text, with))) {
		vg_buf_add(&out, text, (size_t)(found - text));
		vg_buf_add_text(&out, bare);
		text = found + sizeof(with) - 1;
	}
	vg_buf_add_text(&out, text);
	return vg_buf_give(&out);
}

static void
test_picks(void **state)
{
	struct lyd_node *tree = NULL;

	(void)state;
	assert_int_equal(
	    lyd_parse_data_mem(ly, data, LYD_JSON, LYD_PARSE_ONLY, 0, &tree), LY_SUCCESS);
	for (size_t i = 0; i < sizeof(picks) / sizeof(picks[0]); i++) {
		struct vg_ncpick *pick = vg_ncpick_new();
		struct lyd_node *filter = NULL;
		struct vg_ncfault fault;
		struct vg_buf out;
		vg_buf_init(&out, 0);
		if (picks[i].filter[0] == '<') {
			lyd_parse_data_mem(ly, picks[i].filter, LYD_XML,
			    LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0, &filter);
			vg_ncpick_subtree(pick, filter, tree);
		} else {
			assert_int_equal(
			    vg_ncpick_xpath(pick, picks[i].filter, tree, &fault), VG_OK);
		}
		vg_ncpick_print(pick, tree, 0, &out);
		char *told = without_key_ns(vg_buf_text(&out));
		if (strcmp(told, picks[i].expect) != 0)
			fail_msg(
			    "%s:\n%s\nnot\n%s", picks[i].filter, told, picks[i].expect);
		assert_int_equal(vg_ncpick_is_empty(pick), picks[i].expect[0] == '\0');
		free(told);
		vg_buf_fini(&out);
		vg_ncpick_free(pick);
		lyd_free_all(filter);
	}
	lyd_free_all(tree);
}

/* --- width --------------------------------------------------------------------------------- */

/* 'n' times 'inside' in one element. */
static bool
is_good(const char *inside, size_t n)
{
	struct vg_buf out;
	bool good;

	vg_buf_init(&out, 0);
	vg_buf_add_text(&out, "<rpc><!-- <a/> --><a>");
	for (size_t i = 0; i < n; i++)
		vg_buf_add_text(&out, inside);
	vg_buf_add_text(&out, "</a></rpc>");
	good = vg_ncwidth_is_good(vg_buf_text(&out));
	vg_buf_fini(&out);
	return good;
}

static void
test_width(void **state)
{
	(void)state;
	assert_true(is_good("<b/>", 1000));
	assert_false(is_good("<b/>", 1001));
	assert_true(is_good("<b>x</b>", 1000));
	assert_false(is_good("<b>x</b>", 1001));
	assert_false(is_good("<b c='>'/>", 1001));
	/* What has children is an entry of a list: as many as will. */
	assert_true(is_good("<b><c/></b>", 20000));
	assert_true(is_good("<b><c/><d>x</d></b>", 20000));
	assert_true(is_good("<![CDATA[<b/>]]>", 2000));
	assert_true(is_good("<!-- <b/> -->", 2000));
}

/* --- requests ------------------------------------------------------------------------------ */

#define RPC(inner) "<rpc xmlns=\"" BASE "\" message-id=\"7\">" inner "</rpc>"

static const struct {
	const char *message, *expect; /* a part of the answer; NULL: it goes on */
} requests[] = {
    {RPC("<get/>"), NULL},
    {RPC("<get><filter type=\"subtree\"><cases " NS "/></filter></get>"), NULL},
    {RPC("<take " NS
	 "><case>2026-000001</case><idempotency-key>k</idempotency-key></take>"),
	NULL},
    {"<rpc xmlns=\"" BASE "\"><get/></rpc>", "<error-tag>missing-attribute</error-tag>"},
    {RPC("<none/>"), "<bad-element>none</bad-element>"},
    {RPC("<x xmlns=\"urn:none\"/>"), "<error-tag>unknown-namespace</error-tag>"},
    {RPC("<take " NS "><case>x</case><idempotency-key>k</idempotency-key></take>"),
	"<error-tag>invalid-value</error-tag>"},
    {RPC("<take " NS "/>"), "<error-tag>missing-element</error-tag>"},
    {RPC("<get><filter type=\"xpath\" select=\"/a[\"/></get>"),
	"<error-tag>invalid-value</error-tag>"},
    {RPC(""), "<rpc-error>"},
    {"<rpc xmlns=\"" BASE "\" message-id=\"&lt;&quot;\"><none/></rpc>",
	"message-id=\"&lt;&quot;\""},
    {"<rpc xmlns=\"" BASE
     "\" xmlns:a=\"urn:a\" message-id=\"1\" a:x=\"1\" a:y=\"2\"><none/></rpc>",
	" message-id=\"1\" xmlns:a=\"urn:a\" a:x=\"1\" a:y=\"2\">"},
    {"<rpc xmlns=\"" BASE "\" message-id=\"&#10;&#9;&#13;x\"><none/></rpc>",
	"message-id=\"&#10;&#9;&#13;x\""},
    {"<hello xmlns=\"" BASE "\"/>", "<error-tag>malformed-message</error-tag>"},
};

static void
test_requests(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct vg_buf reply;
		vg_buf_init(&reply, 0);
		bool good = vg_nccheck_request(
		    ly, VG_NCFRAME_11, requests[i].message, NULL, NULL, &reply);
		if (good != !requests[i].expect)
			fail_msg("%s: %s", requests[i].message, vg_buf_text(&reply));
		if (!good && !strstr(vg_buf_text(&reply), requests[i].expect))
			fail_msg("%s: %s", requests[i].message, vg_buf_text(&reply));
		vg_buf_fini(&reply);
	}
}

/* A path as libyang writes it; what it is in XML, NULL: it is left as it is. */
static const struct {
	const char *path, *xml;
} paths[] = {
    {"/vigie-cases:cases/case[id='2026-000001']/title",
	"<p xmlns:vigie-cases=\"urn:vigie:vigie-cases\">/vigie-cases:cases/vigie-cases:case"
	"[vigie-cases:id='2026-000001']/vigie-cases:title</p>"},
    {"/vigie-collector:collector/listen[name='a]/b\"']/allow[.='::/0']",
	"<p xmlns:vigie-collector=\"urn:vigie:vigie-collector\">/vigie-collector:collector/"
	"vigie-collector:listen[vigie-collector:name='a]/b&quot;']/vigie-collector:allow"
	"[.='::/0']</p>"},
    {"/vigie-cases:cases/vigie-tree:tree[2]",
	"<p xmlns:vigie-cases=\"urn:vigie:vigie-cases\" xmlns:vigie-tree="
	"\"urn:vigie:vigie-tree\">/vigie-cases:cases/vigie-tree:tree[2]</p>"},
    {"/cases", NULL},
    {"vigie-cases:cases", NULL},
    {"/vigie-none:cases", NULL},
    {"/vigie-cases:cases/case[id='x", NULL},
    {"/vigie-cases:cases/case[id=x", NULL},
    {"/vigie-cases:cases//x", NULL},
    {"/vigie-cases:cases]", NULL},
    {"/", NULL},
    {"", NULL},
};

static void
test_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct vg_buf out;
		vg_buf_init(&out, 0);
		assert_int_equal(
		    vg_xmlpath_write(ly, "p", paths[i].path, &out), paths[i].xml != NULL);
		assert_string_equal(vg_buf_text(&out), paths[i].xml ? paths[i].xml : "");
		vg_buf_fini(&out);
	}
}

/* What the models refuse, and whose it is all the same. */
static const struct {
	const char *message, *target; /* NULL: nobody's */
} named[] = {
    {RPC("<take " NS "><none/></take>"), "operations/vigie-cases:take"},
    {RPC("<take " NS "/>"), "operations/vigie-cases:take"},
    {RPC("<took " NS "/>"), NULL},
    {RPC("<cases " NS "/>"), NULL},
    {RPC("<take/>"), NULL},
    {RPC("<get><none/></get>"), NULL},
    {RPC(ACTION("<alarm-list><purge-alarms><none/></purge-alarms></alarm-list>")),
	"data/ietf-alarms:alarms/alarm-list/purge-alarms"},
    {RPC(ACTION("<alarm-list><alarm><resource>a</resource><set-operator-state/></alarm>"
		"</alarm-list>")),
	"data/ietf-alarms:alarms/alarm-list/alarm/set-operator-state"},
    {RPC(ACTION("<alarm-list><alarm><resource>a</resource></alarm></alarm-list>")), NULL},
    {RPC("<action xmlns=\"urn:ietf:params:xml:ns:yang:1\"/>"), NULL},
    {"<rpc", NULL},
    {"", NULL},
};

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		char target[VG_NCNAMED_SIZE];
		bool found = vg_ncnamed_target(ly, named[i].message, target);
		if (found != (named[i].target != NULL) ||
		    (found && strcmp(target, named[i].target) != 0))
			fail_msg("%s: %s", named[i].message, found ? target : "nobody's");
	}
}

static bool
deny(const char *target, struct vg_ncfault *fault, void *cookie)
{
	*(int *)cookie += 1;
	vg_ncfault_set(fault, "protocol", "access-denied", "not %s", target);
	return false;
}

/* Access is denied before the models are heard; nobody is asked of what they take. */
static void
test_access_first(void **state)
{
	static const char *const wrong[] = {RPC("<take " NS "/>"),
	    RPC("<take " NS
		"><case>x</case><idempotency-key>k</idempotency-key></take>")};
	struct vg_buf reply;
	int asked = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		vg_buf_init(&reply, 0);
		assert_false(vg_nccheck_request(
		    ly, VG_NCFRAME_11, wrong[i], deny, &asked, &reply));
		assert_non_null(strstr(vg_buf_text(&reply), "access-denied"));
		assert_int_equal(asked, i + 1);
		vg_buf_fini(&reply);
	}
	vg_buf_init(&reply, 0);
	assert_true(
	    vg_nccheck_request(ly, VG_NCFRAME_11, RPC("<get/>"), deny, &asked, &reply));
	assert_false(
	    vg_nccheck_request(ly, VG_NCFRAME_11, RPC("<none/>"), deny, &asked, &reply));
	assert_int_equal(asked, 2);
	vg_buf_fini(&reply);
}

/* --- notifications ------------------------------------------------------------------------- */

/* What libyang makes of the notification 'json' in XML; the caller frees it. */
static char *
made_by_libyang(const char *json)
{
	char *text = vg_mem_format("{%s}", json), *xml = NULL;
	struct lyd_node *tree = NULL, *op = NULL;
	struct ly_in *in = NULL;

	assert_int_equal(ly_in_new_memory(text, &in), LY_SUCCESS);
	if (lyd_parse_op(ly, NULL, in, LYD_JSON, LYD_TYPE_NOTIF_YANG, &tree, &op) !=
	    LY_SUCCESS)
		fail_msg("%s: %s", json, ly_errmsg(ly));
	vg_ncmodels_zulu(tree);
	assert_int_equal(
	    lyd_print_mem(&xml, tree, LYD_XML, LYD_PRINT_SHRINK | LYD_PRINT_WD_EXPLICIT),
	    LY_SUCCESS);
	lyd_free_all(tree);
	ly_in_free(in, 0);
	free(text);
	return xml;
}

#define EVENT                                                                            \
	"\"vigie-cases:vigie-event\":{\"sequence\":\"7\",\"time\":\"2026-01-01T00:00:00Z\""
#define CHANGE "\"ietf-netconf-notifications:netconf-config-change\":"

/* As libyang says it; what is cut off, or is not known here, is said by nobody. */
static void
test_news(void **state)
{
	static const char *const told[] = {EVENT
	    ",\"kind\":\"case-opened\",\"case\":\"2026-000001\"}",
	    EVENT
	    ",\"kind\":\"case-changed\",\"text\":\"a <b> & \\\"c\\\" \\\\ \\u000Aé\"}",
	    CHANGE "{\"changed-by\":{\"username\":\"claire\",\"session-id\":7},"
		   "\"datastore\":\"running\"}",
	    CHANGE "{\"changed-by\":{\"server\":[null]},\"datastore\":\"running\"}",
	    "\"ietf-alarms:alarm-notification\":{\"resource\":\"device/ne-7/psu/1\","
	    "\"alarm-type-id\":\"vigie-alarm-types:psu-failed\","
	    "\"alarm-type-qualifier\":\"\",\"time\":\"2026-01-01T00:00:00.5Z\","
	    "\"perceived-severity\":\"major\",\"alarm-text\":\"x\"}"};
	static const char *const strange[] = {"", "{}", "\"x\":{}",
	    "\"vigie-cases:cases\":{}", "\"vigie-cases:take\":{}",
	    EVENT ",\"none\":\"x\"}", EVENT "}}", EVENT "} ",
	    EVENT ",\"kind\":\"\\u0000\"}", EVENT ",\"kind\":\"\\ud83d\"}",
	    EVENT ",\"kind\":\"\\x\"}", EVENT ",\"kind\":{}}", EVENT ",\"kind\":[{}]}",
	    EVENT ",\"kind\":nothing}",
	    EVENT ",\"sequence\":[[[[[[[[[[[[[1]]]]]]]]]]]]]}"};
	struct vg_ncnews *news = vg_ncnews_new(context);

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		char *want = made_by_libyang(told[i]);
		char *said = vg_ncnews_xml(news, told[i], strlen(told[i]));
		assert_string_equal(said ? said : "nothing", want);
		free(said);
		free(want);
		for (size_t n = 0; n < strlen(told[i]); n++) {
			char *cut = vg_mem_text_n(told[i], n);
			assert_null(vg_ncnews_xml(news, cut, n));
			free(cut);
		}
	}
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++)
		assert_null(vg_ncnews_xml(news, strange[i], strlen(strange[i])));
	vg_ncnews_free(news);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_plans),
	    cmocka_unit_test(test_picks), cmocka_unit_test(test_width),
	    cmocka_unit_test(test_requests), cmocka_unit_test(test_names),
	    cmocka_unit_test(test_access_first), cmocka_unit_test(test_paths),
	    cmocka_unit_test(test_news)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
