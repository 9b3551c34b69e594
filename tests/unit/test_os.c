/*
 * lib/os, lib/loop: credentials, files, addresses, sockets, lock, timers and watches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/loop/loop.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/os/daemon.h"
#include "lib/os/file.h"
#include "lib/os/net.h"

static char folder[64];

static int
make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/vigie-test-os.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	char *command = vg_mem_format("rm -rf %s", folder);
	int code = system(command);
	free(command);
	return code;
}

static char *
write_credential(const char *name, const char *text, unsigned mode)
{
	struct vg_detail d;
	char *sub = vg_mem_format("%s/credentials", folder);
	char *path = vg_mem_format("%s/%s", sub, name);

	vg_file_make_folder(sub, 0700, &d);
	unlink(path);
	assert_int_equal(vg_file_write(path, text, strlen(text), mode, &d), VG_OK);
	assert_int_equal(chmod(path, mode), 0);
	free(sub);
	return path;
}

static void
credentials_are_read_strictly(void **state)
{
	static const struct {
		const char *text;
		unsigned mode;
		int code;
		const char *says;
	} rows[] = {
	    {"auth: eightoctets\npriv: otheroctets\n", 0400, VG_OK, ""},
	    {"community: s3cret\n", 0400, VG_OK, ""},
	    {"auth: short\n", 0400, VG_EPARSE, "line 1"},
	    {"# ok\npassword: x\n", 0400, VG_OK, ""},
	    {"# ok\nuser: x\n", 0400, VG_EPARSE, "line 2"},
	    {"-----BEGIN OPENSSH PRIVATE KEY-----\ns3cret\n", 0400, VG_OK, ""},
	    {"-----BEGIN OPENSSH PRIVATE KEY-----\ns3cret\n", 0440, VG_EACCESS, "others"},
	    {"community:\n", 0400, VG_EPARSE, "line 1"},
	    {"community: s3cret\n", 0644, VG_EACCESS, "readable by others"},
	};
	struct vg_credential c;
	struct vg_detail d;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *path = write_credential("ref", rows[i].text, rows[i].mode);
		vg_detail_clear(&d);
		assert_int_equal(vg_credential_read(folder, "ref", &c, &d), rows[i].code);
		assert_int_equal(c.is_key,
		    rows[i].code == VG_OK && strstr(rows[i].text, "PRIVATE KEY") != NULL);
		assert_int_equal(c.password.size == 1 && c.password.data[0] == 'x',
		    strstr(rows[i].text, "password") != NULL);
		assert_non_null(strstr(d.text, rows[i].says));
		assert_null(strstr(d.text, "s3cret"));
		vg_credential_wipe(&c);
		free(path);
	}
	assert_int_equal(vg_credential_read(folder, "none", &c, &d), VG_ENOENT);
	assert_int_equal(vg_credential_read(folder, "../ref", &c, &d), VG_EINVAL);
}

static void
files_are_replaced_whole(void **state)
{
	struct vg_detail d;
	struct vg_buf b;
	char *path = vg_mem_format("%s/file", folder);

	(void)state;
	assert_int_equal(vg_file_write(path, "one", 3, 0600, &d), VG_OK);
	assert_int_equal(vg_file_write(path, "two!", 4, 0600, &d), VG_OK);
	vg_buf_init(&b, 4);
	assert_int_equal(vg_file_read(path, &b, &d), VG_OK);
	assert_string_equal(vg_buf_text(&b), "two!");
	vg_buf_fini(&b);
	vg_buf_init(&b, 3);
	assert_int_equal(vg_file_read(path, &b, &d), VG_ELIMIT);
	vg_buf_fini(&b);
	assert_int_equal(vg_file_write("/nowhere/at/all", "x", 1, 0600, &d), VG_ENOENT);
	assert_non_null(strstr(d.text, "/nowhere/at/all"));
	free(path);
}

static void
addresses_are_numeric(void **state)
{
	struct vg_address a, b;
	char text[VG_NET_TEXT_SIZE];

	(void)state;
	assert_int_equal(vg_net_parse("127.1.2.3", 162, &a), VG_OK);
	vg_net_text(&a, text);
	assert_string_equal(text, "127.1.2.3");
	assert_int_equal(vg_net_port(&a), 162);
	assert_int_equal(vg_net_parse("::1", 162, &b), VG_OK);
	assert_false(vg_net_same(&a, &b));
	assert_int_equal(vg_net_parse("localhost", 162, &b), VG_EPARSE);
	assert_int_equal(vg_net_parse("127.1", 162, &b), VG_EPARSE);
}

static void
a_port_in_use_is_named(void **state)
{
	struct vg_address a;
	struct vg_detail d;
	int one, two;

	(void)state;
	vg_net_parse("127.1.250.1", 0, &a);
	assert_int_equal(vg_net_udp_bind(&a, &one, &d), VG_OK);
	assert_int_equal(vg_net_bound(one, &a), VG_OK);
	assert_int_equal(vg_net_udp_bind(&a, &two, &d), VG_EBUSY);
	assert_non_null(strstr(d.text, "127.1.250.1"));
	close(one);
}

static void
a_stale_socket_is_replaced(void **state)
{
	struct vg_detail d;
	int one, two;
	char *path = vg_mem_format("%s/s.sock", folder);

	(void)state;
	assert_int_equal(vg_net_unix_listen(path, &one, &d), VG_OK);
	assert_int_equal(vg_net_unix_listen(path, &two, &d), VG_EBUSY);
	close(one);
	assert_int_equal(vg_net_unix_listen(path, &two, &d), VG_OK);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	close(two);
	free(path);
}

static void
one_process_holds_the_state(void **state)
{
	struct vg_detail d;

	(void)state;
	assert_int_equal(vg_daemon_lock(folder, &d), VG_OK);
	pid_t child = fork();
	if (child == 0)
		_exit(vg_daemon_lock(folder, &d) == VG_EBUSY ? 0 : 1);
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	/* What it makes, a database too, is not for everybody. */
	assert_int_equal(umask(0027), 0027);
}

