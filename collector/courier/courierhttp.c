/*
 * HTTP by libcurl.
 */
#include "collector/courier/courierhttp.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/credential.h"
#include "lib/os/prefix.h"

enum { ANSWER_MAX = 64 * 1024, KEY_LEAST = 16, SAID_SIZE = 200, RETRY_AFTER_MAX_S = 120 };

struct post {
	const struct vg_courierletter *letter; /* borrowed */
	struct vg_prefix allowed[VG_COURIER_ALLOW_MAX];
	size_t n_allowed;
	bool in_clear;
	char refused[128]; /* the address that was not connected to, and why; "" none */
	char said[SAID_SIZE + 1]; /* how the answer's body begins */
	size_t n_said, n_answer;
};

/* --- where to ------------------------------------------------------------------------------- */

bool
vg_courierhttp_is_public(const struct vg_address *address)
{
	unsigned char octets[16];

	vg_net_octets(address, octets);
	return vg_prefix_is_public(octets);
}

static bool
is_named(const struct post *p, const struct vg_address *address)
{
	unsigned char octets[16];

	vg_net_octets(address, octets);
	for (size_t i = 0; i < p->n_allowed; i++) {
		if (vg_prefix_holds(&p->allowed[i], octets))
			return true;
	}
	return false;
}

/* Each address that libcurl is about to connect to, after every look-up of a name. */
static curl_socket_t
open_socket(void *cookie, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct post *p = cookie;
	struct vg_address address = {.size = to->addrlen};
	char text[VG_NET_TEXT_SIZE];

	(void)purpose;
	if ((to->family != AF_INET && to->family != AF_INET6) ||
	    to->addrlen > sizeof(address.storage))
		return CURL_SOCKET_BAD;
	memcpy(&address.storage, &to->addr, to->addrlen);
	bool named = is_named(p, &address);
	if (!named && (p->in_clear || !vg_courierhttp_is_public(&address))) {
		vg_net_text(&address, text);
		vg_text_format(p->refused, sizeof(p->refused),
		    "%s is %s; name it in allow-address", text,
		    vg_courierhttp_is_public(&address) ? "spoken to in the clear (http)"
						       : "no public address");
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static void
read_allowed(struct post *p)
{
	for (size_t i = 0; i < p->letter->n_allow; i++) {
		if (vg_prefix_parse(p->letter->allow[i], &p->allowed[p->n_allowed]) ==
		    VG_OK)
			p->n_allowed++;
	}
}

/* --- signature ------------------------------------------------------------------------------- */

static int
read_key(const char *state, const char *reference, struct vg_secret *key,
    struct vg_detail *detail)
{
	struct vg_credential credential = {0};
	int code = vg_credential_read(state, reference, &credential, detail);

	if (code == VG_OK && credential.password.size < KEY_LEAST)
		code = vg_detail_set(detail, VG_EINVAL,
		    "credential %s: it has no line 'password: X' of %d octets or more",
		    reference, KEY_LEAST);
	if (code == VG_OK)
		vg_secret_set(key, credential.password.data, credential.password.size);
	vg_credential_wipe(&credential);
	return code;
}

static void
add_field(struct curl_slist **fields, const char *name, const char *value)
{
	char *line = vg_mem_format("%s: %s", name, value);

	*fields = curl_slist_append(*fields, line);
	free(line);
}

static int
sign(const char *state, const struct vg_courierletter *letter, struct vg_wall now,
    struct curl_slist **fields, struct vg_detail *detail)
{
	char hex[VG_DIGEST_TEXT_SIZE], stamp[24];
	struct vg_secret key = {0};
	int code = read_key(state, letter->credential, &key, detail);

	if (code == VG_OK) {
		vg_text_format(stamp, sizeof(stamp), "%" PRId64, now.us / VG_SECOND_US);
		char *what = vg_mem_format("%s.%s", stamp, letter->text);
		struct vg_digest digest =
		    vg_digest_keyed(key.data, key.size, what, strlen(what));
		free(what);
		vg_digest_text(&digest, hex);
		char *signature = vg_mem_format("v1=%s", hex);
		add_field(fields, "Vigie-Timestamp", stamp);
		add_field(fields, "Vigie-Signature", signature);
		free(signature);
	}
	vg_secret_wipe(&key);
	return code;
}

/* --- the request ----------------------------------------------------------------------------- */

static size_t
take_answer(char *data, size_t size, size_t n, void *cookie)
{
	struct post *p = cookie;
	size_t room = SAID_SIZE - p->n_said, taken = size * n < room ? size * n : room;

	memcpy(p->said + p->n_said, data, taken);
	p->n_said += taken;
	p->n_answer += size * n;
	return p->n_answer <= ANSWER_MAX ? size * n : 0;
}

static void
set_up(CURL *curl, const struct vg_courierconf *conf, struct post *p, const char *url,
    struct curl_slist *fields)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (p->letter->authority[0])
		curl_easy_setopt(curl, CURLOPT_CAINFO, p->letter->authority);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, p);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, p->letter->text);
	curl_easy_setopt(
	    curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(p->letter->text));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, p);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    conf->connect_ms < conf->post_ms ? conf->connect_ms : conf->post_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, conf->post_ms);
}

