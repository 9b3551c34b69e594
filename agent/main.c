/*
 * vigie-agent: polls devices near a client's equipment and reports faults.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/agentsetup.h"
#include "agent/agentexplain.h"
#include "lib/base/error.h"
#include "lib/os/daemon.h"

/* Says why a device is polled as it is; the exit code. */
static int
explain(const struct vg_daemon *daemon, const char *device, bool json)
{
	struct vg_detail detail = {0};
	struct vg_buf out;

	vg_buf_init(&out, 0);
	int code = vg_agentexplain_device(daemon, device, json, &out, &detail);
	if (code == VG_OK)
		fputs(vg_buf_text(&out), stdout);
	else
		fprintf(stderr, "%s: %s\n", daemon->program, detail.text);
	vg_buf_fini(&out);
	return code == VG_OK ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const char *new_spool = NULL, *explained = NULL, *json = NULL;
	const struct vg_daemon_option options[] = {
	    {"new-spool", NULL, "put the spool file aside and start a new one",
		&new_spool},
	    {"explain", "DEVICE", "say which family, probes and rules it has and why",
		&explained},
	    {"json", NULL, "explain as JSON", &json}, {NULL, NULL, NULL, NULL}};
	struct vg_daemon daemon = {.program = "vigie-agent",
	    .summary =
		"Polls devices over SNMP and reports their faults to the collector.",
	    .config = VG_SYSCONFDIR "/agent.json",
	    .state = VG_STATEDIR "/agent",
	    .socket = VG_RUNDIR "/agent.sock",
	    .options = options};
	struct vg_detail detail = {0};
	int code = vg_daemon_options(&daemon, argc, argv);

	if (code != VG_OK)
		return code == VG_EEXIST ? 0 : 2;
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	if (daemon.check) {
		code = vg_agentsetup_check(&daemon, &detail);
		if (code != VG_OK)
			fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
		return code == VG_OK ? 0 : 1;
	}
	if (explained)
		return explain(&daemon, explained, json != NULL);
	struct vg_agentsetup *agent =
	    vg_agentsetup_start(&daemon, new_spool != NULL, &detail);
	if (!agent) {
		fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
		return 1;
	}
	vg_agentsetup_run(agent);
	vg_agentsetup_end(agent);
	return 0;
}
