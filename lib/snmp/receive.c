/*
 * The answering side of SNMP.
 *
 * libsnmp is given a session whose transport sends into a buffer: the reports it makes by
 * itself (unknown engine, user, time ...) and the responses we ask of it are caught there.
 */
#include "lib/snmp/receive.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/lcd_time.h>
#include <net-snmp/library/snmp_api.h>
#include <net-snmp/library/snmp_transport.h>
#include <net-snmp/library/snmpv3.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trappdu.h"
#include "lib/snmp/library.h"

enum { MAX_MESSAGE = 65507, TIME_WINDOW_S = 150 };

struct vg_receive {
	void *handle; /* libsnmp's session */
	netsnmp_session *session;
	struct vg_buf *caught; /* where its transport sends; borrowed for one call */
	struct vg_seen *seen;  /* owned */
	char said[192];        /* more of the last refusal */
};

static int
catch_send(
    netsnmp_transport *t, const void *data, int size, void **opaque, int *opaque_size)
{
	struct vg_receive *r = *(struct vg_receive **)t->data;

	(void)opaque;
	(void)opaque_size;
	if (r->caught && size > 0) {
		vg_buf_reset(r->caught);
		vg_buf_add(r->caught, data, (size_t)size);
	}
	return size;
}

static int
catch_receive(netsnmp_transport *t, void *data, int size, void **opaque, int *opaque_size)
{
	(void)t;
	(void)data;
	(void)size;
	(void)opaque;
	(void)opaque_size;
	return -1;
}

static int
catch_close(netsnmp_transport *t)
{
	(void)t;
	return 0;
}

/* The library frees the transport and its 'data'. */
static netsnmp_transport *
make_transport(struct vg_receive *r)
{
	netsnmp_transport *t = vg_mem_zero(sizeof(*t));

	t->domain = netsnmpUDPDomain;
	t->domain_length = (int)netsnmpUDPDomain_len;
	t->sock = -1;
	t->flags = NETSNMP_TRANSPORT_FLAG_OPENED;
	t->msgMaxSize = MAX_MESSAGE;
	t->data = vg_mem_copy(&r, sizeof(r));
	t->data_length = (int)sizeof(r);
	t->f_send = catch_send;
	t->f_recv = catch_receive;
	t->f_close = catch_close;
	return t;
}

struct vg_receive *
vg_receive_new(struct vg_detail *detail)
{
	netsnmp_session model;

	if (vg_library_start(detail) != VG_OK)
		return NULL;
	struct vg_receive *r = vg_mem_zero(sizeof(*r));
	r->seen = vg_seen_new();
	snmp_sess_init(&model);
	model.version = SNMP_DEFAULT_VERSION;
	model.isAuthoritative = SNMP_SESS_UNKNOWNAUTH;
	model.flags |= SNMP_FLAGS_DONT_PROBE;
	r->handle = snmp_sess_add(&model, make_transport(r), NULL, NULL);
	if (!r->handle) {
		vg_detail_set(detail, VG_EIO, "libsnmp: no session to receive with");
		vg_receive_free(r);
		return NULL;
	}
	r->session = snmp_sess_session(r->handle);
	return r;
}

void
vg_receive_free(struct vg_receive *receive)
{
	if (!receive)
		return;
	if (receive->handle)
		snmp_sess_close(receive->handle);
	vg_seen_free(receive->seen);
	free(receive);
}

/* --- whose time ---------------------------------------------------------------------------- */

static bool
is_ours(const struct vg_gate_facts *facts)
{
	size_t size;
	const unsigned char *own = vg_usm_engine(&size);

	return size > 0 && facts->engine_size == size &&
	    memcmp(facts->engine, own, size) == 0;
}

