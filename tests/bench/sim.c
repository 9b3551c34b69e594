/*
 * How many GETs of 50 bindings vigie-sim answers on a core.
 *
 *     build/release/tests/bench/sim build/release/vigie-sim [DEVICES [GETS [v2c|v3]]]
 *                                                         (1,000 devices, 400,000 GETs)
 *
 * A window of GETs is kept in flight over one socket; each answer must have all its bindings and
 * no error (v3: be no report).  v3 is authPriv, an engine of its own for each device; the asker is
 * a twin of each, by the simulator's own code.  CPU is the simulator's own (getrusage, by its
 * control socket), so that what the asker costs on the same machine does not count.  The last line
 * is one JSON object.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/os/net.h"
#include "lib/time/instant.h"
#include "tests/bench/simload.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simusm.h"

enum { BATCH = 32, WINDOW = 192, WAIT_MS = 10000, ANSWER_MAX = 2048 };
enum { REPORT_MAX = 300 };
#define V3 "version=v3,user=bench,auth=auth-secret,priv=priv-secret"
enum { FIRST = 0x7f4d0001 /* 127.77.0.1 */ };

struct load {
	char folder[64], control[96], address[96];
	pid_t sim;
	int fd;
	uint16_t port;
	unsigned n_devices, window;
	bool is_v3;
	struct vg_simdevice **twins; /* of v3 */
	struct simload_get gets[SIMLOAD_GETS];
	struct sockaddr_in to[BATCH];
	struct iovec out_part[BATCH], in_part[BATCH];
	struct mmsghdr out[BATCH], in[BATCH];
	unsigned char request[BATCH][SIMLOAD_MAX], answer[BATCH][ANSWER_MAX];
	unsigned long asked, answered, octets;
	struct vg_mono begun; /* about when the simulator did */
};

static void
fail(const char *what)
{
	fprintf(stderr, "bench-sim: %s\n", what);
	exit(EXIT_FAILURE);
}

/* The number after 'key' in the simulator's statistics. */
static unsigned long long
statistic(const struct load *load, const char *key)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[2048];
	size_t size = 0;
	ssize_t n = 1;
	const char *found;

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", load->control);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    write(fd, "stats\n", 6) != 6)
		fail("the control socket does not answer");
	while (n > 0 && size < sizeof(text) - 1) {
		n = read(fd, text + size, sizeof(text) - 1 - size);
		size += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	text[size] = '\0';
	found = strstr(text, key);
	if (found == NULL)
		fail("the statistics lack what was asked");
	return strtoull(found + strlen(key), NULL, 10);
}

