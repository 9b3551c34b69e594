/*
 * One device's rows of agent/state.
 */
#include "agent/kept.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

enum { DRIFT_S = 60 };

struct vg_kept {
	struct vg_state *state;
	const char *device;
	struct vg_engine_target *target;
	struct vg_rulestate *rules;
	struct vg_state_device row;
	bool known;
	size_t n_last;       /* texts on disk */
	struct vg_wall told; /* the inventory, since the start; unset: not yet */
};

static void
last_read(const char *rule, const char *key, const char *text, void *cookie)
{
	struct vg_kept *k = cookie;

	vg_rule_set_last(k->rules, rule, key, text);
	k->n_last++;
}

static void
restore_engine(struct vg_kept *k)
{
	struct vg_engine_state state = {0};
	int64_t passed_us = vg_instant_since(vg_clock_wall(), k->row.at);

	if (k->row.engine_size == 0)
		return;
	/* Our clock was set back meanwhile: an old time costs less than a discovery. */
	if (passed_us < 0)
		passed_us = 0;
	memcpy(state.engine, k->row.engine, k->row.engine_size);
	state.engine_size = k->row.engine_size;
	state.boots = k->row.boots;
	state.time = k->row.time + (uint32_t)(passed_us / VG_SECOND_US);
	if (k->target)
		vg_engine_target_set_state(k->target, &state);
}

struct vg_kept *
vg_kept_new(struct vg_state *state, const char *device, struct vg_engine_target *target,
    struct vg_rulestate *rules)
{
	struct vg_kept *k = vg_mem_zero(sizeof(*k));

	k->state = state;
	k->device = device;
	k->target = target;
	k->rules = rules;
	k->known = vg_state_get_device(state, device, &k->row) == VG_OK;
	vg_state_each_last(state, device, last_read, k);
	restore_engine(k);
	return k;
}

void
vg_kept_free(struct vg_kept *kept)
{
	free(kept);
}

bool
vg_kept_is_known(const struct vg_kept *kept)
{
	return kept->known;
}

static bool
same_engine(const struct vg_state_device *row, const struct vg_engine_state *seen)
{
	return row->engine_size == seen->engine_size &&
	    memcmp(row->engine, seen->engine, seen->engine_size) == 0;
}

/* Whether the time on disk would mislead the next start: the window is 150 s (RFC 3414 2.2.3). */
static bool
drifted(const struct vg_state_device *row, const struct vg_engine_state *seen)
{
	int64_t passed_s = vg_instant_since(vg_clock_wall(), row->at) / VG_SECOND_US;
	int64_t off = (int64_t)row->time + passed_s - (int64_t)seen->time;

	return off > DRIFT_S || off < -DRIFT_S;
}

void
vg_kept_engine(struct vg_kept *kept)
{
	struct vg_state_device *row = &kept->row;
	struct vg_engine_state seen;

	vg_engine_target_get_state(kept->target, &seen);
	if (seen.engine_size == 0 || seen.engine_size > sizeof(row->engine) ||
	    (same_engine(row, &seen) && seen.boots == row->boots && !drifted(row, &seen)))
		return;
	if (row->engine_size && !same_engine(row, &seen))
		vg_log(VG_LOG_WARNING, "poll", kept->device,
		    "its engineID changed: the device was replaced, or is not the "
		    "device");
	memcpy(row->engine, seen.engine, seen.engine_size);
	row->engine_size = seen.engine_size;
	row->boots = seen.boots;
	row->time = seen.time;
	row->at = vg_clock_wall();
	vg_state_put_device(kept->state, kept->device, row);
}

static void
last_counted(const char *rule, const char *key, const char *text, void *cookie)
{
	size_t *n = cookie;

	(void)rule;
	(void)key;
	(void)text;
	++*n;
}

static void
last_told(const char *rule, const char *key, const char *text, void *cookie)
{
	struct vg_kept *k = cookie;

	vg_state_put_last(k->state, k->device, rule, key, text);
}

void
vg_kept_lasts(struct vg_kept *kept)
{
	size_t n = 0;

	vg_rule_each_last(kept->rules, last_counted, &n);
	if (n == kept->n_last)
		return;
	kept->n_last = n;
	vg_rule_each_last(kept->rules, last_told, kept);
}

int
vg_kept_accept(struct vg_kept *kept)
{
	struct vg_engine_state unknown = {0};

	/* The engineID too: the next poll discovers that of the device that is there now. */
	vg_engine_target_set_state(kept->target, &unknown);
	kept->row.engine_size = 0;
	vg_rule_accept(kept->rules);
	kept->n_last = 0;
	int code = vg_state_put_device(kept->state, kept->device, &kept->row);
	if (code != VG_OK)
		return code;
	return vg_state_drop_last(kept->state, kept->device);
}

void
vg_kept_untell(struct vg_kept *kept)
{
	kept->row.inventory[0] = '\0';
}

bool
vg_kept_is_due(const struct vg_kept *kept, struct vg_wall now)
{
	int64_t since_us = vg_instant_since(now, kept->told);

	return !kept->row.inventory[0] || !vg_instant_is_set(kept->told) ||
	    since_us >= VG_DAY_US || since_us < 0;
}

bool
vg_kept_is_news(const struct vg_kept *kept, const char *digest, struct vg_wall now)
{
	return strcmp(digest, kept->row.inventory) != 0 || vg_kept_is_due(kept, now);
}

void
vg_kept_told(
    struct vg_kept *kept, const char *family, const char *digest, struct vg_wall now)
{
	struct vg_state_device *row = &kept->row;

	kept->told = now;
	if (strcmp(row->inventory, digest) == 0 && strcmp(row->family, family) == 0)
		return;
	vg_text_copy(row->inventory, sizeof(row->inventory), digest);
	vg_text_copy(row->family, sizeof(row->family), family);
	vg_state_put_device(kept->state, kept->device, row);
}
