/*
 * The JSON bodies of an agent's messages that are no faults.  Strict in what they need,
 * indifferent to what they do not know: an agent may be newer than its collector.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "collector/normal/normal.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/trapmap/owner.h"

enum { MAX_CYCLE_MS = 86400000 };
enum { MAX_SEQUENCES = 10000, MAX_PARTS = 512, MAX_PLAIN = 1 << 20 };

/* RFC 1952's first two octets. */
static bool
is_gzip(const unsigned char *body, size_t size)
{
	return size > 2 && body[0] == 0x1F && body[1] == 0x8B;
}

/* Unpacks a gzip body into MAX_PLAIN octets at most; gives the size, 0 when it cannot be. */
static size_t
unpack(const void *body, size_t size, unsigned char *plain)
{
	z_stream z = {.next_out = plain, .avail_out = MAX_PLAIN};
	Bytef *in = vg_mem_copy(body, size);
	size_t n = 0;

	z.next_in = in;
	z.avail_in = (uInt)size;
	if (inflateInit2(&z, 15 + 16) == Z_OK) {
		if (inflate(&z, Z_FINISH) == Z_STREAM_END)
			n = z.total_out;
		inflateEnd(&z);
	}
	free(in);
	return n;
}

int
vg_normal_plain(const void *body, size_t size, struct vg_buf *out)
{
	if (!is_gzip(body, size)) {
		vg_buf_add(out, body, size);
		return out->error;
	}
	unsigned char *plain = vg_mem_zero(MAX_PLAIN);
	size_t n = unpack(body, size, plain);
	vg_buf_add(out, plain, n);
	free(plain);
	return n && out->error == VG_OK ? VG_OK : VG_EPARSE;
}

/* The body as an object; NULL with detail.  Nesting and size are bounded by jansson and the MIB. */
static json_t *
load(const void *body, size_t size, const char *what, struct vg_detail *detail)
{
	json_error_t error = {.text = "not gzip, or too large unpacked"};
	unsigned char *plain = NULL;
	json_t *root = NULL;

	if (is_gzip(body, size)) {
		plain = vg_mem_zero(MAX_PLAIN);
		size = unpack(body, size, plain);
		body = plain;
	}
	if (size)
		root = json_loadb(body, size, JSON_REJECT_DUPLICATES, &error);
	free(plain);

	if (json_is_object(root))
		return root;
	vg_detail_set(detail, VG_EPARSE, "body of %s: %s", what,
	    root ? "not a JSON object" : error.text);
	json_decref(root);
	return NULL;
}

/* Copies a text member; an absent one is "". */
static int
take_text(
    json_t *root, const char *name, char *target, size_t size, struct vg_detail *detail)
{
	const json_t *member = json_object_get(root, name);

	target[0] = '\0';
	if (!member)
		return VG_OK;
	if (!json_is_string(member) ||
	    vg_text_copy(target, size, json_string_value(member)) != VG_OK)
		return vg_detail_set(detail, VG_EPARSE,
		    "member %s: not a text of at most %zu octets", name, size - 1);
	return VG_OK;
}

static int
take_number(json_t *root, const char *name, int64_t fallback, int64_t *target,
    struct vg_detail *detail)
{
	const json_t *member = json_object_get(root, name);

	*target = fallback;
	if (!member)
		return VG_OK;
	if (!json_is_integer(member))
		return vg_detail_set(detail, VG_EPARSE, "member %s: not a number", name);
	*target = json_integer_value(member);
	return VG_OK;
}

int
vg_normal_heartbeat(const void *body, size_t size, struct vg_heartbeat *heartbeat,
    struct vg_detail *detail)
{
	json_t *root = load(body, size, "vigieHeartbeat", detail);

