/*
 * What the desk takes for a notification, without any socket: repeats of a standing alarm, and new
 * alarms that join an open case, as batches of 64 into a database on disk.
 *
 *     build/release/tests/bench/desk FOLDER [COUNT [ROUNDS]]        (20,000 and 5)
 *
 * Beside it, interleaved, the floor: a row with the same PDU, committed in the same batches.  CPU
 * is getrusage's of this process; figures are medians of the rounds.  The last line is one JSON
 * object.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/desk/desk.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/trappdu.h"
#include "lib/os/file.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

enum { BATCH = 64, MAX_ROUNDS = 99, N_VARBINDS = 6 };

/* 2026-07-09T12:00:00Z, a Thursday. */
#define NOON INT64_C(1783598400000000)

static const char tree_file[] = "tests/bench/desk.json";

struct bench {
	struct vg_desk *desk;
	sqlite3 *floor;
	sqlite3_stmt *insert;
	int64_t sent;  /* notifications made so far */
	int64_t parts; /* ports attacked so far */
};

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "desk: %s\n", what);
	exit(1);
}

static double
cpu_us(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* alDoSAttackOn of a port: 8 varbinds in all, some 300 octets. */
static void
make(struct bench *b, bool repeat, struct vg_buf *pdu)
{
	struct vg_varbind varbinds[N_VARBINDS];
	struct vg_oid name;

	memset(varbinds, 0, sizeof(varbinds));
	b->sent++;
	if (!repeat)
		b->parts++;
	for (int i = 0; i < N_VARBINDS; i++) {
		vg_oid_parse("1.3.6.1.4.1.2603.5.5.13.1", &varbinds[i].oid);
		vg_oid_append(&varbinds[i].oid, (uint32_t)i + 3);
		vg_oid_append(&varbinds[i].oid, (uint32_t)(repeat ? 1 : b->parts));
		vg_oid_append(&varbinds[i].oid, 6);
		if (i % 2)
			vg_value_set_octets(
			    &varbinds[i].value, VG_VALUE_OCTETS, "sixteen octets..", 16);
		else
			vg_value_set_integer(&varbinds[i].value, b->sent);
	}
	vg_oid_parse("1.3.6.1.4.1.2603.0.8", &name);
	vg_buf_reset(pdu);
	vg_pollcodec_notification(pdu, VG_PDU_TRAP, (int32_t)(b->sent & INT32_MAX),
	    (uint32_t)b->sent, &name, varbinds, N_VARBINDS);
	for (int i = 0; i < N_VARBINDS; i++)
		vg_value_fini(&varbinds[i].value);
}

static double
run_desk(struct bench *b, bool repeat, size_t count)
{
	static struct vg_trap traps[BATCH];
	enum vg_intake_result results[BATCH];
	double used = 0;

	for (size_t done = 0; done < count; done += BATCH) {
		for (size_t i = 0; i < BATCH; i++) {
			const char *why;
			vg_trap_reset(&traps[i]);
			make(b, repeat, &traps[i].pdu);
			must(vg_trappdu_read(traps[i].pdu.data, traps[i].pdu.size,
				 &traps[i], &why) == VG_OK,
			    why);
			traps[i].version = 2;
			snprintf(traps[i].source, sizeof(traps[i].source), "10.0.0.7");
			traps[i].received.us = NOON + b->sent * 1000;
		}
		double begun = cpu_us();
		must(vg_desk_intake(b->desk, traps, BATCH, traps[BATCH - 1].received,
			 results, NULL) == VG_OK,
		    "the desk did not store");
		used += cpu_us() - begun;
		for (size_t i = 0; i < BATCH; i++)
			must(results[i] == VG_INTAKE_STORED, "not stored");
	}
	return used / (double)count;
}

static double
run_floor(struct bench *b, size_t count)
{
	struct vg_buf pdu;
	double used = 0;

	vg_buf_init(&pdu, 0);
	for (size_t done = 0; done < count; done += BATCH) {
		double begun = cpu_us();
		must(sqlite3_exec(b->floor, "BEGIN IMMEDIATE", 0, 0, 0) == 0, "begin");
		used += cpu_us() - begun;
		for (size_t i = 0; i < BATCH; i++) {
			make(b, true, &pdu);
			begun = cpu_us();
			sqlite3_bind_int64(b->insert, 1, NOON + b->sent * 1000);
			sqlite3_bind_blob(
			    b->insert, 2, pdu.data, (int)pdu.size, SQLITE_STATIC);
			must(sqlite3_step(b->insert) == SQLITE_DONE, "insert");
			sqlite3_reset(b->insert);
			used += cpu_us() - begun;
		}
		begun = cpu_us();
		must(sqlite3_exec(b->floor, "COMMIT", 0, 0, 0) == 0, "commit");
		used += cpu_us() - begun;
	}
	vg_buf_fini(&pdu);
	return used / (double)count;
}

static void
open_floor(struct bench *b, const char *folder)
{
	char *path = vg_mem_format("%s/floor.db", folder);

	must(sqlite3_open(path, &b->floor) == SQLITE_OK, path);
	must(sqlite3_exec(b->floor,
		 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		 "CREATE TABLE raw (id INTEGER PRIMARY KEY, at INTEGER, body BLOB)",
		 0, 0, 0) == SQLITE_OK,
	    "floor");
	must(sqlite3_prepare_v2(b->floor, "INSERT INTO raw (at, body) VALUES (?1, ?2)",
		 -1, &b->insert, NULL) == SQLITE_OK,
	    "floor");
	free(path);
}

static void
open_desk(struct bench *b, const char *folder, struct vg_context **context,
    struct vg_packset **packs)
{
	char *path = vg_mem_format("%s/collector.db", folder);
	struct vg_conf *conf = NULL;
	struct vg_detail d;
	struct vg_buf content;

	vg_buf_init(&content, 0);
	must(vg_file_read(tree_file, &content, &d) == VG_OK, tree_file);
	must(vg_context_new(context, &d) == VG_OK, d.text);
	must(vg_packload_folder(*context, NULL, NULL, 0, packs, &d) == VG_OK, d.text);
	must(vg_desktree_read(
		 *context, vg_buf_text(&content), tree_file, NULL, &conf, &d) == VG_OK,
	    d.text);
	must(vg_desk_open(path, *packs, (struct vg_wall){NOON}, &b->desk, &d) == VG_OK,
	    d.text);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&content), "file", "vigie", ""};
	must(vg_desk_set_conf(b->desk, conf, &revision, (struct vg_wall){NOON}, &d) ==
		VG_OK,
	    d.text);
	vg_buf_fini(&content);
	free(path);
}

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *figures, size_t n)
{
	qsort(figures, n, sizeof(*figures), order);
	return figures[n / 2];
}

