/*
 * What a relay's answers mean: a table.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "collector/courier/courierjudge.h"

static const struct {
	enum vg_courierjudge_stage stage;
	const char *said;
	enum vg_courier_outcome outcome;
	bool relays;
} rows[] = {
    {VG_COURIERJUDGE_RCPT, "250 2.1.5 yes", VG_COURIER_SENT, false},
    {VG_COURIERJUDGE_RCPT, "251 will forward", VG_COURIER_SENT, false},
    {VG_COURIERJUDGE_DATA, "354 go on", VG_COURIER_SENT, false},
    /* Nothing was said: it went away. */
    {VG_COURIERJUDGE_BEFORE, "", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_DATA, "", VG_COURIER_LATER, true},
    /* The relay itself. */
    {VG_COURIERJUDGE_BEFORE, "421 later", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_BEFORE, "554 no mail here", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_BEFORE, "535 5.7.8 who are you", VG_COURIER_LATER, true},
    /* Who sends is us, whatever the mail. */
    {VG_COURIERJUDGE_MAIL, "451 later", VG_COURIER_LATER, false},
    {VG_COURIERJUDGE_MAIL, "550 5.7.1 sender refused", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_MAIL, "530 5.7.0 authentication required", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_MAIL, "553 no", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_MAIL, "501 5.1.7 bad sender", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_MAIL, "552 5.3.4 too big", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_MAIL, "552 too big", VG_COURIER_FAILED, false},
    /* A recipient. */
    {VG_COURIERJUDGE_RCPT, "450 4.2.0 greylisted", VG_COURIER_LATER, false},
    {VG_COURIERJUDGE_RCPT, "421 shutting down", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "452 full", VG_COURIER_LATER, false},
    {VG_COURIERJUDGE_RCPT, "550 5.1.1 no such user", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "551 5.1.6 moved", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "553 5.1.3 no address", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "521 takes no mail", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "552 full", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "552 5.2.2 full", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "554 5.1.2 no such domain", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_RCPT, "556 5.1.10 null MX", VG_COURIER_FAILED, false},
    /* A relay that relays nothing for us. */
    {VG_COURIERJUDGE_RCPT, "554 5.7.1 relay access denied", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 5.7.1 unable to relay", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 5.7.54 unable to relay", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "554 access denied", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "530 who are you", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "503 5.5.1 MAIL first", VG_COURIER_LATER, true},
    /* One that takes us for nobody, and looks at senders only now. */
    {VG_COURIERJUDGE_RCPT, "550 5.1.8 Sender address rejected: Domain not found",
	VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "450 4.1.8 Sender address rejected: Domain not found",
	VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 5.1.7 sender refused", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "450 4.1.7 sender not verified", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 5.1.80 nobody", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_MAIL, "450 4.1.8 domain not found", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_DATA, "550 5.1.8 domain not found", VG_COURIER_LATER, true},
    /* Words of either: what else the relay takes shows which. */
    {VG_COURIERJUDGE_RCPT, "550 5.1.0 Sender address rejected", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "450 4.1.0 later", VG_COURIER_LATER, false},
    {VG_COURIERJUDGE_RCPT, "550 relay not permitted", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 Sender verify failed", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 no such user", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "551 elsewhere", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "553 no name", VG_COURIER_LATER, true},
    /* No enhanced code: digits that begin otherwise, or none. */
    {VG_COURIERJUDGE_RCPT, "550 4.7.1 x", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550 5.x.1 no such", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "550", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_RCPT, "5", VG_COURIER_LATER, true},
    /* The message. */
    {VG_COURIERJUDGE_DATA, "452 disk", VG_COURIER_LATER, false},
    {VG_COURIERJUDGE_DATA, "554 spam", VG_COURIER_FAILED, false},
    {VG_COURIERJUDGE_DATA, "550 5.6.0 line too long", VG_COURIER_FAILED, false},
    /* Its words, or whom the relay lets send: which one it is shows what else it takes. */
    {VG_COURIERJUDGE_DATA, "550 5.7.60 may not send as this sender", VG_COURIER_LATER,
	true},
    {VG_COURIERJUDGE_DATA, "554 5.7.1 spam", VG_COURIER_LATER, true},
    {VG_COURIERJUDGE_DATA, "552 5.3.4 too big", VG_COURIER_FAILED, false},
};

static void
answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool relays;
		enum vg_courier_outcome outcome =
		    vg_courierjudge_said(rows[i].stage, rows[i].said, &relays);
		if (outcome != rows[i].outcome || relays != rows[i].relays)
			fail_msg("row %zu, %s: %d%s", i, rows[i].said, (int)outcome,
			    relays ? ", the relay's" : "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(answers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
