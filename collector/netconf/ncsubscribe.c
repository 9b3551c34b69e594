/*
 * The subscription.
 */
#include "collector/netconf/ncsubscribe.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/nccall.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncnews.h"
#include "collector/netconf/ncpick.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/*
 * The streams: what the socket calls them, and whether each of its events is told, so that the last
 * one of a replay is known by its number; else a replay is over when nothing comes for a while.
 */
static const struct stream {
	const char *name, *of;
	bool numbered; /* by the happenings */
	bool whole;
	bool base; /* with what NETCONF tells of itself, as it happens */
} streams[] = {
    {"NETCONF", "vigie", true, true, true},
    {"cases", "cases", false, false, false},
    {"alarms", "alarms", false, false, false},
};

enum { SILENCE_MS = 1500 };

struct vg_ncsubscribe {
	struct ly_ctx *ly; /* borrowed, as the next three */
	struct vg_ncpump *pump;
	struct vg_ncevents *events;
	struct vg_ncstate *state;
	struct vg_ncnews *news; /* owned */
	const struct stream *stream;
	struct vg_mono heard;   /* when the last event came, or the subscription */
	bool active;            /* the stream is read, and what it tells goes on */
	bool replaying;         /* what is over is being told */
	uint64_t newest;        /* the last event of that */
	uint64_t last;          /* the last event that was looked at */
	struct vg_wall stop;    /* unset: never */
	struct lyd_node *wants; /* the filter, owned; NULL: everything */
	char *xpath;            /* owned; NULL: the filter above */
	bool filtered;
};

struct vg_ncsubscribe *
vg_ncsubscribe_new(const struct vg_context *context, struct vg_ncpump *pump,
    struct vg_ncevents *events, struct vg_ncstate *state)
{
	struct vg_ncsubscribe *s = vg_mem_zero(sizeof(*s));

	s->ly = vg_context_ly(context);
	s->news = vg_ncnews_new(context);
	s->pump = pump;
	s->events = events;
	s->state = state;
	return s;
}

static void
forget_filter(struct vg_ncsubscribe *s)
{
	lyd_free_siblings(s->wants);
	free(s->xpath);
	s->wants = NULL;
	s->xpath = NULL;
	s->filtered = false;
}

void
vg_ncsubscribe_free(struct vg_ncsubscribe *s)
{
	if (!s)
		return;
	forget_filter(s);
	vg_ncnews_free(s->news);
	free(s);
}

/* --- sending ------------------------------------------------------------------------------- */

/*
 * Gives a notification to the pump, as RFC 5277 section 4 wants it; 'inside' is taken, NULL: it
 * cannot be said.
 */
static int
send_it(struct vg_ncsubscribe *s, char *inside, const char *time)
{
	struct vg_buf out;
	int code;

	if (!inside)
		return VG_EIO;
	vg_buf_init(&out, 0);
	vg_buf_add_text(&out,
	    "<notification xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\">"
	    "<eventTime>");
	vg_buf_add_text(&out, time);
	vg_buf_add_text(&out, "</eventTime>");
	vg_buf_add_text(&out, inside);
	vg_buf_add_text(&out, "</notification>");
	s->state->notifications++;
	code = vg_ncpump_tell(s->pump, &out);
	vg_buf_fini(&out);
	free(inside);
	return code;
}

static char *
print(const struct lyd_node *tree)
{
	char *text = NULL;

	if (lyd_print_mem(&text, tree, LYD_XML,
		LYD_PRINT_SHRINK | LYD_PRINT_WD_EXPLICIT) != LY_SUCCESS)
		return NULL;
	return text;
}

/* Sends a mark of nc-notifications. */
static int
mark(struct vg_ncsubscribe *s, const char *name)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(s->ly, "nc-notifications");
	char now[VG_INSTANT_TEXT_SIZE];
	struct lyd_node *tree = NULL;
	int code = VG_EIO;

	vg_instant_text(vg_clock_wall(), now);
	if (lyd_new_inner(NULL, module, name, 0, &tree) == LY_SUCCESS)
		code = send_it(s, print(tree), now);
	lyd_free_all(tree);
	return code;
}

static int
end_replay(struct vg_ncsubscribe *s)
{
	s->replaying = false;
	return mark(s, "replayComplete");
}

static int
end_it(struct vg_ncsubscribe *s)
{
	int code = s->replaying ? end_replay(s) : VG_OK;

	s->active = false;
	forget_filter(s);
	vg_ncevents_end(s->events, VG_NCEVENT_STREAM);
	vg_ncevents_end(s->events, VG_NCEVENT_BASE);
	return code == VG_OK ? mark(s, "notificationComplete") : code;
}

/* --- events -------------------------------------------------------------------------------- */

/*
 * The notification inside RFC 8040's envelope of 'data', of '*n' octets, and its instant in 'time';
 * NULL: it is none of ours.
 */
