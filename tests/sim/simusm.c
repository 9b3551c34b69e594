/*
 * SNMPv3 with the user-based security model.
 */
#include "tests/sim/simusm.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/sim/simpdu.h"

enum { FLAG_AUTH = 1, FLAG_PRIV = 2, FLAG_REPORTABLE = 4, MAC_SIZE = 24, WINDOW_S = 150 };
enum { USM_MAX = 2048, SPREAD = 1048576 };

/*
 * What a message has around its bindings, at most: 16 for the message and its version, 24 for
 * the header, 136 for the security parameters, 48 for context and encryption, 24 for the PDU.
 */
enum { AROUND = 248 };

/* The last arc of usmStats: which check failed. */
enum {
	UNSUPPORTED_LEVEL = 1,
	NOT_IN_WINDOW,
	UNKNOWN_USER,
	UNKNOWN_ENGINE,
	WRONG_DIGEST,
	DECRYPTION
};

struct message {
	int64_t id, flags, boots, time;
	size_t max; /* octets that the other side takes */
	struct vg_cursor engine, user, mac, salt;
	struct vg_cursor rest; /* the scoped PDU, perhaps encrypted */
};

/*
 * A pass phrase spread to the key that no engine is in yet.  A mebibyte is hashed for it, so the
 * last two are kept: twenty thousand devices share theirs.
 */
static void
spread(const char *phrase, unsigned char key[32])
{
	static struct {
		char phrase[VG_SIMDEVICE_PHRASE];
		unsigned char key[32];
	} kept[2];
	static unsigned next;
	size_t size = strlen(phrase);
	unsigned char block[64];
	EVP_MD_CTX *hash;

	for (unsigned i = 0; i < 2; i++)
		if (vg_text_same(kept[i].phrase, phrase)) {
			memcpy(key, kept[i].key, 32);
			return;
		}
	hash = EVP_MD_CTX_new();
	EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
	for (size_t done = 0; done < SPREAD; done += sizeof(block)) {
		for (size_t i = 0; i < sizeof(block); i++)
			block[i] = (unsigned char)phrase[(done + i) % size];
		EVP_DigestUpdate(hash, block, sizeof(block));
	}
	EVP_DigestFinal_ex(hash, key, NULL);
	EVP_MD_CTX_free(hash);
	memcpy(kept[next % 2].key, key, 32);
	vg_text_copy(kept[next++ % 2].phrase, VG_SIMDEVICE_PHRASE, phrase);
}

static void
localize(const char *phrase, const struct vg_simdevice *device, unsigned char key[32])
{
	EVP_MD_CTX *hash = EVP_MD_CTX_new();

	spread(phrase, key);
	EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
	EVP_DigestUpdate(hash, key, 32);
	EVP_DigestUpdate(hash, device->engine, device->engine_size);
	EVP_DigestUpdate(hash, key, 32);
	EVP_DigestFinal_ex(hash, key, NULL);
	EVP_MD_CTX_free(hash);
}

void
vg_simusm_localize(struct vg_simdevice *device)
{
	unsigned char priv[32];

	if (device->user[0] == '\0' || device->auth[0] == '\0' || device->priv[0] == '\0')
		return;
	localize(device->auth, device, device->keys.auth);
	localize(device->priv, device, priv);
	memcpy(device->keys.priv, priv, sizeof(device->keys.priv));
}

/*
 * What signs and encrypts, found once: libcrypto looks an algorithm up by its name each time that
 * it is not handed over, which costs more than the work on one datagram.
 */
static struct {
	EVP_MAC_CTX *mac;
	EVP_CIPHER *aes;
	EVP_CIPHER_CTX *cipher;
} tools;

static void
find_tools(void)
{
	char digest[] = "SHA256";
	const OSSL_PARAM how[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
	    OSSL_PARAM_construct_end()};
	EVP_MAC *hmac;

	if (tools.mac != NULL)
		return;
	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	tools.mac = EVP_MAC_CTX_new(hmac);
	EVP_MAC_free(hmac);
	tools.aes = EVP_CIPHER_fetch(NULL, "AES-128-CFB", NULL);
	tools.cipher = EVP_CIPHER_CTX_new();
	if (tools.mac == NULL || tools.aes == NULL || tools.cipher == NULL ||
	    EVP_MAC_CTX_set_params(tools.mac, how) != 1)
		abort(); /* a libcrypto without HMAC-SHA-256 or AES */
}

static void
sign(const struct vg_simdevice *device, const unsigned char *data, size_t size,
    unsigned char mac[32])
{
	size_t length = 32;

	find_tools();
	EVP_MAC_init(tools.mac, device->keys.auth, 32, NULL);
	EVP_MAC_update(tools.mac, data, size);
	EVP_MAC_final(tools.mac, mac, &length, 32);
}

