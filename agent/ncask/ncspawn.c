/*
 * Starting and ending the children.
 *
 * They die with the agent (PR_SET_PDEATHSIG).  Everything we open is close-on-exec; what a child
 * gets is put into its place by number.
 */
#include "agent/ncask/ncspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/credential.h"
#include "lib/os/file.h"

enum { ARGUMENTS = 64, TEXT_SIZE = 1200, ENVIRONMENT = 8 };

static const char ssh_path[] = "/usr/bin/ssh";

/* --- before the first poll ----------------------------------------------------------------- */

/* vigie-nc-poll stands beside the program that runs. */
static int
find_program(char path[VG_NCSPAWN_PATH], struct vg_detail *detail)
{
	char own[VG_NCSPAWN_PATH - 32];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);

	if (n <= 0)
		return vg_detail_set(
		    detail, VG_EIO, "/proc/self/exe: %s", strerror(errno));
	own[n] = '\0';
	char *slash = strrchr(own, '/');
	if (slash)
		*slash = '\0';
	vg_text_format(path, VG_NCSPAWN_PATH, "%s/vigie-nc-poll", own);
	if (access(path, X_OK) != 0 || access(ssh_path, X_OK) != 0)
		return vg_detail_set(
		    detail, VG_ENOENT, "NETCONF needs %s and %s", path, ssh_path);
	return VG_OK;
}

/* One line a key, under the device's name: ssh is told to look for that, never for an address. */
static int
write_known_hosts(struct vg_ncspawn *spawn, const char *state, struct vg_detail *detail)
{
	char folder[VG_NCSPAWN_PATH];
	const char *key = spawn->conf->host_keys;
	struct vg_buf text;

	if (vg_text_format(folder, sizeof(folder), "%s/netconf", state) != VG_OK ||
	    vg_text_format(spawn->known_hosts, sizeof(spawn->known_hosts),
		"%s/%s.known_hosts", folder, spawn->name) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "%s: path too long", state);
	int code = vg_file_make_folder(folder, 0700, detail);
	vg_buf_init(&text, 0);
	while (*key) {
		int n = (int)strcspn(key, "\n");
		vg_buf_addf(&text, "%s %.*s\n", spawn->name, n, key);
		key += n + (key[n] == '\n');
	}
	if (code == VG_OK)
		code =
		    vg_file_write(spawn->known_hosts, text.data, text.size, 0600, detail);
	vg_buf_fini(&text);
	return code;
}

int
vg_ncspawn_prepare(struct vg_ncspawn *spawn, const char *name,
    const struct vg_agentconf_netconf *conf, const char *state, struct vg_detail *detail)
{
	struct vg_credential credential;

	memset(spawn, 0, sizeof(*spawn));
	spawn->name = name;
	spawn->conf = conf;
	int code = find_program(spawn->program, detail);
	if (code == VG_OK)
		code = vg_credential_path(state, conf->credential, spawn->credential,
		    sizeof(spawn->credential), detail);
	if (code == VG_OK)
		code = vg_credential_read(state, conf->credential, &credential, detail);
	if (code != VG_OK)
		return code;
	spawn->password = credential.password.size > 0;
	bool usable = spawn->password || credential.is_key;
	vg_credential_wipe(&credential);
	if (!usable)
		return vg_detail_set(detail, VG_EINVAL,
		    "credential %s: NETCONF wants the line password: or a private key",
		    conf->credential);
	return write_known_hosts(spawn, state, detail);
}

/* --- what ssh is told ---------------------------------------------------------------------- */

struct words {
	const char *argv[ARGUMENTS];
	size_t n;
	char text[ARGUMENTS][TEXT_SIZE];
};

static void
add(struct words *words, const char *text)
{
	char *place = words->text[words->n];

	vg_text_copy(place, TEXT_SIZE, text);
	words->argv[words->n++] = place;
	words->argv[words->n] = NULL;
}

static void
add_option(struct words *words, const char *key, const char *value)
{
	char text[TEXT_SIZE];

	vg_text_format(text, sizeof(text), "%s=%s", key, value);
	add(words, "-o");
	add(words, text);
}

/* A path, which may hold blanks: ssh reads a list of words there. */
static void
add_path(struct words *words, const char *key, const char *path)
{
	char quoted[TEXT_SIZE];

	vg_text_format(quoted, sizeof(quoted), "\"%s\"", path);
	add_option(words, key, quoted);
}

static void
add_login(struct words *words, const struct vg_ncspawn *spawn)
{
	if (spawn->password) {
		add_option(words, "BatchMode", "no");
		add_option(
		    words, "PreferredAuthentications", "password,keyboard-interactive");
		add_option(words, "PubkeyAuthentication", "no");
		add_option(words, "NumberOfPasswordPrompts", "1");
		add_option(words, "IdentityFile", "none");
		return;
	}
	add_option(words, "BatchMode", "yes");
	add_option(words, "PreferredAuthentications", "publickey");
	add_option(words, "IdentitiesOnly", "yes");
	add_path(words, "IdentityFile", spawn->credential);
}

