/*
 * The trap socket.  Up to a batch of datagrams is read at once; each climbs its steps; what
 * became a trap is handed over together, and only then is anything acknowledged.
 */
#include "lib/trapin/trapin.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/peek.h"
#include "lib/snmp/receive.h"
#include "lib/trapin/sources.h"

enum {
	WANTED_BUFFER = 8 << 20,
	SLOT_SIZE = VG_TRAPIN_MAX_SIZE + 1,
	ROUNDS = 4,
	READ_OF_BATCH = 4 /* sources whose last plain trap is read whole */
};
enum { LARGE = 64 /* varbinds */ };

/* One datagram of the batch under way. */
struct slot {
	struct vg_address source;
	size_t size;
	struct vg_buf reply; /* of an inform: held until it is stored */
};

/* A plain trap far beyond its source's budget: counted by its name, or read as the last one. */
struct plain {
	size_t slot;
	struct vg_gate_facts facts;
	struct vg_oid oid;
};

struct vg_trapin {
	struct vg_trapin_config config;
	struct vg_sources *sources;
	struct vg_receive *receive;
	struct vg_watch *watch;
	int fd;
	struct vg_address address;
	struct vg_trapin_statistics count;
	unsigned char *data; /* VG_TRAPIN_BATCH places of SLOT_SIZE octets */
	size_t n_read;       /* places that the last read has used */
	struct slot slots[VG_TRAPIN_BATCH];
	struct mmsghdr messages[VG_TRAPIN_BATCH];
	struct iovec vectors[VG_TRAPIN_BATCH];
	struct vg_trap traps[VG_TRAPIN_BATCH];
	size_t slot_of[VG_TRAPIN_BATCH];             /* which slot a trap came from */
	enum vg_trapin_cause fates[VG_TRAPIN_BATCH]; /* as 'traps' */
	size_t n_traps;
	uint64_t waits;                     /* for this number; 0: for none */
	struct plain plains[READ_OF_BATCH]; /* the newest of their sources */
	size_t n_plains;
};

#define ENTRY(name, key, text) {key, text},
static const struct {
	const char *key;
	const char *text;
} causes[] = {VG_TRAPIN_CAUSES(ENTRY)};
#undef ENTRY

const char *
vg_trapin_cause_key(enum vg_trapin_cause cause)
{
	return causes[cause].key;
}

const char *
vg_trapin_cause_text(enum vg_trapin_cause cause)
{
	return causes[cause].text;
}

static unsigned char *
data_of(struct vg_trapin *in, size_t i)
{
	return in->data + i * SLOT_SIZE;
}

static void
refuse(struct vg_trapin *in, size_t i, enum vg_trapin_cause cause, const char *text)
{
	in->count.by_cause[cause]++;
	if (in->config.refused_cb)
		in->config.refused_cb(cause, &in->slots[i].source,
		    *text ? text : causes[cause].text, in->config.cookie);
}

/* Sends what 'buf' holds back to where slot 'i' came from; true when the kernel took it. */
static bool
answer(struct vg_trapin *in, size_t i, const struct vg_buf *buf)
{
	const struct vg_address *to = &in->slots[i].source;
	const struct sockaddr *generic = (const struct sockaddr *)&to->storage;

	if (sendto(in->fd, buf->data, buf->size, 0, generic, to->size) >= 0)
		return true;
	in->count.reply_failures++;
	return false;
}

static enum vg_trapin_cause
cause_of(enum vg_receive_result result)
{
	switch (result) {
	case VG_RECEIVE_PDU:
		return VG_TRAPIN_PDU;
	case VG_RECEIVE_DISCOVERY:
		return VG_TRAPIN_DISCOVERY;
	case VG_RECEIVE_ENGINE:
		return VG_TRAPIN_ENGINE;
	case VG_RECEIVE_USER:
		return VG_TRAPIN_USER;
	case VG_RECEIVE_LEVEL:
		return VG_TRAPIN_LEVEL;
	case VG_RECEIVE_DIGEST:
		return VG_TRAPIN_DIGEST;
	case VG_RECEIVE_WINDOW:
		return VG_TRAPIN_WINDOW;
	case VG_RECEIVE_REPLAY:
		return VG_TRAPIN_REPLAY;
	case VG_RECEIVE_CIPHER:
		return VG_TRAPIN_CIPHER;
	case VG_RECEIVE_TRAP:
	case VG_RECEIVE_DECODE:
		break;
	}
	return VG_TRAPIN_DECODE;
}

