/*
 * The lines of a play that send something to the desk.
 */
#include "tests/play/playsay.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/foreign/deskstorm.h"
#include "collector/desk/mail/deskoutbox.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static int
fail(struct vg_play *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->said, sizeof(p->said), format, args);
	va_end(args);
	return 0;
}

static int
take(struct vg_play *p, const struct vg_trap *trap)
{
	enum vg_intake_result result = VG_INTAKE_FAILED;
	struct vg_detail detail = {0};

	if (p->sink)
		return p->sink(p->sink_cookie, trap) ? 1 : fail(p, "not taken");
	int code = vg_desk_intake(p->desk, trap, 1, p->now, &result, &detail);
	p->result = result;
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	return code == VG_OK ? 1 : fail(p, "intake: %s", vg_error_text(code));
}

/* Sends 'message' as an inform of the user who is the agent that speaks. */
static int
deliver(struct vg_play *p, const struct vg_message *message)
{
	struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
	struct vg_trap trap = {.version = 3,
	    .inform = true,
	    .auth_priv = true,
	    .authentic = true,
	    .source = "127.0.0.1",
	    .received = p->now};

	vg_text_copy(trap.user, sizeof(trap.user), p->agent);
	trap.n_varbinds = vg_vigiemib_encode(message, &trap.oid, varbinds);
	trap.varbinds = varbinds;
	int good = take(p, &trap);
	for (size_t i = 0; i < trap.n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
	return good;
}

static void
begin(struct vg_play *p, struct vg_message *m, enum vg_message_type type)
{
	memset(m, 0, sizeof(*m));
	m->type = type;
	vg_text_copy(
	    m->event.key.agent, sizeof(m->event.key.agent), p->says ? p->says : p->agent);
	memcpy(m->event.key.spool, p->spool, VG_SPOOL_SIZE);
	m->event.key.sequence = ++p->sequence;
	m->event.agent_time = vg_instant_add(p->now, -p->age_us);
}

static int
send_fault(struct vg_play *p, enum vg_message_type type, const char *device,
    const char *resource, const char *kind, const char *severity)
{
	struct vg_message *m = &p->last;
	struct vg_event *e = &m->event;

	begin(p, m, type);
	e->since = vg_instant_add(p->now, -p->since_us);
	e->origin = VG_ORIGIN_POLL;
	vg_text_copy(e->device, sizeof(e->device), device);
	vg_text_copy(e->serial, sizeof(e->serial), "SN-7");
	vg_text_copy(e->resource, sizeof(e->resource), resource);
	size_t size = strcspn(kind, ",");
	vg_text_format(e->kind, sizeof(e->kind), "%.*s", (int)size, kind);
	vg_text_copy(
	    e->qualifier, sizeof(e->qualifier), kind + size + (kind[size] == ','));
	/* As an agent does: a clear bears the words of its raise. */
	vg_text_format(e->text, sizeof(e->text), "%s stands", kind);
	e->alone = p->alone;
	if (vg_severity_parse(severity, &e->severity) != VG_OK)
		return fail(p, "no severity: %s", severity);
	return deliver(p, m);
}

static void
resource_of(char **words, char resource[VG_RESOURCE_SIZE])
{
	bool whole = strcmp(words[1], "-") == 0;

	vg_text_format(resource, VG_RESOURCE_SIZE, "device/%s%s%s", words[0],
	    whole ? "" : "/", whole ? "" : words[1]);
}

static int
say_part(struct vg_play *p, enum vg_message_type type, char **words)
{
	char resource[VG_RESOURCE_SIZE];

	resource_of(words, resource);
	return send_fault(p, type, words[0], resource, words[2], words[3]);
}

static int
do_raise(struct vg_play *p, char **words)
{
	return say_part(p, VG_MESSAGE_RAISED, words);
}

static int
do_clear(struct vg_play *p, char **words)
{
	return say_part(p, VG_MESSAGE_CLEARED, words);
}

static int
do_change(struct vg_play *p, char **words)
{
	return say_part(p, VG_MESSAGE_CHANGED, words);
}

/* A message whose device and resource need not agree. */
static int
do_say(struct vg_play *p, char **words)
{
	enum vg_message_type type =
	    strcmp(words[0], "clear") == 0 ? VG_MESSAGE_CLEARED : VG_MESSAGE_RAISED;

	return send_fault(
	    p, type, strcmp(words[1], "-") ? words[1] : "", words[2], words[3], words[4]);
}

static int
do_skip(struct vg_play *p, char **words)
{
	(void)words;
	p->skipped = ++p->sequence;
	return 1;
}

static int
do_fill(struct vg_play *p, char **words)
{
	uint64_t kept = p->sequence;

	p->sequence = p->skipped - 1;
	int good = say_part(p, VG_MESSAGE_RAISED, words);
	p->sequence = kept;
	return good;
}

static int64_t
span_of(const char *text)
{
	char *end;
	long amount = strtol(text, &end, 10);

	return amount *
	    (*end == 'h'          ? VG_HOUR_US
		    : *end == 'm' ? VG_MINUTE_US
				  : VG_SECOND_US);
}

/* made 9m: what follows was made so long before it comes. */
static int
do_made(struct vg_play *p, char **words)
{
	p->age_us = span_of(words[0]);
	return 1;
}

/* began 9s: the faults that follow began so long before they come. */
static int
do_began(struct vg_play *p, char **words)
{
	p->since_us = span_of(words[0]);
	return 1;
}

/* alone yes: the faults that follow are known to take no other with them. */
static int
do_alone(struct vg_play *p, char **words)
{
	p->alone = strcmp(words[0], "yes") == 0;
	return 1;
}

static int
do_again(struct vg_play *p, char **words)
{
	(void)words;
	return deliver(p, &p->last);
}

static int
do_poison(struct vg_play *p, char **words)
{
	(void)words;
	return send_fault(
	    p, VG_MESSAGE_RAISED, "ne-7", "device/ne-7/psu/1", "no-such-kind", "major");
}

/* --- messages with a body ---------------------------------------------------------------- */

static int
send_body(struct vg_play *p, enum vg_message_type type, uint32_t part, uint32_t parts,
    const void *body, size_t size)
{
	struct vg_message m;

	begin(p, &m, type);
	m.event.action = VG_ACTION_INFO;
	m.part = part;
	m.parts = parts;
	m.body = vg_mem_copy(body, size);
	m.body_size = size;
	int good = deliver(p, &m);
	vg_vigiemib_fini(&m);
	return good;
}

static int
send_parts(struct vg_play *p, enum vg_message_type type, const char *body, int n)
{
	size_t size = strlen(body), each = n > 0 ? size / (size_t)n : 0;
	int good = n > 0;

	for (int i = 0; good && i < n; i++) {
		size_t from = (size_t)i * each;
		good = send_body(p, type, (uint32_t)i + 1, (uint32_t)n, body + from,
		    i == n - 1 ? size - from : each);
	}
	return good;
}

static int
do_body(struct vg_play *p, enum vg_message_type type, const char *body)
{
	return send_body(p, type, 1, 1, body, strlen(body));
}

static int
do_heartbeat(struct vg_play *p, char **words)
{
	return do_body(p, VG_MESSAGE_HEARTBEAT, words[0]);
}

static int
do_inventory(struct vg_play *p, char **words)
{
	return do_body(p, VG_MESSAGE_INVENTORY, words[0]);
}

static int
do_standing(struct vg_play *p, char **words)
{
	return do_body(p, VG_MESSAGE_STANDING, words[0]);
}

/* parts N standing|inventory JSON: one body in so many messages. */
static int
do_parts(struct vg_play *p, char **words)
{
	enum vg_message_type type = strcmp(words[1], "standing") == 0
	    ? VG_MESSAGE_STANDING
	    : VG_MESSAGE_INVENTORY;

	return send_parts(p, type, words[2], atoi(words[0]));
}

/* gap FROM TO: bears the number FROM; what comes later is numbered after TO. */
static int
do_gap(struct vg_play *p, char **words)
{
	uint64_t from = strtoull(words[0], NULL, 10), to = strtoull(words[1], NULL, 10);
	char *body = vg_mem_format("{\"from\":%" PRIu64 ",\"to\":%" PRIu64
				   ",\"lost\":1,\"reason\":\"overflow\"}",
	    from, to);

	p->sequence = from - 1;
	int good = do_body(p, VG_MESSAGE_GAP, body);
	free(body);
	p->sequence = to;
	return good;
}

/* evidence DEVICE PART KIND N: in N parts. */
static int
do_evidence(struct vg_play *p, char **words)
{
	char resource[VG_RESOURCE_SIZE];
	int n = atoi(words[3]), good = n > 0;

	resource_of(words, resource);
	char *body =
	    vg_mem_format("{\"device\":\"%s\",\"resource\":\"%s\",\"kind\":\"%s\","
			  "\"qualifier\":\"\",\"series\":[]}",
		words[0], resource, words[2]);
	good = good && send_parts(p, VG_MESSAGE_EVIDENCE, body, n);
	free(body);
	return good;
}

/* --- who speaks -------------------------------------------------------------------------- */

/* agent NAME [CLAIMED]: what follows is said by that user, perhaps in another's name. */
static int
do_agent(struct vg_play *p, char **words)
{
	vg_text_copy(p->agent, sizeof(p->agent), words[0]);
	free(p->says);
	p->says = words[1] ? vg_mem_text(words[1]) : NULL;
	return 1;
}

/* spool NAME [N]: what follows comes from the spool of those 8 letters, numbered from N. */
static int
do_spool(struct vg_play *p, char **words)
{
	if (strlen(words[0]) != VG_SPOOL_SIZE)
		return fail(p, "a spool's name has %d letters", VG_SPOOL_SIZE);
	memcpy(p->spool, words[0], VG_SPOOL_SIZE);
	p->sequence = words[1] ? strtoull(words[1], NULL, 10) - 1 : 0;
	return 1;
}

/* engine=HEX and origin=ADDRESS (snmpTrapAddress) among the varbinds. */
static bool
take_trap_word(struct vg_trap *trap, const char *word)
{
	unsigned a, b, c, d;

	if (sscanf(word, "origin=%u.%u.%u.%u", &a, &b, &c, &d) == 4) {
		trap->agent_address = a << 24 | b << 16 | c << 8 | d;
		return true;
	}
	if (strncmp(word, "engine=", 7) != 0)
		return false;
	trap->engine_size = strlen(word + 7) / 2;
	return trap->engine_size <= sizeof(trap->engine) &&
	    vg_text_unhex(trap->engine, trap->engine_size, word + 7) == VG_OK;
}

/* trap ADDRESS VERSION OID [OID=NUMBER | OID=.OID | OID="TEXT" ...] */
static int
send_trap(struct vg_play *p, char **words, bool excess, bool inform)
{
	struct vg_varbind varbinds[8];
	struct vg_trap trap = {.version = atoi(words[1]),
	    .auth_priv = atoi(words[1]) == 3,
	    .authentic = atoi(words[1]) == 3,
	    .excess = excess,
	    .inform = inform,
	    .received = p->now,
	    .varbinds = varbinds,
	    .source_port = ++p->port};
	int good = vg_oid_parse(words[2], &trap.oid) == VG_OK;

	vg_text_copy(trap.source, sizeof(trap.source), words[0]);
	vg_text_copy(trap.community, sizeof(trap.community), "public");
	memset(varbinds, 0, sizeof(varbinds));
	for (char *word = words[3] ? strtok(words[3], " ") : NULL;
	     good && word && trap.n_varbinds < 8; word = strtok(NULL, " ")) {
		if (take_trap_word(&trap, word))
			continue;
		struct vg_varbind *v = &varbinds[trap.n_varbinds++];
		struct vg_oid pointer;
		char *value = strchr(word, '=');
		if (!value)
			return fail(p, "no varbind: %s", word);
		*value++ = '\0';
		good = vg_oid_parse(word, &v->oid) == VG_OK;
		if (*value == '"')
			vg_value_set_octets(&v->value, VG_VALUE_OCTETS, value + 1,
			    strcspn(value + 1, "\""));
		else if (*value != '.')
			vg_value_set_integer(&v->value, strtoll(value, NULL, 10));
		else if (vg_oid_parse(value + 1, &pointer) == VG_OK)
			vg_value_set_oid(&v->value, &pointer);
	}
	good = good ? take(p, &trap) : fail(p, "not an OID in the line");
	for (size_t i = 0; i < trap.n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
	return good;
}

static int
do_trap(struct vg_play *p, char **words)
{
	return send_trap(p, words, false, false);
}

/* excess N trap|inform ADDRESS VERSION OID ...: N of them, beyond the budget of their source */
static int
do_excess(struct vg_play *p, char **words)
{
	bool inform = strcmp(words[1], "inform") == 0;
	char *varbinds = words[5] ? vg_mem_text(words[5]) : NULL;
	int good = 1;

	for (int i = 0; good && i < atoi(words[0]); i++) {
		char *mine = varbinds ? vg_mem_text(varbinds) : NULL;
		char *one[] = {words[2], words[3], words[4], mine, NULL};
		good = send_trap(p, one, true, inform);
		free(mine);
	}
	free(varbinds);
	return good;
}

/* unread N ADDRESS [SOURCES]: so many that nobody looked at, of so many addresses from that one */
static int
do_unread(struct vg_play *p, char **words)
{
	int sources = words[2] ? atoi(words[2]) : 1;
	struct vg_address source;
	struct in_addr first;

	if (inet_pton(AF_INET, words[1], &first) != 1 || sources < 1)
		return fail(p, "no address: %s", words[1]);
	for (int i = 0; i < atoi(words[0]); i++) {
		const struct in_addr next = {
		    htonl(ntohl(first.s_addr) + (uint32_t)(i % sources))};
		char text[INET_ADDRSTRLEN];
		inet_ntop(AF_INET, &next, text, sizeof(text));
		if (vg_net_parse(text, 0, &source) != VG_OK)
			return fail(p, "no address: %s", text);
		vg_deskstorm_count(p->desk, &source, NULL, p->now);
	}
	return 1;
}

enum { MAX_ARGS = 16, ID_SIZE = 256 };

/* The message of that number, and how the head of an answer names it. */
struct answered {
	int64_t id;
	char name[ID_SIZE];
};

static void
see_message_id(const struct vg_outbox_view *v, void *cookie)
{
	struct answered *a = cookie;

	vg_text_format(a->name, sizeof(a->name), "<%s>", v->message_id);
}

/* "\\n" in a value is the end of a line. */
static void
break_lines(char *value)
{
	char *to = value;

	for (const char *at = value; *at; at++) {
		bool breaks = at[0] == '\\' && at[1] == 'n';
		*to++ = breaks ? '\n' : *at;
		at += breaks;
	}
	*to = '\0';
}

/*
 * mail NAME=VALUE; NAME=VALUE ...: taken now (or at=TIME) by the mail intake, which speaks as the
 * user that the tree calls intake.  answers=N: in reply to message N of the outbox, which was
 * taken.
 */
static int
do_mail(struct vg_play *p, char **words)
{
	const struct vg_actor intake = {
	    .user = "intake", .door = "play", .role = VG_ROLE_NOC};
	struct vg_act_arg args[MAX_ARGS];
	struct vg_act act = {.verb = "mail-in",
	    .object = "",
	    .args = args,
	    .idempotency_key = p->key[0] ? p->key : NULL};
	struct vg_act_result result;
	struct vg_detail detail = {0};
	struct answered answered = {.id = 0};

	for (char *part = words[0]; part && act.n_args < MAX_ARGS;) {
		char *next = strstr(part, "; ");
		char *equals = strchr(part, '=');
		if (next)
			*next = '\0';
		if (!equals || (next && equals > next))
			return fail(p, "no NAME=VALUE: %s", part);
		*equals = '\0';
		break_lines(equals + 1);
		if (strcmp(part, "at") == 0)
			vg_instant_parse(equals + 1, &act.at);
		else if (strcmp(part, "answers") == 0)
			answered.id = atoi(equals + 1);
		else
			args[act.n_args++] = (struct vg_act_arg){part, equals + 1};
		part = next ? next + 2 : NULL;
	}
	if (answered.id && act.n_args < MAX_ARGS) {
		vg_desk_outbox_one(p->desk, answered.id, see_message_id, &answered);
		if (strlen(answered.name) < 3)
			return fail(p, "nobody took message %d", (int)answered.id);
		args[act.n_args++] = (struct vg_act_arg){"in-reply-to", answered.name};
	}
	p->code = vg_desk_act(p->desk, &intake, &act, p->now, &result, &detail);
	p->key[0] = '\0';
	p->judged = p->code == VG_OK;
	p->repeated = result.repeated;
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	vg_text_copy(p->answer, sizeof(p->answer), result.text);
	return 1;
}

static const struct vg_playsay_line lines[] = {
    {"mail", 1, 1, do_mail},
    {"raise", 4, 4, do_raise},
    {"change", 4, 4, do_change},
    {"clear", 4, 4, do_clear},
    {"say", 5, 5, do_say},
    {"skip", 0, 0, do_skip},
    {"fill", 4, 4, do_fill},
    {"again", 0, 0, do_again},
    {"poison", 0, 0, do_poison},
    {"made", 1, 1, do_made},
    {"began", 1, 1, do_began},
    {"alone", 1, 1, do_alone},
    {"heartbeat", 1, 1, do_heartbeat},
    {"inventory", 1, 1, do_inventory},
    {"standing", 1, 1, do_standing},
    {"parts", 3, 3, do_parts},
    {"gap", 2, 2, do_gap},
    {"evidence", 4, 4, do_evidence},
    {"agent", 1, 2, do_agent},
    {"spool", 1, 2, do_spool},
    {"trap", 3, 4, do_trap},
    {"excess", 5, 6, do_excess},
    {"unread", 2, 3, do_unread},
};

const struct vg_playsay_line *
vg_playsay_find(const char *name)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (strcmp(lines[i].name, name) == 0)
			return &lines[i];
	}
	return NULL;
}
