/*
 * vigie-nc-poll: reads one device's NETCONF in one session.
 *
 * As the agent's child (--session) it has four descriptors and wants nothing else of the system:
 * 0 the request, 1 the records, 2 the log, 3 the stream to the device, which ssh carries.  As
 * ssh's program for passwords it prints one.  In a person's hand it checks and asks.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "agent/ncask/ncspawn.h"
#include "agent/ncpoll/ncanswer.h"
#include "agent/ncpoll/nchand.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/os/daemon.h"

enum { GRACE_S = 5, CPU_S = 30, MEMORY = 1 << 30 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static void
set_limit(int what, rlim_t most)
{
	const struct rlimit limit = {most, most};

	setrlimit((__rlimit_resource_t)what, &limit);
}

/* What hostile bytes could make of us: no file, no child, little memory, little time. */
static void
confine(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	set_limit(RLIMIT_CORE, 0);
	set_limit(RLIMIT_FSIZE, 0);
	set_limit(RLIMIT_CPU, CPU_S);
	if (!SANITIZED)
		set_limit(RLIMIT_AS, MEMORY);
}

static int
run_session(void)
{
	static struct vg_ncrequest request;
	struct vg_detail detail = {0};

	confine();
	if (vg_ncrequest_read(STDIN_FILENO, &request, &detail) != VG_OK) {
		vg_ncanswer_fail(STDOUT_FILENO, &detail);
		return 1;
	}
	alarm((unsigned)request.seconds + GRACE_S);
	struct vg_mono deadline =
	    vg_instant_mono_add(vg_clock_mono(), request.seconds * VG_SECOND_US);
	struct vg_ncfilter *filter = vg_ncfilter_new(VG_NCSPAWN_TRANSPORT, deadline);
	struct vg_ncsession *session = vg_ncsession_open(filter, &detail);
	int code = session ? vg_ncanswer_write(session, &request, STDOUT_FILENO) : VG_EIO;
	if (!session)
		vg_ncanswer_fail(STDOUT_FILENO, &detail);
	vg_ncsession_close(session);
	vg_ncfilter_free(filter);
	return code == VG_OK ? 0 : 1;
}

/* ssh asks for the password: the credential's file stands in the environment, by its path. */
static int
say_password(const char *path)
{
	struct vg_credential credential;
	struct vg_detail detail = {0};
	const char *slash = strrchr(path, '/');
	char folder[VG_NCSPAWN_PATH];

	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) : 0, path);
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	if (vg_credential_read(folder, slash ? slash + 1 : path, &credential, &detail) !=
	    VG_OK) {
		fprintf(stderr, "vigie-nc-poll: %s\n", detail.text);
		return 1;
	}
	printf("%.*s\n", (int)credential.password.size,
	    (const char *)credential.password.data);
	vg_credential_wipe(&credential);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *device = NULL, *session = NULL;
	const struct vg_daemon_option options[] = {
	    {"device", "NAME", "ask this device once and print what it says", &device},
	    {"session", NULL, "be the agent's child: request on 0, records on 1",
		&session},
	    {NULL, NULL, NULL, NULL}};
	struct vg_daemon daemon = {.program = "vigie-nc-poll",
	    .summary = "Reads one device's NETCONF in one session, for vigie-agent.",
	    .config = VG_SYSCONFDIR "/agent.json",
	    .state = VG_STATEDIR "/agent",
	    .options = options};
	struct vg_detail detail = {0};
	const char *credential = getenv(VG_NCSPAWN_PASSWORD);

	if (credential)
		return say_password(credential);
	int code = vg_daemon_options(&daemon, argc, argv);
	if (code != VG_OK)
		return code == VG_EEXIST ? 0 : 2;
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	if (session)
		return run_session();
	if (!daemon.check && !device) {
		fprintf(stderr,
		    "%s: one of --check, --device and --session; see --help\n",
		    daemon.program);
		return 2;
	}
	code = daemon.check ? vg_nchand_check(&daemon, &detail)
			    : vg_nchand_ask(&daemon, device, &detail);
	if (code != VG_OK)
		fprintf(stderr, "%s: %s\n", daemon.program, detail.text);
	return code == VG_OK ? 0 : 1;
}
