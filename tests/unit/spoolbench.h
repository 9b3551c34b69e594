/*
 * A spool on a real file in a folder of its own, for the tests of agent/spool and agent/state.
 */
#ifndef VG_TESTS_UNIT_SPOOLBENCH_H
#define VG_TESTS_UNIT_SPOOLBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/spool/spool.h"
#include "agent/state/state.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "tests/unit/folderbench.h"

struct bench {
	struct vg_state *state;
	struct vg_spool *spool;
	uint64_t gap_from, gap_to;
	unsigned gaps;
	char read[4096];
};

static inline int
make_folder(void **state)
{
	(void)state;
	return folder_make("spool", "spool.db");
}

static inline void
gap_told(uint64_t from, uint64_t to, void *cookie)
{
	struct bench *b = cookie;

	b->gap_from = from;
	b->gap_to = to;
	b->gaps++;
}

static inline void
open_bench(struct bench *b, uint64_t max_messages)
{
	struct vg_detail detail = {0};

	memset(b, 0, sizeof(*b));
	if (vg_state_open(path, &b->state, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	b->spool = vg_spool_new(b->state, "lyon-2", max_messages);
	vg_spool_on_gap(b->spool, gap_told, b);
}

static inline void
close_bench(struct bench *b)
{
	vg_spool_free(b->spool);
	vg_state_close(b->state);
}

static inline struct vg_message
fault(enum vg_action action, const char *resource)
{
	struct vg_message m = {.type = action == VG_ACTION_RAISE ? VG_MESSAGE_RAISED
		: action == VG_ACTION_CHANGE                     ? VG_MESSAGE_CHANGED
								 : VG_MESSAGE_CLEARED,
	    .part = 1,
	    .parts = 1,
	    .event = {.action = action,
		.origin = VG_ORIGIN_POLL,
		.severity = VG_SEVERITY_MAJOR,
		.cause = 58,
		.since = {1000},
		.agent_time = {2000},
		.device = "ne-7",
		.serial = "AB-1",
		.kind = "psu-failed",
		.text = "caf\xC3\xA9"}};

	strcpy(m.event.resource, resource);
	return m;
}

static inline int
put_fault(struct bench *b, enum vg_action action, const char *resource)
{
	struct vg_message m = fault(action, resource);

	return vg_spool_put(b->spool, &m, 1);
}

/* A heartbeat with a body of 'size' octets. */
static inline int
put_body(struct bench *b, size_t size)
{
	struct vg_message m = {.type = VG_MESSAGE_HEARTBEAT, .part = 1, .parts = 1};

	m.event.action = VG_ACTION_INFO;
	m.event.origin = VG_ORIGIN_SELF;
	m.event.agent_time.us = 5;
	m.body = vg_mem_zero(size);
	m.body_size = size;
	int err = vg_spool_put(b->spool, &m, 1);
	vg_vigiemib_fini(&m);
	return err;
}

/* Notes "NUMBER:TYPE " of each message; of a gap its body. */
static inline void
note(const struct vg_message *message, void *cookie)
{
	static const char *const names[] = {"", "raised", "changed", "cleared",
	    "inventory", "evidence", "gap", "heartbeat", "standing"};
	struct bench *b = cookie;
	size_t used = strlen(b->read);

	assert_string_equal(message->event.key.agent, "lyon-2");
	assert_memory_equal(
	    message->event.key.spool, vg_state_spool(b->state), VG_SPOOL_SIZE);
	snprintf(b->read + used, sizeof(b->read) - used, "%llu:%s%.*s ",
	    (unsigned long long)message->event.key.sequence, names[message->type],
	    message->type == VG_MESSAGE_GAP ? (int)message->body_size : 0,
	    message->body ? (const char *)message->body : "");
}

static inline const char *
read_all(struct bench *b, uint64_t after, size_t limit)
{
	b->read[0] = '\0';
	vg_spool_read(b->spool, after, limit, note, b);
	return b->read;
}

static inline void
counts(const struct bench *b, uint64_t queue, uint64_t waiting, uint64_t lost)
{
	struct vg_spool_counts c = vg_spool_count(b->spool);

	if (c.queue != queue || c.waiting != waiting || c.lost != lost)
		fail_msg("queue %llu waiting %llu lost %llu, expected %llu %llu %llu",
		    (unsigned long long)c.queue, (unsigned long long)c.waiting,
		    (unsigned long long)c.lost, (unsigned long long)queue,
		    (unsigned long long)waiting, (unsigned long long)lost);
}

static inline void
note_standing(const struct vg_event *event, void *cookie)
{
	char *said = cookie;

	snprintf(said + strlen(said), 256 - strlen(said), "%llu:%s:%s ",
	    (unsigned long long)event->key.sequence, vg_event_action_text(event->action),
	    event->resource);
}

/* A child puts 'n' heartbeats of 'size' octets and dies without closing anything. */
static inline void
die_after_puts(int n, size_t size)
{
	struct bench b = {0};
	int status = -1;

	pid_t child = fork();
	if (child == 0) {
		if (vg_state_open(path, &b.state, NULL) != VG_OK)
			_exit(1);
		b.spool = vg_spool_new(b.state, "lyon-2", 10000);
		for (int i = 0; i < n; i++) {
			if (put_body(&b, size) != VG_OK)
				_exit(2);
		}
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

#endif
