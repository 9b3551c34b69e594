/*
 * Ways out beside mail are told.
 */
#include "collector/desk/record/deskoutway.h"

#include <inttypes.h>
#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/store/storeoutway.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static const struct {
	const char *kind; /* of the happening */
	enum vg_conf_event event;
} events[] = {{"case-opened", VG_CONF_EVENT_OPENED},
    {"case-changed", VG_CONF_EVENT_CHANGED}, {"case-closed", VG_CONF_EVENT_CLOSED},
    {"target-warning", VG_CONF_EVENT_WARNED},
    {"target-breached", VG_CONF_EVENT_BREACHED}};

/* 0: nothing that a way is told of. */
static unsigned
event_of(const struct vg_pending *p)
{
	for (size_t i = 0; p->case_number[0] && i < sizeof(events) / sizeof(events[0]);
	     i++) {
		if (strcmp(events[i].kind, p->kind) == 0)
			return events[i].event;
	}
	return 0;
}

/* Of several changes in one transaction the last is told, and none beside an opening or an end. */
static bool
is_told_otherwise(const struct vg_desk *desk, size_t at, bool is_open)
{
	const struct vg_pending *p = &desk->pending[at];

	if (event_of(p) != VG_CONF_EVENT_CHANGED)
		return false;
	for (size_t i = 0; i < desk->n_pending; i++) {
		const struct vg_pending *q = &desk->pending[i];
		unsigned event = event_of(q);
		if (strcmp(q->case_number, p->case_number) != 0)
			continue;
		if ((event == VG_CONF_EVENT_OPENED && is_open) ||
		    event == VG_CONF_EVENT_CLOSED ||
		    (event == VG_CONF_EVENT_CHANGED && i > at))
			return true;
	}
	return false;
}

int
vg_deskoutway_is_own(
    struct vg_desk *desk, const struct vg_case_row *row, const char *name, bool *is)
{
	const size_t q = VG_STOREOUTWAY_SELF;
	char resource[VG_RESOURCE_SIZE], part[VG_NAME_SIZE + 16];

	*is = false;
	if (!vg_text_starts(row->subject, "collector/"))
		return VG_OK;
	vg_text_format(part, sizeof(part), "outbox/%s", name);
	vg_resource_build(resource, "collector", desk->conf->name, part);
	if (!vg_text_starts(resource, row->subject))
		return VG_OK;
	int code = vg_db_query(desk->db, q, "tt", row->number, resource);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*is = vg_db_int(desk->db, q, 0) > 0 && vg_db_int(desk->db, q, 1) == 0;
		vg_db_done(desk->db, q);
	}
	return code;
}

const char *
vg_deskoutway_standing(const struct vg_conf_outway *way)
{
	return way->is_alertmanager ? "alerts" : "watchdog";
}

int
vg_deskoutway_stand(
    struct vg_desk *desk, const struct vg_conf_outway *way, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_STOREOUTWAY_STAND, "ittt", now.us,
	    vg_deskoutway_standing(way),
	    way->is_alertmanager ? "alertmanager" : "webhook", way->name);
}

/* What fell due while the collector was away is told from now on. */
static struct vg_wall
queued_at(const struct vg_desk *desk, const struct vg_pending *p)
{
	return vg_instant_compare(p->at, desk->disk.looked) < 0 ? desk->disk.looked
								: p->at;
}

/* A warning's text begins with the name of its target. */
static void
target_of(const struct vg_pending *p, unsigned event, char target[32])
{
	size_t n = strspn(p->text, "abcdefghijklmnopqrstuvwxyz-");

	if (event != VG_CONF_EVENT_WARNED && event != VG_CONF_EVENT_BREACHED)
		n = 0;
	vg_text_format(target, 32, "%.*s", n < 32 ? (int)n : 0, p->text);
}

static int
tell_event(struct vg_desk *desk, const struct vg_conf_outway *way,
    const struct vg_pending *p, unsigned event)
{
	const char *name = vg_confoutway_event_text((enum vg_conf_event)event);
	char transition[64], what[VG_TEXT_SIZE], target[32];

	if (!(way->events & event))
		return VG_OK;
	vg_text_format(transition, sizeof(transition), "%s@%" PRId64, name, p->sequence);
	vg_text_format(what, sizeof(what), "%s: %s", name, p->text);
	target_of(p, event, target);
	return vg_db_run(desk->db, VG_STOREOUTWAY_ADD, "ittttt", queued_at(desk, p).us,
	    p->case_number, what, transition, way->name, target);
}

