/*
 * Facts of letters about a return.
 */
#include "collector/desk/mail/deskletterreturn.h"

#include <string.h>

#include "collector/desk/casework/deskreturnrow.h"
#include "collector/store/storeletter.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { NAME_MAX_SIZE = 4096 };

static struct vg_buf *
fact(const struct vg_deskletterreturn *r, enum vg_letterfact which)
{
	return &r->facts->value[which];
}

static void
put(const struct vg_deskletterreturn *r, enum vg_letterfact which, const char *text)
{
	vg_buf_reset(fact(r, which));
	vg_buf_add_text(fact(r, which), text);
}

bool
vg_deskletterreturn_is(const struct vg_deskletter_row *m)
{
	return vg_text_starts(m->what, "return-") || vg_text_starts(m->part, "R-") ||
	    vg_text_starts(m->template, "return-") ||
	    strcmp(m->template, "replacement-due") == 0;
}

static int
find_return(const struct vg_deskletterreturn *r, char number[VG_DESK_NUMBER_SIZE])
{
	const size_t q = VG_STORELETTER_RETURN;
	struct vg_db *db = r->desk->db;

	vg_text_copy(number, VG_DESK_NUMBER_SIZE, r->m->part);
	if (number[0])
		return VG_OK;
	int code = vg_db_query(db, q, "t", r->row->number);
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	vg_text_copy(number, VG_DESK_NUMBER_SIZE, vg_db_text(db, q, 0));
	vg_db_done(db, q);
	return VG_OK;
}

/* The last shipment: "DHL 1Z999". */
static int
put_shipment(const struct vg_deskletterreturn *r, const char *number)
{
	const size_t q = VG_STORERETURN_SHIPMENTS;
	struct vg_buf *buf = fact(r, VG_LETTERFACT_SHIPPED);
	struct vg_db *db = r->desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		vg_buf_reset(buf);
		vg_buf_addf(buf, "%s%s%s", vg_db_text(db, q, 1),
		    vg_db_text(db, q, 2)[0] ? " " : "", vg_db_text(db, q, 2));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- the unit ---------------------------------------------------------------------------- */

/* Clients and suppliers read no codes of parts. */
static bool
reads_words(const struct vg_deskletterreturn *r)
{
	return strcmp(r->m->role, "client") == 0 ||
	    vg_text_starts(r->m->role, "supplier");
}

/*
 * What the place is called, "power supply 1", where words tell it and the unit's own text, which
 * then says no more, holds them or is a code itself.
 */
static bool
add_place(const struct vg_deskletterreturn *r, const struct vg_return_row *ret,
    const char *said, struct vg_buf *out)
{
	const char *part = vg_resource_split(ret->resource, NULL, NULL);
	bool code = !ret->part[0] || strcmp(ret->part, ret->resource) == 0;
	struct vg_buf place;
	char kind[128];

	vg_buf_init(&place, NAME_MAX_SIZE);
	bool named = part[0] && vg_letterwords_part(r->words, part, &place);
	if (!named && !part[0])
		vg_buf_add_text(&place, vg_letterwords_find(r->words, "part", "device"));
	else if (!named)
		vg_buf_add_text(&place, part);
	size_t size = strcspn(vg_buf_text(&place), "0123456789");
	while (size && vg_buf_text(&place)[size - 1] == ' ')
		size--;
	vg_text_format(kind, sizeof(kind), "%.*s", (int)size, vg_buf_text(&place));
	bool says = code || (named && strstr(said, kind));
	if (says)
		vg_buf_add_text(out, vg_buf_text(&place));
	vg_buf_fini(&place);
	return says;
}

static void
put_unit(const struct vg_deskletterreturn *r, const struct vg_return_row *ret)
{
	struct vg_buf *unit = fact(r, VG_LETTERFACT_UNIT);
	const char *text = ret->part[0] ? ret->part : ret->resource;
	struct vg_buf said;

	vg_buf_reset(unit);
	vg_buf_init(&said, NAME_MAX_SIZE);
	if (!vg_letterphrases_say(
		vg_letterbook_phrases(r->desk->book, r->m->language), text, &said))
		vg_buf_add_text(&said, text);
	if (!reads_words(r))
		vg_buf_add_text(unit, vg_buf_text(&said));
	else if (!add_place(r, ret, vg_buf_text(&said), unit))
		vg_letterwords_parts(r->words, vg_buf_text(&said), unit);
	vg_buf_fini(&said);
}

/* --- the faulty unit's way ---------------------------------------------------------------- */

static bool
is_there(const struct vg_return_row *ret)
{
	const struct vg_return_unit *faulty = vg_deskreturnrow_unit(ret, VG_UNIT_FAULTY);

	return faulty && faulty->state <= VG_UNIT_COLLECTED;
}

/* Whether it is now the client's to send: it is replaced, or goes first and has its number. */
static bool
is_to_be_sent(const struct vg_return_row *ret)
{
	return is_there(ret) && ret->rma[0] &&
	    (ret->state == VG_RETURN_RP ||
		(ret->flow == VG_RETURN_FIRST && ret->state == VG_RETURN_NU));
}

static void
put_sending(const struct vg_deskletterreturn *r)
{
	const char *address = r->desk->conf->return_address;

	put(r, VG_LETTERFACT_SEND_BACK, "yes");
	put(r, VG_LETTERFACT_RETURN_ADDRESS,
	    address[0] ? address : vg_letterwords_find(r->words, "return", "address"));
}

int
vg_deskletterreturn_gather(
    const struct vg_deskletterreturn *r, char number[VG_DESK_NUMBER_SIZE])
{
	struct vg_return_row ret;
	int code = find_return(r, number);

	if (code == VG_OK && number[0])
		code = vg_deskreturnrow_get(r->desk, number, &ret);
	if (code != VG_OK || !number[0] || !ret.number[0])
		return code;
	put(r, VG_LETTERFACT_RETURN, ret.number);
	put_unit(r, &ret);
	if (ret.serial[0])
		put(r, VG_LETTERFACT_SERIAL, ret.serial);
	put(r, VG_LETTERFACT_NUMBER, ret.rma);
	put(r, VG_LETTERFACT_HOLDS_DATA, ret.holds_data && is_there(&ret) ? "yes" : "");
	put(r, VG_LETTERFACT_RETURN_FIRST, ret.flow == VG_RETURN_FIRST ? "yes" : "");
	if (is_to_be_sent(&ret))
		put_sending(r);
	return put_shipment(r, ret.number);
}
