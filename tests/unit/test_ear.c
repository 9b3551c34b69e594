/*
 * The ear with real sockets on 127.1.84.0/24: who may send, whose keys are whose, what is
 * acknowledged; and a notification as JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>
#include <sys/socket.h>

#include "agent/ear/ear.h"
#include "agent/ear/noticejson.h"
#include "lib/loop/loop.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"
#include "tests/unit/spoolbench.h"

#define EAR "127.1.84.1"

/* An ear over two devices; the second one's further address sends, too. */
struct ear {
	struct bench bench;
	struct vg_loop *loop;
	struct vg_agentconf conf;
	struct vg_agentconf_listen listen;
	struct vg_agentconf_device devices[2];
	struct vg_address known_as;
	struct vg_ear *ear;
	char folder[256];
	char heard[256]; /* "DEVICE:OID " of each */
	unsigned storms;
	bool keeps, stores;
};

static bool
take(const struct vg_agentconf_device *device, const struct vg_trap *trap, void *cookie)
{
	struct ear *e = cookie;
	char oid[VG_OID_TEXT_SIZE];
	size_t used = strlen(e->heard);

	vg_oid_text(&trap->oid, oid, sizeof(oid));
	snprintf(e->heard + used, sizeof(e->heard) - used, "%s:%s ", device->name, oid);
	return e->keeps;
}

static bool
store(void *cookie)
{
	return ((struct ear *)cookie)->stores;
}

static void
storm(const struct vg_agentconf_device *device, void *cookie)
{
	assert_string_equal(device->name, "ne-1");
	((struct ear *)cookie)->storms++;
}

static void
open_ear(struct ear *e, unsigned burst)
{
	struct vg_detail detail = {0};

	memset(e, 0, sizeof(*e));
	open_bench(&e->bench, 1000);
	e->loop = vg_loop_new();
	e->keeps = e->stores = true;
	strcpy(e->listen.name, "ear");
	strcpy(e->listen.address, EAR);
	strcpy(e->devices[0].name, "ne-1");
	strcpy(e->devices[1].name, "ne-2");
	assert_int_equal(vg_net_parse("127.1.84.2", 161, &e->devices[0].address), VG_OK);
	assert_int_equal(vg_net_parse("127.1.84.3", 161, &e->devices[1].address), VG_OK);
	assert_int_equal(vg_net_parse("127.1.84.4", 0, &e->known_as), VG_OK);
	e->devices[1].known_as = &e->known_as;
	e->devices[1].n_known_as = 1;
	e->conf = (struct vg_agentconf){.devices = e->devices,
	    .n_devices = 2,
	    .listen = &e->listen,
	    .n_listen = 1,
	    .trap_rate = 1,
	    .trap_burst = burst};
	snprintf(e->folder, sizeof(e->folder), "%s", path);
	*strrchr(e->folder, '/') = '\0';
	const struct vg_ear_tools tools = {.loop = e->loop,
	    .conf = &e->conf,
	    .state = e->bench.state,
	    .take_cb = take,
	    .store_cb = store,
	    .storm_cb = storm,
	    .cookie = e};
	e->ear = vg_ear_open(&tools, e->folder, NULL, &detail);
	if (!e->ear)
		fail_msg("%s", detail.text);
}

static void
close_ear(struct ear *e)
{
	vg_ear_close(e->ear);
	vg_loop_free(e->loop);
	close_bench(&e->bench);
}

/* A v2c trap (0xA7) or inform (0xA6) 1.3.6.1.4.1.9.0.1, without varbinds but the first two. */
static const unsigned char datagram[] = {0x30, 0x38, 0x02, 0x01, 0x01, 0x04, 0x01, 'k',
    0xA7, 0x30, 0x02, 0x01, 0x07, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x25, 0x30,
    0x0D, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x02, 0x01, 0x01, 0x03, 0x00, 0x43, 0x01, 0x05,
    0x30, 0x14, 0x06, 0x0A, 0x2B, 0x06, 0x01, 0x06, 0x03, 0x01, 0x01, 0x04, 0x01, 0x00,
    0x06, 0x06, 0x2B, 0x06, 0x01, 0x04, 0x01, 0x09};

