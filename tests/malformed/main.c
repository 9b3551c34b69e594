/*
 * malformed: sends messages that are wrong in one place or two to a collector's trap socket, and
 * writes down what a strict receiver must make of each.
 *
 *   malformed --host A --port N --net 127.1.95 --user U --auth PHRASE --priv PHRASE
 *             --count N --seed N --ledger FILE [--keep FOLDER] [--show I]
 *
 * Every operator meets every element of every good message, signed with what is wrong in it and
 * changed after it was signed, in an order that the seed makes; when all of that was sent, it
 * begins again with two things wrong at once.  After each few messages the receiver is asked for
 * its engine, so that its buffer never runs over: when it does not answer, the last messages are
 * kept in FOLDER and the program ends with 3.  --show prints one message in hexadecimal instead.
 *
 * LEDGER: number, good message, stage, family, operator, element, verdict, mark, whether
 * an agent's words may differ, device, name, reason; separated by tabs.  The last line of the
 * output is a JSON object.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "tests/malformed/malbase.h"
#include "tests/malformed/malop.h"

enum { DEVICES = 50, FIRST_SOURCE = 10, CANARY_SOURCE = 9, ASKER = 8 };
enum { BURST = 32, BURST_OCTETS = 40000, PATIENCE_MS = 10000, TRIES = 3 };

/* One thing to do: an operator on an element of a good message. */
struct combination {
	uint8_t kind, frozen; /* frozen: changed after signing */
	uint16_t op, element;
};

struct sent {
	unsigned char data[65536];
	size_t size;
};

struct run {
	const char *host, *net, *keep;
	int port;
	uint32_t count;
	uint64_t seed;
	FILE *ledger;
	int64_t show; /* -1: send */
	struct vg_malread_self self;
	struct vg_malkey key;
	unsigned char engine[64];
	struct vg_mono asked;     /* when the receiver said its time */
	uint32_t time;            /* what it said */
	int sockets[DEVICES + 1]; /* the last one is the canary's */
	int asker;
	struct combination *list;
	size_t n_list, room;
	struct vg_malop_random random;
	struct sent last[BURST];
	uint32_t n_sent, n_asked, n_since, n_disputes;
	size_t octets_since;
	uint64_t n_answers;
};

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static int
open_socket(const char *net, int host)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	char *text = vg_mem_format("%s.%d", net, host);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, text, &address.sin_addr);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die(text);
	free(text);
	return fd;
}

static void
send_to(const struct run *run, int fd, const void *data, size_t size)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_port = htons((uint16_t)run->port)};

	inet_pton(AF_INET, run->host, &address.sin_addr);
	if (sendto(fd, data, size, 0, (struct sockaddr *)&address, sizeof(address)) < 0)
		die("sendto");
}

/* --- asking ---------------------------------------------------------------------------------- */

/* A length, in the short form or one or two octets more, as a report has it. */
static size_t
length_of(const unsigned char **at)
{
	size_t first = *(*at)++, size = 0;

	if (first < 0x80)
		return first;
	for (size_t i = 0; i < (first & 3); i++)
		size = size << 8 | *(*at)++;
	return size;
}

static const unsigned char *
enter(const unsigned char *at, size_t *size)
{
	at++;
	*size = length_of(&at);
	return at;
}

static uint32_t
number_at(const unsigned char **at)
{
	size_t size;
	uint32_t value = 0;

	*at = enter(*at, &size);
	for (; size > 0; size--)
		value = value << 8 | *(*at)++;
	return value;
}

/* Takes engine, boots and time out of a report, whose maker we trust. */
static void
learn(struct run *run, const unsigned char *at)
{
	size_t size;

	at = enter(at, &size); /* message */
	at = enter(at, &size); /* version */
	at = enter(at + size, &size);
	at = enter(at + size, &size); /* security parameters */
	at = enter(at, &size);
	at = enter(at, &size);
	if (size > sizeof(run->engine))
		exit(2);
	memcpy(run->engine, at, size);
	run->self.community = "any";
	run->self.engine = run->engine;
	run->self.engine_size = size;
	at += size;
	run->self.boots = number_at(&at);
	run->time = number_at(&at);
	run->asked = vg_clock_mono();
}

