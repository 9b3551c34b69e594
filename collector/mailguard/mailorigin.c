/*
 * Origins of mail.
 */
#include "collector/mailguard/mailorigin.h"

#include <string.h>
#include <strings.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static bool
is_one_of(const char *word, size_t size, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(words[i]) == size && strncasecmp(words[i], word, size) == 0)
			return true;
	}
	return false;
}

struct vg_wall
vg_mailorigin_taken(
    const char *lines, const char *const *hosts, size_t n, struct vg_wall own)
{
	struct vg_wall newest = {0};

	while (*lines) {
		size_t host = strcspn(lines, " \n");
		size_t line = strcspn(lines, "\n");
		char text[40];
		struct vg_wall at;
		if (host < line && is_one_of(lines, host, hosts, n) &&
		    vg_text_format(text, sizeof(text), "%.*s", (int)(line - host - 1),
			lines + host + 1) == VG_OK &&
		    vg_instant_parse(text, &at) == VG_OK &&
		    vg_instant_compare(at, newest) > 0)
			newest = at;
		lines += line + (lines[line] == '\n');
	}
	return vg_instant_is_set(newest) && vg_instant_compare(newest, own) < 0 ? newest
										: own;
}

void
vg_mailorigin_results(
    const char *lines, const char *const *ids, size_t n, struct vg_buf *kept)
{
	while (*lines) {
		size_t line = strcspn(lines, "\n");
		const char *id = lines + strspn(lines, " \t");
		if (is_one_of(id, strcspn(id, " \t;\n"), ids, n)) {
			if (kept->size)
				vg_buf_add_u8(kept, '\n');
			vg_buf_add(kept, lines, line);
		}
		lines += line + (lines[line] == '\n');
	}
}

bool
vg_mailorigin_extension(const char *extension, char number[VG_MAILTOKEN_CASE_SIZE])
{
	char token[VG_MAILTOKEN_CASE_SIZE + 2];

	return vg_text_format(token, sizeof(token), "[%s]", extension) == VG_OK &&
	    vg_mailtoken_case(token, number);
}
