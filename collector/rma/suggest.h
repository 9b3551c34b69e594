/*
 * The suggestion of a return: three grades with reasons; it never gives a key.
 *
 * Pure.  Source: policy clause P13.
 */
#ifndef VG_COLLECTOR_RMA_SUGGEST_H
#define VG_COLLECTOR_RMA_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/pack/packset.h"
#include "lib/time/instant.h"

enum vg_grade { VG_GRADE_NONE, VG_GRADE_POSSIBLE, VG_GRADE_LIKELY, VG_GRADE_READY };

/* What kind of return it would be. */
enum vg_return_kind {
	VG_RETURN_STANDARD,
	VG_RETURN_DOA,   /* within the supplier's window after reception */
	VG_RETURN_REPEAT /* the same part was replaced not long ago */
};

enum {
	VG_SUGGEST_OWN =
	    6, /* reasons of our own; the rest are the pack's standing kinds */
	VG_SUGGEST_AGAINST = 12,
	VG_SUGGEST_LIKELY_S = 900,
	VG_SUGGEST_TIMES = 3,
	VG_SUGGEST_REPEAT_DAYS = 90
};

/* What is known of one alarm when the question is asked.  What is not known stays zero. */
struct vg_suggest_facts {
	const char *supplier; /* whose equipment */
	const char *kind;
	bool standing;            /* the alarm stands now */
	struct vg_wall raised;    /* since when it stands, or last stood */
	unsigned times_in_day;    /* raises in the window (24 h), this one counted */
	uint32_t likely_after_s;  /* 0: VG_SUGGEST_LIKELY_S */
	uint32_t likely_times;    /* 0: VG_SUGGEST_TIMES */
	uint32_t likely_within_s; /* the window of 'times_in_day'; 0: 24 h */
	bool check_confirms;      /* the named check is recorded as confirming */
	bool
	    check_denies; /* it is recorded as not confirming, later than any confirming */
	bool planned_work;    /* it covers the device now, or did when it was raised */
	bool entitled;        /* a contract is in force */
	bool symptom;         /* explained by another alarm, of this case or another */
	bool feed_lost;       /* the power feed of the device is lost */
	bool site_power_lost; /* the power of its site is lost */
	bool
	    software_class; /* a fault of software (crash, restart), or a case said to be */
	const char *const
	    *standing_kinds; /* kinds that stand on the same device or site */
	size_t n_standing_kinds;
	struct vg_wall received; /* when the unit was received; unset: not known */
	uint32_t doa_window_s;   /* the supplier's; 0: none */
	struct vg_wall replaced; /* when the same part was last replaced; unset: never */
	uint32_t repeat_window_days; /* 0: VG_SUGGEST_REPEAT_DAYS */
};

struct vg_suggestion {
	enum vg_grade grade;
	unsigned rung;                     /* which one decided, 1..7 */
	enum vg_return_kind kind;          /* VG_RETURN_STANDARD with VG_GRADE_NONE */
	const struct vg_return_rule *rule; /* borrowed from the packs; NULL with rung 1 */
	char reason[VG_TEXT_SIZE];         /* why this grade */
	char against[VG_SUGGEST_AGAINST][VG_TEXT_SIZE]; /* what speaks against it */
	size_t n_against;
	struct vg_wall
	    likely_at; /* when it would become likely by standing; unset: never */
};

/*
 * Judges the facts (borrowed) at 'now'; always gives an answer.  Asked again whenever a fact
 * changes, it goes down as it goes up: nothing of an earlier answer is kept.
 *
 * The kind goes by when the fault was raised, both ends of a window counted; a unit that is
 * dead on arrival is no repeat.
 */
void
vg_suggest_judge(const struct vg_packset *packs, const struct vg_suggest_facts *facts,
    struct vg_wall now, struct vg_suggestion *suggestion);

/* "none", "possible", "likely", "ready" (static). */
const char *
vg_suggest_grade_text(enum vg_grade grade);

/* "standard", "doa", "repeat" (static), and back (-1: none). */
const char *
vg_suggest_kind_text(enum vg_return_kind kind);
int
vg_suggest_kind_parse(const char *text);

#endif
