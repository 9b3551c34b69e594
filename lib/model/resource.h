/*
 * Resource names: what a fault is about, as one string that stays the same for ever.
 *
 *   resource = class "/" name *( "/" part )       at most 255 octets
 *   class    = device | site | agent | collector | supplier
 *   name     = 1*64 of ALPHA DIGIT - . _ : ; all else percent-encoded, upper-case hex
 */
#ifndef VG_LIB_MODEL_RESOURCE_H
#define VG_LIB_MODEL_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/model/event.h"

/* Whether 'text' (borrowed) is one name: 1 to 64 octets of the alphabet above. */
bool
vg_resource_is_name(const char *text);

/* Checks a whole resource name (borrowed): VG_OK or VG_EPARSE. */
int
vg_resource_check(const char *resource);

/*
 * Builds CLASS/NAME[/PART] into 'target'.  'part' (borrowed) is a path whose slashes stay
 * ("psu/1", "port/L1"); NULL or "" for the thing itself.  Both are percent-encoded.
 * Returns VG_OK or VG_ETRUNC.
 */
int
vg_resource_build(
    char target[VG_RESOURCE_SIZE], const char *class, const char *name, const char *part);

/*
 * Copies the class ("device") and the name ("ne-7") out of a checked 'resource' (borrowed).
 * Either target may be NULL; each holds VG_NAME_SIZE.  Gives a pointer to the part ("psu/1"),
 * borrowed from 'resource', or to its end.
 */
const char *
vg_resource_split(const char *resource, char *class, char *name);

#endif
