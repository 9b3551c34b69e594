/*
 * What is left of a notification that carries personal data or a secret.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/pack/packset.h"
#include "lib/trapmap/withhold.h"

#define SUBSCRIBER "1.3.6.1.4.1.9.5.1"
#define SECRET "1.3.6.1.4.1.9.4.1"
#define SUBTREE "1.3.6.1.4.1.9.6.1.1.1.1"
#define OWN "1.3.6.1.4.1.9.5.7" /* numbered as SUBSCRIBER is */
#define COLUMN "1.3.6.1.2.1.2.2.1.2"
#define NAMED "1.3.6.1.4.1.9.7.1.2.4.65.110.110.97" /* by "Anna" */

static struct vg_packset *set;
static const struct vg_digest key = {{7}};

static struct vg_oid
oid(const char *text)
{
	struct vg_oid o;

	assert_int_equal(vg_oid_parse(text, &o), VG_OK);
	return o;
}

static struct vg_object *
object(const char *text)
{
	struct vg_object *o = vg_mem_zero(sizeof(*o));

	o->oid = oid(text);
	return o;
}

static int
set_up(void **state)
{
	struct vg_pack pack = {.name = "p"};
	struct vg_detail detail;

	(void)state;
	set = vg_packset_new();
	pack.withheld = vg_mem_array(2, sizeof(*pack.withheld));
	pack.n_withheld = 2;
	pack.withheld[0] = (struct vg_withheld){.notification = oid(SUBSCRIBER)};
	pack.withheld[1] = (struct vg_withheld){.object = oid(SECRET)};
	pack.subscriber_data = vg_mem_array(1, sizeof(*pack.subscriber_data));
	pack.n_subscriber_data = 1;
	pack.subscriber_data[0] = oid(SUBTREE);
	pack.probes = vg_mem_array(1, sizeof(*pack.probes));
	pack.n_probes = 1;
	memset(pack.probes, 0, sizeof(*pack.probes));
	pack.probes[0].scalars = object("1.3.6.1.2.1.1.5.0");
	pack.probes[0].n_scalars = 1;
	pack.probes[0].columns = object(COLUMN);
	pack.probes[0].n_columns = 1;
	if (vg_packset_add(set, &pack, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_packset_free(set);
	return 0;
}

static void
test_rows(void **state)
{
	static const struct {
		const char *notification, *object;
		const char *octets; /* NULL: the number 7 */
		const char *left;
		bool kept; /* the value */
	} rows[] = {
	    {SUBSCRIBER, OWN ".2.4.65.110", NULL, OWN, true},
	    {SUBSCRIBER ".3", OWN ".2.4.65.110", "Anna", OWN, false},
	    /* of elsewhere: the maker, the object that the pack polls, the module */
	    {SUBSCRIBER, NAMED, NULL, "1.3.6.1.4.1.9", true},
	    {SUBSCRIBER ".3", NAMED, NULL, "1.3.6.1.4.1.9", true},
	    {SUBSCRIBER, NAMED, "Anna", "1.3.6.1.4.1.9", false},
	    {SUBSCRIBER, "1.3.6.1.4.1.9.65.110.110.97", NULL, "1.3.6.1.4.1.9", true},
	    {SUBSCRIBER, COLUMN ".65.110.110.97", NULL, COLUMN, true},
	    {SUBSCRIBER, "1.3.6.1.2.1.1.5.0", "Anna", "1.3.6.1.2.1.1.5.0", false},
	    {SUBSCRIBER, "1.3.6.1.2.1.1.65.110", "Anna", "1.3.6.1.2.1.1", false},
	    {SUBSCRIBER, "1.3.6.1.6.3.65.110.110", "Anna", "1.3.6.1.6.3.65", false},
	    {SUBSCRIBER, "1.3.6.1.3.65.110.110", "Anna", "1.3.6.1", false},
	    {SUBSCRIBER, "2.65.110.110.97", "Anna", "2.65", false},
	    {SUBTREE, NAMED, NULL, "1.3.6.1.4.1.9", true},
	    {SUBTREE ".1", COLUMN ".65.110", "Anna", COLUMN, false},
	    {SUBTREE ".1", SUBTREE ".1.2.65", "Anna", SUBTREE, false},
	    {SUBSCRIBER, SECRET ".0", NULL, "1.3.6.1.4.1.9", false},
	    {"1.3.6.1.4.1.9.5.2", SECRET ".4.65", "key", SECRET, false},
	    {"1.3.6.1.4.1.9.5.2", NAMED, "Anna", NAMED, true},
	    {"1.3.6.1.4.1.9.5.2", NAMED, NULL, NAMED, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_varbind varbind = {.oid = oid(rows[i].object)};
		struct vg_trap trap = {.oid = oid(rows[i].notification),
		    .varbinds = &varbind,
		    .n_varbinds = 1};
		struct vg_oid left = oid(rows[i].left);
		if (rows[i].octets)
			vg_value_set_octets(&varbind.value, VG_VALUE_OCTETS,
			    rows[i].octets, strlen(rows[i].octets));
		else
			vg_value_set_integer(&varbind.value, 7);
		struct vg_trap room;
		const struct vg_trap *kept =
		    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
		const struct vg_varbind *v = &kept->varbinds[0];
		assert_int_equal(v->oid.n_arcs, left.n_arcs);
		assert_true(vg_oid_under(&v->oid, &left));
		assert_int_equal(v->value.type != VG_VALUE_NONE, rows[i].kept);
		vg_withhold_end(kept, &trap);
		vg_value_fini(&varbind.value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_rows, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
