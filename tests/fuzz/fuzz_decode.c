/*
 * Gate and decoder against a receiver of another make (tests/malformed/malread.h): what that one
 * says nobody may take is not taken, what must be taken is, and both read the same name in it.
 *
 * Input is a row of datagrams, each after its size in two octets, for one receiver.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzzreceive.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	while (size >= 2) {
		size_t one = (size_t)data[0] << 8 | data[1];
		data += 2;
		size -= 2;
		if (one > size)
			one = size;
		fuzzreceive_take(data, one);
		data += one;
		size -= one;
	}
	return 0;
}
