/*
 * Octets at the door.
 */
#include "collector/api/apiblob.h"

#include "collector/api/apisession.h"
#include "collector/desk/mail/deskblob.h"
#include "lib/base/error.h"
#include "lib/os/clock.h"

static struct vg_actor
actor_of(const struct vg_rest_caller *caller)
{
	return (struct vg_actor){.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
}

static int
put(const struct vg_rest_caller *caller, const void *body, size_t size,
    struct vg_buf *reply, struct vg_detail *detail, void *cookie)
{
	const struct vg_actor actor = actor_of(caller);
	char name[VG_DIGEST_TEXT_SIZE] = "";
	int err = vg_deskblob_put(cookie, &actor, body, size, name, detail);

	if (err == VG_OK)
		vg_buf_addf(reply, "{\"sha256\":\"%s\",\"size\":%zu}", name, size);
	return err;
}

static int
get(const struct vg_rest_caller *caller, const char *name, struct vg_buf *body,
    struct vg_detail *detail, void *cookie)
{
	const struct vg_actor actor = actor_of(caller);

	return vg_deskblob_get(cookie, &actor, name, vg_clock_wall(), body, detail);
}

void
vg_apiblob_add(struct vg_rest *rest, struct vg_desk *desk)
{
	const struct vg_rest_blobs blobs = {put, get, desk};

	vg_rest_set_blobs(rest, &blobs);
}
