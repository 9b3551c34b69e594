/*
 * Which device a mail names.
 */
#include "collector/desk/mail/desknamed.h"

#include <string.h>

#include "collector/conf/confnamed.h"
#include "collector/desk/mail/deskmatch.h"
#include "lib/base/buf.h"

/* Of the writer's client; of a supplier's mail his too. */
static bool
is_meant(const struct vg_conf_device *d, const void *cookie)
{
	const struct vg_mail *m = cookie;

	return (!m->client || strcmp(d->client, m->client->name) == 0) &&
	    (!m->supplier || strcmp(d->supplier, m->supplier->name) == 0);
}

const struct vg_conf_device *
vg_desknamed_in(const struct vg_conf *conf, const struct vg_mail *m, const char *text)
{
	return vg_confnamed_first(conf->named, text, is_meant, m);
}

const struct vg_conf_device *
vg_desknamed_first(const struct vg_conf *conf, const struct vg_mail *m)
{
	const struct vg_conf_device *found = vg_desknamed_in(conf, m, m->subject);
	struct vg_buf own;

	if (found)
		return found;
	vg_buf_init(&own, 0);
	for (const char *line = m->text; *line;) {
		size_t size = strcspn(line, "\n");
		if (line[strspn(line, " \t")] != '>')
			vg_buf_add(&own, line, size + (line[size] == '\n'));
		line += size + (line[size] == '\n');
	}
	found = vg_desknamed_in(conf, m, vg_buf_text(&own));
	vg_buf_fini(&own);
	return found;
}

struct others {
	const char *client, *supplier;
};

static bool
is_of_others(const struct vg_conf_device *d, const void *cookie)
{
	const struct others *o = cookie;

	return strcmp(d->supplier, o->supplier) == 0 && strcmp(d->client, o->client) != 0;
}

bool
vg_desknamed_other(
    const struct vg_conf *conf, const struct vg_mail *m, const struct vg_case_row *row)
{
	const struct vg_conf_device *d = vg_desknamed_first(conf, m);
	const struct others others = {row->client, m->supplier ? m->supplier->name : ""};

	if (!row->client[0])
		return false;
	if (d &&
	    (row->device[0] ? strcmp(d->name, row->device) != 0
			    : strcmp(d->client, row->client) != 0))
		return true;
	return m->supplier &&
	    (vg_confnamed_first(conf->named, m->subject, is_of_others, &others) ||
		vg_confnamed_first(conf->named, m->text, is_of_others, &others));
}
