/*
 * A strict receiver of notifications.
 */
#include "tests/malformed/malread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_MESSAGE = 8192, MAX_VARBINDS = 512, WINDOW_S = 150, NEAR_S = 30 };
enum { FLAG_AUTH = 1, FLAG_PRIV = 2, FLAG_REPORTABLE = 4 };

struct range {
	const unsigned char *at, *end;
};

struct reader {
	struct vg_malread_answer *answer;
	int version; /* 1, 2, 3 */
	unsigned flags;
	bool is_own, engine_known;
};

static void
judge(struct reader *r, enum vg_malread_verdict verdict, const char *why)
{
	if (verdict <= r->answer->verdict)
		return;
	r->answer->verdict = verdict;
	snprintf(r->answer->why, sizeof(r->answer->why), "%s", why);
}

static void
bad(struct reader *r, const char *why)
{
	judge(r, VG_MALREAD_NOT, why);
}

static void
bent(struct reader *r, const char *why)
{
	judge(r, VG_MALREAD_MAY, why);
}

static size_t
left(const struct range *in)
{
	return (size_t)(in->end - in->at);
}

static bool
is_over(const struct reader *r)
{
	return r->answer->verdict == VG_MALREAD_NOT;
}

/* --- BER ------------------------------------------------------------------------------------ */

static size_t
read_length(struct reader *r, struct range *in)
{
	unsigned first = *in->at++;
	size_t n = first & 0x7F, size = 0;

	if (first < 0x80)
		return first;
	if (first == 0x80 || first == 0xFF)
		bad(r, "RFC 3417 8: a definite length");
	else if (n > 4)
		bent(r, "X.690 8.1.3.5: a length of more than four octets");
	for (; n > 0 && left(in) > 0; n--) {
		if (size >> 32)
			bad(r, "a length past the end");
		size = size << 8 | *in->at++;
	}
	if (n > 0)
		bad(r, "a length without its end");
	return size;
}

static struct range
read_any(struct reader *r, struct range *in, unsigned *tag)
{
	struct range content = {in->end, in->end};

	*tag = 0;
	if (is_over(r))
		return content;
	if (left(in) < 2) {
		bad(r, "an element is missing");
		return content;
	}
	*tag = *in->at++;
	size_t size = read_length(r, in);
	if (!is_over(r) && size > left(in))
		bad(r, "a length past the end");
	if (is_over(r)) {
		in->at = in->end;
		return content;
	}
	content = (struct range){in->at, in->at + size};
	in->at += size;
	return content;
}

static struct range
read_one(struct reader *r, struct range *in, unsigned wanted)
{
	unsigned tag;
	struct range content = read_any(r, in, &tag);

	if (!is_over(r) && tag != wanted)
		bad(r, "an element of another type");
	return content;
}

static void
must_end(struct reader *r, const struct range *in)
{
	if (!is_over(r) && left(in) > 0)
		bad(r, "more than there should be");
}

/* A number in two's complement, which must lie in [low, high]. */
static int64_t
number(struct reader *r, struct range in, int64_t low, int64_t high)
{
	size_t size = left(&in);
	uint64_t bits = size && *in.at & 0x80 ? UINT64_MAX : 0;

	if (is_over(r))
		return 0;
	if (size < 1) {
		bad(r, "X.690 8.3.1: an INTEGER without octets");
		return 0;
	}
	if (size > 1 && (in.at[0] == 0 || in.at[0] == 0xFF) &&
	    (in.at[0] & 0x80) == (in.at[1] & 0x80))
		bent(r, "X.690 8.3.2: an INTEGER with padding");
	for (; left(&in) > 8; in.at++) {
		if (*in.at != (uint8_t)bits)
			bad(r, "a number out of its range");
	}
	if (size > 8 && (*in.at & 0x80) != (bits & 0x80))
		bad(r, "a number out of its range");
	for (; left(&in) > 0; in.at++)
		bits = bits << 8 | *in.at;
	int64_t value = (int64_t)bits;
	if (value < low || value > high)
		bad(r, "a number out of its range");
	return value;
}

static int64_t
read_int(struct reader *r, struct range *in, int64_t low, int64_t high)
{
	return number(r, read_one(r, in, 0x02), low, high);
}

/* Counter32 and its like: a negative one is a widespread mistake of senders. */
static void
unsigned32(struct reader *r, struct range in)
{
	if (number(r, in, INT32_MIN, UINT32_MAX) < 0)
		bent(r, "a negative number of an unsigned type");
}

