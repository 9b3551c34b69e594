/*
 * The floor under polling: sends again the very datagrams that an agent sent, and takes what comes
 * back, by sendmmsg and recvmmsg and nothing else.  No BER is read, no answer is told from
 * another: what a poller costs beyond this is its own.
 *
 *   pollfloor FILE ROUNDS [WINDOW]
 *
 * FILE holds, for each datagram, an address of 4 octets, a port of 2 and a length of 2 in network
 * order, and the datagram (hastyagent writes it, VIGIE_BENCH_RECORD).  Its last line is one JSON
 * object: CPU by getrusage, datagrams sent and taken.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { BATCH = 32, DATAGRAM = 16384, PATIENCE_MS = 200, BUFFER = 8 << 20 };

struct packet {
	struct sockaddr_in to;
	unsigned char *data; /* into the file's octets */
	size_t size;
};

struct load {
	unsigned char *octets;
	struct packet *packets;
	size_t n;
};

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static unsigned
be16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static void
read_load(const char *path, struct load *load)
{
	FILE *file = fopen(path, "rbe");
	size_t size, at = 0, room = 0;

	if (!file || fseek(file, 0, SEEK_END) != 0)
		fail(path);
	size = (size_t)ftell(file);
	rewind(file);
	load->octets = malloc(size);
	if (!load->octets || fread(load->octets, 1, size, file) != size)
		fail(path);
	fclose(file);
	while (at + 8 <= size && at + 8 + be16(load->octets + at + 6) <= size) {
		if (load->n == room) {
			room = room ? 2 * room : 1024;
			load->packets =
			    realloc(load->packets, room * sizeof(*load->packets));
			if (!load->packets)
				fail("memory");
		}
		struct packet *p = &load->packets[load->n++];
		memset(p, 0, sizeof(*p));
		p->to.sin_family = AF_INET;
		memcpy(&p->to.sin_addr, load->octets + at, 4);
		memcpy(&p->to.sin_port, load->octets + at + 4, 2);
		p->size = be16(load->octets + at + 6);
		p->data = load->octets + at + 8;
		at += 8 + p->size;
	}
}

/* Sends up to 'most' from number 'next' on; gives how many left. */
static size_t
send_some(int fd, const struct load *load, size_t next, size_t most)
{
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	size_t n = most < BATCH ? most : BATCH;

	memset(messages, 0, sizeof(messages));
	for (size_t i = 0; i < n; i++) {
		struct packet *p = &load->packets[(next + i) % load->n];
		vectors[i] = (struct iovec){p->data, p->size};
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		messages[i].msg_hdr.msg_name = &p->to;
		messages[i].msg_hdr.msg_namelen = sizeof(p->to);
	}
	int sent = sendmmsg(fd, messages, (unsigned)n, 0);
	if (sent < 0)
		fail("sendmmsg");
	return (size_t)sent;
}

static size_t
take_some(int fd)
{
	static unsigned char input[BATCH][DATAGRAM];
	struct mmsghdr messages[BATCH];
	struct sockaddr_in from[BATCH];
	struct iovec vectors[BATCH];

	memset(messages, 0, sizeof(messages));
	for (size_t i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){input[i], DATAGRAM};
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		messages[i].msg_hdr.msg_name = &from[i];
		messages[i].msg_hdr.msg_namelen = sizeof(from[i]);
	}
	int taken = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
	return taken > 0 ? (size_t)taken : 0;
}

static double
cpu_us(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

int
main(int argc, char **argv)
{
	struct load load = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), buffer = BUFFER;
	size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	size_t window = argc > 3 ? strtoul(argv[3], NULL, 10) : 256;
	size_t sent = 0, taken = 0, lost = 0;

	if (argc < 3 || fd < 0) {
		fprintf(stderr, "usage: pollfloor FILE ROUNDS [WINDOW]\n");
		return 2;
	}
	read_load(argv[1], &load);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	size_t all = rounds * load.n;
	double began = cpu_us();
	while (taken + lost < all) {
		struct pollfd p = {fd, POLLIN, 0};
		while (sent < all && sent - taken - lost < window)
			sent +=
			    send_some(fd, &load, sent, window - (sent - taken - lost));
		if (poll(&p, 1, PATIENCE_MS) == 0) {
			lost = sent - taken;
			continue;
		}
		size_t n;
		while ((n = take_some(fd)) > 0) {
			taken += n;
			if (n < BATCH)
				break;
		}
	}
	printf("{\"cpu_us\": %.0f, \"sent\": %zu, \"taken\": %zu}\n", cpu_us() - began,
	    sent, taken);
	return 0;
}
