/*
 * Pages, one by one.
 */
#include "collector/desk/paging/deskpagecall.h"

#include <inttypes.h>
#include <string.h>

#include "collector/store/storepage.h"
#include "collector/store/storepageover.h"
#include "collector/store/storetogether.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many are told at a time; the rest behind them. */
enum { TOLD_SLICE = 16 };

static const char *
role_of(const char *whom)
{
	return strcmp(whom, "manager") == 0 || strcmp(whom, "lead") == 0 ? whom : "duty";
}

int
vg_deskpagecall_find(struct vg_desk *desk, const char *number,
    const struct vg_conf_person *person, const char *channel, const char *template,
    struct vg_deskpage_message *message)
{
	const size_t q = VG_STORETOGETHER_FIND;
	int code =
	    vg_db_query(desk->db, q, "tttt", person->id, template, channel, number);

	*message = (struct vg_deskpage_message){.id = 0};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	message->id = vg_db_int(desk->db, q, 0);
	message->leaves.us = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* With a message that is there; it leaves no later for that. */
static int
go_with(struct vg_desk *desk, const struct vg_deskpage_message *message, int64_t page,
    struct vg_wall leaves)
{
	int code = vg_db_run(desk->db, VG_STOREPAGE_PLACE, "ii", page, message->id);

	return code == VG_OK && vg_instant_compare(leaves, message->leaves) < 0
	    ? vg_db_run(desk->db, VG_STORETOGETHER_LEAVES, "ii", message->id, leaves.us)
	    : code;
}

static int
queue_alone(struct vg_desk *desk, const struct vg_deskpage_call *call, int64_t page,
    struct vg_wall leaves, struct vg_wall now)
{
	const struct vg_conf_channel *channel = call->channel;
	struct vg_db *db = desk->db;
	char transition[32], line[VG_TEXT_SIZE];

	vg_text_format(transition, sizeof(transition), "page-%" PRId64, page);
	if (call->class == VG_PAGE_NONE)
		vg_text_format(line, sizeof(line), "page: %.200s", call->what);
	else
		vg_text_format(
		    line, sizeof(line), "page W%d: %.200s", (int)call->class, call->what);
	int code = vg_db_run(db, VG_STOREPAGE_OUT, "itttttttt", now.us, call->number,
	    line, role_of(call->whom), transition, call->person->id,
	    channel->kind == VG_CONF_WAY_WEBHOOK ? "webhook" : "mail", call->template,
	    channel->kind == VG_CONF_WAY_WEBHOOK ? channel->address : "mail");
	int64_t id = vg_db_last_id(db);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREPAGE_PLACE, "ii", page, id);
	return code == VG_OK && vg_instant_compare(leaves, now) > 0
	    ? vg_db_run(db, VG_STORETOGETHER_LEAVES, "ii", id, leaves.us)
	    : code;
}

int
vg_deskpagecall_queue(struct vg_desk *desk, const struct vg_deskpage_call *call,
    struct vg_wall now, int64_t *page, bool *own)
{
	struct vg_wall leaves = vg_instant_is_set(call->leaves) ? call->leaves : now;
	struct vg_deskpage_message message = {.id = 0};
	int code = vg_db_run(desk->db, VG_STOREPAGE_ADD, "tttiiti", call->number,
	    call->person->id, call->whom, (int64_t)call->class, (int64_t)call->rung,
	    call->channel->name, now.us);

	if (code != VG_OK)
		return code;
	*page = vg_db_last_id(desk->db);
	/* A test proves its own way. */
	if (strcmp(call->whom, "test") != 0)
		code = vg_deskpagecall_find(desk, call->number, call->person,
		    call->channel->name, call->template, &message);
	if (own)
		*own = !message.id;
	if (code != VG_OK)
		return code;
	return message.id ? go_with(desk, &message, *page, leaves)
			  : queue_alone(desk, call, *page, leaves, now);
}

/* It asks for nothing: its row is over as it begins. */
static int
queue_news(struct vg_desk *desk, const struct vg_deskpage_call *call, struct vg_wall now)
{
	int64_t page = 0;
	bool is_end = strcmp(call->template, "page-over") == 0;
	int code = vg_deskpagecall_queue(desk, call, now, &page, NULL);

	/* What several are told of by one message stands in their rows. */
	return code == VG_OK ? vg_db_run(desk->db, VG_STOREPAGE_END, "iit", page, now.us,
				   is_end ? call->what : "told")
			     : code;
}

int
vg_deskpagecall_tell(struct vg_desk *desk, const char *number,
    const struct vg_conf_person *person, const char *whom, enum vg_page_class class,
    const char *what, struct vg_wall now)
{
	struct vg_conf_channel channel;
	bool wakes = class == VG_PAGE_W1 || class == VG_PAGE_W2;

	if (!person || !vg_confpage_channel(person, wakes, 0, &channel))
		return VG_OK;
	char template[32];
	vg_text_format(template, sizeof(template), "page-%s", whom);
	const struct vg_deskpage_call call = {.number = number,
	    .person = person,
	    .channel = &channel,
	    .whom = whom,
	    .template = template,
	    .class = class,
	    .what = what};
	return queue_news(desk, &call, now);
}

