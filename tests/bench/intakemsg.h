/*
 * The notifications by which intake is measured: 8 varbinds, 305 octets as v2c and about 412 as
 * SNMPv3 (authPriv: HMAC of SHA-256 with 192 bits, AES-128).  Each number makes another message:
 * up time, request-id, msgID and salt follow it.  An Allot gateway says that a process of its
 * own is down (alarm 12, lib/packs/allot.json "process-down").
 *
 * Sources: RFC 3412 section 6, RFC 3414 section 2.4, RFC 3826, RFC 7860.
 */
#ifndef VG_TESTS_BENCH_INTAKEMSG_H
#define VG_TESTS_BENCH_INTAKEMSG_H

#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdbool.h>

#include "tests/bench/simload.h"

enum { INTAKEMSG_MAX = 510, INTAKEMSG_AUTH = 24, INTAKEMSG_SALT = 8, INTAKEMSG_KEY = 32 };
enum { INTAKEMSG_TRAP = 0xa7, INTAKEMSG_INFORM = 0xa6 };

enum intakemsg_mode {
	INTAKEMSG_REPEAT, /* one process, again and again */
	INTAKEMSG_NEW,    /* another process each time */
	INTAKEMSG_PLAIN   /* a notification that no pack knows */
};

struct intakemsg {
	uint16_t size;
	unsigned char data[INTAKEMSG_MAX];
};

/* An SNMPv3 sender: its keys are those of 'engine'. */
struct intakemsg_sender {
	const char *user; /* borrowed */
	unsigned char engine[32], auth[INTAKEMSG_KEY], priv[INTAKEMSG_KEY];
	size_t engine_size;
	uint32_t boots, time;
	uint64_t salt; /* of message 0 */
	EVP_MAC_CTX *mac;
	EVP_CIPHER_CTX *cipher;
};

static inline void
intakemsg_fail(const char *what)
{
	fprintf(stderr, "intakegen: %s\n", what);
	exit(EXIT_FAILURE);
}

/* --- BER, written from the end ----------------------------------------------------------- */

static inline void
intakemsg_be(unsigned char *to, uint64_t value, size_t size)
{
	for (size_t i = size; i > 0; i--, value >>= 8)
		to[i - 1] = (unsigned char)value;
}

/* An integer of four octets; 'value' has the first of them, without the sign bit. */
static inline void
intakemsg_put_number(struct simload_out *out, unsigned char tag, uint32_t value)
{
	unsigned char octets[6] = {tag, 4};

	intakemsg_be(octets + 2, value, 4);
	simload_put(out, octets, sizeof(octets));
}

/* An integer of RFC 3414 that may be small, as short as X.690 wants it. */
static inline void
intakemsg_put_integer(struct simload_out *out, uint32_t value)
{
	size_t end = out->at;

	do {
		unsigned char octet = (unsigned char)value;
		simload_put(out, &octet, 1);
		value >>= 8;
		if (value == 0 && octet & 0x80)
			simload_put(out, "", 1);
	} while (value);
	simload_wrap(out, 0x02, end);
}

static inline void
intakemsg_put_octets(struct simload_out *out, const void *data, size_t size)
{
	size_t end = out->at;

	simload_put(out, data, size);
	simload_wrap(out, 0x04, end);
}

/* --- the PDU ----------------------------------------------------------------------------- */

/* Ends a varbind whose value stands already. */
static inline void
intakemsg_bind(struct simload_out *out, const char *oid, size_t end)
{
	simload_put_oid(out, oid);
	simload_wrap(out, 0x30, end);
}

static inline void
intakemsg_put_text(struct simload_out *out, const char *oid, const char *text)
{
	size_t end = out->at;

	intakemsg_put_octets(out, text, strlen(text));
	intakemsg_bind(out, oid, end);
}

static inline void
intakemsg_put_pdu(
    struct simload_out *out, int tag, enum intakemsg_mode mode, uint32_t number)
{
	static const unsigned char zeros[] = {2, 1, 0, 2, 1, 0};
	size_t end = out->at, one;
	char name[64];

