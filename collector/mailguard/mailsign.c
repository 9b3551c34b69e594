/*
 * Forms of signatures.
 */
#include "collector/mailguard/mailsign.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/text.h"

enum {
	WORD_SIZE = 256,
	MAX_NUMBER = 4,
	MAX_PLACE = 8,
	MAX_FIRM = 4,
	REGISTER = 9,
	MAX_WORD = 64,
	MAX_HOST = 200
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool
is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether 'text' begins with 'word', in any case, and no letter goes on. */
static bool
begins(const char *text, size_t size, const char *word)
{
	size_t n = strlen(word);

	return size >= n && strncasecmp(text, word, n) == 0 &&
	    !(size > n && is_letter(text[n]));
}

static void
give(vg_mailsign_cb cb, void *cookie, enum vg_mailguard_kind kind, const char *from,
    size_t size)
{
	char word[WORD_SIZE];

	vg_text_format(word, sizeof(word), "%.*s", (int)size, from);
	cb(kind, word, "", cookie);
}

/* --- where a signature begins ---------------------------------------------------------------- */

bool
vg_mailsign_is_closing(const char *line, size_t size)
{
	static const char *const closings[] = {"cordialement", "bien cordialement",
	    "tr\xc3\xa8s cordialement", "bien \xc3\xa0 vous", "bien \xc3\xa0 toi",
	    "salutations", "merci",
	    "bonne journ\xc3\xa9"
	    "e",
	    "bonne r\xc3\xa9"
	    "ception",
	    "bonne fin",
	    "bonne soir\xc3\xa9"
	    "e",
	    "bonne semaine", "bon week-end", "bon weekend", "sinc\xc3\xa8res",
	    "sinc\xc3\xa8rement", "respectueusement", "amicalement",
	    "\xc3\xa0 bient\xc3\xb4t", "\xc3\x80 bient\xc3\xb4t", "a bientot",
	    "dans l'attente", "en attente", "regards", "best", "kind regards",
	    "warm regards", "warmly", "thanks", "thx", "many thanks", "thank you",
	    "sincerely", "yours", "cheers", "cdt", "cdlt", "br", "rgds"};
	static const char *const inside[] = {
	    "salutations", "sentiments", "sinc\xc3\xa8res"};

	for (size_t i = 0; size <= 45 && i < COUNT(closings); i++) {
		if (begins(line, size, closings[i]))
			return true;
	}
	for (size_t i = 0; size <= 160 && i < COUNT(inside); i++) {
		if (memmem(line, size, inside[i], strlen(inside[i])))
			return true;
	}
	return false;
}

bool
vg_mailsign_is_program(const char *line, size_t size)
{
	static const char *const programs[] = {"sent from", "sent via", "get outlook",
	    "envoy\xc3\xa9 de", "envoy\xc3\xa9 depuis", "envoy\xc3\xa9 \xc3\xa0 partir",
	    "t\xc3\xa9l\xc3\xa9"
	    "charger outlook",
	    "obtenez outlook"};

	for (size_t i = 0; i < COUNT(programs); i++) {
		if (begins(line, size, programs[i]))
			return true;
	}
	return false;
}

/* --- persons --------------------------------------------------------------------------------- */

size_t
vg_mailsign_title(const char *text)
{
	static const char *const titles[] = {"M.", "Mme", "Mme.", "Mlle", "Mr", "Mr.",
	    "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "Pr", "Pr.", "Prof.", "Monsieur",
	    "Madame", "Docteur", "Ma\xc3\xaetre"};

	for (size_t i = 0; i < COUNT(titles); i++) {
		size_t n = strlen(titles[i]);
		if (strncmp(text, titles[i], n) == 0 && text[n] == ' ')
			return n + 1;
	}
	return 0;
}

/* What stands behind 'label' and its colon in 'line'; NULL: it begins otherwise. */
static const char *
behind_label(const char *line, const char *label)
{
	size_t n = strlen(label);

	if (strncasecmp(line, label, n) != 0)
		return NULL;
	n += strspn(line + n, " *_");
	if (strncmp(line + n, "\xc2\xa0", 2) == 0)
		n += 2;
	return line[n] == ':' ? line + n + 1 + strspn(line + n + 1, " *_\t") : NULL;
}

static const char *
behind_one(const char *line, const char *const *labels, size_t n)
{
	const char *found = NULL;

	for (size_t i = 0; i < n && !found; i++)
		found = behind_label(line, labels[i]);
	return found;
}

bool
vg_mailsign_is_head(const char *line)
{
	static const char *const labels[] = {"De", "From",
	    "Exp\xc3\xa9"
	    "diteur"};

	return behind_one(line, labels, COUNT(labels)) != NULL;
}

const char *
vg_mailsign_labelled(const char *line, bool head)
{
	static const char *const labels[] = {"De", "From", "Cc", "Cci", "Bcc", "Reply-To",
	    "Contact", "Contact sur site", "Contact technique", "sysContact",
	    "Site contact",
	    "Exp\xc3\xa9"
	    "diteur",
	    "Destinataire", "Destinataires", "Demandeur", "Requester", "Attn",
	    "\xc3\x80 l'attention de", "Interlocuteur"};
	/* Consoles and tables have them, too. */
	static const char *const common[] = {"\xc3\x80", "A", "To", "Nom", "Name"};
	const char *found = behind_one(line, labels, COUNT(labels));

	if (!found && (head || strchr(line, '@')))
		found = behind_one(line, common, COUNT(common));
	return found;
}

bool
vg_mailsign_is_function(const char *name)
{
	static const char *const words[] = {"support", "service", "services", "technique",
	    "technical", "informatique", "it", "helpdesk", "hotline", "desk", "help",
	    "network", "networks", "operations", "team", "noc", "engineer", "engineering",
	    "manager", "administrator", "system", "systems", "security", "department",
	    "responsable", "administrateur", "technicien", "direction", "directeur",
	    "directrice", "exploitation", "production", "infrastructure",
	    "infrastructures",
	    "r\xc3\xa9"
	    "seau",
	    "r\xc3\xa9"
	    "seaux",
	    "syst\xc3\xa8me", "syst\xc3\xa8mes",
	    "s\xc3\xa9"
	    "curit\xc3\xa9",
	    "\xc3\xa9quipe",
	    "ing\xc3\xa9"
	    "nieur",
	    "de", "du", "des", "et", "of", "and", "the", "la", "le"};

	while (*name) {
		size_t size = strcspn(name, " "), i = 0;
		while (i < COUNT(words) &&
		    (strlen(words[i]) != size || strncasecmp(words[i], name, size) != 0))
			i++;
		if (i == COUNT(words))
			return false;
		name += size;
		name += strspn(name, " ");
	}
	return true;
}

/* --- places ---------------------------------------------------------------------------------- */

/* Bounded, for it is asked at each place of a line. */
static size_t
word_size(const char *text)
{
	size_t n = 0;

	while (n < MAX_WORD && text[n] && !strchr(" \t,;|()", text[n]))
		n++;
	return n;
}

static bool
is_street(const char *word, size_t size)
{
	static const char *const streets[] = {"rue", "avenue", "av", "av.", "boulevard",
	    "bd", "bld", "bvd", "place", "pl", "chemin", "ch", "ch.", "route", "rte",
	    "allee", "allees", "impasse", "imp", "quai", "cours", "square", "passage",
	    "esplanade", "parvis", "sentier", "montee", "faubourg", "fbg", "rond-point",
	    "zone", "za", "zi", "zac", "parc", "lotissement", "residence", "villa",
	    "voie", "promenade", "street", "st", "st.", "road", "rd", "ave", "lane",
	    "drive", "way", "court", "crescent"};

	for (size_t i = 0; i < COUNT(streets); i++) {
		if (strlen(streets[i]) == size &&
		    strncasecmp(word, streets[i], size) == 0)
			return true;
	}
	return false;
}

/* "12 bis avenue de la République", "221B Baker Street": from the number to what parts it from more. */
static size_t
street_at(const char *text)
{
	size_t at = strspn(text, "0123456789"), words = 0;
	bool found = false, capitals = true;

	if (!at || at > MAX_NUMBER)
		return 0;
	at += isalpha((unsigned char)text[at]) && !is_letter(text[at + 1]);
	at += text[at] == ',';
	if (text[at] != ' ')
		return 0;
	size_t end = at;
	while (text[at] == ' ' && words < MAX_PLACE) {
		const char *word = text + at + 1;
		size_t size = word_size(word);
		bool number =
		    isdigit((unsigned char)*word) && strspn(word, "0123456789") > 4;
		if (!size || number || (size == 1 && *word == '-'))
			break;
		bool more = words == 0 &&
		    (begins(word, size, "bis") || begins(word, size, "ter") ||
			begins(word, size, "quater"));
		/* In front in French, behind capitals in English. */
		found = found || (is_street(word, size) && (words == 0 || capitals));
		capitals = capitals && isupper((unsigned char)*word);
		if (!found && !capitals && !more)
			return 0;
		words += !more;
		at += 1 + size;
		end = at;
	}
	return found && words > 1 ? end : 0;
}

/* "69002 Lyon", "38110 La Tour-du-Pin": five digits and words with capitals; no "Cedex". */
static size_t
town_at(const char *text)
{
	size_t end = 0, at = 5;

	if (strspn(text, "0123456789") != 5)
		return 0;
	for (size_t words = 0; text[at] == ' ' && words < MAX_FIRM; words++) {
		size_t size = word_size(text + at + 1);
		if (!isupper((unsigned char)text[at + 1]) || size < 2 ||
		    begins(text + at + 1, size, "cedex"))
			break;
		at += 1 + size;
		end = at;
	}
	return end;
}

/* "50000 Sessions" behind a small word is a number of something, but where a street or a signature tells more. */
static bool
counts_things(const char *line, const char *at)
{
	const char *end = at, *word;

	while (end > line && end[-1] == ' ')
		end--;
	for (word = end; word > line && end - word < MAX_WORD && is_letter(word[-1]);)
		word--;
	return end - word > 2 && islower((unsigned char)*word);
}

static size_t
box_at(const char *text)
{
	bool box = strncmp(text, "BP ", 3) == 0 || strncmp(text, "CS ", 3) == 0;
	size_t digits = box ? strspn(text + 3, "0123456789") : 0;

	return digits > 1 ? 3 + digits : 0;
}

/* --- registers, firms, hosts ----------------------------------------------------------------- */

/* The first nine digits behind the register's name: of a TVA the last nine, of a SIRET the firm's. */
static void
give_register(const char *text, vg_mailsign_cb cb, void *cookie)
{
	static const char *const registers[] = {
	    "siret", "siren", "rcs", "tva", "vat", "r.c.s", "r.c.s."};
	char digits[16];
	size_t n = 0, word = word_size(text), i = 0;

	while (i < COUNT(registers) && !begins(text, word, registers[i]))
		i++;
	if (i == COUNT(registers))
		return;
	for (i = word; i < word + 60 && text[i] && n < 14; i++) {
		if (isdigit((unsigned char)text[i]))
			digits[n++] = text[i];
		else if (n && !strchr(" .-", text[i]))
			break;
	}
	digits[n] = '\0';
	if (n == 11)
		cb(VG_MAILGUARD_TELEPHONE, digits + 2, "", cookie);
	else if (n >= REGISTER)
		give(cb, cookie, VG_MAILGUARD_TELEPHONE, digits, REGISTER);
}

/* "ACME Santé SAS": the legal form in capitals behind words with capitals. */
static void
give_firm(const char *line, const char *at, vg_mailsign_cb cb, void *cookie)
{
	static const char *const forms[] = {"SA", "SAS", "SASU", "SARL", "EURL", "SCI",
	    "GIE", "SCOP", "SE", "GmbH", "AG", "Ltd", "Limited", "LLC", "PLC", "Inc",
	    "Inc.", "BV", "NV", "SpA"};
	size_t size = word_size(at), i = 0, words = 0;
	const char *from = at;

	while (i < COUNT(forms) &&
	    (strlen(forms[i]) != size || strncmp(forms[i], at, size) != 0))
		i++;
	if (i == COUNT(forms))
		return;
	while (from > line && from[-1] == ' ' && words < MAX_FIRM) {
		const char *word = from - 1;
		while (word > line && from - word <= MAX_WORD &&
		    !strchr(" \t,;|()", word[-1]))
			word--;
		if (word == from - 1 || !isupper((unsigned char)*word))
			break;
		from = word;
		words++;
	}
	if (words)
		give(cb, cookie, VG_MAILGUARD_NAME, from, (size_t)(at - from) + size);
}

/* A host name and the domain it is of. */
static void
give_host(const char *text, vg_mailsign_cb cb, void *cookie)
{
	size_t size = 0, dots = 0;

	while (size < MAX_HOST &&
	    (isalnum((unsigned char)text[size]) || text[size] == '-' ||
		(text[size] == '.' && isalnum((unsigned char)text[size + 1]))))
		dots += text[size++] == '.';
	if (!dots || size == MAX_HOST || isdigit((unsigned char)text[size - 1]))
		return;
	give(cb, cookie, VG_MAILGUARD_DOMAIN, text, size);
	const char *rest = strchr(text, '.') + 1;
	if (dots > 1 && strcspn(rest, ".") > 3)
		give(cb, cookie, VG_MAILGUARD_DOMAIN, rest, size - (size_t)(rest - text));
}

static void
give_hosts(
    const char *line, const char *at, bool signature, vg_mailsign_cb cb, void *cookie)
{
	static const char *const before[] = {
	    "Received: from ", "sysName: ", "sysName = ", "sysName.0 = STRING: "};

	if (strncasecmp(at, "www.", 4) == 0)
		give_host(at + 4, cb, cookie);
	if (signature && strncmp(at, "https://", 8) == 0)
		give_host(at + 8, cb, cookie);
	if (at != line)
		return;
	for (size_t i = 0; i < COUNT(before); i++) {
		if (strncasecmp(at, before[i], strlen(before[i])) == 0)
			give_host(at + strlen(before[i]), cb, cookie);
	}
}

void
vg_mailsign_line(const char *line, bool signature, vg_mailsign_cb cb, void *cookie)
{
	bool told = signature; /* that it is an address */

	for (const char *at = line; *at; at++) {
		if (at != line && (is_letter(at[-1]) || isdigit((unsigned char)at[-1])))
			continue;
		size_t size = street_at(at);
		told = told || size;
		if (!size && (told || !counts_things(line, at)))
			size = town_at(at);
		if (!size)
			size = box_at(at);
		if (size)
			give(cb, cookie, VG_MAILGUARD_NAME, at, size);
		give_register(at, cb, cookie);
		if (signature)
			give_firm(line, at, cb, cookie);
		give_hosts(line, at, signature, cb, cookie);
	}
}
