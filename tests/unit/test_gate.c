/*
 * The gate: what Debian's tools really send passes; for every clause a message that is good but
 * for that clause.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/snmp/gate.h"
#include "tests/unit/snmpbench.h"

/* Each check runs on a block of its exact size, so that the sanitizer sees one octet too far. */
static enum vg_gate_verdict
check(const void *data, size_t size, struct vg_gate_facts *facts)
{
	struct vg_gate_facts unused;
	unsigned char *exact = malloc(size ? size : 1);

	memcpy(exact, size ? data : "", size);
	enum vg_gate_verdict verdict =
	    vg_gate_check(exact, size, facts ? facts : &unused);
	free(exact);
	return verdict;
}

static enum vg_gate_verdict
check_text(const char *text)
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	bench_ber(text, &buf);
	enum vg_gate_verdict verdict = check(buf.data, buf.size, NULL);
	vg_buf_fini(&buf);
	return verdict;
}

/* --- recorded datagrams ------------------------------------------------------------------- */

static const struct recorded {
	const char *name;
	int version, pdu;
	size_t n_varbinds;
	const char *flags; /* v3: a uthenticated, p rivate, r eportable */
	const char *user;
} recorded[] = {
    {"v1-trap-1", 1, VG_PDU_TRAP_V1, 4, "", ""},
    {"v1-coldstart-1", 1, VG_PDU_TRAP_V1, 0, "", ""},
    {"v1-get-1", 1, VG_PDU_GET, 3, "", ""},
    {"v1-get-2", 1, VG_PDU_RESPONSE, 3, "", ""},
    {"v1-next-1", 1, VG_PDU_GET_NEXT, 3, "", ""},
    {"v1-missing-2", 1, VG_PDU_RESPONSE, 2, "", ""},
    {"v2c-trap-1", 2, VG_PDU_TRAP, 10, "", ""},
    {"v2c-inform-1", 2, VG_PDU_INFORM, 10, "", ""},
    {"v2c-inform-2", 2, VG_PDU_RESPONSE, 10, "", ""},
    {"v2c-bulk-1", 2, VG_PDU_BULK, 1, "", ""},
    {"v2c-bulk-2", 2, VG_PDU_RESPONSE, 9, "", ""},
    {"v2c-missing-2", 2, VG_PDU_RESPONSE, 2, "", ""},
    {"v2c-end-2", 2, VG_PDU_RESPONSE, 1, "", ""},
    {"v2c-set-1", 2, VG_PDU_SET, 1, "", ""},
    {"v3-trap-noAuthNoPriv-1", 3, VG_PDU_TRAP, 10, "", "lyon-2"},
    {"v3-trap-authNoPriv-1", 3, VG_PDU_TRAP, 10, "a", "lyon-2"},
    {"v3-trap-authPriv-1", 3, VG_PDU_ENCRYPTED, 0, "ap", "lyon-2"},
    {"v3-inform-1", 3, VG_PDU_GET, 0, "r", ""},
    {"v3-inform-2", 3, VG_PDU_REPORT, 1, "", ""},
    {"v3-inform-3", 3, VG_PDU_ENCRYPTED, 0, "apr", "lyon-2"},
    {"v3-inform-4", 3, VG_PDU_ENCRYPTED, 0, "ap", "lyon-2"},
    {"v3-inform-nouser-4", 3, VG_PDU_REPORT, 1, "", "nobody"},
    {"v3-get-3", 3, VG_PDU_ENCRYPTED, 0, "apr", "lyon-2"},
    {"v3-get-auth-4", 3, VG_PDU_RESPONSE, 3, "a", "lyon-2"},
};

