/*
 * The tree of vigie-web as a struct: the only file here that knows names of leafs.
 *
 * Immutable once made; everything is owned by the configuration.
 */
#ifndef VG_COLLECTOR_WEB_WEBCONF_H
#define VG_COLLECTOR_WEB_WEBCONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/model/event.h"
#include "lib/os/net.h"

/* Which certificate is whose. */
struct vg_webconf_client {
	char kind[16];           /* of lib/http/httptls.h */
	char value[512];         /* what it must be */
	char user[VG_NAME_SIZE]; /* whose it is */
};

struct vg_webconf {
	struct vg_address listen; /* with its port */
	bool tls;
	char certificate[1024];
	char key[129];                     /* reference of lib/os/credential.h */
	char authority[1024];              /* of clients' certificates; "": none */
	struct vg_webconf_client *clients; /* owned */
	size_t n_clients;
	struct vg_address proxy; /* family 0: none */
	char user_header[65];    /* "": the proxy proves no user */
	bool secure;             /* clients speak TLS, with us or with the proxy */
	bool password;           /* passwords are taken */
	int64_t idle_us, life_us;
	size_t sessions, sessions_user;
	char (*origins)[256]; /* owned; beside our own */
	size_t n_origins;
	size_t connections, connections_peer, header_size, body_size;
	int64_t header_ms, body_ms, idle_ms, reply_ms;
	size_t upstream, streams, stream_queue, reply_queue;
};

/*
 * Reads and validates the file 'path' (borrowed) and gives what it holds.
 *
 * Returns VG_OK; errors of vg_context_new and vg_tree_load; VG_EINVAL for a listener without TLS
 * that others than this machine reach.  The detail names file and line, or leaf.
 */
int
vg_webconf_load(const char *path, struct vg_webconf **conf, struct vg_detail *detail);

/* Releases it (NULL is silent). */
void
vg_webconf_free(struct vg_webconf *conf);

#endif
