/*
 * Sentences for errors.  A sentence that does not fit is cut, never refused: a cut reason is
 * still a reason.
 */
#include "lib/base/detail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"

/* Takes away a UTF-8 character that vsnprintf cut in the middle. */
static void
trim_broken_tail(char *text)
{
	size_t n = strlen(text);
	size_t start = n;

	while (
	    start > 0 && n - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0 || ((unsigned char)text[start - 1] & 0x80) == 0)
		return;
	unsigned char lead = (unsigned char)text[start - 1];
	size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;

	if (n - (start - 1) < want)
		text[start - 1] = '\0';
}

int
vg_detail_set(struct vg_detail *detail, int code, const char *format, ...)
{
	va_list args;

	if (!detail)
		return code;
	detail->code = code;
	va_start(args, format);
	int n = vsnprintf(detail->text, sizeof(detail->text), format, args);
	va_end(args);
	if (n < 0)
		detail->text[0] = '\0';
	else if ((size_t)n >= sizeof(detail->text))
		trim_broken_tail(detail->text);
	return code;
}

int
vg_detail_prefix(struct vg_detail *detail, const char *format, ...)
{
	char old[sizeof(detail->text)];
	char head[sizeof(detail->text)];
	va_list args;

	if (!detail)
		return VG_EINVAL;
	memcpy(old, detail->text, sizeof(old));
	va_start(args, format);
	int n = vsnprintf(head, sizeof(head), format, args);
	va_end(args);
	if (n < 0)
		return detail->code;
	return vg_detail_set(detail, detail->code, "%s: %s", head, old);
}

void
vg_detail_clear(struct vg_detail *detail)
{
	if (!detail)
		return;
	detail->code = VG_OK;
	detail->text[0] = '\0';
}
