/*
 * Operators on parts of messages: version, PDU, its varbinds, and SNMPv3's header and security
 * parameters, which are signed and encrypted with what they say.
 */
#include <string.h>

#include "tests/malformed/malop.h"

static bool
set_role(
    struct vg_malop_call *c, enum vg_malber_role role, const void *octets, size_t size)
{
	if (c->node->role != role)
		return false;
	vg_malber_set(c->node, octets, size);
	return true;
}

static bool
set_version(struct vg_malop_call *c, int version)
{
	const unsigned char octet = (unsigned char)version;

	if (c->node->size == 1 && c->node->octets[0] == octet)
		return false;
	return set_role(c, VG_MALBER_VERSION, &octet, 1);
}

static bool
set_pdu(struct vg_malop_call *c, int tag)
{
	if (c->node->role != VG_MALBER_PDU || c->node->tag == tag)
		return false;
	c->node->tag = (uint8_t)tag;
	return true;
}

/* Puts copies of the last varbind until there are 'n'. */
static bool
set_count(struct vg_malop_call *c, int n)
{
	if (c->node->role != VG_MALBER_LIST || c->node->n == 0)
		return false;
	while (c->node->n > (size_t)n)
		vg_malber_free(vg_malber_take(c->node, c->node->n - 1));
	while (c->node->n < (size_t)n) {
		struct vg_malber *small = vg_malber_node(VG_MALBER_VARBIND, 0x30);
		vg_malber_add(small, vg_malber_oid(VG_MALBER_NAME, "1.3.6"), SIZE_MAX);
		vg_malber_add(
		    small, vg_malber_leaf(VG_MALBER_VALUE, 0x05, "", 0), SIZE_MAX);
		vg_malber_add(c->node, small, SIZE_MAX);
	}
	return true;
}

static bool
turn_list(struct vg_malop_call *c, int by)
{
	if (c->node->role != VG_MALBER_LIST || c->node->n < 3)
		return false;
	for (int i = 0; i < by; i++)
		vg_malber_add(c->node, vg_malber_take(c->node, 0), SIZE_MAX);
	return true;
}

/* A second, third ... value in a varbind. */
static bool
put_values(struct vg_malop_call *c, int n)
{
	if (c->node->role != VG_MALBER_VARBIND || c->node->n < 2)
		return false;
	for (int i = 0; i < n; i++)
		vg_malber_add(c->node, vg_malber_copy(c->node->children[1]), SIZE_MAX);
	return true;
}

/* --- SNMPv3 ---------------------------------------------------------------------------------- */

static bool
set_flags(struct vg_malop_call *c, int flags)
{
	unsigned char octet =
	    (unsigned char)(flags < 0 ? (int)vg_malop_draw(c->random, 256) : flags);

	return set_role(c, VG_MALBER_FLAGS, &octet, 1);
}

static bool
set_model(struct vg_malop_call *c, int model)
{
	unsigned char octets[2] = {(unsigned char)(model >> 8), (unsigned char)model};

	return set_role(c, VG_MALBER_MODEL, octets + (model < 256), model < 256 ? 1 : 2);
}

static bool
set_engine(struct vg_malop_call *c, int size)
{
	unsigned char octets[64];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (unsigned char)vg_malop_draw(c->random, 256);
	return set_role(c, VG_MALBER_ENGINE, octets, (size_t)size);
}

static bool
set_own_engine(struct vg_malop_call *c, int argument)
{
	(void)argument;
	return set_role(c, VG_MALBER_ENGINE, c->own_engine, c->own_engine_size);
}

