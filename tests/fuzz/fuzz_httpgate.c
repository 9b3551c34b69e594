/*
 * The gate before evhttp under arbitrary octets: the first octet says how the rest is cut into
 * pieces.  However they are cut, the same requests end at the same places, and the same is refused
 * with the same status; nothing is taken once a request has ended, and what is a body is no more
 * than the limit.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http/httpgate.h"

enum { HEADER = 1024, BODY = 512, REQUESTS = 8 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct verdict {
	size_t ends[REQUESTS];
	size_t n;
	enum vg_httpgate_state state;
	int status;
};

static void
judge(const uint8_t *data, size_t size, size_t piece, struct verdict *verdict)
{
	struct vg_httpgate gate;
	size_t at = 0;

	memset(verdict, 0, sizeof(*verdict));
	vg_httpgate_init(&gate, HEADER, BODY);
	while (at < size && gate.state != VG_HTTPGATE_REFUSED) {
		size_t n = size - at < piece ? size - at : piece;
		size_t used = vg_httpgate_read(&gate, data + at, n);
		at += used;
		if (gate.body > BODY || gate.header > HEADER + 1)
			abort();
		if (gate.state < VG_HTTPGATE_DONE && used != n)
			abort();
		if (gate.state != VG_HTTPGATE_DONE)
			continue;
		if (vg_httpgate_read(&gate, data, size) != 0)
			abort();
		if (verdict->n == REQUESTS)
			break;
		verdict->ends[verdict->n++] = at;
		vg_httpgate_next(&gate);
	}
	verdict->state = gate.state;
	verdict->status = gate.status;
	if ((gate.state == VG_HTTPGATE_REFUSED) != (gate.status != 0) ||
	    (gate.status && !gate.why))
		abort();
	vg_httpgate_fini(&gate);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verdict whole, cut;

	if (size == 0)
		return 0;
	judge(data + 1, size - 1, SIZE_MAX, &whole);
	judge(data + 1, size - 1, (size_t)data[0] % 64 + 1, &cut);
	if (memcmp(whole.ends, cut.ends, sizeof(whole.ends)) != 0 || whole.n != cut.n ||
	    whole.state != cut.state || whole.status != cut.status)
		abort();
	return 0;
}
