/*
 * What agents say of themselves and of their equipment: sign of life, inventory, evidence,
 * gaps, standing lists.  What their silence says: desksilence.c.
 */
#include "collector/desk/agents/deskagent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskback.h"
#include "collector/desk/agents/deskbeat.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/foreign/deskidentity.h"
#include "collector/desk/foreign/deskunknown.h"
#include "collector/desk/record/deskproof.h"
#include "collector/desk/returns/deskswap.h"
#include "collector/normal/normal.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/model/trapblob.h"

/* As many as an agent cuts one body into (agent/history/jsonbody.h). */
enum { MAX_PARTS = 64 };

/* Tells the doors of an agent, by its name as a resource. */
static int
tell_agent(struct vg_desk *desk, struct vg_wall now, const char *kind, const char *agent,
    const char *text)
{
	char resource[VG_RESOURCE_SIZE];

	vg_resource_build(resource, "agent", agent, NULL);
	return vg_desk_tell(desk, now, kind, "", resource, text);
}

int
vg_deskagent_say_self(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, enum vg_action action, enum vg_severity severity,
    struct vg_wall moment, struct vg_wall now, const char *text)
{
	struct vg_event e = {
	    .action = action, .origin = VG_ORIGIN_SELF, .severity = severity};
	struct vg_detail detail;

	e.since = e.agent_time = moment;
	e.received = now;
	vg_text_copy(e.resource, sizeof(e.resource), resource);
	vg_text_copy(e.kind, sizeof(e.kind), kind);
	vg_text_copy(e.qualifier, sizeof(e.qualifier), qualifier);
	vg_text_copy(e.text, sizeof(e.text), text);
	return vg_deskapply_event(desk, &e, "", 0, now, false, &detail);
}

int
vg_deskagent_tell_self(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, enum vg_action action, enum vg_severity severity,
    struct vg_wall now, const char *text)
{
	return vg_deskagent_say_self(
	    desk, resource, kind, qualifier, action, severity, now, now, text);
}

/* One alarm for all of them: a repeat is counted. */
int
vg_deskagent_unapplied(struct vg_desk *desk, const char *class, const char *name,
    struct vg_wall now, const char *why)
{
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];
	size_t told = desk->n_pending;
	int code = vg_db_save(desk->db);

	if (code != VG_OK)
		return code;
	vg_resource_build(resource, class, name, NULL);
	vg_text_format(text, sizeof(text), "could not be applied: %.400s", why);
	code = vg_deskagent_tell_self(desk, resource, "unclassified-notification",
	    "unapplied", VG_ACTION_RAISE, VG_SEVERITY_MINOR, now, text);
	if (code == VG_OK)
		return vg_db_keep(desk->db);
	vg_db_undo(desk->db);
	desk->n_pending = told;
	return vg_db_is_disk(code) ? code : VG_OK;
}

/*
 * A spool that an agent has left for another is ended: what still comes of it is a copy, and
 * what waited for a hole in it waits no more.
 */
static int
change_spool(
    struct vg_desk *desk, const struct vg_message *m, const void *old, struct vg_wall now)
{
	const struct vg_message_key *key = &m->event.key;
	int code = vg_db_run(desk->db, VG_SQL_SPOOL_END, "tbi", key->agent, old,
	    (size_t)VG_SPOOL_SIZE, now.us);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_MESSAGE_ABANDON, "tb", key->agent, old,
		    (size_t)VG_SPOOL_SIZE);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "hole", key->agent);
	if (code == VG_OK)
		code = tell_agent(desk, now, "agent-spool-new", key->agent,
		    "the agent has a new spool");
	return code;
}

int
vg_deskagent_heard(struct vg_desk *desk, const struct vg_message *message,
    struct vg_wall now, bool *new_spool, struct vg_wall *before)
{
	const struct vg_message_key *key = &message->event.key;
	const size_t q = VG_SQL_AGENT_GET;
	unsigned char old[VG_SPOOL_SIZE] = {0};
	bool exists = false, was_silent = false;
	size_t size = 0;
	int code = vg_db_query(desk->db, q, "t", key->agent);

