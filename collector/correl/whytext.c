/*
 * The words of reasons: one row a way.
 */
#include "collector/correl/whytext.h"

#include <inttypes.h>
#include <string.h>

#include "collector/correl/ladder.h"
#include "lib/base/text.h"

/* What a sentence is written with. */
struct saying {
	const struct vg_why *w;
	const struct vg_zone *zone;
	struct vg_buf *out;
};

static void
add_time(struct vg_wall at, const struct vg_zone *zone, struct vg_buf *out)
{
	char text[VG_INSTANT_TEXT_SIZE];

	at.us -= at.us % VG_SECOND_US;
	vg_instant_text_at(at, vg_zonetable_offset(zone, at), text);
	vg_buf_add_text(out, text);
}

/* 'words' and the time, where it waits for one. */
static void
add_until(const struct saying *s, const char *words)
{
	if (!vg_instant_is_set(s->w->window.until))
		return;
	vg_buf_add_text(s->out, words);
	add_time(s->w->window.until, s->zone, s->out);
}

/* " (kind psu-failed, hold-s 900)" */
static void
add_leaf(const struct saying *s, const char *leaf)
{
	vg_buf_addf(
	    s->out, " (kind %s, %s %" PRId64 ")", s->w->kind, leaf, s->w->window.span_s);
}

static void
add_rule(const struct saying *s)
{
	if (s->w->rule[0])
		vg_buf_addf(s->out, "; case rule %s", s->w->rule);
}

static void
add_contract(const struct saying *s)
{
	/* Its sentence names it as a rule. */
	if (s->w->contract[0] && !strstr(s->w->reason, s->w->contract))
		vg_buf_addf(s->out, "; contract %s", s->w->contract);
	if (s->w->clause[0])
		vg_buf_addf(s->out, "; %s: %s", s->w->clause, s->w->reason);
	else if (s->w->reason[0])
		vg_buf_addf(s->out, "; %s", s->w->reason);
}

/* What the collector found, where it speaks itself: which devices, since when, how long silent. */
static void
add_told(const struct saying *s)
{
	if (s->w->told[0])
		vg_buf_addf(s->out, "; found: %s", s->w->told);
}

/* "subject device/ne-7, class power" */
static void
add_key(const struct saying *s)
{
	vg_buf_addf(s->out, "subject %s, class %s", s->w->subject, s->w->class);
}

/* --- one for each kind of reason ------------------------------------------------------------ */

static void
say_reason(const struct saying *s)
{
	vg_buf_add_text(s->out, s->w->reason);
}

static void
say_seen(const struct saying *s)
{
	vg_buf_add_text(s->out, "it came before");
}

static void
say_late(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "its agent's number %" PRId64 " had been applied, or given up, before it",
	    s->w->n);
}

static void
say_info(const struct saying *s)
{
	vg_buf_addf(s->out, "nothing stands because of %s", s->w->kind);
	if (s->w->number[0])
		vg_buf_addf(s->out, ": journal of case %s", s->w->number);
}

static void
say_other(const struct saying *s)
{
	vg_buf_addf(s->out, "agent %s does not serve %s", s->w->agent, s->w->resource);
}

static void
say_stranger(const struct saying *s)
{
	vg_buf_addf(s->out, "%s is of no device of the tree", s->w->resource);
}

static void
say_weaker(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "an agent raised %s of %s: the device's own word neither ends it nor plays it "
	    "down",
	    s->w->kind, s->w->resource);
}

static void
say_plain(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s of %s was raised by who proved himself: what comes by v1, v2c or without a "
	    "digest neither ends it nor plays it down",
	    s->w->kind, s->w->resource);
}

static void
say_nothing(const struct saying *s)
{
	vg_buf_addf(s->out, "%s of %s did not stand", s->w->kind[0] ? s->w->kind : "it",
	    s->w->resource);
}

static void
say_clear_held(const struct saying *s)
{
	vg_buf_addf(s->out, "a clear counts when it has stood %" PRId64 " s",
	    s->w->window.span_s);
	add_leaf(s, "clear-hold-s");
	add_until(s, ": at ");
	add_told(s);
}

