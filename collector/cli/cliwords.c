/*
 * Own options in help.
 */
#include "collector/cli/cliwords.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/leafabout.h"

/* Of commands that read: no RPC describes them. */
static const struct {
	const char *name, *argument, *help;
} read_words[] = {
    {"client", "CLIENT", "of this client only"},
    {"within", "SPAN", "what is due within 30m, 8h or 2d, and what is late"},
    {"contract", "CONTRACT", "whose promises"},
    {"month", "YYYY-MM", "in which month"},
    {"lang", "LANGUAGE", "fr or en"},
    {"state", "DIR", "the collector's state folder, when it is another"},
    {"for", "READER", "client (the default) or internal"},
};

static void
print_word(const struct vg_cliargs_command *c, const struct vg_context *context,
    const char *name, bool required)
{
	char head[64];
	struct vg_buf about;
	size_t n = sizeof(read_words) / sizeof(read_words[0]), i = n;

	vg_buf_init(&about, 1024);
	if (c->rpc && context) {
		vg_leafabout_input(context, c->rpc, name, &about);
	} else if (!c->rpc) {
		for (i = 0; i < n && strcmp(read_words[i].name, name) != 0; i++)
			;
		vg_buf_add_text(&about, i < n ? read_words[i].help : "");
	}
	vg_text_format(
	    head, sizeof(head), "--%s %s", name, i < n ? read_words[i].argument : "WORD");
	printf(
	    "  %-20s %s%s\n", head, vg_buf_text(&about), required ? " (required)" : "");
	vg_buf_fini(&about);
}

void
vg_cliwords_print(const struct vg_cliargs_command *c)
{
	struct vg_context *context = NULL;
	struct vg_detail detail;
	char name[64];

	if (c->rpc && c->words && vg_context_new(&context, &detail) != VG_OK)
		context = NULL;
	for (const char *at = c->words; at && *at;) {
		size_t size = strcspn(at, " !");
		vg_text_format(name, sizeof(name), "%.*s", (int)size, at);
		print_word(c, context, name, at[size] == '!');
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	vg_context_free(context);
}
