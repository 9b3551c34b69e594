/*
 * The good messages.
 */
#include "tests/malformed/malbase.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

#define VIGIE "1.3.6.1.4.1.8072.9999.9999.86"
#define ALLOT "1.3.6.1.4.1.2603"

enum { INTEGER = 0x02, OCTETS = 0x04, OID = 0x06, SEQUENCE = 0x30, TICKS = 0x43 };

const char *
vg_malbase_name(enum vg_malbase_kind kind)
{
	static const char *const names[VG_MALBASE_N_KINDS] = {"v1-trap", "v2c-trap",
	    "v2c-inform", "v3-trap", "v3-inform", "agent-inform", "pack-trap"};

	return names[kind];
}

static void
text(struct vg_malber *into, enum vg_malber_role role, const char *value)
{
	vg_malber_add(into, vg_malber_leaf(role, OCTETS, value, strlen(value)), SIZE_MAX);
}

static void
number(struct vg_malber *into, enum vg_malber_role role, int64_t value)
{
	vg_malber_add(into, vg_malber_int(role, INTEGER, value), SIZE_MAX);
}

static void
bind(struct vg_malber *list, const char *name, struct vg_malber *value)
{
	struct vg_malber *one = vg_malber_node(VG_MALBER_VARBIND, SEQUENCE);

	vg_malber_add(one, vg_malber_oid(VG_MALBER_NAME, name), SIZE_MAX);
	vg_malber_add(one, value, SIZE_MAX);
	vg_malber_add(list, one, SIZE_MAX);
}

static void
bind_int(struct vg_malber *list, const char *name, uint8_t tag, int64_t value)
{
	bind(list, name, vg_malber_int(VG_MALBER_VALUE, tag, value));
}

static void
bind_octets(struct vg_malber *list, const char *name, uint8_t tag, const void *octets,
    size_t size)
{
	bind(list, name, vg_malber_leaf(VG_MALBER_VALUE, tag, octets, size));
}

static void
bind_text(struct vg_malber *list, const char *name, const char *value)
{
	bind_octets(list, name, OCTETS, value, strlen(value));
}

/* One value of each type that a notification of this version may hold. */
static void
bind_all(struct vg_malber *list, bool is_v1)
{
	bind_text(list, ALLOT ".5.5.16.0", "a canary's words");
	bind_int(list, VG_MALBASE_ENTERPRISE ".1.1.0", INTEGER, -7);
	bind_int(list, VG_MALBASE_ENTERPRISE ".1.2.0", 0x41, 4000000000);
	bind_int(list, VG_MALBASE_ENTERPRISE ".1.3.0", 0x42, 97);
	bind_int(list, VG_MALBASE_ENTERPRISE ".1.4.0", TICKS, 123456);
	bind_octets(list, VG_MALBASE_ENTERPRISE ".1.5.0", 0x40, "\x0A\x01\x02\x03", 4);
	bind_octets(list, VG_MALBASE_ENTERPRISE ".1.6.0", 0x44, "\x01\x02\x03", 3);
	bind_octets(list, VG_MALBASE_ENTERPRISE ".1.7.0", 0x05, "", 0);
	bind(list, VG_MALBASE_ENTERPRISE ".1.8.4294967295",
	    vg_malber_oid(VG_MALBER_VALUE, ALLOT ".5.2.6.5.2.0"));
	if (!is_v1)
		bind_int(list, VG_MALBASE_ENTERPRISE ".1.9.0", 0x46, INT64_MAX);
}

static struct vg_malber *
begin_list(const char *trap_oid, uint32_t up_time)
{
	struct vg_malber *list = vg_malber_node(VG_MALBER_LIST, SEQUENCE);

	bind_int(list, "1.3.6.1.2.1.1.3.0", TICKS, up_time);
	bind(list, "1.3.6.1.6.3.1.1.4.1.0", vg_malber_oid(VG_MALBER_TRAP_OID, trap_oid));
	return list;
}

static struct vg_malber *
unknown_list(const struct vg_malbase_words *w)
{
	char *oid = vg_mem_format(VG_MALBASE_ENTERPRISE ".0.%" PRIu32, w->number);
	struct vg_malber *list = begin_list(oid, w->number);

	free(oid);
	bind_all(list, false);
	return list;
}

