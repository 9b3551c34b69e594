/*
 * What a message is about that carries several pages: their cases, the most urgent first, as a list
 * that is bounded; a message of one case is no such.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKPAGEMANY_H
#define VG_COLLECTOR_DESK_MAIL_DESKPAGEMANY_H

#include "collector/desk/mail/deskletterfact.h"
#include "collector/page/pageclass.h"

/* So many are listed. */
enum { VG_DESKPAGEMANY_MAX = 20 };

struct vg_deskpagemany_case {
	char number[VG_CASE_NUMBER_SIZE], title[VG_TEXT_SIZE], client[VG_NAME_SIZE];
	char type[VG_PACK_CLASS_SIZE], device[VG_NAME_SIZE];
	char reason[VG_TEXT_SIZE]; /* of news: what happened; "" it is a call */
	enum vg_page_class class;
	enum vg_severity severity;
	int64_t page;
};

struct vg_deskpagemany {
	size_t n; /* cases in all */
	size_t listed;
	struct vg_deskpagemany_case cases[VG_DESKPAGEMANY_MAX];
};

/* How many cases the message 'id' is about.  VG_OK or the database's. */
int
vg_deskpagemany_count(struct vg_desk *desk, int64_t id, size_t *n);

/* Returns VG_OK, or what ends the walk. */
typedef int (*vg_deskpagemany_cb)(const char *number, void *cookie);

/*
 * Calls 'cb' for each case that the message 'id' is a page of; where its pages are gone, for
 * 'number' (borrowed; "" none).  VG_OK, the database's, or what 'cb' returned.
 */
int
vg_deskpagemany_each(struct vg_desk *desk, int64_t id, const char *number,
    vg_deskpagemany_cb cb, void *cookie);

enum { VG_DESKPAGEMANY_NAME_SIZE = 96 };

/*
 * Writes the template for the message 'm' (borrowed) about 'n' cases, to who gets few words
 * ('is_short') or not, into 'name'; false: it is the message's own.
 */
bool
vg_deskpagemany_template(const struct vg_desk *desk, const struct vg_deskletter_row *m,
    size_t n, bool is_short, char name[VG_DESKPAGEMANY_NAME_SIZE]);

/* Reads them into '*all'.  VG_OK or the database's. */
int
vg_deskpagemany_read(struct vg_desk *desk, int64_t id, struct vg_deskpagemany *all);

/*
 * Puts what the cases of the message 'm' have in common into 'facts', in its language (all
 * borrowed): their count, their list, the most urgent class, and of the first its number, title and
 * page.  '*n' is how many there are: of one nothing is put.  VG_OK or the database's.
 */
int
vg_deskpagemany_put(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, struct vg_deskletterfact *facts, size_t *n);

/* The same of the case 'row' (borrowed) alone: what a preview shows of a list. */
void
vg_deskpagemany_put_one(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, const struct vg_case_row *row,
    struct vg_deskletterfact *facts);

#endif
