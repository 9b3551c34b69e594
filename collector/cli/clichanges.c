/*
 * Changes of the tree, printed.
 */
#include "collector/cli/clichanges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/cli.h"
#include "lib/base/mem.h"

void
vg_clichanges_print(const char *changes, size_t limit)
{
	size_t n = 0;

	for (const char *line = changes; *line; n++) {
		size_t size = strcspn(line, "\n");
		if (!limit || n < limit) {
			char *one = vg_mem_text_n(line, size);
			fputs("    ", stdout);
			vg_cli_print(one);
			putchar('\n');
			free(one);
		}
		line += size + (line[size] == '\n');
	}
	if (limit && n > limit)
		printf("    and %zu more; --all shows them\n", n - limit);
}
