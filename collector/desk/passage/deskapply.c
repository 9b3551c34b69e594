/*
 * One event: load its facts, ask the ladder, carry out its deeds.
 */
#include <stdio.h>
#include <string.h>

#include "collector/correl/ladder.h"
#include "collector/correl/moment.h"
#include "collector/correl/subject.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/causes/deskadopt.h"
#include "collector/desk/causes/deskrule.h"
#include "collector/desk/causes/desktogether.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/foreign/deskunknown.h"
#include "collector/desk/passage/deskdeed.h"
#include "collector/desk/passage/deskfacts.h"
#include "collector/desk/record/deskdecision.h"
#include "collector/desk/record/deskproof.h"
#include "collector/desk/record/deskrecorded.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { REPEAT = 6 /* the rung */ };

/* A clear bears the words of its raise; read alone they would tell of a second failure. */
static void
say_over(struct vg_event *event, const struct vg_alarm_row *alarm)
{
	char text[VG_TEXT_SIZE];

	if (event->text[0] && strcmp(event->text, alarm->event.text) != 0)
		return;
	vg_text_copy(text, sizeof(text), event->text);
	vg_text_format(event->text, sizeof(event->text), "over%s%.*s",
	    text[0] ? ": " : "", (int)sizeof(text) - 8, text);
}

/* What no pack knows is counted for those who write packs, too. */
static int
note_unknown(struct vg_desk *desk, const struct vg_passage *p)
{
	if (p->event->action == VG_ACTION_CLEAR || p->revisit || p->message == 0 ||
	    p->facts.source_may_not)
		return VG_OK;
	return vg_deskunknown_event(desk, p->event, p->agent, p->message, p->now);
}

/* Whether the same notification again would do nothing but count, and be no evidence either. */
static bool
is_mere_repeat(struct vg_desk *desk, const struct vg_passage *p)
{
	return p->verdict.rung == REPEAT && p->verdict.n_deeds == 1 &&
	    p->verdict.deeds[0].type == VG_DEED_COUNT && p->message && !p->agent[0] &&
	    !vg_deskproof_takes(desk, p);
}

/*
 * Facts and verdict; what befalls its site at once is looked for before a case is opened, which
 * would be told of and be one with the site's in the same instant.
 */
static int
judge(struct vg_desk *desk, struct vg_passage *p, struct vg_event *event,
    struct vg_detail *detail)
{
	bool found = false;
	int code = vg_deskfacts_load(desk, p);

	if (code != VG_OK)
		return vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
	if (event->action == VG_ACTION_CLEAR)
		say_over(event, &p->alarm);
	vg_ladder_judge(&p->facts, &p->verdict);
	code = vg_desktogether_before(desk, p, &found, detail);
	if (code != VG_OK || !found)
		return code;
	code = vg_deskfacts_load(desk, p);
	if (code != VG_OK)
		return vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
	vg_ladder_judge(&p->facts, &p->verdict);
	return VG_OK;
}

struct vg_wall
vg_deskapply_moment(const struct vg_desk *desk, struct vg_wall said, struct vg_wall now)
{
	return vg_moment_of(said, now, desk->conf->hole_wait_s);
}

/* What makes it be looked at, and when that befell. */
struct look {
	int64_t message;
	struct vg_wall moment, now;
	bool revisit;
};

static int
apply(struct vg_desk *desk, const struct vg_event *event, const char *agent,
    const struct look *look, struct vg_detail *detail)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, event->kind);
	struct vg_event held;
	struct vg_passage p;
	const char *what = NULL;

	/* A restart or the like that a pack knows: it is of no kind, and its raw row is all. */
	if (event->action == VG_ACTION_INFO && !event->kind[0])
		return VG_OK;
	if (!kind)
		return vg_detail_set(
		    detail, VG_EINVAL, "kind %s is in no pack", event->kind);
	if (vg_event_check(event, &what) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "%s is not well-formed", what);
	vg_deskrepeat_touch(desk, event);
	held = *event;
	/* A sender may not go beyond what its kind allows. */
	if (kind->lowest && held.severity < kind->lowest)
		held.severity = kind->lowest;
	if (kind->highest && held.severity > kind->highest)
		held.severity = kind->highest;
	memset(&p, 0, sizeof(p));
	p.event = &held;
	p.agent = agent;
	p.message = look->message;
	p.now = look->now;
	p.moment = look->moment;
	p.revisit = look->revisit;
	vg_conf_kind(desk->conf, kind, &p.kind);
	p.device = event->device[0] ? vg_conf_device(desk->conf, event->device) : NULL;
	vg_deskrule_judge(desk, &p);
	vg_subject_of(&p.kind, held.resource,
	    p.device ? p.device->site : vg_desksilence_site(desk->conf, held.resource),
	    p.subject);
	int code = judge(desk, &p, &held, detail);
	if (code != VG_OK)
		return code;
	code = note_unknown(desk, &p);
	if (code == VG_OK && p.message == 0 && !p.revisit && !agent[0])
		code = vg_deskrecorded_self(desk, event, p.now);
	if (code == VG_OK)
		code = vg_deskdecision_begin(desk, &p);
	if (code == VG_OK)
		code = vg_deskdeed_carry(desk, &p, detail);
	if (code != VG_OK)
		return code;
	code = vg_deskdecision_keep(desk, &p);
	if (code != VG_OK)
		return vg_detail_set(detail, code, "decision: %s", vg_db_error(desk->db));
	if (is_mere_repeat(desk, &p))
		vg_deskrepeat_learn(desk, event, p.alarm.id);
	if (code == VG_OK)
		code = vg_deskadopt_after(desk, &p, detail);
	return code == VG_OK ? vg_desktogether_after(desk, &p, detail) : code;
}

int
vg_deskapply_event(struct vg_desk *desk, const struct vg_event *event, const char *agent,
    int64_t message, struct vg_wall now, bool revisit, struct vg_detail *detail)
{
	const struct look look = {message,
	    revisit ? now : vg_deskapply_moment(desk, event->agent_time, now), now,
	    revisit};

	return apply(desk, event, agent, &look, detail);
}

int
vg_deskapply_again(struct vg_desk *desk, const struct vg_event *event, const char *agent,
    struct vg_wall moment, struct vg_wall now, struct vg_detail *detail)
{
	const struct look look = {0, moment, now, true};

	return apply(desk, event, agent, &look, detail);
}
