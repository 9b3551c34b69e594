/*
 * The collector's resources, read and written.
 */
#include "collector/courier/courierdesk.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"

#define DATA "/restconf/data/"
#define OPERATION "/restconf/operations/vigie-cases:"

/* --- what the collector says ------------------------------------------------------------------- */

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/*
 * What a refusal means: 503 is of a disk or of a moment, and what was asked is right; 500 is the collector's own
 * trouble, and may last; the rest of 4xx it does not understand.
 */
static int
code_of(long status)
{
	if (status == 404)
		return VG_ENOENT;
	if (status == 409)
		return VG_ECONFLICT;
	if (status == 401 || status == 403)
		return VG_EPOLICY;
	if (status == 500)
		return VG_ECORRUPT;
	return status > 500 ? VG_EAGAIN : VG_EINVAL;
}

/* The first sentence of a refusal (RFC 8040 section 7.1). */
static int
refuse(const struct vg_fetch_reply *reply, const json_t *body, struct vg_detail *detail)
{
	const json_t *errors = json_object_get(body, "ietf-restconf:errors");
	const json_t *first = json_array_get(json_object_get(errors, "error"), 0);
	const char *said = text_of(first, "error-message");

	return vg_detail_set(detail, code_of(reply->status), "collector: %ld %s",
	    reply->status, said[0] ? said : "without a sentence");
}

/* Asks, and gives what was answered with 2xx in '*answer' (owned; NULL: nothing). */
static int
ask(struct vg_fetch *fetch, const char *method, const char *target, const char *body,
    json_t **answer, struct vg_detail *detail)
{
	struct vg_fetch_reply reply;
	int code = vg_fetch_send(fetch, method, target, body, &reply, detail);

	*answer = NULL;
	if (code != VG_OK)
		return code;
	json_t *read = json_loadb(reply.body, reply.size, 0, NULL);
	if (reply.status / 100 == 2)
		*answer = read;
	else
		code = refuse(&reply, read, detail);
	if (code != VG_OK)
		json_decref(read);
	vg_fetch_reply_fini(&reply);
	return code;
}

void
vg_courierdesk_key(char key[VG_COURIER_KEY_SIZE])
{
	unsigned char chance[(VG_COURIER_KEY_SIZE - 1) / 2];

	vg_chance_fill(chance, sizeof(chance));
	vg_text_hex(key, chance, sizeof(chance));
}

/* Calls an operation with the members of 'input' (taken). */
static int
operate(struct vg_fetch *fetch, const char *name, const char *key, json_t *input,
    json_t **answer, struct vg_detail *detail)
{
	char target[96];

	json_object_set_new(input, "idempotency-key", json_string(key));
	json_t *request = json_pack("{s:o}", "vigie-cases:input", input);
	char *body = json_dumps(request, JSON_COMPACT);
	vg_text_format(target, sizeof(target), OPERATION "%s", name);
	int code = ask(fetch, "POST", target, body, answer, detail);
	free(body);
	json_decref(request);
	return code;
}

int
vg_courierdesk_take(struct vg_fetch *fetch, const char *key,
    const struct vg_courierdesk_taking *taking, char id[24], struct vg_detail *detail)
{
	json_t *answer, *input = json_object();

	json_object_set_new(input, "at-once", json_integer(taking->at_once));
	json_object_set_new(input, "post-s", json_integer(taking->post_s));
	int code = operate(fetch, "outbox-take", key, input, &answer, detail);
	const json_t *output = json_object_get(answer, "vigie-cases:output");

	if (code == VG_OK) {
		vg_text_copy(id, 24, text_of(output, "message"));
		if (!id[0])
			code = vg_detail_set(
			    detail, VG_EPARSE, "collector: a message without a number");
	}
	json_decref(answer);
	return code;
}

int
vg_courierdesk_next_try(
    struct vg_fetch *fetch, struct vg_wall *at, struct vg_detail *detail)
{
	json_t *answer;
	int code = ask(fetch, "GET", DATA "vigie-cases:letters", NULL, &answer, detail);
	const json_t *letters = json_object_get(answer, "vigie-cases:letters");

	*at = (struct vg_wall){0};
	if (code == VG_OK && text_of(letters, "next-try")[0])
		(void)vg_instant_parse(text_of(letters, "next-try"), at);
	json_decref(answer);
	return code;
}

int
vg_courierdesk_report(
    struct vg_fetch *fetch, const char *report, struct vg_detail *detail)
{
	json_t *input = json_loads(report, 0, NULL), *answer;
	char key[VG_COURIER_KEY_SIZE];

	if (!input)
		return vg_detail_set(detail, VG_EPARSE, "a report that is not whole");
	vg_courierdesk_key(key);
	int code = operate(fetch, "outbox-report", key, input, &answer, detail);
	json_decref(answer);
	return code;
}

/* --- what goes with it ----------------------------------------------------------------------- */

/* The manifest, and each entry's content in its place. */
static int
fill_bundle(struct vg_fetch *fetch, const char *resource, json_t *bundle,
    struct vg_detail *detail)
{
	json_t *entries = json_object_get(bundle, "entry"), *entry;
	char target[320];
	size_t i;
	int code = VG_OK;

	json_array_foreach(entries, i, entry)
	{
		json_t *answer = NULL;
		json_int_t number = json_integer_value(json_object_get(entry, "number"));
		vg_text_format(target, sizeof(target), DATA "%s/entry=%lld", resource,
		    (long long)number);
		code = ask(fetch, "GET", target, NULL, &answer, detail);
		const json_t *list = json_object_get(answer, "vigie-evidence:entry");
		const char *content = text_of(json_array_get(list, 0), "content");
		if (code == VG_OK)
			json_object_set_new(entry, "content", json_string(content));
		json_decref(answer);
		if (code != VG_OK)
			break;
	}
	return code;
}