static void
say_clear_waits(const struct saying *s)
{
	vg_buf_add_text(s->out, "a clear before it counts when it has lasted");
	add_leaf(s, "clear-hold-s");
}

static void
say_cleared(const struct saying *s)
{
	vg_buf_addf(s->out, "the clear stood %" PRId64 " s", s->w->window.span_s);
	add_leaf(s, "clear-hold-s");
	if (s->w->number[0])
		vg_buf_addf(s->out, ": told to case %s", s->w->number);
	add_told(s);
}

static void
say_gone(const struct saying *s)
{
	vg_buf_addf(s->out, "%s of %s stands no more", s->w->kind, s->w->resource);
}

static void
say_stands(const struct saying *s)
{
	vg_buf_addf(
	    s->out, "%s stands as %s", s->w->kind, vg_severity_text(s->w->before));
	if (s->w->number[0])
		vg_buf_addf(s->out, " in case %s", s->w->number);
}

static void
say_flaps(const struct saying *s)
{
	vg_buf_addf(s->out, "%" PRId64 " raises before it within %" PRId64 " s", s->w->n,
	    s->w->window.span_s);
	add_leaf(s, "flap-within-s");
	add_until(s, "; its state is told when it has been quiet until ");
}

static void
say_storm(const struct saying *s)
{
	vg_buf_add_text(s->out,
	    s->w->action == VG_ACTION_CLEAR
		? "the storm is over; what its source sent beyond its budget was counted "
		  "by name and second, not judged one by one (vigie storm list)"
		: "what its source sends beyond its budget is counted by name and second, "
		  "not judged one by one (vigie storm list)");
	add_told(s);
}

static void
say_shelved(const struct saying *s)
{
	vg_buf_addf(s->out, "shelf %s", s->w->name);
	add_until(s, ", until ");
}

static void
say_planned(const struct saying *s)
{
	if (s->w->parent[0])
		vg_buf_addf(s->out, "planned work %s covers %s, and %s comes of it",
		    s->w->name, s->w->parent, s->w->kind);
	else
		vg_buf_addf(s->out, "planned work %s covers it", s->w->name);
	add_until(s, "; what still stands goes on at ");
}

static void
say_symptom(const struct saying *s)
{
	vg_buf_addf(s->out, "%s stands, and %s comes of it: symptom in case %s",
	    s->w->parent, s->w->kind, s->w->number);
	add_told(s);
}

static void
say_copy(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s began within policy/copy-window-s of it: evidence in case %s",
	    s->w->parent, s->w->number);
}

static void
say_spread(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s was lost first, and %s began within policy/link-window-s of it: symptom in "
	    "case %s",
	    s->w->parent, s->w->resource, s->w->number);
}

static void
say_symptom_late(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s has stood for longer than policy/explained-within-s, and %s comes of it: "
	    "symptom in case %s, which is told again",
	    s->w->parent, s->w->kind, s->w->number);
	add_told(s);
}

static void
say_joined(const struct saying *s)
{
	vg_buf_addf(s->out, "case %s: ", s->w->number);
	add_key(s);
	add_rule(s);
	add_contract(s);
	add_told(s);
}

static void
say_adopted(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s explains all that stood in case %s, which is about it now: ", s->w->kind,
	    s->w->number);
	add_key(s);
	if (s->w->told[0])
		vg_buf_addf(s->out, "; it was: %s", s->w->told);
}

/* Two cases that a person may make one. */
static void
say_proposed(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s explains what stands in case %s; case %s, where that is, is not its "
	    "owner's: linked, and a merge is proposed",
	    s->w->parent, s->w->number, s->w->told);
}

static void
say_proposed_here(const struct saying *s)
{
	vg_buf_addf(s->out,
	    "%s explains what stands in case %s, which is another owner's than case %s: "
	    "linked, and a merge is proposed",
	    s->w->parent, s->w->told, s->w->number);
}

static void
say_never(const struct saying *s)
{
	vg_buf_addf(s->out, "a %s %s stands in no case", vg_severity_text(s->w->severity),
	    s->w->kind);
	add_rule(s);
	add_told(s);
}

