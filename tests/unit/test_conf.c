/*
 * The collector's tree as structs: instants of dates in the integrator's zone, order of what
 * the file may give in any, look-ups, and what the model cannot refuse.
 */
#include "tests/unit/contextbench.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/conf.h"

#define HEAD(zone)                                                                       \
	"{\"vigie-collector:collector\":{\"name\":\"noc\","                              \
	"\"integrator\":{\"name\":\"Merisac\",\"zone\":\"" zone "\"},"                   \
	"\"supplier\":[{\"name\":\"allot\",\"delegation\":\"included\"}],"               \
	"\"listen\":[{\"name\":\"main\",\"address\":\"127.0.0.1\",\"port\":16200}],"     \
	"\"client\":[{\"name\":\"a\"}],\"site\":[{\"name\":\"lyon-2\",\"client\":\"a\"}" \
	"],"

#define CONTRACT                                                                         \
	"\"calendar\":[{\"name\":\"always\"},{\"name\":\"day\",\"slot\":["               \
	"{\"day\":\"monday\",\"from\":\"14:00\",\"until\":\"18:30\"},"                   \
	"{\"day\":\"monday\",\"from\":\"09:00\",\"until\":\"12:00\"}]}],"                \
	"\"contract\":[{\"name\":\"c-1\",\"client\":\"a\",\"supplier\":\"allot\","       \
	"\"from\":\"2026-01-01\",\"until\":\"2026-07-09\",\"calendar\":\"day\","         \
	"\"targets\":{\"client-told-min\":30},"                                          \
	"\"suspended\":[{\"from\":\"2026-03-01\",\"until\":\"2026-03-02\","              \
	"\"description\":\"unpaid\"}],"                                                  \
	"\"mode\":[{\"from\":\"2026-05-01\",\"mode\":\"direct\"},"                       \
	"{\"from\":\"2026-01-01\",\"mode\":\"partial\",\"duty\":[\"hotline\",\"rma\"]}]" \
	"}],"

#define DEVICE(name)                                                                     \
	"{\"name\":\"" name "\",\"site\":\"lyon-2\",\"supplier\":\"allot\","             \
	"\"contract\":\"c-1\",\"address\":[\"127.0.0.7\",\"::1\"]}"

#define REST(devices)                                                                    \
	"\"device\":[" devices "],"                                                      \
	"\"agent\":[{\"name\":\"lyon-2\",\"site\":\"lyon-2\",\"user\":\"u-2\","          \
	"\"credential\":\"x\"}],"                                                        \
	"\"user\":[{\"name\":\"claire\",\"role\":\"noc\",\"uid\":1000},"                 \
	"{\"name\":\"web\",\"role\":\"viewer\",\"uid\":33,\"proxy\":true},"              \
	"{\"name\":\"marc\",\"role\":\"manager\"}],"                                     \
	"\"kind\":[{\"type\":\"vigie-alarm-types:psu-failed\",\"hold-s\":0}]}}"

static struct vg_conf *
read(const char *text, struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;

	if (vg_tree_parse(context, text, "test", VG_TREE_COLLECTOR, &tree, detail) !=
	    VG_OK)
		fail_msg("%s", detail->text);
	vg_conf_read(tree, &conf, detail);
	vg_tree_free(tree);
	return conf;
}

static void
instant(struct vg_wall seen, const char *expected)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(seen, text);
	assert_string_equal(text, expected);
}

/* To the last moment of the last day, in the integrator's zone (P1). */
static void
dates_of_a_contract(void **state)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf =
	    read(HEAD("Europe/Paris") CONTRACT REST(DEVICE("ne-7")), &detail);

	(void)state;
	assert_non_null(conf);
	const struct vg_contract *c = vg_conf_device(conf, "ne-7")->contract;
	assert_ptr_equal(c, &conf->contracts[0]);
	instant(c->from, "2025-12-31T23:00:00Z");
	instant(c->until, "2026-07-09T22:00:00Z");
	instant(c->suspensions[0].from, "2026-02-28T23:00:00Z");
	instant(c->suspensions[0].until, "2026-03-02T23:00:00Z");
	/* Modes in the order of their days, whatever that of the file. */
	assert_int_equal(c->n_modes, 2);
	assert_int_equal(c->modes[0].mode, VG_MODE_PARTIAL);
	assert_int_equal(c->modes[0].duties, VG_DUTY_HOTLINE | VG_DUTY_RMA);
	assert_int_equal(c->modes[1].mode, VG_MODE_DIRECT);
	instant(c->modes[1].from, "2026-04-30T22:00:00Z");
	assert_int_equal(c->versions[0].term[VG_TERM_CLIENT_TOLD].amount, 1800);
	assert_int_equal(c->versions[0].term[VG_TERM_FIRST_REPLY].amount, 4 * 3600);
	assert_true(c->proactive_clock);
	vg_conf_free(conf);
	conf = read(HEAD("Pacific/Noumea") CONTRACT REST(DEVICE("ne-7")), &detail);
	instant(conf->contracts[0].until, "2026-07-09T13:00:00Z");
	vg_conf_free(conf);
}

