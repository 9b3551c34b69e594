/*
 * A sender with a ledger: agents whose parts fail and recover, over SNMPv3 informs of the project's
 * own client, as fast as told, through whatever the collector and the road do.
 *
 *     informer --to ADDRESS --port PORT --state DIR --ledger FILE [--agents 4] [--devices 3]
 *              [--first 1] [--rate 400] [--count 0] [--timeout-ms 500] [--seed N]
 *
 * Agent i is user agent-i, whose pass phrases are DIR/credentials/agent-i; its devices are ne-FIRST
 * and on, DEVICES to an agent.  RATE messages a second of all agents together; with a COUNT it
 * makes so many, else until SIGTERM.  Then it clears what stands, sends until all is acknowledged,
 * tells the collector by a list, as every agent does in time, that nothing stands, prints one JSON
 * object and ends with 0.  What is not acknowledged is sent again for ever, oldest first.
 *
 * The ledger, one line each, written before it is sent and after it is acknowledged; MS is
 * CLOCK_MONOTONIC:
 *     spool AGENT HEX              the 8 octets that name its spool
 *     made AGENT NUMBER raise|clear RESOURCE KIND        or: made AGENT NUMBER list
 *     acknowledged AGENT NUMBER MS
 */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/loop/loop.h"
#include "lib/os/chance.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/snmp/informout.h"
#include "tests/fault/faultsay.h"

enum { TRIES = 3, TICK_MS = 10, AGAIN_MS = 200, MAX_OPEN = 2000 };

struct flight {
	struct sender *sender; /* NULL: free */
	uint64_t number;
};

struct sender {
	struct informer *all;
	struct vg_faultsay say;
	struct vg_informout *out;
	uint64_t oldest; /* all before it are acknowledged */
	struct flight flights[VG_INFORMOUT_WINDOW];
	bool waits; /* something failed: nothing is sent for AGAIN_MS */
	struct vg_mono again;
};

struct informer {
	struct vg_loop *loop;
	struct vg_timer *tick;
	struct sender *senders; /* owned */
	unsigned n_senders, n_devices, first, rate;
	uint64_t count, made, failures;
	uint64_t state; /* of chance */
	struct vg_mono began;
	bool ending, listed;
	FILE *ledger;
};

/* --- making -------------------------------------------------------------------------------- */

static uint64_t
chance(struct informer *i, uint64_t limit)
{
	uint64_t z = i->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (z ^ (z >> 31)) % limit;
}

static void
make(struct sender *s, unsigned slot)
{
	uint64_t number = vg_faultsay_next(&s->say, slot, vg_clock_wall());
	char resource[VG_RESOURCE_SIZE];
	const char *kind = vg_faultsay_resource(&s->say, slot, resource);

	s->all->made++;
	fprintf(s->all->ledger, "made %s %" PRIu64 " %s %s %s\n", s->say.agent, number,
	    s->say.lines[number - 1].raise ? "raise" : "clear", resource, kind);
}

/* At the end nothing may stand. */
static void
clear_all(struct informer *i)
{
	i->ending = true;
	for (unsigned k = 0; k < i->n_senders; k++) {
		struct sender *s = &i->senders[k];
		for (unsigned slot = 0; slot < i->n_devices * VG_FAULTSAY_SLOTS; slot++) {
			if (vg_faultsay_stands(&s->say, slot, s->say.n))
				make(s, slot);
		}
	}
}

static void
list_all(struct informer *i)
{
	i->listed = true;
	for (unsigned k = 0; k < i->n_senders; k++) {
		uint64_t number = vg_faultsay_list(&i->senders[k].say, vg_clock_wall());
		fprintf(i->ledger, "made %s %" PRIu64 " list\n", i->senders[k].say.agent,
		    number);
		i->made++;
	}
}

/* As many as the time that has passed wants; a sender that nobody hears makes no more. */
static void
make_due(struct informer *i)
{
	int64_t us = vg_instant_mono_since(vg_clock_mono(), i->began);
	uint64_t due = (uint64_t)us * i->rate / VG_SECOND_US;

	if (i->count && due > i->count)
		due = i->count;
	while (!i->ending && i->made < due) {
		struct sender *s = &i->senders[chance(i, i->n_senders)];
		if (s->say.n - s->say.n_acknowledged >= MAX_OPEN)
			break;
		make(s, (unsigned)chance(i, i->n_devices * VG_FAULTSAY_SLOTS));
	}
	if (i->count && i->made >= i->count && !i->ending)
		clear_all(i);
}

