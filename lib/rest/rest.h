/*
 * RESTCONF (RFC 8040) over lib/http and lib/yang: resources and operations of a daemon's door,
 * its event stream, its errors.  Used by the collector and by the agent.
 *
 *   GET  /restconf/data/MODULE:TOP[/LIST=KEY,KEY[/...]]   depth, fields, content, with-defaults,
 *                                                         limit, after ...; JSON or XML
 *   POST, PUT, PATCH, DELETE of the same, where somebody edits it; POST of actions
 *   POST /restconf/operations/MODULE:RPC                   {"MODULE:input": {...}}
 *   GET  /restconf/streams/NAME                            text/event-stream
 *   PUT  /blob, GET /blob/NAME                             octets, where somebody keeps them
 *   GET  /restconf, /restconf/data, /restconf/operations, /.well-known/host-meta
 *
 * Who asks is settled before anything else is looked at; what is allowed is the callbacks' affair.
 */
#ifndef VG_LIB_REST_REST_H
#define VG_LIB_REST_REST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/http/sse.h"
#include "lib/loop/loop.h"
#include "lib/model/event.h"
#include "lib/rest/restdata.h"
#include "lib/rest/restpath.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"

struct vg_rest;
struct vg_http_request;

/* Who asks: filled by the door's callback, handed to every other. */
struct vg_rest_caller {
	uid_t uid;                  /* of the peer */
	char user[VG_NAME_SIZE];    /* in whose name */
	char through[VG_NAME_SIZE]; /* the proxy user that speaks for him; "" when none */
	int role;                   /* the door's own number */
	uint32_t session;           /* of NETCONF, his own; 0: he asks outside one */
	bool proxy;                 /* the peer may speak for others */
	bool
	    look; /* in a session: what he may not see is left out of a whole (Vigie-Look) */
	char door[8]; /* where the peer says that it stands (Vigie-Door); "" nowhere */
};

/*
 * Settles who asks: the peer's 'uid' and the user the field Vigie-User names (NULL: none).
 * Fills 'caller' and returns VG_OK, or VG_EACCESS with a sentence: answered 403.
 */
typedef int (*vg_rest_caller_cb)(uid_t uid, const char *named,
    struct vg_rest_caller *caller, struct vg_detail *detail, void *cookie);

/* What is asked for, before anything of it is looked at. */
enum vg_rest_access { VG_REST_READ, VG_REST_RUN, VG_REST_WRITE, VG_REST_FOLLOW };

/* A request that was answered with an error; all borrowed. */
struct vg_rest_refused {
	const struct vg_rest_caller *caller; /* its user is "" when he is nobody's */
	bool known; /* what was asked for is; else it stopped before that */
	enum vg_rest_access what;
	const char *name;   /* "module:name"; "" of what the models have not */
	const char *object; /* by vg_restdata_about; "" not said */
	int status;
	const char *tag, *app_tag;
};
typedef void (*vg_rest_refused_cb)(const struct vg_rest_refused *refused, void *cookie);

/*
 * Whether 'caller' may do 'what' with 'name': a resource's top, an operation or an action
 * ("module:name"), a stream.  VG_OK; or VG_EACCESS with a sentence, answered 403: nothing of the
 * request is read then.
 */
typedef int (*vg_rest_access_cb)(const struct vg_rest_caller *caller,
    enum vg_rest_access what, const char *name, struct vg_detail *detail, void *cookie);

/* What a GET asks for. */
struct vg_rest_ask {
	const struct vg_rest_caller *caller;
	const struct vg_restpath *path; /* steps[0] is the top container */
	unsigned depth;                 /* levels wanted from the target on; 0: all */
	const struct vg_restpath_query
	    *query; /* the rest of it: pages and filters of lists */
};

/*
 * Writes the data below the top container into 'data' (already inside it).  It may write more
 * than was asked: what the path does not name is cut away afterwards; what does not exist is
 * simply not written (404 follows).  VG_OK, or an error with its sentence.
 */
typedef int (*vg_rest_get_cb)(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie);

/*
 * Runs an operation: 'input' (the validated RPC; read it by vg_tree_text and the like) and
 * 'output' (already inside the RPC; leafs written there are the reply).  VG_OK, or an error
 * with its sentence.
 */
