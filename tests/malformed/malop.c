/*
 * Operators on any element: its length, its tag, its place in the tree; and on written octets.
 */
#include "tests/malformed/malop.h"

#include <string.h>

#include "lib/base/mem.h"

uint32_t
vg_malop_draw(struct vg_malop_random *random, uint32_t below)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	uint64_t z = random->state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	z ^= z >> 31;
	return below ? (uint32_t)(z % below) : 0;
}

static size_t
size_of(const struct vg_malber *node)
{
	struct vg_malber *copy = vg_malber_copy(node);
	struct vg_buf out;

	vg_buf_init(&out, 0);
	for (size_t i = 0; i < copy->n; i++)
		vg_malber_write(copy->children[i], NULL, NULL, &out);
	size_t size = copy->n ? out.size : copy->size;
	vg_buf_fini(&out);
	vg_malber_free(copy);
	return size;
}

/* --- lengths ---------------------------------------------------------------------------------- */

static bool
set_form(struct vg_malop_call *c, int form)
{
	if (form < 4 && size_of(c->node) >> (8 * form))
		return false;
	c->node->form = form;
	return true;
}

static bool
set_lie(struct vg_malop_call *c, int by)
{
	if (by < 0 && size_of(c->node) < (size_t)-by)
		return false;
	c->node->lie = by;
	return true;
}

static bool
set_random_lie(struct vg_malop_call *c, int sign)
{
	size_t size = size_of(c->node);
	uint32_t most = sign > 0 ? 300 : (uint32_t)size;

	if (most < 2)
		return false;
	c->node->lie = (int64_t)(1 + vg_malop_draw(c->random, most)) * sign;
	return true;
}

static bool
say_nothing(struct vg_malop_call *c, int argument)
{
	size_t size = size_of(c->node);

	(void)argument;
	c->node->lie = -(int64_t)size;
	return size > 0;
}

/* A length of 2^bits - 1 in all: as much as the form takes, or what overflows an int. */
static bool
say_huge(struct vg_malop_call *c, int bits)
{
	c->node->form = bits > 32 ? 8 : 4;
	c->node->lie = (int64_t)(bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1) -
	    (int64_t)size_of(c->node);
	return true;
}

/* --- tags ------------------------------------------------------------------------------------- */

static bool
flip_tag(struct vg_malop_call *c, int bits)
{
	c->node->tag ^= (uint8_t)bits;
	return true;
}

static bool
set_tag(struct vg_malop_call *c, int tag)
{
	if (c->node->tag == tag)
		return false;
	c->node->tag = (uint8_t)tag;
	return true;
}

static bool
set_random_tag(struct vg_malop_call *c, int argument)
{
	(void)argument;
	c->node->tag = (uint8_t)(c->node->tag + 1 + vg_malop_draw(c->random, 255));
	return true;
}

/* --- structure -------------------------------------------------------------------------------- */

static bool
take_away(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (!c->parent)
		return false;
	vg_malber_free(vg_malber_take(c->parent, c->place));
	return true;
}

static bool
put_double(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (!c->parent)
		return false;
	vg_malber_add(c->parent, vg_malber_copy(c->node), c->place + 1);
	return true;
}

static bool
swap_with_next(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (!c->parent || c->place + 1 >= c->parent->n)
		return false;
	vg_malber_add(c->parent, vg_malber_take(c->parent, c->place), c->place + 1);
	return true;
}

static bool
move_last(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (!c->parent || c->place + 1 >= c->parent->n)
		return false;
	vg_malber_add(c->parent, vg_malber_take(c->parent, c->place), SIZE_MAX);
	return true;
}

static struct vg_malber *
random_leaf(struct vg_malop_call *c, uint8_t tag, size_t size)
{
	unsigned char octets[64];

	for (size_t i = 0; i < size && i < sizeof(octets); i++)
		octets[i] = (unsigned char)vg_malop_draw(c->random, 256);
	return vg_malber_leaf(VG_MALBER_PLAIN, tag, octets, size);
}

/* Something strange beside the element: before it, behind it, or at the end of what it holds. */
static bool
put_stranger(struct vg_malop_call *c, int where)
{
	uint8_t tag =
	    (uint8_t)(vg_malop_draw(c->random, 2) ? 0x05 : vg_malop_draw(c->random, 256));
	struct vg_malber *into = where == 2 ? c->node : c->parent;

	if (!into || (where == 2 && c->node->n == 0))
		return false;
	vg_malber_add(into,
	    random_leaf(c, tag, tag == 0x05 ? 0 : vg_malop_draw(c->random, 9)),
	    where == 2 ? SIZE_MAX : c->place + (size_t)where);
	return true;
}

