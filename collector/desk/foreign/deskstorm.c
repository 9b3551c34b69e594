/*
 * Storms at the desk.
 *
 * What is counted in memory is written as a whole, inside a transaction, and let go only after
 * its commit: a storm's own row bears sums, its cells what came since they were written last.
 * Between two writings a storm whose process dies loses a second of plain traps, which nobody
 * was promised; informs were not answered yet.
 */
#include "collector/desk/foreign/deskstorm.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/foreign/deskidentity.h"
#include "collector/desk/foreign/deskstormcore.h"
#include "collector/desk/record/deskdecision.h"
#include "collector/normal/normal.h"
#include "collector/storm/stormtally.h"
#include "collector/store/storestorm.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"

enum { PASSES = 20 /* a minute and source */ };

#define WRITE_US VG_SECOND_US
#define TELL_US VG_MINUTE_US
/* The first second says little of what a storm is: it is told once more, soon. */
#define SOON_US (5 * VG_SECOND_US)

static const char kind_name[] = "notification-storm";

/* --- one storm --------------------------------------------------------------------------- */

/* What its alarm is about stays what it was at its beginning, whatever the tree says later. */
static void
name_resource(const struct vg_desk *desk, struct vg_storm *storm)
{
	const struct vg_conf_device *device =
	    storm->source[0] ? vg_conf_device_at(desk->conf, storm->source) : NULL;
	char part[sizeof("source/") + VG_TRAP_SOURCE_SIZE];

	if (device) {
		vg_text_copy(storm->device, sizeof(storm->device), device->name);
		vg_resource_build(storm->resource, "device", device->name, "traps");
		return;
	}
	vg_text_format(
	    part, sizeof(part), "source/%s", storm->source[0] ? storm->source : "others");
	vg_resource_build(storm->resource, "collector", desk->conf->name, part);
}

/* What an earlier process counted of the same storm, which is still on. */
static void
recall(struct vg_desk *desk, struct vg_storm *storm)
{
	const size_t q = VG_STORESTORM_OPEN_OF;
	struct vg_db *db = desk->db;

	if (vg_db_query(db, q, "t", storm->source) != VG_OK || !vg_db_next(db, q))
		return;
	storm->row = vg_db_int(db, q, 0);
	storm->began.us = vg_db_int(db, q, 1);
	storm->last.us = vg_db_int(db, q, 2);
	storm->folded = (uint64_t)vg_db_int(db, q, 3);
	storm->unread = (uint64_t)vg_db_int(db, q, 4);
	storm->passed = (uint64_t)vg_db_int(db, q, 5);
	storm->looked = (uint64_t)vg_db_int(db, q, 6);
	storm->cells = (uint64_t)vg_db_int(db, q, 7);
	vg_text_copy(storm->device, sizeof(storm->device), vg_db_text(db, q, 8));
	vg_text_copy(storm->resource, sizeof(storm->resource), vg_db_text(db, q, 9));
	/* Its alarm was told when the row was made. */
	storm->told = storm->last;
	vg_db_done(db, q);
}

static struct vg_storm *
storm_of(struct vg_desk *desk, const struct vg_address *source, struct vg_wall now)
{
	unsigned char key[VG_STORMTALLY_KEY];
	char text[VG_NET_TEXT_SIZE];

	vg_net_octets(source, key);
	struct vg_storm *storm = vg_stormtally_find(desk->storms, key);
	if (storm)
		return storm;
	vg_net_text(source, text);
	storm = vg_stormtally_begin(desk->storms, key, text, now);
	if (!storm->resource[0]) {
		name_resource(desk, storm);
		recall(desk, storm);
	}
	return storm;
}

/* What was counted first waits for a second; true when nothing waited before. */
static bool
wait_to_write(struct vg_desk *desk, bool was_dirty, struct vg_wall now)
{
	if (!was_dirty)
		desk->storms_due = vg_instant_add(now, WRITE_US);
	return !was_dirty;
}

bool
vg_deskstorm_count(struct vg_desk *desk, const struct vg_address *source,
    const struct vg_oid *oid, struct vg_wall now)
{
	bool was_dirty = vg_stormtally_is_dirty(desk->storms);

	vg_stormtally_add(desk->storms, storm_of(desk, source, now),
	    oid ? VG_STORM_NAMED : VG_STORM_UNREAD, oid, now);
	return wait_to_write(desk, was_dirty, now);
}

