/*
 * Resource names.
 */
#include "lib/model/resource.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *const classes[] = {"device", "site", "agent", "collector", "supplier"};

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/* How many octets of 'text' one character of a name takes: 1, 3 (an escape) or 0 (none). */
static size_t
name_char(const char *text)
{
	char c = *text;

	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return 1;
	if (c && strchr("-._:", c))
		return 1;
	if (c == '%' && is_hex(text[1]) && is_hex(text[2]))
		return 3;
	return 0;
}

/* Length of the name at the start of 'text', 0 when there is none or it is too long. */
static size_t
name_length(const char *text)
{
	size_t length = 0;
	size_t step;

	while ((step = name_char(text + length)) != 0)
		length += step;
	return length < VG_NAME_SIZE * 3 ? length : 0;
}

bool
vg_resource_is_name(const char *text)
{
	size_t length = name_length(text);

	return length > 0 && length < VG_NAME_SIZE && text[length] == '\0';
}

static bool
is_class(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strlen(classes[i]) == length && memcmp(classes[i], text, length) == 0)
			return true;
	}
	return false;
}

int
vg_resource_check(const char *resource)
{
	const char *slash = strchr(resource, '/');

	if (!slash || !is_class(resource, (size_t)(slash - resource)))
		return VG_EPARSE;
	if (strlen(resource) >= VG_RESOURCE_SIZE)
		return VG_EPARSE;
	const char *at = slash;
	while (*at == '/') {
		size_t length = name_length(at + 1);
		if (!length)
			return VG_EPARSE;
		at += 1 + length;
	}
	return *at == '\0' ? VG_OK : VG_EPARSE;
}

int
vg_resource_build(
    char target[VG_RESOURCE_SIZE], const char *class, const char *name, const char *part)
{
	char safe_name[VG_RESOURCE_SIZE];
	char safe_part[VG_RESOURCE_SIZE];

	if (vg_text_percent(safe_name, sizeof(safe_name), name, ":") != VG_OK ||
	    vg_text_percent(safe_part, sizeof(safe_part), part ? part : "", ":/") !=
		VG_OK)
		return VG_ETRUNC;
	return vg_text_format(target, VG_RESOURCE_SIZE, "%s/%s%s%s", class, safe_name,
	    safe_part[0] ? "/" : "", safe_part);
}

/* Copies 'length' octets of a piece of a resource into a name, cut to its room. */
static void
copy_piece(char *target, const char *from, size_t length)
{
	if (!target)
		return;
	if (length >= VG_NAME_SIZE)
		length = VG_NAME_SIZE - 1;
	memcpy(target, from, length);
	target[length] = '\0';
}

const char *
vg_resource_split(const char *resource, char *class, char *name)
{
	size_t class_length = strcspn(resource, "/");
	const char *at = resource + class_length + (resource[class_length] == '/');
	size_t name_size = strcspn(at, "/");

	copy_piece(class, resource, class_length);
	copy_piece(name, at, name_size);
	at += name_size;
	return *at == '/' ? at + 1 : at;
}
