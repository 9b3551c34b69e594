/*
 * Users of USM.
 *
 * Invariant: between calls libsnmp's list of users is empty and its table of engine times
 * holds nothing but our own engine.  That table is grown by any spoofed message before its
 * authentication and is never shrunk by the library; vg_usm_take empties the bucket that the
 * message could have touched.
 */
#include "lib/snmp/usm.h"

#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/keytools.h>
#include <net-snmp/library/lcd_time.h>
#include <net-snmp/library/scapi.h>
#include <net-snmp/library/snmpv3.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/snmp/library.h"

/* The room that libsnmp insists on for a key (EVP_MAX_MD_SIZE). */
enum { KEY_ROOM = 64, KNOWN = 1024 };

struct vg_usm_user {
	char name[33];
	unsigned char of[VG_USM_ENGINE_MAX]; /* the engine it is a user of */
	size_t of_size;                      /* 0: any */
	enum vg_usm_level minimum;
	struct vg_usm_user *next;  /* owned; other keys of the same user, or NULL */
	bool next_first;           /* those fitted last */
	struct vg_secret auth_ku;  /* master keys, before an engine makes them its own */
	struct vg_secret priv_ku;  /* size 0: none */
	uint16_t auth_at, priv_at; /* their places among the known */
	/* what an engine made of them the last time: hashes of each message otherwise */
	unsigned char engine[VG_USM_ENGINE_MAX];
	size_t engine_size; /* 0: none */
	unsigned char auth_kul[KEY_ROOM], priv_kul[KEY_ROOM];
	size_t auth_size, priv_size;
};

struct vg_usm {
	struct vg_usm_user **users;
	size_t n_users, capacity;
};

/* What libsnmp holds at the moment. */
static struct usmUser *entry;
static unsigned char entry_engine[VG_USM_ENGINE_MAX];
static size_t entry_engine_size;

static unsigned char own_engine[VG_USM_ENGINE_MAX];
static size_t own_engine_size;

/*
 * Master keys of users, by the digest of their phrase: one takes a millisecond, thousands of
 * devices share a credential, and another tree, whose users are made before those of the tree
 * before are freed, has most of theirs.  Two phrases that share a place only cost that time again.
 * They are no more secret than the users that hold them, and are wiped with the last of these.
 */
static struct known {
	struct vg_digest phrase;
	struct vg_secret ku; /* size 0: none */
	size_t holders; /* of 'ku'; too few when another phrase had the place since */
} known[KNOWN];

/*
 * RFC 3414 A.2.1 with SHA-256 (RFC 7860): the digest of the phrase, repeated until it is 2^20
 * octets.  libsnmp's generate_Ku hashes 64 octets at a time, and takes four times as long.
 * 'phrase' has one octet at least.
 */
static struct vg_digest
stretch(const struct vg_secret *phrase)
{
	unsigned char block[8192];
	size_t size = sizeof(block) - sizeof(block) % phrase->size, left = 1 << 20;
	struct vg_digest_run *run = vg_digest_begin();

	for (size_t i = 0; i < size; i += phrase->size)
		memcpy(block + i, phrase->data, phrase->size);
	for (; left > size; left -= size)
		vg_digest_add(run, block, size);
	vg_digest_add(run, block, left);
	explicit_bzero(block, sizeof(block));
	return vg_digest_end(run);
}

static int
make_ku(const struct vg_secret *phrase, struct vg_secret *ku, uint16_t *place)
{
	struct vg_digest digest = vg_digest_of(phrase->data, phrase->size);
	struct known *at = &known[(digest.octet[0] << 8 | digest.octet[1]) % KNOWN];

	*place = (uint16_t)(at - known);
	if (at->ku.size && vg_digest_same(&at->phrase, &digest)) {
		at->holders++;
		return vg_secret_set(ku, at->ku.data, at->ku.size);
	}
	struct vg_digest key = stretch(phrase);
	int code = vg_secret_set(ku, key.octet, sizeof(key.octet));
	at->phrase = digest;
	at->holders = 1;
	(void)vg_secret_set(&at->ku, key.octet, sizeof(key.octet));
	explicit_bzero(&key, sizeof(key));
	return code;
}

