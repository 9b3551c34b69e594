/*
 * A mail taken apart.
 */
#include "collector/mail/mailparse.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "collector/mail/mailcharset.h"
#include "collector/mail/mailgate.h"
#include "collector/mail/mailhead.h"
#include "collector/mail/mailhtml.h"
#include "collector/mail/mailsaid.h"
#include "collector/mail/mailtext.h"
#include "lib/base/buf.h"

enum {
	HTML_SIZE = 512 * 1024,
	PLAIN_SIZE = 256 * 1024,
	PIECE = 32768,
	MESSAGE_HEAD = 1024
};

struct walk {
	int fd;
	struct vg_buf text; /* what a person reads */
	size_t n_parts;     /* attachments so far */
	bool cut, html;
	bool said; /* the text that comes now was taken in another form */
};

static const char *
type_of(GMimeObject *object, char type[128])
{
	GMimeContentType *content = g_mime_object_get_content_type(object);

	g_snprintf(type, 128, "%s/%s", g_mime_content_type_get_media_type(content),
	    g_mime_content_type_get_media_subtype(content));
	return type;
}

static bool
is_type(GMimeObject *object, const char *media, const char *subtype)
{
	return g_mime_content_type_is_type(
	    g_mime_object_get_content_type(object), media, subtype);
}

/* --- octets of a part ---------------------------------------------------------------------- */

/* Its content with the transfer encoding undone; NULL when it has none.  The caller releases it. */
static GMimeStream *
content_of(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *source = content ? g_mime_data_wrapper_get_stream(content) : NULL;

	if (!source)
		return NULL;
	g_mime_stream_reset(source);
	GMimeStream *filtered = g_mime_stream_filter_new(source);
	GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
	if (encoding != GMIME_CONTENT_ENCODING_DEFAULT) {
		GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);
		g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), filter);
		g_object_unref(filter);
	}
	return filtered;
}

static bool
may_attach(struct walk *w)
{
	if (w->n_parts < VG_MAILSAID_PARTS) {
		w->n_parts++;
		return true;
	}
	w->cut = true;
	return false;
}

static void
attach(struct walk *w, GMimeObject *object)
{
	const char *name =
	    GMIME_IS_PART(object) ? g_mime_part_get_filename(GMIME_PART(object)) : NULL;
	char type[128], piece[PIECE];
	ssize_t n;

	if (!may_attach(w))
		return;
	vg_mailsaid_part(w->fd, type_of(object, type), name ? name : "");
	GMimeStream *stream =
	    GMIME_IS_PART(object) ? content_of(GMIME_PART(object)) : NULL;
	while (stream && (n = g_mime_stream_read(stream, piece, sizeof(piece))) > 0)
		vg_mailsaid_data(w->fd, piece, (size_t)n);
	if (stream)
		g_object_unref(stream);
	vg_mailsaid_part_end(w->fd);
}

/* --- text ---------------------------------------------------------------------------------- */

/* The octets of a text part, 'limit' at most; false when there were more. */
static bool
read_text(GMimePart *part, size_t limit, struct vg_buf *octets)
{
	GMimeStream *stream = content_of(part);
	char piece[PIECE];
	bool all = true;
	ssize_t n;

	while (
	    stream && all && (n = g_mime_stream_read(stream, piece, sizeof(piece))) > 0) {
		size_t take = (size_t)n;
		if (octets->size + take > limit) {
			take = limit - octets->size;
			all = false;
		}
		vg_buf_add(octets, piece, take);
	}
	if (stream)
		g_object_unref(stream);
	return all;
}

/* Appends a paragraph to the text as far as there is room. */
static void
add_text(struct walk *w, const char *text, size_t size)
{
	size_t limit = vg_mailsaid_size(VG_MAILSAID_TEXT);

	if (w->text.size && size && w->text.size + 1 < limit)
		vg_buf_add_u8(&w->text, '\n');
	if (!vg_mailtext_clean(text, size, limit, false, &w->text))
		w->cut = true;
}

