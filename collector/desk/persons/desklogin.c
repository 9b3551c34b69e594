/*
 * Log-ins: commands, and what a proxy asks for.
 */
#include "collector/desk/persons/desklogin.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/persons/deskrefused.h"
#include "collector/store/record.h"
#include "collector/store/storelogin.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MOST_TOKENS = 100 };

/* --- what is asked ------------------------------------------------------------------------- */

/* Whether 'actor' is a proxy that speaks for itself. */
static int
check_proxy(
    const struct vg_desk *desk, const struct vg_actor *actor, struct vg_detail *detail)
{
	const struct vg_conf_user *user = vg_conf_user(desk->conf, actor->user);

	if (user && user->proxy && !actor->proxy)
		return VG_OK;
	return vg_detail_set(detail, VG_EACCESS,
	    "what proves users is given to a user marked proxy alone, in its own name");
}

/* Whether one more may be asked for in this minute. */
static int
check_rate(struct vg_desk *desk, struct vg_wall now, struct vg_detail *detail)
{
	int64_t minute = now.us / VG_MINUTE_US;

	if (desk->logins.minute != minute) {
		desk->logins.minute = minute;
		desk->logins.n = 0;
	}
	if (desk->logins.n >= VG_DESKLOGIN_RATE)
		return vg_detail_set(detail, VG_EAGAIN,
		    "more than %d log-ins in a minute", VG_DESKLOGIN_RATE);
	desk->logins.n++;
	return VG_OK;
}

/* The same for what is told of them. */
static int
check_told(struct vg_desk *desk, struct vg_wall now, struct vg_detail *detail)
{
	int64_t minute = now.us / VG_MINUTE_US;

	if (desk->logins.told_minute != minute) {
		desk->logins.told_minute = minute;
		desk->logins.told = 0;
	}
	if (desk->logins.told >= VG_DESKLOGIN_RATE)
		return vg_detail_set(detail, VG_EAGAIN,
		    "more than %d log-ins in a minute", VG_DESKLOGIN_RATE);
	desk->logins.told++;
	return VG_OK;
}

static int
note(struct vg_desk *desk, const struct vg_actor *actor, const char *object,
    const char *what, const char *result, struct vg_wall now)
{
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_desk_audit(desk, actor, now, what, object, result);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

/* What 'user' logs in with; an empty hash when he has none, or is no user. */
static int
find_phrase(struct vg_desk *desk, const char *user, struct vg_login_phrase *phrase)
{
	const size_t q = VG_STORELOGIN_PHRASE;

	*phrase = (struct vg_login_phrase){0};
	if (!vg_conf_user(desk->conf, user))
		return VG_OK;
	int code = vg_db_query(desk->db, q, "t", user);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(
		    phrase->hash, sizeof(phrase->hash), vg_db_text(desk->db, q, 0));
		phrase->since.us = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code;
}

int
vg_desklogin_phrase(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    struct vg_wall now, struct vg_login_phrase *phrase, struct vg_detail *detail)
{
	int code = check_proxy(desk, actor, detail);

	if (code == VG_OK)
		code = check_rate(desk, now, detail);
	if (code == VG_OK)
		code = find_phrase(desk, user, phrase);
	if (code == VG_OK && !vg_conf_user(desk->conf, user))
		return vg_deskrefused_note(vg_deskrefused_of(desk), desk, actor, "log-in",
		    "", "no user of the tree", now);
	return code == VG_OK ? note(desk, actor, user, "log-in",
				   phrase->hash[0] ? "asked" : "unknown", now)
			     : code;
}

/*
 * Who was not let in at the proxy's door.  Of a log-in it is told as of others, in the name of the
 * proxy; else of him who was to be let in, who mostly is nobody.
 */
static int
note_outside(struct vg_desk *desk, const struct vg_actor *actor, const char *known,
    const char *outcome, unsigned times, struct vg_wall now)
{
	static const struct {
		const char *outcome, *object, *why;
	} rows[] = {{"no-token", "token", "no such token"},
	    {"no-session", "session", "no such session"},
	    {"no-origin", "origin", "a page of another origin"}};
	struct vg_actor outside = {.user = known[0] ? known : "(nobody)",
	    .proxy = actor->user,
	    .door = actor->door,
	    .role = VG_ROLE_VIEWER};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].outcome, outcome) == 0)
			return vg_deskrefused_note_many(vg_deskrefused_of(desk), desk,
			    &outside, "enter", rows[i].object, rows[i].why, times, now);
	}
	return vg_deskrefused_note_many(vg_deskrefused_of(desk), desk, actor, "log-in",
	    known, strcmp(outcome, "braked") == 0 ? "has to wait" : "no user of the tree",
	    times, now);
}

