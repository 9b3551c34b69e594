/*
 * What stood and was done.
 */
#include "collector/desk/record/deskprooflog.h"

#include "collector/case/casestate.h"
#include "collector/desk/record/deskproof.h"
#include "collector/evidence/prooflog.h"
#include "collector/store/storeprooflog.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static struct vg_prooflog *
begin(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now)
{
	struct vg_prooflog_case facts = {.number = row->number,
	    .opened = row->opened,
	    .until = now,
	    .state = vg_casestate_text(row->state),
	    .supplier = row->supplier,
	    .contract = row->contract,
	    .device = row->device};
	const struct vg_conf_device *d = vg_conf_device(desk->conf, row->device);
	const size_t q = VG_SQL_DEVICE_GET;
	bool polled = row->device[0] &&
	    vg_db_query(desk->db, q, "t", row->device) == VG_OK &&
	    vg_db_next(desk->db, q);

	facts.family = polled ? vg_db_text(desk->db, q, 0) : "";
	facts.model = polled ? vg_db_text(desk->db, q, 1) : "";
	facts.serial = polled ? vg_db_text(desk->db, q, 2) : "";
	facts.software = polled ? vg_db_text(desk->db, q, 3) : "";
	facts.hardware = polled ? vg_db_text(desk->db, q, 4) : "";
	/* What nobody polled yet the tree may say. */
	if (d && !facts.family[0])
		facts.family = d->family;
	if (d && !facts.serial[0])
		facts.serial = d->serial;
	struct vg_prooflog *log = vg_prooflog_new(&facts);
	vg_db_done(desk->db, q);
	return log;
}

static int
add_changes(struct vg_desk *desk, struct vg_prooflog *log, int64_t alarm)
{
	const size_t q = VG_STOREPROOFLOG_CHANGES;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", alarm);

	while (code == VG_OK && vg_db_next(db, q)) {
		int64_t severity = vg_db_int(db, q, 1);
		vg_prooflog_change(log, (struct vg_wall){vg_db_int(db, q, 0)},
		    severity ? vg_severity_text((enum vg_severity)severity) : "cleared");
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
add_alarms(struct vg_desk *desk, struct vg_prooflog *log, const char *number)
{
	const size_t q = VG_STOREPROOFLOG_ALARMS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_prooflog_alarm alarm = {.kind = vg_db_text(db, q, 1),
		    .resource = vg_db_text(db, q, 2),
		    .severity = vg_severity_text((enum vg_severity)vg_db_int(db, q, 3)),
		    .text = vg_db_text(db, q, 4),
		    .serial = vg_db_text(db, q, 5),
		    .raised = {vg_db_int(db, q, 6)},
		    .cleared = {vg_db_int(db, q, 7)}};
		vg_prooflog_alarm(log, &alarm);
		code = add_changes(desk, log, vg_db_int(db, q, 0));
	}
	vg_db_done(db, q);
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Rows of statement 'q' as a list: the first column is when. */
static int
add_rows(struct vg_desk *desk, struct vg_prooflog *log, size_t q, const char *number,
    const char *list, const char *const *names)
{
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		struct vg_prooflog_row row = {.at = {vg_db_int(db, q, 0)}};
		for (int i = 0; names[i]; i++) {
			row.name[i] = names[i];
			row.text[i] = vg_db_text(db, q, i + 1);
		}
		vg_prooflog_row(log, list, &row);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
gather(struct vg_desk *desk, struct vg_prooflog *log, const char *number)
{
	static const char *const check[] = {"unit", "check", "result", NULL};
	static const char *const back[] = {
	    "number", "state", "part", "serial", "new-serial", NULL};
	static const char *const done[] = {"kind", "side", "text", NULL};
	int code = add_alarms(desk, log, number);

	if (code == VG_OK)
		code =
		    add_rows(desk, log, VG_STOREPROOFLOG_CHECKS, number, "check", check);
	if (code == VG_OK)
		code =
		    add_rows(desk, log, VG_STOREPROOFLOG_RETURNS, number, "return", back);
	return code == VG_OK
	    ? add_rows(desk, log, VG_STOREPROOFLOG_ENTRIES, number, "done", done)
	    : code;
}

int
vg_deskprooflog_freeze(
    struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now)
{
	char source[VG_INSTANT_TEXT_SIZE + 16], at[VG_INSTANT_TEXT_SIZE];
	struct vg_buf body;

	if (desk->replaying)
		return VG_OK;
	struct vg_prooflog *log = begin(desk, row, now);
	int code = gather(desk, log, row->number);
	vg_instant_text(now, at);
	vg_text_format(source, sizeof(source), "collector/%s", at);
	vg_buf_init(&body, 0);
	vg_prooflog_write(log, &body);
	if (code == VG_OK)
		code = vg_deskproof_add(
		    desk, row->number, "case", "until-now.json", source, now, &body);
	vg_buf_fini(&body);
	vg_prooflog_free(log);
	return code;
}