int
main(int argc, char **argv)
{
	double floor_us[MAX_ROUNDS], repeat_us[MAX_ROUNDS], new_us[MAX_ROUNDS];
	struct vg_context *context;
	struct vg_packset *packs;
	struct bench b = {.sent = 0};

	must(argc >= 2, "use: desk FOLDER [COUNT [ROUNDS]]");
	size_t count = argc > 2 ? strtoul(argv[2], NULL, 10) : 20000;
	size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 5;
	must(rounds >= 1 && rounds <= MAX_ROUNDS, "1 to 99 rounds");
	open_desk(&b, argv[1], &context, &packs);
	open_floor(&b, argv[1]);
	run_desk(&b, false, BATCH);
	for (size_t i = 0; i < rounds; i++) {
		floor_us[i] = run_floor(&b, count);
		repeat_us[i] = run_desk(&b, true, count);
		new_us[i] = run_desk(&b, false, count / 10);
	}
	double f = median(floor_us, rounds), r = median(repeat_us, rounds),
	       n = median(new_us, rounds);
	printf("{\"floor_us\": %.2f, \"repeat_us\": %.2f, \"new_us\": %.2f,"
	       " \"repeat_vs_floor\": %.2f, \"new_vs_floor\": %.2f}\n",
	    f, r, n, r / f, n / f);
	vg_desk_close(b.desk);
	vg_packset_free(packs);
	vg_context_free(context);
	sqlite3_finalize(b.insert);
	sqlite3_close(b.floor);
	return 0;
}
