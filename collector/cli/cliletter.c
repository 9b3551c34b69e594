/*
 * Letters as text.
 */
#include "collector/cli/cliletter.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

#define LETTERS "/restconf/data/vigie-cases:letters"

static void
print_field(const char *name, const char *value)
{
	if (!value[0])
		return;
	printf("%s: ", name);
	vg_cli_print(value);
	printf("\n");
}

static void
print_ids(const char *name, const char *ids)
{
	if (!ids[0])
		return;
	printf("%s:", name);
	while (*ids) {
		char id[1025];
		size_t size = strcspn(ids, " ");
		vg_text_format(id, sizeof(id), "%.*s", (int)size, ids);
		printf(" <");
		vg_cli_print(id);
		printf(">");
		ids += size;
		ids += strspn(ids, " ");
	}
	printf("\n");
}

static void
print_to(const json_t *letter)
{
	const json_t *to = json_object_get(letter, "to");

	printf("To: ");
	for (size_t i = 0; i < json_array_size(to); i++) {
		const char *mail = json_string_value(json_array_get(to, i));
		printf("%s", i ? ", " : "");
		vg_cli_print(mail ? mail : "");
	}
	if (json_array_size(to) == 0) {
		printf("nobody: ");
		vg_cli_print(vg_cli_text(letter, "missing"));
	}
	printf("\n");
}

/* As it would be posted. */
static void
print_post(const json_t *letter, const json_t *way)
{
	printf("POST ");
	vg_cli_print(vg_cli_text(way, "url"));
	printf("\n");
	print_field("Way", vg_cli_text(way, "name"));
	print_field("Event", vg_cli_text(letter, "subject"));
	print_field("Idempotency-Key", vg_cli_text(letter, "message-id"));
	printf("\n");
	vg_cli_print_lines(vg_cli_text(letter, "text"));
	printf("\n");
}

/* As it would be read in a mail. */
static void
print_mail(const json_t *letter)
{
	const json_t *attached = json_object_get(letter, "attachment");

	printf("From: ");
	vg_cli_print(vg_cli_text(letter, "from-name"));
	printf(" <");
	vg_cli_print(vg_cli_text(letter, "from"));
	printf(">\n");
	print_to(letter);
	print_field("Date", vg_cli_text(letter, "made"));
	print_field("Subject", vg_cli_text(letter, "subject"));
	print_ids("Message-ID", vg_cli_text(letter, "message-id"));
	print_ids("In-Reply-To", vg_cli_text(letter, "in-reply-to"));
	print_ids("References", vg_cli_text(letter, "references"));
	print_field("Auto-Submitted", vg_cli_text(letter, "auto-submitted"));
	for (size_t i = 0; i < json_array_size(attached); i++)
		print_field("Attached", vg_cli_text(json_array_get(attached, i), "name"));
	printf("\n");
	vg_cli_print_lines(vg_cli_text(letter, "text"));
}

static void
print_letter(const json_t *letter)
{
	const json_t *way = json_object_get(letter, "way");

	if (way)
		print_post(letter, way);
	else
		print_mail(letter);
}

/* Gets 'target' and prints the first entry of its list 'name'; '*letter' false: none. */
static int
show(struct vg_cli *cli, const char *target, const char *name)
{
	json_t *answer = NULL;
	int code = vg_cli_get(cli, target, &answer);

	if (!answer)
		return code;
	const json_t *letter = json_array_get(json_object_get(answer, name), 0);
	const char *refused = vg_cli_text(letter, "refused");
	if (letter)
		print_letter(letter);
	if (refused[0])
		vg_cli_complain("it would not leave: %s", refused);
	code = refused[0] ? VG_CLIARGS_REFUSED : code;
	json_decref(answer);
	return code;
}

int
vg_cliletter_show(struct vg_cli *cli)
{
	char target[256], number[64];

	if (vg_text_percent(number, sizeof(number), cli->args.object, "") != VG_OK) {
		vg_cli_complain("'%.40s' is no message's number", cli->args.object);
		return VG_CLIARGS_USAGE;
	}
	snprintf(target, sizeof(target), LETTERS "/letter=%s", number);
	return show(cli, target, "vigie-cases:letter");
}

/* Whom a template is for, where nobody says it. */
static const char *
role_of(const char *template)
{
	static const char *const clients[] = {"receipt", "reply", "return-steps",
	    "return-send", "replacement-due", "merged"};

	if (strstr(template, "-supplier-escalation"))
		return "supplier-escalation";
	if (vg_text_starts(template, "escalation") || strstr(template, "-supplier"))
		return "supplier";
	if (strstr(template, "-client"))
		return "client";
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		if (strcmp(clients[i], template) == 0)
			return "client";
	}
	return "noc";
}

int
vg_cliletter_preview(struct vg_cli *cli)
{
	const char *given = cli->args.object;
	const char *role = vg_cli_word(cli, "role", role_of(given));
	const char *language = vg_cli_word(cli, "language", "auto");
	char target[512], template[200], number[16], to[100], in[32];
	int code = vg_cli_case_number(cli, cli->args.more[0], number);

	if (code != VG_CLIARGS_OK)
		return code;
	if (vg_text_percent(template, sizeof(template), given, "") != VG_OK ||
	    vg_text_percent(to, sizeof(to), role, "") != VG_OK ||
	    vg_text_percent(in, sizeof(in), language, "") != VG_OK) {
		vg_cli_complain("'%.40s' is no template", given);
		return VG_CLIARGS_USAGE;
	}
	snprintf(target, sizeof(target), LETTERS "/preview=%s,%s,%s,%s", template, number,
	    to, in);
	return show(cli, target, "vigie-cases:preview");
}
