/*
 * vigie-courier: carries the collector's messages out of the house.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "collector/courier/courierrun.h"
#include "lib/base/error.h"

int
main(int argc, char **argv)
{
	struct vg_daemon daemon = {.program = "vigie-courier",
	    .summary = "Sends the collector's messages through a mail relay.",
	    .config = VG_SYSCONFDIR "/courier.json",
	    .state = VG_STATEDIR "/courier",
	    .socket = VG_RUNDIR "/collector.sock"};
	struct vg_detail detail = {0};
	int code = vg_daemon_options(&daemon, argc, argv);

	if (code != VG_OK)
		return code == VG_EEXIST ? 0 : 2;
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	code = daemon.check ? vg_courierrun_check(&daemon, &detail)
			    : vg_courierrun_run(&daemon, &detail);
	if (code != VG_OK)
		fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
	return code == VG_OK ? 0 : 1;
}
