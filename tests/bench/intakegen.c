/*
 * The one sender of bench-intake, for every receiver: datagrams prepared in advance, sent by
 * sendmmsg, at a rate or as fast as the receiver takes them without loss.
 *
 *   intakegen KEY=VALUE ...
 *
 *   to=ADDRESS:PORT from=ADDRESS   whom, and as whom
 *   as=v2c|v3|inform|spoof         v2c traps; SNMPv3 traps whose authority we are; SNMPv3 informs
 *                                  to an engine that is discovered; SNMPv3 traps of a new engine
 *                                  each, with a known user and a wrong digest
 *   mode=repeat|new|plain          see tests/bench/intakemsg.h
 *   count=N first=N                how many, and the number of the first: no number is sent twice
 *   rate=N                         a second; 0: as fast as it goes
 *   window=N patience=N            informs in flight (64); seconds without any answer after which
 *                                  it gives up (120)
 *   user= auth= priv= engine=HEX community= seed=N
 *
 * "As fast as it goes" keeps the receive buffer of the socket at 'to', which must be in our
 * network namespace, between empty and half full, by what NETLINK_SOCK_DIAG says of it: the
 * receiver never waits for us and never loses one, and the rate that comes of it is the highest
 * it can hold.  Informs are sent again after a second, six times at most.
 *
 * The last line is one JSON object: sent, acknowledged, lost, sent again, seconds until the
 * receiver's buffer was empty (informs: until the last was answered), what the kernel dropped
 * meanwhile, the receiver's buffer, and of informs p50 and p99 in microseconds.
 *
 * What follows chance (salts, spoofed engines) follows 'seed'.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/snmp/gate.h"
#include "tests/bench/intakemsg.h"

enum { BATCH = 64, PAUSE_NS = 20000, TRIES = 7, ANSWER = 2048, BUFFER = 4 << 20 };
enum { RETRY_S = 1, LIMIT_S = 120, LEAST_BUFFER = 212992 };

enum version { V2C, V3, INFORM, SPOOF };

struct fate {
	double first, last; /* when it was sent, seconds */
	float took;         /* until it was answered; 0: not yet */
	unsigned char tries;
};

struct gen {
	struct sockaddr_in to, from;
	enum version as;
	enum intakemsg_mode mode;
	uint32_t count, first, window;
	double rate;
	const char *auth, *priv, *community;
	uint64_t seed;
	struct intakemsg_sender sender;
	struct intakemsg *messages;
	struct fate *fates; /* of informs */
	int fd, diag;
	uint32_t next, oldest, done, lost, again;
	double patience, began, heard;
	struct mmsghdr out[BATCH];
	struct iovec vectors[BATCH];
};

/* What the kernel says of the receiver's socket. */
struct queue {
	uint32_t held, room, drops;
};

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
pause_ns(long ns)
{
	const struct timespec t = {0, ns};

	nanosleep(&t, NULL);
}

static uint64_t
draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* --- the receiver's buffer --------------------------------------------------------------- */

static bool
ask_queue(const struct gen *g, bool local_is_dst, struct queue *queue)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 ask;
	} request = {{sizeof(request), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 0, 0},
	    {.sdiag_family = AF_INET,
		.sdiag_protocol = IPPROTO_UDP,
		.idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1),
		.idiag_states = ~0U}};
	union {
		struct nlmsghdr head;
		unsigned char octets[1024];
	} answer;

	/* Which end is ours, kernels do not agree upon (since 5.7, and by distribution). */
	if (local_is_dst) {
		request.ask.id.idiag_dport = g->to.sin_port;
		request.ask.id.idiag_dst[0] = g->to.sin_addr.s_addr;
	} else {
		request.ask.id.idiag_sport = g->to.sin_port;
		request.ask.id.idiag_src[0] = g->to.sin_addr.s_addr;
	}
	request.ask.id.idiag_cookie[0] = request.ask.id.idiag_cookie[1] =
	    INET_DIAG_NOCOOKIE;
	if (send(g->diag, &request, sizeof(request), 0) < 0)
		return false;
	ssize_t n = recv(g->diag, &answer, sizeof(answer), 0);
	size_t at = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct inet_diag_msg));
	if (n < 0 || answer.head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return false;
	while (at + sizeof(struct nlattr) <= (size_t)n) {
		struct nlattr attribute;
		uint32_t words[SK_MEMINFO_VARS];
		memcpy(&attribute, answer.octets + at, sizeof(attribute));
		if (attribute.nla_len < sizeof(attribute))
			return false;
		if (attribute.nla_type == INET_DIAG_SKMEMINFO &&
		    attribute.nla_len >= sizeof(attribute) + sizeof(words)) {
			memcpy(
			    words, answer.octets + at + sizeof(attribute), sizeof(words));
			*queue = (struct queue){words[SK_MEMINFO_RMEM_ALLOC],
			    words[SK_MEMINFO_RCVBUF], words[SK_MEMINFO_DROPS]};
			return true;
		}
		at += (attribute.nla_len + 3U) & ~3U;
	}
	return false;
}

