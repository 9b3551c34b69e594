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

bool
vg_prefix_is_public(const unsigned char octets[16])
{
	static const char *const special[] = {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10",
	    "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	    "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
	    "2002::/16"};
	struct vg_prefix unicast, mapped, one;

	if (vg_prefix_parse("2000::/3", &unicast) != VG_OK ||
	    vg_prefix_parse("::ffff:0:0/96", &mapped) != VG_OK)
		return false;
	/* Of IPv6 what is handed out begins with 2 or 3; all else is special. */
	if (!vg_prefix_holds(&unicast, octets) && !vg_prefix_holds(&mapped, octets))
		return false;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		if (vg_prefix_parse(special[i], &one) != VG_OK ||
		    vg_prefix_holds(&one, octets))
			return false;
	}
	return true;
}
