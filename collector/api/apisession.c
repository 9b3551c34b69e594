/*
 * Sessions: each a hub of events with one subscriber.
 */
#include "collector/api/apisession.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "collector/api/apicount.h"
#include "collector/desk/deskscope.h"
#include "collector/desk/persons/desklogin.h"
#include "collector/desk/tree/deskcandidate.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/view/deskfollow.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/http.h"
#include "lib/http/sse.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/rest/restfind.h"

enum { MAX_SESSIONS = 512 };
#define LAST_WORDS_US VG_SECOND_US /* how long a killed one may take to hear of it */

struct session {
	LIST_ENTRY(session) link;
	struct vg_apisession *all;
	uint32_t id;
	uid_t uid;
	char user[VG_NAME_SIZE];
	char through[VG_NAME_SIZE]; /* the proxy; "" none */
	enum vg_role role;
	struct vg_wall started;
	struct vg_sse *hub;
	struct vg_timer *end; /* running when it was killed */
	bool killed;
	bool closed;     /* its client says so */
	uint32_t killer; /* the session that killed it; 0: none */
	struct vg_apicount count;
};

struct lock {
	const struct session *holder; /* NULL: nobody's */
	struct vg_wall since;
};

struct vg_apisession {
	struct vg_loop *loop; /* borrowed, as the next two */
	const struct vg_context *context;
	struct vg_desk *desk;
	struct vg_apibase *base; /* borrowed */
	LIST_HEAD(, session) sessions;
	size_t n_sessions;
	uint32_t last; /* number given */
	struct lock locks[VG_APISESSION_STORES];
	struct vg_apicounts counts;
	bool closing;                  /* the collector ends: its start settles */
	void (*changed)(void *cookie); /* NULL: nobody asks */
	void *cookie;
};

static const char *const stores[VG_APISESSION_STORES] = {"running", "candidate"};

static struct session *
find(const struct vg_apisession *all, uint32_t id)
{
	struct session *s;

	LIST_FOREACH (s, &all->sessions, link) {
		if (s->id == id && !s->killed)
			return s;
	}
	return NULL;
}

const char *
vg_apisession_door(const struct vg_rest_caller *caller)
{
	/*
	 * A proxy stands at a door of its own; the command says only how somebody asks for himself.
	 */
	static const struct {
		const char *name;
		bool of_proxy;
	} doors[] = {{"web", true}, {"mail", true}, {"cli", false}};

	if (caller->session)
		return "netconf";
	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		if (strcmp(caller->door, doors[i].name) == 0 &&
		    (caller->proxy || !doors[i].of_proxy))
			return doors[i].name;
	}
	return "socket";
}

bool
vg_apisession_is_open(const struct vg_apisession *all, uint32_t id)
{
	return find(all, id) != NULL;
}

/* --- locks --------------------------------------------------------------------------------- */

static void
release(struct vg_apisession *all, const struct session *s, enum vg_apisession_store i)
{
	if (all->locks[i].holder == s)
		all->locks[i] = (struct lock){0};
}

static struct vg_actor
actor_of(const struct session *s)
{
	return (struct vg_actor){.user = s->user,
	    .proxy = s->through[0] ? s->through : NULL,
	    .door = "netconf",
	    .role = s->role};
}

static void
log_lost(const struct session *s, const char *what, int code)
{
	if (code != VG_OK)
		vg_log(VG_LOG_ERROR, "socket", s->user, "end of session %u: %s: %s",
		    s->id, what, vg_error_text(code));
}

/*
 * The end of a session: its locks are free, what it changed of a candidate that it held is
 * discarded (RFC 6241 section 7.5), and a commit that only it could confirm is taken back (8.4).
 * That is the doing of 'killer' (borrowed), or of itself (NULL).
 */
static void
settle(struct vg_apisession *all, const struct session *s, const struct vg_actor *killer)
{
	const struct vg_actor own = actor_of(s);
	const struct vg_deskcandidate_who who = {killer ? killer : &own, ""};
	bool held = all->locks[VG_APISESSION_CANDIDATE].holder == s;
	bool was = false;
	char number[16], outcome[96];

	release(all, s, VG_APISESSION_CANDIDATE);
	release(all, s, VG_APISESSION_RUNNING);
	if (all->closing)
		return;
	vg_text_format(number, sizeof(number), "%u", s->id);
	vg_text_format(outcome, sizeof(outcome), "ended: %s%s",
	    killer          ? "killed by "
		: s->closed ? "closed"
			    : "dropped",
	    killer ? killer->user : "");
	if (held)
		log_lost(s, "its candidate is not discarded",
		    vg_deskcandidate_discard(
			all->desk, &who, vg_clock_wall(), &was, NULL));
	log_lost(s, "its commit is not taken back",
	    vg_deskconfirm_session_over(all->desk, &own, number, vg_clock_wall(), NULL));
	log_lost(s, "not in the audit",
	    vg_desklogin_session(all->desk, &own, s->id, outcome, vg_clock_wall(), NULL));
	if (all->changed)
		all->changed(all->cookie);
}