/* Where the kernel has no UDP diagnostics: slower, and the least of buffers is taken for its. */
static bool
read_queue(const struct gen *g, struct queue *queue)
{
	FILE *file = fopen("/proc/net/udp", "re");
	unsigned address, port, held, drops;
	bool found = false;
	char line[256];

	while (file && !found && fgets(line, sizeof(line), file)) {
		const char *last = strstr(line, ": ");
		found = last &&
		    sscanf(last,
			": %8X:%4X %*s %*s %*8X:%8X %*s %*s %*s %*s %*s "
			"%*s %*s %u",
			&address, &port, &held, &drops) == 4 &&
		    port == ntohs(g->to.sin_port) && address == g->to.sin_addr.s_addr;
	}
	if (found)
		*queue = (struct queue){held, LEAST_BUFFER, drops};
	if (file)
		fclose(file);
	return found;
}

static struct queue
queue_of(const struct gen *g)
{
	struct queue queue;

	if (!ask_queue(g, true, &queue) && !ask_queue(g, false, &queue) &&
	    !read_queue(g, &queue))
		intakemsg_fail("no socket there, or not in this network namespace");
	return queue;
}

/* --- making ------------------------------------------------------------------------------ */

static void
make_spoofed(struct gen *g, struct intakemsg *message, uint32_t number)
{
	intakemsg_be(g->sender.engine + 5, draw(&g->seed), 8);
	intakemsg_make_v3(message, INTAKEMSG_TRAP, g->mode, number, &g->sender);
}

static void
make_all(struct gen *g)
{
	g->messages = calloc(g->count, sizeof(*g->messages));
	g->fates = calloc(g->count, sizeof(*g->fates));
	if (!g->messages || !g->fates)
		intakemsg_fail("memory");
	for (uint32_t i = 0; i < g->count; i++) {
		struct intakemsg *message = &g->messages[i];
		uint32_t number = g->first + i;
		if (g->as == V2C)
			intakemsg_make_v2c(
			    message, INTAKEMSG_TRAP, g->mode, number, g->community);
		else if (g->as == SPOOF)
			make_spoofed(g, message, number);
		else
			intakemsg_make_v3(message,
			    g->as == INFORM ? INTAKEMSG_INFORM : INTAKEMSG_TRAP, g->mode,
			    number, &g->sender);
	}
}

/* Learns the receiver's engine, boots and time. */
static void
discover(struct gen *g)
{
	struct gate_answer {
		unsigned char data[ANSWER];
	} answer;
	struct pollfd p = {g->fd, POLLIN, 0};
	struct vg_gate_facts facts;
	struct intakemsg ask;
	ssize_t n = -1;

	intakemsg_make_discovery(&ask);
	for (int i = 0; i < 5 && n < 0; i++) {
		send(g->fd, ask.data, ask.size, 0);
		if (poll(&p, 1, 1000) == 1)
			n = recv(g->fd, answer.data, sizeof(answer.data), MSG_DONTWAIT);
	}
	if (n < 0 || vg_gate_check(answer.data, (size_t)n, &facts) != VG_GATE_PASS ||
	    facts.version != 3 || facts.engine_size == 0)
		intakemsg_fail("the receiver does not tell its engine");
	memcpy(g->sender.engine, facts.engine, facts.engine_size);
	g->sender.engine_size = facts.engine_size;
	g->sender.boots = facts.boots;
	g->sender.time = facts.time;
}

/* --- sending ----------------------------------------------------------------------------- */

/* Sends 'n' from message 'at' on, a batch at most; gives how many the kernel took. */
static uint32_t
send_some(struct gen *g, uint32_t at, uint32_t n)
{
	if (n > BATCH)
		n = BATCH;
	for (uint32_t i = 0; i < n; i++) {
		struct intakemsg *m = &g->messages[at + i];
		g->vectors[i] = (struct iovec){m->data, m->size};
		g->out[i].msg_hdr =
		    (struct msghdr){.msg_iov = &g->vectors[i], .msg_iovlen = 1};
	}
	int sent = sendmmsg(g->fd, g->out, n, 0);
	/* A receiver that died is one that does not answer. */
	if (sent < 0 && errno != ECONNREFUSED)
		intakemsg_fail(strerror(errno));
	return sent < 0 ? 0 : (uint32_t)sent;
}