/* A user lets its key go: with the last one it is known no more. */
static void
drop_ku(struct vg_secret *ku, uint16_t place)
{
	struct known *at = &known[place];

	if (ku->size && vg_secret_same(&at->ku, ku->data, ku->size) && --at->holders == 0)
		explicit_bzero(at, sizeof(*at));
	vg_secret_wipe(ku);
}

size_t
vg_usm_known_keys(void)
{
	size_t n = 0;

	for (size_t i = 0; i < KNOWN; i++)
		n += known[i].ku.size > 0;
	return n;
}

/* Whether 'phrase' gives a key, or is rightly missing. */
static bool
take_phrase(
    const struct vg_secret *phrase, bool needed, struct vg_secret *ku, uint16_t *place)
{
	if (phrase->size == 0)
		return !needed;
	return phrase->size >= 8 && make_ku(phrase, ku, place) == VG_OK;
}

struct vg_usm_user *
vg_usm_user_at(const char *name, enum vg_usm_level minimum, const struct vg_secret *auth,
    const struct vg_secret *priv, struct vg_detail *detail)
{
	size_t length = strlen(name);

	if (vg_library_start(detail) != VG_OK)
		return NULL;
	if (length < 1 || length > 32) {
		vg_detail_set(detail, VG_EINVAL,
		    "user '%s': a name has 1 to 32 octets (RFC 3414 section 5)", name);
		return NULL;
	}
	struct vg_usm_user *user = vg_mem_zero(sizeof(*user));
	memcpy(user->name, name, length);
	user->minimum = minimum;
	if (!take_phrase(auth, minimum >= VG_USM_AUTH || priv->size, &user->auth_ku,
		&user->auth_at) ||
	    !take_phrase(priv, minimum == VG_USM_PRIV, &user->priv_ku, &user->priv_at)) {
		vg_detail_set(detail, VG_EINVAL,
		    "user '%s': needs %s of 8 octets or more", name,
		    minimum == VG_USM_PRIV ? "'auth' and 'priv' pass phrases"
					   : "an 'auth' pass phrase");
		vg_usm_user_free(user);
		return NULL;
	}
	return user;
}

struct vg_usm_user *
vg_usm_user_new(const char *name, const struct vg_secret *auth,
    const struct vg_secret *priv, struct vg_detail *detail)
{
	return vg_usm_user_at(name, VG_USM_PRIV, auth, priv, detail);
}

void
vg_usm_user_bind(struct vg_usm_user *user, const void *engine, size_t size)
{
	memcpy(user->of, engine, size);
	user->of_size = size;
}

void
vg_usm_user_also(struct vg_usm_user *user, struct vg_usm_user *next)
{
	vg_usm_user_free(user->next);
	user->next = next;
}

struct vg_usm_user *
vg_usm_user_first(struct vg_usm_user *user)
{
	return user->next_first && user->next ? user->next : user;
}

struct vg_usm_user *
vg_usm_user_second(struct vg_usm_user *user)
{
	return user->next_first ? user : user->next;
}

void
vg_usm_user_swap(struct vg_usm_user *user)
{
	user->next_first = !user->next_first;
}

bool
vg_usm_user_has_priv(const struct vg_usm_user *user)
{
	return user->priv_ku.size > 0;
}

enum vg_usm_level
vg_usm_user_minimum(const struct vg_usm_user *user)
{
	return user->minimum;
}

void
vg_usm_user_free(struct vg_usm_user *user)
{
	if (!user)
		return;
	vg_usm_user_free(user->next);
	drop_ku(&user->auth_ku, user->auth_at);
	drop_ku(&user->priv_ku, user->priv_at);
	explicit_bzero(user, sizeof(*user));
	free(user);
}

const char *
vg_usm_user_name(const struct vg_usm_user *user)
{
	return user->name;
}

