/*
 * vigie-sim: many simulated devices in one process, for tests, benchmarks and the demonstration;
 * and one NETCONF device by a script (simscript).
 *
 * Every value is a pure function of the device (its name, its family, what is broken in it), the
 * instance and the time t since the simulation began, so that a test can compute each one; the
 * integration test of values does, in Python, from what stands here.  Whole numbers throughout,
 * 64 bits, "/" cuts:
 *
 *   seed = mix(fnv1a(name), 0); the seed of instance number i is mix(seed, i)        simwave
 *   up   = 20 days + seed mod 40 days + t; after a reboot t - t of the reboot      simdevice
 *   a gauge between low and high is a triangle wave with a period of an hour, its phase
 *   seed mod 3600 s; a counter is the integral of that wave over up                  simwave
 *
 * Which instance has which number, low and high stands in the tables of simcommon (standard
 * MIBs), simallot (ALLOT-MIB), simchassis (boards), simnx (NetXplorer) and simbench (what
 * benchmarks ask); identities follow from the seed (simdevice, simchassis); what simfault breaks
 * replaces the value it names.
 *
 * Exit codes: 0 done; 1 failed, or a SET was received; 2 wrong usage.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/loop/loop.h"
#include "lib/os/file.h"
#include "lib/time/instant.h"
#include "tests/sim/simcontrol.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simknob.h"
#include "tests/sim/simnetconf.h"
#include "tests/sim/simscript.h"
#include "tests/sim/simworld.h"

enum { EXIT_USAGE = 2 };

struct options {
	uint64_t port, seconds;
	const char *addr_file, *control;
	uint64_t n_many; /* of the last --many */
	int done;        /* 1: --help or --version was all */
	struct vg_simworld *world;
};

