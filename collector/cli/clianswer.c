/*
 * What an answer must have.
 */
#include "collector/cli/clianswer.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

void
vg_clianswer_name(const char *target, char name[VG_CLIANSWER_NAME_SIZE])
{
	static const char operations[] = "/restconf/operations/";
	const char *step = target, *module = NULL;
	size_t module_size = 0, step_size = 0;

	/* The last module that a step names is that of all below it. */
	while (*step == '/') {
		step_size = strcspn(++step, "/?=");
		const char *colon = memchr(step, ':', step_size);
		if (colon) {
			module = step;
			module_size = (size_t)(colon - step) + 1;
		}
		const char *end = step + strcspn(step, "/?");
		if (*end != '/')
			break;
		step = end;
	}
	name[0] = '\0';
	if (!module)
		return;
	if (vg_text_starts(target, operations))
		vg_text_format(
		    name, VG_CLIANSWER_NAME_SIZE, "%.*soutput", (int)module_size, module);
	else if (step == module)
		vg_text_format(
		    name, VG_CLIANSWER_NAME_SIZE, "%.*s", (int)step_size, step);
	else
		vg_text_format(name, VG_CLIANSWER_NAME_SIZE, "%.*s%.*s", (int)module_size,
		    module, (int)step_size, step);
}

int
vg_clianswer_read(const char *socket, const char *target,
    const struct vg_fetch_reply *reply, json_t **answer, struct vg_detail *detail)
{
	char name[VG_CLIANSWER_NAME_SIZE];
	json_error_t error;

	*answer =
	    json_loads(reply->size ? reply->body : "{}", JSON_REJECT_DUPLICATES, &error);
	if (!*answer)
		return vg_detail_set(detail, VG_EPARSE, "%s: the answer is no JSON: %s",
		    socket, error.text);
	vg_clianswer_name(target, name);
	if (reply->status == 204 || !name[0] || json_object_get(*answer, name))
		return VG_OK;
	json_decref(*answer);
	*answer = NULL;
	return vg_detail_set(detail, VG_EPARSE,
	    "%s: the answer has no '%s': is that a vigie-collector?", socket, name);
}