static void
unsigned64(struct reader *r, struct range in)
{
	if (left(&in) == 9 && *in.at == 0) /* needs 64 bits without a sign */
		in.at++;
	else if (number(r, in, INT64_MIN, INT64_MAX) < 0)
		bent(r, "a negative number of an unsigned type");
}

/* Checks an OBJECT IDENTIFIER, writes it as text into 'text' (may be NULL); how many arcs. */
static size_t
read_oid(struct reader *r, struct range in, char text[VG_MALREAD_NAME])
{
	size_t n = 0, used = 0;
	uint64_t arc = 0;
	bool begun = false;

	if (!is_over(r) && left(&in) == 0)
		bad(r, "X.690 8.19.2: an OBJECT IDENTIFIER without arcs");
	for (; !is_over(r) && left(&in) > 0; in.at++) {
		if (!begun && *in.at == 0x80)
			bent(r, "X.690 8.19.2: an arc with padding");
		begun = *in.at & 0x80;
		arc = arc << 7 | (*in.at & 0x7F);
		if (arc > UINT32_MAX)
			bad(r, "RFC 3416 4.1: an arc of more than 32 bits");
		if (begun)
			continue;
		unsigned first = arc < 40 ? 0 : arc < 80 ? 1 : 2;
		if (text && used < VG_MALREAD_NAME - 24 && n == 0)
			used += (size_t)sprintf(
			    text + used, "%u.%u", first, (unsigned)(arc - first * 40));
		else if (text && used < VG_MALREAD_NAME - 24)
			used += (size_t)sprintf(text + used, ".%u", (unsigned)arc);
		n += n == 0 ? 2 : 1;
		arc = 0;
	}
	if (begun)
		bad(r, "X.690 8.19.2: an arc without its end");
	if (n > 128)
		bad(r, "RFC 3416 4.1: more than 128 arcs");
	return n;
}

/* --- PDUs ------------------------------------------------------------------------------------ */

static void
read_value(struct reader *r, struct range *in, char text[VG_MALREAD_NAME], unsigned *tag)
{
	struct range content = read_any(r, in, tag);

	if (is_over(r))
		return;
	switch (*tag) {
	case 0x02:
		number(r, content, INT32_MIN, INT32_MAX);
		break;
	case 0x04:
		break;
	case 0x44: /* what Net-SNMP packs into one is read by Net-SNMP */
		if (left(&content) && *content.at == 0x9F)
			bent(r, "an Opaque that holds something");
		break;
	case 0x80:
	case 0x81:
	case 0x82:
		bent(r, "an exception in a notification");
		must_end(r, &content);
		break;
	case 0x05:
		must_end(r, &content);
		break;
	case 0x06:
		read_oid(r, content, text);
		break;
	case 0x40:
		if (left(&content) != 4)
			bad(r, "an IpAddress of another size");
		break;
	case 0x47:
		bent(r, "RFC 2578: no UInteger32 any more");
		unsigned32(r, content);
		break;
	case 0x41:
	case 0x42:
	case 0x43:
		unsigned32(r, content);
		break;
	case 0x46:
		if (r->version == 1)
			bent(r, "RFC 3584 3: no Counter64 in SNMPv1");
		unsigned64(r, content);
		break;
	default:
		bad(r, "a value of an unknown type");
	}
}

static void
read_varbinds(struct reader *r, struct range *pdu, bool has_names)
{
	static const char up_time[] = "1.3.6.1.2.1.1.3.0";
	static const char trap_oid[] = "1.3.6.1.6.3.1.1.4.1.0";
	static char name[VG_MALREAD_NAME], value[VG_MALREAD_NAME];
	struct range list = read_one(r, pdu, 0x30);
	size_t n = 0;
	int n_times = 0, n_oids = 0;

	while (!is_over(r) && left(&list) > 0) {
		struct range one = read_one(r, &list, 0x30);
		unsigned tag = 0;
		*name = *value = '\0';
		read_oid(r, read_one(r, &one, 0x06), name);
		read_value(r, &one, value, &tag);
		must_end(r, &one);
		n++;
		if (is_over(r) || !has_names)
			continue;
		if (strcmp(name, up_time) == 0 && tag == 0x43 && n_times++ == 0 && n != 1)
			bent(r, "RFC 3416 4.2.6: sysUpTime.0 comes first");
		if (strcmp(name, trap_oid) == 0 && tag == 0x06) {
			if (n_oids++ == 0)
				strcpy(r->answer->name, value);
			if (n != 2)
				bent(r, "RFC 3416 4.2.6: snmpTrapOID.0 comes second");
		}
	}
	if (n > MAX_VARBINDS)
		bad(r, "more varbinds than vigie takes");
	if (!is_over(r) && has_names && (!n_times || !n_oids))
		bad(r, "RFC 3416 4.2.6: no sysUpTime.0 or snmpTrapOID.0");
	if (n_times > 1 || n_oids > 1)
		bent(r, "RFC 3416 4.2.6: sysUpTime.0 or snmpTrapOID.0 twice");
}

