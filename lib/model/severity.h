/*
 * Severities, and the numbers that others give them.  Order of the enum is RFC 8632's; the
 * wire of VIGIE-MIB uses ItuPerceivedSeverity of RFC 3877, which counts the other way round:
 * convert by name through this table, never compare numbers of two tables.
 */
#ifndef VG_LIB_MODEL_SEVERITY_H
#define VG_LIB_MODEL_SEVERITY_H

enum vg_severity {
	VG_SEVERITY_CLEARED = 0,
	VG_SEVERITY_INDETERMINATE = 1,
	VG_SEVERITY_WARNING = 2,
	VG_SEVERITY_MINOR = 3,
	VG_SEVERITY_MAJOR = 4,
	VG_SEVERITY_CRITICAL = 5
};

/* "cleared", "indeterminate", "warning", "minor", "major", "critical" (static). */
const char *
vg_severity_text(enum vg_severity severity);

/* Reads a name (borrowed); VG_OK or VG_EPARSE with '*severity' untouched. */
int
vg_severity_parse(const char *text, enum vg_severity *severity);

/* ItuPerceivedSeverity (RFC 3877): cleared 1, indeterminate 2, critical 3 ... warning 6. */
int
vg_severity_to_itu(enum vg_severity severity);

/* The reverse; VG_OK or VG_ERANGE with '*severity' untouched. */
int
vg_severity_from_itu(long itu, enum vg_severity *severity);

#endif