static const char *
open_envelope(const char *data, char time[VG_INSTANT_TEXT_SIZE], size_t *n)
{
	static const char before[] = "{\"ietf-restconf:notification\":{\"eventTime\":\"";
	const char *at = data + sizeof(before) - 1;
	size_t size;

	if (!vg_text_starts(data, before))
		return NULL;
	size = strcspn(at, "\"");
	if (size >= VG_INSTANT_TEXT_SIZE || at[size] != '"' || at[size + 1] != ',')
		return NULL;
	memcpy(time, at, size);
	time[size] = '\0';
	at += size + 2;
	*n = strlen(at);
	if (*n < 2 || strcmp(at + *n - 2, "}}") != 0)
		return NULL;
	*n -= 2;
	return at;
}

static bool
is_wanted(const struct vg_ncsubscribe *s, const struct lyd_node *tree)
{
	struct vg_ncpick *pick;
	struct vg_ncfault fault;
	bool wanted;

	if (!s->filtered)
		return true;
	pick = vg_ncpick_new();
	if (s->xpath)
		vg_ncpick_xpath(pick, s->xpath, tree, &fault);
	else
		vg_ncpick_subtree(pick, s->wants, tree);
	wanted = !vg_ncpick_is_empty(pick);
	vg_ncpick_free(pick);
	return wanted;
}

/* As XML, when the client wants it; NULL: he does not, or it is not in the models. */
static char *
print_wanted(const struct vg_ncsubscribe *s, const char *inside, size_t size)
{
	struct lyd_node *tree = NULL, *op = NULL;
	struct ly_in *in = NULL;
	char *xml = s->filtered ? NULL : vg_ncnews_xml(s->news, inside, size);
	char *text;

	if (xml)
		return xml;
	text = vg_mem_format("{%.*s}", (int)size, inside);
	if (ly_in_new_memory(text, &in) == LY_SUCCESS)
		lyd_parse_op(s->ly, NULL, in, LYD_JSON, LYD_TYPE_NOTIF_YANG, &tree, &op);
	ly_in_free(in, 0);
	free(text);
	vg_ncmodels_zulu(tree);
	if (tree && is_wanted(s, tree))
		xml = print(tree);
	lyd_free_all(tree);
	return xml;
}

int
vg_ncsubscribe_event(struct vg_ncsubscribe *s, const struct vg_ncevent *event)
{
	char time[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at = {0};
	const char *inside;
	char *xml = NULL;
	size_t size = 0;
	int code = VG_OK;

	if (!event->data || !s->active || event->id <= s->last)
		return VG_OK;
	s->last = event->id;
	s->heard = vg_clock_mono();
	inside = open_envelope(event->data, time, &size);
	if (inside)
		vg_instant_parse(time, &at);
	if (inside && vg_instant_is_set(s->stop) && vg_instant_compare(at, s->stop) > 0)
		code = end_it(s);
	else if (inside && (xml = print_wanted(s, inside, size)))
		code = send_it(s, xml, time);
	if (code == VG_OK && s->active && s->replaying && s->stream->whole &&
	    event->id >= s->newest)
		code = end_replay(s);
	return code;
}

int
vg_ncsubscribe_base(struct vg_ncsubscribe *s, const struct vg_ncevent *event)
{
	char time[VG_INSTANT_TEXT_SIZE];
	const char *inside;
	char *xml = NULL;
	size_t size = 0;

	if (!event->data || !s->active)
		return VG_OK;
	inside = open_envelope(event->data, time, &size);
	if (inside)
		xml = print_wanted(s, inside, size);
	return xml ? send_it(s, xml, time) : VG_OK;
}

/* --- create-subscription ------------------------------------------------------------------- */

static void
refuse(struct vg_ncreply *reply, const char *tag, const char *element, const char *why)
{
	reply->kind = VG_NCREPLY_FAULT;
	vg_ncfault_set(&reply->fault, "protocol", tag, "RFC 5277 2.1.1: %s", why);
	if (element)
		vg_ncfault_info(&reply->fault, "bad-element", element);
}

/* Reads the two instants; false when they do not fit each other. */
static bool
read_times(const struct lyd_node *rpc, struct vg_wall *start, struct vg_wall *stop,
    struct vg_ncreply *reply)
{
	const char *from = vg_ncmodels_text(rpc, "startTime");
	const char *to = vg_ncmodels_text(rpc, "stopTime");

	if (from)
		vg_instant_parse(from, start);
	if (to)
		vg_instant_parse(to, stop);
	if (to && !from)
		refuse(
		    reply, "missing-element", "startTime", "stopTime without startTime");
	else if (from && vg_instant_compare(*start, vg_clock_wall()) > 0)
		refuse(reply, "bad-element", "startTime", "startTime is yet to come");
	else if (to && vg_instant_compare(*stop, *start) < 0)
		refuse(reply, "bad-element", "stopTime", "stopTime before startTime");
	return reply->kind != VG_NCREPLY_FAULT;
}

static void
keep_filter(struct vg_ncsubscribe *s, const struct lyd_node *rpc)
{
	const struct lyd_node *node = vg_ncmodels_find(lyd_child(rpc), "filter");
	const struct lyd_node_any *any = (const struct lyd_node_any *)node;

	if (!node)
		return;
	s->filtered = true;
	for (const struct lyd_meta *meta = node->meta; meta; meta = meta->next) {
		if (strcmp(meta->name, "select") == 0)
			vg_mem_replace(&s->xpath, lyd_get_meta_value(meta));
	}
	if (any->value_type == LYD_ANYDATA_DATATREE && any->value.tree)
		lyd_dup_siblings(any->value.tree, NULL, LYD_DUP_RECURSIVE, &s->wants);
}

/* Asks where to begin; that also says whether this user may follow. */
static bool
find_begin(struct vg_ncsubscribe *s, struct vg_wall start, uint64_t *after,
    struct vg_ncreply *reply)
{
	char from[VG_INSTANT_TEXT_SIZE] = "", inside[96] = "";
	struct lyd_node *output;

	vg_instant_text(start, from);
	if (from[0])
		vg_text_format(inside, sizeof(inside), "\"start-time\":\"%s\"", from);
	output = vg_nccall_named(
	    s->state->socket, s->ly, "vigie-tree:session-follow", inside, &reply->fault);
	if (!output) {
		reply->kind = VG_NCREPLY_FAULT;
		return false;
	}
	const char *text = vg_ncmodels_text(output, "after");
	vg_text_uint(text ? text : "0", INT64_MAX, after);
	text = vg_ncmodels_text(output, "newest");
	vg_text_uint(text ? text : "0", INT64_MAX, &s->newest);
	lyd_free_all(output);
	return true;
}

static const struct stream *
find_stream(const char *name)
{
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		if (!name || strcmp(streams[i].name, name) == 0)
			return &streams[i];
	}
	return NULL;
}