struct seen {
	struct vg_loop *loop;
	int timers;
	int reads;
};

static void
on_timer(void *cookie)
{
	struct seen *s = cookie;

	s->timers++;
	vg_loop_stop(s->loop);
}

static void
on_read(int fd, int events, void *cookie)
{
	struct seen *s = cookie;
	char byte;

	assert_int_equal(events, VG_LOOP_READ);
	s->reads += (int)read(fd, &byte, 1);
}

static void
loop_runs_timers_and_watches(void **state)
{
	struct seen s = {.loop = vg_loop_new()};
	int pair[2];

	(void)state;
	assert_int_equal(pipe(pair), 0);
	struct vg_watch *w = vg_loop_watch(s.loop, pair[0], VG_LOOP_READ, on_read, &s);
	struct vg_timer *t = vg_loop_timer(s.loop, on_timer, &s);
	assert_int_equal(write(pair[1], "x", 1), 1);
	vg_loop_timer_set(t, 20 * VG_MS_US);
	struct vg_mono begun = vg_clock_mono();
	vg_loop_run(s.loop);
	assert_true(vg_instant_mono_since(vg_clock_mono(), begun) >= 19 * VG_MS_US);
	assert_int_equal(s.timers, 1);
	assert_int_equal(s.reads, 1);
	assert_false(vg_loop_timer_is_set(t));
	vg_loop_watch_events(w, 0);
	assert_int_equal(write(pair[1], "y", 1), 1);
	vg_loop_turn(s.loop, 0);
	assert_int_equal(s.reads, 1);
	vg_loop_timer_free(t);
	vg_loop_watch_free(w);
	vg_loop_free(s.loop);
	close(pair[0]);
	close(pair[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		credentials_are_read_strictly, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		files_are_replaced_whole, make_folder, remove_folder),
	    cmocka_unit_test(addresses_are_numeric),
	    cmocka_unit_test(a_port_in_use_is_named),
	    cmocka_unit_test_setup_teardown(
		a_stale_socket_is_replaced, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		one_process_holds_the_state, make_folder, remove_folder),
	    cmocka_unit_test(loop_runs_timers_and_watches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
