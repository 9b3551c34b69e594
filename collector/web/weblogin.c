/*
 * One attempt for each request.
 */
#include "collector/web/weblogin.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/web/webbrake.h"
#include "collector/web/webfields.h"
#include "collector/web/webhash.h"
#include "collector/web/webreply.h"
#include "collector/web/webwho.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/scrypt.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/chance.h"
#include "lib/os/clock.h"

enum { BODY_SIZE = 4096, RETRY_S = 5, LOOKS = 100 };
#define LOOK_US (10 * VG_SECOND_US) /* whether a pass phrase is in force still */
#define STANDING "/restconf/data/vigie-cases:log-in/standing="
#define TELL "/restconf/operations/vigie-cases:log-in-tell"
#define TARGET "/restconf/data/vigie-cases:log-in/phrase="

struct vg_weblogin {
	struct vg_webforward *forward;   /* borrowed */
	struct vg_websessions *sessions; /* borrowed */
	struct vg_webhash *hash;
	struct vg_webbrake *brake;
	struct vg_webtold *told; /* borrowed */
};

struct attempt {
	struct vg_weblogin *login;
	struct vg_http_later *later; /* NULL: the client has gone */
	char user[VG_NAME_SIZE];
	struct vg_secret phrase;
	struct vg_address from;
	char old[VG_WEBSESSION_ID_SIZE]; /* the session that he had; "": none */
	char cookie[256]; /* how the new one is told; "%s" is its identifier */
	int64_t idle_us, life_us;
	bool known;                           /* there is a hash of his */
	bool good;                            /* and his pass phrase fits */
	char proof[VG_WEBSESSION_PROOF_SIZE]; /* since when it is in force */
};

/* --- what is said -------------------------------------------------------------------------- */

/* A text member of 'object' as a secret; the parser's copy is wiped. */
static bool
take_text(json_t *object, const char *name, struct vg_secret *secret)
{
	json_t *member = json_object_get(object, name);
	size_t size = json_string_length(member);
	bool good = json_is_string(member) && size > 0 &&
	    vg_secret_set(secret, json_string_value(member), size) == VG_OK;

	if (json_is_string(member)) {
		const char *value = json_string_value(member);
		char *text;
		memcpy(&text, &value, sizeof(text));
		explicit_bzero(text, size);
	}
	return good;
}

static bool
read_json(const char *body, size_t size, struct vg_secret *user, struct vg_secret *phrase)
{
	json_t *object = json_loadb(body, size, JSON_REJECT_DUPLICATES, NULL);
	bool good = json_is_object(object) && json_object_size(object) == 2 &&
	    take_text(object, "user", user) && take_text(object, "password", phrase);

	json_decref(object);
	return good;
}

/* Whether the field Content-Type is 'wanted', whatever its parameters. */
static bool
is_type(const char *type, const char *wanted)
{
	size_t size = strlen(wanted);

	return type && strncasecmp(type, wanted, size) == 0 &&
	    (type[size] == '\0' || type[size] == ';' || type[size] == ' ');
}

/* Reads user and pass phrase; 0, or the status of a refusal. */
static int
read_body(struct vg_http_request *request, struct attempt *attempt)
{
	const char *type = vg_http_header(request, "Content-Type");
	struct vg_secret user = {0};
	size_t size;
	const char *body = vg_http_body(request, &size);
	bool good;

	if (size > BODY_SIZE)
		return 413;
	if (is_type(type, "application/json"))
		good = read_json(body, size, &user, &attempt->phrase);
	else if (is_type(type, "application/x-www-form-urlencoded"))
		good = vg_webfields_form(body, size, "user", &user) &&
		    vg_webfields_form(body, size, "password", &attempt->phrase);
	else
		return 415;
	if (!good || user.size >= sizeof(attempt->user))
		return 400;
	memcpy(attempt->user, user.data, user.size);
	attempt->user[user.size] = '\0';
	return vg_webfields_is_name(attempt->user) ? 0 : 400;
}

/* --- what comes of it ---------------------------------------------------------------------- */

static void
end_attempt(struct attempt *attempt)
{
	vg_secret_wipe(&attempt->phrase);
	free(attempt);
}

static void
client_gone(void *cookie)
{
	struct attempt *attempt = cookie;

	attempt->later = NULL;
}

static void
refuse(struct attempt *attempt, int status, int64_t retry_s, const char *why)
{
	if (attempt->later) {
		vg_http_later_on_closed(attempt->later, NULL, NULL);
		vg_webreply_error(attempt->later, status, retry_s, why);
	}
	end_attempt(attempt);
}