static void
what_debians_tools_send_passes_with_its_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++) {
		const struct recorded *row = &recorded[i];
		struct vg_gate_facts f;
		struct vg_buf buf;
		char flags[4] = "";

		bench_load(row->name, &buf);
		enum vg_gate_verdict verdict = vg_gate_check(buf.data, buf.size, &f);
		if (verdict != VG_GATE_PASS)
			fail_msg("%s: %s", row->name, vg_gate_text(verdict));
		strcat(strcat(strcat(flags, f.auth ? "a" : ""), f.priv ? "p" : ""),
		    f.reportable ? "r" : "");
		if (f.version != row->version || f.pdu != row->pdu ||
		    f.n_varbinds != row->n_varbinds || strcmp(flags, row->flags) != 0)
			fail_msg("%s: version %d, pdu %x, %zu varbinds, flags %s",
			    row->name, f.version, (unsigned)f.pdu, f.n_varbinds, flags);
		if (f.version == 3) {
			assert_int_equal(f.user_size, strlen(row->user));
			assert_memory_equal(f.user, row->user, f.user_size);
		} else {
			assert_int_equal(f.community_size, 6);
			assert_memory_equal(f.community, "public", 6);
		}
		if (f.pdu != VG_PDU_ENCRYPTED)
			assert_int_equal(buf.data[f.pdu_at], f.pdu);
		vg_buf_fini(&buf);
	}
}

/* Calls 'look' with every recorded datagram; there must be as many as corpus.py makes. */
static void
each_recorded(void (*look)(const char *name, const struct vg_buf *good))
{
	DIR *folder = opendir(BENCH_GATE);
	size_t n = 0;

	assert_non_null(folder);
	for (const struct dirent *e = readdir(folder); e; e = readdir(folder)) {
		struct vg_buf buf;
		if (e->d_name[0] != 'v')
			continue;
		bench_load(e->d_name, &buf);
		look(e->d_name, &buf);
		vg_buf_fini(&buf);
		n++;
	}
	closedir(folder);
	assert_true(n >= 46);
}

static void
cut_everywhere(const char *name, const struct vg_buf *good)
{
	assert_int_equal(check(good->data, good->size, NULL), VG_GATE_PASS);
	for (size_t size = 0; size < good->size; size++) {
		if (check(good->data, size, NULL) == VG_GATE_PASS)
			fail_msg("%s cut to %zu octets passes", name, size);
	}
}

static void
a_datagram_cut_anywhere_is_refused(void **state)
{
	(void)state;
	each_recorded(cut_everywhere);
}

static void
grow(const char *name, const struct vg_buf *good)
{
	unsigned char *longer = vg_mem_zero(good->size + 1);

	memcpy(longer, good->data, good->size);
	if (check(longer, good->size + 1, NULL) != VG_GATE_TRAILING)
		fail_msg("%s with one octet more", name);
	free(longer);
}

static void
an_octet_after_the_message_is_refused(void **state)
{
	(void)state;
	each_recorded(grow);
}

/* Lets the last octet of every length in 'data' from 'at' to 'end' lie by one, both ways. */
static void
bend_lengths(const char *name, unsigned char *data, size_t total, size_t at, size_t end)
{
	while (at < end) {
		unsigned char tag = data[at++];
		size_t size = data[at++];
		if (size >= 0x80) {
			size_t n = size & 0x7F;
			for (size = 0; n > 0; n--)
				size = size << 8 | data[at++];
		}
		for (int lie = -1; lie <= 1; lie += 2) {
			data[at - 1] = (unsigned char)(data[at - 1] + lie);
			if (check(data, total, NULL) == VG_GATE_PASS)
				fail_msg("%s: a length at %zu that lies by %d passes",
				    name, at - 1, lie);
			data[at - 1] = (unsigned char)(data[at - 1] - lie);
		}
		/* constructed, or the string that holds the security parameters */
		if (tag & 0x20 ||
		    (tag == 0x04 && size > 2 && data[at] == 0x30 &&
			data[at + 1] + 2u == size))
			bend_lengths(name, data, total, at, at + size);
		at += size;
	}
}

