/*
 * What vigie-web reads of requests and of the collector's streams, under arbitrary octets: the
 * first octet says what they are taken for.  What is let through keeps its promises: no control
 * character in a user's name, no NUL in a secret, frames that together are what came.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collector/web/webfields.h"
#include "collector/web/webring.h"
#include "lib/base/mem.h"
#include "lib/base/scrypt.h"

enum { KINDS = 6, RING_FRAMES = 8, RING_SIZE = 512 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	const uint8_t *data;
	size_t at;
};

static void
see(const char *frame, size_t size, void *cookie)
{
	struct seen *seen = cookie;

	if (memcmp(frame, seen->data + seen->at, size) != 0)
		abort();
	seen->at += size;
}

static void
count(const char *frame, size_t size, void *cookie)
{
	size_t *octets = cookie;

	(void)frame;
	*octets += size;
}

static void
read_stream(const uint8_t *data, size_t size)
{
	struct vg_webring *ring = vg_webring_new(RING_FRAMES, RING_SIZE);
	struct seen seen = {.data = data};
	size_t kept = 0;

	for (size_t at = 0; at < size;) {
		size_t n = size - at < 7 ? size - at : 7;
		if (!vg_webring_read(ring, data + at, n, see, &seen))
			break;
		at += n;
	}
	vg_webring_after(ring, NULL, count, &kept);
	if (kept > RING_SIZE || seen.at > size)
		abort();
	if (vg_webring_last(ring)[0] && !vg_webring_has(ring, vg_webring_last(ring)))
		abort();
	vg_webring_free(ring);
}

static void
read_form(const char *text, size_t size)
{
	struct vg_secret secret = {0};

	if (vg_webfields_form(text, size, "user", &secret) &&
	    memchr(secret.data, '\0', secret.size))
		abort();
	vg_secret_wipe(&secret);
}

static void
read_text(unsigned kind, const char *text)
{
	struct vg_address address;
	struct vg_scrypt scrypt;
	char value[65];

	switch (kind) {
	case 0:
		if (vg_webfields_cookie(text, "vigie", value, sizeof(value)) &&
		    !strstr(text, value))
			abort();
		break;
	case 1:
		(void)vg_webfields_bearer(text);
		break;
	case 2:
		(void)vg_webfields_forwarded(text, &address);
		break;
	case 3:
		if (vg_webfields_is_name(text) && strpbrk(text, "\r\n \"/"))
			abort();
		break;
	default:
		(void)vg_scrypt_parse(text, &scrypt);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	char *text = vg_mem_text_n(data + 1, size - 1);
	unsigned kind = data[0] % (KINDS + 1);
	if (kind == KINDS)
		read_stream(data + 1, size - 1);
	else if (kind == KINDS - 1)
		read_form(text, size - 1);
	else
		read_text(kind, text);
	free(text);
	return 0;
}
