/*
 * Warnings about a tree.
 */
#include "collector/conf/confcheck.h"

#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/conf/confpage.h"
#include "collector/conf/confpublic.h"
#include "collector/mailguard/mailguard.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Hours are looked at by quarters; where a turn changes inside one, by minutes. */
#define QUARTER_US (15 * VG_MINUTE_US)

struct check {
	const struct vg_conf *conf;
	struct vg_wall now;
	vg_confcheck_cb cb;
	void *cookie;
};

static void
warn(const struct check *c, const char *list, const char *name, const char *text)
{
	char path[VG_NAME_SIZE + 32];

	vg_text_format(path, sizeof(path), "%s[name='%s']", list, name);
	c->cb(path, text, c->cookie);
}

/* --- P1 ------------------------------------------------------------------------------------ */

static void
check_devices(const struct check *c)
{
	for (size_t i = 0; i < c->conf->n_devices; i++) {
		const struct vg_conf_device *d = &c->conf->devices[i];
		struct vg_entitlement e;
		char text[VG_TEXT_SIZE + 96];
		vg_contract_judge(d->contract, c->now, &e);
		if (e.contract)
			continue;
		vg_text_format(text, sizeof(text),
		    "P1: %s: its cases open in quarantine; record a contract", e.why);
		warn(c, "device", d->name, text);
	}
}

/* --- P3, P9 -------------------------------------------------------------------------------- */

/* What of 'contract' is the integrator's at any time from 'now' on. */
static unsigned
duties_from(const struct vg_contract *contract, struct vg_wall now, bool *delegated)
{
	unsigned duties = 0;

	*delegated = false;
	for (size_t i = 0; i < contract->n_modes; i++) {
		const struct vg_mode_period *p = &contract->modes[i];
		if (i + 1 < contract->n_modes &&
		    vg_instant_compare(contract->modes[i + 1].from, now) <= 0)
			continue; /* over */
		duties |= p->mode == VG_MODE_DELEGATED ? VG_DUTY_ALL : p->duties;
		*delegated = *delegated || p->mode == VG_MODE_DELEGATED;
	}
	return vg_instant_compare(contract->until, now) > 0 ? duties : 0;
}

static unsigned
duties_of(const struct check *c, const struct vg_contract *contract, bool *delegated)
{
	return duties_from(contract, c->now, delegated);
}

unsigned
vg_confcheck_duties(const struct vg_contract *contract, struct vg_wall now)
{
	bool delegated;

	return duties_from(contract, now, &delegated);
}

static void
check_supplier(const struct check *c, const struct vg_conf_supplier *s)
{
	char text[VG_CONF_LINE_SIZE + 256];

	if (s->delegation != VG_DELEGATION_REFUSED)
		return;
	if (s->delegation_refused[0])
		vg_text_format(text, sizeof(text),
		    "P3: supplier %s refuses full delegation (his reference: %s), which "
		    "the policy grants for any supplier",
		    s->name, s->delegation_refused);
	else
		vg_text_format(text, sizeof(text),
		    "P3: supplier %s refuses full delegation, which the policy grants for "
		    "any supplier; ask for his reference and record it in "
		    "delegation-refused",
		    s->name);
	warn(c, "supplier", s->name, text);
}

static void
check_contract(const struct check *c, const struct vg_contract *k)
{
	const struct vg_conf_supplier *s = vg_conf_supplier(c->conf, k->supplier);
	bool delegated;
	unsigned duties = duties_of(c, k, &delegated);
	char text[256];

	if (!s)
		return;
	if (delegated && s->delegation == VG_DELEGATION_REFUSED) {
		vg_text_format(text, sizeof(text),
		    "P3: contract %s asks delegated, supplier %s refuses delegation",
		    k->name, s->name);
		warn(c, "contract", k->name, text);
	}
	if ((duties & VG_DUTY_SUPPLIER_TICKET) && !s->support.mail[0]) {
		vg_text_format(text, sizeof(text),
		    "P9: tickets at supplier %s are ours under contract %s, and his "
		    "support has no mail address; add support/mail",
		    s->name, k->name);
		warn(c, "contract", k->name, text);
	}
}

/* --- P4 ------------------------------------------------------------------------------------ */

