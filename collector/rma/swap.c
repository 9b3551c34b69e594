/*
 * The ladder of a changed serial.
 */
#include "collector/rma/swap.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/text.h"

/* The text without blanks around it: its first character, and its size in '*size'. */
static const char *
trim(const char *text, size_t *size)
{
	const char *begin = text ? text : "";

	while (isspace((unsigned char)*begin))
		begin++;
	size_t n = strlen(begin);
	while (n > 0 && isspace((unsigned char)begin[n - 1]))
		n--;
	*size = n;
	return begin;
}

bool
vg_swap_is_same(const char *a, const char *b)
{
	size_t a_size, b_size;
	const char *x = trim(a, &a_size), *y = trim(b, &b_size);

	return a_size > 0 && a_size == b_size && strncasecmp(x, y, a_size) == 0;
}

static bool
is_known(const char *text)
{
	size_t size;

	trim(text, &size);
	return size > 0;
}

static void
decide(struct vg_swap_verdict *v, unsigned rung, unsigned effects)
{
	v->rung = rung;
	v->effects = effects;
}

/* What is still missing before the proposal can be taken. */
static const char *
before_replaced(enum vg_return_state state)
{
	if (state == VG_RETURN_SH || state == VG_RETURN_DE)
		return "vigie return replace";
	if (state == VG_RETURN_NU)
		return "say where it came from: vigie return ship, or loan";
	if (state == VG_RETURN_CF)
		return "the RMA number is missing: vigie return rma-number";
	return "keys are missing: vigie return confirm";
}

/* Rungs 4 to 6: a unit of this place is being replaced. */
static void
judge_return(const struct vg_swap_facts *f, struct vg_swap_verdict *v)
{
	/* 4 the unit that was lent meanwhile */
	if (vg_swap_is_same(f->polled, f->lent)) {
		decide(v, 4, VG_SWAP_INVENTORY);
		vg_text_format(v->text, sizeof(v->text),
		    "the lent unit %s serves in the place of %s", f->polled, f->recorded);
		return;
	}
	/* 5 another one than was announced */
	if (is_known(f->announced) && !vg_swap_is_same(f->polled, f->announced)) {
		decide(v, 5, VG_SWAP_MISMATCH);
		vg_text_format(v->text, sizeof(v->text),
		    "serial %s serves, but %s was announced", f->polled, f->announced);
		return;
	}
	/* 6 the announced one, or none was announced */
	decide(v, 6, VG_SWAP_PROPOSE_REPLACED);
	vg_text_format(v->text, sizeof(v->text), "%s is replaced by %s; %s", f->recorded,
	    f->polled, before_replaced(f->state));
}

void
vg_swap_judge(const struct vg_swap_facts *facts, struct vg_swap_verdict *verdict)
{
	const struct vg_swap_facts *f = facts;
	struct vg_swap_verdict *v = verdict;

	memset(v, 0, sizeof(*v));
	/* 1 nothing was read */
	if (!is_known(f->polled)) {
		decide(v, 1, 0);
		vg_text_copy(v->text, sizeof(v->text), "no serial was read");
		return;
	}
	/* 2 nothing was known before: it is learnt */
	if (!is_known(f->recorded)) {
		decide(v, 2, VG_SWAP_INVENTORY);
		vg_text_format(
		    v->text, sizeof(v->text), "serial %s seen first", f->polled);
		return;
	}
	/* 3 the same unit */
	if (vg_swap_is_same(f->polled, f->recorded)) {
		decide(v, 3, 0);
		vg_text_copy(v->text, sizeof(v->text), "the serial is unchanged");
		return;
	}
	if (f->has_return && f->state < VG_RETURN_RP) {
		judge_return(f, v);
		return;
	}
	/* 7 a unit that the client has elsewhere: it was moved */
	if (is_known(f->known_place)) {
		decide(v, 7, VG_SWAP_INVENTORY | VG_SWAP_MOVE);
		vg_text_format(v->text, sizeof(v->text), "%s moved here from %s",
		    f->polled, f->known_place);
		return;
	}
	/* 8 nobody knows it */
	decide(v, 8, VG_SWAP_INVENTORY | VG_SWAP_MISMATCH);
	vg_text_format(v->text, sizeof(v->text),
	    "serial %s serves in the place of %s: %s", f->polled, f->recorded,
	    is_known(f->entitlement) ? f->entitlement : "no contract is known for it");
}
