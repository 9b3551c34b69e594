/*
 * Targets.
 */
#include "lib/snmp/enginetarget.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"

static int
take_credential(struct vg_engine_target *t, const char *user,
    const struct vg_credential *credential, struct vg_detail *detail)
{
	if (user) {
		t->user =
		    vg_usm_user_new(user, &credential->auth, &credential->priv, detail);
		return t->user ? VG_OK : VG_EINVAL;
	}
	if (credential->community.size == 0)
		return vg_detail_set(
		    detail, VG_EINVAL, "its credential has no community (SNMPv2c)");
	t->community = credential->community;
	return VG_OK;
}

struct vg_engine_target *
vg_enginetarget_new(const struct vg_address *address, const char *user,
    const struct vg_credential *credential, struct vg_detail *detail)
{
	struct vg_engine_target *t = vg_mem_zero(sizeof(*t));

	t->address = *address;
	if (take_credential(t, user, credential, detail) == VG_OK)
		return t;
	vg_enginetarget_free(t);
	return NULL;
}

void
vg_enginetarget_free(struct vg_engine_target *target)
{
	vg_usm_user_free(target->user);
	vg_secret_wipe(&target->community);
	free(target->also);
	free(target);
}

bool
vg_enginetarget_may_answer(
    const struct vg_engine_target *target, const struct vg_address *source)
{
	if (vg_net_same(source, &target->address))
		return true;
	for (size_t i = 0; i < target->n_also; i++) {
		if (vg_net_same(source, &target->also[i]))
			return true;
	}
	return false;
}

void
vg_engine_target_also(
    struct vg_engine_target *target, const struct vg_address *addresses, size_t n)
{
	free(target->also);
	target->also = n ? vg_mem_copy(addresses, n * sizeof(*addresses)) : NULL;
	target->n_also = n;
}

void
vg_engine_target_get_state(
    const struct vg_engine_target *target, struct vg_engine_state *state)
{
	const struct vg_v3codec_peer *p = &target->peer;

	memset(state, 0, sizeof(*state));
	memcpy(state->engine, p->engine, p->engine_size);
	state->engine_size = p->engine_size;
	state->boots = p->boots;
	state->time = p->engine_size > 0 ? vg_v3codec_time(p, vg_clock_mono()) : 0;
}

void
vg_engine_target_set_state(
    struct vg_engine_target *target, const struct vg_engine_state *state)
{
	struct vg_v3codec_peer *p = &target->peer;

	memset(p, 0, sizeof(*p));
	if (state->engine_size > sizeof(p->engine))
		return;
	memcpy(p->engine, state->engine, state->engine_size);
	p->engine_size = state->engine_size;
	p->boots = state->boots;
	p->time = state->time;
	p->at = vg_clock_mono();
}

/* A discovery carries no varbinds: what we ask is nobody's business before keys are agreed. */
static int
make_discovery(
    const struct vg_engine_target *t, int32_t id, struct vg_mono now, struct vg_buf *out)
{
	struct vg_buf pdu;

	vg_buf_init(&pdu, VG_POLLCODEC_MAX_SIZE);
	vg_pollcodec_request(&pdu, VG_PDU_GET, id, 0, 0, NULL, 0);
	int code = vg_v3codec_wrap(NULL, &t->peer, now, id, VG_PDU_GET, &pdu, out);
	vg_buf_fini(&pdu);
	return code;
}

int
vg_enginetarget_datagram(const struct vg_engine_target *target, int32_t id, int tag,
    const struct vg_buf *pdu, struct vg_mono now, struct vg_buf *out)
{
	if (target->user && target->peer.engine_size > 0)
		return vg_v3codec_wrap(
		    target->user, &target->peer, now, id, tag, pdu, out);
	if (target->user)
		return make_discovery(target, id, now, out);
	vg_pollcodec_message(out, &target->community, pdu);
	return out->error;
}
