/*
 * Notifications out of evidence.
 */
#include "collector/normal/notice.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "collector/normal/normal.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trappdu.h"

enum { PDU_MAX = 65535 };

static const char *
text_of(const json_t *notification, const char *name)
{
	const char *text = json_string_value(json_object_get(notification, name));

	return text ? text : "";
}

static int
version_of(const char *text)
{
	return strcmp(text, "v3") == 0 ? 3 : strcmp(text, "v1") == 0 ? 1 : 2;
}

/* The PDU's octets; VG_ENOENT when it is not there. */
static int
read_pdu(const json_t *notification, struct vg_buf *pdu)
{
	const char *hex = text_of(notification, "pdu");

	if (strncmp(hex, "0x", 2) != 0)
		return VG_ENOENT;
	hex += 2;
	size_t size = strlen(hex) / 2;
	if (size == 0 || size > PDU_MAX || strlen(hex) % 2)
		return VG_EPARSE;
	unsigned char *octets = vg_buf_reserve(pdu, size);
	if (!octets || vg_text_unhex(octets, size, hex) != VG_OK)
		return VG_EPARSE;
	pdu->size += size;
	return VG_OK;
}

static int
read_notification(
    const json_t *notification, struct vg_trap *trap, struct vg_detail *detail)
{
	const char *why = "member pdu: no octets";
	int code = read_pdu(notification, &trap->pdu);

	if (code == VG_OK)
		code = vg_trappdu_read(trap->pdu.data, trap->pdu.size, trap, &why);
	if (code != VG_OK)
		return vg_detail_set(detail, code, "notification: %s", why);
	vg_text_copy(trap->source, sizeof(trap->source), text_of(notification, "source"));
	vg_text_copy(trap->user, sizeof(trap->user), text_of(notification, "user"));
	trap->version = version_of(text_of(notification, "version"));
	vg_instant_parse(text_of(notification, "at"), &trap->received);
	return VG_OK;
}

int
vg_notice_read(
    const void *body, size_t size, struct vg_trap *trap, struct vg_detail *detail)
{
	struct vg_buf plain;
	json_t *root = NULL;

	memset(trap, 0, sizeof(*trap));
	vg_trap_reset(trap);
	vg_buf_init(&plain, 0);
	int code = vg_normal_plain(body, size, &plain);
	if (code == VG_OK)
		root = json_loadb(
		    vg_buf_text(&plain), plain.size, JSON_REJECT_DUPLICATES, NULL);
	vg_buf_fini(&plain);
	code = root
	    ? read_notification(json_object_get(root, "notification"), trap, detail)
	    : vg_detail_set(detail, VG_EPARSE, "evidence: not a JSON object");
	json_decref(root);
	if (code != VG_OK)
		vg_trap_fini(trap);
	return code;
}
