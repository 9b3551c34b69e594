/*
 * A scripted NETCONF device.  One client, blocking: the process is the session.
 */
#include "tests/sim/simnetconf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

#define NS "urn:ietf:params:xml:ns:netconf:base:1.0"
#define END "]]>]]>"

enum { REQUEST_MAX = 1 << 20, ID_SIZE = 32 };

struct session {
	const struct vg_simscript *script;
	int in, out;
	bool chunked;        /* both ways, since the hellos */
	bool over;           /* the client is gone, or the script has closed */
	struct vg_buf heard; /* what the client sent and is not read yet */
	char id[ID_SIZE];    /* message-id of the request */
};

static void
say(struct session *s, const void *data, size_t size)
{
	const char *at = data;

	while (size > 0 && !s->over) {
		ssize_t n = write(s->out, at, size);
		if (n > 0)
			at += n, size -= (size_t)n;
		else if (errno != EINTR)
			s->over = true;
	}
}

static void
say_text(struct session *s, const char *text)
{
	say(s, text, strlen(text));
}

/* A whole message in the frame that is in use. */
static void
say_message(struct session *s, const void *data, size_t size)
{
	char head[32];

	if (s->chunked)
		vg_text_format(head, sizeof(head), "\n#%zu\n", size);
	if (s->chunked)
		say_text(s, head);
	say(s, data, size);
	say_text(s, s->chunked ? "\n##\n" : END);
}

/* Reads more of the client; false when it is gone. */
static bool
hear(struct session *s)
{
	char room[65536];
	ssize_t n;

	do
		n = read(s->in, room, sizeof(room));
	while (n < 0 && errno == EINTR);
	if (n > 0)
		vg_buf_add(&s->heard, room, (size_t)n);
	s->over = s->over || n <= 0 || s->heard.error != VG_OK;
	return !s->over;
}

/* Takes 'size' octets from the beginning of what was heard. */
static void
drop(struct session *s, size_t size)
{
	memmove(s->heard.data, s->heard.data + size, s->heard.size - size);
	s->heard.size -= size;
	s->heard.data[s->heard.size] = '\0';
}

/* Takes the chunks of 'text' out of their frame, in place. */
static void
unchunk(char *text)
{
	char *to = text, *at = text, *rest;
	size_t left = strlen(text);

	while (left > 3 && at[0] == '\n' && at[1] == '#') {
		size_t size = strtoul(at + 2, &rest, 10), head = (size_t)(rest + 1 - at);
		if (*rest != '\n' || size > left - head)
			break;
		memmove(to, rest + 1, size);
		to += size;
		at += head + size;
		left -= head + size;
	}
	*to = '\0';
}

/* The client's next message (the caller frees it), or NULL when it is gone. */
static char *
next_message(struct session *s)
{
	const char *end = s->chunked ? "\n##\n" : END, *found;
	struct vg_buf text;

	while ((found = strstr(vg_buf_text(&s->heard), end)) == NULL)
		if (!hear(s))
			return NULL;
	vg_buf_init(&text, 0);
	vg_buf_add(&text, s->heard.data, (size_t)(found - vg_buf_text(&s->heard)));
	drop(s, text.size + strlen(end));
	char *message = vg_buf_give(&text);
	if (s->chunked)
		unchunk(message);
	return message;
}

static void
wait_for_end(struct session *s)
{
	while (hear(s))
		vg_buf_reset(&s->heard);
}

static void
say_hello(struct session *s)
{
	struct vg_buf text;

	vg_buf_init(&text, 0);
	vg_buf_addf(&text,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><hello xmlns=\"" NS
	    "\"><capabilities><capability>urn:ietf:params:netconf:base:%s</capability>"
	    "%s</capabilities>",
	    s->script->base, vg_buf_text(&s->script->capabilities));
	if (!vg_text_same(s->script->session, "none"))
		vg_buf_addf(&text, "<session-id>%s</session-id>", s->script->session);
	vg_buf_add_text(&text, "</hello>");
	say_message(s, text.data, text.size);
	vg_buf_fini(&text);
}

/* An answer of 'body' to the request, or to the one 'more' after it. */
static void
say_reply(struct session *s, uint64_t more, const char *body)
{
	struct vg_buf text;
	char id[ID_SIZE + 24];

	vg_text_copy(id, sizeof(id), s->id);
	if (more > 0)
		vg_text_format(id, sizeof(id), "%llu",
		    strtoull(s->id, NULL, 10) + (unsigned long long)more);
	vg_buf_init(&text, 0);
	vg_buf_addf(&text, "<rpc-reply xmlns=\"" NS "\" message-id=\"%s\">", id);
	vg_buf_add_text(&text, body);
	vg_buf_add_text(&text, "</rpc-reply>");
	say_message(s, text.data, text.size);
	vg_buf_fini(&text);
}

