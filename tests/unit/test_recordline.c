/*
 * Lines of a recording: what is written is read back, what is not so is refused by its name, and
 * what is masked names nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "collector/recording/recordline.h"
#include "collector/recording/recordmask.h"
#include "collector/replay/replaydiff.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static void
an_event_comes_back(void **state)
{
	struct vg_event e = {.action = VG_ACTION_RAISE,
	    .origin = VG_ORIGIN_TRAP,
	    .severity = VG_SEVERITY_MAJOR,
	    .cause = 78,
	    .since = {17},
	    .agent_time = {18},
	    .plain = true,
	    .alone = true,
	    .flapping = true};
	struct vg_event back;
	struct vg_detail detail = {0};
	enum vg_recordline_type type;
	struct vg_buf line;
	json_t *o;

	(void)state;
	strcpy(e.device, "ne-7");
	strcpy(e.resource, "device/ne-7/psu/1");
	strcpy(e.kind, "psu-failed");
	strcpy(e.qualifier, "a \"quote\", a \\ and a \x01");
	strcpy(e.serial, "SN-7");
	strcpy(e.symptom_of, "device/ne-7/board/1 board-failed ");
	strcpy(e.text, "a text is left out");
	vg_buf_init(&line, 0);
	vg_recordline_begin(&line, VG_RECORDLINE_EVENT);
	vg_recordline_int(&line, "id", 5);
	vg_recordline_int(&line, "at", 6);
	vg_recordline_event(&line, &e);
	vg_recordline_end(&line);
	assert_null(strstr(vg_buf_text(&line), "left out"));
	assert_int_equal(
	    vg_recordline_read(vg_buf_text(&line), line.size, &type, &o, &detail), VG_OK);
	assert_int_equal(type, VG_RECORDLINE_EVENT);
	assert_int_equal(vg_recordline_number(o, "id"), 5);
	assert_int_equal(vg_recordline_read_event(o, &back, &detail), VG_OK);
	memset(e.text, 0, sizeof(e.text));
	assert_memory_equal(&back, &e, sizeof(e));
	json_decref(o);
	vg_buf_fini(&line);
}

static void
what_is_not_so_is_refused(void **state)
{
	static const struct {
		const char *line;
		int code;
		const char *says;
	} rows[] = {
	    {"", VG_EPARSE, ""},
	    {"[]", VG_EPARSE, "type"},
	    {"{\"type\":7}", VG_EPARSE, "type"},
	    {"{\"type\":\"dance\"}", VG_EPARSE, "dance"},
	    {"{\"type\":\"step\",\"at\":1}", VG_EINVAL, "no 'by'"},
	    {"{\"type\":\"step\",\"at\":\"1\",\"by\":2}", VG_EINVAL, "'at'"},
	    {"{\"type\":\"step\",\"at\":1,\"by\":2,\"x\":3}", VG_EINVAL, "does not have"},
	    {"{\"type\":\"step\",\"at\":1,\"at\":1,\"by\":2}", VG_EPARSE, "duplicate"},
	    {"{\"type\":\"step\",\"at\":1,\"by\":2} x", VG_EPARSE, ""},
	    {"{\"type\":\"step\",\"at\":1,\"by\":2}", VG_OK, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		enum vg_recordline_type type;
		json_t *o;
		int code = vg_recordline_read(
		    rows[i].line, strlen(rows[i].line), &type, &o, &detail);
		if (code != rows[i].code || !strstr(detail.text, rows[i].says))
			print_error("%s: %s\n", rows[i].line, detail.text);
		assert_int_equal(code, rows[i].code);
		assert_non_null(strstr(detail.text, rows[i].says));
		assert_true((o != NULL) == (code == VG_OK));
		json_decref(o);
	}
}

static void
a_long_line_is_refused(void **state)
{
	struct vg_detail detail = {0};
	enum vg_recordline_type type;
	struct vg_buf line;
	json_t *o;

	(void)state;
	vg_buf_init(&line, 0);
	vg_buf_add_text(&line, "{\"type\":\"step\",\"at\":1,\"by\":2,\"x\":\"");
	for (int i = 0; i < VG_RECORDLINE_OTHERS_MAX; i++)
		vg_buf_add_u8(&line, 'x');
	vg_buf_add_text(&line, "\"}");
	assert_int_not_equal(
	    vg_recordline_read(vg_buf_text(&line), line.size, &type, &o, &detail), VG_OK);
	assert_null(o);
	vg_buf_fini(&line);
}

/* Masks 'text' after the tree, and gives it as text. */
static char *
mask(struct vg_recordmask *m, const char *text)
{
	struct vg_detail detail = {0};
	enum vg_recordline_type type;
	json_t *o;

	if (vg_recordline_read(text, strlen(text), &type, &o, &detail) != VG_OK)
		fail_msg("%s: %s", text, detail.text);
	json_t *masked = vg_recordmask_line(m, type, o);
	char *made = json_dumps(masked, JSON_COMPACT);
	json_decref(masked);
	json_decref(o);
	return made;
}

