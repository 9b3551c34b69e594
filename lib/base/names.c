/*
 * A hash table of chains; it doubles when there are as many names as chains.
 */
#include "lib/base/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"

enum { CHAINS = 64 };

struct name {
	struct name *next;
	size_t holds;
	uint32_t hash;
	char text[];
};

struct vg_names {
	struct name **chains; /* owned */
	size_t n_chains, n;
};

struct vg_names *
vg_names_new(void)
{
	struct vg_names *names = vg_mem_zero(sizeof(*names));

	names->n_chains = CHAINS;
	names->chains = vg_mem_array(CHAINS, sizeof(struct name *));
	return names;
}

void
vg_names_free(struct vg_names *names)
{
	if (!names)
		return;
	for (size_t i = 0; i < names->n_chains; i++) {
		struct name *next;
		for (struct name *name = names->chains[i]; name; name = next) {
			next = name->next;
			free(name);
		}
	}
	free(names->chains);
	free(names);
}

static void
grow(struct vg_names *names)
{
	size_t n_chains = names->n_chains * 2;
	struct name **chains = vg_mem_array(n_chains, sizeof(struct name *));

	for (size_t i = 0; i < names->n_chains; i++) {
		struct name *next;
		for (struct name *name = names->chains[i]; name; name = next) {
			struct name **chain = &chains[name->hash % n_chains];
			next = name->next;
			name->next = *chain;
			*chain = name;
		}
	}
	free(names->chains);
	names->chains = chains;
	names->n_chains = n_chains;
}

const char *
vg_names_hold(struct vg_names *names, const char *text)
{
	uint32_t hash = vg_hash_text(text);
	struct name *name = names->chains[hash % names->n_chains];
	size_t size = strlen(text) + 1;

	while (name && (name->hash != hash || strcmp(name->text, text) != 0))
		name = name->next;
	if (name) {
		name->holds++;
		return name->text;
	}
	if (names->n >= names->n_chains)
		grow(names);
	name = vg_mem_zero(sizeof(*name) + size);
	name->holds = 1;
	name->hash = hash;
	memcpy(name->text, text, size);
	struct name **chain = &names->chains[hash % names->n_chains];
	name->next = *chain;
	*chain = name;
	names->n++;
	return name->text;
}

void
vg_names_drop(struct vg_names *names, const char *name)
{
	struct name **at;

	if (!name)
		return;
	at = &names->chains[vg_hash_text(name) % names->n_chains];
	while (*at && (*at)->text != name)
		at = &(*at)->next;
	struct name *found = *at;
	if (!found || --found->holds > 0)
		return;
	*at = found->next;
	free(found);
	names->n--;
}

size_t
vg_names_count(const struct vg_names *names)
{
	return names->n;
}
