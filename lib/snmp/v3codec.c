/*
 * The asking side of SNMPv3.
 */
#include "lib/snmp/v3codec.h"

#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/lcd_time.h>
#include <net-snmp/library/snmp_api.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/convert.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/library.h"

enum { TIME_WINDOW_S = 150 };

/* A session that is never opened: libsnmp wants one for its limits and its role. */
static netsnmp_session *
session(void)
{
	static netsnmp_session s;
	static bool ready;

	if (!ready) {
		snmp_sess_init(&s);
		s.version = SNMP_VERSION_3;
		s.securityModel = SNMP_SEC_MODEL_USM;
		s.isAuthoritative = SNMP_SESS_NONAUTHORITATIVE;
		s.rcvMsgMaxSize = VG_POLLCODEC_MAX_SIZE;
		s.sndMsgMaxSize = VG_POLLCODEC_MAX_SIZE;
		ready = true;
	}
	return &s;
}

uint32_t
vg_v3codec_time(const struct vg_v3codec_peer *peer, struct vg_mono now)
{
	int64_t elapsed = vg_instant_mono_since(now, peer->at) / VG_SECOND_US;

	return peer->time + (uint32_t)(elapsed > 0 ? elapsed : 0);
}

/* A PDU with the security of 'user' towards 'peer'; snmp_free_pdu releases it. */
static netsnmp_pdu *
make_shell(
    struct vg_usm_user *user, const struct vg_v3codec_peer *peer, int32_t id, int tag)
{
	netsnmp_pdu *pdu = snmp_pdu_create(tag);

	if (!pdu)
		return NULL;
	pdu->version = SNMP_VERSION_3;
	pdu->msgid = id;
	pdu->reqid = id;
	pdu->securityModel = SNMP_SEC_MODEL_USM;
	pdu->securityLevel = user ? SNMP_SEC_LEVEL_AUTHPRIV : SNMP_SEC_LEVEL_NOAUTH;
	pdu->securityName = vg_mem_text(user ? vg_usm_user_name(user) : "");
	pdu->securityNameLen = strlen(pdu->securityName);
	pdu->contextName = vg_mem_text("");
	if (user) {
		pdu->securityEngineID = vg_mem_copy(peer->engine, peer->engine_size);
		pdu->securityEngineIDLen = peer->engine_size;
		pdu->contextEngineID = vg_mem_copy(peer->engine, peer->engine_size);
		pdu->contextEngineIDLen = peer->engine_size;
	}
	return pdu;
}

static int
build(netsnmp_pdu *shell, const struct vg_buf *pdu, struct vg_buf *out)
{
	size_t room = pdu->size + 512, used = 0;
	u_char *packet = vg_mem_zero(room);
	u_char *body = vg_mem_copy(pdu->data, pdu->size);
	int code = VG_EAUTH;

	if (snmpv3_packet_realloc_rbuild(
		&packet, &room, &used, session(), shell, body, pdu->size) == 0) {
		vg_buf_add(out, packet + room - used, used);
		code = out->error;
	}
	free(body);
	free(packet);
	return code;
}

int
vg_v3codec_wrap(struct vg_usm_user *user, const struct vg_v3codec_peer *peer,
    struct vg_mono now, int32_t id, int tag, const struct vg_buf *pdu, struct vg_buf *out)
{
	if (vg_library_start(NULL) != VG_OK)
		return VG_EAUTH;
	if (pdu->error != VG_OK)
		return pdu->error;
	if (user && vg_usm_put(user, peer->engine, peer->engine_size) != VG_OK)
		return VG_EAUTH;
	netsnmp_pdu *shell = make_shell(user, peer, id, tag);
	if (user)
		set_enginetime(peer->engine, (u_int)peer->engine_size, peer->boots,
		    vg_v3codec_time(peer, now), TRUE);
	int code = shell ? build(shell, pdu, out) : VG_EAUTH;
	if (shell)
		snmp_free_pdu(shell);
	vg_usm_take();
	return code;
}

/* libsnmp writes into what it parses (it blanks the digest). */
static netsnmp_pdu *
parse(const void *data, size_t size)
{
	netsnmp_pdu *pdu = vg_mem_zero(sizeof(*pdu));
	u_char *copy = vg_mem_copy(data, size);
	int code = snmp_parse(NULL, session(), pdu, copy, size);

	free(copy);
	if (code == 0)
		return pdu;
	snmp_free_pdu(pdu);
	return NULL;
}

static bool
is_peer(const struct vg_v3codec_peer *peer, const struct vg_gate_facts *facts)
{
	return peer->engine_size == facts->engine_size &&
	    memcmp(peer->engine, facts->engine, facts->engine_size) == 0;
}

static void
set_time(struct vg_v3codec_peer *peer, const struct vg_gate_facts *facts,
    struct vg_mono now, bool authentic)
{
	peer->boots = facts->boots;
	peer->time = facts->time;
	peer->at = now;
	peer->authentic = authentic;
}

