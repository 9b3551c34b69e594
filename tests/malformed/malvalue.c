/*
 * Operators on what elements hold: numbers, strings, object identifiers.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "tests/malformed/malop.h"

static bool
is_number(const struct vg_malber *node)
{
	return node->n == 0 &&
	    (node->tag == 0x02 ||
		(node->tag >= 0x41 && node->tag <= 0x47 && node->tag != 0x44));
}

static bool
is_string(const struct vg_malber *node)
{
	return node->n == 0 && (node->tag == 0x04 || node->tag == 0x44);
}

static bool
is_oid(const struct vg_malber *node)
{
	return node->n == 0 && node->tag == 0x06;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static const struct {
	size_t size;
	unsigned char octets[12];
} numbers[] = {
    {0, {0}},
    {1, {0xFF}},
    {4, {0x80}},
    {4, {0x7F, 0xFF, 0xFF, 0xFF}},
    {5, {0x00, 0x80}},
    {5, {0x00, 0xFF, 0xFF, 0xFF, 0xFF}},
    {5, {0x01}},
    {5, {0xFF}},
    {8, {0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}},
    {9, {0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}},
    {9, {0x01}},
    {12, {0xFF}},
};

static bool
set_number(struct vg_malop_call *c, int which)
{
	if (!is_number(c->node))
		return false;
	vg_malber_set(c->node, numbers[which].octets, numbers[which].size);
	return true;
}

/* As many octets of padding before it as 'n' says. */
static bool
pad(struct vg_malop_call *c, int n)
{
	unsigned char octets[64] = {0};
	size_t size = c->node->size;

	if (!is_number(c->node) || size == 0 || size + (size_t)n > sizeof(octets))
		return false;
	memset(octets, c->node->octets[0] & 0x80 ? 0xFF : 0, sizeof(octets));
	memcpy(octets + n, c->node->octets, size);
	vg_malber_set(c->node, octets, size + (size_t)n);
	return true;
}

static bool
set_noise(struct vg_malop_call *c, int most)
{
	unsigned char octets[16];
	size_t size = vg_malop_draw(c->random, (uint32_t)most + 1);

	if (!is_number(c->node))
		return false;
	for (size_t i = 0; i < size; i++)
		octets[i] = (unsigned char)vg_malop_draw(c->random, 256);
	vg_malber_set(c->node, octets, size);
	return true;
}

/* --- strings ---------------------------------------------------------------------------------- */

static bool
set_string(struct vg_malop_call *c, int size)
{
	if (!is_string(c->node))
		return false;
	unsigned char *octets = vg_mem_zero((size_t)size);
	memset(octets, 'a', (size_t)size);
	vg_malber_set(c->node, octets, (size_t)size);
	free(octets);
	return true;
}

static bool
change_octets(struct vg_malop_call *c, int octet)
{
	if (!is_string(c->node) || c->node->size == 0)
		return false;
	for (size_t i = 0; i < c->node->size; i++) {
		if (octet >= 0 && vg_malop_draw(c->random, 4) == 0)
			c->node->octets[i] = (unsigned char)octet;
		else if (octet < 0)
			c->node->octets[i] = (unsigned char)vg_malop_draw(c->random, 256);
	}
	if (octet >= 0)
		c->node->octets[c->node->size / 2] = (unsigned char)octet;
	return true;
}

/* --- object identifiers ---------------------------------------------------------------------- */

static bool
set_oid(struct vg_malop_call *c, int n_arcs)
{
	unsigned char octets[256];

	if (!is_oid(c->node))
		return false;
	memset(octets, 0x05, sizeof(octets));
	octets[0] = 0x2B;
	vg_malber_set(c->node, octets, n_arcs > 0 ? (size_t)n_arcs - 1 : 0);
	return true;
}

/* Octets behind it: an arc without its end, one with padding, ones that are too large. */
static const struct {
	size_t size;
	unsigned char octets[12];
} arcs[] = {
    {1, {0x81}},
    {2, {0x80, 0x01}},
    {5, {0x8F, 0xFF, 0xFF, 0xFF, 0x7F}},
    {5, {0x90, 0x80, 0x80, 0x80, 0x00}},
    {11, {0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}},
};

