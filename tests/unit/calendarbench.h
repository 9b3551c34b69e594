/*
 * The shipped calendars, read once for a program of tests.
 */
#ifndef VG_TESTS_UNIT_CALENDARBENCH_H
#define VG_TESTS_UNIT_CALENDARBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "lib/base/error.h"
#include "lib/yang/calendarload.h"

static struct vg_context *context;
static struct vg_calendarset *set;

static inline int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_calendarload_folder(context, NULL, &set, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static inline int
tear_down(void **state)
{
	(void)state;
	vg_calendarset_free(set);
	vg_context_free(context);
	return 0;
}

static inline struct vg_wall
instant(const char *text)
{
	struct vg_wall at;

	if (vg_instant_parse(text, &at) != VG_OK)
		fail_msg("%s is no instant", text);
	return at;
}

#endif