/*
 * Begins to read it: by number, or from an instant on, this one at the latest: what happens before
 * the stream is open is told then.
 */
static void
read_stream(struct vg_ncsubscribe *s, struct vg_wall start, uint64_t after)
{
	char from[VG_INSTANT_TEXT_SIZE], coded[3 * VG_INSTANT_TEXT_SIZE];
	char target[160];

	vg_text_copy(target, sizeof(target), s->stream->of);
	if (!s->stream->numbered) {
		vg_instant_text(vg_instant_is_set(start) ? start : vg_clock_wall(), from);
		vg_text_percent(coded, sizeof(coded), from, "");
		vg_text_format(
		    target, sizeof(target), "%s?start-time=%s", s->stream->of, coded);
	}
	vg_ncevents_begin(s->events, VG_NCEVENT_STREAM, target,
	    s->stream->numbered ? (int64_t)after : -1, true);
	if (s->stream->base)
		vg_ncevents_begin(s->events, VG_NCEVENT_BASE, "netconf", -1, true);
}

void
vg_ncsubscribe_begin(
    struct vg_ncsubscribe *s, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	struct vg_wall start = {0}, stop = {0};
	uint64_t after = 0;

	if (s->active) {
		refuse(
		    reply, "operation-failed", NULL, "this session has a subscription");
		return;
	}
	if (vg_ncevents_is_busy(s->events)) {
		refuse(reply, "resource-denied", NULL,
		    "subscriptions of this session are still ending; ask again in a second");
		return;
	}
	s->stream = find_stream(vg_ncmodels_text(rpc, "stream"));
	if (!s->stream) {
		refuse(reply, "invalid-value", "stream",
		    "the streams here are NETCONF, cases and alarms");
		return;
	}
	/* Of the whole alone: the others are a client's persons', too. */
	if (!read_times(rpc, &start, &stop, reply) ||
	    (s->stream->whole && !find_begin(s, start, &after, reply)))
		return;
	keep_filter(s, rpc);
	s->active = true;
	vg_ncserve_subscribed(s->state->serve);
	s->stop = stop;
	s->last = s->stream->numbered ? after : 0;
	s->heard = vg_clock_mono();
	s->replaying = vg_instant_is_set(start);
	read_stream(s, start, after);
}

/* --- time ---------------------------------------------------------------------------------- */

/* Milliseconds until a replay without a known end is taken to be over. */
static int
silence_left(const struct vg_ncsubscribe *s)
{
	int64_t gone = vg_instant_mono_since(vg_clock_mono(), s->heard) / VG_MS_US;

	return gone < SILENCE_MS ? (int)(SILENCE_MS - gone) : 0;
}

int
vg_ncsubscribe_patience(const struct vg_ncsubscribe *s)
{
	int64_t left;

	if (!s->active)
		return -1;
	if (s->replaying)
		return s->stream->whole ? (s->last >= s->newest ? 0 : -1)
					: silence_left(s);
	if (!vg_instant_is_set(s->stop))
		return -1;
	left = vg_instant_since(s->stop, vg_clock_wall()) / VG_MS_US + 1;
	return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

int
vg_ncsubscribe_tick(struct vg_ncsubscribe *s)
{
	int code = VG_OK;

	if (s->active && s->replaying &&
	    (s->stream->whole ? s->last >= s->newest : silence_left(s) == 0))
		code = end_replay(s);
	if (code == VG_OK && s->active && !s->replaying && vg_instant_is_set(s->stop) &&
	    vg_instant_since(vg_clock_wall(), s->stop) >= 0)
		code = end_it(s);
	return code;
}
