/*
 * Alarms of refused sources.
 */
#include "collector/intake/intaketell.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/foreign/desksource.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"

/* After a restart each sender is out of step with our engine, until it has read the report. */
#define DOUBT_US VG_MINUTE_US
#define PUT_OFF_US (10 * VG_MINUTE_US)

/* "": it raises no alarm. */
static const char *const remedies[VG_TRAPIN_N_CAUSES] = {
    [VG_TRAPIN_ENGINE] =
	"to admit it, add a trap-user line for that engine to the tree's "
	"intake, or make the sender ask the collector for its engineID",
    [VG_TRAPIN_USER] = "to admit it, add a trap-user line to the tree's intake and the "
		       "credential that the line names",
    [VG_TRAPIN_LEVEL] =
	"make it send authPriv, or give its trap-user line a minimum-level "
	"and the reason",
    [VG_TRAPIN_DIGEST] = "its auth pass phrase is not the credential's: set the same on "
			 "both sides (next-credential keeps the old one valid meanwhile)",
    [VG_TRAPIN_CIPHER] = "its priv pass phrase is not the credential's: set the same on "
			 "both sides (next-credential keeps the old one valid meanwhile)",
    [VG_TRAPIN_WINDOW] =
	"its engineTime does not go with ours, or it was long under way: "
	"look at its clock and at the path",
    [VG_TRAPIN_REPLAY] =
	"`vigie intake forget ENGINE` if it was reset; else a copy, or two devices "
	"with one engineID: give one another",
    [VG_TRAPIN_VERSION] = "make it send SNMPv3, or add a source line with the reason and "
			  "the community's credential to the tree's intake",
    [VG_TRAPIN_COMMUNITY] =
	"set the community of the credential that its source line names",
};

const char *
vg_intaketell_remedy(enum vg_trapin_cause cause)
{
	return remedies[cause] ? remedies[cause] : "";
}

static void
write_text(
    const struct vg_intaketell *t, const struct vg_sender *s, char text[VG_TEXT_SIZE])
{
	const struct vg_conf_device *device =
	    vg_conf_device_at(vg_desk_conf(t->desk), s->source);
	const char *cause = vg_trapin_cause_text(s->last_cause);
	const char *trouble = vg_intakeusers_trouble(t->users, s->last_text);
	const char *more = strcmp(s->last_text, cause) == 0 ? "" : s->last_text;

	if (strcmp(s->source, "others") == 0) {
		vg_text_format(text, VG_TEXT_SIZE,
		    "more than %d sources are refused; `vigie intake show` lists them: the "
		    "last one for: %s",
		    VG_INTAKETELL_MAX, cause);
		return;
	}
	vg_text_format(text, VG_TEXT_SIZE,
	    "%s%s%s is refused, %" PRIu64 " of its %" PRIu64 " messages: %s%s%s: %s",
	    s->source, device ? ", device " : "", device ? device->name : "",
	    vg_senders_bad(s), s->received, cause, *more ? ": " : "", more,
	    *trouble ? trouble : vg_intaketell_remedy(s->last_cause));
}

static bool
is_after(struct vg_wall then, int64_t wait, struct vg_wall now)
{
	return !vg_instant_is_set(then) ||
	    vg_instant_compare(now, vg_instant_add(then, wait)) >= 0;
}

/* Writes the alarm, or puts its end off; what fails is tried again at the next refusal. */
static bool
tell(struct vg_intaketell *t, struct vg_sender *s, struct vg_wall now)
{
	bool writes = !s->told || is_after(s->said, VG_DESKSOURCE_QUIET_US, now);
	char text[VG_TEXT_SIZE];

	if (writes)
		write_text(t, s, text);
	int code = vg_desksource_refused(t->desk, s->source, writes ? text : NULL, now,
	    vg_instant_add(now, VG_DESKSOURCE_QUIET_US));
	if (code != VG_OK) {
		vg_log(VG_LOG_WARNING, "intake", s->source,
		    "its alarm cannot be stored: %s", vg_error_text(code));
		return false;
	}
	t->n_told += !s->told;
	s->told = true;
	s->put_off = now;
	if (writes)
		s->said = now;
	return true;
}

/* The source's own alarm, or when there are too many of them, the others'. */
static bool
tell_one(struct vg_intaketell *t, struct vg_sender *s, struct vg_wall now)
{
	if (!s->told && t->n_told >= VG_INTAKETELL_MAX) {
		struct vg_sender *others = vg_senders_others(t->senders);
		others->last_cause = s->last_cause;
		s = others;
	}
	return s->told && !is_after(s->put_off, PUT_OFF_US, now) ? false
								 : tell(t, s, now);
}

/* What libsnmp reported back: the sender will know better. */
static bool
is_out_of_step(const struct vg_sender *s)
{
	return (s->last_cause == VG_TRAPIN_WINDOW || s->last_cause == VG_TRAPIN_ENGINE) &&
	    !strstr(s->last_text, " of engine ");
}

bool
vg_intaketell_refused(
    struct vg_intaketell *t, struct vg_sender *sender, struct vg_wall now)
{
	if (!*vg_intaketell_remedy(sender->last_cause))
		return false;
	if (!sender->told && is_out_of_step(sender)) {
		if (!vg_instant_is_set(sender->doubt))
			sender->doubt = now;
		return false;
	}
	return tell_one(t, sender, now);
}

bool
vg_intaketell_look(struct vg_intaketell *t, struct vg_wall now)
{
	bool changed = false;
	struct vg_sender *s;

	t->n_told = 0;

	for (size_t i = 0; (s = vg_senders_at(t->senders, i)) != NULL; i++) {
		if (s->told && is_after(s->put_off, VG_DESKSOURCE_QUIET_US, now))
			s->told = false;
		t->n_told += s->told;
		if (!vg_instant_is_set(s->doubt) || !is_after(s->doubt, DOUBT_US, now))
			continue;
		s->doubt = (struct vg_wall){0};
		changed |= tell_one(t, s, now);
	}
	return changed;
}
