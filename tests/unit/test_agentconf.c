/*
 * The agent's tree as structs, and the inventory of a device.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/agentconf.h"
#include "agent/inventory.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static struct vg_context *context;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	return vg_context_new(&context, &detail) == VG_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_context_free(context);
	return 0;
}

#define HEAD                                                                             \
	"{\"vigie-agent:agent\":{\"name\":\"lyon-2\",\"site\":\"lyon\",\"collector\":[{" \
	"\"name\":\"main\",\"address\":\"::1\",\"user\":\"u\",\"credential\":\"c\""
#define DEVICE(name, address, more)                                                      \
	"{\"name\":\"" name "\",\"site\":\"s\",\"supplier\":\"allot\"" more              \
	",\"snmp\":{\"address\":\"" address "\",\"version\":\"v2c\",\"credential\":"     \
	"\"d\"}}"

static int
make(const char *text, struct vg_agentconf **conf, struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;

	if (vg_tree_parse(context, text, "T.json", VG_TREE_AGENT, &tree, detail) != VG_OK)
		fail_msg("%s", detail->text);
	int code = vg_agentconf_make(tree, conf, detail);
	vg_tree_free(tree);
	return code;
}

static void
what_nobody_decided_is_the_default(void **state)
{
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(make(HEAD "}]}}", &conf, &detail), VG_OK);
	assert_string_equal(conf->name, "lyon-2");
	assert_string_equal(conf->site, "lyon");
	assert_string_equal(conf->collector.address, "::1");
	assert_int_equal(conf->collector.port, 162);
	assert_int_equal(conf->collector.timeout_ms, 2000);
	assert_int_equal(conf->collector.window, 64);
	assert_int_equal(conf->interval_ms, 60000);
	assert_int_equal(conf->timeout_ms, 2000);
	assert_int_equal(conf->tries, 3);
	assert_int_equal(conf->unreachable_after, 3);
	assert_int_equal(conf->least_wait_ms, 500);
	assert_int_equal(conf->in_flight, 4096);
	assert_int_equal(conf->receive_buffer, 4096 * 1024);
	assert_int_equal(conf->batch, 50);
	assert_int_equal(conf->reply_size, 1400);
	assert_true(conf->ping);
	assert_int_equal(conf->late_tick_ms, 200);
	assert_int_equal(conf->together_percent, 20);
	assert_int_equal(conf->together_least, 3);
	assert_int_equal(conf->hold_s, 900);
	assert_int_equal(conf->heartbeat_ms, 60000);
	assert_int_equal(conf->standing_ms, 3600000);
	assert_int_equal(conf->max_messages, 100000);
	assert_int_equal(conf->max_octets, 64 << 20);
	assert_int_equal(conf->max_age_ms, 72 * 3600000);
	assert_int_equal(conf->raw_days, 14);
	assert_int_equal(conf->five_days, 92);
	assert_int_equal(conf->hour_days, 1096);
	assert_int_equal(conf->n_devices, 0);
	assert_int_equal(conf->n_packs, 0);
	assert_int_equal(conf->n_listen, 0);
	assert_int_equal(conf->trap_rate, 50);
	assert_int_equal(conf->trap_burst, 1000);
	assert_int_equal(conf->storm_quiet_ms, 300000);
	assert_int_equal(conf->first_look_ms, 5000);
	assert_int_equal(conf->second_look_ms, 60000);
	assert_int_equal(conf->reconcile_ms, 600000);
	vg_agentconf_free(conf);
}

static void
what_was_decided_is_read(void **state)
{
	static const char text[] = HEAD
	    ",\"port\":16200,\"timeout-ms\":100,\"window\":1}],"
	    "\"poll\":{\"interval-ms\":100,\"timeout-ms\":50,\"tries\":10,"
	    "\"unreachable-after\":20},"
	    "\"heartbeat\":{\"interval-ms\":1000,\"standing-interval-ms\":2000},"
	    "\"spool\":{\"max-messages\":100,\"max-megabytes\":1,\"max-age-h\":2},"
	    "\"history\":{\"sample-days\":1,\"five-minute-days\":2,\"hour-days\":3},\"pack\":[\"allot\",\"standard\"],"
	    "\"device\":[" DEVICE("ne-1", "127.1.40.1",
		",\"enabled\":false") ","
				      "{\"name\":\"ne-2\",\"site\":\"s2\",\"supplier\":"
				      "\"allot\",\"family\":"
				      "\"ssg-500\",\"snmp\":{\"address\":\"::1\","
				      "\"port\":1610,\"version\":\"v3\","
				      "\"user\":\"poller\",\"credential\":\"d2\"}}]}}";
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(make(text, &conf, &detail), VG_OK);
	assert_int_equal(conf->collector.port, 16200);
	assert_int_equal(conf->collector.timeout_ms, 100);
	assert_int_equal(conf->collector.window, 1);
	assert_int_equal(conf->interval_ms, 100);
	assert_int_equal(conf->max_octets, 1 << 20);
	assert_int_equal(conf->max_age_ms, 2 * 3600000);
	assert_int_equal(conf->raw_days, 1);
	assert_int_equal(conf->five_days, 2);
	assert_int_equal(conf->hour_days, 3);
	assert_int_equal(conf->timeout_ms, 50);
	assert_int_equal(conf->tries, 10);
	assert_int_equal(conf->unreachable_after, 20);
	assert_int_equal(conf->heartbeat_ms, 1000);
	assert_int_equal(conf->standing_ms, 2000);
	assert_int_equal(conf->max_messages, 100);
	assert_int_equal(conf->n_packs, 2);
	assert_string_equal(conf->packs[1], "standard");
	/* The device that is not enabled is not there. */
	assert_int_equal(conf->n_devices, 1);
	const struct vg_agentconf_device *d = &conf->devices[0];
	assert_string_equal(d->name, "ne-2");
	assert_string_equal(d->site, "s2");
	assert_string_equal(d->family, "ssg-500");
	assert_true(d->v3);
	assert_string_equal(d->user, "poller");
	assert_string_equal(d->credential, "d2");
	assert_int_equal(vg_net_port(&d->address), 1610);
	vg_agentconf_free(conf);
}

