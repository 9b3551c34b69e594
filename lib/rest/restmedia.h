/*
 * Which of the media types that there are a field Accept asks for.  Pure.
 *
 * Source: RFC 9110 section 12.5.1: the most specific range that fits a type gives its weight.
 */
#ifndef VG_LIB_REST_RESTMEDIA_H
#define VG_LIB_REST_RESTMEDIA_H

#include <stddef.h>

/*
 * The place of the type that the value 'field' of Accept (borrowed; NULL: there is none, anything
 * goes) wants most among the 'n' 'types' (borrowed, lower case, without parameters), of equals the
 * first; -1: none of them.
 */
int
vg_restmedia_pick(const char *field, const char *const *types, size_t n);

#endif
