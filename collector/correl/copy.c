/*
 * Copies.
 */
#include "collector/correl/copy.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { CARD = 5 /* four of the address and the type are before it */, NUMBERS = 8 };

static const char unclear[] = "supplier-alarm";

bool
vg_copy_is_told(const char *resource)
{
	return vg_text_starts(vg_resource_split(resource, NULL, NULL), "via/");
}

/* Where number 'nth' of the row's index begins, and how long it is; 0: it is no such index. */
static size_t
find_number(const char *index, unsigned nth, const char **number)
{
	size_t found = 0;

	for (unsigned i = 0; i < NUMBERS; i++) {
		size_t size = strspn(index, "0123456789");
		if (size == 0 || index[size] != (i + 1 < NUMBERS ? '.' : '\0'))
			return 0;
		if (i == nth) {
			*number = index;
			found = size;
		}
		index += size + 1;
	}
	return found;
}

bool
vg_copy_board(const char *resource, char board[VG_RESOURCE_SIZE])
{
	char name[VG_NAME_SIZE], part[VG_NAME_SIZE];
	const char *index = strrchr(resource, '/'), *card;
	size_t size = index ? find_number(index + 1, CARD, &card) : 0;

	if (!vg_copy_is_told(resource) || size == 0 || card[0] == '0')
		return false;
	vg_resource_split(resource, NULL, name);
	return vg_text_format(part, sizeof(part), "slot/%.*s", (int)size, card) ==
	    VG_OK &&
	    vg_resource_build(board, "device", name, part) == VG_OK;
}

/* Whether 'resource' is the board or something in it. */
static bool
is_of_board(const char *resource, const char *board)
{
	size_t size = strlen(board);

	return strncmp(resource, board, size) == 0 &&
	    (resource[size] == '\0' || resource[size] == '/');
}

bool
vg_copy_is(
    const struct vg_copy_fault *told, const struct vg_copy_fault *own, int64_t window_us)
{
	int64_t apart_us = vg_instant_since(told->raised, own->raised);
	char board[VG_RESOURCE_SIZE];

	return vg_copy_board(told->resource, board) &&
	    is_of_board(own->resource, board) &&
	    (strcmp(told->kind, unclear) == 0 || strcmp(told->kind, own->kind) == 0) &&
	    apart_us <= window_us && apart_us >= -window_us;
}