/* A reference that names the client tells each supplier who he is; whether it holds 'word'. */
static bool
warn_of(const struct check *c, const struct vg_contract *k, enum vg_mailguard_kind kind,
    const char *word, const char *whose)
{
	const struct vg_mailguard_word words[] = {
	    {.kind = kind, .text = word, .whose = whose}};
	const struct vg_mailguard_list list = {.words = words, .n_words = 1, .mend = ""};
	const struct vg_mailguard_message message = {.text = k->name};
	struct vg_detail detail = {0};
	char text[VG_CONF_LINE_SIZE + 256];

	if (vg_mailguard_check(&list, &message, &detail) == VG_OK)
		return false;
	vg_text_format(text, sizeof(text),
	    "P4: contract %s holds %s, '%s'; every supplier reads it: give it a name that "
	    "tells nothing of the client",
	    k->name, whose, word);
	warn(c, "contract", k->name, text);
	return true;
}

static void
check_reference(const struct check *c, const struct vg_contract *k)
{
	const struct vg_conf_client *client = vg_conf_client(c->conf, k->client);
	bool found = !client || !vg_conf_supplier(c->conf, k->supplier) ||
	    (!client->supplier_sees_name &&
		warn_of(c, k, VG_MAILGUARD_NAME, client->name, "the client's name"));

	for (size_t i = 0; !found && i < client->domains.n; i++)
		found = warn_of(c, k, VG_MAILGUARD_DOMAIN, client->domains.name[i],
		    "a domain of the client");
	for (size_t i = 0; !found && i < client->persons.n; i++) {
		const struct vg_conf_person *p =
		    vg_conf_person(c->conf, client->persons.name[i]);
		found = p &&
		    warn_of(c, k, VG_MAILGUARD_PERSON, p->name,
			"the name of a person of the client");
	}
}

/* --- P6 ------------------------------------------------------------------------------------ */

/* Everybody's domain is no client's: who writes from it is nobody. */
static void
check_domains(const struct check *c, const struct vg_conf_client *client)
{
	char text[VG_CONF_LINE_SIZE + 256];

	for (size_t i = 0; i < client->domains.n; i++) {
		if (!vg_confpublic_is(client->domains.name[i]))
			continue;
		vg_text_format(text, sizeof(text),
		    "P6: everybody may have an address in %s: a sender there is not known by "
		    "it; list the client's persons with their mail",
		    client->domains.name[i]);
		warn(c, "client", client->name, text);
	}
}

static bool
is_on_duty(const struct vg_conf_turn *t, struct vg_wall from, struct vg_wall until)
{
	if (vg_instant_is_set(t->from) && vg_instant_compare(from, t->from) < 0)
		return false;
	if (vg_instant_is_set(t->until) && vg_instant_compare(until, t->until) > 0)
		return false;
	return vg_calendar_between(t->calendar, from, until) ==
	    vg_instant_since(until, from);
}

/* Whether one person answers all the time between the two. */
static bool
is_answered(const struct check *c, struct vg_wall from, struct vg_wall until)
{
	for (size_t i = 0; i < c->conf->n_turns; i++) {
		if (is_on_duty(&c->conf->turns[i], from, until))
			return true;
	}
	return false;
}

/* Open time of 'calendar' between the two in which nobody answers; the first in '*first'. */
static int64_t
unanswered(const struct check *c, const struct vg_calendar *calendar, struct vg_wall from,
    int64_t step, int64_t n, struct vg_wall *first)
{
	int64_t sum = 0;

	for (int64_t i = 0; i < n; i++) {
		struct vg_wall at = vg_instant_add(from, i * step);
		struct vg_wall end = vg_instant_add(at, step);
		int64_t open = vg_calendar_between(calendar, at, end);
		if (open == 0 || is_answered(c, at, end))
			continue;
		if (step > VG_MINUTE_US) {
			sum += unanswered(
			    c, calendar, at, VG_MINUTE_US, step / VG_MINUTE_US, first);
			continue;
		}
		if (!vg_instant_is_set(*first))
			*first = at;
		sum += open;
	}
	return sum;
}