static bool
set_clock(struct vg_malop_call *c, int role)
{
	static const unsigned char values[][4] = {{0, 0, 0, 0}, {0x7F, 0xFF, 0xFF, 0xFF},
	    {0x80, 0, 0, 0}, {0, 0, 0, 2}, {0x7F, 0xFF, 0xFF, 0xFE}};
	size_t n = sizeof(values) / sizeof(values[0]);
	const unsigned char *value = values[vg_malop_draw(c->random, (uint32_t)n)];
	size_t skip = 0;

	while (skip < 3 && value[skip] == 0 && value[skip + 1] < 0x80)
		skip++;
	return set_role(c, (enum vg_malber_role)role, value + skip, 4 - skip);
}

static bool
set_user(struct vg_malop_call *c, int which)
{
	static const struct {
		size_t size;
		const char *name;
	} users[] = {{0, ""}, {1, "l"}, {5, "lyon-"}, {7, "lyon-2x"}, {7, "lyon-2\0"},
	    {4, "root"}, {32, "0123456789abcdef0123456789abcdef"},
	    {33, "0123456789abcdef0123456789abcdefX"}};

	return set_role(c, VG_MALBER_USER, users[which].name, users[which].size);
}

static bool
set_size(struct vg_malop_call *c, enum vg_malber_role role, int size)
{
	static const unsigned char zeros[64];

	return (int)c->node->size != size && set_role(c, role, zeros, (size_t)size);
}

static bool
set_digest(struct vg_malop_call *c, int size)
{
	return set_size(c, VG_MALBER_DIGEST, size);
}

static bool
set_salt(struct vg_malop_call *c, int size)
{
	return set_size(c, VG_MALBER_SALT, size);
}

/* The plain text in place of its encryption, and the other way round. */
static bool
uncover(struct vg_malop_call *c, int tag)
{
	if (c->node->role != VG_MALBER_SECRET || c->node->n == 0)
		return false;
	c->node->role = VG_MALBER_PLAIN;
	c->node->tag = (uint8_t)tag;
	return true;
}

/* Octets behind the scoped PDU, encrypted with it. */
static bool
pad_secret(struct vg_malop_call *c, int size)
{
	static const unsigned char zeros[64];

	if (c->node->role != VG_MALBER_SECRET || c->node->n == 0)
		return false;
	vg_malber_add(c->node,
	    vg_malber_leaf(
		VG_MALBER_PLAIN, size == 2 ? 0x05 : 0, zeros, (size_t)size - 2),
	    SIZE_MAX);
	return true;
}

