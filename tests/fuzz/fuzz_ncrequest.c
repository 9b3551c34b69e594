/*
 * What vigie-netconf itself looks at of a client's message before the library sees it: width,
 * hello, request, and what is read for a filter.  The first octet says which; an answer is a
 * message that a client can read.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collector/netconf/nccheck.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncplan.h"
#include "collector/netconf/ncwidth.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/netconf/ncmessage.h"
#include "lib/netconf/ncnamespace.h"
#include "lib/yang/context.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct ly_ctx *
models(void)
{
	static struct vg_context *context;
	struct vg_detail detail;

	if (!context &&
	    (vg_context_new(&context, &detail) != VG_OK ||
		vg_ncmodels_load(context, &detail) != VG_OK))
		abort();
	return vg_context_ly(context);
}

static void
ask(const char *text, enum vg_ncframe_version version)
{
	struct vg_buf reply;

	vg_buf_init(&reply, 0);
	if (!vg_nccheck_request(models(), version, text, NULL, NULL, &reply) &&
	    vg_ncmessage_check(reply.data, reply.size, NULL) != VG_OK)
		abort();
	vg_buf_fini(&reply);
}

static void
plan(const char *xpath)
{
	struct vg_ncplan *made = vg_mem_zero(sizeof(*made));

	vg_ncplan_xpath(models(), xpath, made);
	for (size_t i = 0; i < made->n; i++) {
		if (made->want[i].keys[0] &&
		    strcspn(made->want[i].keys, " <>\"'&?#") !=
			strlen(made->want[i].keys))
			abort();
	}
	free(made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum vg_ncframe_version version = VG_NCFRAME_10;
	struct vg_detail detail;

	if (size == 0)
		return 0;
	char *text = vg_mem_text_n(data + 1, size - 1);
	if (data[0] % 3 == 2) {
		plan(text);
	} else if (vg_ncmessage_check(text, strlen(text), &detail) == VG_OK &&
	    vg_ncwidth_is_good(text)) {
		struct vg_buf message;
		vg_buf_init(&message, 0);
		vg_buf_add_text(&message, text);
		vg_ncnamespace_fill(&message, &detail);
		if (data[0] % 3 == 1)
			vg_nccheck_hello(
			    models(), vg_buf_text(&message), &version, &detail);
		else
			ask(vg_buf_text(&message),
			    data[0] & 4 ? VG_NCFRAME_11 : VG_NCFRAME_10);
		vg_buf_fini(&message);
	}
	free(text);
	return 0;
}
