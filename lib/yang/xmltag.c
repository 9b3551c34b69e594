/*
 * The attribute of a default.
 */
#include "lib/yang/xmltag.h"

#include <stdbool.h>
#include <string.h>

#define RFC_NS "urn:ietf:params:xml:ns:netconf:default:1.0"
#define MODULE_NS "urn:ietf:params:xml:ns:yang:ietf-netconf-with-defaults"

/* Whether 'at' stands in a tag of 'xml': text has no bare '<'. */
static bool
is_in_tag(const char *xml, const char *at)
{
	while (at > xml && *at != '<' && *at != '>')
		at--;
	return *at == '<';
}

void
vg_xmltag_rename(char *xml)
{
	static const char from[] = "=\"" MODULE_NS "\"", to[] = "=\"" RFC_NS "\"";
	char *out = xml;
	const char *at = xml, *found;

	while ((found = strstr(at, from)) != NULL) {
		size_t before = (size_t)(found - at);
		bool renamed = is_in_tag(at, found);
		memmove(out, at, before);
		out += before;
		size_t size = renamed ? sizeof(to) - 1 : sizeof(from) - 1;
		memmove(out, renamed ? to : from, size);
		out += size;
		at = found + sizeof(from) - 1;
	}
	if (out != at)
		memmove(out, at, strlen(at) + 1);
}