/* How many may be sent by now if 'rate' is kept. */
static uint32_t
due(const struct gen *g, double now)
{
	double n = g->rate > 0 ? (now - g->began) * g->rate + 1 : (double)g->count;

	return n < (double)g->count ? (uint32_t)n : g->count;
}

static void
send_traps(struct gen *g)
{
	while (g->next < g->count) {
		uint32_t n = due(g, now_s()) - g->next;
		bool full = false;
		if (n && g->rate <= 0) {
			struct queue queue = queue_of(g);
			full = queue.held > queue.room / 2;
		}
		if (n == 0 || full)
			pause_ns(PAUSE_NS);
		else
			g->next += send_some(g, g->next, n);
	}
	while (queue_of(g).held > 0) {
		if (now_s() > g->began + LIMIT_S)
			intakemsg_fail("the receiver does not take what is there");
		pause_ns(PAUSE_NS);
	}
}

/* --- informs ----------------------------------------------------------------------------- */

static void
take_answer(struct gen *g, const unsigned char *data, size_t size, double now)
{
	struct vg_gate_facts facts;

	if (vg_gate_check(data, size, &facts) != VG_GATE_PASS || facts.version != 3 ||
	    !facts.auth || !facts.priv)
		return;
	uint32_t i = (uint32_t)facts.msg_id - intakemsg_id(g->first);
	if (i >= g->next || g->fates[i].took > 0)
		return;
	g->fates[i].took = (float)(now - g->fates[i].first);
	g->done++;
	g->heard = now;
}

static bool
take_answers(struct gen *g)
{
	static unsigned char data[BATCH][ANSWER];
	struct mmsghdr in[BATCH];
	struct iovec vectors[BATCH];

	memset(in, 0, sizeof(in));
	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){data[i], ANSWER};
		in[i].msg_hdr.msg_iov = &vectors[i];
		in[i].msg_hdr.msg_iovlen = 1;
	}
	int n = recvmmsg(g->fd, in, BATCH, MSG_DONTWAIT, NULL);
	double now = now_s();
	for (int i = 0; i < n; i++)
		take_answer(g, data[i], in[i].msg_len, now);
	return n > 0;
}

/* Sends again what has waited too long; what was sent often enough is lost. */
static void
look_back(struct gen *g, double now)
{
	while (g->oldest < g->next &&
	    (g->fates[g->oldest].took > 0 || g->fates[g->oldest].tries > TRIES))
		g->oldest++;
	for (uint32_t i = g->oldest; i < g->next; i++) {
		struct fate *fate = &g->fates[i];
		if (fate->took > 0 || fate->tries > TRIES || now - fate->last < RETRY_S)
			continue;
		if (++fate->tries > TRIES) {
			g->lost++;
			continue;
		}
		fate->last = now;
		g->again += send_some(g, i, 1);
	}
}

static void
send_informs(struct gen *g)
{
	struct pollfd p = {g->fd, POLLIN, 0};
	double looked = g->began;

	g->heard = g->began;
	while (g->done + g->lost < g->count) {
		double now = now_s();
		uint32_t flying = g->next - g->done - g->lost;
		uint32_t n = due(g, now) - g->next, room = g->window - flying, sent = 0;
		if (flying < g->window && n > 0)
			sent = send_some(g, g->next, n < room ? n : room);
		for (; sent > 0; sent--, g->next++)
			g->fates[g->next] = (struct fate){now, now, 0, 1};
		if (now - looked > RETRY_S / 10.0) {
			look_back(g, now);
			looked = now;
		}
		struct timespec wait = {0, g->rate > 0 ? PAUSE_NS : 100000000};
		if (!take_answers(g) && ppoll(&p, 1, &wait, NULL) < 0)
			intakemsg_fail(strerror(errno));
		if (now > g->heard + g->patience)
			g->lost = g->count - g->done;
	}
}

/* --- the report -------------------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
report(const struct gen *g, double seconds, const struct queue *before)
{
	struct queue after = *before;
	float *took = calloc(g->count, sizeof(*took));
	size_t n = 0;

	if (!took)
		intakemsg_fail("memory");
	if (g->lost == 0)
		after = queue_of(g);
	for (uint32_t i = 0; i < g->count; i++) {
		if (g->fates[i].took > 0)
			took[n++] = g->fates[i].took;
	}
	qsort(took, n, sizeof(*took), compare);
	printf(
	    "{\"sent\": %u, \"size\": %u, \"seconds\": %.6f, \"drops\": %u, \"buffer\": "
	    "%u, \"acknowledged\": %u, \"lost\": %u, \"again\": %u, \"p50_us\": %.1f, "
	    "\"p99_us\": %.1f}\n",
	    g->next + g->again, g->messages[0].size, seconds, after.drops - before->drops,
	    after.room, g->done, g->lost, g->again, n ? (double)took[n / 2] * 1e6 : 0.0,
	    n ? (double)took[n * 99 / 100] * 1e6 : 0.0);
	free(took);
}

/* --- words ------------------------------------------------------------------------------- */

