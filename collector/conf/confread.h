/*
 * What the files that read a collector's tree share.
 *
 * Not for other rooms: their header is collector/conf/conf.h.
 */
#ifndef VG_COLLECTOR_CONF_CONFREAD_H
#define VG_COLLECTOR_CONF_CONFREAD_H

#include "collector/conf/conf.h"

/* Walks the entries of list 'name', giving each to the reader of its kind. */
#define EACH(node, parent, name)                                                         \
	for (const struct vg_node *node = vg_tree_child(parent, name); node;             \
	     node = vg_tree_next(node))

#define TAKE(field, node, leaf) vg_confread_take(field, sizeof(field), node, leaf)

/* Copies the leaf 'leaf' of 'node' into 'target' of 'size' octets; "" when it is absent. */
void
vg_confread_take(char *target, size_t size, const struct vg_node *node, const char *leaf);

/* Reads the leaf-list 'leaf' into 'names', which owns it then. */
void
vg_confread_names(
    struct vg_conf_names *names, const struct vg_node *node, const char *leaf);

/*
 * The first instant of the civil date 'text' ('plus' days later) in 'zone'.  VG_OK; VG_EINVAL
 * when there is no such day ("2026-02-30"), the detail naming it.
 */
int
vg_confread_date(const struct vg_zone *zone, const char *text, int plus,
    struct vg_wall *instant, struct vg_detail *detail);

/* VG_OK when the calendar called 'name' is there; else VG_EINVAL, the detail naming it. */
int
vg_confread_calendar(const struct vg_conf *c, const char *name, struct vg_detail *detail);

/* confteam.c: the language that 'node' names, else 'fallback'; whom to write to, and its end. */
enum vg_language
vg_confread_language(const struct vg_node *node, enum vg_language fallback);
void
vg_confread_teams(struct vg_conf *c, const struct vg_node *integrator);
void
vg_confread_free_teams(struct vg_conf *c);

/* confpage.c: how soon persons are paged, of the container policy; a person's channels. */
void
vg_confread_paging(struct vg_page_numbers *numbers, char last_resort[VG_NAME_SIZE],
    const struct vg_node *policy);
void
vg_confread_channels(struct vg_conf_person *person, const struct vg_node *node);
void
vg_confread_free_channels(struct vg_conf *c);

/* confoutway.c: the ways out beside mail. */
void
vg_confread_outways(struct vg_conf *c, const struct vg_node *top);
void
vg_confread_free_outways(struct vg_conf *c);

/* confkeep.c: reads how long what is kept, and the limits of what is stored. */
void
vg_confread_retention(struct vg_conf *c, const struct vg_node *top);
void
vg_confread_storage(struct vg_conf *c, const struct vg_node *top);

/* confsilence.c: reads when an agent is silent, late, out of time; of the container intake. */
void
vg_confread_silence(struct vg_conf *c, const struct vg_node *intake);

/* confsender.c: the senders that are no agents, after the agents; and its end. */
int
vg_confread_senders(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail);
void
vg_confread_free_senders(struct vg_conf *c);

/* Reads an SNMP engine in hex; how many octets. */
size_t
vg_confread_engine(const char *text, unsigned char engine[VG_USM_ENGINE_MAX]);

/* confcontract.c, confparty.c, confwork.c: each reads its lists, and frees them again. */
int
vg_confread_contracts(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail);
int
vg_confread_parties(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail);
int
vg_confread_works(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail);
void
vg_confread_free_contracts(struct vg_conf *c);
void
vg_confread_free_parties(struct vg_conf *c);
void
vg_confread_free_works(struct vg_conf *c);

/* confshelf.c: after the users. */
int
vg_confread_shelves(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail);
void
vg_confread_free_shelves(struct vg_conf *c);

/* confalarm.c */
void
vg_confread_alarms(struct vg_conf *c, const struct vg_node *top);

#endif
