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
enum { KEY_ROOM = 64, KNOWN = 8 };

struct vg_usm_user {
	char name[33];
	struct vg_secret auth_ku; /* master keys, before an engine makes them its own */
	struct vg_secret priv_ku;
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
 * Master keys made last, by the digest of their phrase: one takes 2.5 ms, and thousands of devices
 * share a credential.  They are no more secret than the users that hold them.
 */
static struct {
	struct vg_digest phrase;
	struct vg_secret ku; /* size 0: none */
} known[KNOWN];
static size_t next_known;

static int
make_ku(const struct vg_secret *phrase, struct vg_secret *ku)
{
	struct vg_digest digest = vg_digest_of(phrase->data, phrase->size);
	u_char key[KEY_ROOM];
	size_t size = sizeof(key);

	for (size_t i = 0; i < KNOWN; i++) {
		if (known[i].ku.size && vg_digest_same(&known[i].phrase, &digest))
			return vg_secret_set(ku, known[i].ku.data, known[i].ku.size);
	}
	if (generate_Ku(usmHMAC192SHA256AuthProtocol,
		OID_LENGTH(usmHMAC192SHA256AuthProtocol), phrase->data, phrase->size, key,
		&size) != SNMPERR_SUCCESS)
		return VG_EINVAL;
	int code = vg_secret_set(ku, key, size);
	known[next_known].phrase = digest;
	(void)vg_secret_set(&known[next_known].ku, key, size);
	next_known = (next_known + 1) % KNOWN;
	explicit_bzero(key, sizeof(key));
	return code;
}

struct vg_usm_user *
vg_usm_user_new(const char *name, const struct vg_secret *auth,
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
	if (auth->size < 8 || priv->size < 8 || make_ku(auth, &user->auth_ku) != VG_OK ||
	    make_ku(priv, &user->priv_ku) != VG_OK) {
		vg_detail_set(detail, VG_EINVAL,
		    "user '%s': needs 'auth' and 'priv' pass phrases of 8 octets or more",
		    name);
		vg_usm_user_free(user);
		return NULL;
	}
	return user;
}

void
vg_usm_user_free(struct vg_usm_user *user)
{
	if (!user)
		return;
	vg_secret_wipe(&user->auth_ku);
	vg_secret_wipe(&user->priv_ku);
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
	user->engine_size = 0;
	if (!localize(&user->auth_ku, engine, size, user->auth_kul, &user->auth_size) ||
	    !localize(&user->priv_ku, engine, size, user->priv_kul, &user->priv_size))
		return false;
	memcpy(user->engine, engine, size);
	user->engine_size = size;
	return true;
}

static void
set_protocols(struct usmUser *u)
{
	SNMP_FREE(u->authProtocol);
	SNMP_FREE(u->privProtocol);
	u->authProtocolLen = OID_LENGTH(usmHMAC192SHA256AuthProtocol);
	u->authProtocol =
	    snmp_duplicate_objid(usmHMAC192SHA256AuthProtocol, u->authProtocolLen);
	/* usmAES128PrivProtocol is a pointer in 5.9.3: its OID_LENGTH would be 1. */
	u->privProtocolLen = OID_LENGTH(usmAESPrivProtocol);
	u->privProtocol = snmp_duplicate_objid(usmAESPrivProtocol, u->privProtocolLen);
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
	set_protocols(u);
	u->authKey = vg_mem_copy(user->auth_kul, user->auth_size);
	u->authKeyLen = user->auth_size;
	u->privKey = vg_mem_copy(user->priv_kul, user->priv_size);
	u->privKeyLen = user->priv_size;
	if (!u->authKey || !u->privKey || !u->authProtocol || !u->privProtocol) {
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

/* Where 'name' stands or would stand in the sorted set. */
static size_t
place(const struct vg_usm *usm, const char *name, bool *found)
{
	size_t low = 0, high = usm->n_users;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(usm->users[middle]->name, name);
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
	size_t at = place(usm, user->name, &found);

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
vg_usm_find(const struct vg_usm *usm, const void *name, size_t size)
{
	char text[33] = "";
	bool found;

	if (!usm || size < 1 || size > 32)
		return NULL;
	memcpy(text, name, size);
	size_t at = place(usm, text, &found);
	return found ? usm->users[at] : NULL;
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
