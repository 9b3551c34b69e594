/*
 * Writings of names.
 */
#include "collector/mailguard/mailname.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* A name shorter than this is too many other words when something was taken from it. */
enum { MIN_SHORT = 4, NAME_SIZE = 640, MIN_PART = 6, PART_SIZE = 256, MAX_LETTERS = 5 };

static void
give(vg_mailname_cb cb, void *cookie, const char *a, const char *between, const char *b)
{
	char name[NAME_SIZE];

	vg_text_format(name, sizeof(name), "%s%s%s", a, between, b);
	cb(name, cookie);
}

/* --- persons --------------------------------------------------------------------------------- */

static void
give_titled(const char *last, vg_mailname_cb cb, void *cookie)
{
	static const char *const titles[] = {"m", "mr", "mme", "mlle", "mrs", "ms", "dr",
	    "pr", "prof", "monsieur", "madame", "mademoiselle", "docteur", "doctor"};

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		give(cb, cookie, titles[i], " ", last);
}

/* "jeanne martin" as it is and as addresses and tables have it. */
static void
give_pair(const char *first, const char *last, vg_mailname_cb cb, void *cookie)
{
	char initial[2] = {first[0], '\0'};

	give(cb, cookie, last, " ", first);
	if (strlen(last) < MIN_SHORT - 1 || (unsigned char)first[0] >= 0x80)
		return;
	give(cb, cookie, initial, " ", last);
	give(cb, cookie, last, " ", initial);
	give(cb, cookie, initial, "", last);
	give(cb, cookie, last, "", initial);
	give(cb, cookie, first, "", last);
	give(cb, cookie, last, "", first);
}

void
vg_mailname_person(const char *name, vg_mailname_cb cb, void *cookie)
{
	const char *last = strrchr(name, ' ');
	char first[NAME_SIZE], *blank;

	cb(name, cookie);
	if (!last || !last[1] || last == name)
		return;
	vg_text_format(first, sizeof(first), "%.*s", (int)(last - name), name);
	give_titled(last + 1, cb, cookie);
	give_pair(first, last + 1, cb, cookie);
	/* "jean pierre petit", "jeanne van dyke": where the last name begins nobody knows. */
	for (blank = strchr(first, ' '); blank; blank = strchr(blank + 1, ' ')) {
		const char *rest = name + (blank - first) + 1;
		char one[NAME_SIZE];
		vg_text_format(one, sizeof(one), "%.*s", (int)(blank - first), first);
		give_titled(rest, cb, cookie);
		give_pair(one, rest, cb, cookie);
	}
}

/* --- firms ----------------------------------------------------------------------------------- */

static bool
is_form(const char *word, size_t size)
{
	static const char *const forms[] = {"sa", "sas", "sasu", "sarl", "eurl", "sci",
	    "snc", "scop", "scic", "gie", "epic", "se", "ag", "gmbh", "kg", "ltd", "llc",
	    "llp", "plc", "inc", "corp", "bv", "nv", "spa", "srl", "sl", "groupe",
	    "group", "holding", "ste", "societe", "ets"};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (strlen(forms[i]) == size && strncmp(forms[i], word, size) == 0)
			return true;
	}
	return false;
}

/* Without its legal form in front and behind. */
static void
give_bare(const char *name, vg_mailname_cb cb, void *cookie)
{
	const char *first = strchr(name, ' '), *last = strrchr(name, ' ');
	char bare[NAME_SIZE];

	if (!first)
		return;
	const char *from = is_form(name, (size_t)(first - name)) ? first + 1 : name;
	bool behind = last >= from && is_form(last + 1, strlen(last + 1));
	size_t size = behind ? (size_t)(last - from) : strlen(from);
	if (size < MIN_SHORT || size == strlen(name))
		return;
	vg_text_format(bare, sizeof(bare), "%.*s", (int)size, from);
	give_bare(bare, cb, cookie);
	cb(bare, cookie);
}

/* "CliniqueDuParc", "DupontSA": a record's name holds no blanks, a person's words do. */
static void
give_capitals(const char *word, vg_mailname_cb cb, void *cookie)
{
	struct vg_buf name;
	bool other = false;

	vg_buf_init(&name, 0);
	for (size_t i = 0; word[i]; i++) {
		bool begins = i && islower((unsigned char)word[i - 1]) &&
		    isupper((unsigned char)word[i]);
		other = other || begins;
		if (begins)
			vg_buf_add_u8(&name, ' ');
		vg_buf_add_u8(&name,
		    strchr("-_.:", word[i]) ? ' '
					    : (uint8_t)tolower((unsigned char)word[i]));
	}
	if (other) {
		cb(vg_buf_text(&name), cookie);
		give_bare(vg_buf_text(&name), cb, cookie);
	}
	vg_buf_fini(&name);
}

/* "clinique-a" in one word. */
static void
give_joined(const char *name, vg_mailname_cb cb, void *cookie)
{
	char *joined = vg_mem_text(name), *to = joined;

	for (const char *at = name; *at; at++) {
		if (*at != ' ')
			*to++ = *at;
	}
	*to = '\0';
	if (strlen(joined) > MIN_SHORT && strcmp(joined, name) != 0)
		cb(joined, cookie);
	free(joined);
}

/* "E.D.F." of "edf": a blank between letters. */
static void
give_letters(const char *name, vg_mailname_cb cb, void *cookie)
{
	char letters[2 * MAX_LETTERS];
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");

	if (n < 2 || n > MAX_LETTERS || name[n])
		return;
	for (size_t i = 0; i < n; i++) {
		letters[2 * i] = name[i];
		letters[2 * i + 1] = ' ';
	}
	letters[2 * n - 1] = '\0';
	cb(letters, cookie);
}

void
vg_mailname_firm(const char *word, const char *name, vg_mailname_cb cb, void *cookie)
{
	cb(name, cookie);
	give_bare(name, cb, cookie);
	give_joined(name, cb, cookie);
	give_letters(name, cb, cookie);
	if (!strchr(word, ' '))
		give_capitals(word, cb, cookie);
}

/* --- addresses ------------------------------------------------------------------------------- */

void
vg_mailname_address(const char *address, vg_mailname_cb cb, void *cookie)
{
	char part[PART_SIZE];

	while (*address) {
		bool number = false;
		size_t letters = 0, from = strspn(address, " ,;\r\n\t");
		size_t size = strcspn(address + from, ",;\r\n");
		for (size_t i = 0; i < size; i++) {
			unsigned char c = (unsigned char)address[from + i];
			number = number || isdigit(c);
			letters += isalpha(c) || c >= 0x80;
		}
		if (number && letters >= MIN_SHORT - 1 && size >= MIN_PART) {
			vg_text_format(
			    part, sizeof(part), "%.*s", (int)size, address + from);
			cb(part, cookie);
		}
		address += from + size;
	}
}
