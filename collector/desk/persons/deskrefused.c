/*
 * Refusals.
 */
#include "collector/desk/persons/deskrefused.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/record.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { USERS = 64, READS = 32 };

struct user {
	char name[VG_NAME_SIZE];
	int64_t minute;
	unsigned n;            /* written in it */
	unsigned more;         /* not written, of that minute */
	char reads[READS][48]; /* told in it */
	size_t n_reads;
};

struct vg_deskrefused {
	struct user users[USERS];
	int64_t minute;
	unsigned n; /* of all, in it */
};

struct vg_deskrefused *
vg_deskrefused_new(void)
{
	return vg_mem_zero(sizeof(struct vg_deskrefused));
}

void
vg_deskrefused_free(struct vg_deskrefused *refused)
{
	free(refused);
}

/* The place of the user: his, or that of who was refused something longest ago. */
static struct user *
find(struct vg_deskrefused *refused, const char *name)
{
	struct user *oldest = &refused->users[0];

	for (size_t i = 0; i < USERS; i++) {
		struct user *u = &refused->users[i];
		if (strcmp(u->name, name) == 0)
			return u;
		if (u->minute < oldest->minute)
			oldest = u;
	}
	*oldest = (struct user){.minute = -1};
	vg_text_copy(oldest->name, sizeof(oldest->name), name);
	return oldest;
}

/* Whether it was told in this minute that he may not read 'object'; remembers that it is. */
static bool
is_told(struct user *u, const char *object)
{
	for (size_t i = 0; i < u->n_reads; i++) {
		if (strncmp(u->reads[i], object, sizeof(u->reads[i]) - 1) == 0)
			return true;
	}
	if (u->n_reads < READS)
		vg_text_format(
		    u->reads[u->n_reads++], sizeof(u->reads[0]), "%.47s", object);
	return false;
}

static int
write_row(struct vg_desk *desk, const struct vg_actor *actor, const char *what,
    const char *object, const char *result, struct vg_wall now)
{
	const struct vg_record_act act = {.at = now,
	    .who = actor->user,
	    .proxy = actor->proxy ? actor->proxy : "",
	    .door = actor->door,
	    .what = what,
	    .object = object,
	    .result = result};

	return vg_record_audit(desk->db, &act);
}

/* Begins another minute of his: what was only counted in the one before is told. */
static int
turn(struct user *u, struct vg_desk *desk, const struct vg_actor *actor,
    struct vg_wall now)
{
	char result[64];
	unsigned more = u->more;

	u->minute = now.us / VG_MINUTE_US;
	u->n = u->more = 0;
	u->n_reads = 0;
	if (more == 0)
		return VG_OK;
	vg_text_format(result, sizeof(result), "refused: %u more, counted only", more);
	return write_row(desk, actor, "refusals", "", result, now);
}

static int
write_it(struct vg_deskrefused *refused, struct user *u, struct vg_desk *desk,
    const struct vg_actor *actor, const char *what, const char *object, const char *why,
    struct vg_wall now)
{
	char result[96];
	int code = VG_OK;

	if (u->minute != now.us / VG_MINUTE_US)
		code = turn(u, desk, actor, now);
	if (code != VG_OK || (strcmp(what, "read") == 0 && is_told(u, object)))
		return code;
	if (u->n >= VG_DESKREFUSED_EACH || refused->n >= VG_DESKREFUSED_ALL) {
		bool first = u->more++ == 0;
		return first ? write_row(desk, actor, "refusals", "",
				   "refused: more in this minute are counted only", now)
			     : VG_OK;
	}
	u->n++;
	refused->n++;
	vg_text_format(result, sizeof(result), "refused: %s", why);
	return write_row(desk, actor, what, object, result, now);
}

int
vg_deskrefused_note(struct vg_deskrefused *refused, struct vg_desk *desk,
    const struct vg_actor *actor, const char *what, const char *object, const char *why,
    struct vg_wall now)
{
	int64_t minute = now.us / VG_MINUTE_US;
	struct user *u = find(refused, actor->user);

	if (refused->minute != minute) {
		refused->minute = minute;
		refused->n = 0;
	}
	/* Without a commit, where nothing would come of it. */
	if (u->minute == minute && u->more > 0) {
		u->more++;
		return VG_OK;
	}
	int code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = write_it(refused, u, desk, actor, what, object, why, now);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}