int
vg_desklogin_tell(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    const char *outcome, unsigned times, struct vg_wall now, struct vg_detail *detail)
{
	const char *known = vg_conf_user(desk->conf, user) ? user : "";
	bool outside = strcmp(outcome, "braked") == 0 ||
	    strncmp(outcome, "no-", strlen("no-")) == 0 ||
	    (!known[0] && strcmp(outcome, "refused") == 0);
	int code = check_proxy(desk, actor, detail);

	if (code == VG_OK && outside)
		return note_outside(desk, actor, known, outcome, times ? times : 1, now);
	if (code == VG_OK)
		code = check_told(desk, now, detail);
	return code == VG_OK ? note(desk, actor, known, "log-in", outcome, now) : code;
}

int
vg_desklogin_session(struct vg_desk *desk, const struct vg_actor *actor, uint32_t number,
    const char *outcome, struct vg_wall now, struct vg_detail *detail)
{
	char object[16];
	/* There are no more ends than beginnings: none is lost. */
	int code = strcmp(outcome, "began") == 0 ? check_told(desk, now, detail) : VG_OK;

	vg_text_format(object, sizeof(object), "%" PRIu32, number);
	return code == VG_OK ? note(desk, actor, object, "session", outcome, now) : code;
}

int
vg_desklogin_kill(struct vg_desk *desk, const struct vg_actor *actor, uint32_t number,
    struct vg_wall now, struct vg_detail *detail)
{
	char object[16];

	vg_text_format(object, sizeof(object), "%" PRIu32, number);
	int code = note(desk, actor, object, "session-kill", "killed", now);
	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code, "the audit: %s", vg_error_text(code));
}

int
vg_desklogin_since(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    struct vg_wall *since, struct vg_detail *detail)
{
	struct vg_login_phrase phrase;
	int code = check_proxy(desk, actor, detail);

	if (code == VG_OK)
		code = find_phrase(desk, user, &phrase);
	if (code == VG_OK) {
		*since = phrase.since;
		explicit_bzero(&phrase, sizeof(phrase));
	}
	return code;
}

int
vg_desklogin_token(struct vg_desk *desk, const struct vg_actor *actor, const char *digest,
    struct vg_wall now, char user[VG_NAME_SIZE], struct vg_detail *detail)
{
	const size_t q = VG_STORELOGIN_TOKEN;
	int code = check_proxy(desk, actor, detail);

	user[0] = '\0';
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "ti", digest, now.us);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(user, VG_NAME_SIZE, vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	if (code == VG_OK && !vg_conf_user(desk->conf, user))
		user[0] = '\0';
	return code == VG_OK && !user[0]
	    ? note_outside(desk, actor, "", "no-token", 1, now)
	    : code;
}

int
vg_desklogin_tokens(struct vg_desk *desk, const char *user, vg_token_cb cb, void *cookie)
{
	const size_t q = *user ? VG_STORELOGIN_TOKENS : VG_STORELOGIN_TOKENS_ALL;
	int code =
	    *user ? vg_db_query(desk->db, q, "t", user) : vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const struct vg_token_view view = {.id = vg_db_int(desk->db, q, 0),
		    .user = vg_db_text(desk->db, q, 1),
		    .label = vg_db_text(desk->db, q, 2),
		    .made = {vg_db_int(desk->db, q, 3)},
		    .by = vg_db_text(desk->db, q, 4),
		    .until = {vg_db_int(desk->db, q, 5)}};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* --- commands ------------------------------------------------------------------------------ */

/*
 * Whether the caller may change what proves 'user': an administrator anybody's, everybody his own,
 * but not from afar, where a stolen session would make itself at home.
 */
static int
check_whose(const struct vg_act_call *call, const char *user)
{
	if (call->actor->role == VG_ROLE_ADMIN)
		return VG_OK;
	if (strcmp(call->actor->user, user) != 0)
		return vg_detail_set(call->detail, VG_EACCESS,
		    "%s: only an administrator changes what proves another, %.64s",
		    call->actor->user, user);
	if (call->actor->proxy)
		return vg_detail_set(call->detail, VG_EACCESS,
		    "%s: not through %s: on the collector's machine, or by an administrator",
		    user, call->actor->proxy);
	return VG_OK;
}

static int
check_user(const struct vg_act_call *call, const char *user)
{
	if (vg_conf_user(call->desk->conf, user))
		return check_whose(call, user);
	return vg_detail_set(
	    call->detail, VG_ENOENT, "no user '%.64s' in the tree", user);
}

static int
set_phrase(struct vg_act_call *call)
{
	const char *user = call->act->object;
	const char *hash = vg_deskact_value(call, "hash");
	struct vg_scrypt scrypt;
	int code = check_user(call, user);

	if (code == VG_OK && vg_scrypt_parse(hash, &scrypt) != VG_OK)
		code = vg_detail_set(
		    call->detail, VG_EINVAL, "hash: not $scrypt$ln=15,r=8,p=1$SALT$HASH");
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELOGIN_PHRASE_PUT, "ttit", user,
		    hash, call->now.us, call->actor->user);
	vg_text_copy(call->result->state, sizeof(call->result->state), "set");
	return code;
}