/* RFC 1157 4.1.6, and RFC 3584 3.1 for the name. */
static void
read_trap_v1(struct reader *r, struct range *pdu)
{
	static char enterprise[VG_MALREAD_NAME];
	size_t n = read_oid(r, read_one(r, pdu, 0x06), enterprise);
	struct range address = read_one(r, pdu, 0x40);

	if (!is_over(r) && left(&address) != 4)
		bad(r, "an IpAddress of another size");
	int64_t generic = read_int(r, pdu, 0, 6);
	int64_t specific = read_int(r, pdu, INT32_MIN, INT32_MAX);
	unsigned32(r, read_one(r, pdu, 0x43));
	read_varbinds(r, pdu, false);
	if (is_over(r))
		return;
	if (generic < 6)
		snprintf(r->answer->name, VG_MALREAD_NAME, "1.3.6.1.6.3.1.1.5.%d",
		    (int)generic + 1);
	else if (n > 126 || specific < 0)
		bad(r, "RFC 3584 3.1: it has no name in SNMPv2");
	else
		snprintf(r->answer->name, VG_MALREAD_NAME, "%.1380s.0.%d", enterprise,
		    (int)specific);
}

static void
read_pdu(struct reader *r, struct range *in)
{
	unsigned tag;
	struct range pdu = read_any(r, in, &tag);

	if (is_over(r))
		return;
	if (tag == 0xA4 && r->version == 1) {
		read_trap_v1(r, &pdu);
	} else if ((tag == 0xA6 || tag == 0xA7) && r->version > 1) {
		r->answer->inform = tag == 0xA6;
		read_int(r, &pdu, INT32_MIN, INT32_MAX);
		int64_t status = read_int(r, &pdu, 0, INT32_MAX);
		int64_t index = read_int(r, &pdu, 0, INT32_MAX);
		if (status || index)
			bent(r, "RFC 3416 4.2.6: a notification has no error");
		read_varbinds(r, &pdu, true);
	} else {
		bad(r, "no notification of this version");
	}
	must_end(r, &pdu);
}

/* --- SNMPv3 ----------------------------------------------------------------------------------- */

struct security {
	struct range engine, user, digest, salt;
	int64_t boots, time;
};

static void
check_window(
    struct reader *r, const struct vg_malread_self *self, const struct security *s)
{
	int64_t off = s->time > self->time ? s->time - self->time : self->time - s->time;

	if (s->boots == INT32_MAX)
		bad(r, "RFC 3414 3.2 7: engineBoots at its end");
	if (!r->is_own)
		return;
	if (s->boots != self->boots || off > WINDOW_S + NEAR_S)
		bad(r, "RFC 3414 3.2 7: not in the time window");
	else if (off > WINDOW_S - NEAR_S)
		bent(r, "at the edge of the time window");
}

static void
check_signature(struct reader *r, const struct vg_malread_self *self,
    const struct security *s, const unsigned char *data, size_t size)
{
	unsigned char mac[VG_MALKEY_MAC];

	if (is_over(r))
		return;
	if (left(&s->engine) < 5 || left(&s->engine) > 32)
		bad(r, "RFC 3411: an engineID has 5 to 32 octets");
	if (left(&s->user) != strlen(self->user) ||
	    memcmp(s->user.at, self->user, strlen(self->user)) != 0)
		bad(r, "an unknown user");
	if ((r->flags & 3) != (FLAG_AUTH | FLAG_PRIV))
		bad(r, "neither authenticated nor encrypted");
	if (left(&s->digest) != VG_MALKEY_MAC || left(&s->salt) != VG_MALKEY_SALT)
		bad(r, "a digest or a salt of another size");
	if (is_over(r))
		return;
	unsigned char *copy = malloc(size);
	memcpy(copy, data, size);
	memset(copy + (s->digest.at - data), 0, VG_MALKEY_MAC);
	vg_malkey_sign(self->key, s->engine.at, left(&s->engine), copy, size, mac);
	free(copy);
	if (memcmp(mac, s->digest.at, sizeof(mac)) != 0)
		bad(r, "a wrong digest");
}

