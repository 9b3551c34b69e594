/*
 * A bounded table of tokens, whoever was asked for least lately going first.
 */
#include "collector/web/webtoken.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/event.h"
#include "lib/os/clock.h"

enum { PLACES = 1024 };
#define AGAIN_US (30 * VG_SECOND_US) /* tokens of streams are asked for that often */
#define TARGET "/restconf/data/vigie-cases:log-in/token="

struct token {
	char digest[65];
	char user[VG_NAME_SIZE];
	uint64_t bond;         /* 0: the place is free */
	struct vg_mono asked;  /* when the collector knew it */
	struct vg_mono wanted; /* when it was used, by a request or a stream */
};

struct vg_webtokens {
	struct token places[PLACES];
	struct vg_webforward *forward; /* borrowed */
	struct vg_timer *again;
	uint64_t last;
};

/* One question on its way. */
struct asking {
	struct vg_webtokens *tokens;
	char digest[65];
	vg_webtoken_cb cb; /* NULL: nobody waits for it */
	void *cookie;
};

static struct token *
find(struct vg_webtokens *tokens, const char *digest)
{
	for (size_t i = 0; i < PLACES; i++) {
		if (tokens->places[i].bond &&
		    strcmp(tokens->places[i].digest, digest) == 0)
			return &tokens->places[i];
	}
	return NULL;
}

static struct token *
place_for(struct vg_webtokens *tokens, const char *digest)
{
	struct token *best = find(tokens, digest);

	for (size_t i = 0; !best && i < PLACES; i++) {
		if (!tokens->places[i].bond)
			best = &tokens->places[i];
	}
	if (best && best->bond)
		return best;
	for (size_t i = 0; !best && i < PLACES; i++) {
		struct token *t = &tokens->places[i];
		if (i == 0 || t->wanted.us < best->wanted.us)
			best = t;
	}
	*best = (struct token){.bond = VG_WEBTOKEN_BOND | ++tokens->last};
	vg_text_copy(best->digest, sizeof(best->digest), digest);
	return best;
}

/* The user that an answer names, copied; false when it names none. */
static bool
user_of(const char *body, char user[VG_NAME_SIZE])
{
	json_t *answer = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
	const json_t *entry =
	    json_array_get(json_object_get(answer, "vigie-cases:token"), 0);
	const char *name = json_string_value(json_object_get(entry, "user"));
	bool good = name && *name && vg_text_copy(user, VG_NAME_SIZE, name) == VG_OK;

	json_decref(answer);
	return good;
}

static void
answered(int code, int status, const char *body, void *cookie)
{
	struct asking *asking = cookie;
	struct vg_webtokens *tokens = asking->tokens;
	struct token *token = find(tokens, asking->digest);
	char user[VG_NAME_SIZE];

	if (code == VG_OK && status == 200 && user_of(body, user)) {
		token = place_for(tokens, asking->digest);
		vg_text_copy(token->user, sizeof(token->user), user);
		token->asked = vg_clock_mono();
		if (asking->cb)
			token->wanted = token->asked;
	} else if (code == VG_OK && status == 404) {
		code = VG_ENOENT;
		if (token)
			token->bond = 0;
	} else if (code == VG_OK) {
		code = status == 503 ? VG_EUNREACH : VG_EIO;
	}
	if (asking->cb)
		asking->cb(code, code == VG_OK ? token->user : "",
		    code == VG_OK ? token->bond : 0, asking->cookie);
	free(asking);
}

static int
ask(struct vg_webtokens *tokens, const char *digest, vg_webtoken_cb cb, void *cookie)
{
	struct asking *asking = vg_mem_zero(sizeof(*asking));
	char target[sizeof(TARGET) + 65];

	asking->tokens = tokens;
	asking->cb = cb;
	asking->cookie = cookie;
	vg_text_copy(asking->digest, sizeof(asking->digest), digest);
	vg_text_format(target, sizeof(target), TARGET "%s", digest);
	int code = vg_webforward_ask(tokens->forward, target, answered, asking);
	if (code != VG_OK)
		free(asking);
	return code;
}

void
vg_webtoken_find(
    struct vg_webtokens *tokens, const char *digest, vg_webtoken_cb cb, void *cookie)
{
	struct token *token = find(tokens, digest);
	struct vg_mono now = vg_clock_mono();

	if (token && vg_instant_mono_since(now, token->asked) < VG_WEBTOKEN_KEEP_US) {
		token->wanted = now;
		cb(VG_OK, token->user, token->bond, cookie);
		return;
	}
	int code = ask(tokens, digest, cb, cookie);
	if (code != VG_OK)
		cb(code, "", 0, cookie);
}

bool
vg_webtoken_lives(struct vg_webtokens *tokens, uint64_t bond)
{
	for (size_t i = 0; i < PLACES; i++) {
		if (tokens->places[i].bond != bond)
			continue;
		tokens->places[i].wanted = vg_clock_mono();
		return true;
	}
	return false;
}

/* Asks for those again that streams live by; lets go of those that nobody wanted. */
static void
ask_again(void *cookie)
{
	struct vg_webtokens *tokens = cookie;
	struct vg_mono now = vg_clock_mono();

	for (size_t i = 0; i < PLACES; i++) {
		struct token *t = &tokens->places[i];
		if (!t->bond || vg_instant_mono_since(now, t->asked) < AGAIN_US)
			continue;
		if (vg_instant_mono_since(now, t->wanted) < AGAIN_US)
			(void)ask(tokens, t->digest, NULL, NULL);
		else
			t->bond = 0;
	}
	vg_loop_timer_set(tokens->again, AGAIN_US);
}

struct vg_webtokens *
vg_webtoken_new(struct vg_loop *loop, struct vg_webforward *forward)
{
	struct vg_webtokens *tokens = vg_mem_zero(sizeof(*tokens));

	tokens->forward = forward;
	tokens->again = vg_loop_timer(loop, ask_again, tokens);
	vg_loop_timer_set(tokens->again, AGAIN_US);
	return tokens;
}

void
vg_webtoken_free(struct vg_webtokens *tokens)
{
	if (!tokens)
		return;
	vg_loop_timer_free(tokens->again);
	free(tokens);
}
