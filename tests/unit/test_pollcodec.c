/*
 * Our codec against libsnmp's on the same octets: what we write it reads, what it writes we
 * read, and what Debian's snmpd answered both read alike.  Then what must not be taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/convert.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/library.h"
#include "lib/snmp/pollcodec.h"
#include "tests/unit/snmpbench.h"

enum { ID = 0x40000101 };

static const struct vg_oid notification = {
    {1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 86, 0, 1}, 12};

/* --- libsnmp's side ------------------------------------------------------------------------- */

static netsnmp_session *
session(void)
{
	static netsnmp_session s;

	if (s.version == 0) {
		assert_int_equal(vg_library_start(NULL), VG_OK);
		snmp_sess_init(&s);
		s.version = SNMP_VERSION_2c;
		s.securityModel = SNMP_SEC_MODEL_SNMPv2c;
	}
	return &s;
}

/* What libsnmp reads in 'data'; snmp_free_pdu releases it. */
static netsnmp_pdu *
their_parse(const void *data, size_t size)
{
	netsnmp_pdu *pdu = calloc(1, sizeof(*pdu));
	u_char *copy = vg_mem_copy(data, size);

	assert_int_equal(snmp_parse(NULL, session(), pdu, copy, size), 0);
	free(copy);
	return pdu;
}

/* The octets that libsnmp makes of 'pdu', which it frees. */
static void
their_build(netsnmp_pdu *pdu, struct vg_buf *out)
{
	size_t room = 64, used = 0;
	u_char *packet = malloc(room);

	pdu->version = SNMP_VERSION_2c;
	pdu->community = (u_char *)vg_mem_text("public");
	pdu->community_len = 6;
	assert_int_equal(snmp_build(&packet, &room, &used, session(), pdu), 0);
	vg_buf_init(out, 0);
	vg_buf_add(out, packet + room - used, used);
	free(packet);
	snmp_free_pdu(pdu);
}

static void
free_varbinds(struct vg_varbind *varbinds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vg_value_fini(&varbinds[i].value);
	free(varbinds);
}

/* libsnmp unpacks Net-SNMP's private types, for which lib/snmp/convert.h has no place. */
static bool
is_private(const struct vg_value *ours, const struct vg_value *theirs)
{
	return theirs->type == VG_VALUE_NONE && ours->type == VG_VALUE_OPAQUE &&
	    ours->size > 2 && ours->octets[0] == 0x9F;
}

static void
expect_same(const char *name, const struct vg_varbind *ours, size_t n_ours,
    const struct vg_varbind *theirs, size_t n_theirs)
{
	char a[512], b[512];

	assert_int_equal(n_ours, n_theirs);
	for (size_t i = 0; i < n_ours; i++) {
		vg_value_text(&ours[i].value, a, sizeof(a));
		vg_value_text(&theirs[i].value, b, sizeof(b));
		if (vg_oid_compare(&ours[i].oid, &theirs[i].oid) != 0 ||
		    (!vg_value_same(&ours[i].value, &theirs[i].value) &&
			!is_private(&ours[i].value, &theirs[i].value)))
			fail_msg("%s, varbind %zu: %s %s, libsnmp says %s %s", name, i,
			    vg_value_type_text(ours[i].value.type), a,
			    vg_value_type_text(theirs[i].value.type), b);
	}
}

/* Decodes with both codecs and compares everything. */
static void
compare(const char *name, const struct vg_buf *message)
{
	struct vg_secret community = bench_secret("public");
	struct vg_polldecode_response ours = {0};
	size_t n;

	assert_int_equal(
	    vg_pollcodec_decode(message->data, message->size, &community, &ours), VG_OK);
	netsnmp_pdu *theirs = their_parse(message->data, message->size);
	struct vg_varbind *varbinds = vg_convert_varbinds(theirs->variables, 512, &n);
	assert_int_equal(ours.id, theirs->reqid);
	assert_int_equal(ours.error_status, theirs->errstat);
	assert_int_equal(ours.error_index, theirs->errindex);
	expect_same(name, ours.varbinds, ours.n_varbinds, varbinds, n);
	free_varbinds(varbinds, n);
	snmp_free_pdu(theirs);
	vg_polldecode_fini(&ours);
	assert_int_equal(ours.n_varbinds, 0);
}

/* --- values of every type, at the borders of their encodings -------------------------------- */

