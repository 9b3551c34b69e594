/*
 * Changes of duty.
 */
#include "collector/desk/paging/deskduty.h"

#include <string.h>

#include "collector/desk/paging/deskpagecall.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/desk/paging/deskweekly.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many are read at once, and so many of one who goes change hands in one transaction. */
enum { CASES = 200, MOST = 10000 };

/* Who goes, and who comes in his place. */
struct change {
	struct vg_desk *desk;
	const char *from;                /* a person's reference */
	const struct vg_conf_person *to; /* who is on duty first now; NULL: nobody */
	struct vg_wall now;
};

/* --- cases that he owns ------------------------------------------------------------------- */

static int
tell_both(const struct change *c, const char *number, enum vg_page_class class,
    const char *title)
{
	int code = VG_OK;

	if (c->desk->replaying)
		return VG_OK;
	code = vg_deskpagecall_tell(
	    c->desk, number, c->to, "hand-over", class, title, c->now);
	return code == VG_OK ? vg_deskpagecall_tell(c->desk, number,
				   vg_conf_person(c->desk->conf, c->from), "hand-over",
				   class, title, c->now)
			     : code;
}

static int
hand_case(const struct change *c, const struct vg_conf_user *to, const char *number)
{
	enum vg_page_class class = VG_PAGE_NONE;
	char text[VG_TEXT_SIZE];
	struct vg_case_row row;
	int code = vg_deskrows_case(c->desk, number, &row);

	if (code == VG_OK)
		code = vg_deskpaging_class(c->desk, &row, &class);
	if (code != VG_OK || (class != VG_PAGE_W1 && class != VG_PAGE_W2) ||
	    !vg_deskrows_case_stands(&row))
		return code;
	code =
	    vg_db_run(c->desk->db, VG_SQL_CASE_OWNER, "tti", number, to->name, c->now.us);
	vg_text_format(text, sizeof(text), "given to %s: the duty of %s is over",
	    to->name, row.owner);
	if (code == VG_OK)
		code = vg_desk_journal(
		    c->desk, number, c->now, c->now, "system", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(
		    c->desk, c->now, "case-changed", number, row.subject, "hand-over");
	/* What the one who went left undone is not held against who comes. */
	if (code == VG_OK && !c->desk->replaying)
		code = vg_db_run(c->desk->db, VG_STOREPAGE_IDLE_PUT, "tii", number,
		    c->now.us, INT64_C(0));
	return code == VG_OK ? tell_both(c, number, class, row.title) : code;
}

/* Of one page of numbers after 'after', which becomes the last read; '*n' of them. */
typedef int (*hand_page)(
    const struct change *c, const char *user, char after[VG_CASE_NUMBER_SIZE], size_t *n);

static int
hand_owned(
    const struct change *c, const char *user, char after[VG_CASE_NUMBER_SIZE], size_t *n)
{
	const struct vg_conf_user *to = vg_confpage_user(c->desk->conf, c->to->id);
	const size_t q = VG_STOREPAGE_OWNED;
	char numbers[CASES][VG_CASE_NUMBER_SIZE];

	*n = 0;
	/* Without a user of his own he can have no case: they stay where they are. */
	if (!to || to->role < VG_ROLE_NOC)
		return VG_OK;
	int code = vg_db_query(c->desk->db, q, "tti", user, after, (int64_t)CASES);
	while (code == VG_OK && *n < CASES && vg_db_next(c->desk->db, q))
		vg_text_copy(
		    numbers[(*n)++], VG_CASE_NUMBER_SIZE, vg_db_text(c->desk->db, q, 0));
	vg_db_done(c->desk->db, q);
	for (size_t i = 0; code == VG_OK && i < *n; i++)
		code = hand_case(c, to, numbers[i]);
	if (*n)
		vg_text_copy(after, VG_CASE_NUMBER_SIZE, numbers[*n - 1]);
	return code;
}

/* --- pages that nobody took ----------------------------------------------------------------- */

/* Of W3 a stand-in is not told: it waits for the office, and for who comes. */
static int
hand_ladders(
    const struct change *c, const char *user, char after[VG_CASE_NUMBER_SIZE], size_t *n)
{
	const size_t q = VG_STOREPAGE_RUNNING;
	char numbers[CASES][VG_CASE_NUMBER_SIZE];
	bool called[CASES];
	int code = vg_db_query(c->desk->db, q, "ti", after, (int64_t)CASES);

	(void)user;
	for (*n = 0; code == VG_OK && *n < CASES && vg_db_next(c->desk->db, q); (*n)++) {
		called[*n] = (vg_db_int(c->desk->db, q, 1) & VG_PAGE_FIRST) &&
		    (c->to || vg_db_int(c->desk->db, q, 2) <= VG_PAGE_W2);
		vg_text_copy(
		    numbers[*n], VG_CASE_NUMBER_SIZE, vg_db_text(c->desk->db, q, 0));
	}
	vg_db_done(c->desk->db, q);
	for (size_t i = 0; code == VG_OK && i < *n; i++) {
		if (called[i])
			code =
			    vg_deskpaging_hand_over(c->desk, numbers[i], c->from, c->now);
	}
	if (*n)
		vg_text_copy(after, VG_CASE_NUMBER_SIZE, numbers[*n - 1]);
	return code;
}

/* What is beyond MOST stays with who had it. */
static int
hand_all(const struct change *c, hand_page hand, const char *user)
{
	char after[VG_CASE_NUMBER_SIZE] = "";
	size_t n = CASES;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && n == CASES && i < MOST / CASES; i++)
		code = hand(c, user, after, &n);
	return code;
}

