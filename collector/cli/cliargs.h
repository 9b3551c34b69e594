/*
 * The command line of vigie: words and options in any order, checked against the table of
 * commands.  Reads argv only; prints nothing.
 */
#ifndef VG_COLLECTOR_CLI_CLIARGS_H
#define VG_COLLECTOR_CLI_CLIARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"

/* Exit codes; the names stand in no other place. */
enum {
	VG_CLIARGS_OK = 0,
	VG_CLIARGS_FAILURE = 1,
	VG_CLIARGS_USAGE = 2,
	VG_CLIARGS_NOT_FOUND = 3,
	VG_CLIARGS_REFUSED = 4, /* by policy, with the clause */
	VG_CLIARGS_UNREACHABLE = 5,
	VG_CLIARGS_DIFFERS = 6, /* a replay came out otherwise */
	VG_CLIARGS_LATER = 75
};

/* Options that not every command has, as bits. */
enum {
	VG_CLIARGS_TEXT = 1,
	VG_CLIARGS_CAUSE = 2,
	VG_CLIARGS_CURE = 4,
	VG_CLIARGS_AT = 8,
	VG_CLIARGS_KEY = 16,
	VG_CLIARGS_MINE = 32,
	VG_CLIARGS_UNOWNED = 64,
	VG_CLIARGS_COUNT = 128,
	VG_CLIARGS_FOR = 256,
	VG_CLIARGS_SINCE = 512,
	VG_CLIARGS_ALL = 1024,
	VG_CLIARGS_CALENDAR = 2048,
	VG_CLIARGS_FROM = 4096,
	VG_CLIARGS_HOURS = 8192,
	VG_CLIARGS_DAYS = 16384,
	VG_CLIARGS_TREE = 32768,
	VG_CLIARGS_LAST_DAY = 65536,
	VG_CLIARGS_COMMIT = 131072,
	VG_CLIARGS_OUTPUT = 262144,
	VG_CLIARGS_AUDIENCE = 524288,
	VG_CLIARGS_STUCK = 1048576,
	VG_CLIARGS_PEOPLE = 2097152,
	VG_CLIARGS_LIMIT = 4194304,
	VG_CLIARGS_SET = 8388608,
	VG_CLIARGS_CANDIDATE = 16777216,
	VG_CLIARGS_MAIL = 33554432,
	VG_CLIARGS_WAITING = 67108864,
	VG_CLIARGS_LEAVE_TICKET = 134217728
};

enum { VG_CLIARGS_MAX_WORDS = 16, VG_CLIARGS_OBJECTS = 3 };

/* An option that a command has of its own: "--carrier TNT". */
struct vg_cliargs_word {
	const char *name; /* 'size' octets of it */
	size_t size;
	const char *value;
};

struct vg_cliargs {
	const struct vg_cliargs_command *command; /* NULL: help or version without one */
	const char *noun;                         /* as typed, for help; NULL: none */
	const char *object;                       /* "2026-000123", "ne-7"; NULL: none */
	const char
	    *more[VG_CLIARGS_OBJECTS - 1]; /* "RESOURCE KIND": what follows; NULL: none */
	const char *socket;                /* NULL: the default */
	const char *text, *cause, *cure, *at, *key;
	const char *since; /* Last-Event-ID */
	int64_t count;     /* 0: no limit */
	int64_t for_s;     /* 0: no limit */
	int64_t limit;     /* rows of a list; 0: all */
	const char *calendar, *from, *tree, *last_day;
	const char *output;   /* the file to write; NULL: none */
	const char *audience; /* --for of evidence; NULL: the integrator himself */
	int64_t hours, days;  /* 0: not given */
	struct vg_cliargs_word words[VG_CLIARGS_MAX_WORDS]; /* in the order given */
	size_t n_words;
	bool json, mine, unowned, all, stuck, people, help, version, commit, set,
	    candidate, mail, waiting, leave_ticket;
};

struct vg_cli;

struct vg_cliargs_command {
	const char *noun;
	const char *verb; /* "" when the noun stands alone */
	/*
	 * "CASE" when it wants one, "[PATH]" when it may, else NULL.  Of several, "PATH [VALUE]", those
	 * in brackets may be missing, and so may all but the first where one stands for others
	 * ("NUMBER|RESOURCE KIND"): the command sees to these.
	 */
	const char *object;
	const char *summary;
	unsigned options;               /* which it has */
	unsigned required;              /* which it must be given */
	int (*run)(struct vg_cli *cli); /* returns an exit code */
	/*
	 * For vg_cliact_run: the RPC it posts, and the options that are leaves of its input, those
	 * that must be given with a '!': "reason! carrier tracking".  NULL: none.
	 */
	const char *rpc;
	const char *words;
};

/*
 * Reads 'argv' (borrowed: the texts in 'args' point into it) against 'n' 'commands' (borrowed).
 * Returns VG_OK; VG_EINVAL for wrong usage, the detail saying what.  --help and --version need
 * no whole command.
 */
int
vg_cliargs_parse(struct vg_cliargs *args, int argc, char **argv,
    const struct vg_cliargs_command *commands, size_t n, struct vg_detail *detail);

/* The i-th option as help shows it: its name, argument and meaning; NULL past the last. */
struct vg_cliargs_option {
	const char *name;
	const char *argument; /* NULL: takes none */
	unsigned bit;         /* 0: every command has it */
	const char *help;
};
const struct vg_cliargs_option *
vg_cliargs_option(size_t i);

#endif