/* Two devices, and what is said of them; NULL: they are good. */
static const struct {
	const char *devices, *said;
} pairs[] = {
    {DEVICE("ne-1", "127.1.40.1", "") "," DEVICE("ne-2", "127.1.40.2", ""), NULL},
    {DEVICE("ne-1", "127.1.40.1", "") "," DEVICE("ne-2", "127.1.40.1", ""),
	"device ne-2: device ne-1 has the address 127.1.40.1 port 161 already"},
    {DEVICE("ne-1", "127.1.40.1", "") "," DEVICE("NE-1", "127.1.40.2", ""),
	"device NE-1: the name differs from device ne-1 in case alone"},
    {DEVICE("ne-1", "::1", "") "," DEVICE("ne-2", "0:0::1", ""),
	"device ne-2: device ne-1 has the address ::1 port 161 already"},
    {DEVICE("ne-1", "127.1.40.1", ",\"enabled\":false") "," DEVICE(
	 "ne-2", "127.1.40.1", ""),
	NULL},
    {DEVICE("ne-1", "127.1.40.1", ",\"known-as\":[\"127.1.40.1\",\"::9\"]") "," DEVICE(
	 "ne-2", "127.1.40.2", ""),
	NULL},
    {DEVICE("ne-1", "127.1.40.1", "") "," DEVICE(
	 "ne-2", "127.1.40.2", ",\"known-as\":[\"127.1.40.1\"]"),
	"device ne-2: device ne-1 is known as 127.1.40.1 already"},
    {DEVICE("ne-1", "127.1.40.1", ",\"known-as\":[\"::ffff:127.1.40.2\"]") "," DEVICE(
	 "ne-2", "127.1.40.2", ""),
	"device ne-2: device ne-1 is known as 127.1.40.2 already"},
};