/* --- sending ------------------------------------------------------------------------------- */

static void
answered(bool acknowledged, const char *text, void *cookie)
{
	struct flight *f = cookie;
	struct sender *s = f->sender;

	(void)text;
	f->sender = NULL;
	if (!acknowledged) {
		s->all->failures++;
		s->waits = true;
		s->again = vg_clock_mono();
		return;
	}
	if (vg_faultsay_acknowledge(&s->say, f->number))
		fprintf(s->all->ledger, "acknowledged %s %" PRIu64 " %" PRId64 "\n",
		    s->say.agent, f->number, vg_clock_mono().us / VG_MS_US);
}

static struct flight *
free_flight(struct sender *s, uint64_t number)
{
	struct flight *found = NULL;

	for (size_t i = 0; i < VG_INFORMOUT_WINDOW; i++) {
		struct flight *f = &s->flights[i];
		if (f->sender && f->number == number)
			return NULL;
		if (!f->sender)
			found = f;
	}
	return found;
}

static int
send_one(struct sender *s, struct flight *flight, uint64_t number)
{
	struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
	struct vg_oid notification;
	struct vg_message message;

	memset(varbinds, 0, sizeof(varbinds));
	vg_faultsay_message(&s->say, number, &message);
	size_t n = vg_vigiemib_encode(&message, &notification, varbinds);
	*flight = (struct flight){s, number};
	int code = vg_informout_send(
	    s->out, (uint32_t)number, &notification, varbinds, n, answered, flight);
	for (size_t i = 0; i < n; i++)
		vg_value_fini(&varbinds[i].value);
	vg_vigiemib_fini(&message);
	if (code != VG_OK)
		flight->sender = NULL;
	return code;
}

static void
send_due(struct sender *s)
{
	if (s->waits &&
	    vg_instant_mono_since(vg_clock_mono(), s->again) < AGAIN_MS * VG_MS_US)
		return;
	s->waits = false;
	while (s->oldest <= s->say.n && s->say.lines[s->oldest - 1].acknowledged)
		s->oldest++;
	for (uint64_t n = s->oldest; n <= s->say.n && vg_informout_room(s->out); n++) {
		struct flight *f =
		    s->say.lines[n - 1].acknowledged ? NULL : free_flight(s, n);
		if (f && send_one(s, f, n) != VG_OK)
			break;
		if (n - s->oldest > 4 * VG_INFORMOUT_WINDOW)
			break;
	}
}

static void
turn(void *cookie)
{
	struct informer *i = cookie;
	bool done = true;

	make_due(i);
	fflush(i->ledger);
	for (unsigned k = 0; k < i->n_senders; k++) {
		send_due(&i->senders[k]);
		done = done && i->senders[k].say.n == i->senders[k].say.n_acknowledged;
	}
	if (i->listed && done)
		vg_loop_stop(i->loop);
	if (i->ending && done && !i->listed)
		list_all(i);
	vg_loop_timer_set(i->tick, TICK_MS * VG_MS_US);
}

static void
asked_to_end(int number, void *cookie)
{
	struct informer *i = cookie;

	(void)number;
	if (!i->ending)
		clear_all(i);
}

/* --- life ---------------------------------------------------------------------------------- */

struct options {
	const char *address, *state, *ledger;
	uint16_t port;
	int64_t timeout_ms;
	uint64_t seed;
};

static int
open_sender(struct informer *i, const struct options *o, unsigned k)
{
	struct sender *s = &i->senders[k];
	struct vg_credential credential;
	struct vg_detail detail = {0};

	s->all = i;
	s->oldest = 1;
	vg_text_format(s->say.agent, sizeof(s->say.agent), "agent-%u", k + 1);
	for (size_t j = 0; j < VG_SPOOL_SIZE; j++)
		s->say.spool[j] = (unsigned char)(1 + chance(i, 255));
	s->say.first_device = i->first + k * i->n_devices;
	s->say.n_devices = i->n_devices;
	int code = vg_credential_read(o->state, s->say.agent, &credential, &detail);
	if (code == VG_OK) {
		s->out = vg_informout_new(i->loop, o->address, o->port, s->say.agent,
		    &credential, o->timeout_ms, TRIES, &detail);
		vg_credential_wipe(&credential);
	}
	if (!s->out) {
		fprintf(stderr, "informer: %s\n", detail.text);
		return VG_EIO;
	}
	fprintf(i->ledger, "spool %s ", s->say.agent);
	for (size_t j = 0; j < VG_SPOOL_SIZE; j++)
		fprintf(i->ledger, "%02X", s->say.spool[j]);
	fputc('\n', i->ledger);
	return VG_OK;
}