static void
keep_last(const struct run *run)
{
	for (uint32_t i = 0; run->keep && i < run->n_since && i < BURST; i++) {
		char *path = vg_mem_format("%s/last-%02" PRIu32, run->keep, i);
		FILE *file = fopen(path, "wb");
		if (file) {
			fwrite(run->last[i].data, 1, run->last[i].size, file);
			fclose(file);
		}
		free(path);
	}
}

/* Reads what came back for messages, so that it does not fill the sockets. */
static void
drain(struct run *run)
{
	unsigned char reply[2048];

	for (int i = 0; i <= DEVICES; i++) {
		while (recv(run->sockets[i], reply, sizeof(reply), MSG_DONTWAIT) >= 0)
			run->n_answers++;
	}
}

/* Waits until the receiver has read all that was sent: it answers in order. */
static void
ask(struct run *run)
{
	struct vg_malber *question = vg_malbase_discovery(run->n_asked + 1);
	struct pollfd ready = {.fd = run->asker, .events = POLLIN};
	unsigned char reply[2048] = {0};
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_malbase_write(question, NULL, &out);
	vg_malber_free(question);
	for (int i = 0; i < TRIES; i++) {
		send_to(run, run->asker, out.data, out.size);
		run->n_asked++;
		if (poll(&ready, 1, PATIENCE_MS) == 1)
			break;
	}
	vg_buf_fini(&out);
	if (recv(run->asker, reply, sizeof(reply), MSG_DONTWAIT) < 40) {
		keep_last(run);
		fprintf(stderr,
		    "the receiver does not answer after message %" PRIu32 "\n",
		    run->n_sent);
		exit(3);
	}
	if (run->self.engine_size == 0)
		learn(run, reply);
	drain(run);
	run->n_since = 0;
	run->octets_since = 0;
}

/* --- what to send ---------------------------------------------------------------------------- */

static struct vg_malber *
make(struct run *run, enum vg_malbase_kind kind, uint32_t mark, const char *device)
{
	const struct vg_malbase_words words = {.number = mark,
	    .device = device,
	    .boots = run->self.boots,
	    .time = run->self.time,
	    .self = &run->self};

	return vg_malbase_make(kind, &words);
}

static bool
is_v3(int kind)
{
	return kind == VG_MALBASE_V3_TRAP || kind == VG_MALBASE_V3_INFORM ||
	    kind == VG_MALBASE_AGENT;
}

static void
add(struct run *run, struct combination one)
{
	run->list = vg_mem_grow(run->list, &run->room, run->n_list, sizeof(one));
	run->list[run->n_list++] = one;
}

/* All of them, in an order that the seed makes (Fisher and Yates). */
static void
list_all(struct run *run)
{
	for (uint8_t kind = 0; kind < VG_MALBASE_N_KINDS; kind++) {
		struct vg_malber *good = make(run, kind, 1, "ne-0");
		size_t n = vg_malber_count(good);
		vg_malber_free(good);
		for (uint16_t op = 0; vg_malop_at(op); op++) {
			for (uint16_t element = 0; element < n; element++) {
				add(run, (struct combination){kind, 0, op, element});
				if (is_v3(kind))
					add(run,
					    (struct combination){kind, 1, op, element});
			}
		}
	}
	for (size_t i = run->n_list - 1; i > 0; i--) {
		size_t k = vg_malop_draw(&run->random, (uint32_t)i + 1);
		struct combination kept = run->list[i];
		run->list[i] = run->list[k];
		run->list[k] = kept;
	}
}

static bool
apply(struct run *run, const struct vg_malop *op, struct vg_malber *root, size_t element,
    struct vg_buf *out)
{
	struct vg_malop_call call = {.root = root,
	    .random = &run->random,
	    .own_engine = run->self.engine,
	    .own_engine_size = run->self.engine_size,
	    .out = out};

	call.node = vg_malber_at(root, element, &call.parent, &call.place);
	return call.node && op->run(&call, op->argument);
}

/* An agent's words may say another thing when something among its varbinds was changed. */
static bool
is_word(struct vg_malber *root, const struct combination *c)
{
	struct vg_malber *list = vg_malber_find(root, VG_MALBER_LIST);
	size_t first = 0, n = vg_malber_count(root);

	if (c->kind != VG_MALBASE_AGENT || !list)
		return false;
	while (first < n && vg_malber_at(root, first, NULL, NULL) != list)
		first++;
	return c->element >= first || vg_malop_at(c->op)->claim != VG_MALOP_KEEPS;
}