static void
a_device_is_asked_by_netconf_alone(void **state)
{
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(
	    make(HEAD
		"}],\"device\":[{\"name\":\"n\",\"site\":\"s\",\"supplier\":\"o\","
		"\"netconf\":{\"address\":\"10.0.0.1\",\"user\":\"u\",\"credential\":"
		"\"c\",\"host-key\":[\"ssh-rsa AAAAAAAAAAAA\",\"ssh-ed25519 AAAAAAAA\"]}}," DEVICE(
		    "m", "10.0.0.1", "") "]}}",
		&conf, &detail),
	    VG_OK);
	const struct vg_agentconf_netconf *netconf = &conf->devices[0].netconf;
	assert_false(conf->devices[0].snmp);
	assert_string_equal(netconf->address, "10.0.0.1");
	assert_int_equal(netconf->port, 830);
	assert_int_equal(netconf->limit_ms, 30000);
	assert_string_equal(
	    netconf->host_keys, "ssh-rsa AAAAAAAAAAAA\nssh-ed25519 AAAAAAAA\n");
	assert_true(conf->devices[1].snmp);
	assert_string_equal(conf->devices[1].netconf.address, "");
	vg_agentconf_free(conf);
}

static void
devices_can_be_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char *text = vg_mem_format(HEAD "}],\"device\":[%s]}}", pairs[i].devices);
		struct vg_agentconf *conf = NULL;
		struct vg_detail detail = {0};
		int code = make(text, &conf, &detail);
		assert_int_equal(code, pairs[i].said ? VG_EINVAL : VG_OK);
		if (pairs[i].said) {
			assert_string_equal(detail.text, pairs[i].said);
			assert_null(conf);
		}
		vg_agentconf_free(conf);
		free(text);
	}
}

/* --- inventory ----------------------------------------------------------------------------- */

static struct vg_object scalars[] = {{.name = "model"}, {.name = "serial"}};
static struct vg_object columns[] = {{.name = "board"}};
static const struct vg_probe probe = {.name = "identity",
    .scalars = scalars,
    .n_scalars = 2,
    .columns = columns,
    .n_columns = 1};

static struct vg_packset *
identities(void)
{
	static const struct vg_identity all[] = {
	    {VG_IDENTITY_MODEL, "identity", "model", ""},
	    {VG_IDENTITY_SERIAL, "identity", "serial", ""},
	    {VG_IDENTITY_HOSTNAME, "another", "serial", ""},
	    {VG_IDENTITY_UPTIME, "identity", "serial", ""},
	    {VG_IDENTITY_PART_SERIAL, "identity", "board", "slot/{index}"},
	    {VG_IDENTITY_ADDRESS, "addresses", "board", ""}};
	struct vg_packset *packs = vg_packset_new();
	struct vg_pack pack = {.name = "test", .n_identities = 6};

	pack.identities = vg_mem_copy(all, sizeof(all));
	assert_int_equal(vg_packset_add(packs, &pack, NULL), VG_OK);
	return packs;
}

static void
set_text(struct vg_value *value, const char *text)
{
	if (text)
		vg_value_set_octets(value, VG_VALUE_OCTETS, text, strlen(text));
	else
		value->type = VG_VALUE_NO_OBJECT;
}

/* Takes model, serial and the serials of two boards; NULL: noSuchObject. */
static void
take(struct vg_inventory *inventory, const struct vg_packset *packs, const char *model,
    const char *serial, const char *board_10, const char *board_2)
{
	struct vg_sampleset set;

	vg_sampleset_init(&set, &probe, (struct vg_wall){1});
	set_text(&set.scalars.values[0], model);
	set_text(&set.scalars.values[1], serial);
	set_text(&vg_sampleset_row(&set, "10")->values[0], board_10);
	set_text(&vg_sampleset_row(&set, "2")->values[0], board_2);
	vg_inventory_take(inventory, packs, &set);
	vg_sampleset_fini(&set);
}

