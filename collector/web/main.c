/*
 * vigie-web: RESTCONF over TLS, or behind a proxy, in front of the collector's socket.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/web/webhash.h"
#include "collector/web/websetup.h"
#include "lib/base/error.h"
#include "lib/os/daemon.h"

int
main(int argc, char **argv)
{
	struct vg_daemon daemon = {.program = "vigie-web",
	    .summary = "Gives the collector's RESTCONF to users over TLS.",
	    .config = VG_SYSCONFDIR "/web.json",
	    .state = VG_STATEDIR "/web",
	    .socket = VG_RUNDIR "/collector.sock"};
	struct vg_detail detail = {0};

	if (argc == 2 && strcmp(argv[1], VG_WEBHASH_OPTION) == 0)
		return vg_webhash_child();
	int code = vg_daemon_options(&daemon, argc, argv);

	if (code != VG_OK)
		return code == VG_EEXIST ? 0 : 2;
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	code = daemon.check ? vg_websetup_check(&daemon, &detail)
			    : vg_websetup_run(&daemon, &detail);
	if (code != VG_OK)
		fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
	return code == VG_OK ? 0 : 1;
}
