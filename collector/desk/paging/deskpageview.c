/*
 * Pages, and proofs of channels.
 */
#include "collector/desk/paging/deskpageview.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
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
	const struct vg_conf_user *user = vg_confpage_user(desk->conf, person->id);
	int code = vg_db_query(
	    desk->db, q, "ttt", person->id, channel->name, user ? user->name : "");

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

/* --- pages --------------------------------------------------------------------------------- */

/* What became of it. */
static const char *
state_of(const struct vg_page_view *p, bool accepted)
{
	return vg_instant_is_set(p->acknowledged) ? "acknowledged"
	    : accepted                            ? "accepted"
	    : vg_instant_is_set(p->ended)         ? "ended"
						  : "waiting";
}

static void
read_page(struct vg_db *db, size_t q, struct vg_page_view *p)
{
	p->id = vg_db_int(db, q, 0);
	vg_text_copy(p->number, sizeof(p->number), vg_db_text(db, q, 1));
	vg_text_copy(p->person, sizeof(p->person), vg_db_text(db, q, 2));
	vg_text_copy(p->whom, sizeof(p->whom), vg_db_text(db, q, 3));
	p->class = (int)vg_db_int(db, q, 4);
	p->rung = (int)vg_db_int(db, q, 5);
	vg_text_copy(p->channel, sizeof(p->channel), vg_db_text(db, q, 6));
	p->queued.us = vg_db_int(db, q, 7);
	p->acknowledged.us = vg_db_int(db, q, 9);
	vg_text_copy(p->who, sizeof(p->who), vg_db_text(db, q, 10));
	p->ended.us = vg_db_int(db, q, 11);
	vg_text_copy(p->reason, sizeof(p->reason), vg_db_text(db, q, 12));
	p->message = vg_db_int(db, q, 13);
	vg_text_copy(p->by, sizeof(p->by), vg_db_text(db, q, 15));
	p->state = state_of(p, vg_db_int(db, q, 8) != 0);
}

int
vg_deskpageview_list(struct vg_desk *desk, const struct vg_page_query *query,
    struct vg_deskpage *page, vg_page_cb cb, void *cookie)
{
	const bool one = query->person[0] != '\0';
	const size_t q = one
	    ? query->open ? VG_STOREPAGE_LIST_PERSON_OPEN : VG_STOREPAGE_LIST_PERSON
	    : query->open ? VG_STOREPAGE_LIST_OPEN
			  : VG_STOREPAGE_LIST;
	struct vg_desklist_walk walk = {desk, page, "pages", q, .key.n = {INT64_MAX}};
	struct vg_page_view view;
	int code = vg_desklist_begin(&walk);

	if (code == VG_OK)
		code = one ? vg_db_query(desk->db, q, "iit", walk.key.n[0], walk.want,
				 query->person)
			   : vg_db_query(desk->db, q, "ii", walk.key.n[0], walk.want);
	while (code == VG_OK && vg_desklist_next(&walk)) {
		read_page(desk->db, q, &view);
		walk.key.n[0] = view.id;
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskpageview_one(struct vg_desk *desk, int64_t id, struct vg_page_view *view)
{
	const size_t q = VG_STOREPAGE_ONE;
	int code = vg_db_query(desk->db, q, "i", id);

	if (code != VG_OK)
		return code;
	if (!vg_db_next(desk->db, q))
		return vg_db_failed(desk->db) != VG_OK ? vg_db_failed(desk->db)
						       : VG_ENOENT;
	read_page(desk->db, q, view);
	vg_db_done(desk->db, q);
	return VG_OK;
}
