/*
 * The command line.  getopt_long is not used: it wants the options to be known before the
 * command, and every command has its own.
 */
#include "collector/cli/cliargs.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_WORDS = 2 + VG_CLIARGS_OBJECTS };

/* The rows of the first part stand for every command; the order is that of help. */
enum option_row {
	SOCKET,
	JSON,
	HELP,
	VERSION,
	TEXT,
	CAUSE,
	CURE,
	AT,
	KEY,
	MINE,
	UNOWNED,
	STUCK,
	ALL,
	PEOPLE,
	WAITING,
	LIMIT,
	COUNT,
	FOR,
	SINCE,
	CALENDAR,
	FROM,
	HOURS,
	DAYS,
	LAST_DAY,
	TREE,
	COMMIT,
	OUTPUT,
	AUDIENCE,
	SET,
	CANDIDATE,
	MAIL,
	LEAVE_TICKET,
	N_OPTIONS
};

static const struct vg_cliargs_option options[N_OPTIONS] = {
    [SOCKET] = {"socket", "PATH", 0, "the collector's socket (else $VIGIE_SOCKET)"},
    [JSON] = {"json", NULL, 0, "the answer as it came, YANG-modelled JSON"},
    [HELP] = {"help", NULL, 0, "this text"},
    [VERSION] = {"version", NULL, 0, "the version"},
    [TEXT] = {"text", "TEXT", VG_CLIARGS_TEXT, "what was said or done"},
    [CAUSE] = {"cause", "TEXT", VG_CLIARGS_CAUSE, "the cause found"},
    [CURE] = {"cure", "TEXT", VG_CLIARGS_CURE, "the cure"},
    [AT] = {"at", "TIME", VG_CLIARGS_AT, "when: 2026-07-09T14:00:00+02:00, or 14:00"},
    [KEY] = {"key", "KEY", VG_CLIARGS_KEY,
	"idempotency key: the same again does nothing twice"},
    [MINE] = {"mine", NULL, VG_CLIARGS_MINE, "only what I have taken"},
    [UNOWNED] = {"unowned", NULL, VG_CLIARGS_UNOWNED, "only what nobody has taken"},
    [STUCK] = {"stuck", NULL, VG_CLIARGS_STUCK, "only what waits longer than it should"},
    [ALL] = {"all", NULL, VG_CLIARGS_ALL, "what is over, too; all values that moved"},
    [PEOPLE] = {"people", NULL, VG_CLIARGS_PEOPLE,
	"names of persons in full, not what they are"},
    [WAITING] = {"waiting", NULL, VG_CLIARGS_WAITING, "only what waits for a case"},
    [LIMIT] = {"limit", "N", VG_CLIARGS_LIMIT, "at most N rows"},
    [COUNT] = {"count", "N", VG_CLIARGS_COUNT, "end after N events"},
    [FOR] = {"for", "SECONDS", VG_CLIARGS_FOR, "end after that time"},
    [SINCE] = {"since", "ID", VG_CLIARGS_SINCE, "begin with what came after event ID"},
    [CALENDAR] = {"calendar", "NAME", VG_CLIARGS_CALENDAR,
	"always, office, ouvrables, ouvres, or one of FILE"},
    [FROM] = {"from", "TIME", VG_CLIARGS_FROM,
	"the start: 2026-07-09T14:00:00+02:00; without an offset in the calendar's zone"},
    [HOURS] = {"hours", "N", VG_CLIARGS_HOURS, "a sum of N hours of open time"},
    [DAYS] = {"days", "N", VG_CLIARGS_DAYS, "a sum of N working days"},
    [LAST_DAY] = {"last-day", "RULE", VG_CLIARGS_LAST_DAY,
	"counted (a Saturday may be the last day) or art-642"},
    [TREE] = {"tree", "FILE", VG_CLIARGS_TREE, "a collector's tree in a file"},
    [COMMIT] = {"commit", NULL, VG_CLIARGS_COMMIT,
	"load what the dry run found good, all of it or nothing"},
    [OUTPUT] = {"output", "FILE", VG_CLIARGS_OUTPUT, "the file to write, also -o FILE"},
    /* Named as FOR is: which of the two is meant is seen when the command is known. */
    [AUDIENCE] = {"for", "supplier", VG_CLIARGS_AUDIENCE,
	"masked, as a supplier may see it"},
    [SET] = {"set", NULL, VG_CLIARGS_SET, "lines: set PATH VALUE, one a leaf"},
    [CANDIDATE] = {"candidate", NULL, VG_CLIARGS_CANDIDATE,
	"the tree in the making, not the one in force"},
    [MAIL] = {"mail", NULL, VG_CLIARGS_MAIL, "by mail, which is how it leaves"},
    [LEAVE_TICKET] = {"leave-ticket", NULL, VG_CLIARGS_LEAVE_TICKET,
	"the supplier's ticket stays open, and he is told of no end"},
};