static int
open_sender(const char *host)
{
	struct vg_address from;
	struct vg_detail detail;
	int fd = -1;

	assert_int_equal(vg_net_parse(host, 0, &from), VG_OK);
	assert_int_equal(vg_net_udp_bind(&from, &fd, &detail), VG_OK);
	return fd;
}

/* Sends 'n' of them from 'host' and waits until all have been read; how many were answered. */
static int
send_from(struct ear *e, const char *host, bool inform, int n)
{
	unsigned char octets[sizeof(datagram)];
	struct vg_trapin_statistics s;
	struct vg_address to;
	char name[300], line[128] = "", address[64];
	unsigned port = 0;
	int fd = open_sender(host), answered = 0;

	memcpy(octets, datagram, sizeof(octets));
	octets[8] = inform ? 0xA6 : 0xA7;
	struct vg_detail detail;
	assert_int_equal(vg_ear_tell(e->ear, e->folder, &detail), VG_OK);
	snprintf(name, sizeof(name), "%s/ear.addr", e->folder);
	FILE *file = fopen(name, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	fclose(file);
	assert_int_equal(sscanf(line, "%63s %u", address, &port), 2);
	assert_string_equal(address, EAR);
	assert_int_equal(vg_net_parse(address, (uint16_t)port, &to), VG_OK);
	vg_ear_statistics(e->ear, &s);
	uint64_t before = s.received;
	for (int i = 0; i < n; i++)
		assert_int_equal(sendto(fd, octets, sizeof(octets), 0,
				     (const struct sockaddr *)&to.storage, to.size),
		    sizeof(octets));
	struct vg_mono limit = vg_instant_mono_add(vg_clock_mono(), 10 * VG_SECOND_US);
	while (s.received < before + (uint64_t)n &&
	    vg_instant_mono_since(limit, vg_clock_mono()) > 0) {
		vg_loop_turn(e->loop, 10);
		vg_ear_statistics(e->ear, &s);
	}
	assert_int_equal(s.received, before + (uint64_t)n);
	while (recv(fd, octets, sizeof(octets), MSG_DONTWAIT) > 0)
		answered++;
	close(fd);
	return answered;
}

static void
a_device_is_known_by_its_addresses(void **state)
{
	struct vg_trapin_statistics s;
	struct ear e;

	(void)state;
	open_ear(&e, 100);
	send_from(&e, "127.1.84.2", false, 1);
	send_from(&e, "127.1.84.3", false, 1);
	send_from(&e, "127.1.84.4", false, 1);
	send_from(&e, "127.1.84.5", false, 3);
	assert_string_equal(
	    e.heard, "ne-1:1.3.6.1.4.1.9 ne-2:1.3.6.1.4.1.9 ne-2:1.3.6.1.4.1.9 ");
	vg_ear_statistics(e.ear, &s);
	assert_int_equal(s.by_cause[VG_TRAPIN_STORED], 3);
	assert_int_equal(s.by_cause[VG_TRAPIN_SOURCE], 3);
	assert_int_equal(vg_ear_count(e.ear), 1);
	close_ear(&e);
}

static void
only_what_is_kept_and_stored_is_acknowledged(void **state)
{
	struct ear e;

	(void)state;
	open_ear(&e, 100);
	assert_int_equal(send_from(&e, "127.1.84.2", true, 1), 1);
	e.keeps = false;
	assert_int_equal(send_from(&e, "127.1.84.2", true, 1), 0);
	e.keeps = true;
	e.stores = false;
	assert_int_equal(send_from(&e, "127.1.84.2", true, 1), 0);
	e.stores = true;
	assert_int_equal(send_from(&e, "127.1.84.2", true, 1), 1);
	assert_int_equal(send_from(&e, "127.1.84.2", false, 1), 0);
	close_ear(&e);
}

static void
a_storm_is_told_of_its_device_and_counted(void **state)
{
	struct vg_trapin_statistics s;
	struct ear e;

	(void)state;
	open_ear(&e, 10);
	send_from(&e, "127.1.84.2", false, 40);
	vg_ear_statistics(e.ear, &s);
	assert_int_equal(s.by_cause[VG_TRAPIN_STORED] + s.by_cause[VG_TRAPIN_QUOTA], 40);
	assert_int_equal(s.by_cause[VG_TRAPIN_QUOTA], e.storms);
	assert_true(e.storms >= 25);
	close_ear(&e);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void
a_notification_is_kept_whole(void **state)
{
	struct vg_trap trap = {.version = 3,
	    .inform = true,
	    .source = "10.0.0.7",
	    .user = "polly",
	    .community = "secret",
	    .uptime = 77,
	    .received = {INT64_C(1783591200) * VG_SECOND_US}};
	struct vg_event fault = {.device = "ne-7",
	    .resource = "device/ne-7",
	    .kind = "unclassified-notification",
	    .qualifier = "1.3.6.1.4.1.9",
	    .key = {.sequence = 12}};
	char longest[2001];
	struct vg_buf json;

	(void)state;
	memset(longest, 'x', 2000);
	longest[2000] = '\0';
	trap.varbinds = vg_mem_array(4, sizeof(*trap.varbinds));
	trap.n_varbinds = 4;
	vg_oid_parse("1.3.6.1.4.1.9", &trap.oid);
	for (int i = 0; i < 4; i++)
		vg_oid_parse("1.3.6.1.1", &trap.varbinds[i].oid);
	vg_value_set_integer(&trap.varbinds[0].value, -3);
	vg_value_set_octets(&trap.varbinds[1].value, VG_VALUE_OCTETS, "a\"\n\xC3\xA9", 5);
	vg_value_set_octets(&trap.varbinds[2].value, VG_VALUE_OCTETS, "\x00\xFF", 2);
	vg_value_set_octets(&trap.varbinds[3].value, VG_VALUE_OCTETS, longest, 2000);
	vg_buf_init(&json, 0);
	vg_noticejson_write(&trap, false, &json);
	char *all = vg_mem_format(
	    "{\"at\":\"2026-07-09T10:00:00Z\",\"source\":\"10.0.0.7\",\"version\":\"v3\","
	    "\"user\":\"polly\",\"oid\":\"1.3.6.1.4.1.9\",\"inform\":true,\"uptime\":77,"
	    "\"varbinds\":[[\"1.3.6.1.1\",\"integer\",\"-3\"],"
	    "[\"1.3.6.1.1\",\"octets\",\"a\\\"\\u000a\xC3\xA9\"],"
	    "[\"1.3.6.1.1\",\"octets\",\"0x00ff\"],[\"1.3.6.1.1\",\"octets\",\"%s\"]]}",
	    longest);
	assert_string_equal(vg_buf_text(&json), all);
	/* One that nobody knows goes on as it came, too. */
	vg_buf_reset(&json);
	vg_buf_init(&trap.pdu, 0);
	vg_buf_add(&trap.pdu, "\xA7\x00", 2);
	vg_noticejson_write(&trap, true, &json);
	all[strlen(all) - 1] = '\0';
	assert_memory_equal(vg_buf_text(&json), all, strlen(all));
	assert_string_equal(vg_buf_text(&json) + strlen(all), ",\"pdu\":\"0xa700\"}");
	free(all);
	vg_buf_reset(&json);
	vg_noticejson_evidence(&fault, "{}", trap.received, &json);
	assert_string_equal(vg_buf_text(&json),
	    "{\"raise\":12,\"device\":\"ne-7\",\"resource\":\"device/ne-7\","
	    "\"kind\":\"unclassified-notification\",\"qualifier\":\"1.3.6.1.4.1.9\","
	    "\"cut\":\"notification\",\"from\":\"2026-07-09T10:00:00Z\","
	    "\"until\":\"2026-07-09T10:00:00Z\",\"series\":[],\"notification\":{}}");
	vg_buf_fini(&json);
	vg_trap_fini(&trap);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(a_device_is_known_by_its_addresses),
	    ROW(only_what_is_kept_and_stored_is_acknowledged),
	    ROW(a_storm_is_told_of_its_device_and_counted),
	    ROW(a_notification_is_kept_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
