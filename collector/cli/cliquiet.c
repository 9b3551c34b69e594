/*
 * Shelves and planned work.
 */
#include "collector/cli/cliquiet.h"

#include <string.h>

#include "collector/cli/cliact.h"
#include "lib/base/error.h"

static const char *const moments[] = {"begin", "end", "until"};

enum { N_MOMENTS = sizeof(moments) / sizeof(moments[0]) };

/* Which of them the option is; N_MOMENTS: none. */
static size_t
moment_of(const struct vg_cliargs_word *word)
{
	size_t i = 0;

	while (i < N_MOMENTS &&
	    (strlen(moments[i]) != word->size ||
		strncmp(moments[i], word->name, word->size) != 0))
		i++;
	return i;
}

int
vg_cliquiet_run(struct vg_cli *cli)
{
	char texts[N_MOMENTS][VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;

	vg_cli_learn_zone(cli);
	for (size_t i = 0; i < cli->args.n_words; i++) {
		struct vg_cliargs_word *word = &cli->args.words[i];
		size_t which = moment_of(word);
		if (which == N_MOMENTS)
			continue;
		if (vg_clitime_read(&cli->time, word->value, &at) != VG_OK) {
			vg_cli_complain("--%s: '%s' is no time: write 14:00, "
					"2026-07-09T14:00 or 2026-07-09T14:00:00+02:00",
			    moments[which], word->value);
			return VG_CLIARGS_USAGE;
		}
		vg_instant_text(at, texts[which]);
		word->value = texts[which];
	}
	return vg_cliact_run(cli);
}
