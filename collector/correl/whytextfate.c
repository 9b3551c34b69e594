/*
 * The words of what no decision tells of: it never came as far as the ladder, or is not kept.
 */
#include "collector/correl/whytext.h"

#include <inttypes.h>

static void
add_end(struct vg_wall at, const struct vg_zone *zone, struct vg_buf *out)
{
	char text[VG_INSTANT_TEXT_SIZE];

	at.us -= at.us % VG_SECOND_US;
	vg_instant_text_at(at, vg_zonetable_offset(zone, at), text);
	vg_buf_addf(out, "; given up at %s", text);
}

void
vg_whytext_fate_because(
    const struct vg_whytext_event *event, const struct vg_zone *zone, struct vg_buf *out)
{
	switch (event->fate) {
	case VG_WHYTEXT_WAITS:
		vg_buf_addf(out,
		    "before the ladder: it waits for what %s has numbered before it, from "
		    "%" PRId64 " on",
		    event->agent, event->applied + 1);
		if (vg_instant_is_set(event->until))
			add_end(event->until, zone, out);
		break;
	case VG_WHYTEXT_ABANDONED:
		vg_buf_addf(out,
		    "before the ladder: %s began another spool while it waited: history only",
		    event->agent);
		break;
	case VG_WHYTEXT_STRANGER:
		vg_buf_addf(out,
		    "before the ladder: %s is no device of the tree: history only",
		    event->source);
		break;
	case VG_WHYTEXT_REPEAT:
		vg_whytext_rung(VG_WHY_REPEAT, out);
		vg_buf_addf(out, ": counted at alarm %" PRId64, event->alarm);
		break;
	case VG_WHYTEXT_ITSELF:
		vg_buf_add_text(
		    out, "an agent tells of itself by it: no ladder judges it");
		break;
	case VG_WHYTEXT_NO_KIND:
		vg_buf_add_text(
		    out, "a pack knows it and makes no fault of it: kept as it came");
		break;
	case VG_WHYTEXT_OLD:
		vg_buf_add_text(out,
		    "why is not kept: it was judged before reasons were stored, or so long "
		    "ago that they are swept");
		break;
	case VG_WHYTEXT_NO_MESSAGE:
		vg_buf_addf(out,
		    "no message is kept under this number: messages are kept %" PRIu32
		    " days; a copy (rung 1), what a storm folds (rung 8) and what is refused "
		    "at the door has no row at all, but is counted",
		    event->days);
		break;
	}
}

void
vg_whytext_fate_otherwise(const struct vg_whytext_event *event, struct vg_buf *out)
{
	switch (event->fate) {
	case VG_WHYTEXT_WAITS:
		vg_buf_add_text(out,
		    "it is judged when the others have come, when a gap names them, or when "
		    "the wait is over: leaf hole-wait-s");
		break;
	case VG_WHYTEXT_ABANDONED:
		vg_buf_add_text(out,
		    "what still stands is told anew in the new spool: vigie alarm list");
		break;
	case VG_WHYTEXT_STRANGER:
		vg_buf_add_text(out,
		    "it would have been judged were its sender in the tree: leaf "
		    "device/address; vigie unclassified list");
		break;
	case VG_WHYTEXT_REPEAT:
		vg_buf_addf(out,
		    "a repeat opens nothing: vigie why %" PRId64
		    " tells what its alarm met",
		    event->alarm);
		break;
	case VG_WHYTEXT_NO_MESSAGE:
		vg_buf_add_text(out,
		    "copies and refusals: vigie intake show; storms: vigie storm list; what "
		    "no pack knows: vigie unclassified list");
		break;
	case VG_WHYTEXT_NO_KIND:
		vg_buf_add_text(
		    out, "a pack's trap with a kind would make a fault of it");
		break;
	case VG_WHYTEXT_ITSELF:
	case VG_WHYTEXT_OLD:
		break;
	}
}