/* The engine's own key from the master key. */
static bool
localize(const struct vg_secret *ku, const unsigned char *engine, size_t size,
    unsigned char key[KEY_ROOM], size_t *key_size)
{
	*key_size = KEY_ROOM;
	return generate_kul(usmHMAC192SHA256AuthProtocol,
		   OID_LENGTH(usmHMAC192SHA256AuthProtocol), engine, size, ku->data,
		   ku->size, key, key_size) == SNMPERR_SUCCESS;
}

/* Makes the user's keys those of the engine; false when they cannot be made. */
static bool
turn_to(struct vg_usm_user *user, const unsigned char *engine, size_t size)
{
	if (user->engine_size == size && memcmp(user->engine, engine, size) == 0)
		return true;
	user->engine_size = user->auth_size = user->priv_size = 0;
	if (user->auth_ku.size &&
	    !localize(&user->auth_ku, engine, size, user->auth_kul, &user->auth_size))
		return false;
	if (user->priv_ku.size &&
	    !localize(&user->priv_ku, engine, size, user->priv_kul, &user->priv_size))
		return false;
	memcpy(user->engine, engine, size);
	user->engine_size = size;
	return true;
}

/* A user that libsnmp makes has neither protocol. */
static void
set_protocols(struct usmUser *u, const struct vg_usm_user *user)
{
	if (user->auth_size) {
		SNMP_FREE(u->authProtocol);
		u->authProtocolLen = OID_LENGTH(usmHMAC192SHA256AuthProtocol);
		u->authProtocol = snmp_duplicate_objid(
		    usmHMAC192SHA256AuthProtocol, u->authProtocolLen);
		u->authKey = vg_mem_copy(user->auth_kul, user->auth_size);
		u->authKeyLen = user->auth_size;
	}
	if (user->priv_size) {
		SNMP_FREE(u->privProtocol);
		/* usmAES128PrivProtocol is a pointer in 5.9.3: its OID_LENGTH would be 1. */
		u->privProtocolLen = OID_LENGTH(usmAESPrivProtocol);
		u->privProtocol =
		    snmp_duplicate_objid(usmAESPrivProtocol, u->privProtocolLen);
		u->privKey = vg_mem_copy(user->priv_kul, user->priv_size);
		u->privKeyLen = user->priv_size;
	}
}

int
vg_usm_put(struct vg_usm_user *user, const unsigned char *engine, size_t size)
{
	vg_usm_take();
	if (size < 1 || size > VG_USM_ENGINE_MAX || !turn_to(user, engine, size))
		return VG_EAUTH;
	struct usmUser *u = usm_create_user();
	if (!u)
		return VG_EAUTH;
	u->name = vg_mem_text(user->name);
	u->secName = vg_mem_text(user->name);
	u->engineID = vg_mem_copy(engine, size);
	u->engineIDLen = size;
	set_protocols(u, user);
	if (!u->authProtocol || !u->privProtocol) {
		usm_free_user(u);
		return VG_EAUTH;
	}
	usm_add_user(u);
	entry = u;
	memcpy(entry_engine, engine, size);
	entry_engine_size = size;
	return VG_OK;
}

static void
put_u32(unsigned char *octets, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		octets[i] = (unsigned char)(value >> (24 - 8 * i));
}

int
vg_usm_decrypt(uint32_t boots, uint32_t time, const unsigned char *salt,
    const unsigned char *secret, size_t size, struct vg_buf *plain)
{
	unsigned char iv[16];
	unsigned char *room = vg_buf_reserve(plain, size);
	size_t got = size;

	if (!entry || !room)
		return VG_EAUTH;
	put_u32(iv, boots);
	put_u32(iv + 4, time);
	memcpy(iv + 8, salt, 8);
	if (sc_decrypt(entry->privProtocol, entry->privProtocolLen, entry->privKey,
		(u_int)entry->privKeyLen, iv, sizeof(iv), (u_char *)(uintptr_t)secret,
		(u_int)size, room, &got) != SNMPERR_SUCCESS)
		return VG_EAUTH;
	plain->size += got;
	return VG_OK;
}

void
vg_usm_take(void)
{
	if (entry) {
		usm_remove_user(entry);
		usm_free_user(entry);
		entry = NULL;
	}
	if (entry_engine_size > 0) {
		free_enginetime(entry_engine, entry_engine_size);
		entry_engine_size = 0;
	}
}