static void
set_sample(struct vg_value *v, size_t i)
{
	static const int64_t integers[] = {
	    0, 1, -1, 127, 128, 255, 256, -128, -129, 32767, 32768, INT32_MAX, INT32_MIN};
	static const uint64_t numbers[] = {
	    0, 127, 128, 255, 32768, 8388608, 2147483647, 2147483648, UINT32_MAX};
	static const enum vg_value_type types[] = {
	    VG_VALUE_UNSIGNED, VG_VALUE_COUNTER32, VG_VALUE_TIMETICKS};
	static const uint64_t large[] = {
	    0, 128, UINT32_MAX, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};
	static const size_t sizes[] = {0, 1, 127, 128, 255, 256, 1000};
	static const struct vg_oid oids[] = {{{0, 0}, 2}, {{1, 3}, 2}, {{2, 39, 128}, 3},
	    {{2, 999, 16383, 16384, UINT32_MAX}, 5}, {{1, 3, 6, 1, 4, 1, 2603}, 7}};
	unsigned char octets[1000];
	const size_t n_integers = sizeof(integers) / sizeof(integers[0]);
	const size_t n_numbers = sizeof(numbers) / sizeof(numbers[0]);
	const size_t n_large = sizeof(large) / sizeof(large[0]);
	const size_t n_sizes = sizeof(sizes) / sizeof(sizes[0]);
	const size_t n_oids = sizeof(oids) / sizeof(oids[0]);

	memset(octets, 0xA5, sizeof(octets));
	if (i < n_integers)
		vg_value_set_integer(v, integers[i]);
	else if ((i -= n_integers) < 3 * n_numbers)
		vg_value_set_number(v, types[i / n_numbers], numbers[i % n_numbers]);
	else if ((i -= 3 * n_numbers) < n_large)
		vg_value_set_number(v, VG_VALUE_COUNTER64, large[i]);
	else if ((i -= n_large) < n_sizes)
		vg_value_set_octets(v, VG_VALUE_OCTETS, octets, sizes[i]);
	else if ((i -= n_sizes) < n_sizes)
		vg_value_set_octets(v, VG_VALUE_OPAQUE, octets, sizes[i]);
	else if ((i -= n_sizes) < n_oids)
		vg_value_set_oid(v, &oids[i]);
	else if (i == n_oids)
		vg_value_set_octets(v, VG_VALUE_ADDRESS, "\x0A\x01\x02\xFF", 4);
	else if (i < n_oids + 4)
		v->type = (enum vg_value_type)(VG_VALUE_NO_OBJECT + (i - n_oids - 1));
	else
		v->type = VG_VALUE_NONE;
}

enum { N_SAMPLES = 13 + 3 * 9 + 6 + 7 + 7 + 5 + 5 };

static struct vg_varbind *
make_samples(void)
{
	struct vg_varbind *samples = vg_mem_array(N_SAMPLES, sizeof(*samples));

	for (size_t i = 0; i < N_SAMPLES; i++) {
		samples[i].oid = notification;
		vg_oid_append(&samples[i].oid, (uint32_t)(i * i * i * 40000));
		set_sample(&samples[i].value, i);
	}
	return samples;
}

/* An inform with all samples as a v2c message. */
static struct vg_varbind *
make_inform(struct vg_buf *message)
{
	struct vg_varbind *samples = make_samples();
	struct vg_secret community = bench_secret("public");
	struct vg_buf pdu;

	vg_buf_init(&pdu, 0);
	vg_buf_init(message, 0);
	vg_pollcodec_notification(
	    &pdu, VG_PDU_INFORM, ID, UINT32_MAX, &notification, samples, N_SAMPLES);
	vg_pollcodec_message(message, &community, &pdu);
	assert_int_equal(message->error, VG_OK);
	vg_buf_fini(&pdu);
	return samples;
}

static void
libsnmp_reads_every_value_we_write(void **state)
{
	struct vg_buf message;
	struct vg_varbind *samples = make_inform(&message);
	size_t n;

	(void)state;
	netsnmp_pdu *theirs = their_parse(message.data, message.size);
	assert_int_equal(theirs->command, SNMP_MSG_INFORM);
	assert_int_equal(theirs->reqid, ID);
	struct vg_varbind *read = vg_convert_varbinds(theirs->variables, 512, &n);
	assert_int_equal(n, N_SAMPLES + 2);
	assert_int_equal(read[0].value.number, UINT32_MAX);
	assert_int_equal(vg_oid_compare(read[1].value.oid, &notification), 0);
	expect_same("inform", samples, N_SAMPLES, read + 2, n - 2);
	free_varbinds(read, n);
	free_varbinds(samples, N_SAMPLES);
	snmp_free_pdu(theirs);
	vg_buf_fini(&message);
}

