/*
 * What is left of the PDU of a notification that carries personal data or a secret: BER of the same
 * length that says nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/trapblob.h"
#include "lib/model/trappdu.h"
#include "lib/pack/packset.h"
#include "lib/trapmap/withhold.h"

#define NAME "Canary-Anna"
#define NAME_ARCS "11.67.97.110.97.114.121.45.65.110.110.97"
#define SUBTREE "1.3.6.1.4.1.2603.11"
#define OTHER "1.3.6.1.4.1.9.5"

static const struct vg_digest key = {{7}}, other_key = {{8}};
static struct vg_packset *set;

static struct vg_oid
oid(const char *text)
{
	struct vg_oid o;

	assert_int_equal(vg_oid_parse(text, &o), VG_OK);
	return o;
}

/* --- a pack and PDUs ----------------------------------------------------------------------- */

static int
set_up(void **state)
{
	struct vg_pack pack = {.name = "p"};
	struct vg_detail detail;

	(void)state;
	set = vg_packset_new();
	pack.subscriber_data = vg_mem_array(1, sizeof(*pack.subscriber_data));
	pack.n_subscriber_data = 1;
	pack.subscriber_data[0] = oid(SUBTREE);
	pack.withheld = vg_mem_array(4, sizeof(*pack.withheld));
	pack.n_withheld = 4;
	pack.withheld[0] = (struct vg_withheld){.object = oid(OTHER ".1")};
	pack.withheld[1] =
	    (struct vg_withheld){.object = oid(OTHER ".2"), .hashed = true};
	pack.withheld[2] = (struct vg_withheld){
	    .notification = oid(OTHER ".0.7"), .position = 2, .hashed = true};
	pack.withheld[3] = (struct vg_withheld){.object = oid(OTHER ".3.1.2.4.1.6")};
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
put(struct vg_buf *buf, uint8_t tag, const void *content, size_t size)
{
	vg_buf_add_u8(buf, tag);
	if (size >= 0x80) {
		vg_buf_add_u8(buf, 0x82);
		vg_buf_add_u8(buf, (uint8_t)(size >> 8));
	}
	vg_buf_add_u8(buf, (uint8_t)size);
	vg_buf_add(buf, content, size);
}

static void
put_oid(struct vg_buf *buf, const char *text)
{
	const struct vg_oid o = oid(text);
	unsigned char content[5 * VG_OID_MAX];
	size_t n = 0;

	content[n++] = (unsigned char)(40 * o.arc[0] + o.arc[1]);
	for (size_t i = 2; i < o.n_arcs; i++) {
		for (int shift = 28; shift > 0; shift -= 7) {
			if (o.arc[i] >> shift)
				content[n++] =
				    (unsigned char)(0x80 | (o.arc[i] >> shift & 0x7F));
		}
		content[n++] = o.arc[i] & 0x7F;
	}
	put(buf, VG_BER_OID, content, n);
}

/* A varbind: of a tag and octets, or of an OID. */
struct row {
	const char *object;
	uint8_t tag;
	const char *content; /* of VG_BER_OID: dotted */
	size_t size;         /* 0: as long as the text */
};

static void
put_row(struct vg_buf *list, const struct row *row)
{
	struct vg_buf one;

	vg_buf_init(&one, 0);
	put_oid(&one, row->object);
	if (row->tag == VG_BER_OID)
		put_oid(&one, row->content);
	else
		put(&one, row->tag, row->content,
		    row->size ? row->size : strlen(row->content));
	put(list, VG_BER_SEQUENCE, one.data, one.size);
	vg_buf_fini(&one);
}

static void
put_v1_head(struct vg_buf *pdu, const char *enterprise, uint8_t specific)
{
	put_oid(pdu, enterprise);
	put(pdu, VG_BER_ADDRESS, "\x0A\x00\x00\x07", 4);
	put(pdu, VG_BER_INTEGER, "\6", 1);
	put(pdu, VG_BER_INTEGER, &specific, 1);
	put(pdu, VG_BER_TICKS, "\1", 1);
}

/* The notification NOTIFICATION.0.SPECIFIC in the version's own PDU, read. */
static void
make_trap(struct vg_trap *trap, int version, const char *notification, uint8_t specific,
    const struct row *rows, size_t n)
{
	struct vg_buf body, list;
	const char *why;
	char trap_oid[128];

	snprintf(trap_oid, sizeof(trap_oid), "%s.0.%u", notification, specific);
	memset(trap, 0, sizeof(*trap));
	vg_trap_reset(trap);
	vg_buf_init(&body, 0);
	vg_buf_init(&list, 0);
	if (version == 1) {
		put_v1_head(&body, notification, specific);
	} else {
		for (int i = 0; i < 3; i++)
			put(&body, VG_BER_INTEGER, "\0", 1);
		put_row(&list, &(struct row){"1.3.6.1.2.1.1.3.0", VG_BER_TICKS, "\1", 1});
		put_row(&list,
		    &(struct row){"1.3.6.1.6.3.1.1.4.1.0", VG_BER_OID, trap_oid, 0});
	}
	for (size_t i = 0; i < n; i++)
		put_row(&list, &rows[i]);
	put(&body, VG_BER_SEQUENCE, list.data, list.size);
	put(&trap->pdu, version == 1 ? 0xA4 : 0xA7, body.data, body.size);
	vg_buf_fini(&body);
	vg_buf_fini(&list);
	if (vg_trappdu_read(trap->pdu.data, trap->pdu.size, trap, &why) != VG_OK)
		fail_msg("%s", why);
	trap->version = version;
}

static bool
holds(const struct vg_buf *pdu, const void *what, size_t size)
{
	return memmem(pdu->data, pdu->size, what, size) != NULL;
}

/* Reads the kept PDU again, which must be as long and have varbinds of the same shape. */
static void
read_again(const struct vg_trap *kept, const struct vg_trap *trap, struct vg_trap *again)
{
	const char *why;

	assert_int_equal(kept->pdu.size, trap->pdu.size);
	memset(again, 0, sizeof(*again));
	vg_trap_reset(again);
	if (vg_trappdu_read(kept->pdu.data, kept->pdu.size, again, &why) != VG_OK)
		fail_msg("%s", why);
	assert_int_equal(again->n_varbinds, trap->n_varbinds);
	assert_int_equal(vg_oid_compare(&again->oid, &trap->oid), 0);
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_varbind *a = &again->varbinds[i], *b = &trap->varbinds[i];
		assert_int_equal(a->oid.n_arcs, b->oid.n_arcs);
		assert_int_equal(a->value.type, b->value.type);
		assert_int_equal(a->value.size, b->value.size);
	}
}

