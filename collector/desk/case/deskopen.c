/*
 * The command that opens a case: the telephone, a mail seen elsewhere, what one of ours saw.
 *
 * A call that reached the client answers him while it is told, so that first-reply is met as it
 * starts; whoever took it holds the case.  A late record counts from the call all the same (P6).
 */
#include <string.h>

#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/mail/deskmail.h"
#include "collector/desk/mail/deskopening.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

struct wish {
	struct vg_act_call *call;
	const char *by, *request;
	bool reached;
	const struct vg_conf_device *device;
	const struct vg_conf_client *client;
	const struct vg_contract *contract;
	char unknown[VG_TEXT_SIZE]; /* why nobody can judge it yet; "" it can */
};

static const char *
value(const struct wish *w, const char *name)
{
	return vg_deskact_value(w->call, name);
}

/* --- what is wished --------------------------------------------------------------------------- */

/* The value of 'name', or 'otherwise'; one of 'choices', each followed by a blank. */
static int
choose(const struct wish *w, const char *name, const char *choices, const char *otherwise,
    const char **chosen)
{
	char word[80];

	*chosen = vg_deskact_has(w->call, name) ? value(w, name) : otherwise;
	vg_text_format(word, sizeof(word), "%.64s ", *chosen);
	if (!strpbrk(*chosen, " ") && strstr(choices, word))
		return VG_OK;
	return vg_detail_set(w->call->detail, VG_EINVAL,
	    "open: %s is one of: %s; not '%.64s'", name, choices, *chosen);
}

/* Whom it is about, as far as the tree knows. */
static int
find_parties(struct wish *w)
{
	const struct vg_conf *conf = w->call->desk->conf;
	const char *client = value(w, "client"), *device = value(w, "device");
	bool several = false;

	w->device = vg_conf_device(conf, device);
	w->client = vg_conf_client(conf, w->device ? w->device->client : client);
	if (w->device && client[0] && strcmp(w->device->client, client) != 0)
		return vg_detail_set(w->call->detail, VG_EINVAL,
		    "open: device %s is of %s, not of '%.64s'", device, w->device->client,
		    client);
	if (w->device)
		w->contract = w->device->contract;
	else if (w->client)
		w->contract =
		    vg_deskentitle_client(conf, w->client, w->call->at, &several);
	if (!w->device && device[0])
		vg_text_format(
		    w->unknown, VG_TEXT_SIZE, "'%.64s' is no device of the tree", device);
	else if (!w->client)
		vg_text_format(w->unknown, VG_TEXT_SIZE, "%s%.64s%s",
		    client[0] ? "'" : "nobody knows who asks", client,
		    client[0] ? "' is no client of the tree" : "");
	else if (several)
		vg_text_copy(w->unknown, VG_TEXT_SIZE,
		    "several contracts of the client are in force");
	return VG_OK;
}

static int
read_wish(struct vg_act_call *call, struct wish *w)
{
	const char *reached = "";

	*w = (struct wish){.call = call};
	int code = choose(w, "by", "call mail person ", "", &w->by);
	if (code == VG_OK)
		code = choose(w, "class",
		    "malfunction question service software commercial ", "malfunction",
		    &w->request);
	bool by_call = code == VG_OK && strcmp(w->by, "call") == 0;
	if (code == VG_OK && !by_call && vg_deskact_has(call, "reached"))
		return vg_detail_set(call->detail, VG_EINVAL,
		    "open: reached is said of a call, not of by %s", w->by);
	if (by_call)
		code = choose(w, "reached", "yes no ", "yes", &reached);
	w->reached = strcmp(reached, "yes") == 0;
	return code == VG_OK ? find_parties(w) : code;
}

/* --- what it leaves behind -------------------------------------------------------------------- */

static bool
is_malfunction(const struct wish *w)
{
	return strcmp(w->request, "malfunction") == 0;
}

static bool
by_us(const struct wish *w)
{
	return strcmp(w->by, "person") == 0;
}

/* The entry; the client was told while he asked. */
static int
write_down(struct wish *w, struct vg_casework *work)
{
	bool by_call = strcmp(w->by, "call") == 0;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = VG_OK;

	work->kind = by_call ? "call" : by_us(w) ? "note" : "mail-in";
	work->side = by_us(w) ? "integrator" : "client";
	work->ball = "integrator";
	work->level = by_call ? 2 : 0;
	vg_text_format(text, sizeof(text), "%s%s%s: %s",
	    by_call        ? "call"
		: by_us(w) ? "seen by one of ours"
			   : "mail",
	    by_call && !w->reached ? ", not reached" : "",
	    is_malfunction(w) ? "" : ", no malfunction",
	    value(w, "text")[0] ? value(w, "text") : value(w, "title"));
	if (w->reached)
		code = vg_casework_fact(
		    work, VG_FACT_SAID, "the client was reached by telephone");
	return code == VG_OK ? vg_casework_finish(work, text) : code;
}

/* --- in a case that is open ------------------------------------------------------------------- */

static int
check_join(const struct wish *w, const char *number, struct vg_case_row *row)
{
	struct vg_detail *detail = w->call->detail;
	int code = vg_deskrows_case(w->call->desk, number, row);

	if (code != VG_OK)
		return code;
	if (!row->number[0])
		return vg_detail_set(
		    detail, VG_ENOENT, "case %.20s: there is none", number);
	if (!vg_casestate_is_open(row->state))
		return vg_detail_set(detail, VG_EPOLICY,
		    "case %s: 7: a request joins an open case, and this one is %s; "
		    "vigie case open without --join",
		    row->number, vg_casestate_text(row->state));
	if (w->client && strcmp(w->client->name, row->client) != 0)
		return vg_detail_set(detail, VG_EPOLICY,
		    "case %s: 7: it is not of %s; vigie case open without --join",
		    row->number, w->client->name);
	return VG_OK;
}