	*before = (struct vg_wall){0};
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		const void *spool = vg_db_blob(desk->db, q, 0, &size);
		exists = true;
		before->us = vg_db_int(desk->db, q, 2);
		if (size == sizeof(old))
			memcpy(old, spool, size);
		was_silent = strcmp(vg_db_text(desk->db, q, 3), "silent") == 0;
		vg_db_done(desk->db, q);
	}
	*new_spool = !exists || memcmp(old, key->spool, sizeof(old)) != 0;
	if (code == VG_OK && exists && *new_spool)
		code = change_spool(desk, message, old, now);
	if (code == VG_OK && *new_spool)
		code = vg_db_run(desk->db, VG_SQL_AGENT_PUT, "tbii", key->agent,
		    key->spool, sizeof(key->spool), (int64_t)0, now.us);
	int64_t offset_ms = (message->event.agent_time.us - now.us) / VG_MS_US;
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_SQL_AGENT_HEARD, "tii", key->agent, now.us, offset_ms);
	return code == VG_OK
	    ? vg_deskback_heard(desk, key->agent, was_silent, !exists, now)
	    : code;
}

/* The doors are told of a device when what is known of it changed. */
static int
put_device(struct vg_desk *desk, const struct vg_inventory *i, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];
	int code = vg_db_run(desk->db, VG_SQL_DEVICE_SAME, "tttttti", i->device,
	    i->family, i->model, i->serial, i->software, i->hardware, now.us);

	if (code != VG_OK || vg_db_changes(desk->db) > 0)
		return code;
	code = vg_db_run(desk->db, VG_SQL_DEVICE_PUT, "tttttti", i->device, i->family,
	    i->model, i->serial, i->software, i->hardware, now.us);
	vg_resource_build(resource, "device", i->device, NULL);
	vg_text_format(text, sizeof(text), "%s, serial %s, software %s", i->family,
	    i->serial, i->software);
	return code == VG_OK
	    ? vg_desk_tell(desk, now, "device-changed", "", resource, text)
	    : code;
}

static int
take_inventory(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail)
{
	struct vg_inventory i;

	if (vg_normal_inventory(m->body, m->body_size, &i, detail) != VG_OK)
		return VG_EPARSE;
	const struct vg_conf_device *device = vg_conf_device(desk->conf, i.device);
	int code = VG_OK;
	if (!device || strcmp(device->agent, m->event.key.agent) != 0)
		code = vg_detail_set(detail, VG_EACCESS, "device %s is not of agent %s",
		    i.device, m->event.key.agent);
	if (code == VG_OK)
		code = put_device(desk, &i, now);
	if (code == VG_OK)
		code = vg_deskidentity_learn(desk, &i, now);
	if (code == VG_OK)
		code = vg_deskswap_inventory(
		    desk, &i, vg_deskapply_moment(desk, m->event.agent_time, now), now);
	free(i.parts);
	return code;
}

/* --- evidence ---------------------------------------------------------------------------- */

/* One body and the numbers of the messages that carried its parts. */
struct parts {
	const struct vg_message_key *key; /* of the part at hand, borrowed */
	int64_t first, after;             /* sequences: first <= part's < after */
	int64_t n;
	struct vg_buf body;
	bool whole;
};

static int
join_parts(struct vg_desk *desk, const struct vg_message *m, struct parts *p)
{
	const size_t q = VG_SQL_EVIDENCE_PARTS;
	int64_t n = 0;
	int code = vg_db_query(desk->db, q, "tbiii", p->key->agent, p->key->spool,
	    sizeof(p->key->spool), p->first, p->after, (int64_t)m->parts);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		size_t size = 0;
		const void *body = vg_db_blob(desk->db, q, 1, &size);
		n += vg_db_int(desk->db, q, 0) == n + 1;
		vg_buf_add(&p->body, body, size);
	}
	p->whole = code == VG_OK && n == p->n && p->body.error == VG_OK;
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The case that holds the alarm; none yet while the alarm stands and its case is still to come. */
static int
case_of_alarm(struct vg_desk *desk, const struct vg_alarm_row *alarm,
    char number[VG_CASE_NUMBER_SIZE])
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, alarm->case_number, &row);

	if (code == VG_OK && row.number[0] &&
	    (alarm->cleared || alarm->pending || vg_casestate_is_open(row.state)))
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, row.number);
	return code;
}

/* A whole body is placed under its alarm; that of another agent's alarm is refused. */
static int
place_evidence(struct vg_desk *desk, const struct parts *p, struct vg_wall now,
    struct vg_detail *detail)
{
	char number[VG_CASE_NUMBER_SIZE] = "";
	struct vg_evidence_key about;
	struct vg_event event = {.action = VG_ACTION_INFO};
	struct vg_alarm_row alarm;