static void
a_masked_line_names_nobody(void **state)
{
	static const char *const lines[] = {
	    "{\"type\":\"revision\",\"number\":1,\"content\":{\"vigie-collector:collector\":{"
	    "\"name\":\"canary-noc\",\"site\":[{\"name\":\"canary-site\",\"address\":\"canary "
	    "street\",\"client\":\"canary-client\"}],\"client\":[{\"name\":\"canary-client\","
	    "\"domain\":[\"canary.example\"],\"description\":\"canary!\"}],\"person\":[{\"id\":"
	    "\"canary-p\",\"name\":\"Canary\",\"mail\":\"canary@x.example\"}],\"device\":[{"
	    "\"name\":\"canary-7\",\"address\":[\"10.9.8.7\"],\"serial\":\"CANARY\"}],\"calendar\":[{\"name\":\"canary-hours\",\"holidays\":"
	    "\"canary-days\"}],\"holiday-set\":[{\"name\":\"canary-days\",\"day\":[{\"date\":"
	    "\"2026-05-01\",\"label\":\"Canary\"}]}],\"contract\":[{\"name\":\"canary-k\","
	    "\"calendar\":\"canary-hours\",\"amendment\":[{\"from\":\"2026-06-01\","
	    "\"reference\":\"CANARY-2026-1\"}]}],\"case-rule\":[{\"name\":\"canary-first\","
	    "\"device\":[\"canary-7\"],\"queue\":\"canary-desk\"}],\"shelf\":[{\"name\":"
	    "\"canary-shelf\",\"reason\":\"Canary\",\"owner\":\"canary-p\",\"qualifier\":"
	    "\"canary\",\"resource\":[\"device/canary-7/psu/1\",\"device/canary.*\","
	    "\".*canary.*\"]}]}}}",
	    "{\"type\":\"event\",\"id\":1,\"at\":1,\"action\":\"raise\",\"origin\":\"trap\","
	    "\"device\":\"canary-7\",\"resource\":\"device/canary-7/port/canary0\",\"kind\":"
	    "\"link-down\",\"qualifier\":\"canary\",\"serial\":\"CANARY\",\"symptom-of\":"
	    "\"device/canary-7/psu/1 psu-failed canary\"}",
	    "{\"type\":\"act\",\"at\":1,\"verb\":\"assign\",\"role\":\"noc\",\"who\":\"canary-p\","
	    "\"object\":\"2026-000001\",\"happened\":1,\"args\":{\"to\":\"canary-p\",\"text\":"
	    "\"-\"},\"result\":\"2026-000001\",\"state\":\"in-hand\"}",
	    "{\"type\":\"row\",\"table\":\"case\",\"values\":{\"number\":\"2026-000001\","
	    "\"subject\":\"device/canary-7\",\"client\":\"canary-client\",\"owner\":\"canary-p\","
	    "\"contract\":\"canary-k\",\"supplier\":\"allot\",\"rule\":\"canary-first\","
	    "\"queue\":\"canary-desk\"}}",
	    "{\"type\":\"row\",\"table\":\"due\",\"values\":{\"kind\":\"silent\",\"object\":"
	    "\"canary-agent\",\"at\":5}}",
	};
	static const unsigned char key[VG_RECORDMASK_KEY_SIZE] = "one key";
	static const unsigned char other_key[VG_RECORDMASK_KEY_SIZE] = "another";
	struct vg_recordmask *m = vg_recordmask_new(key);
	struct vg_recordmask *other = vg_recordmask_new(other_key);

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *made = mask(m, lines[i]), *again = mask(m, lines[i]);
		char *apart = mask(other, lines[i]);
		assert_null(strcasestr(made, "canary"));
		assert_null(strstr(made, "10.9.8.7"));
		assert_string_equal(made, again);
		assert_string_not_equal(made, apart);
		free(made);
		free(again);
		free(apart);
	}
	char *event = mask(m, lines[1]), *row = mask(m, lines[3]);
	assert_non_null(strstr(event, "/port/x"));
	assert_non_null(strstr(event, "psu/1 psu-failed"));
	assert_non_null(strstr(row, "2026-000001"));
	assert_non_null(strstr(row, "\"supplier\":\"allot\""));
	/* The same name is the same word. */
	char word[32];
	vg_text_format(word, sizeof(word), "%.17s", strstr(event, "device/x") + 7);
	assert_non_null(strstr(row, word));
	free(event);
	free(row);
	vg_recordmask_free(m);
	vg_recordmask_free(other);
}