static void
say_clear_first(const struct saying *s)
{
	vg_buf_add_text(s->out, "the fault is perhaps over");
	add_until(s, ": looked at again at ");
}

static void
say_held(const struct saying *s)
{
	vg_buf_addf(s->out, "a %s %s waits %" PRId64 " s by its own time",
	    vg_severity_text(s->w->severity), s->w->kind, s->w->window.span_s);
	add_leaf(s, "hold-s");
	add_until(s, ": until ");
	add_rule(s);
	vg_buf_add_text(s->out, "; ");
	add_key(s);
}

static void
say_held_behind(const struct saying *s)
{
	vg_buf_addf(
	    s->out, "%s stands, and %s comes of it, but ", s->w->parent, s->w->kind);
	if (s->w->name[0])
		vg_buf_addf(s->out, "is kept by shelf %s", s->w->name);
	else
		vg_buf_add_text(s->out, "has no case yet");
	add_until(s, ": it comes back just behind it, at ");
}

static void
say_reopened(const struct saying *s)
{
	vg_buf_addf(s->out, "case %s was closed less than %" PRId64 " s before",
	    s->w->number, s->w->window.span_s);
	add_leaf(s, "reopen-within-s");
	add_rule(s);
	add_contract(s);
	add_told(s);
}

static void
say_opened(const struct saying *s)
{
	vg_buf_addf(s->out, "opened case %s: ", s->w->number);
	add_key(s);
	add_rule(s);
	add_contract(s);
	add_told(s);
}

/* --- the table ------------------------------------------------------------------------------ */

#define OTHERWISE "a case would have come of it "
#define NOT_A_RAISE OTHERWISE "had it been a raise: the end of a fault opens nothing"
#define STOOD                                                                            \
	OTHERWISE                                                                        \
	"had it not stood already, or were it worse than it stood: vigie why of "        \
	"its alarm tells of the first time"

/*
 * In the order of the rungs.  A NULL of 'says': the rung's own words; of 'otherwise': it has a
 * case.
 */
