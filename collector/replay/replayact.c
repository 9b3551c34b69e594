/*
 * Acts of people, done again: by what they were about, since a case may bear another number now.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/desk/replay/deskreplay.h"
#include "collector/replay/replaycore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_ARGS = 32, VALUE_SIZE = 256, MAX_UNLIKE = 100 };

/* What a number of then is called now: what an act made, or the case of the same subject. */
static const char *
name_now(struct vg_replay *r, const char *then, char now[VALUE_SIZE])
{
	const char *made = json_string_value(json_object_get(r->objects, then));
	char number[VG_CASE_NUMBER_SIZE] = "";

	vg_text_copy(now, VALUE_SIZE, made ? made : then);
	if (made || !then[0])
		return now;
	for (size_t i = 0; i < json_array_size(r->recorded); i++) {
		const json_t *c = json_array_get(r->recorded, i);
		const char *class = vg_recordline_get(c, "class");
		if (strcmp(vg_recordline_get(c, "number"), then) != 0)
			continue;
		if (vg_deskreplay_case_of(r->desk, then, vg_recordline_get(c, "subject"),
			strcmp(class, "none") == 0 ? "" : class, number) == VG_OK)
			vg_text_copy(now, VALUE_SIZE, number);
	}
	return now;
}

static enum vg_role
role_of(const char *text)
{
	for (int role = VG_ROLE_ADMIN; role > VG_ROLE_NONE; role--) {
		if (strcmp(vg_conf_role_text((enum vg_role)role), text) == 0)
			return (enum vg_role)role;
	}
	return VG_ROLE_NONE;
}

/* One act, as it is to be said now. */
struct said {
	struct vg_act act;
	struct vg_act_arg args[MAX_ARGS];
	char values[MAX_ARGS][VALUE_SIZE];
	char object[VALUE_SIZE];
	struct vg_act_result result;
};

static bool
is_case_number(const char *text)
{
	return strlen(text) == 11 && text[4] == '-' &&
	    strspn(text, "0123456789-") == strlen(text);
}

static bool
read_args(struct vg_replay *r, const json_t *args, struct said *said)
{
	const char *name;
	const json_t *value;

	for (void *at = json_object_iter((json_t *)(uintptr_t)args); at;
	     at = json_object_iter_next((json_t *)(uintptr_t)args, at)) {
		size_t n = said->act.n_args;
		name = json_object_iter_key(at);
		value = json_object_iter_value(at);
		if (n == MAX_ARGS || !json_is_string(value) ||
		    json_string_length(value) >= VALUE_SIZE)
			return false;
		const char *text = json_string_value(value);
		bool numbers =
		    is_case_number(text) || json_object_get(r->objects, text) != NULL;
		if (numbers)
			name_now(r, text, said->values[n]);
		else
			vg_text_copy(said->values[n], VALUE_SIZE, text);
		said->args[n] = (struct vg_act_arg){name, said->values[n]};
		said->act.n_args++;
	}
	return true;
}

/* The recorded case of that number; NULL: none. */
static const json_t *
recorded_case(const struct vg_replay *r, const char *number)
{
	for (size_t i = 0; i < json_array_size(r->recorded); i++) {
		const json_t *c = json_array_get(r->recorded, i);
		if (strcmp(vg_recordline_get(c, "number"), number) == 0)
			return c;
	}
	return NULL;
}

static void
say(struct said *said, const char *name, const char *value)
{
	size_t n = said->act.n_args++;

	vg_text_copy(said->values[n], VALUE_SIZE, value);
	said->args[n] = (struct vg_act_arg){name, said->values[n]};
}

/* An address of the client, as the tree knows it: of a person, or of a domain of his. */
static void
find_client(const struct vg_replay *r, const char *name, char from[VALUE_SIZE])
{
	const struct vg_conf *conf = vg_desk_conf(r->desk);
	const struct vg_conf_client *client = vg_conf_client(conf, name);

	vg_text_copy(from, VALUE_SIZE, "somebody@replay.invalid");
	if (!client)
		return;
	for (size_t i = 0; i < client->persons.n; i++) {
		const struct vg_conf_person *p =
		    vg_conf_person(conf, client->persons.name[i]);
		if (p && p->mail[0]) {
			vg_text_copy(from, VALUE_SIZE, p->mail);
			return;
		}
	}
	if (client->domains.n)
		vg_text_format(from, VALUE_SIZE, "somebody@%s", client->domains.name[0]);
}

