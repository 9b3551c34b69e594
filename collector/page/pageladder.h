/*
 * Who is told of a case next, and when: the ladder of a page class, as its rungs
 *
 *   1  taken, or nothing to tell: nobody any more
 *   2  W1: at once, at any hour; again and again; a second person; the manager
 *   3  W2: if it still stands a while after it began, when the contract's hotline is open, else
 *      first at its next opening; again and again while it is open; a second person
 *   4  W3: at the next opening of the office, never in quiet hours; the duty lead when nobody owns
 *      it so many office hours later
 *   5  W4: nobody, it stands in the weekly list
 *
 *   6  (the desk's own) the duty changed: who comes is told of what nobody took
 *
 * What is told again goes with a message that is about to leave, when half of its time has run: so
 * the cases of a storm, which began one behind the other, are told again by one message.
 *
 * Hours are real hours: a night on which clocks change makes no rung longer or shorter.  What was
 * missed while nobody looked is told once, not once for each time.
 *
 * Pure.  Source: states.md 2.1 "Page classes"; numbers: policy/paging of the tree.
 */
#ifndef VG_COLLECTOR_PAGE_PAGELADDER_H
#define VG_COLLECTOR_PAGE_PAGELADDER_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/page/pageclass.h"
#include "lib/time/calendar.h"

/* Seconds. */
struct vg_page_numbers {
	uint32_t w1_again_s, w1_second_s, w1_manager_s;
	uint32_t w2_after_s, w2_again_s, w2_second_s;
	uint32_t w3_lead_s;     /* of office hours */
	uint32_t accepted_in_s; /* then the next channel, the next person */
	uint32_t ack_holds_s;   /* who has acknowledged is not told again so long */
	uint32_t most_per_hour; /* pages to one person */
	int quiet_from_s, quiet_until_s; /* of the civil day; equal: no hours are quiet */
	/* An owner who does nothing: told, and then the lead; the minor's are of office hours. */
	uint32_t idle_critical_s, idle_critical_lead_s;
	uint32_t idle_major_s, idle_major_lead_s;
	uint32_t idle_minor_s;
	unsigned weekly_day; /* of the list of W4: Monday is 0 */
	int weekly_s;        /* of the civil day */
};

/* Who is told; bits. */
enum vg_page_whom {
	VG_PAGE_FIRST = 1 << 0,
	VG_PAGE_SECOND = 1 << 1,
	VG_PAGE_LEAD = 1 << 2,
	VG_PAGE_MANAGER = 1 << 3,
	VG_PAGE_LAST = 1 << 4 /* the last resort; not the ladder's to say */
};

struct vg_page_case {
	enum vg_page_class class;
	struct vg_wall begun; /* it opened, or became worse */
	bool taken;
	unsigned told;        /* bits of vg_page_whom: whom this ladder told already */
	struct vg_wall first; /* when it told anybody first; unset: nobody yet */
	struct vg_wall last;  /* when it told the first person last; unset: never */
	/* A message to the first person waits to leave: half of 'again' is enough to go with it. */
	bool rides;
	const struct vg_calendar *hotline, *office; /* borrowed; NULL: always open */
	const struct vg_zone *zone; /* of the quiet hours; borrowed, NULL: UTC */
};

struct vg_page_next {
	int rung;
	unsigned now;      /* bits of vg_page_whom: whom to tell now */
	struct vg_wall at; /* when to look again; unset: never */
};

/* What to do at 'now', and when next.  Borrows all. */
struct vg_page_next
vg_pageladder_judge(const struct vg_page_case *c, const struct vg_page_numbers *numbers,
    struct vg_wall now);

/*
 * When whoever comes on duty at 'now' is told of what nobody took, which its ladder told already:
 * W1 at once, W2 while the hotline is open, W3 while no hours are quiet; unset: never.  Borrows
 * all.
 */
struct vg_wall
vg_pageladder_handed(const struct vg_page_case *c, const struct vg_page_numbers *numbers,
    struct vg_wall now);

/*
 * From when on a page of 'class' that was sent at 'last' may go again with others; unset: it is told
 * once.
 */
struct vg_wall
vg_pageladder_half(
    const struct vg_page_numbers *numbers, enum vg_page_class class, struct vg_wall last);

/* "W2: after 5 min, at any hour of the hotline" and the like, of 'rung' (static). */
const char *
vg_pageladder_text(int rung);

/* The first moment from 'at' on at which 'calendar' (NULL: always) is open; unset: none. */
struct vg_wall
vg_pageladder_open(const struct vg_calendar *calendar, struct vg_wall at);

#endif