/* Parts keep what a rule reads of them: what they are, and their number; W is a word. */
static void
a_masked_part_names_nobody(void **state)
{
	static const struct {
		const char *resource, *masked;
	} rows[] = {
	    {"device/ne-7/server/radius/2", "device/W/server/W/2"},
	    {"device/ne-7/server/ntp/canary", "device/W/server/W/W"},
	    {"device/ne-7/server/ntp/10.9.8.7", "device/W/server/W/W"},
	    {"device/ne-7/peer/10.9.8.7", "device/W/peer/W"},
	    {"device/ne-7/licence/0.6", "device/W/licence/0.6"},
	    {"device/ne-7/via/nx/slot/3", "device/W/via/W/slot/3"},
	    {"collector/noc/source/10.9.8.7", "collector/W/source/W"},
	    {"site/lyon/power", "site/W/power"},
	};
	static const unsigned char key[VG_RECORDMASK_KEY_SIZE] = "one key";
	struct vg_recordmask *m = vg_recordmask_new(key);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[256], seen[256] = "", *c;
		vg_text_format(line, sizeof(line),
		    "{\"type\":\"row\",\"table\":\"case\",\"values\":{\"subject\":\"%s\"}}",
		    rows[i].resource);
		char *made = mask(m, line);
		c = strstr(made, "\"subject\":\"");
		assert_non_null(c);
		for (c += strlen("\"subject\":\""); *c != '"'; c++) {
			bool word = c[0] == 'x' && c[-1] == '/';
			strncat(seen, word ? "W" : c, 1);
			c += word ? 16 : 0;
		}
		assert_string_equal(seen, rows[i].masked);
		free(made);
	}
	vg_recordmask_free(m);
}

/* Masks a tree of the device ne.7 and of the shelf over 'pattern', which is JSON text. */
static char *
mask_shelf(struct vg_recordmask *m, const char *pattern)
{
	char line[1024], *end;

	vg_text_format(line, sizeof(line),
	    "{\"type\":\"revision\",\"number\":1,\"content\":{\"top\":{\"device\":[{\"name\":"
	    "\"ne.7\"}],\"shelf\":[{\"resource\":[\"%s\"]}]}}}",
	    pattern);
	char *made = mask(m, line);
	char *found = strstr(made, "\"resource\":[\"");
	assert_non_null(found);
	found += strlen("\"resource\":[\"");
	end = strstr(found, "\"]");
	assert_non_null(end);
	memmove(made, found, (size_t)(end - found));
	made[end - found] = '\0';
	return made;
}

