/*
 * Masking a recording: whatever names a client, a place, a person, a device, an agent, a contract
 * or a serial becomes a word made of it under a key, the same word everywhere; addresses and mails
 * likewise; what people may have written freely is left out.
 *
 * Without the key nobody finds back, and with another key nothing meets: the key of an export is
 * thrown away, unless somebody keeps it to compare two exports.  Kinds, classes, numbers of cases,
 * times, zones, suppliers, families, software and parts that are numbered stay: rules read them.
 *
 * Pure.  Source: docs/policy.md P4; docs/INTERFACES.md, The recording.
 */
#ifndef VG_COLLECTOR_RECORDING_RECORDMASK_H
#define VG_COLLECTOR_RECORDING_RECORDMASK_H

#include <jansson.h>
#include <stddef.h>

#include "collector/recording/recordline.h"

enum { VG_RECORDMASK_KEY_SIZE = 32 };

struct vg_recordmask;

/* Gives one with 'key' (borrowed, of VG_RECORDMASK_KEY_SIZE octets). */
struct vg_recordmask *
vg_recordmask_new(const unsigned char *key);

/* Releases it, the key wiped (NULL is silent). */
void
vg_recordmask_free(struct vg_recordmask *mask);

/*
 * Masks a line of 'type' that was read ('object' borrowed): gives it anew, which the caller
 * releases.  The trees of a recording come before all that they name, and teach their names.
 */
json_t *
vg_recordmask_line(
    struct vg_recordmask *mask, enum vg_recordline_type type, const json_t *object);

#endif
