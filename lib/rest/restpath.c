/*
 * Paths and queries of RESTCONF.  Works in the parsed struct's own copy of the text.
 */
#include "lib/rest/restpath.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_DEPTH = 65535, MAX_LIMIT = 100000, QUERY_SIZE = 1024 };

/* Whether 'text' is a YANG identifier (RFC 7950 section 6.2). */
static bool
is_identifier(const char *text)
{
	static const char first[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	static const char later[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
	    "0123456789-.";

	return text[0] && strchr(first, text[0]) && text[strspn(text, later)] == '\0';
}

/* Cuts 'keys' at its commas into the step and decodes each value. */
static int
take_keys(struct vg_restpath_step *step, char *keys, struct vg_detail *detail)
{
	while (keys) {
		char *next = strchr(keys, ',');
		if (next)
			*next++ = '\0';
		if (step->n_keys == VG_RESTPATH_KEYS)
			return vg_detail_set(detail, VG_ELIMIT, "%s: more than %d keys",
			    step->name, (int)VG_RESTPATH_KEYS);
		if (vg_text_unpercent(keys) != VG_OK ||
		    !vg_text_is_utf8(keys, strlen(keys)))
			return vg_detail_set(detail, VG_EPARSE,
			    "%s: key %zu is not well percent-encoded UTF-8", step->name,
			    step->n_keys + 1);
		step->keys[step->n_keys++] = keys;
		keys = next;
	}
	return VG_OK;
}

/* Reads one segment, "name", "module:name" or "name=key,key". */
static int
take_step(struct vg_restpath_step *step, char *segment, struct vg_detail *detail)
{
	char *keys = strchr(segment, '=');
	char *colon;

	if (keys)
		*keys++ = '\0';
	if (vg_text_unpercent(segment) != VG_OK)
		return vg_detail_set(detail, VG_EPARSE, "bad percent-encoding in a name");
	colon = strchr(segment, ':');
	if (colon)
		*colon++ = '\0';
	*step = (struct vg_restpath_step){
	    .module = colon ? segment : "", .name = colon ? colon : segment};
	if (!is_identifier(step->name) || (colon && !is_identifier(step->module)))
		return vg_detail_set(
		    detail, VG_EPARSE, "'%.64s' is no name of a data node", step->name);
	return take_keys(step, keys, detail);
}

int
vg_restpath_parse(const char *path, struct vg_restpath *parsed, struct vg_detail *detail)
{
	char *at = parsed->text;

	parsed->n_steps = 0;
	if (vg_text_copy(parsed->text, sizeof(parsed->text), path) != VG_OK)
		return vg_detail_set(detail, VG_ELIMIT, "path longer than %zu octets",
		    sizeof(parsed->text) - 1);
	if (at[0] == '/' && at[1] == '\0')
		return VG_OK;
	while (*at) {
		if (*at != '/' || at[1] == '/' || at[1] == '\0')
			return vg_detail_set(
			    detail, VG_EPARSE, "empty segment in the path");
		if (parsed->n_steps == VG_RESTPATH_STEPS)
			return vg_detail_set(detail, VG_ELIMIT,
			    "path deeper than %d steps", (int)VG_RESTPATH_STEPS);
		*at++ = '\0';
		char *segment = at;
		at += strcspn(at, "/");
		char end = *at;
		*at = '\0';
		int err = take_step(&parsed->steps[parsed->n_steps], segment, detail);
		if (err != VG_OK)
			return err;
		*at = end;
		parsed->n_steps++;
	}
	if (parsed->n_steps && parsed->steps[0].module[0] == '\0')
		return vg_detail_set(detail, VG_EPARSE,
		    "'%.64s' stands without its module", parsed->steps[0].name);
	return VG_OK;
}

/* --- the query ----------------------------------------------------------------------------- */

enum { SEEN_DEPTH = 1, SEEN_CONTENT = 2, SEEN_LIMIT = 4, SEEN_STATE = 8 };

static int
take_number(const char *value, uint64_t high, uint64_t *number)
{
	if (vg_text_uint(value, high, number) != VG_OK || *number == 0)
		return VG_EINVAL;
	return VG_OK;
}

static int
take_content(const char *value, enum vg_restpath_content *content)
{
	static const char *const names[] = {"all", "config", "nonconfig"};

	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(value, names[i]) == 0) {
			*content = (enum vg_restpath_content)i;
			return VG_OK;
		}
	}
	return VG_EINVAL;
}

/* Takes one parameter; the bit it stands for, or VG_EINVAL. */
static int
take_parameter(const char *name, const char *value, struct vg_restpath_query *parsed)
{
	uint64_t number = 0;

	if (strcmp(name, "depth") == 0) {
		if (strcmp(value, "unbounded") != 0 &&
		    take_number(value, MAX_DEPTH, &number) != VG_OK)
			return VG_EINVAL;
		parsed->depth = (unsigned)number;
		return SEEN_DEPTH;
	}
	if (strcmp(name, "content") == 0)
		return take_content(value, &parsed->content) == VG_OK ? SEEN_CONTENT
								      : VG_EINVAL;
	if (strcmp(name, "limit") == 0) {
		if (take_number(value, MAX_LIMIT, &number) != VG_OK)
			return VG_EINVAL;
		parsed->limit = (size_t)number;
		return SEEN_LIMIT;
	}
	if (strcmp(name, "state") == 0 && strcmp(value, "open") == 0) {
		parsed->open = true;
		return SEEN_STATE;
	}
	return VG_EINVAL;
}

int
vg_restpath_query_parse(
    const char *query, struct vg_restpath_query *parsed, struct vg_detail *detail)
{
	char text[QUERY_SIZE];
	int seen = 0;
	char *at = text;

	*parsed = (struct vg_restpath_query){0};
	if (vg_text_copy(text, sizeof(text), query) != VG_OK)
		return vg_detail_set(
		    detail, VG_EINVAL, "query longer than %zu octets", sizeof(text) - 1);
	while (*at) {
		char *name = at;
		at += strcspn(at, "&");
		if (*at)
			*at++ = '\0';
		char *value = strchr(name, '=');
		if (value)
			*value++ = '\0';
		int bit = VG_EINVAL;
		if (value && vg_text_unpercent(name) == VG_OK &&
		    vg_text_unpercent(value) == VG_OK)
			bit = take_parameter(name, value, parsed);
		if (bit < 0 || (seen & bit))
			return vg_detail_set(detail, VG_EINVAL,
			    "query parameter '%.64s' is unknown, doubled or out of range",
			    name);
		seen |= bit;
	}
	return VG_OK;
}
