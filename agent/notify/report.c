/*
 * Heartbeat and standing list as JSON.
 */
#include "agent/notify/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "agent/history/jsonbody.h"
#include "lib/base/buf.h"
#include "lib/base/version.h"

static void
only(struct vg_message *message, enum vg_message_type type, struct vg_buf *json,
    struct vg_wall now)
{
	struct vg_message *made = NULL;

	if (vg_jsonbody_messages(type, vg_buf_text(json), json->size, now, &made) == 1)
		*message = made[0];
	free(made);
	vg_buf_fini(json);
}

void
vg_report_heartbeat(struct vg_message *message, const struct vg_notify_health *health,
    const struct vg_spool_counts *counts, const struct vg_faults *faults,
    int64_t interval_ms, struct vg_wall now)
{
	char digest[VG_DIGEST_TEXT_SIZE];
	struct vg_buf json;

	vg_fault_digest(faults, digest);
	vg_buf_init(&json, 0);
	vg_buf_add_text(&json, "{");
	vg_jsonbody_member(&json, "version", vg_version_text());
	vg_buf_addf(&json,
	    ",\"interval-ms\":%" PRId64 ",\"queue\":%" PRIu64 ",\"held\":%" PRIu64
	    ",\"lost\":%" PRIu64 ",\"standing\":%zu,\"digest\":\"%s\"",
	    interval_ms, counts->queue, counts->waiting, counts->lost,
	    vg_fault_count(faults), digest);
	if (health->configuration)
		vg_jsonbody_member(&json, "configuration", health->configuration);
	vg_buf_addf(&json, ",\"clock-kept\":%s", health->clock_kept ? "true" : "false");
	if (health->clock_kept)
		vg_buf_addf(
		    &json, ",\"clock-offset-us\":%" PRId64, health->clock_offset_us);
	if (health->cycle_age_ms >= 0)
		vg_buf_addf(&json, ",\"cycle-age-ms\":%" PRId64, health->cycle_age_ms);
	vg_buf_addf(&json, ",\"cycle-ms\":%" PRId64, health->cycle_ms);
	vg_buf_addf(&json,
	    ",\"cycles-skipped\":%" PRIu64 ",\"devices\":%" PRIu64
	    ",\"unreachable\":%" PRIu64 "}",
	    health->skipped, health->devices, health->unreachable);
	only(message, VG_MESSAGE_HEARTBEAT, &json, now);
}

size_t
vg_report_standing(const struct vg_faults *faults, uint64_t next, struct vg_wall now,
    struct vg_message **messages)
{
	struct vg_buf json;

	vg_buf_init(&json, 0);
	vg_buf_add_text(&json, "{\"standing\":[");
	for (size_t i = 0; i < vg_fault_count(faults); i++)
		vg_buf_addf(&json, "%s%" PRIu64, i ? "," : "",
		    vg_fault_at(faults, i)->key.sequence);
	vg_buf_addf(&json, "],\"next\":%" PRIu64 "}", next);
	size_t n = vg_jsonbody_messages(
	    VG_MESSAGE_STANDING, vg_buf_text(&json), json.size, now, messages);
	vg_buf_fini(&json);
	return n;
}