	if (!root)
		return VG_EPARSE;
	const struct {
		const char *name;
		int64_t *at, fallback;
	} numbers[] = {{"queue", &heartbeat->queue, 0},
	    {"standing", &heartbeat->standing, 0},
	    {"cycle-age-ms", &heartbeat->cycle_age_ms, -1},
	    {"cycle-ms", &heartbeat->cycle_ms, 60000},
	    {"interval-ms", &heartbeat->interval_ms, 0}, {"lost", &heartbeat->lost, 0},
	    {"held", &heartbeat->held, 0}};
	int code = take_text(
	    root, "version", heartbeat->version, sizeof(heartbeat->version), detail);
	if (code == VG_OK)
		code = take_text(
		    root, "digest", heartbeat->digest, sizeof(heartbeat->digest), detail);
	for (size_t i = 0; code == VG_OK && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		code = take_number(
		    root, numbers[i].name, numbers[i].fallback, numbers[i].at, detail);
	heartbeat->clock_kept = !json_is_false(json_object_get(root, "clock-kept"));
	/* Of what a person might have made of it, nothing may overflow a product. */
	if (heartbeat->cycle_ms < 1 || heartbeat->cycle_ms > MAX_CYCLE_MS)
		heartbeat->cycle_ms = MAX_CYCLE_MS;
	json_decref(root);
	return code;
}

static int
take_part(json_t *entry, const char *device, struct vg_inventory_part *part,
    struct vg_detail *detail)
{
	char resource[VG_RESOURCE_SIZE * 2];
	int code = take_text(entry, "name", part->name, sizeof(part->name), detail);

	if (code == VG_OK)
		code = take_text(
		    entry, "serial", part->serial, sizeof(part->serial), detail);
	if (code != VG_OK)
		return code;
	vg_text_format(resource, sizeof(resource), "device/%s/%s", device, part->name);
	if (strlen(resource) >= VG_RESOURCE_SIZE || vg_resource_check(resource) != VG_OK)
		return vg_detail_set(detail, VG_EPARSE,
		    "member component: '%.64s' names no part", part->name);
	return VG_OK;
}

/* The parts that bear serials of their own; an absent member: none. */
static int
take_parts(const json_t *list, struct vg_inventory *inventory, struct vg_detail *detail)
{
	size_t n = json_array_size(list);
	int code = VG_OK;

	if (list && (!json_is_array(list) || n > MAX_PARTS))
		return vg_detail_set(detail, VG_EPARSE,
		    "member component: not a list of at most %d", (int)MAX_PARTS);
	inventory->parts = vg_mem_array(n, sizeof(*inventory->parts));
	for (size_t i = 0; code == VG_OK && i < n; i++) {
		json_t *entry = json_array_get(list, i);
		code = json_is_object(entry)
		    ? take_part(entry, inventory->device, &inventory->parts[i], detail)
		    : vg_detail_set(detail, VG_EPARSE,
			  "member component: entry %zu is no object", i);
	}
	inventory->n_parts = n;
	if (code != VG_OK) {
		free(inventory->parts);
		inventory->parts = NULL;
		inventory->n_parts = 0;
	}
	return code;
}

/* Addresses that name one host; the others (0.0.0.0, loopback, groups) are left out. */
static bool
is_host(const char *text, const char *copy)
{
	unsigned first = (unsigned)strtoul(text, NULL, 10);

	return strcmp(text, copy) == 0 && first != 0 && first != 127 && first < 224;
}

/* Those beyond the room are left out, and so is what is none: an identity is never guessed. */
static void
take_addresses(const json_t *list, struct vg_inventory *inventory)
{
	char copy[VG_OWNER_ADDRESS_SIZE];

	inventory->n_addresses = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		char dotted[VG_NORMAL_ADDRESS_SIZE + 1];
		if (!text || inventory->n_addresses == VG_NORMAL_ADDRESSES ||
		    vg_text_format(dotted, sizeof(dotted), "%s.", text) != VG_OK ||
		    !vg_owner_address(dotted, copy) || !is_host(text, copy))
			continue;
		vg_text_copy(inventory->addresses[inventory->n_addresses++],
		    VG_NORMAL_ADDRESS_SIZE, copy);
	}
}

