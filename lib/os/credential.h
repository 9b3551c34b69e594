/*
 * Credentials: one file per reference, lines "community: X", "auth: X", "priv: X".
 *
 * The file is $CREDENTIALS_DIRECTORY/REF (systemd), else STATE/credentials/REF; it must not be
 * readable by group or others.
 */
#ifndef VG_LIB_OS_CREDENTIAL_H
#define VG_LIB_OS_CREDENTIAL_H

#include "lib/base/detail.h"
#include "lib/base/secret.h"

struct vg_credential {
	struct vg_secret community; /* size 0: none */
	struct vg_secret auth; /* SNMPv3 authentication pass phrase, 8 octets or more */
	struct vg_secret priv; /* SNMPv3 privacy pass phrase, 8 octets or more */
};

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

/* Wipes all three secrets. */
void
vg_credential_wipe(struct vg_credential *credential);

#endif