/* What is told to whom a call reached. */
struct news {
	const char *number, *whom, *what;
	struct vg_wall since; /* unset: since he was told of an end */
	const char *but;
	enum vg_page_class class;
};

struct told {
	char person[VG_NAME_SIZE], channel[VG_NAME_SIZE];
};

static int
find_told(struct vg_desk *desk, const struct news *news, const struct told *behind,
    struct told told[TOLD_SLICE], size_t *n)
{
	bool since = vg_instant_is_set(news->since);
	const size_t q = since ? VG_STOREPAGE_TOLD : VG_STOREPAGE_CLOSED;
	struct vg_db *db = desk->db;
	int code = since ? vg_db_query(db, q, "tttii", news->number, behind->person,
			       behind->channel, (int64_t)TOLD_SLICE, news->since.us)
			 : vg_db_query(db, q, "ttti", news->number, behind->person,
			       behind->channel, (int64_t)TOLD_SLICE);

	*n = 0;
	while (code == VG_OK && *n < TOLD_SLICE && vg_db_next(db, q)) {
		vg_text_copy(told[*n].person, VG_NAME_SIZE, vg_db_text(db, q, 0));
		vg_text_copy(told[(*n)++].channel, VG_NAME_SIZE, vg_db_text(db, q, 1));
	}
	vg_db_done(db, q);
	return code;
}

static int
tell_one(struct vg_desk *desk, const struct news *news, const struct told *told,
    struct vg_wall now)
{
	const struct vg_conf_person *person = vg_conf_person(desk->conf, told->person);
	struct vg_conf_channel channel;

	if (!person || strcmp(person->id, news->but) == 0 ||
	    !vg_confpage_named(person, told->channel, &channel))
		return VG_OK;
	const struct vg_deskpage_call call = {.number = news->number,
	    .person = person,
	    .channel = &channel,
	    .whom = news->whom,
	    .template = "page-over",
	    .class = news->class,
	    .what = news->what};
	return queue_news(desk, &call, now);
}

static int
tell_all(struct vg_desk *desk, const struct news *news, struct vg_wall now)
{
	struct told told[TOLD_SLICE], behind = {.person = ""};
	size_t n = TOLD_SLICE;
	int code = VG_OK;

	while (code == VG_OK && n == TOLD_SLICE) {
		code = find_told(desk, news, &behind, told, &n);
		for (size_t i = 0; code == VG_OK && i < n; i++)
			code = tell_one(desk, news, &told[i], now);
		if (n)
			behind = told[n - 1];
	}
	return code;
}

int
vg_deskpagecall_over(struct vg_desk *desk, const char *number, struct vg_wall since,
    const char *but, enum vg_page_class class, const char *what, struct vg_wall now)
{
	const struct news news = {number, "over", what, since, but, class};

	return tell_all(desk, &news, now);
}

int
vg_deskpagecall_closed(struct vg_desk *desk, const char *number, enum vg_page_class class,
    const char *what, struct vg_wall now)
{
	const struct news news = {number, "closed", what, {0}, "", class};

	return tell_all(desk, &news, now);
}

/* --- what never leaves --------------------------------------------------------------------- */

int
vg_deskpagecall_stop(
    struct vg_desk *desk, const char *number, const char *person, const char *reason)
{
	struct vg_db *db = desk->db;
	int code = vg_db_run(db, VG_STOREPAGE_STOP, "ttt", number, reason, person);

	if (code == VG_OK)
		code = vg_db_run(db, VG_STORETOGETHER_DETACH, "tt", number, person);
	return code == VG_OK && vg_db_changes(db) > 0
	    ? vg_db_run(db, VG_STORETOGETHER_REPOINT, "t", number)
	    : code;
}

int
vg_deskpagecall_answered(struct vg_desk *desk, int64_t id, const char *number,
    const char *person, struct vg_wall now)
{
	static const char reason[] = "another page of it is acknowledged";
	struct vg_db *db = desk->db;
	int code = vg_db_run(db, VG_STORETOGETHER_ANSWERED, "iit", id, now.us, reason);

	if (code != VG_OK || vg_db_changes(db) == 0)
		return code;
	code = vg_db_run(db, VG_STORETOGETHER_REPOINT, "t", number);
	return code == VG_OK ? vg_db_run(db, VG_STORETOGETHER_EMPTY, "tt", person, reason)
			     : code;
}

int
vg_deskpagecall_is_stale(struct vg_desk *desk, int64_t id, bool *is)
{
	const size_t q = VG_STOREPAGEOVER_STALE;
	int code = vg_db_query(desk->db, q, "i", id);

	*is = code == VG_OK && vg_db_next(desk->db, q);
	if (*is)
		vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}
