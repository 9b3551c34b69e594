/*
 * Lint of a tree: each warning with a tree that has it and one that has not, at noon of 9 July
 * 2026.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/conflint.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/packload.h"

static struct vg_context *context;
static struct vg_packset *shipped;

static int
set_up(void **state)
{
	struct vg_detail detail;

	(void)state;
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &shipped, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_packset_free(shipped);
	vg_context_free(context);
	return 0;
}

#define CONTRACT(name, from, until, more)                                                \
	"{\"name\":\"" name                                                              \
	"\",\"client\":\"a\",\"supplier\":\"allot\",\"from\":\"" from                    \
	"\",\"until\":\"" until "\",\"calendar\":\"always\"" more                        \
	",\"mode\":[{\"from\":\"" from "\",\"mode\":\"delegated\"}]}"
#define DEVICE(name, site, contract)                                                     \
	"{\"name\":\"" name "\",\"site\":\"" site                                        \
	"\",\"supplier\":\"allot\",\"contract\":\"" contract "\"}"
#define MAIL "\"support\":{\"mail\":\"help@allot.example\"},"

/* What differs from a tree that is well; NULL: nothing. */
struct more {
	const char *supplier, *contracts, *devices, *top, *client;
};

static struct vg_conf *
read_tree(const struct more *more)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;
	struct vg_buf text;

	vg_buf_init(&text, 0);
	vg_buf_addf(&text,
	    "{\"vigie-collector:collector\":{\"name\":\"noc\","
	    "\"integrator\":{\"name\":\"Merisac\",\"zone\":\"Europe/Paris\"},"
	    "\"listen\":[{\"name\":\"main\",\"address\":\"127.0.0.1\"}],"
	    "\"supplier\":[{%s\"name\":\"allot\",\"delegation\":\"included\"}],"
	    "\"client\":[{%s\"name\":\"a\"},{\"name\":\"b\"}],"
	    "\"site\":[{\"name\":\"lyon\",\"client\":\"a\"},"
	    "{\"name\":\"metz\",\"client\":\"b\"},{\"name\":\"nice\",\"client\":\"a\"}],"
	    "\"contract\":[%s],\"device\":[%s]%s}}",
	    more->supplier ? more->supplier : MAIL, more->client ? more->client : "",
	    more->contracts ? more->contracts
			    : CONTRACT("c-1", "2026-01-01", "2028-12-31", ""),
	    more->devices ? more->devices : DEVICE("ne-1", "lyon", "c-1"),
	    more->top ? more->top : "");
	if (vg_tree_parse(context, vg_buf_text(&text), "test", VG_TREE_COLLECTOR, &tree,
		&detail) != VG_OK ||
	    vg_conf_read(tree, &conf, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_tree_free(tree);
	vg_buf_fini(&text);
	return conf;
}

/* All warnings, a line each. */
static void
take(const struct vg_conflint *w, void *cookie)
{
	char *all = cookie;
	size_t used = strlen(all);

	assert_true(w->cause[0] && w->remedy[0]);
	snprintf(all + used, 8192 - used, "%s %s: %s\n", w->lint, w->path, w->cause);
}

struct row {
	struct more more;
	const char *says; /* NULL: nothing at all */
};

static void
check_rows(const struct row *rows, size_t n)
{
	struct vg_wall now;

	assert_int_equal(vg_instant_parse("2026-07-09T10:00:00Z", &now), VG_OK);
	for (size_t i = 0; i < n; i++) {
		char all[8192] = "";
		struct vg_conf *conf = read_tree(&rows[i].more);
		vg_conflint_run(conf, shipped, now, take, all);
		if (rows[i].says ? !strstr(all, rows[i].says) : all[0] != '\0')
			fail_msg("row %zu: %s, not %s", i, all,
			    rows[i].says ? rows[i].says : "nothing");
		vg_conf_free(conf);
	}
}

/* The client has 'n' persons. */
static void
check_persons(size_t n, const char *says)
{
	struct vg_buf top, client;

	vg_buf_init(&top, 0);
	vg_buf_init(&client, 0);
	vg_buf_add_text(&top, ",\"person\":[");
	vg_buf_add_text(&client, "\"person\":[");
	for (size_t i = 0; i < n; i++) {
		const char *comma = i ? "," : "";
		vg_buf_addf(
		    &top, "%s{\"id\":\"p%zu\",\"mail\":\"p%zu@a.example\"}", comma, i, i);
		vg_buf_addf(&client, "%s\"p%zu\"", comma, i);
	}
	vg_buf_add_text(&top, "]");
	vg_buf_add_text(&client, "],");
	const struct row row = {
	    {.top = vg_buf_text(&top), .client = vg_buf_text(&client)}, says};
	check_rows(&row, 1);
	vg_buf_fini(&client);
	vg_buf_fini(&top);
}

static void
addresses(void **state)
{
	(void)state;
	check_persons(VG_CONF_ADDRESSES, NULL);
	check_persons(VG_CONF_ADDRESSES + 1, "addresses client[name='a']");
}

#define RULES(rules)                                                                     \
	{                                                                                \
		.top = ",\"case-rule\":[" rules "]"                                      \
	}
#define KIND(name) "\"kind\":[\"vigie-alarm-types:" name "\"]"

/* Two contracts on two sites have two devices. */
#define TWO_SITES DEVICE("ne-1", "lyon", "c-1") "," DEVICE("ne-2", "nice", "c-2")
#define ONE_SITE DEVICE("ne-1", "lyon", "c-1") "," DEVICE("ne-2", "lyon", "c-2")
#define TWO(second) CONTRACT("c-1", "2026-01-01", "2028-12-31", "") "," second

/* One minute a week: 600 of them take longer than ten years. */
#define MINUTES                                                                          \
	",\"calendar\":[{\"name\":\"minutes\",\"slot\":[{\"day\":\"monday\","            \
	"\"from\":\"09:00\",\"until\":\"09:01\"}]}]"
#define MINUTES_ONLY "\"clock\":[{\"target\":\"first-reply\",\"calendar\":\"minutes\"}]"

static void
contracts(void **state)
{
	static const struct row rows[] = {
	    {{.top = ""}, NULL},
	    /* supplier-mail: told by P9 where tickets are ours, here where none is */
	    {{.supplier = ""}, NULL},
	    {{.supplier = "", .devices = "", .contracts = ""},
		"supplier-mail supplier[name='allot']: his support has no mail address, "
		"and no equipment"},
	    {{.devices = "", .contracts = ""}, NULL},
	    {{.supplier = "",
		 .contracts = "",
		 .devices = "{\"name\":\"x\",\"site\":\"lyon\",\"supplier\":\"allot\"}"},
		"supplier-mail supplier[name='allot']"},
	    {{.contracts = "",
		 .devices = "{\"name\":\"x\",\"site\":\"lyon\",\"supplier\":\"allot\"}"},
		NULL},
	    /* target-calendar */
	    {{.contracts = CONTRACT("c-1", "2026-01-01", "2028-12-31",
		  ",\"targets\":{\"first-reply-min\":600}," MINUTES_ONLY),
		 .top = MINUTES},
		"target-calendar contract[name='c-1']: its target first-reply runs by "
		"calendar minutes"},
	    {{.contracts = CONTRACT("c-1", "2026-01-01", "2028-12-31",
		  ",\"targets\":{\"first-reply-min\":6}," MINUTES_ONLY),
		 .top = MINUTES},
		NULL},
	    /* contract-short */
	    {{.contracts = CONTRACT("c-1", "2026-07-06", "2026-07-10", "")},
		"contract-short contract[name='c-1']: begun on its first day"},
	    {{.contracts = CONTRACT("c-1", "2026-06-08", "2026-07-31", "")}, NULL},
	    /* contract-ends: six working days from 9 July, 14 July not one of them */
	    {{.contracts = CONTRACT("c-1", "2026-01-01", "2026-07-16", "")},
		"contract-ends contract[name='c-1']: P11: a replacement that begins now "
		"is due 2026-07-18"},
	    {{.contracts = CONTRACT("c-1", "2026-01-01", "2026-07-17", "")}, NULL},
	    {{.contracts = CONTRACT("c-1", "2026-01-01", "2026-07-08", "")}, NULL},
	    /* contract-overlap */
	    {{.contracts = TWO(CONTRACT("c-2", "2028-12-31", "2029-12-31", "")),
		 .devices = ONE_SITE},
		"contract-overlap contract[name='c-2']: from 2028-12-31 on it covers what "
		"contract c-1 covers"},
	    {{.contracts = TWO(CONTRACT("c-2", "2029-01-01", "2029-12-31", "")),
		 .devices = ONE_SITE},
		NULL},
	    {{.contracts = TWO(CONTRACT("c-2", "2028-12-31", "2029-12-31", "")),
		 .devices = TWO_SITES},
		NULL},
	    {{.contracts = TWO(CONTRACT("c-2", "2028-12-31", "2029-12-31", ""))},
		"contract-overlap"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
rules(void **state)
{
	static const struct row rows[] = {
	    {RULES("{\"name\":\"r\"}"), NULL},
	    /* rule-never: names */
	    {RULES("{\"name\":\"r\",\"site\":[\"gone\"]}"),
		"rule-never case-rule[name='r']: it names site gone"},
	    {RULES("{\"name\":\"r\",\"device\":[\"gone\",\"lost\"]}"),
		"rule-never case-rule[name='r']: it names device gone, lost"},
	    {RULES("{\"name\":\"r\",\"device\":[\"gone\",\"ne-1\"]}"),
		"rule-stale case-rule[name='r']: it names device gone"},
	    {RULES("{\"name\":\"r\",\"device\":[\"ne-1\"],\"client\":[\"a\"],"
		   "\"supplier\":[\"allot\"],\"contract\":[\"c-1\"]}"),
		NULL},
	    {RULES("{\"name\":\"r\",\"contract\":[\"c-9\"]}"), "rule-never"},
	    {RULES("{\"name\":\"r\",\"client\":[\"z\"]}"), "rule-never"},
	    {RULES("{\"name\":\"r\",\"supplier\":[\"z\"]}"), "rule-never"},
	    {RULES("{\"name\":\"r\"," KIND("link-alarm") "}"),
		"rule-never case-rule[name='r']: it names kind (of no pack) link-alarm"},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") "}"), NULL},
	    /* severities */
	    {RULES("{\"name\":\"r\",\"severity-from\":\"major\",\"severity-to\":"
		   "\"minor\"}"),
		"rule-never case-rule[name='r']: severity-from, major, is above"},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") ",\"severity-to\":\"warning\"}"),
		"rule-never case-rule[name='r']: no kind that it names is ever warning"},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") ",\"severity-to\":\"major\"}"),
		NULL},
	    /* places that contradict each other */
	    {RULES("{\"name\":\"r\",\"client\":[\"b\"],\"device\":[\"ne-1\"]}"),
		"rule-never case-rule[name='r']: no device or site"},
	    {RULES("{\"name\":\"r\",\"site\":[\"lyon\"],\"client\":[\"b\"]}"),
		"rule-never"},
	    {RULES("{\"name\":\"r\",\"site\":[\"metz\"],\"client\":[\"b\"]}"), NULL},
	    {RULES("{\"name\":\"r\",\"site\":[\"metz\"],\"supplier\":[\"allot\"]}"),
		"rule-never"},
	    /* kinds that no device has */
	    {RULES("{\"name\":\"r\",\"device\":[\"ne-1\"]," KIND("agent-silent") "}"),
		"rule-never case-rule[name='r']: the kinds that it names are faults of"},
	    {RULES("{\"name\":\"r\",\"supplier\":[\"allot\"]," KIND(
		 "site-unreachable") "}"),
		"rule-never case-rule[name='r']: the kinds that it names are faults of"},
	    {RULES(
		 "{\"name\":\"r\",\"device\":[\"ne-1\"]," KIND("device-unreachable") "}"),
		NULL},
	    {RULES("{\"name\":\"r\",\"site\":[\"lyon\"]," KIND("agent-silent") "}"),
		NULL},
	    /* rule-no-case: what opens no case waits for nothing, and has no priority */
	    {RULES("{\"name\":\"r\"," KIND("notifications-disabled") ",\"hold-s\":600}"),
		"rule-no-case case-rule[name='r']: it says hold-s, and nothing that it "
		"matches opens a case"},
	    {RULES("{\"name\":\"r\"," KIND("notifications-disabled") ",\"hold-s\":600,"
								     "\"priority\":1}"),
		"it says hold-s, priority, and nothing"},
	    {RULES("{\"name\":\"r\"," KIND("notifications-disabled") ",\"hold-s\":600,"
								     "\"opens\":true}"),
		NULL},
	    {RULES("{\"name\":\"r\"," KIND("notifications-disabled") "}"), NULL},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") ",\"hold-s\":600}"), NULL},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") ",\"queue\":\"q\","
							 "\"opens\":false}"),
		"rule-no-case case-rule[name='r']: it says queue, and nothing"},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") ",\"opens\":false}"), NULL},
	    {RULES("{\"name\":\"r\",\"severity-to\":\"warning\"," KIND(
		 "management-silent") ",\"hold-s\":600}"),
		"rule-no-case"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
shadows(void **state)
{
	static const struct row rows[] = {
	    /* the same, or more, before */
	    {RULES("{\"name\":\"p\"},{\"name\":\"r\"," KIND("psu-failed") "}"),
		"rule-shadowed case-rule[name='r']: all that it matches is judged before "
		"by p\n"},
	    {RULES("{\"name\":\"r\"," KIND("psu-failed") "},{\"name\":\"p\"}"), NULL},
	    {RULES("{\"name\":\"p\"," KIND("psu-failed") "},{\"name\":\"r\"," KIND(
		 "fan-failed") "}"),
		NULL},
	    /* severities: inside, across, and two together */
	    {RULES("{\"name\":\"p\",\"severity-from\":\"minor\"},{\"name\":\"r\","
		   "\"severity-from\":\"major\"}"),
		"rule-shadowed"},
	    {RULES("{\"name\":\"p\",\"severity-from\":\"major\"},{\"name\":\"r\","
		   "\"severity-from\":\"minor\"}"),
		NULL},
	    {RULES("{\"name\":\"p\",\"severity-from\":\"critical\"},{\"name\":\"q\","
		   "\"severity-to\":\"major\"},{\"name\":\"r\"," KIND("psu-failed") "}"),
		"rule-shadowed case-rule[name='r']: all that it matches is judged before "
		"by q, p\n"},
	    /* what the kind never is needs no rule before */
	    {RULES("{\"name\":\"p\",\"severity-from\":\"major\"},{\"name\":\"r\"," KIND(
		 "psu-failed") "}"),
		"rule-shadowed"},
	    /* places by what the tree says of them, not by their names */
	    {RULES("{\"name\":\"p\",\"client\":[\"a\"]},{\"name\":\"r\",\"device\":"
		   "[\"ne-1\"]}"),
		"rule-shadowed case-rule[name='r']"},
	    {RULES("{\"name\":\"p\",\"client\":[\"b\"]},{\"name\":\"r\",\"device\":"
		   "[\"ne-1\"]}"),
		NULL},
	    {RULES("{\"name\":\"p\",\"device\":[\"ne-1\"]},{\"name\":\"r\",\"site\":"
		   "[\"lyon\"]}"),
		NULL /* the site's own faults */},
	    {RULES("{\"name\":\"p\",\"site\":[\"lyon\",\"nice\"]},{\"name\":\"r\","
		   "\"client\":[\"a\"]}"),
		"rule-shadowed"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

/* --- packs --------------------------------------------------------------------------------- */

struct pack_row {
	bool will_clear, clears, other_qualifier, polls;
	uint32_t quiet_s;
	bool warns;
	const char *part, *clear_part, *poll_part; /* NULL: the device itself */
	const char *cleared_by; /* the supplier of another pack's clear */
	bool family, asks;      /* the pack has a family; it asks the probe of the rule */
};

static void
fill_line(struct vg_trap_rule *line, const char *name, enum vg_action action)
{
	vg_text_copy(line->name, sizeof(line->name), name);
	vg_text_copy(line->pack, sizeof(line->pack), "p");
	vg_text_copy(line->kind, sizeof(line->kind), "psu-failed");
	line->action = action;
}

static void
put_part(char part[VG_NAME_SIZE], const char *text)
{
	vg_text_copy(part, VG_NAME_SIZE, text ? text : "");
}

/* Another pack, of 'supplier' ("" a standard one), whose one line clears. */
static void
add_clear(struct vg_packset *set, const char *supplier)
{
	struct vg_pack pack = {.name = "q", .version = "1"};
	struct vg_detail detail;

	vg_text_copy(pack.supplier, sizeof(pack.supplier), supplier);
	pack.trap_rules = vg_mem_array(1, sizeof(*pack.trap_rules));
	fill_line(&pack.trap_rules[pack.n_trap_rules++], "well", VG_ACTION_CLEAR);
	assert_int_equal(vg_packset_add(set, &pack, &detail), VG_OK);
}

static struct vg_packset *
make_packs(const struct pack_row *row)
{
	struct vg_packset *set = vg_packset_new();
	struct vg_pack pack = {.name = "p", .supplier = "s", .version = "1"};
	struct vg_detail detail;

	pack.kinds = vg_mem_array(1, sizeof(*pack.kinds));
	pack.n_kinds = 1;
	vg_text_copy(pack.kinds[0].name, sizeof(pack.kinds[0].name), "psu-failed");
	pack.kinds[0].will_clear = row->will_clear;
	pack.trap_rules = vg_mem_array(2, sizeof(*pack.trap_rules));
	fill_line(&pack.trap_rules[pack.n_trap_rules++], "down", VG_ACTION_RAISE);
	pack.trap_rules[0].quiet_s = row->quiet_s;
	if (row->clears)
		fill_line(&pack.trap_rules[pack.n_trap_rules++], "up", VG_ACTION_CLEAR);
	if (row->other_qualifier)
		vg_text_copy(pack.trap_rules[1].qualifier,
		    sizeof(pack.trap_rules[1].qualifier), "p:other");
	put_part(pack.trap_rules[0].part, row->part);
	put_part(pack.trap_rules[1].part, row->clear_part);
	pack.rules = vg_mem_array(1, sizeof(*pack.rules));
	pack.n_rules = row->polls;
	vg_text_copy(pack.rules[0].kind, sizeof(pack.rules[0].kind), "psu-failed");
	vg_text_copy(pack.rules[0].probe, sizeof(pack.rules[0].probe), "status");
	put_part(pack.rules[0].part, row->poll_part);
	if (row->family) {
		pack.families = vg_mem_array(1, sizeof(*pack.families));
		pack.n_families = 1;
		pack.families[0].probes =
		    vg_mem_array(1, sizeof(*pack.families[0].probes));
		pack.families[0].n_probes = 1;
		vg_text_copy(pack.families[0].probes[0],
		    sizeof(pack.families[0].probes[0]), row->asks ? "status" : "load");
	}
	assert_int_equal(vg_packset_add(set, &pack, &detail), VG_OK);
	if (row->cleared_by)
		add_clear(set, row->cleared_by);
	return set;
}

static void
what_nothing_ends(void **state)
{
	static const struct pack_row rows[] = {
	    {.will_clear = true, .warns = true},
	    {.will_clear = false},
	    {.will_clear = true, .clears = true},
	    {.will_clear = true, .clears = true, .other_qualifier = true, .warns = true},
	    {.will_clear = true, .polls = true},
	    {.will_clear = true, .quiet_s = 600},
	    /* another part is another fault */
	    {.will_clear = true,
		.clears = true,
		.part = "psu/1",
		.clear_part = "psu/2",
		.warns = true},
	    {.will_clear = true, .clears = true, .part = "psu/1", .clear_part = "psu/1"},
	    {.will_clear = true, .clears = true, .part = "psu/1", .warns = true},
	    {.will_clear = true,
		.clears = true,
		.part = "psu/{index}",
		.clear_part = "psu/2"},
	    {.will_clear = true,
		.clears = true,
		.part = "psu/1",
		.clear_part = "{pointer}"},
	    {.will_clear = true,
		.clears = true,
		.part = "psu/{index}",
		.clear_part = "fan/{index}",
		.warns = true},
	    {.will_clear = true,
		.polls = true,
		.part = "psu/1",
		.poll_part = "psu/{name}"},
	    {.will_clear = true,
		.polls = true,
		.part = "psu/1",
		.poll_part = "psu/all",
		.warns = true},
	    /* another supplier's notification never comes from it; a standard one may */
	    {.will_clear = true, .cleared_by = "t", .warns = true},
	    {.will_clear = true, .cleared_by = ""},
	    /* a probe that no family of the pack asks polls nothing */
	    {.will_clear = true, .polls = true, .family = true, .warns = true},
	    {.will_clear = true, .polls = true, .family = true, .asks = true},
	};
	struct vg_conf *conf = read_tree(&(struct more){.top = ""});

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char all[8192] = "";
		struct vg_packset *packs = make_packs(&rows[i]);
		vg_conflint_run(conf, packs, (struct vg_wall){1}, take, all);
		if (rows[i].warns !=
		    (strstr(all, "raise-no-clear pack[name='p']/trap[name='down']") !=
			NULL))
			fail_msg("row %zu: %s", i, all);
		vg_packset_free(packs);
	}
	vg_conf_free(conf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(contracts),
	    cmocka_unit_test(addresses),
	    cmocka_unit_test(rules),
	    cmocka_unit_test(shadows),
	    cmocka_unit_test(what_nothing_ends),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
