/*
 * vigie-collector: takes agents' reports, opens cases, answers the doors.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "collector/setup.h"
#include "lib/base/error.h"
#include "lib/os/daemon.h"

enum { DESCRIPTORS = 8192 };

/* 200 sessions of NETCONF and 500 event streams want more than the 1,024 that are usual. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int
main(int argc, char **argv)
{
	const char *verify = NULL, *copy = NULL, *restore = NULL, *carry = NULL;
	const struct vg_daemon_option options[] = {
	    {"verify", NULL, "check the database and its chains, and exit", &verify},
	    {"verify-copy", "FILE", "check a backup, print its SHA-256, and exit", &copy},
	    {"carry", "FOLDER",
		"with --verify-copy: keep what it names of this state folder", &carry},
	    {"restore", "FILE", "put a backup in the place of the database, and exit",
		&restore},
	    {NULL, NULL, NULL, NULL}};
	struct vg_daemon daemon = {.program = "vigie-collector",
	    .summary = "Takes the reports of agents and opens cases with clocks.",
	    .config = VG_SYSCONFDIR "/collector.json",
	    .state = VG_STATEDIR "/collector",
	    .socket = VG_RUNDIR "/collector.sock",
	    .options = options};
	struct vg_detail detail = {0};
	int code = vg_daemon_options(&daemon, argc, argv);

	if (code != VG_OK)
		return code == VG_EEXIST ? 0 : 2;
	/* libyang prints times at the process's offset: ours is UTC. */
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	raise_descriptors();
	if (daemon.check || verify || copy || restore) {
		code = restore ? vg_setup_restore(&daemon, restore, &detail)
		    : copy     ? vg_setup_verify_copy(copy, carry, &detail)
		    : verify   ? vg_setup_verify(&daemon, &detail)
			       : vg_setup_check(&daemon, &detail);
		if (code != VG_OK)
			fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
		return code == VG_OK ? 0 : 1;
	}
	struct vg_setup *setup = vg_setup_start(&daemon, &detail);
	if (!setup) {
		fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
		return 1;
	}
	code = vg_setup_run(setup);
	vg_setup_end(setup);
	return code == VG_OK ? 0 : 1;
}
