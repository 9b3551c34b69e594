/*
 * Whether an answer is one: what listens at a socket may be something else than the collector, and
 * what does not say what it was asked for is no empty list.
 *
 * Source: RFC 8040 sections 4.3 and 3.6: an answer to a GET is the member that its target names,
 * one to an operation is its "output", or nothing at all with status 204.
 */
#ifndef VG_COLLECTOR_CLI_CLIANSWER_H
#define VG_COLLECTOR_CLI_CLIANSWER_H

#include <jansson.h>

#include "lib/base/detail.h"
#include "lib/fetch/fetch.h"

enum { VG_CLIANSWER_NAME_SIZE = 160 };

/*
 * Writes the member that an answer to 'target' (borrowed, encoded, with a query or without) must
 * have: "vigie-cases:case", "vigie-cases:output"; "" for a target that names none.  Pure.
 */
void
vg_clianswer_name(const char *target, char name[VG_CLIANSWER_NAME_SIZE]);

/*
 * Reads 'reply' of a status below 300 to 'target' from 'socket' (all borrowed).  Returns VG_OK and
 * gives the answer, {} for status 204; or VG_EPARSE with the detail, which socket answered without
 * what, '*answer' being NULL.
 */
int
vg_clianswer_read(const char *socket, const char *target,
    const struct vg_fetch_reply *reply, json_t **answer, struct vg_detail *detail);

#endif
