/*
 * Octets of a PDU written over in place: what is left is BER of the same length, with as many arcs
 * and octets in each place, and says nothing.
 *
 * Pure.
 */
#ifndef VG_LIB_TRAPMAP_OVERWRITE_H
#define VG_LIB_TRAPMAP_OVERWRITE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/digest.h"

enum { VG_OVERWRITE_HASH_LEAST = 8 }; /* octets of a value that a hash can stand for */

/*
 * Writes over the arcs behind the first 'arcs' (2 and up) in the 'size' octets of an OBJECT
 * IDENTIFIER's content: each becomes another arc of as many octets.
 */
void
vg_overwrite_oid(unsigned char *octets, size_t size, size_t arcs);

/*
 * Writes over the 'size' octets of a value's content under 'tag' (lib/model/ber.h), an OBJECT
 * IDENTIFIER's behind its first 'arcs': texts become stars, addresses zeros, numbers another one
 * of as many octets.
 */
void
vg_overwrite_value(uint8_t tag, unsigned char *octets, size_t size, size_t arcs);

/*
 * Writes in place of 'size' octets (VG_OVERWRITE_HASH_LEAST and up) the first so many hexadecimal
 * digits of their HMAC-SHA-256 under 'key' (borrowed), and stars behind the 64th.
 */
void
vg_overwrite_hash(const struct vg_digest *key, unsigned char *octets, size_t size);

#endif