/* --- its alarm --------------------------------------------------------------------------- */

static uint64_t
total_of(const struct vg_storm *storm)
{
	return storm->folded + storm->unread + storm->passed;
}

static void
say(const struct vg_desk *desk, const struct vg_storm *storm, char *text, size_t size)
{
	char name[VG_QUALIFIER_SIZE], most[VG_QUALIFIER_SIZE + 48] = "";
	uint64_t n = 0;
	const struct vg_oid *oid = vg_stormtally_most(storm, &n);

	if (oid && vg_oid_text(oid, name, sizeof(name)) == VG_OK)
		vg_text_format(most, sizeof(most), "; %s most: %" PRIu64, name, n);
	vg_text_format(text, size,
	    "%s is beyond its budget of %u a second: %" PRIu64 " counted, %" PRIu64
	    " not read, %" PRIu64 " taken as news%s",
	    storm->source[0] ? storm->source : "many sources", (unsigned)desk->conf->rate,
	    storm->folded, storm->unread, storm->passed, most);
}

/* An alarm that cannot be told, but for the disk, leaves the counts as they are. */
static int
tell(struct vg_desk *desk, const struct vg_storm *storm, enum vg_action action,
    struct vg_wall now)
{
	struct vg_event e = {.action = action,
	    .origin = VG_ORIGIN_SELF,
	    .severity = VG_SEVERITY_MAJOR,
	    .since = storm->began,
	    .agent_time = now,
	    .received = now};
	struct vg_detail detail = {0};
	size_t told = desk->n_pending;

	vg_text_copy(e.device, sizeof(e.device), storm->device);
	vg_text_copy(e.resource, sizeof(e.resource), storm->resource);
	vg_text_copy(e.kind, sizeof(e.kind), kind_name);
	say(desk, storm, e.text, sizeof(e.text));
	int code = vg_db_save(desk->db);
	if (code != VG_OK)
		return code;
	struct vg_deskdecision_storm why = {
	    .resource = storm->resource, .found = e.text, .n = total_of(storm)};
	if (action == VG_ACTION_RAISE)
		code = vg_deskdecision_storm(desk, &why, now);
	if (code == VG_OK)
		code = vg_deskapply_event(desk, &e, "", 0, now, false, &detail);
	if (code == VG_OK)
		code = vg_deskdecision_storm_told(desk, &why);
	if (code == VG_OK)
		return vg_db_keep(desk->db);
	vg_db_undo(desk->db);
	desk->n_pending = told;
	if (vg_db_is_disk(code))
		return code;
	vg_log(VG_LOG_ERROR, "storm", storm->source, "cannot be told: %s", detail.text);
	return VG_OK;
}

/* --- to disk ----------------------------------------------------------------------------- */

static int
begin_row(struct vg_desk *desk, struct vg_storm *storm)
{
	int code = vg_db_run(desk->db, VG_STORESTORM_BEGIN, "ttti", storm->source,
	    storm->device, storm->resource, storm->began.us);

	storm->staged_row = vg_db_last_id(desk->db);
	return code;
}

static int
write_sample(struct vg_desk *desk, const struct vg_storm *storm,
    const struct vg_storm_sample *sample)
{
	return vg_db_run(desk->db, VG_STORESTORM_SAMPLE, "iiib", storm->staged_row,
	    (int64_t)sample->number, sample->at.us, sample->blob.data, sample->blob.size);
}

/* When the alarm of 'storm' says more than it did, if there is more to say. */
static struct vg_wall
next_telling(const struct vg_storm *storm)
{
	bool first = vg_instant_since(storm->told, storm->began) < SOON_US;

	return vg_instant_add(storm->told, first ? SOON_US : TELL_US);
}

