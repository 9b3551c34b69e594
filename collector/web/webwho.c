/*
 * The ladder of proofs.
 */
#include "collector/web/webwho.h"

#include <string.h>
#include <strings.h>

#include "collector/web/webfields.h"
#include "lib/base/digest.h"
#include "lib/base/text.h"
#include "lib/http/httptls.h"

const char *
vg_webwho_by_text(enum vg_webwho_by by)
{
	switch (by) {
	case VG_WEBWHO_TOKEN:
		return "token";
	case VG_WEBWHO_CERTIFICATE:
		return "certificate";
	case VG_WEBWHO_PROXY:
		return "proxy";
	case VG_WEBWHO_SESSION:
		break;
	}
	return "session";
}

/* --- where it comes from ------------------------------------------------------------------- */

static bool
is_proxy(const struct vg_webconf *conf, const struct vg_http_request *request)
{
	return conf->proxy.storage.ss_family &&
	    vg_net_same_host(&conf->proxy, vg_http_peer(request));
}

void
vg_webwho_address(const struct vg_webconf *conf, const struct vg_http_request *request,
    struct vg_address *address)
{
	const char *forwarded = vg_http_header(request, "X-Forwarded-For");

	if (!is_proxy(conf, request) || !forwarded ||
	    vg_http_header_count(request, "X-Forwarded-For") != 1 ||
	    !vg_webfields_forwarded(forwarded, address))
		*address = *vg_http_peer(request);
}

bool
vg_webwho_is_own_page(
    const struct vg_webconf *conf, const struct vg_http_request *request)
{
	const char *origin = vg_http_header(request, "Origin");

	if (!origin)
		return true;
	if (vg_http_header_count(request, "Origin") != 1)
		return false;
	if (vg_webfields_is_origin(origin, conf->secure, vg_http_header(request, "Host")))
		return true;
	for (size_t i = 0; i < conf->n_origins; i++) {
		if (strcasecmp(origin, conf->origins[i]) == 0)
			return true;
	}
	return false;
}

/* --- the rungs ----------------------------------------------------------------------------- */

static int
by_token(const char *authorization, struct vg_webwho *who, const char **why)
{
	const char *token = vg_webfields_bearer(authorization);

	if (!token) {
		*why = "Authorization is not a bearer token";
		who->refused = VG_WEBTOLD_TOKEN;
		return 401;
	}
	struct vg_digest digest = vg_digest_of(token, strlen(token));
	vg_digest_text(&digest, who->token);
	who->by = VG_WEBWHO_TOKEN;
	return 0;
}

struct search {
	const struct vg_webconf *conf;
	struct vg_webwho *who;
	bool found, several;
};

static void
compare(const char *kind, const char *name, void *cookie)
{
	struct search *search = cookie;

	for (size_t i = 0; i < search->conf->n_clients; i++) {
		const struct vg_webconf_client *client = &search->conf->clients[i];
		if (strcmp(client->kind, kind) != 0 || strcmp(client->value, name) != 0)
			continue;
		if (search->found && strcmp(search->who->user, client->user) != 0)
			search->several = true;
		search->found = true;
		vg_text_copy(search->who->user, sizeof(search->who->user), client->user);
	}
}

static bool
by_certificate(const struct vg_webconf *conf, const struct vg_http_request *request,
    struct vg_webwho *who)
{
	struct search search = {.conf = conf, .who = who};

	if (conf->n_clients == 0)
		return false;
	vg_httptls_names(request, compare, &search);
	who->by = VG_WEBWHO_CERTIFICATE;
	return search.found && !search.several;
}

static bool
by_proxy(const struct vg_webconf *conf, const struct vg_http_request *request,
    struct vg_webwho *who)
{
	const char *user;

	if (!conf->user_header[0] || !is_proxy(conf, request) ||
	    vg_http_header_count(request, conf->user_header) != 1)
		return false;
	user = vg_http_header(request, conf->user_header);
	who->by = VG_WEBWHO_PROXY;
	return user && vg_webfields_is_name(user) &&
	    vg_text_copy(who->user, sizeof(who->user), user) == 0;
}

const char *
vg_webwho_cookie(const struct vg_webconf *conf)
{
	/* RFC 6265bis 4.1.3.2: no host but ours can have set it. */
	return conf->secure ? "__Host-vigie" : "vigie";
}

bool
vg_webwho_session(const struct vg_webconf *conf, const struct vg_http_request *request,
    char id[VG_WEBSESSION_ID_SIZE])
{
	return vg_http_header_count(request, "Cookie") == 1 &&
	    vg_webfields_cookie(vg_http_header(request, "Cookie"), vg_webwho_cookie(conf),
		id, VG_WEBSESSION_ID_SIZE);
}

static bool
by_session(const struct vg_webconf *conf, struct vg_websessions *sessions,
    const struct vg_http_request *request, struct vg_mono now, struct vg_webwho *who)
{
	char id[VG_WEBSESSION_ID_SIZE];

	if (!vg_webwho_session(conf, request, id))
		return false;
	const char *user = vg_websession_user(sessions, id, now, &who->session);
	who->by = VG_WEBWHO_SESSION;
	vg_text_copy(who->user, sizeof(who->user), user);
	who->refused = user ? VG_WEBTOLD_NONE : VG_WEBTOLD_SESSION;
	return user != NULL;
}

static bool
is_order(const char *method)
{
	return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0 &&
	    strcmp(method, "OPTIONS") != 0;
}

int
vg_webwho_settle(const struct vg_webconf *conf, struct vg_websessions *sessions,
    const struct vg_http_request *request, struct vg_mono now, struct vg_webwho *who,
    const char **why)
{
	const char *authorization = vg_http_header(request, "Authorization");

	*who = (struct vg_webwho){0};
	*why = NULL;
	if (authorization)
		return by_token(authorization, who, why);
	if (!by_certificate(conf, request, who) && !by_proxy(conf, request, who) &&
	    !by_session(conf, sessions, request, now, who)) {
		*why = "log in, or bring a token";
		return 401;
	}
	if (!is_order(vg_http_method(request)))
		return 0;
	if (!vg_webwho_is_own_page(conf, request)) {
		*why = "an order from a page of another origin";
		who->refused = VG_WEBTOLD_ORIGIN;
		return 403;
	}
	if (who->by == VG_WEBWHO_SESSION && !vg_http_header(request, "Origin") &&
	    !vg_http_header(request, "Vigie-Request")) {
		*why = "an order of a session with neither Origin nor Vigie-Request";
		who->refused = VG_WEBTOLD_ORIGIN;
		return 403;
	}
	return 0;
}
