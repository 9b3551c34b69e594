/*
 * A fleet of the simulation.
 */
#include "tests/sim-noc/nocfleet.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"

enum { LEAST_DEVICES = 12, MOST_DEVICES = 50 }; /* of a site */

#define MINOR VG_SEVERITY_MINOR
#define MAJOR VG_SEVERITY_MAJOR
#define CRITICAL VG_SEVERITY_CRITICAL
#define WARNING VG_SEVERITY_WARNING

const struct vg_nocpart vg_nocfleet_parts[VG_NOCFLEET_PARTS] = {
    {"psu/1", "psu-failed", {MAJOR}, 1, 3, {600, 400000}},
    {"psu/2", "psu-failed", {MAJOR}, 1, 3, {600, 400000}},
    {"fan/all", "fan-failed", {MAJOR, CRITICAL}, 2, 3, {300, 200000}},
    {"", "temperature-high", {MINOR, MAJOR, CRITICAL}, 3, 3, {30, 20000}},
    {"board/1", "board-off", {MAJOR, CRITICAL}, 2, 3, {120, 100000}},
    {"link/1", "network-link-down", {MAJOR, CRITICAL}, 2, 8, {10, 30000}},
    {"link/2", "network-link-down", {MAJOR}, 1, 8, {10, 30000}},
    {"", "bypass-active", {MAJOR, CRITICAL}, 2, 3, {60, 40000}},
    {"", "device-unreachable", {CRITICAL}, 1, 4, {20, 20000}},
    {"process/ac", "process-failed", {MAJOR}, 1, 4, {20, 4000}},
    {"", "storage-nearly-full", {MINOR, MAJOR}, 2, 3, {1800, 300000}},
    {"", "clock-offset", {WARNING, MINOR}, 2, 2, {600, 50000}},
};

static const struct vg_nocpart power = {
    "power", "power-feed-lost", {MAJOR, CRITICAL}, 2, 1, {30, 10000}};

/* --- drawing ------------------------------------------------------------------------------ */

static void
draw_contract(
    struct vg_nocchance *chance, int64_t span_days, struct vg_noccontract *contract)
{
	static const unsigned char dice[16] = {VG_NOCTERMS_DELEGATED,
	    VG_NOCTERMS_DELEGATED, VG_NOCTERMS_DELEGATED, VG_NOCTERMS_DELEGATED,
	    VG_NOCTERMS_DELEGATED, VG_NOCTERMS_DELEGATED, VG_NOCTERMS_DELEGATED,
	    VG_NOCTERMS_DELEGATED, VG_NOCTERMS_DELEGATED, VG_NOCTERMS_PARTIAL,
	    VG_NOCTERMS_PARTIAL, VG_NOCTERMS_DIRECT, VG_NOCTERMS_DIRECT,
	    VG_NOCTERMS_ENDED, VG_NOCTERMS_COMING, VG_NOCTERMS_NONE};

	contract->terms = (enum vg_nocterms)dice[vg_nocchance_below(chance, 16)];
	contract->turn_day = (int)vg_nocchance_between(chance, 1, span_days + 1);
}

void
vg_nocfleet_draw(struct vg_nocfleet *fleet, uint64_t seed, double years)
{
	/* One fleet in eight is small, so that its years are long. */
	const int64_t low = seed % 8 ? LEAST_DEVICES : 6;
	struct vg_nocchance chance;
	unsigned n = 0;

	memset(fleet, 0, sizeof(*fleet));
	vg_nocchance_begin(&chance, seed);
	fleet->seed = seed;
	fleet->n_sites = (unsigned)vg_nocchance_between(&chance, 2, 5);
	fleet->n_clients =
	    (unsigned)vg_nocchance_between(&chance, 1, (int64_t)fleet->n_sites);
	for (unsigned s = 0; s < fleet->n_sites; s++) {
		fleet->client_of[s] = s < fleet->n_clients
		    ? s
		    : (unsigned)vg_nocchance_below(&chance, fleet->n_clients);
		fleet->first_of[s] = n;
		n += (unsigned)vg_nocchance_between(
		    &chance, low, seed % 8 ? MOST_DEVICES : 2 * low);
	}
	fleet->first_of[fleet->n_sites] = fleet->n_devices = n;
	for (unsigned s = 0, d = 0; s < fleet->n_sites; s++) {
		for (; d < fleet->first_of[s + 1]; d++)
			fleet->site_of[d] = s;
	}
	/* Some time within four years: each run meets other nights of a time change. */
	fleet->begin_us = INT64_C(1767225600) * VG_SECOND_US +
	    vg_nocchance_between(&chance, 0, 4 * 365) * VG_DAY_US +
	    vg_nocchance_between(&chance, 0, 86399) * VG_SECOND_US;
	fleet->span_us = (int64_t)(years * 365 * 86400 / n) * VG_SECOND_US;
	for (unsigned c = 0; c < fleet->n_clients; c++)
		draw_contract(&chance, fleet->span_us / VG_DAY_US, &fleet->contracts[c]);
}

