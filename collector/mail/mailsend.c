/*
 * A mail on its way to the collector.
 */
#include "collector/mail/mailsend.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mail/mailtext.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/fetch/fetchonce.h"
#include "lib/os/chance.h"

enum { TIMEOUT_MS = 30000, LINE = 998, EXTENSION = 64 };

struct vg_mailsend {
	char *path;                    /* of the socket, owned */
	char raw[VG_DIGEST_TEXT_SIZE]; /* "": nothing was kept */
	json_t *parts;
};

struct vg_mailsend *
vg_mailsend_new(const char *path)
{
	struct vg_mailsend *send = vg_mem_zero(sizeof(*send));

	send->path = vg_mem_text(path);
	send->parts = json_array();
	return send;
}

void
vg_mailsend_free(struct vg_mailsend *send)
{
	if (!send)
		return;
	free(send->path);
	json_decref(send->parts);
	free(send);
}

static int
ask(const struct vg_mailsend *send, struct vg_fetchonce question,
    struct vg_fetchonce_reply *reply, struct vg_detail *detail)
{
	question.path = send->path;
	question.timeout_ms = TIMEOUT_MS;
	question.door = "mail";
	return vg_fetchonce_send(&question, reply, detail);
}

/* The sentence of an answer that refuses (RFC 8040 7.1), or its status. */
static int
refused(const struct vg_fetchonce_reply *reply, struct vg_detail *detail)
{
	const char *text = NULL;
	json_t *tree = reply->body ? json_loads(reply->body, 0, NULL) : NULL;
	json_t *all =
	    json_object_get(json_object_get(tree, "ietf-restconf:errors"), "error");

	text =
	    json_string_value(json_object_get(json_array_get(all, 0), "error-message"));
	/* What it does not take as it is may be taken in other words. */
	int code = reply->status == 400 || reply->status == 409 ? VG_EINVAL : VG_EAGAIN;
	vg_detail_set(detail, code, "the collector: %ld: %.200s", reply->status,
	    text ? text : "no reason");
	json_decref(tree);
	return code;
}

/* --- octets -------------------------------------------------------------------------------- */

/*
 * GLib's, which GMime brings: libcrypto would cost each mail more than all else (make bench-mail).
 */
static void
digest_of(const void *data, size_t size, char name[VG_DIGEST_TEXT_SIZE])
{
	char *text = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size);

	vg_text_copy(name, VG_DIGEST_TEXT_SIZE, text);
	g_free(text);
}

static int
put(struct vg_mailsend *send, const void *data, size_t size,
    char name[VG_DIGEST_TEXT_SIZE], struct vg_detail *detail)
{
	struct vg_fetchonce_reply reply;
	int code = ask(send,
	    (struct vg_fetchonce){.method = "PUT",
		.target = "/blob",
		.type = "application/octet-stream",
		.body = size ? data : "",
		.size = size},
	    &reply, detail);

	if (code != VG_OK)
		return code;
	if (reply.status != 200) {
		code = refused(&reply, detail);
		vg_fetchonce_fini(&reply);
		return code == VG_EINVAL ? VG_EAGAIN : code;
	}
	digest_of(data, size, name);
	if (!strstr(reply.body, name))
		code = vg_detail_set(detail, VG_EAGAIN,
		    "the collector keeps other octets than it was given");
	vg_fetchonce_fini(&reply);
	return code;
}

int
vg_mailsend_raw(
    struct vg_mailsend *send, const void *mail, size_t size, struct vg_detail *detail)
{
	return size ? put(send, mail, size, send->raw, detail) : VG_OK;
}

int
vg_mailsend_part(const char *type, const char *name, const void *data, size_t size,
    struct vg_detail *detail, void *cookie)
{
	struct vg_mailsend *send = cookie;
	char digest[VG_DIGEST_TEXT_SIZE];
	/* Of nothing there is nothing to keep. */
	int code = size ? put(send, data, size, digest, detail) : VG_OK;

	if (code != VG_OK || !size)
		return code;
	char *line = vg_mem_format("%s %zu %s %s", digest, size, type, name);
	json_array_append_new(send->parts, json_string(line));
	free(line);
	return VG_OK;
}

/* --- the mail ------------------------------------------------------------------------------ */

static void
add(json_t *input, const char *leaf, const char *text)
{
	if (text && text[0])
		json_object_set_new(input, leaf, json_string(text));
}

/* A text of the relay's, as clean as those of the mail. */
static void
add_line(json_t *input, const char *leaf, const char *text, size_t limit)
{
	struct vg_buf clean;

	if (!text)
		return;
	vg_buf_init(&clean, limit + 4);
	vg_mailtext_clean(text, strlen(text), limit, true, &clean);
	add(input, leaf, vg_buf_text(&clean));
	vg_buf_fini(&clean);
}