static bool
hollow(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (c->node->n == 0 && c->node->size == 0)
		return false;
	vg_malber_set(c->node, "", 0);
	return true;
}

static bool
wrap(struct vg_malop_call *c, int times)
{
	if (!c->parent)
		return false;
	for (int i = 0; i < times; i++) {
		struct vg_malber *around = vg_malber_node(VG_MALBER_PLAIN, 0x30);
		vg_malber_add(around, vg_malber_take(c->parent, c->place), SIZE_MAX);
		vg_malber_add(c->parent, around, c->place);
	}
	return true;
}

static bool
replace_by_another(struct vg_malop_call *c, int argument)
{
	size_t n = vg_malber_count(c->root);

	(void)argument;
	if (!c->parent)
		return false;
	struct vg_malber *other = vg_malber_copy(
	    vg_malber_at(c->root, vg_malop_draw(c->random, (uint32_t)n), NULL, NULL));
	vg_malber_free(vg_malber_take(c->parent, c->place));
	vg_malber_add(c->parent, other, c->place);
	return true;
}

static bool
fill_with_noise(struct vg_malop_call *c, int argument)
{
	struct vg_malber *noise = random_leaf(c, 0, 1 + vg_malop_draw(c->random, 60));

	(void)argument;
	vg_malber_set(c->node, noise->octets, noise->size);
	vg_malber_free(noise);
	return true;
}

/* --- octets ---------------------------------------------------------------------------------- */

static void
cut_out(struct vg_buf *out, size_t at, size_t n)
{
	memmove(out->data + at, out->data + at + n, out->size - at - n);
	out->size -= n;
}

/* The datagram ends before the element, in its head, or in what it holds. */
static bool
cut_datagram(struct vg_malop_call *c, int where)
{
	size_t at = c->node->at + (where == 1);

	if (where == 2 && c->node->end > c->node->at + 2)
		at = c->node->at + 2 +
		    vg_malop_draw(c->random, (uint32_t)(c->node->end - c->node->at - 2));
	if (at >= c->out->size)
		return false;
	c->out->size = at;
	return true;
}

static bool
append(struct vg_malop_call *c, int n)
{
	if (c->parent)
		return false;
	for (int i = 0; i < n; i++)
		vg_buf_add_u8(c->out, (uint8_t)vg_malop_draw(c->random, 256));
	return true;
}

/* A bit of the element's head (0: its tag, 1: its length) or of anything in it turns over. */
static bool
flip_bit(struct vg_malop_call *c, int where)
{
	size_t size = c->node->end - c->node->at;
	size_t at = where < 2 ? (size_t)where : vg_malop_draw(c->random, (uint32_t)size);

	if (c->node->end > c->out->size || at >= size)
		return false;
	c->out->data[c->node->at + at] ^=
	    (unsigned char)(1u << vg_malop_draw(c->random, 8));
	return true;
}

static bool
lose_octet(struct vg_malop_call *c, int argument)
{
	size_t size = c->node->end - c->node->at;

	(void)argument;
	if (c->node->end > c->out->size)
		return false;
	cut_out(c->out, c->node->at + vg_malop_draw(c->random, (uint32_t)size), 1);
	return true;
}

static bool
gain_octet(struct vg_malop_call *c, int argument)
{
	size_t at = c->node->at +
	    vg_malop_draw(c->random, (uint32_t)(c->node->end - c->node->at));

	(void)argument;
	vg_buf_add_u8(c->out, 0);
	memmove(c->out->data + at + 1, c->out->data + at, c->out->size - at - 1);
	c->out->data[at] = (unsigned char)vg_malop_draw(c->random, 256);
	return true;
}

static bool
overwrite(struct vg_malop_call *c, int argument)
{
	(void)argument;
	if (c->node->end > c->out->size)
		return false;
	for (size_t i = c->node->at; i < c->node->end; i++)
		c->out->data[i] = (unsigned char)vg_malop_draw(c->random, 256);
	return true;
}

