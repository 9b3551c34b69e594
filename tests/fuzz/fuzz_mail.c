/*
 * What vigie-mail-intake itself looks at of a mail: the gate before the parser, text in any charset,
 * HTML as text, and what its child says to it.  The first octet says which.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mail/mailcharset.h"
#include "collector/mail/mailgate.h"
#include "collector/mail/mailhtml.h"
#include "collector/mail/mailreport.h"
#include "collector/mail/mailsaid.h"
#include "collector/mail/mailtext.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 4096 };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
gate(const char *octets, size_t size)
{
	bool cut;
	unsigned few;
	size_t begin = vg_mailgate_begin(octets, size);
	char *mail = vg_mem_copy(octets, size);

	must(begin <= size);
	(void)vg_mailcharset_find(mail, size, &few);
	size_t seen = vg_mailgate_pass(mail + begin, size - begin, &cut);
	must(seen <= size - begin && cut == (seen < size - begin));
	/* What passed passes again. */
	must(vg_mailgate_pass(mail + begin, seen, &cut) == seen && !cut);
	free(mail);
}

/* Whatever went in, this is what doors show. */
static void
check_clean(const char *text, size_t size, bool line)
{
	struct vg_buf clean, again;

	vg_buf_init(&clean, 0);
	vg_buf_init(&again, 0);
	bool all = vg_mailtext_clean(text, size, LIMIT, line, &clean);
	must(clean.size <= LIMIT && vg_text_is_utf8(clean.data, clean.size));
	must(all || clean.size > LIMIT - 4);
	must(!line || !memchr(vg_buf_text(&clean), '\n', clean.size));
	must(!memchr(vg_buf_text(&clean), '\0', clean.size));
	vg_mailtext_clean((const char *)clean.data, clean.size, LIMIT, line, &again);
	must(again.size == clean.size &&
	    (!clean.size || memcmp(again.data, clean.data, clean.size) == 0));
	vg_buf_fini(&clean);
	vg_buf_fini(&again);
}

static void
decode(const char *charset, const char *text, size_t size)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_mailtext_decode(charset, text, size, &out);
	/* What a charset has and no text may hold (U+FFFE) goes when it is cleaned. */
	check_clean((const char *)out.data, out.size, false);
	vg_buf_fini(&out);
}

static void
html(const char *text, size_t size)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_mailhtml_text(text, size, &out);
	check_clean((const char *)out.data, out.size, false);
	vg_buf_fini(&out);
}

static int
take_part(const char *type, const char *name, const void *data, size_t size,
    struct vg_detail *detail, void *cookie)
{
	(void)data;
	(void)size;
	(void)detail;
	(void)cookie;
	must(
	    type[0] && !strpbrk(type, " \n") && strlen(type) < 128 && strlen(name) < 256);
	must(vg_text_is_utf8(name, strlen(name)));
	return VG_OK;
}

static void
report(const char *data, size_t size)
{
	char action[VG_MAILREPORT_WORD], *text = vg_mem_format("%.*s", (int)size, data);
	struct vg_buf failed;

	vg_buf_init(&failed, 0);
	vg_mailreport_read(text, action, &failed);
	must(failed.size <= VG_MAILREPORT_SIZE && strlen(action) < sizeof(action));
	must(!failed.size || strcmp(action, "failed") == 0);
	vg_buf_fini(&failed);
	free(text);
}

static void
child(const uint8_t *data, size_t size)
{
	struct vg_mailsaid said;
	struct vg_detail detail = {0};

	vg_mailsaid_init(&said, take_part, NULL);
	int code = vg_mailsaid_take(&said, data, size / 2, &detail);
	if (code == VG_OK)
		code = vg_mailsaid_take(&said, data + size / 2, size - size / 2, &detail);
	must(code == VG_OK || code == VG_EPARSE);
	must(said.n_parts <= VG_MAILSAID_PARTS && said.all <= VG_MAILSAID_ALL + size);
	for (int i = 0; i < VG_MAILSAID_N; i++) {
		const char *text = said.text[i];
		must(!text ||
		    (strlen(text) <= vg_mailsaid_size((enum vg_mailsaid_field)i) &&
			vg_text_is_utf8(text, strlen(text))));
	}
	vg_mailsaid_fini(&said);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const charsets[] = {NULL, "utf-8", "us-ascii", "iso-8859-1",
	    "windows-1252", "iso-2022-jp", "utf-7", "utf-16", "gb18030", "x-nothing"};

	if (size < 2)
		return 0;
	const char *text = (const char *)data + 1;
	switch (data[0] % 5) {
	case 0:
		gate(text, size - 1);
		break;
	case 1:
		decode(charsets[data[1] % (sizeof(charsets) / sizeof(charsets[0]))],
		    text + 1, size - 2);
		break;
	case 2:
		html(text, size - 1);
		report(text, size - 1);
		break;
	case 3:
		child(data + 1, size - 1);
		break;
	default:
		check_clean(text, size - 1, true);
		break;
	}
	return 0;
}
