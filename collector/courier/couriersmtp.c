/*
 * SMTP by libcurl.
 */
#include "collector/courier/couriersmtp.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { SAID_SIZE = 1024, ANSWER_SIZE = 513 };

struct vg_couriersmtp {
	CURL *curl;
	struct curl_slist *to;
	const struct vg_buf *octets; /* borrowed while it is sent */
	size_t at;
	char said[SAID_SIZE]; /* the relay's last line */
	char verb[8];         /* of our last command; never what follows it */
	bool leaves;          /* QUIT is no command of the message's */
	bool in_data;         /* DATA was taken: what follows is the message */
	size_t n_asked;       /* RCPT commands; the last line of each answer: */
	char answers[VG_COURIER_TO_MAX][ANSWER_SIZE];
};

/* --- what the relay says ------------------------------------------------------------------- */

static size_t
take_line(char *data, size_t size, size_t n, void *cookie)
{
	struct vg_couriersmtp *s = cookie;
	size_t length = size * n < SAID_SIZE ? size * n : SAID_SIZE - 1;

	if (s->leaves)
		return size * n;
	memcpy(s->said, data, length);
	s->said[length] = '\0';
	if (strcmp(s->verb, "RCPT") == 0 && s->n_asked - 1 < VG_COURIER_TO_MAX)
		vg_text_copy(s->answers[s->n_asked - 1], ANSWER_SIZE, s->said);
	return size * n;
}

/* Nothing is shown: which command was the last is all that is kept. */
static int
take_command(CURL *curl, curl_infotype type, char *data, size_t size, void *cookie)
{
	struct vg_couriersmtp *s = cookie;
	size_t n = 0;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT)
		return 0;
	while (n < size && n < sizeof(s->verb) - 1 && data[n] >= 'A' && data[n] <= 'Z')
		n++;
	if (n == 0)
		return 0;
	s->leaves = n == 4 && memcmp(data, "QUIT", n) == 0;
	if (s->leaves)
		return 0;
	memcpy(s->verb, data, n);
	s->verb[n] = '\0';
	s->said[0] = '\0';
	if (strcmp(s->verb, "RCPT") == 0)
		s->n_asked++;
	return 0;
}

static size_t
give_octets(char *data, size_t size, size_t n, void *cookie)
{
	struct vg_couriersmtp *s = cookie;
	size_t room = size * n, left = s->octets->size - s->at;
	size_t given = left < room ? left : room;

	s->in_data = true;
	memcpy(data, s->octets->data + s->at, given);
	s->at += given;
	return given;
}

/* An address in it is a person's, or a stranger's. */
static size_t
copy_word(const char *word, size_t size, char *to, size_t room)
{
	static const char instead[] = "(address)";

	if (memchr(word, '@', size) && room > sizeof(instead)) {
		memcpy(to, instead, sizeof(instead) - 1);
		return sizeof(instead) - 1;
	}
	if (size > room)
		size = room;
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)word[i];
		to[i] = c < 0x20 || c >= 0x7f ? '?' : word[i];
	}
	return size;
}

void
vg_couriersmtp_clean(const char *said, char reason[VG_COURIER_REASON_SIZE])
{
	size_t used = 0;

	while (*said && used + 1 < VG_COURIER_REASON_SIZE) {
		said += strspn(said, " \t\r\n");
		size_t size = strcspn(said, " \t\r\n");
		if (size == 0)
			break;
		if (used)
			reason[used++] = ' ';
		used += copy_word(
		    said, size, reason + used, VG_COURIER_REASON_SIZE - 1 - used);
		said += size;
	}
	reason[used] = '\0';
}

/* --- the transaction --------------------------------------------------------------------------- */

static void
set_way(CURL *curl, const struct vg_courierconf *conf)
{
	const char *scheme = conf->security == VG_COURIER_TLS ? "smtps" : "smtp";
	bool is_v6 = strchr(conf->host, ':') != NULL;
	char *url = vg_mem_format("%s://%s%s%s:%u/%s", scheme, is_v6 ? "[" : "",
	    conf->host, is_v6 ? "]" : "", (unsigned)conf->port, conf->helo);

	curl_easy_setopt(curl, CURLOPT_URL, url);
	free(url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (conf->security == VG_COURIER_STARTTLS)
		curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (conf->authority[0])
		curl_easy_setopt(curl, CURLOPT_CAINFO, conf->authority);
	if (conf->user[0])
		curl_easy_setopt(curl, CURLOPT_USERNAME, conf->user);
	if (conf->password.size)
		curl_easy_setopt(
		    curl, CURLOPT_PASSWORD, (const char *)conf->password.data);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, conf->connect_ms);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, conf->reply_ms / 1000);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, conf->whole_ms);
}

static void
set_letter(struct vg_couriersmtp *s, const struct vg_courierconf *conf,
    const struct vg_courierletter *letter)
{
	CURL *curl = s->curl;

	for (size_t i = 0; i < letter->n_to; i++)
		s->to = curl_slist_append(s->to, letter->to[i]);
	curl_easy_setopt(
	    curl, CURLOPT_MAIL_FROM, conf->sender[0] ? conf->sender : letter->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, s->to);
	/* One address that is gone keeps no other from being told. */
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	/* What is too large is refused before it is sent (RFC 1870). */
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->octets->size);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_octets);
	curl_easy_setopt(curl, CURLOPT_READDATA, s);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, take_command);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, s);
}

/* --- what became of it --------------------------------------------------------------------- */