static void
expect(const struct vg_inventory *inventory, const struct vg_family *family,
    const char *expected, char digest[VG_DIGEST_TEXT_SIZE])
{
	struct vg_buf json;

	vg_buf_init(&json, 0);
	vg_inventory_json(inventory, "ne-7", family, &json, digest);
	assert_string_equal(vg_buf_text(&json), expected);
	vg_buf_fini(&json);
}

static void
an_inventory_is_what_was_said(void **state)
{
	static const struct vg_family family = {
	    .name = "ssg-500", .label = "SSG \"500\""};
	struct vg_inventory *inventory = vg_inventory_new();
	struct vg_packset *packs = identities();
	char empty[VG_DIGEST_TEXT_SIZE], one[VG_DIGEST_TEXT_SIZE],
	    two[VG_DIGEST_TEXT_SIZE];

	(void)state;
	expect(inventory, NULL, "{\"device\":\"ne-7\",\"component\":[]}", empty);
	take(inventory, packs, " SSG-500 ", "AB-1", "X10", "X2");
	assert_string_equal(vg_inventory_text(inventory, VG_IDENTITY_MODEL), "SSG-500");
	assert_string_equal(vg_inventory_text(inventory, VG_IDENTITY_HOSTNAME), "");
	expect(inventory, &family,
	    "{\"device\":\"ne-7\",\"family\":\"ssg-500\",\"label\":\"SSG \\\"500\\\"\","
	    "\"model\":\"SSG-500\",\"serial\":\"AB-1\",\"component\":["
	    "{\"name\":\"slot/10\",\"serial\":\"X10\"},"
	    "{\"name\":\"slot/2\",\"serial\":\"X2\"}]}",
	    one);
	assert_string_not_equal(empty, one);
	/* What is not said this time stays; the same again is the same. */
	take(inventory, packs, NULL, "AB-1 ", NULL, "X2");
	assert_string_equal(vg_inventory_text(inventory, VG_IDENTITY_MODEL), "SSG-500");
	take(inventory, packs, "SSG-500", "AB-2", "", "X2");
	expect(inventory, NULL,
	    "{\"device\":\"ne-7\",\"model\":\"SSG-500\",\"serial\":\"AB-2\","
	    "\"component\":[{\"name\":\"slot/10\"},"
	    "{\"name\":\"slot/2\",\"serial\":\"X2\"}]}",
	    two);
	assert_string_not_equal(one, two);
	vg_inventory_free(inventory);
	vg_packset_free(packs);
}

static void
take_addresses(struct vg_inventory *inventory, const struct vg_packset *packs,
    const char *const *addresses, bool whole)
{
	struct vg_probe table = probe;
	struct vg_sampleset set;

	vg_text_copy(table.name, sizeof(table.name), "addresses");
	vg_sampleset_init(&set, &table, (struct vg_wall){1});
	for (size_t i = 0; addresses[i]; i++)
		set_text(&vg_sampleset_row(&set, addresses[i])->values[0], "1");
	set.whole = whole;
	vg_inventory_settle(inventory);
	vg_inventory_take(inventory, packs, &set);
	vg_sampleset_fini(&set);
}

static void
addresses_are_those_of_the_whole_table(void **state)
{
	static const char *const two[] = {"10.4.0.7", "192.0.2.7", NULL};
	static const char *const one[] = {"192.0.2.7", NULL};
	struct vg_inventory *inventory = vg_inventory_new();
	struct vg_packset *packs = identities();
	char digest[VG_DIGEST_TEXT_SIZE];

	(void)state;
	take_addresses(inventory, packs, two, true);
	assert_true(vg_inventory_is_changed(inventory));
	expect(inventory, NULL,
	    "{\"device\":\"ne-7\",\"component\":[],\"address\":[\"10.4.0.7\",\"192.0.2.7\"]}",
	    digest);
	take_addresses(inventory, packs, one, false);
	take_addresses(inventory, packs, two, true);
	assert_false(vg_inventory_is_changed(inventory));
	take_addresses(inventory, packs, one, true);
	assert_true(vg_inventory_is_changed(inventory));
	expect(inventory, NULL,
	    "{\"device\":\"ne-7\",\"component\":[],\"address\":[\"192.0.2.7\"]}", digest);
	vg_inventory_free(inventory);
	vg_packset_free(packs);
}