/*
 * An address that is to this tree what the sender's was to that of then: his own, where the tree
 * has it; one of his house; of strangers each has a house of his own.
 */
static void
find_sender(const struct vg_replay *r, const json_t *came, char from[VALUE_SIZE])
{
	const struct vg_conf *conf = vg_desk_conf(r->desk);
	const char *reference = vg_recordline_get(came, "person");
	const struct vg_conf_person *p = vg_conf_person(conf, reference);
	const struct vg_conf_client *client =
	    vg_conf_client(conf, vg_recordline_get(came, "client"));
	const struct vg_conf_supplier *supplier =
	    vg_conf_supplier(conf, vg_recordline_get(came, "supplier"));
	bool ours = strcmp(vg_recordline_get(came, "side"), "integrator") == 0;

	if (p && p->mail[0])
		vg_text_copy(from, VALUE_SIZE, p->mail);
	else if (supplier && supplier->support.mail[0])
		vg_text_copy(from, VALUE_SIZE, supplier->support.mail);
	else if (client && client->domains.n)
		vg_text_format(
		    from, VALUE_SIZE, "%s@%s", reference, client->domains.name[0]);
	else if (client)
		find_client(r, client->name, from);
	else if (ours && conf && conf->office.mail[0])
		vg_text_copy(from, VALUE_SIZE, conf->office.mail);
	else
		vg_text_format(
		    from, VALUE_SIZE, "%s@%s.replay.invalid", reference, reference);
}

/* Of a mail that a version recorded which kept only its case: as what it came must be guessed. */
static void
guess_mail(struct vg_replay *r, const json_t *o, const json_t *c, bool opens,
    char from[VALUE_SIZE], struct said *said)
{
	const char *subject = c ? vg_recordline_get(c, "subject") : "";
	/* Whose it is was found out later. */
	bool stranger = opens && strcmp(vg_recordline_get(o, "state"), "triage") == 0;

	find_client(r, c && !stranger ? vg_recordline_get(c, "client") : "", from);
	say(said, "subject",
	    opens && !stranger && vg_text_starts(subject, "device/")
		? subject + strlen("device/")
		: "-");
}

/*
 * A mail comes again from somebody who is to the tree what its sender was; it names the device it
 * named, and goes into the case in which it was filed.
 */
static void
read_mail(struct vg_replay *r, const json_t *o, struct said *said)
{
	const json_t *came = json_object_get(o, "args");
	const char *about = vg_recordline_get(o, "result");
	const char *device = vg_recordline_get(came, "device");
	const json_t *c = recorded_case(r, about);
	/* Two that were in our hands in one second open one case, or one each. */
	bool opens = c && !json_object_get(r->objects, about) &&
	    vg_recordline_number(c, "opened") == vg_recordline_number(o, "happened");
	bool automatic = json_object_get(came, "auto-submitted") != NULL;
	char from[VALUE_SIZE], now[VALUE_SIZE], id[64];

	said->act.n_args = 0;
	vg_text_format(id, sizeof(id), "<%lld.%lld@replay.invalid>",
	    (long long)vg_recordline_number(o, "at"), (long long)r->counts.acts);
	if (vg_recordline_get(came, "mail")[0]) {
		static const char *const kept[] = {
		    "mail", "person", "side", "behind", "waits", "copy"};
		find_sender(r, came, from);
		say(said, "subject", device[0] ? device : "-");
		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
			if (vg_recordline_get(came, kept[i])[0])
				say(said, kept[i], vg_recordline_get(came, kept[i]));
		if (vg_recordline_get(came, "unread")[0])
			say(said, "unparsed", "true");
	} else {
		guess_mail(r, o, c, opens, from, said);
	}
	say(said, "from", from);
	say(said, "message-id", id);
	say(said, "text", "-");
	if (automatic)
		say(said, "auto-submitted", "auto-replied");
	said->act.object = said->object;
	vg_text_copy(
	    said->object, sizeof(said->object), opens ? "" : name_now(r, about, now));
}