int
vg_apisession_check(const struct vg_apisession *all, const struct vg_rest_caller *caller,
    enum vg_apisession_store store, struct vg_detail *detail)
{
	const struct session *holder = all->locks[store].holder;

	if (!holder || holder->id == caller->session)
		return VG_OK;
	return vg_detail_set(detail, VG_ECONFLICT, "%s is locked by session %u of %s",
	    stores[store], holder->id, holder->user);
}

/*
 * Who stands in the way of a lock: 0: nobody, UINT32_MAX: no session; else a session (RFC 6241
 * section 7.5).
 */
static uint32_t
hindrance(const struct vg_apisession *all, uint32_t id, enum vg_apisession_store store)
{
	struct vg_deskcandidate_view candidate;
	struct vg_deskconfirm_row row;
	uint64_t other = 0;

	if (all->locks[store].holder)
		return all->locks[store].holder->id;
	if (store == VG_APISESSION_CANDIDATE)
		return vg_deskcandidate_view(all->desk, &candidate) != VG_OK ||
			candidate.is
		    ? UINT32_MAX
		    : 0;
	if (vg_deskconfirm_get(all->desk, &row) != VG_OK || !row.revision)
		return 0;
	if (vg_text_uint(row.session, UINT32_MAX, &other) != VG_OK || other == 0)
		return UINT32_MAX;
	return other == id ? 0 : (uint32_t)other;
}

/* --- life ---------------------------------------------------------------------------------- */

static void
free_session(struct session *s)
{
	struct vg_apisession *all = s->all;

	LIST_REMOVE(s, link);
	all->n_sessions--;
	if (!s->killed)
		settle(all, s, NULL);
	if (!s->killed && !s->closed && !s->count.bad_hello)
		all->counts.dropped++;
	if (!all->closing)
		vg_apibase_ended(all->base, s->id, s->user,
		    s->killed       ? "killed"
			: s->closed ? "closed"
				    : "dropped",
		    s->killer);
	vg_log(VG_LOG_INFO, "socket", s->user, "session %u of NETCONF ended", s->id);
	vg_sse_free(s->hub);
	vg_loop_timer_free(s->end);
	free(s);
}

static void
session_gone(void *cookie)
{
	free_session(cookie);
}

/* Sends the notification in 'data' (taken) to the session. */
static void
tell(struct session *s, struct vg_restdata *data, uint64_t id)
{
	char *text = data
	    ? vg_restfind_print(vg_restdata_top(data), false, VG_RESTPATH_EXPLICIT)
	    : NULL;

	if (text)
		vg_sse_send(s->hub, id, text);
	free(text);
	vg_restdata_free(data);
}

static void
tell_began(struct session *s)
{
	struct vg_restdata *data =
	    vg_restdata_new(s->all->context, "vigie-tree:session-began", false);

	if (!data)
		return;
	vg_restdata_uint(data, "id", s->id);
	vg_restdata_text(data, "user", s->user);
	vg_restdata_time(data, "started", s->started);
	tell(s, data, 1);
}

static void
kill_session(struct session *s, uint32_t by, const struct vg_actor *killer)
{
	struct vg_restdata *data =
	    vg_restdata_new(s->all->context, "vigie-tree:session-killed", false);

	s->killed = true;
	s->killer = by;
	settle(s->all, s, killer);
	if (data)
		vg_restdata_uint(data, "killed-by", by);
	vg_loop_timer_set(s->end, LAST_WORDS_US);
	tell(s, data, 2); /* may lose the connection, and 's' with it */
}

static int
begin(const struct vg_rest_caller *caller, struct vg_http_request *request,
    struct vg_detail *detail, void *cookie)
{
	static const struct vg_sse_limits one = {.subscribers = 1};
	struct vg_apisession *all = cookie;
	const char *after = vg_http_header(request, "Last-Event-ID");
	uint64_t event;
	struct session *s;