/* The steps before the gate; true when the datagram passed them.  '*excess': beyond its budget. */
static bool
may_come(struct vg_trapin *in, size_t i, struct vg_mono now, bool *excess)
{
	const struct slot *slot = &in->slots[i];

	/* 1 larger than anything we take: the rest of it is gone */
	if (slot->size > VG_TRAPIN_MAX_SIZE) {
		refuse(in, i, VG_TRAPIN_OVERSIZE, "");
		return false;
	}
	/* 2 a source that may not send at all */
	if (!vg_sources_allows(in->sources, &slot->source)) {
		refuse(in, i, VG_TRAPIN_SOURCE, "");
		return false;
	}
	/* 3 a source that has sent too much */
	*excess = !vg_sources_spend(in->sources, &slot->source, now);
	if (*excess && !in->config.excess_cb) {
		refuse(in, i, VG_TRAPIN_QUOTA, "");
		return false;
	}
	return true;
}

/* Whether its source may send what proves nothing; true for SNMPv3. */
static bool
passes_plain(struct vg_trapin *in, size_t i, const struct vg_gate_facts *facts)
{
	enum vg_trapin_cause cause = VG_TRAPIN_STORED;

	if (facts->version != 3 && in->config.plain_cb)
		cause = in->config.plain_cb(&in->slots[i].source, facts->community,
		    facts->community_size, in->config.cookie);
	if (cause != VG_TRAPIN_STORED)
		refuse(in, i, cause, "");
	return cause == VG_TRAPIN_STORED;
}

/* --- far beyond the budget ------------------------------------------------------------------ */

static void
count_plain(struct vg_trapin *in, const struct plain *plain, struct vg_wall received)
{
	in->count.by_cause[VG_TRAPIN_FOLDED]++;
	in->config.excess_cb(
	    &in->slots[plain->slot].source, &plain->oid, received, in->config.cookie);
}

/* The newest plain trap of a source waits for the end of the batch; the one before is counted. */
static void
keep_plain(struct vg_trapin *in, const struct plain *plain, struct vg_wall received)
{
	const struct vg_address *source = &in->slots[plain->slot].source;
	size_t at = 0;

	while (at < in->n_plains &&
	    !vg_net_same_host(&in->slots[in->plains[at].slot].source, source))
		at++;
	if (at < in->n_plains) {
		count_plain(in, &in->plains[at], received);
	} else if (at < READ_OF_BATCH) {
		in->n_plains++;
	} else {
		count_plain(in, plain, received);
		return;
	}
	in->plains[at].slot = plain->slot;
	in->plains[at].facts = plain->facts;
	vg_oid_copy(&in->plains[at].oid, &plain->oid);
}

/* True when the datagram may be read whole. */
static bool
may_be_read(struct vg_trapin *in, size_t i, const struct vg_gate_facts *facts,
    struct vg_mono now, struct vg_wall received)
{
	const struct slot *slot = &in->slots[i];
	bool is_plain = vg_peek_is_plain(facts);
	struct plain plain;

	if (vg_sources_read(in->sources, &slot->source, is_plain, now))
		return true;
	if (!is_plain) {
		in->count.by_cause[VG_TRAPIN_QUOTA]++;
		in->config.excess_cb(&slot->source, NULL, received, in->config.cookie);
		return false;
	}
	plain.slot = i;
	plain.facts = *facts;
	if (vg_peek_oid(data_of(in, i), slot->size, facts, &plain.oid) == VG_OK)
		keep_plain(in, &plain, received);
	else
		refuse(in, i, VG_TRAPIN_DECODE, "no snmpTrapOID.0, or no sysUpTime.0");
	return false;
}

/* --- one datagram --------------------------------------------------------------------------- */

