/*
 * Who sends a request, by the first of these that it brings:
 *
 *    1 Authorization: a token, which the collector knows   2 a client's certificate that the tree
 *    names   3 the proxy's word   4 the cookie of a session
 *
 * A request that brings a wrong one of 1 is refused, not looked at further.  What a user may do is
 * the collector's affair.
 *
 * 2 to 4 are sent by browsers unasked, so an order by one of them must come from a page of ours:
 * its Origin is ours, or one of the tree's.  Without Origin a session's order has the field
 * Vigie-Request, which no foreign page can add.
 */
#ifndef VG_COLLECTOR_WEB_WEBWHO_H
#define VG_COLLECTOR_WEB_WEBWHO_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/web/webconf.h"
#include "collector/web/websession.h"
#include "collector/web/webtold.h"
#include "lib/http/http.h"
#include "lib/model/event.h"

enum vg_webwho_by {
	VG_WEBWHO_TOKEN,
	VG_WEBWHO_CERTIFICATE,
	VG_WEBWHO_PROXY,
	VG_WEBWHO_SESSION
};

struct vg_webwho {
	enum vg_webwho_by by;
	char user[VG_NAME_SIZE]; /* "" for a token: the collector says whose it is */
	char token[65];          /* the SHA-256 of a token, hexadecimal */
	uint64_t session;        /* its number; 0: none */
	enum vg_webtold_kind
	    refused; /* why, of what the audit is to have; NONE: not so */
};

/*
 * Settles who sends 'request' (borrowed) at 'now'.  Returns 0 and 'who'; or the status to refuse
 * it with, 401 or 403, and '*why', a static sentence.
 */
int
vg_webwho_settle(const struct vg_webconf *conf, struct vg_websessions *sessions,
    const struct vg_http_request *request, struct vg_mono now, struct vg_webwho *who,
    const char **why);

/*
 * Whether the page that sent 'request' is ours, or there is none: what a log-in is asked too.
 */
bool
vg_webwho_is_own_page(
    const struct vg_webconf *conf, const struct vg_http_request *request);

/* The address it comes from: the peer's, or what the proxy says. */
void
vg_webwho_address(const struct vg_webconf *conf, const struct vg_http_request *request,
    struct vg_address *address);

/* The name of the session's cookie. */
const char *
vg_webwho_cookie(const struct vg_webconf *conf);

/* The identifier of the session that 'request' names; false when it names none. */
bool
vg_webwho_session(const struct vg_webconf *conf, const struct vg_http_request *request,
    char id[VG_WEBSESSION_ID_SIZE]);

/* "token", "certificate", "proxy" or "session". */
const char *
vg_webwho_by_text(enum vg_webwho_by by);

#endif