static void
let_in(struct attempt *attempt)
{
	struct vg_weblogin *login = attempt->login;
	unsigned char chance[VG_WEBSESSION_CHANCE];
	char id[VG_WEBSESSION_ID_SIZE], cookie[320], body[160];

	vg_webbrake_succeed(login->brake, attempt->user, &attempt->from);
	if (!attempt->later) {
		end_attempt(attempt);
		return;
	}
	if (attempt->old[0])
		vg_websession_end(login->sessions, attempt->old);
	vg_chance_fill(chance, sizeof(chance));
	vg_websession_begin(
	    login->sessions, attempt->user, attempt->proof, vg_clock_mono(), chance, id);
	explicit_bzero(chance, sizeof(chance));
	vg_text_format(cookie, sizeof(cookie), "%.*s%s%s",
	    (int)strcspn(attempt->cookie, "%"), attempt->cookie, id,
	    attempt->cookie + strcspn(attempt->cookie, "%") + 1);
	vg_text_format(body, sizeof(body),
	    "{\"user\":\"%s\",\"idle-s\":%lld,\"life-s\":%lld}\n", attempt->user,
	    (long long)(attempt->idle_us / VG_SECOND_US),
	    (long long)(attempt->life_us / VG_SECOND_US));
	vg_http_later_on_closed(attempt->later, NULL, NULL);
	vg_http_later_add(attempt->later, "Set-Cookie", cookie);
	vg_webreply_json(attempt->later, 200, body);
	explicit_bzero(id, sizeof(id));
	explicit_bzero(cookie, sizeof(cookie));
	end_attempt(attempt);
}

/* Who is let in stands in the audit before he is; without that he is not. */
static void
audited(int code, int status, const char *body, void *cookie)
{
	struct attempt *attempt = cookie;
	bool kept = code == VG_OK && status >= 200 && status < 300;

	(void)body;
	if (!kept)
		vg_log(VG_LOG_ERROR, "web", attempt->user,
		    "the collector does not audit a log-in (%d)", status);
	if (!attempt->good)
		refuse(attempt, 401, 0, "user or pass phrase is wrong");
	else if (kept)
		let_in(attempt);
	else
		refuse(attempt, 503, RETRY_S, "the log-in could not be recorded");
}

static int
tell(struct vg_weblogin *login, const char *user, const char *outcome,
    vg_webforward_cb cb, void *cookie)
{
	char body[VG_NAME_SIZE + 96];

	/* A name has nothing that JSON would have to escape (webfields). */
	vg_text_format(body, sizeof(body),
	    "{\"vigie-cases:input\":{\"user\":\"%s\",\"outcome\":\"%s\"}}", user,
	    outcome);
	return vg_webforward_tell(login->forward, TELL, body, cb, cookie);
}

static void
ended(int code, int status, const char *body, void *cookie)
{
	(void)body;
	(void)cookie;
	if (code != VG_OK || status >= 300)
		vg_log(VG_LOG_ERROR, "web", "",
		    "the collector does not audit a log-out (%d)", status);
}

void
vg_weblogin_ended(struct vg_weblogin *login, const char *user)
{
	if (tell(login, user, "ended", ended, NULL) != VG_OK)
		ended(VG_ELIMIT, 0, "", NULL);
}

static void
compared(int code, bool fits, void *cookie)
{
	struct attempt *attempt = cookie;
	char from[VG_NET_TEXT_SIZE];

	vg_net_text(&attempt->from, from);
	if (code != VG_OK) {
		refuse(attempt, 503, RETRY_S, "the pass phrase could not be compared");
		return;
	}
	bool good = fits && attempt->known;
	vg_log(good ? VG_LOG_INFO : VG_LOG_WARNING, "web", from, "log-in of %s %s",
	    attempt->user, good ? "taken" : "refused");
	attempt->good = good;
	code = tell(
	    attempt->login, attempt->user, good ? "taken" : "refused", audited, attempt);
	if (code != VG_OK)
		audited(code, 0, "", attempt);
}

