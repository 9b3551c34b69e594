/*
 * Lines that are nobody.
 */
#include "collector/mailguard/mailnobody.h"

#include <string.h>

#include "collector/mailguard/mailalone.h"
#include "collector/mailguard/mailcommon.h"
#include "lib/base/text.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { SHORT = 2, MIN_ENDING = 8 };

static bool
is_among(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i], word) == 0)
			return true;
	}
	return false;
}

/* Words of everybody's and of the trade's that people are given as names. */
static bool
is_given(const char *word)
{
	static const char *const given[] = {"aime", "aimee", "ajax", "amber", "ange",
	    "angel", "april", "art", "august", "aurore", "autumn", "belle", "berry",
	    "bill", "bishop", "blanche", "bonnet", "brook", "brooks", "can", "carter",
	    "celeste", "chance", "charlie", "chase", "christian", "claire", "clair",
	    "clay", "clement", "cliff", "constance", "constant", "corail", "cristal",
	    "crystal", "daisy", "dale", "dawn", "dean", "desire", "dick", "don", "dot",
	    "drake", "drew", "duke", "earl", "esperance", "eve", "faith", "fleur",
	    "florent", "ford", "forest", "foster", "france", "frank", "freeman",
	    "gabriel", "gilles", "glen", "gordon", "grace", "grant", "gray", "guy",
	    "harmony", "hardy", "hazel", "heath", "henry", "hope", "hunter", "iris",
	    "ivy", "jack", "jade", "jay", "joy", "june", "juste", "justice", "lambert",
	    "lance", "lane", "laurier", "lazare", "leger", "lily", "lilas", "long",
	    "love", "lucky", "lys", "marguerite", "marie", "marin", "marine", "mark",
	    "mars", "martial", "mason", "max", "may", "mel", "merle", "miles", "modeste",
	    "myrtle", "naval", "newton", "nick", "nicolas", "noble", "noel", "normand",
	    "olive", "olivier", "page", "paris", "park", "parker", "pascal", "pat",
	    "patience", "paul", "pearl", "penny", "perle", "perry", "pierre", "porter",
	    "prince", "prudence", "prudent", "queen", "rain", "randy", "raven", "ray",
	    "reed", "reine", "rich", "richard", "river", "rivers", "rob", "robin", "rock",
	    "rod", "roman", "rosa", "rose", "roy", "royal", "ruby", "sage", "san",
	    "sandy", "sauveur", "scott", "shepherd", "sky", "son", "star", "stephane",
	    "sullivan", "summer", "tim", "tom", "toussaint", "val", "van", "vincent",
	    "violet", "violette", "ward", "webb", "will", "winter", "wolf", "york",
	    "young", "yves"};

	return is_among(word, given, COUNT(given));
}

/* What greets or wishes: a feast's name behind it ("Joyeux Noël") is nobody's. */
static bool
is_wish(const char *word)
{
	static const char *const wishes[] = {"joyeux", "joyeuse", "joyeuses", "happy",
	    "bonjour", "bonsoir", "bonnes", "cordialement", "regards", "merci", "thanks"};

	return is_among(word, wishes, COUNT(wishes));
}

/* Behind it stands a person. */
static bool
is_title(const char *word)
{
	static const char *const titles[] = {"madame", "monsieur", "mademoiselle",
	    "madam", "mister", "sir", "docteur", "maitre", "mme", "mlle", "mrs"};

	return is_among(word, titles, COUNT(titles));
}

/* Words of one or two letters that are no initials. */
static bool
is_small(const char *word)
{
	static const char *const small[] = {"ac", "as", "at", "au", "be", "by", "ce",
	    "ci", "dc", "de", "du", "en", "et", "hi", "hs", "id", "if", "in", "ip", "is",
	    "it", "je", "la", "le", "me", "nb", "ne", "no", "of", "ok", "on", "or", "os",
	    "ou", "pc", "pj", "ps", "re", "se", "to", "un", "up", "us", "we"};

	return is_among(word, small, COUNT(small));
}

/* Before the rest of a last name: "Le Blanc", "Du Bois". */
static bool
is_particle(const char *word)
{
	static const char *const particles[] = {
	    "le", "la", "les", "de", "du", "des", "van", "von", "den"};

	return is_among(word, particles, COUNT(particles));
}

/* "rapidement", "confirmation": words by how they end, of names few. */
static bool
ends_as_words(const char *word)
{
	static const char *const ends[] = {"ement", "amment", "emment", "tion", "tions"};
	size_t size = strlen(word);

	for (size_t i = 0; size >= MIN_ENDING && i < COUNT(ends); i++) {
		if (strcmp(word + size - strlen(ends[i]), ends[i]) == 0)
			return true;
	}
	return false;
}

static bool
has_word(const char *trade, const char *word)
{
	char wanted[VG_MAILALONE_NAME_SIZE + 2];

	vg_text_format(wanted, sizeof(wanted), " %s ", word);
	return strstr(trade, wanted) != NULL;
}

/* "À Bientôt" begins with a word, "A Petit" with an initial; "D'Accord" is parted by its sign. */
static bool
is_letter_word(const char *name, const struct vg_mailalone_name *split, size_t i)
{
	static const char *const behind[] = {"bientot", "demain", "plus", "tres", "vous",
	    "toi", "bien", "votre", "tantot", "lundi"};
	char letter = split->word[i][0];

	if (letter == 'a')
		return i + 1 < split->n &&
		    is_among(split->word[i + 1], behind, COUNT(behind));
	return (letter == 'd' || letter == 'l' || letter == 's') &&
	    (strchr(name, '\'') || strstr(name, "\xe2\x80\x99"));
}

bool
vg_mailnobody(const char *name, const char *trade)
{
	struct vg_mailalone_name split;
	bool of_trade = false, of_packs = false, everyday = false;
	size_t titles = 0;

	if (strchr(name, '.') || !vg_mailalone_split(name, &split))
		return false;
	bool wish = is_wish(split.word[0]);
	for (size_t i = 0; i < split.n; i++) {
		const char *word = split.word[i];
		size_t size = strlen(word);
		if (size <= SHORT) {
			if (size == 1 ? !is_letter_word(name, &split, i)
				      : !is_small(word))
				return false;
			continue;
		}
		if (is_title(word)) {
			titles++;
			continue;
		}
		if (is_given(word) && !wish)
			return false;
		enum vg_mailcommon common = vg_mailcommon(word);
		if (common == VG_MAILCOMMON_TRADE)
			of_trade = true;
		else if (common == VG_MAILCOMMON_EVERYDAY || ends_as_words(word))
			everyday = true;
		else if (has_word(trade, word))
			of_packs = true;
		else
			return false;
	}
	if (titles && titles < split.n)
		return false;
	if (of_packs && everyday)
		return false;
	return of_trade || of_packs || !is_particle(split.word[0]);
}
