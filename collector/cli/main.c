/*
 * vigie: the engineer's command.
 */
#include <locale.h>

#include "collector/cli/cli.h"

int
main(int argc, char **argv)
{
	/* libsmartcols escapes what the locale cannot show; all our texts are UTF-8. */
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "");
	return vg_cli_run(argc, argv);
}