const struct vg_cliargs_option *
vg_cliargs_option(size_t i)
{
	return i < N_OPTIONS ? &options[i] : NULL;
}

/* What is read before the command is known. */
struct reading {
	struct vg_cliargs *args;
	const char *words[MAX_WORDS];
	size_t n_words;
	unsigned given;                /* bits of options */
	const char *values[N_OPTIONS]; /* of the options given that have one */
};

/* The row of the option called by the first 'size' octets of 'name', or N_OPTIONS. */
static enum option_row
find_option(const char *name, size_t size)
{
	for (unsigned i = 0; i < N_OPTIONS; i++) {
		if (strlen(options[i].name) == size &&
		    strncmp(options[i].name, name, size) == 0)
			return (enum option_row)i;
	}
	return N_OPTIONS;
}

static int
take_number(
    int64_t *number, const char *name, const char *value, struct vg_detail *detail)
{
	static const int64_t most = 1000000000;

	if (vg_text_int(value, 1, most, number) == VG_OK)
		return VG_OK;
	bool digits = value[0] && value[strspn(value, "0123456789")] == '\0';
	bool none = !value[strspn(value, "0")];
	if (digits && !none)
		return vg_detail_set(detail, VG_EINVAL,
		    "--%s wants at most %" PRId64 ", not '%s'", name, most, value);
	return vg_detail_set(
	    detail, VG_EINVAL, "--%s wants a number above 0, not '%s'", name, value);
}

/* Puts the option's value where it belongs. */
static int
take_option(struct vg_cliargs *args, enum option_row row, const char *value,
    struct vg_detail *detail)
{
	const char **texts[N_OPTIONS] = {[SOCKET] = &args->socket,
	    [TEXT] = &args->text,
	    [CAUSE] = &args->cause,
	    [CURE] = &args->cure,
	    [AT] = &args->at,
	    [KEY] = &args->key,
	    [SINCE] = &args->since,
	    [CALENDAR] = &args->calendar,
	    [FROM] = &args->from,
	    [LAST_DAY] = &args->last_day,
	    [TREE] = &args->tree,
	    [FOR] = &args->audience,
	    [OUTPUT] = &args->output};
	bool *flags[N_OPTIONS] = {[JSON] = &args->json,
	    [HELP] = &args->help,
	    [VERSION] = &args->version,
	    [MINE] = &args->mine,
	    [UNOWNED] = &args->unowned,
	    [STUCK] = &args->stuck,
	    [ALL] = &args->all,
	    [PEOPLE] = &args->people,
	    [WAITING] = &args->waiting,
	    [COMMIT] = &args->commit,
	    [SET] = &args->set,
	    [CANDIDATE] = &args->candidate,
	    [MAIL] = &args->mail,
	    [LEAVE_TICKET] = &args->leave_ticket};

	int64_t *numbers[N_OPTIONS] = {[COUNT] = &args->count,
	    [LIMIT] = &args->limit,
	    [HOURS] = &args->hours,
	    [DAYS] = &args->days};

	if (numbers[row])
		return take_number(numbers[row], options[row].name, value, detail);
	if (texts[row])
		*texts[row] = value;
	else
		*flags[row] = true;
	return VG_OK;
}

/* An option that only its command can know, which may come later in the line. */
static int
read_word(
    struct reading *reading, int argc, char **argv, int *at, struct vg_detail *detail)
{
	struct vg_cliargs *args = reading->args;
	const char *name = argv[*at] + 2;
	size_t size = strcspn(name, "=");
	const char *value = name[size] == '=' ? name + size + 1
	    : *at + 1 < argc                  ? argv[*at + 1]
					      : NULL;

