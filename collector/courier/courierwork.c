/*
 * A worker: takes, sends, tells.
 */
#include "collector/courier/courierwork.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/courier/courierdesk.h"
#include "collector/courier/courierhttp.h"
#include "collector/courier/courierreport.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"

enum {
	ASK_MS = 60 * 1000, /* for one answer of the collector */
	NAP_MIN_MS =
	    100,       /* after the collector did not answer; each time twice as long */
	NAP_MS = 1000, /* and this at most */
	SECOND_MS = 1000,
	NS_OF_US = 1000,
	MAX_OCTETS = 64 * 1024 * 1024
};

struct work {
	const struct vg_courierwork *task; /* borrowed */
	const struct vg_courierconf *conf; /* borrowed */
	struct vg_fetch *fetch;
	char *taken;                   /* path of the file, owned */
	char key[VG_COURIER_KEY_SIZE]; /* of the message under way; "": none */
	char *kept;  /* a report of it that could not be told, owned; NULL: none */
	bool lapsed; /* 'taken' still holds one that the collector took no more */
	bool away;   /* the collector did not answer: told already */
	int nap_ms;  /* 0: it answers */
	struct vg_wall
	    next_try; /* of a message that may not be taken yet; unset: of none */
};

/* What a worker that leaves took up it still tells of; one that ends leaves that to who comes after. */
static volatile sig_atomic_t ends, leaves;

static void
on_signal(int number)
{
	if (number == SIGTERM)
		ends = 1;
	leaves = 1;
}

/* --- one message --------------------------------------------------------------------------- */

/* What we kept of a take that had lapsed is left for whoever takes that message: in a place that nobody uses. */
static void
put_aside(struct work *w)
{
	struct stat there;
	bool moved = false;

	for (int i = VG_COURIERWORK_MAX - 1; w->lapsed && !moved && i >= 0; i--) {
		char *path = vg_courierwork_path(w->task->state, i);
		if (i != w->task->number && stat(path, &there) == 0 && there.st_size == 0)
			(void)unlink(path);
		/* Never over what another puts there. */
		moved =
		    renameat2(AT_FDCWD, w->taken, AT_FDCWD, path, RENAME_NOREPLACE) == 0;
		free(path);
	}
	w->lapsed = false;
}

/* The key stands on disk before it is used; one that took nothing serves again. */
static int
choose_key(struct work *w, struct vg_detail *detail)
{
	if (w->key[0])
		return VG_OK;
	put_aside(w);
	vg_courierdesk_key(w->key);
	int code = vg_file_write(w->taken, w->key, strlen(w->key), 0640, detail);
	if (code != VG_OK)
		w->key[0] = '\0';
	return code;
}

/* What was taken under the key is told of, or is not ours: another take has another key. */
static void
forget_key(struct work *w)
{
	w->key[0] = '\0';
}

/* Nothing is under way: a worker that follows has nothing to take up. */
static void
blank_key(struct work *w)
{
	struct vg_detail detail;

	if (!w->key[0])
		put_aside(w);
	if (!w->key[0] && vg_file_write(w->taken, "", 0, 0640, &detail) != VG_OK)
		vg_log(VG_LOG_WARNING, "courier", "", "%s", detail.text);
}

static bool
write_over(const char *path, const char *text)
{
	size_t size = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
	bool whole = fd >= 0 && pwrite(fd, text, size, 0) == (ssize_t)size &&
	    ftruncate(fd, (off_t)size) == 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return whole;
}

/*
 * What could not be told stands on disk, behind the key and a line's end: whoever takes up the key tells it,
 * however we end.  In its place: the disk may be full, and there the key has room already.  A cut leaves the key,
 * and a report that is not whole.
 */
static void
keep_report(const struct work *w, const char *report)
{
	char *both = vg_mem_format("%s\n%s", w->key, report);

	if (!write_over(w->taken, both))
		vg_log(
		    VG_LOG_WARNING, "courier", "", "%s: %s", w->taken, strerror(errno));
	free(both);
}

/*
 * The key that a courier before us had chosen, and what it could not tell.  A report that is torn, or not of this
 * take, is none: then the message is sent again.
 */
static void
recall_key(struct work *w)
{
	const size_t size = VG_COURIER_KEY_SIZE - 1;
	struct vg_courierreport report;
	struct vg_detail none;
	struct vg_buf both;

	vg_buf_init(&both, VG_COURIER_KEY_SIZE + VG_COURIERREPORT_SIZE);
	if (vg_file_read(w->taken, &both, &none) == VG_OK && both.size >= size) {
		const char *text = vg_buf_text(&both);
		if (both.size == size || text[size] == '\n')
			vg_text_copy(w->key, sizeof(w->key), text);
		if (w->key[0] && both.size > size &&
		    vg_courierreport_read(text + size + 1, w->key, &report) == VG_OK)
			w->kept = vg_mem_text(text + size + 1);
	}
	vg_buf_fini(&both);
}

