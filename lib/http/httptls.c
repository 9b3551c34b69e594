/*
 * OpenSSL 3 under libevent 2.1.12.
 */
#include "lib/http/httptls.h"

#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/httpconn.h"
#include "lib/http/httprequest.h"

enum { MAX_NAME = 512 };

struct vg_httptls {
	SSL_CTX *ctx;
};

/* OpenSSL's first complaint about the file. */
static int
complain(const char *path, const char *what, struct vg_detail *detail)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	vg_detail_set(detail, VG_EINVAL, "%s: not %s that can be used: %s", path, what,
	    reason ? reason : "refused by OpenSSL");
	ERR_clear_error();
	return VG_EINVAL;
}

static void
set_rules(SSL_CTX *ctx)
{
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_options(ctx,
	    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
		SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20");
}

/* Asks clients for a certificate of these authorities. */
static int
take_authorities(SSL_CTX *ctx, const char *path, struct vg_detail *detail)
{
	if (SSL_CTX_load_verify_file(ctx, path) != 1)
		return complain(path, "a file of authorities", detail);
	SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(path));
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_purpose(ctx, X509_PURPOSE_SSL_CLIENT);
	return VG_OK;
}

int
vg_httptls_new(const char *certificate, const char *key, const char *client_ca,
    struct vg_httptls **tls, struct vg_detail *detail)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	int err = VG_OK;

	if (!ctx)
		abort(); /* memory only */
	ERR_clear_error();
	set_rules(ctx);
	if (SSL_CTX_use_certificate_chain_file(ctx, certificate) != 1)
		err = complain(certificate, "a certificate", detail);
	else if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(ctx) != 1)
		err = complain(key, "the certificate's key", detail);
	else if (client_ca)
		err = take_authorities(ctx, client_ca, detail);
	if (err != VG_OK) {
		SSL_CTX_free(ctx);
		return err;
	}
	*tls = vg_mem_zero(sizeof(**tls));
	(*tls)->ctx = ctx;
	return VG_OK;
}

void
vg_httptls_free(struct vg_httptls *tls)
{
	if (!tls)
		return;
	SSL_CTX_free(tls->ctx);
	free(tls);
}

/* The bufferevent frees the SSL object and closes the socket. */
static struct bufferevent *
open_transport(struct event_base *base, void *cookie)
{
	struct vg_httptls *tls = cookie;
	SSL *ssl = SSL_new(tls->ctx);
	struct bufferevent *bev;

	if (!ssl)
		return NULL;
	bev = bufferevent_openssl_socket_new(
	    base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
	if (!bev) {
		SSL_free(ssl);
		return NULL;
	}
	bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
	return bev;
}

void
vg_httptls_use(struct vg_httptls *tls, struct vg_http *http)
{
	vg_http_set_transport(http, open_transport, tls);
}

/* --- names in certificates ----------------------------------------------------------------- */

/* Tells a name that is text without a NUL. */
static void
tell(const char *kind, const ASN1_STRING *text, vg_httptls_name_cb cb, void *cookie)
{
	int size = ASN1_STRING_length(text);
	const unsigned char *data = ASN1_STRING_get0_data(text);
	char name[MAX_NAME];

	if (size <= 0 || size >= MAX_NAME || memchr(data, '\0', (size_t)size))
		return;
	memcpy(name, data, (size_t)size);
	name[size] = '\0';
	cb(kind, name, cookie);
}

static void
tell_alternatives(const X509 *certificate, vg_httptls_name_cb cb, void *cookie)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_EMAIL)
			tell("email", name->d.rfc822Name, cb, cookie);
		else if (name->type == GEN_DNS)
			tell("dns", name->d.dNSName, cb, cookie);
		else if (name->type == GEN_URI)
			tell("uri", name->d.uniformResourceIdentifier, cb, cookie);
	}
	GENERAL_NAMES_free(names);
}

static void
tell_subject(const X509 *certificate, vg_httptls_name_cb cb, void *cookie)
{
	BIO *out = BIO_new(BIO_s_mem());
	char name[MAX_NAME];

	if (!out)
		abort();
	X509_NAME_print_ex(out, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
	int size = BIO_read(out, name, sizeof(name) - 1);
	/* One that was cut is nobody's. */
	if (size > 0 && BIO_pending(out) == 0) {
		name[size] = '\0';
		cb("subject", name, cookie);
	}
	BIO_free(out);
}

static void
tell_digest(const X509 *certificate, vg_httptls_name_cb cb, void *cookie)
{
	unsigned char octets[EVP_MAX_MD_SIZE];
	char text[2 * EVP_MAX_MD_SIZE + 1];
	unsigned size = 0;

	if (X509_digest(certificate, EVP_sha256(), octets, &size) != 1)
		return;
	vg_text_hex(text, octets, size);
	cb("sha256", text, cookie);
}

void
vg_httptls_names(
    const struct vg_http_request *request, vg_httptls_name_cb cb, void *cookie)
{
	SSL *ssl = bufferevent_openssl_get_ssl(vg_httpconn_bev(request->conn));
	X509 *certificate = ssl ? SSL_get1_peer_certificate(ssl) : NULL;

	if (!certificate)
		return;
	if (SSL_get_verify_result(ssl) == X509_V_OK) {
		tell_subject(certificate, cb, cookie);
		tell_digest(certificate, cb, cookie);
		tell_alternatives(certificate, cb, cookie);
	}
	X509_free(certificate);
}
