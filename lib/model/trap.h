/*
 * A trap or inform as it came, decoded but not yet understood.  SNMPv1 traps are already
 * mapped to the v2 form (RFC 3584 section 3.1): the notification's OID stands in 'oid'.
 */
#ifndef VG_LIB_MODEL_TRAP_H
#define VG_LIB_MODEL_TRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/model/event.h"
#include "lib/model/value.h"

enum { VG_TRAP_MAX_VARBINDS = 512, VG_TRAP_ENGINE_SIZE = 32, VG_TRAP_SOURCE_SIZE = 64 };

struct vg_trap {
	int version;                      /* 1, 2 (v2c) or 3 */
	bool inform;                      /* it wants an acknowledgement */
	bool auth_priv;                   /* v3, authenticated and encrypted */
	bool authentic;                   /* v3, its digest verified */
	bool excess;                      /* beyond the budget of its source */
	char source[VG_TRAP_SOURCE_SIZE]; /* numeric address, without the port */
	uint16_t source_port;
	char user[VG_NAME_SIZE];                   /* v3 security name, or "" */
	char community[VG_NAME_SIZE];              /* v1, v2c; never logged above debug */
	unsigned char engine[VG_TRAP_ENGINE_SIZE]; /* v3 authoritative engineID */
	size_t engine_size;
	uint32_t uptime;          /* sysUpTime.0, hundredths */
	struct vg_oid oid;        /* snmpTrapOID.0 */
	struct vg_oid enterprise; /* v1: enterprise; else none */
	uint32_t
	    agent_address; /* v1 agent-addr or snmpTrapAddress.0, host order; 0: none */
	struct vg_varbind *varbinds; /* owned; without sysUpTime.0 and snmpTrapOID.0 */
	size_t n_varbinds;
	size_t room; /* of 'varbinds': kept from one to the next (vg_trap_reset) */
	/*
	 * The PDU in BER (tags A4, A6, A7): as it came in the datagram; of SNMPv3, made anew of
	 * what was decrypted.  Empty for one that never was on a wire.
	 */
	struct vg_buf pdu;
	struct vg_wall received;
};

/* Frees what the trap owns and empties it. */
void
vg_trap_fini(struct vg_trap *trap);

/* Empties it and keeps its rooms for the next one: for a trap that is zeroed, or was read into. */
void
vg_trap_reset(struct vg_trap *trap);

/* Gives the next place of 'varbinds', which holds nothing; NULL past VG_TRAP_MAX_VARBINDS. */
struct vg_varbind *
vg_trap_add(struct vg_trap *trap);

/* Finds the first varbind equal to or below 'oid' (borrowed); borrowed from 'trap', or NULL. */
const struct vg_varbind *
vg_trap_find(const struct vg_trap *trap, const struct vg_oid *oid);

#endif