	if (vg_normal_evidence(p->body.data, p->body.size, &about, detail) != VG_OK)
		return VG_EPARSE;
	vg_text_copy(event.resource, sizeof(event.resource), about.resource);
	vg_text_copy(event.kind, sizeof(event.kind), about.kind);
	vg_text_copy(event.qualifier, sizeof(event.qualifier), about.qualifier);
	int code = vg_deskrows_alarm(desk, &event, &alarm);
	if (code != VG_OK)
		return code;
	if (!alarm.id || strcmp(alarm.agent, p->key->agent) != 0)
		return vg_detail_set(detail, VG_EACCESS,
		    "evidence of %s %s: no alarm of agent %s", about.resource, about.kind,
		    p->key->agent);
	code = case_of_alarm(desk, &alarm, number);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_EVIDENCE_PLACE, "tbiiit", p->key->agent,
		    p->key->spool, sizeof(p->key->spool), p->first, p->after, alarm.id,
		    number);
	if (code == VG_OK && strcmp(event.kind, "unclassified-notification") == 0)
		code = vg_deskunknown_proof(desk, &event, p->key, p->first, &p->body);
	return code == VG_OK ? vg_deskproof_samples(desk, number, now) : code;
}

static int
take_evidence(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail)
{
	const struct vg_message_key *key = &m->event.key;
	struct parts p = {.key = key,
	    .first = (int64_t)key->sequence - (int64_t)m->part + 1,
	    .n = (int64_t)m->parts};

	if (m->part > m->parts || m->parts > MAX_PARTS)
		return vg_detail_set(detail, VG_EPARSE,
		    "evidence: part %u of %u; at most %d", m->part, m->parts, MAX_PARTS);
	p.after = p.first + p.n;
	int code = vg_db_run(desk->db, VG_SQL_EVIDENCE_ADD, "tbiiiib", key->agent,
	    key->spool, sizeof(key->spool), (int64_t)key->sequence, (int64_t)m->part,
	    (int64_t)m->parts, now.us, m->body, m->body_size);
	vg_buf_init(&p.body, 0);
	if (code == VG_OK)
		code = join_parts(desk, m, &p);
	if (code == VG_OK && p.whole)
		code = place_evidence(desk, &p, now, detail);
	vg_buf_fini(&p.body);
	return code;
}

/* --- what stands ------------------------------------------------------------------------- */

static bool
stands(const struct vg_standing *list, uint64_t sequence)
{
	/* What was told after the list was made is not in it, and stands all the same. */
	if (sequence == 0 || (list->next && sequence >= list->next))
		return true;
	for (size_t i = 0; i < list->n_sequences; i++) {
		if (list->sequences[i] == sequence)
			return true;
	}
	return false;
}

/* Alarms by their ids. */
struct ids {
	int64_t *id; /* owned */
	size_t n, room;
};

