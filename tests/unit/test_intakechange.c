/*
 * Another tree while the collector listens: whatever its listeners meet, the users of the tree
 * before are gone, and its own are heard.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/desk/tree/desktree.h"
#include "collector/intake/intake.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"
#include "lib/os/net.h"
#include "lib/yang/packload.h"
#include "tests/unit/snmpbench.h"

static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_desk *desk;
static struct vg_conf *conf; /* the desk's */
static struct vg_loop *loop;
static struct vg_intake *intake;
static char folder[64];

static void
put_credential(const char *name, const char *auth)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/credentials/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	dprintf(fd, "auth: %s\npriv: %s\n", auth, BENCH_PRIV);
	close(fd);
}

static int
open_desk(struct vg_detail *detail)
{
	struct vg_buf tree;

	vg_buf_init(&tree, 0);
	int code = vg_file_read("tests/play/two-agents.json", &tree, detail);
	if (code == VG_OK)
		code = vg_desktree_read(
		    context, vg_buf_text(&tree), "tree", NULL, &conf, detail);
	if (code == VG_OK)
		code = vg_desk_open(":memory:", packs, vg_clock_wall(), &desk, detail);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	if (code == VG_OK) {
		conf->listen[0].port = 0;
		code = vg_desk_set_conf(desk, conf, &revision, vg_clock_wall(), detail);
	}
	vg_buf_fini(&tree);
	return code;
}

static int
set_up(void **state)
{
	struct vg_detail detail = {0};
	char path[128];

	(void)state;
	strcpy(folder, "/tmp/vigie-test-intake.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/credentials", folder);
	mkdir(path, 0700);
	put_credential("lyon-2", BENCH_AUTH);
	put_credential("paris-1", BENCH_AUTH);
	loop = vg_loop_new();
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) == VG_OK &&
	    open_desk(&detail) == VG_OK)
		intake = vg_intake_open(loop, desk, folder, NULL, NULL, &detail);
	if (intake && vg_intake_tell(intake, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
tear_down(void **state)
{
	static const char *const names[] = {
	    "credentials/lyon-2", "credentials/paris-1", "credentials", "trap.addr", ""};
	char path[128];

	(void)state;
	vg_intake_close(intake);
	vg_loop_free(loop);
	vg_desk_close(desk);
	vg_packset_free(packs);
	vg_context_free(context);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	return 0;
}

static struct vg_address
where(void)
{
	struct vg_address address;
	struct vg_detail detail;
	struct vg_buf text;
	char path[128], host[64];
	unsigned port = 0;

	snprintf(path, sizeof(path), "%s/trap.addr", folder);
	vg_buf_init(&text, 0);
	assert_int_equal(vg_file_read(path, &text, &detail), VG_OK);
	assert_int_equal(sscanf(vg_buf_text(&text), "%63s %u", host, &port), 2);
	vg_buf_fini(&text);
	assert_int_equal(vg_net_parse(host, (uint16_t)port, &address), VG_OK);
	return address;
}

/*
 * Sends the recorded trap, and gives the counts when it was read: 10 s at most.  With good keys it
 * comes to the desk, which refuses what it says.
 */
static struct vg_trapin_statistics
send_trap(void)
{
	struct vg_mono limit = vg_instant_mono_add(vg_clock_mono(), 10 * VG_SECOND_US);
	const struct vg_address to = where();
	struct vg_trapin_statistics s;
	struct vg_buf datagram;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	vg_intake_statistics(intake, &s);
	const uint64_t before = s.received;
	bench_load("v3-trap-authPriv-1", &datagram);
	assert_int_equal(sendto(fd, datagram.data, datagram.size, 0,
			     (const struct sockaddr *)&to.storage, to.size),
	    (ssize_t)datagram.size);
	vg_buf_fini(&datagram);
	close(fd);
	while (
	    s.received == before && vg_instant_mono_since(limit, vg_clock_mono()) > 0) {
		vg_loop_turn(loop, 10);
		vg_intake_statistics(intake, &s);
	}
	assert_int_equal(s.received, before + 1);
	return s;
}

/* The model refuses such a prefix: what it does not, a listener of before may meet. */
static void
a_listener_that_cannot_change_has_the_new_users(void **state)
{
	struct vg_trapin_statistics s = send_trap();

	(void)state;
	assert_int_equal(s.by_cause[VG_TRAPIN_REFUSED], 1);
	assert_int_equal(conf->listen[0].n_allow, 0);
	free(conf->listen[0].allow);
	conf->listen[0].allow = vg_mem_array(1, sizeof(*conf->listen[0].allow));
	vg_text_copy(
	    conf->listen[0].allow[0], sizeof(*conf->listen[0].allow), "no prefix");
	conf->listen[0].n_allow = 1;
	put_credential("lyon-2", "another-secret");
	assert_true(vg_intake_change(intake));
	s = send_trap();
	assert_int_equal(s.by_cause[VG_TRAPIN_REFUSED], 1);
	assert_int_equal(s.by_cause[VG_TRAPIN_DIGEST], 1);
	put_credential("lyon-2", BENCH_AUTH);
	assert_true(vg_intake_change(intake));
	s = send_trap();
	assert_int_equal(s.by_cause[VG_TRAPIN_REFUSED], 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_listener_that_cannot_change_has_the_new_users),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