/* RFC 3414 3.2 step 7b, against the time that 'peer' knew before this message. */
static bool
in_window(const struct vg_v3codec_peer *peer, const struct vg_gate_facts *facts,
    struct vg_mono now)
{
	if (!peer->authentic || facts->boots > peer->boots)
		return true;
	return facts->boots == peer->boots &&
	    (int64_t)facts->time + TIME_WINDOW_S >= (int64_t)vg_v3codec_time(peer, now);
}

static enum vg_v3codec_kind
discover(struct vg_v3codec_peer *peer, const struct vg_gate_facts *facts,
    struct vg_mono now, const char **text)
{
	if (facts->engine_size < 5)
		return VG_V3CODEC_INVALID;
	if (peer->engine_size > 0 && !is_peer(peer, facts)) {
		*text = "it has another engineID than before (replaced or spoofed)";
		return VG_V3CODEC_REPLACED;
	}
	/* Two discoveries at once: what is known is not changed by what nobody signed. */
	if (peer->engine_size > 0)
		return VG_V3CODEC_DISCOVERED;
	memcpy(peer->engine, facts->engine, facts->engine_size);
	peer->engine_size = facts->engine_size;
	set_time(peer, facts, now, false);
	return VG_V3CODEC_DISCOVERED;
}

static enum vg_v3codec_kind
take_report(netsnmp_pdu *pdu, struct vg_v3codec_peer *peer,
    const struct vg_gate_facts *facts, struct vg_mono now, const char **text)
{
	switch (snmpv3_get_report_type(pdu)) {
	case SNMPERR_UNKNOWN_ENG_ID:
		return discover(peer, facts, now, text);
	case SNMPERR_NOT_IN_TIME_WINDOW:
		/* An unauthenticated one could be anybody's (RFC 3414 4). */
		if (!facts->auth || !is_peer(peer, facts))
			return VG_V3CODEC_INVALID;
		set_time(peer, facts, now, true);
		return VG_V3CODEC_RESYNCED;
	case SNMPERR_UNKNOWN_USER_NAME:
		*text = "it does not know the user";
		return VG_V3CODEC_REFUSED;
	case SNMPERR_AUTHENTICATION_FAILURE:
		*text = "wrong authentication key";
		return VG_V3CODEC_REFUSED;
	case SNMPERR_UNSUPPORTED_SEC_LEVEL:
		*text = "it does not support authPriv for the user";
		return VG_V3CODEC_REFUSED;
	case SNMPERR_DECRYPTION_ERR:
		*text = "wrong privacy key";
		return VG_V3CODEC_REFUSED;
	default:
		*text = "report of an unknown kind";
		return VG_V3CODEC_INVALID;
	}
}

static enum vg_v3codec_kind
take_response(netsnmp_pdu *pdu, struct vg_v3codec_peer *peer,
    const struct vg_gate_facts *facts, struct vg_mono now,
    struct vg_polldecode_response *response, const char **text)
{
	if (!facts->auth || !facts->priv || !is_peer(peer, facts)) {
		*text = "response that is not authenticated and encrypted";
		return VG_V3CODEC_INVALID;
	}
	if (!in_window(peer, facts, now)) {
		*text = "response outside the time window";
		return VG_V3CODEC_INVALID;
	}
	set_time(peer, facts, now, true);
	response->id = (int32_t)pdu->reqid;
	response->error_status = (int)pdu->errstat;
	response->error_index = (int)pdu->errindex;
	response->varbinds = vg_convert_varbinds(
	    pdu->variables, VG_GATE_MAX_VARBINDS, &response->n_varbinds);
	return VG_V3CODEC_RESPONSE;
}

enum vg_v3codec_kind
vg_v3codec_unwrap(struct vg_usm_user *user, struct vg_v3codec_peer *peer,
    struct vg_mono now, int32_t id, const void *data, size_t size,
    struct vg_polldecode_response *response, const char **text)
{
	struct vg_gate_facts facts;
	enum vg_v3codec_kind kind = VG_V3CODEC_INVALID;

	memset(response, 0, sizeof(*response));
	*text = "malformed or wrong digest";
	if (vg_gate_check(data, size, &facts) != VG_GATE_PASS || facts.version != 3 ||
	    facts.msg_id != id ||
	    vg_usm_put(user, facts.engine, facts.engine_size) != VG_OK)
		return kind;
	/* Time zero lets any authentic message pass; the window is checked by us. */
	set_enginetime(facts.engine, (u_int)facts.engine_size, 0, 0, TRUE);
	netsnmp_pdu *pdu = parse(data, size);
	vg_usm_take();
	if (!pdu)
		return kind;
	if (pdu->command == SNMP_MSG_REPORT)
		kind = take_report(pdu, peer, &facts, now, text);
	else if (pdu->command == SNMP_MSG_RESPONSE && pdu->reqid == id)
		kind = take_response(pdu, peer, &facts, now, response, text);
	snmp_free_pdu(pdu);
	return kind;
}