static void
bend(const char *name, const struct vg_buf *good)
{
	bend_lengths(name, good->data, good->size, 0, good->size);
}

static void
every_length_that_lies_by_one_is_refused(void **state)
{
	(void)state;
	each_recorded(bend);
}

/* --- one row a clause --------------------------------------------------------------------- */

#define COMMUNITY "04(7075626c6963)"
#define V1(pdu) "30(020100 " COMMUNITY pdu ")"
#define V2(pdu) "30(020101 " COMMUNITY pdu ")"
#define PDU(tag, binds) tag "(020109 020100 020100 30(" binds "))"
#define BIND(value) "30(06(2b0601) " value ")"
#define VALUE(value) V2(PDU("a7", BIND(value)))
#define TRAP1(head) V1("a4(" head " 30())")
#define USM6(engine, boots, time, user, auth, priv)                                      \
	"04(30(" engine " " boots " " time " " user " " auth " " priv "))"
#define USM(engine, user, auth, priv) USM6(engine, "020101", "020102", user, auth, priv)
#define V3X(id, max, flags, model, usm, scoped)                                          \
	"30(020103 30(" id " " max " " flags " " model ") " usm " " scoped ")"
#define V3(flags, usm, scoped) V3X("020107", "020301ffe3", flags, "020103", usm, scoped)
#define SCOPED(pdu) "30(04(8000) 04() " pdu ")"
#define PLAIN SCOPED(PDU("a8", ""))
#define NOAUTH USM("04(=5)", "04()", "04()", "04()")
#define SECRET "04(=16)"

