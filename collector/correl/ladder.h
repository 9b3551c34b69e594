/*
 * The correlation ladder: sixteen numbered rungs; the one that decided is part of the answer.
 *
 * Pure and deterministic: the same facts give the same verdict, byte for byte.  Rungs whose
 * facts the desk does not load (storms) never fire until it does.
 *
 * Source: docs/DESIGN.md 6; policy P7 (client-told), P13 (suggestion), section 7.
 */
#ifndef VG_COLLECTOR_CORREL_LADDER_H
#define VG_COLLECTOR_CORREL_LADDER_H

#include "collector/correl/facts.h"

/* Judges 'facts' (borrowed) into 'verdict'.  Always decides. */
void
vg_ladder_judge(const struct vg_correl_facts *facts, struct vg_verdict *verdict);

/* What rung 1 to 16 says (static). */
const char *
vg_ladder_text(int rung);

#endif