static void
add_said(json_t *input, const struct vg_mailsaid *said)
{
	for (size_t i = 0; i < VG_MAILSAID_N; i++) {
		if (i != VG_MAILSAID_ENVELOPE)
			add(input, vg_mailsaid_leaf((enum vg_mailsaid_field)i),
			    said->text[i]);
	}
	if (said->html)
		json_object_set_new(input, "html", json_true());
}

/* "+2026-000123" of the address, where the relay does not give it alone. */
static void
add_extension(json_t *input, const struct vg_mailsend_envelope *e)
{
	const char *recipient = e->recipient ? e->recipient : "";
	const char *domain = strrchr(recipient, '@'), *plus = strchr(recipient, '+');

	add_line(input, "extension", e->extension, EXTENSION);
	if (json_object_get(input, "extension") || !plus || !domain || plus > domain)
		return;
	char *text = vg_mem_format("%.*s", (int)(domain - plus - 1), plus + 1);
	add_line(input, "extension", text, EXTENSION);
	free(text);
}

static json_t *
input_of(const struct vg_mailsend *send, const struct vg_mailsend_envelope *e,
    const struct vg_mailsaid *said)
{
	/* Without the relay's word the head has it, if a relay wrote it there. */
	const char *path = said ? said->text[VG_MAILSAID_ENVELOPE] : NULL;
	const char *sender = e->sender ? e->sender : path;
	char key[33], at[VG_INSTANT_TEXT_SIZE];
	unsigned char chance[16];
	json_t *input = json_object();

	vg_chance_fill(chance, sizeof(chance));
	vg_text_hex(key, chance, sizeof(chance));
	vg_instant_text(e->at, at);
	add(input, "idempotency-key", key);
	add(input, "at", at);
	if (said)
		add_said(input, said);
	bool null = sender && (!sender[0] || strcmp(sender, "<>") == 0);
	const char *from = json_string_value(json_object_get(input, "from"));
	/* Who is not named in it is whom the relay knows; "<>" is a report's alone. */
	if (!from || (strcmp(from, "<>") == 0 && !null))
		add_line(input, "from", !sender ? "nobody" : null ? "<>" : sender, LINE);
	if (said && null && !json_object_get(input, "auto-submitted"))
		add(input, "auto-submitted", "report");
	add_line(input, "envelope-from", sender, LINE);
	add_line(input, "envelope-to", e->recipient, LINE);
	add_extension(input, e);
	add(input, "raw", send->raw);
	if (e->cut || (said && said->cut))
		json_object_set_new(input, "cut", json_true());
	if (!said)
		json_object_set_new(input, "unparsed", json_true());
	else if (json_array_size(send->parts))
		json_object_set(input, "part", send->parts);
	return input;
}

static void
read_answer(const char *body, char answer[256])
{
	json_t *tree = json_loads(body ? body : "", 0, NULL);
	json_t *output = json_object_get(tree, "vigie-cases:output");
	const char *number = json_string_value(json_object_get(output, "case"));
	const char *text = json_string_value(json_object_get(output, "text"));

	vg_text_format(answer, 256, "%s%s%.200s", number ? number : "",
	    number ? ": " : "", text ? text : "filed");
	json_decref(tree);
}

int
vg_mailsend_tell(struct vg_mailsend *send, const struct vg_mailsend_envelope *envelope,
    const struct vg_mailsaid *said, char answer[256], struct vg_detail *detail)
{
	json_t *body = json_object();
	struct vg_fetchonce_reply reply;

	json_object_set_new(body, "vigie-cases:input", input_of(send, envelope, said));
	char *text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	int code = text ? ask(send,
			      (struct vg_fetchonce){.method = "POST",
				  .target = "/restconf/operations/vigie-cases:mail-in",
				  .type = "application/yang-data+json",
				  .body = text,
				  .size = strlen(text)},
			      &reply, detail)
			: vg_detail_set(detail, VG_EINVAL, "what was read is no text");
	free(text);
	if (code != VG_OK)
		return code;
	if (reply.status == 200)
		read_answer(reply.body, answer);
	else
		code = refused(&reply, detail);
	vg_fetchonce_fini(&reply);
	return code;
}

int
vg_mailsend_check(struct vg_mailsend *send, struct vg_detail *detail)
{
	char name[VG_DIGEST_TEXT_SIZE];

	/* Of nothing nothing is kept, and yet it is asked whether we may. */
	return put(send, NULL, 0, name, detail);
}