/* --- tests --------------------------------------------------------------------------------- */

static const struct row subscriber[] = {
    {SUBTREE ".2.1." NAME_ARCS, VG_BER_INTEGER, "\x05", 1},
    {SUBTREE ".2.2.0", VG_BER_OCTETS, NAME, 0},
    {SUBTREE ".2.3.0", VG_BER_ADDRESS, "\xC6\x33\x64\x4D", 4},
    {OTHER ".9." NAME_ARCS, VG_BER_OCTETS, NAME, 0},
    {OTHER ".9.0", VG_BER_OID, "1.3.6.1.4.1.9." NAME_ARCS, 0},
    {OTHER ".9.1.3000000000.198.51.100.77", VG_BER_OPAQUE, "\x04\x0B" NAME, 0},
    {"1.3.6.1.2.1.1.5.0", VG_BER_OCTETS, NAME, 0},
};
enum { N_SUBSCRIBER = sizeof(subscriber) / sizeof(subscriber[0]) };

static void
test_subscriber_data(void **state)
{
	static const int versions[] = {1, 2};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct vg_trap trap, room, again;
		make_trap(&trap, versions[i], SUBTREE, 99, subscriber, N_SUBSCRIBER);
		assert_true(holds(&trap.pdu, NAME, 11));
		const struct vg_trap *kept =
		    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
		assert_ptr_not_equal(kept, &trap);
		assert_true(holds(&trap.pdu, NAME, 11)); /* a view */
		assert_false(holds(&kept->pdu, NAME, 4));
		assert_false(holds(&kept->pdu, "\xC6\x33\x64", 3));
		assert_false(holds(&kept->pdu, "\x81\x46\x33", 3)); /* as arcs */
		read_again(kept, &trap, &again);
		assert_int_equal(again.varbinds[0].value.integer, 5);
		if (versions[i] == 1)
			assert_int_equal(again.agent_address, 0x0A000007);
		for (size_t v = 0; v < kept->n_varbinds; v++) {
			if (v != 0)
				assert_int_equal(
				    kept->varbinds[v].value.type, VG_VALUE_NONE);
			assert_true(kept->varbinds[v].oid.n_arcs <= 8);
		}
		vg_trap_fini(&again);
		vg_withhold_end(kept, &trap);
		vg_trap_fini(&trap);
	}
}

