/*
 * The RESTCONF path and query parsers under arbitrary octets: the first line is the path, the
 * second the query.  What was parsed is read through, so that a pointer outside the copy shows.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/rest/restpath.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_through(const struct vg_restpath *parsed)
{
	volatile size_t total = 0;

	for (size_t i = 0; i < parsed->n_steps; i++) {
		total += strlen(parsed->steps[i].module) + strlen(parsed->steps[i].name);
		for (size_t k = 0; k < parsed->steps[i].n_keys; k++)
			total += strlen(parsed->steps[i].keys[k]);
	}
	if (total > VG_RESTPATH_SIZE)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = vg_mem_text_n(data, size);
	char *query = strchr(text, '\n');
	struct vg_restpath parsed;
	struct vg_restpath_query asked;
	struct vg_detail detail = {0};

	if (query)
		*query++ = '\0';
	if (vg_restpath_parse(text, &parsed, &detail) == VG_OK)
		read_through(&parsed);
	else if (!detail.text[0])
		abort();
	if (query)
		vg_restpath_query_parse(query, &asked, &detail);
	free(text);
	return 0;
}
