/*
 * Reads credential files.
 */
#include "lib/os/credential.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

enum { PATH_SIZE = 1024, FILE_LIMIT = 16384, SHORTEST_PHRASE = 8 };

/* A reference is one file name: no slash, no leading dot. */
static bool
is_reference(const char *text)
{
	return *text && *text != '.' && !strchr(text, '/') && strlen(text) <= 64;
}

int
vg_credential_path(const char *state, const char *reference, char *path, size_t size,
    struct vg_detail *detail)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (!is_reference(reference))
		return vg_detail_set(
		    detail, VG_EINVAL, "credential '%s': not a file name", reference);
	if (folder && *folder) {
		struct stat st;
		int code = vg_text_format(path, size, "%s/%s", folder, reference);
		if (code == VG_OK && stat(path, &st) == 0)
			return VG_OK;
	}
	if (vg_text_format(path, size, "%s/credentials/%s", state, reference) != VG_OK)
		return vg_detail_set(
		    detail, VG_EINVAL, "credential %s: path too long", reference);
	return VG_OK;
}

static struct vg_secret *
member(struct vg_credential *credential, const char *line, const char **value)
{
	static const char *const keys[] = {"community:", "auth:", "priv:", "password:"};
	struct vg_secret *members[] = {&credential->community, &credential->auth,
	    &credential->priv, &credential->password};

	for (size_t i = 0; i < 4; i++) {
		if (vg_text_starts(line, keys[i])) {
			*value = line + strlen(keys[i]);
			*value += strspn(*value, " \t");
			return members[i];
		}
	}
	return NULL;
}

static int
take_line(struct vg_credential *credential, const char *path, int number,
    const char *line, struct vg_detail *detail)
{
	const char *value = NULL;
	struct vg_secret *secret = member(credential, line, &value);

	if (line[0] == '\0' || line[0] == '#')
		return VG_OK;
	if (!secret || vg_secret_set(secret, value, strlen(value)) != VG_OK ||
	    !secret->size)
		return vg_detail_set(detail, VG_EPARSE,
		    "%s: line %d: expected community:, auth:, priv: or password: and a value",
		    path, number);
	if ((secret == &credential->auth || secret == &credential->priv) &&
	    secret->size < SHORTEST_PHRASE)
		return vg_detail_set(detail, VG_EPARSE,
		    "%s: line %d: a pass phrase has at least %d octets (RFC 3414 11.2)",
		    path, number, SHORTEST_PHRASE);
	return VG_OK;
}

static int
take_lines(struct vg_credential *credential, const char *path, char *text,
    struct vg_detail *detail)
{
	int number = 1;
	char *rest = text;
	char *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		size_t length = strlen(line);
		if (length && line[length - 1] == '\r')
			line[length - 1] = '\0';
		int code = take_line(credential, path, number++, line, detail);
		if (code != VG_OK)
			return code;
	}
	return VG_OK;
}

int
vg_credential_read(const char *state, const char *reference,
    struct vg_credential *credential, struct vg_detail *detail)
{
	char path[PATH_SIZE];
	struct vg_buf buf;
	struct stat st;

	memset(credential, 0, sizeof(*credential));
	int code = vg_credential_path(state, reference, path, sizeof(path), detail);
	if (code != VG_OK)
		return code;
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		return vg_detail_set(detail, VG_EACCESS,
		    "credential %s: readable by others (mode %03o); want 0400", path,
		    st.st_mode & 0777u);
	vg_buf_init(&buf, FILE_LIMIT);
	code = vg_file_read(path, &buf, detail);
	if (code != VG_OK)
		vg_detail_prefix(detail, "credential %s", reference);
	else if (vg_text_starts(vg_buf_text(&buf), "-----BEGIN "))
		credential->is_key = true;
	else if (buf.size)
		code = take_lines(credential, path, (char *)buf.data, detail);
	if (buf.data)
		explicit_bzero(buf.data, buf.room);
	vg_buf_fini(&buf);
	if (code != VG_OK)
		vg_credential_wipe(credential);
	return code;
}

void
vg_credential_wipe(struct vg_credential *credential)
{
	vg_secret_wipe(&credential->community);
	vg_secret_wipe(&credential->auth);
	vg_secret_wipe(&credential->priv);
	vg_secret_wipe(&credential->password);
}