static const struct clause {
	enum vg_gate_verdict verdict;
	const char *name;
	const char *text;
} clauses[] = {
    /* the message itself */
    {VG_GATE_LENGTH, "nothing", ""},
    {VG_GATE_LENGTH, "a tag alone", "30"},
    {VG_GATE_TAG, "no sequence", "31(020101)"},
    {VG_GATE_LENGTH, "indefinite length", "3080 020101 0400 0000"},
    {VG_GATE_LENGTH, "a length of five octets", "30850000000003 020101"},
    {VG_GATE_LENGTH, "a length of 2^32 - 1", "3084ffffffff 020101"},
    {VG_GATE_TRAILING, "two messages", VALUE("0500") VALUE("0500")},
    {VG_GATE_LENGTH, "something behind the PDU", V2(PDU("a7", "") "0500")},
    {VG_GATE_LENGTH, "an empty message", "30()"},
    {VG_GATE_TAG, "version no integer", "30(040101 " COMMUNITY PDU("a7", "") ")"},
    {VG_GATE_NUMBER, "version without octets", "30(0200 " COMMUNITY PDU("a7", "") ")"},
    {VG_GATE_NUMBER, "version of five octets",
	"30(02050000000001 " COMMUNITY PDU("a7", "") ")"},
    {VG_GATE_VERSION, "version 2", "30(020102 " COMMUNITY PDU("a7", "") ")"},
    {VG_GATE_VERSION, "version -1", "30(0201ff " COMMUNITY PDU("a7", "") ")"},
    {VG_GATE_PASS, "community of 255", "30(020101 04(=255) " PDU("a7", "") ")"},
    {VG_GATE_STRING, "community of 256", "30(020101 04(=256) " PDU("a7", "") ")"},
    {VG_GATE_TAG, "community no string", "30(020101 02(01) " PDU("a7", "") ")"},
    /* non-minimal lengths are legal and common */
    {VG_GATE_PASS, "81 for a short length", V2("a7810b 020109 020100 020100 3000")},
    {VG_GATE_PASS, "82 00", V2("a782000b 020109 020100 020100 3000")},
    {VG_GATE_PASS, "84 00 00 00", V2("a7840000000b 020109 020100 020100 3000")},
    /* which PDU in which version */
    {VG_GATE_PASS, "get in v1", V1(PDU("a0", ""))},
    {VG_GATE_PASS, "set in v1", V1(PDU("a3", ""))},
    {VG_GATE_PDU, "bulk in v1", V1(PDU("a5", ""))},
    {VG_GATE_PDU, "inform in v1", V1(PDU("a6", ""))},
    {VG_GATE_PDU, "v2 trap in v1", V1(PDU("a7", ""))},
    {VG_GATE_PDU, "v1 trap in v2c",
	V2("a4(06(2b06) 40(0a010203) 020106 020101 430101 30())")},
    {VG_GATE_PDU, "report in v2c", V2(PDU("a8", ""))},
    {VG_GATE_PDU, "a ninth PDU", V2(PDU("a9", ""))},
    {VG_GATE_PDU, "a sequence for a PDU", V2(PDU("30", ""))},
    /* what a PDU holds */
    {VG_GATE_TAG, "request-id no integer", V2("a7(040109 020100 020100 30())")},
    {VG_GATE_NUMBER, "request-id of five octets",
	V2("a7(02(0000000009) 020100 020100 30())")},
    {VG_GATE_PASS, "negative request-id", V2("a7(0201f0 020100 020100 30())")},
    {VG_GATE_NUMBER, "negative error-status", V2("a2(020109 0201ff 020100 30())")},
    {VG_GATE_NUMBER, "negative error-index", V2("a2(020109 020100 0201ff 30())")},
    {VG_GATE_LENGTH, "no varbinds at all", V2("a7(020109 020100 020100)")},
    {VG_GATE_TAG, "varbinds no sequence", V2("a7(020109 020100 020100 31())")},
    {VG_GATE_LENGTH, "something behind the varbinds",
	V2("a7(020109 020100 020100 30() 0500)")},
    {VG_GATE_TAG, "a varbind no sequence", V2(PDU("a7", "31(06(2b) 0500)"))},
    {VG_GATE_TAG, "a name no OID", V2(PDU("a7", "30(04(2b) 0500)"))},
    {VG_GATE_LENGTH, "a varbind without value", V2(PDU("a7", "30(06(2b))"))},
    {VG_GATE_LENGTH, "a varbind with two values", VALUE("0500 0500")},
    /* a v1 trap (RFC 1157 4.1.6) */
    {VG_GATE_PASS, "v1 trap", TRAP1("06(2b06) 40(0a010203) 020106 020111 4301ff")},
    {VG_GATE_TAG, "v1 trap, enterprise no OID",
	TRAP1("04(2b06) 40(0a010203) 020106 020111 4301ff")},
    {VG_GATE_OID, "v1 trap, enterprise empty",
	TRAP1("06() 40(0a010203) 020106 020111 4301ff")},
    {VG_GATE_VALUE, "v1 trap, address of 3",
	TRAP1("06(2b06) 40(0a0102) 020106 020111 4301ff")},
    {VG_GATE_VALUE, "v1 trap, address of 16",
	TRAP1("06(2b06) 40(=16) 020106 020111 4301ff")},
    {VG_GATE_NUMBER, "v1 trap, generic 7",
	TRAP1("06(2b06) 40(0a010203) 020107 020111 4301ff")},
    {VG_GATE_NUMBER, "v1 trap, generic -1",
	TRAP1("06(2b06) 40(0a010203) 0201ff 020111 4301ff")},
    {VG_GATE_TAG, "v1 trap, time no ticks",
	TRAP1("06(2b06) 40(0a010203) 020106 020111 0201ff")},
    {VG_GATE_VALUE, "v1 trap, time empty",
	TRAP1("06(2b06) 40(0a010203) 020106 020111 4300")},
    {VG_GATE_VALUE, "v1 trap, time of 6",
	TRAP1("06(2b06) 40(0a010203) 020106 020111 43(=6)")},
    {VG_GATE_PASS, "v1 trap, time of 5",
	TRAP1("06(2b06) 40(0a010203) 020106 020111 43(00ffffffff)")},
    {VG_GATE_VALUE, "v1 trap, time past 2^32",
	TRAP1("06(2b06) 40(0a010203) 020106 020111 43(01=4)")},
    {VG_GATE_PASS, "v1 trap, generic, specific -1",
	TRAP1("06(2b06) 40(0a010203) 020100 0201ff 4301ff")},
    {VG_GATE_NUMBER, "v1 trap, specific -1",
	TRAP1("06(2b06) 40(0a010203) 020106 0201ff 4301ff")},
    /* values */
    {VG_GATE_PASS, "integer of 4", VALUE("02(7fffffff)")},
    {VG_GATE_VALUE, "integer of 0", VALUE("0200")},
    {VG_GATE_VALUE, "integer of 5", VALUE("02(=5)")},
    {VG_GATE_PASS, "counter of 5", VALUE("41(00ffffffff)")},
    {VG_GATE_VALUE, "counter past 2^32", VALUE("41(01=4)")},
    {VG_GATE_VALUE, "ticks far below 0", VALUE("43(ff=4)")},
    {VG_GATE_VALUE, "counter of 0", VALUE("4100")},
    {VG_GATE_VALUE, "counter of 6", VALUE("41(=6)")},
    {VG_GATE_VALUE, "gauge of 6", VALUE("42(=6)")},
    {VG_GATE_VALUE, "ticks of 6", VALUE("43(=6)")},
    {VG_GATE_VALUE, "uinteger of 6", VALUE("47(=6)")},
    {VG_GATE_PASS, "counter64 of 9", VALUE("46(00=8)")},
    {VG_GATE_VALUE, "counter64 past 2^64", VALUE("46(01=8)")},
    {VG_GATE_VALUE, "counter64 of 0", VALUE("4600")},
    {VG_GATE_VALUE, "counter64 of 10", VALUE("46(=10)")},
    {VG_GATE_PASS, "address", VALUE("40(0a010203)")},
    {VG_GATE_VALUE, "address of 3", VALUE("40(0a0102)")},
    {VG_GATE_VALUE, "address of 5", VALUE("40(=5)")},
    {VG_GATE_VALUE, "null with content", VALUE("050100")},
    {VG_GATE_PASS, "noSuchObject", VALUE("8000")},
    {VG_GATE_PASS, "noSuchInstance", VALUE("8100")},
    {VG_GATE_PASS, "endOfMibView", VALUE("8200")},
    {VG_GATE_VALUE, "noSuchObject with content", VALUE("800100")},
    {VG_GATE_VALUE, "noSuchInstance with content", VALUE("810100")},
    {VG_GATE_VALUE, "endOfMibView with content", VALUE("820100")},
    {VG_GATE_VALUE, "an unknown type", VALUE("4500")},
    {VG_GATE_VALUE, "a bit string", VALUE("03020080")},
    {VG_GATE_VALUE, "a sequence as value", VALUE("3000")},
    {VG_GATE_PASS, "octets", VALUE("04(=300)")},
    {VG_GATE_LENGTH, "octets longer than the varbind", VALUE("04(+1 6162)")},
    {VG_GATE_LENGTH, "octets shorter than the varbind", VALUE("04(-1 6162)")},
    {VG_GATE_PASS, "opaque", VALUE("44(6162)")},
    {VG_GATE_PASS, "opaque of nothing", VALUE("4400")},
    {VG_GATE_PASS, "opaque float", VALUE("44(9f78(=4))")},
    {VG_GATE_PASS, "opaque double", VALUE("44(9f79(=8))")},
    {VG_GATE_PASS, "opaque counter64", VALUE("44(9f76(=8))")},
    {VG_GATE_VALUE, "opaque float of 3", VALUE("44(9f78(=3))")},
    {VG_GATE_VALUE, "opaque double of 4", VALUE("44(9f79(=4))")},
    {VG_GATE_VALUE, "opaque number of 0", VALUE("44(9f76())")},
    {VG_GATE_VALUE, "opaque number of 10", VALUE("44(9f76(=10))")},
    {VG_GATE_LENGTH, "opaque float that runs over", VALUE("44(9f78(+1 =4))")},
    {VG_GATE_LENGTH, "opaque float with more behind", VALUE("44(9f78(=4) 00)")},
    {VG_GATE_LENGTH, "opaque escape alone", VALUE("44(9f)")},
    /* object identifiers: 1 to 128 arcs of 32 bits, the last one complete */
    {VG_GATE_PASS, "an OID of one octet", VALUE("06(00)")},
    {VG_GATE_OID, "an OID of no arc", VALUE("0600")},
    {VG_GATE_OID, "a name of no arc", V2(PDU("a7", "30(0600 0500)"))},
    {VG_GATE_PASS, "128 arcs", VALUE("06(2b=126)")},
    {VG_GATE_OID, "129 arcs", VALUE("06(2b=127)")},
    {VG_GATE_OID, "a name of 129 arcs", V2(PDU("a7", "30(06(2b=127) 0500)"))},
    {VG_GATE_OID, "an arc that ends open", VALUE("06(2b0681)")},
    {VG_GATE_PASS, "an arc of 2^32 - 1", VALUE("06(2b8fffffff7f)")},
    {VG_GATE_OID, "an arc of 2^32", VALUE("06(2b9080808000)")},
    {VG_GATE_OID, "an arc of nine octets", VALUE("06(2bffffffffffffffff7f)")},
    /* the header of v3 (RFC 3412 6) */
    {VG_GATE_PASS, "v3", V3("040100", NOAUTH, PLAIN)},
    {VG_GATE_NUMBER, "v3, negative msgID",
	V3X("0201ff", "020201e4", "040100", "020103", NOAUTH, PLAIN)},
    {VG_GATE_PASS, "v3, size 484",
	V3X("020107", "020201e4", "040100", "020103", NOAUTH, PLAIN)},
    {VG_GATE_NUMBER, "v3, size 483",
	V3X("020107", "020201e3", "040100", "020103", NOAUTH, PLAIN)},
    {VG_GATE_STRING, "v3, flags of two octets", V3("04020000", NOAUTH, PLAIN)},
    {VG_GATE_FLAGS, "v3, flags of no octet", V3("0400", NOAUTH, PLAIN)},
    {VG_GATE_FLAGS, "v3, private and not authentic",
	V3("040102", USM("04(=5)", "04()", SECRET, "04(=8)"), "04(=9)")},
    {VG_GATE_MODEL, "v3, security model 2",
	V3X("020107", "020201e4", "040100", "020102", NOAUTH, PLAIN)},
    {VG_GATE_NUMBER, "v3, security model 0",
	V3X("020107", "020201e4", "040100", "020100", NOAUTH, PLAIN)},
    {VG_GATE_LENGTH, "v3, more in the header",
	V3X("020107", "020201e4", "040100", "020103 0500", NOAUTH, PLAIN)},
    {VG_GATE_PASS, "v3, context name of 32",
	V3("040100", NOAUTH, "30(04() 04(=32)" PDU("a7", "") ")")},
    {VG_GATE_STRING, "v3, context name of 33",
	V3("040100", NOAUTH, "30(04() 04(=33)" PDU("a7", "") ")")},
    {VG_GATE_STRING, "v3, context engine of 33",
	V3("040100", NOAUTH, "30(04(=33) 04()" PDU("a7", "") ")")},
    {VG_GATE_PDU, "v3, v1 trap",
	V3("040100", NOAUTH,
	    SCOPED("a4(06(2b06) 40(0a010203) 020106 020101 430101 30())"))},
    {VG_GATE_LENGTH, "v3, more in the scoped PDU",
	V3("040100", NOAUTH, SCOPED(PDU("a7", "") "0500"))},
    {VG_GATE_TAG, "v3, plain where it shall be encrypted",
	V3("040103", USM("04(=5)", "04(=2)", SECRET, "04(=8)"), PLAIN)},
    {VG_GATE_TAG, "v3, encrypted where it shall be plain",
	V3("040101", USM("04(=5)", "04(=2)", SECRET, "04(=8)"), "04(=9)")},
    {VG_GATE_LENGTH, "v3, more behind the ciphertext",
	V3("040103", USM("04(=5)", "04(=2)", SECRET, "04(=8)"), "04(=9) 0500")},
    /* USM (RFC 3414 2.4) */
    {VG_GATE_PASS, "engine and user of 32",
	V3("040100", USM("04(=32)", "04(=32)", "04()", "04()"), PLAIN)},
    {VG_GATE_STRING, "engine of 33",
	V3("040100", USM("04(=33)", "04()", "04()", "04()"), PLAIN)},
    {VG_GATE_STRING, "user of 33",
	V3("040100", USM("04(=5)", "04(=33)", "04()", "04()"), PLAIN)},
    {VG_GATE_SECURITY, "user with a NUL",
	V3("040100", USM("04(=5)", "04(6100)", "04()", "04()"), PLAIN)},
    {VG_GATE_NUMBER, "boots negative",
	V3("040100", USM6("04(=5)", "0201ff", "020101", "04()", "04()", "04()"), PLAIN)},
    {VG_GATE_NUMBER, "time of five octets",
	V3("040100", USM6("04(=5)", "020101", "02(=5)", "04()", "04()", "04()"), PLAIN)},
    {VG_GATE_SECURITY, "authentic without a digest",
	V3("040101", USM("04(=5)", "04(=2)", "04()", "04()"), PLAIN)},
    {VG_GATE_SECURITY, "private without a salt",
	V3("040103", USM("04(=5)", "04(=2)", SECRET, "04()"), "04(=9)")},
    {VG_GATE_SECURITY, "salt of 7",
	V3("040103", USM("04(=5)", "04(=2)", SECRET, "04(=7)"), "04(=9)")},
    {VG_GATE_STRING, "salt of 9",
	V3("040103", USM("04(=5)", "04(=2)", SECRET, "04(=9)"), "04(=9)")},
    {VG_GATE_TAG, "parameters no string",
	V3("040100", "30(30(04() 020101 020101 04() 04() 04()))", PLAIN)},
    {VG_GATE_TAG, "parameters hold no sequence",
	V3("040100", "04(31(04() 020101 020101 04() 04() 04()))", PLAIN)},
    {VG_GATE_LENGTH, "five parameters",
	V3("040100", "04(30(04() 020101 020101 04() 04()))", PLAIN)},
    {VG_GATE_LENGTH, "seven parameters",
	V3("040100", "04(30(04() 020101 020101 04() 04() 04() 04()))", PLAIN)},
    {VG_GATE_LENGTH, "more in the string of parameters",
	V3("040100", "04(30(04() 020101 020101 04() 04() 04()) 00)", PLAIN)},
    {VG_GATE_LENGTH, "parameters that run over their string",
	V3("040100", "04(30(+1 04() 020101 020101 04() 04() 04()))", PLAIN)},
};

