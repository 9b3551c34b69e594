/*
 * The difference between two outcomes of one recording: which cases opened, did not, went into
 * others, came back; what became worse; which targets were met and which were not.
 *
 * A case is the same in both when it is about the same subject and class and their times meet.
 * A case marked "later" went on behind the end: its opening, end and targets alone are compared.
 * Equal outcomes give an empty list; the list has one order.  Pure.
 */
#ifndef VG_COLLECTOR_REPLAY_REPLAYDIFF_H
#define VG_COLLECTOR_REPLAY_REPLAYDIFF_H

#include <jansson.h>

/*
 * Compares 'was' with 'is', lists of cases as vg_replay_end gives them (both borrowed).  Gives a
 * list of objects, which the caller releases:
 *
 *   what      "opened", "not-opened", "merged", "split", "reopened", "moved", "closed",
 *             "severity", "worse", "rung", "priority", "queue", "member", "target", "suggestion"
 *   subject, class                        which case it is
 *   was, is                               its numbers; absent where there is none
 *   and, as the case may be: into, from (a number), before, after (values), target, by-s, of,
 *   resource, kind
 */
json_t *
vg_replaydiff(const json_t *was, const json_t *is);

/*
 * How many entries of each kind 'difference' (borrowed) has, as an object; the caller releases it.
 */
json_t *
vg_replaydiff_count(const json_t *difference);

#endif
