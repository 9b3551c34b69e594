/*
 * The set of 200 bindings by which polling is measured, as four GETs of 50: 12 interfaces by 13
 * columns, 16 sensors by 2, processors, memory, gauges, up time and engine.  vigie-sim's family
 * "bench" answers all of it.
 */
#ifndef VG_TESTS_BENCH_SIMLOAD_H
#define VG_TESTS_BENCH_SIMLOAD_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIMLOAD_GETS = 4, SIMLOAD_BINDINGS = 50, SIMLOAD_MAX = 1472 };
enum { SIMLOAD_PORTS = 12, SIMLOAD_FIRST_PORT = 100, SIMLOAD_SENSORS = 16 };

/* A GET as v2c, and where its PDU and the request-id of four octets in it stand. */
struct simload_get {
	unsigned char data[SIMLOAD_MAX];
	size_t size, pdu_at, id_at;
};

static inline const char *
simload_column(unsigned i)
{
	static const char *const columns[] = {"2.2.1.8", "2.2.1.13", "2.2.1.14",
	    "2.2.1.19", "2.2.1.20", "31.1.1.1.6", "31.1.1.1.7", "31.1.1.1.8",
	    "31.1.1.1.9", "31.1.1.1.10", "31.1.1.1.11", "31.1.1.1.12", "31.1.1.1.13"};

	return i < sizeof(columns) / sizeof(*columns) ? columns[i] : NULL;
}

static inline const char *
simload_scalar(unsigned i)
{
	static const char *const scalars[] = {"1.3.6.1.2.1.25.3.3.1.2.196608",
	    "1.3.6.1.2.1.25.3.3.1.2.196609", "1.3.6.1.2.1.25.3.3.1.2.196610",
	    "1.3.6.1.2.1.25.3.3.1.2.196611", "1.3.6.1.4.1.2021.4.6.0",
	    "1.3.6.1.4.1.2021.4.11.0", "1.3.6.1.4.1.2021.11.9.0",
	    "1.3.6.1.4.1.2021.11.10.0", "1.3.6.1.2.1.25.1.6.0", "1.3.6.1.2.1.1.3.0",
	    "1.3.6.1.6.3.10.2.1.2.0", "1.3.6.1.6.3.10.2.1.3.0"};

	return scalars[i % (sizeof(scalars) / sizeof(*scalars))];
}

/* The OID of binding 'i' of 200, as text. */
static inline void
simload_name(unsigned i, char text[64])
{
	unsigned n_columns = 13, n_cells = SIMLOAD_PORTS * n_columns;

	if (i < n_cells)
		snprintf(text, 64, "1.3.6.1.2.1.%s.%u", simload_column(i % n_columns),
		    SIMLOAD_FIRST_PORT + i / n_columns);
	else if (i < n_cells + 2 * SIMLOAD_SENSORS)
		snprintf(text, 64, "1.3.6.1.2.1.99.1.1.1.%u.%u", 4 + (i - n_cells) % 2,
		    1 + (i - n_cells) / 2);
	else
		snprintf(
		    text, 64, "%s", simload_scalar(i - n_cells - 2 * SIMLOAD_SENSORS));
}

/* Octets written from the end of a room to its beginning; 'at' is the first used one. */
struct simload_out {
	unsigned char *room;
	size_t at;
};

static inline void
simload_put(struct simload_out *out, const void *data, size_t size)
{
	out->at -= size;
	memcpy(out->room + out->at, data, size);
}

static inline void
simload_wrap(struct simload_out *out, unsigned char tag, size_t end)
{
	size_t size = end - out->at;
	unsigned char head[4] = {
	    tag, 0x82, (unsigned char)(size >> 8), (unsigned char)size};

	if (size < 128)
		head[1] = (unsigned char)size;
	simload_put(out, head, size < 128 ? 2 : 4);
}

static inline void
simload_put_oid(struct simload_out *out, const char *text)
{
	unsigned long arcs[32];
	unsigned char octet;
	size_t n = 0, end = out->at;
	char *rest;

	for (arcs[n] = strtoul(text, &rest, 10), n++; *rest == '.' && n < 32; n++)
		arcs[n] = strtoul(rest + 1, &rest, 10);
	for (size_t i = n; i > 2; i--) {
		octet = arcs[i - 1] & 0x7f;
		simload_put(out, &octet, 1);
		while (arcs[i - 1] >>= 7) {
			octet = (unsigned char)(0x80 | (arcs[i - 1] & 0x7f));
			simload_put(out, &octet, 1);
		}
	}
	octet = (unsigned char)(arcs[0] * 40 + arcs[1]);
	simload_put(out, &octet, 1);
	simload_wrap(out, 0x06, end);
}

/* Makes GET 'i' of four, for 'community' (borrowed). */
static inline void
simload_make(unsigned i, const char *community, struct simload_get *get)
{
	static const unsigned char null[] = {5, 0}, zeros[] = {2, 1, 0, 2, 1, 0},
				   id[] = {2, 4, 1, 0, 0, 0}, version[] = {2, 1, 1};
	unsigned char room[SIMLOAD_MAX];
	struct simload_out out = {room, sizeof(room)};
	size_t end = out.at, id_end;
	char name[64];

	for (unsigned k = SIMLOAD_BINDINGS; k > 0; k--) {
		size_t one = out.at;
		simload_name(i * SIMLOAD_BINDINGS + k - 1, name);
		simload_put(&out, null, sizeof(null));
		simload_put_oid(&out, name);
		simload_wrap(&out, 0x30, one);
	}
	simload_wrap(&out, 0x30, end);
	simload_put(&out, zeros, sizeof(zeros));
	id_end = out.at;
	simload_put(&out, id, sizeof(id));
	simload_wrap(&out, 0xa0, end);
	size_t text_end = out.at, pdu = out.at;
	simload_put(&out, community, strlen(community));
	simload_wrap(&out, 0x04, text_end);
	simload_put(&out, version, sizeof(version));
	simload_wrap(&out, 0x30, end);
	get->size = end - out.at;
	get->pdu_at = pdu - out.at;
	get->id_at = id_end - 4 - out.at;
	memcpy(get->data, room + out.at, get->size);
}

#endif