/* "user netman of engine 80001f88...", and what 'format' adds. */
__attribute__((format(printf, 3, 4))) static void
say(struct vg_receive *r, const struct vg_gate_facts *f, const char *format, ...)
{
	char engine[2 * VG_USM_ENGINE_MAX + 1] = "", more[80];
	va_list arguments;

	vg_text_hex(engine, f->engine, f->engine_size);
	va_start(arguments, format);
	vsnprintf(more, sizeof(more), format, arguments);
	va_end(arguments);
	vg_text_format(r->said, sizeof(r->said), "user %.*s of engine %s%s",
	    (int)f->user_size, (const char *)f->user, engine, more);
}

/* Out of the window: what is not newer than what we have heard was heard, or held back. */
static enum vg_receive_result
judge_late(struct vg_receive *r, const struct vg_gate_facts *f,
    const struct vg_seen_engine *s, int64_t elapsed)
{
	if (f->boots < s->boots) {
		say(r, f, ": its engineBoots went back from %u to %u", s->boots,
		    f->boots);
		return VG_RECEIVE_REPLAY;
	}
	if (f->time <= s->time) {
		say(r, f, ": of its second %u, and %u was heard %lld s ago", f->time,
		    s->time, (long long)elapsed);
		return VG_RECEIVE_REPLAY;
	}
	say(r, f, ": %lld s late", (long long)(s->time + elapsed - f->time));
	return VG_RECEIVE_WINDOW;
}

/* RFC 3414 3.2 step 7b, for an engine whose digest verified; VG_RECEIVE_TRAP when it is timely. */
static enum vg_receive_result
judge_time(struct vg_receive *r, const struct vg_gate_facts *f, struct vg_mono now)
{
	bool same;
	struct vg_seen_engine *s =
	    vg_seen_place(r->seen, f->engine, f->engine_size, &same);

	/* An engine whose boots are at their end must be given another name. */
	if (f->boots == INT32_MAX) {
		say(r, f,
		    ": its engineBoots are at their end: it needs another engineID");
		return VG_RECEIVE_WINDOW;
	}
	if (same && f->boots <= s->boots) {
		int64_t elapsed = vg_instant_mono_since(now, s->at) / VG_SECOND_US;
		/* What a wall clock says refuses nothing that is newer than all we know. */
		bool late = s->time + elapsed - f->time > TIME_WINDOW_S &&
		    (!s->loaded || f->time <= s->time);
		if (f->boots < s->boots || late)
			return judge_late(r, f, s, elapsed);
		/* The same second again proves nothing newer, and must not prolong its window. */
		if (f->time <= s->time)
			return VG_RECEIVE_TRAP;
	}
	vg_seen_note(s, f->engine, f->engine_size, f->boots, f->time, now);
	return VG_RECEIVE_TRAP;
}

struct vg_seen *
vg_receive_seen(struct vg_receive *receive)
{
	return receive->seen;
}

/* libsnmp's table must know our engine, which taking a user out may have emptied. */
static void
note_own_engine(void)
{
	size_t size;
	const unsigned char *own = vg_usm_engine(&size);

	if (size > 0)
		set_enginetime(own, (u_int)size, (u_int)snmpv3_local_snmpEngineBoots(),
		    (u_int)snmpv3_local_snmpEngineTime(), TRUE);
}

static bool
is_below(const struct vg_gate_facts *facts, enum vg_usm_level minimum)
{
	return (minimum >= VG_USM_AUTH && !facts->auth) ||
	    (minimum == VG_USM_PRIV && !facts->priv);
}

/*
 * What can be said of an SNMPv3 trap before anything is computed: spoofed ones must cost little,
 * and libsnmp would keep the engine that they name for ever, before it looks for the user.  What
 * may be reported goes on to libsnmp, which makes the report.  VG_RECEIVE_TRAP: go on.
 */
static enum vg_receive_result
judge_sender(struct vg_receive *r, const struct vg_usm_user *user,
    const struct vg_gate_facts *facts, bool elsewhere)
{
	if (facts->reportable)
		return VG_RECEIVE_TRAP;
	if (!user && elsewhere) {
		say(r, facts, ", which is none of that user's");
		return VG_RECEIVE_ENGINE;
	}
	if (!user)
		return VG_RECEIVE_USER;
	return is_below(facts, vg_usm_user_minimum(user)) ? VG_RECEIVE_LEVEL
							  : VG_RECEIVE_TRAP;
}

