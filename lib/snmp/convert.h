/*
 * libsnmp's lists of variables into ours.  For the other files of this room.
 */
#ifndef VG_LIB_SNMP_CONVERT_H
#define VG_LIB_SNMP_CONVERT_H

#include <stddef.h>

#include "lib/model/value.h"

struct variable_list;

/*
 * Gives the variables (borrowed) as an array of '*n' varbinds, at most 'limit'; the caller
 * releases each value and the array.
 */
struct vg_varbind *
vg_convert_varbinds(const struct variable_list *variables, size_t limit, size_t *n);

#endif