typedef int (*vg_rest_run_cb)(const struct vg_rest_caller *caller,
    const struct vg_node *input, struct vg_restdata *output, struct vg_detail *detail,
    void *cookie);

/*
 * For a run callback whose work would hold the loop: it looks who may, gathers what the work needs
 * in 'job' (taken), hands it over and returns VG_OK.  'work' is then done in a copy of this
 * process, without the store, the loop or any descriptor, and writes the output and returns as the
 * callback would have; the client is answered when it has.  'free_cb' releases 'job' in this
 * process.  Of a few that are under way another is VG_EBUSY.
 */
typedef int (*vg_rest_work_cb)(
    void *job, struct vg_restdata *output, struct vg_detail *detail);
void
vg_rest_aside(struct vg_restdata *output, vg_rest_work_cb work,
    void (*free_cb)(void *job), void *job);

/*
 * Gives a RESTCONF server on 'loop' with 'context' (both borrowed, outlive it); 'caller_cb'
 * settles who asks.  'subsystem' (borrowed, static) is the name in the log.
 */
struct vg_rest *
vg_rest_new(struct vg_loop *loop, const struct vg_context *context, const char *subsystem,
    vg_rest_caller_cb caller_cb, void *cookie);

/* Asks 'cb' with 'cookie' first, always; without it everybody may. */
void
vg_rest_set_access(struct vg_rest *rest, vg_rest_access_cb cb, void *cookie);

/* Tells 'cb' with 'cookie' of each request that is answered with an error, before it is. */
void
vg_rest_set_refused(struct vg_rest *rest, vg_rest_refused_cb cb, void *cookie);

/* Closes all connections and releases it (NULL is silent). */
void
vg_rest_free(struct vg_rest *rest);

/* Serves GET of 'top' ("vigie-cases:cases"; borrowed, static) by 'cb'. */
void
vg_rest_add_data(struct vg_rest *rest, const char *top, vg_rest_get_cb cb, void *cookie);

/* Serves POST of the RPC 'name' ("vigie-cases:take"; borrowed, static) by 'cb'. */
void
vg_rest_add_operation(
    struct vg_rest *rest, const char *name, vg_rest_run_cb cb, void *cookie);

/*
 * Serves POST of the action 'path' ("MODULE:TOP/NODE/ACTION" without keys, all of one module;
 * borrowed, static) by 'cb': 'path' has the keys, the rest as vg_rest_run_cb.
 */
typedef int (*vg_rest_action_cb)(const struct vg_rest_caller *caller,
    const struct vg_restpath *path, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie);
void
vg_rest_add_action(
    struct vg_rest *rest, const char *path, vg_rest_action_cb cb, void *cookie);

/* --- edits ------------------------------------------------------------------------------- */

enum vg_rest_method { VG_REST_CREATE, VG_REST_REPLACE, VG_REST_MERGE, VG_REST_DELETE };

/* POST, PUT, plain PATCH or DELETE of a data resource; all borrowed. */
struct vg_rest_edit {
	const struct vg_rest_caller *caller;
	const struct vg_restpath *path; /* no steps: the datastore itself */
	enum vg_rest_method method;
	const char *body; /* terminated; "" of DELETE */
	size_t size;
	bool xml;             /* the body is; else JSON */
	const char *if_match; /* the field's value, "*" too; NULL: none */
	const char *if_none_match;
	/* RFC 8040 4.8.5 and 4.8.6, of CREATE and REPLACE; NULL each: not said */
	const char *insert; /* "first", "last", or with 'point' "before", "after" */
	const struct vg_restpath *point;
};

struct vg_rest_edited {
	bool created;                    /* 201; else 204 */
	char location[VG_RESTPATH_SIZE]; /* of what POST made; "" none */
	char etag[48];                   /* of the datastore afterwards; "" none */
	/* What the refusal is called where its code says too little; "" each: nothing */
	struct vg_restdata_refusal refusal;
};

/*
 * Carries an edit out.  VG_OK and '*edited'; else an error with its sentence and, in 'wrong' (of
 * VG_REST_WRONG_SIZE octets, "" at first), the path of what is wrong: VG_ECONFLICT under a
 * precondition is answered 412, VG_EBUSY 409.
 */
enum { VG_REST_WRONG_SIZE = 512 };
typedef int (*vg_rest_edit_cb)(const struct vg_rest_edit *edit,
    struct vg_rest_edited *edited, char *wrong, struct vg_detail *detail, void *cookie);
