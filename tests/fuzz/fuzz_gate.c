/*
 * The gate, and behind it the road that a datagram takes on the trap socket: what passes goes
 * into libsnmp as the product puts it there, and a reply must pass the gate itself.
 *
 * Input that begins with 0xA5 is a PDU instead, which is first encrypted by a user we know: so
 * the octets that libsnmp decrypts and that no gate has seen are arbitrary, too.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/snmp_api.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/trapblob.h"
#include "lib/model/trappdu.h"
#include "lib/snmp/convert.h"
#include "lib/snmp/receive.h"
#include "lib/snmp/v3codec.h"
#include "tests/unit/snmpbench.h"

enum { WRAPPED = 0xA5, ID = 0x41000007, MAX_SIZE = 8192 };

static struct vg_usm *usm;
static struct vg_receive *receive;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
set_up(void)
{
	struct vg_detail detail;

	usm = vg_usm_new();
	vg_usm_add(usm, bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV));
	receive = vg_receive_new(&detail);
	if (!receive || vg_usm_set_engine(bench_engine, sizeof(bench_engine), 1) != VG_OK)
		abort();
}

/* What is stored of a trap must be what is read again. */
static void
store(const struct vg_trap *trap)
{
	struct vg_trap again;
	struct vg_buf blob, second;

	vg_buf_init(&blob, 0);
	vg_buf_init(&second, 0);
	vg_trapblob_pack(trap, &blob);
	if (vg_trapblob_unpack(blob.data, blob.size, &again) != VG_OK)
		abort();
	vg_trapblob_pack(&again, &second);
	if (second.size != blob.size || memcmp(second.data, blob.data, blob.size) != 0)
		abort();
	vg_trap_fini(&again);
	vg_buf_fini(&second);
	vg_buf_fini(&blob);
}

/* Takes sysUpTime.0 and snmpTrapOID.0 out, as our reader does. */
static void
drop_head(struct vg_trap *trap, struct vg_trappdu_seen *seen)
{
	size_t kept = 0;

	for (size_t i = 0; i < trap->n_varbinds; i++) {
		struct vg_varbind *v = &trap->varbinds[i];
		if (vg_trappdu_keeps(trap, seen, v))
			trap->varbinds[kept++] = *v;
		else
			vg_value_fini(&v->value);
	}
	trap->n_varbinds = kept;
}

/* Of v1 and v2c, what libsnmp reads must be what we read. */
static void
compare(const struct vg_trap *ours, const uint8_t *data, size_t size)
{
	netsnmp_session session;
	netsnmp_pdu *pdu = vg_mem_zero(sizeof(*pdu));
	u_char *copy = vg_mem_copy(data, size);
	struct vg_trap theirs = {0};
	struct vg_trappdu_seen seen = {ours->version == 1, ours->version == 1};

	snmp_sess_init(&session);
	session.version = SNMP_DEFAULT_VERSION;
	if (snmp_parse(NULL, &session, pdu, copy, size) == 0) {
		theirs.varbinds = vg_convert_varbinds(
		    pdu->variables, VG_TRAP_MAX_VARBINDS, &theirs.n_varbinds);
		drop_head(&theirs, &seen);
		if (theirs.n_varbinds != ours->n_varbinds)
			abort();
		for (size_t i = 0; i < theirs.n_varbinds; i++) {
			const struct vg_varbind *a = &theirs.varbinds[i],
						*b = &ours->varbinds[i];
			/* libsnmp unpacks what is in an Opaque; we keep its octets. */
			if (vg_oid_compare(&a->oid, &b->oid) != 0 ||
			    (b->value.type != VG_VALUE_OPAQUE &&
				!vg_value_same(&a->value, &b->value)))
				abort();
		}
	}
	vg_trap_fini(&theirs);
	snmp_free_pdu(pdu);
	free(copy);
}

static void
take(const uint8_t *data, size_t size)
{
	struct vg_gate_facts facts, of_reply;
	struct vg_trap trap = {0};
	struct vg_buf reply;
	const char *text;

	if (vg_gate_check(data, size, &facts) != VG_GATE_PASS)
		return;
	vg_buf_init(&reply, UINT16_MAX);
	enum vg_receive_result result = vg_receive_handle(receive, usm, &facts,
	    (struct vg_mono){VG_HOUR_US}, data, size, &trap, &reply, &text);
	if (result == VG_RECEIVE_TRAP) {
		store(&trap);
		if (trap.version != 3)
			compare(&trap, data, size);
	} else if (trap.n_varbinds || trap.pdu.size) {
		abort();
	}
	if (reply.size &&
	    vg_gate_check(reply.data, reply.size, &of_reply) != VG_GATE_PASS)
		abort();
	vg_trap_fini(&trap);
	vg_buf_fini(&reply);
}

static void
wrap_and_take(const uint8_t *data, size_t size)
{
	struct vg_v3codec_peer sender = {.engine_size = sizeof(bench_sender), .boots = 1};
	struct vg_buf pdu, message;

	memcpy(sender.engine, bench_sender, sizeof(bench_sender));
	vg_buf_init(&pdu, 0);
	vg_buf_init(&message, 0);
	vg_buf_add(&pdu, data, size);
	if (vg_v3codec_wrap(vg_usm_find(usm, BENCH_USER, strlen(BENCH_USER)), &sender,
		(struct vg_mono){VG_HOUR_US}, ID, VG_PDU_TRAP, &pdu, &message) == VG_OK)
		take(message.data, message.size);
	vg_buf_fini(&message);
	vg_buf_fini(&pdu);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!receive)
		set_up();
	if (size > MAX_SIZE)
		return 0;
	if (size > 0 && data[0] == WRAPPED)
		wrap_and_take(data + 1, size - 1);
	else
		take(data, size);
	return 0;
}
