/*
 * Texts into values.
 */
#include "agent/ncask/ncvalue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"

enum { WORD_SIZE = 128, INDEX_DIGITS = 16 };

static void
read_number(const char *text, struct vg_value *value)
{
	int64_t number;
	uint64_t large;

	if (vg_text_int(text, INT64_MIN, INT64_MAX, &number) == VG_OK)
		vg_value_set_integer(value, number);
	else if (vg_text_uint(text, UINT64_MAX, &large) == VG_OK)
		vg_value_set_number(value, VG_VALUE_COUNTER64, large);
}

/* Takes the next word of '*text' into 'word', without the prefix of an identity. */
static bool
next_word(const char **text, char word[WORD_SIZE])
{
	*text += strspn(*text, " \t\r\n");
	size_t n = strcspn(*text, " \t\r\n");
	if (n == 0)
		return false;
	if (vg_text_format(word, WORD_SIZE, "%.*s", (int)n, *text) != VG_OK)
		word[0] = '\0';
	*text += n;
	const char *colon = strchr(word, ':');
	if (colon)
		memmove(word, colon + 1, strlen(colon + 1) + 1);
	return true;
}

static void
read_words(const struct vg_object *object, const char *text, struct vg_value *value)
{
	char word[WORD_SIZE];
	int64_t greatest = 0;

	while (next_word(&text, word)) {
		for (size_t i = 0; i < object->n_words; i++) {
			if (strcmp(object->words[i].word, word) == 0 &&
			    object->words[i].number > greatest)
				greatest = object->words[i].number;
		}
	}
	vg_value_set_integer(value, greatest);
}

static void
read_age(const char *text, struct vg_value *value)
{
	struct vg_wall later, earlier;
	char first[WORD_SIZE] = "", second[WORD_SIZE] = "";
	const char *blank = strchr(text, ' ');

	if (!blank ||
	    vg_text_format(first, sizeof(first), "%.*s", (int)(blank - text), text) !=
		VG_OK ||
	    vg_text_copy(second, sizeof(second), blank + 1) != VG_OK)
		return;
	if (vg_instant_parse(first, &later) == VG_OK &&
	    vg_instant_parse(second, &earlier) == VG_OK)
		vg_value_set_integer(
		    value, vg_instant_since(later, earlier) / VG_SECOND_US);
}

/* The exponent of ten that an entity-sensor-scale stands for; false for no such word. */
static bool
scale_of(const char *word, int64_t *exponent)
{
	static const char *const scales[] = {"yocto", "zepto", "atto", "femto", "pico",
	    "nano", "micro", "milli", "units", "kilo", "mega", "giga", "tera", "peta",
	    "exa", "zetta", "yotta"};

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		if (strcmp(scales[i], word) == 0) {
			*exponent = ((int64_t)i - 8) * 3;
			return true;
		}
	}
	return false;
}

/* "356 units 1" is 35.6: 35600 thousandths.  What an int64 cannot hold is missing. */
static void
read_sensor(const char *text, struct vg_value *value)
{
	char number[WORD_SIZE], scale[WORD_SIZE], precision[WORD_SIZE];
	int64_t n, places = 0, exponent = 0;

	if (!next_word(&text, number) || !next_word(&text, scale) ||
	    !next_word(&text, precision))
		return;
	if (vg_text_int(number, INT32_MIN, INT32_MAX, &n) != VG_OK ||
	    !scale_of(strcmp(scale, "-") == 0 ? "units" : scale, &exponent))
		return;
	if (strcmp(precision, "-") != 0 &&
	    vg_text_int(precision, -8, 9, &places) != VG_OK)
		return;
	exponent += 3 - places;
	for (; exponent > 0; exponent--) {
		if (__builtin_mul_overflow(n, 10, &n))
			return;
	}
	for (; exponent < 0 && n != 0; exponent++)
		n /= 10;
	vg_value_set_integer(value, n);
}

/* Which prefix stands for the module is the device's choice, and may be another next time. */
static void
read_identity(const char *text, struct vg_value *value)
{
	const char *colon = strrchr(text, ':');

	text = colon ? colon + 1 : text;
	vg_value_set_octets(value, VG_VALUE_OCTETS, text, strlen(text));
}

void
vg_ncvalue_read(const struct vg_object *object, const char *text, struct vg_value *value)
{
	vg_value_fini(value);
	switch (object->type) {
	case VG_OBJECT_NUMBER:
		read_number(text, value);
		break;
	case VG_OBJECT_WORD:
		read_words(object, text, value);
		break;
	case VG_OBJECT_IDENTITY:
		read_identity(text, value);
		break;
	case VG_OBJECT_AGE:
		read_age(text, value);
		break;
	case VG_OBJECT_SENSOR:
		read_sensor(text, value);
		break;
	case VG_OBJECT_TEXT:
		vg_value_set_octets(value, VG_VALUE_OCTETS, text, strlen(text));
		break;
	case VG_OBJECT_OID:
		break;
	}
}

void
vg_ncvalue_index(const struct vg_ncrecord *record, char index[VG_NAME_SIZE])
{
	char key[VG_NCRECORD_TEXT + 1], digits[VG_DIGEST_TEXT_SIZE];
	struct vg_buf all;

	vg_ncrecord_text(record, 0, key, sizeof(key));
	if (record->n == 1 && key[0] &&
	    vg_text_percent(index, VG_NAME_SIZE, key, ":") == VG_OK)
		return;
	vg_buf_init(&all, 0);
	for (size_t i = 0; i < record->n; i++) {
		vg_buf_add(&all, record->field[i].data, record->field[i].size);
		vg_buf_add_u8(&all, '\0');
	}
	struct vg_digest sum = vg_digest_of(all.data, all.size);
	vg_buf_fini(&all);
	vg_digest_text(&sum, digits);
	vg_text_format(index, VG_NAME_SIZE, "%.*s", INDEX_DIGITS, digits);
}
