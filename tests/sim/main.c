/*
 * vigie-sim: simulated Allot devices on loopback, with faults on command.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/loop/loop.h"
#include "lib/os/file.h"
#include "tests/sim/simctl.h"
#include "tests/sim/simfault.h"
#include "tests/sim/simworld.h"

enum {
	OPT_PORT = 1,
	OPT_ADDR,
	OPT_CONTROL,
	OPT_DEVICE,
	OPT_MANY,
	OPT_FOR,
	OPT_HELP,
	OPT_VERSION
};

static const struct option options[] = {
    {"port", required_argument, NULL, OPT_PORT},
    {"addr-file", required_argument, NULL, OPT_ADDR},
    {"control", required_argument, NULL, OPT_CONTROL},
    {"device", required_argument, NULL, OPT_DEVICE},
    {"many", required_argument, NULL, OPT_MANY},
    {"for", required_argument, NULL, OPT_FOR},
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

struct sim {
	struct vg_simworld *world;
	struct vg_loop *loop;
	const char *addr_file, *control;
	uint16_t port;
	int64_t for_s;
};

static void
print_help(void)
{
	printf(
	    "Usage: vigie-sim [OPTIONS]\n       vigie-sim ctl --control PATH WORDS...\n"
	    "Simulated Allot devices on 127.0.0.0/8 and ::1, with faults on command.\n\n"
	    "  --device "
	    "NAME,family=F,address=A,version=v1|v2c|v3,community=C[,OPTION...]\n"
	    "                    families ac-500, sg-sigma-e14, ssg-500, netxplorer; "
	    "options\n"
	    "                    user=, auth=, priv=, engine-id=HEX, trap-to=A:PORT,\n"
	    "                    trap-version=v1|v2c|v3\n"
	    "  --many N,family=F,from=A,...  N devices sim-1.. at consecutive addresses\n"
	    "  --port N          UDP port (default 0: any)\n"
	    "  --addr-file FILE  where address and port are written\n"
	    "  --control PATH    control socket\n"
	    "  --for SECONDS     end after so long\n"
	    "  --help, --version\n\n"
	    "ctl sends one line and prints one: fault|clear DEVICE WHAT [quiet], reboot "
	    "DEVICE,\n"
	    "serial DEVICE S, silence DEVICE on|off, status, quit.  WHAT:\n%s\n"
	    "Exit: 0 ended, 1 failed or a SET was received, 2 usage.\n",
	    vg_simfault_help());
}

static int
usage(const char *text)
{
	fprintf(stderr, "vigie-sim: %s; see --help\n", text);
	return 2;
}

static void
on_end(int number, void *cookie)
{
	(void)number;
	vg_loop_stop(cookie);
}

static void
on_time(void *cookie)
{
	vg_loop_stop(cookie);
}

static int
add_many(struct sim *sim, char *text, struct vg_detail *detail)
{
	char *comma = strchr(text, ',');
	uint64_t n = 0;

	if (!comma)
		return vg_detail_set(
		    detail, VG_EINVAL, "--many: no options after the number");
	*comma = '\0';
	if (vg_text_uint(text, 100000, &n) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "--many: %s is no number", text);
	return vg_simworld_add_many(sim->world, n, comma + 1, detail);
}

/* Takes one option; VG_EEXIST when it printed and all is done. */
static int
take_option(struct sim *sim, int which, struct vg_detail *detail)
{
	uint64_t port = 0;
	int code = VG_OK;

	switch (which) {
	case OPT_PORT:
		code = vg_text_uint(optarg, 65535, &port);
		sim->port = (uint16_t)port;
		return code == VG_OK
		    ? code
		    : vg_detail_set(detail, code, "--port: %s is none", optarg);
	case OPT_ADDR:
		sim->addr_file = optarg;
		return VG_OK;
	case OPT_CONTROL:
		sim->control = optarg;
		return VG_OK;
	case OPT_DEVICE:
		return vg_simworld_add(sim->world, optarg, detail);
	case OPT_MANY:
		return add_many(sim, optarg, detail);
	case OPT_FOR:
		code = vg_text_int(optarg, 1, 86400, &sim->for_s);
		return code == VG_OK ? code
				     : vg_detail_set(detail, code,
					   "--for: %s is no number of seconds", optarg);
	case OPT_HELP:
		print_help();
		return VG_EEXIST;
	case OPT_VERSION:
		printf("vigie-sim %s\n", vg_version_text());
		return VG_EEXIST;
	default:
		break;
	}
	return vg_detail_set(detail, VG_EINVAL, "an option that is none");
}

