/*
 * The collector's own deafness.
 */
#include "collector/desk/agents/deskdeaf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/correl/deaf.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/store/storesilence.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

#define KIND "collector-deaf"

/* The case is opened by a hold of its own: a page that comes before it waits so long. */
#define RETRY_US (10 * VG_SECOND_US)

static void
name_self(const struct vg_desk *desk, char resource[VG_RESOURCE_SIZE])
{
	vg_resource_build(resource, "collector", desk->conf->name, NULL);
}

static int
find_alarm(struct vg_desk *desk, struct vg_alarm_row *row)
{
	struct vg_event key = {.qualifier = ""};

	name_self(desk, key.resource);
	vg_text_copy(key.kind, sizeof(key.kind), KIND);
	return vg_deskrows_alarm(desk, &key, row);
}

int
vg_deskdeaf_stands(struct vg_desk *desk, bool *stands, char number[VG_CASE_NUMBER_SIZE])
{
	struct vg_alarm_row row;
	struct vg_case_row holder;
	int code = find_alarm(desk, &row);

	number[0] = '\0';
	*stands = code == VG_OK && row.id && !row.cleared;
	if (!*stands)
		return code;
	code = vg_deskrows_case(desk, row.case_number, &holder);
	if (code == VG_OK && holder.number[0] && vg_casestate_is_open(holder.state))
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, holder.number);
	return code;
}

/* --- who is silent ------------------------------------------------------------------------- */

/* All agents of the tree, in its order. */
struct crowd {
	struct vg_deaf_agent *agents; /* owned */
	size_t n;
};

static size_t
place_of(const struct vg_conf *conf, const char *name)
{
	const struct vg_conf_agent *agent = vg_conf_agent(conf, name);

	return agent ? (size_t)(agent - conf->agents) : conf->n_agents;
}

static int
gather(struct vg_desk *desk, struct vg_wall now, struct crowd *crowd)
{
	const size_t q = VG_STORESILENCE_ALL;
	const struct vg_conf *conf = desk->conf;
	int64_t after_us = (int64_t)conf->silence.after_s * VG_SECOND_US;

	crowd->n = conf->n_agents;
	crowd->agents = vg_mem_array(crowd->n ? crowd->n : 1, sizeof(*crowd->agents));
	for (size_t i = 0; i < crowd->n; i++)
		crowd->agents[i] = (struct vg_deaf_agent){.site = conf->agents[i].site};
	int code = vg_db_query(desk->db, q, "ii", after_us, now.us);
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		size_t i = place_of(conf, vg_db_text(desk->db, q, 0));
		if (i == crowd->n || vg_db_int(desk->db, q, 3) != 0)
			continue;
		crowd->agents[i].silent = true;
		crowd->agents[i].heard.us = vg_db_int(desk->db, q, 1);
		crowd->agents[i].member = vg_db_int(desk->db, q, 2) != 0;
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static struct vg_deaf_limits
limits_of(const struct vg_conf_silence *s)
{
	return (struct vg_deaf_limits){.percent = s->deaf_percent,
	    .least = s->deaf_least,
	    .within_us = (int64_t)s->deaf_within_s * VG_SECOND_US};
}

static size_t
count_members(const struct crowd *crowd)
{
	size_t n = 0;

	for (size_t i = 0; i < crowd->n; i++)
		n += crowd->agents[i].member;
	return n;
}

/* --- beginning and end --------------------------------------------------------------------- */

static int
mark_members(struct vg_desk *desk, const struct crowd *crowd)
{
	int code = VG_OK;

	/* Those whose turn is still to come find the alarm standing. */
	for (size_t i = 0; i < crowd->n && code == VG_OK; i++) {
		if (crowd->agents[i].member)
			code = vg_db_run(desk->db, VG_STORESILENCE_DEAF, "t",
			    desk->conf->agents[i].name);
	}
	return code;
}

static int
begin(struct vg_desk *desk, const struct crowd *crowd, struct vg_wall now)
{
	const struct vg_conf_silence *s = &desk->conf->silence;
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];
	int code = mark_members(desk, crowd);

	name_self(desk, resource);
	vg_text_format(text, sizeof(text),
	    "%zu of %zu agents, of more than one site, were heard last within %u s: the "
	    "collector does not hear",
	    count_members(crowd), crowd->n, s->deaf_within_s);
	if (code == VG_OK)
		code = vg_deskagent_tell_self(desk, resource, KIND, "", VG_ACTION_RAISE,
		    VG_SEVERITY_CRITICAL, now, text);
	if (code == VG_OK)
		code = vg_desk_tell(desk, now, KIND, "", resource, text);
	if (code == VG_OK && s->deaf_page_after_s)
		code = vg_desk_put_due(desk, "deaf", "page",
		    vg_instant_add(now, (int64_t)s->deaf_page_after_s * VG_SECOND_US));
	return code;
}

