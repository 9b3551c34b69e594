/*
 * Octets that somebody keeps: PUT /blob and GET /blob/NAME.
 */
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/rest/restcore.h"

#include <string.h>

/* Whether there is a keeper; answered when there is none. */
static bool
has_keeper(struct vg_rest_exchange *x)
{
	if (x->rest->blobs.put)
		return true;
	vg_restanswer_plain(x, 404, "invalid-value", "no such resource");
	return false;
}

void
vg_restblob_put(struct vg_rest_exchange *x)
{
	const struct vg_rest_blobs *blobs = &x->rest->blobs;
	struct vg_detail detail = {0};
	struct vg_buf reply;
	size_t size = 0;

	if (!has_keeper(x))
		return;
	const char *body = vg_http_body(x->request, &size);
	vg_buf_init(&reply, 0);
	int err = blobs->put(&x->caller, body, size, &reply, &detail, blobs->cookie);
	if (err == VG_OK)
		vg_http_reply(
		    x->request, 200, VG_REST_JSON, vg_buf_text(&reply), reply.size);
	else
		vg_restanswer_code(x, err, &detail);
	vg_buf_fini(&reply);
}

void
vg_restblob_get(struct vg_rest_exchange *x)
{
	const struct vg_rest_blobs *blobs = &x->rest->blobs;
	const char *name = strrchr(vg_http_path(x->request), '/') + 1;
	struct vg_detail detail = {0};
	struct vg_buf body;

	if (!has_keeper(x))
		return;
	vg_buf_init(&body, 0);
	int err = blobs->get(&x->caller, name, &body, &detail, blobs->cookie);
	if (err == VG_OK) {
		/* What a stranger sent is saved, never shown by whoever fetches it. */
		vg_http_add(x->request, "Content-Disposition", "attachment");
		vg_http_add(x->request, "X-Content-Type-Options", "nosniff");
		vg_http_add(x->request, "Cache-Control", "no-store");
		vg_http_reply(
		    x->request, 200, "application/octet-stream", body.data, body.size);
	} else {
		vg_restanswer_code(x, err, &detail);
	}
	vg_buf_fini(&body);
}