static void
take_text(struct walk *w, GMimePart *part)
{
	GMimeObject *object = GMIME_OBJECT(part);
	bool html = is_type(object, "text", "html");
	/* Its marks are tags (RFC 1896). */
	bool tags = html || is_type(object, "text", "enriched");
	const char *charset = g_mime_object_get_content_type_parameter(object, "charset");
	struct vg_buf octets, text, plain;

	vg_buf_init(&octets, HTML_SIZE);
	vg_buf_init(&text, 4 * HTML_SIZE);
	vg_buf_init(&plain, 4 * HTML_SIZE);
	if (!read_text(part, tags ? HTML_SIZE : PLAIN_SIZE, &octets))
		w->cut = true;
	vg_mailtext_decode(charset, octets.data, octets.size, &text);
	if (tags)
		vg_mailhtml_text((const char *)text.data, text.size, &plain);
	const struct vg_buf *said = tags ? &plain : &text;
	if (said->size)
		add_text(w, (const char *)said->data, said->size);
	w->html = w->html || html;
	vg_buf_fini(&octets);
	vg_buf_fini(&text);
	vg_buf_fini(&plain);
}

/* --- the tree ------------------------------------------------------------------------------ */

static void
walk(struct walk *w, GMimeObject *object, int depth);

static bool
is_attached(GMimeObject *object)
{
	const char *disposition = g_mime_object_get_disposition(object);

	return disposition && strcasecmp(disposition, "attachment") == 0;
}

/* "text" with nothing behind it, which old programs say (RFC 2049 2): a type that GMime knows none for. */
static bool
is_bare_text(GMimeObject *object)
{
	const char *value = g_mime_object_get_header(object, "Content-Type");

	if (!value)
		return false;
	value += strspn(value, " \t\r\n");
	if (g_ascii_strncasecmp(value, "text", 4) != 0)
		return false;
	value += 4;
	value += strspn(value, " \t\r\n");
	return *value == '\0' || *value == ';';
}

/* The mail's only part: any text is what its writer says, also under a name. */
static bool
is_whole(GMimeObject *object, int depth)
{
	return depth == 0 && GMIME_IS_PART(object) && !is_attached(object) &&
	    (is_type(object, "text", "*") || is_bare_text(object));
}

/* Text that is read where it stands, and no file of somebody's. */
static bool
is_read(GMimeObject *object)
{
	if (!GMIME_IS_PART(object) || is_attached(object) ||
	    !(is_type(object, "text", "plain") || is_type(object, "text", "html")))
		return false;
	return !g_mime_part_get_filename(GMIME_PART(object));
}

/* What of a multipart is read: its text, or the multipart that holds it. */
static bool
leads_to(GMimeObject *object, const char *subtype, int depth)
{
	if (is_read(object))
		return is_type(object, "text", subtype);
	if (!GMIME_IS_MULTIPART(object) || depth > VG_MAILPARSE_DEPTH)
		return false;
	GMimeMultipart *all = GMIME_MULTIPART(object);
	for (int i = 0; i < g_mime_multipart_get_count(all); i++) {
		if (leads_to(g_mime_multipart_get_part(all, i), subtype, depth + 1))
			return true;
	}
	return false;
}

static bool
is_blank(const struct vg_buf *text, size_t from)
{
	for (size_t i = from; i < text->size; i++) {
		if (!strchr(" \t\r\n\xc2\xa0", text->data[i]))
			return false;
	}
	return true;
}

/* Of alternatives the plain one, unless it says nothing; of the others what is no text: who writes
 * on a Mac or a telephone has his pictures beside the HTML. */
static void
walk_alternative(struct walk *w, GMimeMultipart *all, int depth)
{
	static const char *const wanted[] = {"plain", "html"};
	int n = g_mime_multipart_get_count(all), taken = -1, blank = -1;
	size_t before = w->text.size;

	for (int k = 0; k < 2 && (taken < 0 || is_blank(&w->text, before)); k++) {
		for (int i = 0; i < n; i++) {
			GMimeObject *one = g_mime_multipart_get_part(all, i);
			if (i == taken || !leads_to(one, wanted[k], depth))
				continue;
			walk(w, one, depth + 1);
			blank = taken;
			taken = i;
			break;
		}
	}
	for (int i = 0; i < n; i++) {
		GMimeObject *one = g_mime_multipart_get_part(all, i);
		bool before_it = w->said;
		w->said = before_it || leads_to(one, "plain", depth) ||
		    leads_to(one, "html", depth);
		if (i != taken && i != blank)
			walk(w, one, depth + 1);
		w->said = before_it;
	}
}

