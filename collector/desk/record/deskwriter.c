/*
 * Who wrote for the client.
 */
#include "collector/desk/record/deskwriter.h"

#include <string.h>

#include "collector/mailguard/mailtoken.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* The name before the address; one word is a function or a first name, and stands in many texts. */
static void
cut_name(const char *line, char name[VG_CONF_LINE_SIZE])
{
	size_t size = strcspn(line, "<");
	size_t first = strspn(line, " \t\"'");

	name[0] = '\0';
	if (!line[size] || first >= size)
		return;
	while (size > first && strchr(" \t\"'", line[size - 1]))
		size--;
	if (memchr(line + first, ' ', size - first) &&
	    !memchr(line + first, '@', size - first))
		vg_text_format(
		    name, VG_CONF_LINE_SIZE, "%.*s", (int)(size - first), line + first);
}

int
vg_deskwriter_list(
    const struct vg_desk *desk, const char *number, vg_deskwriter_cb cb, void *cookie)
{
	const size_t q = VG_STOREMAIL_WRITERS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		char mail[VG_MAILTOKEN_MAIL_SIZE], name[VG_CONF_LINE_SIZE];
		const char *line = vg_db_text(db, q, 0);
		vg_mailtoken_address(line, mail);
		cut_name(line, name);
		cb(mail, name, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- masked ---------------------------------------------------------------------------------- */

static void
teach(const char *mail, const char *name, void *cookie)
{
	struct vg_mask *mask = cookie;
	const char *last = strrchr(name, ' ');
	char turned[VG_CONF_LINE_SIZE];

	vg_mask_add(mask, "mail", mail);
	vg_mask_add(mask, "person", name);
	if (!last)
		return;
	vg_text_format(
	    turned, sizeof(turned), "%s %.*s", last + 1, (int)(last - name), name);
	vg_mask_add(mask, "person", turned);
}

int
vg_deskwriter_mask(const struct vg_desk *desk, const char *number, struct vg_mask *mask)
{
	return vg_deskwriter_list(desk, number, teach, mask);
}
