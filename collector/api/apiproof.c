/*
 * A bundle is fetched entry by entry, so that no answer is large; what was masked for the first
 * is kept a little for the next.
 */
#include "collector/api/apiproof.h"

#include <stdlib.h>
#include <string.h>

#include "collector/api/apiscope.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/record/deskproof.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/* A tree that changed meanwhile is masked by from then on. */
#define KEPT_US (5 * VG_SECOND_US)

/* Steps of the path. */
enum { CASE = 1, BUNDLE, ENTRY };

struct vg_apiproof {
	struct vg_desk *desk; /* borrowed */
	/* What was loaded last; 'until' unset: nothing. */
	struct vg_deskproof proof;
	enum vg_deskproof_audience audience;
	const struct vg_conf *conf; /* that it was masked by; compared, never read */
	struct vg_mono until;
};

struct vg_apiproof *
vg_apiproof_new(struct vg_desk *desk)
{
	struct vg_apiproof *made = vg_mem_zero(sizeof(*made));

	made->desk = desk;
	return made;
}

void
vg_apiproof_free(struct vg_apiproof *apiproof)
{
	if (!apiproof)
		return;
	vg_deskproof_fini(&apiproof->proof);
	free(apiproof);
}

/* Whether what is kept is what is asked for, and still as the desk has it. */
static bool
is_fresh(const struct vg_apiproof *a, const char *number,
    enum vg_deskproof_audience audience, const struct vg_digest *head)
{
	return a->until.us && vg_instant_mono_since(a->until, vg_clock_mono()) > 0 &&
	    a->audience == audience && a->conf == vg_desk_conf(a->desk) &&
	    strcmp(a->proof.manifest.case_number, number) == 0 &&
	    vg_digest_same(&a->proof.manifest.source, head);
}

static int
load(struct vg_apiproof *a, const char *number, enum vg_deskproof_audience audience,
    struct vg_detail *detail)
{
	struct vg_digest head;
	int code = vg_deskproof_head(a->desk, number, &head, detail);

	if (code != VG_OK || is_fresh(a, number, audience, &head))
		return code;
	vg_deskproof_fini(&a->proof);
	a->until.us = 0;
	code = vg_deskproof_load(a->desk, number, audience, &a->proof, detail);
	if (code != VG_OK)
		return code;
	a->audience = audience;
	a->conf = vg_desk_conf(a->desk);
	a->until = vg_instant_mono_add(vg_clock_mono(), KEPT_US);
	return VG_OK;
}

/* --- writing ------------------------------------------------------------------------------- */

static void
write_digest(struct vg_restdata *data, const char *name, const struct vg_digest *digest)
{
	char text[VG_DIGEST_TEXT_SIZE];

	vg_digest_text(digest, text);
	vg_restdata_leaf(data, name, text);
}

/* Base64 (RFC 4648 section 4). */
static void
write_content(struct vg_restdata *data, const unsigned char *octets, size_t size)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = vg_mem_zero((size + 2) / 3 * 4 + 1), *c = text;

	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		unsigned group = (unsigned)octets[i] << 16;
		group |= n > 1 ? (unsigned)octets[i + 1] << 8 : 0;
		group |= n > 2 ? octets[i + 2] : 0;
		*c++ = digits[group >> 18];
		*c++ = digits[group >> 12 & 63];
		*c++ = (char)(n > 1 ? digits[group >> 6 & 63] : '=');
		*c++ = (char)(n > 2 ? digits[group & 63] : '=');
	}
	vg_restdata_leaf(data, "content", text);
	free(text);
}

static void
write_entry(struct vg_restdata *data, const struct vg_manifest_entry *e, const void *body)
{
	char number[16];
	const char *key = number;

	vg_text_format(number, sizeof(number), "%u", e->number);
	vg_restdata_entry(data, "entry", &key, 1);
	vg_restdata_leaf(data, "name", e->name);
	vg_restdata_leaf(data, "kind", e->kind);
	vg_restdata_text(data, "source", e->source);
	vg_restdata_time(data, "taken", e->taken);
	vg_restdata_time(data, "recorded", e->recorded);
	vg_restdata_uint(data, "size", e->size);
	write_digest(data, "sha256", &e->sha256);
	write_digest(data, "chain", &e->chain);
	if (body)
		write_content(data, body, (size_t)e->size);
	vg_restdata_out(data);
}

/* The bundle loaded; of its entries all without content, or the one that 'wanted' names. */
static void
write_bundle(const struct vg_apiproof *a, struct vg_restdata *data, const char *wanted)
{
	const struct vg_manifest *m = &a->proof.manifest;
	const struct vg_digest head = vg_manifest_head(m);
	const char *audience = m->audience;

	vg_restdata_entry(data, "bundle", &audience, 1);
	write_digest(data, "head", &head);
	write_digest(data, "source", &m->source);
	for (size_t i = 0; i < m->n_left_out; i++)
		vg_restdata_leaf(data, "left-out", m->left_out[i]);
	for (size_t i = 0; i < m->n_entries; i++) {
		char number[16];
		vg_text_format(number, sizeof(number), "%u", m->entries[i].number);
		if (!wanted || strcmp(wanted, number) == 0)
			write_entry(
			    data, &m->entries[i], wanted ? a->proof.bodies[i] : NULL);
	}
	vg_restdata_out(data);
}

int
vg_apiproof_get(struct vg_apiproof *apiproof, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	static const char *const audiences[] = {
	    [VG_DESKPROOF_INTERNAL] = "internal", [VG_DESKPROOF_SUPPLIER] = "supplier"};
	const struct vg_restpath *path = ask->path;
	const char *keys[ENTRY + 1] = {NULL};
	bool sees = vg_deskread_persons(
	    apiproof->desk, ask->caller->user, (enum vg_role)ask->caller->role);
	const struct vg_deskscope scope = vg_apiscope_of(apiproof->desk, ask->caller);
	int code = VG_OK;

	for (size_t i = CASE; i <= ENTRY && i < path->n_steps; i++)
		keys[i] = path->steps[i].n_keys == 1 ? path->steps[i].keys[0] : NULL;
	if (!keys[CASE])
		return VG_OK;
	if (vg_deskscope_case(&scope, apiproof->desk, keys[CASE]) != VG_OK)
		return vg_detail_set(
		    detail, VG_ENOENT, "case %.32s: not found", keys[CASE]);
	vg_restdata_entry(data, "case", &keys[CASE], 1);
	for (int i = VG_DESKPROOF_INTERNAL; i <= VG_DESKPROOF_SUPPLIER; i++) {
		if (keys[BUNDLE] && strcmp(keys[BUNDLE], audiences[i]) != 0)
			continue;
		/* What is not masked may name persons. */
		if (i == VG_DESKPROOF_INTERNAL && !keys[BUNDLE] && !sees)
			continue;
		if (i == VG_DESKPROOF_INTERNAL && !sees) {
			code = vg_deskread_check(apiproof->desk, ask->caller->user,
			    (enum vg_role)ask->caller->role, detail);
			break;
		}
		code = load(apiproof, keys[CASE], (enum vg_deskproof_audience)i, detail);
		if (code != VG_OK)
			break;
		write_bundle(apiproof, data, keys[ENTRY]);
	}
	vg_restdata_out(data);
	return code;
}