/* The standing alarms of the list's agent that it does not name. */
static int
find_gone(struct vg_desk *desk, const struct vg_message_key *key,
    const struct vg_standing *list, struct ids *gone)
{
	const size_t q = VG_SQL_ALARM_OF_AGENT;
	size_t size = 0;
	int code =
	    vg_db_query(desk->db, q, "tb", key->agent, key->spool, sizeof(key->spool));

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		/* Numbers count within a spool: those of an ended one name nothing here. */
		const void *spool = vg_db_blob(desk->db, q, 2, &size);
		bool same = size == sizeof(key->spool) &&
		    memcmp(spool, key->spool, sizeof(key->spool)) == 0;
		if (same && stands(list, (uint64_t)vg_db_int(desk->db, q, 1)))
			continue;
		gone->id = vg_mem_grow(gone->id, &gone->room, gone->n, sizeof(*gone->id));
		gone->id[gone->n++] = vg_db_int(desk->db, q, 0);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
clear_gone(struct vg_desk *desk, int64_t id, const struct vg_message *m,
    struct vg_wall now, struct vg_detail *detail)
{
	struct vg_wall listed = vg_deskapply_moment(desk, m->event.agent_time, now);
	struct vg_alarm_row row;
	int code = vg_deskrows_alarm_by_id(desk, id, &row);

	if (code != VG_OK)
		return code;
	row.event.action = VG_ACTION_CLEAR;
	row.event.origin = VG_ORIGIN_SELF;
	row.event.agent_time = listed;
	vg_text_copy(row.event.text, sizeof(row.event.text), "not standing at agent");
	return vg_deskapply_again(
	    desk, &row.event, m->event.key.agent, listed, now, detail);
}

/* Alarms of this agent that its list does not name any more are over. */
static int
take_standing(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail)
{
	struct vg_standing list;
	struct ids gone = {0};

	if (vg_normal_standing(m->body, m->body_size, &list, detail) != VG_OK)
		return VG_EPARSE;
	int code = find_gone(desk, &m->event.key, &list, &gone);
	free(list.sequences);
	for (size_t i = 0; code == VG_OK && i < gone.n; i++)
		code = clear_gone(desk, gone.id[i], m, now, detail);
	free(gone.id);
	return code == VG_OK ? vg_deskback_listed(desk, m->event.key.agent, now) : code;
}

/* The order of messages goes past it elsewhere (deskintake.c); here it is told. */
static int
take_gap(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail)
{
	char text[VG_TEXT_SIZE];
	struct vg_gap gap;

	if (vg_normal_gap(m->body, m->body_size, &gap, detail) != VG_OK)
		return VG_EPARSE;
	vg_text_format(text, sizeof(text),
	    "messages %" PRIu64 " to %" PRIu64 " were lost at the agent: %.64s",
	    gap.first, gap.last, gap.why);
	int code = tell_agent(desk, now, "agent-gap", m->event.key.agent, text);
	return code == VG_OK ? vg_deskbeat_gap(desk, m, &gap, text, now) : code;
}

/* --- bodies in parts --------------------------------------------------------------------- */

/* Adds the body of the stored message at hand when it is part 'wanted' of as many as 'm' has. */
static void
add_part(struct vg_desk *desk, const struct vg_message *m, uint32_t wanted,
    struct vg_buf *body, uint32_t *n)
{
	struct vg_message part = {0};
	struct vg_detail unused;
	struct vg_trap trap;
	size_t size;
	const void *blob = vg_db_blob(desk->db, VG_SQL_MESSAGE_PARTS, 0, &size);

	if (vg_trapblob_unpack(blob, size, &trap) == VG_OK &&
	    vg_vigiemib_decode(&trap, &part, &unused) == VG_OK && part.type == m->type &&
	    part.parts == m->parts && part.part == wanted) {
		vg_buf_add(body, part.body, part.body_size);
		++*n;
	}
	vg_vigiemib_fini(&part);
	vg_trap_fini(&trap);
}

/*
 * The parts came in order, each a stored message; with the last one the body is whole.  'whole'
 * borrows what 'body' holds.  VG_EPARSE when a part was lost on the way.
 */
static int
join_body(struct vg_desk *desk, const struct vg_message *m, struct vg_buf *body,
    struct vg_message *whole, struct vg_detail *detail)
{
	const size_t q = VG_SQL_MESSAGE_PARTS;
	const struct vg_message_key *key = &m->event.key;
	int64_t last = (int64_t)key->sequence;
	uint32_t n = 0;

	if (m->parts > MAX_PARTS)
		return vg_detail_set(detail, VG_EPARSE, "part %u of %u; at most %d",
		    m->part, m->parts, MAX_PARTS);
	int code = vg_db_query(desk->db, q, "tbii", key->agent, key->spool,
	    sizeof(key->spool), last - (int64_t)m->parts + 1, last);
	while (code == VG_OK && vg_db_next(desk->db, q))
		add_part(desk, m, n + 1, body, &n);
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	if (code == VG_OK && (n != m->parts || body->error != VG_OK))
		return vg_detail_set(
		    detail, VG_EPARSE, "%u of its %u parts are there", n, m->parts);
	*whole = *m;
	whole->body = body->data;
	whole->body_size = body->size;
	return code;
}

static int
take_whole(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail)
{
	struct vg_message whole = *m;
	struct vg_buf body;
	int code = VG_OK;

	if (m->part < m->parts)
		return VG_OK;
	vg_buf_init(&body, 0);
	if (m->parts > 1)
		code = join_body(desk, m, &body, &whole, detail);
	if (code == VG_OK)
		code = m->type == VG_MESSAGE_STANDING
		    ? take_standing(desk, &whole, now, detail)
		    : take_inventory(desk, &whole, now, detail);
	vg_buf_fini(&body);
	return code;
}

int
vg_deskagent_message(struct vg_desk *desk, const struct vg_message *message, int64_t row,
    struct vg_wall now, struct vg_detail *detail)
{
	(void)row;
	switch (message->type) {
	case VG_MESSAGE_HEARTBEAT:
		return vg_deskbeat_take(desk, message, now, detail);
	case VG_MESSAGE_INVENTORY:
	case VG_MESSAGE_STANDING:
		return take_whole(desk, message, now, detail);
	case VG_MESSAGE_EVIDENCE:
		/* A recording has its number and nothing of it. */
		return desk->replaying ? VG_OK
				       : take_evidence(desk, message, now, detail);
	case VG_MESSAGE_GAP:
		return take_gap(desk, message, now, detail);
	case VG_MESSAGE_RAISED:
	case VG_MESSAGE_CHANGED:
	case VG_MESSAGE_CLEARED:
		break;
	}
	return vg_detail_set(detail, VG_EINVAL, "not a message of an agent about itself");
}
