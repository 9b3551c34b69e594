/*
 * The data resource a RESTCONF path names, and the query beside it.  Pure: knows no model; the
 * names are looked up by who serves them.
 *
 * Source: RFC 8040 section 3.5.3 (identifiers, keys, percent-encoding) and 4.8 (parameters).
 */
#ifndef VG_LIB_REST_RESTPATH_H
#define VG_LIB_REST_RESTPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/time/instant.h"

enum { VG_RESTPATH_STEPS = 8, VG_RESTPATH_KEYS = 8, VG_RESTPATH_SIZE = 4096 };

struct vg_restpath_step {
	const char *module; /* "vigie-cases", or "" when it is the parent's */
	const char *name;   /* "case" */
	const char *keys[VG_RESTPATH_KEYS]; /* decoded values in the model's order */
	size_t n_keys;                      /* 0: no "=" stood there */
};

struct vg_restpath {
	struct vg_restpath_step steps[VG_RESTPATH_STEPS];
	size_t n_steps;              /* 0: the datastore itself */
	char text[VG_RESTPATH_SIZE]; /* what the pointers above point into */
};

/* RFC 8040 section 4.8.9; EXPLICIT, what was set and nothing else, is what is given unasked. */
enum vg_restpath_defaults {
	VG_RESTPATH_EXPLICIT,
	VG_RESTPATH_TRIM,
	VG_RESTPATH_REPORT_ALL,
	VG_RESTPATH_REPORT_TAGGED
};
enum vg_restpath_content { VG_RESTPATH_ALL, VG_RESTPATH_CONFIG, VG_RESTPATH_NONCONFIG };

/*
 * Parameters of a query, as bits; from LIMIT to SINCE, RESOURCE, SEVERITY, PERSON and AT are ours,
 * not RFC 8040's.
 */
enum {
	VG_RESTPATH_DEPTH = 1,
	VG_RESTPATH_CONTENT = 2,
	VG_RESTPATH_LIMIT = 4,  /* a page of a list: so many entries at most */
	VG_RESTPATH_AFTER = 8,  /* the page behind this cursor */
	VG_RESTPATH_STATE = 16, /* "open": only what is not over */
	VG_RESTPATH_CLIENT = 32,
	VG_RESTPATH_OWNER = 64,
	VG_RESTPATH_MINE = 128, /* "true": the asker's own */
	VG_RESTPATH_UNOWNED = 256,
	VG_RESTPATH_DEVICE = 512,
	VG_RESTPATH_QUEUE = 1024,
	VG_RESTPATH_PRIORITY = 2048,
	VG_RESTPATH_CASE = 4096,
	VG_RESTPATH_ALARM = 8192,
	VG_RESTPATH_SINCE = 16384, /* not what came before this instant */
	VG_RESTPATH_FIELDS = 32768,
	VG_RESTPATH_WITH_DEFAULTS = 65536,
	VG_RESTPATH_START = 131072, /* of a stream */
	VG_RESTPATH_STOP = 262144,
	VG_RESTPATH_RESOURCE = 524288,
	VG_RESTPATH_SEVERITY = 1048576,
	VG_RESTPATH_INSERT = 2097152, /* these two are of edits */
	VG_RESTPATH_POINT = 4194304,
	VG_RESTPATH_PERSON = 8388608,
	VG_RESTPATH_AT = 16777216, /* as things stand at this instant */
	/* Those that say how something is shown, of whatever resource. */
	VG_RESTPATH_SHOWN = VG_RESTPATH_DEPTH | VG_RESTPATH_CONTENT | VG_RESTPATH_FIELDS |
	    VG_RESTPATH_WITH_DEFAULTS
};

enum {
	VG_RESTPATH_LIMIT_MAX = 1000,
	VG_RESTPATH_CURSOR_SIZE = 128,
	VG_RESTPATH_FIELDS_SIZE = 1024
};

struct vg_restpath_query {
	unsigned given; /* bits of the parameters that stood there */
	unsigned depth; /* 1..65535; 0: unbounded */
	enum vg_restpath_content content;
	size_t limit; /* 1..VG_RESTPATH_LIMIT_MAX; 0: none */
	bool open, mine, unowned;
	char after[VG_RESTPATH_CURSOR_SIZE];
	char client[65], owner[65], device[65], queue[65]; /* "": not given */
	char resource[256], severity[16], person[65];      /* likewise */
	unsigned priority;                                 /* 1..5; 0: not given */
	char number[65];                                   /* case=; "": not given */
	uint64_t alarm;                                    /* its number; 0: not given */
	struct vg_wall since, at;                          /* unset: not given */
	char fields[VG_RESTPATH_FIELDS_SIZE]; /* "": all (lib/rest/restfields) */
	enum vg_restpath_defaults defaults;
	struct vg_wall start, stop; /* of a stream; unset: not given */
	char insert[8];   /* "first", "last", "before", "after"; "": not given */
	char point[1024]; /* a path as that of a URL; "": not given */
};

/*
 * Reads 'path' (borrowed: what follows "/restconf/data", "" or beginning with "/") into
 * 'parsed', which must not be copied afterwards.  Returns VG_OK; VG_ELIMIT when it is too long
 * or too deep; VG_EPARSE for an empty segment, a name that is no YANG identifier, a bad escape
 * or no module on the first step; the detail says which.
 */
int
vg_restpath_parse(const char *path, struct vg_restpath *parsed, struct vg_detail *detail);

/*
 * Reads 'query' (borrowed: what follows "?") into 'parsed'.  Returns VG_OK, or VG_EINVAL for a
 * parameter that is unknown, doubled or out of its range (RFC 8040 section 4.8).
 */
int
vg_restpath_query_parse(
    const char *query, struct vg_restpath_query *parsed, struct vg_detail *detail);

#endif
