/*
 * Commands of people: who may, what must be said, what was said before, what is kept.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/deskscope.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/tree/desktake.h"
#include "collector/store/record.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define KEY_REMEMBERED_US (7 * VG_DAY_US)

enum { VG_ACT_CALL_SIZE = 160 };

static const struct vg_act_rule *const nouns[] = {vg_deskopen_rules, vg_deskcase_rules,
    vg_desklife_rules, vg_desktie_rules, vg_deskpause_rules, vg_deskreturn_rules,
    vg_deskwork_rules, vg_deskmail_rules, vg_deskperson_rules, vg_deskaccept_rules,
    vg_deskengine_rules, vg_deskdoubt_rules, vg_deskshelve_rules, vg_deskplan_rules,
    vg_deskfamilywork_rules, vg_desklogin_rules, vg_deskpaging_rules,
    vg_deskproposal_rules};

/* The i-th rule over all nouns, or NULL past the last. */
static const struct vg_act_rule *
rule_at(size_t i)
{
	for (size_t n = 0; n < sizeof(nouns) / sizeof(nouns[0]); n++) {
		for (const struct vg_act_rule *rule = nouns[n]; rule->verb; rule++) {
			if (i-- == 0)
				return rule;
		}
	}
	return NULL;
}

static const struct vg_act_rule *
find_rule(const char *verb)
{
	for (size_t n = 0; n < sizeof(nouns) / sizeof(nouns[0]); n++) {
		for (const struct vg_act_rule *rule = nouns[n]; rule->verb; rule++) {
			if (strcmp(rule->verb, verb) == 0)
				return rule;
		}
	}
	return NULL;
}

bool
vg_desk_act_at(size_t i, const char **verb, const char **object)
{
	const struct vg_act_rule *rule = rule_at(i);

	if (!rule)
		return false;
	*verb = rule->verb;
	*object = rule->object;
	return true;
}

bool
vg_desk_may(enum vg_role role, const char *what)
{
	const struct vg_act_rule *rule;

	if (role == VG_ROLE_INTAKE)
		return strcmp(what, "mail-in") == 0;
	if (role == VG_ROLE_COURIER)
		return strcmp(what, "outbox-take") == 0 ||
		    strcmp(what, "outbox-report") == 0;
	if (strcmp(what, "read") == 0)
		return role >= VG_ROLE_VIEWER;
	if (strcmp(what, "read-persons") == 0)
		return role >= VG_ROLE_NOC;
	if (strcmp(what, "backup-start") == 0)
		return role >= VG_ROLE_MANAGER;
	if (strcmp(what, "tree-get") == 0 || strcmp(what, "tree-validate") == 0)
		return role >= VG_ROLE_NOC;
	if (strcmp(what, "tree-propose") == 0 || strcmp(what, "tree-discard") == 0)
		return role >= VG_ROLE_MANAGER;
	rule = find_rule(what);
	return role >= (rule ? rule->role : VG_ROLE_ADMIN);
}

/* --- what must hold before anything is done -------------------------------------------------- */

static int
check_values(const struct vg_act_call *c)
{
	char name[64];

	for (const char *at = c->rule->wants; *at;) {
		size_t size = strcspn(at, " ");
		vg_text_format(name, sizeof(name), "%.*s", (int)size, at);
		if (!vg_deskact_has(c, name))
			return vg_detail_set(
			    c->detail, VG_EINVAL, "%s: needs a %s", c->rule->verb, name);
		at += size + strspn(at + size, " ");
	}
	return VG_OK;
}

static int
check_time(struct vg_act_call *c)
{
	c->at = vg_instant_is_set(c->act->at) ? c->act->at : c->now;
	if (vg_instant_compare(c->at, c->now) > 0)
		return vg_detail_set(c->detail, VG_EPOLICY,
		    "5: %s: 'at' lies in the future; leave --at out", c->rule->verb);
	int64_t days = c->desk->conf->policy.late_fact_days;
	if (vg_instant_since(c->now, c->at) > days * VG_DAY_US &&
	    c->actor->role < VG_ROLE_MANAGER)
		return vg_detail_set(c->detail, VG_EPOLICY,
		    "5: %s: more than %d days back is a manager's to record; ask one",
		    c->rule->verb, (int)days);
	return VG_OK;
}

/* Verb and a digest of all that was said: what an idempotency key stands for. */
static void
say_call(const struct vg_act_call *c, char what[VG_ACT_CALL_SIZE])
{
	char hex[VG_DIGEST_TEXT_SIZE], at[VG_INSTANT_TEXT_SIZE] = "";
	struct vg_digest digest;
	struct vg_buf said;

	if (vg_instant_is_set(c->act->at))
		vg_instant_text(c->act->at, at);
	vg_buf_init(&said, 0);
	vg_buf_addf(&said, "%s\n%s\n", c->act->object, at);
	for (size_t i = 0; i < c->act->n_args; i++)
		vg_buf_addf(&said, "%s=%s\n", c->act->args[i].name,
		    vg_deskact_value(c, c->act->args[i].name));
	digest = vg_digest_of(said.data, said.size);
	vg_buf_fini(&said);
	vg_digest_text(&digest, hex);
	vg_text_format(what, VG_ACT_CALL_SIZE, "%s %s", c->rule->verb, hex);
}

