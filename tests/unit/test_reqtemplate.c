/*
 * Requests by template: the very octets that encoding gives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"
#include "lib/snmp/reqtemplate.h"

enum { N = 40 };

static uint32_t seed;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void
make_oids(struct vg_oid *oids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		oids[i] = (struct vg_oid){.arc = {1, 3, 6, 1}, .n_arcs = 4 + chance(9)};
		for (size_t k = 4; k < oids[i].n_arcs; k++)
			oids[i].arc[k] = chance(2) ? chance(200) : chance(UINT32_MAX);
	}
}

static void
check_same(struct vg_reqtemplates *templates, int tag, int first, int second,
    const struct vg_oid *oids, size_t n)
{
	int32_t id = (int32_t)(0x40000000u | chance(0x3FFFFFFF));
	struct vg_buf ours, theirs;

	vg_buf_init(&ours, 0);
	vg_buf_init(&theirs, 0);
	vg_reqtemplate_put(templates, &ours, tag, id, first, second, oids, n);
	vg_pollcodec_request(&theirs, tag, id, first, second, oids, n);
	assert_int_equal(ours.size, theirs.size);
	assert_memory_equal(ours.data, theirs.data, ours.size);
	vg_buf_fini(&ours);
	vg_buf_fini(&theirs);
}

/* Few lists, so that they come again, and in an order that makes them take each other's places. */
static void
octets_are_those_of_encoding(void **state)
{
	struct vg_reqtemplates *templates = vg_reqtemplate_new();
	static struct vg_oid lists[30][N];
	size_t sizes[30];

	(void)state;
	seed = 7;
	for (size_t i = 0; i < 30; i++) {
		sizes[i] = 1 + chance(N);
		make_oids(lists[i], sizes[i]);
	}
	for (int i = 0; i < 3000; i++) {
		size_t list = chance(30);
		bool bulk = chance(2);
		check_same(templates, bulk ? VG_PDU_BULK : VG_PDU_GET, bulk ? 3 : 0,
		    bulk ? 1 + (int)chance(3) : 0, lists[list], sizes[list]);
	}
	assert_true(vg_reqtemplate_patched(templates) > 1000);
	vg_reqtemplate_free(templates);
}

/* One arc in the middle is enough to be another request. */
static void
what_differs_is_encoded(void **state)
{
	struct vg_reqtemplates *templates = vg_reqtemplate_new();
	struct vg_oid oids[3];

	(void)state;
	seed = 11;
	make_oids(oids, 3);
	check_same(templates, VG_PDU_GET, 0, 0, oids, 3);
	check_same(templates, VG_PDU_GET, 0, 0, oids, 3);
	assert_int_equal(vg_reqtemplate_patched(templates), 1);
	oids[1].arc[3]++;
	check_same(templates, VG_PDU_GET, 0, 0, oids, 3);
	assert_int_equal(vg_reqtemplate_patched(templates), 1);
	vg_reqtemplate_free(templates);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(octets_are_those_of_encoding),
	    cmocka_unit_test(what_differs_is_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
