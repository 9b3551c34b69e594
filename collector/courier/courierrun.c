/*
 * The courier's round.
 */
#include "collector/courier/courierrun.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/courier/courierconf.h"
#include "collector/courier/courierdesk.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"

enum {
	ASK_MS = 60 * 1000, /* for one answer of the collector */
	WAIT_MS = 2000,  /* how long the event stream is read before signals are seen */
	BREATH_MS = 500, /* between a happening and the next look */
	NAP_MS = 1000,   /* after the collector did not answer */
	MAX_OCTETS = 64 * 1024 * 1024
};

struct courier {
	const struct vg_daemon *daemon; /* borrowed */
	struct vg_courierconf conf;
	struct vg_fetch *fetch;
	char *taken;                   /* path of the file, owned */
	char key[VG_COURIER_KEY_SIZE]; /* of the message under way; "": none */
	struct vg_mono looked;
	bool away; /* the collector did not answer: told already */
};

static volatile sig_atomic_t ends, reloads;

static void
on_signal(int number)
{
	if (number == SIGHUP)
		reloads = 1;
	else
		ends = 1;
}

static void
catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* --- one message --------------------------------------------------------------------------- */

/* The key stands on disk before it is used; one that took nothing serves again. */
static int
choose_key(struct courier *c, struct vg_detail *detail)
{
	if (c->key[0])
		return VG_OK;
	vg_courierdesk_key(c->key);
	int code = vg_file_write(c->taken, c->key, strlen(c->key), 0640, detail);
	if (code != VG_OK)
		c->key[0] = '\0';
	return code;
}

/* The key that a courier before us had chosen. */
static void
recall_key(struct courier *c)
{
	struct vg_detail none;
	struct vg_buf key;

	vg_buf_init(&key, VG_COURIER_KEY_SIZE);
	if (vg_file_read(c->taken, &key, &none) == VG_OK &&
	    key.size == VG_COURIER_KEY_SIZE - 1)
		vg_text_copy(c->key, sizeof(c->key), vg_buf_text(&key));
	vg_buf_fini(&key);
}

static void
log_outcome(const struct vg_courierletter *letter, enum vg_courier_outcome outcome,
    const char *reason)
{
	switch (outcome) {
	case VG_COURIER_SENT:
		vg_log(VG_LOG_INFO, "courier", letter->id, "sent case=%s recipients=%zu",
		    letter->case_number, letter->n_to);
		break;
	case VG_COURIER_LATER:
		vg_log(VG_LOG_WARNING, "courier", letter->id, "later: %s", reason);
		break;
	case VG_COURIER_FAILED:
		vg_log(VG_LOG_ERROR, "courier", letter->id, "failed: %s", reason);
		break;
	}
}

/* Whatever the collector answers meanwhile: what the relay took is told before anything is sent again. */
static int
report(struct courier *c, const char *id, enum vg_courier_outcome outcome,
    const char *reason, struct vg_detail *detail)
{
	int code = vg_courierdesk_report(c->fetch, id, outcome, reason, detail);

	while (!ends && code != VG_OK && code != VG_ECONFLICT && code != VG_ENOENT) {
		if (!c->away)
			vg_log(VG_LOG_WARNING, "courier", id, "not told yet: %s",
			    detail->text);
		c->away = true;
		poll(NULL, 0, NAP_MS);
		code = vg_courierdesk_report(c->fetch, id, outcome, reason, detail);
	}
	if (code == VG_OK)
		c->away = false;
	return code;
}

static int
send_letter(
    struct courier *c, const struct vg_courierletter *letter, struct vg_detail *detail)
{
	struct vg_couriersmtp *session = NULL;
	char reason[VG_COURIER_REASON_SIZE] = "";
	enum vg_courier_outcome outcome = VG_COURIER_FAILED;
	struct vg_buf octets;

	vg_buf_init(&octets, MAX_OCTETS);
	if (strcmp(letter->channel, "mail") != 0)
		vg_text_format(
		    reason, sizeof(reason), "no way out for channel %s", letter->channel);
	else if (vg_couriermime_write(letter, &octets, detail) != VG_OK)
		vg_text_copy(reason, sizeof(reason), detail->text);
	else
		outcome =
		    vg_couriersmtp_send(&c->conf, letter, &octets, &session, reason);
	log_outcome(letter, outcome, reason);
	int code = report(c, letter->id, outcome, reason, detail);
	vg_couriersmtp_close(session);
	vg_buf_fini(&octets);
	return code;
}

/* Nobody can be written to any more, or its words are gone: the collector decides when again. */
static int
put_off(struct courier *c, const char *id, struct vg_detail *detail)
{
	struct vg_detail why = *detail;

	return report(c, id, VG_COURIER_LATER, why.text, detail);
}