/* RFC 3411 SnmpEngineID; RFC 3414 3.2 3: of another size it is unknown. */
enum { MIN_ENGINE = 5 };

/*
 * Keys for the one user of this message.  A reportable message to an engine that is not ours
 * gets none, so that libsnmp reports the unknown engine.
 */
static void
prepare(struct vg_usm_user *user, const struct vg_gate_facts *facts)
{
	if (user && facts->engine_size >= MIN_ENGINE &&
	    (is_ours(facts) || !facts->reportable) &&
	    vg_usm_put(user, facts->engine, facts->engine_size) == VG_OK &&
	    !is_ours(facts))
		set_enginetime(facts->engine, (u_int)facts->engine_size, 0, 0, TRUE);
	note_own_engine();
}

/* --- what it says -------------------------------------------------------------------------- */

static void
copy_text(char *target, size_t size, const void *data, size_t n)
{
	char *text = vg_mem_text_n(data, n);

	vg_text_copy(target, size, text);
	free(text);
}

/* What the message says around its PDU. */
static void
fill_head(struct vg_trap *trap, const struct vg_gate_facts *facts)
{
	trap->version = facts->version;
	trap->auth_priv = facts->version == 3 && facts->auth && facts->priv;
	trap->authentic = facts->version == 3 && facts->auth;
	if (facts->version == 3) {
		copy_text(trap->user, sizeof(trap->user), facts->user, facts->user_size);
		memcpy(trap->engine, facts->engine, facts->engine_size);
		trap->engine_size = facts->engine_size;
	} else {
		copy_text(trap->community, sizeof(trap->community), facts->community,
		    facts->community_size);
	}
}

/* The PDU is the last element of what holds it.  NULL, or what is wrong (static). */
static const char *
fill_pdu(struct vg_trap *trap, const struct vg_gate_facts *facts,
    const unsigned char *pdu, size_t size)
{
	const char *wrong;

	if (vg_trappdu_read(pdu, size, trap, &wrong) != VG_OK)
		return wrong;
	fill_head(trap, facts);
	vg_buf_add(&trap->pdu, pdu, size);
	return NULL;
}

/*
 * What is encrypted is read by us: libsnmp, which has verified it, takes lengths that lie, and
 * keeps no octets of the PDU.  What is not has passed the gate.  NULL, or what is wrong (static).
 */
static const char *
fill_v3(struct vg_trap *trap, const struct vg_gate_facts *facts,
    const unsigned char *data, size_t size, struct vg_buf *plain)
{
	struct vg_gate_facts inner;

	if (!facts->priv)
		return fill_pdu(trap, facts, data + facts->pdu_at, size - facts->pdu_at);
	if (vg_usm_decrypt(facts->boots, facts->time, facts->salt, facts->secret,
		facts->secret_size, plain) != VG_OK)
		return "it cannot be decrypted again";
	enum vg_gate_verdict verdict =
	    vg_gate_check_scoped(plain->data, plain->size, &inner);
	if (verdict != VG_GATE_PASS)
		return vg_gate_text(verdict);
	return fill_pdu(
	    trap, facts, plain->data + inner.pdu_at, plain->size - inner.pdu_at);
}

/* --- what is answered ---------------------------------------------------------------------- */

/* A v2c response to an inform is the inform with another PDU tag (RFC 3416 4.2.7). */
static void
reply_v2c(const struct vg_gate_facts *facts, const void *data, size_t size,
    struct vg_buf *reply)
{
	vg_buf_add(reply, data, size);
	if (reply->error == VG_OK)
		reply->data[facts->pdu_at] = VG_PDU_RESPONSE;
}