static struct vg_malber *
pack_list(const struct vg_malbase_words *w)
{
	struct vg_malber *list = begin_list(ALLOT ".0.17", w->number);

	bind(
	    list, ALLOT ".5.2.8.0", vg_malber_oid(VG_MALBER_VALUE, ALLOT ".5.2.6.5.2.0"));
	bind_int(list, ALLOT ".5.2.9.0", INTEGER, 3);
	char *mark = vg_mem_format("mark %" PRIu32 ".", w->number);
	bind_text(list, ALLOT ".5.5.16.0", mark);
	free(mark);
	return list;
}

static struct vg_malber *
agent_list(const struct vg_malbase_words *w)
{
	/* 2026-07-01 12:00:00.0 +00:00 */
	static const unsigned char noon[] = {0x07, 0xEA, 7, 1, 12, 0, 0, 0, 0x2B, 0, 0};
	unsigned char spool[8] = {'m', 'a', 'l', 'f'};
	struct vg_malber *list = begin_list(VIGIE ".0.1", w->number);
	char *resource = vg_mem_format("device/%s/psu/%" PRIu32, w->device, w->number);

	bind_text(list, VIGIE ".1.1.0", "lyon-2");
	/* A spool of its own: no message waits for another. */
	memcpy(spool + 4, &w->number, sizeof(w->number));
	bind_octets(list, VIGIE ".1.2.0", OCTETS, spool, sizeof(spool));
	bind_int(list, VIGIE ".1.3.0", 0x46, 1);
	bind_octets(list, VIGIE ".1.4.0", OCTETS, noon, sizeof(noon));
	bind_text(list, VIGIE ".1.5.0", w->device);
	bind_text(list, VIGIE ".1.6.0", "SN1");
	bind_text(list, VIGIE ".1.7.0", resource);
	bind_text(list, VIGIE ".1.8.0", "psu-failed");
	bind_int(list, VIGIE ".1.9.0", INTEGER, 4);
	bind_int(list, VIGIE ".1.10.0", INTEGER, 78);
	bind_int(list, VIGIE ".1.11.0", INTEGER, 1);
	bind_octets(list, VIGIE ".1.12.0", OCTETS, noon, sizeof(noon));
	bind_text(list, VIGIE ".1.13.0", "power supply failed");
	bind_text(list, VIGIE ".1.17.0", "");
	free(resource);
	return list;
}

/* --- PDUs and messages ----------------------------------------------------------------------- */

static struct vg_malber *
make_pdu(uint8_t tag, uint32_t id, struct vg_malber *list)
{
	struct vg_malber *pdu = vg_malber_node(VG_MALBER_PDU, tag);

	number(pdu, VG_MALBER_NUMBER, (int32_t)id);
	number(pdu, VG_MALBER_NUMBER, 0);
	number(pdu, VG_MALBER_NUMBER, 0);
	vg_malber_add(pdu, list, SIZE_MAX);
	return pdu;
}

static struct vg_malber *
make_pdu_v1(const struct vg_malbase_words *w)
{
	struct vg_malber *pdu = vg_malber_node(VG_MALBER_PDU, 0xA4);
	struct vg_malber *list = vg_malber_node(VG_MALBER_LIST, SEQUENCE);

	vg_malber_add(
	    pdu, vg_malber_oid(VG_MALBER_NAME, VG_MALBASE_ENTERPRISE), SIZE_MAX);
	vg_malber_add(
	    pdu, vg_malber_leaf(VG_MALBER_VALUE, 0x40, "\x0A\x01\x02\x03", 4), SIZE_MAX);
	number(pdu, VG_MALBER_NUMBER, 6);
	number(pdu, VG_MALBER_TRAP_OID, w->number);
	vg_malber_add(pdu, vg_malber_int(VG_MALBER_NUMBER, TICKS, w->number), SIZE_MAX);
	bind_all(list, true);
	vg_malber_add(pdu, list, SIZE_MAX);
	return pdu;
}

static struct vg_malber *
begin_message(int version)
{
	struct vg_malber *message = vg_malber_node(VG_MALBER_MESSAGE, SEQUENCE);

	number(message, VG_MALBER_VERSION, version);
	return message;
}

static struct vg_malber *
make_plain(int version, struct vg_malber *pdu)
{
	struct vg_malber *message = begin_message(version);

	text(message, VG_MALBER_COMMUNITY, "any");
	vg_malber_add(message, pdu, SIZE_MAX);
	return message;
}

