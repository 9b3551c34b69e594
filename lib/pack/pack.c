/*
 * Packs in memory: releasing what one owns.
 */
#include "lib/pack/pack.h"

#include <stdlib.h>
#include <string.h>

static void
free_objects(struct vg_object *objects, size_t n)
{
	for (size_t i = 0; objects && i < n; i++)
		free(objects[i].words);
	free(objects);
}

void
vg_pack_fini(struct vg_pack *pack)
{
	for (size_t i = 0; i < pack->n_kinds; i++)
		free(pack->kinds[i].parents);
	for (size_t i = 0; i < pack->n_probes; i++) {
		free_objects(pack->probes[i].scalars, pack->probes[i].n_scalars);
		free_objects(pack->probes[i].columns, pack->probes[i].n_columns);
		free(pack->probes[i].netconf);
	}
	for (size_t i = 0; i < pack->n_families; i++) {
		free(pack->families[i].probes);
		free(pack->families[i].limits);
		free(pack->families[i].printed);
	}
	for (size_t i = 0; i < pack->n_rules; i++) {
		free(pack->rules[i].indexes);
		free(pack->rules[i].contains);
	}
	for (size_t i = 0; i < pack->n_rules; i++) {
		free(pack->rules[i].guard.texts);
		free(pack->rules[i].also.texts);
		free(pack->rules[i].alone.texts);
	}
	for (size_t i = 0; i < pack->n_return_rules; i++)
		free(pack->return_rules[i].against);
	for (size_t i = 0; i < pack->n_translations; i++) {
		free(pack->translations[i].text);
		free(pack->translations[i].says);
	}
	free(pack->translations);
	free(pack->kinds);
	free(pack->probes);
	free(pack->identities);
	free(pack->families);
	free(pack->rules);
	free(pack->trap_rules);
	free(pack->trap_hashes);
	free(pack->withheld);
	free(pack->subscriber_data);
	free(pack->return_rules);
	memset(pack, 0, sizeof(*pack));
}