static void
add_all(struct words *words, const struct vg_ncspawn *spawn)
{
	const struct vg_agentconf_netconf *conf = spawn->conf;
	char number[16];

	add(words, "ssh");
	add(words, "-F");
	add(words, "none");
	add(words, "-T");
	add_option(words, "StrictHostKeyChecking", "yes");
	add_path(words, "UserKnownHostsFile", spawn->known_hosts);
	add_option(words, "GlobalKnownHostsFile", "none");
	add_option(words, "HostKeyAlias", spawn->name);
	add_option(words, "UpdateHostKeys", "no");
	add_option(words, "VerifyHostKeyDNS", "no");
	add_option(words, "CheckHostIP", "no");
	add_option(words, "ClearAllForwardings", "yes");
	add_option(words, "ControlMaster", "no");
	add_option(words, "ControlPath", "none");
	add_option(words, "IdentityAgent", "none");
	add_option(words, "PermitLocalCommand", "no");
	add_option(words, "EscapeChar", "none");
	add_option(words, "LogLevel", "ERROR");
	if (conf->old_algorithms) {
		add_option(words, "KexAlgorithms",
		    "+diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1");
		add_option(words, "HostKeyAlgorithms", "+ssh-rsa");
		add_option(words, "PubkeyAcceptedAlgorithms", "+ssh-rsa");
	}
	vg_text_format(
	    number, sizeof(number), "%lld", (long long)(conf->limit_ms / 1000 - 1));
	add_option(words, "ConnectTimeout", number);
	add_login(words, spawn);
	vg_text_format(number, sizeof(number), "%u", (unsigned)conf->port);
	add(words, "-p");
	add(words, number);
	add(words, "-l");
	add(words, conf->user);
	add(words, "-s");
	add(words, "--");
	add(words, conf->address);
	add(words, "netconf");
}

/* --- children ------------------------------------------------------------------------------ */

/* Puts 'fds' on the numbers 0 to n - 1 of a child; nothing else stays open. */
static void
place(const int *fds, int n)
{
	int moved[8];

	for (int i = 0; i < n; i++)
		moved[i] = fcntl(fds[i], F_DUPFD, n);
	for (int i = 0; i < n; i++) {
		if (moved[i] < 0 || dup2(moved[i], i) < 0)
			_exit(127);
	}
	close_range((unsigned)n, ~0U, 0);
}

static pid_t
start_child(const char *path, const char *const *argv, const char *const *environment,
    const int *fds, int n, int *end)
{
	pid_t parent = getpid(), pid = fork();
	sigset_t none;

	if (pid < 0)
		return -1;
	if (pid > 0) {
		*end = pidfd_open(pid, 0);
		return pid;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	place(fds, n);
	/* execve takes what it does not change as if it could (POSIX says why). */
	execve(
	    path, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)environment);
	_exit(127);
}

static bool
start_ssh(const struct vg_ncspawn *spawn, int transport, int errors,
    struct vg_ncspawn_children *children)
{
	static struct words words;
	char ask[TEXT_SIZE + 16], from[TEXT_SIZE + 32];
	const char *environment[ENVIRONMENT] = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
	const int fds[] = {transport, transport, errors};

	words.n = 0;
	add_all(&words, spawn);
	if (spawn->password) {
		vg_text_format(ask, sizeof(ask), "SSH_ASKPASS=%s", spawn->program);
		vg_text_format(
		    from, sizeof(from), VG_NCSPAWN_PASSWORD "=%s", spawn->credential);
		environment[2] = "SSH_ASKPASS_REQUIRE=force";
		environment[3] = ask;
		environment[4] = from;
	}
	children->ssh =
	    start_child(ssh_path, words.argv, environment, fds, 3, &children->ssh_end);
	return children->ssh > 0 && children->ssh_end >= 0;
}

static bool
start_reader(const struct vg_ncspawn *spawn, const int fds[4],
    struct vg_ncspawn_children *children)
{
	const char *argv[] = {"vigie-nc-poll", "--session", NULL};
	const char *environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", NULL};

	children->reader =
	    start_child(spawn->program, argv, environment, fds, 4, &children->reader_end);
	return children->reader > 0 && children->reader_end >= 0;
}

static void
close_all(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

int
vg_ncspawn_start(const struct vg_ncspawn *spawn, const void *request, size_t size,
    struct vg_ncspawn_children *children, struct vg_detail *detail)
{
	/* request, records, errors: both ends of a pipe each; the stream between the children */
	int fds[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
	bool good;

	*children = (struct vg_ncspawn_children){-1, -1, -1, -1, -1, -1, 0};
	good = pipe2(fds, O_CLOEXEC) == 0 && pipe2(fds + 2, O_CLOEXEC) == 0 &&
	    pipe2(fds + 4, O_CLOEXEC) == 0 &&
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds + 6) == 0;
	if (good) {
		fcntl(fds[1], F_SETFL, O_NONBLOCK);
		fcntl(fds[2], F_SETFL, O_NONBLOCK);
		fcntl(fds[4], F_SETFL, O_NONBLOCK);
		good = write(fds[1], request, size) == (ssize_t)size;
	}
	if (good) {
		const int reader[] = {fds[0], fds[3], STDERR_FILENO, fds[7]};
		good = start_ssh(spawn, fds[6], fds[5], children) &&
		    start_reader(spawn, reader, children);
	}
	int failure = errno;
	if (good) {
		children->records = fds[2];
		children->errors = fds[4];
		fds[2] = fds[4] = -1;
	}
	close_all(fds, 8);
	if (good)
		return VG_OK;
	vg_ncspawn_end(children);
	return vg_detail_set(
	    detail, VG_EIO, "no session can be started: %s", strerror(failure));
}

/* One that has ended already keeps its own status. */
static void
end_child(pid_t *pid, int *end, int *status)
{
	if (*pid > 0) {
		kill(*pid, SIGKILL);
		while (waitpid(*pid, status, 0) < 0 && errno == EINTR)
			;
	}
	if (*end >= 0)
		close(*end);
	*pid = -1;
	*end = -1;
}

void
vg_ncspawn_end(struct vg_ncspawn_children *children)
{
	end_child(&children->reader, &children->reader_end, &children->status);
	end_child(&children->ssh, &children->ssh_end, NULL);
	close_all(&children->records, 1);
	close_all(&children->errors, 1);
}