/*
 * Makes the message of 'c', with a second thing wrong when 'second' is an operator of trees.
 * false when the operator does not fit.
 */
static bool
build(struct run *run, const struct combination *c, const struct vg_malop *second,
    uint32_t mark, const char *device, struct vg_buf *out, bool *words)
{
	const struct vg_malop *op = vg_malop_at(c->op);
	struct vg_malber *root = make(run, c->kind, mark, device);
	bool fits = true;

	*words = is_word(root, c) || second;
	vg_malbase_write(root, &run->self, out);
	if (c->frozen)
		vg_malbase_freeze(root, out);
	if (!op->of_octets)
		fits = apply(run, op, root, c->element, NULL);
	if (fits && second)
		(void)apply(run, second, root,
		    vg_malop_draw(&run->random, (uint32_t)vg_malber_count(root)), NULL);
	vg_malbase_write(root, c->frozen ? NULL : &run->self, out);
	if (fits && op->of_octets)
		fits = apply(run, op, root, c->element, out);
	vg_malber_free(root);
	return fits && out->size <= 65507;
}

/*
 * --- judging and sending
 * ----------------------------------------------------------------------------
 */

static void
dispute(
    struct run *run, const struct combination *c, const struct vg_malread_answer *answer)
{
	const struct vg_malop *op = vg_malop_at(c->op);

	if (run->n_disputes++ < 20)
		fprintf(stderr,
		    "message %" PRIu32
		    ": %s, %s (%s): the operator claims otherwise than the "
		    "reader: %s %s\n",
		    run->n_sent, vg_malbase_name(c->kind), op->name, op->family,
		    vg_malread_text(answer->verdict), answer->why);
}

static void
note(struct run *run, const struct combination *c, const struct vg_malop *second,
    uint32_t mark, const char *device, bool words, const struct vg_malread_answer *answer)
{
	const struct vg_malop *op = vg_malop_at(c->op);

	fprintf(run->ledger,
	    "%" PRIu32 "\t%s\t%s\t%s\t%s%s%s\t%u\t%s\t%" PRIu32 "\t%d\t%s\t%s\t%s\n",
	    run->n_sent, vg_malbase_name(c->kind), c->frozen ? "after" : "signed",
	    c->frozen || (is_v3(c->kind) && op->of_octets) ? "after signing"
		: second                                   ? "two at once"
							   : op->family,
	    op->name, second ? " + " : "", second ? second->name : "", c->element,
	    vg_malread_text(answer->verdict), mark, words, device, answer->name,
	    answer->why);
}

static void
show(const struct vg_buf *out)
{
	for (size_t i = 0; i < out->size; i++)
		printf("%02x", out->data[i]);
	printf("\n");
}

static void
send_one(struct run *run, const struct combination *c, const struct vg_buf *out)
{
	bool canary = c->kind == VG_MALBASE_PACK;
	int fd = run->sockets[canary ? DEVICES : (int)(run->n_sent % DEVICES)];
	struct sent *last = &run->last[run->n_since];

	memcpy(last->data, out->data, out->size);
	last->size = out->size;
	send_to(run, fd, out->data, out->size);
	run->n_since++;
	run->octets_since += out->size + 1000;
	if (run->n_since == BURST || run->octets_since > BURST_OCTETS)
		ask(run);
}

