/*
 * Withholding.  The instance goes with the value: tables of subscribers are indexed by them.
 */
#include "lib/trapmap/withhold.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/trappdu.h"
#include "lib/trapmap/overwrite.h"

/* What becomes of a value.  A line for one value says more than the subtree it stands in. */
enum fate { KEPT, DROPPED_WITH_SUBTREE, HASHED, DROPPED };

/* What is left of a varbind. */
struct rest {
	size_t arcs; /* of its OID; 0: all */
	size_t
	    value_arcs; /* of a value that is an OID and dropped; 1: none that says anything */
	enum fate fate;
};

static bool
is_number(const struct vg_value *value)
{
	int64_t number;

	return value->type != VG_VALUE_ADDRESS && vg_value_as_int(value, &number) == 0;
}

/* RFC 3584: what proxies add, and the device's own; of another type it may say anything. */
static bool
names_device(const struct vg_varbind *v)
{
	static const struct vg_oid address = {{1, 3, 6, 1, 6, 3, 18, 1, 3, 0}, 10};
	static const struct vg_oid enterprise = {{1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0}, 11};

	return (v->value.type == VG_VALUE_ADDRESS &&
		   vg_oid_compare(&v->oid, &address) == 0) ||
	    (v->value.type == VG_VALUE_OID && vg_oid_compare(&v->oid, &enterprise) == 0);
}

static bool
points_below(const struct vg_value *value, const struct vg_oid *root)
{
	return value->type == VG_VALUE_OID && value->oid &&
	    vg_packmarks_under(value->oid, root);
}

/* --- whether anything is withheld ---------------------------------------------------------- */

static bool
is_about(const struct vg_packmark *mark, const struct vg_trap *trap)
{
	return mark->notification && vg_packmarks_under(&trap->oid, mark->notification);
}

static bool
touches(const struct vg_packmark *mark, const struct vg_trap *trap)
{
	bool about = is_about(mark, trap);

	if (about && (mark->subtree || !mark->object))
		return true;
	if (mark->notification && !about && !mark->subtree)
		return false;
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_varbind *v = &trap->varbinds[i];
		if (vg_packmarks_under(&v->oid, mark->object) ||
		    (mark->subtree && points_below(&v->value, mark->object)))
			return true;
	}
	return false;
}

static bool
is_touched(const struct vg_packmarks *marks, const struct vg_trap *trap)
{
	for (size_t i = 0; i < marks->n; i++) {
		if (touches(&marks->marks[i], trap))
			return true;
	}
	return false;
}

/* --- what of it ---------------------------------------------------------------------------- */

/* The arcs that are left of a value that is an OID: of one that points elsewhere, none is known. */
static size_t
value_arcs(const struct vg_value *value, const struct vg_oid *root)
{
	return points_below(value, root) ? root->n_arcs : 1;
}

/* A number names nobody, but its instance may spell the name it is of. */
static struct rest
rest_by_subtree(const struct vg_packmarks *marks, const struct vg_packmark *mark,
    bool about, const struct vg_varbind *v)
{
	const size_t arcs = mark->object->n_arcs;
	bool own = vg_packmarks_under(&v->oid, mark->object);

	if (own || (about && !names_device(v)))
		return (struct rest){own ? arcs : vg_packmarks_arcs(marks, &v->oid),
		    value_arcs(&v->value, mark->object),
		    is_number(&v->value) ? KEPT : DROPPED_WITH_SUBTREE};
	if (points_below(&v->value, mark->object))
		return (struct rest){0, arcs, DROPPED_WITH_SUBTREE};
	return (struct rest){0, 0, KEPT};
}

/*
 * Where the instance of a name of 'notification' begins nobody says: below what the notification
 * is numbered in (RFC 2578 8.5, a zero before its last arc) an object has as many arcs as it, a
 * name of elsewhere as many as packs know.
 */
static size_t
name_arcs(const struct vg_packmarks *marks, const struct vg_oid *notification,
    const struct vg_oid *name)
{
	size_t n = notification->n_arcs - 1;

	if (n > 1 && notification->arc[n - 1] == 0)
		n--;
	if (name->n_arcs > n &&
	    memcmp(name->arc, notification->arc, n * sizeof(name->arc[0])) == 0)
		return notification->n_arcs;
	return vg_packmarks_arcs(marks, name);
}

static struct rest
rest_by(const struct vg_packmarks *marks, const struct vg_packmark *mark, bool about,
    const struct vg_varbind *v, size_t position)
{
	static const struct rest all = {0, 0, KEPT};
	enum fate fate = mark->hashed ? HASHED : DROPPED;

	if (mark->subtree)
		return rest_by_subtree(marks, mark, about, v);
	if ((mark->notification && !about) ||
	    (mark->position && mark->position != position))
		return all;
	if (mark->object)
		return vg_packmarks_under(&v->oid, mark->object)
		    ? (struct rest){mark->object->n_arcs,
			  value_arcs(&v->value, mark->object), fate}
		    : all;
	if (!mark->position && names_device(v))
		return all;
	if (!mark->position && is_number(&v->value))
		fate = KEPT;
	return (struct rest){name_arcs(marks, mark->notification, &v->oid),
	    value_arcs(&v->value, mark->notification), fate};
}