/* The alarm: at its beginning, soon after it, then once a minute when it is still on. */
static int
tell_of(struct vg_desk *desk, struct vg_storm *storm, struct vg_wall now)
{
	uint64_t total = total_of(storm);
	bool first = storm->row == 0;

	storm->staged_told = storm->told;
	storm->staged_total = storm->told_total;
	if (!first &&
	    (total == storm->told_total ||
		vg_instant_compare(now, next_telling(storm)) < 0))
		return VG_OK;
	storm->staged_told = now;
	storm->staged_total = total;
	return tell(desk, storm, first ? VG_ACTION_RAISE : VG_ACTION_CHANGE, now);
}

static int
put_due(struct vg_desk *desk, const struct vg_storm *storm)
{
	char object[24];

	vg_text_format(object, sizeof(object), "%" PRId64, storm->staged_row);
	return vg_desk_put_due(desk, "storm", object,
	    vg_instant_add(
		storm->last, (int64_t)desk->conf->storm_quiet_s * VG_SECOND_US));
}

static int
write_storm(struct vg_desk *desk, struct vg_storm *storm, struct vg_wall now)
{
	int code = VG_OK;

	storm->staged_row = storm->row;
	if (!storm->row)
		code = begin_row(desk, storm);
	if (code == VG_OK)
		code =
		    vg_db_run(desk->db, VG_STORESTORM_TOTALS, "iiiiii", storm->staged_row,
			storm->last.us, (int64_t)storm->folded, (int64_t)storm->unread,
			(int64_t)storm->passed, (int64_t)storm->looked);
	for (size_t i = 0; code == VG_OK && i < storm->n_samples; i++)
		code = write_sample(desk, storm, &storm->samples[i]);
	if (code == VG_OK && storm->newest.blob.size)
		code = write_sample(desk, storm, &storm->newest);
	if (code == VG_OK)
		code = put_due(desk, storm);
	return code == VG_OK ? tell_of(desk, storm, now) : code;
}

static int
write_cell(struct vg_desk *desk, const struct vg_storm_cell *cell)
{
	static const char *const kinds[VG_STORM_N_NAMES] = {
	    "named", "other", "unread", "news"};
	char oid[VG_OID_TEXT_SIZE] = "";
	int64_t row = cell->storm->staged_row;

	if (cell->count == 0)
		return VG_OK;
	if (cell->oid)
		vg_oid_text(cell->oid, oid, sizeof(oid));
	int code =
	    vg_db_run(desk->db, VG_STORESTORM_NAME, "itt", row, kinds[cell->name], oid);
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STORESTORM_COUNT, "ittiii", row, kinds[cell->name],
		  oid, cell->second, (int64_t)cell->span, (int64_t)cell->count)
	    : code;
}

int
vg_deskstorm_write(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_storm_cell *cell;
	struct vg_storm *storm;
	int code = VG_OK;

	for (size_t i = 0;
	     code == VG_OK && (storm = vg_stormtally_at(desk->storms, i)) != NULL; i++) {
		if (storm->dirty)
			code = write_storm(desk, storm, now);
	}
	for (size_t i = 0;
	     code == VG_OK && (cell = vg_stormtally_cell(desk->storms, i)) != NULL; i++)
		code = write_cell(desk, cell);
	return code;
}

static bool
is_untold(const struct vg_storm *storm)
{
	return storm->row && total_of(storm) != storm->told_total;
}

/* The first time at which an alarm has more to say; unset: none has. */
static struct vg_wall
first_telling(struct vg_desk *desk)
{
	struct vg_wall first = {0};
	struct vg_storm *storm;

	for (size_t i = 0; (storm = vg_stormtally_at(desk->storms, i)) != NULL; i++) {
		struct vg_wall at = next_telling(storm);
		if (is_untold(storm) &&
		    (!vg_instant_is_set(first) || vg_instant_compare(at, first) < 0))
			first = at;
	}
	return first;
}

void
vg_deskstorm_written(struct vg_desk *desk)
{
	struct vg_storm *storm;

	for (size_t i = 0; (storm = vg_stormtally_at(desk->storms, i)) != NULL; i++) {
		if (storm->dirty && storm->row == 0)
			vg_log(VG_LOG_WARNING, "storm", storm->source,
			    "begins: more than its budget of %u a second",
			    (unsigned)desk->conf->rate);
	}
	vg_stormtally_written(desk->storms);
	desk->storms_due = first_telling(desk);
}

