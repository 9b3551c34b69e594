/*
 * Templates from folders.
 */
#include "collector/desk/mail/deskbook.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/datadir.h"
#include "lib/os/file.h"

#define OWN_FOLDER VG_SYSCONFDIR "/messages"
#define SUFFIX ".txt"

enum { PATH_SIZE = 1024, FILE_MAX = 64 * 1024 };

static int
read_one(struct vg_letterbook *book, enum vg_language language, const char *path,
    char *name, struct vg_detail *detail)
{
	struct vg_buf text;

	vg_buf_init(&text, FILE_MAX);
	int code = vg_file_read(path, &text, detail);
	name[strlen(name) - strlen(SUFFIX)] = '\0';
	if (code == VG_OK && !vg_text_is_utf8(text.data, text.size))
		code = vg_detail_set(detail, VG_EINVAL, "%s: it is not UTF-8", path);
	if (code == VG_OK && strcmp(name, "words") == 0)
		code =
		    vg_letterbook_add_words(book, language, vg_buf_text(&text), detail);
	else if (code == VG_OK && strcmp(name, "phrases") == 0)
		code =
		    vg_letterbook_add_phrases(book, language, vg_buf_text(&text), detail);
	else if (code == VG_OK)
		code =
		    vg_letterbook_add(book, language, name, vg_buf_text(&text), detail);
	vg_buf_fini(&text);
	return code;
}

static int
is_template(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name), suffix = strlen(SUFFIX);

	return entry->d_name[0] != '.' && size > suffix &&
	    strcmp(entry->d_name + size - suffix, SUFFIX) == 0;
}

/* In the order of their names, so that a book reads the same on every file system. */
static int
read_language(struct vg_letterbook *book, enum vg_language language, const char *root,
    struct vg_detail *detail)
{
	char folder[PATH_SIZE], path[2 * PATH_SIZE];
	struct dirent **entries;
	int code = VG_OK;

	vg_text_format(folder, sizeof(folder), "%s/%s", root, vg_language_text(language));
	int n = scandir(folder, &entries, is_template, alphasort);
	if (n < 0)
		return VG_OK;
	for (int i = 0; i < n; i++) {
		vg_text_format(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (code == VG_OK)
			code = read_one(book, language, path, entries[i]->d_name, detail);
		free(entries[i]);
	}
	free(entries);
	return code;
}

/* What packs say, in the languages that they give. */
static int
add_packs(
    struct vg_letterbook *book, const struct vg_packset *packs, struct vg_detail *detail)
{
	int code = VG_OK;

	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_translations && code == VG_OK; i++) {
			const struct vg_translation *t = &pack->translations[i];
			int language = vg_language_parse(t->language);
			if (language >= 0)
				code = vg_letterbook_add_phrase(book,
				    (enum vg_language)language, t->text, t->says, detail);
		}
	}
	return code;
}

int
vg_deskbook_load(
    const struct vg_packset *packs, struct vg_letterbook **book, struct vg_detail *detail)
{
	char shipped[PATH_SIZE];
	const char *const roots[] = {shipped, OWN_FOLDER};
	int code = vg_datadir_find(VG_DATADIR_MESSAGES, shipped, sizeof(shipped));

	*book = NULL;
	if (code != VG_OK)
		return vg_detail_set(
		    detail, code, "messages: there is no folder of them");
	struct vg_letterbook *made = vg_letterbook_new();
	code = add_packs(made, packs, detail);
	for (size_t r = 0; r < sizeof(roots) / sizeof(roots[0]); r++) {
		for (int i = 0; code == VG_OK && i < VG_N_LANGUAGES; i++)
			code = read_language(made, (enum vg_language)i, roots[r], detail);
	}
	for (int i = 0; code == VG_OK && i < VG_N_LANGUAGES; i++) {
		if (!vg_letterbook_has(made, (enum vg_language)i, "target"))
			code = vg_detail_set(detail, VG_ENOENT,
			    "messages %s/target: it is missing, and stands for all others",
			    vg_language_text((enum vg_language)i));
	}
	if (code == VG_OK)
		*book = made;
	else
		vg_letterbook_free(made);
	return code;
}

/* Whether a text has a word outside its places: what devices say themselves nobody translates. */
static bool
has_word(const char *text)
{
	bool inside = false, word = false;

	for (; *text; text++) {
		inside = *text == '{' || (inside && *text != '}');
		word = word || (!inside && isalpha((unsigned char)*text));
	}
	return word;
}

/* Whether 'text' is said in another language; one that has no word is. */
static bool
is_said(const struct vg_letterphrases *phrases, const char *text)
{
	struct vg_buf unused;

	vg_buf_init(&unused, 0);
	bool said = !has_word(text) || vg_letterphrases_say(phrases, text, &unused);
	vg_buf_fini(&unused);
	return said;
}

size_t
vg_deskbook_unsaid(const struct vg_letterbook *book, enum vg_language language,
    const struct vg_pack *pack, const char **first)
{
	const struct vg_letterphrases *phrases = vg_letterbook_phrases(book, language);
	size_t n = 0;

#define LOOK(list, field)                                                                \
	for (size_t i = 0; i < pack->n_##list; i++) {                                    \
		if (!is_said(phrases, pack->list[i].field) && n++ == 0)                  \
			*first = pack->list[i].field;                                    \
	}
	LOOK(kinds, label)
	LOOK(rules, text)
	LOOK(trap_rules, text)
#undef LOOK
	return n;
}
