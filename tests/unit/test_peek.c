/*
 * What a notification is called: the same as libsnmp and RFC 3584 make of it, for every recorded
 * datagram and for messages that are good but for one thing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>

#include "lib/base/error.h"
#include "lib/os/clock.h"
#include "lib/snmp/peek.h"
#include "lib/snmp/receive.h"
#include "tests/unit/snmpbench.h"

static struct vg_receive *receive;
static struct vg_usm *usm;

static int
set_up(void **state)
{
	struct vg_detail detail;

	(void)state;
	usm = vg_usm_new();
	receive = vg_receive_new(&detail);
	return receive ? vg_usm_set_engine(bench_engine, sizeof(bench_engine), 1) : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_receive_free(receive);
	vg_usm_free(usm);
	return 0;
}

/* What the whole way calls it, "" when it refuses it. */
static void
name_whole(const struct vg_buf *data, const struct vg_gate_facts *facts, char *name)
{
	struct vg_trap trap = {.version = 0};
	struct vg_buf reply;
	const char *text;

	name[0] = '\0';
	vg_buf_init(&reply, 0);
	if (vg_receive_handle(receive, usm, facts, vg_clock_mono(), data->data,
		data->size, &trap, &reply, &text) == VG_RECEIVE_TRAP)
		vg_oid_text(&trap.oid, name, VG_OID_TEXT_SIZE);
	vg_trap_fini(&trap);
	vg_buf_fini(&reply);
}

/* On a block of its exact size, so that the sanitizer sees one octet too far. */
static void
name_peeked(const struct vg_buf *data, const struct vg_gate_facts *facts, char *name)
{
	unsigned char *exact = malloc(data->size);
	struct vg_oid oid;

	memcpy(exact, data->data, data->size);
	name[0] = '\0';
	if (vg_peek_oid(exact, data->size, facts, &oid) == VG_OK)
		vg_oid_text(&oid, name, VG_OID_TEXT_SIZE);
	free(exact);
}

/* Whether it is plain, and both ways agree on 'wanted' (NULL: on anything). */
static bool
check(const struct vg_buf *data, const char *wanted)
{
	char whole[VG_OID_TEXT_SIZE], peeked[VG_OID_TEXT_SIZE];
	struct vg_gate_facts facts;

	if (vg_gate_check(data->data, data->size, &facts) != VG_GATE_PASS ||
	    !vg_peek_is_plain(&facts))
		return false;
	name_whole(data, &facts, whole);
	name_peeked(data, &facts, peeked);
	assert_string_equal(peeked, whole);
	if (wanted)
		assert_string_equal(peeked, wanted);
	return true;
}

static void
recorded_traps_are_called_what_they_are(void **state)
{
	static const char *const plain[] = {"v1-trap-1", "v1-coldstart-1", "v2c-trap-1"};
	struct vg_buf data;
	size_t n = 0;
	DIR *folder = opendir(BENCH_GATE);

	(void)state;
	assert_non_null(folder);
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		if (entry->d_name[0] == '.')
			continue;
		bench_load(entry->d_name, &data);
		n += check(&data, NULL);
		vg_buf_fini(&data);
	}
	closedir(folder);
	assert_true(n >= sizeof(plain) / sizeof(plain[0]));
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		bench_load(plain[i], &data);
		assert_true(check(&data, NULL));
		vg_buf_fini(&data);
	}
}

/* A v2c trap with 'varbinds', which are written in hexadecimal. */
static void
write_v2c(const char *varbinds, struct vg_buf *data)
{
	unsigned char list[256], head[] = {0x02, 1, 1, 0x04, 1, 'c'};
	const unsigned char numbers[] = {2, 1, 9, 2, 1, 0, 2, 1, 0};
	size_t n = 0;

	for (const char *p = varbinds; *p; p += *p == ' ' ? 1 : 2) {
		if (*p != ' ')
			list[n++] =
			    (unsigned char)strtoul((char[]){p[0], p[1], '\0'}, NULL, 16);
	}
	unsigned char pdu[] = {0xA7, (unsigned char)(sizeof(numbers) + 2 + n)};
	unsigned char whole[] = {
	    0x30, (unsigned char)(sizeof(head) + sizeof(pdu) + pdu[1])};
	const unsigned char sequence[] = {0x30, (unsigned char)n};
	vg_buf_init(data, 0);
	vg_buf_add(data, whole, sizeof(whole));
	vg_buf_add(data, head, sizeof(head));
	vg_buf_add(data, pdu, sizeof(pdu));
	vg_buf_add(data, numbers, sizeof(numbers));
	vg_buf_add(data, sequence, sizeof(sequence));
	vg_buf_add(data, list, n);
}

