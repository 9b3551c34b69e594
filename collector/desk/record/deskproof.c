/*
 * Freezing.
 */
#include "collector/desk/record/deskproof.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskmask.h"
#include "collector/desk/record/deskwriter.h"
#include "collector/evidence/proofbody.h"
#include "collector/normal/normal.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"

/* So much is frozen of one case: a flapping fault must not fill the disk. */
enum { MAX_ENTRIES = 400, MAX_SIZE = 24 * 1024 * 1024 };

static const char full[] =
    "no more is frozen: this case has as much evidence as one case may have";

/* --- adding -------------------------------------------------------------------------------- */

struct last {
	int64_t number; /* 0: none */
	int64_t size;   /* octets of all */
	struct vg_digest chain;
};

static int
load_last(struct vg_desk *desk, const char *number, struct last *last)
{
	const size_t q = VG_SQL_PROOF_LAST;
	int code = vg_db_query(desk->db, q, "t", number);
	size_t size = 0;

	memset(last, 0, sizeof(*last));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	last->number = vg_db_int(desk->db, q, 0);
	const void *chain = vg_db_blob(desk->db, q, 1, &size);
	if (size == sizeof(last->chain.octet))
		memcpy(last->chain.octet, chain, size);
	last->size = vg_db_int(desk->db, q, 2);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* Whether the case has that already: a message can be told twice, samples be joined twice. */
static bool
has(struct vg_desk *desk, const char *number, const char *kind, const char *source)
{
	const size_t q = VG_SQL_PROOF_HAS;
	bool found = vg_db_query(desk->db, q, "ttt", number, kind, source) == VG_OK &&
	    vg_db_next(desk->db, q);

	if (found)
		vg_db_done(desk->db, q);
	return found;
}

static int
put(struct vg_desk *desk, const char *number, const struct vg_manifest_entry *e,
    const void *body, size_t size)
{
	int code = vg_db_run(desk->db, VG_SQL_PROOF_ADD, "titttiiibb", number,
	    (int64_t)e->number, e->name, e->kind, e->source, e->taken.us, e->recorded.us,
	    (int64_t)e->size, e->sha256.octet, sizeof(e->sha256.octet), e->chain.octet,
	    sizeof(e->chain.octet));

	return code == VG_OK ? vg_db_run(desk->db, VG_SQL_PROOF_BODY, "tib", number,
				   (int64_t)e->number, size ? body : "", size)
			     : code;
}

/* Freezes 'body'; the last entry there is room for says that there is no more. */
static int
freeze(struct vg_desk *desk, const char *number, const char *kind, const char *name,
    const char *source, struct vg_wall taken, struct vg_wall now,
    const struct vg_buf *body)
{
	struct vg_manifest_entry e = {.taken = taken, .recorded = now};
	struct vg_buf note;
	struct last last;
	int code = load_last(desk, number, &last);

	if (code != VG_OK || last.number >= MAX_ENTRIES ||
	    has(desk, number, kind, source) || has(desk, number, "note", full))
		return code;
	bool too_much = last.number + 1 == MAX_ENTRIES ||
	    last.size + (int64_t)body->size > MAX_SIZE ||
	    body->size > VG_MANIFEST_BODY_MAX || body->error != VG_OK;
	e.number = (uint32_t)last.number + 1;
	vg_text_copy(e.kind, sizeof(e.kind), too_much ? "note" : kind);
	vg_text_copy(e.name, sizeof(e.name), too_much ? "note.json" : name);
	vg_text_copy(e.source, sizeof(e.source), too_much ? full : source);
	vg_buf_init(&note, 0);
	if (too_much)
		vg_proofbody_note(full, &note);
	const struct vg_buf *kept = too_much ? &note : body;
	vg_manifest_seal_entry(&e, &last.chain, kept->data, kept->size);
	code = put(desk, number, &e, kept->data, kept->size);
	vg_buf_fini(&note);
	return code;
}

int
vg_deskproof_add(struct vg_desk *desk, const char *number, const char *kind,
    const char *name, const char *source, struct vg_wall now, const struct vg_buf *body)
{
	vg_deskrepeat_forget(desk);
	return freeze(desk, number, kind, name, source, now, now, body);
}

/* --- the case ------------------------------------------------------------------------------ */

/* Copies of the columns a case entry is made of. */
struct known {
	char family[VG_NAME_SIZE], model[VG_TEXT_SIZE], serial[VG_SERIAL_SIZE],
	    software[VG_TEXT_SIZE], hardware[VG_TEXT_SIZE];
	char version[VG_NAME_SIZE], sha256[VG_DIGEST_TEXT_SIZE];
};

static int
load_device(struct vg_desk *desk, const char *device, struct known *known,
    struct vg_proofbody_case *facts)
{
	const size_t q = VG_SQL_DEVICE_GET;
	int code = vg_db_query(desk->db, q, "t", device);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	vg_text_copy(known->family, sizeof(known->family), vg_db_text(desk->db, q, 0));
	vg_text_copy(known->model, sizeof(known->model), vg_db_text(desk->db, q, 1));
	vg_text_copy(known->serial, sizeof(known->serial), vg_db_text(desk->db, q, 2));
	vg_text_copy(
	    known->software, sizeof(known->software), vg_db_text(desk->db, q, 3));
	vg_text_copy(
	    known->hardware, sizeof(known->hardware), vg_db_text(desk->db, q, 4));
	facts->inventory.us = vg_db_int(desk->db, q, 5);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
load_agent(struct vg_desk *desk, const char *agent, struct known *known,
    struct vg_proofbody_case *facts)
{
	const size_t q = VG_SQL_AGENT_GET;
	int code = vg_db_query(desk->db, q, "t", agent);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	facts->agent_heard.us = vg_db_int(desk->db, q, 2);
	vg_text_copy(known->version, sizeof(known->version), vg_db_text(desk->db, q, 6));
	facts->clock_offset_ms = vg_db_int(desk->db, q, 7);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
load_revision(struct vg_desk *desk, struct known *known, struct vg_proofbody_case *facts)
{
	const size_t q = VG_SQL_PROOF_REVISION;
	int code = vg_db_query(desk->db, q, "i", desk->revision);

	facts->revision = desk->revision;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	vg_text_copy(known->sha256, sizeof(known->sha256), vg_db_text(desk->db, q, 0));
	facts->revision_taken.us = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
freeze_case(struct vg_desk *desk, const char *number, const struct vg_passage *p)
{
	const struct vg_conf_device *d = p->device;
	struct known known = {.family = ""};
	struct vg_case_row row;
	struct vg_buf body;
	int code = vg_deskrows_case(desk, number, &row);

	if (code != VG_OK || !row.number[0])
		return code;
	struct vg_proofbody_case facts = {.number = number,
	    .title = row.title,
	    .subject = row.subject,
	    .class = row.class,
	    .severity = vg_severity_text(row.severity),
	    .kind = p->event->kind,
	    .resource = p->event->resource,
	    .text = p->event->text,
	    .client = row.client,
	    .site = row.site,
	    .device = row.device,
	    .agent = d ? d->agent : p->agent,
	    .supplier = row.supplier,
	    .contract = row.contract,
	    .mode = row.mode,
	    .family = known.family,
	    .model = known.model,
	    .serial = known.serial,
	    .software = known.software,
	    .hardware = known.hardware,
	    .agent_version = known.version,
	    .revision_sha256 = known.sha256,
	    .opened = row.opened,
	    .addresses = d ? (const char(*)[64])d->addresses : NULL,
	    .n_addresses = d ? d->n_addresses : 0};
	code = load_device(desk, row.device, &known, &facts);
	if (code == VG_OK)
		code = load_agent(desk, facts.agent, &known, &facts);
	if (code == VG_OK)
		code = load_revision(desk, &known, &facts);
	vg_buf_init(&body, 0);
	vg_proofbody_case(&facts, &body);
	if (code == VG_OK)
		code = freeze(desk, number, "case", "case.json", "collector", row.opened,
		    p->now, &body);
	vg_buf_fini(&body);
	return code;
}

/* --- messages ------------------------------------------------------------------------------ */

static void
message_source(struct vg_db *db, char source[VG_MANIFEST_SOURCE_SIZE])
{
	const size_t q = VG_SQL_PROOF_MESSAGE;
	const char *agent = vg_db_text(db, q, 1);
	char spool[2 * VG_SPOOL_SIZE + 1] = "";
	size_t size = 0;
	const void *octets = vg_db_blob(db, q, 2, &size);

	if (size == VG_SPOOL_SIZE)
		vg_text_hex(spool, octets, size);
	if (agent[0])
		vg_text_format(source, VG_MANIFEST_SOURCE_SIZE, "agent/%s/%s/%" PRId64,
		    agent, spool, vg_db_int(db, q, 3));
	else
		vg_text_format(source, VG_MANIFEST_SOURCE_SIZE, "trap/%s/%" PRId64,
		    vg_db_text(db, q, 4), vg_db_int(db, q, 0));
}

/* The message as it is stored, and the same decoded. */
static int
freeze_message(struct vg_desk *desk, const char *number, const struct vg_passage *p)
{
	const size_t q = VG_SQL_PROOF_MESSAGE;
	char source[VG_MANIFEST_SOURCE_SIZE];
	struct vg_buf raw, event;
	struct vg_wall received;
	struct vg_trap trap;
	size_t size = 0;
	int code = vg_db_query(desk->db, q, "ii", p->message, p->alarm.id);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	vg_buf_init(&raw, 0);
	vg_buf_init(&event, 0);
	message_source(desk->db, source);
	received.us = vg_db_int(desk->db, q, 5);
	const void *body = vg_db_blob(desk->db, q, 6, &size);
	vg_buf_add(&raw, body, size);
	vg_db_done(desk->db, q);
	if (vg_trapblob_unpack(raw.data, raw.size, &trap) == VG_OK) {
		vg_proofbody_event(&trap, source, &event);
		vg_trap_fini(&trap);
		code = freeze(desk, number, "event", "event.json", source, received,
		    p->now, &event);
	}
	if (code == VG_OK)
		code = freeze(
		    desk, number, "raw", "message.bin", source, received, p->now, &raw);
	vg_buf_fini(&event);
	vg_buf_fini(&raw);
	return code;
}

/* --- samples ------------------------------------------------------------------------------- */

static int
freeze_samples(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	const size_t q = VG_SQL_PROOF_SAMPLES;
	struct vg_buf body, plain;
	int code = vg_db_query(desk->db, q, "t", number);

	/* Only whole bodies have a case, and their parts stand side by side. */
	vg_buf_init(&body, VG_MANIFEST_BODY_MAX);
	vg_buf_init(&plain, VG_MANIFEST_BODY_MAX);
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		char source[VG_MANIFEST_SOURCE_SIZE];
		size_t size = 0;
		const void *part = vg_db_blob(desk->db, q, 2, &size);
		vg_buf_add(&body, part, size);
		if (vg_db_int(desk->db, q, 3) < vg_db_int(desk->db, q, 4))
			continue;
		vg_text_format(
		    source, sizeof(source), "agent/%s", vg_db_text(desk->db, q, 0));
		const struct vg_wall received = {vg_db_int(desk->db, q, 1)};
		if (!has(desk, number, "samples", source) &&
		    vg_normal_plain(body.data, body.size, &plain) == VG_OK)
			code = freeze(desk, number, "samples", "samples.json", source,
			    received, now, &plain);
		vg_buf_reset(&body);
		vg_buf_reset(&plain);
	}
	if (code != VG_OK)
		vg_db_done(desk->db, q);
	vg_buf_fini(&plain);
	vg_buf_fini(&body);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskproof_samples(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct last last;
	int code = load_last(desk, number, &last);

	return code == VG_OK && last.number ? freeze_samples(desk, number, now) : code;
}

/* --- the passage --------------------------------------------------------------------------- */

/* The case that the passage worked on; "" when there is none. */
static const char *
case_of(const struct vg_passage *p)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		const struct vg_deed *deed = &p->verdict.deeds[i];
		if (deed->type == VG_DEED_CASE_JOIN || deed->type == VG_DEED_CASE_REOPEN)
			return deed->number[0] ? deed->number : p->opened;
	}
	return p->opened[0] ? p->opened : p->facts.alarm.case_number;
}

bool
vg_deskproof_takes(struct vg_desk *desk, const struct vg_passage *p)
{
	const char *number = case_of(p);
	struct last last;

	/* A replay freezes no evidence. */
	if (!number[0] || p->facts.source_may_not || desk->replaying)
		return false;
	if (load_last(desk, number, &last) != VG_OK)
		return true;
	return last.number ? last.number < MAX_ENTRIES : p->kind.hardware;
}

int
vg_deskproof_keep(struct vg_desk *desk, const struct vg_passage *p)
{
	const char *number = case_of(p);
	struct last last;

	if (!number[0] || p->facts.source_may_not || desk->replaying)
		return VG_OK;
	int code = load_last(desk, number, &last);
	if (code != VG_OK || (!last.number && !p->kind.hardware) ||
	    last.number >= MAX_ENTRIES)
		return code;
	if (!last.number) {
		/* From now on what repeats an alarm of the case is evidence. */
		vg_deskrepeat_forget(desk);
		code = freeze_case(desk, number, p);
	}
	if (code == VG_OK)
		code = freeze_message(desk, number, p);
	return code == VG_OK ? freeze_samples(desk, number, p->now) : code;
}

/* --- giving it to doors -------------------------------------------------------------------- */

int
vg_deskproof_head(struct vg_desk *desk, const char *number, struct vg_digest *head,
    struct vg_detail *detail)
{
	struct last last;
	int code = load_last(desk, number, &last);

	if (code != VG_OK)
		return vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
	*head = last.chain;
	return last.number ? VG_OK
			   : vg_detail_set(detail, VG_ENOENT,
				 "case %.32s: no evidence was frozen for it", number);
}

static void
read_entry(struct vg_db *db, struct vg_manifest_entry *e)
{
	const size_t q = VG_SQL_PROOF_OF;
	size_t size = 0;

	memset(e, 0, sizeof(*e));
	e->number = (uint32_t)vg_db_int(db, q, 0);
	vg_text_copy(e->name, sizeof(e->name), vg_db_text(db, q, 1));
	vg_text_copy(e->kind, sizeof(e->kind), vg_db_text(db, q, 2));
	vg_text_copy(e->source, sizeof(e->source), vg_db_text(db, q, 3));
	e->taken.us = vg_db_int(db, q, 4);
	e->recorded.us = vg_db_int(db, q, 5);
	e->size = (uint64_t)vg_db_int(db, q, 6);
	const void *digest = vg_db_blob(db, q, 7, &size);
	if (size == sizeof(e->sha256.octet))
		memcpy(e->sha256.octet, digest, size);
	digest = vg_db_blob(db, q, 8, &size);
	if (size == sizeof(e->chain.octet))
		memcpy(e->chain.octet, digest, size);
}

/* All entries with their bodies; the body of an erased one is NULL. */
static int
load_entries(struct vg_desk *desk, const char *number, struct vg_deskproof *proof)
{
	const size_t q = VG_SQL_PROOF_OF;
	int code = vg_db_query(desk->db, q, "t", number);

	proof->bodies = vg_mem_array(VG_MANIFEST_MAX, sizeof(*proof->bodies));
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		struct vg_manifest_entry e;
		size_t size = 0;
		read_entry(desk->db, &e);
		const void *body = vg_db_blob(desk->db, q, 9, &size);
		bool erased = vg_db_is_null(desk->db, q, 9);
		proof->bodies[proof->manifest.n_entries] =
		    erased ? NULL : vg_mem_text_n(size ? body : "", size);
		vg_manifest_add_entry(&proof->manifest, &e);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Masks entry and body; false when it cannot be, and so must be left out. */
static bool
mask_entry(struct vg_mask *mask, struct vg_manifest_entry *e, void **body)
{
	struct vg_buf out, source;
	struct vg_detail unused;

	if (strcmp(e->kind, "raw") == 0)
		return false;
	vg_buf_init(&out, 0);
	vg_buf_init(&source, 0);
	int code = vg_mask_json(mask, *body, (size_t)e->size, &out, &unused);
	vg_mask_text(mask, e->source, &source);
	vg_text_copy(e->source, sizeof(e->source), vg_buf_text(&source));
	if (code == VG_OK) {
		free(*body);
		e->size = out.size;
		*body = vg_buf_give(&out);
	}
	vg_buf_fini(&source);
	vg_buf_fini(&out);
	return code == VG_OK;
}

/* Drops what may not be given and chains what is left anew. */
static void
reduce(struct vg_deskproof *proof, struct vg_mask *mask)
{
	struct vg_manifest *m = &proof->manifest;
	struct vg_digest previous = {{0}};
	char note[VG_MANIFEST_NOTE_SIZE];
	size_t n = 0;

	for (size_t i = 0; i < m->n_entries; i++) {
		struct vg_manifest_entry e = m->entries[i];
		void *body = proof->bodies[i];
		proof->bodies[i] = NULL;
		if (!body || (mask && !mask_entry(mask, &e, &body))) {
			vg_text_format(note, sizeof(note), "entry %u, %s: %s", e.number,
			    e.name, body ? "not given to a supplier" : "erased");
			vg_manifest_add_note(m, note);
			free(body);
			continue;
		}
		vg_manifest_seal_entry(&e, &previous, body, (size_t)e.size);
		previous = e.chain;
		m->entries[n] = e;
		proof->bodies[n++] = body;
	}
	m->n_entries = n;
}

/* For the supplier (P4). */
static int
mask_all(struct vg_desk *desk, struct vg_deskproof *proof)
{
	struct vg_manifest *m = &proof->manifest;
	char note[VG_MANIFEST_NOTE_SIZE];
	struct vg_case_row row;
	struct vg_mask *mask = vg_deskmask_new(desk,
	    vg_deskrows_case(desk, m->case_number, &row) == VG_OK ? row.client : "");
	int code = vg_deskwriter_mask(desk, m->case_number, mask);

	/* All is learnt before anything is masked: a name can stand before what teaches it. */
	for (size_t i = 0; i < m->n_entries; i++) {
		if (proof->bodies[i])
			vg_mask_learn(mask, proof->bodies[i], (size_t)m->entries[i].size);
	}
	reduce(proof, mask);
	vg_text_format(note, sizeof(note),
	    "names of clients, sites, devices, agents and persons, addresses, mail, telephone "
	    "numbers and the system group: %zu, replaced by placeholders",
	    vg_mask_replaced(mask));
	vg_manifest_add_note(m, note);
	if (vg_mask_octets(mask)) {
		vg_text_format(note, sizeof(note),
		    "values of octets that are no text: %zu", vg_mask_octets(mask));
		vg_manifest_add_note(m, note);
	}
	vg_mask_free(mask);
	return code;
}

static bool
any_erased(const struct vg_deskproof *proof)
{
	for (size_t i = 0; i < proof->manifest.n_entries; i++) {
		if (!proof->bodies[i])
			return true;
	}
	return false;
}

int
vg_deskproof_load(struct vg_desk *desk, const char *number,
    enum vg_deskproof_audience audience, struct vg_deskproof *proof,
    struct vg_detail *detail)
{
	struct vg_manifest *m = &proof->manifest;
	struct vg_digest head;
	int code = vg_deskproof_head(desk, number, &head, detail);

	memset(proof, 0, sizeof(*proof));
	if (code != VG_OK)
		return code;
	vg_text_copy(m->case_number, sizeof(m->case_number), number);
	vg_text_copy(m->audience, sizeof(m->audience),
	    audience == VG_DESKPROOF_SUPPLIER ? "supplier" : "internal");
	m->source = head;
	code = load_entries(desk, number, proof);
	if (code == VG_OK && audience == VG_DESKPROOF_SUPPLIER)
		code = mask_all(desk, proof);
	else if (code == VG_OK && any_erased(proof))
		reduce(proof, NULL);
	if (code == VG_OK)
		return VG_OK;
	vg_deskproof_fini(proof);
	return vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
}

void
vg_deskproof_fini(struct vg_deskproof *proof)
{
	for (size_t i = 0; proof->bodies && i < VG_MANIFEST_MAX; i++)
		free(proof->bodies[i]);
	free(proof->bodies);
	vg_manifest_fini(&proof->manifest);
	proof->bodies = NULL;
}
