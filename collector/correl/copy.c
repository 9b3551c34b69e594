/*
 * Copies.
 */
#include "collector/correl/copy.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { ADDRESS = 4, CARD = 5 /* the type is between them */, NUMBERS = 8 };

static const char unclear[] = "supplier-alarm";

bool
vg_copy_is_told(const char *resource)
{
	return vg_text_starts(vg_resource_split(resource, NULL, NULL), "via/");
}

/* Where the numbers of a row's index begin and end; false: it is no such index. */
static bool
find_numbers(const char *index, const char *begins[NUMBERS], size_t sizes[NUMBERS])
{
	for (unsigned i = 0; i < NUMBERS; i++) {
		size_t size = strspn(index, "0123456789");
		if (size == 0 || index[size] != (i + 1 < NUMBERS ? '.' : '\0'))
			return false;
		begins[i] = index;
		sizes[i] = size;
		index += size + 1;
	}
	return true;
}

bool
vg_copy_row(
    const char *resource, char address[VG_COPY_ADDRESS_SIZE], char part[VG_NAME_SIZE])
{
	const char *index = strrchr(resource, '/'), *begins[NUMBERS];
	size_t sizes[NUMBERS];

	if (!index || !find_numbers(index + 1, begins, sizes) || begins[CARD][0] == '0')
		return false;
	return vg_text_format(address, VG_COPY_ADDRESS_SIZE, "%.*s",
		   (int)(begins[ADDRESS] - 1 - begins[0]), begins[0]) == VG_OK &&
	    vg_text_format(
		part, VG_NAME_SIZE, "slot/%.*s", (int)sizes[CARD], begins[CARD]) == VG_OK;
}

bool
vg_copy_board(const char *resource, char board[VG_RESOURCE_SIZE])
{
	char address[VG_COPY_ADDRESS_SIZE], name[VG_NAME_SIZE], part[VG_NAME_SIZE];

	if (!vg_copy_is_told(resource) || !vg_copy_row(resource, address, part))
		return false;
	vg_resource_split(resource, NULL, name);
	return vg_resource_build(board, "device", name, part) == VG_OK;
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
vg_copy_is(const struct vg_copy_fault *told, const char *board,
    const struct vg_copy_fault *own, int64_t window_us)
{
	int64_t apart_us = vg_instant_since(told->raised, own->raised);

	return is_of_board(own->resource, board) &&
	    (strcmp(told->kind, unclear) == 0 || strcmp(told->kind, own->kind) == 0) &&
	    apart_us <= window_us && apart_us >= -window_us;
}
