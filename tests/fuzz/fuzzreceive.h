/*
 * What the fuzz targets of the receiver share: one receiver with one user, and a second opinion on
 * everything it takes.
 */
#ifndef VG_TESTS_FUZZ_FUZZRECEIVE_H
#define VG_TESTS_FUZZ_FUZZRECEIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/snmpv3.h>

#include "lib/base/error.h"
#include "lib/model/trappdu.h"
#include "lib/snmp/receive.h"
#include "tests/malformed/malread.h"
#include "tests/unit/snmpbench.h"

static struct {
	struct vg_usm *usm;
	struct vg_receive *receive;
	struct vg_malkey key;
	struct vg_malread_self self;
} fuzzreceive;

/* The receiver, as the other one knows it, at the moment. */
static inline const struct vg_malread_self *
fuzzreceive_self(void)
{
	struct vg_detail detail;

	if (!fuzzreceive.receive) {
		fuzzreceive.usm = vg_usm_new();
		vg_usm_add(
		    fuzzreceive.usm, bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV));
		fuzzreceive.receive = vg_receive_new(&detail);
		if (!fuzzreceive.receive ||
		    vg_usm_set_engine(bench_engine, sizeof(bench_engine), 1) != VG_OK)
			abort();
		vg_malkey_make(&fuzzreceive.key, BENCH_AUTH, BENCH_PRIV);
		fuzzreceive.self = (struct vg_malread_self){.user = BENCH_USER,
		    .key = &fuzzreceive.key,
		    .engine = bench_engine,
		    .engine_size = sizeof(bench_engine),
		    .boots = 1};
	}
	fuzzreceive.self.time = (uint32_t)snmpv3_local_snmpEngineTime();
	return &fuzzreceive.self;
}

__attribute__((noreturn)) static inline void
fuzzreceive_disagree(const char *what, const struct vg_malread_answer *answer, int result)
{
	fprintf(stderr, "%s: result %d; the other says '%s', %s, name %s\n", what, result,
	    vg_malread_text(answer->verdict), answer->why, answer->name);
	abort();
}

/* A trap as it was taken must be told by its PDU alone, as it is stored. */
static inline void
fuzzreceive_check(const struct vg_trap *trap, const struct vg_malread_answer *answer)
{
	static char name[VG_OID_TEXT_SIZE];
	struct vg_trap again = {0};
	const char *why;

	vg_trap_reset(&again);
	if (vg_trappdu_read(trap->pdu.data, trap->pdu.size, &again, &why) != VG_OK ||
	    again.n_varbinds != trap->n_varbinds ||
	    vg_oid_compare(&again.oid, &trap->oid) != 0)
		fuzzreceive_disagree("its PDU says another thing", answer, 0);
	vg_oid_text(&trap->oid, name, sizeof(name));
	if (strcmp(name, answer->name) != 0)
		fuzzreceive_disagree(name, answer, 0);
	if (trap->inform != answer->inform)
		fuzzreceive_disagree("inform or not", answer, 0);
	vg_trap_fini(&again);
}

/* Takes one datagram as the trap socket does; what became of it, or -1 when the gate refused. */
static inline int
fuzzreceive_take(const uint8_t *data, size_t size)
{
	const struct vg_malread_self *self = fuzzreceive_self();
	struct vg_malread_answer answer;
	struct vg_gate_facts facts, of_reply;
	struct vg_trap trap = {0};
	struct vg_buf reply;
	const char *text;
	int result = -1;

	vg_malread_judge(self, data, size, &answer);
	vg_buf_init(&reply, UINT16_MAX);
	vg_trap_reset(&trap);
	if (size <= 8192 && vg_gate_check(data, size, &facts) == VG_GATE_PASS)
		result =
		    (int)vg_receive_handle(fuzzreceive.receive, fuzzreceive.usm, &facts,
			(struct vg_mono){VG_HOUR_US}, data, size, &trap, &reply, &text);
	if (result == VG_RECEIVE_TRAP && answer.verdict == VG_MALREAD_NOT)
		fuzzreceive_disagree("taken", &answer, result);
	if (result != VG_RECEIVE_TRAP && answer.verdict == VG_MALREAD_MUST)
		fuzzreceive_disagree("not taken", &answer, result);
	if (result == VG_RECEIVE_TRAP)
		fuzzreceive_check(&trap, &answer);
	else if (trap.n_varbinds || trap.pdu.size)
		fuzzreceive_disagree("not taken, and something is left", &answer, result);
	if (reply.size &&
	    vg_gate_check(reply.data, reply.size, &of_reply) != VG_GATE_PASS)
		fuzzreceive_disagree("its reply is malformed", &answer, result);
	vg_trap_fini(&trap);
	vg_buf_fini(&reply);
	return result;
}

#endif
