/*
 * Letters as resources: what a courier sends, and what a template would make of a case.
 *
 *   GET vigie-cases:letters/letter=12
 *   GET vigie-cases:letters/preview=receipt,2026-000123,client,auto
 */
#ifndef VG_COLLECTOR_API_APILETTER_H
#define VG_COLLECTOR_API_APILETTER_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"
#include "lib/rest/restdata.h"

/* Answers 'ask' (borrowed); as the other resources (collector/api/apidata.c). */
int
vg_apiletter_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
