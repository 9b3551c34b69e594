/*
 * Cases as they came out, in one order.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/desk/replay/deskoutcome.h"
#include "collector/replay/replaycore.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

static int
compare_texts(const json_t *a, const json_t *b, const char *name)
{
	return strcmp(vg_recordline_get(a, name), vg_recordline_get(b, name));
}

static int
compare(const void *left, const void *right)
{
	const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
	int64_t x = vg_recordline_number(a, "opened");
	int64_t y = vg_recordline_number(b, "opened");
	int by = compare_texts(a, b, "subject");

	if (by == 0)
		by = compare_texts(a, b, "class");
	if (by == 0)
		by = (x > y) - (x < y);
	return by ? by : compare_texts(a, b, "number");
}

json_t *
vg_replaycase_sort(const json_t *cases)
{
	size_t n = json_array_size(cases);
	json_t **list = vg_mem_array(n, sizeof(*list));
	json_t *sorted = json_array();

	for (size_t i = 0; i < n; i++)
		list[i] = json_array_get(cases, i);
	if (n)
		qsort(list, n, sizeof(*list), compare);
	for (size_t i = 0; i < n; i++)
		json_array_append(sorted, list[i]);
	free(list);
	return sorted;
}

static int
add(struct vg_replay *r, const char *number, json_t *cases)
{
	struct vg_buf line;
	json_error_t error;

	vg_buf_init(&line, 0);
	int code = vg_deskoutcome_write(r->desk, number, r->from, r->to, r->now, &line);
	if (code == VG_OK && line.size) {
		json_t *read = json_loadb((const char *)line.data, line.size, 0, &error);
		json_object_del(read, "type");
		json_array_append_new(cases, read);
	}
	vg_buf_fini(&line);
	return code;
}

int
vg_replaycase_list(struct vg_replay *r, json_t **cases, struct vg_detail *detail)
{
	char number[VG_CASE_NUMBER_SIZE] = "";
	json_t *list = json_array();
	int64_t closed = r->from.us - 1;
	int code = vg_deskoutcome_next_open(r->desk, number);

	while (code == VG_OK && number[0]) {
		code = add(r, number, list);
		if (code == VG_OK)
			code = vg_deskoutcome_next_open(r->desk, number);
	}
	number[0] = '\0';
	if (code == VG_OK)
		code = vg_deskoutcome_next_closed(r->desk, &closed, number);
	while (code == VG_OK && number[0]) {
		code = add(r, number, list);
		if (code == VG_OK)
			code = vg_deskoutcome_next_closed(r->desk, &closed, number);
	}
	if (code == VG_OK)
		*cases = vg_replaycase_sort(list);
	else
		vg_detail_set(
		    detail, code, "the desk in memory: %s", vg_error_text(code));
	json_decref(list);
	return code;
}
