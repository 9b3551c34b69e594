/*
 * Notifications rewritten token by token: what is said of arbitrary octets is XML that a client can
 * read, and where libyang reads the same JSON, what libyang says of it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncnews.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/netconf/ncmessage.h"
#include "lib/yang/context.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct vg_context *
models(void)
{
	static struct vg_context *context;
	struct vg_detail detail;

	if (!context &&
	    (vg_context_new(&context, &detail) != VG_OK ||
		vg_ncmodels_load(context, &detail) != VG_OK))
		abort();
	return context;
}

/* The notification in 'text' as libyang reads it; NULL: it takes it for none. */
static struct lyd_node *
read_by_libyang(const char *text, LYD_FORMAT format)
{
	struct lyd_node *tree = NULL, *op = NULL;
	struct ly_in *in = NULL;

	if (ly_in_new_memory(text, &in) != LY_SUCCESS)
		abort();
	if (lyd_parse_op(vg_context_ly(models()), NULL, in, format, LYD_TYPE_NOTIF_YANG,
		&tree, &op) != LY_SUCCESS ||
	    lyd_validate_op(tree, NULL, LYD_TYPE_NOTIF_YANG, NULL) != LY_SUCCESS) {
		lyd_free_all(tree);
		tree = NULL;
	}
	ly_in_free(in, 0);
	return tree;
}

/* In which order members come nobody has to keep. */
static void
check(const char *said, const char *json, size_t size)
{
	char *text = vg_mem_format("{%.*s}", (int)size, json);
	struct lyd_node *want = read_by_libyang(text, LYD_JSON);
	struct lyd_node *got = want ? read_by_libyang(said, LYD_XML) : NULL;

	if (vg_ncmessage_check(said, strlen(said), NULL) != VG_OK)
		abort();
	if (want &&
	    lyd_compare_siblings(want, got, LYD_COMPARE_FULL_RECURSION) != LY_SUCCESS)
		abort();
	lyd_free_all(want);
	lyd_free_all(got);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vg_ncnews *news = vg_ncnews_new(models());
	char *said = vg_ncnews_xml(news, (const char *)data, size);

	if (said) {
		/* The second time it knows the name. */
		char *again = vg_ncnews_xml(news, (const char *)data, size);
		if (!again || strcmp(said, again) != 0)
			abort();
		check(said, (const char *)data, size);
		free(again);
	}
	free(said);
	vg_ncnews_free(news);
	return 0;
}