static void
log_outcome(const struct vg_courierletter *letter, enum vg_courier_outcome outcome,
    size_t n_to, const char *reason)
{
	switch (outcome) {
	case VG_COURIER_SENT:
		/* A sign of life each minute is no news. */
		if (letter->case_number[0] || !letter->way[0])
			vg_log(VG_LOG_INFO, "courier", letter->id,
			    "sent case=%s recipients=%zu way=%s", letter->case_number,
			    n_to, letter->way[0] ? letter->way : "mail");
		break;
	case VG_COURIER_LATER:
		vg_log(VG_LOG_WARNING, "courier", letter->id, "later: %s", reason);
		break;
	case VG_COURIER_FAILED:
		vg_log(VG_LOG_ERROR, "courier", letter->id, "failed: %s", reason);
		break;
	}
}

static void
log_fate(const struct vg_courierletter *letter, const struct vg_courierfate *fate)
{
	if (fate->n_apart < letter->n_to || letter->n_to == 0)
		log_outcome(
		    letter, fate->outcome, letter->n_to - fate->n_apart, fate->reason);
	for (size_t i = 0; i < fate->n_apart; i++)
		log_outcome(letter, fate->apart[i].outcome, 1, fate->apart[i].reason);
}

/*
 * A report that the collector does not understand would never be taken, and the message be sent again and
 * again: less is told.  What the relay took it has, and nobody is told otherwise: then it was sent, and what
 * could not be recorded of it is.  Else it has failed.  Either the NOC hears of.
 */
static char *
say_less(const struct work *w, const struct vg_courierreport *more)
{
	bool sent = more->outcome == VG_COURIER_SENT;
	struct vg_courierfate less = {
	    .outcome = sent ? VG_COURIER_SENT : VG_COURIER_FAILED};

	vg_text_copy(less.reason, sizeof(less.reason),
	    sent
		? "the relay took it, but not for all: for whom not could not be recorded; "
		  "the courier's log says it"
		: "what became of its recipients could not be told; the courier's log says it");
	return vg_courierreport_write(more->id, w->key, NULL, &less);
}

/* Told, or told before, or of no message that is ours any more. */
static bool
is_over(int code)
{
	return code == VG_OK || code == VG_ECONFLICT || code == VG_ENOENT;
}

/*
 * Tells 'report' (taken) of the message under way, whatever the collector answers meanwhile: what the relay took
 * is told before anything is sent again.
 */
static int
tell(struct work *w, char *report, struct vg_detail *detail)
{
	struct vg_courierreport read;
	bool understood = vg_courierreport_read(report, w->key, &read) == VG_OK;
	bool less = false, kept = false;
	int code = vg_courierdesk_report(w->fetch, report, detail);

	while (understood && !is_over(code)) {
		if (!w->away)
			vg_log(VG_LOG_WARNING, "courier", read.id, "not told yet: %s",
			    detail->text);
		w->away = true;
		/* One that says no more than "sent" is told until it is taken. */
		if (code == VG_EINVAL && !read.bare && !less) {
			vg_log(VG_LOG_ERROR, "courier", read.id,
			    "its report is refused: %s", detail->text);
			free(report);
			report = say_less(w, &read);
			less = true;
			kept = false;
		}
		if (!kept)
			keep_report(w, report);
		kept = true;
		if (ends)
			break;
		poll(NULL, 0, NAP_MS);
		code = vg_courierdesk_report(w->fetch, report, detail);
	}
	if (code == VG_OK)
		w->away = false;
	free(report);
	return code;
}

static int
report(struct work *w, const char *id, const struct vg_courierletter *letter,
    const struct vg_courierfate *fate, struct vg_detail *detail)
{
	return tell(w, vg_courierreport_write(id, w->key, letter, fate), detail);
}

/* What a worker before us could not tell: told now, and nothing is sent. */
static int
tell_kept(struct work *w, struct vg_detail *detail)
{
	char *kept = w->kept;

	if (!kept)
		return VG_OK;
	w->kept = NULL;
	int code = tell(w, kept, detail);
	if (code == VG_OK)
		forget_key(w);
	/* Not ours any more, or told already: what the key took, if it still has it, is sent. */
	w->lapsed = code == VG_ECONFLICT;
	return is_over(code) ? VG_OK : code;
}

/* By mail; the connection stays open in '*session' until the outcome is told. */
static void
send_mail(struct work *w, const struct vg_courierletter *letter,
    struct vg_couriersmtp **session, struct vg_courierfate *fate)
{
	struct vg_detail detail = {0};
	struct vg_buf octets;