/* The response to an inform is the inform with another tag, so our reader gets it, too. */
static void
we_read_every_value_that_we_and_libsnmp_write(void **state)
{
	struct vg_buf message, rebuilt;
	struct vg_varbind *samples = make_inform(&message);
	struct vg_gate_facts facts;

	(void)state;
	assert_int_equal(vg_gate_check(message.data, message.size, &facts), VG_GATE_PASS);
	message.data[facts.pdu_at] = VG_PDU_RESPONSE;
	compare("ours", &message);
	netsnmp_pdu *theirs = their_parse(message.data, message.size);
	free(theirs->community);
	theirs->errstat = SNMP_ERR_GENERR;
	theirs->errindex = 300;
	their_build(theirs, &rebuilt);
	compare("theirs", &rebuilt);
	free_varbinds(samples, N_SAMPLES);
	vg_buf_fini(&rebuilt);
	vg_buf_fini(&message);
}

static void
both_read_what_snmpd_answered(void **state)
{
	static const char *const names[] = {"v2c-get-2", "v2c-next-2", "v2c-bulk-2",
	    "v2c-missing-2", "v2c-end-2", "v2c-set-2", "v2c-inform-2"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct vg_buf message;
		bench_load(names[i], &message);
		compare(names[i], &message);
		vg_buf_fini(&message);
	}
}

/* --- requests ------------------------------------------------------------------------------- */

static void
libsnmp_reads_our_requests(void **state)
{
	static const struct {
		int tag, first, second;
	} rows[] = {{VG_PDU_GET, 0, 0}, {VG_PDU_GET_NEXT, 0, 0}, {VG_PDU_BULK, 0, 40},
	    {VG_PDU_BULK, 2, 200}};
	static const struct vg_oid oids[] = {{{1, 3, 6, 1, 2, 1, 1, 3, 0}, 9},
	    {{1, 3, 6, 1, 4, 1, 2603, UINT32_MAX}, 8}, {{2, 999}, 2}, {{0, 0}, 2}};
	struct vg_secret community = bench_secret("public");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf pdu, message;
		size_t n;
		vg_buf_init(&pdu, 0);
		vg_buf_init(&message, 0);
		vg_pollcodec_request(
		    &pdu, rows[i].tag, ID, rows[i].first, rows[i].second, oids, 4);
		vg_pollcodec_message(&message, &community, &pdu);
		netsnmp_pdu *theirs = their_parse(message.data, message.size);
		assert_int_equal(theirs->command, rows[i].tag);
		assert_int_equal(theirs->reqid, ID);
		assert_int_equal(theirs->errstat, rows[i].first);
		assert_int_equal(theirs->errindex, rows[i].second);
		assert_int_equal(theirs->community_len, 6);
		struct vg_varbind *read = vg_convert_varbinds(theirs->variables, 512, &n);
		assert_int_equal(n, 4);
		for (size_t k = 0; k < n; k++) {
			assert_int_equal(vg_oid_compare(&read[k].oid, &oids[k]), 0);
			assert_int_equal(read[k].value.type, VG_VALUE_NONE);
		}
		free_varbinds(read, n);
		snmp_free_pdu(theirs);
		vg_buf_fini(&message);
		vg_buf_fini(&pdu);
	}
}

/* Debian's snmpget and we say the same thing in the same octets. */
static void
a_request_is_snmpgets_octet_by_octet(void **state)
{
	static const struct vg_oid oids[] = {{{1, 3, 6, 1, 2, 1, 1, 1, 0}, 9},
	    {{1, 3, 6, 1, 2, 1, 1, 3, 0}, 9}, {{1, 3, 6, 1, 2, 1, 1, 2, 0}, 9}};
	struct vg_secret community = bench_secret("public");
	struct vg_gate_facts facts;
	struct vg_buf recorded, pdu, message;

	(void)state;
	bench_load("v2c-get-1", &recorded);
	assert_int_equal(
	    vg_gate_check(recorded.data, recorded.size, &facts), VG_GATE_PASS);
	vg_buf_init(&pdu, 0);
	vg_buf_init(&message, 0);
	vg_pollcodec_request(&pdu, VG_PDU_GET, facts.request_id, 0, 0, oids, 3);
	vg_pollcodec_message(&message, &community, &pdu);
	assert_int_equal(message.size, recorded.size);
	assert_memory_equal(message.data, recorded.data, recorded.size);
	vg_buf_fini(&message);
	vg_buf_fini(&pdu);
	vg_buf_fini(&recorded);
}