	snprintf(name, sizeof(name), "worker-%07u is down",
	    mode == INTAKEMSG_NEW ? number % 10000000 : 0);
	intakemsg_put_text(out, "1.3.6.1.4.1.2603.5.5.10.0",
	    "process ended by signal 11, restarted by its keeper, core file kept now");
	one = out->at;
	intakemsg_put_number(out, 0x42, 0x11223344);
	intakemsg_bind(out, "1.3.6.1.4.1.2603.5.5.4.0", one);
	intakemsg_put_text(out, "1.3.6.1.4.1.2603.5.5.9.0", "2026-07-01 12:00:00 UTC");
	one = out->at;
	intakemsg_put_number(out, 0x41, 0x01020304);
	intakemsg_bind(out, "1.3.6.1.4.1.2603.5.5.8.0", one);
	intakemsg_put_text(out, "1.3.6.1.4.1.2603.5.5.16.0", name);
	one = out->at;
	intakemsg_put_integer(out, 4);
	intakemsg_bind(out, "1.3.6.1.4.1.2603.5.5.3.0", one);
	one = out->at;
	simload_put_oid(out,
	    mode == INTAKEMSG_PLAIN ? "1.3.6.1.4.1.2603.0.99" : "1.3.6.1.4.1.2603.0.12");
	intakemsg_bind(out, "1.3.6.1.6.3.1.1.4.1.0", one);
	one = out->at;
	intakemsg_put_number(out, 0x43, 0x01000000 + number);
	intakemsg_bind(out, "1.3.6.1.2.1.1.3.0", one);
	simload_wrap(out, 0x30, end);
	simload_put(out, zeros, sizeof(zeros));
	intakemsg_put_number(out, 0x02, 0x10000000 + number);
	simload_wrap(out, (unsigned char)tag, end);
}

static inline void
intakemsg_keep(const struct simload_out *out, size_t end, struct intakemsg *message)
{
	if (end - out->at > INTAKEMSG_MAX)
		intakemsg_fail("message too large");
	message->size = (uint16_t)(end - out->at);
	memcpy(message->data, out->room + out->at, message->size);
}

/* Makes 'message' number 'number' as v2c for 'community' (borrowed). */
static inline void
intakemsg_make_v2c(struct intakemsg *message, int tag, enum intakemsg_mode mode,
    uint32_t number, const char *community)
{
	unsigned char room[1024];
	struct simload_out out = {room, sizeof(room)};

	intakemsg_put_pdu(&out, tag, mode, number);
	intakemsg_put_octets(&out, community, strlen(community));
	intakemsg_put_integer(&out, 1);
	simload_wrap(&out, 0x30, sizeof(room));
	intakemsg_keep(&out, sizeof(room), message);
}

/* --- SNMPv3 ------------------------------------------------------------------------------ */

/* RFC 3414 A.2 with SHA-256: the pass phrase over 1 MiB, then with the engine. */
static inline void
intakemsg_localize(const char *phrase, const unsigned char *engine, size_t engine_size,
    unsigned char key[INTAKEMSG_KEY])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	size_t length = strlen(phrase), at = 0;
	unsigned char block[64], ku[INTAKEMSG_KEY];

	if (!md || length < 8 || !EVP_DigestInit_ex(md, EVP_sha256(), NULL))
		intakemsg_fail("pass phrases have 8 octets or more");
	for (int i = 0; i < (1 << 20) / 64; i++) {
		for (size_t k = 0; k < 64; k++, at++)
			block[k] = (unsigned char)phrase[at % length];
		EVP_DigestUpdate(md, block, 64);
	}
	EVP_DigestFinal_ex(md, ku, NULL);
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	EVP_DigestUpdate(md, ku, sizeof(ku));
	EVP_DigestUpdate(md, engine, engine_size);
	EVP_DigestUpdate(md, ku, sizeof(ku));
	EVP_DigestFinal_ex(md, key, NULL);
	EVP_MD_CTX_free(md);
}

/* Makes the keys of 's', whose engine and user are set. */
static inline void
intakemsg_set_keys(struct intakemsg_sender *s, const char *auth, const char *priv)
{
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string("digest", digest, 0),
	    OSSL_PARAM_construct_end()};

	intakemsg_localize(auth, s->engine, s->engine_size, s->auth);
	intakemsg_localize(priv, s->engine, s->engine_size, s->priv);
	s->mac = EVP_MAC_CTX_new(hmac);
	s->cipher = EVP_CIPHER_CTX_new();
	EVP_MAC_free(hmac);
	if (!s->mac || !s->cipher ||
	    !EVP_MAC_init(s->mac, s->auth, sizeof(s->auth), params) ||
	    !EVP_EncryptInit_ex(s->cipher, EVP_aes_128_cfb128(), NULL, s->priv, NULL))
		intakemsg_fail("libcrypto");
}

/* Releases the keys of 's', which may have none. */
static inline void
intakemsg_drop_keys(struct intakemsg_sender *s)
{
	EVP_MAC_CTX_free(s->mac);
	EVP_CIPHER_CTX_free(s->cipher);
	s->mac = NULL;
	s->cipher = NULL;
}

/* Encrypts what stands from 'out' to 'end', in place (RFC 3826 section 3.1). */
static inline void
intakemsg_encrypt(const struct intakemsg_sender *s, struct simload_out *out, size_t end,
    const unsigned char salt[INTAKEMSG_SALT])
{
	unsigned char iv[16], plain[1024];
	int size = (int)(end - out->at), done = 0;

	intakemsg_be(iv, s->boots, 4);
	intakemsg_be(iv + 4, s->time, 4);
	memcpy(iv + 8, salt, INTAKEMSG_SALT);
	memcpy(plain, out->room + out->at, (size_t)size);
	if (!EVP_EncryptInit_ex(s->cipher, NULL, NULL, NULL, iv) ||
	    !EVP_EncryptUpdate(s->cipher, out->room + out->at, &done, plain, size) ||
	    done != size)
		intakemsg_fail("libcrypto: AES");
}

