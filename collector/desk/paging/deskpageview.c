/*
 * Proofs of channels.
 */
#include "collector/desk/paging/deskpageview.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* A proof is old then. */
#define OLD_US (7 * VG_DAY_US)

static bool
is_called(const struct vg_conf *conf, const char *person, const char *only)
{
	if (only[0])
		return strcmp(only, person) == 0;
	for (size_t i = 0; i < conf->n_turns; i++) {
		if (strcmp(conf->turns[i].person, person) == 0)
			return true;
	}
	return strcmp(conf->policy.last_resort, person) == 0;
}

static bool
is_on(const struct vg_conf *conf, const char *person, struct vg_wall now)
{
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	size_t n = vg_confpage_on_duty(conf, now, turns, VG_CONFPAGE_MAX);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(turns[i]->person, person) == 0)
			return true;
	}
	return false;
}

static int
look(struct vg_desk *desk, const struct vg_conf_person *person,
    const struct vg_conf_channel *channel, struct vg_wall now,
    struct vg_deskpageview_proof *proof)
{
	const size_t q = VG_STOREPAGE_PROOF;
	int code = vg_db_query(desk->db, q, "tt", person->id, channel->name);

	*proof = (struct vg_deskpageview_proof){.kind = channel->kind,
	    .wakes = channel->wakes,
	    .on_duty = is_on(desk->conf, person->id, now)};
	vg_text_copy(proof->person, sizeof(proof->person), person->id);
	vg_text_copy(proof->channel, sizeof(proof->channel), channel->name);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	if (!vg_db_is_null(desk->db, q, 0)) {
		proof->tested.us = vg_db_int(desk->db, q, 0);
		proof->proved.us = vg_db_int(desk->db, q, 1);
	}
	vg_db_done(desk->db, q);
	proof->old = !vg_instant_is_set(proof->proved) ||
	    vg_instant_since(now, proof->proved) > OLD_US;
	return VG_OK;
}

int
vg_deskpageview_proofs(struct vg_desk *desk, const char *person, struct vg_wall now,
    struct vg_deskpageview_proof *proofs, size_t max, size_t *n)
{
	const struct vg_conf *conf = desk->conf;
	struct vg_conf_channel channel;
	int code = VG_OK;

	*n = 0;
	for (size_t i = 0; conf && i < conf->n_persons; i++) {
		const struct vg_conf_person *p = &conf->persons[i];
		if (!is_called(conf, p->id, person))
			continue;
		for (size_t k = 0; code == VG_OK && *n < max &&
		     vg_confpage_channel(p, true, k, &channel);
		     k++)
			code = look(desk, p, &channel, now, &proofs[(*n)++]);
	}
	return code;
}
