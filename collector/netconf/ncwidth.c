/*
 * One pass over the tags; what is inside quotes, comments and CDATA was weighed before.
 */
#include "collector/netconf/ncwidth.h"

#include <string.h>

#include "lib/netconf/ncmessage.h"

struct level {
	unsigned leaves; /* children that had none */
	bool has_child;
};

/* Behind 'end', from 'at' on; NULL when it is not there. */
static const char *
behind(const char *at, const char *end)
{
	const char *found = strstr(at, end);

	return found ? found + strlen(end) : NULL;
}

/* Behind the > that ends the start tag at 'at'. */
static const char *
behind_tag(const char *at)
{
	char quote = '\0';

	for (; *at; at++) {
		if (quote)
			quote = *at == quote ? '\0' : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
		else if (*at == '>')
			return at + 1;
	}
	return NULL;
}

/* Behind what begins with <! or <?. */
static const char *
behind_other(const char *at)
{
	if (strncmp(at, "<!--", 4) == 0)
		return behind(at, "-->");
	if (strncmp(at, "<![CDATA[", 9) == 0)
		return behind(at, "]]>");
	return behind(at, ">");
}

bool
vg_ncwidth_is_good(const char *text)
{
	struct level levels[VG_NCMESSAGE_DEPTH + 2] = {{0}};
	size_t depth = 0;

	for (const char *at = strchr(text, '<'); at; at = at ? strchr(at, '<') : NULL) {
		bool leaf = false;
		if (at[1] == '!' || at[1] == '?') {
			at = behind_other(at);
			continue;
		}
		if (at[1] == '/') {
			leaf = depth > 0 && !levels[depth].has_child;
			depth -= depth > 0;
			at = behind(at, ">");
		} else {
			at = behind_tag(at);
			levels[depth].has_child = true;
			leaf = at && at[-2] == '/';
			if (!leaf && depth <= VG_NCMESSAGE_DEPTH)
				levels[++depth] = (struct level){0};
		}
		if (leaf && ++levels[depth].leaves > VG_NCWIDTH_LEAVES)
			return false;
	}
	return true;
}
