/*
 * Masking: what tells who the client is, and where, becomes stable placeholders
 * ("client-1"), numbered as they first occur; what identifies the installation to its
 * supplier (contract, serials, software) stays.
 *
 * Replaced are the names it was given, wherever they stand, those of clients, sites and
 * persons also with blanks for hyphens and without marks above letters, all also written
 * as the arcs of an object identifier; mail addresses, IPv4, IPv6 and MAC addresses and
 * telephone numbers by their form.  When in doubt it replaces: a word too many beats a
 * client's name.  It cannot know a name that nobody gave it.
 *
 * Pure.  Source: docs/policy.md P4; issue 3 point 6.
 */
#ifndef VG_COLLECTOR_EVIDENCE_MASK_H
#define VG_COLLECTOR_EVIDENCE_MASK_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"

struct vg_mask;

/* Gives an empty mask. */
struct vg_mask *
vg_mask_new(void);

/* Releases it (NULL is silent). */
void
vg_mask_free(struct vg_mask *mask);

/*
 * Lets 'name' (borrowed; "" and NULL: nothing) be replaced by "'word'-N" ('word' is
 * borrowed and static: "client", "site", "device", "agent", "address", "person", "mail",
 * "telephone", "system").  A name given twice keeps its first word.
 */
void
vg_mask_add(struct vg_mask *mask, const char *word, const char *name);

/*
 * Lets 'writing' (borrowed, as a whole word, in small letters, with blanks for what
 * stands between its words) be replaced as the name that was added last, of which it is
 * another (collector/mailguard/mailname).
 */
void
vg_mask_also(struct vg_mask *mask, const char *writing);

/*
 * Lets 'name' (borrowed) stand, whoever gives it or teaches it from now on; part of a
 * longer one, it goes.
 */
void
vg_mask_allow(struct vg_mask *mask, const char *name);

/*
 * Lets the values of the object 'name', or of varbinds at or below 'oid' (both borrowed;
 * "" or NULL: not known), be names that vg_mask_learn learns: what a pack calls a host
 * name.
 */
void
vg_mask_object(struct vg_mask *mask, const char *name, const char *oid);

/*
 * Learns what 'size' octets of JSON at 'body' (borrowed) name: members client, site,
 * device, agent, address and person, the values of sysName, sysContact and sysLocation
 * and of the objects it was told of, in samples and varbinds; and from serial, software,
 * hardware and model what is no address though it looks so.  What is no JSON teaches
 * nothing.
 */
void
vg_mask_learn(struct vg_mask *mask, const void *body, size_t size);

/* Appends 'text' (borrowed) masked to 'out'. */
void
vg_mask_text(struct vg_mask *mask, const char *text, struct vg_buf *out);

/*
 * Appends the JSON of 'size' octets at 'body' (borrowed) to 'out', each text and member
 * name masked; texts of octets in hexadecimal, which can hide anything, become
 * "octets-left-out". Equal input gives equal octets.  VG_OK, or VG_EPARSE with detail when
 * it is no JSON.
 */
int
vg_mask_json(struct vg_mask *mask, const void *body, size_t size, struct vg_buf *out,
    struct vg_detail *detail);

/* How many different names were replaced, and how many texts of octets were left out. */
size_t
vg_mask_replaced(const struct vg_mask *mask);
size_t
vg_mask_octets(const struct vg_mask *mask);

#endif