static const struct option long_options[] = {{"port", required_argument, NULL, 'p'},
    {"addr-file", required_argument, NULL, 'a'},
    {"control", required_argument, NULL, 'c'}, {"device", required_argument, NULL, 'd'},
    {"many", required_argument, NULL, 'm'}, {"for", required_argument, NULL, 'f'},
    {"clock", required_argument, NULL, 'k'}, {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};

static void
print_help(void)
{
	fputs(
	    "Usage: vigie-sim [OPTIONS] --device NAME,family=F,address=A,OPTIONS...\n"
	    "       vigie-sim ctl --control PATH fault|clear NE FAULT [quiet]\n"
	    "       vigie-sim ctl --control PATH knob NE KEY VALUE | knob NE clear\n"
	    "       vigie-sim ctl --control PATH status [NE] | stats [NE] | clock SECONDS | "
	    "quit\n"
	    "       vigie-sim netconf --script FILE\n"
	    "NE is a device, '*' for all of them, or '*/N' for each N-th by address.\n"
	    "\n"
	    "Simulated Allot devices that answer SNMP on loopback.\n"
	    "\n"
	    "  --port N          UDP port (0: any)\n"
	    "  --addr-file FILE  writes address and port of the first device\n"
	    "  --control PATH    Unix socket that takes faults\n"
	    "  --device ...      "
	    "NAME,family=,address=,version=v2c,community=[,trap-to=ADDRESS:PORT]\n"
	    "                    [,trap-version=v2c|v1|v3]; v3 takes user=,auth=,priv=\n"
	    "                    [,engine-id=HEX] instead of community=; repeatable\n"
	    "  --many N,...      devices sim-1 to sim-N: family=,from=ADDRESS and the "
	    "rest as above\n"
	    "  --for SECONDS     ends by itself\n"
	    "  --clock SECONDS   the clock of the simulation stands there\n"
	    "  --help, --version\n"
	    "\n"
	    "netconf speaks one session on stdin and stdout, as the subsystem of an sshd "
	    "does;\n"
	    "tests/sim/simscript.h tells what a script can say.\n"
	    "\nFamilies:",
	    stdout);
	for (size_t i = 0; vg_simfamily_at(i) != NULL; i++)
		printf(" %s", vg_simfamily_at(i)->name);
	printf("\n\nFaults:\n%s", vg_simfault_help());
	printf("\nKnobs, also as options of --device and --many:\n%s", vg_simknob_help());
}

static int
add_many(struct vg_simworld *world, const char *text, struct vg_detail *detail)
{
	char number[16];
	const char *comma = strchr(text, ',');
	uint64_t n;

	if (comma == NULL || (size_t)(comma - text) >= sizeof(number))
		return vg_detail_set(
		    detail, VG_EINVAL, "--many takes N,family=F,from=ADDRESS,...");
	memcpy(number, text, (size_t)(comma - text));
	number[comma - text] = '\0';
	if (vg_text_uint(number, 100000, &n) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "--many %s: no number", number);
	return vg_simworld_add_many(world, n, comma + 1, detail);
}

static int
stop_clock(struct vg_simworld *world, const char *text)
{
	uint64_t seconds;
	int error = vg_text_uint(text, UINT32_MAX, &seconds);

	if (error == VG_OK)
		vg_simworld_stop_clock(world, (int64_t)seconds * VG_SECOND_US);
	return error;
}

/* VG_OK, or VG_EINVAL with a detail; 'done' for --help and --version. */
static int
read_options(int argc, char **argv, struct options *options, struct vg_detail *detail)
{
	int letter, error = VG_OK;

	opterr = 0;
	while (error == VG_OK &&
	    (letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (letter == 'h' || letter == 'V') {
			options->done = 1;
			if (letter == 'h')
				print_help();
			else
				printf("vigie-sim %s\n", vg_version_text());
			return VG_OK;
		}
		if (letter == 'p')
			error = vg_text_uint(optarg, 65535, &options->port);
		else if (letter == 'f')
			error = vg_text_uint(optarg, 1000000, &options->seconds);
		else if (letter == 'k')
			error = stop_clock(options->world, optarg);
		else if (letter == 'a')
			options->addr_file = optarg;
		else if (letter == 'c')
			options->control = optarg;
		else if (letter == 'd')
			error = vg_simworld_add(options->world, optarg, detail);
		else if (letter == 'm')
			error = add_many(options->world, optarg, detail);
		else
			return vg_detail_set(detail, VG_EINVAL,
			    "%s: unknown, or needs a value; see --help",
			    argv[optind - 1]);
		if (error != VG_OK && detail->text[0] == '\0')
			vg_detail_set(detail, VG_EINVAL, "%s is out of range", optarg);
	}
	if (error == VG_OK && optind < argc)
		error = vg_detail_set(
		    detail, VG_EINVAL, "%s: not expected; see --help", argv[optind]);
	if (error == VG_OK && vg_simworld_size(options->world) == 0)
		error = vg_detail_set(detail, VG_EINVAL, "no --device; see --help");
	return error;
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
write_address(const struct options *options, uint16_t port, struct vg_detail *detail)
{
	char line[VG_NET_TEXT_SIZE + 8];

	if (options->addr_file == NULL)
		return VG_OK;
	vg_text_format(line, sizeof(line), "%s %u\n",
	    vg_simworld_at(options->world, 0)->address_text, port);
	return vg_file_write(options->addr_file, line, strlen(line), 0644, detail);
}

/* Opens, tells where, answers until it is told to end. */
static int
serve(struct options *options, struct vg_detail *detail)
{
	struct vg_loop *loop = vg_loop_new();
	struct vg_signal *term = vg_loop_signal(loop, SIGTERM, on_end, loop);
	struct vg_signal *interrupt = vg_loop_signal(loop, SIGINT, on_end, loop);
	struct vg_timer *timer = vg_loop_timer(loop, on_time, loop);
	struct vg_simcontrol *control = NULL;
	uint16_t port = (uint16_t)options->port;
	int error = vg_simworld_open(options->world, loop, &port, detail);

	if (error == VG_OK && options->control != NULL) {
		control =
		    vg_simcontrol_new(loop, options->world, options->control, detail);
		error = control != NULL ? VG_OK : detail->code;
	}
	if (error == VG_OK)
		error = write_address(options, port, detail);
	if (options->seconds > 0)
		vg_loop_timer_set(timer, (int64_t)options->seconds * VG_SECOND_US);
	if (error == VG_OK)
		vg_loop_run(loop);
	vg_simcontrol_free(control);
	vg_simworld_close(options->world);
	vg_loop_timer_free(timer);
	vg_loop_signal_free(interrupt);
	vg_loop_signal_free(term);
	vg_loop_free(loop);
	return error;
}

/* vigie-sim ctl --control PATH WORDS... */
static int
ask(int argc, char **argv)
{
	struct vg_detail detail = {0};
	struct vg_buf answer;
	int error;

	if (argc < 5 || !vg_text_same(argv[2], "--control")) {
		fputs("vigie-sim: ctl takes --control PATH and words\n", stderr);
		return EXIT_USAGE;
	}
	vg_buf_init(&answer, 0);
	error = vg_simcontrol_ask(argv[3], argc - 4, argv + 4, &answer, &detail);
	if (error == VG_EUNREACH)
		fprintf(stderr, "vigie-sim: %s\n", detail.text);
	else
		fputs(vg_buf_text(&answer), stdout);
	vg_buf_fini(&answer);
	return error == VG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* vigie-sim netconf --script FILE: one session on stdin and stdout. */
static int
speak_netconf(int argc, char **argv)
{
	struct vg_detail detail = {0};
	struct vg_simscript script;
	int error;

	if (argc != 4 || !vg_text_same(argv[2], "--script")) {
		fputs("vigie-sim: netconf takes --script FILE\n", stderr);
		return EXIT_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	error = vg_simscript_load(argv[3], &script, &detail);
	if (error == VG_OK)
		error =
		    vg_simnetconf_serve(&script, STDIN_FILENO, STDOUT_FILENO, &detail);
	if (error != VG_OK)
		fprintf(stderr, "vigie-sim: %s\n", detail.text);
	vg_simscript_fini(&script);
	return error == VG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	struct options options = {0};
	struct vg_detail detail = {0};
	uint64_t sets;
	int error, status;

	if (argc > 1 && vg_text_same(argv[1], "ctl"))
		return ask(argc, argv);
	if (argc > 1 && vg_text_same(argv[1], "netconf"))
		return speak_netconf(argc, argv);
	options.world = vg_simworld_new();
	error = read_options(argc, argv, &options, &detail);
	status = error == VG_OK ? EXIT_SUCCESS : EXIT_USAGE;
	if (error == VG_OK && !options.done) {
		error = serve(&options, &detail);
		status = error == VG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	if (error != VG_OK)
		fprintf(stderr, "vigie-sim: %s\n", detail.text);
	sets = vg_simworld_sets(options.world);
	if (sets > 0) {
		fprintf(stderr, "vigie-sim: %llu SETs were received\n",
		    (unsigned long long)sets);
		status = EXIT_FAILURE;
	}
	vg_simworld_free(options.world);
	return status;
}
