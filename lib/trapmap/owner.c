/*
 * Owners of alarms.
 */
#include "lib/trapmap/owner.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

/* Reads one number of 0 to 255; what follows it, or NULL. */
static const char *
skip_octet(const char *text)
{
	unsigned value = 0;
	size_t n = 0;

	while (text[n] >= '0' && text[n] <= '9' && n < 3)
		value = value * 10 + (unsigned)(text[n++] - '0');
	return n && value <= 255 ? text + n : NULL;
}

bool
vg_owner_address(const char *text, char address[VG_OWNER_ADDRESS_SIZE])
{
	const char *begin = text, *at;

	for (at = text; *at; at++) {
		if (*at == '/' || *at == ':' || *at == '-')
			begin = at + 1;
	}
	at = begin;
	for (int i = 0; i < 4; i++) {
		at = skip_octet(at);
		if (!at || *at != '.')
			return false;
		at++;
	}
	size_t size = (size_t)(at - 1 - begin);
	memcpy(address, begin, size);
	address[size] = '\0';
	return true;
}

bool
vg_owner_part(const char *manager, const char *part, char owned[VG_RESOURCE_SIZE])
{
	return vg_text_format(owned, VG_RESOURCE_SIZE, "via/%s%s%s", manager,
		   part[0] ? "/" : "", part) == VG_OK;
}

const char *
vg_owner_of(const char *manager, const char *owned)
{
	size_t size = strlen(manager);
	const char *rest;

	if (!vg_text_starts(owned, "via/") ||
	    strncmp(owned + strlen("via/"), manager, size) != 0)
		return NULL;
	rest = owned + strlen("via/") + size;
	if (*rest == '/')
		return rest + 1;
	return *rest ? NULL : rest;
}
