/*
 * The facts of letters.
 */
#include "collector/letter/letterfact.h"

#include <string.h>

static const char *const names[] = {
#define X(name, text) text,
    VG_LETTERFACT_MAP(X)
#undef X
};

int
vg_letterfact_find(const char *name, size_t size)
{
	for (int i = 0; i < VG_N_LETTERFACTS; i++) {
		if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0)
			return i;
	}
	return -1;
}

const char *
vg_letterfact_name(enum vg_letterfact fact)
{
	return names[fact];
}
