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

enum { VG_SUGGEST_AGAINST = 8, VG_SUGGEST_LIKELY_S = 900, VG_SUGGEST_TIMES = 3 };

/* What is known of one alarm when the question is asked. */
struct vg_suggest_facts {
	const char *supplier; /* whose equipment */
	const char *kind;
	bool standing;         /* the alarm stands now */
	struct vg_wall raised; /* since when it stands, or last stood */
	unsigned times_in_day; /* raises in the last 24 h, this one counted */
	bool check_confirms;   /* the named check is recorded as confirming */
	bool planned_work;
	bool entitled; /* a contract is in force */
	bool symptom;  /* explained by another alarm */
	const char *const
	    *standing_kinds; /* kinds that stand on the same device or site */
	size_t n_standing_kinds;
};

struct vg_suggestion {
	enum vg_grade grade;
	const struct vg_return_rule
	    *rule;                 /* borrowed from the packs; NULL with VG_GRADE_NONE */
	char reason[VG_TEXT_SIZE]; /* why this grade */
	char against[VG_SUGGEST_AGAINST][VG_TEXT_SIZE]; /* what speaks against it */
	size_t n_against;
	struct vg_wall
	    likely_at; /* when it would become likely by standing; unset: never */
};

/* Judges the facts (borrowed) at 'now'; always gives an answer. */
void
vg_suggest_judge(const struct vg_packset *packs, const struct vg_suggest_facts *facts,
    struct vg_wall now, struct vg_suggestion *suggestion);

/* "none", "possible", "likely", "ready" (static). */
const char *
vg_suggest_grade_text(enum vg_grade grade);

#endif