	if (argv[*at][1] != '-' || !size || !value ||
	    args->n_words == VG_CLIARGS_MAX_WORDS)
		return vg_detail_set(detail, VG_EINVAL, "unknown option '%s'", argv[*at]);
	*at += name[size] == '=' ? 0 : 1;
	args->words[args->n_words++] = (struct vg_cliargs_word){name, size, value};
	return VG_OK;
}

/*
 * Reads the option at argv[*at], whose argument may be the next one; moves '*at' on to the last
 * word that it used.
 */
static int
read_option(
    struct reading *reading, int argc, char **argv, int *at, struct vg_detail *detail)
{
	bool is_short = strcmp(argv[*at], "-o") == 0;
	const char *name = is_short ? options[OUTPUT].name : argv[*at] + 2;
	size_t size = strcspn(name, "=");
	const char *value = name[size] == '=' ? name + size + 1 : NULL;
	enum option_row row = find_option(name, size);

	if (row == N_OPTIONS || (argv[*at][1] != '-' && !is_short))
		return read_word(reading, argc, argv, at, detail);
	if (!options[row].argument && value)
		return vg_detail_set(
		    detail, VG_EINVAL, "--%s takes no argument", options[row].name);
	if (options[row].argument && !value) {
		if (*at + 1 >= argc)
			/* Of a mail it is an address; which command it is is not known. */
			return vg_detail_set(detail, VG_EINVAL, "--%s wants %s",
			    options[row].name,
			    row == FROM ? "a value" : options[row].argument);
		value = argv[++*at];
	}
	reading->given |= options[row].bit;
	reading->values[row] = value;
	return take_option(reading->args, row, value, detail);
}

static int
read_all(struct reading *reading, int argc, char **argv, struct vg_detail *detail)
{
	bool words_only = false;

	for (int i = 1; i < argc; i++) {
		if (!words_only && strcmp(argv[i], "--") == 0) {
			words_only = true;
		} else if (!words_only && argv[i][0] == '-' && argv[i][1]) {
			int err = read_option(reading, argc, argv, &i, detail);
			if (err != VG_OK)
				return err;
		} else if (reading->n_words == MAX_WORDS) {
			return vg_detail_set(
			    detail, VG_EINVAL, "one word too many: '%s'", argv[i]);
		} else {
			reading->words[reading->n_words++] = argv[i];
		}
	}
	return VG_OK;
}

/*
 * Finds the command that the words begin with, and how many of them it uses.  A noun alone lists, where
 * it has a list.
 */
static const struct vg_cliargs_command *
find_command(const struct reading *reading, const struct vg_cliargs_command *commands,
    size_t n, size_t *used)
{
	for (size_t i = 0; i < n && reading->n_words; i++) {
		if (strcmp(commands[i].noun, reading->words[0]) != 0)
			continue;
		const char *verb = reading->n_words > 1 ? reading->words[1] : "list";
		*used = commands[i].verb[0] && reading->n_words > 1 ? 2 : 1;
		if (!commands[i].verb[0] || strcmp(commands[i].verb, verb) == 0)
			return &commands[i];
	}
	return NULL;
}

static bool
is_noun(const char *word, const struct vg_cliargs_command *commands, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(commands[i].noun, word) == 0)
			return true;
	}
	return false;
}

static int
say_verbs(const char *noun, const struct vg_cliargs_command *commands, size_t n,
    struct vg_detail *detail)
{
	struct vg_buf verbs;

	vg_buf_init(&verbs, 0);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(commands[i].noun, noun) == 0)
			vg_buf_addf(
			    &verbs, "%s%s", verbs.size ? ", " : "", commands[i].verb);
	}
	int err = vg_detail_set(
	    detail, VG_EINVAL, "say what to do with '%s': %s", noun, vg_buf_text(&verbs));
	vg_buf_fini(&verbs);
	return err;
}