static enum vg_courierjudge_stage
stage_of(const struct vg_couriersmtp *s)
{
	return s->in_data || strcmp(s->verb, "DATA") == 0 ? VG_COURIERJUDGE_DATA
	    : strcmp(s->verb, "RCPT") == 0                ? VG_COURIERJUDGE_RCPT
	    : strcmp(s->verb, "MAIL") == 0                ? VG_COURIERJUDGE_MAIL
							  : VG_COURIERJUDGE_BEFORE;
}

/* Nothing more of it than libcurl's sentence where the relay itself said nothing of it. */
static void
tell(const struct vg_couriersmtp *s, const struct vg_courierconf *conf, CURLcode result,
    const char *said, char reason[VG_COURIER_REASON_SIZE])
{
	char *line = said[0] == '4' || said[0] == '5'
	    ? vg_mem_format("relay %s: %s", conf->host, said)
	    : vg_mem_format("relay %s: %s%s", conf->host, curl_easy_strerror(result),
		  s->in_data && s->at == s->octets->size ? ", after the whole message"
							 : "");

	vg_couriersmtp_clean(line, reason);
	free(line);
}

static const char *
answer_of(const struct vg_couriersmtp *s, size_t i)
{
	return i < s->n_asked ? s->answers[i] : "";
}

static const char *
domain_of(const char *mail)
{
	const char *at = strrchr(mail, '@');

	return at ? at + 1 : mail;
}

/* Whether the relay takes mail for somebody else of his domain: then it relays for us. */
static bool
takes_for_domain(
    const struct vg_couriersmtp *s, const struct vg_courierletter *letter, size_t of)
{
	for (size_t i = 0; i < letter->n_to; i++) {
		if (answer_of(s, i)[0] == '2' &&
		    strcasecmp(domain_of(letter->to[i]), domain_of(letter->to[of])) == 0)
			return true;
	}
	return false;
}

/* Recipient 'i': whether he was refused by what may be the relay's own state. */
static bool
judge_one(const struct vg_couriersmtp *s, const struct vg_courierconf *conf,
    const struct vg_courierletter *letter, size_t i, const struct vg_courierfate *fate,
    struct vg_courierapart *apart)
{
	const char *said = answer_of(s, i);
	bool relays = false;

	*apart = (struct vg_courierapart){.to = i, .outcome = fate->outcome};
	if (said[0] != '4' && said[0] != '5') {
		vg_text_copy(apart->reason, sizeof(apart->reason), fate->reason);
		return false;
	}
	apart->outcome = vg_courierjudge_said(VG_COURIERJUDGE_RCPT, said, &relays);
	apart->refused = relays && said[0] == '5';
	/* What relays for one of a domain refuses another for what he is. */
	if (apart->refused && takes_for_domain(s, letter, i)) {
		apart->outcome = VG_COURIER_FAILED;
		apart->refused = false;
	}
	tell(s, conf, CURLE_OK, said, apart->reason);
	return relays;
}

/* Those whom the relay took fare as the message does, others as it said of them. */
static void
judge_each(const struct vg_couriersmtp *s, const struct vg_courierconf *conf,
    const struct vg_courierletter *letter, struct vg_courierfate *fate)
{
	bool at_rcpt = fate->outcome != VG_COURIER_SENT &&
	    stage_of(s) == VG_COURIERJUDGE_RCPT && s->said[0];
	size_t n_relays = 0, n_refused = 0, n_alike = 0;

	for (size_t i = 0; i < letter->n_to; i++) {
		struct vg_courierapart *apart = &fate->apart[fate->n_apart];
		n_relays += judge_one(s, conf, letter, i, fate, apart);
		n_refused += apart->refused;
		n_alike += apart->outcome == fate->apart[0].outcome;
		if (apart->outcome != VG_COURIER_SENT)
			fate->n_apart++;
	}
	if (at_rcpt) {
		fate->way_failed = n_relays == letter->n_to;
		fate->refused = n_refused == letter->n_to;
	}
	/* All fared alike: it is the message's fate. */
	if (fate->n_apart == letter->n_to && n_alike == letter->n_to) {
		fate->outcome = fate->apart[0].outcome;
		fate->n_apart = 0;
	} else if (fate->outcome != VG_COURIER_SENT) {
		fate->outcome = VG_COURIER_LATER;
	}
}

void
vg_couriersmtp_send(const struct vg_courierconf *conf,
    const struct vg_courierletter *letter, const struct vg_buf *octets,
    struct vg_couriersmtp **session, struct vg_courierfate *fate)
{
	struct vg_couriersmtp *s = vg_mem_zero(sizeof(*s));

	*fate = (struct vg_courierfate){.outcome = VG_COURIER_SENT};
	s->octets = octets;
	s->curl = curl_easy_init();
	if (!s->curl)
		abort();
	set_way(s->curl, conf);
	set_letter(s, conf, letter);
	CURLcode result = curl_easy_perform(s->curl);
	*session = s;
	if (result != CURLE_OK) {
		fate->outcome =
		    vg_courierjudge_said(stage_of(s), s->said, &fate->way_failed);
		fate->refused = stage_of(s) == VG_COURIERJUDGE_DATA &&
		    s->said[0] == '5' && fate->way_failed;
		/* It says yes, and libcurl does not: whatever that is, it was not sent. */
		if (fate->outcome == VG_COURIER_SENT)
			fate->outcome = VG_COURIER_LATER;
		tell(s, conf, result, s->said, fate->reason);
	}
	judge_each(s, conf, letter, fate);
}

void
vg_couriersmtp_close(struct vg_couriersmtp *session)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (!session)
		return;
	/* QUIT is said, and nobody waits for what is answered. */
	if (curl_easy_getinfo(session->curl, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
	    fd != CURL_SOCKET_BAD)
		shutdown(fd, SHUT_RD);
	curl_easy_cleanup(session->curl);
	curl_slist_free_all(session->to);
	free(session);
}
