/*
 * What a change of one leaf costs in a large tree, from the edit to the end of its commit.
 *
 *     build/release/tests/bench/treecommit [ROUNDS [FOLDER]]      (5 and /tmp)
 *
 * Trees of 1,000 and of 20,000 devices, twenty at a site, one in ten with an address of its own in
 * a database in FOLDER.  Each round changes the serial of another device by an edit of the tree in
 * force (RESTCONF's way), and another by an edit of the candidate and a commit (NETCONF's); the
 * first of all is told apart.  Counts are checked: each round one revision, one leaf.  The last
 * line is one JSON object.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/desk/tree/deskcommit.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/os/clock.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

enum { MAX_ROUNDS = 99, SITE_DEVICES = 20 };

#define NOW INT64_C(1783560540000000)

/*
 * Seconds, medians but for the first; of the processor's time too, since other programs run beside.
 */
struct figures {
	double first, edit, commit, edit_cpu, commit_cpu;
};

struct span {
	double wall, cpu;
};

static struct vg_context *context;
static struct vg_packset *packs;

static void
must(bool good, const char *what, const char *why)
{
	if (good)
		return;
	fprintf(stderr, "treecommit: %s: %s\n", what, why);
	exit(1);
}

static void
write_tree(struct vg_buf *out, unsigned n)
{
	unsigned n_sites = n / SITE_DEVICES;

	vg_buf_addf(out,
	    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"integrator\":{\"name\":\"M\","
	    "\"zone\":\"Europe/Paris\"},\"listen\":[{\"name\":\"trap\",\"address\":\"127.0.0.1\","
	    "\"port\":0}],\"supplier\":[{\"name\":\"allot\",\"delegation\":\"included\"}],"
	    "\"client\":[{\"name\":\"c\"}],\"calendar\":[{\"name\":\"always\"}],"
	    "\"contract\":[{\"name\":\"k\",\"client\":\"c\",\"supplier\":\"allot\","
	    "\"from\":\"2026-01-01\",\"until\":\"2036-12-31\",\"calendar\":\"always\","
	    "\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"delegated\"}]}],\"user\":["
	    "{\"name\":\"anna\",\"role\":\"admin\",\"uid\":0}],\"site\":[");
	for (unsigned i = 0; i < n_sites; i++)
		vg_buf_addf(
		    out, "%s{\"name\":\"site-%u\",\"client\":\"c\"}", i ? "," : "", i);
	vg_buf_add_text(out, "],\"device\":[");
	for (unsigned i = 0; i < n; i++)
		vg_buf_addf(out,
		    "%s{\"name\":\"dev-%u\",\"site\":\"site-%u\",\"supplier\":\"allot\","
		    "\"contract\":\"k\",\"serial\":\"S%u\",\"address\":[\"10.%u.%u.%u\"],"
		    "\"description\":\"rack %u\"}",
		    i ? "," : "", i, i % n_sites, i, i >> 16 & 255, i >> 8 & 255, i & 255,
		    i % 42);
	vg_buf_add_text(out, "]}}");
}

static struct vg_desk *
open_desk(const char *path, unsigned n)
{
	struct vg_desk *desk = NULL;
	struct vg_conf *conf = NULL;
	struct vg_tree *nodes = NULL;
	struct vg_detail d = {0};
	struct vg_buf tree;

	vg_buf_init(&tree, 0);
	write_tree(&tree, n);
	must(vg_desktree_read(context, vg_buf_text(&tree), "tree", &nodes, &conf, &d) ==
		VG_OK,
	    "tree", d.text);
	unlink(path);
	must(vg_desk_open(path, packs, (struct vg_wall){NOW}, &desk, &d) == VG_OK, path,
	    d.text);
	vg_desk_set_context(desk, context);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	must(vg_desk_set_conf(desk, conf, &revision, (struct vg_wall){NOW}, &d) == VG_OK,
	    "tree", d.text);
	vg_desktree_keep(desk, nodes); /* as the program's start does */
	vg_buf_fini(&tree);
	return desk;
}

