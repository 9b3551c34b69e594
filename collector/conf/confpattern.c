/*
 * Patterns over regcomp.
 *
 * Why the limits: glibc unrolls a{n} into n copies, so that nested ones take memory by the
 * product of their numbers, and back-references take time by a power of the text.
 */
#include "collector/conf/confpattern.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_REPEAT = 64, MAX_REPEATS = 8 };

struct vg_confpattern {
	regex_t regex; /* owned */
	char text[VG_CONFPATTERN_MAX + 1];
};

/* Checks the repetition at 'at', which begins with {, and counts it. */
static const char *
check_repeat(const char *at, unsigned *n, struct vg_detail *detail)
{
	const char *end = strchr(at, '}');

	if (!end) {
		vg_detail_set(detail, VG_EINVAL, "'{' is never closed");
		return NULL;
	}
	for (const char *c = at + 1; c < end; c++) {
		if (isdigit((unsigned char)*c) && strtoul(c, NULL, 10) > MAX_REPEAT) {
			vg_detail_set(detail, VG_EINVAL, "repeats more than %d times",
			    (int)MAX_REPEAT);
			return NULL;
		}
	}
	if (++*n > MAX_REPEATS || end[1] == '{') {
		vg_detail_set(detail, VG_EINVAL, "has too many repetitions");
		return NULL;
	}
	return end;
}

/* Copies an escape: \d becomes a class, an escaped digit would be a back-reference. */
static const char *
put_escape(const char *at, struct vg_buf *out, struct vg_detail *detail)
{
	const char c = at[1];

	if (c == 'd') {
		vg_buf_add_text(out, "[0-9]");
	} else if (c && !isalnum((unsigned char)c)) {
		vg_buf_add(out, at, 2);
	} else {
		vg_detail_set(
		    detail, VG_EINVAL, "'\\%.1s' is not known here, only \\d", at + 1);
		return NULL;
	}
	return at + 1;
}

/*
 * Writes 'text' into 'out' as regcomp wants it.  A group that holds a repetition is not
 * repeated again; to keep it simple, no group is once anything was.
 */
static int
translate(const char *text, struct vg_buf *out, struct vg_detail *detail)
{
	unsigned n = 0;
	bool in_class = false;
	bool held = false;  /* some group held a repetition */
	bool again = false; /* what stands before is repeated by *, + or ? */

	for (const char *c = text; *c; c++) {
		if (*c == '\\') {
			c = put_escape(c, out, detail);
			if (!c)
				return VG_EINVAL;
			again = false;
			continue;
		}
		if (in_class ? *c == ']' : *c == '[')
			in_class = !in_class;
		if (!in_class && *c == '{') {
			const char *end = check_repeat(c, &n, detail);
			if (!end)
				return VG_EINVAL;
			if (again || (c > text && c[-1] == ')' && held))
				return vg_detail_set(
				    detail, VG_EINVAL, "repeats what repeats already");
			held = true;
			again = false;
			vg_buf_add(out, c, (size_t)(end - c) + 1);
			c = end;
			continue;
		}
		again = !in_class && strchr("*+?", *c);
		vg_buf_add(out, c, 1);
	}
	return VG_OK;
}

int
vg_confpattern_new(
    const char *text, struct vg_confpattern **pattern, struct vg_detail *detail)
{
	struct vg_confpattern *p;
	struct vg_buf out;
	char why[128];
	int code;

	if (strlen(text) > VG_CONFPATTERN_MAX)
		return vg_detail_set(detail, VG_EINVAL, "has more than %d characters",
		    (int)VG_CONFPATTERN_MAX);
	vg_buf_init(&out, 0);
	vg_buf_add_text(&out, "^(");
	code = translate(text, &out, detail);
	vg_buf_add_text(&out, ")$");
	if (code != VG_OK) {
		vg_buf_fini(&out);
		return code;
	}
	p = vg_mem_zero(sizeof(*p));
	int refused = regcomp(&p->regex, vg_buf_text(&out), REG_EXTENDED | REG_NOSUB);
	vg_buf_fini(&out);
	if (refused) {
		regerror(refused, &p->regex, why, sizeof(why));
		free(p);
		return vg_detail_set(detail, VG_EINVAL, "is no pattern: %s", why);
	}
	vg_text_copy(p->text, sizeof(p->text), text);
	*pattern = p;
	return VG_OK;
}

void
vg_confpattern_free(struct vg_confpattern *pattern)
{
	if (!pattern)
		return;
	regfree(&pattern->regex);
	free(pattern);
}

bool
vg_confpattern_fits(const struct vg_confpattern *pattern, const char *number)
{
	size_t size = strlen(number);

	if (size == 0 || size > VG_CONFPATTERN_NUMBER_MAX)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!isprint((unsigned char)number[i]))
			return false;
	}
	return !pattern || regexec(&pattern->regex, number, 0, NULL, 0) == 0;
}

bool
vg_confpattern_matches(const struct vg_confpattern *pattern, const char *text)
{
	return regexec(&pattern->regex, text, 0, NULL, 0) == 0;
}

const char *
vg_confpattern_text(const struct vg_confpattern *pattern)
{
	return pattern->text;
}
