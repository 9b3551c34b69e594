/*
 * The gate before evhttp: what it refuses and with what, where a request ends, and that both do not
 * depend on how the octets come.  Rows in the order of the request's parts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "lib/http/httpgate.h"

enum { HEADER = 2048, BODY = 100 };

#define HOST "Host: v\r\n"
#define POST "POST /a HTTP/1.1\r\n" HOST
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
#define A16 "aaaaaaaaaaaaaaaa"
#define A256 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16 A16
#define A2048 A256 A256 A256 A256 A256 A256 A256 A256

struct row {
	const char *octets;
	int status;       /* 0: whole */
	const char *rest; /* what is left of them when it is whole */
};

static const struct row rows[] = {
    {"GET / HTTP/1.1\r\n" HOST "\r\n", 0, ""},
    {"GET /a/b%2Fc?x=[%27] HTTP/1.0\r\n\r\nnext", 0, "next"},
    {"OPTIONS /a/ HTTP/1.1\r\n" HOST "\r\n", 0, ""},
    {"GET HTTP/1.1\r\n", 400, NULL},
    {"GET / HTTP/1.1 \r\n", 400, NULL},
    {"G@T / HTTP/1.1\r\n", 400, NULL},
    {"MKCOL / HTTP/1.1\r\n", 501, NULL},
    {"GET / HTTP/1.10\r\n", 505, NULL},
    {"GET / http/1.1\r\n", 400, NULL},
    {"GET a HTTP/1.1\r\n", 400, NULL},
    {"GET http:// HTTP/1.1\r\n", 400, NULL},
    {"GET http://v HTTP/1.1\r\n", 400, NULL},
    {"GET http://V/a HTTP/1.1\r\n" HOST "\r\n", 0, ""},
    {"GET http://w/a HTTP/1.1\r\n" HOST "\r\n", 400, NULL},
    {"GET https://v/../a HTTP/1.1\r\n", 400, NULL},
    {"GET /a//b HTTP/1.1\r\n", 400, NULL},
    {"GET /a?b//c/../d HTTP/1.1\r\n" HOST "\r\n", 0, ""},
    {"GET /.a/..b/... HTTP/1.1\r\n" HOST "\r\n", 0, ""},
    {"GET /.%2E?x HTTP/1.1\r\n", 400, NULL},
    {"GET /%2e HTTP/1.1\r\n", 400, NULL},
    {"GET /%0 HTTP/1.1\r\n", 400, NULL},
    {"GET /?%00 HTTP/1.1\r\n", 400, NULL},
    {"GET /?#x HTTP/1.1\r\n", 400, NULL},
    {"GET /" A2048, 414, NULL},
    {"GET / HTTP/1.1\r\nA: " A2048, 431, NULL},
    {"\n", 400, NULL},
    {"GET / HTTP/1.1\n", 400, NULL},
    {"GET / HTTP/1.1\r\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST HOST, 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "Authorization: a\r\nauthorization: b\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "Authorization: a\r\n\r\n", 0, ""},
    {"GET / HTTP/1.1\r\nHost: v w\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "A\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST ": a\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "A : b\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "A: b\r\n\tc\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "A:\tb\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "A: b\x7f\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "A: \xc3\xa9 \t\r\n\r\n", 0, ""},
    {POST "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n", 0, ""},
    {POST "Expect: x\r\n", 417, NULL},
    {POST "\r\n", 0, ""},
    {POST "Content-Length: 3\r\n\r\nabcd", 0, "d"},
    {POST "Content-Length: 100 \r\n\r\n", -1, NULL},
    {POST "Content-Length: 101\r\n", 413, NULL},
    {POST "Content-Length: \r\n", 400, NULL},
    {POST "Content-Length: 1 1\r\n", 400, NULL},
    {POST "content-length: 1\r\nCONTENT-LENGTH: 1\r\n", 400, NULL},
    {POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400, NULL},
    {POST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", 400, NULL},
    {POST "Transfer-Encoding: \r\n", 501, NULL},
    {"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400, NULL},
    {"GET / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 0, ""},
    {"HEAD / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n", 400, NULL},
    {"DELETE / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n", 400, NULL},
    {CHUNKED "3\r\nabc\r\n0000A\r\n0123456789\r\n0\r\n\r\nnext", 0, "next"},
    {CHUNKED "65\r\n", 413, NULL},
    {CHUNKED "64\r\n" A16 A16 A16 A16 A16 A16 "aaaa\r\n1\r\n", 413, NULL},
    {CHUNKED "fffffffffffffff\r\n", 413, NULL},
    {CHUNKED "00000000000000001\r\n", 400, NULL},
    {CHUNKED "\r\n", 400, NULL},
    {CHUNKED "1 \r\n", 400, NULL},
    {CHUNKED "1;a\r\n", 400, NULL},
    {CHUNKED "1\r\naX", 400, NULL},
    {CHUNKED "1\r\na\n", 400, NULL},
    {CHUNKED "0\r\nX", 400, NULL},
};

/* Lets 'octets' in, at most 'step' at a time; gives how many were taken. */
static size_t
feed(struct vg_httpgate *gate, const char *octets, size_t step)
{
	size_t size = strlen(octets), taken = 0, n = 1;

	while (n && taken < size) {
		n = vg_httpgate_read(
		    gate, octets + taken, size - taken < step ? size - taken : step);
		taken += n;
	}
	return taken;
}

static void
check(const struct row *row, size_t step)
{
	struct vg_httpgate gate;

	vg_httpgate_init(&gate, HEADER, BODY);
	size_t taken = feed(&gate, row->octets, step);
	if (row->status > 0) {
		if (gate.state != VG_HTTPGATE_REFUSED || gate.status != row->status)
			fail_msg("%.60s: state %d, status %d (%s)", row->octets,
			    (int)gate.state, gate.status, gate.why ? gate.why : "");
		assert_non_null(gate.why);
	} else if (row->status < 0) {
		assert_int_equal(gate.state, VG_HTTPGATE_BODY);
	} else {
		if (gate.state != VG_HTTPGATE_DONE)
			fail_msg("%.60s: state %d (%s)", row->octets, (int)gate.state,
			    gate.why ? gate.why : "");
		assert_string_equal(row->octets + taken, row->rest);
	}
	vg_httpgate_fini(&gate);
}

static void
each_form_is_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check(&rows[i], SIZE_MAX);
		check(&rows[i], 1);
		check(&rows[i], 7);
	}
}

static void
the_next_request_begins_anew(void **state)
{
	struct vg_httpgate gate;

	(void)state;
	vg_httpgate_init(&gate, HEADER, BODY);
	for (int i = 0; i < 3; i++) {
		feed(&gate, POST "Content-Length: 1\r\n\r\na", 5);
		assert_int_equal(gate.state, VG_HTTPGATE_DONE);
		assert_int_equal(vg_httpgate_read(&gate, "x", 1), 0);
		vg_httpgate_next(&gate);
		feed(&gate, CHUNKED "1\r\na\r\n0\r\n\r\n", 5);
		assert_int_equal(gate.state, VG_HTTPGATE_DONE);
		vg_httpgate_next(&gate);
	}
	vg_httpgate_fini(&gate);
}

static void
many_fields_are_too_many(void **state)
{
	struct vg_httpgate gate;

	(void)state;
	vg_httpgate_init(&gate, HEADER, BODY);
	feed(&gate, "GET / HTTP/1.1\r\n" HOST, 100);
	for (int i = 0; i < 99; i++)
		feed(&gate, "A:b\r\n", 100);
	assert_int_equal(gate.state, VG_HTTPGATE_FIELDS);
	feed(&gate, "A:b\r\n", 100);
	assert_int_equal(gate.status, 431);
	vg_httpgate_fini(&gate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_form_is_judged),
	    cmocka_unit_test(the_next_request_begins_anew),
	    cmocka_unit_test(many_fields_are_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