static void
check_hotline(const struct check *c, const struct vg_contract *k)
{
	const struct vg_terms *terms =
	    vg_terms_at(k->versions, k->n_versions, c->now, c->now);
	bool delegated;
	struct vg_wall first = {0};
	/* Turns change at whole minutes, wherever the hour of now stands. */
	struct vg_wall from = {c->now.us - c->now.us % QUARTER_US};

	if (!terms || !(duties_of(c, k, &delegated) & VG_DUTY_HOTLINE))
		return;
	if (c->conf->n_turns == 0) {
		warn(c, "contract", k->name,
		    "P6: nobody is on duty for its hotline: there is no duty list; add "
		    "on-duty turns");
		return;
	}
	int64_t sum =
	    unanswered(c, vg_conf_contract_calendar(c->conf, k->name, terms->calendar),
		from, QUARTER_US, VG_CONFCHECK_DAYS * (VG_DAY_US / QUARTER_US), &first);
	if (sum == 0)
		return;
	char when[VG_INSTANT_TEXT_SIZE], text[256];
	vg_instant_text_at(first, vg_zonetable_offset(&c->conf->zone, first), when);
	vg_text_format(text, sizeof(text),
	    "P6: the duty list leaves %lld h %02lld min of its hotline (calendar %s) "
	    "without a person in the next %d days, first %s; add on-duty turns",
	    (long long)(sum / VG_HOUR_US), (long long)(sum % VG_HOUR_US / VG_MINUTE_US),
	    terms->calendar, (int)VG_CONFCHECK_DAYS, when);
	warn(c, "contract", k->name, text);
}

/* --- who may send, and the disk ------------------------------------------------------------- */

/* The same key twice is no change of keys: the old one was forgotten, or the new one was. */
static void
check_keys(const struct check *c, const char *list, const char *name, const char *key,
    const char *next)
{
	char text[VG_TEXT_SIZE];

	if (!next[0] || strcmp(key, next) != 0)
		return;
	vg_text_format(text, sizeof(text),
	    "next-credential is credential, %s: the key does not change; name the new one, "
	    "or take the line out",
	    key);
	warn(c, list, name, text);
}

static void
check_source(const struct check *c, const struct vg_conf_source *s)
{
	static const unsigned char mapped[16] = {[10] = 0xFF, [11] = 0xFF};
	char path[sizeof(s->address) + 32];

	vg_text_format(path, sizeof(path), "source[address='%s']", s->address);
	if (s->prefix.bits == 0 ||
	    (s->prefix.bits == 96 && memcmp(s->prefix.octets, mapped, 12) == 0))
		c->cb(path,
		    "everybody may send v1 and v2c who knows or reads the community, "
		    "which is sent in clear; name the networks",
		    c->cookie);
	if (s->next_credential[0] && strcmp(s->credential, s->next_credential) == 0)
		c->cb(path,
		    "next-credential is credential: the community does not change; name "
		    "the new one, or take the line out",
		    c->cookie);
}

static void
check_disk(const struct check *c)
{
	const struct vg_conf_storage *s = &c->conf->storage;
	int64_t low = s->low_mib >= 0 ? s->low_mib : VG_CONFCHECK_LOW_MIB;
	char text[VG_TEXT_SIZE];

	if (low >= s->critical_mib)
		return;
	vg_text_format(text, sizeof(text),
	    "disk-low-mib, %lld, is below disk-critical-mib, %lld: the disk is critical "
	    "before anybody is told that it is low",
	    (long long)low, (long long)s->critical_mib);
	c->cb("storage", text, c->cookie);
}

static void
check_gate(const struct check *c)
{
	const struct vg_conf *conf = c->conf;

	for (size_t i = 0; i < conf->n_sources; i++)
		check_source(c, &conf->sources[i]);
	for (size_t i = 0; i < conf->n_agents; i++)
		check_keys(c, "agent", conf->agents[i].name, conf->agents[i].credential,
		    conf->agents[i].next_credential);
	for (size_t i = 0; i < conf->n_trap_users; i++)
		check_keys(c, "trap-user", conf->trap_users[i].name,
		    conf->trap_users[i].credential, conf->trap_users[i].next_credential);
	check_disk(c);
}

void
vg_confcheck_gate(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie)
{
	const struct check c = {.conf = conf, .cb = cb, .cookie = cookie};

	check_gate(&c);
}

void
vg_confcheck_run(
    const struct vg_conf *conf, struct vg_wall now, vg_confcheck_cb cb, void *cookie)
{
	const struct check c = {conf, now, cb, cookie};

	for (size_t i = 0; i < conf->n_suppliers; i++)
		check_supplier(&c, &conf->suppliers[i]);
	for (size_t i = 0; i < conf->n_clients; i++)
		check_domains(&c, &conf->clients[i]);
	for (size_t i = 0; i < conf->n_contracts; i++) {
		check_contract(&c, &conf->contracts[i]);
		check_reference(&c, &conf->contracts[i]);
		check_hotline(&c, &conf->contracts[i]);
	}
	vg_confpage_check(conf, cb, cookie);
	vg_confoutway_check(conf, cb, cookie);
	check_devices(&c);
	check_gate(&c);
}