static void
read_scoped(struct reader *r, struct range plain)
{
	struct range scoped = read_one(r, &plain, 0x30);

	if (left(&plain) > 0)
		bad(r, "octets after the scoped PDU");
	struct range engine = read_one(r, &scoped, 0x04);
	struct range name = read_one(r, &scoped, 0x04);
	if (!is_over(r) && (left(&engine) > 32 || left(&name) > 32))
		bent(r, "RFC 3411: a context of more than 32 octets");
	if (!is_over(r) && left(&engine) < 5)
		bent(r, "RFC 3411: a context engineID of less than 5 octets");
	read_pdu(r, &scoped);
	must_end(r, &scoped);
	if (is_over(r))
		return;
	if (r->answer->inform && !r->is_own)
		bad(r, "RFC 3412 7.2 13: an inform to an engine that is not ours");
	if (!r->answer->inform && r->is_own)
		bent(r, "RFC 3414 1.5.1: a trap is its sender's");
	if (!r->answer->inform != !(r->flags & FLAG_REPORTABLE))
		bent(r, "RFC 3412 6.4: the reportable flag is wrong");
}

static void
read_header(struct reader *r, struct range *message)
{
	struct range header = read_one(r, message, 0x30);

	read_int(r, &header, 0, INT32_MAX);
	read_int(r, &header, 484, INT32_MAX);
	struct range flags = read_one(r, &header, 0x04);
	if (!is_over(r) && left(&flags) != 1)
		bad(r, "flags of another size");
	r->flags = is_over(r) ? 0 : *flags.at;
	if (r->flags & 0xF8)
		bent(r, "RFC 3412 6.4: reserved flags");
	if ((r->flags & 3) == FLAG_PRIV)
		bad(r, "RFC 3412 7.2 5: encrypted without a signature");
	if (read_int(r, &header, 1, INT32_MAX) != 3)
		bad(r, "an unknown security model");
	must_end(r, &header);
}

static void
read_v3(struct reader *r, const struct vg_malread_self *self, const unsigned char *data,
    size_t size, struct range *message)
{
	struct security s = {0};

	read_header(r, message);
	struct range string = read_one(r, message, 0x04);
	struct range usm = read_one(r, &string, 0x30);
	must_end(r, &string);
	s.engine = read_one(r, &usm, 0x04);
	s.boots = read_int(r, &usm, 0, INT32_MAX);
	s.time = read_int(r, &usm, 0, INT32_MAX);
	s.user = read_one(r, &usm, 0x04);
	s.digest = read_one(r, &usm, 0x04);
	s.salt = read_one(r, &usm, 0x04);
	must_end(r, &usm);
	struct range secret = read_one(r, message, 0x04);
	must_end(r, message);
	check_signature(r, self, &s, data, size);
	if (is_over(r))
		return;
	r->is_own = left(&s.engine) == self->engine_size &&
	    memcmp(s.engine.at, self->engine, self->engine_size) == 0;
	check_window(r, self, &s);
	unsigned char *plain = malloc(left(&secret) + 1);
	memcpy(plain, secret.at, left(&secret));
	if (left(&secret))
		vg_malkey_crypt(self->key, 0, s.engine.at, left(&s.engine),
		    (uint32_t)s.boots, (uint32_t)s.time, s.salt.at, plain, left(&secret));
	read_scoped(r, (struct range){plain, plain + left(&secret)});
	free(plain);
}

void
vg_malread_judge(const struct vg_malread_self *self, const unsigned char *data,
    size_t size, struct vg_malread_answer *answer)
{
	struct reader reader = {.answer = answer}, *r = &reader;
	struct range datagram = {data, data + size};

	memset(answer, 0, sizeof(*answer));
	struct range message = read_one(r, &datagram, 0x30);
	must_end(r, &datagram);
	int64_t version = read_int(r, &message, 0, 3);
	if (size > MAX_MESSAGE)
		bad(r, "larger than vigie takes");
	if (!is_over(r) && version == 3) {
		r->version = 3;
		read_v3(r, self, data, size, &message);
	} else if (!is_over(r) && version < 2) {
		r->version = (int)version + 1;
		struct range community = read_one(r, &message, 0x04);
		if (left(&community) > 255)
			bad(r, "a community longer than vigie takes");
		if (self->community &&
		    (left(&community) != strlen(self->community) ||
			memcmp(community.at, self->community, left(&community)) != 0))
			bad(r, "another community than the source's");
		read_pdu(r, &message);
		must_end(r, &message);
	} else {
		bad(r, "an unknown version");
	}
	if (is_over(r))
		answer->name[0] = '\0';
}

const char *
vg_malread_text(enum vg_malread_verdict verdict)
{
	return verdict == VG_MALREAD_MUST ? "must"
	    : verdict == VG_MALREAD_MAY   ? "may"
					  : "not";
}
