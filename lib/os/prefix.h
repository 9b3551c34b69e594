/*
 * Prefixes of addresses: "10.1.0.0/16", "2001:db8::/32"; an address alone is one of full length.
 */
#ifndef VG_LIB_OS_PREFIX_H
#define VG_LIB_OS_PREFIX_H

#include <stdbool.h>

struct vg_prefix {
	unsigned char octets[16]; /* IPv4 as IPv4-mapped IPv6: one test does for both */
	unsigned bits;            /* 0 to 128 */
};

/* Reads 'text' (borrowed).  VG_OK or VG_EPARSE. */
int
vg_prefix_parse(const char *text, struct vg_prefix *prefix);

/* Whether the host of 16 'octets' (vg_net_octets; borrowed) lies in 'prefix' (borrowed). */
bool
vg_prefix_holds(const struct vg_prefix *prefix, const unsigned char octets[16]);

/*
 * Whether the host of 16 'octets' (borrowed) may be anybody's on the Internet: no private,
 * loopback, shared or other such one.
 *
 * Source: IANA's registries of special-purpose addresses.
 */
bool
vg_prefix_is_public(const unsigned char octets[16]);

#endif