#define UP "30 0e 06 08 2b 06 01 02 01 01 03 00 43 02 00 07 "
#define TRAP(value, total) "30 " total " 06 0a 2b 06 01 06 03 01 01 04 01 00 " value
#define COLD TRAP("06 09 2b 06 01 06 03 01 01 05 01 ", "17")
#define OTHER "30 0d 06 08 2b 06 01 02 01 01 05 00 04 01 41 "

static void
a_v2c_trap_needs_its_time_and_its_name(void **state)
{
	static const struct {
		const char *varbinds, *wanted;
	} rows[] = {
	    {UP COLD, "1.3.6.1.6.3.1.1.5.1"},
	    {UP COLD OTHER, "1.3.6.1.6.3.1.1.5.1"},
	    /* libsnmp takes them in any order, and so do we */
	    {COLD UP, "1.3.6.1.6.3.1.1.5.1"},
	    {OTHER COLD OTHER UP, "1.3.6.1.6.3.1.1.5.1"},
	    /* the first of two names counts */
	    {UP COLD TRAP("06 02 2b 06 ", "10"), "1.3.6.1.6.3.1.1.5.1"},
	    {COLD, ""},
	    {UP, ""},
	    {UP OTHER, ""},
	    {"", ""},
	    /* of another type */
	    {UP TRAP("04 02 2b 06 ", "10"), ""},
	    {"30 0e 06 08 2b 06 01 02 01 01 03 00 41 02 00 07 " COLD, ""},
	    /* two arcs in the first number, large ones, and a long one */
	    {UP TRAP("06 03 88 37 03 ", "11"), "2.999.3"},
	    {UP TRAP("06 03 4f 81 00 ", "11"), "1.39.128"},
	    {UP TRAP("06 07 2b 8f ff ff ff 7f 01 ", "15"), "1.3.4294967295.1"},
	};
	struct vg_buf data;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_v2c(rows[i].varbinds, &data);
		if (!check(&data, rows[i].wanted))
			fail_msg("row %zu does not pass the gate", i);
		vg_buf_fini(&data);
	}
}

static void
a_v1_trap_is_called_as_rfc_3584_says(void **state)
{
	static const struct {
		const char *generic, *specific, *wanted;
	} rows[] = {
	    {"00", "00", "1.3.6.1.6.3.1.1.5.1"},
	    {"05", "07", "1.3.6.1.6.3.1.1.5.6"},
	    {"06", "07", "1.3.6.1.4.1.99.0.7"},
	    {"06", "7f", "1.3.6.1.4.1.99.0.127"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char octets[] = {0x30, 34, 2, 1, 0, 4, 1, 'c', 0xA4, 26, 6, 6,
		    0x2B, 6, 1, 4, 1, 99, 0x40, 4, 10, 0, 0, 1, 2, 1, 0, 2, 1, 0, 0x43, 2,
		    0, 7, 0x30, 0};
		octets[26] = (unsigned char)strtoul(rows[i].generic, NULL, 16);
		octets[29] = (unsigned char)strtoul(rows[i].specific, NULL, 16);
		struct vg_buf data;
		vg_buf_init(&data, 0);
		vg_buf_add(&data, octets, sizeof(octets));
		if (!check(&data, rows[i].wanted))
			fail_msg("row %zu does not pass the gate", i);
		vg_buf_fini(&data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(recorded_traps_are_called_what_they_are),
	    cmocka_unit_test(a_v2c_trap_needs_its_time_and_its_name),
	    cmocka_unit_test(a_v1_trap_is_called_as_rfc_3584_says),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
