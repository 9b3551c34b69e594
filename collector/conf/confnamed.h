/*
 * Devices that a text names, by name or serial, any case, as a whole word: "core" is named neither
 * by "dc-core" nor by "core_old".  A hyphen that does not break counts as one.
 *
 * Names are sorted once with the tree.  A text is walked once, however many devices there are: it
 * comes from outside, and From is only a claim.
 *
 * Pure.  Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_CONF_CONFNAMED_H
#define VG_COLLECTOR_CONF_CONFNAMED_H

#include <stdbool.h>
#include <stddef.h>

struct vg_conf_device;
struct vg_confnamed;

/* Of the 'n' at 'devices' (borrowed: they stay where they are as long as it). */
struct vg_confnamed *
vg_confnamed_new(const struct vg_conf_device *devices, size_t n);

/* Releases it (NULL is silent). */
void
vg_confnamed_free(struct vg_confnamed *named);

/* Whether 'device' (borrowed) may be meant. */
typedef bool (*vg_confnamed_cb)(const struct vg_conf_device *device, const void *cookie);

/*
 * The device that 'text' (borrowed) names first among those that may be meant; NULL: none.  Where
 * names begin at one place the longest counts, of one name the device that the tree has first.
 */
const struct vg_conf_device *
vg_confnamed_first(const struct vg_confnamed *named, const char *text,
    vg_confnamed_cb wanted, const void *cookie);

#endif