static void
reply_v3(struct vg_receive *r, netsnmp_pdu *pdu, int report)
{
	netsnmp_pdu *reply = snmp_clone_pdu(pdu);

	if (!reply)
		return;
	reply->flags &= ~(u_long)UCD_MSG_FLAG_EXPECT_RESPONSE;
	reply->errstat = reply->errindex = 0;
	if (report)
		snmpv3_make_report(reply, report);
	else
		reply->command = SNMP_MSG_RESPONSE;
	if (snmp_sess_send(r->handle, reply) == 0)
		snmp_free_pdu(reply);
}

static enum vg_receive_result
result_of(int error, const struct vg_gate_facts *facts)
{
	switch (error) {
	case SNMPERR_USM_UNKNOWNENGINEID:
		return facts->engine_size == 0 ? VG_RECEIVE_DISCOVERY : VG_RECEIVE_ENGINE;
	case SNMPERR_USM_UNKNOWNSECURITYNAME:
		return VG_RECEIVE_USER;
	case SNMPERR_USM_UNSUPPORTEDSECURITYLEVEL:
		return VG_RECEIVE_LEVEL;
	case SNMPERR_USM_AUTHENTICATIONFAILURE:
		return VG_RECEIVE_DIGEST;
	case SNMPERR_USM_NOTINTIMEWINDOW:
		return VG_RECEIVE_WINDOW;
	case SNMPERR_USM_DECRYPTIONERROR:
		return VG_RECEIVE_CIPHER;
	default:
		/* AES makes noise of a wrong key without noticing: what is encrypted and
		 * authentic, but no BER inside, was encrypted with another one. */
		return facts->priv ? VG_RECEIVE_CIPHER : VG_RECEIVE_DECODE;
	}
}

static bool
is_notification(int command)
{
	return command == SNMP_MSG_TRAP2 || command == SNMP_MSG_INFORM;
}

/* What libsnmp took: levels below the user's minimum are refused by us, it would let them pass. */
static enum vg_receive_result
take_v3(struct vg_receive *r, const struct vg_usm_user *user,
    const struct vg_gate_facts *facts, struct vg_mono now, netsnmp_pdu *pdu,
    const void *data, size_t size, struct vg_trap *trap, const char **text)
{
	struct vg_buf plain;

	if (is_below(facts, user ? vg_usm_user_minimum(user) : VG_USM_PRIV)) {
		if (SNMP_CMD_CONFIRMED(pdu->command))
			reply_v3(r, pdu, SNMPERR_USM_UNSUPPORTEDSECURITYLEVEL);
		return VG_RECEIVE_LEVEL;
	}
	if (!is_notification(pdu->command))
		return VG_RECEIVE_PDU;
	/* RFC 3412 7.2 13: who wants an answer must ask the engine that answers. */
	if (pdu->command == SNMP_MSG_INFORM && !is_ours(facts))
		return VG_RECEIVE_ENGINE;
	/* The time of a message without a digest is anybody's. */
	if (facts->auth && !is_ours(facts)) {
		enum vg_receive_result late = judge_time(r, facts, now);
		if (late != VG_RECEIVE_TRAP)
			return late;
	}
	vg_buf_init(&plain, MAX_MESSAGE);
	const char *wrong = fill_v3(trap, facts, data, size, &plain);
	vg_buf_fini(&plain);
	if (wrong) {
		*text = wrong;
		vg_trap_reset(trap);
		return VG_RECEIVE_DECODE;
	}
	if (trap->inform)
		reply_v3(r, pdu, 0);
	return VG_RECEIVE_TRAP;
}

/* One try with the keys of 'keys' (NULL: none) for 'user'. */
static enum vg_receive_result
parse(struct vg_receive *r, const struct vg_usm_user *user, struct vg_usm_user *keys,
    const struct vg_gate_facts *facts, struct vg_mono now, const void *data, size_t size,
    struct vg_trap *trap, const char **text)
{
	prepare(keys, facts);
	/* libsnmp writes into what it parses (it blanks the digest). */
	netsnmp_pdu *pdu = vg_mem_zero(sizeof(*pdu));
	u_char *copy = vg_mem_copy(data, size);
	int error = snmp_parse(r->handle, r->session, pdu, copy, size);
	enum vg_receive_result result = error
	    ? result_of(error, facts)
	    : take_v3(r, user, facts, now, pdu, data, size, trap, text);
	snmp_free_pdu(pdu);
	free(copy);
	vg_usm_take();
	return result;
}