/* The act 'o' is not done again as it was. */
static void
note_unlike(struct vg_replay *r, const json_t *o, const char *why)
{
	size_t n = json_array_size(r->unlike);
	json_t *entry = n > MAX_UNLIKE ? json_array_get(r->unlike, MAX_UNLIKE) : NULL;

	if (n == MAX_UNLIKE) {
		json_array_append_new(r->unlike, json_pack("{s:i}", "more", 1));
		return;
	}
	if (entry) {
		json_integer_set(json_object_get(entry, "more"),
		    vg_recordline_number(entry, "more") + 1);
		return;
	}
	entry = json_object();
	json_object_set_new(entry, "at", json_integer(vg_recordline_number(o, "at")));
	json_object_set_new(entry, "verb", json_string(vg_recordline_get(o, "verb")));
	json_object_set_new(entry, "object", json_string(vg_recordline_get(o, "object")));
	json_object_set_new(entry, "why", json_string(why));
	json_array_append_new(r->unlike, entry);
}

/* No command: what the relay said of a message then is what it says now. */
static int
turn_reply(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	const json_t *args = json_object_get(o, "args");
	const struct vg_wall at = {vg_recordline_number(o, "happened")};
	char number[VALUE_SIZE];
	int code = vg_deskreplay_turn(r->desk,
	    name_now(r, vg_recordline_get(o, "object"), number),
	    vg_recordline_get(args, "target"), vg_recordline_get(args, "as"), at, r->now);

	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code, "the desk in memory: %s", vg_error_text(code));
}

/* One that waited for its case, as what it was taken when its turn came. */
static void
read_waited(struct vg_replay *r, const json_t *o, struct said *said)
{
	const json_t *came = json_object_get(o, "args");
	const char *device = vg_recordline_get(came, "device");
	char from[VALUE_SIZE];

	if (!vg_recordline_get(came, "mail")[0] || said->act.n_args + 2 > MAX_ARGS)
		return;
	find_sender(r, came, from);
	say(said, "from", from);
	say(said, "subject", device[0] ? device : "-");
}

/* No command: its turn. */
static int
turn_mail(
    struct vg_replay *r, const json_t *o, struct said *said, struct vg_detail *detail)
{
	const char *made = vg_recordline_get(o, "result");
	int64_t id = 0;

	(void)vg_text_int(vg_recordline_get(o, "object"), 1, INT64_MAX, &id);
	int code = vg_deskreplay_waited(r->desk, id, &said->act, r->now, &said->result);
	if (code == VG_OK && made[0] && said->result.object[0])
		json_object_set_new(r->objects, made, json_string(said->result.object));
	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code, "the desk in memory: %s", vg_error_text(code));
}

int
vg_replayact_do(struct vg_replay *r, const json_t *object, struct vg_detail *detail)
{
	static struct said said; /* large, and one at a time */
	const char *made = vg_recordline_get(object, "result");
	struct vg_detail refused = {0};
	const struct vg_actor actor = {.user = vg_recordline_get(object, "who"),
	    .door = "replay",
	    .role = role_of(vg_recordline_get(object, "role"))};

	if (strcmp(vg_recordline_get(object, "verb"), VG_RECORDLINE_TURN) == 0)
		return turn_reply(r, object, detail);
	memset(&said, 0, sizeof(said));
	said.act.verb = vg_recordline_get(object, "verb");
	said.act.args = said.args;
	said.act.at.us = vg_recordline_number(object, "happened");
	said.act.object = name_now(r, vg_recordline_get(object, "object"), said.object);
	if (!read_args(r, json_object_get(object, "args"), &said))
		return vg_detail_set(detail, VG_EINVAL, "act: 'args'");
	if (strcmp(said.act.verb, "mail-in") == 0) {
		read_mail(r, object, &said);
		r->counts.mails++;
	}
	if (strcmp(said.act.verb, "mail-assign") == 0 ||
	    strcmp(said.act.verb, VG_RECORDLINE_WAITED) == 0)
		read_waited(r, object, &said);
	if (strcmp(said.act.verb, VG_RECORDLINE_WAITED) == 0)
		return turn_mail(r, object, &said, detail);
	r->counts.acts++;
	int code =
	    vg_desk_act(r->desk, &actor, &said.act, r->now, &said.result, &refused);
	free(said.result.document);
	const char *now = said.result.made[0] ? said.result.made : said.result.object;
	if (code == VG_OK && made[0] && now[0])
		json_object_set_new(r->objects, made, json_string(now));
	if (code == VG_EFULL || code == VG_EIO || code == VG_ECORRUPT)
		return vg_detail_set(detail, code, "%s", refused.text);
	if (code != VG_OK) {
		char why[sizeof(refused.text) + 32];
		r->counts.acts_refused++;
		vg_text_format(why, sizeof(why), "refused this time: %s", refused.text);
		note_unlike(r, object, why);
	}
	return VG_OK;
}
