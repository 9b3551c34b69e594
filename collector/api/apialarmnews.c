/*
 * What changes of alarms, told as it happens.
 */
#include "collector/api/apialarmnews.h"

#include <stdlib.h>

#include "collector/api/apialarmact.h"
#include "collector/api/apialarms.h"
#include "collector/api/apiscope.h"
#include "collector/desk/view/deskalarmkin.h"
#include "collector/desk/view/deskoperator.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define STREAM "alarms"

struct vg_apialarmnews {
	struct vg_rest *rest;
	struct vg_desk *desk; /* borrowed, both */
	int64_t told;         /* the newest change that was told */
};

struct telling {
	struct vg_apialarmnews *stream;
	const struct vg_alarm_news *news;
};

/* Whether the user sees alarms of this resource. */
struct seeing {
	const struct vg_conf *conf;
	const char *resource;
};

/*
 * Whose person somebody is who left the tree since he came nobody knows.  Before the first user is
 * set, somebody must be able to look (collector/api/api).
 */
static bool
is_known(const struct vg_conf *conf, const char *user)
{
	for (size_t i = 0; i < conf->n_users; i++) {
		if (conf->users[i].has_uid)
			return vg_conf_user(conf, user) != NULL;
	}
	return true;
}

static bool
sees(const char *user, void *cookie)
{
	const struct seeing *s = cookie;
	const struct vg_deskscope scope = vg_deskscope_of(s->conf, user);

	return is_known(s->conf, user) &&
	    vg_deskscope_resource(&scope, s->conf, s->resource);
}

/* An alarm, and what of it changed. */
struct changed {
	const struct vg_alarm_view *view;
	const struct vg_alarm_change *change;
};

static void
write_change(struct vg_restdata *data, const void *what)
{
	const struct changed *c = what;
	char type[VG_KIND_SIZE + 32];

	vg_text_format(type, sizeof(type), "vigie-alarm-types:%s", c->view->kind);
	vg_restdata_leaf(data, "resource", c->view->resource);
	vg_restdata_leaf(data, "alarm-type-id", type);
	vg_restdata_leaf(data, "alarm-type-qualifier", c->view->qualifier);
	vg_apialarms_alt(data, c->view);
	vg_restdata_time(data, "time", c->change->at);
	vg_restdata_leaf(
	    data, "perceived-severity", vg_apialarms_severity(c->change->severity));
	vg_restdata_leaf(data, "alarm-text", c->change->text);
}

static void
tell_alarm(const struct vg_alarm_view *view, void *cookie)
{
	const struct telling *t = cookie;
	const struct changed changed = {view, &t->news->change};
	const struct vg_rest_news news = {.top = "ietf-alarms:alarm-notification",
	    .id = (uint64_t)t->news->number,
	    .time = t->news->change.at,
	    .write = write_change,
	    .what = &changed};
	struct seeing seeing = {vg_desk_conf(t->stream->desk), view->resource};

	vg_rest_publish(t->stream->rest, STREAM, &news, sees, &seeing);
}

static void
tell(struct vg_apialarmnews *stream, const struct vg_alarm_news *news)
{
	struct telling telling = {stream, news};

	/* RFC 8632: what is on a shelf tells nobody. */
	if (!news->shelved &&
	    vg_deskalarmkin_is_told(
		stream->desk, news->alarm, news->change.at, news->change.severity))
		(void)vg_desk_alarm(stream->desk, news->alarm, tell_alarm, &telling);
}

static void
tell_new(const struct vg_alarm_news *news, void *cookie)
{
	struct vg_apialarmnews *stream = cookie;

	stream->told = news->number;
	tell(stream, news);
}

void
vg_apialarmnews_tell(struct vg_apialarmnews *stream)
{
	int64_t told = -1;

	while (vg_rest_followed(stream->rest, STREAM) && told < stream->told) {
		told = stream->told;
		if (vg_deskoperator_news(
			stream->desk, told, VG_DESK_PAGE, tell_new, stream) != VG_OK)
			return;
	}
}

/* What one who is behind is told. */
struct page {
	struct vg_apialarmnews *stream;
	struct vg_sse_place *place;
	size_t n; /* looked at */
};

static void
tell_old(const struct vg_alarm_news *news, void *cookie)
{
	struct page *page = cookie;

	/* What the others have not heard yet he hears with them. */
	if (news->number > page->stream->told)
		return;
	page->place->after = (uint64_t)news->number;
	page->n++;
	/* Senders date them: behind the first of that time come older ones. */
	if (vg_instant_compare(news->change.at, page->place->since) >= 0)
		tell(page->stream, news);
}

static int
past(struct vg_sse_place *place, size_t rows, void *cookie)
{
	struct page page = {cookie, place, 0};
	struct vg_desk *desk = page.stream->desk;
	int code;

	place->first = (uint64_t)vg_deskoperator_oldest(desk);
	if (!place->after && vg_instant_is_set(place->since))
		place->after = (uint64_t)vg_deskoperator_before(desk, place->since);
	else if (place->after > INT64_MAX)
		place->after = INT64_MAX;
	code = vg_deskoperator_news(desk, (int64_t)place->after, rows, tell_old, &page);
	place->is_level = code == VG_OK && page.n < rows;
	return code;
}

static int
may_follow(const struct vg_rest_caller *caller, struct vg_detail *detail, void *cookie)
{
	struct vg_apialarmnews *stream = cookie;

	/* While nobody listens nothing is told: it begins with what comes now. */
	if (!vg_rest_followed(stream->rest, STREAM))
		stream->told = vg_deskoperator_newest(stream->desk);
	(void)caller;
	(void)detail;
	return VG_OK;
}

struct vg_apialarmnews *
vg_apialarmnews_new(struct vg_rest *rest, struct vg_desk *desk)
{
	struct vg_apialarmnews *stream = vg_mem_zero(sizeof(*stream));

	*stream = (struct vg_apialarmnews){
	    .rest = rest, .desk = desk, .told = vg_deskoperator_newest(desk)};
	vg_apialarmact_add(rest, desk);
	vg_rest_add_stream(rest, STREAM, may_follow, past, stream);
	return stream;
}

void
vg_apialarmnews_free(struct vg_apialarmnews *stream)
{
	free(stream);
}
