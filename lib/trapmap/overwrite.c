/*
 * Writing over.
 */
#include "lib/trapmap/overwrite.h"

#include <stdbool.h>
#include <string.h>

/* Tags of RFC 3416 section 3; all others that SNMP has are numbers or empty. */
enum { OCTETS = 0x04, OID = 0x06, ADDRESS = 0x40, OPAQUE = 0x44 };

enum { STAR = '*' };

void
vg_overwrite_oid(unsigned char *octets, size_t size, size_t arcs)
{
	size_t n = 1; /* the first sub-identifier is two arcs (X.690 8.19.4) */

	for (size_t i = 0; i < size; i++) {
		bool more = octets[i] & 0x80;
		/* No sub-identifier begins with 80, and 1 is an arc that every library reads. */
		if (n >= arcs)
			octets[i] = more ? 0x81 : 0x01;
		n += !more;
	}
}

/* Two's complement, no longer than it has to be: its first nine bits are not all the same. */
static void
write_number(unsigned char *octets, size_t size)
{
	/* What is unsigned may need a first octet of zeros. */
	bool padded = size > 1 && octets[0] == 0;

	memset(octets, 0, size);
	if (size)
		octets[padded ? 1 : 0] = padded ? 0x80 : 0x01;
}

void
vg_overwrite_value(uint8_t tag, unsigned char *octets, size_t size, size_t arcs)
{
	switch (tag) {
	case OCTETS:
	case OPAQUE:
		memset(octets, STAR, size);
		break;
	case OID:
		vg_overwrite_oid(octets, size, arcs);
		break;
	case ADDRESS:
		memset(octets, 0, size);
		break;
	default:
		write_number(octets, size);
	}
}

void
vg_overwrite_hash(const struct vg_digest *key, unsigned char *octets, size_t size)
{
	struct vg_digest mac =
	    vg_digest_keyed(key->octet, sizeof(key->octet), octets, size);
	char text[VG_DIGEST_TEXT_SIZE];
	size_t n = size < sizeof(text) - 1 ? size : sizeof(text) - 1;

	vg_digest_text(&mac, text);
	memcpy(octets, text, n);
	memset(octets + n, STAR, size - n);
}
