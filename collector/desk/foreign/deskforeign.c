/*
 * Foreign notifications at the desk.
 */
#include "collector/desk/foreign/deskforeign.h"

#include <string.h>

#include "collector/desk/deskrepeat.h"
#include "collector/desk/foreign/deskidentity.h"
#include "collector/desk/foreign/deskunknown.h"
#include "collector/desk/record/deskmessage.h"
#include "collector/desk/record/deskrecent.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"
#include "lib/model/trappdu.h"

/* An SNMPv1 trap has nothing to tell it from another of the same tick but when it came. */
#define V1_WINDOW_US (5 * VG_SECOND_US)

static void
add_part(struct vg_buf *buf, const void *data, size_t size)
{
	vg_buf_add(buf, &size, sizeof(size));
	vg_buf_add(buf, data, size);
}

/*
 * What it says, whichever request-id it says it under: by this the mark knows it again, for a
 * sender that has given up begins anew with another one.  Of one that never was on a wire, its
 * fields stand for its PDU.
 */
static struct vg_digest
content_of(struct vg_desk *desk, const struct vg_trap *trap, size_t at)
{
	const struct vg_buf *pdu = &trap->pdu;
	struct vg_buf *buf = &desk->blob;

	vg_buf_reset(buf);
	if (pdu->size > 0) {
		vg_buf_add(buf, &trap->version, sizeof(trap->version));
		vg_buf_add(buf, &trap->inform, sizeof(trap->inform));
		add_part(buf, trap->source, strlen(trap->source));
		add_part(buf, trap->user, strlen(trap->user));
		add_part(buf, trap->engine, trap->engine_size);
		vg_buf_add(buf, pdu->data + at, pdu->size - at);
	} else {
		struct vg_trap copy = *trap;
		copy.received = (struct vg_wall){0};
		copy.source_port = 0;
		vg_trapblob_pack(&copy, buf);
	}
	return vg_digest_of(buf->data, buf->size);
}

/* The head of the PDU, with its request-id, in the digest of the rest: one digest tells both. */
static struct vg_digest
with_head(struct vg_digest content, const struct vg_trap *trap, size_t at)
{
	for (size_t i = 0; i < at; i++)
		content.octet[i % sizeof(content.octet)] ^= trap->pdu.data[i];
	return content;
}

/* No agent has an empty name: what the mark of a foreign trap is called meets no message's. */
static struct vg_message_key
mark_of(const struct vg_digest *content)
{
	struct vg_message_key key = {.agent = ""};

	memcpy(key.spool, content->octet, sizeof(key.spool));
	memcpy(&key.sequence, content->octet + sizeof(key.spool), sizeof(key.sequence));
	return key;
}

void
vg_deskforeign_read(struct vg_desk *desk, const struct vg_trap *trap,
    const struct vg_trap *came, struct vg_wall now)
{
	struct vg_deskforeign *f = desk->foreign;
	struct vg_detail unused;

	size_t at = vg_trappdu_content_at(trap->pdu.data, trap->pdu.size);
	const struct vg_digest content = content_of(desk, trap, at);
	f->digest = with_head(content, trap, at);
	f->seen =
	    came == trap ? f->digest : with_head(content_of(desk, came, at), came, at);
	f->window_us = trap->version == 1 ? V1_WINDOW_US : VG_DESKRECENT_WINDOW_US;
	f->device = vg_deskidentity_of(desk, trap, &unused);
	f->n_events = 0;
	f->mark = mark_of(&content);
	f->poisonous = !vg_deskmark_begin(desk, &f->mark);
	if (f->poisonous)
		return;
	if (f->device)
		f->n_events = vg_normal_foreign(desk->packs, f->device->supplier,
		    f->device->name, trap, vg_deskidentity_name, desk, f->events);
	vg_deskmark_end(desk);
	for (size_t i = 0; i < f->n_events; i++) {
		f->events[i].received = now;
		f->events[i].plain = !trap->authentic;
	}
}