/* Those whose alarm has more to say, and whose time for it has come, are written once more. */
static void
touch_untold(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_storm *storm;

	for (size_t i = 0; (storm = vg_stormtally_at(desk->storms, i)) != NULL; i++) {
		if (is_untold(storm) && vg_instant_compare(now, next_telling(storm)) >= 0)
			vg_stormtally_touch(desk->storms, storm);
	}
}

int
vg_deskstorm_flush(struct vg_desk *desk, struct vg_wall now)
{
	if (!desk->conf)
		return VG_OK;
	touch_untold(desk, now);
	if (!vg_stormtally_is_dirty(desk->storms)) {
		desk->storms_due = first_telling(desk);
		return VG_OK;
	}
	/* Once a second whatever comes of it: a full disk is not asked for each turn. */
	desk->storms_due = vg_instant_add(now, WRITE_US);
	int code = vg_db_begin(desk->db);
	if (code != VG_OK)
		return code;
	code = vg_deskstorm_write(desk, now);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code == VG_OK)
		vg_deskstorm_written(desk);
	return code;
}

void
vg_deskstorm_stepped(struct vg_desk *desk, struct vg_wall now)
{
	vg_stormtally_stepped(desk->storms, now);
	if (vg_instant_is_set(desk->storms_due))
		desk->storms_due = now;
}

/* --- what is taken as ever --------------------------------------------------------------- */

/* Rung 8: a major or critical fault that is told for the first time, or is over. */
static int
is_news(struct vg_desk *desk, const struct vg_event *e, bool *news)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, e->kind);
	enum vg_severity severity = e->severity;
	struct vg_alarm_row row;
	int code;

	if (!kind || (e->action != VG_ACTION_RAISE && e->action != VG_ACTION_CLEAR))
		return VG_OK;
	if (kind->highest && severity > kind->highest)
		severity = kind->highest;
	if (e->action == VG_ACTION_RAISE && severity < VG_SEVERITY_MAJOR)
		return VG_OK;
	code = vg_deskrows_alarm(desk, e, &row);
	bool stands = row.id && !row.cleared && !row.pending;
	if (code == VG_OK && e->action == VG_ACTION_RAISE)
		*news = !stands || severity > row.event.severity;
	else if (code == VG_OK)
		*news = stands && row.event.severity >= VG_SEVERITY_MAJOR;
	return code;
}

static bool
may_pass(struct vg_storm *storm, struct vg_wall now)
{
	if (vg_instant_since(now, storm->pass_from) >= VG_MINUTE_US) {
		storm->pass_from = now;
		storm->passes = 0;
	}
	return storm->passes < PASSES;
}

static int
brings_news(struct vg_desk *desk, const struct vg_trap *trap, bool *news)
{
	struct vg_detail unused;
	const struct vg_conf_device *device = vg_deskidentity_of(desk, trap, &unused);
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	int code = VG_OK;

	if (!device)
		return VG_OK;
	size_t n = vg_normal_foreign(desk->packs, device->supplier, device->name, trap,
	    vg_deskidentity_name, desk, events);
	for (size_t i = 0; i < n && code == VG_OK && !*news; i++)
		code = is_news(desk, &events[i], news);
	return code;
}

int
vg_deskstorm_fold(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    bool *folded, size_t *counted)
{
	bool was_dirty = vg_stormtally_is_dirty(desk->storms), news = false;
	struct vg_address source;
	int code = VG_OK;

	*folded = false;
	*counted = VG_DESKSTORM_NOT_COUNTED;
	/* Messages of our agents are numbered, and each is asked for until it is here. */
	if (vg_vigiemib_is(&trap->oid) ||
	    vg_net_parse(trap->source, trap->source_port, &source) != VG_OK)
		return VG_OK;
	struct vg_storm *storm = storm_of(desk, &source, now);
	if (may_pass(storm, now))
		code = brings_news(desk, trap, &news);
	if (code != VG_OK)
		return code;
	*counted = vg_stormtally_add(
	    desk->storms, storm, news ? VG_STORM_NEWS : VG_STORM_NAMED, &trap->oid, now);
	if (news)
		storm->passes++;
	else
		vg_stormtally_show(storm, trap);
	*folded = !news;
	wait_to_write(desk, was_dirty, now);
	return VG_OK;
}