static int
fetch_attached(struct vg_fetch *fetch, struct vg_courierletter_part *part, size_t most,
    struct vg_detail *detail)
{
	json_t *answer = NULL;
	char target[320];

	vg_text_format(target, sizeof(target), DATA "%s", part->resource);
	int code = ask(fetch, "GET", target, NULL, &answer, detail);
	json_t *bundle =
	    json_array_get(json_object_get(answer, "vigie-evidence:bundle"), 0);
	if (code == VG_OK)
		code = fill_bundle(fetch, part->resource, bundle, detail);
	char *text =
	    code == VG_OK ? json_dumps(answer, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
	if (text && strlen(text) <= most)
		vg_buf_add_text(&part->content, text);
	free(text);
	json_decref(answer);
	return code;
}

static void
say_left_out(struct vg_courierletter *letter, const struct vg_courierletter_part *part)
{
	char *longer = vg_mem_format(
	    "%s\n[%s: too large for a mail, left out / trop volumineux, non joint]\n",
	    letter->text, part->name);

	free(letter->text);
	letter->text = longer;
}

static int
read_attached(struct vg_fetch *fetch, const json_t *list, size_t most,
    struct vg_courierletter *letter, struct vg_detail *detail)
{
	const json_t *entry;
	size_t i;
	int code = VG_OK;

	json_array_foreach(list, i, entry)
	{
		if (code != VG_OK || letter->n_attached == VG_COURIER_ATTACHED_MAX)
			break;
		struct vg_courierletter_part *part =
		    &letter->attached[letter->n_attached];
		vg_buf_init(&part->content, most + 1);
		vg_text_copy(part->name, sizeof(part->name), text_of(entry, "name"));
		vg_text_copy(part->type, sizeof(part->type), text_of(entry, "type"));
		vg_text_copy(
		    part->resource, sizeof(part->resource), text_of(entry, "resource"));
		code = fetch_attached(fetch, part, most, detail);
		/* The evidence may have been erased since: the letter goes without it. */
		if (code == VG_ENOENT)
			code = VG_OK;
		if (part->content.size) {
			letter->n_attached++;
		} else {
			say_left_out(letter, part);
			vg_buf_fini(&part->content);
		}
	}
	return code;
}

/* --- the letter --------------------------------------------------------------------------------- */

#define TAKE(field, name) vg_text_copy(l->field, sizeof(l->field), text_of(from, name))

static void
read_letter(const json_t *from, struct vg_courierletter *l)
{
	const json_t *to = json_object_get(from, "to"), *address;
	size_t i;

	TAKE(id, "id");
	TAKE(state, "state");
	TAKE(taken_by, "taken-by");
	TAKE(channel, "channel");
	TAKE(case_number, "case");
	TAKE(from, "from");
	TAKE(from_name, "from-name");
	TAKE(message_id, "message-id");
	TAKE(in_reply_to, "in-reply-to");
	TAKE(auto_submitted, "auto-submitted");
	(void)vg_instant_parse(text_of(from, "made"), &l->made);
	l->round = json_integer_value(json_object_get(from, "round"));
	l->subject = vg_mem_text(text_of(from, "subject"));
	l->text = vg_mem_text(text_of(from, "text"));
	l->references = vg_mem_text(text_of(from, "references"));
	json_array_foreach(to, i, address)
	{
		const char *mail = json_string_value(address);
		if (mail && l->n_to < VG_COURIER_TO_MAX)
			vg_text_copy(l->to[l->n_to++], sizeof(l->to[0]), mail);
	}
}

static void
read_way(const json_t *from, struct vg_courierletter *l)
{
	const json_t *allow = json_object_get(from, "allow-address"), *prefix;
	size_t i;

	TAKE(way, "name");
	TAKE(url, "url");
	TAKE(credential, "credential");
	TAKE(authority, "authority");
	json_array_foreach(allow, i, prefix)
	{
		const char *text = json_string_value(prefix);
		if (text && l->n_allow < VG_COURIER_ALLOW_MAX)
			vg_text_copy(l->allow[l->n_allow++], sizeof(l->allow[0]), text);
	}
}

int
vg_courierdesk_letter(struct vg_fetch *fetch, const char *id, size_t most,
    struct vg_courierletter *letter, struct vg_detail *detail)
{
	json_t *answer;
	char target[96];

	memset(letter, 0, sizeof(*letter));
	vg_text_format(target, sizeof(target), DATA "vigie-cases:letters/letter=%s", id);
	int code = ask(fetch, "GET", target, NULL, &answer, detail);
	const json_t *one =
	    json_array_get(json_object_get(answer, "vigie-cases:letter"), 0);
	if (code == VG_OK && !one)
		code = vg_detail_set(
		    detail, VG_ENOENT, "collector: message %s has no letter", id);
	if (code == VG_OK) {
		read_letter(one, letter);
		read_way(json_object_get(one, "way"), letter);
		code = read_attached(
		    fetch, json_object_get(one, "attachment"), most, letter, detail);
	}
	json_decref(answer);
	return code;
}

void
vg_courierdesk_letter_fini(struct vg_courierletter *letter)
{
	for (size_t i = 0; i < letter->n_attached; i++)
		vg_buf_fini(&letter->attached[i].content);
	free(letter->subject);
	free(letter->text);
	free(letter->references);
	memset(letter, 0, sizeof(*letter));
}
