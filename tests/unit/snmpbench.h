/*
 * What the tests of lib/snmp and lib/trapin share: datagrams written down as text, the recorded
 * ones of Debian's tools (tests/fuzz/corpus.py), and the engines, user and pass phrases with
 * which those were made.
 */
#ifndef VG_TESTS_UNIT_SNMPBENCH_H
#define VG_TESTS_UNIT_SNMPBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/secret.h"
#include "lib/snmp/usm.h"

#define BENCH_USER "lyon-2"
#define BENCH_AUTH "auth-secret"
#define BENCH_PRIV "priv-secret"
#define BENCH_GATE VG_CHECKOUT "/tests/fuzz/corpus/gate"

/* corpus.py's ENGINE (of the receivers) and SENDER (of the v3 traps). */
static const unsigned char bench_engine[] = {
    0x80, 0x00, 0x1F, 0x88, 0x04, 'v', 'i', 'g', 'i', 'e', '1'};
static const unsigned char bench_sender[] = {
    0x80, 0x00, 0x1F, 0x88, 0x04, 's', 'e', 'n', 'd', 'e', 'r'};

static inline struct vg_secret
bench_secret(const char *text)
{
	struct vg_secret secret = {0};

	if (vg_secret_set(&secret, text, strlen(text)) != 0)
		abort();
	return secret;
}

/* A user with the given pass phrases; the caller frees it. */
static inline struct vg_usm_user *
bench_user(const char *name, const char *auth, const char *priv)
{
	struct vg_detail detail;
	struct vg_secret a = bench_secret(auth), p = bench_secret(priv);
	struct vg_usm_user *user = vg_usm_user_new(name, &a, &p, &detail);

	if (!user)
		abort();
	return user;
}

/* The recorded datagram 'name' into 'buf', which the caller releases. */
static inline void
bench_load(const char *name, struct vg_buf *buf)
{
	char path[512];
	unsigned char octets[65536];

	snprintf(path, sizeof(path), BENCH_GATE "/%s", name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		fprintf(stderr, "no recorded datagram %s\n", path);
		abort();
	}
	vg_buf_init(buf, 0);
	vg_buf_add(buf, octets, fread(octets, 1, sizeof(octets), file));
	fclose(file);
}

static inline unsigned
bench_digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) & 0x0F;
}

static inline void
bench_add_length(struct vg_buf *buf, size_t size)
{
	if (size >= 0x100)
		vg_buf_add(
		    buf, (const unsigned char[]){0x82, (unsigned char)(size >> 8)}, 2);
	else if (size >= 0x80)
		vg_buf_add_u8(buf, 0x81);
	vg_buf_add_u8(buf, (uint8_t)size);
}

/*
 * Appends octets written as text to 'buf'; gives where the text ended (at NUL or ")").
 *   30      an octet        30(...)    a tag, its length made from its content
 *   30(+1 ...), 30(-1 ...)  the same with a length that lies by so much
 *   =33     so many octets "a"
 */
static inline const char *
bench_ber(const char *text, struct vg_buf *buf)
{
	while (*text && *text != ')') {
		if (*text == ' ') {
			text++;
		} else if (*text == '=') {
			char *end;
			for (long n = strtol(text + 1, &end, 10); n > 0; n--)
				vg_buf_add_u8(buf, 'a');
			text = end;
		} else {
			vg_buf_add_u8(buf,
			    (uint8_t)(bench_digit(text[0]) << 4 | bench_digit(text[1])));
			text += 2;
			if (*text != '(')
				continue;
			struct vg_buf content;
			long lie = 0;
			text++;
			if (*text == '+' || *text == '-')
				lie = strtol(text, NULL, 10), text += 2;
			vg_buf_init(&content, 0);
			text = bench_ber(text, &content);
			text += *text == ')';
			bench_add_length(buf, (size_t)((long)content.size + lie));
			vg_buf_add(buf, content.data, content.size);
			vg_buf_fini(&content);
		}
	}
	return text;
}

#endif