static void
run(struct informer *i, const struct options *o)
{
	uint64_t acknowledged = 0;
	struct vg_signal *end = vg_loop_signal(i->loop, SIGTERM, asked_to_end, i);

	i->tick = vg_loop_timer(i->loop, turn, i);
	i->began = vg_clock_mono();
	vg_loop_timer_set(i->tick, 0);
	vg_loop_run(i->loop);
	vg_loop_timer_free(i->tick);
	vg_loop_signal_free(end);
	for (unsigned k = 0; k < i->n_senders; k++)
		acknowledged += i->senders[k].say.n_acknowledged;
	printf("{\"seed\": %" PRIu64 ", \"agents\": %u, \"made\": %" PRIu64
	       ", \"acknowledged\": %" PRIu64 ", \"failures\": %" PRIu64 "}\n",
	    o->seed, i->n_senders, i->made, acknowledged, i->failures);
}

static void
close_all(struct informer *i)
{
	for (unsigned k = 0; i->senders && k < i->n_senders; k++) {
		vg_informout_free(i->senders[k].out);
		vg_faultsay_fini(&i->senders[k].say);
	}
	free(i->senders);
	vg_loop_free(i->loop);
	if (i->ledger)
		fclose(i->ledger);
}

static const struct option names[] = {{"to", 1, NULL, 't'}, {"port", 1, NULL, 'p'},
    {"state", 1, NULL, 's'}, {"ledger", 1, NULL, 'l'}, {"agents", 1, NULL, 'a'},
    {"devices", 1, NULL, 'd'}, {"first", 1, NULL, 'f'}, {"rate", 1, NULL, 'r'},
    {"count", 1, NULL, 'c'}, {"timeout-ms", 1, NULL, 'm'}, {"seed", 1, NULL, 'e'},
    {NULL, 0, NULL, 0}};

static bool
read_option(int letter, const char *value, struct informer *i, struct options *o)
{
	uint64_t number = value ? strtoull(value, NULL, 10) : 0;

	switch (letter) {
	case 't':
		o->address = value;
		return true;
	case 's':
		o->state = value;
		return true;
	case 'l':
		o->ledger = value;
		return true;
	case 'p':
		o->port = (uint16_t)number;
		return true;
	case 'a':
		i->n_senders = (unsigned)number;
		return number > 0;
	case 'd':
		i->n_devices = (unsigned)number;
		return number > 0;
	case 'f':
		i->first = (unsigned)number;
		return true;
	case 'r':
		i->rate = (unsigned)number;
		return number > 0;
	case 'c':
		i->count = number;
		return true;
	case 'm':
		o->timeout_ms = (int64_t)number;
		return number > 0;
	case 'e':
		o->seed = number;
		return true;
	default:
		return false;
	}
}

int
main(int argc, char **argv)
{
	struct informer i = {.n_senders = 4, .n_devices = 3, .first = 1, .rate = 400};
	struct options o = {.timeout_ms = 500, .seed = vg_chance_u32()};
	int letter, code = VG_OK;

	while ((letter = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (!read_option(letter, optarg, &i, &o))
			return 2;
	}
	if (!o.address || !o.state || !o.ledger || optind != argc) {
		fprintf(stderr, "informer: --to, --port, --state and --ledger\n");
		return 2;
	}
	i.state = o.seed;
	i.ledger = fopen(o.ledger, "we");
	i.loop = vg_loop_new();
	i.senders = vg_mem_array(i.n_senders, sizeof(*i.senders));
	for (unsigned k = 0; k < i.n_senders && code == VG_OK; k++)
		code = i.ledger ? open_sender(&i, &o, k) : VG_EIO;
	if (code == VG_OK)
		run(&i, &o);
	close_all(&i);
	return code == VG_OK ? 0 : 1;
}