/* Any notification may carry a subscriber's object, or point at one. */
static void
test_objects_anywhere(void **state)
{
	static const struct row rows[] = {
	    {"1.3.6.1.2.1.1.5.0", VG_BER_OCTETS, "ne-7", 0},
	    {SUBTREE ".2.2.0", VG_BER_OCTETS, NAME, 0},
	    {OTHER ".9.0", VG_BER_OID, SUBTREE "." NAME_ARCS, 0},
	};
	struct vg_trap trap, room, again;

	(void)state;
	make_trap(&trap, 2, OTHER, 1, rows, 3);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	assert_true(holds(&kept->pdu, "ne-7", 4));
	assert_false(holds(&kept->pdu, NAME, 4));
	read_again(kept, &trap, &again);
	const struct vg_oid root = oid(SUBTREE);
	assert_true(vg_oid_under(again.varbinds[2].value.oid, &root));
	assert_int_equal(
	    vg_oid_compare(&again.varbinds[2].oid, &trap.varbinds[2].oid), 0);
	vg_trap_fini(&again);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

/* A value that points elsewhere has no part that the mark knows: none of it is left. */
static void
test_pointer_elsewhere(void **state)
{
	static const struct row rows[] = {
	    {OTHER ".3.1.2.4.1.6.0", VG_BER_OID, "1.3.6.1.2.1.4.20.1.1.10.11.12.13", 0},
	    {OTHER ".3.1.2.4.1.6.0", VG_BER_OID, OTHER ".3.1.2.4.1.6.10.11.12.13", 0},
	};
	struct vg_trap trap, room, again;

	(void)state;
	make_trap(&trap, 2, OTHER, 1, rows, 2);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	assert_true(holds(&trap.pdu, "\x0A\x0B\x0C", 3));
	assert_false(holds(&kept->pdu, "\x0A\x0B", 2));
	read_again(kept, &trap, &again);
	const struct vg_oid object = oid(OTHER ".3.1.2.4.1.6");
	assert_true(vg_oid_under(again.varbinds[1].value.oid, &object));
	vg_trap_fini(&again);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

/* What names the device, and what no mark is about, is left alone: at no cost. */
static void
test_left_alone(void **state)
{
	static const struct row proxied[] = {
	    {"1.3.6.1.6.3.18.1.3.0", VG_BER_ADDRESS, "\x0A\x00\x00\x07", 4},
	    {"1.3.6.1.6.3.1.1.4.3.0", VG_BER_OID, OTHER, 0},
	};
	struct vg_trap trap, room, again;

	(void)state;
	make_trap(&trap, 2, OTHER, 1, proxied, 2);
	assert_ptr_equal(vg_withhold(vg_packset_marks(set), &key, &trap, &room), &trap);
	vg_withhold_end(&trap, &trap);
	vg_trap_fini(&trap);
	make_trap(&trap, 2, SUBTREE, 1, proxied, 2);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	read_again(kept, &trap, &again);
	assert_int_equal(again.agent_address, 0x0A000007);
	assert_memory_equal(kept->pdu.data, trap.pdu.data, trap.pdu.size);
	vg_trap_fini(&again);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

/* What is called as the device's name is, but is none by its type, is as good as any other. */
static void
test_false_names(void **state)
{
	static const struct row rows[] = {
	    {"1.3.6.1.6.3.18.1.3.0", VG_BER_OCTETS, NAME, 0},
	    {"1.3.6.1.6.3.1.1.4.3.0", VG_BER_OCTETS, NAME, 0},
	};
	struct vg_trap trap, room, again;

	(void)state;
	make_trap(&trap, 2, SUBTREE, 1, rows, 2);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	assert_false(holds(&kept->pdu, NAME, 4));
	assert_int_equal(kept->varbinds[0].value.type, VG_VALUE_NONE);
	assert_int_equal(kept->varbinds[1].value.type, VG_VALUE_NONE);
	read_again(kept, &trap, &again);
	vg_trap_fini(&again);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

/* A secret goes whatever its type, and leaves a number that every reader takes. */
static void
test_secret_numbers(void **state)
{
	static const struct row rows[] = {
	    {OTHER ".1.0", VG_BER_INTEGER, "\x7F\x11\x22\x33", 4},
	    {OTHER ".1.0", VG_BER_INTEGER, "\xFF\x00", 2},
	    {OTHER ".1.0", VG_BER_UNSIGNED, "\x00\xF1\x22\x33\x44", 5},
	    {OTHER ".1.0", VG_BER_COUNTER64, "\x00\xF1\x22\x33\x44\x55\x66\x77\x88", 9},
	    {OTHER ".1.0", VG_BER_OCTETS, "short", 0},
	};
	struct vg_trap trap, room, again;

	(void)state;
	make_trap(&trap, 2, OTHER, 1, rows, 5);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	read_again(kept, &trap, &again);
	assert_false(holds(&kept->pdu, "\x22\x33", 2));
	/* No longer than they have to be, and none is negative. */
	assert_true(holds(&kept->pdu, "\x02\x04\x01\x00\x00\x00", 6));
	assert_true(holds(&kept->pdu, "\x02\x02\x01\x00", 4));
	assert_true(holds(&kept->pdu, "\x42\x05\x00\x80\x00\x00\x00", 7));
	assert_true(holds(&kept->pdu, "\x46\x09\x00\x80\x00", 5));
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(kept->varbinds[i].value.type, VG_VALUE_NONE);
		assert_false(
		    vg_value_same(&again.varbinds[i].value, &trap.varbinds[i].value));
	}
	vg_trap_fini(&again);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

static char *
hash_of(const struct vg_digest *with, const char *name, struct vg_trap *again)
{
	const struct row row = {OTHER ".2.0", VG_BER_OCTETS, name, 0};
	struct vg_trap trap, room;
	char *text = NULL;

	make_trap(&trap, 2, OTHER, 1, &row, 1);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), with, &trap, &room);
	const struct vg_value *value = &kept->varbinds[0].value;
	read_again(kept, &trap, again);
	assert_false(holds(&kept->pdu, name, strlen(name)));
	if (value->type == VG_VALUE_OCTETS) {
		text = vg_mem_text_n(value->octets, value->size);
		assert_true(vg_value_same(value, &again->varbinds[0].value));
	}
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
	return text;
}

static void
test_hash(void **state)
{
	struct vg_trap again;
	char *a, *b, *c, *d;

	(void)state;
	a = hash_of(&key, NAME, &again);
	assert_int_equal(strlen(a), strlen(NAME));
	assert_int_equal(strspn(a, "0123456789abcdef"), strlen(NAME));
	vg_trap_fini(&again);
	b = hash_of(&key, NAME, &again);
	assert_string_equal(a, b);
	vg_trap_fini(&again);
	c = hash_of(&key, "Canary-Lena", &again);
	assert_string_not_equal(a, c);
	vg_trap_fini(&again);
	d = hash_of(&other_key, NAME, &again);
	assert_string_not_equal(a, d);
	vg_trap_fini(&again);
	/* Too short to be told apart from others like it: none. */
	assert_null(hash_of(&key, "Anna123", &again));
	vg_trap_fini(&again);
	free(a);
	free(b);
	free(c);
	free(d);
}

/* Where the numbers of the objects are not public, the second varbind alone. */
static void
test_position(void **state)
{
	static const struct row rows[] = {
	    {OTHER ".9.0", VG_BER_OCTETS, "first text", 0},
	    {OTHER ".9.0", VG_BER_OCTETS, NAME, 0},
	};
	struct vg_trap trap, room;

	(void)state;
	make_trap(&trap, 1, OTHER, 7, rows, 2);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	assert_true(holds(&kept->pdu, "first text", 10));
	assert_false(holds(&kept->pdu, NAME, 4));
	assert_int_equal(kept->varbinds[0].value.type, VG_VALUE_OCTETS);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

/* What comes out of the database is withheld as before, and a hash is not hashed again. */
static void
test_stored(void **state)
{
	static const struct row rows[] = {
	    {OTHER ".2.0", VG_BER_OCTETS, NAME, 0},
	    {SUBTREE ".2.0", VG_BER_OCTETS, NAME, 0},
	};
	struct vg_trap trap, stored, room, room2;
	struct vg_buf blob;

	(void)state;
	make_trap(&trap, 2, OTHER, 1, rows, 2);
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(set), &key, &trap, &room);
	vg_buf_init(&blob, 0);
	vg_trapblob_pack(kept, &blob);
	assert_int_equal(vg_trapblob_unpack(blob.data, blob.size, &stored), VG_OK);
	const struct vg_trap *again =
	    vg_withhold(vg_packset_marks(set), NULL, &stored, &room2);
	assert_memory_equal(again->pdu.data, kept->pdu.data, kept->pdu.size);
	assert_true(vg_value_same(&again->varbinds[0].value, &kept->varbinds[0].value));
	assert_int_equal(again->varbinds[1].value.type, VG_VALUE_NONE);
	vg_withhold_end(again, &stored);
	vg_trap_fini(&stored);
	vg_buf_fini(&blob);
	vg_withhold_end(kept, &trap);
	vg_trap_fini(&trap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_subscriber_data),
	    cmocka_unit_test(test_objects_anywhere),
	    cmocka_unit_test(test_pointer_elsewhere),
	    cmocka_unit_test(test_left_alone),
	    cmocka_unit_test(test_false_names),
	    cmocka_unit_test(test_secret_numbers),
	    cmocka_unit_test(test_hash),
	    cmocka_unit_test(test_position),
	    cmocka_unit_test(test_stored),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
