/*
 * The files are read as they are while the desk has them open: the log beside the database, too.
 */
#include "tests/play/expectfile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

/* Whether the file at 'path' holds 'text'. */
static bool
holds(const char *path, const char *text)
{
	FILE *file = fopen(path, "rb");
	bool found = false;

	if (!file || fseek(file, 0, SEEK_END) != 0) {
		if (file)
			fclose(file);
		return false;
	}
	long size = ftell(file);
	rewind(file);
	char *octets = vg_mem_zero((size_t)size + 1);
	size_t n = fread(octets, 1, (size_t)size, file);
	found = memmem(octets, n, text, strlen(text)) != NULL;
	free(octets);
	fclose(file);
	return found;
}

int
vg_expectfile_check(struct vg_play *p, char **words, char *seen, size_t size)
{
	bool wanted = strcmp(words[1], "holds") == 0;
	DIR *folder = p->folder[0] ? opendir(p->folder) : NULL;
	const struct dirent *entry;
	char text[256];
	size_t n_files = 0;
	bool found = false;

	snprintf(text, sizeof(text), "%s%s%s%s%s", words[2] ? words[2] : "",
	    words[3] ? " " : "", words[3] ? words[3] : "", words[4] ? " " : "",
	    words[4] ? words[4] : "");
	snprintf(seen, size, "no file: a play with a restart has one");
	while (folder && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		char *path = vg_mem_format("%s/%s", p->folder, entry->d_name);
		n_files++;
		if (holds(path, text)) {
			found = true;
			snprintf(seen, size, "'%s' in %s", text, entry->d_name);
		}
		free(path);
	}
	if (folder)
		closedir(folder);
	if (n_files && !found)
		snprintf(seen, size, "'%s' in none of %zu files", text, n_files);
	return n_files && text[0] && found == wanted;
}