static void
be_honest(struct session *s, const struct vg_simstep *step)
{
	struct vg_buf body;

	if (step->event == VG_SIMEVENT_HELLO) {
		say_hello(s);
		return;
	}
	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "<data>");
	vg_buf_add_text(&body, vg_buf_text(&s->script->data));
	vg_buf_add_text(&body, "</data>");
	say_reply(s, step->number, vg_buf_text(&body));
	vg_buf_fini(&body);
}

/* A message of the script, its @id@ that of the request. */
static void
say_scripted(struct session *s, const struct vg_buf *text)
{
	const char *at = vg_buf_text(text), *found = strstr(at, "@id@");
	struct vg_buf message;

	if (found == NULL) {
		say_message(s, text->data, text->size);
		return;
	}
	vg_buf_init(&message, 0);
	for (; found != NULL; at = found + 4, found = strstr(at, "@id@")) {
		vg_buf_add(&message, at, (size_t)(found - at));
		vg_buf_add_text(&message, s->id);
	}
	vg_buf_add_text(&message, at);
	say_message(s, message.data, message.size);
	vg_buf_fini(&message);
}

static void
drip(struct session *s, const struct vg_simstep *step)
{
	struct timespec pause = {.tv_sec = (time_t)(step->number / 1000),
	    .tv_nsec = (long)(step->number % 1000) * 1000000};

	for (size_t i = 0; i < step->text.size && !s->over; i++) {
		say(s, step->text.data + i, 1);
		nanosleep(&pause, NULL);
	}
}

static void
take_step(struct session *s, const struct vg_simstep *step)
{
	switch (step->kind) {
	case VG_SIMSTEP_HONEST:
		be_honest(s, step);
		break;
	case VG_SIMSTEP_RAW:
		say(s, step->text.data, step->text.size);
		break;
	case VG_SIMSTEP_MESSAGE:
		say_scripted(s, &step->text);
		break;
	case VG_SIMSTEP_DRIP:
		drip(s, step);
		break;
	case VG_SIMSTEP_HEAR:
		free(next_message(s));
		break;
	case VG_SIMSTEP_WAIT:
		wait_for_end(s);
		break;
	case VG_SIMSTEP_CLOSE:
		s->over = true;
		break;
	}
}

/* The steps that the script has for 'event', or the honest one. */
static void
act(struct session *s, enum vg_simevent event)
{
	const struct vg_simstep honest = {.event = event, .kind = VG_SIMSTEP_HONEST};
	bool any = false;

	for (size_t i = 0; i < s->script->n_steps && !s->over; i++) {
		const struct vg_simstep *step = &s->script->steps[i];
		if (step->event != event)
			continue;
		any = true;
		for (uint64_t n = 0; n < step->times && !s->over; n++)
			take_step(s, step);
	}
	if (!any)
		take_step(s, &honest);
}

/* The message-id of a request into 'id'; VG_OK or VG_EPARSE. */
static int
read_id(const char *text, char id[ID_SIZE])
{
	const char *begin = strstr(text, "message-id=\""), *end;

	if (begin == NULL)
		return VG_EPARSE;
	begin += strlen("message-id=\"");
	end = strchr(begin, '"');
	if (end == NULL || (size_t)(end - begin) >= ID_SIZE)
		return VG_EPARSE;
	memcpy(id, begin, (size_t)(end - begin));
	id[end - begin] = '\0';
	return VG_OK;
}

/* Answers one request. */
static int
obey(struct session *s, const char *text, struct vg_detail *detail)
{
	if (read_id(text, s->id) != VG_OK)
		return vg_detail_set(
		    detail, VG_EPARSE, "a request without message-id: %.80s", text);
	if (strstr(text, "get-schema") != NULL)
		return vg_detail_set(
		    detail, VG_EPARSE, "the module of a device was asked for");
	if (strstr(text, "close-session") != NULL) {
		say_reply(s, 0, "<ok/>");
		s->over = true;
	} else {
		act(s, VG_SIMEVENT_GET);
	}
	return VG_OK;
}

/* Both hellos; what follows is in chunks when both know base:1.1. */
static int
greet(struct session *s, struct vg_detail *detail)
{
	char *text;
	int error = VG_OK;

	act(s, VG_SIMEVENT_HELLO);
	text = s->over ? NULL : next_message(s);
	if (text != NULL && strstr(text, "<hello") == NULL)
		error = vg_detail_set(
		    detail, VG_EPARSE, "the client sent no hello: %.80s", text);
	s->chunked = text != NULL && vg_text_same(s->script->base, "1.1") &&
	    strstr(text, "netconf:base:1.1") != NULL;
	free(text);
	return error;
}

int
vg_simnetconf_serve(
    const struct vg_simscript *script, int in, int out, struct vg_detail *detail)
{
	struct session s = {.script = script, .in = in, .out = out};
	char *text;
	int error;

	vg_buf_init(&s.heard, REQUEST_MAX);
	error = greet(&s, detail);
	while (error == VG_OK && !s.over && (text = next_message(&s)) != NULL) {
		error = obey(&s, text, detail);
		free(text);
	}
	vg_buf_fini(&s.heard);
	return error;
}