static double
cpu_now(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* One leaf of 'store', and of the candidate its commit. */
static struct span
change(struct vg_desk *desk, enum vg_deskcandidate_store store, unsigned device,
    const char *serial)
{
	const struct vg_actor anna = {"anna", NULL, "bench", VG_ROLE_ADMIN};
	const struct vg_deskcandidate_who who = {&anna, ""};
	struct vg_deskcommit commit = {.comment = "", .persist = "", .persist_id = ""};
	struct vg_deskcandidate_edit edit = {
	    .store = store, .by_default = VG_TREEOPERATION_MERGE, .format = VG_TREE_JSON};
	struct vg_deskcandidate_edited edited;
	struct vg_treeoperation_error error;
	struct vg_desktree_outcome outcome = {0};
	struct vg_detail d = {0};
	struct vg_mono begin = vg_clock_mono();
	double cpu = cpu_now();
	int64_t before = vg_desktree_revision(desk);
	char content[160];

	snprintf(content, sizeof(content),
	    "{\"vigie-collector:collector\":{\"device\":[{\"name\":\"dev-%u\","
	    "\"serial\":\"%s\"}]}}",
	    device, serial);
	edit.content = content;
	must(vg_deskcandidate_edit(
		 desk, &who, &edit, (struct vg_wall){NOW}, &edited, &error, &d) == VG_OK,
	    "edit", d.text);
	if (store == VG_DESKCANDIDATE_CANDIDATE)
		must(vg_deskcommit_run(desk, &who, &commit, (struct vg_wall){NOW},
			 &outcome, &error, &d) == VG_OK,
		    "commit", d.text);
	const struct span spent = {
	    (double)vg_instant_mono_since(vg_clock_mono(), begin) / 1e6, cpu_now() - cpu};
	must(vg_desktree_revision(desk) == before + 1, "revision", "not one more");
	must(!outcome.changes ||
		(strstr(outcome.changes, "/serial = ") &&
		    !strchr(strchr(outcome.changes, '\n') + 1, '\n')),
	    "changes", "not one leaf");
	free(outcome.changes);
	return spent;
}

static int
by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return one < other ? -1 : one > other;
}

static double
median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(values[0]), by_size);
	return values[n / 2];
}

static struct figures
run(const char *path, unsigned n, int rounds)
{
	struct vg_desk *desk = open_desk(path, n);
	double edits[2][MAX_ROUNDS], commits[2][MAX_ROUNDS];
	struct figures f = {
	    .first = change(desk, VG_DESKCANDIDATE_RUNNING, 0, "first").wall};
	char serial[32];

	for (int i = 0; i < rounds; i++) {
		unsigned device = n / (unsigned)(rounds + 1) * (unsigned)(i + 1);
		snprintf(serial, sizeof(serial), "edit-%d", i);
		struct span edit = change(desk, VG_DESKCANDIDATE_RUNNING, device, serial);
		snprintf(serial, sizeof(serial), "commit-%d", i);
		struct span commit =
		    change(desk, VG_DESKCANDIDATE_CANDIDATE, device, serial);
		edits[0][i] = edit.wall;
		edits[1][i] = edit.cpu;
		commits[0][i] = commit.wall;
		commits[1][i] = commit.cpu;
	}
	f.edit = median(edits[0], rounds);
	f.edit_cpu = median(edits[1], rounds);
	f.commit = median(commits[0], rounds);
	f.commit_cpu = median(commits[1], rounds);
	vg_desk_close(desk);
	unlink(path);
	printf(
	    "%u devices: an edit of the tree in force %.3f s (%.3f s of the processor), an "
	    "edit of the candidate and its commit %.3f s (%.3f s), the first %.3f s\n",
	    n, f.edit, f.edit_cpu, f.commit, f.commit_cpu, f.first);
	return f;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 5;
	const char *folder = argc > 2 ? argv[2] : "/tmp";
	struct vg_detail d = {0};
	char path[256];

	rounds = rounds < 1 ? 1 : rounds > MAX_ROUNDS ? MAX_ROUNDS : rounds;
	snprintf(path, sizeof(path), "%s/vigie-treecommit-%d.db", folder, (int)getpid());
	must(vg_context_new(&context, &d) == VG_OK, "models", d.text);
	must(vg_packload_folder(context, NULL, NULL, 0, &packs, &d) == VG_OK, "packs",
	    d.text);
	struct figures few = run(path, 1000, rounds), many = run(path, 20000, rounds);
	printf("{\"edit_1000_s\":%.4f,\"edit_20000_s\":%.4f,\"commit_1000_s\":%.4f,"
	       "\"commit_20000_s\":%.4f,\"edit_20000_cpu_s\":%.4f,"
	       "\"commit_20000_cpu_s\":%.4f,\"first_20000_s\":%.4f,"
	       "\"edit_ratio_per_device\":%.2f,\"commit_ratio_per_device\":%.2f}\n",
	    few.edit, many.edit, few.commit, many.commit, many.edit_cpu, many.commit_cpu,
	    many.first, many.edit_cpu / few.edit_cpu / 20,
	    many.commit_cpu / few.commit_cpu / 20);
	vg_packset_free(packs);
	vg_context_free(context);
	return 0;
}
