/*
 * The head of a mail.
 */
#include "collector/mail/mailhead.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "collector/mail/mailreport.h"
#include "collector/mail/mailsaid.h"
#include "collector/mail/mailtext.h"
#include "lib/base/buf.h"
#include "lib/base/text.h"

enum { STAMPS = 32, RESULTS = 16, RETURNED = 65536 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* The field's value, decoded and unfolded; NULL: there is none. */
static const char *
value_of(GMimeObject *object, const char *name)
{
	GMimeHeaderList *all = g_mime_object_get_header_list(object);
	GMimeHeader *one = g_mime_header_list_get_header(all, name);

	return one ? g_mime_header_get_value(one) : NULL;
}

static void
tell(int fd, enum vg_mailsaid_field field, const char *text, size_t size)
{
	size_t most = vg_mailsaid_size(field);

	vg_mailsaid_field(fd, field, text, size < most ? size : most);
}

static void
tell_value(int fd, enum vg_mailsaid_field field, GMimeObject *object, const char *name)
{
	const char *value = value_of(object, name);

	if (value)
		tell(fd, field, value, strlen(value));
}

/* --- who ----------------------------------------------------------------------------------- */

/* The first address of a list that can be one; a group's are looked at too. */
static InternetAddressMailbox *
first_of(InternetAddressList *list)
{
	for (int i = 0; list && i < internet_address_list_length(list); i++) {
		InternetAddress *one = internet_address_list_get_address(list, i);
		if (INTERNET_ADDRESS_IS_MAILBOX(one))
			return INTERNET_ADDRESS_MAILBOX(one);
		if (INTERNET_ADDRESS_IS_GROUP(one)) {
			InternetAddressMailbox *in =
			    first_of(internet_address_group_get_members(
				INTERNET_ADDRESS_GROUP(one)));
			if (in)
				return in;
		}
	}
	return NULL;
}

static void
add_address(struct vg_buf *line, InternetAddressMailbox *one)
{
	const char *name = internet_address_get_name(INTERNET_ADDRESS(one));
	const char *addr = internet_address_mailbox_get_addr(one);

	/* What stands between the marks is the address: a name may not have any. */
	for (const char *c = name ? name : ""; *c; c++)
		vg_buf_add_u8(line, *c == '<' || *c == '>' ? ' ' : (uint8_t)*c);
	vg_buf_addf(line, "%s<%s>", name && name[0] ? " " : "", addr ? addr : "");
}

/* All of a list, a group's too, as far as whole ones fit; in '*line' "" none. */
static void
add_list(struct vg_buf *line, InternetAddressList *list, size_t most)
{
	for (int i = 0; list && i < internet_address_list_length(list); i++) {
		InternetAddress *one = internet_address_list_get_address(list, i);
		size_t before = line->size;
		if (INTERNET_ADDRESS_IS_GROUP(one))
			add_list(line,
			    internet_address_group_get_members(
				INTERNET_ADDRESS_GROUP(one)),
			    most);
		if (!INTERNET_ADDRESS_IS_MAILBOX(one))
			continue;
		vg_buf_add_text(line, before ? ", " : "");
		add_address(line, INTERNET_ADDRESS_MAILBOX(one));
		if (line->size > most) {
			line->size = before;
			return;
		}
	}
}

static void
tell_list(int fd, enum vg_mailsaid_field field, GMimeObject *object,
    InternetAddressList *list, const char *name)
{
	size_t most = vg_mailsaid_size(field);
	struct vg_buf line;

	vg_buf_init(&line, 0);
	add_list(&line, list, most);
	if (line.size)
		tell(fd, field, vg_buf_text(&line), line.size);
	else
		tell_value(fd, field, object, name);
	vg_buf_fini(&line);
}

static void
tell_address(int fd, enum vg_mailsaid_field field, GMimeObject *object,
    InternetAddressList *list, const char *name)
{
	InternetAddressMailbox *one = first_of(list);
	struct vg_buf line;

	if (!one) {
		tell_value(fd, field, object, name);
		return;
	}
	vg_buf_init(&line, 4096);
	add_address(&line, one);
	/* A name that is too long would push the address out. */
	if (line.size > vg_mailsaid_size(field)) {
		vg_buf_reset(&line);
		vg_buf_addf(&line, "<%s>", internet_address_mailbox_get_addr(one));
	}
	tell(fd, field, vg_buf_text(&line), line.size);
	vg_buf_fini(&line);
}

/* --- whether a person wrote it ------------------------------------------------------------- */

static bool
is_word(const char *value, const char *word)
{
	size_t n = strlen(word);

	return value && strncasecmp(value, word, n) == 0 && !g_ascii_isalnum(value[n]);
}

/* Behind comments, marks and white space (RFC 3834 5: a structured field); NULL: there is none. */
static const char *
skip_comments(const char *value)
{
	int depth = 0;

	for (; value && *value; value++) {
		if (*value == '(')
			depth++;
		else if (*value == ')' && depth)
			depth--;
		else if (*value == '\\' && value[1])
			value++;
		else if (!depth && !strchr(" \t\r\n\"", *value))
			break;
	}
	return value;
}

/* Fields that answering machines have of their own; whatever they say but no. */
static bool
is_answered(GMimeObject *head)
{
	static const char *const names[] = {"X-Autoreply", "X-Autorespond"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = skip_comments(value_of(head, names[i]));
		if (value && !is_word(value, "no"))
			return true;
	}
	return false;
}

/* qmail's, which no field marks (QSBMF: cr.yp.to/proto/qsbmf.txt). */
static bool
is_qmail_report(GMimeMessage *message, GMimeObject *top)
{
	static const char begins[] = "Hi. This is the";
	const char *subject = value_of(GMIME_OBJECT(message), "Subject");
	GMimeDataWrapper *content;
	char text[sizeof(begins) + 8];

	if (!subject || strcasecmp(subject, "failure notice") != 0 || !GMIME_IS_PART(top))
		return false;
	content = g_mime_part_get_content(GMIME_PART(top));
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	if (!stream)
		return false;
	g_mime_stream_reset(stream);
	ssize_t n = g_mime_stream_read(stream, text, sizeof(text) - 1);
	g_mime_stream_reset(stream);
	text[n > 0 ? n : 0] = '\0';
	return vg_text_starts(text + strspn(text, " \r\n"), begins);
}

/* Why it is automatic, in a word; NULL: it says nothing of the sort. */
static const char *
automatic(GMimeMessage *message, char word[64])
{
	GMimeObject *head = GMIME_OBJECT(message);
	GMimeObject *top = g_mime_message_get_mime_part(message);
	const char *said = skip_comments(value_of(head, "Auto-Submitted"));
	const char *precedence = skip_comments(value_of(head, "Precedence"));
	const char *path = value_of(head, "Return-Path");

	if (said && !is_word(said, "no") && g_ascii_isalpha(said[0])) {
		vg_text_format(word, 64, "%.*s", (int)strspn(said, "-" LETTERS), said);
		return word;
	}
	if (is_answered(head) || is_word(precedence, "auto_reply"))
		return "auto-replied";
	if (value_of(head, "List-Id") || is_word(precedence, "list") ||
	    is_word(precedence, "bulk") || is_word(precedence, "junk"))
		return "list";
	if (top &&
	    g_mime_content_type_is_type(
		g_mime_object_get_content_type(top), "multipart", "report"))
		return "report";
	if (path && path[0] && path[strspn(path, " \t<>")] == '\0')
		return "report";
	if (is_qmail_report(message, top))
		return "report";
	/* Whose mark it is the desk knows: people of another house write by theirs. */
	return value_of(head, VG_MAILHEAD_MARK) ? "loop" : NULL;
}

/* --- what it answers ----------------------------------------------------------------------- */

/* The id of the message that a report returns: as if it were answered. */
static char *
returned_id(GMimeObject *part)
{
	GMimeMessage *inner = GMIME_IS_MESSAGE_PART(part)
	    ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(part))
	    : NULL;

