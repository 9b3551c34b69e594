/*
 * Cases by what a supplier's mail is about.
 */
#include "collector/desk/mail/deskabout.h"

#include <string.h>
#include <strings.h>

#include "collector/desk/mail/desknamed.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* "Re:", "TR :", "AW[2]:"; 0: none of them. */
static size_t
prefix_of(const char *subject)
{
	static const char *const words[] = {
	    "re", "tr", "fw", "fwd", "aw", "wg", "r", "rif", "rv", "antw"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);
		if (strncasecmp(subject, words[i], n) != 0)
			continue;
		if (subject[n] == '[')
			n += strcspn(subject + n, "]") + 1;
		n += strspn(subject + n, " ");
		if (subject[n] == ':')
			return n + 1;
	}
	return 0;
}

const char *
vg_deskabout_bare(const char *subject)
{
	const char *end;
	size_t n;

	for (;; subject += n) {
		subject += strspn(subject, " \t");
		n = prefix_of(subject);
		if (!n && *subject == '[' && (end = strchr(subject, ']')))
			n = (size_t)(end - subject) + 1;
		if (!n)
			return subject;
	}
}

int
vg_deskabout_observed(struct vg_desk *desk, struct vg_mail *m)
{
	const size_t q = VG_STOREMAIL_OBSERVED;
	const char *bare = vg_deskabout_bare(m->subject);
	char by_subject[VG_CASE_NUMBER_SIZE] = "", by_device[VG_CASE_NUMBER_SIZE] = "";
	size_t n_subject = 0, n_device = 0;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "tt", m->client->name, m->supplier->name);

	while (code == VG_OK && vg_db_next(db, q)) {
		const char *number = vg_db_text(db, q, 0);
		const char *title = vg_deskabout_bare(vg_db_text(db, q, 1));
		if (bare[0] && strcasecmp(title, bare) == 0 && n_subject++ == 0)
			vg_text_copy(by_subject, sizeof(by_subject), number);
		if (m->device && strcmp(vg_db_text(db, q, 2), m->device->name) == 0 &&
		    n_device++ == 0)
			vg_text_copy(by_device, sizeof(by_device), number);
	}
	if (code == VG_OK)
		code = vg_db_failed(db);
	if (n_subject == 1)
		vg_text_copy(m->number, sizeof(m->number), by_subject);
	else if (n_subject == 0 && n_device == 1)
		vg_text_copy(m->number, sizeof(m->number), by_device);
	return code;
}

int
vg_deskabout_device(struct vg_desk *desk, struct vg_mail *m)
{
	const size_t q = VG_STOREMAIL_OF_DEVICE;
	const struct vg_conf_device *d = vg_desknamed_first(desk->conf, m);
	char number[VG_CASE_NUMBER_SIZE] = "";
	struct vg_db *db = desk->db;
	struct vg_case_row row;
	size_t n = 0;
	int code = d ? vg_db_query(db, q, "tt", d->name, m->supplier->name) : VG_ENOENT;

	for (; code == VG_OK && vg_db_next(db, q); n++) {
		if (n == 0)
			vg_text_copy(number, sizeof(number), vg_db_text(db, q, 0));
	}
	if (code == VG_OK)
		code = vg_db_failed(db);
	if (code != VG_OK || n == 0)
		return code == VG_ENOENT ? VG_OK : code;
	code = vg_deskrows_case(desk, number, &row);
	if (n == 1 && !vg_desknamed_other(desk->conf, m, &row))
		vg_text_copy(m->number, sizeof(m->number), number);
	else if (!m->alike[0])
		vg_text_copy(m->alike, sizeof(m->alike), number);
	return code;
}