void
vg_deskstorm_take_back(struct vg_desk *desk, size_t counted)
{
	const struct vg_storm_cell *cell = vg_stormtally_cell(desk->storms, counted);

	if (cell->name != VG_STORM_NEWS)
		vg_stormtally_unshow(cell->storm);
	else if (cell->storm->passes > 0)
		cell->storm->passes--;
	vg_stormtally_take_back(desk->storms, counted);
}

/* --- its end ----------------------------------------------------------------------------- */

static int
others_on(struct vg_desk *desk, const char *resource, int64_t id, bool *on)
{
	const size_t q = VG_STORESTORM_OTHERS;
	int code = vg_db_query(desk->db, q, "ti", resource, id);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*on = vg_db_int(desk->db, q, 0) > 0;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Rung 8 once more, with what it came to. */
static int
decide_end(struct vg_desk *desk, const struct vg_storm *storm, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];
	struct vg_deskdecision_storm why = {.resource = storm->resource,
	    .found = text,
	    .n = total_of(storm),
	    .over = true};

	say(desk, storm, text, sizeof(text));
	return vg_deskdecision_storm(desk, &why, now);
}

/* The alarm keeps the last thing that was said of it: the sums, then that it is over. */
static int
end_storm(struct vg_desk *desk, struct vg_storm *storm, struct vg_wall now)
{
	bool on = false;
	int code = vg_db_run(desk->db, VG_STORESTORM_END, "ii", storm->row, now.us);

	if (code == VG_OK)
		code = decide_end(desk, storm, now);
	if (code == VG_OK)
		code = others_on(desk, storm->resource, storm->row, &on);
	if (code == VG_OK)
		code = tell(desk, storm, VG_ACTION_CHANGE, now);
	if (code == VG_OK && !on)
		code = tell(desk, storm, VG_ACTION_CLEAR, now);
	if (code != VG_OK)
		return code;
	vg_log(VG_LOG_INFO, "storm", storm->source,
	    "is over: %" PRIu64 " counted, %" PRIu64 " not read, %" PRIu64
	    " taken as news",
	    storm->folded, storm->unread, storm->passed);
	/* Should the end not come to disk, the row brings it back. */
	vg_stormtally_end(desk->storms, storm);
	return VG_OK;
}

struct sought {
	char source[VG_TRAP_SOURCE_SIZE];
	bool on;
};

static void
take_source(const struct vg_storm_view *view, void *cookie)
{
	struct sought *sought = cookie;

	vg_text_copy(sought->source, sizeof(sought->source), view->source);
	sought->on = !vg_instant_is_set(view->ended);
}

/* Whether the storm of 'source' is in memory, or would be a storm of its own there. */
static bool
has_place(struct vg_desk *desk, const struct vg_address *source)
{
	unsigned char key[VG_STORMTALLY_KEY];

	vg_net_octets(source, key);
	return source->size == 0 || vg_stormtally_find(desk->storms, key) ||
	    !vg_stormtally_at(desk->storms, VG_STORMTALLY_SOURCES - 1);
}

int
vg_deskstorm_due(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	struct sought sought = {.on = false};
	struct vg_address source = {.size = 0};
	int64_t id = strtoll(object, NULL, 10);
	int code = vg_deskstorm_find(desk, id, take_source, &sought);

	if (code != VG_OK || !sought.on)
		return code;
	if (sought.source[0] && vg_net_parse(sought.source, 0, &source) != VG_OK)
		return VG_OK;
	int64_t quiet_us = (int64_t)desk->conf->storm_quiet_s * VG_SECOND_US;
	/* An earlier process counted it, and what is in memory now are as many others: later. */
	if (!has_place(desk, &source))
		return vg_desk_put_due(
		    desk, "storm", object, vg_instant_add(now, quiet_us));
	struct vg_storm *storm = storm_of(desk, &source, now);
	if (storm->dirty || vg_instant_since(now, storm->last) < quiet_us) {
		storm->staged_row = storm->row;
		return put_due(desk, storm);
	}
	return end_storm(desk, storm, now);
}