static void
what_is_too_large_shows_as_the_buffers_error(void **state)
{
	struct vg_varbind one = {.oid = notification};
	struct vg_secret community = bench_secret("public");
	unsigned char *octets = vg_mem_zero(VG_POLLCODEC_MAX_SIZE + 1);
	struct vg_buf pdu, message;

	(void)state;
	vg_buf_init(&pdu, 0);
	vg_buf_init(&message, 0);
	vg_value_set_octets(
	    &one.value, VG_VALUE_OCTETS, octets, VG_POLLCODEC_MAX_SIZE + 1);
	vg_pollcodec_notification(&pdu, VG_PDU_INFORM, ID, 0, &notification, &one, 1);
	assert_int_equal(pdu.error, VG_ELIMIT);
	vg_pollcodec_message(&message, &community, &pdu);
	assert_int_equal(message.error, VG_ELIMIT);
	vg_value_fini(&one.value);
	free(octets);
	vg_buf_fini(&message);
	vg_buf_fini(&pdu);
}

/* --- what must not be taken ------------------------------------------------------------------ */

#define RESPONSE(tag, value)                                                             \
	"30(020101 04(7075626c6963) " tag                                                \
	"(02(40000101) 020100 020100 30(30(06(2b0601) " value "))))"

static const struct row {
	const char *name;
	const char *text;
	const char *community;
	int code;
	enum vg_value_type type;
	uint64_t number; /* of 'integer' or 'number' */
} rows[] = {
    {"community", RESPONSE("a2", "020105"), "public", VG_OK, VG_VALUE_INTEGER, 5},
    {"another", RESPONSE("a2", "020105"), "publik", VG_EAUTH, 0, 0},
    {"shorter", RESPONSE("a2", "020105"), "publi", VG_EAUTH, 0, 0},
    {"longer", RESPONSE("a2", "020105"), "public1", VG_EAUTH, 0, 0},
    {"none", RESPONSE("a2", "020105"), "", VG_EAUTH, 0, 0},
    {"a request", RESPONSE("a0", "020105"), "public", VG_EPARSE, 0, 0},
    {"a trap", RESPONSE("a7", "020105"), "public", VG_EPARSE, 0, 0},
    {"v1", "30(020100 04(7075626c6963) a2(020101 020100 020100 30()))", "public",
	VG_EPARSE, 0, 0},
    {"lying length", RESPONSE("a2", "02(+1 05)"), "public", VG_EPARSE, 0, 0},
    {"long length", RESPONSE("a2", "0282000105"), "public", VG_OK, VG_VALUE_INTEGER, 5},
    {"padded integer", RESPONSE("a2", "02(00000005)"), "public", VG_OK, VG_VALUE_INTEGER,
	5},
    {"padded negative", RESPONSE("a2", "02(fffffffb)"), "public", VG_OK, VG_VALUE_INTEGER,
	(uint64_t)-5},
    /* the exceptions have no content, and are told by their type */
    {"noSuchObject", RESPONSE("a2", "8000"), "public", VG_OK, VG_VALUE_NO_OBJECT, 0},
    {"noSuchInstance", RESPONSE("a2", "8100"), "public", VG_OK, VG_VALUE_NO_INSTANCE, 0},
    {"endOfMibView", RESPONSE("a2", "8200"), "public", VG_OK, VG_VALUE_END_OF_VIEW, 0},
    {"NULL", RESPONSE("a2", "0500"), "public", VG_OK, VG_VALUE_NONE, 0},
    {"noSuchObject in long form", RESPONSE("a2", "80820000"), "public", VG_OK,
	VG_VALUE_NO_OBJECT, 0},
    /* a sender that forgets the leading zero means the positive number */
    {"counter of 4", RESPONSE("a2", "41(ffffffff)"), "public", VG_OK, VG_VALUE_COUNTER32,
	UINT32_MAX},
    {"gauge of 1", RESPONSE("a2", "42(ff)"), "public", VG_OK, VG_VALUE_UNSIGNED, 255},
    {"uinteger", RESPONSE("a2", "47(00ffffffff)"), "public", VG_OK, VG_VALUE_UNSIGNED,
	UINT32_MAX},
    {"counter64 of 9", RESPONSE("a2", "46(00ffffffffffffffff)"), "public", VG_OK,
	VG_VALUE_COUNTER64, UINT64_MAX},
};

