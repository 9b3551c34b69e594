/*
 * What vigie-courier makes of a letter, and of what a relay says.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/courier/couriermime.h"
#include "collector/courier/couriersmtp.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static struct vg_courierletter
plain(void)
{
	static char subject[] = "[2026-000001] Panne à Lyon",
		    text[] = "Bonjour é\n.\nfin\n";
	static char references[] = "a@x.example b@x.example";
	struct vg_courierletter letter = {.case_number = "2026-000001",
	    .from = "support@merisac.example",
	    .from_name = "Merisac \"Réseaux\"",
	    .to = {"anne@clinique-a.example", "marc@clinique-a.example"},
	    .n_to = 2,
	    .message_id = "2026-000001.7.0123@merisac.example",
	    .in_reply_to = "b@x.example",
	    .auto_submitted = "auto-generated",
	    .made = {INT64_C(1783591200000000)},
	    .subject = subject,
	    .text = text,
	    .references = references};

	return letter;
}

static void
write_it(const struct vg_courierletter *letter, struct vg_buf *octets)
{
	struct vg_detail detail = {0};

	vg_buf_init(octets, 0);
	assert_int_equal(vg_couriermime_write(letter, octets, &detail), VG_OK);
}

/* Lines end with CR LF, nothing has an eighth bit, no line is too long. */
static void
check_octets(const struct vg_buf *octets)
{
	size_t line = 0;

	for (size_t i = 0; i < octets->size; i++) {
		unsigned char c = octets->data[i];
		assert_true(c < 0x80);
		if (c == '\n')
			assert_true(i > 0 && octets->data[i - 1] == '\r');
		line = c == '\n' ? 0 : line + 1;
		assert_true(line <= 998);
	}
}

static void
a_letter_is_seven_bits_and_the_same_each_time(void **state)
{
	struct vg_courierletter letter = plain();
	struct vg_buf once, again;

	(void)state;
	write_it(&letter, &once);
	write_it(&letter, &again);
	check_octets(&once);
	assert_int_equal(once.size, again.size);
	assert_memory_equal(once.data, again.data, once.size);
	const char *text = vg_buf_text(&once);
	assert_non_null(
	    strstr(text, "Message-Id: <2026-000001.7.0123@merisac.example>\r\n"));
	assert_non_null(strstr(text, "In-Reply-To: <b@x.example>\r\n"));
	assert_non_null(strstr(text, "References: <a@x.example> <b@x.example>\r\n"));
	assert_non_null(strstr(text, "Auto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(text, "Date: Thu, 09 Jul 2026 10:00:00 +0000\r\n"));
	assert_non_null(strstr(text, "charset=utf-8"));
	vg_buf_fini(&once);
	vg_buf_fini(&again);
}

static void
what_goes_with_it_has_a_boundary_of_its_own(void **state)
{
	struct vg_courierletter letter = plain();
	struct vg_buf once, again;

	(void)state;
	letter.n_attached = 1;
	struct vg_courierletter_part *part = &letter.attached[0];
	vg_text_copy(part->name, sizeof(part->name), "evidence-é.json");
	vg_text_copy(part->type, sizeof(part->type), "application/json");
	vg_buf_init(&part->content, 0);
	vg_buf_add(&part->content, "{\"a\":\"\xc3\xa9\"}\0\xff", 13);
	write_it(&letter, &once);
	write_it(&letter, &again);
	check_octets(&once);
	assert_int_equal(once.size, again.size);
	assert_memory_equal(once.data, again.data, once.size);
	assert_non_null(strstr(vg_buf_text(&once), "boundary=\"=_"));
	assert_non_null(strstr(vg_buf_text(&once), "Content-Transfer-Encoding: base64"));
	vg_buf_fini(&part->content);
	vg_buf_fini(&once);
	vg_buf_fini(&again);
}

/* Nothing that comes from outside adds a field. */
/* A line has 998 octets at most, whatever a person wrote as one word (RFC 5322 section 2.1.1). */
static void
no_line_is_too_long(void **state)
{
	struct vg_courierletter letter = plain();
	char subject[1400], text[5000];
	char references[20 * 256] = "";
	struct vg_buf octets;

	(void)state;
	for (int i = 0; i < 20; i++) {
		size_t used = strlen(references);
		memset(references + used, 'a' + i, 250);
		references[used + 250] = i < 19 ? ' ' : '\0';
		references[used + 251] = '\0';
	}
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	letter.text = text;
	letter.references = references;
	memset(letter.in_reply_to, 'i', 255);
	for (size_t size = 900; size < sizeof(subject); size += 33) {
		memset(subject, 's', size);
		subject[size] = '\0';
		letter.subject = subject;
		write_it(&letter, &octets);
		check_octets(&octets);
		vg_buf_fini(&octets);
	}
}

static void
no_value_adds_a_field(void **state)
{
	static const char evil[] = "x\r\nBcc: spy@evil.example\r\n\r\nbody";
	struct vg_courierletter letter = plain();
	struct vg_detail detail = {0};
	struct vg_buf octets;
	char subject[64];

	(void)state;
	vg_text_copy(subject, sizeof(subject), evil);
	letter.subject = subject;
	vg_text_copy(letter.from_name, sizeof(letter.from_name), evil);
	write_it(&letter, &octets);
	assert_null(strstr(vg_buf_text(&octets), "\nBcc:"));
	assert_null(strstr(vg_buf_text(&octets), "\nbody"));
	vg_buf_fini(&octets);
	char(*fields[])[257] = {&letter.from, &letter.to[1]};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		char kept[257];
		memcpy(kept, *fields[i], sizeof(kept));
		vg_text_copy(*fields[i], sizeof(*fields[i]), evil);
		vg_buf_init(&octets, 0);
		assert_int_equal(
		    vg_couriermime_write(&letter, &octets, &detail), VG_EINVAL);
		assert_int_equal(octets.size, 0);
		memcpy(*fields[i], kept, sizeof(kept));
	}
	letter.n_to = 0;
	assert_int_equal(vg_couriermime_write(&letter, &octets, &detail), VG_EINVAL);
}

static void
what_a_relay_says_is_one_clean_line(void **state)
{
	static const struct {
		const char *said, *want;
	} rows[] = {
	    {"550 5.1.1 <anne@clinique-a.example>: no such user\r\n",
		"550 5.1.1 (address) no such user"},
	    {"451  later\tplease\r\n", "451 later please"},
	    {"550 \xc3\xa9\x1b[31mred", "550 ???[31mred"},
	    {"", ""},
	    {"\r\n", ""},
	};
	char reason[VG_COURIER_REASON_SIZE], *longest = malloc(4096);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		vg_couriersmtp_clean(rows[i].said, reason);
		assert_string_equal(reason, rows[i].want);
	}
	memset(longest, 'x', 4095);
	longest[4095] = '\0';
	vg_couriersmtp_clean(longest, reason);
	assert_int_equal(strlen(reason), VG_COURIER_REASON_SIZE - 1);
	free(longest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_letter_is_seven_bits_and_the_same_each_time),
	    cmocka_unit_test(what_goes_with_it_has_a_boundary_of_its_own),
	    cmocka_unit_test(no_line_is_too_long),
	    cmocka_unit_test(no_value_adds_a_field),
	    cmocka_unit_test(what_a_relay_says_is_one_clean_line),
	};

	vg_couriermime_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