static int
write_address(const struct sim *sim, uint16_t port, struct vg_detail *detail)
{
	char line[64];

	if (!sim->addr_file)
		return VG_OK;
	snprintf(line, sizeof(line), "127.0.0.1 %u\n", port);
	return vg_file_write(sim->addr_file, line, strlen(line), 0644, detail);
}

static int
run(struct sim *sim, struct vg_detail *detail)
{
	static const int numbers[] = {SIGTERM, SIGINT};
	struct vg_signal *signals[2] = {NULL, NULL};
	struct vg_timer *timer = vg_loop_timer(sim->loop, on_time, sim->loop);
	struct vg_simctl *ctl = NULL;
	uint16_t port = sim->port;
	int code = vg_simworld_open(sim->world, sim->loop, &port, detail);

	if (code == VG_OK && sim->control) {
		ctl = vg_simctl_open(sim->loop, sim->world, sim->control, detail);
		code = ctl ? VG_OK : detail->code;
	}
	if (code == VG_OK)
		code = write_address(sim, port, detail);
	if (code == VG_OK) {
		for (size_t i = 0; i < 2; i++)
			signals[i] =
			    vg_loop_signal(sim->loop, numbers[i], on_end, sim->loop);
		if (sim->for_s)
			vg_loop_timer_set(timer, sim->for_s * VG_SECOND_US);
		vg_loop_run(sim->loop);
	}
	for (size_t i = 0; i < 2; i++)
		vg_loop_signal_free(signals[i]);
	vg_loop_timer_free(timer);
	vg_simctl_close(ctl);
	return code;
}

static int
control(int argc, char **argv)
{
	const char *path = NULL;
	int at = 2;

	if (argc > at + 1 && strcmp(argv[at], "--control") == 0) {
		path = argv[at + 1];
		at += 2;
	}
	if (!path || at >= argc)
		return usage("ctl wants --control PATH and words");
	return vg_simctl_send(path, argc - at, argv + at);
}

int
main(int argc, char **argv)
{
	struct sim sim = {0};
	struct vg_detail detail = {0};
	int which, code = VG_OK;

	if (argc > 1 && strcmp(argv[1], "ctl") == 0)
		return control(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	sim.loop = vg_loop_new();
	sim.world = vg_simworld_new();
	opterr = 0;
	while (
	    code == VG_OK && (which = getopt_long(argc, argv, "", options, NULL)) != -1)
		code = take_option(&sim, which, &detail);
	if (code == VG_OK && optind < argc)
		code = vg_detail_set(
		    &detail, VG_EINVAL, "unexpected argument %s", argv[optind]);
	if (code == VG_EEXIST)
		return 0;
	if (code != VG_OK)
		return usage(detail.text);
	code = run(&sim, &detail);
	if (code != VG_OK)
		fprintf(stderr, "vigie-sim: %s\n", detail.text);
	uint64_t sets = vg_simworld_sets(sim.world);
	if (sets)
		fprintf(stderr, "vigie-sim: %llu SETs were received\n",
		    (unsigned long long)sets);
	vg_simworld_free(sim.world);
	vg_loop_free(sim.loop);
	return code == VG_OK && sets == 0 ? 0 : 1;
}