#define BREAKS VG_MALOP_BREAKS, false
#define CHANGES VG_MALOP_CHANGES, false
const struct vg_malop vg_malpart_list[] = {
    {"pdu fields", "version 0", BREAKS, set_version, 0},
    {"pdu fields", "version 1", BREAKS, set_version, 1},
    {"pdu fields", "version 2", BREAKS, set_version, 2},
    {"pdu fields", "version 3", BREAKS, set_version, 3},
    {"pdu fields", "version 4", BREAKS, set_version, 4},
    {"pdu fields", "version 255", BREAKS, set_version, 255},
    {"pdu fields", "GetRequest", BREAKS, set_pdu, 0xA0},
    {"pdu fields", "GetNextRequest", BREAKS, set_pdu, 0xA1},
    {"pdu fields", "Response", BREAKS, set_pdu, 0xA2},
    {"pdu fields", "SetRequest", BREAKS, set_pdu, 0xA3},
    {"pdu fields", "Trap", BREAKS, set_pdu, 0xA4},
    {"pdu fields", "GetBulkRequest", BREAKS, set_pdu, 0xA5},
    {"pdu fields", "InformRequest", CHANGES, set_pdu, 0xA6},
    {"pdu fields", "SNMPv2-Trap", CHANGES, set_pdu, 0xA7},
    {"pdu fields", "Report", BREAKS, set_pdu, 0xA8},
    {"pdu fields", "an unknown PDU", BREAKS, set_pdu, 0xA9},
    {"pdu fields", "no varbind", CHANGES, set_count, 0},
    {"pdu fields", "one varbind", CHANGES, set_count, 1},
    {"pdu fields", "two varbinds", CHANGES, set_count, 2},
    {"pdu fields", "512 varbinds", CHANGES, set_count, 512},
    {"pdu fields", "513 varbinds", BREAKS, set_count, 513},
    {"pdu fields", "800 varbinds", BREAKS, set_count, 800},
    {"pdu fields", "order turned by one", CHANGES, turn_list, 1},
    {"pdu fields", "order turned by two", CHANGES, turn_list, 2},
    {"pdu fields", "a value too many", BREAKS, put_values, 1},
    {"pdu fields", "ten values too many", BREAKS, put_values, 10},
    {"usm fields", "noAuthNoPriv", BREAKS, set_flags, 0},
    {"usm fields", "authNoPriv", BREAKS, set_flags, 1},
    {"usm fields", "privacy alone", BREAKS, set_flags, 2},
    {"usm fields", "reportable or not", CHANGES, set_flags, 7},
    {"usm fields", "any flags", CHANGES, set_flags, -1},
    {"usm fields", "model 0", BREAKS, set_model, 0},
    {"usm fields", "model 1", BREAKS, set_model, 1},
    {"usm fields", "model 2", BREAKS, set_model, 2},
    {"usm fields", "model 4", BREAKS, set_model, 4},
    {"usm fields", "model 259", BREAKS, set_model, 259},
    {"usm fields", "no engine", BREAKS, set_engine, 0},
    {"usm fields", "engine of one octet", BREAKS, set_engine, 1},
    {"usm fields", "engine of four octets", BREAKS, set_engine, 4},
    {"usm fields", "another engine", CHANGES, set_engine, 12},
    {"usm fields", "engine of 32 octets", CHANGES, set_engine, 32},
    {"usm fields", "engine of 33 octets", BREAKS, set_engine, 33},
    {"usm fields", "engine of 64 octets", BREAKS, set_engine, 64},
    {"usm fields", "the receiver's engine", CHANGES, set_own_engine, 0},
    {"usm fields", "other boots", CHANGES, set_clock, VG_MALBER_BOOTS},
    {"usm fields", "another time", CHANGES, set_clock, VG_MALBER_TIME},
    {"usm fields", "no user", BREAKS, set_user, 0},
    {"usm fields", "user of one octet", BREAKS, set_user, 1},
    {"usm fields", "beginning of the user", BREAKS, set_user, 2},
    {"usm fields", "more than the user", BREAKS, set_user, 3},
    {"usm fields", "user and NUL", BREAKS, set_user, 4},
    {"usm fields", "another user", BREAKS, set_user, 5},
    {"usm fields", "user of 32 octets", BREAKS, set_user, 6},
    {"usm fields", "user of 33 octets", BREAKS, set_user, 7},
    {"usm fields", "no digest", BREAKS, set_digest, 0},
    {"usm fields", "digest of 12", BREAKS, set_digest, 12},
    {"usm fields", "digest of 16", BREAKS, set_digest, 16},
    {"usm fields", "digest of 23", BREAKS, set_digest, 23},
    {"usm fields", "digest of 32", BREAKS, set_digest, 32},
    {"usm fields", "digest of 48", BREAKS, set_digest, 48},
    {"usm fields", "no salt", BREAKS, set_salt, 0},
    {"usm fields", "salt of 1", BREAKS, set_salt, 1},
    {"usm fields", "salt of 7", BREAKS, set_salt, 7},
    {"usm fields", "salt of 9", BREAKS, set_salt, 9},
    {"usm fields", "salt of 16", BREAKS, set_salt, 16},
    {"usm fields", "salt of 64", BREAKS, set_salt, 64},
    {"usm fields", "not encrypted", BREAKS, uncover, 0x04},
    {"usm fields", "a plain scoped PDU", BREAKS, uncover, 0x30},
    {"usm fields", "two octets behind it", BREAKS, pad_secret, 2},
    {"usm fields", "eight octets behind it", BREAKS, pad_secret, 8},
    {0},
};