/* Who an SNMPv3 message says it is from: nobody has verified it. */
static const char *
name_user(const struct vg_gate_facts *facts, char *text, size_t size)
{
	if (facts->version != 3 || facts->user_size == 0)
		return "";
	vg_text_format(
	    text, size, "user %.*s", (int)facts->user_size, (const char *)facts->user);
	return text;
}

/* The digest of a trap was good: where its engine sends from. */
static void
tell_engine(struct vg_trapin *in, const struct slot *slot, enum vg_receive_result result,
    const struct vg_gate_facts *facts, struct vg_mono now)
{
	bool verified = result == VG_RECEIVE_TRAP || result == VG_RECEIVE_REPLAY ||
	    result == VG_RECEIVE_WINDOW;

	if (in->config.engine_cb && verified && facts->version == 3 && facts->auth &&
	    !facts->reportable)
		in->config.engine_cb(facts->engine, facts->engine_size, &slot->source,
		    now, in->config.cookie);
}

static void
read_whole(struct vg_trapin *in, size_t i, const struct vg_gate_facts *facts, bool excess,
    struct vg_mono now, struct vg_wall received)
{
	struct slot *slot = &in->slots[i];
	struct vg_trap *trap = &in->traps[in->n_traps];
	char user[VG_GATE_MAX_USER + sizeof("user ")];
	const char *text = "";

	vg_buf_reset(&slot->reply);
	struct vg_usm *usm = in->config.users_cb
	    ? in->config.users_cb(&slot->source, in->config.cookie)
	    : in->config.usm;
	enum vg_receive_result result = vg_receive_handle(in->receive, usm, facts, now,
	    data_of(in, i), slot->size, trap, &slot->reply, &text);
	tell_engine(in, slot, result, facts, now);
	if (result != VG_RECEIVE_TRAP) {
		refuse(in, i, cause_of(result),
		    *text ? text : name_user(facts, user, sizeof(user)));
		if (slot->reply.size && answer(in, i, &slot->reply))
			in->count.reports++;
		return;
	}
	trap->received = received;
	trap->excess = excess;
	vg_net_text(&slot->source, trap->source);
	trap->source_port = vg_net_port(&slot->source);
	in->slot_of[in->n_traps++] = i;
}

static void
take(struct vg_trapin *in, size_t i, struct vg_mono now, struct vg_wall received)
{
	struct vg_gate_facts facts;
	bool excess;

	in->count.received++;
	if (!may_come(in, i, now, &excess))
		return;
	/* 4 octets that libsnmp must never see */
	enum vg_gate_verdict verdict =
	    vg_gate_check(data_of(in, i), in->slots[i].size, &facts);
	if (verdict != VG_GATE_PASS)
		refuse(in, i, VG_TRAPIN_MALFORMED, vg_gate_text(verdict));
	else if (passes_plain(in, i, &facts) &&
	    (!excess || may_be_read(in, i, &facts, now, received)))
		read_whole(in, i, &facts, excess, now, received);
}

/* What a source said last is read whole: with the first one it tells what came between. */
static void
read_last(struct vg_trapin *in, struct vg_mono now, struct vg_wall received)
{
	for (size_t i = 0; i < in->n_plains; i++)
		read_whole(
		    in, in->plains[i].slot, &in->plains[i].facts, true, now, received);
	in->n_plains = 0;
}

/* Acknowledges what is stored. */
static void
answer_batch(struct vg_trapin *in)
{
	for (size_t i = 0; i < in->n_traps; i++) {
		const struct slot *slot = &in->slots[in->slot_of[i]];
		enum vg_trapin_cause fate = in->fates[i];
		bool kept = fate == VG_TRAPIN_STORED || fate == VG_TRAPIN_FOLDED;
		in->count.by_cause[fate]++;
		if (kept && in->traps[i].inform && slot->reply.size &&
		    answer(in, in->slot_of[i], &slot->reply))
			in->count.acknowledged++;
		/* Rooms are kept, but not those of giants. */
		if (in->traps[i].room > LARGE)
			vg_trap_fini(&in->traps[i]);
	}
	in->n_traps = 0;
}

