/*
 * Devices that a text names: against a search without any table, and what it costs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/conf/conf.h"
#include "collector/conf/confnamed.h"
#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static size_t asked;

static bool
of_client(const struct vg_conf_device *d, const void *cookie)
{
	asked++;
	return strcmp(d->client, cookie) == 0;
}

/* --- words ---------------------------------------------------------------------------------- */

static const struct vg_conf_device few[] = {
    {.name = "ne-7", .client = "a", .serial = "SN/7 b"},
    {.name = "core", .client = "a"},
    {.name = "core.lyon", .client = "a", .serial = "same"},
    {.name = "other", .client = "b", .serial = "same"},
    {.name = "Last", .client = "a", .serial = "SAME"},
};

static const struct {
	const char *text, *found;
} rows[] = {
    {"NE-7 is down", "ne-7"},
    {"ne-71 is down", NULL},
    {"ne-7-b is down", NULL},
    {"one-7", NULL},
    {"dc-core is down", NULL},
    {"-core is down", "core"},
    {"(core)", "core"},
    {"--core--", "core"},
    {"ne-71, then ne-7.", "ne-7"},
    {"core_old, old_core", NULL},
    {"_core_", "core"},
    /* A hyphen that does not break, and one that is only a hyphen. */
    {"ne\xe2\x80\x91"
     "7",
	"ne-7"},
    {"ne\xe2\x80\x90"
     "7",
	"ne-7"},
    {"ne-7\xe2\x80\x91"
     "b, core",
	"core"},
    {"ne\xe2\x80", NULL},
    {"ne\xe2", NULL},
    {"core.paris", "core"},
    {"core.lyon, core", "core.lyon"},
    {"core.lyons", "core"},
    {"a sn/7 b c", "ne-7"},
    {"sn/7", NULL},
    /* Of a serial that several have the first in the tree; of another client's nothing. */
    {"same", "core.lyon"},
    {"other, last", "Last"},
    {"", NULL},
};

static void
words_of_a_text(void **state)
{
	struct vg_confnamed *named = vg_confnamed_new(few, sizeof(few) / sizeof(few[0]));

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_conf_device *d =
		    vg_confnamed_first(named, rows[i].text, of_client, "a");
		const char *found = d ? d->name : "-";
		if (strcmp(found, rows[i].found ? rows[i].found : "-") != 0)
			fail_msg("'%s': %s", rows[i].text, found);
	}
	vg_confnamed_free(named);
	named = vg_confnamed_new(NULL, 0);
	assert_null(vg_confnamed_first(named, "ne-7", of_client, "a"));
	vg_confnamed_free(named);
	vg_confnamed_free(NULL);
}

/* --- against a search without a table ------------------------------------------------------- */

static bool
joins(char c)
{
	return c == '-' || c == '_';
}

static bool
stands_at(const char *text, const char *at, const char *word)
{
	size_t size = strlen(word);
	char before = at > text ? at[-1] : ' ', first = at > text + 1 ? at[-2] : ' ';

	return size && strncasecmp(at, word, size) == 0 &&
	    !isalnum((unsigned char)before) &&
	    !(joins(before) && isalnum((unsigned char)first)) &&
	    !isalnum((unsigned char)at[size]) &&
	    !(joins(at[size]) && isalnum((unsigned char)at[size + 1]));
}

static const struct vg_conf_device *
search(const struct vg_conf_device *devices, size_t n, const char *text)
{
	for (const char *at = text; *at; at++) {
		const struct vg_conf_device *found = NULL;
		size_t longest = 0;
		for (size_t i = 0; i < n; i++) {
			const char *words[] = {devices[i].name, devices[i].serial};
			for (size_t k = 0; k < 2; k++) {
				if (strcmp(devices[i].client, "a") != 0 ||
				    strlen(words[k]) <= longest ||
				    !stands_at(text, at, words[k]))
					continue;
				found = &devices[i];
				longest = strlen(words[k]);
			}
		}
		if (found)
			return found;
	}
	return NULL;
}

static uint32_t
chance(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* Of few letters, so that words begin, join and hold each other. */
static void
any_word(char *word, size_t most, uint32_t *seed)
{
	static const char letters[] = "aAbB7-_. ";
	size_t size = chance(seed) % most;

	for (size_t i = 0; i < size; i++)
		word[i] = letters[chance(seed) % (sizeof(letters) - 1)];
	word[size] = '\0';
}

static void
as_without_a_table(void **state)
{
	enum { DEVICES = 12, TEXTS = 20000 };
	struct vg_conf_device *devices = vg_mem_array(DEVICES, sizeof(*devices));
	uint32_t seed = 7;
	size_t found = 0;

	(void)state;
	for (size_t t = 0; t < TEXTS; t++) {
		char text[40];
		for (size_t i = 0; i < DEVICES; i++) {
			any_word(devices[i].name, 6, &seed);
			any_word(devices[i].serial, 5, &seed);
			vg_text_copy(devices[i].client, sizeof(devices[i].client),
			    chance(&seed) % 4 ? "a" : "b");
		}
		any_word(text, sizeof(text), &seed);
		struct vg_confnamed *named = vg_confnamed_new(devices, DEVICES);
		const struct vg_conf_device *expected = search(devices, DEVICES, text);
		const struct vg_conf_device *got =
		    vg_confnamed_first(named, text, of_client, "a");
		if (got != expected)
			fail_msg("'%s': %s, not %s", text, got ? got->name : "(none)",
			    expected ? expected->name : "(none)");
		found += got != NULL;
		vg_confnamed_free(named);
	}
	/* Both happen. */
	assert_in_range(found, TEXTS / 20, TEXTS * 19 / 20);
	free(devices);
}

/* --- what it costs -------------------------------------------------------------------------- */

/* All with one serial, another client's: each is asked once, however often the text says it. */
static void
each_is_asked_once(void **state)
{
	enum { DEVICES = 20000, TEXT = 64 * 1024 };
	struct vg_conf_device *devices = vg_mem_array(DEVICES, sizeof(*devices));
	struct vg_buf text;

	(void)state;
	for (size_t i = 0; i < DEVICES; i++) {
		vg_text_format(devices[i].name, sizeof(devices[i].name), "box-%zu", i);
		vg_text_copy(devices[i].serial, sizeof(devices[i].serial), "n/a");
		vg_text_copy(devices[i].client, sizeof(devices[i].client), "b");
	}
	vg_buf_init(&text, 0);
	while (text.size < TEXT)
		vg_buf_add_text(&text, "n/a box-77 ");
	struct vg_confnamed *named = vg_confnamed_new(devices, DEVICES);
	asked = 0;
	assert_null(vg_confnamed_first(named, vg_buf_text(&text), of_client, "a"));
	assert_int_equal(asked, DEVICES + 1);
	vg_confnamed_free(named);
	vg_buf_fini(&text);
	free(devices);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_of_a_text),
	    cmocka_unit_test(as_without_a_table),
	    cmocka_unit_test(each_is_asked_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