/* The client asks about what has a case already. */
static int
join(struct wish *w)
{
	struct vg_act_call as = *w->call;
	const char *started = "";
	struct vg_case_row row;
	struct vg_casework work;
	int code = check_join(w, value(w, "join"), &row);

	/* He may have called before the case was opened; his clock runs from the call. */
	if (code == VG_OK && vg_instant_compare(as.at, row.opened) < 0)
		as.at = row.opened;
	if (code == VG_OK)
		code = vg_casework_begin(&work, &as, row.number,
		    by_us(w) ? VG_CASE_ALARM_JOINS : VG_CASE_CLIENT_WRITES);
	if (code == VG_OK && w->reached && work.next == VG_CASE_NW) {
		work.next = VG_CASE_IH;
		work.owner = as.actor->user;
	}
	if (code == VG_OK && is_malfunction(w) && !by_us(w))
		code = vg_casework_request(&work, w->call->at, &started);
	if (code == VG_OK)
		code = write_down(w, &work);
	vg_text_format(w->call->result->text, sizeof(w->call->result->text),
	    "joined %s%s%s", row.number, started[0] ? "; started " : "", started);
	return code;
}

/* --- in one of its own ------------------------------------------------------------------------ */

/* Section 7: one open case for what is asked of a device. */
static int
check_open(const struct wish *w)
{
	char subject[VG_RESOURCE_SIZE], open[VG_CASE_NUMBER_SIZE] = "";
	struct vg_db *db = w->call->desk->db;
	const size_t q = VG_STORELINK_OPEN_FOR;

	if (!w->device)
		return VG_OK;
	vg_resource_build(subject, "device", w->device->name, NULL);
	int code = vg_db_query(db, q, "tt", subject, w->request);
	if (code == VG_OK && vg_db_next(db, q)) {
		vg_text_copy(open, sizeof(open), vg_db_text(db, q, 0));
		vg_db_done(db, q);
	}
	return code != VG_OK || !open[0] ? code
					 : vg_detail_set(w->call->detail, VG_EPOLICY,
					       "7: case %s is open already for %s of %s; "
					       "vigie case open --join %s",
					       open, w->request, subject, open);
}

/* In words that name nobody. */
static const char *
way_of(const struct wish *w)
{
	return by_us(w)                  ? "seen by one of ours"
	    : strcmp(w->by, "call") == 0 ? "request by telephone"
					 : "request by mail";
}

/* What else it may be about is shown; a person merges. */
static int
show_alike(struct wish *w, const struct vg_deskopening *o)
{
	struct vg_mail m = {.client = w->client, .device = w->device, .at = w->call->at};
	struct vg_act_result *r = w->call->result;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = vg_deskmatch_alike(w->call->desk, &m, o->number);

	vg_text_copy(r->object, sizeof(r->object), o->number);
	vg_text_copy(r->state, sizeof(r->state), vg_casestate_text(o->state));
	vg_text_format(r->text, sizeof(r->text), "%s%s%s", w->unknown,
	    w->unknown[0] ? "; vigie case identify" : "",
	    w->unknown[0] && m.alike[0] ? "; " : "");
	if (code != VG_OK || !m.alike[0])
		return code;
	size_t used = strlen(r->text);
	vg_text_format(r->text + used, sizeof(r->text) - used,
	    "looks like %s; vigie case merge %s --into %s", m.alike, o->number, m.alike);
	vg_text_format(text, sizeof(text), "looks like %s", m.alike);
	return vg_desk_journal(w->call->desk, o->number, w->call->now, w->call->now,
	    "system", "vigie", text);
}

static int
add(struct wish *w)
{
	struct vg_deskopening o = {.call = w->call,
	    .at = w->call->at,
	    .client = w->client,
	    .device = w->device,
	    .contract = w->contract,
	    .unknown = w->unknown[0] ? w->unknown : NULL,
	    .title = vg_deskact_has(w->call, "title") ? value(w, "title") : way_of(w),
	    .came = w->by,
	    .asks = is_malfunction(w) && !by_us(w),
	    .taken = w->reached};
	struct vg_desk *desk = w->call->desk;
	struct vg_casework work;
	int code = vg_deskopening_add(&o);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORELINK_OPENED_FOR, "tti", o.number,
		    w->request, (int64_t)1);
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_STORELINK_CASE_CLASSIFY, "tt", o.number, w->request);
	if (code == VG_OK)
		code = vg_casework_begin(&work, w->call, o.number, VG_CASE_NOTE);
	if (code == VG_OK)
		code = vg_desk_tell(desk, w->call->now, "case-opened", o.number,
		    work.row.subject, way_of(w));
	if (code == VG_OK)
		code = write_down(w, &work);
	if (code == VG_OK)
		code = show_alike(w, &o);
	return code == VG_OK ? vg_deskopening_tell(&o) : code;
}

static int
open_case(struct vg_act_call *call)
{
	struct wish w;
	int code = read_wish(call, &w);

	if (code == VG_OK && vg_deskact_has(call, "join"))
		return join(&w);
	if (code == VG_OK)
		code = check_open(&w);
	return code == VG_OK ? add(&w) : code;
}

const struct vg_act_rule vg_deskopen_rules[] = {
    {"open", "case", VG_ROLE_NOC, "by", open_case, 0},
    {0},
};
