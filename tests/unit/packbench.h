/*
 * The shipped packs, read once for a program of tests.
 */
#ifndef VG_TESTS_UNIT_PACKBENCH_H
#define VG_TESTS_UNIT_PACKBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "lib/base/error.h"
#include "lib/yang/packload.h"

static struct vg_context *context;
static struct vg_packset *packs;

static inline int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static inline int
tear_down(void **state)
{
	(void)state;
	vg_packset_free(packs);
	vg_context_free(context);
	return 0;
}

#endif