/* What stood on a shelf stands on it masked, too; W is the device's word. */
static void
a_masked_shelf_holds_what_it_held(void **state)
{
	static const struct {
		const char *pattern,
		    *masked; /* NULL: a word that finds nothing is in it */
	} rows[] = {
	    {"device/ne.7/psu/1", "device/W/psu/1"},
	    {"device/ne\\\\.7(/.*)?", "device/W(/.*)?"},
	    {"device/(ne.7|ne.7)/fan/[12]", "device/(W|W)/fan/[12]"},
	    {"device/[^/]+/psu/\\\\d+", "device/[^/]+/psu/\\\\d+"},
	    {".*", ".*"},
	    {"(device|site)/.*", "(device|site)/.*"},
	    {"device/.*/psu/(1|2)", "device/.*/psu/(1|2)"},
	    {"/vigie-cases:inventory/device[name='ne.7']",
		"/vigie-cases:inventory/device[name='W']"},
	    {"/vigie-cases:inventory/device[name='ne.7']/component[name='psu/1']",
		"/vigie-cases:inventory/device[name='W']/component[name='psu/1']"},
	    {"device/7.*", NULL},
	    {"device/secret", NULL},
	    {"device/ne.7/port/secret", NULL},
	    {"device/ne.7/server/[^/]+/[12]", "device/W/server/[^/]+/[12]"},
	    {"device/ne.7/server/.*/2", "device/W/server/.*/2"},
	    {"device/ne.7/server/ntp/secret", NULL},
	    {"device/.*/server/.*/secret", NULL},
	    {"device/.*/server/(ntp|dns)/(secret|2)", NULL},
	    {"/vigie-cases:inventory/device[name='ne.7']/component[name='server/ntp/secret']",
		NULL},
	    {"secret.*", NULL},
	    {".*secret", NULL},
	};
	static const unsigned char key[VG_RECORDMASK_KEY_SIZE] = "one key";
	struct vg_recordmask *m = vg_recordmask_new(key);
	char *word = mask_shelf(m, "ne.7");

	(void)state;
	assert_int_equal(strlen(word), 17);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *made = mask_shelf(m, rows[i].pattern), want[200] = "";
		for (const char *c = rows[i].masked ? rows[i].masked : ""; *c; c++)
			strncat(want, *c == 'W' ? word : c, *c == 'W' ? 17 : 1);
		assert_null(strstr(made, "secret"));
		assert_null(strstr(made, "ne.7"));
		if (rows[i].masked)
			assert_string_equal(made, want);
		else
			assert_string_not_equal(made, rows[i].pattern);
		free(made);
	}
	free(word);
	vg_recordmask_free(m);
}

/* A timer of a clock is found again. */
static void
a_masked_timer_keeps_what_is_ours(void **state)
{
	static const char *const objects[][2] = {{"warn", "2026-000001/client-told"},
	    {"rejudge", "12 3"}, {"shelf", "next"}, {"deaf", "page"}, {"hold", "12"}};
	static const unsigned char key[VG_RECORDMASK_KEY_SIZE] = "one key";
	struct vg_recordmask *m = vg_recordmask_new(key);
	char line[256];

	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		vg_text_format(line, sizeof(line),
		    "{\"type\":\"row\",\"table\":\"due\",\"values\":{\"kind\":\"%s\","
		    "\"object\":\"%s\",\"at\":5}}",
		    objects[i][0], objects[i][1]);
		char *made = mask(m, line);
		assert_string_equal(made, line);
		free(made);
	}
	vg_recordmask_free(m);
}

#define CASE(number, opened, rest)                                                       \
	"{\"number\":\"" number                                                          \
	"\",\"subject\":\"device/a\",\"class\":\"power\",\"opened\":" opened             \
	",\"recurred\":0,\"severity\":\"major\",\"worse\":false,\"rung\":16,"            \
	"\"alarm\":[{\"resource\":\"device/a/psu/" number                                \
	"\",\"kind\":\"psu-failed\"}]" rest "}"

/* A case of another class that holds the first alarm of CASE("1"). */
#define HOLDER(rest)                                                                     \
	"{\"number\":\"9\",\"subject\":\"device/z\",\"class\":\"power\",\"opened\":1,"   \
	"\"recurred\":0,\"severity\":\"major\",\"worse\":false,\"rung\":16,\"alarm\":["  \
	"{\"resource\":\"device/z/psu/9\",\"kind\":\"psu-failed\"}" rest "]}"
#define HELD ",{\"resource\":\"device/a/psu/1\",\"kind\":\"psu-failed\"}"
/* Of one that went on behind the end, what is known as it was then. */
#define LATER(number, opened, rest)                                                      \
	"{\"number\":\"" number                                                          \
	"\",\"subject\":\"device/a\",\"class\":\"power\",\"opened\":" opened             \
	",\"later\":true" rest "}"