static size_t
fewer(size_t a, size_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* A hash stands for octets only, and for enough of them. */
static enum fate
fate_of(enum fate fate, const struct vg_value *value)
{
	if (fate != HASHED ||
	    (value->type == VG_VALUE_OCTETS && value->size >= VG_OVERWRITE_HASH_LEAST))
		return fate;
	return DROPPED;
}

/* The least that any mark leaves of the varbind 'v' at 'position', from 1. */
static struct rest
rest_of(const struct vg_packmarks *marks, const struct vg_trap *trap,
    const struct vg_varbind *v, size_t position)
{
	struct rest least = {0, 0, KEPT};

	for (size_t i = 0; i < marks->n; i++) {
		const struct vg_packmark *mark = &marks->marks[i];
		struct rest rest =
		    rest_by(marks, mark, is_about(mark, trap), v, position);
		least.arcs = fewer(least.arcs, rest.arcs);
		least.value_arcs = fewer(least.value_arcs, rest.value_arcs);
		if (rest.fate > least.fate)
			least.fate = rest.fate;
	}
	least.fate = fate_of(least.fate, &v->value);
	return least;
}

/* --- the view ------------------------------------------------------------------------------ */

static void
hash_value(const struct vg_digest *key, struct vg_value *value)
{
	if (!key)
		return;
	unsigned char *hash = vg_mem_zero(value->size + 1);
	memcpy(hash, value->octets, value->size);
	vg_overwrite_hash(key, hash, value->size);
	value->octets = hash;
}

/* Leaves 'rest' of 'v', which is a copy: its values are the trap's. */
static void
leave_rest(const struct vg_digest *key, const struct rest *rest, struct vg_varbind *v)
{
	if (rest->arcs && v->oid.n_arcs > rest->arcs)
		v->oid.n_arcs = rest->arcs;
	if (rest->fate == HASHED)
		hash_value(key, &v->value);
	else if (rest->fate != KEPT)
		memset(&v->value, 0, sizeof(v->value));
}

/* --- the PDU ------------------------------------------------------------------------------- */

/* A PDU whose octets change, and what is read of it. */
struct writing {
	const struct vg_packmarks *marks;
	const struct vg_digest *key; /* NULL: what is a hash is one already */
	const struct vg_trap *trap;
	struct vg_buf *pdu;
	struct vg_trappdu_seen seen;
	size_t position; /* of the last varbind, from 1 */
};

/* The octets that 'e' read, to be changed. */
static unsigned char *
octets_of(const struct writing *w, const struct vg_ber_element *e)
{
	return w->pdu->data + (e->at - w->pdu->data);
}

static void
write_over(const struct writing *w, const struct vg_varbind *v,
    const struct vg_ber_element *name, const struct vg_ber_element *value)
{
	struct rest rest = rest_of(w->marks, w->trap, v, w->position);
	size_t size = (size_t)(value->end - value->at);

	if (rest.arcs)
		vg_overwrite_oid(
		    octets_of(w, name), (size_t)(name->end - name->at), rest.arcs);
	if (rest.fate == HASHED && w->key)
		vg_overwrite_hash(w->key, octets_of(w, value), size);
	else if (rest.fate != KEPT && rest.fate != HASHED)
		vg_overwrite_value(
		    value->tag, octets_of(w, value), size, rest.value_arcs);
}

/* Takes the next varbind off 'list'; false: it cannot be read. */
static bool
write_next(struct writing *w, struct vg_ber *list)
{
	struct vg_ber ahead = *list, in;
	struct vg_varbind v = {0};
	struct vg_trap unused = {0};

	if (!vg_ber_varbind(list, &v))
		return false;
	struct vg_ber_element e = vg_ber_next(&ahead);
	in = vg_ber_into(&ahead, &e);
	struct vg_ber_element name = vg_ber_next(&in), value = vg_ber_next(&in);
	if (vg_trappdu_keeps(&unused, &w->seen, &v)) {
		w->position++;
		write_over(w, &v, &name, &value);
	}
	vg_value_fini(&v.value);
	return true;
}

/* One that cannot be read as a whole is not kept; what was read of it is. */
static void
write_pdu(struct writing *w)
{
	struct vg_ber list;
	bool good =
	    w->pdu->size && vg_trappdu_list(w->pdu->data, w->pdu->size, &list) == VG_OK;

	w->seen.time = w->seen.oid = w->trap->version == 1;
	while (good && list.at < list.end)
		good = write_next(w, &list);
	if (!good)
		w->pdu->size = 0;
}

/* --- both ---------------------------------------------------------------------------------- */

const struct vg_trap *
vg_withhold(const struct vg_packmarks *marks, const struct vg_digest *key,
    const struct vg_trap *trap, struct vg_trap *room)
{
	if (!is_touched(marks, trap))
		return trap;
	*room = *trap;
	room->varbinds =
	    vg_mem_copy(trap->varbinds, trap->n_varbinds * sizeof(*trap->varbinds));
	for (size_t i = 0; i < room->n_varbinds; i++) {
		struct vg_varbind *v = &room->varbinds[i];
		struct rest rest = rest_of(marks, trap, v, i + 1);
		leave_rest(key, &rest, v);
	}
	vg_buf_init(&room->pdu, 0);
	vg_buf_add(&room->pdu, trap->pdu.data, trap->pdu.size);
	write_pdu(&(struct writing){marks, key, trap, &room->pdu, {false, false}, 0});
	return room;
}

void
vg_withhold_end(const struct vg_trap *kept, const struct vg_trap *trap)
{
	if (kept == trap)
		return;
	/* The values that are left are the trap's, but for hashes. */
	for (size_t i = 0; i < kept->n_varbinds; i++) {
		if (kept->varbinds[i].value.octets != trap->varbinds[i].value.octets)
			free(kept->varbinds[i].value.octets);
	}
	free(kept->varbinds);
	free(kept->pdu.data);
}
