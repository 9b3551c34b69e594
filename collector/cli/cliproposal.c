/*
 * Numbers that a supplier's mails propose, on the screen.
 */
#include "collector/cli/cliproposal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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
		} else {
			printf("; %s", state);
		}
		printf("\n");
	}
}