/* --- slots -------------------------------------------------------------------------------- */

unsigned
vg_nocfleet_slots(const struct vg_nocfleet *fleet)
{
	return fleet->n_devices * VG_NOCFLEET_PARTS + fleet->n_sites;
}

void
vg_nocfleet_slot(const struct vg_nocfleet *fleet, unsigned slot, unsigned *site,
    int *device, const struct vg_nocpart **part)
{
	unsigned n = fleet->n_devices * VG_NOCFLEET_PARTS;

	if (slot >= n) {
		*site = slot - n;
		*device = -1;
		*part = &power;
		return;
	}
	*device = (int)(slot / VG_NOCFLEET_PARTS);
	*site = fleet->site_of[*device];
	*part = &vg_nocfleet_parts[slot % VG_NOCFLEET_PARTS];
}

const char *
vg_nocfleet_resource(
    const struct vg_nocfleet *fleet, unsigned slot, char resource[VG_RESOURCE_SIZE])
{
	const struct vg_nocpart *part;
	unsigned site;
	int device;

	vg_nocfleet_slot(fleet, slot, &site, &device, &part);
	if (device < 0)
		vg_text_format(
		    resource, VG_RESOURCE_SIZE, "site/s%u/%s", site + 1, part->part);
	else
		vg_text_format(resource, VG_RESOURCE_SIZE, "device/ne-%d%s%s", device + 1,
		    part->part[0] ? "/" : "", part->part);
	return part->kind;
}

/* A day of the first contract's zone begins an hour or two before that of UTC: near enough. */
enum vg_nocterms
vg_nocfleet_terms(const struct vg_nocfleet *fleet, unsigned site, int64_t at_us)
{
	const struct vg_noccontract *c = &fleet->contracts[fleet->client_of[site]];
	int64_t day = (at_us - fleet->begin_us) / VG_DAY_US;

	if (c->terms == VG_NOCTERMS_ENDED)
		return day < c->turn_day ? VG_NOCTERMS_DELEGATED : VG_NOCTERMS_NONE;
	if (c->terms == VG_NOCTERMS_COMING)
		return day < c->turn_day ? VG_NOCTERMS_NONE : VG_NOCTERMS_DELEGATED;
	return c->terms;
}

/* --- the tree ------------------------------------------------------------------------------ */

static void
add_day(struct vg_buf *b, const char *name, int64_t at_us)
{
	int year, month, day;

	vg_instant_date(at_us / VG_DAY_US, &year, &month, &day);
	vg_buf_addf(b, ",\"%s\":\"%04d-%02d-%02d\"", name, year, month, day);
}

static void
add_contracts(struct vg_buf *b, const struct vg_nocfleet *f)
{
	static const char *const calendars[] = {"always", "office", "ouvrables"};
	const char *between = "";

	vg_buf_add_text(b, "],\"contract\":[");
	for (unsigned c = 0; c < f->n_clients; c++) {
		const struct vg_noccontract *k = &f->contracts[c];
		int64_t from = f->begin_us - 400 * VG_DAY_US;
		int64_t until = f->begin_us + f->span_us + 4000 * VG_DAY_US;
		int64_t turn = f->begin_us + k->turn_day * VG_DAY_US;
		if (k->terms == VG_NOCTERMS_NONE)
			continue;
		if (k->terms == VG_NOCTERMS_ENDED)
			until = turn - VG_DAY_US;
		if (k->terms == VG_NOCTERMS_COMING)
			from = turn;
		vg_buf_addf(b,
		    "%s{\"name\":\"k%u\",\"client\":\"c%u\",\"supplier\":\"allot\","
		    "\"calendar\":\"%s\"",
		    between, c + 1, c + 1, calendars[c % 3]);
		add_day(b, "from", from);
		add_day(b, "until", until);
		vg_buf_addf(b, ",\"mode\":[{\"mode\":\"%s\"%s",
		    k->terms == VG_NOCTERMS_PARTIAL      ? "partial"
			: k->terms == VG_NOCTERMS_DIRECT ? "direct"
							 : "delegated",
		    k->terms == VG_NOCTERMS_PARTIAL ? ",\"duty\":[\"hotline\",\"rma\"]"
						    : "");
		add_day(b, "from", from);
		vg_buf_add_text(b, "}]}");
		between = ",";
	}
}