	vg_buf_init(&octets, MAX_OCTETS);
	*fate = (struct vg_courierfate){.outcome = VG_COURIER_FAILED};
	if (vg_couriermime_write(letter, &octets, &detail) != VG_OK)
		vg_text_copy(fate->reason, sizeof(fate->reason), detail.text);
	else
		vg_couriersmtp_send(w->conf, letter, &octets, session, fate);
	vg_buf_fini(&octets);
}

static int
send_letter(
    struct work *w, const struct vg_courierletter *letter, struct vg_detail *detail)
{
	struct vg_couriersmtp *session = NULL;
	struct vg_courierfate fate;

	if (strcmp(letter->channel, "mail") == 0)
		send_mail(w, letter, &session, &fate);
	else
		vg_courierhttp_send(
		    w->conf, w->task->state, letter, vg_clock_wall(), &fate);
	log_fate(letter, &fate);
	int code = report(w, letter->id, letter, &fate, detail);
	vg_couriersmtp_close(session);
	return code;
}

/* Nobody can be written to any more, or its words are gone: the collector decides when again. */
static int
put_off(struct work *w, const char *id, struct vg_detail *detail)
{
	struct vg_courierfate fate = {.outcome = VG_COURIER_LATER};

	vg_text_copy(fate.reason, sizeof(fate.reason), detail->text);
	return report(w, id, NULL, &fate, detail);
}

/* What a worker kept of a message that is nobody's since: the relay has it. */
struct kept {
	char *report; /* as one of ours, owned; NULL: none */
	int fd;       /* of the file where it stands; -1 */
};

/*
 * What a worker that was stopped for longer than a take lasts could not tell of message 'id': another one, or
 * we, whose report was of a take that had lapsed.
 */
static struct kept
find_kept(const struct work *w, const char *id)
{
	const size_t size = VG_COURIER_KEY_SIZE - 1;
	struct kept kept = {NULL, -1};
	char key[VG_COURIER_KEY_SIZE];
	struct vg_detail none;
	struct vg_buf both;

	for (int i = 0; !kept.report && i < VG_COURIERWORK_MAX; i++) {
		char *path = vg_courierwork_path(w->task->state, i);
		vg_buf_init(&both, VG_COURIER_KEY_SIZE + VG_COURIERREPORT_SIZE);
		kept.fd = open(path, O_WRONLY | O_CLOEXEC);
		if (kept.fd >= 0 && vg_file_read(path, &both, &none) == VG_OK &&
		    both.size > size + 1) {
			const char *text = vg_buf_text(&both);
			vg_text_format(key, sizeof(key), "%.*s", (int)size, text);
			kept.report =
			    vg_courierreport_again(text + size + 1, key, id, w->key);
		}
		if (!kept.report && kept.fd >= 0)
			close(kept.fd);
		vg_buf_fini(&both);
		free(path);
	}
	return kept;
}

/*
 * It is not sent again.  Once it is told nobody tells it any more: it may be tried anew by hand.  Emptied is the
 * file that was read, not one that its worker has put in its place since.
 */
static int
tell_of_kept(struct work *w, struct kept kept, struct vg_detail *detail)
{
	int code = tell(w, kept.report, detail);

	if (code == VG_OK && (ftruncate(kept.fd, 0) != 0 || fsync(kept.fd) != 0))
		vg_log(VG_LOG_WARNING, "courier", "", "taken: %s", strerror(errno));
	close(kept.fd);
	return code;
}

/* Whether the message is under way by our take, and not by a later one of somebody else. */
static bool
is_ours(const struct work *w, const struct vg_courierletter *letter)
{
	return strcmp(letter->state, "taken") == 0 &&
	    (!letter->taken_by[0] || strcmp(letter->taken_by, w->key) == 0);
}

/* Sends message 'id' when it is taken; the key is forgotten when its end is known. */
static int
carry(struct work *w, const char *id, struct vg_detail *detail)
{
	struct vg_courierletter letter;
	int code =
	    vg_courierdesk_letter(w->fetch, id, w->conf->attachment_max, &letter, detail);

	/* What may do better in a moment (503) is asked again. */
	bool refused = code == VG_ENOENT || code == VG_EPOLICY || code == VG_EINVAL ||
	    code == VG_ECORRUPT;
	bool nowhere = code == VG_OK && letter.n_to == 0 && !letter.url[0];
	if (refused || nowhere) {
		if (code == VG_OK)
			vg_detail_set(detail, VG_ENOENT,
			    "nobody can be written to: vigie outbox show %s", id);
		code = put_off(w, id, detail);
	} else if (code == VG_OK && is_ours(w, &letter)) {
		struct kept kept = find_kept(w, id);
		code = kept.report ? tell_of_kept(w, kept, detail)
				   : send_letter(w, &letter, detail);
	}
	vg_courierdesk_letter_fini(&letter);
	if (code == VG_ECONFLICT || code == VG_ENOENT)
		code = VG_OK;
	if (code == VG_OK)
		forget_key(w);
	return code;
}

