/*
 * A request that is to be passed on: a copy of what the collector needs of it.
 */
#ifndef VG_COLLECTOR_WEB_WEBASK_H
#define VG_COLLECTOR_WEB_WEBASK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/http/http.h"

enum { VG_WEBASK_FIELDS = 12 };

struct vg_webask {
	char *method, *target;          /* owned; the target with its query */
	char *fields[VG_WEBASK_FIELDS]; /* owned; "Name: value" */
	size_t n_fields;
	char *last_id; /* owned; Last-Event-ID, NULL: none */
	void *body;    /* owned; NULL: none */
	size_t size;   /* its octets */
};

/* Gives a copy of 'request' (borrowed). */
struct vg_webask *
vg_webask_new(struct vg_http_request *request);

/* Wipes its body and releases it (NULL is silent). */
void
vg_webask_free(struct vg_webask *ask);

/* Adds the field "name: value" (both borrowed). */
void
vg_webask_add(struct vg_webask *ask, const char *name, const char *value);

#endif