static void
only_responses_of_our_community_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct vg_secret community = bench_secret(row->community);
		struct vg_polldecode_response r = {0};
		struct vg_buf message;

		vg_buf_init(&message, 0);
		bench_ber(row->text, &message);
		int code =
		    vg_pollcodec_decode(message.data, message.size, &community, &r);
		if (code != row->code)
			fail_msg("%s: %s", row->name, vg_error_name(code));
		assert_int_equal(r.n_varbinds, code == VG_OK);
		if (code == VG_OK) {
			const struct vg_value *v = &r.varbinds[0].value;
			uint64_t number = v->type == VG_VALUE_INTEGER
			    ? (uint64_t)v->integer
			    : v->number;
			assert_int_equal(r.id, ID);
			if (v->type != row->type || number != row->number)
				fail_msg("%s: %s %llu", row->name,
				    vg_value_type_text(v->type),
				    (unsigned long long)number);
		}
		vg_polldecode_fini(&r);
		vg_buf_fini(&message);
	}
}

static void
a_response_cut_anywhere_is_refused(void **state)
{
	struct vg_secret community = bench_secret("public");
	struct vg_polldecode_response r = {0};
	struct vg_buf message;

	(void)state;
	bench_load("v2c-bulk-2", &message);
	for (size_t size = 0; size < message.size; size++) {
		unsigned char *exact = malloc(size ? size : 1);
		memcpy(exact, message.data, size);
		assert_int_equal(
		    vg_pollcodec_decode(exact, size, &community, &r), VG_EPARSE);
		assert_null(r.varbinds);
		free(exact);
	}
	vg_buf_fini(&message);
}

/* --- lib/snmp/convert ----------------------------------------------------------------------- */

static void
conversion_keeps_to_its_limit_and_leaves_private_types_out(void **state)
{
	static const oid name[] = {1, 3, 6, 1};
	netsnmp_variable_list *list = NULL;
	float half = 0.5f;
	long number = 7;
	size_t n;

	(void)state;
	snmp_varlist_add_variable(&list, name, 4, ASN_OPAQUE_FLOAT, &half, sizeof(half));
	snmp_varlist_add_variable(&list, name, 4, ASN_UINTEGER, &number, sizeof(number));
	snmp_varlist_add_variable(&list, name, 4, ASN_INTEGER, &number, sizeof(number));
	for (size_t limit = 0; limit <= 4; limit++) {
		struct vg_varbind *v = vg_convert_varbinds(list, limit, &n);
		assert_int_equal(n, limit < 3 ? limit : 3);
		if (n == 3) {
			assert_int_equal(v[0].value.type, VG_VALUE_NONE);
			assert_int_equal(v[1].value.type, VG_VALUE_UNSIGNED);
			assert_int_equal(v[1].value.number, 7);
			assert_int_equal(v[2].value.integer, 7);
			assert_int_equal(v[2].oid.n_arcs, 4);
		}
		free_varbinds(v, n);
	}
	snmp_free_varbind(list);
	free_varbinds(vg_convert_varbinds(NULL, 9, &n), 0);
	assert_int_equal(n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(libsnmp_reads_every_value_we_write),
	    cmocka_unit_test(we_read_every_value_that_we_and_libsnmp_write),
	    cmocka_unit_test(both_read_what_snmpd_answered),
	    cmocka_unit_test(libsnmp_reads_our_requests),
	    cmocka_unit_test(a_request_is_snmpgets_octet_by_octet),
	    cmocka_unit_test(what_is_too_large_shows_as_the_buffers_error),
	    cmocka_unit_test(only_responses_of_our_community_are_taken),
	    cmocka_unit_test(a_response_cut_anywhere_is_refused),
	    cmocka_unit_test(conversion_keeps_to_its_limit_and_leaves_private_types_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