static const struct words {
	enum vg_why_way way;
	const char *says;
	void (*because)(const struct saying *);
	const char *otherwise;
} words[] = {
    {VG_WHY_UNAPPLIED, "before the ladder: it could not be applied", say_reason,
	OTHERWISE "had it been applied: mend what is named; the message is kept"},
    {VG_WHY_SEEN, NULL, say_seen, OTHERWISE "had it not been a copy"},
    {VG_WHY_LATE, NULL, say_late,
	OTHERWISE
	"had it come in its order, or within the wait for what was missing: leaf "
	"hole-wait-s"},
    {VG_WHY_INFO, NULL, say_info,
	OTHERWISE "were it a fault: its pack says action info of it"},
    {VG_WHY_INFO_CASE, "information only: written into the open case", say_info,
	OTHERWISE "were it a fault: its pack says action info of it"},
    {VG_WHY_OTHERS_DEVICE, "this agent may not speak of it", say_other,
	OTHERWISE "were the device this agent's: leaf agent of the device"},
    {VG_WHY_STRANGER, "it is of no device of the tree", say_stranger,
	OTHERWISE "were the device in the tree: vigie tree load"},
    {VG_WHY_WEAKER, "its agent says otherwise", say_weaker,
	OTHERWISE
	"had its agent said so: RPC poll-now of the agent asks the device at once"},
    {VG_WHY_PLAIN, "anybody may have sent it", say_plain,
	OTHERWISE "had it proved its sender: SNMPv3 with a digest"},
    {VG_WHY_CLEAR_NOTHING, "nothing stood that could be over", say_nothing, NOT_A_RAISE},
    {VG_WHY_CLEAR_DONE, NULL, say_cleared, NOT_A_RAISE},
    {VG_WHY_CLEAR_HELD, "the fault is over, if that lasts", say_clear_held, NOT_A_RAISE},
    {VG_WHY_CLEAR_WAITS, "that it is over waits already", say_clear_waits, NOT_A_RAISE},
    {VG_WHY_CLEAR_LASTED, "the fault is over, and that has lasted", say_cleared,
	NOT_A_RAISE},
    {VG_WHY_GONE, "the fault is over meanwhile", say_gone, NOT_A_RAISE},
    {VG_WHY_REPEAT, NULL, say_stands, STOOD},
    {VG_WHY_CHANGED, "the fault stands already, changed", say_stands, STOOD},
    {VG_WHY_CAME_BACK, "the fault stands again before its clear had lasted", say_stands,
	STOOD},
    {VG_WHY_FLAPS, NULL, say_flaps,
	OTHERWISE "had it been quiet, or did it take more raises to flap: leafs "
		  "flap-raises, flap-within-s, flap-quiet-s of the kind"},
    {VG_WHY_STORM, NULL, say_storm,
	OTHERWISE
	"had its source kept within its budget (leaf rate of intake), or were it "
	"major or critical and the first: vigie storm list"},
    {VG_WHY_SHELVED, NULL, say_shelved,
	OTHERWISE "were it not shelved: vigie alarm unshelve takes it back, vigie alarm "
		  "shelves lists what is"},
    {VG_WHY_PLANNED, NULL, say_planned,
	OTHERWISE
	"had planned work not covered device and class: vigie planned end; leafs "
	"begin, end, class of planned-work"},
    {VG_WHY_SYMPTOM, NULL, say_symptom, NULL},
    {VG_WHY_COPY, "the device itself tells the same fault", say_copy, NULL},
    {VG_WHY_SPREAD, "another of its device took it along", say_spread, NULL},
    {VG_WHY_SYMPTOM_LATE, "explained by another fault of long ago, which is worse by it",
	say_symptom_late, NULL},
    {VG_WHY_JOINED, NULL, say_joined, NULL},
    {VG_WHY_JOINED_WORSE, "an open case holds this subject and class, and is worse by it",
	say_joined, NULL},
    {VG_WHY_ADOPTED, "the case of its symptoms becomes its own", say_adopted, NULL},
    {VG_WHY_ADOPTED_WORSE, "the case of its symptoms becomes its own, and is worse by it",
	say_adopted, NULL},
    {VG_WHY_PROPOSED, "its cause has a case, which is not its owner's", say_proposed,
	NULL},
    {VG_WHY_PROPOSED_HERE, "a case that it explains is another owner's",
	say_proposed_here, NULL},
    {VG_WHY_NEVER_OPENS, "this severity opens no case", say_never,
	OTHERWISE
	"were it more severe, or did the kind page at this severity: leaf page of "
	"the kind in its pack"},
    {VG_WHY_CLEAR_FIRST, "its hold ended while it was perhaps over", say_clear_first,
	OTHERWISE
	"had it stood at the end of its hold: leafs hold-s, clear-hold-s of the "
	"kind"},
    {VG_WHY_HELD, NULL, say_held,
	OTHERWISE "had it stood to the end of its hold: leaf hold-s of the kind"},
    {VG_WHY_HELD_STILL, "held down already", say_held,
	OTHERWISE "had it stood to the end of its hold: leaf hold-s of the kind"},
    {VG_WHY_HELD_BEHIND, "what explains it waits itself", say_held_behind,
	OTHERWISE
	"had nothing explained it, or what does had a case that takes it in: "
	"vigie why of that fault; it waits policy/parent-wait-s at most, and then "
	"has a case of its own"},
    {VG_WHY_LEFT, "what explained it is over, and its severity opens no case", say_never,
	OTHERWISE
	"were it more severe, or did the kind page at this severity: leaf page of "
	"the kind in its pack"},
    {VG_WHY_QUARANTINE, "no contract covers it: quarantine", say_opened, NULL},
    {VG_WHY_OBSERVED, "the client acts himself: observed", say_opened, NULL},
    {VG_WHY_REOPENED, NULL, say_reopened, NULL},
    {VG_WHY_OPENED, NULL, say_opened, NULL},
};

/* A row of a newer version has no words here. */
static const struct words *
find(enum vg_why_way way)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].way == way)
			return &words[i];
	}
	return NULL;
}

