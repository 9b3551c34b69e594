/*
 * What stood and was done in a case until now, as JSON: the device as it is known, its alarms with
 * each change of their state, checks, returns, the entries of the journal.
 *
 * It refuses to carry what a person wrote in the journal: of such an entry stand time, kind and
 * side.  All is bounded: what is beyond a list's limit is counted.
 *
 * Pure.  Source: docs/policy.md P4, P9.
 */
#ifndef VG_COLLECTOR_EVIDENCE_PROOFLOG_H
#define VG_COLLECTOR_EVIDENCE_PROOFLOG_H

#include "lib/base/buf.h"
#include "lib/time/instant.h"

enum { VG_PROOFLOG_LIST_MAX = 200, VG_PROOFLOG_TEXT_MAX = 400 };

struct vg_prooflog;

/* Texts are borrowed, NULL or "" is left out; cut at VG_PROOFLOG_TEXT_MAX octets. */
struct vg_prooflog_case {
	const char *number, *supplier, *contract, *device, *family, *model, *serial,
	    *software, *hardware, *state;
	struct vg_wall opened, until;
};

struct vg_prooflog_alarm {
	const char *kind, *resource, *severity, *text, *serial;
	struct vg_wall raised, cleared; /* unset: it stands */
};

/* A row of a list: "check", "return", "done". */
struct vg_prooflog_row {
	struct vg_wall at;
	const char *name[6], *text[6]; /* members in their order; NULL name: no more */
};

/* Gives a log of 'facts' (borrowed) with nothing in it. */
struct vg_prooflog *
vg_prooflog_new(const struct vg_prooflog_case *facts);

/* Releases it (NULL is silent). */
void
vg_prooflog_free(struct vg_prooflog *log);

/* Adds an alarm; its changes follow it.  Borrows 'alarm'. */
void
vg_prooflog_alarm(struct vg_prooflog *log, const struct vg_prooflog_alarm *alarm);

/* Adds a change of the alarm added last; 'severity' (borrowed) is "cleared" when it ended. */
void
vg_prooflog_change(struct vg_prooflog *log, struct vg_wall at, const char *severity);

/* Adds 'row' (borrowed) to 'list' (borrowed). */
void
vg_prooflog_row(
    struct vg_prooflog *log, const char *list, const struct vg_prooflog_row *row);

/* Appends all of it to 'out'. */
void
vg_prooflog_write(const struct vg_prooflog *log, struct vg_buf *out);

#endif
