/*
 * Commands of plays.
 */
#include "tests/play/playact.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_ARGS = 16 };

/* "name=value; name=value", "CAUSE|CURE" of a close, or else one text. */
static size_t
read_args(char *rest, bool closes, struct vg_act_arg args[MAX_ARGS])
{
	size_t n = 0;
	char *bar = rest && closes ? strchr(rest, '|') : NULL;

	if (!rest || !*rest)
		return 0;
	if (bar) {
		*bar = '\0';
		args[0] = (struct vg_act_arg){"cause", rest};
		args[1] = (struct vg_act_arg){"cure", bar + 1};
		return 2;
	}
	if (rest[strspn(rest, "abcdefghijklmnopqrstuvwxyz-")] != '=') {
		args[0] = (struct vg_act_arg){"text", rest};
		return 1;
	}
	for (char *part = rest; part && n < MAX_ARGS;) {
		char *next = strstr(part, "; ");
		if (next) {
			*next = '\0';
			next += 2;
		}
		char *equals = strchr(part, '=');
		if (equals) {
			*equals = '\0';
			args[n++] = (struct vg_act_arg){part, equals + 1};
		}
		part = next;
	}
	return n;
}

int
vg_playact_command(struct vg_play *p, char **words)
{
	const struct vg_conf_user *user = vg_conf_user(vg_desk_conf(p->desk), words[0]);
	const struct vg_actor actor = {
	    .user = words[0], .door = "play", .role = user ? user->role : VG_ROLE_NONE};
	struct vg_act_arg args[MAX_ARGS];
	struct vg_act act = {.verb = words[1],
	    .object = strcmp(words[2], "-") == 0 ? "" : words[2],
	    .args = args,
	    .n_args = read_args(words[3], strcmp(words[1], "close") == 0, args),
	    .idempotency_key = p->key[0] ? p->key : NULL};
	struct vg_act_result result;
	struct vg_detail detail = {0};

	for (size_t i = 0; i < act.n_args; i++) {
		if (strcmp(args[i].name, "at") == 0 &&
		    vg_instant_parse(args[i].value, &act.at) != VG_OK) {
			vg_text_format(
			    p->said, sizeof(p->said), "no time: %s", args[i].value);
			return 0;
		}
	}
	p->code = vg_desk_act(p->desk, &actor, &act, p->now, &result, &detail);
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	vg_text_copy(p->answer, sizeof(p->answer), result.text);
	free(p->document);
	p->document = result.document;
	p->judged = p->code == VG_OK;
	p->repeated = result.repeated;
	p->key[0] = '\0';
	return 1;
}

int
vg_playact_relay(struct vg_play *p)
{
	const struct vg_actor courier = {
	    .user = "claire", .door = "play", .role = VG_ROLE_COURIER};
	static const struct vg_act_arg sent[] = {{"outcome", "sent"}};
	struct vg_act take = {.verb = "outbox-take", .object = ""};
	struct vg_act report = {.verb = "outbox-report", .args = sent, .n_args = 1};
	struct vg_act_result taken, result;
	struct vg_detail detail = {0};
	int code;

	while ((code = vg_desk_act(p->desk, &courier, &take, p->now, &taken, &detail)) ==
	    VG_OK) {
		report.object = taken.object;
		code = vg_desk_act(p->desk, &courier, &report, p->now, &result, &detail);
		free(taken.document);
		free(result.document);
		if (code != VG_OK)
			break;
	}
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	return code == VG_ENOENT;
}
