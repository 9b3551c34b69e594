/*
 * The weekly list.
 */
#include "collector/desk/paging/deskweekly.h"

#include <string.h>

#include "collector/desk/paging/deskpaging.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many faults are looked at, and so many lines written; the rest is told of in one. */
enum { LOOKED = 5000, LINES = 200, WEEK = 7, TEXT_MAX = 121 };

static struct vg_wall
next_week(const struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_page_numbers *numbers = &desk->conf->policy.paging;
	const struct vg_zone *zone = &desk->conf->zone;
	int64_t today = vg_zonetable_day(zone, now);
	struct vg_wall at = {0};

	for (int64_t day = today; day <= today + WEEK; day++) {
		if (vg_calendar_weekday(day) != numbers->weekly_day)
			continue;
		at = vg_zonetable_instant(zone, day, numbers->weekly_s, VG_ZONE_FIRST);
		if (vg_instant_compare(at, now) > 0)
			break;
	}
	return at;
}

int
vg_deskweekly_arm(struct vg_desk *desk, struct vg_wall now)
{
	if (desk->replaying || !vg_deskpaging_is_set_up(desk))
		return vg_desk_drop_due(desk, "weekly", "");
	/* A list that came due while nobody looked is still to be told. */
	return vg_db_run(desk->db, VG_SQL_DUE_COMING, "ttii", "weekly", "",
	    next_week(desk, now).us, now.us);
}

static void
add_line(struct vg_db *db, size_t q, const struct vg_letterphrases *phrases,
    const char *word, struct vg_buf *out)
{
	const char *number = vg_db_text(db, q, 5);
	char when[VG_INSTANT_TEXT_SIZE], text[TEXT_MAX];

	vg_instant_text((struct vg_wall){vg_db_int(db, q, 4)}, when);
	vg_text_copy(text, sizeof(text), vg_db_text(db, q, 3));
	vg_buf_addf(out, "  - %s: ", vg_db_text(db, q, 2));
	if (!phrases || !vg_letterphrases_say(phrases, text, out))
		vg_buf_add_text(out, text);
	vg_buf_addf(out, ", %s", when);
	if (number[0])
		vg_buf_addf(out, ", %s %s", word ? word : "case", number);
	vg_buf_add_text(out, "\n");
}

int
vg_deskweekly_write(struct vg_desk *desk, const struct vg_letterphrases *phrases,
    const char *word, struct vg_buf *out, size_t *n)
{
	const size_t q = VG_STOREPAGE_STANDING;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "iii", INT64_C(-1), INT64_C(0), (int64_t)LOOKED);

	*n = 0;
	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_page_fault fault = {
		    vg_packset_kind(desk->packs, vg_db_text(db, q, 0)),
		    (enum vg_severity)vg_db_int(db, q, 1)};
		if (vg_pageclass_of_fault(&fault) != VG_PAGE_W4)
			continue;
		if (++*n <= LINES)
			add_line(db, q, phrases, word, out);
	}
	if (*n > LINES)
		vg_buf_addf(out, "  ... (+%zu)\n", *n - LINES);
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskweekly_due(struct vg_desk *desk, struct vg_wall now)
{
	char transition[48], when[VG_INSTANT_TEXT_SIZE];
	struct vg_buf list;
	size_t n = 0;

	if (desk->replaying || !vg_deskpaging_is_set_up(desk))
		return VG_OK;
	vg_buf_init(&list, 0);
	int code = vg_deskweekly_write(desk, NULL, NULL, &list, &n);
	vg_buf_fini(&list);
	vg_instant_text(now, when);
	vg_text_format(transition, sizeof(transition), "weekly@%s", when);
	if (code == VG_OK && n)
		code = vg_db_run(desk->db, VG_STOREPAGE_OUT, "itttttttt", now.us, "",
		    "weekly", "noc", transition, "role:noc", "mail", "page-weekly",
		    "mail");
	return code == VG_OK ? vg_deskweekly_arm(desk, now) : code;
}