static int
store(struct vg_desk *desk, const struct vg_trap *trap, const char *state, int64_t alarm,
    struct vg_wall now, int64_t *row)
{
	const struct vg_deskmessage message = {.trap = trap,
	    .digest = &desk->foreign->digest,
	    .state = state,
	    .alarm = alarm};
	int code = vg_deskmessage_store(desk, &message, now, row);

	if (code == VG_OK)
		vg_deskrecent_add(desk->recent, &desk->foreign->seen, now);
	return code;
}

int
vg_deskforeign_repeat(struct vg_desk *desk, const struct vg_trap *trap,
    struct vg_wall now, bool *taken, enum vg_intake_result *result)
{
	struct vg_deskforeign *f = desk->foreign;
	int64_t row;

	*taken = vg_deskrecent_has(desk->recent, &f->seen, f->window_us, now);
	*result = VG_INTAKE_KNOWN;
	if (*taken || f->n_events != 1)
		return VG_OK;
	int64_t alarm = vg_deskrepeat_count(desk, &f->events[0]);
	if (!alarm)
		return VG_OK;
	*taken = true;
	*result = VG_INTAKE_STORED;
	int code = store(desk, trap, "applied", alarm, now, &row);
	return code == VG_OK ? vg_deskunknown_event(desk, &f->events[0], "", row, now)
			     : code;
}

/*
 * One trap may tell of several faults; each in a savepoint, '*all_good' when none was refused.
 * What tells of one has the savepoint that it is taken in.
 */
static int
apply_claims(struct vg_desk *desk, int64_t row, struct vg_wall now, bool *all_good,
    struct vg_detail *detail)
{
	struct vg_deskforeign *f = desk->foreign;
	int code = VG_OK;

	if (f->n_events == 1) {
		bool crowded;
		code = vg_deskunknown_crowded(desk, &f->events[0], &crowded);
		if (code != VG_OK)
			return code;
		return crowded ? vg_deskunknown_event(desk, &f->events[0], "", row, now)
			       : vg_deskapply_event(
				     desk, &f->events[0], "", row, now, false, detail);
	}
	for (size_t i = 0; i < f->n_events && code == VG_OK; i++) {
		size_t told = desk->n_pending;
		code = vg_db_save(desk->db);
		if (code != VG_OK)
			return code;
		code =
		    vg_deskapply_event(desk, &f->events[i], "", row, now, false, detail);
		if (code == VG_OK) {
			code = vg_db_keep(desk->db);
			continue;
		}
		vg_db_undo(desk->db);
		desk->n_pending = told;
		*all_good = false;
		code = vg_db_is_disk(code) ? code : VG_OK;
	}
	return code;
}

static int
apply_foreign(
    struct vg_desk *desk, int64_t row, struct vg_wall now, struct vg_detail *detail)
{
	const struct vg_deskforeign *f = desk->foreign;
	bool all_good = !f->poisonous && vg_deskmark_begin(desk, &f->mark);
	int code = VG_OK;

	if (all_good) {
		code = apply_claims(desk, row, now, &all_good, detail);
		vg_deskmark_end(desk);
	} else {
		vg_detail_set(detail, VG_EINVAL, "%s", VG_DESKMESSAGE_DIED_TWICE);
	}
	if (code != VG_OK || all_good)
		return code;
	return vg_deskmessage_unapplied(
	    desk, "device", f->device->name, row, now, detail->text);
}

int
vg_deskforeign_take(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	const struct vg_conf_device *device = desk->foreign->device;
	int64_t row;
	int code = store(desk, trap, device ? "applied" : "history", 0, now, &row);

	*result = VG_INTAKE_STORED;
	if (code != VG_OK)
		return code;
	if (device)
		return apply_foreign(desk, row, now, detail);
	(void)vg_deskidentity_of(desk, trap, detail); /* says why there is none */
	return vg_deskunknown_source(desk, trap, row, now);
}
