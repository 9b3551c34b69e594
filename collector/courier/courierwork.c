/*
 * A worker: takes, sends, tells.
 */
#include "collector/courier/courierwork.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "collector/courier/courierdesk.h"
#include "collector/courier/courierhttp.h"
#include "collector/courier/courierkept.h"
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
	char *kept;    /* a report of it that could not be told, owned; NULL: none */
	int64_t round; /* of the message under way */
	char message_id[VG_COURIER_ID_SIZE];
	bool away;  /* the collector did not answer: told already */
	int nap_ms; /* 0: it answers */
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

/* In a file of its own: what stood in the one before may have a name, by which it is found. */
static int
write_key(const struct work *w, struct vg_detail *detail)
{
	return vg_file_write(w->taken, w->key, strlen(w->key), 0640, detail);
}

/* The key stands on disk before it is used; one that took nothing serves again. */
static int
choose_key(struct work *w, struct vg_detail *detail)
{
	if (w->key[0])
		return VG_OK;
	vg_courierdesk_key(w->key);
	int code = write_key(w, detail);
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
blank_key(const struct work *w)
{
	struct vg_detail detail;

	if (!w->key[0] && vg_file_write(w->taken, "", 0, 0640, &detail) != VG_OK)
		vg_log(VG_LOG_WARNING, "courier", "", "%s", detail.text);
}

/* What could not be told stands on disk: whoever takes up the key tells it, however we end. */
static void
keep_report(const struct work *w, char *report)
{
	struct vg_courierkept kept = {.report = report, .round = w->round};
	struct vg_detail detail;

	vg_text_copy(kept.key, sizeof(kept.key), w->key);
	vg_text_copy(kept.message_id, sizeof(kept.message_id), w->message_id);
	if (vg_courierkept_write(w->task->state, w->taken, &kept, &detail) != VG_OK)
		vg_log(VG_LOG_WARNING, "courier", "", "%s", detail.text);
}

/* The key that a courier before us had chosen, and what it could not tell: else the message is sent again. */
static void
recall_key(struct work *w)
{
	struct vg_courierkept kept;
	struct vg_detail none;

	(void)vg_courierkept_read(w->taken, &kept, &none);
	vg_text_copy(w->key, sizeof(w->key), kept.key);
	w->kept = kept.report;
	w->round = kept.round;
	vg_text_copy(w->message_id, sizeof(w->message_id), kept.message_id);
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
 * What is told nobody needs to know any more, nor what is of no message: its number may be given to one that
 * nobody sent, where a database was restored.  Where another take has the message since, it is for that one to
 * know that it was sent.
 */
static void
settle(const struct work *w, const struct vg_courierreport *read, char *report, int code)
{
	if (!read || read->outcome != VG_COURIER_SENT)
		return;
	if (code == VG_ENOENT)
		vg_log(VG_LOG_WARNING, "courier", read->id,
		    "it was sent, and the collector has no such message: another database?");
	if (code == VG_OK || code == VG_ENOENT)
		vg_courierkept_drop(w->task->state, read->id);
	else if (code == VG_ECONFLICT)
		keep_report(w, report);
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
	settle(w, understood ? &read : NULL, report, code);
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
	/* Not ours any more, or told already: what the key took, if it still has it, is sent, and told anew. */
	if (code == VG_ECONFLICT || code == VG_ENOENT)
		code = write_key(w, detail);
	return code;
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

/* It cannot be sent now, as 'detail' says: the collector decides when again. */
static int
put_off(struct work *w, const char *id, struct vg_detail *detail)
{
	struct vg_courierfate fate = {.outcome = VG_COURIER_LATER};

	vg_text_copy(fate.reason, sizeof(fate.reason), detail->text);
	return report(w, id, NULL, &fate, detail);
}

/* Whether the message is under way by our take, and not by a later one of somebody else. */
static bool
is_ours(const struct work *w, const struct vg_courierletter *letter)
{
	return strcmp(letter->state, "taken") == 0 &&
	    (!letter->taken_by[0] || strcmp(letter->taken_by, w->key) == 0);
}

/*
 * What a worker kept that was stopped for longer than a take lasts, or whose word came too late, another one or
 * we: it is told, and not sent again.
 */
static int
tell_or_send(
    struct work *w, const struct vg_courierletter *letter, struct vg_detail *detail)
{
	char *kept = NULL;
	int code = vg_courierkept_find(w->task->state, letter, w->key, &kept, detail);

	w->round = letter->round;
	vg_text_copy(w->message_id, sizeof(w->message_id), letter->message_id);
	/* It waits for somebody to look, and nothing else for it. */
	if (code != VG_OK) {
		vg_log(VG_LOG_WARNING, "courier", letter->id, "later: %s", detail->text);
		return put_off(w, letter->id, detail);
	}
	if (kept)
		vg_log(VG_LOG_INFO, "courier", letter->id, "was sent before: told now");
	return kept ? tell(w, kept, detail) : send_letter(w, letter, detail);
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
		code = tell_or_send(w, &letter, detail);
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

void
vg_courierwork_run(const struct vg_courierwork *task, const struct vg_courierconf *conf,
    const sigset_t *before)
{
	struct work w = {.task = task, .conf = conf};
	struct vg_detail detail;

	be_a_worker(task->parent, before);
	w.taken = vg_courierkept_slot(task->state, task->number);
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
