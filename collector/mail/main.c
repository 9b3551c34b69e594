/*
 * vigie-mail-intake: one mail, from the relay's pipe to the collector.
 *
 * The time is taken first, then the octets are kept, and only then they are read, by a child that
 * may die of it.  A mail is never bounced: what cannot be done now is tried again by the relay
 * (exit 75), what cannot be read is filed as it is.
 *
 * Source: sysexits.h; policy clause P6.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "collector/mail/mailcell.h"
#include "collector/mail/mailsend.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/os/daemon.h"

/*
 * Of a mail so much is kept; each piece of it has so long, and so has what comes behind the last.
 */
enum { KEPT = 10 * 1024 * 1024, PIECE = 65536, SECONDS = 120 };

/* The relay asks again. */
static void
on_alarm(int number)
{
	static const char text[] =
	    "vigie-mail-intake: not done in time: try again later\n";

	(void)number;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EX_TEMPFAIL);
}

/*
 * The first octets of the mail; what is beyond is read and dropped, so that nobody is interrupted.
 */
static int
read_mail(char *mail, size_t *size, bool *cut, struct vg_detail *detail)
{
	static char rest[PIECE];
	ssize_t n;

	*size = 0;
	*cut = false;
	do {
		bool full = *size == KEPT;
		size_t room = full ? sizeof(rest) : KEPT - *size;
		n = read(STDIN_FILENO, full ? rest : mail + *size, room);
		/* A mailbox far away gives a large mail slowly, each time it is asked. */
		alarm(SECONDS);
		if (n > 0 && full)
			*cut = true;
		else if (n > 0)
			*size += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n == 0
	    ? VG_OK
	    : vg_detail_set(detail, VG_EIO, "standard input: %s", strerror(errno));
}

/* Reads it and tells it; as one that cannot be read, when it cannot. */
static int
tell(struct vg_mailsend *send, const struct vg_mailsend_envelope *envelope, char *mail,
    size_t size, char answer[256], struct vg_detail *detail)
{
	struct vg_mailsaid said;

	vg_mailsaid_init(&said, vg_mailsend_part, send);
	int code = vg_mailcell_run(mail, size, &said, detail);
	if (code == VG_OK)
		code = vg_mailsend_tell(send, envelope, &said, answer, detail);
	vg_mailsaid_fini(&said);
	if (code != VG_EPARSE && code != VG_EINVAL)
		return code;
	fprintf(stderr, "vigie-mail-intake: filed unread: %s\n", detail->text);
	return vg_mailsend_tell(send, envelope, NULL, answer, detail);
}

static int
take(struct vg_mailsend *send, struct vg_mailsend_envelope *envelope,
    struct vg_detail *detail)
{
	char *mail = vg_mem_zero(KEPT);
	char answer[256] = "";
	size_t size;
	int code = read_mail(mail, &size, &envelope->cut, detail);

	if (code == VG_OK)
		code = vg_mailsend_raw(send, mail, size, detail);
	if (code == VG_OK)
		code = tell(send, envelope, mail, size, answer, detail);
	else
		free(mail);
	if (code == VG_OK)
		printf("%s\n", answer);
	return code;
}

/* What the relay left in the environment, where the line says nothing. */
static void
read_environment(struct vg_mailsend_envelope *e)
{
	e->sender = e->sender ? e->sender : getenv("SENDER");
	e->recipient = e->recipient ? e->recipient : getenv("RECIPIENT");
	e->extension = e->extension ? e->extension : getenv("EXTENSION");
}

/* A line that is wrong: of a person's; of a relay's, which has a mail here and would bounce it. */
static int
misused(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && !S_ISCHR(st.st_mode) ? EX_TEMPFAIL
								     : EX_USAGE;
}

int
main(int argc, char **argv)
{
	struct vg_mailsend_envelope envelope = {.at = vg_clock_wall()};
	const char *environment = NULL;
	const struct vg_daemon_option options[] = {
	    {"sender", "ADDRESS", "who sends it, as the relay says; empty: a report",
		&envelope.sender},
	    {"recipient", "ADDRESS", "for whom it is, as the relay says",
		&envelope.recipient},
	    {"extension", "TEXT", "what stands behind the + of that address",
		&envelope.extension},
	    {"environment", NULL,
		"what is not said stands in SENDER, RECIPIENT, EXTENSION", &environment},
	    {NULL, NULL, NULL, NULL}};
	struct vg_daemon daemon = {.program = "vigie-mail-intake",
	    .summary = "Takes one mail on standard input to vigie-collector.",
	    .socket = VG_RUNDIR "/collector.sock",
	    .options = options};
	struct vg_detail detail = {0};
	int code = vg_daemon_options(&daemon, argc, argv);

	if (code != VG_OK)
		return code == VG_EEXIST ? EX_OK : misused();
	if (environment)
		read_environment(&envelope);
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, on_alarm);
	alarm(SECONDS);
	struct vg_mailsend *send = vg_mailsend_new(daemon.socket);
	code = daemon.check ? vg_mailsend_check(send, &detail)
			    : take(send, &envelope, &detail);
	vg_mailsend_free(send);
	if (code == VG_OK)
		return EX_OK;
	fprintf(stderr, "vigie-mail-intake: %s\n", detail.text);
	return daemon.check ? 1 : EX_TEMPFAIL;
}
