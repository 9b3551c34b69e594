/*
 * Reports, written and read.
 */
#include "collector/courier/courierreport.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static const char *const outcomes[] = {[VG_COURIER_SENT] = "sent",
    [VG_COURIER_LATER] = "later",
    [VG_COURIER_FAILED] = "failed"};

static const char *
reason_of(const char *reason)
{
	return reason[0] ? reason : "the relay said nothing";
}

static const char *
word_of(const struct vg_courierapart *apart)
{
	return apart->refused ? "refused" : outcomes[apart->outcome];
}

/* "failed anne@clinique-a.example relay mx: 550 no such user" of each. */
static json_t *
list_apart(const struct vg_courierletter *letter, const struct vg_courierfate *fate)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fate->n_apart; i++) {
		const struct vg_courierapart *apart = &fate->apart[i];
		char *line = vg_mem_format("%s %s %s", word_of(apart),
		    letter->to[apart->to], reason_of(apart->reason));
		json_array_append_new(list, json_string(line));
		free(line);
	}
	return list;
}

char *
vg_courierreport_write(const char *id, const char *taken_by,
    const struct vg_courierletter *letter, const struct vg_courierfate *fate)
{
	json_t *input = json_object();

	json_object_set_new(input, "message", json_string(id));
	json_object_set_new(input, "taken-by", json_string(taken_by));
	json_object_set_new(input, "outcome", json_string(outcomes[fate->outcome]));
	if (fate->outcome != VG_COURIER_SENT || fate->reason[0])
		json_object_set_new(
		    input, "reason", json_string(reason_of(fate->reason)));
	if (fate->way_failed)
		json_object_set_new(input, "way-failed", json_true());
	if (fate->way_failed && fate->retry_after_s > 0)
		json_object_set_new(
		    input, "retry-after", json_integer(fate->retry_after_s));
	if (fate->refused)
		json_object_set_new(input, "refused", json_true());
	if (letter && fate->n_apart)
		json_object_set_new(input, "apart", list_apart(letter, fate));
	char *text = json_dumps(input, JSON_COMPACT);
	json_decref(input);
	if (!text)
		abort();
	return text;
}

static bool
is(const json_t *report, const char *name, const char *text)
{
	const char *said = json_string_value(json_object_get(report, name));

	return said && strcmp(said, text) == 0;
}

static int
read_members(const json_t *from, const char *taken_by, struct vg_courierreport *report)
{
	const char *id = json_string_value(json_object_get(from, "message"));
	size_t i = 0, n = sizeof(outcomes) / sizeof(outcomes[0]);

	while (i < n && !is(from, "outcome", outcomes[i]))
		i++;
	if (!id || !id[0] || strlen(id) >= sizeof(report->id) || i == n ||
	    !is(from, "taken-by", taken_by))
		return VG_EPARSE;
	vg_text_copy(report->id, sizeof(report->id), id);
	report->outcome = (enum vg_courier_outcome)i;
	report->bare = report->outcome == VG_COURIER_SENT &&
	    !json_object_get(from, "apart") && !json_object_get(from, "reason");
	return VG_OK;
}

int
vg_courierreport_read(
    const char *text, const char *taken_by, struct vg_courierreport *report)
{
	json_t *read = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	int code = read ? read_members(read, taken_by, report) : VG_EPARSE;

	json_decref(read);
	return code;
}

char *
vg_courierreport_again(
    const char *text, const char *kept_by, const char *id, const char *taken_by)
{
	json_t *read = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	struct vg_courierreport report;
	char *again = NULL;

	if (read && read_members(read, kept_by, &report) == VG_OK &&
	    report.outcome == VG_COURIER_SENT && strcmp(report.id, id) == 0) {
		json_object_set_new(read, "taken-by", json_string(taken_by));
		again = json_dumps(read, JSON_COMPACT);
	}
	json_decref(read);
	return again;
}