static int
no_command(const struct reading *reading, const struct vg_cliargs_command *commands,
    size_t n, struct vg_detail *detail)
{
	if (reading->n_words == 0)
		return vg_detail_set(detail, VG_EINVAL, "say what to do");
	if (!is_noun(reading->words[0], commands, n))
		return vg_detail_set(
		    detail, VG_EINVAL, "no command '%s'", reading->words[0]);
	if (reading->n_words == 1)
		return say_verbs(reading->words[0], commands, n, detail);
	return vg_detail_set(detail, VG_EINVAL, "no command '%s %s'", reading->words[0],
	    reading->words[1]);
}

/* Whether the command's 'words' hold this name. */
static bool
has_word(const char *words, const char *name, size_t size)
{
	while (words && *words) {
		size_t length = strcspn(words, " !");
		if (length == size && strncmp(words, name, size) == 0)
			return true;
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	return false;
}

/* Checks the command's own options: none that it has not, all that it wants. */
static int
check_words(const struct vg_cliargs *args, struct vg_detail *detail)
{
	const struct vg_cliargs_command *command = args->command;

	for (size_t i = 0; i < args->n_words; i++) {
		const struct vg_cliargs_word *w = &args->words[i];
		if (!has_word(command->words, w->name, w->size))
			return vg_detail_set(detail, VG_EINVAL, "unknown option '--%.*s'",
			    (int)w->size, w->name);
	}
	for (const char *at = command->words; at && *at;) {
		size_t size = strcspn(at, " !");
		bool given = at[size] != '!';
		for (size_t i = 0; i < args->n_words && !given; i++)
			given = args->words[i].size == size &&
			    strncmp(args->words[i].name, at, size) == 0;
		if (!given)
			return vg_detail_set(detail, VG_EINVAL, "%s %s wants --%.*s",
			    command->noun, command->verb, (int)size, at);
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return VG_OK;
}

/* A text that people will read: none is no text, and a terminal obeys control characters. */
static int
check_text(const char *name, size_t size, const char *text, struct vg_detail *detail)
{
	if (!text)
		return VG_OK;
	if (text[strspn(text, " \t\r\n")] == '\0')
		return vg_detail_set(
		    detail, VG_EINVAL, "--%.*s is empty", (int)size, name);
	if (!vg_text_is_utf8(text, strlen(text)))
		return vg_detail_set(
		    detail, VG_EINVAL, "--%.*s is not UTF-8", (int)size, name);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if ((*c < 0x20 && !strchr("\t\r\n", *c)) || *c == 0x7F)
			return vg_detail_set(detail, VG_EINVAL,
			    "--%.*s holds the control character 0x%02X", (int)size, name,
			    *c);
	}
	return VG_OK;
}

static int
check_texts(const struct vg_cliargs *args, struct vg_detail *detail)
{
	int err = check_text("text", 4, args->text, detail);

	if (err == VG_OK)
		err = check_text("cause", 5, args->cause, detail);
	if (err == VG_OK)
		err = check_text("cure", 4, args->cure, detail);
	for (size_t i = 0; i < args->n_words && err == VG_OK; i++) {
		const struct vg_cliargs_word *w = &args->words[i];
		err = check_text(w->name, w->size, w->value, detail);
	}
	return err;
}

/*
 * Options of the table that the command has as words of its own ("--cause" of case pause, "--from"
 * of mail in) are those.
 */
static int
settle_words(struct reading *reading, struct vg_detail *detail)
{
	struct vg_cliargs *args = reading->args;
	const struct vg_cliargs_command *command = args->command;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct vg_cliargs_option *o = &options[i];
		size_t size = strlen(o->name);
		if (!reading->values[i] || !o->bit || (o->bit & command->options) ||
		    !has_word(command->words, o->name, size))
			continue;
		if (args->n_words == VG_CLIARGS_MAX_WORDS)
			return vg_detail_set(
			    detail, VG_EINVAL, "one option too many: --%s", o->name);
		reading->given &= ~o->bit;
		args->words[args->n_words++] =
		    (struct vg_cliargs_word){o->name, size, reading->values[i]};
	}
	return VG_OK;
}

