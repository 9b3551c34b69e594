/*
 * Prefixes of addresses.
 */
#include "lib/os/prefix.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/net.h"

enum { MAPPED_BITS = 96 };

int
vg_prefix_parse(const char *text, struct vg_prefix *prefix)
{
	char host[VG_NET_TEXT_SIZE];
	struct vg_address address;
	const char *slash = strchr(text, '/');

	if (vg_text_copy(host, sizeof(host), text) != VG_OK)
		return VG_EPARSE;
	if (slash)
		host[slash - text] = '\0';
	if (vg_net_parse(host, 0, &address) != VG_OK)
		return VG_EPARSE;
	uint64_t width = address.storage.ss_family == AF_INET6 ? 128 : 32;
	uint64_t bits = width;
	if (slash && vg_text_uint(slash + 1, width, &bits) != VG_OK)
		return VG_EPARSE;
	vg_net_octets(&address, prefix->octets);
	prefix->bits = (unsigned)bits + (width == 32 ? MAPPED_BITS : 0);
	return VG_OK;
}

bool
vg_prefix_holds(const struct vg_prefix *prefix, const unsigned char octets[16])
{
	unsigned whole = prefix->bits / 8, rest = prefix->bits % 8;

	if (memcmp(prefix->octets, octets, whole) != 0)
		return false;
	return rest == 0 || ((prefix->octets[whole] ^ octets[whole]) >> (8 - rest)) == 0;
}