static void
what_somebody_decided_of_polls_is_taken(void **state)
{
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(
	    make(HEAD "}],\"poll\":{\"least-wait-ms\":40,\"in-flight\":7,"
		      "\"receive-buffer-kib\":64,\"batch\":10,\"reply-size\":484,"
		      "\"ping\":false,\"own-health\":{\"late-ms\":900,"
		      "\"failing-percent\":100,\"failing-least\":9,\"hold-s\":0}}}}",
		&conf, &detail),
	    VG_OK);
	assert_int_equal(conf->least_wait_ms, 40);
	assert_int_equal(conf->in_flight, 7);
	assert_int_equal(conf->receive_buffer, 64 * 1024);
	assert_int_equal(conf->batch, 10);
	assert_int_equal(conf->reply_size, 484);
	assert_false(conf->ping);
	assert_int_equal(conf->late_tick_ms, 900);
	assert_int_equal(conf->together_percent, 100);
	assert_int_equal(conf->together_least, 9);
	assert_int_equal(conf->hold_s, 0);
	vg_agentconf_free(conf);
}

#define MULTIHOMED(others)                                                               \
	HEAD "}],\"device\":[{\"name\":\"ne-7\",\"site\":\"s\",\"supplier\":\"a\","      \
	     "\"snmp\":{\"address\":\"10.0.0.7\",\"port\":1161,\"version\":\"v2c\","     \
	     "\"credential\":\"d\",\"answers-from\":[" others "]}}]}}"

static void
a_device_may_answer_from_listed_addresses(void **state)
{
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};
	struct vg_address wanted;

	(void)state;
	assert_int_equal(
	    make(MULTIHOMED("\"10.0.0.8\",\"10.0.1.7\""), &conf, &detail), VG_OK);
	assert_int_equal(conf->devices[0].n_answers_from, 2);
	assert_int_equal(vg_net_parse("10.0.1.7", 1161, &wanted), VG_OK);
	assert_true(vg_net_same(&conf->devices[0].answers_from[1], &wanted));
	vg_agentconf_free(conf);
	assert_int_equal(make(MULTIHOMED("\"fd00::7\""), &conf, &detail), VG_EINVAL);
	assert_non_null(strstr(detail.text, "ne-7: answers-from fd00::7"));
}

#define SILENCES(text)                                                                   \
	HEAD "}],\"silence\":[" text                                                     \
	     "],\"device\":[" DEVICE("ne-1", "127.1.40.1", "") ",\
" DEVICE("ne-2", "127.1.40.2", "") "]}}"
#define SILENCE(name, from, until, more)                                                 \
	"{\"name\":\"" name "\",\"description\":\"work\",\"from\":\"2026-07-09T" from    \
	"Z\",\"until\":\"2026-07-09T" until "Z\"" more "}"

/* An hour and minute of that day, a device, and the silence it is in. */
static const struct {
	int minute;
	const char *device, *silence;
} silent[] = {
    {8 * 60, "ne-1", NULL},
    {10 * 60, "ne-1", "all"},
    {10 * 60, "ne-2", "all"},
    {10 * 60 + 59, "ne-2", "all"},
    {11 * 60, "ne-2", NULL}, /* its end is outside */
    {12 * 60, "NE-1", "one"},
    {12 * 60, "ne-2", NULL},
};