/* Sends message 'id' when it is taken; the key is forgotten when its end is known. */
static int
carry(struct courier *c, const char *id, struct vg_detail *detail)
{
	struct vg_courierletter letter;
	int code =
	    vg_courierdesk_letter(c->fetch, id, c->conf.attachment_max, &letter, detail);

	bool refused = code == VG_ENOENT || code == VG_EPOLICY || code == VG_EINVAL;
	if (refused || (code == VG_OK && letter.n_to == 0)) {
		if (code == VG_OK)
			vg_detail_set(detail, VG_ENOENT,
			    "nobody can be written to: vigie outbox show %s", id);
		code = put_off(c, id, detail);
	} else if (code == VG_OK && strcmp(letter.state, "taken") == 0) {
		code = send_letter(c, &letter, detail);
	}
	vg_courierdesk_letter_fini(&letter);
	if (code == VG_ECONFLICT || code == VG_ENOENT)
		code = VG_OK;
	if (code == VG_OK)
		c->key[0] = '\0';
	return code;
}

/* --- rounds ------------------------------------------------------------------------------------ */

static int
carry_all(struct courier *c, struct vg_detail *detail)
{
	char id[24];
	int code = VG_OK;

	while (code == VG_OK && !ends) {
		code = choose_key(c, detail);
		if (code == VG_OK)
			code = vg_courierdesk_take(c->fetch, c->key, id, detail);
		if (code == VG_OK)
			code = carry(c, id, detail);
	}
	return code == VG_ENOENT ? VG_OK : code;
}

/* Any happening of a case may have queued something. */
static bool
on_event(const char *id, const char *data, void *cookie)
{
	struct courier *c = cookie;

	(void)id;
	(void)data;
	c->looked = (struct vg_mono){0};
	return false;
}

/*
 * Until something happened, or it is time to look again.  The stream is read from now on, never from
 * where it was left: in a storm that would be ever farther behind, and each time all of it again.
 * What happens between two looks at it waits for idle-s.
 */
static void
wait_for_work(struct courier *c)
{
	struct vg_fetch_reply reply = {0};
	struct vg_detail detail;

	c->looked = vg_clock_mono();
	while (!ends && !reloads && c->looked.us &&
	    vg_instant_mono_since(vg_clock_mono(), c->looked) < c->conf.idle_us) {
		int code = vg_fetch_stream(c->fetch, "/restconf/streams/vigie", NULL,
		    WAIT_MS, on_event, c, &reply, &detail);
		vg_fetch_reply_fini(&reply);
		if (code != VG_OK) {
			poll(NULL, 0, NAP_MS);
			return;
		}
		vg_daemon_alive("waits");
	}
	/* In a storm of happenings the collector is asked twice a second. */
	if (!c->looked.us && !ends)
		poll(NULL, 0, BREATH_MS);
}

static void
reload(struct courier *c)
{
	struct vg_courierconf conf;
	struct vg_detail detail;

	reloads = 0;
	vg_daemon_reloading();
	int code =
	    vg_courierconf_load(c->daemon->config, c->daemon->state, &conf, &detail);
	if (code == VG_OK) {
		vg_courierconf_fini(&c->conf);
		c->conf = conf;
		vg_log(VG_LOG_INFO, "courier", c->daemon->config, "taken");
	} else {
		vg_courierconf_fini(&conf);
		vg_log(VG_LOG_ERROR, "courier", "", "not taken: %s", detail.text);
	}
	vg_daemon_ready("running");
}

/* One round; what cannot be done is told once, and tried again. */
static void
go_round(struct courier *c)
{
	struct vg_detail detail = {0};
	int code = carry_all(c, &detail);

	vg_daemon_alive("waits");
	if (code == VG_OK) {
		c->away = false;
		wait_for_work(c);
		return;
	}
	if (!c->away)
		vg_log(VG_LOG_WARNING, "courier", "", "%s", detail.text);
	c->away = true;
	if (!ends)
		poll(NULL, 0, NAP_MS);
}

int
vg_courierrun_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct vg_courierconf conf;
	int code = vg_courierconf_load(daemon->config, daemon->state, &conf, detail);

	vg_courierconf_fini(&conf);
	return code;
}

int
vg_courierrun_run(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct courier c = {.daemon = daemon};
	int code = vg_daemon_lock(daemon->state, detail);

	if (code == VG_OK)
		code =
		    vg_courierconf_load(daemon->config, daemon->state, &c.conf, detail);
	if (code != VG_OK)
		return code;
	vg_couriermime_start();
	catch_signals();
	c.taken = vg_mem_format("%s/taken", daemon->state);
	recall_key(&c);
	c.fetch = vg_fetch_new(daemon->socket, ASK_MS);
	vg_log(VG_LOG_INFO, "courier", daemon->config,
	    "%s: relay %s port %u, collector at %s", vg_version_text(), c.conf.host,
	    (unsigned)c.conf.port, daemon->socket);
	vg_daemon_ready("running");
	while (!ends) {
		if (reloads)
			reload(&c);
		go_round(&c);
	}
	vg_fetch_free(c.fetch);
	vg_courierconf_fini(&c.conf);
	free(c.taken);
	return VG_OK;
}
