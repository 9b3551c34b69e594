/*
 * Events as they happen.  A stream that breaks is taken up again after the last event seen;
 * only a collector that does not come back ends it.
 */
#include "collector/cli/cliwatch.h"

#include <poll.h>
#include <stdio.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/* A collector that restarts is away for a moment; for so long it is looked for. */
enum { AWAY_MS = 10000, NAP_MS = 200 };

struct watching {
	struct vg_cli *cli;
	int64_t seen;
	char last[32]; /* id of the last event, "" none */
};

/* "16:20:31  case-opened  2026-000001  text" */
static void
print_event(struct vg_cli *cli, const char *data)
{
	json_t *answer = json_loads(data, 0, NULL);
	const json_t *event =
	    json_object_get(json_object_get(answer, "ietf-restconf:notification"),
		"vigie-cases:vigie-event");
	struct vg_wall at = vg_clitime_parse(vg_cli_text(event, "time"));
	const char *resource = vg_cli_text(event, "resource");
	char moment[VG_CLITIME_SIZE];

	cli->time.now = vg_clock_wall();
	vg_clitime_second(&cli->time, at, moment);
	printf("%s  %-18s  ", moment, vg_cli_text(event, "kind"));
	if (vg_cli_text(event, "case")[0])
		printf("%s  ", vg_cli_text(event, "case"));
	if (resource[0]) {
		vg_cli_print(resource);
		printf("  ");
	}
	vg_cli_print(vg_cli_text(event, "text"));
	putchar('\n');
	json_decref(answer);
}

static bool
take_event(const char *id, const char *data, void *cookie)
{
	struct watching *w = cookie;

	if (w->cli->args.json)
		puts(data);
	else
		print_event(w->cli, data);
	fflush(stdout);
	vg_text_copy(w->last, sizeof(w->last), id);
	w->seen++;
	return w->cli->args.count == 0 || w->seen < w->cli->args.count;
}

int
vg_cliwatch_run(struct vg_cli *cli)
{
	struct watching w = {.cli = cli};
	struct vg_mono begun = vg_clock_mono();
	int64_t limit_ms = cli->args.for_s * 1000;
	int64_t heard_ms = -1; /* when the stream last stood; -1 never */

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	vg_text_copy(w.last, sizeof(w.last), cli->args.since ? cli->args.since : "");
	for (;;) {
		struct vg_fetch_reply reply;
		struct vg_detail detail = {0};
		int64_t spent_ms =
		    vg_instant_mono_since(vg_clock_mono(), begun) / VG_MS_US;
		if (limit_ms && spent_ms >= limit_ms)
			return VG_CLIARGS_OK;
		int err = vg_fetch_stream(cli->fetch, "/restconf/streams/vigie",
		    w.last[0] ? w.last : NULL, limit_ms ? limit_ms - spent_ms : 0,
		    take_event, &w, &reply, &detail);
		if (err == VG_OK)
			return VG_CLIARGS_OK;
		if (err == VG_EINVAL) {
			int code =
			    vg_cli_refusal(reply.status, reply.body, cli->args.json);
			vg_fetch_reply_fini(&reply);
			return code;
		}
		int64_t now_ms = vg_instant_mono_since(vg_clock_mono(), begun) / VG_MS_US;
		if (reply.status == 200)
			heard_ms = now_ms;
		if (heard_ms < 0 || now_ms - heard_ms > AWAY_MS) {
			vg_cli_complain("%s", detail.text);
			return VG_CLIARGS_UNREACHABLE;
		}
		poll(NULL, 0, NAP_MS);
	}
}
