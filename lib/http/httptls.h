/*
 * TLS below the HTTP server: OpenSSL under libevent's bufferevents.
 *
 * TLS 1.2 and later, no renegotiation, no compression, no tickets (a ticket's key would outlive
 * the secrecy of a connection).  A handshake counts against the header's deadline.  A program
 * that does not call this does not link OpenSSL.
 */
#ifndef VG_LIB_HTTP_HTTPTLS_H
#define VG_LIB_HTTP_HTTPTLS_H

#include "lib/base/detail.h"
#include "lib/http/http.h"

struct vg_httptls;

/*
 * Reads the 'certificate' (PEM, with its chain) and its 'key' (PEM), files both (borrowed), and the
 * authorities in 'client_ca' (PEM; NULL: none) whose clients' certificates are asked for.  A client
 * may come without one; one that is no good ends the handshake.
 *
 * Returns VG_OK and '*tls'; VG_EINVAL when a file does not read as what it should be, or key and
 * certificate are not of each other; the detail names the file, never its content.
 */
int
vg_httptls_new(const char *certificate, const char *key, const char *client_ca,
    struct vg_httptls **tls, struct vg_detail *detail);

/* Releases it (NULL is silent); connections that use it go on. */
void
vg_httptls_free(struct vg_httptls *tls);

/* New connections of 'http' speak TLS by 'tls' (borrowed, until replaced or 'http' is gone). */
void
vg_httptls_use(struct vg_httptls *tls, struct vg_http *http);

/*
 * Called for each name that a client's certificate proves: 'kind' is "subject" (RFC 2253),
 * "email", "dns" or "uri" (of its subjectAltName), "sha256" (of itself, hexadecimal).
 */
typedef void (*vg_httptls_name_cb)(const char *kind, const char *name, void *cookie);

/* Tells the names of the certificate that the client of 'request' (borrowed) has shown, if any. */
void
vg_httptls_names(
    const struct vg_http_request *request, vg_httptls_name_cb cb, void *cookie);

#endif
