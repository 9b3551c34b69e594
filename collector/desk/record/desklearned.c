/*
 * Learned addresses.
 */
#include "collector/desk/record/desklearned.h"

#include <stdlib.h>
#include <string.h>

#include "collector/store/storesender.h"
#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { PLACES = 8192 };

struct place {
	uint64_t as_of; /* what is older than the last change is not known any more */
	struct vg_desklearned_who who;
};

struct vg_desklearned {
	struct place places[PLACES];
	uint64_t change; /* 1: none yet */
	bool touched;    /* in the transaction that is open */
};

struct vg_desklearned *
vg_desklearned_new(void)
{
	struct vg_desklearned *learned = vg_mem_zero(sizeof(*learned));

	learned->change = 1;
	return learned;
}

void
vg_desklearned_free(struct vg_desklearned *learned)
{
	free(learned);
}

static int
ask(struct vg_desk *desk, const char *address, struct vg_desklearned_who *who)
{
	const size_t q = VG_STORESENDER_ADDRESS_AT;
	size_t n = 0;
	int code = vg_db_query(desk->db, q, "t", address);

	memset(who->device, 0, sizeof(who->device));
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		if (n < 2)
			vg_text_copy(
			    who->device[n++], VG_NAME_SIZE, vg_db_text(desk->db, q, 0));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desklearned_at(
    struct vg_desk *desk, const char *address, struct vg_desklearned_who *who)
{
	struct vg_desklearned *learned = desk->learned;
	struct place *p = &learned->places[vg_hash_text(address) % PLACES];

	if (!learned->touched && p->as_of == learned->change &&
	    strcmp(p->who.address, address) == 0) {
		*who = p->who;
		return VG_OK;
	}
	int code = ask(desk, address, who);
	if (code == VG_OK && !learned->touched &&
	    vg_text_copy(who->address, sizeof(who->address), address) == VG_OK)
		*p = (struct place){learned->change, *who};
	return code;
}

void
vg_desklearned_touch(struct vg_desk *desk)
{
	desk->learned->touched = true;
}

void
vg_desklearned_end(struct vg_desk *desk)
{
	desk->learned->change += desk->learned->touched;
	desk->learned->touched = false;
}
