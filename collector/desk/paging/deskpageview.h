/*
 * Pages for doors: which left, to whom, by which channel, and what became of each; who is called
 * now or at a time; and how far it is known that pages arrive: for each channel of who may be
 * called, when it was tested and when it was proved last, which takes a message that its relay
 * accepted and the person who said afterwards that he has it: by mail, or as the tree's user of
 * his (where it has none, as anybody).
 *
 * For the desk's files, and for doors.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGEVIEW_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGEVIEW_H

#include "collector/conf/confpage.h"
#include "collector/desk/desk.h"
#include "collector/desk/deskpage.h"

enum { VG_DESKPAGEVIEW_MAX = 128 };

struct vg_deskpageview_proof {
	char person[VG_NAME_SIZE], channel[VG_NAME_SIZE];
	enum vg_conf_way kind;
	bool wakes, on_duty;
	bool old;                      /* never, or more than seven days ago */
	struct vg_wall tested, proved; /* unset: never */
};

/*
 * Writes the channels of 'person' (borrowed), or with "" of everybody in the duty list and of the
 * last resort, into 'proofs' (room for 'max'); '*n' is how many.  VG_OK or the database's.
 */
int
vg_deskpageview_proofs(struct vg_desk *desk, const char *person, struct vg_wall now,
    struct vg_deskpageview_proof *proofs, size_t max, size_t *n);

/* A page as it is kept. */
struct vg_page_view {
	int64_t id;
	char number[VG_CASE_NUMBER_SIZE]; /* "": a test, about no case */
	char person[VG_NAME_SIZE];
	char whom[16]; /* why he: "first", "next", "lead", "test" and others */
	char channel[VG_NAME_SIZE];
	char who[VG_NAME_SIZE], by[16]; /* who acknowledged it, by what; "" nobody */
	char reason[VG_TEXT_SIZE];      /* why it is over; "" it is not, or needs none */
	const char *state; /* static: "waiting", "accepted", "acknowledged", "ended" */
	int class, rung;   /* 1..4; 0: a test */
	int64_t message;   /* of the outbox; 0: none yet */
	struct vg_wall queued, acknowledged, ended; /* unset: not */
};

typedef void (*vg_page_cb)(const struct vg_page_view *view, void *cookie);

/* Which pages; "" borrowed: everybody's. */
struct vg_page_query {
	const char *person;
	bool open; /* those of ladders that run, and tests, alone */
};

/* Pages, the newest first; 'page' (NULL: all) says which, and is told what follows.  VG_OK,
 * VG_EINVAL for a cursor of another list, or the database's. */
int
vg_deskpageview_list(struct vg_desk *desk, const struct vg_page_query *query,
    struct vg_deskpage *page, vg_page_cb cb, void *cookie);

/* The page with that number, into 'view'; VG_ENOENT, or the database's. */
int
vg_deskpageview_one(struct vg_desk *desk, int64_t id, struct vg_page_view *view);

#endif