static void
start(struct load *load, const char *program)
{
	char many[200], line[128] = "";
	struct timespec tick = {.tv_nsec = 10000000};
	int port = 0;

	snprintf(load->folder, sizeof(load->folder), "/tmp/bench-sim.XXXXXX");
	if (mkdtemp(load->folder) == NULL)
		fail("no folder below /tmp");
	snprintf(load->control, sizeof(load->control), "%s/control", load->folder);
	snprintf(load->address, sizeof(load->address), "%s/address", load->folder);
	snprintf(many, sizeof(many), "--many=%u,family=bench,from=127.77.0.1,%s",
	    load->n_devices, load->is_v3 ? V3 : "version=v2c,community=bench");
	load->sim = fork();
	if (load->sim == 0) {
		execl(program, program, "--port", "0", "--addr-file", load->address,
		    "--control", load->control, many, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 3000 && port == 0; i++) {
		FILE *file = fopen(load->address, "r");
		if (file != NULL && fgets(line, sizeof(line), file) != NULL &&
		    strchr(line, ' ') != NULL)
			port = atoi(strchr(line, ' '));
		if (file != NULL)
			fclose(file);
		else if (waitpid(load->sim, NULL, WNOHANG) == load->sim)
			fail("the simulator does not start");
		nanosleep(&tick, NULL);
	}
	if (port == 0)
		fail("the simulator does not say its port");
	load->port = (uint16_t)port;
}

static void
prepare(struct load *load)
{
	struct vg_address any;
	struct vg_detail detail = {0};
	int granted;

	if (vg_net_parse("127.0.0.1", 0, &any) != 0 ||
	    vg_net_udp_bind(&any, &load->fd, &detail) != 0)
		fail("no socket");
	/* A datagram of 1,400 octets is 2,560 to the kernel; the simulator's buffer is alike. */
	granted = vg_net_receive_buffer(load->fd, 8 << 20) / 2560;
	load->window = granted < WINDOW ? (unsigned)granted : WINDOW;
	for (unsigned i = 0; i < SIMLOAD_GETS; i++)
		simload_make(i, "bench", &load->gets[i]);
	for (unsigned i = 0; i < BATCH; i++) {
		load->to[i] = (struct sockaddr_in){
		    .sin_family = AF_INET, .sin_port = htons(load->port)};
		load->out_part[i].iov_base = load->request[i];
		load->in_part[i] = (struct iovec){load->answer[i], ANSWER_MAX};
		load->out[i].msg_hdr = (struct msghdr){.msg_name = &load->to[i],
		    .msg_namelen = sizeof(load->to[i]),
		    .msg_iov = &load->out_part[i],
		    .msg_iovlen = 1};
		load->in[i].msg_hdr =
		    (struct msghdr){.msg_iov = &load->in_part[i], .msg_iovlen = 1};
	}
}

/* The devices that the simulator makes, to ask each in its own name. */
static void
make_twins(struct load *load)
{
	load->twins = vg_mem_zero(load->n_devices * sizeof(struct vg_simdevice *));
	for (unsigned i = 0; i < load->n_devices; i++) {
		struct vg_detail detail = {0};
		char text[200];
		load->twins[i] = vg_mem_zero(sizeof(struct vg_simdevice));
		snprintf(text, sizeof(text), "sim-%u,family=bench,address=127.0.0.1,%s",
		    i + 1, V3);
		if (vg_simdevice_parse(text, load->twins[i], &detail) != VG_OK)
			fail(detail.text);
		vg_simusm_localize(load->twins[i]);
	}
}

/* Makes v3 of the v2c GET in 'request'; gives its size. */
static size_t
wrap(struct load *load, unsigned long number, const struct simload_get *get,
    unsigned char request[SIMLOAD_MAX])
{
	struct vg_simdevice *twin = load->twins[number / SIMLOAD_GETS % load->n_devices];
	unsigned char room[SIMLOAD_MAX];
	struct vg_simber_out out;

	vg_simber_begin(&out, room, sizeof(room));
	vg_simber_put_raw(&out, request + get->pdu_at, get->size - get->pdu_at);
	if (vg_simusm_wrap(twin, (int64_t)(number & 0x3fffffff),
		vg_instant_mono_since(vg_clock_mono(), load->begun), &out) != VG_OK)
		fail("a GET does not fit");
	memcpy(request, vg_simber_data(&out), vg_simber_written(&out));
	return vg_simber_written(&out);
}

static void
send_some(struct load *load, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned long number = load->asked + i;
		const struct simload_get *get = &load->gets[number % SIMLOAD_GETS];
		uint32_t id = htonl((uint32_t)(number & 0x3fffffff) | 0x40000000);
		load->to[i].sin_addr.s_addr =
		    htonl(FIRST + (uint32_t)(number / SIMLOAD_GETS % load->n_devices));
		memcpy(load->request[i], get->data, get->size);
		memcpy(load->request[i] + get->id_at, &id, sizeof(id));
		load->out_part[i].iov_len =
		    load->is_v3 ? wrap(load, number, get, load->request[i]) : get->size;
	}
	for (unsigned done = 0; done < n;) {
		int sent = sendmmsg(load->fd, load->out + done, n - done, 0);
		if (sent <= 0)
			fail("cannot send");
		done += (unsigned)sent;
	}
	load->asked += n;
}

