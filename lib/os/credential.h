/*
 * Credentials: one file per reference, lines "community: X", "auth: X", "priv: X", "password: X";
 * or a private key in OpenSSH's or PEM's text form, which ssh reads itself.
 *
 * The file is $CREDENTIALS_DIRECTORY/REF (systemd), else STATE/credentials/REF; it must not be
 * readable by group or others.
 */
#ifndef VG_LIB_OS_CREDENTIAL_H
#define VG_LIB_OS_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/detail.h"
#include "lib/base/secret.h"

struct vg_credential {
	struct vg_secret community; /* size 0: none */
	struct vg_secret auth; /* SNMPv3 authentication pass phrase, 8 octets or more */
	struct vg_secret priv; /* SNMPv3 privacy pass phrase, 8 octets or more */
	struct vg_secret password; /* of a user; size 0: none */
	bool is_key; /* the file is a private key, and nothing else is set */
};

/*
 * Writes where the credential 'reference' of the program with the state folder 'state' (both
 * borrowed) stands into 'path' of 'size' octets.  VG_OK, or VG_EINVAL for a reference that is no
 * name or does not fit.
 */
int
vg_credential_path(const char *state, const char *reference, char *path, size_t size,
    struct vg_detail *detail);

/*
 * Reads the credential 'reference' of the program whose state folder is 'state' (both
 * borrowed) into 'credential', which the caller wipes with vg_credential_wipe.
 * Returns VG_OK; VG_ENOENT; VG_EACCESS when others may read it; VG_EPARSE for an unknown or
 * empty line or a pass phrase below 8 octets (RFC 3414 11.2); VG_EINVAL for a reference that
 * is no name.  The detail names the file, never its content.
 */
int
vg_credential_read(const char *state, const char *reference,
    struct vg_credential *credential, struct vg_detail *detail);

/* Wipes all secrets. */
void
vg_credential_wipe(struct vg_credential *credential);

#endif