static void
every_clause_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++) {
		enum vg_gate_verdict verdict = check_text(clauses[i].text);
		if (verdict != clauses[i].verdict)
			fail_msg("%s: %s, expected: %s", clauses[i].name,
			    vg_gate_text(verdict), vg_gate_text(clauses[i].verdict));
	}
}

static void
every_verdict_has_a_row_and_a_text(void **state)
{
	(void)state;
	for (int verdict = 0; verdict < VG_GATE_N_VERDICTS; verdict++) {
		size_t rows = verdict == VG_GATE_VARBINDS; /* below */
		for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
			rows += (int)clauses[i].verdict == verdict;
		assert_true(rows > 0);
		assert_true(strlen(vg_gate_text((enum vg_gate_verdict)verdict)) > 3);
	}
	assert_string_equal(vg_gate_text(VG_GATE_N_VERDICTS), "?");
}

static void
digests_have_the_sizes_of_the_known_protocols(void **state)
{
	(void)state;
	for (int size = 0; size <= 64; size++) {
		bool known = size == 0 || size == 12 || size == 16 || size == 24 ||
		    size == 32 || size == 48;
		char *text = vg_mem_format(
		    V3("040100", USM("04(=5)", "04()", "04(=%d)", "04()"), PLAIN), size);
		enum vg_gate_verdict expected = known ? VG_GATE_PASS
		    : size > 48                       ? VG_GATE_STRING
						      : VG_GATE_SECURITY;
		if (check_text(text) != expected)
			fail_msg("a digest of %d octets: %s", size,
			    vg_gate_text(check_text(text)));
		free(text);
	}
}