int
vg_normal_inventory(const void *body, size_t size, struct vg_inventory *inventory,
    struct vg_detail *detail)
{
	json_t *root = load(body, size, "vigieInventory", detail);
	const struct {
		const char *name;
		char *target;
		size_t size;
	} members[] = {
	    {"device", inventory->device, sizeof(inventory->device)},
	    {"family", inventory->family, sizeof(inventory->family)},
	    {"model", inventory->model, sizeof(inventory->model)},
	    {"serial", inventory->serial, sizeof(inventory->serial)},
	    {"software", inventory->software, sizeof(inventory->software)},
	    {"hardware", inventory->hardware, sizeof(inventory->hardware)},
	};
	int code = root ? VG_OK : VG_EPARSE;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && code == VG_OK; i++)
		code = take_text(
		    root, members[i].name, members[i].target, members[i].size, detail);
	if (code == VG_OK && !inventory->device[0])
		code = vg_detail_set(detail, VG_EPARSE, "member device: missing");
	inventory->parts = NULL;
	inventory->n_parts = 0;
	if (code == VG_OK)
		code = take_parts(json_object_get(root, "component"), inventory, detail);
	take_addresses(root ? json_object_get(root, "address") : NULL, inventory);
	json_decref(root);
	return code;
}

/*
 * What is not named as standing is cleared: a list half read would clear too much, so one entry
 * that is no sequence refuses the whole list.
 */
static int
take_sequences(const json_t *list, struct vg_standing *standing, struct vg_detail *detail)
{
	size_t n = json_array_size(list);

	if (!json_is_array(list) || n > MAX_SEQUENCES)
		return vg_detail_set(detail, VG_EPARSE, "member standing: not a list");
	for (size_t i = 0; i < n; i++) {
		const json_t *number = json_array_get(list, i);
		if (!json_is_integer(number) || json_integer_value(number) < 1)
			return vg_detail_set(detail, VG_EPARSE,
			    "member standing: entry %zu is no sequence", i);
	}
	standing->n_sequences = n;
	standing->sequences = vg_mem_array(n, sizeof(uint64_t));
	for (size_t i = 0; i < n; i++)
		standing->sequences[i] =
		    (uint64_t)json_integer_value(json_array_get(list, i));
	return VG_OK;
}

int
vg_normal_standing(
    const void *body, size_t size, struct vg_standing *standing, struct vg_detail *detail)
{
	json_t *root = load(body, size, "vigieStanding", detail);
	int64_t next = 0;

	memset(standing, 0, sizeof(*standing));
	if (!root)
		return VG_EPARSE;
	int code = take_number(root, "next", 0, &next, detail);
	if (code == VG_OK && next < 1)
		code = vg_detail_set(
		    detail, VG_EPARSE, "member next: %" PRId64 " is no sequence", next);
	if (code == VG_OK)
		code =
		    take_sequences(json_object_get(root, "standing"), standing, detail);
	if (code == VG_OK)
		standing->next = (uint64_t)next;
	json_decref(root);
	return code;
}

int
vg_normal_gap(const void *body, size_t size, struct vg_gap *gap, struct vg_detail *detail)
{
	json_t *root = load(body, size, "vigieGap", detail);
	int64_t first = 0, last = 0;

	if (!root)
		return VG_EPARSE;
	int code = take_number(root, "from", 0, &first, detail);
	if (code == VG_OK)
		code = take_number(root, "to", 0, &last, detail);
	if (code == VG_OK)
		code = take_text(root, "reason", gap->why, sizeof(gap->why), detail);
	/* What follows the last of them has a number, too. */
	if (code == VG_OK && (first < 1 || last < first || last == INT64_MAX))
		code = vg_detail_set(
		    detail, VG_EPARSE, "gap %" PRId64 " to %" PRId64, first, last);
	gap->first = (uint64_t)first;
	gap->last = (uint64_t)last;
	json_decref(root);
	return code;
}

int
vg_normal_evidence(
    const void *body, size_t size, struct vg_evidence_key *key, struct vg_detail *detail)
{
	json_t *root = load(body, size, "vigieEvidence", detail);

	if (!root)
		return VG_EPARSE;
	int code =
	    take_text(root, "resource", key->resource, sizeof(key->resource), detail);
	if (code == VG_OK)
		code = take_text(root, "kind", key->kind, sizeof(key->kind), detail);
	if (code == VG_OK)
		code = take_text(
		    root, "qualifier", key->qualifier, sizeof(key->qualifier), detail);
	if (code == VG_OK && (!key->resource[0] || !key->kind[0]))
		code =
		    vg_detail_set(detail, VG_EPARSE, "members resource, kind: missing");
	json_decref(root);
	return code;
}