static bool
put_arc(struct vg_malop_call *c, int which)
{
	unsigned char octets[256];
	size_t size = c->node->size;

	if (!is_oid(c->node) || size + arcs[which].size > sizeof(octets))
		return false;
	memcpy(octets, c->node->octets, size);
	memcpy(octets + size, arcs[which].octets, arcs[which].size);
	vg_malber_set(c->node, octets, size + arcs[which].size);
	return true;
}

static bool
set_first_arc(struct vg_malop_call *c, int octet)
{
	if (!is_oid(c->node) || c->node->size == 0)
		return false;
	c->node->octets[0] = (unsigned char)octet;
	return true;
}

static bool
disturb_oid(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (!is_oid(c->node) || c->node->size == 0)
		return false;
	size_t at = vg_malop_draw(c->random, (uint32_t)c->node->size);
	c->node->octets[at] = (unsigned char)vg_malop_draw(c->random, 256);
	return true;
}

#define BREAKS VG_MALOP_BREAKS, false
#define CHANGES VG_MALOP_CHANGES, false
const struct vg_malop vg_malvalue_list[] = {
    {"numbers", "no octet", BREAKS, set_number, 0},
    {"numbers", "-1", CHANGES, set_number, 1},
    {"numbers", "-2^31", CHANGES, set_number, 2},
    {"numbers", "2^31-1", CHANGES, set_number, 3},
    {"numbers", "2^31", CHANGES, set_number, 4},
    {"numbers", "2^32-1", CHANGES, set_number, 5},
    {"numbers", "2^32", CHANGES, set_number, 6},
    {"numbers", "-2^32", CHANGES, set_number, 7},
    {"numbers", "2^63-1", CHANGES, set_number, 8},
    {"numbers", "2^64-1", CHANGES, set_number, 9},
    {"numbers", "2^64", BREAKS, set_number, 10},
    {"numbers", "-2^88", BREAKS, set_number, 11},
    {"numbers", "padded", CHANGES, pad, 1},
    {"numbers", "padded to more than four", CHANGES, pad, 4},
    {"numbers", "padded with thirty", CHANGES, pad, 30},
    {"numbers", "noise", CHANGES, set_noise, 4},
    {"numbers", "much noise", CHANGES, set_noise, 12},
    {"strings", "empty", CHANGES, set_string, 0},
    {"strings", "1", CHANGES, set_string, 1},
    {"strings", "4", CHANGES, set_string, 4},
    {"strings", "32", CHANGES, set_string, 32},
    {"strings", "33", CHANGES, set_string, 33},
    {"strings", "255", CHANGES, set_string, 255},
    {"strings", "256", CHANGES, set_string, 256},
    {"strings", "7000", CHANGES, set_string, 7000},
    {"strings", "9000", BREAKS, set_string, 9000},
    {"strings", "with NUL", CHANGES, change_octets, 0},
    {"strings", "with FF", CHANGES, change_octets, 0xFF},
    {"strings", "with line ends", CHANGES, change_octets, '\n'},
    {"strings", "with quotes", CHANGES, change_octets, '"'},
    {"strings", "with per cent", CHANGES, change_octets, '%'},
    {"strings", "noise", CHANGES, change_octets, -1},
    {"oids", "no arc", BREAKS, set_oid, 0},
    {"oids", "one octet", CHANGES, set_oid, 2},
    {"oids", "128 arcs", CHANGES, set_oid, 128},
    {"oids", "129 arcs", BREAKS, set_oid, 129},
    {"oids", "200 arcs", BREAKS, set_oid, 200},
    {"oids", "no end", BREAKS, put_arc, 0},
    {"oids", "padded arc", CHANGES, put_arc, 1},
    {"oids", "arc 2^32-1", CHANGES, put_arc, 2},
    {"oids", "arc 2^32", BREAKS, put_arc, 3},
    {"oids", "arc 2^64", BREAKS, put_arc, 4},
    {"oids", "first arc padded", CHANGES, set_first_arc, 0x80},
    {"oids", "first arc 2", CHANGES, set_first_arc, 0x7F},
    {"oids", "noise", CHANGES, disturb_oid, 0},
    {0},
};