static bool
may_fit(const struct vg_usm_user *keys, const struct vg_gate_facts *facts)
{
	return keys && (!facts->priv || vg_usm_user_has_priv(keys));
}

/*
 * The user's keys, and where they do not fit, the other ones that are valid meanwhile.  Keys that
 * cannot decrypt are not tried on what is encrypted: libsnmp would refuse that before the digest.
 */
static enum vg_receive_result
parse_both(struct vg_receive *r, struct vg_usm_user *user,
    const struct vg_gate_facts *facts, struct vg_mono now, const void *data, size_t size,
    struct vg_trap *trap, const char **text)
{
	struct vg_usm_user *first = user ? vg_usm_user_first(user) : NULL;
	struct vg_usm_user *other = user ? vg_usm_user_second(user) : NULL;

	if (!may_fit(first, facts) && may_fit(other, facts))
		return parse(r, user, other, facts, now, data, size, trap, text);
	enum vg_receive_result result =
	    parse(r, user, first, facts, now, data, size, trap, text);
	if ((result != VG_RECEIVE_DIGEST && result != VG_RECEIVE_CIPHER) ||
	    !may_fit(other, facts))
		return result;
	enum vg_receive_result second =
	    parse(r, user, other, facts, now, data, size, trap, text);
	if (second == VG_RECEIVE_DIGEST)
		return result;
	vg_usm_user_swap(user);
	return second;
}

static enum vg_receive_result
handle_v3(struct vg_receive *receive, struct vg_usm *usm,
    const struct vg_gate_facts *facts, struct vg_mono now, const void *data, size_t size,
    struct vg_trap *trap, struct vg_buf *reply, const char **text)
{
	bool elsewhere;
	struct vg_usm_user *user = vg_usm_of(usm, facts->user, facts->user_size,
	    facts->engine, facts->engine_size, &elsewhere);

	receive->said[0] = '\0';
	enum vg_receive_result result = judge_sender(receive, user, facts, elsewhere);
	if (result == VG_RECEIVE_TRAP) {
		receive->caught = reply;
		result = parse_both(receive, user, facts, now, data, size, trap, text);
		receive->caught = NULL;
	}
	if (!**text)
		*text = receive->said;
	return result;
}

/* No library reads it: the gate has passed it, and one reader does both (lib/model/trappdu.h). */
static enum vg_receive_result
handle_plain(const struct vg_gate_facts *facts, const void *data, size_t size,
    struct vg_trap *trap, struct vg_buf *reply, const char **text)
{
	const unsigned char *octets = data;

	if (facts->pdu != VG_PDU_TRAP_V1 && facts->pdu != VG_PDU_TRAP &&
	    facts->pdu != VG_PDU_INFORM)
		return VG_RECEIVE_PDU;
	const char *wrong =
	    fill_pdu(trap, facts, octets + facts->pdu_at, size - facts->pdu_at);
	if (wrong) {
		*text = wrong;
		vg_trap_reset(trap);
		return VG_RECEIVE_DECODE;
	}
	if (trap->inform)
		reply_v2c(facts, data, size, reply);
	return VG_RECEIVE_TRAP;
}

enum vg_receive_result
vg_receive_handle(struct vg_receive *receive, struct vg_usm *usm,
    const struct vg_gate_facts *facts, struct vg_mono now, const void *data, size_t size,
    struct vg_trap *trap, struct vg_buf *reply, const char **text)
{
	vg_trap_reset(trap);
	*text = "";
	if (facts->version != 3)
		return handle_plain(facts, data, size, trap, reply, text);
	return handle_v3(receive, usm, facts, now, data, size, trap, reply, text);
}
