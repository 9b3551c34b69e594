/*
 * What a request is to lib/http itself; nobody else looks inside.
 */
#ifndef VG_LIB_HTTP_HTTPREQUEST_H
#define VG_LIB_HTTP_HTTPREQUEST_H

#include <stdbool.h>

#include "lib/http/http.h"
#include "lib/http/httpconn.h"

struct vg_http_request {
	const struct vg_http_limits *limits;
	struct vg_httpconn *conn;
	struct evhttp_request *ev;
	bool answered;
};

#endif
