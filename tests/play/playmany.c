/*
 * Many of the same at once.
 */
#include "tests/play/playmany.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/play/playsay.h"
#include "tests/play/playtree.h"

enum { MANY_MAX = 2000 };

int
vg_playmany_sites(struct vg_play *p, char **words)
{
	int n = atoi(words[0]);
	struct vg_buf json;

	if (n < 1 || n > MANY_MAX) {
		vg_text_copy(p->said, sizeof(p->said), "so many sites are not played");
		return 0;
	}
	vg_buf_init(&json, 0);
	vg_buf_add_text(&json, "{\"site\":[");
	for (int i = 1; i <= n; i++)
		vg_buf_addf(&json, "%s{\"name\":\"site-%d\",\"client\":\"clinique-a\"}",
		    i > 1 ? "," : "", i);
	vg_buf_add_text(&json, "],\"device\":[");
	for (int i = 1; i <= n; i++)
		vg_buf_addf(&json,
		    "%s{\"name\":\"box-%d\",\"site\":\"site-%d\",\"supplier\":\"allot\","
		    "\"contract\":\"c-2026-7\",\"agent\":\"lyon-2\"}",
		    i > 1 ? "," : "", i, i);
	vg_buf_add_text(&json, "]}");
	int good = vg_playtree_with(p, vg_buf_text(&json));
	vg_buf_fini(&json);
	return good;
}

int
vg_playmany_one(struct vg_play *p, int i, char **words)
{
	const struct vg_playsay_line *line = vg_playsay_find(words[0]);
	char device[16];
	char *of[] = {device, words[1], words[2], words[3]};

	vg_text_format(device, sizeof(device), "box-%d", i);
	if (!line || line->n_words != 4 || !words[1] || !words[2] || !words[3]) {
		vg_text_format(p->said, sizeof(p->said), "each: no such line: %.40s",
		    words[0] ? words[0] : "");
		return 0;
	}
	return line->run(p, of);
}

static int
act(struct vg_play *p, const struct vg_act *act, struct vg_act_result *result)
{
	const struct vg_conf_user *user = vg_conf_user(vg_desk_conf(p->desk), p->said);
	const struct vg_actor actor = {.user = user ? user->name : "",
	    .door = "play",
	    .role = user ? user->role : VG_ROLE_NONE};
	struct vg_detail detail = {0};
	int code = vg_desk_act(p->desk, &actor, act, p->now, result, &detail);

	free(result->document);
	result->document = NULL;
	return code;
}

int
vg_playmany_courier(struct vg_play *p, char **words)
{
	const struct vg_act_arg args[] = {
	    {"outcome", words[1]}, {"reason", "as it is played"}};
	const struct vg_act take = {.verb = "outbox-take", .object = ""};
	struct vg_act_result result = {0};
	int code = VG_OK;

	for (int i = 0; code == VG_OK && i < MANY_MAX; i++) {
		vg_text_copy(p->said, sizeof(p->said), words[0]);
		code = act(p, &take, &result);
		const struct vg_act report = {.verb = "outbox-report",
		    .object = result.object,
		    .args = args,
		    .n_args = strcmp(words[1], "sent") == 0 ? 1 : 2};
		struct vg_act_result told = {0};
		if (code == VG_OK)
			code = act(p, &report, &told);
	}
	p->said[0] = '\0';
	return code == VG_ENOENT;
}
