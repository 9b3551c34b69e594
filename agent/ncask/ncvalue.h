/*
 * What a text of NETCONF means: by the type of its object in the pack, the value that rules test.
 * And the index that a row has by the values of its keys.
 *
 * Sources: RFC 7950 section 9 (canonical forms), RFC 8348 section 7.1 (sensors).
 */
#ifndef VG_AGENT_NCASK_NCVALUE_H
#define VG_AGENT_NCASK_NCVALUE_H

#include <stddef.h>

#include "lib/model/value.h"
#include "lib/netconf/ncrecord.h"
#include "lib/pack/pack.h"

/*
 * Reads 'text' as 'object' says (both borrowed) into 'value', which it releases first.  What does
 * not fit the type is a missing value.
 */
void
vg_ncvalue_read(const struct vg_object *object, const char *text, struct vg_value *value);

/*
 * Writes the index of the row with the keys of 'record' (borrowed) into 'index': one key encoded
 * as one name of a resource when that fits, else 16 digits of a digest over all keys.
 */
void
vg_ncvalue_index(const struct vg_ncrecord *record, char index[VG_NAME_SIZE]);

#endif
