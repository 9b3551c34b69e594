/*
 * Pages, one by one.
 */
#include "collector/desk/paging/deskpagecall.h"

#include <inttypes.h>
#include <string.h>

#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { TOLD_MAX = 16 };

static const char *
role_of(const char *whom)
{
	return strcmp(whom, "manager") == 0 || strcmp(whom, "lead") == 0 ? whom : "duty";
}

int
vg_deskpagecall_queue(struct vg_desk *desk, const struct vg_deskpage_call *call,
    struct vg_wall now, int64_t *page)
{
	const struct vg_conf_channel *channel = call->channel;
	struct vg_db *db = desk->db;
	char transition[32], line[VG_TEXT_SIZE];
	int code = vg_db_run(db, VG_STOREPAGE_ADD, "tttiiti", call->number,
	    call->person->id, call->whom, (int64_t)call->class, (int64_t)call->rung,
	    channel->name, now.us);

	if (code != VG_OK)
		return code;
	*page = vg_db_last_id(db);
	vg_text_format(transition, sizeof(transition), "page-%" PRId64, *page);
	if (call->class == VG_PAGE_NONE)
		vg_text_format(line, sizeof(line), "page: %.200s", call->what);
	else
		vg_text_format(
		    line, sizeof(line), "page W%d: %.200s", (int)call->class, call->what);
	code = vg_db_run(db, VG_STOREPAGE_OUT, "itttttttt", now.us, call->number, line,
	    role_of(call->whom), transition, call->person->id,
	    channel->kind == VG_CONF_WAY_WEBHOOK ? "webhook" : "mail", call->template,
	    channel->kind == VG_CONF_WAY_WEBHOOK ? channel->address : "mail");
	return code == VG_OK
	    ? vg_db_run(db, VG_STOREPAGE_PLACE, "ii", *page, vg_db_last_id(db))
	    : code;
}

/* It asks for nothing: its row is over as it begins. */
static int
queue_news(struct vg_desk *desk, const struct vg_deskpage_call *call, struct vg_wall now)
{
	int64_t page = 0;
	int code = vg_deskpagecall_queue(desk, call, now, &page);

	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STOREPAGE_END, "iit", page, now.us, "told")
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

struct told {
	char person[VG_NAME_SIZE], channel[VG_NAME_SIZE];
};

int
vg_deskpagecall_over(struct vg_desk *desk, const char *number, struct vg_wall since,
    const char *but, enum vg_page_class class, const char *what, struct vg_wall now)
{
	const size_t q = VG_STOREPAGE_TOLD;
	struct told told[TOLD_MAX];
	size_t n = 0;
	int code = vg_db_query(desk->db, q, "tii", number, since.us, (int64_t)TOLD_MAX);

	while (code == VG_OK && n < TOLD_MAX && vg_db_next(desk->db, q)) {
		vg_text_copy(told[n].person, VG_NAME_SIZE, vg_db_text(desk->db, q, 0));
		vg_text_copy(told[n++].channel, VG_NAME_SIZE, vg_db_text(desk->db, q, 1));
	}
	vg_db_done(desk->db, q);
	for (size_t i = 0; code == VG_OK && i < n; i++) {
		const struct vg_conf_person *person =
		    vg_conf_person(desk->conf, told[i].person);
		struct vg_conf_channel channel;
		if (!person || strcmp(person->id, but) == 0 ||
		    !vg_confpage_named(person, told[i].channel, &channel))
			continue;
		const struct vg_deskpage_call call = {.number = number,
		    .person = person,
		    .channel = &channel,
		    .whom = "over",
		    .template = "page-over",
		    .class = class,
		    .what = what};
		code = queue_news(desk, &call, now);
	}
	return code;
}