static void
varbinds_are_counted(void **state)
{
	(void)state;
	for (size_t n = VG_GATE_MAX_VARBINDS; n <= VG_GATE_MAX_VARBINDS + 1; n++) {
		struct vg_buf text;
		vg_buf_init(&text, 0);
		vg_buf_add_text(&text, "30(020101 0400 a7(020109 020100 020100 30(");
		for (size_t i = 0; i < n; i++)
			vg_buf_add_text(&text, BIND("0500"));
		vg_buf_add_text(&text, ")))");
		assert_int_equal(check_text(vg_buf_text(&text)),
		    n > VG_GATE_MAX_VARBINDS ? VG_GATE_VARBINDS : VG_GATE_PASS);
		vg_buf_fini(&text);
	}
}

/*
 * net-snmp#1065: 56 octets whose message is whole and whose security parameters claim more, or
 * less, than the string around them has.  libsnmp reads past the datagram for these.
 */
static void
security_parameters_that_lie_are_refused(void **state)
{
	static const char *const lies[] = {
	    /* the sequence claims 127 octets in a string of 31 */
	    V3("040101", "04(307f 04(=5) 020101 020102 04() 0418=10)", "30()"),
	    /* the digest claims 24 octets, 6 are there */
	    V3("040101", "04(30(04(=5) 020101 020102 04() 0418=6))", "30()"),
	    /* lengths in long form past everything */
	    V3("040101", "04(3082ffff 04(=5) 020101 020102 04() 04(=12) 04())", "30()"),
	    V3("040101", "04(30(0484fffffff0=5 020101 020102 04() 04(=12) 04()))",
		"30()"),
	    /* the string ends before its sequence, whose rest stands where the PDU should */
	    V3("040101", "04(-4 30(04(=5) 020101 020102 04() 04(=12) 04()))", "30()"),
	    V3("040101", "04(+4 30(04(=5) 020101 020102 04() 04(=12) 04()))", "30()"),
	    /* no room for anything */
	    V3("040101", "0400", "30()"),
	    V3("040101", "04(30)", "30()"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		if (check_text(lies[i]) != VG_GATE_LENGTH)
			fail_msg("lie %zu: %s", i, vg_gate_text(check_text(lies[i])));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_debians_tools_send_passes_with_its_facts),
	    cmocka_unit_test(a_datagram_cut_anywhere_is_refused),
	    cmocka_unit_test(an_octet_after_the_message_is_refused),
	    cmocka_unit_test(every_length_that_lies_by_one_is_refused),
	    cmocka_unit_test(every_clause_refuses),
	    cmocka_unit_test(every_verdict_has_a_row_and_a_text),
	    cmocka_unit_test(digests_have_the_sizes_of_the_known_protocols),
	    cmocka_unit_test(varbinds_are_counted),
	    cmocka_unit_test(security_parameters_that_lie_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