static void
silence_is_planned_by_device_and_time(void **state)
{
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};
	struct vg_wall midnight;

	(void)state;
	assert_int_equal(vg_instant_parse("2026-07-09T00:00:00Z", &midnight), VG_OK);
	assert_int_equal(
	    make(SILENCES(SILENCE("all", "10:00:00", "11:00:00", "") "," SILENCE(
		     "one", "12:00:00", "13:00:00", ",\"device\":[\"ne-1\"]")),
		&conf, &detail),
	    VG_OK);
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		const struct vg_agentconf_silence *found =
		    vg_agentconf_silence(conf, silent[i].device,
			vg_instant_add(midnight, silent[i].minute * VG_MINUTE_US));
		if (!found != !silent[i].silence ||
		    (found && strcmp(found->name, silent[i].silence) != 0))
			fail_msg("row %zu: %s", i, found ? found->name : "none");
	}
	vg_agentconf_free(conf);
	assert_int_equal(
	    make(SILENCES(SILENCE("a", "10:00:00", "10:00:00", "")), &conf, &detail),
	    VG_EINVAL);
	assert_non_null(strstr(detail.text, "silence a: until 2026-07-09T10:00:00"));
	assert_int_equal(
	    make(SILENCES(SILENCE("a", "10:00:00", "11:00:00", ",\"device\":[\"ne-9\"]")),
		&conf, &detail),
	    VG_EINVAL);
	assert_string_equal(detail.text, "silence a: there is no device ne-9");
}

#define BOARD(address)                                                                   \
	",\"bmc\":{\"address\":\"" address                                               \
	"\",\"user\":\"b\",\"credential\":\"e\",\"family\":\"hpe-ilo\"}"

/* A board is no device: it is its device, at a second address. */
static void
a_board_is_its_device(void **state)
{
	static const struct {
		const char *what, *text;
	} wrong[] = {
	    {"of device ne-8",
		HEAD "}],\"device\":[" DEVICE("ne-7", "10.0.0.7",
		    BOARD("10.0.0.8")) "," DEVICE("ne-8", "10.0.0.8", "") "]}}"},
	    {"of device ne-7",
		HEAD "}],\"device\":[" DEVICE(
		    "ne-7", "10.0.0.7", BOARD("10.0.0.9")) "," DEVICE("ne-8", "10.0.0.8",
		    BOARD("10.0.0.9")) "]}}"},
	};
	struct vg_agentconf *conf = NULL;
	struct vg_detail detail = {0};
	struct vg_address address;

	(void)state;
	assert_int_equal(
	    make(HEAD "}],\"device\":[" DEVICE("ne-6", "10.0.0.6", "") "," DEVICE(
		     "ne-7", "10.0.0.7", BOARD("10.0.0.8")) "]}}",
		&conf, &detail),
	    VG_OK);
	assert_int_equal(conf->n_devices, 2);
	assert_int_equal(conf->n_bmcs, 1);
	assert_true(conf->bmcs[0].bmc && conf->bmcs[0].snmp && conf->bmcs[0].v3);
	assert_string_equal(conf->bmcs[0].name, "ne-7");
	assert_string_equal(conf->bmcs[0].key, "ne-7+bmc");
	assert_string_equal(conf->bmcs[0].family, "hpe-ilo");
	assert_string_equal(conf->devices[1].key, "ne-7");
	assert_int_equal(vg_net_parse("10.0.0.8", 0, &address), VG_OK);
	assert_ptr_equal(vg_agentconf_at(conf, &address), &conf->devices[1]);
	vg_agentconf_free(conf);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(make(wrong[i].text, &conf, &detail), VG_EINVAL);
		assert_non_null(strstr(detail.text, wrong[i].what));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_board_is_its_device),
	    cmocka_unit_test(what_nobody_decided_is_the_default),
	    cmocka_unit_test(what_somebody_decided_of_polls_is_taken),
	    cmocka_unit_test(a_device_may_answer_from_listed_addresses),
	    cmocka_unit_test(what_was_decided_is_read),
	    cmocka_unit_test(a_device_is_asked_by_netconf_alone),
	    cmocka_unit_test(devices_can_be_told_apart),
	    cmocka_unit_test(silence_is_planned_by_device_and_time),
	    cmocka_unit_test(an_inventory_is_what_was_said),
	    cmocka_unit_test(addresses_are_those_of_the_whole_table),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