static struct vg_malber *
make_header(uint32_t id, unsigned char flags)
{
	struct vg_malber *header = vg_malber_node(VG_MALBER_PLAIN, SEQUENCE);

	number(header, VG_MALBER_PLAIN, id & INT32_MAX);
	number(header, VG_MALBER_PLAIN, 65507);
	vg_malber_add(
	    header, vg_malber_leaf(VG_MALBER_FLAGS, OCTETS, &flags, 1), SIZE_MAX);
	number(header, VG_MALBER_MODEL, 3);
	return header;
}

static void
octets(struct vg_malber *into, enum vg_malber_role role, const void *data, size_t size)
{
	vg_malber_add(into, vg_malber_leaf(role, OCTETS, data, size), SIZE_MAX);
}

static struct vg_malber *
make_security(const void *engine, size_t engine_size, uint32_t boots, uint32_t time,
    const char *user, uint32_t salt)
{
	struct vg_malber *string = vg_malber_node(VG_MALBER_PLAIN, OCTETS);
	struct vg_malber *usm = vg_malber_node(VG_MALBER_PLAIN, SEQUENCE);
	unsigned char salted[VG_MALKEY_SALT] = "mal", mac[VG_MALKEY_MAC] = {0};

	memcpy(salted + 4, &salt, sizeof(salt));
	octets(usm, VG_MALBER_ENGINE, engine, engine_size);
	number(usm, VG_MALBER_BOOTS, boots);
	number(usm, VG_MALBER_TIME, time);
	text(usm, VG_MALBER_USER, user);
	octets(usm, VG_MALBER_DIGEST, mac, *user ? sizeof(mac) : 0);
	octets(usm, VG_MALBER_SALT, salted, *user ? sizeof(salted) : 0);
	vg_malber_add(string, usm, SIZE_MAX);
	return string;
}

static struct vg_malber *
make_scoped(const void *engine, size_t engine_size, struct vg_malber *pdu)
{
	struct vg_malber *scoped = vg_malber_node(VG_MALBER_PLAIN, SEQUENCE);

	octets(scoped, VG_MALBER_PLAIN, engine, engine_size);
	text(scoped, VG_MALBER_PLAIN, "");
	vg_malber_add(scoped, pdu, SIZE_MAX);
	return scoped;
}

static struct vg_malber *
make_v3(const struct vg_malbase_words *w, bool inform, struct vg_malber *list)
{
	/* RFC 3411: the first bit, enterprise 8072, format 5: octets of our own. */
	unsigned char sender[13] = {0x80, 0x00, 0x1F, 0x88, 0x05, 'm', 'a', 'l', 'f'};
	const unsigned char *engine = inform ? w->self->engine : sender;
	size_t size = inform ? w->self->engine_size : sizeof(sender);
	struct vg_malber *message = begin_message(3);
	struct vg_malber *secret = vg_malber_node(VG_MALBER_SECRET, OCTETS);

	memcpy(sender + 9, &w->number, sizeof(w->number));
	vg_malber_add(message, make_header(w->number, inform ? 7 : 3), SIZE_MAX);
	vg_malber_add(message,
	    make_security(engine, size, inform ? w->boots : 3, inform ? w->time : 1000,
		w->self->user, w->number),
	    SIZE_MAX);
	vg_malber_add(secret,
	    make_scoped(engine, size, make_pdu(inform ? 0xA6 : 0xA7, w->number, list)),
	    SIZE_MAX);
	vg_malber_add(message, secret, SIZE_MAX);
	return message;
}

struct vg_malber *
vg_malbase_make(enum vg_malbase_kind kind, const struct vg_malbase_words *w)
{
	switch (kind) {
	case VG_MALBASE_V1:
		return make_plain(0, make_pdu_v1(w));
	case VG_MALBASE_V2_TRAP:
		return make_plain(1, make_pdu(0xA7, w->number, unknown_list(w)));
	case VG_MALBASE_V2_INFORM:
		return make_plain(1, make_pdu(0xA6, w->number, unknown_list(w)));
	case VG_MALBASE_V3_TRAP:
		return make_v3(w, false, unknown_list(w));
	case VG_MALBASE_V3_INFORM:
		return make_v3(w, true, unknown_list(w));
	case VG_MALBASE_AGENT:
		return make_v3(w, true, agent_list(w));
	case VG_MALBASE_PACK:
	case VG_MALBASE_N_KINDS:
		break;
	}
	return make_plain(1, make_pdu(0xA7, w->number, pack_list(w)));
}