/*
 * 'tops' (borrowed, static, ends with NULL; NULL: all): whose configuration it edits; of others
 * OPTIONS says that it is read.
 */
void
vg_rest_set_edit(
    struct vg_rest *rest, const char *const *tops, vg_rest_edit_cb cb, void *cookie);

/* --- streams ----------------------------------------------------------------------------- */

/*
 * Serves the event stream 'name' (borrowed, static).  'may_cb' (NULL: everybody) is asked with
 * 'cookie' before a subscription: VG_OK, or VG_EACCESS with a sentence.  'past_cb' (NULL: nobody
 * remembers) sends by vg_rest_publish, page by page, what somebody missed (lib/http/sse.h).
 */
typedef int (*vg_rest_may_cb)(
    const struct vg_rest_caller *caller, struct vg_detail *detail, void *cookie);
void
vg_rest_add_stream(struct vg_rest *rest, const char *name, vg_rest_may_cb may_cb,
    vg_sse_past_cb past_cb, void *cookie);

/*
 * The same for a stream each of whose subscriptions is another: 'cb' begins it by vg_sse_begin
 * with 'request' (borrowed until it returns) and returns VG_OK, or an error with its sentence.
 */
typedef int (*vg_rest_begin_cb)(const struct vg_rest_caller *caller,
    struct vg_http_request *request, struct vg_detail *detail, void *cookie);
void
vg_rest_add_own_stream(
    struct vg_rest *rest, const char *name, vg_rest_begin_cb cb, void *cookie);

/*
 * Believes the field Vigie-Session of a request when 'cb' says that this session of NETCONF is
 * the caller's: VG_OK, VG_ENOENT when it was and has just ended, or VG_EACCESS, each with a sentence.
 * Without it the field is refused.
 */
typedef int (*vg_rest_session_cb)(
    const struct vg_rest_caller *caller, struct vg_detail *detail, void *cookie);
void
vg_rest_set_session(struct vg_rest *rest, vg_rest_session_cb cb, void *cookie);

/* Whether anybody follows 'stream' now: what nobody follows needs not be made. */
bool
vg_rest_followed(const struct vg_rest *rest, const char *stream);

/*
 * Sends a notification to the subscribers of 'stream' (all borrowed): 'top' of the models, as event
 * 'id' (rising) of 'time', with what 'write' writes into it of 'what'; it may be called twice.
 * 'cb' (NULL: all) is asked with 'cookie' for the user of each whether he gets it.
 */
struct vg_rest_news {
	const char *top;
	uint64_t id;
	struct vg_wall time;
	void (*write)(struct vg_restdata *data, const void *what);
	const void *what;
};
typedef bool (*vg_rest_for_cb)(const char *user, void *cookie);
void
vg_rest_publish(struct vg_rest *rest, const char *stream, const struct vg_rest_news *news,
    vg_rest_for_cb cb, void *cookie);

/* The notification as text of JSON, to be freed; NULL: it is not in the models. */
char *
vg_rest_print_news(const struct vg_context *context, const struct vg_rest_news *news);

/* --- octets ------------------------------------------------------------------------------ */

/*
 * What keeps octets.  put: 'size' octets of 'body' (borrowed) are on disk when it returns VG_OK,
 * and 'reply' has the JSON to be answered.  get: appends to 'body' what is kept as 'name'
 * (borrowed, as it came in the path).  Both: else an error with its sentence; who may is their
 * affair.
 */
struct vg_rest_blobs {
	int (*put)(const struct vg_rest_caller *caller, const void *body, size_t size,
	    struct vg_buf *reply, struct vg_detail *detail, void *cookie);
	int (*get)(const struct vg_rest_caller *caller, const char *name,
	    struct vg_buf *body, struct vg_detail *detail, void *cookie);
	void *cookie;
};

/* Serves PUT /blob and GET /blob/NAME by 'blobs' (borrowed, copied); without it there are none. */
void
vg_rest_set_blobs(struct vg_rest *rest, const struct vg_rest_blobs *blobs);

/* Opens the Unix socket 'path' (borrowed), mode 0660; errors as vg_net_unix_listen. */
int
vg_rest_listen(struct vg_rest *rest, const char *path, struct vg_detail *detail);

#endif