/* The security parameters; gives where the 24 octets of the digest stand, zeros for now. */
static inline size_t
intakemsg_put_usm(struct simload_out *out, const struct intakemsg_sender *s,
    const unsigned char salt[INTAKEMSG_SALT])
{
	static const unsigned char zeros[INTAKEMSG_AUTH];
	size_t end = out->at, auth_at;

	intakemsg_put_octets(out, salt, INTAKEMSG_SALT);
	auth_at = out->at - sizeof(zeros);
	intakemsg_put_octets(out, zeros, sizeof(zeros));
	intakemsg_put_octets(out, s->user, strlen(s->user));
	intakemsg_put_integer(out, s->time);
	intakemsg_put_integer(out, s->boots);
	intakemsg_put_octets(out, s->engine, s->engine_size);
	simload_wrap(out, 0x30, end);
	simload_wrap(out, 0x04, end);
	return auth_at;
}

static inline void
intakemsg_put_header(struct simload_out *out, uint32_t id, unsigned char flags)
{
	size_t end = out->at;

	intakemsg_put_integer(out, 3);
	intakemsg_put_octets(out, &flags, 1);
	intakemsg_put_integer(out, 65507);
	intakemsg_put_number(out, 0x02, id);
	simload_wrap(out, 0x30, end);
}

/* The msgID of message 'number', from which an acknowledgement tells which it means. */
static inline uint32_t
intakemsg_id(uint32_t number)
{
	return 0x20000000 + number;
}

/* Makes 'message' number 'number' as SNMPv3 authPriv. */
static inline void
intakemsg_make_v3(struct intakemsg *message, int tag, enum intakemsg_mode mode,
    uint32_t number, const struct intakemsg_sender *s)
{
	unsigned char room[1024], salt[INTAKEMSG_SALT], digest[INTAKEMSG_KEY];
	struct simload_out out = {room, sizeof(room)};
	size_t size, auth_at;

	intakemsg_be(salt, s->salt + number, sizeof(salt));
	intakemsg_put_pdu(&out, tag, mode, number);
	intakemsg_put_octets(&out, "", 0);
	intakemsg_put_octets(&out, s->engine, s->engine_size);
	simload_wrap(&out, 0x30, sizeof(room));
	intakemsg_encrypt(s, &out, sizeof(room), salt);
	simload_wrap(&out, 0x04, sizeof(room));
	auth_at = intakemsg_put_usm(&out, s, salt);
	intakemsg_put_header(
	    &out, intakemsg_id(number), tag == INTAKEMSG_INFORM ? 0x07 : 0x03);
	intakemsg_put_integer(&out, 3);
	simload_wrap(&out, 0x30, sizeof(room));
	size = sizeof(room) - out.at;
	if (!EVP_MAC_init(s->mac, NULL, 0, NULL) ||
	    !EVP_MAC_update(s->mac, room + out.at, size) ||
	    !EVP_MAC_final(s->mac, digest, NULL, sizeof(digest)))
		intakemsg_fail("libcrypto: HMAC");
	memcpy(room + auth_at, digest, INTAKEMSG_AUTH);
	intakemsg_keep(&out, sizeof(room), message);
}

/* Makes a question for an engine's name, boots and time (RFC 3414 section 4). */
static inline void
intakemsg_make_discovery(struct intakemsg *message)
{
	static const unsigned char get[] = {
	    0xa0, 14, 2, 4, 0x20, 0, 0, 1, 2, 1, 0, 2, 1, 0, 0x30, 0};
	unsigned char room[256];
	struct simload_out out = {room, sizeof(room)};
	size_t end;

	simload_put(&out, get, sizeof(get));
	intakemsg_put_octets(&out, "", 0);
	intakemsg_put_octets(&out, "", 0);
	simload_wrap(&out, 0x30, sizeof(room));
	end = out.at;
	for (int i = 0; i < 3; i++)
		intakemsg_put_octets(&out, "", 0);
	intakemsg_put_integer(&out, 0);
	intakemsg_put_integer(&out, 0);
	intakemsg_put_octets(&out, "", 0);
	simload_wrap(&out, 0x30, end);
	simload_wrap(&out, 0x04, end);
	intakemsg_put_header(&out, 0x20000001, 0x04);
	intakemsg_put_integer(&out, 3);
	simload_wrap(&out, 0x30, sizeof(room));
	intakemsg_keep(&out, sizeof(room), message);
}

#endif