struct vg_malber *
vg_malbase_wrap(const struct vg_malread_self *self, const void *engine,
    size_t engine_size, unsigned char flags, const void *scoped, size_t size)
{
	struct vg_malber *message = begin_message(3);

	vg_malber_add(message, make_header(7, flags), SIZE_MAX);
	vg_malber_add(message,
	    make_security(engine, engine_size, self->boots, self->time, self->user, 7),
	    SIZE_MAX);
	octets(message, VG_MALBER_SECRET, scoped, size);
	return message;
}

struct vg_malber *
vg_malbase_discovery(uint32_t id)
{
	struct vg_malber *message = begin_message(3);
	struct vg_malber *list = vg_malber_node(VG_MALBER_LIST, SEQUENCE);

	vg_malber_add(message, make_header(id, 4), SIZE_MAX);
	vg_malber_add(message, make_security("", 0, 0, 0, "", 0), SIZE_MAX);
	vg_malber_add(message, make_scoped("", 0, make_pdu(0xA0, id, list)), SIZE_MAX);
	return message;
}

/*
 * --- signing
 * ---------------------------------------------------------------------------------------
 */

static const struct vg_malber *
find(struct vg_malber *root, enum vg_malber_role role)
{
	static const struct vg_malber nothing;
	const struct vg_malber *found = vg_malber_find(root, role);

	return found ? found : &nothing;
}

/* The last four octets, whatever else it says. */
static uint32_t
number_of(const struct vg_malber *node)
{
	uint32_t bits = node->size && node->octets[0] & 0x80 ? UINT32_MAX : 0;

	for (size_t i = 0; i < node->size; i++)
		bits = bits << 8 | node->octets[i];
	return bits;
}

static void
hide(struct vg_malber *root, unsigned char *data, size_t size, void *cookie)
{
	const struct vg_malread_self *self = cookie;
	const struct vg_malber *engine = find(root, VG_MALBER_ENGINE);
	const struct vg_malber *salt = find(root, VG_MALBER_SALT);
	unsigned char salted[VG_MALKEY_SALT] = {0};

	if (salt->size)
		memcpy(salted, salt->octets,
		    salt->size < sizeof(salted) ? salt->size : sizeof(salted));
	vg_malkey_crypt(self->key, 1, engine->octets, engine->size,
	    number_of(find(root, VG_MALBER_BOOTS)), number_of(find(root, VG_MALBER_TIME)),
	    salted, data, size);
}

void
vg_malbase_write(
    struct vg_malber *root, const struct vg_malread_self *self, struct vg_buf *out)
{
	const struct vg_malber *digest = find(root, VG_MALBER_DIGEST);
	const struct vg_malber *engine = find(root, VG_MALBER_ENGINE);
	unsigned char mac[VG_MALKEY_MAC];

	vg_buf_reset(out);
	vg_malber_write(root, self ? hide : NULL, (void *)(uintptr_t)self, out);
	if (!self || digest->size == 0 || digest->n)
		return;
	size_t size = digest->size < sizeof(mac) ? digest->size : sizeof(mac);
	memset(out->data + digest->end - digest->size, 0, digest->size);
	vg_malkey_sign(
	    self->key, engine->octets, engine->size, out->data, out->size, mac);
	memcpy(out->data + digest->end - digest->size, mac, size);
}

static void
freeze(struct vg_malber *node, const struct vg_buf *out, size_t head)
{
	if (!node)
		return;
	vg_malber_set(node, out->data + node->at + head, node->end - node->at - head);
	node->role = VG_MALBER_PLAIN;
}

void
vg_malbase_freeze(struct vg_malber *root, const struct vg_buf *out)
{
	struct vg_malber *secret = vg_malber_find(root, VG_MALBER_SECRET);

	freeze(vg_malber_find(root, VG_MALBER_DIGEST), out, 2);
	/* The length has one octet, or as many more as its first one says. */
	size_t more = secret ? out->data[secret->at + 1] : 0;
	freeze(secret, out, more < 0x80 ? 2 : 2 + (more & 0x7F));
}
