/*
 * What requests say of who sends them, read strictly.  Pure.
 *
 * Sources: RFC 6265 4.2 (Cookie), RFC 6750 2.1 (Bearer), RFC 6454 7 (Origin); X-Forwarded-For as
 * proxies write it; application/x-www-form-urlencoded (URL standard).
 */
#ifndef VG_COLLECTOR_WEB_WEBFIELDS_H
#define VG_COLLECTOR_WEB_WEBFIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/secret.h"
#include "lib/os/net.h"

/*
 * Copies the value of the cookie 'name' from the field 'cookies' (both borrowed; NULL: no field)
 * into 'value' of 'size' octets.  False when there is none, when there are two of that name, or
 * when it does not fit.
 */
bool
vg_webfields_cookie(const char *cookies, const char *name, char *value, size_t size);

/*
 * The token of the field 'authorization' (borrowed) with the scheme Bearer, borrowed from it; NULL
 * for another scheme, and for what is no token.
 */
const char *
vg_webfields_bearer(const char *authorization);

/*
 * The address that the nearest proxy saw: the last one in the field X-Forwarded-For (borrowed).
 * False when it is none.
 */
bool
vg_webfields_forwarded(const char *field, struct vg_address *address);

/* Whether 'text' (borrowed) can be the name of a user: 1 to 64 of ALPHA DIGIT - . _ : */
bool
vg_webfields_is_name(const char *text);

/* Whether 'origin' is SCHEME://HOST, with 'host' as the field Host has it (all borrowed). */
bool
vg_webfields_is_origin(const char *origin, bool tls, const char *host);

/*
 * Reads the value of 'name' from the form 'body' of 'size' octets (borrowed) into 'secret'.  False
 * when it is not there, is there twice, is too long, or holds a NUL.
 */
bool
vg_webfields_form(
    const char *body, size_t size, const char *name, struct vg_secret *secret);

#endif