#define RETURN(outcome) "{\"name\":\"t\",\"of\":\"return\",\"outcome\":\"" outcome "\"}"

static void
what_differs_is_told(void **state)
{
	static const struct {
		const char *was, *is, *what; /* what of each entry, in their order */
	} rows[] = {
	    {"[]", "[]", ""},
	    {"[" CASE("1", "1", "") "]", "[" CASE("1", "1", "") "]", ""},
	    {"[" CASE("1", "1", "") "]", "[]", "not-opened "},
	    {"[]", "[" CASE("1", "1", "") "]", "opened "},
	    {"[" CASE("1", "1", "") "]", "[" CASE("1", "9", "") "]", "moved "},
	    {"[" CASE("1", "1", ",\"closed\":5") "]", "[" CASE("1", "7", "") "]",
		"not-opened opened "},
	    {"[" CASE("1", "1",
		 ",\"targets\":[{\"name\":\"t\",\"of\":\"case\",\"outcome\":"
		 "\"met\",\"due\":5000000,\"met\":3000000}]") "]",
		"[" CASE("1", "1",
		    ",\"targets\":[{\"name\":\"t\",\"of\":\"case\",\"outcome\":"
		    "\"missed\",\"due\":5000000}]") "]",
		"target "},
	    {"[" CASE("1", "1",
		 ",\"suggestions\":[{\"resource\":\"r\",\"grade\":\"likely\","
		 "\"rule\":\"x\"}]") "]",
		"[" CASE("1", "1", "") "]", "suggestion "},
	    /* Two returns have a clock each of one name. */
	    {"[" CASE(
		 "1", "1", ",\"targets\":[" RETURN("met") "," RETURN("runs") "]") "]",
		"[" CASE(
		    "1", "1", ",\"targets\":[" RETURN("met") "," RETURN("runs") "]") "]",
		""},
	    {"[" CASE(
		 "1", "1", ",\"targets\":[" RETURN("met") "," RETURN("runs") "]") "]",
		"[" CASE("1", "1", ",\"targets\":[" RETURN("met") "]") "]", "target "},
	    {"[" CASE("1", "1", "") "," HOLDER("") "]", "[" HOLDER(HELD) "]",
		"merged member "},
	    {"[" HOLDER(HELD) "]", "[" CASE("1", "1", "") "," HOLDER("") "]",
		"split member "},
	    {"[" HOLDER(HELD) "]", "[" HOLDER("") "]", "member "},
	    {"[" CASE("1", "1", ",\"priority\":3,\"queue\":\"a\"") "]",
		"[" CASE("1", "1", ",\"priority\":2,\"queue\":\"b\"") "]",
		"priority queue "},
	    {"[" CASE("1", "1", ",\"closed\":7") "]", "[" CASE("1", "1", "") "]",
		"closed "},
	    {"[" LATER("1", "1", "") "]", "[" CASE("1", "1", ",\"priority\":2") "]", ""},
	    {"[" LATER("1", "1", ",\"targets\":[" RETURN("met") "]") "]",
		"[" CASE("1", "1", ",\"targets\":[" RETURN("missed") "]") "]", "target "},
	    {"[" LATER("1", "1", "") "]", "[]", "not-opened "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *was = json_loads(rows[i].was, 0, NULL);
		json_t *is = json_loads(rows[i].is, 0, NULL);
		json_t *found = vg_replaydiff(was, is);
		char said[200] = "";
		assert_non_null(was);
		assert_non_null(is);
		for (size_t k = 0; k < json_array_size(found); k++) {
			strcat(said, vg_recordline_get(json_array_get(found, k), "what"));
			strcat(said, " ");
		}
		assert_string_equal(said, rows[i].what);
		json_decref(found);
		json_decref(was);
		json_decref(is);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_event_comes_back),
	    cmocka_unit_test(what_is_not_so_is_refused),
	    cmocka_unit_test(a_long_line_is_refused),
	    cmocka_unit_test(a_masked_line_names_nobody),
	    cmocka_unit_test(a_masked_part_names_nobody),
	    cmocka_unit_test(a_masked_shelf_holds_what_it_held),
	    cmocka_unit_test(a_masked_timer_keeps_what_is_ours),
	    cmocka_unit_test(what_differs_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