/*
 * Whether to read on before the batch is settled: nobody waits for its answer, and it was full.  A
 * small one waits, so that the next is none of one datagram each.
 */
static bool
may_go_on(const struct vg_trapin *in)
{
	if (in->n_read < VG_TRAPIN_BATCH)
		return false;
	for (size_t i = 0; i < in->n_traps; i++) {
		if (in->traps[i].inform)
			return false;
	}
	return true;
}

/* Hands the traps over and acknowledges what the taker says is stored, now or later. */
static void
hand_over(struct vg_trapin *in)
{
	if (in->n_traps == 0)
		return;
	for (size_t i = 0; i < in->n_traps; i++)
		in->fates[i] = VG_TRAPIN_FAILED;
	in->waits =
	    in->config.batch_cb(in->traps, in->n_traps, in->fates, in->config.cookie);
	if (may_go_on(in))
		in->waits = 0;
	if (in->waits)
		vg_loop_watch_events(in->watch, 0);
	else
		answer_batch(in);
}

void
vg_trapin_settle(struct vg_trapin *in, uint64_t number)
{
	if (!in->waits || in->waits > number)
		return;
	in->waits = 0;
	answer_batch(in);
	vg_loop_watch_events(in->watch, VG_LOOP_READ);
}

/* Makes the first 'n' places ready to be read into. */
static void
make_ready(struct vg_trapin *in, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct msghdr *m = &in->messages[i].msg_hdr;
		memset(&in->slots[i].source, 0, sizeof(in->slots[i].source));
		in->vectors[i] = (struct iovec){data_of(in, i), SLOT_SIZE};
		*m = (struct msghdr){.msg_name = &in->slots[i].source.storage,
		    .msg_namelen = sizeof(in->slots[i].source.storage),
		    .msg_iov = &in->vectors[i],
		    .msg_iovlen = 1};
	}
}

/* Reads what has arrived, a batch at most; how many, 0 when there is nothing. */
static size_t
read_batch(struct vg_trapin *in)
{
	/* One message alone must not pay for a batch of places. */
	make_ready(in, in->n_read);
	in->n_read = 0;
	int n = recvmmsg(in->fd, in->messages, VG_TRAPIN_BATCH, MSG_DONTWAIT, NULL);
	if (n <= 0)
		return 0;
	in->n_read = (size_t)n;
	for (size_t i = 0; i < in->n_read; i++) {
		in->slots[i].size = in->messages[i].msg_len;
		in->slots[i].source.size = in->messages[i].msg_hdr.msg_namelen;
	}
	return in->n_read;
}

/* A flood must not keep timers and doors from their turn: so many rounds, then the loop. */
static void
on_readable(int fd, int events, void *cookie)
{
	struct vg_trapin *in = cookie;
	size_t n = VG_TRAPIN_BATCH;

	(void)fd;
	(void)events;
	for (int round = 0; round < ROUNDS && n == VG_TRAPIN_BATCH && !in->waits;
	     round++) {
		n = read_batch(in);
		struct vg_mono now = vg_clock_mono();
		struct vg_wall received = vg_clock_wall();
		for (size_t i = 0; i < n; i++)
			take(in, i, now, received);
		read_last(in, now, received);
		hand_over(in);
	}
}

static void
ask_buffer(struct vg_trapin *in)
{
	int wanted = in->config.buffer ? in->config.buffer : WANTED_BUFFER, got = 0;
	socklen_t size = sizeof(got);
	char text[VG_NET_TEXT_SIZE];

	setsockopt(in->fd, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof(wanted));
	getsockopt(in->fd, SOL_SOCKET, SO_RCVBUF, &got, &size);
	in->count.buffer_size = got;
	vg_net_text(&in->address, text);
	/* The kernel doubles what it grants. */
	if (got < wanted)
		vg_log(VG_LOG_WARNING, "trapin", text,
		    "receive buffer is %d octets, not %d: raise net.core.rmem_max", got,
		    wanted);
}

static struct vg_sources *
sources_of(const struct vg_trapin_config *config, struct vg_detail *detail)
{
	return vg_sources_new(config->allowed, config->n_allowed,
	    config->rate ? config->rate : 2000, config->burst ? config->burst : 4000,
	    detail);
}

