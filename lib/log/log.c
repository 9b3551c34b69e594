/*
 * Writes the log.
 */
#include "lib/log/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/os/clock.h"

enum { LINE_SIZE = 1000 };

static const enum vg_log_level threshold = VG_LOG_INFO;

static const struct {
	const char *name;
	int priority; /* syslog's */
} levels[] = {
    [VG_LOG_ERROR] = {"error", 3},
    [VG_LOG_WARNING] = {"warning", 4},
    [VG_LOG_INFO] = {"info", 6},
    [VG_LOG_DEBUG] = {"debug", 7},
};

/* Control characters would let text from outside write lines of its own. */
static void
tame(char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7F)
			*text = '?';
	}
}

static void
make_head(enum vg_log_level level, char *head, size_t size)
{
	char now[VG_INSTANT_TEXT_SIZE];

	if (getenv("JOURNAL_STREAM")) {
		snprintf(head, size, "<%d>", levels[level].priority);
		return;
	}
	struct vg_wall t = vg_clock_wall();
	t.us -= t.us % VG_MS_US;
	vg_instant_text(t, now);
	snprintf(head, size, "%s %s ", now, levels[level].name);
}

void
vg_log(enum vg_log_level level, const char *subsystem, const char *object,
    const char *format, ...)
{
	char head[VG_INSTANT_TEXT_SIZE + 16], line[LINE_SIZE];
	va_list args;

	if (level > threshold)
		return;
	va_start(args, format);
	int n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0)
		return;
	tame(line);
	make_head(level, head, sizeof(head));
	/* One call is one write: what processes beside this one write to the same file cuts no line. */
	fprintf(
	    stderr, "%s%s%s%s: %s\n", head, subsystem, *object ? " " : "", object, line);
}
