/*
 * Versions and catalogues.
 */
#include "collector/work/release.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/error.h"

static const char *const weights[] = {"minor", "major"};

const char *
vg_release_weight_text(enum vg_release_weight weight)
{
	return weights[weight];
}

int
vg_release_weight_parse(const char *text)
{
	for (int i = VG_RELEASE_MINOR; i <= VG_RELEASE_MAJOR; i++) {
		if (strcmp(weights[i], text) == 0)
			return i;
	}
	return -1;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads a number at '*at' and moves behind it; a number too large is the largest. */
static uint32_t
read_number(const char **at)
{
	uint64_t value = 0;

	for (; is_digit(**at); (*at)++) {
		value = value * 10 + (uint64_t)(**at - '0');
		if (value > UINT32_MAX)
			value = UINT32_MAX;
	}
	return (uint32_t)value;
}

/* Where the version begins: the first dotted number, else the first number; NULL: none. */
static const char *
find_start(const char *text)
{
	const char *first = NULL;

	for (const char *at = text; *at;) {
		if (!is_digit(*at)) {
			at++;
			continue;
		}
		const char *start = at;
		while (is_digit(*at))
			at++;
		if (!first)
			first = start;
		if (*at == '.' && is_digit(at[1]))
			return start;
	}
	return first;
}

static bool
tells_before(const char *word, size_t size)
{
	static const char *const words[] = {"rc", "alpha", "beta", "pre"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (size == strlen(words[i]) && strncasecmp(word, words[i], size) == 0)
			return true;
	}
	return false;
}

/* What hangs on the numbers, up to the first blank: "-b12", "rc2", "_p3". */
static void
read_tail(const char *at, struct vg_release_version *v)
{
	while (*at && !isspace((unsigned char)*at)) {
		if (is_digit(*at)) {
			v->build = read_number(&at);
			return;
		}
		size_t size = 0;
		while (isalpha((unsigned char)at[size]))
			size++;
		v->before = v->before || tells_before(at, size);
		at += size ? size : 1;
	}
}

int
vg_release_parse(const char *text, struct vg_release_version *version)
{
	const char *at = text ? find_start(text) : NULL;

	memset(version, 0, sizeof(*version));
	if (!at)
		return VG_EPARSE;
	for (size_t i = 0;; i++) {
		uint32_t part = read_number(&at);
		if (i < VG_RELEASE_PARTS)
			version->part[i] = part;
		if (*at != '.' || !is_digit(at[1]))
			break;
		at++;
	}
	read_tail(at, version);
	return VG_OK;
}

static int
order(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

int
vg_release_compare(const struct vg_release_version *a, const struct vg_release_version *b)
{
	for (size_t i = 0; i < VG_RELEASE_PARTS; i++) {
		if (a->part[i] != b->part[i])
			return order(a->part[i], b->part[i]);
	}
	if (a->before != b->before)
		return a->before ? -1 : 1;
	return order(a->build, b->build);
}

/* Whether 'r' is a release of the family that is out; gives its version. */
static bool
is_out(const struct vg_release *r, const char *family, struct vg_wall now,
    struct vg_release_version *version)
{
	return strcasecmp(r->family, family) == 0 &&
	    vg_instant_compare(r->date, now) <= 0 &&
	    vg_release_parse(r->version, version) == VG_OK;
}

/* The oldest major release above 'from', in '*next'; false: there is none. */
static bool
find_next_major(const struct vg_release *catalogue, size_t n, const char *family,
    const struct vg_release_version *from, struct vg_wall now,
    struct vg_release_version *next)
{
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		struct vg_release_version v;
		if (catalogue[i].weight != VG_RELEASE_MAJOR ||
		    !is_out(&catalogue[i], family, now, &v) ||
		    vg_release_compare(&v, from) <= 0)
			continue;
		if (!found || vg_release_compare(&v, next) < 0)
			*next = v;
		found = true;
	}
	return found;
}

/* Keeps the newer of '*best' and 'r'. */
static void
keep_newest(const struct vg_release **best, const struct vg_release *r,
    const struct vg_release_version *version)
{
	struct vg_release_version held;

	if (!*best || vg_release_parse((*best)->version, &held) != VG_OK ||
	    vg_release_compare(version, &held) > 0)
		*best = r;
}

int
vg_release_find_newer(const struct vg_release *catalogue, size_t n, const char *family,
    const char *polled, struct vg_wall now, struct vg_release_newer *newer)
{
	struct vg_release_version runs, major;

	*newer = (struct vg_release_newer){NULL, NULL};
	if (vg_release_parse(polled, &runs) != VG_OK)
		return VG_EPARSE;
	bool has_major = find_next_major(catalogue, n, family, &runs, now, &major);
	for (size_t i = 0; i < n; i++) {
		struct vg_release_version v;
		if (!is_out(&catalogue[i], family, now, &v) ||
		    vg_release_compare(&v, &runs) <= 0)
			continue;
		/* A minor one beyond a major step is reached by that step only. */
		bool beyond = has_major && vg_release_compare(&v, &major) >= 0;
		keep_newest(beyond ? &newer->major : &newer->minor, &catalogue[i], &v);
	}
	return VG_OK;
}

bool
vg_release_fixes(const struct vg_release *release, const char *kind)
{
	for (size_t i = 0; i < release->n_fixes; i++) {
		if (strcmp(release->fixes[i], kind) == 0)
			return true;
	}
	return false;
}

/* Puts 'r' into its place among the 'n' found; when they are 'max', the newest falls out. */
static size_t
insert(const struct vg_release **found, size_t n, size_t max, const struct vg_release *r,
    const struct vg_release_version *version)
{
	size_t at = n;

	for (; at > 0; at--) {
		struct vg_release_version other;
		if (vg_release_parse(found[at - 1]->version, &other) == VG_OK &&
		    vg_release_compare(&other, version) <= 0)
			break;
	}
	if (at == max)
		return n;
	size_t last = n < max ? n : max - 1;
	memmove(&found[at + 1], &found[at], (last - at) * sizeof(*found));
	found[at] = r;
	return last + 1;
}

size_t
vg_release_find_fixing(const struct vg_release *catalogue, size_t n, const char *family,
    const char *polled, const char *kind, struct vg_wall now,
    const struct vg_release **found, size_t max)
{
	struct vg_release_version runs;
	bool known = vg_release_parse(polled, &runs) == VG_OK;
	size_t n_found = 0;

	for (size_t i = 0; i < n; i++) {
		struct vg_release_version v;
		if (!vg_release_fixes(&catalogue[i], kind) ||
		    !is_out(&catalogue[i], family, now, &v) ||
		    (known && vg_release_compare(&v, &runs) <= 0))
			continue;
		n_found = insert(found, n_found, max, &catalogue[i], &v);
	}
	return n_found;
}