void
vg_whytext_rung(enum vg_why_way way, struct vg_buf *out)
{
	const struct words *found = find(way);
	int rung = vg_why_rung(way);
	char letter = vg_why_letter(way);

	if (rung)
		vg_buf_addf(out, "rung %d%.*s: ", rung, letter ? 1 : 0, &letter);
	vg_buf_add_text(out, found && found->says ? found->says : vg_ladder_text(rung));
}

/* What the event met on its way to the rung that decided. */
static void
say_way_there(const struct saying *s)
{
	const struct vg_why *w = s->w;

	if (w->flags & VG_WHY_RAISED_WORSE)
		vg_buf_addf(s->out, "it stood as %s and is %s now; ",
		    vg_severity_text(w->before), vg_severity_text(w->severity));
	if (w->flags & VG_WHY_BEGAN_FLAPPING)
		vg_buf_addf(s->out, "with it %" PRId64 " raises: flapping from now on; ",
		    w->n + 1);
	if (w->flags & VG_WHY_RELEASED)
		vg_buf_add_text(s->out, "what explained it is over; ");
	else if ((w->flags & VG_WHY_REVISIT) && vg_why_rung(w->way) >= 11 &&
	    w->way != VG_WHY_CLEAR_FIRST && w->way != VG_WHY_HELD_BEHIND)
		vg_buf_add_text(s->out, "what held it back is over; ");
}

void
vg_whytext_because(
    const struct vg_why *why, const struct vg_zone *zone, struct vg_buf *out)
{
	const struct saying s = {why, zone, out};
	const struct words *found = find(why->way);

	say_way_there(&s);
	if (found)
		found->because(&s);
	if (why->revision)
		vg_buf_addf(out, "; revision %" PRId64, why->revision);
}

static void
say_how_to_merge(const struct vg_why *why, struct vg_buf *out)
{
	bool here = why->way == VG_WHY_PROPOSED_HERE;
	const char *from = here ? why->told : why->number;
	const char *into = here ? why->number : why->told;

	vg_buf_addf(out,
	    "they are one case by vigie case merge %s --into %s; vigie case unlink %s "
	    "--with %s says that they are two",
	    from, into, from, into);
}

void
vg_whytext_otherwise(const struct vg_why *why, struct vg_buf *out)
{
	const struct words *found = find(why->way);

	if (why->way == VG_WHY_HELD_BEHIND && why->name[0])
		vg_buf_addf(out,
		    OTHERWISE
		    "were %s not shelved: vigie alarm unshelve takes shelf %s back",
		    why->parent, why->name);
	else if (found && found->otherwise)
		vg_buf_add_text(out, found->otherwise);
	else if (why->way == VG_WHY_SYMPTOM || why->way == VG_WHY_SPREAD ||
	    why->way == VG_WHY_SYMPTOM_LATE)
		vg_buf_addf(out,
		    "it is in case %s; one of its own comes of it when %s is over and it "
		    "stands",
		    why->number, why->parent);
	else if (why->way == VG_WHY_PROPOSED || why->way == VG_WHY_PROPOSED_HERE)
		say_how_to_merge(why, out);
	else if (why->way == VG_WHY_COPY)
		vg_buf_addf(out,
		    "it is in case %s, and has none of its own: %s is the fault",
		    why->number, why->parent);
	else if (why->way == VG_WHY_QUARANTINE)
		vg_buf_addf(out,
		    "it is in case %s, in quarantine: an ordinary one wants a contract in "
		    "force when the fault began: leafs contract of the device, from and "
		    "until of the contract",
		    why->number);
	else if (why->way == VG_WHY_OBSERVED)
		vg_buf_addf(out,
		    "it is in case %s, observed: vigie case intervene %s makes it ours; leaf "
		    "mode of the contract those to come",
		    why->number, why->number);
	else if (why->number[0])
		vg_buf_addf(out, "it has a case: vigie why %s", why->number);
	if (strcmp(why->kind, "unclassified-notification") == 0)
		vg_buf_add_text(out,
		    "; no pack knows it: vigie unclassified stub makes an entry to start "
		    "from");
}