/* Also of one whom the tree names no more. */
static int
forget_user(struct vg_act_call *call)
{
	const char *user = call->act->object;
	int code = check_whose(call, user);

	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELOGIN_PHRASE_DROP, "t", user);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELOGIN_TOKENS_DROP, "t", user);
	vg_text_copy(call->result->state, sizeof(call->result->state), "forgotten");
	return code;
}

static int
check_token(const struct vg_act_call *call, const char *digest, struct vg_wall *until)
{
	const char *text = vg_deskact_value(call, "until");
	unsigned char octets[VG_DIGEST_SIZE];

	*until = (struct vg_wall){0};
	if (vg_text_unhex(octets, sizeof(octets), digest) != VG_OK)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "digest: not the SHA-256 of a token, 64 hexadecimal digits");
	if (text[0] && vg_instant_parse(text, until) != VG_OK)
		return vg_detail_set(
		    call->detail, VG_EINVAL, "until: '%.40s' is no instant", text);
	if (text[0] && until->us <= call->now.us)
		return vg_detail_set(
		    call->detail, VG_EINVAL, "until: %.40s is over already", text);
	return VG_OK;
}

static int
count_tokens(struct vg_desk *desk, const char *user, int64_t *n)
{
	const size_t q = VG_STORELOGIN_TOKEN_COUNT;
	int code = vg_db_query(desk->db, q, "t", user);

	*n = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*n = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

static int
add_token(struct vg_act_call *call)
{
	const char *user = call->act->object;
	const char *digest = vg_deskact_value(call, "digest");
	struct vg_wall until;
	int64_t n = 0;
	int code = check_user(call, user);

	if (code == VG_OK)
		code = check_token(call, digest, &until);
	if (code == VG_OK)
		code = count_tokens(call->desk, user, &n);
	if (code == VG_OK && n >= MOST_TOKENS)
		code = vg_detail_set(call->detail, VG_EPOLICY,
		    "%s has %d tokens already: revoke some", user, MOST_TOKENS);
	if (code != VG_OK)
		return code;
	code = vg_db_run(call->desk->db, VG_STORELOGIN_TOKEN_ADD, "tttiti", user, digest,
	    vg_deskact_value(call, "label"), call->now.us, call->actor->user, until.us);
	if (code == VG_ECONFLICT)
		return vg_detail_set(call->detail, VG_ECONFLICT, "that token is known");
	vg_text_copy(call->result->state, sizeof(call->result->state), "added");
	return code;
}

static int
revoke_token(struct vg_act_call *call)
{
	const size_t q = VG_STORELOGIN_TOKEN_OF_ID;
	char user[VG_NAME_SIZE] = "";
	int64_t id = 0;
	int code = vg_text_int(call->act->object, 1, INT64_MAX, &id);

	if (code == VG_OK)
		code = vg_db_query(call->desk->db, q, "i", id);
	if (code == VG_OK && vg_db_next(call->desk->db, q)) {
		vg_text_copy(user, sizeof(user), vg_db_text(call->desk->db, q, 0));
		vg_db_done(call->desk->db, q);
	}
	/* Whose it is not, he is not told that it is there. */
	if (!user[0] || check_whose(call, user) != VG_OK)
		return vg_detail_set(call->detail, VG_ENOENT, "no token %.24s of yours",
		    call->act->object);
	code = vg_db_run(call->desk->db, VG_STORELOGIN_TOKEN_DROP, "i", id);
	vg_text_copy(call->result->state, sizeof(call->result->state), "revoked");
	return code;
}

const struct vg_act_rule vg_desklogin_rules[] = {
    {"user-passwd", "user", VG_ROLE_VIEWER, "hash", set_phrase, 0},
    {"user-forget", "user", VG_ROLE_ADMIN, "", forget_user, 0},
    {"token-add", "user", VG_ROLE_VIEWER, "digest", add_token, 0},
    {"token-revoke", "token", VG_ROLE_VIEWER, "", revoke_token, 0},
    {0},
};
