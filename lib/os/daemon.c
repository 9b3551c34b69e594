/*
 * Options and lock of the daemons.
 */
#include "lib/os/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/os/file.h"

enum { OPT_CONFIG = 1, OPT_STATE, OPT_SOCKET, OPT_CHECK, OPT_HELP, OPT_VERSION, OPT_OWN };

static const struct option common[] = {
    {"config", required_argument, NULL, OPT_CONFIG},
    {"state", required_argument, NULL, OPT_STATE},
    {"socket", required_argument, NULL, OPT_SOCKET},
    {"check", no_argument, NULL, OPT_CHECK},
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, OPT_VERSION},
};
enum { N_COMMON = sizeof(common) / sizeof(common[0]) };

static size_t
count_own(const struct vg_daemon *daemon)
{
	size_t n = 0;

	while (daemon->options && daemon->options[n].name)
		n++;
	return n;
}

static void
print_help(const struct vg_daemon *daemon)
{
	printf("Usage: %s [OPTIONS]\n%s\n\n", daemon->program, daemon->summary);
	if (daemon->config)
		printf(
		    "  --config FILE     configuration (default %s)\n", daemon->config);
	if (daemon->state)
		printf("  --state DIR       state folder (default %s)\n", daemon->state);
	if (daemon->socket)
		printf("  --socket PATH     local socket (default %s)\n", daemon->socket);
	printf("  --check           %s (0 good, 1 bad)\n",
	    daemon->config ? "validate the configuration and exit"
			   : "say whether all is there, and exit");
	for (size_t i = 0; i < count_own(daemon); i++) {
		const struct vg_daemon_option *o = &daemon->options[i];
		char name[64];
		vg_text_format(name, sizeof(name), "--%s%s%s", o->name,
		    o->argument ? " " : "", o->argument ? o->argument : "");
		printf("  %-17s %s\n", name, o->help);
	}
	printf("  --help            this text\n  --version         the version\n");
	/* Who has no state is no daemon; its page says what its exits mean. */
	if (daemon->state)
		printf("\nRuns in the foreground and logs to stderr.  Exit: 0 ended, 1 "
		       "failed, 2 usage.\n");
}

/* Takes one option; VG_OK, VG_EEXIST or VG_EINVAL as vg_daemon_options. */
static int
take_option(struct vg_daemon *daemon, int which)
{
	switch (which) {
	case OPT_CONFIG:
		daemon->config = optarg;
		return VG_OK;
	case OPT_STATE:
		daemon->state = optarg;
		daemon->says_state = true;
		return VG_OK;
	case OPT_SOCKET:
		daemon->socket = optarg;
		return VG_OK;
	case OPT_CHECK:
		daemon->check = true;
		return VG_OK;
	case OPT_HELP:
		print_help(daemon);
		return VG_EEXIST;
	case OPT_VERSION:
		printf("%s %s\n", daemon->program, vg_version_text());
		return VG_EEXIST;
	default:
		break;
	}
	size_t own = (size_t)which - OPT_OWN;
	if (which < OPT_OWN || own >= count_own(daemon)) {
		fprintf(stderr, "%s: see --help\n", daemon->program);
		return VG_EINVAL;
	}
	*daemon->options[own].value = optarg ? optarg : "";
	return VG_OK;
}

int
vg_daemon_options(struct vg_daemon *daemon, int argc, char **argv)
{
	size_t n_own = count_own(daemon);
	struct option *all = vg_mem_array(N_COMMON + n_own + 1, sizeof(*all));
	int code = VG_OK;
	int which;

	memcpy(all, common, sizeof(common));
	for (size_t i = 0; i < n_own; i++) {
		all[N_COMMON + i] = (struct option){daemon->options[i].name,
		    daemon->options[i].argument ? required_argument : no_argument, NULL,
		    OPT_OWN + (int)i};
	}
	optind = 1;
	while (code == VG_OK && (which = getopt_long(argc, argv, "", all, NULL)) != -1)
		code = take_option(daemon, which);
	if (code == VG_OK && optind < argc) {
		fprintf(stderr, "%s: unexpected argument '%s'; see --help\n",
		    daemon->program, argv[optind]);
		code = VG_EINVAL;
	}
	free(all);
	return code;
}

/* The pid that the holder wrote into the lock file, for the message. */
static long
holder_of(int fd)
{
	char text[32] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	return n > 0 ? strtol(text, NULL, 10) : 0;
}

/* What root makes there for the daemon's user, before its first start, must not keep it out. */
static int
open_lock(const char *state, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	struct stat st;

	if (fd < 0)
		return errno == EEXIST ? open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC) : -1;
	if (geteuid() == 0 &&
	    (stat(state, &st) != 0 || fchown(fd, st.st_uid, st.st_gid) != 0)) {
		close(fd);
		unlink(path);
		return -1;
	}
	return fd;
}

int
vg_daemon_lock(const char *state, struct vg_detail *detail)
{
	char path[1024];

	umask(0027);
	int code = vg_file_make_folder(state, 0750, detail);

	if (code != VG_OK)
		return code;
	if (vg_text_format(path, sizeof(path), "%s/lock", state) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "%s: path too long", state);
	int fd = open_lock(state, path);
	if (fd < 0)
		return vg_detail_set(detail, VG_EIO, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		code = vg_detail_set(detail, VG_EBUSY,
		    "%s: the state folder is in use by process %ld", state,
		    holder_of(fd));
		close(fd);
		return code;
	}
	/* The descriptor stays open: the lock lives as long as the process. */
	if (ftruncate(fd, 0) == 0)
		dprintf(fd, "%ld\n", (long)getpid());
	return VG_OK;
}

int
vg_daemon_write_address(const char *state, const char *name,
    const struct vg_address *address, struct vg_detail *detail)
{
	char path[1024], text[VG_NET_TEXT_SIZE];
	char line[128];

	if (vg_text_format(path, sizeof(path), "%s/%s.addr", state, name) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "%s: path too long", state);
	vg_net_text(address, text);
	vg_text_format(
	    line, sizeof(line), "%s %u\n", text, (unsigned)vg_net_port(address));
	return vg_file_write(path, line, strlen(line), 0644, detail);
}
