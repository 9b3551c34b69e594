/*
 * A slice is read while nothing else is done: its budget is watched by the clock of this process.
 */
#include "collector/api/apirecording.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apisession.h"
#include "collector/desk/replay/deskslice.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"
#include "lib/os/clock.h"

enum { SLICE = 1, N_KEYS = 3, KEY_SIZE = 32, SEAL_SIZE = 17 };

/* --- cursors --------------------------------------------------------------------------------- */

/*
 * The first slice alone is audited.  So that no other can be had without it, and none of another
 * time, a cursor bears a seal over whose it is and what was asked, under a key of this process.
 */
static void
make_seal(const struct vg_rest_caller *caller, const struct vg_deskslice *slice,
    const char *cursor, char seal[SEAL_SIZE])
{
	static unsigned char key[KEY_SIZE];
	static bool has_key;
	char hex[VG_DIGEST_TEXT_SIZE];
	struct vg_buf text;

	if (!has_key)
		vg_chance_fill(key, sizeof(key));
	has_key = true;
	vg_buf_init(&text, 0);
	vg_buf_addf(&text, "%s %" PRId64 " %" PRId64 " %s", caller->user, slice->from.us,
	    slice->to.us, cursor);
	struct vg_digest digest = vg_digest_keyed(key, sizeof(key), text.data, text.size);
	vg_buf_fini(&text);
	vg_digest_text(&digest, hex);
	vg_text_format(seal, SEAL_SIZE, "%.16s", hex);
}

/* Takes the seal off the slice's cursor. */
static int
open_cursor(const struct vg_rest_caller *caller, struct vg_deskslice *slice,
    struct vg_detail *detail)
{
	char seal[SEAL_SIZE];
	const char *sealed = slice->cursor;

	if (!sealed[0])
		return VG_OK;
	slice->cursor += strcspn(sealed, ".") + (strchr(sealed, '.') != NULL);
	make_seal(caller, slice, slice->cursor, seal);
	if (slice->cursor == sealed + SEAL_SIZE && slice->cursor[0] &&
	    strncmp(sealed, seal, SEAL_SIZE - 1) == 0)
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "recording: '%.40s' is no cursor that this collector gave you for these "
	    "times since it began; begin again with -",
	    sealed);
}

static void
put_next(const struct vg_rest_caller *caller, const struct vg_deskslice *slice,
    const char *next, struct vg_restdata *data)
{
	char seal[SEAL_SIZE], sealed[SEAL_SIZE + VG_DESKSLICE_CURSOR_SIZE];

	make_seal(caller, slice, next, seal);
	vg_text_format(sealed, sizeof(sealed), "%s.%s", seal, next);
	vg_restdata_text(data, "next", next[0] ? sealed : "");
}

/* --- slices ---------------------------------------------------------------------------------- */

static int64_t
spent_us(void *cookie)
{
	const struct vg_mono *begun = cookie;

	return vg_instant_mono_since(vg_clock_mono(), *begun);
}

static int
read_keys(const char *const *keys, struct vg_deskslice *slice, struct vg_detail *detail)
{
	if (vg_text_int(keys[0], 1, INT64_MAX, &slice->from.us) != VG_OK ||
	    vg_text_int(keys[1], 1, INT64_MAX, &slice->to.us) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "recording: slice=FROM,TO,CURSOR: '%.40s' or '%.40s' is no time",
		    keys[0], keys[1]);
	slice->cursor = strcmp(keys[2], "-") == 0 ? "" : keys[2];
	return VG_OK;
}

static int
audit(struct vg_desk *desk, const struct vg_rest_caller *caller,
    const struct vg_deskslice *slice)
{
	const struct vg_actor actor = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};

	return slice->cursor[0] ? VG_OK : vg_deskslice_audit(desk, &actor, slice);
}

int
vg_apirecording_get(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	struct vg_desk *desk = cookie;
	const struct vg_restpath *path = ask->path;
	struct vg_mono begun = vg_clock_mono();
	struct vg_deskslice slice = {
	    .now = vg_clock_wall(), .spent_us = spent_us, .cookie = &begun};
	char next[VG_DESKSLICE_CURSOR_SIZE];
	const char *keys[N_KEYS];
	struct vg_buf lines;
	int code;

	if (path->n_steps <= SLICE || path->steps[SLICE].n_keys != N_KEYS)
		return VG_OK;
	for (size_t i = 0; i < N_KEYS; i++)
		keys[i] = path->steps[SLICE].keys[i];
	code = read_keys(keys, &slice, detail);
	if (code == VG_OK)
		code = open_cursor(ask->caller, &slice, detail);
	if (code == VG_OK)
		code = audit(desk, ask->caller, &slice);
	if (code != VG_OK)
		return code;
	vg_buf_init(&lines, 0);
	code = vg_deskslice_read(desk, &slice, &lines, next, detail);
	if (code == VG_OK) {
		vg_restdata_entry(data, "slice", keys, N_KEYS);
		vg_restdata_text(data, "lines", vg_buf_text(&lines));
		put_next(ask->caller, &slice, next, data);
		vg_restdata_out(data);
	}
	vg_buf_fini(&lines);
	return code;
}
