/*
 * play-run: scenarios in virtual time through the real desk and an SQLite in memory.
 *
 * A play is a text file; time passes only by its lines.  The runner prints TAP, one test a
 * play, and for a failure the file, the line and the value seen.  With --again first, each is
 * replayed at its end (playagain.h), too; with --marks from marks on its way as well.
 */
#include <stdio.h>
#include <string.h>

#include "tests/play/play.h"

int
main(int argc, char **argv)
{
	int failed = 0, again = 0;

	if (argc > 1 && strcmp(argv[1], "--again") == 0)
		again = VG_PLAY_AGAIN;
	else if (argc > 1 && strcmp(argv[1], "--marks") == 0)
		again = VG_PLAY_MARKS;
	argc -= again != 0;
	argv += again != 0;
	if (argc < 2) {
		fprintf(stderr, "usage: play-run [--again | --marks] FILE.play ...\n");
		return 2;
	}
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		char why[1024] = "";
		int good = vg_play_run(argv[i], again, why, sizeof(why));
		printf("%s %d - %s\n", good ? "ok" : "not ok", i, argv[i]);
		if (!good) {
			printf("# %s\n", why);
			failed++;
		}
	}
	return failed ? 1 : 0;
}
