/*
 * Plays recorded samples through a fuzz target without a fuzzer: every sample that ever broke it
 * stays a test.  Linked with each target in turn.
 *
 *   fuzz_NAME FOLDER      TAP on stdout, one test a file
 */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

enum { MAX_SIZE = 1 << 20 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* On a block of its exact size, so that the sanitizer sees one octet too far. */
static int
play(const char *folder, const char *name)
{
	static unsigned char room[MAX_SIZE];
	char *path = vg_mem_format("%s/%s", folder, name);
	FILE *file = fopen(path, "rb");

	free(path);
	if (!file)
		return -1;
	size_t size = fread(room, 1, sizeof(room), file);
	fclose(file);
	unsigned char *exact = malloc(size ? size : 1);
	memcpy(exact, room, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

static int
is_sample(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
	struct dirent **entries;
	int n = argc == 2 ? scandir(argv[1], &entries, is_sample, alphasort) : -1;
	int failures = n < 1;

	if (n < 1)
		printf("Bail out! no samples in %s\n", argc == 2 ? argv[1] : "nothing");
	for (int i = 0; i < n; i++) {
		int bad = play(argv[1], entries[i]->d_name);
		printf("%sok %d - %s\n", bad ? "not " : "", i + 1, entries[i]->d_name);
		fflush(stdout);
		failures += bad != 0;
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return failures != 0;
}
