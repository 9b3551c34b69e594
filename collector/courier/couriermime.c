/*
 * RFC 5322 by GMime.
 */
#include "collector/courier/couriermime.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

/* RFC 5322 section 2.1.1: 998, and the dot that SMTP may add. */
enum { LINE_MAX_SIZE = 990 };

void
vg_couriermime_start(void)
{
	g_mime_init();
}

/* Whether 'text' can stand in a field that is not encoded. */
static bool
is_plain(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c <= ' ' || *c == 0x7f || *c == '<' || *c == '>')
			return false;
	}
	return text[0] != '\0';
}

static int
check(const struct vg_courierletter *letter, struct vg_detail *detail)
{
	if (!is_plain(letter->from) || !is_plain(letter->message_id))
		return vg_detail_set(detail, VG_EINVAL,
		    "letter: From or Message-ID is no address, or no id");
	for (size_t i = 0; i < letter->n_to; i++) {
		if (!is_plain(letter->to[i]))
			return vg_detail_set(
			    detail, VG_EINVAL, "letter: a recipient is no address");
	}
	if (letter->n_to == 0)
		return vg_detail_set(detail, VG_EINVAL, "letter: it is for nobody");
	return VG_OK;
}

/* --- fields ---------------------------------------------------------------------------------- */

/* "a b" as "<a> <b>". */
static char *
bracket(const char *ids)
{
	char *all = vg_mem_text("");

	while (*ids) {
		size_t size = strcspn(ids, " ");
		char *longer =
		    vg_mem_format("%s%s<%.*s>", all, all[0] ? " " : "", (int)size, ids);
		free(all);
		all = longer;
		ids += size;
		ids += strspn(ids, " ");
	}
	return all;
}

static void
set(GMimeMessage *message, const char *field, const char *value)
{
	if (value[0])
		g_mime_object_set_header(GMIME_OBJECT(message), field, value, NULL);
}

static void
set_date(GMimeMessage *message, struct vg_wall made)
{
	GDateTime *date = g_date_time_new_from_unix_utc(made.us / VG_SECOND_US);

	g_mime_message_set_date(message, date);
	g_date_time_unref(date);
}

static void
set_fields(GMimeMessage *message, const struct vg_courierletter *letter)
{
	char *references = bracket(letter->references ? letter->references : "");
	char *answered = bracket(letter->in_reply_to);

	g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM,
	    letter->from_name[0] ? letter->from_name : NULL, letter->from);
	for (size_t i = 0; i < letter->n_to; i++)
		g_mime_message_add_mailbox(
		    message, GMIME_ADDRESS_TYPE_TO, NULL, letter->to[i]);
	g_mime_message_set_subject(
	    message, letter->subject ? letter->subject : "", "utf-8");
	set_date(message, letter->made);
	g_mime_message_set_message_id(message, letter->message_id);
	set(message, "In-Reply-To", answered);
	set(message, "References", references);
	set(message, "Auto-Submitted", letter->auto_submitted);
	/* Whatever bears it has left here: come back, it starts nothing (collector/desk/mail/deskmailmore.c). */
	set(message, "X-Vigie-Case", letter->case_number);
	/* What Exchange wants to hear before it sends no absence note. */
	if (letter->auto_submitted[0])
		set(message, "X-Auto-Response-Suppress", "All");
	free(references);
	free(answered);
}

/* --- parts ----------------------------------------------------------------------------------- */

static void
set_content(GMimePart *part, const void *data, size_t size)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
	GMimeDataWrapper *content =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_object_unref(content);
	g_object_unref(stream);
}

static bool
has_long_line(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		if (size > LINE_MAX_SIZE)
			return true;
		text += size + (text[size] == '\n');
	}
	return false;
}

/* Not by g_mime_text_part_set_text, which recodes and leaves 8 bits. */
static GMimePart *
make_text(const char *text)
{
	GMimePart *part = g_mime_part_new_with_type("text", "plain");
	char *lines = vg_mem_text(text), *to = lines;

	for (const char *from = text; *from; from++) {
		if (*from != '\r')
			*to++ = *from;
	}
	*to = '\0';
	set_content(part, lines, (size_t)(to - lines));
	/* GMime looks at octets alone: ASCII of any length would go as it is. */
	if (has_long_line(lines))
		g_mime_part_set_content_encoding(
		    part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	free(lines);
	return part;
}

static GMimePart *
make_attached(const struct vg_courierletter_part *attached)
{
	const char *slash = strchr(attached->type, '/');
	char *type = slash
	    ? vg_mem_format("%.*s", (int)(slash - attached->type), attached->type)
	    : vg_mem_text("application");
	GMimePart *part = g_mime_part_new_with_type(
	    type, slash && slash[1] ? slash + 1 : "octet-stream");

	set_content(part, attached->content.data, attached->content.size);
	g_mime_part_set_filename(part, attached->name);
	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	free(type);
	return part;
}

/* Of the letter, not of chance. */
static void
set_boundary(GMimeMultipart *multipart, const char *message_id)
{
	struct vg_digest digest = vg_digest_of(message_id, strlen(message_id));
	char hex[VG_DIGEST_TEXT_SIZE], boundary[VG_DIGEST_TEXT_SIZE + 8];

	vg_digest_text(&digest, hex);
	g_snprintf(boundary, sizeof(boundary), "=_%.40s", hex);
	g_mime_multipart_set_boundary(multipart, boundary);
}

static GMimeObject *
make_body(const struct vg_courierletter *letter)
{
	GMimePart *text = make_text(letter->text ? letter->text : "");

	if (!letter->n_attached)
		return GMIME_OBJECT(text);
	GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("mixed");
	set_boundary(multipart, letter->message_id);
	g_mime_multipart_add(multipart, GMIME_OBJECT(text));
	g_object_unref(text);
	for (size_t i = 0; i < letter->n_attached; i++) {
		GMimePart *part = make_attached(&letter->attached[i]);
		g_mime_multipart_add(multipart, GMIME_OBJECT(part));
		g_object_unref(part);
	}
	return GMIME_OBJECT(multipart);
}

int
vg_couriermime_write(const struct vg_courierletter *letter, struct vg_buf *octets,
    struct vg_detail *detail)
{
	int code = check(letter, detail);

	if (code != VG_OK)
		return code;
	GMimeMessage *message = g_mime_message_new(TRUE);
	GMimeObject *body = make_body(letter);
	set_fields(message, letter);
	g_mime_message_set_mime_part(message, body);
	g_mime_object_encode(GMIME_OBJECT(message), GMIME_ENCODING_CONSTRAINT_7BIT);
	GMimeFormatOptions *format = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
	GByteArray *written = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	vg_buf_add(octets, written->data, written->len);
	g_object_unref(stream);
	g_mime_format_options_free(format);
	g_object_unref(body);
	g_object_unref(message);
	return octets->error;
}