static void
put_u32(unsigned char *octets, int64_t value)
{
	for (int i = 0; i < 4; i++)
		octets[i] = (unsigned char)((uint64_t)value >> (24 - 8 * i));
}

/* CFB needs no padding: 'size' octets become as many, in place. */
static void
crypt_pdu(const struct vg_simdevice *device, bool encrypt, int64_t boots, int64_t seconds,
    const unsigned char salt[8], unsigned char *data, size_t size)
{
	unsigned char iv[16];
	int done = 0;

	find_tools();
	put_u32(iv, boots);
	put_u32(iv + 4, seconds);
	memcpy(iv + 8, salt, 8);
	EVP_CipherInit_ex(tools.cipher, tools.aes, NULL, device->keys.priv, iv, encrypt);
	EVP_CipherUpdate(tools.cipher, data, &done, data, (int)size);
}

static int64_t
engine_time(const struct vg_simdevice *device, int64_t at_us)
{
	return vg_simdevice_uptime(device, at_us) / 1000000 % INT32_MAX;
}

static int
read_message(const unsigned char *datagram, size_t size, struct message *m)
{
	struct vg_cursor all = vg_cursor_over(datagram, size);
	struct vg_cursor in = vg_simber_take(&all, VG_SIMBER_SEQUENCE), head, flags,
			 security;

	vg_simber_take_int(&in, 3, 3);
	head = vg_simber_take(&in, VG_SIMBER_SEQUENCE);
	m->id = vg_simber_take_int(&head, 0, INT32_MAX);
	m->max = (size_t)vg_simber_take_int(&head, 484, INT32_MAX);
	flags = vg_simber_take(&head, VG_SIMBER_OCTETS);
	m->flags = vg_cursor_u8(&flags);
	vg_simber_take_int(&head, 3, 3);
	security = vg_simber_take(&in, VG_SIMBER_OCTETS);
	security = vg_simber_take(&security, VG_SIMBER_SEQUENCE);
	m->engine = vg_simber_take(&security, VG_SIMBER_OCTETS);
	m->boots = vg_simber_take_int(&security, 0, INT32_MAX);
	m->time = vg_simber_take_int(&security, 0, INT32_MAX);
	m->user = vg_simber_take(&security, VG_SIMBER_OCTETS);
	m->mac = vg_simber_take(&security, VG_SIMBER_OCTETS);
	m->salt = vg_simber_take(&security, VG_SIMBER_OCTETS);
	m->rest = in;
	return in.failed || head.failed || flags.failed || security.failed ? VG_EPARSE
									   : VG_OK;
}

static bool
same(const struct vg_cursor *cursor, const void *data, size_t size)
{
	return vg_cursor_left(cursor) == size && memcmp(cursor->at, data, size) == 0;
}

/* The check of RFC 3414 section 3.2 that fails, 0 when all hold. */
static int
check(const struct vg_simdevice *device, const unsigned char *datagram, size_t size,
    const struct message *m, int64_t now)
{
	unsigned char copy[USM_MAX], mac[32];

	if (!same(&m->engine, device->engine, device->engine_size))
		return UNKNOWN_ENGINE;
	if (!same(&m->user, device->user, strlen(device->user)))
		return UNKNOWN_USER;
	if ((m->flags & 3) != (FLAG_AUTH | FLAG_PRIV))
		return UNSUPPORTED_LEVEL;
	if (vg_cursor_left(&m->mac) != MAC_SIZE || size > sizeof(copy))
		return WRONG_DIGEST;
	memcpy(copy, datagram, size);
	memset(copy + (m->mac.at - datagram), 0, MAC_SIZE);
	sign(device, copy, size, mac);
	if (CRYPTO_memcmp(mac, m->mac.at, MAC_SIZE) != 0)
		return WRONG_DIGEST;
	if (m->boots != device->boots || m->time < now - WINDOW_S ||
	    m->time > now + WINDOW_S)
		return NOT_IN_WINDOW;
	return vg_cursor_left(&m->salt) == 8 ? 0 : DECRYPTION;
}

/* Wraps the PDU that 'out' holds with 'flags' (no reportable bit: all are answers). */
static int
wrap(struct vg_simdevice *device, int64_t id, int64_t flags, int64_t now,
    struct vg_simber_out *out)
{
	unsigned char zero[MAC_SIZE] = {0}, salt[8], mac[32];
	size_t mac_at = 0, mark, size, n_mac = flags & FLAG_AUTH ? MAC_SIZE : 0;
	const char *user = flags & FLAG_AUTH ? device->user : "";
	uint8_t flag = (uint8_t)flags;