static void
add_works(struct vg_buf *b, const struct vg_noctree *tree)
{
	char begin[VG_INSTANT_TEXT_SIZE], end[VG_INSTANT_TEXT_SIZE];

	vg_buf_add_text(b, "],\"planned-work\":[");
	for (size_t i = 0; i < tree->n_works; i++) {
		const struct vg_nocwork *w = &tree->works[i];
		vg_instant_text((struct vg_wall){w->begin_us}, begin);
		vg_instant_text((struct vg_wall){w->end_us}, end);
		vg_buf_addf(b,
		    "%s{\"name\":\"w%u-%lld\",\"description\":\"work\",\"site\":[\"s%u\"],"
		    "\"owner\":\"p-lea\",\"begin\":\"%s\",\"end\":\"%s\"}",
		    i ? "," : "", w->site + 1, (long long)(w->begin_us / VG_SECOND_US),
		    w->site + 1, begin, end);
	}
}

static void
add_equipment(struct vg_buf *b, const struct vg_nocfleet *f)
{
	for (unsigned s = 0; s < f->n_sites; s++)
		vg_buf_addf(b, "%s{\"name\":\"s%u\",\"client\":\"c%u\"}", s ? "," : "",
		    s + 1, f->client_of[s] + 1);
	vg_buf_add_text(b, "],\"device\":[");
	for (unsigned d = 0; d < f->n_devices; d++) {
		unsigned client = f->client_of[f->site_of[d]];
		vg_buf_addf(b,
		    "%s{\"name\":\"ne-%u\",\"site\":\"s%u\",\"supplier\":\"allot\","
		    "\"agent\":\"s%u\",\"serial\":\"SN-%u\",\"address\":[\"10.0.0.%u\"]",
		    d ? "," : "", d + 1, f->site_of[d] + 1, f->site_of[d] + 1, d + 1,
		    d + 1);
		if (f->contracts[client].terms != VG_NOCTERMS_NONE)
			vg_buf_addf(b, ",\"contract\":\"k%u\"", client + 1);
		vg_buf_add_text(b, "}");
	}
	vg_buf_add_text(b, "],\"agent\":[");
	for (unsigned s = 0; s < f->n_sites; s++)
		vg_buf_addf(b,
		    "%s{\"name\":\"s%u\",\"site\":\"s%u\",\"user\":\"s%u\","
		    "\"credential\":\"s%u\"}",
		    s ? "," : "", s + 1, s + 1, s + 1, s + 1);
}

static void
add_parties(struct vg_buf *b, const struct vg_nocfleet *f)
{
	for (unsigned c = 0; c < f->n_clients; c++)
		vg_buf_addf(b,
		    "%s{\"name\":\"c%u\",\"domain\":[\"c%u.example\"],\"person\":[\"p-%u\"]}",
		    c ? "," : "", c + 1, c + 1, c + 1);
	vg_buf_add_text(b, "],\"person\":[{\"id\":\"p-lea\",\"name\":\"Lea\"}");
	for (unsigned c = 0; c < f->n_clients; c++)
		vg_buf_addf(b,
		    ",{\"id\":\"p-%u\",\"name\":\"Person %u\",\"mail\":\"p@c%u.example\"}",
		    c + 1, c + 1, c + 1);
}

char *
vg_nocfleet_tree(const struct vg_nocfleet *fleet, const struct vg_noctree *tree)
{
	struct vg_buf b;

	vg_buf_init(&b, 0);
	vg_buf_addf(&b,
	    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"integrator\":{"
	    "\"name\":\"Merisac\",\"zone\":\"Europe/Paris\",\"mail\":\"s@merisac.example\"},"
	    "\"intake\":{\"silent-after-s\":%u,\"silent-case-after-s\":%u,"
	    "\"silent-page-after-s\":%u},"
	    "\"listen\":[{\"name\":\"trap\",\"address\":\"127.0.0.1\",\"port\":16200}],"
	    "\"supplier\":[{\"name\":\"allot\",\"delegation\":\"included\",\"support\":"
	    "{\"mail\":\"support@allot.example\"},\"ticket-pattern\":\"SR-[0-9]{6}\"}],"
	    "\"calendar\":[{\"name\":\"always\"},{\"name\":\"office\"},"
	    "{\"name\":\"ouvrables\"}],\"client\":[",
	    tree->silent_after_s, tree->silent_after_s / 3 * 5,
	    tree->silent_after_s / 3 * 10);
	add_parties(&b, fleet);
	vg_buf_add_text(&b, "],\"site\":[");
	add_equipment(&b, fleet);
	add_contracts(&b, fleet);
	add_works(&b, tree);
	vg_buf_add_text(&b,
	    "],\"user\":[{\"name\":\"claire\",\"role\":\"noc\"},"
	    "{\"name\":\"igor\",\"role\":\"noc\"},{\"name\":\"marc\",\"role\":\"manager\"},"
	    "{\"name\":\"vera\",\"role\":\"viewer\"},{\"name\":\"intake\",\"role\":\"noc\"}]}}");
	return vg_buf_give(&b);
}