/* All bindings are there, each with a value; none is longer than 127 octets. */
static void
look_at(const unsigned char *data, size_t size)
{
	size_t error_at = 4 + 3 + 2 + strlen("bench") + 4 + 6 + 2, at = error_at + 8;
	unsigned n = 0;

	if (size < at || data[0] != 0x30 || data[1] != 0x82 || data[error_at] != 0)
		fail("an answer is an error");
	for (; at + 4 < size; at += 2 + (size_t)data[at + 1], n++) {
		size_t value_at = at + 4 + data[at + 3];
		if (value_at >= size || data[value_at] >= 0x80)
			fail("a binding has no value");
	}
	if (n != SIMLOAD_BINDINGS)
		fail("an answer lacks bindings");
}

static void
take_some(struct load *load)
{
	struct pollfd wait = {.fd = load->fd, .events = POLLIN};
	int n;

	if (poll(&wait, 1, WAIT_MS) != 1)
		fail("an answer is missing");
	n = recvmmsg(load->fd, load->in, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < n; i++) {
		load->octets += load->in[i].msg_len;
		if (load->is_v3 && load->in[i].msg_len < REPORT_MAX)
			fail("an answer is a report");
		if (!load->is_v3 && load->answered + (unsigned)i < 4096)
			look_at(load->answer[i], load->in[i].msg_len);
	}
	load->answered += n > 0 ? (unsigned)n : 0;
}

static void
stop(struct load *load)
{
	kill(load->sim, SIGTERM);
	waitpid(load->sim, NULL, 0);
	unlink(load->address);
	unlink(load->control);
	rmdir(load->folder);
}

int
main(int argc, char **argv)
{
	static struct load load;
	unsigned long gets = argc > 3 ? strtoul(argv[3], NULL, 10) : 400000;
	unsigned long long before, cpu_us, memory;
	struct vg_mono begun;
	double wall_s;

	if (argc < 2)
		fail("usage: sim VIGIE-SIM [DEVICES [GETS [v2c|v3]]]");
	load.n_devices = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1000;
	load.is_v3 = argc > 4 && strcmp(argv[4], "v3") == 0;
	if (load.is_v3)
		make_twins(&load);
	load.begun = vg_clock_mono();
	start(&load, argv[1]);
	prepare(&load);
	before = statistic(&load, " cpu-us=");
	begun = vg_clock_mono();
	while (load.answered < gets) {
		unsigned long room = load.window - (load.asked - load.answered);
		unsigned long left = gets - load.asked;
		unsigned long n = room < left ? room : left;
		if (n > 0 && (n >= BATCH || n == left))
			send_some(&load, (unsigned)(n < BATCH ? n : BATCH));
		else
			take_some(&load);
	}
	wall_s = (double)vg_instant_mono_since(vg_clock_mono(), begun) / 1e6;
	cpu_us = statistic(&load, " cpu-us=") - before;
	memory = statistic(&load, " peak-kib=");
	stop(&load);
	printf(
	    "%s: %u devices, %lu GETs of %d bindings, %lu octets an answer: %.1f us of CPU each, "
	    "%llu KiB at most\n",
	    load.is_v3 ? "v3" : "v2c", load.n_devices, gets, SIMLOAD_BINDINGS,
	    load.octets / gets, (double)cpu_us / (double)gets, memory);
	printf(
	    "{\"bench\": \"sim\", \"version\": \"%s\", \"devices\": %u, \"gets\": %lu, \"cpu_us\": %llu, "
	    "\"gets_per_core_second\": %.0f, \"gets_per_second\": %.0f, "
	    "\"peak_kib\": %llu}\n",
	    load.is_v3 ? "v3" : "v2c", load.n_devices, gets, cpu_us,
	    (double)gets * 1e6 / (double)cpu_us, (double)gets / wall_s, memory);
	return EXIT_SUCCESS;
}