/* What a way's last word about the case was. */
struct told {
	bool begun; /* and no end since */
	bool ended; /* once */
};

static int
load_told(struct vg_desk *desk, const struct vg_conf_outway *way, const char *number,
    struct told *told)
{
	const size_t q = VG_STOREOUTWAY_TOLD;
	char recipient[VG_NAME_SIZE + 8];

	*told = (struct told){false, false};
	vg_text_format(recipient, sizeof(recipient), "way:%s", way->name);
	int code = vg_db_query(desk->db, q, "tt", number, recipient);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	told->begun = vg_db_int(desk->db, q, 0) > vg_db_int(desk->db, q, 1);
	told->ended = vg_db_int(desk->db, q, 1) > 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

/*
 * Whoever follows beginnings and ends is told each: void and merged are ends, what is taken up
 * again begins, and so does what has become severe enough for the way; what began there ends there,
 * however slight it is by now.
 */
static int
tell_webhook(struct vg_desk *desk, const struct vg_conf_outway *way,
    const struct vg_pending *p, const struct vg_case_row *row)
{
	bool is_open = vg_casestate_is_open(row->state);
	bool begins = (way->events & VG_CONF_EVENT_OPENED) != 0;
	unsigned event = event_of(p);
	struct told told;
	int code = load_told(desk, way, row->number, &told);

	if (code != VG_OK)
		return code;
	if (event == VG_CONF_EVENT_CHANGED && !is_open &&
	    (way->events & VG_CONF_EVENT_CLOSED) &&
	    (told.begun || (!begins && !told.ended)))
		event = VG_CONF_EVENT_CLOSED;
	bool ends_here = event == VG_CONF_EVENT_CLOSED && told.begun;
	if (row->severity < way->least && !ends_here)
		return VG_OK;
	if (is_open && begins && !told.begun && event != VG_CONF_EVENT_OPENED) {
		code = tell_event(desk, way, p, VG_CONF_EVENT_OPENED);
		if (event == VG_CONF_EVENT_CHANGED)
			return code;
	}
	return code == VG_OK ? tell_event(desk, way, p, event) : code;
}

static int
tell_one(struct vg_desk *desk, const struct vg_conf_outway *way,
    const struct vg_pending *p, const struct vg_case_row *row)
{
	bool own = false;

	int code = vg_deskoutway_is_own(desk, row, way->name, &own);
	if (code != VG_OK || own)
		return code;
	if (!way->is_alertmanager)
		return tell_webhook(desk, way, p, row);
	return row->severity < way->least
	    ? VG_OK
	    : vg_deskoutway_stand(desk, way, queued_at(desk, p));
}

/* 'row' is that of the happening's case, as the transaction leaves it. */
static int
tell_each(struct vg_desk *desk, size_t at, const struct vg_case_row *row)
{
	const struct vg_conf *conf = desk->conf;
	int code = VG_OK;

	if (is_told_otherwise(desk, at, vg_casestate_is_open(row->state)))
		return VG_OK;
	for (size_t i = 0; code == VG_OK && i < conf->n_outways; i++)
		code = tell_one(desk, &conf->outways[i], &desk->pending[at], row);
	return code;
}

int
vg_deskoutway_tell(struct vg_desk *desk)
{
	const struct vg_conf *conf = desk->conf;
	struct vg_case_row row = {.number = ""};
	int code = VG_OK;

	/* What is lived again was told when it was. */
	if (!conf || desk->replaying || conf->n_outways == 0)
		return VG_OK;
	for (size_t i = 0; code == VG_OK && i < desk->n_pending; i++) {
		const struct vg_pending *p = &desk->pending[i];
		if (!event_of(p))
			continue;
		/* What a case's happenings say of it comes one behind the other. */
		if (strcmp(row.number, p->case_number) != 0)
			code = vg_deskrows_case(desk, p->case_number, &row);
		if (code == VG_OK && row.number[0])
			code = tell_each(desk, i, &row);
	}
	return code;
}