/*
 * What is refused for itself is for good; a way that is not set up right may be mended.  409: it is
 * at work on the same key (draft-ietf-httpapi-idempotency-key-header section 2.6), which says
 * nothing of others.
 */
static enum vg_courier_outcome
judge(long status, bool *way_failed)
{
	if (status / 100 == 2)
		return VG_COURIER_SENT;
	if (status == 409)
		return VG_COURIER_LATER;
	*way_failed = status != 400 && status != 413 && status != 415 && status != 422;
	return *way_failed ? VG_COURIER_LATER : VG_COURIER_FAILED;
}

/* How long it asks to be left alone (RFC 9110 10.2.3), as long as a sign of life can wait. */
static int
find_retry_after(CURL *curl)
{
	curl_off_t said = 0;

	curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &said);
	return said <= 0 ? 0 : said < RETRY_AFTER_MAX_S ? (int)said : RETRY_AFTER_MAX_S;
}

static void
perform(CURL *curl, struct post *p, struct vg_courierfate *fate)
{
	CURLcode result = curl_easy_perform(curl);
	const char *name = p->letter->way;
	char *line = NULL;
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	/*
	 * Whose body has begun has said all that counts: whether that ends, or is too long, is no
	 * matter.
	 */
	if (result == CURLE_OK || (p->n_answer && status)) {
		fate->outcome = judge(status, &fate->way_failed);
		fate->retry_after_s = fate->way_failed ? find_retry_after(curl) : 0;
		if (fate->outcome != VG_COURIER_SENT)
			line = vg_mem_format("%s: HTTP %ld %s", name, status, p->said);
	} else {
		fate->way_failed = true;
		line = vg_mem_format("%s: %s", name,
		    p->refused[0] ? p->refused : curl_easy_strerror(result));
	}
	if (line)
		vg_couriersmtp_clean(line, fate->reason);
	free(line);
}

void
vg_courierhttp_send(const struct vg_courierconf *conf, const char *state,
    const struct vg_courierletter *letter, struct vg_wall now,
    struct vg_courierfate *fate)
{
	bool is_alert = strcmp(letter->channel, "alertmanager") == 0;
	struct post p = {
	    .letter = letter, .in_clear = !vg_text_starts(letter->url, "https://")};
	struct curl_slist *fields = NULL;
	struct vg_detail detail = {0};
	size_t size = strlen(letter->url);

	*fate = (struct vg_courierfate){.outcome = VG_COURIER_LATER};
	read_allowed(&p);
	add_field(&fields, "Content-Type", "application/json");
	add_field(&fields, "Idempotency-Key", letter->message_id);
	add_field(&fields, "User-Agent", "vigie-courier");
	/* No answer is waited for before the body goes. */
	fields = curl_slist_append(fields, "Expect:");
	while (is_alert && size && letter->url[size - 1] == '/')
		size--;
	char *url = vg_mem_format(
	    "%.*s%s", (int)size, letter->url, is_alert ? "/api/v2/alerts" : "");
	if (!is_alert && sign(state, letter, now, &fields, &detail) != VG_OK) {
		fate->way_failed = true;
		vg_couriersmtp_clean(detail.text, fate->reason);
	} else {
		CURL *curl = curl_easy_init();
		if (!curl)
			abort();
		set_up(curl, conf, &p, url, fields);
		perform(curl, &p, fate);
		curl_easy_cleanup(curl);
	}
	curl_slist_free_all(fields);
	free(url);
}
