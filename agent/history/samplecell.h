/*
 * One value of a packed row, as octets.
 *
 * Pure.  A number is as many octets as it needs, least significant first, behind a tag that says
 * its type and how many they are, so that it is written and read without a branch for each octet:
 * a device of 200 values is packed once a cycle, and a thousand of them a minute.
 *
 *   tag           type in the low four bits, in the high ones how many octets follow
 *   NUMBER        zigzag;  COUNTER32, COUNTER64, TICKS  as it is
 *   TEXT          the octets say its size, then the text
 *   ROLL          the octets are 'n'; two more tags say how many octets follow of 'least'
 *                 (zigzag), of 'mean' less 'least', and of 'most' less 'mean'
 *
 * Reading is strict: octets come from a file.
 */
#ifndef VG_AGENT_HISTORY_SAMPLECELL_H
#define VG_AGENT_HISTORY_SAMPLECELL_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/cursor.h"

enum vg_samplecell_type {
	VG_SAMPLECELL_MISSING = 0,
	VG_SAMPLECELL_NUMBER = 1,    /* 'number' */
	VG_SAMPLECELL_COUNTER32 = 2, /* 'count' */
	VG_SAMPLECELL_COUNTER64 = 3, /* 'count' */
	VG_SAMPLECELL_TICKS = 4,     /* 'count', hundredths of a second */
	VG_SAMPLECELL_TEXT = 5,      /* 'text', 'size' */
	VG_SAMPLECELL_ROLL = 6       /* 'n', 'least', 'mean', 'most' */
};

/* The longest text, and octets that hold any value with what may be written behind it. */
enum { VG_SAMPLECELL_TEXT_SIZE = 127, VG_SAMPLECELL_ROOM = 144 };

struct vg_samplecell {
	enum vg_samplecell_type type;
	int64_t number;
	uint64_t count;
	const char *text; /* borrowed; 'size' octets, no NUL */
	size_t size;
	uint64_t n;                /* samples in a roll-up */
	int64_t least, mean, most; /* thousandths; of a counter: per second */
};

static inline uint64_t
vg_samplecell_zigzag(int64_t number)
{
	return ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
}

static inline int64_t
vg_samplecell_unzigzag(uint64_t number)
{
	return (int64_t)((number >> 1) ^ (number & 1 ? UINT64_MAX : 0));
}

/* How many octets 'number' needs; 0 for 0. */
static inline unsigned
vg_samplecell_width(uint64_t number)
{
	return number ? (unsigned)(71 - __builtin_clzll(number)) / 8 : 0;
}

/* Writes 'width' octets of 'number' to 'at', where eight must have room; gives what is behind. */
static inline unsigned char *
vg_samplecell_store(unsigned char *at, uint64_t number, unsigned width)
{
	uint64_t octets = htole64(number);

	memcpy(at, &octets, sizeof(octets));
	return at + width;
}

/* The 'width' octets at 'at', where eight can be read; 'width' is 8 at most. */
static inline uint64_t
vg_samplecell_peek(const unsigned char *at, unsigned width)
{
	static const uint64_t masks[] = {0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF,
	    0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, UINT64_MAX};
	uint64_t octets;

	memcpy(&octets, at, sizeof(octets));
	return le64toh(octets) & masks[width];
}

/* Reads a number where fewer than eight octets are left, or none can be. */
uint64_t
vg_samplecell_load_last(struct vg_cursor *c, unsigned width);

/* Reads a number of 'width' octets; 0 and failed when they are not there. */
static inline uint64_t
vg_samplecell_load(struct vg_cursor *c, unsigned width)
{
	if (c->failed || width > 8 || c->end - c->at < 8)
		return vg_samplecell_load_last(c, width);
	uint64_t number = vg_samplecell_peek(c->at, width);
	c->at += width;
	return number;
}

static inline bool
vg_samplecell_is_numeric(unsigned type)
{
	return type - VG_SAMPLECELL_NUMBER <= VG_SAMPLECELL_TICKS - VG_SAMPLECELL_NUMBER;
}

/* Writes a numeric value of 'type' whose octets say 'bits'; gives what is behind. */
static inline unsigned char *
vg_samplecell_put_bits(unsigned char *at, unsigned type, uint64_t bits)
{
	unsigned width = vg_samplecell_width(bits);

	*at = (unsigned char)(type | width << 4);
	return vg_samplecell_store(at + 1, bits, width);
}

/* The step from 'old' to 'new', both as octets say a value of 'type'; and back. */
static inline uint64_t
vg_samplecell_step(unsigned type, uint64_t old, uint64_t new)
{
	if (type == VG_SAMPLECELL_NUMBER) {
		old = (uint64_t)vg_samplecell_unzigzag(old);
		new = (uint64_t)vg_samplecell_unzigzag(new);
	}
	return vg_samplecell_zigzag((int64_t)(new - old));
}

static inline uint64_t
vg_samplecell_stepped(unsigned type, uint64_t old, uint64_t step)
{
	uint64_t by = (uint64_t)vg_samplecell_unzigzag(step);

	if (type != VG_SAMPLECELL_NUMBER)
		return old + by;
	return vg_samplecell_zigzag(
	    (int64_t)((uint64_t)vg_samplecell_unzigzag(old) + by));
}

/* Writes 'cell' (borrowed) to 'at', where VG_SAMPLECELL_ROOM must be; gives what is behind. */
unsigned char *
vg_samplecell_put(unsigned char *at, const struct vg_samplecell *cell);

/* Reads a value; the cursor fails for what is none. */
void
vg_samplecell_read(struct vg_cursor *c, struct vg_samplecell *cell);

/* A count of base 128, least significant group first: written where ten octets have room. */
unsigned char *
vg_samplecell_put_count(unsigned char *at, uint64_t count);
uint64_t
vg_samplecell_read_count(struct vg_cursor *c);

#endif
