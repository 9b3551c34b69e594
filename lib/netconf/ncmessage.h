/*
 * Whether a framed message may be given to an XML parser that is weaker than its peer: UTF-8, one
 * root that its own name ends, no document type, not too deep, not too many elements.  What is
 * well-formed beyond that is the parser's to find out.
 *
 * Pure.
 *
 * Sources: RFC 6241 section 3 (UTF-8, no document type); XML 1.0 section 2.
 */
#ifndef VG_LIB_NETCONF_NCMESSAGE_H
#define VG_LIB_NETCONF_NCMESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/detail.h"

enum { VG_NCMESSAGE_DEPTH = 64, VG_NCMESSAGE_ELEMENTS = 200000 };

/*
 * Looks at the 'size' octets of 'data' (borrowed).  Returns VG_OK; VG_EPARSE for what no NETCONF
 * message is, VG_ELIMIT for one beyond the two limits, told in 'detail' with its place.
 */
int
vg_ncmessage_check(const void *data, size_t size, struct vg_detail *detail);

/* Where in a text the names stand that begin and end its root, prefixes and all. */
struct vg_ncmessage_root {
	size_t begin, size; /* of the name in its start tag */
	size_t end;         /* of the same in its end tag; 0: <root/> */
	size_t past;        /* what stands behind the root */
};

/*
 * The same of any XML from outside with up to 'elements' elements; 'siblings': it may have several
 * roots, or none.  Fills 'root' (NULL: not wanted), the last one, with VG_OK.
 */
int
vg_ncmessage_look(const void *data, size_t size, size_t elements, bool siblings,
    struct vg_ncmessage_root *root, struct vg_detail *detail);

#endif