	/* Nothing is told of a session before it is sure that there is one. */
	if (after && vg_text_uint(after, UINT64_MAX, &event) != VG_OK)
		return vg_detail_set(
		    detail, VG_EINVAL, "a session has no event before it");
	if (all->n_sessions == MAX_SESSIONS)
		return vg_detail_set(
		    detail, VG_EAGAIN, "%d sessions are open", MAX_SESSIONS);
	const struct vg_actor actor = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = "netconf",
	    .role = (enum vg_role)caller->role};
	uint32_t id = all->last = all->last == UINT32_MAX - 1 ? 1 : all->last + 1;
	int err =
	    vg_desklogin_session(all->desk, &actor, id, "began", vg_clock_wall(), detail);
	if (err != VG_OK)
		return err;
	s = vg_mem_zero(sizeof(*s));
	s->all = all;
	s->hub = vg_sse_new(all->loop, &one);
	err = vg_sse_begin(s->hub, request, NULL);
	if (err != VG_OK) {
		vg_sse_free(s->hub);
		free(s);
		return vg_detail_set(detail, err, "a session has no event before it");
	}
	vg_sse_set_gone(s->hub, session_gone, s);
	s->end = vg_loop_timer(all->loop, session_gone, s);
	s->id = id;
	s->uid = caller->uid;
	s->started = vg_clock_wall();
	vg_text_copy(s->user, sizeof(s->user), caller->user);
	vg_text_copy(s->through, sizeof(s->through), caller->through);
	s->role = (enum vg_role)caller->role;
	LIST_INSERT_HEAD(&all->sessions, s, link);
	all->n_sessions++;
	all->counts.sessions++;
	vg_log(VG_LOG_INFO, "socket", s->user, "session %u of NETCONF began, uid %lu",
	    s->id, (unsigned long)s->uid);
	tell_began(s);
	vg_apibase_began(all->base, s->id, s->user);
	return VG_OK;
}

/*
 * Whether the session that a request names is its sender's.  Who was killed and has not heard of it yet
 * does nothing wrong: that is no refusal for the audit.
 */
static int
is_his(const struct vg_rest_caller *caller, struct vg_detail *detail, void *cookie)
{
	const struct vg_apisession *all = cookie;
	const struct session *s;

	LIST_FOREACH (s, &all->sessions, link) {
		if (s->id != caller->session || s->uid != caller->uid ||
		    strcmp(s->user, caller->user) != 0)
			continue;
		return s->killed ? vg_detail_set(detail, VG_ENOENT,
				       "session %u was killed", caller->session)
				 : VG_OK;
	}
	return vg_detail_set(detail, VG_EACCESS, "no session %u of user %s",
	    caller->session, caller->user);
}

/* --- resource and operations --------------------------------------------------------------- */

static int
get_sessions(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	const struct vg_apisession *all = cookie;
	const struct session *s;

	(void)ask;
	(void)detail;
	LIST_FOREACH (s, &all->sessions, link) {
		char number[16];
		const char *key = number;
		vg_text_format(number, sizeof(number), "%u", s->id);
		vg_restdata_entry(data, "session", &key, 1);
		vg_restdata_text(data, "user", s->user);
		vg_restdata_time(data, "started", s->started);
		vg_apicount_write(&s->count, data);
		vg_restdata_out(data);
	}
	for (size_t i = 0; i < VG_APISESSION_STORES; i++) {
		if (!all->locks[i].holder)
			continue;
		vg_restdata_entry(data, "lock", &stores[i], 1);
		vg_restdata_uint(data, "session", all->locks[i].holder->id);
		vg_restdata_time(data, "since", all->locks[i].since);
		vg_restdata_out(data);
	}
	vg_apicount_write_all(&all->counts, data);
	return VG_OK;
}

/* The session that asks for a lock, when its user may change the tree. */
static int
asking(const struct vg_apisession *all, const struct vg_rest_caller *caller,
    const struct session **s, struct vg_detail *detail)
{
	*s = find(all, caller->session);
	if (!*s)
		return vg_detail_set(detail, VG_EINVAL,
		    "a lock is a session's: the field Vigie-Session is missing");
	if (!vg_deskscope_may(vg_desk_conf(all->desk), caller->user,
		(enum vg_role)caller->role, "tree-load"))
		return vg_detail_set(detail, VG_EACCESS,
		    "user %s (role %s) may not change the tree", caller->user,
		    vg_conf_role_text((enum vg_role)caller->role));
	return VG_OK;
}

static enum vg_apisession_store
store_of(const struct vg_node *input)
{
	return strcmp(vg_tree_text(input, "target", ""), stores[1]) == 0
	    ? VG_APISESSION_CANDIDATE
	    : VG_APISESSION_RUNNING;
}

static int
run_lock(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apisession *all = cookie;
	enum vg_apisession_store store = store_of(input);
	const struct session *s;
	int err = asking(all, caller, &s, detail);

	if (err != VG_OK)
		return err;
	uint32_t holder = hindrance(all, s->id, store);
	if (holder)
		vg_restdata_uint(output, "locked-by", holder == UINT32_MAX ? 0 : holder);
	else
		all->locks[store] = (struct lock){s, vg_clock_wall()};
	return VG_OK;
}