#define KEEPS VG_MALOP_KEEPS, false
#define BREAKS VG_MALOP_BREAKS, false
#define CHANGES VG_MALOP_CHANGES, false
#define OCTETS "octets"
const struct vg_malop vg_malop_elements[] = {
    {"length forms", "one octet more", KEEPS, set_form, 1},
    {"length forms", "two octets", KEEPS, set_form, 2},
    {"length forms", "three octets", KEEPS, set_form, 3},
    {"length forms", "four octets", KEEPS, set_form, 4},
    {"length forms", "five octets", CHANGES, set_form, 5},
    {"length forms", "eight octets", CHANGES, set_form, 8},
    {"length forms", "forty octets", CHANGES, set_form, 40},
    {"length forms", "indefinite", BREAKS, set_form, VG_MALBER_INDEFINITE},
    {"length forms", "reserved", BREAKS, set_form, VG_MALBER_RESERVED},
    {"length lies", "one more", CHANGES, set_lie, 1},
    {"length lies", "one less", CHANGES, set_lie, -1},
    {"length lies", "two more", CHANGES, set_lie, 2},
    {"length lies", "some more", CHANGES, set_random_lie, 1},
    {"length lies", "some less", CHANGES, set_random_lie, -1},
    {"length lies", "nothing", CHANGES, say_nothing, 0},
    {"length lies", "2^31-1", BREAKS, say_huge, 31},
    {"length lies", "2^32-1", BREAKS, say_huge, 32},
    {"length lies", "2^63-1", BREAKS, say_huge, 63},
    {"length lies", "2^64-1", BREAKS, say_huge, 64},
    {"tags", "constructed or not", BREAKS, flip_tag, 0x20},
    {"tags", "another class", CHANGES, flip_tag, 0x40},
    {"tags", "context", CHANGES, flip_tag, 0x80},
    {"tags", "private", CHANGES, flip_tag, 0xC0},
    {"tags", "more than one octet", BREAKS, set_tag, 0x1F},
    {"tags", "zero", BREAKS, set_tag, 0},
    {"tags", "boolean", BREAKS, set_tag, 1},
    {"tags", "null", CHANGES, set_tag, 5},
    {"tags", "real", BREAKS, set_tag, 9},
    {"tags", "set", BREAKS, set_tag, 0x31},
    {"tags", "any", CHANGES, set_random_tag, 0},
    {"structure", "missing", CHANGES, take_away, 0},
    {"structure", "twice", CHANGES, put_double, 0},
    {"structure", "swapped", CHANGES, swap_with_next, 0},
    {"structure", "last", CHANGES, move_last, 0},
    {"structure", "stranger before", CHANGES, put_stranger, 0},
    {"structure", "stranger behind", CHANGES, put_stranger, 1},
    {"structure", "stranger at its end", CHANGES, put_stranger, 2},
    {"structure", "hollow", CHANGES, hollow, 0},
    {"structure", "wrapped", CHANGES, wrap, 1},
    {"structure", "wrapped forty times", CHANGES, wrap, 40},
    {"structure", "wrapped a thousand times", CHANGES, wrap, 1000},
    {"structure", "another element", CHANGES, replace_by_another, 0},
    {"structure", "noise", CHANGES, fill_with_noise, 0},
    {OCTETS, "cut before", VG_MALOP_BREAKS, true, cut_datagram, 0},
    {OCTETS, "cut in its head", VG_MALOP_BREAKS, true, cut_datagram, 1},
    {OCTETS, "cut inside", VG_MALOP_BREAKS, true, cut_datagram, 2},
    {OCTETS, "one more", VG_MALOP_BREAKS, true, append, 1},
    {OCTETS, "two more", VG_MALOP_BREAKS, true, append, 2},
    {OCTETS, "a thousand more", VG_MALOP_BREAKS, true, append, 1000},
    {OCTETS, "nine thousand more", VG_MALOP_BREAKS, true, append, 9000},
    {OCTETS, "a bit of its tag", VG_MALOP_CHANGES, true, flip_bit, 0},
    {OCTETS, "a bit of its length", VG_MALOP_CHANGES, true, flip_bit, 1},
    {OCTETS, "a bit", VG_MALOP_CHANGES, true, flip_bit, 2},
    {OCTETS, "one lost", VG_MALOP_CHANGES, true, lose_octet, 0},
    {OCTETS, "one gained", VG_MALOP_CHANGES, true, gain_octet, 0},
    {OCTETS, "noise", VG_MALOP_CHANGES, true, overwrite, 0},
    {0},
};

const struct vg_malop *
vg_malop_at(size_t i)
{
	const struct vg_malop *lists[] = {
	    vg_malop_elements, vg_malvalue_list, vg_malpart_list};

	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
		const struct vg_malop *op = lists[k];
		for (; op->run; op++) {
			if (i-- == 0)
				return op;
		}
	}
	return NULL;
}