static void
read_address(char *text, struct sockaddr_in *address)
{
	char *port = strchr(text, ':');

	if (port)
		*port++ = '\0';
	address->sin_family = AF_INET;
	address->sin_port = htons((uint16_t)(port ? atoi(port) : 0));
	if (inet_pton(AF_INET, text, &address->sin_addr) != 1)
		intakemsg_fail("no address");
}

static unsigned
one_of(const char *value, const char *const names[], unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (strcmp(value, names[i]) == 0)
			return i;
	}
	fprintf(stderr, "intakegen: no such word: %s\n", value);
	exit(2);
}

static void
read_engine(const char *hex, struct intakemsg_sender *sender)
{
	unsigned octet;

	sender->engine_size = 0;
	for (; sender->engine_size < sizeof(sender->engine) &&
	     sscanf(hex, "%2x", &octet) == 1;
	     hex += 2)
		sender->engine[sender->engine_size++] = (unsigned char)octet;
}

static bool
read_text(struct gen *g, const char *key, const char *value)
{
	const struct {
		const char *key, **to;
	} texts[] = {{"user", &g->sender.user}, {"auth", &g->auth}, {"priv", &g->priv},
	    {"community", &g->community}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (strcmp(key, texts[i].key) == 0) {
			*texts[i].to = value;
			return true;
		}
	}
	return false;
}

static void
read_word(struct gen *g, const char *key, char *value)
{
	static const char *const versions[] = {"v2c", "v3", "inform", "spoof"};
	static const char *const modes[] = {"repeat", "new", "plain"};
	static const char *const keys[] = {"to", "from", "as", "mode", "count", "first",
	    "rate", "window", "engine", "patience", "seed"};

	if (read_text(g, key, value))
		return;
	switch (one_of(key, keys, sizeof(keys) / sizeof(*keys))) {
	case 0:
		read_address(value, &g->to);
		break;
	case 1:
		read_address(value, &g->from);
		break;
	case 2:
		g->as = (enum version)one_of(value, versions, 4);
		break;
	case 3:
		g->mode = (enum intakemsg_mode)one_of(value, modes, 3);
		break;
	case 4:
		g->count = (uint32_t)strtoul(value, NULL, 10);
		break;
	case 5:
		g->first = (uint32_t)strtoul(value, NULL, 10);
		break;
	case 6:
		g->rate = strtod(value, NULL);
		break;
	case 7:
		g->window = (uint32_t)strtoul(value, NULL, 10);
		break;
	case 8:
		read_engine(value, &g->sender);
		break;
	case 9:
		g->patience = strtod(value, NULL);
		break;
	default:
		g->seed = strtoull(value, NULL, 10);
		break;
	}
}

static void
open_sockets(struct gen *g)
{
	int buffer = BUFFER;

	g->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	g->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (g->fd < 0 || g->diag < 0 ||
	    setsockopt(g->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer)) != 0 ||
	    bind(g->fd, (const struct sockaddr *)&g->from, sizeof(g->from)) != 0 ||
	    connect(g->fd, (const struct sockaddr *)&g->to, sizeof(g->to)) != 0)
		intakemsg_fail(strerror(errno));
}

int
main(int argc, char **argv)
{
	struct gen g = {.count = 1000,
	    .window = BATCH,
	    .patience = LIMIT_S,
	    .auth = "bench-auth-secret",
	    .priv = "bench-priv-secret",
	    .community = "public",
	    .seed = 1,
	    .sender = {.user = "bench", .boots = 1}};

	read_engine("80001f8804aabbccddeeff0011", &g.sender);
	for (int i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');
		if (!value)
			intakemsg_fail("words are KEY=VALUE");
		*value++ = '\0';
		read_word(&g, argv[i], value);
	}
	if (g.count == 0 || g.seed == 0)
		intakemsg_fail("count and seed are 1 or more");
	prctl(PR_SET_TIMERSLACK, 1000);
	open_sockets(&g);
	g.sender.time = (uint32_t)now_s();
	for (int i = 0; i < 4; i++)
		g.sender.salt = draw(&g.seed);
	if (g.as == INFORM)
		discover(&g);
	if (g.as != V2C)
		intakemsg_set_keys(&g.sender, g.auth, g.priv);
	make_all(&g);
	struct queue before = queue_of(&g);
	g.began = now_s();
	if (g.as == INFORM)
		send_informs(&g);
	else
		send_traps(&g);
	report(&g, now_s() - g.began, &before);
	intakemsg_drop_keys(&g.sender);
	free(g.messages);
	free(g.fates);
	return 0;
}