/* Makes of --for what the command means by it: seconds, or for whom. */
static int
settle_for(struct vg_cliargs *args, unsigned *given, struct vg_detail *detail)
{
	const char *value = args->audience;
	unsigned has = args->command->options;

	if (!(*given & VG_CLIARGS_FOR) || !(has & (VG_CLIARGS_FOR | VG_CLIARGS_AUDIENCE)))
		return VG_OK;
	if (has & VG_CLIARGS_FOR) {
		args->audience = NULL;
		return take_number(&args->for_s, options[FOR].name, value, detail);
	}
	*given = (*given & ~(unsigned)VG_CLIARGS_FOR) | VG_CLIARGS_AUDIENCE;
	if (strcmp(value, options[AUDIENCE].argument) != 0)
		return vg_detail_set(
		    detail, VG_EINVAL, "--for wants supplier, not '%s'", value);
	return VG_OK;
}

/* Checks the options given against those the command has and wants. */
static int
check_options(
    const struct vg_cliargs_command *command, unsigned given, struct vg_detail *detail)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (given & options[i].bit & ~command->options)
			return vg_detail_set(detail, VG_EINVAL,
			    "%s%s%s has no option --%s", command->noun,
			    command->verb[0] ? " " : "", command->verb, options[i].name);
		if (command->required & options[i].bit & ~given)
			return vg_detail_set(detail, VG_EINVAL, "%s%s%s wants --%s %s",
			    command->noun, command->verb[0] ? " " : "", command->verb,
			    options[i].name, options[i].argument);
	}
	return VG_OK;
}

/* How many words the command's object may have. */
static size_t
n_objects(const struct vg_cliargs_command *command)
{
	if (!command->object)
		return 0;
	size_t n = 1;
	for (const char *blank = strchr(command->object, ' '); blank; n++)
		blank = strchr(blank + 1, ' ');
	return n;
}

/* The word of the object that is missing when 'given' were typed; NULL: none. */
static const char *
missing_object(const struct vg_cliargs_command *command, size_t given)
{
	const char *word = command->object;

	for (size_t i = 0; word; i++) {
		size_t size = strcspn(word, " ");
		if (*word == '[' ||
		    (i && memchr(command->object, '|', (size_t)(word - command->object))))
			return NULL;
		if (i >= given)
			return word;
		word = word[size] ? word + size + 1 : NULL;
	}
	return NULL;
}

int
vg_cliargs_parse(struct vg_cliargs *args, int argc, char **argv,
    const struct vg_cliargs_command *commands, size_t n, struct vg_detail *detail)
{
	struct reading reading = {.args = args};
	size_t used = 0;
	int err;

	*args = (struct vg_cliargs){0};
	err = read_all(&reading, argc, argv, detail);
	if (err != VG_OK)
		return err;
	args->noun = reading.n_words ? reading.words[0] : NULL;
	args->command = find_command(&reading, commands, n, &used);
	if (args->help || args->version) {
		if (args->noun && !is_noun(args->noun, commands, n))
			return no_command(&reading, commands, n, detail);
		/* A noun alone lists; asked for help it tells all that can be done with it. */
		if (reading.n_words == 1 && args->command && args->command->verb[0])
			args->command = NULL;
		return VG_OK;
	}
	if (!args->command)
		return no_command(&reading, commands, n, detail);
	const char *missing = missing_object(args->command, reading.n_words - used);
	if (missing)
		return vg_detail_set(detail, VG_EINVAL, "%s%s%s wants %s",
		    args->command->noun, args->command->verb[0] ? " " : "",
		    args->command->verb, missing);
	if (reading.n_words > used + n_objects(args->command))
		return vg_detail_set(detail, VG_EINVAL, "one word too many: '%s'",
		    reading.words[used + n_objects(args->command)]);
	args->object = reading.n_words > used ? reading.words[used] : NULL;
	for (size_t i = 1; i < VG_CLIARGS_OBJECTS; i++)
		args->more[i - 1] =
		    reading.n_words > used + i ? reading.words[used + i] : NULL;
	err = settle_words(&reading, detail);
	if (err == VG_OK)
		err = check_words(args, detail);
	if (err == VG_OK)
		err = settle_for(args, &reading.given, detail);
	if (err == VG_OK)
		err = check_options(args->command, reading.given, detail);
	return err == VG_OK ? check_texts(args, detail) : err;
}