int
vg_deskdeaf_look(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_deaf_limits limits = limits_of(&desk->conf->silence);
	char number[VG_CASE_NUMBER_SIZE];
	struct crowd crowd = {.n = 0};
	bool stands = false;

	if (limits.percent == 0)
		return VG_OK;
	int code = vg_deskdeaf_stands(desk, &stands, number);
	if (code != VG_OK || stands)
		return code;
	code = gather(desk, now, &crowd);
	if (code == VG_OK && vg_deaf_judge(crowd.agents, crowd.n, &limits))
		code = begin(desk, &crowd, now);
	free(crowd.agents);
	return code;
}

/* Those who are silent still are so by themselves: each has its time anew to become a case. */
static int
end(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_conf_silence *s = &desk->conf->silence;
	uint32_t left_s = s->case_after_s > s->after_s ? s->case_after_s - s->after_s : 0;
	char resource[VG_RESOURCE_SIZE];
	int code = VG_OK;

	name_self(desk, resource);
	if (s->case_after_s)
		code = vg_db_run(desk->db, VG_STORESILENCE_FREE_DUE, "i",
		    vg_instant_add(now, (int64_t)left_s * VG_SECOND_US).us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_FREE, "");
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "deaf", "page");
	return code == VG_OK
	    ? vg_deskagent_tell_self(desk, resource, KIND, "", VG_ACTION_CLEAR,
		  VG_SEVERITY_CRITICAL, now, "the collector hears its agents again")
	    : code;
}

int
vg_deskdeaf_look_end(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_deaf_limits limits = limits_of(&desk->conf->silence);
	struct crowd crowd = {.n = 0};
	struct vg_alarm_row row;
	int code = find_alarm(desk, &row);

	if (code != VG_OK || !row.id || row.cleared || row.pending)
		return code;
	code = gather(desk, now, &crowd);
	if (code == VG_OK && !vg_deaf_lasts(crowd.agents, crowd.n, &limits))
		code = end(desk, now);
	free(crowd.agents);
	return code;
}

/* --- pages --------------------------------------------------------------------------------- */

int
vg_deskdeaf_page(struct vg_desk *desk, const char *number, int class,
    const char *transition, const char *what, struct vg_wall now)
{
	char line[VG_TEXT_SIZE];

	bool fresh = true;
	int code;

	vg_text_format(line, sizeof(line), "page W%d: %.200s", class, what);
	/* The ladder tells it, and nobody else; without one the office is written to. */
	if (vg_deskpaging_is_set_up(desk)) {
		code = vg_deskpaging_demand(
		    desk, number, (enum vg_page_class) class, what, now, &fresh);
	} else {
		code = vg_db_run(desk->db, VG_STORESILENCE_PAGE, "ittt", now.us, number,
		    line, transition);
		fresh = code == VG_OK && vg_db_changes(desk->db) > 0;
	}
	return code == VG_OK && fresh
	    ? vg_desk_journal(desk, number, now, now, "system", "vigie", line)
	    : code;
}

int
vg_deskdeaf_due(struct vg_desk *desk, struct vg_wall now)
{
	char number[VG_CASE_NUMBER_SIZE], transition[64];
	struct vg_alarm_row row;
	bool stands = false;
	int code = vg_deskdeaf_stands(desk, &stands, number);

	if (code == VG_OK)
		code = find_alarm(desk, &row);
	if (code != VG_OK || !stands || row.pending)
		return code;
	if (!number[0])
		return vg_desk_put_due(
		    desk, "deaf", "page", vg_instant_add(now, RETRY_US));
	vg_text_format(
	    transition, sizeof(transition), "page-deaf@%" PRId64, row.raised.us);
	return vg_deskdeaf_page(desk, number, 1, transition, row.event.text, now);
}