static void
calendars(void **state)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf =
	    read(HEAD("Europe/Paris") CONTRACT REST(DEVICE("ne-7")), &detail);
	const struct vg_calendar *day = vg_conf_calendar(conf, "day");
	const struct vg_calendar *office = vg_conf_calendar(conf, "office");

	(void)state;
	assert_false(day->always);
	/* Slots in the order of the day: the sums rely on it. */
	assert_int_equal(day->n_slots[0], 2);
	assert_int_equal(day->slots[0][0].from_s, 9 * 3600);
	assert_int_equal(day->slots[0][0].until_s, 12 * 3600);
	assert_int_equal(day->slots[0][1].from_s, 14 * 3600);
	assert_int_equal(day->slots[0][1].until_s, 18 * 3600 + 1800);
	assert_int_equal(day->n_slots[1], 0);
	assert_string_equal(day->zone->name, "Europe/Paris");
	assert_int_equal(office->n_slots[4], 2);
	assert_int_equal(office->n_slots[5], 0);
	assert_true(vg_conf_calendar(conf, "always")->always);
	vg_conf_free(conf);
}

static void
look_ups(void **state)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf =
	    read(HEAD("Europe/Paris") CONTRACT REST(DEVICE("ne-7")), &detail);

	(void)state;
	assert_string_equal(vg_conf_device_at(conf, "::1")->name, "ne-7");
	assert_string_equal(vg_conf_device_at(conf, "127.0.0.7")->client, "a");
	assert_null(vg_conf_device_at(conf, "127.0.0.70"));
	assert_null(vg_conf_device_at(conf, ""));
	assert_null(vg_conf_device(conf, "NE-7"));
	assert_string_equal(vg_conf_site(conf, "lyon-2")->client, "a");
	assert_null(vg_conf_site(conf, "lyon"));
	assert_string_equal(vg_conf_agent(conf, "lyon-2")->user, "u-2");
	assert_null(vg_conf_agent(conf, "u-2"));
	assert_string_equal(vg_conf_agent_of_user(conf, "u-2")->name, "lyon-2");
	assert_null(vg_conf_agent_of_user(conf, "lyon-2"));
	assert_null(vg_conf_agent_of_user(conf, ""));
	assert_string_equal(vg_conf_user_of_uid(conf, 33)->name, "web");
	assert_true(vg_conf_user_of_uid(conf, 33)->proxy);
	/* A user without uid is not root. */
	assert_null(vg_conf_user_of_uid(conf, 0));
	assert_int_equal(vg_conf_user(conf, "marc")->role, VG_ROLE_MANAGER);
	assert_null(vg_conf_user(conf, "none"));
	assert_int_equal(conf->hole_wait_s, 30);
	const struct vg_conf_silence silence = {
	    180, 300, 600, 900, 120, 30, 2, 120, 180, 3, 10, 2, 60};
	assert_memory_equal(&conf->silence, &silence, sizeof(silence));
	vg_conf_free(conf);
}

/* The tree's numbers stand before the pack's; what it does not say stays. */
static void
numbers_of_a_kind(void **state)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf =
	    read(HEAD("Europe/Paris") CONTRACT REST(DEVICE("ne-7")), &detail);
	struct vg_kind psu = {.name = "psu-failed", .settle_s = 5},
		       fan = {.name = "fan-failed"};
	struct vg_kind copy;

	(void)state;
	for (size_t s = 0; s < VG_PACK_N_SEVERITIES; s++)
		psu.hold_s[s] = fan.hold_s[s] = 90;
	vg_conf_kind(conf, &psu, &copy);
	assert_int_equal(copy.hold_s[VG_SEVERITY_MAJOR], 0);
	assert_int_equal(copy.settle_s, 5);
	vg_conf_kind(conf, &fan, &copy);
	assert_int_equal(copy.hold_s[VG_SEVERITY_MAJOR], 90);
	vg_conf_free(conf);
}

static void
what_the_model_cannot_see(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	assert_null(read(HEAD("Europe/Nowhere") CONTRACT REST(DEVICE("ne-7")), &detail));
	assert_non_null(strstr(detail.text, "Europe/Nowhere"));
	assert_null(
	    read(HEAD("Europe/Paris") CONTRACT REST(DEVICE("ne-7") "," DEVICE("NE-7")),
		&detail));
	assert_non_null(strstr(detail.text, "NE-7"));
	assert_non_null(strstr(detail.text, "case"));
	vg_conf_free(NULL);
}

static void
roles(void **state)
{
	static const char *const names[] = {
	    "none", "intake", "courier", "viewer", "noc", "manager", "admin"};

	(void)state;
	for (int r = VG_ROLE_NONE; r <= VG_ROLE_ADMIN; r++)
		assert_string_equal(vg_conf_role_text((enum vg_role)r), names[r]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_of_a_contract),
	    cmocka_unit_test(calendars),
	    cmocka_unit_test(look_ups),
	    cmocka_unit_test(numbers_of_a_kind),
	    cmocka_unit_test(what_the_model_cannot_see),
	    cmocka_unit_test(roles),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
