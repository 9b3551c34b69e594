/*
 * An operation whose work is done in a copy of the server: others are answered meanwhile, it ends
 * with its client, what it says is what the client hears.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/fetch/fetch.h"
#include "lib/rest/rest.h"

enum { AT_ONCE = 4, LIMIT_MS = 10000 };

static char folder[64], path[96], gate[96], begun[96];
static int has_begun; /* an octet comes of each copy that is about to wait */
static pid_t server;

/* --- a server ------------------------------------------------------------------------------ */

static int
who(uid_t uid, const char *named, struct vg_rest_caller *caller, struct vg_detail *detail,
    void *cookie)
{
	(void)named, (void)detail, (void)cookie;
	caller->uid = uid;
	return VG_OK;
}

static int
get_cases(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	const char *key = "2026-000001";

	(void)ask, (void)detail, (void)cookie;
	vg_restdata_entry(data, "case", &key, 1);
	vg_restdata_out(data);
	return VG_OK;
}

/* Descriptors that are open, but for the folder's own. */
static int
count_open(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;)
		n += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return n - 1;
}

/* Whom the kernel takes when memory is short. */
static int
read_oom_score(void)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "r");
	int score = -1;

	if (file && fscanf(file, "%d", &score) != 1)
		score = -1;
	if (file)
		fclose(file);
	return score;
}

/* By the case's last digit: 1 waits at the gate, 2 refuses, 3 dies, 4 says what it has. */
static int
work(void *job, struct vg_restdata *output, struct vg_detail *detail)
{
	const char *name = job;
	char octet;

	if (name[10] == '1') {
		int told = open(begun, O_WRONLY);
		if (told < 0 || write(told, "b", 1) != 1)
			_exit(1);
		int fd = open(gate, O_RDONLY);
		if (fd < 0 || read(fd, &octet, 1) != 1)
			_exit(1);
	} else if (name[10] == '2') {
		vg_restdata_refuse(output, "data-missing", "instance-required", "/a:b");
		return vg_detail_set(detail, VG_EINVAL, "nobody has it");
	} else if (name[10] == '3') {
		_exit(3);
	} else {
		return vg_detail_set(detail, VG_EPOLICY, "%d open, nice %d, oom %d",
		    count_open(), getpriority(PRIO_PROCESS, 0), read_oom_score());
	}
	vg_restdata_leaf(output, "case", name);
	return VG_OK;
}

static int
run_take(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	(void)caller, (void)detail, (void)cookie;
	vg_rest_aside(output, work, free, vg_mem_text(vg_tree_text(input, "case", "")));
	return VG_OK;
}

static void
serve(int ready)
{
	struct vg_loop *loop = vg_loop_new();
	struct vg_context *context = NULL;
	struct vg_detail detail = {0};
	struct vg_rest *rest;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (vg_context_new(&context, &detail) != VG_OK)
		_exit(1);
	rest = vg_rest_new(loop, context, "test", who, NULL);
	vg_rest_add_data(rest, "vigie-cases:cases", get_cases, NULL);
	vg_rest_add_operation(rest, "vigie-cases:take", run_take, NULL);
	if (vg_rest_listen(rest, path, &detail) != VG_OK || write(ready, "r", 1) != 1)
		_exit(1);
	vg_loop_run(loop);
	_exit(0);
}