	if (inner)
		return g_strdup(value_of(GMIME_OBJECT(inner), "Message-ID"));
	if (!GMIME_IS_PART(part) ||
	    !g_mime_content_type_is_type(
		g_mime_object_get_content_type(part), "text", "rfc822-headers"))
		return NULL;
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	char *id = NULL;
	if (stream && g_mime_stream_length(stream) <= RETURNED) {
		g_mime_stream_reset(stream);
		GMimeParser *parser = g_mime_parser_new_with_stream(stream);
		GMimeMessage *head = g_mime_parser_construct_message(parser, NULL);
		if (head) {
			id = g_strdup(value_of(GMIME_OBJECT(head), "Message-ID"));
			g_object_unref(head);
		}
		g_object_unref(parser);
	}
	return id;
}

/* What a delivery report says happened, and to whom it did not arrive. */
static void
tell_action(GMimeObject *part, int fd)
{
	char text[RETURNED], word[VG_MAILREPORT_WORD];
	struct vg_buf failed;

	if (!GMIME_IS_PART(part) ||
	    !g_mime_content_type_is_type(
		g_mime_object_get_content_type(part), "message", "delivery-status"))
		return;
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	if (!stream)
		return;
	g_mime_stream_reset(stream);
	ssize_t n = g_mime_stream_read(stream, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	vg_buf_init(&failed, 0);
	vg_mailreport_read(text, word, &failed);
	tell(fd, VG_MAILSAID_REPORT, word, strlen(word));
	tell(fd, VG_MAILSAID_FAILED, vg_buf_text(&failed), failed.size);
	vg_buf_fini(&failed);
}

static void
tell_report(GMimeObject *top, int fd)
{
	if (!GMIME_IS_MULTIPART(top) ||
	    !g_mime_content_type_is_type(
		g_mime_object_get_content_type(top), "multipart", "report"))
		return;
	GMimeMultipart *all = GMIME_MULTIPART(top);
	for (int i = 0; i < g_mime_multipart_get_count(all); i++) {
		GMimeObject *part = g_mime_multipart_get_part(all, i);
		char *id = returned_id(part);
		tell_action(part, fd);
		if (id)
			tell(fd, VG_MAILSAID_IN_REPLY_TO, id, strlen(id));
		g_free(id);
	}
}

/* The newest ids stand last: what is too long is cut at its beginning. */
static void
tell_references(GMimeObject *head, int fd)
{
	const char *value = value_of(head, "References");
	size_t most = vg_mailsaid_size(VG_MAILSAID_REFERENCES);
	size_t size = value ? strlen(value) : 0;

	if (size)
		tell(fd, VG_MAILSAID_REFERENCES,
		    size > most ? value + size - most : value, size > most ? most : size);
}

/* --- what hosts wrote ---------------------------------------------------------------------- */

/*
 * The word behind "by": not in a comment, which the sender's own greeting fills; NULL: there is
 * none.
 */
static const char *
find_host(const char *value)
{
	int depth = 0;

	for (const char *c = value; *c; c++) {
		if (*c == '\\' && c[1])
			c++;
		else if (*c == '(')
			depth++;
		else if (*c == ')' && depth)
			depth--;
		else if (!depth && (c == value || g_ascii_isspace(c[-1])) &&
		    strncmp(c, "by", 2) == 0 && g_ascii_isspace(c[2]))
			return c + 2 + strspn(c + 2, " \t\r\n");
	}
	return NULL;
}

/* "from A by HOST with ...; DATE": the host, and the instant in UTC; false when it says neither. */
static bool
read_stamp(const char *value, char host[256], char at[40])
{
	const char *by = find_host(value), *date = strrchr(value, ';');

	if (!by || !date)
		return false;
	GDateTime *when = g_mime_utils_header_decode_date(date + 1);
	if (!when)
		return false;
	GDateTime *utc = g_date_time_to_utc(when);
	char *text = g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ");
	bool fits =
	    vg_text_format(host, 256, "%.*s", (int)strcspn(by, " \t;(\r\n"), by) == 0 &&
	    host[0] && vg_text_format(at, 40, "%s", text) == 0;
	g_free(text);
	g_date_time_unref(utc);
	g_date_time_unref(when);
	return fits;
}

/* Unfolded, its white space a space each. */
static void
add_line(struct vg_buf *lines, const char *value)
{
	bool space = false;

	if (lines->size)
		vg_buf_add_u8(lines, '\n');
	for (value += strspn(value, " \t\r\n"); *value; value++) {
		bool now = g_ascii_isspace(*value);
		if (!now && space)
			vg_buf_add_u8(lines, ' ');
		if (!now)
			vg_buf_add_u8(lines, (uint8_t)*value);
		space = now;
	}
}

/* As they stand: what a sender wrote encoded a relay that removes his did not know for its own. */
static void
tell_hosts(GMimeObject *head, int fd)
{
	GMimeHeaderList *all = g_mime_object_get_header_list(head);
	char host[256], at[40], line[300];
	int n_stamps = 0, n_results = 0;
	struct vg_buf stamps, results;

	vg_buf_init(&stamps, 0);
	vg_buf_init(&results, 0);
	for (int i = 0; i < g_mime_header_list_get_count(all); i++) {
		GMimeHeader *one = g_mime_header_list_get_header_at(all, i);
		const char *name = g_mime_header_get_name(one);
		const char *raw = g_mime_header_get_raw_value(one);
		if (strcasecmp(name, "Received") == 0 && n_stamps < STAMPS) {
			n_stamps++;
			if (!raw || !read_stamp(raw, host, at))
				continue;
			vg_text_format(line, sizeof(line), "%s %s", host, at);
			add_line(&stamps, line);
		} else if (strcasecmp(name, "Authentication-Results") == 0 &&
		    n_results++ < RESULTS) {
			add_line(&results, raw ? raw : "");
		}
	}
	tell(fd, VG_MAILSAID_RECEIVED, vg_buf_text(&stamps), stamps.size);
	tell(fd, VG_MAILSAID_RESULTS, vg_buf_text(&results), results.size);
	vg_buf_fini(&stamps);
	vg_buf_fini(&results);
}

void
vg_mailhead_tell(GMimeMessage *message, int fd)
{
	GMimeObject *head = GMIME_OBJECT(message);
	GMimeObject *top = g_mime_message_get_mime_part(message);
	char room[64];
	const char *word = automatic(message, room);

	tell_address(
	    fd, VG_MAILSAID_FROM, head, g_mime_message_get_from(message), "From");
	tell_list(fd, VG_MAILSAID_TO, head, g_mime_message_get_to(message), "To");
	tell_list(fd, VG_MAILSAID_CC, head, g_mime_message_get_cc(message), "Cc");
	tell_address(fd, VG_MAILSAID_REPLY_TO, head, g_mime_message_get_reply_to(message),
	    "Reply-To");
	tell_value(fd, VG_MAILSAID_SUBJECT, head, "Subject");
	tell_value(fd, VG_MAILSAID_MESSAGE_ID, head, "Message-ID");
	tell_value(fd, VG_MAILSAID_DATE, head, "Date");
	tell_value(fd, VG_MAILSAID_IN_REPLY_TO, head, "In-Reply-To");
	tell_value(fd, VG_MAILSAID_ENVELOPE, head, "Return-Path");
	tell_references(head, fd);
	tell_hosts(head, fd);
	if (word)
		tell(fd, VG_MAILSAID_AUTOMATIC, word, strlen(word));
	if (top)
		tell_report(top, fd);
}