	vg_simber_put_octets(out, VG_SIMBER_OCTETS, NULL, 0); /* contextName */
	vg_simber_put_octets(out, VG_SIMBER_OCTETS, device->engine, device->engine_size);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, 0);
	put_u32(salt, now);
	put_u32(salt + 4, (int64_t)++device->salt);
	if (flags & FLAG_PRIV && !out->failed) {
		crypt_pdu(device, true, device->boots, now, salt, out->room + out->at,
		    vg_simber_written(out));
		vg_simber_wrap(out, VG_SIMBER_OCTETS, 0);
	}
	mark = vg_simber_written(out);
	vg_simber_put_octets(out, VG_SIMBER_OCTETS, salt, flags & FLAG_PRIV ? 8 : 0);
	size = vg_simber_written(out);
	vg_simber_put_raw(out, zero, n_mac);
	mac_at = out->at;
	vg_simber_wrap(out, VG_SIMBER_OCTETS, size);
	vg_simber_put_octets(out, VG_SIMBER_OCTETS, user, strlen(user));
	vg_simber_put_int(out, VG_SIMBER_INTEGER, now);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, device->boots);
	vg_simber_put_octets(out, VG_SIMBER_OCTETS, device->engine, device->engine_size);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	vg_simber_wrap(out, VG_SIMBER_OCTETS, mark);
	mark = vg_simber_written(out);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, 3);
	vg_simber_put_octets(out, VG_SIMBER_OCTETS, &flag, 1);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, USM_MAX);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, id);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, 3);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, 0);
	if (out->failed)
		return VG_ELIMIT;
	if (n_mac > 0) {
		sign(device, vg_simber_data(out), vg_simber_written(out), mac);
		memcpy(out->room + mac_at, mac, MAC_SIZE);
	}
	return VG_OK;
}

/* Tells the other side which check failed; a stale clock is told with a signature. */
static int
report(struct vg_simdevice *device, const struct message *m, int failed, int64_t now,
    struct vg_simber_out *out)
{
	struct vg_simvalue count = {
	    .tag = VG_SIMBER_COUNTER32, .count = ++device->usm_stats[failed]};
	struct vg_oid oid;

	if (!(m->flags & FLAG_REPORTABLE))
		return VG_EAUTH;
	if (failed != UNKNOWN_ENGINE && failed != NOT_IN_WINDOW)
		device->refused++;
	vg_oid_parse("1.3.6.1.6.3.15.1.1", &oid);
	vg_oid_append(&oid, (uint32_t)failed);
	vg_oid_append(&oid, 0);
	vg_simpdu_put_binding(out, &oid, &count);
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, 0);
	for (int i = 0; i < 3; i++)
		vg_simber_put_int(out, VG_SIMBER_INTEGER, 0);
	vg_simber_wrap(out, VG_SIMBER_REPORT, 0);
	return wrap(device, m->id, failed == NOT_IN_WINDOW ? FLAG_AUTH : 0, now, out);
}

int
vg_simusm_answer(struct vg_simdevice *device, const unsigned char *datagram, size_t size,
    int64_t at_us, struct vg_simber_out *out)
{
	int64_t now = engine_time(device, at_us);
	unsigned char plain[USM_MAX];
	struct vg_cursor content, pdu;
	struct message m;
	int failed, error;

	if (device->version != VG_SIMDEVICE_V3)
		return VG_EUNSUPPORTED;
	if (read_message(datagram, size, &m) != VG_OK)
		return VG_EPARSE;
	failed = check(device, datagram, size, &m, now);
	if (failed != 0)
		return report(device, &m, failed, now, out);
	content = vg_simber_take(&m.rest, VG_SIMBER_OCTETS);
	if (content.failed)
		return VG_EPARSE;
	size = vg_cursor_left(&content);
	memcpy(plain, content.at, size);
	crypt_pdu(device, false, m.boots, m.time, m.salt.at, plain, size);
	content = vg_cursor_over(plain, size);
	pdu = vg_simber_take(&content, VG_SIMBER_SEQUENCE);
	vg_simber_take(&pdu, VG_SIMBER_OCTETS);
	vg_simber_take(&pdu, VG_SIMBER_OCTETS);
	if (pdu.failed)
		return report(device, &m, DECRYPTION, now, out);
	error = vg_simpdu_answer(device, &pdu, false, m.max - AROUND, at_us, out);
	return error != VG_OK ? error
			      : wrap(device, m.id, FLAG_AUTH | FLAG_PRIV, now, out);
}

int
vg_simusm_wrap(struct vg_simdevice *device, int64_t message, int64_t at_us,
    struct vg_simber_out *out)
{
	return wrap(
	    device, message, FLAG_AUTH | FLAG_PRIV, engine_time(device, at_us), out);
}