struct vg_usm *
vg_usm_new(void)
{
	return vg_mem_zero(sizeof(struct vg_usm));
}

void
vg_usm_free(struct vg_usm *usm)
{
	if (!usm)
		return;
	for (size_t i = 0; i < usm->n_users; i++)
		vg_usm_user_free(usm->users[i]);
	free(usm->users);
	free(usm);
}

/* The order of the set: by name, of one name first that of any engine. */
static int
compare(const struct vg_usm_user *user, const char *name, const void *of, size_t size)
{
	int order = strcmp(user->name, name);

	if (order == 0)
		order = (user->of_size > size) - (user->of_size < size);
	return order || size == 0 ? order : memcmp(user->of, of, size);
}

/* Where the user stands or would stand. */
static size_t
place(
    const struct vg_usm *usm, const char *name, const void *of, size_t size, bool *found)
{
	size_t low = 0, high = usm->n_users;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(usm->users[middle], name, of, size);
		if (order == 0)
			*found = true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
vg_usm_add(struct vg_usm *usm, struct vg_usm_user *user)
{
	bool found;
	size_t at = place(usm, user->name, user->of, user->of_size, &found);

	if (found) {
		vg_usm_user_free(usm->users[at]);
		usm->users[at] = user;
		return;
	}
	usm->users = vg_mem_grow(
	    usm->users, &usm->capacity, usm->n_users, sizeof(struct vg_usm_user *));
	memmove(usm->users + at + 1, usm->users + at,
	    (usm->n_users - at) * sizeof(struct vg_usm_user *));
	usm->users[at] = user;
	usm->n_users++;
}

struct vg_usm_user *
vg_usm_of(const struct vg_usm *usm, const void *name, size_t size, const void *engine,
    size_t engine_size, bool *elsewhere)
{
	char text[33] = "";
	bool found;

	*elsewhere = false;
	if (!usm || size < 1 || size > 32)
		return NULL;
	memcpy(text, name, size);
	size_t at = place(usm, text, engine, engine_size, &found);
	if (!found && engine_size)
		at = place(usm, text, NULL, 0, &found);
	if (found)
		return usm->users[at];
	/* Those of certain engines stand where that of any would. */
	*elsewhere = at < usm->n_users && strcmp(usm->users[at]->name, text) == 0;
	return NULL;
}

struct vg_usm_user *
vg_usm_find(const struct vg_usm *usm, const void *name, size_t size)
{
	bool unused;

	return vg_usm_of(usm, name, size, NULL, 0, &unused);
}

int
vg_usm_set_engine(const unsigned char *engine, size_t size, uint32_t boots)
{
	char text[16];
	struct vg_detail detail;

	if (size < 5 || size > VG_USM_ENGINE_MAX || boots < 1 || boots >= INT32_MAX ||
	    vg_library_start(&detail) != VG_OK ||
	    set_exact_engineID(engine, size) != SNMPERR_SUCCESS)
		return VG_EINVAL;
	/* The library's reader adds the boot that we have counted already. */
	vg_text_format(text, sizeof(text), "%u", boots - 1);
	engineBoots_conf("engineBoots", text);
	memcpy(own_engine, engine, size);
	own_engine_size = size;
	return VG_OK;
}

int
vg_usm_own_engine(const void *name, uint32_t boots, struct vg_detail *detail)
{
	/* RFC 3411 snmpEngineID: net-snmp's enterprise, first bit set, format 128, 8 octets. */
	unsigned char engine[] = {0x80, 0x00, 0x1F, 0x88, 0x80, 0, 0, 0, 0, 0, 0, 0, 0};
	int code = vg_library_start(detail);

	if (code != VG_OK)
		return code;
	memcpy(engine + 5, name, 8);
	code = vg_usm_set_engine(engine, sizeof(engine), boots);
	return code == VG_OK ? VG_OK : vg_detail_set(detail, code, "SNMP engine");
}

const unsigned char *
vg_usm_engine(size_t *size)
{
	*size = own_engine_size;
	return own_engine;
}