/* The hash in the collector's answer; one that nothing fits when it has none. */
static bool
hash_of(int status, const char *body, struct vg_scrypt *scrypt,
    char proof[VG_WEBSESSION_PROOF_SIZE])
{
	json_t *answer =
	    status == 200 ? json_loads(body, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const json_t *entry =
	    json_array_get(json_object_get(answer, "vigie-cases:phrase"), 0);
	const char *hash = json_string_value(json_object_get(entry, "hash"));
	bool known = hash && vg_scrypt_parse(hash, scrypt) == VG_OK;

	vg_text_copy(proof, VG_WEBSESSION_PROOF_SIZE,
	    json_string_value(json_object_get(entry, "since")));
	if (!known) {
		*scrypt = (struct vg_scrypt){.ln = 15, .r = 8, .p = 1};
		vg_chance_fill(scrypt->salt, sizeof(scrypt->salt));
		vg_chance_fill(scrypt->hash, sizeof(scrypt->hash));
	}
	json_decref(answer);
	return known;
}

static void
told(int code, int status, const char *body, void *cookie)
{
	struct attempt *attempt = cookie;
	struct vg_scrypt scrypt;

	if (code != VG_OK || (status != 200 && status != 404)) {
		if (code == VG_OK)
			vg_log(VG_LOG_ERROR, "web", "",
			    "the collector gives no hash (%d): is our user marked proxy?",
			    status);
		refuse(attempt, 503, RETRY_S,
		    "nobody can log in now: the collector does not say who may");
		return;
	}
	attempt->known = hash_of(status, body, &scrypt, attempt->proof);
	code = vg_webhash_check(
	    attempt->login->hash, &scrypt, &attempt->phrase, compared, attempt);
	explicit_bzero(&scrypt, sizeof(scrypt));
	if (code != VG_OK)
		refuse(attempt, 503, RETRY_S, "too many log in at this moment");
}

/* --- whether it is in force still ---------------------------------------------------------- */

struct look {
	struct vg_weblogin *login;
	char user[VG_NAME_SIZE];
};

static void
looked(int code, int status, const char *body, void *cookie)
{
	struct look *look = cookie;
	json_t *answer =
	    code == VG_OK ? json_loads(body, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const json_t *entry =
	    json_array_get(json_object_get(answer, "vigie-cases:standing"), 0);
	const char *since = json_string_value(json_object_get(entry, "since"));
	size_t n = 0;

	/* While the collector is away nobody is put out. */
	if (code == VG_OK && (status == 404 || (status == 200 && since)))
		n = vg_websession_end_without(
		    look->login->sessions, look->user, since ? since : "");
	if (n)
		vg_log(VG_LOG_INFO, "web", "",
		    "%s: %zu sessions ended: the pass phrase is another, or gone",
		    look->user, n);
	json_decref(answer);
	free(look);
}

void
vg_weblogin_look(struct vg_weblogin *login)
{
	char target[sizeof(STANDING) + VG_NAME_SIZE * 3], name[VG_NAME_SIZE * 3];
	char user[VG_NAME_SIZE];

	for (int i = 0; i < LOOKS &&
	     vg_websession_to_look_at(
		 login->sessions, LOOK_US, vg_clock_mono(), user, sizeof(user));
	     i++) {
		struct look *look = vg_mem_zero(sizeof(*look));
		look->login = login;
		vg_text_copy(look->user, sizeof(look->user), user);
		vg_text_percent(name, sizeof(name), user, "");
		vg_text_format(target, sizeof(target), STANDING "%s", name);
		if (vg_webforward_ask(login->forward, target, looked, look) != VG_OK)
			free(look);
	}
}

/* --- the request --------------------------------------------------------------------------- */

static void
refuse_now(struct vg_http_request *request, int status, int64_t retry_s, const char *why)
{
	vg_webreply_error(vg_http_defer(request, NULL, NULL), status, retry_s, why);
}

static const char *
why_of(int status)
{
	if (status == 413)
		return "a log-in is no larger than 4 KiB";
	return status == 415 ? "a log-in is JSON or a form"
			     : "a log-in has user and password, once each";
}

static void
prepare(struct attempt *attempt, const struct vg_webconf *conf,
    const struct vg_http_request *request)
{
	if (!vg_webwho_session(conf, request, attempt->old))
		attempt->old[0] = '\0';
	attempt->idle_us = conf->idle_us;
	attempt->life_us = conf->life_us;
	vg_text_format(attempt->cookie, sizeof(attempt->cookie),
	    "%s=%%; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
	    vg_webwho_cookie(conf), (long long)(conf->life_us / VG_SECOND_US),
	    conf->secure ? "; Secure" : "");
}

void
vg_weblogin_take(struct vg_weblogin *login, const struct vg_webconf *conf,
    struct vg_http_request *request)
{
	struct attempt *attempt = vg_mem_zero(sizeof(*attempt));
	char target[sizeof(TARGET) + VG_NAME_SIZE * 3], name[VG_NAME_SIZE * 3];
	struct vg_mono now = vg_clock_mono();
	int status = read_body(request, attempt);

	if (status) {
		refuse_now(request, status, 0, why_of(status));
		end_attempt(attempt);
		return;
	}
	vg_webwho_address(conf, request, &attempt->from);
	int64_t wait_s =
	    vg_webbrake_wait(login->brake, attempt->user, &attempt->from, now);
	if (wait_s) {
		vg_webtold_note(login->told, VG_WEBTOLD_BRAKED, attempt->user, now);
		refuse_now(request, 429, wait_s, "too many log-ins failed: wait");
		end_attempt(attempt);
		return;
	}
	/* Counted before it is known: many at once are many. */
	vg_webbrake_fail(login->brake, attempt->user, &attempt->from, now);
	attempt->login = login;
	prepare(attempt, conf, request);
	attempt->later = vg_http_defer(request, client_gone, attempt);
	vg_text_percent(name, sizeof(name), attempt->user, "");
	vg_text_format(target, sizeof(target), TARGET "%s", name);
	if (vg_webforward_ask(login->forward, target, told, attempt) != VG_OK)
		refuse(attempt, 503, RETRY_S, "too many requests wait for the collector");
}

struct vg_weblogin *
vg_weblogin_new(struct vg_loop *loop, struct vg_webforward *forward,
    struct vg_websessions *sessions, struct vg_webtold *told)
{
	struct vg_weblogin *login = vg_mem_zero(sizeof(*login));

	login->forward = forward;
	login->sessions = sessions;
	login->told = told;
	login->hash = vg_webhash_new(loop);
	login->brake = vg_webbrake_new();
	return login;
}

void
vg_weblogin_free(struct vg_weblogin *login)
{
	if (!login)
		return;
	vg_webhash_free(login->hash);
	vg_webbrake_free(login->brake);
	free(login);
}
