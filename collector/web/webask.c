/*
 * Which fields travel: those that decide about the reply, and no other.
 */
#include "collector/web/webask.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

static const char *const passed[] = {"Accept", "Content-Type", "If-Match",
    "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"};

void
vg_webask_add(struct vg_webask *ask, const char *name, const char *value)
{
	assert(ask->n_fields < VG_WEBASK_FIELDS);
	ask->fields[ask->n_fields++] = vg_mem_format("%s: %s", name, value);
}

struct vg_webask *
vg_webask_new(struct vg_http_request *request)
{
	struct vg_webask *ask = vg_mem_zero(sizeof(*ask));
	const char *query = vg_http_query(request);
	const char *last = vg_http_header(request, "Last-Event-ID");
	const char *body = vg_http_body(request, &ask->size);

	ask->method = vg_mem_text(vg_http_method(request));
	ask->target =
	    vg_mem_format("%s%s%s", vg_http_path(request), *query ? "?" : "", query);
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
		const char *value = vg_http_header(request, passed[i]);
		if (value)
			vg_webask_add(ask, passed[i], value);
	}
	if (last)
		ask->last_id = vg_mem_text(last);
	if (ask->size)
		ask->body = vg_mem_text_n(body, ask->size);
	return ask;
}

void
vg_webask_free(struct vg_webask *ask)
{
	if (!ask)
		return;
	for (size_t i = 0; i < ask->n_fields; i++)
		free(ask->fields[i]);
	if (ask->body)
		explicit_bzero(ask->body, ask->size);
	free(ask->body);
	free(ask->last_id);
	free(ask->target);
	free(ask->method);
	free(ask);
}
