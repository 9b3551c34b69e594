/*
 * How the collector is, a line a subject.
 */
#include "collector/cli/clistatus.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/cliagent.h"
#include "collector/cli/climail.h"
#include "collector/cli/clioutbox.h"
#include "collector/cli/clipages.h"
#include "collector/cli/cliquiet.h"

static void
print_time(const struct vg_cli *cli, const json_t *sweep, const char *name)
{
	char moment[VG_CLITIME_SIZE] = "never";

	if (vg_cli_text(sweep, name)[0])
		vg_clitime_moment(
		    &cli->time, vg_clitime_parse(vg_cli_text(sweep, name)), moment);
	printf("%s %s", name, moment);
}

static void
print_moment(const struct vg_cli *cli, const json_t *of, const char *name)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, vg_clitime_parse(vg_cli_text(of, name)), moment);
	printf("%s", moment);
}

static int64_t
mib(const json_t *of, const char *name)
{
	return vg_cli_number(of, name, 0) >> 20;
}

void
vg_clistatus_storage(const struct vg_cli *cli, const json_t *storage)
{
	const json_t *store = json_object_get(storage, "store");
	const json_t *disk = json_object_get(storage, "disk");
	const json_t *database = json_object_get(storage, "database");

	printf("store       %s", vg_cli_text(store, "state"));
	if (vg_cli_text(store, "since")[0]) {
		printf(" since ");
		print_moment(cli, store, "since");
		printf(": ");
		vg_cli_print(vg_cli_text(store, "cause"));
		printf("; %" PRId64 " messages came in vain",
		    vg_cli_number(store, "not-stored", 0));
	}
	printf("\ndisk        %s, %" PRId64 " MiB left (low below %" PRId64
	       ", critical below %" PRId64 ")\n",
	    vg_cli_text(disk, "state"), mib(disk, "available"), mib(disk, "low-below"),
	    mib(disk, "critical-below"));
	printf("database    %" PRId64 " MiB, %" PRId64 " of it free; log %" PRId64 " MiB",
	    mib(database, "size"), mib(database, "spare"), mib(database, "log"));
	if (vg_cli_number(database, "swept-early", 0))
		printf("; %" PRId64 " raw notifications went before their time",
		    vg_cli_number(database, "swept-early", 0));
	putchar('\n');
}

/* With a low disk: it is the clock that keeps the sweep from making room. */
static void
print_clock(const struct vg_cli *cli, const json_t *storage)
{
	const json_t *clock = json_object_get(storage, "clock");
	const char *state = vg_cli_text(clock, "state");
	const char *disk = vg_cli_text(json_object_get(storage, "disk"), "state");

	printf("clock       %s", state);
	if (strcmp(state, "believed") == 0) {
		putchar('\n');
		return;
	}
	printf(": it says ");
	print_moment(cli, clock, "says");
	if (vg_cli_text(clock, "should-say")[0]) {
		printf(", and should say ");
		print_moment(cli, clock, "should-say");
	}
	printf(
	    "; nothing is swept, no backup removed, no case closes by itself; set it right, or: "
	    "vigie clock accept\n");
	if (strcmp(disk, "ok") != 0)
		printf(
		    "            the disk is %s, and it is the clock that holds the sweep\n",
		    disk);
}

static void
print_backup(const struct vg_cli *cli, const json_t *backup)
{
	const char *state = vg_cli_text(backup, "state");

	printf("backup      ");
	if (strcmp(state, "none") != 0) {
		vg_cli_print(vg_cli_text(backup, "name"));
		printf(" %s", state);
		if (vg_cli_text(backup, "error")[0]) {
			printf(": ");
			vg_cli_print(vg_cli_text(backup, "error"));
		}
		printf(", ");
	}
	printf("last verified ");
	if (vg_cli_text(backup, "last-verified")[0])
		print_moment(cli, backup, "last-verified");
	else
		printf("never");
	putchar('\n');
}

int
vg_clistatus_json(struct vg_cli *cli, const char *target)
{
	json_t *answer = NULL, *storage = NULL, *agents = NULL, *paging = NULL;
	int code = vg_cli_ask(cli, target, &answer);

	if (answer)
		code = vg_cli_ask(cli, "/restconf/data/vigie-cases:storage", &storage);
	if (storage)
		code = vg_cli_ask(cli, "/restconf/data/vigie-cases:agents", &agents);
	if (agents)
		code = vg_cli_ask(cli, "/restconf/data/vigie-cases:paging", &paging);
	if (paging) {
		json_object_update(answer, paging);
		json_object_update(answer, storage);
		json_object_update(answer, agents);
		char *text = json_dumps(answer, JSON_COMPACT);
		puts(text);
		free(text);
	}
	json_decref(paging);
	json_decref(agents);
	json_decref(storage);
	json_decref(answer);
	return code;
}

static int
show_storage(struct vg_cli *cli)
{
	json_t *answer = NULL;
	int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:storage", &answer);

	if (!answer)
		return code;
	const json_t *storage = json_object_get(answer, "vigie-cases:storage");
	vg_clistatus_storage(cli, storage);
	if (json_object_get(storage, "clock"))
		print_clock(cli, storage);
	print_backup(cli, json_object_get(storage, "backup"));
	json_decref(answer);
	return VG_CLIARGS_OK;
}

int
vg_clistatus_show(struct vg_cli *cli)
{
	json_t *answer = NULL;

	if (cli->args.json)
		return vg_clistatus_json(cli, "/restconf/data/vigie-cases:sweep");
	vg_cli_learn_zone(cli);
	int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:sweep", &answer);
	if (!answer)
		return code;
	const json_t *sweep = json_object_get(answer, "vigie-cases:sweep");
	code = show_storage(cli);
	if (code == VG_CLIARGS_OK)
		code = vg_cliagent_status(cli);
	printf("sweep       ");
	print_time(cli, sweep, "last");
	printf(", ");
	print_time(cli, sweep, "next");
	putchar('\n');
	vg_clioutbox_status(cli);
	vg_climail_status(cli);
	vg_cliquiet_status(cli);
	vg_clipages_proofs(cli, "paging", "");
	printf("Times in %s.\n", cli->time.zone.n_steps ? cli->time.zone.name : "UTC");
	json_decref(answer);
	return code;
}