/* --- waiting --------------------------------------------------------------------------------- */

/* Another one looks whether there is more, while this one sends. */
static void
wake_another(const struct work *w)
{
	ssize_t n = write(w->task->wake_in, "", 1);

	(void)n; /* full: they are all awake */
}

static int
carry_all(struct work *w, struct vg_detail *detail)
{
	const struct vg_courierdesk_taking taking = {
	    .at_once = w->conf->mails, .post_s = (int)(w->conf->post_ms / SECOND_MS)};
	char id[24];
	int code = tell_kept(w, detail);

	while (code == VG_OK && !leaves) {
		code = choose_key(w, detail);
		if (code == VG_OK)
			code = vg_courierdesk_take(w->fetch, w->key, &taking, id, detail);
		/* The key stood for another call: this one would be refused for days. */
		if (code == VG_ECONFLICT)
			forget_key(w);
		if (code == VG_OK) {
			wake_another(w);
			code = carry(w, id, detail);
		}
	}
	if (code != VG_ENOENT)
		return code;
	return leaves ? VG_OK : vg_courierdesk_next_try(w->fetch, &w->next_try, detail);
}

/* One round; what cannot be done is told once, and tried again.  True: nothing is left to do. */
static bool
go_round(struct work *w)
{
	struct vg_detail detail = {0};
	int code = carry_all(w, &detail);

	if (code == VG_OK) {
		w->away = false;
		w->nap_ms = 0;
		return true;
	}
	if (!w->away)
		vg_log(VG_LOG_WARNING, "courier", "", "%s", detail.text);
	w->away = true;
	if (!leaves)
		w->nap_ms = vg_courierwork_nap(w->nap_ms);
	return false;
}

/* How long until the message may leave that is the next to; NULL: nobody waits for that. */
static const struct timespec *
find_wait(const struct work *w, struct timespec *wait)
{
	int64_t us = vg_instant_since(w->next_try, vg_clock_wall());

	if (!vg_instant_is_set(w->next_try))
		return NULL;
	us = us > 0 ? us : 0;
	wait->tv_sec = (time_t)(us / VG_SECOND_US);
	wait->tv_nsec = (long)(us % VG_SECOND_US) * (long)NS_OF_US;
	return wait;
}

/* An octet wakes one of those that wait; each wakes by itself when the next message may leave. */
static void
wait_for_wake(const struct work *w)
{
	struct pollfd fd = {.fd = w->task->wake_out, .events = POLLIN};
	sigset_t over, before;
	char all[64];
	bool woken = false;

	sigemptyset(&over);
	sigaddset(&over, SIGTERM);
	sigaddset(&over, VG_COURIERWORK_LEAVE);
	sigprocmask(SIG_BLOCK, &over, &before);
	while (!leaves && !woken) {
		struct timespec wait;
		int n = ppoll(&fd, 1, find_wait(w, &wait), &before);
		woken =
		    n == 0 || (n > 0 && read(w->task->wake_out, all, sizeof(all)) > 0);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void
be_a_worker(pid_t parent, const sigset_t *before)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(VG_COURIERWORK_LEAVE, &action, NULL);
	signal(SIGINT, SIG_IGN); /* of a terminal: the first process tells when */
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_SETMASK, before, NULL);
	/* Nobody sends beside a courier that was started after ours was killed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

int
vg_courierwork_nap(int before_ms)
{
	int ms = before_ms ? 2 * before_ms : NAP_MIN_MS;

	if (ms > NAP_MS)
		ms = NAP_MS;
	poll(NULL, 0, ms);
	return ms;
}

char *
vg_courierwork_path(const char *state, int number)
{
	return number == 0 ? vg_mem_format("%s/taken", state)
			   : vg_mem_format("%s/taken.%d", state, number);
}

void
vg_courierwork_run(const struct vg_courierwork *task, const struct vg_courierconf *conf,
    const sigset_t *before)
{
	struct work w = {.task = task, .conf = conf};
	struct vg_detail detail;

	be_a_worker(task->parent, before);
	w.taken = vg_courierwork_path(task->state, task->number);
	recall_key(&w);
	w.fetch = vg_fetch_new(task->socket, ASK_MS);
	bool idle = !w.key[0];
	while (!leaves) {
		if (idle)
			wait_for_wake(&w);
		if (!leaves)
			idle = go_round(&w);
	}
	/* Its place is another's only when we have left. */
	if (!ends)
		(void)tell_kept(&w, &detail);
	/* A key that took nothing is nobody's to take up. */
	if (idle)
		forget_key(&w);
	blank_key(&w);
	vg_fetch_free(w.fetch);
	free(w.kept);
	free(w.taken);
}