struct vg_trapin *
vg_trapin_open(
    struct vg_loop *loop, const struct vg_trapin_config *config, struct vg_detail *detail)
{
	struct vg_trapin *in = vg_mem_zero(sizeof(*in));

	in->config = *config;
	in->config.allowed = NULL;
	in->fd = -1;
	in->data = vg_mem_array(VG_TRAPIN_BATCH, SLOT_SIZE);
	for (size_t i = 0; i < VG_TRAPIN_BATCH; i++)
		vg_buf_init(&in->slots[i].reply, UINT16_MAX);
	make_ready(in, VG_TRAPIN_BATCH);
	in->sources = sources_of(config, detail);
	if (in->sources)
		in->receive = vg_receive_new(detail);
	if (!in->receive || vg_net_udp_bind(&config->address, &in->fd, detail) != VG_OK ||
	    vg_net_bound(in->fd, &in->address) != VG_OK) {
		vg_trapin_close(in);
		return NULL;
	}
	ask_buffer(in);
	in->watch = vg_loop_watch(loop, in->fd, VG_LOOP_READ, on_readable, in);
	return in;
}

struct vg_trapin *
vg_trapin_listen(struct vg_loop *loop, const struct vg_trapin_config *config,
    const char *name, const char *host, uint16_t port, struct vg_detail *detail)
{
	struct vg_trapin_config mine = *config;
	struct vg_trapin *in = NULL;

	if (vg_net_parse(host, port, &mine.address) == VG_OK)
		in = vg_trapin_open(loop, &mine, detail);
	else
		vg_detail_set(
		    detail, VG_EPARSE, "address %s is no numeric address", host);
	if (!in)
		vg_detail_prefix(detail, "listen %s", name);
	return in;
}

void
vg_trapin_close(struct vg_trapin *in)
{
	if (!in)
		return;
	vg_loop_watch_free(in->watch);
	if (in->fd >= 0)
		close(in->fd);
	for (size_t i = 0; i < VG_TRAPIN_BATCH; i++) {
		vg_buf_fini(&in->slots[i].reply);
		vg_trap_fini(&in->traps[i]);
	}
	vg_receive_free(in->receive);
	vg_sources_free(in->sources);
	free(in->data);
	free(in);
}

int
vg_trapin_change(
    struct vg_trapin *in, const struct vg_trapin_config *config, struct vg_detail *detail)
{
	struct vg_sources *sources = sources_of(config, detail);

	if (!sources)
		return detail->code;
	vg_sources_free(in->sources);
	in->sources = sources;
	in->config = *config;
	in->config.allowed = NULL;
	return VG_OK;
}

void
vg_trapin_set_users(struct vg_trapin *in, struct vg_usm *usm)
{
	in->config.usm = usm;
}

struct vg_seen *
vg_trapin_seen(struct vg_trapin *in)
{
	return vg_receive_seen(in->receive);
}

void
vg_trapin_address(const struct vg_trapin *in, struct vg_address *address)
{
	*address = in->address;
}

void
vg_trapin_get_statistics(
    const struct vg_trapin *in, struct vg_trapin_statistics *statistics)
{
	uint32_t memory[SK_MEMINFO_VARS] = {0};
	socklen_t size = sizeof(memory);

	*statistics = in->count;
	statistics->received -= in->waits ? in->n_traps : 0;
	if (getsockopt(in->fd, SOL_SOCKET, SO_MEMINFO, memory, &size) == 0)
		statistics->kernel_drops = memory[SK_MEMINFO_DROPS];
}

void
vg_trapin_sum(const struct vg_trapin *in, struct vg_trapin_statistics *sum)
{
	struct vg_trapin_statistics one;

	vg_trapin_get_statistics(in, &one);
	sum->received += one.received;
	sum->kernel_drops += one.kernel_drops;
	sum->acknowledged += one.acknowledged;
	sum->reports += one.reports;
	sum->reply_failures += one.reply_failures;
	for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++)
		sum->by_cause[c] += one.by_cause[c];
}
