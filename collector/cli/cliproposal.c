/*
 * Numbers that a supplier's mails propose, on the screen.
 */
#include "collector/cli/cliproposal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of several that its mail proposes. */
static void
print_which(const json_t *all, const json_t *one)
{
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *p = json_array_get(all, i);
		n += vg_cli_number(p, "mail", 0) == vg_cli_number(one, "mail", 0) &&
		    strcmp(vg_cli_text(p, "state"), "proposed") == 0;
	}
	if (n <= 1)
		return;
	printf(" --number ");
	vg_cli_print(vg_cli_text(one, "number"));
}

void
vg_cliproposal_why(struct vg_cli *cli, const json_t *c)
{
	const json_t *all = json_object_get(c, "proposal");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *p = json_array_get(all, i);
		const char *state = vg_cli_text(p, "state"), *by = vg_cli_text(p, "by");
		printf("%s number ",
		    strcmp(vg_cli_text(p, "kind"), "rma") == 0 ? "RMA" : "ticket");
		vg_cli_print(vg_cli_text(p, "number"));
		printf(": proposed by mail %" PRId64 " of ", vg_cli_number(p, "mail", 0));
		vg_cli_print(vg_cli_text(p, "supplier"));
		printf(" ");
		vg_cli_print_moment(cli, p, "taken");
		if (by[0]) {
			printf("; %s by ",
			    strcmp(state, "recorded") == 0 ? "accepted" : state);
			vg_cli_print(by);
			printf(" ");
			vg_cli_print_moment(cli, p, "decided");
		} else if (strcmp(state, "proposed") == 0) {
			printf("; nobody has decided: vigie mail accept %" PRId64,
			    vg_cli_number(p, "mail", 0));
			print_which(all, p);
		} else {
			printf("; %s", state);
		}
		printf("\n");
	}
}
