/*
 * The tree of vigie-courier as a struct: the only file here that knows names of leafs.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERCONF_H
#define VG_COLLECTOR_COURIER_COURIERCONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/base/secret.h"

enum vg_courier_security {
	VG_COURIER_TLS,
	VG_COURIER_STARTTLS,
	VG_COURIER_NONE /* in the clear, on this machine alone */
};

struct vg_courierconf {
	char host[256];
	uint16_t port;
	enum vg_courier_security security;
	char authority[1025]; /* "": the system's */
	char user[257];       /* "": none */
	char credential[129]; /* "": none */
	char helo[256];       /* "": the machine's name */
	char sender[256];     /* "": the letter's own */
	long connect_ms, reply_ms, whole_ms;
	long post_ms; /* for a webhook or an Alertmanager */
	int mails;    /* under way at once at most */
	int workers;  /* messages under way at once at most */
	size_t attachment_max;
	int64_t idle_us;
	struct vg_secret password; /* size 0: none */
};

/*
 * Reads and validates the file 'path', and the credential below the state folder 'state' (both
 * borrowed), into 'conf', which is to be wiped with vg_courierconf_fini also after an error.
 *
 * Returns VG_OK; errors of vg_context_new, vg_tree_load and vg_credential_read; VG_EINVAL for a
 * relay in the clear that is not on this machine.
 */
int
vg_courierconf_load(const char *path, const char *state, struct vg_courierconf *conf,
    struct vg_detail *detail);
void
vg_courierconf_fini(struct vg_courierconf *conf);

#endif