static bool
take(struct run *run, const struct combination *c, const struct vg_malop *second)
{
	const struct vg_malop *op = vg_malop_at(c->op);
	/* Odd factors make no number twice; the arc has always four octets and no sign. */
	uint32_t mark =
	    0x10000000 + (((uint32_t)run->seed + run->n_sent * 2654435761u) & 0x0FFFFFFF);
	char *device = c->kind == VG_MALBASE_PACK
	    ? vg_mem_text("canary")
	    : vg_mem_format("ne-%" PRIu32, run->n_sent % DEVICES);
	struct vg_malread_answer answer;
	struct vg_buf out;
	bool words;

	vg_buf_init(&out, 0);
	run->self.time = run->time +
	    (uint32_t)(vg_instant_mono_since(vg_clock_mono(), run->asked) / VG_SECOND_US);
	bool good = build(run, c, second, mark, device, &out, &words);
	if (good) {
		vg_malread_judge(&run->self, out.data, out.size, &answer);
		/* The canary's own must not come through. */
		good = c->kind != VG_MALBASE_PACK || answer.verdict == VG_MALREAD_NOT;
	}
	if (good) {
		bool whole = !second && !c->frozen && !(is_v3(c->kind) && op->of_octets);
		if ((whole && op->claim == VG_MALOP_KEEPS &&
			answer.verdict != VG_MALREAD_MUST) ||
		    (!second && op->claim == VG_MALOP_BREAKS &&
			answer.verdict != VG_MALREAD_NOT))
			dispute(run, c, &answer);
		note(run, c, second, mark, device, words, &answer);
		if (run->show == (int64_t)run->n_sent)
			show(&out);
		if (run->show < 0)
			send_one(run, c, &out);
		run->n_sent++;
	}
	vg_buf_fini(&out);
	free(device);
	return good;
}

static const struct vg_malop *
draw_second(struct run *run)
{
	size_t n = 0;

	while (vg_malop_at(n))
		n++;
	const struct vg_malop *op = vg_malop_at(vg_malop_draw(&run->random, (uint32_t)n));
	return op->of_octets ? NULL : op;
}

static void
go(struct run *run)
{
	for (int round = 0; run->n_sent < run->count; round++) {
		for (size_t i = 0; i < run->n_list && run->n_sent < run->count; i++)
			take(run, &run->list[i], round ? draw_second(run) : NULL);
	}
	if (run->show < 0)
		ask(run);
}

static void
read_options(struct run *run, int argc, char **argv)
{
	static const struct option options[] = {{"host", 1, NULL, 'h'},
	    {"port", 1, NULL, 'p'}, {"net", 1, NULL, 'n'}, {"user", 1, NULL, 'u'},
	    {"auth", 1, NULL, 'a'}, {"priv", 1, NULL, 'x'}, {"count", 1, NULL, 'c'},
	    {"seed", 1, NULL, 's'}, {"ledger", 1, NULL, 'l'}, {"keep", 1, NULL, 'k'},
	    {"show", 1, NULL, 'w'}, {0}};
	const char *auth = "", *priv = "", *ledger = "/dev/null";
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			run->host = optarg;
			break;
		case 'p':
			run->port = atoi(optarg);
			break;
		case 'n':
			run->net = optarg;
			break;
		case 'u':
			run->self.user = optarg;
			break;
		case 'a':
			auth = optarg;
			break;
		case 'x':
			priv = optarg;
			break;
		case 'c':
			run->count = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 's':
			run->seed = strtoull(optarg, NULL, 10);
			break;
		case 'l':
			ledger = optarg;
			break;
		case 'k':
			run->keep = optarg;
			break;
		case 'w':
			run->show = atoll(optarg);
			break;
		default:
			exit(2);
		}
	}
	vg_malkey_make(&run->key, auth, priv);
	run->self.key = &run->key;
	run->ledger = fopen(ledger, "w");
	if (!run->ledger || !run->host || !run->net || !run->self.user || !*auth ||
	    !*priv)
		die("malformed: an option is missing, or the ledger");
}

int
main(int argc, char **argv)
{
	static struct run run = {.show = -1};

	read_options(&run, argc, argv);
	run.random.state = run.seed;
	for (int i = 0; i < DEVICES; i++)
		run.sockets[i] = open_socket(run.net, FIRST_SOURCE + i);
	run.sockets[DEVICES] = open_socket(run.net, CANARY_SOURCE);
	run.asker = open_socket(run.net, ASKER);
	ask(&run);
	list_all(&run);
	go(&run);
	fclose(run.ledger);
	printf("{\"seed\": %" PRIu64 ", \"combinations\": %zu, \"messages\": %" PRIu32
	       ", \"questions\": %" PRIu32 ", \"answers\": %" PRIu64
	       ", \"disputes\": %" PRIu32 "}\n",
	    run.seed, run.n_list, run.n_sent, run.n_asked, run.n_answers, run.n_disputes);
	return 0;
}
