/*
 * Devices: the inventory, and one device with its alarms.
 */
#include "collector/cli/clidevice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clitable.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static void
add_row(struct vg_clitable *table, const json_t *device)
{
	const char *highest = vg_cli_text(device, "highest");
	int64_t standing = vg_cli_number(device, "standing", 0);
	char alarms[64] = "";

	if (standing)
		vg_text_format(
		    alarms, sizeof(alarms), "%" PRId64 " %s", standing, highest);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(device, "name"));
	vg_clitable_cell(table, vg_cli_text(device, "client"));
	vg_clitable_cell(table, vg_cli_text(device, "site"));
	vg_clitable_cell(table, vg_cli_text(device, "supplier"));
	vg_clitable_cell(table, vg_cli_text(device, "family"));
	vg_clitable_cell(table, vg_cli_text(device, "serial"));
	vg_clitable_cell(table, vg_cli_text(device, "software"));
	vg_clitable_cell(table, vg_cli_text(device, "contract"));
	vg_clitable_coloured(table, alarms, highest);
}

int
vg_clidevice_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"DEVICE", "CLIENT", "SITE", "SUPPLIER",
	    "FAMILY", "SERIAL", "<SOFTWARE", "CONTRACT", "ALARMS"};
	json_t *answer;
	int code = vg_cli_get(cli, "/restconf/data/vigie-cases:inventory", &answer);

	if (!answer)
		return code;
	const json_t *devices = vg_cli_list(answer, "vigie-cases:inventory", "device");
	struct vg_clitable *table = vg_clitable_new(columns, 9, cli->colour);
	for (size_t i = 0; i < json_array_size(devices); i++)
		add_row(table, json_array_get(devices, i));
	vg_clitable_print(table, "The tree has no device.");
	json_decref(answer);
	return code;
}

/* "name  value", left out when there is none. */
static void
line(const char *name, const char *value)
{
	if (!value[0])
		return;
	printf("  %-12s", name);
	vg_cli_print(value);
	putchar('\n');
}

static void
print_components(const json_t *device)
{
	const json_t *components = json_object_get(device, "component");

	for (size_t i = 0; i < json_array_size(components); i++) {
		const json_t *c = json_array_get(components, i);
		char text[512];
		vg_text_format(text, sizeof(text), "%s %s %s",
		    vg_cli_text(c, "description"), vg_cli_text(c, "serial"),
		    vg_cli_text(c, "software"));
		line(vg_cli_text(c, "name"), text);
	}
}

static void
print_device(struct vg_cli *cli, const json_t *device)
{
	static const char *const names[] = {"client", "site", "supplier", "contract",
	    "agent", "family", "model", "serial", "software", "hardware", "newer-minor",
	    "newer-major", "crm"};
	struct vg_wall heard = vg_clitime_parse(vg_cli_text(device, "last-heard"));
	char moment[VG_CLITIME_SIZE];

	vg_cli_print(vg_cli_text(device, "name"));
	putchar('\n');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		line(names[i], vg_cli_text(device, names[i]));
	if (vg_cli_text(device, "crm")[0])
		line("",
		    vg_cli_true(device, "crm-registered")
			? "the client is registered there"
			: "the client is not registered there");
	vg_clitime_second(&cli->time, heard, moment);
	/* Of what stands above; whether it answers is the agent's alarm to say. */
	line("told at", moment[0] ? moment : "never");
	print_components(device);
}

/* The device's standing alarms below it; 'key' is its name, encoded. */
static int
print_alarms(struct vg_cli *cli, const char *key)
{
	char target[512];
	json_t *answer;

	vg_text_format(target, sizeof(target),
	    "/restconf/data/vigie-cases:alarms?state=open&limit=1000&device=%s", key);
	int code = vg_cli_get(cli, target, &answer);
	const json_t *alarms = vg_cli_list(answer, "vigie-cases:alarms", "alarm");

	for (size_t i = 0; i < json_array_size(alarms); i++) {
		const json_t *a = json_array_get(alarms, i);
		char text[512];
		vg_text_format(text, sizeof(text), "%s, %s, case %s: %s",
		    vg_cli_bare(vg_cli_text(a, "alarm-type-id")),
		    vg_cli_text(a, "resource"), vg_cli_text(a, "case"),
		    vg_cli_text(a, "alarm-text"));
		line(vg_cli_text(a, "perceived-severity"), text);
	}
	json_decref(answer);
	return code;
}

int
vg_clidevice_show(struct vg_cli *cli)
{
	char target[512];
	char key[256];
	json_t *answer;
	int code;

	if (vg_text_percent(key, sizeof(key), cli->args.object, "") != VG_OK) {
		vg_cli_complain("'%s' is too long for a name", cli->args.object);
		return VG_CLIARGS_USAGE;
	}
	vg_text_format(target, sizeof(target),
	    "/restconf/data/vigie-cases:inventory/device=%s", key);
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	print_device(
	    cli, json_array_get(json_object_get(answer, "vigie-cases:device"), 0));
	json_decref(answer);
	return print_alarms(cli, key);
}
