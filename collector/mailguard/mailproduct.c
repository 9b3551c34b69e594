/*
 * Labels of families.
 */
#include "collector/mailguard/mailproduct.h"

#include <ctype.h>
#include <string.h>

#include "collector/mailguard/mailfold.h"
#include "lib/base/buf.h"
#include "lib/base/text.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Words of small letters and digits, a blank before and behind each; how many. */
static size_t
spell(const char *name, struct vg_buf *words)
{
	struct vg_buf folded;
	size_t n = 0;

	vg_buf_init(&folded, 0);
	vg_mailfold(name, false, &folded);
	vg_buf_add_u8(words, ' ');
	for (size_t i = 0; i < folded.size; i++) {
		unsigned char c = folded.data[i];
		bool word = isalnum(c) || c >= 0x80;
		bool begins = words->data[words->size - 1] == ' ';
		n += word && begins;
		if (word || !begins)
			vg_buf_add_u8(words, word ? (uint8_t)tolower(c) : ' ');
	}
	if (words->data[words->size - 1] != ' ')
		vg_buf_add_u8(words, ' ');
	vg_buf_fini(&folded);
	return n;
}

/* " leroy somer ups ": what it begins or ends with is a thing, and it has more. */
static bool
is_thing(const char *words, size_t n)
{
	static const char *const things[] = {" ups ", " onduleur ", " pdu ", " psu ",
	    " switch ", " router ", " routeur ", " server ", " serveur ", " firewall ",
	    " appliance ", " gateway ", " chassis ", " rack ", " module ", " modem ",
	    " transceiver ", " sfp ", " bypass ", " blade ", " controller ", " bmc ",
	    " bios ", " firmware ", " supply ", " alimentation ", " ventilateur "};
	size_t size = strlen(words);

	for (size_t i = 0; n > 1 && i < COUNT(things); i++) {
		size_t thing = strlen(things[i]);
		if (size > thing &&
		    (strncmp(words, things[i], thing) == 0 ||
			strcmp(words + size - thing, things[i]) == 0))
			return true;
	}
	return false;
}

bool
vg_mailproduct_is(const struct vg_packset *packs, const char *name)
{
	struct vg_buf wanted, label;

	vg_buf_init(&wanted, 0);
	size_t n = spell(name, &wanted);
	bool found = n && is_thing(vg_buf_text(&wanted), n);
	for (size_t p = 0; n && !found && p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_families && !found; i++) {
			vg_buf_init(&label, 0);
			spell(pack->families[i].label, &label);
			found = strstr(vg_buf_text(&label), vg_buf_text(&wanted)) != NULL;
			vg_buf_fini(&label);
		}
	}
	vg_buf_fini(&wanted);
	return found;
}

void
vg_mailproduct_each(const struct vg_packset *packs, vg_mailproduct_cb cb, void *cookie)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_families; i++) {
			char label[VG_TEXT_SIZE], *end;
			vg_text_copy(label, sizeof(label), pack->families[i].label);
			while (strpbrk(label, " -")) {
				cb(label, cookie);
				end = strrchr(label, ' ');
				if (!end)
					break;
				*end = '\0';
			}
		}
	}
}

void
vg_mailproduct_words(const struct vg_packset *packs, struct vg_buf *words)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_families; i++)
			spell(pack->families[i].label, words);
		for (size_t i = 0; i < pack->n_kinds; i++) {
			spell(pack->kinds[i].name, words);
			spell(pack->kinds[i].label, words);
		}
	}
}
