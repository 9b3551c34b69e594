/*
 * vigie-agent: polls devices near a client's equipment and reports faults.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/agentsetup.h"
#include "lib/base/error.h"
#include "lib/os/daemon.h"

int
main(int argc, char **argv)
{
	const char *new_spool = NULL;
	const struct vg_daemon_option options[] = {
	    {"new-spool", NULL, "put the spool file aside and start a new one",
		&new_spool},
	    {NULL, NULL, NULL, NULL}};
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
