/*
 * Who reads what holds persons.
 */
#include "collector/desk/persons/deskread.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/deskscope.h"
#include "collector/store/storeperson.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Average; the sweep counts civil months, a few hours do not matter here. */
#define MONTH_US (30 * VG_DAY_US + 10 * VG_HOUR_US + 30 * VG_MINUTE_US)

static bool
is_contact(const struct vg_conf *conf, const char *id)
{
	for (size_t i = 0; i < conf->n_sites; i++) {
		if (vg_conf_names_have(&conf->sites[i].contacts, id))
			return true;
	}
	return false;
}

static bool
is_clients(const struct vg_conf *conf, const char *id)
{
	for (size_t i = 0; i < conf->n_clients; i++) {
		if (vg_conf_names_have(&conf->clients[i].persons, id))
			return true;
	}
	return is_contact(conf, id);
}

bool
vg_deskread_persons(const struct vg_desk *desk, const char *user, enum vg_role role)
{
	return vg_deskscope_may(desk->conf, user, role, "read-persons");
}

int
vg_deskread_check(const struct vg_desk *desk, const char *user, enum vg_role role,
    struct vg_detail *detail)
{
	if (vg_deskread_persons(desk, user, role))
		return VG_OK;
	return vg_detail_set(detail, VG_EACCESS,
	    "user %s (role %s) may not read what holds persons: that is for the "
	    "integrator's noc, manager and admin",
	    user, vg_conf_role_text(role));
}

bool
vg_deskread_texts(const struct vg_desk *desk, const char *user, enum vg_role role,
    struct vg_wall closed, struct vg_wall now)
{
	int64_t kept = desk->conf->retention.requests_months * MONTH_US;

	/* Of a letter, which is all that it may read: it is to carry it out of the house. */
	if (role == VG_ROLE_COURIER)
		return true;

	if (!vg_deskread_persons(desk, user, role))
		return false;
	return role >= VG_ROLE_MANAGER || !vg_instant_is_set(closed) ||
	    vg_instant_since(now, closed) <= kept;
}

struct vg_wall
vg_deskread_closed(struct vg_desk *desk, const char *number)
{
	struct vg_case_row row;

	if (vg_deskrows_case(desk, number, &row) != VG_OK)
		memset(&row, 0, sizeof(row));
	return row.closed;
}

const char *
vg_deskread_what(const struct vg_desk *desk, const char *who)
{
	const struct vg_conf_person *p = vg_conf_person(desk->conf, who);

	if (vg_text_starts(who, "sender-"))
		return "sender";
	if (!p || vg_conf_user(desk->conf, who))
		return "";
	if (is_contact(desk->conf, who))
		return "site contact";
	if (is_clients(desk->conf, who))
		return "client contact";
	return p->role[0] ? p->role : "person";
}

int
vg_deskread_list(struct vg_desk *desk, vg_person_cb cb, void *cookie)
{
	const size_t q = VG_STOREPERSON_LIST;

	for (size_t i = 0; i < desk->conf->n_persons; i++) {
		const struct vg_conf_person *p = &desk->conf->persons[i];
		const struct vg_person_view view = {
		    p->id, vg_deskread_what(desk, p->id), p->name, p->mail, p->telephone};
		cb(&view, cookie);
	}
	int code = vg_db_query(desk->db, q, "");
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		char id[40];
		vg_text_format(
		    id, sizeof(id), "sender-%" PRId64, vg_db_int(desk->db, q, 0));
		const struct vg_person_view view = {
		    id, "sender", "", vg_db_text(desk->db, q, 1), ""};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}