static int
start(void **state)
{
	int ready[2];
	char octet;

	(void)state;
	setenv("TZ", "UTC", 1);
	strcpy(folder, "/tmp/vigie-aside-XXXXXX");
	if (!mkdtemp(folder) || pipe(ready) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/sock", folder);
	snprintf(gate, sizeof(gate), "%s/gate", folder);
	snprintf(begun, sizeof(begun), "%s/begun", folder);
	if (mkfifo(gate, 0600) != 0 || mkfifo(begun, 0600) != 0)
		return -1;
	has_begun = open(begun, O_RDWR);
	server = fork();
	if (server == 0)
		serve(ready[1]);
	close(ready[1]);
	ssize_t n = read(ready[0], &octet, 1);
	close(ready[0]);
	return n == 1 ? 0 : -1;
}

static int
stop(void **state)
{
	int status;

	(void)state;
	kill(server, SIGKILL);
	waitpid(server, &status, 0);
	unlink(path);
	unlink(gate);
	unlink(begun);
	close(has_begun);
	return rmdir(folder);
}

/* --- clients ------------------------------------------------------------------------------- */

struct client {
	pid_t pid;
	int fd; /* its answer, when it has one */
};

/* Status and body as one text. */
static void
ask(const char *method, const char *target, const char *body, char *said, size_t size)
{
	struct vg_fetch *fetch = vg_fetch_new(path, LIMIT_MS);
	struct vg_fetch_reply reply;
	struct vg_detail detail = {0};

	if (vg_fetch_send(fetch, method, target, body, &reply, &detail) == VG_OK) {
		snprintf(said, size, "%ld %s", reply.status, reply.body);
		said[strcspn(said, "\n")] = '\0';
		vg_fetch_reply_fini(&reply);
	} else {
		snprintf(said, size, "%s", detail.text);
	}
	vg_fetch_free(fetch);
}

static void
take(int number, char *said, size_t size)
{
	char body[160];

	snprintf(body, sizeof(body),
	    "{\"vigie-cases:input\":{\"case\":\"2026-00000%d\",\"idempotency-key\":\"k\"}}",
	    number);
	ask("POST", "/restconf/operations/vigie-cases:take", body, said, size);
}

/* Somebody else asks. */
static struct client
begin(int number)
{
	struct client client;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	client.pid = fork();
	if (client.pid == 0) {
		char said[1024];
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		take(number, said, sizeof(said));
		_exit(write(fds[1], said, strlen(said)) < 0);
	}
	close(fds[1]);
	client.fd = fds[0];
	return client;
}

static void
finish(struct client client, char *said, size_t size)
{
	struct pollfd wait = {client.fd, POLLIN, 0};
	int status;

	assert_int_equal(poll(&wait, 1, LIMIT_MS), 1);
	ssize_t n = read(client.fd, said, size - 1);
	said[n > 0 ? n : 0] = '\0';
	close(client.fd);
	waitpid(client.pid, &status, 0);
}

/* Comes back when a copy waits at the gate. */
static int
open_gate(void)
{
	char octet;

	alarm(LIMIT_MS / 1000);
	assert_int_equal(read(has_begun, &octet, 1), 1);
	int fd = open(gate, O_WRONLY);
	alarm(0);
	assert_true(fd >= 0);
	return fd;
}

/* --- tests --------------------------------------------------------------------------------- */

static void
others_are_answered_meanwhile(void **state)
{
	struct client client = begin(1);
	int fd = open_gate();
	struct pollfd answered = {client.fd, POLLIN, 0};
	char said[1024];

	(void)state;
	ask("GET", "/restconf/data/vigie-cases:cases", NULL, said, sizeof(said));
	assert_string_equal(
	    said, "200 {\"vigie-cases:cases\":{\"case\":[{\"id\":\"2026-000001\"}]}}");
	assert_int_equal(poll(&answered, 1, 0), 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	finish(client, said, sizeof(said));
	assert_string_equal(
	    said, "200 {\"vigie-cases:output\":{\"case\":\"2026-000001\"}}");
}

static void
it_ends_with_its_client(void **state)
{
	struct client client = begin(1);
	int fd = open_gate();
	struct pollfd reader = {fd, 0, 0};
	char said[64];

	(void)state;
	kill(client.pid, SIGKILL);
	finish(client, said, sizeof(said));
	assert_int_equal(poll(&reader, 1, LIMIT_MS), 1);
	assert_int_equal(reader.revents, POLLERR); /* nobody reads any more */
	close(fd);
}

static void
what_it_says_is_answered(void **state)
{
	char said[1024];

	(void)state;
	/* More often than there is room for at once. */
	for (int i = 0; i <= AT_ONCE; i++) {
		take(2, said, sizeof(said));
		assert_string_equal(said,
		    "409 {\"ietf-restconf:errors\":{\"error\":[{\"error-type\":"
		    "\"application\",\"error-tag\":\"data-missing\",\"error-app-tag\":"
		    "\"instance-required\",\"error-path\":\"/a:b\",\"error-message\":"
		    "\"nobody has it\"}]}}");
		take(3, said, sizeof(said));
		assert_non_null(strstr(said, "500 "));
		assert_non_null(strstr(said, "ended halfway"));
	}
	/* The three streams and its answer's. */
	take(4, said, sizeof(said));
	assert_non_null(strstr(said, "\"4 open, nice 5, oom 1000\""));
}

static void
few_are_done_at_once(void **state)
{
	struct client clients[AT_ONCE];
	char said[1024];
	int fds[AT_ONCE];

	(void)state;
	for (int i = 0; i < AT_ONCE; i++) {
		clients[i] = begin(1);
		fds[i] = open_gate();
	}
	take(1, said, sizeof(said));
	assert_non_null(strstr(said, "503 "));
	assert_non_null(strstr(said, "resource-denied"));
	for (int i = 0; i < AT_ONCE; i++)
		assert_int_equal(write(fds[i], "x", 1), 1);
	for (int i = 0; i < AT_ONCE; i++) {
		finish(clients[i], said, sizeof(said));
		assert_non_null(strstr(said, "200 "));
		close(fds[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(others_are_answered_meanwhile, start, stop),
	    cmocka_unit_test_setup_teardown(it_ends_with_its_client, start, stop),
	    cmocka_unit_test_setup_teardown(what_it_says_is_answered, start, stop),
	    cmocka_unit_test_setup_teardown(few_are_done_at_once, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
