/*
 * Stubs: what is made of a notification loads as an entry of a pack, and claims something of that
 * notification.
 */
#include "tests/unit/contextbench.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/cli/clistub.h"
#include "lib/base/mem.h"
#include "lib/trapmap/trapmap.h"
#include "lib/yang/packload.h"

#define A "1.3.6.1.4.1.99999"
#define LONG                                                                             \
	"1.3.6.1.4.1.4294967295.4294967295.4294967295.4294967295.4294967295.4294967295"

static struct vg_oid
oid(const char *text)
{
	struct vg_oid o;

	assert_int_equal(vg_oid_parse(text, &o), VG_OK);
	return o;
}

/* The shipped packs and one more, whose only trap is 'entry'. */
static struct vg_packset *
packs_with(const json_t *entry)
{
	char path[] = "/tmp/vigie-test-stub.XXXXXX";
	int fd = mkstemp(path);
	json_t *root = json_pack("{s:{s:s,s:s,s:[O]}}", "vigie-pack:pack", "name",
	    "stubs", "version", "1", "trap", entry);
	struct vg_detail detail = {0};
	struct vg_packset *set;
	struct vg_pack pack;

	assert_int_equal(json_dumpfd(root, fd, 0), 0);
	close(fd);
	json_decref(root);
	int code = vg_packload_folder(context, NULL, NULL, 0, &set, &detail);
	if (code == VG_OK)
		code = vg_packload_file(context, path, &pack, &detail);
	if (code == VG_OK)
		code = vg_packset_add(set, &pack, &detail);
	if (code == VG_OK)
		code = vg_packset_check(set, &detail);
	unlink(path);
	if (code != VG_OK)
		fail_msg("%s", detail.text);
	return set;
}

static json_t *
parse(const char *text)
{
	json_t *root = json_loads(text, 0, NULL);

	assert_non_null(root);
	return root;
}

/* The trap whose varbinds the notification has: octets, or the number 7. */
static void
make_trap(const json_t *notification, struct vg_trap *trap)
{
	const json_t *list =
	    json_object_get(json_object_get(notification, "example"), "varbind");

	memset(trap, 0, sizeof(*trap));
	vg_trap_reset(trap);
	trap->oid = oid(json_string_value(json_object_get(notification, "oid")));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		struct vg_varbind *made = vg_trap_add(trap);
		made->oid = oid(json_string_value(json_object_get(v, "oid")));
		if (strcmp(json_string_value(json_object_get(v, "type")), "octets") == 0)
			vg_value_set_octets(&made->value, VG_VALUE_OCTETS, "words", 5);
		else
			vg_value_set_integer(&made->value, 7);
	}
}

static const char *
text_of(const json_t *entry, const char *name)
{
	const char *text = json_string_value(json_object_get(entry, name));

	return text ? text : "";
}

#define HEAD(oid, maker) "{\"id\":\"1\",\"oid\":\"" oid "\"," maker "\"device\":\"ne-7\","
#define BODY(varbinds) "\"count\":\"3\",\"example\":{\"varbind\":[" varbinds "]}}"
#define V(oid, type) "{\"oid\":\"" oid "\",\"type\":\"" type "\",\"value\":\"v\"}"

static void
test_rows(void **state)
{
	static const struct {
		const char *notification;
		const char *name, *qualifier, *index_of, *text_of; /* of the entry */
		const char *claimed; /* qualifier of the claim */
	} rows[] = {
	    /* two columns of a table */
	    {HEAD(A ".0.7", "") BODY(
		 V(A ".1.2.1.2.4.7", "octets") "," V(A ".1.2.1.5.4.7", "integer")),
		"notification-99999-0-7", "supplier:notification-99999-0-7.{index}",
		A ".1.2.1.2", A ".1.2.1.2", "supplier:notification-99999-0-7.4.7"},
	    /* one, and scalars */
	    {HEAD(A ".0.7", "\"maker\":\"Net SNMP_x\",")
		    BODY(V(A ".1.0", "octets") "," V(A ".1.2.1.5.12", "integer")),
		"notification-99999-0-7", "net-snmp-x:notification-99999-0-7.{index}",
		A ".1.2.1.5", A ".1", "net-snmp-x:notification-99999-0-7.12"},
	    /* scalars alone */
	    {HEAD(A ".0.7", "\"maker\":\"juniper\",") BODY(V(A ".1.0", "integer")),
		"notification-99999-0-7", "juniper:notification-99999-0-7", "", "",
		"juniper:notification-99999-0-7"},
	    /* nothing to go by */
	    {HEAD(A ".0.7", "") BODY(V(A ".1.2.1.5", "withheld")),
		"notification-99999-0-7", "supplier:notification-99999-0-7", "", "",
		"supplier:notification-99999-0-7"},
	    {HEAD(A ".0.7", "") "\"count\":\"3\"}", "notification-99999-0-7",
		"supplier:notification-99999-0-7", "", "",
		"supplier:notification-99999-0-7"},
	    /* numbers as long as they can be */
	    {HEAD(LONG, "") BODY(V(LONG ".1.2.3", "octets")),
		"notification-4294967295-4294967295-4294967295",
		"supplier:notification-4294967295-4294967295-4294967295.{index}",
		LONG ".1.2", LONG ".1.2",
		"supplier:notification-4294967295-4294967295-4294967295.3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *notification = parse(rows[i].notification);
		json_t *entry = vg_clistub_make(notification);
		struct vg_packset *set = packs_with(entry);
		struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
		struct vg_trap trap;
		assert_string_equal(text_of(entry, "name"), rows[i].name);
		assert_string_equal(text_of(entry, "qualifier"), rows[i].qualifier);
		assert_string_equal(text_of(entry, "index-of"), rows[i].index_of);
		assert_string_equal(text_of(entry, "text-of"), rows[i].text_of);
		/* What a stranger wrote is not for a pack that is passed on. */
		assert_null(strstr(text_of(entry, "description"), " v,"));
		make_trap(notification, &trap);
		assert_int_equal(vg_trapmap_apply(set, NULL, "ne-7", &trap, claims), 1);
		assert_string_equal(claims[0].event.kind, "supplier-alarm");
		assert_string_equal(claims[0].event.qualifier, rows[i].claimed);
		assert_int_equal(claims[0].event.severity, VG_SEVERITY_WARNING);
		if (rows[i].text_of[0])
			assert_non_null(strstr(claims[0].event.text, "words"));
		vg_trap_fini(&trap);
		vg_packset_free(set);
		json_decref(entry);
		json_decref(notification);
	}
}

/* As many varbinds as a notification may have. */
static void
test_many(void **state)
{
	json_t *list = json_array();

	(void)state;
	for (int i = 0; i < 512; i++)
		json_array_append_new(
		    list, json_pack("{s:s,s:s}", "oid", LONG ".1.0", "type", "octets"));
	json_t *notification = json_pack("{s:s,s:s,s:{s:o}}", "oid", LONG, "device",
	    "ne-7", "example", "varbind", list);
	json_t *entry = vg_clistub_make(notification);
	vg_packset_free(packs_with(entry));
	json_decref(entry);
	json_decref(notification);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