/* --- who goes --------------------------------------------------------------------------------- */

static bool
is_among(const struct vg_conf_turn *const *turns, size_t n, const char *person)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(turns[i]->person, person) == 0)
			return true;
	}
	return false;
}

static int
hand_over(struct change *c)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < c->desk->conf->n_users; i++) {
		if (strcmp(c->desk->conf->users[i].person, c->from) == 0)
			code = hand_all(c, hand_owned, c->desk->conf->users[i].name);
	}
	return code == VG_OK && !c->desk->replaying ? hand_all(c, hand_ladders, "")
						    : code;
}

/* Whom the ladder calls while nobody is on duty (vg_deskpagewho_call): at most 'max' of them. */
static size_t
find_stand_ins(const struct vg_conf *conf, const char **persons, size_t max)
{
	const struct vg_conf_team *team = vg_conf_team(conf, "duty");
	bool gap = conf->n_turns > 0 && conf->policy.last_resort[0];
	size_t n = 0;

	for (size_t i = 0; !gap && team && i < team->persons.n && n < max; i++)
		persons[n++] = team->persons.name[i];
	if (n == 0 && conf->policy.last_resort[0])
		persons[n++] = conf->policy.last_resort;
	return n;
}

/*
 * Nobody comes: what nobody took goes to who stands in, where somebody does.  The cases of who goes
 * stay with him until somebody comes.
 */
static int
begin_gap(struct change *c, const struct vg_conf_turn *const *was, size_t n_was)
{
	const char *stand_ins[VG_CONFPAGE_MAX];
	size_t n = find_stand_ins(c->desk->conf, stand_ins, VG_CONFPAGE_MAX);
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && n && !c->desk->replaying && i < n_was; i++) {
		bool stays = false;
		c->from = was[i]->person;
		for (size_t k = 0; k < n; k++)
			stays = stays || strcmp(stand_ins[k], c->from) == 0;
		if (!stays)
			code = hand_all(c, hand_ladders, "");
	}
	return code;
}

/* Somebody comes: who stood in by the tree 'before' has done so. */
static int
end_gap(struct change *c, const struct vg_conf *before,
    const struct vg_conf_turn *const *is, size_t n_is)
{
	const char *stand_ins[VG_CONFPAGE_MAX];
	size_t n = find_stand_ins(before, stand_ins, VG_CONFPAGE_MAX);
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && !c->desk->replaying && i < n; i++) {
		c->from = stand_ins[i];
		if (!is_among(is, n_is, c->from))
			code = hand_all(c, hand_ladders, "");
	}
	return code;
}

/*
 * Those of 'before' at 'then' who are not on duty at 'now' go; nobody was: those who were last hand
 * on what they kept.
 */
static int
compare(struct vg_desk *desk, const struct vg_conf *before, struct vg_wall then,
    struct vg_wall now)
{
	const struct vg_conf_turn *was[VG_CONFPAGE_MAX], *is[VG_CONFPAGE_MAX];
	size_t n_was = vg_confpage_on_duty(before, then, was, VG_CONFPAGE_MAX);
	size_t n_is = vg_confpage_on_duty(desk->conf, now, is, VG_CONFPAGE_MAX);
	struct change c = {.desk = desk, .now = now};
	struct vg_wall last = n_was ? then : vg_confpage_last(before, then);
	bool gap = n_was == 0;
	int code = VG_OK;

	if (n_is == 0)
		return begin_gap(&c, was, n_was);
	if (gap && vg_instant_is_set(last))
		n_was = vg_confpage_on_duty(before, last, was, VG_CONFPAGE_MAX);
	c.to = vg_conf_person(desk->conf, is[0]->person);
	for (size_t i = 0; code == VG_OK && c.to && i < n_was; i++) {
		c.from = was[i]->person;
		if (!is_among(is, n_is, c.from))
			code = hand_over(&c);
	}
	return code == VG_OK && gap && c.to ? end_gap(&c, before, is, n_is) : code;
}

static int
arm(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall at = vg_confpage_change(desk->conf, now);

	/* A change that came while nobody looked is still to be carried out. */
	return vg_instant_is_set(at)
	    ? vg_db_run(desk->db, VG_SQL_DUE_COMING, "ttii", "duty", "", at.us, now.us)
	    : vg_desk_drop_due(desk, "duty", "");
}

int
vg_deskduty_changes(
    struct vg_desk *desk, const char *object, struct vg_wall at, struct vg_wall now)
{
	int code = compare(desk, desk->conf, vg_instant_add(at, -1), now);

	(void)object;
	return code == VG_OK ? arm(desk, now) : code;
}

int
vg_deskduty_tree(struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now)
{
	int code = before ? compare(desk, before, now, now) : VG_OK;

	if (code == VG_OK)
		code = vg_deskweekly_arm(desk, now);
	return code == VG_OK ? arm(desk, now) : code;
}
