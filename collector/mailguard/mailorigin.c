/*
 * Origins of mail.
 */
#include "collector/mailguard/mailorigin.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

/*
 * No relay of ours has a mail for so long: its clock was wrong, or the stamp is no host's of ours.
 */
enum { STAMP_DAYS = 30 };

static bool
is_one_of(const char *word, size_t size, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(words[i]) == size && strncasecmp(words[i], word, size) == 0)
			return true;
	}
	return false;
}

struct vg_wall
vg_mailorigin_taken(
    const char *lines, const char *const *hosts, size_t n, struct vg_wall own)
{
	const struct vg_wall oldest = vg_instant_add(own, -STAMP_DAYS * VG_DAY_US);
	struct vg_wall newest = oldest;

	while (*lines) {
		size_t host = strcspn(lines, " \n");
		size_t line = strcspn(lines, "\n");
		char text[40];
		struct vg_wall at;
		if (host < line && is_one_of(lines, host, hosts, n) &&
		    vg_text_format(text, sizeof(text), "%.*s", (int)(line - host - 1),
			lines + host + 1) == VG_OK &&
		    vg_instant_parse(text, &at) == VG_OK &&
		    vg_instant_compare(at, newest) > 0)
			newest = at;
		lines += line + (lines[line] == '\n');
	}
	bool found = vg_instant_compare(newest, oldest) > 0;
	return found && vg_instant_compare(newest, own) < 0 ? newest : own;
}

void
vg_mailorigin_results(
    const char *lines, const char *const *ids, size_t n, struct vg_buf *kept)
{
	while (*lines) {
		size_t line = strcspn(lines, "\n");
		const char *id = lines + strspn(lines, " \t");
		/* Ours are written last, so they stand first. */
		if (!is_one_of(id, strcspn(id, " \t;\n"), ids, n))
			return;
		if (kept->size)
			vg_buf_add_u8(kept, '\n');
		vg_buf_add(kept, lines, line);
		lines += line + (lines[line] == '\n');
	}
}

/* --- what proves a sender -------------------------------------------------------------------- */

enum { RESULTS_SIZE = 4096, WORD_SIZE = 256 };

/* The first line without comments and quoted strings, in lower case. */
static void
plain_line(const char *kept, char out[RESULTS_SIZE])
{
	size_t n = 0;
	int depth = 0;
	bool quoted = false;

	for (const char *c = kept; *c && *c != '\n' && n + 1 < RESULTS_SIZE; c++) {
		if (*c == '\\' && (quoted || depth) && c[1]) {
			c++;
		} else if (quoted || (*c == '"' && depth == 0)) {
			quoted = *c == '"' ? !quoted : quoted;
		} else if (*c == '(') {
			depth++;
		} else if (*c == ')' && depth) {
			depth--;
		} else if (depth == 0) {
			out[n++] = (char)tolower((unsigned char)*c);
		}
	}
	out[n] = '\0';
}

/* Whether the words of one result ("dkim=pass header.d=x.example") say 'property' of 'domain'. */
static bool
says_domain(const char *result, const char *property, const char *domain)
{
	char word[WORD_SIZE];
	const char *at = result, *end = result + strcspn(result, ";");

	while (at < end) {
		at += strspn(at, " \t");
		size_t size = strcspn(at, " \t;");
		if (vg_text_format(word, sizeof(word), "%.*s", (int)size, at) == VG_OK &&
		    vg_text_starts(word, property)) {
			const char *value = word + strlen(property);
			const char *host = strrchr(value, '@');
			if (strcmp(host ? host + 1 : value, domain) == 0)
				return true;
		}
		at += size;
	}
	return false;
}

static bool
is_result(const char *result, const char *method)
{
	size_t size = strlen(method);

	return strncmp(result, method, size) == 0 && strchr(" \t;", result[size]);
}

bool
vg_mailorigin_proves(const char *kept, const char *address)
{
	char line[RESULTS_SIZE], domain[WORD_SIZE];
	const char *host = strrchr(address, '@');
	bool proved = false;

	if (!host || vg_text_copy(domain, sizeof(domain), host + 1) != VG_OK)
		return false;
	for (char *c = domain; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	plain_line(kept, line);
	/* Behind the service's own name each result begins with a semicolon. */
	for (const char *at = strchr(line, ';'); at; at = strchr(at, ';')) {
		at += 1 + strspn(at + 1, " \t");
		if (vg_text_starts(at, "dmarc=") && !is_result(at, "dmarc=pass"))
			return false;
		proved = proved ||
		    (is_result(at, "dmarc=pass") &&
			says_domain(at, "header.from=", domain)) ||
		    (is_result(at, "dkim=pass") &&
			(says_domain(at, "header.d=", domain) ||
			    says_domain(at, "header.i=", domain))) ||
		    (is_result(at, "spf=pass") &&
			says_domain(at, "smtp.mailfrom=", domain));
	}
	return proved;
}

/* Behind the next '=' of an address; NULL: there is none. */
static const char *
behind_equals(const char *at)
{
	at = at ? strchr(at, '=') : NULL;
	return at ? at + 1 : NULL;
}

bool
vg_mailorigin_forwarded(
    const char *envelope, const char *ours, char original[VG_MAILTOKEN_MAIL_SIZE])
{
	char mail[VG_MAILTOKEN_MAIL_SIZE], made[VG_MAILTOKEN_MAIL_SIZE];
	const char *at = NULL;

	original[0] = '\0';
	if (vg_mailtoken_address(envelope, mail) && vg_text_starts(mail, "srs0") &&
	    mail[4] && strchr("=+-", mail[4]))
		at = strrchr(mail, '@');
	if (!at || !ours[0] || strcasecmp(at + 1, ours) != 0)
		return false;
	/* Hash and day are the forwarder's own: nobody else can check them. */
	const char *domain = behind_equals(behind_equals(mail + 5));
	const char *local = behind_equals(domain);
	return local && local < at &&
	    vg_text_format(made, sizeof(made), "%.*s@%.*s", (int)(at - local), local,
		(int)(local - 1 - domain), domain) == VG_OK &&
	    vg_mailtoken_address(made, original);
}

bool
vg_mailorigin_extension(const char *extension, char number[VG_MAILTOKEN_CASE_SIZE])
{
	char token[VG_MAILTOKEN_CASE_SIZE + 2];
	const char *at = token;

	return vg_text_format(token, sizeof(token), "[%s]", extension) == VG_OK &&
	    vg_mailtoken_next_case(&at, number);
}
