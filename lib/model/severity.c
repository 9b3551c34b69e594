/*
 * One table for text, RFC 8632 order and RFC 3877 number.
 */
#include "lib/model/severity.h"

#include <stddef.h>
#include <string.h>

#include "lib/base/error.h"

static const struct {
	const char *text;
	int itu;
} table[] = {
    [VG_SEVERITY_CLEARED] = {"cleared", 1},
    [VG_SEVERITY_INDETERMINATE] = {"indeterminate", 2},
    [VG_SEVERITY_WARNING] = {"warning", 6},
    [VG_SEVERITY_MINOR] = {"minor", 5},
    [VG_SEVERITY_MAJOR] = {"major", 4},
    [VG_SEVERITY_CRITICAL] = {"critical", 3},
};
#define N_TABLE (sizeof(table) / sizeof(table[0]))

const char *
vg_severity_text(enum vg_severity severity)
{
	return table[severity].text;
}

int
vg_severity_parse(const char *text, enum vg_severity *severity)
{
	for (size_t i = 0; i < N_TABLE; i++) {
		if (strcmp(table[i].text, text) == 0) {
			*severity = (enum vg_severity)i;
			return VG_OK;
		}
	}
	return VG_EPARSE;
}

int
vg_severity_to_itu(enum vg_severity severity)
{
	return table[severity].itu;
}

int
vg_severity_from_itu(long itu, enum vg_severity *severity)
{
	for (size_t i = 0; i < N_TABLE; i++) {
		if (table[i].itu == itu) {
			*severity = (enum vg_severity)i;
			return VG_OK;
		}
	}
	return VG_ERANGE;
}
