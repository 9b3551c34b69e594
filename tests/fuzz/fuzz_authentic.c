/*
 * Authenticated SNMPv3: the input becomes the scoped PDU of a message that a known user has
 * encrypted and signed as it should be, by keys made without the product and without libsnmp.
 * Behind the gate nobody has seen these octets.
 *
 * The first octet says to whom: an even one is a trap of its sender's engine, an odd one asks the
 * receiver's; its second bit, whether the message may be reported on.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzzreceive.h"
#include "tests/malformed/malbase.h"

enum { MAX_SCOPED = 8000 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct vg_malread_self *self = fuzzreceive_self();
	struct vg_buf out;

	if (size < 1 || size > MAX_SCOPED)
		return 0;
	bool ours = data[0] & 1;
	struct vg_malber *message =
	    vg_malbase_wrap(self, ours ? bench_engine : bench_sender,
		sizeof(bench_engine), data[0] & 2 ? 7 : 3, data + 1, size - 1);
	vg_buf_init(&out, 0);
	vg_malbase_write(message, self, &out);
	/* Which user it is and that it is signed, both receivers agree on. */
	if (fuzzreceive_take(out.data, out.size) == VG_RECEIVE_DIGEST)
		abort();
	vg_buf_fini(&out);
	vg_malber_free(message);
	return 0;
}