static int
run_unlock(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apisession *all = cookie;
	enum vg_apisession_store store = store_of(input);
	const struct session *holder = all->locks[store].holder;
	const struct session *s;
	int err = asking(all, caller, &s, detail);

	if (err != VG_OK)
		return err;
	if (holder == s)
		release(all, s, store);
	else
		vg_restdata_uint(output, "locked-by", holder ? holder->id : 0);
	return VG_OK;
}

static int
run_kill(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apisession *all = cookie;
	uint32_t id = (uint32_t)vg_tree_int(input, "session-id", 0);
	struct session *s = find(all, id);

	(void)output;
	if (!s)
		return vg_detail_set(detail, VG_EINVAL, "no session %u", id);
	if (id == caller->session)
		return vg_detail_set(detail, VG_EINVAL,
		    "RFC 6241 7.9: session %u does not kill itself", id);
	if (caller->role != (int)VG_ROLE_ADMIN && strcmp(caller->user, s->user) != 0)
		return vg_detail_set(detail, VG_EACCESS,
		    "session %u is of %s: for him, and for the role admin", id, s->user);
	const struct vg_actor killer = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
	int err = vg_desklogin_kill(all->desk, &killer, id, vg_clock_wall(), detail);
	if (err != VG_OK)
		return err;
	vg_log(
	    VG_LOG_INFO, "socket", caller->user, "kills session %u of %s", id, s->user);
	kill_session(s, caller->session, &killer);
	return VG_OK;
}

static int
run_close(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct session *s = find(cookie, caller->session);

	(void)input;
	(void)output;
	if (!s)
		return vg_detail_set(detail, VG_EINVAL,
		    "a session closes itself: the field Vigie-Session is missing");
	s->closed = true;
	return VG_OK;
}

static int
run_count(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apisession *all = cookie;
	struct session *s = find(all, caller->session);

	(void)output;
	if (!s)
		return vg_detail_set(detail, VG_EINVAL,
		    "a session counts for itself: the field Vigie-Session is missing");
	vg_apicount_take(&all->counts, &s->count, input);
	return VG_OK;
}

static int
run_follow(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apisession *all = cookie;
	const char *from = vg_tree_text(input, "start-time", NULL);
	struct vg_wall start = {0};
	struct vg_deskfollow follow;
	int err = VG_OK;

	(void)caller;
	if (from && vg_instant_parse(from, &start) != VG_OK)
		err = vg_detail_set(
		    detail, VG_EINVAL, "start-time: '%.40s' is no instant", from);
	if (err == VG_OK)
		err = vg_deskfollow_find(all->desk, start, &follow);
	if (err != VG_OK)
		return err;
	vg_restdata_int(output, "after", follow.after);
	vg_restdata_int(output, "newest", follow.newest);
	vg_restdata_time(output, "kept-since", follow.since);
	return VG_OK;
}

struct vg_apisession *
vg_apisession_new(struct vg_rest *rest, struct vg_loop *loop,
    const struct vg_context *context, struct vg_desk *desk, struct vg_apibase *base,
    void (*cb)(void *cookie), void *cookie)
{
	struct vg_apisession *all = vg_mem_zero(sizeof(*all));

	all->loop = loop;
	all->context = context;
	all->desk = desk;
	all->base = base;
	all->changed = cb;
	all->cookie = cookie;
	all->counts.since = vg_clock_wall();
	LIST_INIT(&all->sessions);
	vg_rest_add_data(rest, "vigie-tree:sessions", get_sessions, all);
	vg_rest_add_operation(rest, "vigie-tree:session-lock", run_lock, all);
	vg_rest_add_operation(rest, "vigie-tree:session-unlock", run_unlock, all);
	vg_rest_add_operation(rest, "vigie-tree:session-kill", run_kill, all);
	vg_rest_add_operation(rest, "vigie-tree:session-close", run_close, all);
	vg_rest_add_operation(rest, "vigie-tree:session-count", run_count, all);
	vg_rest_add_operation(rest, "vigie-tree:session-follow", run_follow, all);
	vg_rest_add_own_stream(rest, "session", begin, all);
	vg_rest_set_session(rest, is_his, all);
	return all;
}

void
vg_apisession_free(struct vg_apisession *all)
{
	struct session *s;

	if (!all)
		return;
	all->closing = true;
	while ((s = LIST_FIRST(&all->sessions)))
		free_session(s);
	free(all);
}