/* Finds what the key did before: VG_EEXIST when it is the same call, VG_ECONFLICT if not. */
static int
check_key(struct vg_act_call *c)
{
	const char *key = c->act->idempotency_key;
	const size_t q = VG_SQL_IDEMPOTENCY_GET;
	struct vg_db *db = c->desk->db;
	char what[VG_ACT_CALL_SIZE];

	if (!key || !*key)
		return VG_OK;
	say_call(c, what);
	int code = vg_db_query(db, q, "ti", key, c->now.us - KEY_REMEMBERED_US);
	if (code != VG_OK || !vg_db_next(db, q))
		return code;
	bool same = strcmp(vg_db_text(db, q, 0), c->actor->user) == 0 &&
	    strcmp(vg_db_text(db, q, 1), what) == 0;
	vg_text_copy(c->result->object, sizeof(c->result->object), vg_db_text(db, q, 2));
	vg_text_copy(c->result->state, sizeof(c->result->state), vg_db_text(db, q, 3));
	c->result->repeated = true;
	vg_db_done(db, q);
	return same ? VG_EEXIST
		    : vg_detail_set(c->detail, VG_ECONFLICT,
			  "idempotency-key %s was used for another call", key);
}

static int
check(struct vg_act_call *c)
{
	if (!c->rule)
		return vg_detail_set(c->detail, VG_ENOENT,
		    "%.64s: there is no such command", c->act->verb);
	if (!vg_desk_may(c->actor->role, c->rule->verb))
		return vg_detail_set(c->detail, VG_EACCESS, "%s: role %s may not %s",
		    c->actor->user, vg_conf_role_text(c->actor->role), c->rule->verb);
	if (!vg_deskscope_may(
		c->desk->conf, c->actor->user, c->actor->role, c->rule->verb))
		return vg_detail_set(c->detail, VG_EACCESS,
		    "%s: a client's person gives no commands: write or call",
		    c->actor->user);
	int code = check_values(c);
	if (code == VG_OK)
		code = check_time(c);
	return code == VG_OK ? check_key(c) : code;
}

/* --- doing it --------------------------------------------------------------------------------- */

static int
keep(struct vg_act_call *c)
{
	const char *key = c->act->idempotency_key;
	int code = vg_desk_audit(c->desk, c->actor, c->now, c->rule->verb,
	    c->result->object, c->result->state);
	char what[VG_ACT_CALL_SIZE];

	/* A mail's second copy did nothing, and does nothing when it is played again. */
	if (code == VG_OK && !c->result->repeated)
		code = vg_deskrecorded_act(c);
	if (code != VG_OK || !key || !*key)
		return code;
	say_call(c, what);
	return vg_db_run(c->desk->db, VG_SQL_IDEMPOTENCY_PUT, "ttttti", key,
	    c->actor->user, what, c->result->object, c->result->state, c->now.us);
}

/* Audited and committed, and refused all the same; no key is kept: it may be said again. */
static int
keep_refused(struct vg_act_call *c, int refused)
{
	int code = vg_desk_audit(
	    c->desk, c->actor, c->now, c->rule->verb, c->result->object, "refused");

	if (code == VG_OK)
		code = vg_desk_commit(c->desk);
	else
		vg_desk_rollback(c->desk);
	return code == VG_OK ? refused : code;
}

/* What was done stands, whatever becomes of this. */
static void
scrub(struct vg_act_call *c)
{
	int code = vg_db_scrub(c->desk->db);
	size_t used = strlen(c->result->text);

	if (code != VG_OK)
		vg_text_format(c->result->text + used, sizeof(c->result->text) - used,
		    "; its octets may stay on disk until the file is written anew: %s",
		    vg_db_error(c->desk->db));
}

int
vg_desk_act(struct vg_desk *desk, const struct vg_actor *actor, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result, struct vg_detail *detail)
{
	struct vg_act_call c = {.desk = desk,
	    .actor = actor,
	    .act = act,
	    .rule = find_rule(act->verb),
	    .now = now,
	    .result = result,
	    .detail = detail};

	memset(result, 0, sizeof(*result));
	vg_deskrepeat_forget(desk);
	int code = check(&c);
	if (code != VG_OK)
		return code == VG_EEXIST ? VG_OK : code;
	assert(c.rule); /* else check has said that there is none */
	vg_text_copy(result->object, sizeof(result->object), act->object);
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = c.rule->carry(&c);
	if (code == VG_OK)
		code = keep(&c);
	if ((code == VG_EPOLICY || code == VG_ENOENT) && c.keeps)
		return keep_refused(&c, code);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code == VG_OK)
		vg_desktake_done(desk, &c.take, now);
	else
		vg_desktake_undo(desk, &c.take);
	if (code == VG_OK && c.scrubs)
		scrub(&c);
	if (code != VG_OK) {
		free(result->document);
		result->document = NULL;
	}
	if (code == VG_EFULL || code == VG_EIO || code == VG_EBUSY)
		vg_detail_set(detail, code, "cannot store: %s", vg_db_error(desk->db));
	if (code == VG_EFULL)
		vg_deskdisk_outcome(desk, code, 0, now);
	return code;
}
