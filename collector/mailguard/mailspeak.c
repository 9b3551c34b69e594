/*
 * Who may speak.
 */
#include "collector/mailguard/mailspeak.h"

#include <stddef.h>
#include <string.h>

#include "lib/base/text.h"

static bool
is_same(const char *name, const char *other)
{
	return name[0] && strcmp(name, other) == 0;
}

/* The sides have one spelling. */
static const char *
known_side(const char *side)
{
	static const char *const sides[] = {"client", "supplier", "integrator"};

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		if (strcmp(sides[i], side) == 0)
			return sides[i];
	}
	return NULL;
}

/* For whom a message of ours was: of our own people there are many roles. */
static const char *
side_of_role(const char *role)
{
	if (strcmp(role, "client") == 0)
		return "client";
	return vg_text_starts(role, "supplier") ? "supplier" : "integrator";
}

static const char *
find_side(const struct vg_mailspeak *w, int *rung)
{
	*rung = 1;
	if (is_same(w->client, w->case_client))
		return "client";
	*rung = 2;
	if (!w->client[0] && is_same(w->supplier, w->case_supplier))
		return "supplier";
	*rung = 3;
	if (!w->client[0] && !w->supplier[0] && w->office)
		return "integrator";
	*rung = 4;
	if (known_side(w->wrote))
		return known_side(w->wrote);
	*rung = 5;
	if (w->client[0] || w->supplier[0])
		return NULL;
	*rung = 6;
	if (w->answers[0])
		return side_of_role(w->answers);
	*rung = 7;
	return NULL;
}

const char *
vg_mailspeak_side(const struct vg_mailspeak *who, int *rung)
{
	int decided;
	const char *side = find_side(who, &decided);

	if (rung)
		*rung = decided;
	return side;
}
