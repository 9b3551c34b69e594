/*
 * Asks for a report and prints its text in one language.
 */
#include "collector/cli/clireport.h"

#include <string.h>

#include "collector/sla/slareport.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *
text_of(const json_t *report, enum vg_slatext_language language)
{
	const json_t *documents = json_object_get(report, "document");

	for (size_t i = 0; i < json_array_size(documents); i++) {
		const json_t *d = json_array_get(documents, i);
		if (strcmp(vg_cli_text(d, "language"), vg_slatext_name(language)) == 0)
			return vg_cli_text(d, "text");
	}
	return "";
}

int
vg_clireport_sla(struct vg_cli *cli)
{
	enum vg_slatext_language language = VG_SLATEXT_FRENCH;
	enum vg_slareport_reader reader = VG_SLAREPORT_CLIENT;
	const char *for_whom = vg_cli_word(cli, "for", "client");
	char target[480], contract[256], month[64];
	json_t *answer;

	int code = vg_cli_language(cli, &language);
	if (code != VG_CLIARGS_OK)
		return code;
	if (vg_slareport_reader_parse(for_whom, &reader) != VG_OK) {
		vg_cli_complain("--for is client or internal, not '%s'", for_whom);
		return VG_CLIARGS_USAGE;
	}
	if (vg_text_percent(contract, sizeof(contract), vg_cli_word(cli, "contract", ""),
		"") != VG_OK ||
	    vg_text_percent(month, sizeof(month), vg_cli_word(cli, "month", ""), "") !=
		VG_OK) {
		vg_cli_complain("--contract or --month is too long");
		return VG_CLIARGS_USAGE;
	}
	vg_text_format(target, sizeof(target),
	    "/restconf/data/vigie-sla:sla/report=%s,%s,%s", contract, month,
	    vg_slareport_reader_text(reader));
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	vg_cli_print_lines(text_of(
	    json_array_get(json_object_get(answer, "vigie-sla:report"), 0), language));
	json_decref(answer);
	return code;
}
