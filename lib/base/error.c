/*
 * The texts and names of the error codes, both made from VG_ERRORS so that they cannot part.
 */
#include "lib/base/error.h"

#include <stddef.h>

struct entry {
	int code;
	const char *name;
	const char *text;
};

#define ENTRY(name, value, text) {name, #name, text},
static const struct entry entries[] = {{VG_OK, "VG_OK", "ok"}, VG_ERRORS(ENTRY)};
#undef ENTRY

static const struct entry *
find(int code)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		if (entries[i].code == code)
			return &entries[i];
	}
	return NULL;
}

const char *
vg_error_text(int code)
{
	const struct entry *e = find(code);

	return e ? e->text : "unknown error";
}

const char *
vg_error_name(int code)
{
	const struct entry *e = find(code);

	return e ? e->name : "VG_?";
}
