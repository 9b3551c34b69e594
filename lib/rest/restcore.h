/*
 * What the parts of lib/rest share: the server, one request under way, how it is answered;
 * lib/rest's own affair.
 */
#ifndef VG_LIB_REST_RESTCORE_H
#define VG_LIB_REST_RESTCORE_H

#include "lib/http/http.h"
#include "lib/http/sse.h"
#include "lib/rest/rest.h"
#include "lib/rest/resterror.h"

#define VG_REST_JSON "application/yang-data+json"
#define VG_REST_XML "application/yang-data+xml"
#define VG_REST_NS "urn:ietf:params:xml:ns:yang:ietf-restconf"

/* The field Accept-Patch. */
#define VG_REST_PATCHES VG_REST_JSON ", " VG_REST_XML

enum { VG_REST_ALLOW_SIZE = 80 };

struct vg_rest_data_entry {
	const char *top;
	vg_rest_get_cb cb;
	void *cookie;
};

struct vg_rest_operation {
	const char *name;
	vg_rest_run_cb cb;
	void *cookie;
};

struct vg_rest_action {
	const char *path; /* "MODULE:TOP/NODE/ACTION", without keys */
	vg_rest_action_cb cb;
	void *cookie;
};

struct vg_rest_stream {
	const char *name;
	struct vg_sse *sse; /* owned */
	vg_rest_may_cb may;
	vg_rest_begin_cb begin; /* NULL: all hear the same */
	bool replays;           /* what is over is told again */
	void *cookie;
};

struct vg_rest {
	struct vg_loop *loop;             /* borrowed */
	const struct vg_context *context; /* borrowed */
	const char *subsystem;
	struct vg_http *http;
	char *path; /* of the socket, owned; NULL before vg_rest_listen */
	vg_rest_caller_cb caller_cb;
	void *cookie;
	struct vg_rest_data_entry *data;
	size_t n_data, room_data;
	struct vg_rest_operation *operations;
	size_t n_operations, room_operations;
	struct vg_rest_action *actions;
	size_t n_actions, room_actions;
	struct vg_rest_stream *streams;
	size_t n_streams, room_streams;
	vg_rest_access_cb access; /* NULL: everybody may */
	void *access_cookie;
	vg_rest_refused_cb refused; /* NULL: nobody hears of it */
	void *refused_cookie;
	vg_rest_edit_cb edit;      /* NULL: nothing is edited here */
	const char *const *edited; /* the tops whose configuration it is; NULL: all */
	void *edit_cookie;
	vg_rest_session_cb session; /* NULL: there are none */
	void *session_cookie;
	struct vg_rest_blobs blobs; /* without 'put': none are kept */
	unsigned n_asides;          /* works that are done in copies of this process */
};

/* One request under way. */
struct vg_rest_exchange {
	struct vg_rest *rest;
	struct vg_http_request *request;
	struct vg_rest_caller caller;
	const char *error_path; /* borrowed; NULL: none */
	bool xml;               /* the reply is to be XML */
	bool acceptable;        /* he takes XML or JSON */
	bool known;             /* 'what' and 'name' are: what was asked for last */
	enum vg_rest_access what;
	char name[192];
	const char *object; /* borrowed; NULL: not said */
};

/* Whether he who asks may: VG_OK or VG_EACCESS with the sentence. */
int
vg_restanswer_may(struct vg_rest_exchange *x, enum vg_rest_access what, const char *name,
    struct vg_detail *detail);

/* Answers an error with its sentence. */
void
vg_restanswer_error(
    struct vg_rest_exchange *x, const struct vg_resterror *error, const char *message);

/* Answers a VG_E... of a callback with its sentence. */
void
vg_restanswer_code(struct vg_rest_exchange *x, int code, const struct vg_detail *detail);

/* The same, called as 'refusal' (borrowed) does where that says something. */
void
vg_restanswer_refusal(struct vg_rest_exchange *x, int code,
    const struct vg_detail *detail, const struct vg_restdata_refusal *refusal);

/* Answers what is wrong with the request itself. */
void
vg_restanswer_plain(
    struct vg_rest_exchange *x, int status, const char *tag, const char *message);

/*
 * Answers 200 with 'body' of the media type 'type', or 304 when the client has it already; 'etag'
 * ("": a digest of the body).
 */
void
vg_restanswer_body(
    struct vg_rest_exchange *x, const char *type, const char *body, const char *etag);

/* The media type of what is given: as the request wants it. */
const char *
vg_restanswer_media(const struct vg_rest_exchange *x);

/* Whether Content-Type is JSON or XML; '*xml' says which.  False when it is answered already. */
bool
vg_restanswer_takes(struct vg_rest_exchange *x, bool *xml);

/* Whether it 'is_acceptable' to him who asks; else 406, with what there is 'given', is answered. */
bool
vg_restanswer_wants(struct vg_rest_exchange *x, bool is_acceptable, const char *given);

/*
 * Whether he gave no query parameter: those of RFC 8040 section 4.8 are of GET here; else 400 is
 * answered.
 */
bool
vg_restanswer_unasked(struct vg_rest_exchange *x);

/* As vg_router_find: where a request with 'method' for 'path' goes. */
int
vg_rest_route(const char *method, const char *path, char *allow, size_t size);

/* Answers OPTIONS. */
void
vg_restallow_answer(struct vg_rest_exchange *x);

/*
 * Which methods there are of what is asked for, as the field Allow has them; false: it is no
 * resource.
 */
bool
vg_restallow_find(const struct vg_rest_exchange *x, char allow[VG_REST_ALLOW_SIZE]);

/* Serves POST of an operation; GET and HEAD of the list of them. */
void
vg_restrun(struct vg_rest_exchange *x);
void
vg_restrun_list(struct vg_rest_exchange *x);

/* Answers an operation: VG_OK and its output 'body' (NULL: it has none), or an error. */
void
vg_restrun_answer(struct vg_rest_exchange *x, int code, const struct vg_detail *detail,
    const struct vg_restdata_refusal *refusal, const char *body);

/*
 * Puts off the answer to operation 'name' (borrowed, static) until what vg_rest_aside said of
 * 'output' (borrowed) is done.  VG_OK; or VG_EBUSY or VG_EIO with detail: it is to be answered.
 */
int
vg_restaside_start(struct vg_rest_exchange *x, const char *name,
    struct vg_restdata *output, struct vg_detail *detail);

/* Serves GET and HEAD of /restconf/data. */
void
vg_restget(struct vg_rest_exchange *x);

/* Serves ietf-yang-library:yang-library (RFC 8525). */
void
vg_restget_add_library(struct vg_rest *rest);

/* Serves PUT /blob and GET /blob/NAME. */
void
vg_restblob_put(struct vg_rest_exchange *x);
void
vg_restblob_get(struct vg_rest_exchange *x);

/* Whether 'path' (borrowed) names an action that is served. */
bool
vg_restedit_is_action(const struct vg_rest *rest, const struct vg_restpath *path);

/* Whether there is data for the first of its steps. */
bool
vg_restget_is_served(const struct vg_rest *rest, const struct vg_restpath *path);

/* Serves the methods that change data, and POST of actions. */
void
vg_restedit(struct vg_rest_exchange *x);

#endif