/* A message inside: its text is read with the rest, under its subject; its files are files. */
static void
walk_message(struct walk *w, GMimeMessage *message, int depth)
{
	const char *subject = message ? g_mime_message_get_subject(message) : NULL;
	bool before = w->said;
	char head[MESSAGE_HEAD];

	if (!message)
		return;
	g_snprintf(head, sizeof(head), "\n---- %.900s", subject ? subject : "");
	add_text(w, head, strlen(head));
	GMimeObject *inner = g_mime_message_get_mime_part(message);
	/* It stands beside what was said in another form, and was not said itself. */
	w->said = false;
	if (inner)
		walk(w, inner, depth + 1);
	w->said = before;
}

/* Its delimiter was lost on the way, or never said: what is there is read as it stands. */
static void
take_whole(struct walk *w, GMimeMultipart *all)
{
	const char *text = g_mime_multipart_get_prologue(all);
	struct vg_buf decoded;

	if (!text || w->said)
		return;
	vg_buf_init(&decoded, 4 * HTML_SIZE);
	size_t size = strlen(text);
	vg_mailtext_decode(NULL, text, size < PLAIN_SIZE ? size : PLAIN_SIZE, &decoded);
	add_text(w, (const char *)decoded.data, decoded.size);
	w->cut = w->cut || size > PLAIN_SIZE;
	vg_buf_fini(&decoded);
}

static void
walk(struct walk *w, GMimeObject *object, int depth)
{
	if (depth > VG_MAILPARSE_DEPTH) {
		w->cut = true;
	} else if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *all = GMIME_MULTIPART(object);
		if (g_mime_multipart_get_count(all) == 0)
			take_whole(w, all);
		if (is_type(object, "multipart", "alternative")) {
			walk_alternative(w, all, depth);
			return;
		}
		for (int i = 0; i < g_mime_multipart_get_count(all); i++)
			walk(w, g_mime_multipart_get_part(all, i), depth + 1);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		walk_message(w,
		    g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), depth);
	} else if (is_read(object) && w->said) {
		return;
	} else if (is_read(object)) {
		take_text(w, GMIME_PART(object));
	} else {
		bool whole = is_whole(object, depth);
		if (whole)
			take_text(w, GMIME_PART(object));
		if (!whole || g_mime_part_get_filename(GMIME_PART(object)))
			attach(w, object);
	}
}

/* --- the mail ------------------------------------------------------------------------------ */

void
vg_mailparse_prepare(const char *mail, size_t size)
{
	static const char *fallback[] = {"utf-8", "windows-1252", NULL};

	g_mime_init();
	g_mime_parser_options_set_fallback_charsets(
	    g_mime_parser_options_get_default(), fallback);
	vg_mailcharset_open(mail, size);
}

/* Lines that end as an old Mac's did: nobody else finds an end in them. */
static void
end_lines(char *mail, size_t size)
{
	char *at = size && !memchr(mail, '\n', size) ? mail : NULL;

	while (at && (at = memchr(at, '\r', (size_t)(mail + size - at))))
		*at++ = '\n';
}

static GMimeMessage *
read_message(char *mail, size_t size, bool *cut)
{
	end_lines(mail, size);
	size_t begin = vg_mailgate_begin(mail, size);
	size_t seen = vg_mailgate_pass(mail + begin, size - begin, cut);
	GByteArray *octets = g_byte_array_new_take((guint8 *)mail, size);
	GMimeStream *all = g_mime_stream_mem_new_with_byte_array(octets);
	GMimeStream *stream =
	    g_mime_stream_substream(all, (gint64)begin, (gint64)(begin + seen));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	g_mime_parser_set_persist_stream(parser, TRUE);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	g_object_unref(all);
	return message;
}

void
vg_mailparse(char *mail, size_t size, int fd)
{
	struct walk w = {.fd = fd};
	GMimeMessage *message = read_message(mail, size, &w.cut);
	GMimeObject *top = message ? g_mime_message_get_mime_part(message) : NULL;

	vg_buf_init(&w.text, vg_mailsaid_size(VG_MAILSAID_TEXT) + 4);
	if (message)
		vg_mailhead_tell(message, fd);
	if (top)
		walk(&w, top, 0);
	if (w.text.size)
		vg_mailsaid_field(
		    fd, VG_MAILSAID_TEXT, (const char *)w.text.data, w.text.size);
	if (w.cut)
		vg_mailsaid_cut(fd);
	if (w.html)
		vg_mailsaid_html(fd);
	vg_buf_fini(&w.text);
	if (message)
		g_object_unref(message);
	vg_mailsaid_end(fd);
}
