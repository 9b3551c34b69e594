/*
 * Paths and queries of RESTCONF.  Works in the parsed struct's own copy of the text.
 */
#include "lib/rest/restpath.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_DEPTH = 65535, MAX_PRIORITY = 5, QUERY_SIZE = 1024 };

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

static int
take_defaults(const char *value, enum vg_restpath_defaults *defaults)
{
	static const char *const names[] = {[VG_RESTPATH_EXPLICIT] = "explicit",
	    [VG_RESTPATH_TRIM] = "trim",
	    [VG_RESTPATH_REPORT_ALL] = "report-all",
	    [VG_RESTPATH_REPORT_TAGGED] = "report-all-tagged"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]) == 0) {
			*defaults = (enum vg_restpath_defaults)i;
			return VG_OK;
		}
	}
	return VG_EINVAL;
}

/* Takes a value that may not be empty. */
static int
take_text(const char *value, char *text, size_t size)
{
	if (!value[0] || !vg_text_is_utf8(value, strlen(value)) ||
	    vg_text_copy(text, size, value) != VG_OK)
		return VG_EINVAL;
	return VG_OK;
}

/* Takes the one value that the parameter has. */
static int
take_word(const char *value, const char *word, bool *taken)
{
	*taken = strcmp(value, word) == 0;
	return *taken ? VG_OK : VG_EINVAL;
}

static int
take_depth(const char *value, unsigned *depth)
{
	uint64_t number = 0;

	if (strcmp(value, "unbounded") != 0 &&
	    take_number(value, MAX_DEPTH, &number) != VG_OK)
		return VG_EINVAL;
	*depth = (unsigned)number;
	return VG_OK;
}

static int
take_limit(const char *value, size_t *limit)
{
	uint64_t number = 0;
	int err = take_number(value, VG_RESTPATH_LIMIT_MAX, &number);

	*limit = (size_t)number;
	return err;
}

static int
take_priority(const char *value, unsigned *priority)
{
	uint64_t number = 0;
	int err = take_number(value, MAX_PRIORITY, &number);

	*priority = (unsigned)number;
	return err;
}

static int
take_insert(const char *value, char insert[8])
{
	static const char *const words[] = {"first", "last", "before", "after"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) == 0)
			return vg_text_copy(insert, 8, value);
	}
	return VG_EINVAL;
}

/* The bit of the parameter called 'name', or 0. */
static unsigned
find_parameter(const char *name)
{
	static const char *const names[] = {"depth", "content", "limit", "after", "state",
	    "client", "owner", "mine", "unowned", "device", "queue", "priority", "case",
	    "alarm", "since", "fields", "with-defaults", "start-time", "stop-time",
	    "resource", "severity", "insert", "point", "person", "at"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return 1U << i;
	}
	return 0;
}

static int
take_parameter(unsigned bit, const char *value, struct vg_restpath_query *parsed)
{
	switch (bit) {
	case VG_RESTPATH_DEPTH:
		return take_depth(value, &parsed->depth);
	case VG_RESTPATH_CONTENT:
		return take_content(value, &parsed->content);
	case VG_RESTPATH_LIMIT:
		return take_limit(value, &parsed->limit);
	case VG_RESTPATH_AFTER:
		return take_text(value, parsed->after, sizeof(parsed->after));
	case VG_RESTPATH_STATE:
		return take_word(value, "open", &parsed->open);
	case VG_RESTPATH_CLIENT:
		return take_text(value, parsed->client, sizeof(parsed->client));
	case VG_RESTPATH_OWNER:
		return take_text(value, parsed->owner, sizeof(parsed->owner));
	case VG_RESTPATH_MINE:
		return take_word(value, "true", &parsed->mine);
	case VG_RESTPATH_UNOWNED:
		return take_word(value, "true", &parsed->unowned);
	case VG_RESTPATH_DEVICE:
		return take_text(value, parsed->device, sizeof(parsed->device));
	case VG_RESTPATH_QUEUE:
		return take_text(value, parsed->queue, sizeof(parsed->queue));
	case VG_RESTPATH_PRIORITY:
		return take_priority(value, &parsed->priority);
	case VG_RESTPATH_CASE:
		return take_text(value, parsed->number, sizeof(parsed->number));
	case VG_RESTPATH_ALARM:
		return take_number(value, INT64_MAX, &parsed->alarm);
	case VG_RESTPATH_SINCE:
		return vg_instant_parse(value, &parsed->since);
	case VG_RESTPATH_FIELDS:
		return take_text(value, parsed->fields, sizeof(parsed->fields));
	case VG_RESTPATH_WITH_DEFAULTS:
		return take_defaults(value, &parsed->defaults);
	case VG_RESTPATH_START:
		return vg_instant_parse(value, &parsed->start);
	case VG_RESTPATH_STOP:
		return vg_instant_parse(value, &parsed->stop);
	case VG_RESTPATH_RESOURCE:
		return take_text(value, parsed->resource, sizeof(parsed->resource));
	case VG_RESTPATH_INSERT:
		return take_insert(value, parsed->insert);
	case VG_RESTPATH_POINT:
		return take_text(value, parsed->point, sizeof(parsed->point));
	case VG_RESTPATH_SEVERITY:
		return take_text(value, parsed->severity, sizeof(parsed->severity));
	case VG_RESTPATH_PERSON:
		return take_text(value, parsed->person, sizeof(parsed->person));
	case VG_RESTPATH_AT:
		return vg_instant_parse(value, &parsed->at);
	default:
		return VG_EINVAL;
	}
}

int
vg_restpath_query_parse(
    const char *query, struct vg_restpath_query *parsed, struct vg_detail *detail)
{
	char text[QUERY_SIZE];
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
		unsigned bit = 0;
		if (value && vg_text_unpercent(name) == VG_OK &&
		    vg_text_unpercent(value) == VG_OK)
			bit = find_parameter(name);
		if (!bit || (parsed->given & bit) ||
		    take_parameter(bit, value, parsed) != VG_OK)
			return vg_detail_set(detail, VG_EINVAL,
			    "query parameter '%.64s' is unknown, doubled or out of range",
			    name);
		parsed->given |= bit;
	}
	return VG_OK;
}
