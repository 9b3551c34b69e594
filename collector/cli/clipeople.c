/*
 * Persons on the screen.
 */
#include "collector/cli/clipeople.h"

#include <string.h>

#include "lib/base/text.h"

int
vg_clipeople_load(struct vg_cli *cli)
{
	/* The answer as it came has references; names are another resource. */
	if (!cli->args.people || cli->args.json)
		return VG_CLIARGS_OK;
	return vg_cli_get(cli, "/restconf/data/vigie-cases:persons", &cli->people);
}

static const json_t *
find(const struct vg_cli *cli, const char *who)
{
	const json_t *list = vg_cli_list(cli->people, "vigie-cases:persons", "person");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		if (strcmp(vg_cli_text(one, "id"), who) == 0)
			return one;
	}
	return NULL;
}

void
vg_clipeople_write(const struct vg_cli *cli, const char *who, const char *what,
    char text[VG_CLIPEOPLE_SIZE])
{
	const json_t *person = what[0] ? find(cli, who) : NULL;
	const char *name = vg_cli_text(person, "name");

	if (!name[0])
		name = vg_cli_text(person, "mail");
	if (name[0])
		vg_text_format(text, VG_CLIPEOPLE_SIZE, "%s (%s)", name, what);
	else
		vg_text_copy(text, VG_CLIPEOPLE_SIZE, what[0] ? what : who);
}
