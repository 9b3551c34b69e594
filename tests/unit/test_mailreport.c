/*
 * What delivery reports say: a table.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mail/mailreport.h"
#include "lib/base/mem.h"

#define HEAD "Reporting-MTA: dns; mx.example\r\nArrival-Date: x\r\n\r\n"

static void
reports(void **state)
{
	static const struct {
		const char *text, *action, *failed;
	} rows[] = {
	    {"", "", ""},
	    {HEAD, "", ""},
	    {HEAD "Final-Recipient: rfc822; anne@a.example\r\nAction: failed\r\n"
		  "Status: 5.1.1\r\n",
		"failed", "anne@a.example"},
	    /* Whatever the order of fields, their case, folds and comments. */
	    {HEAD "ACTION: (well)\r\n Failed (for good)\r\n"
		  "final-recipient:RFC822;<Anne@A.example>\r\n",
		"failed", "Anne@A.example"},
	    {HEAD "Final-Recipient: rfc822;\r\n\tanne@a.example\r\nAction: failed\r\n",
		"failed", "anne@a.example"},
	    /* The original one beside the final one, where it is another. */
	    {HEAD "Original-Recipient: rfc822;anne@a.example\r\n"
		  "Final-Recipient: rfc822;box7@inner.example\r\nAction: failed\r\n",
		"failed", "box7@inner.example anne@a.example"},
	    {HEAD "Original-Recipient: rfc822;Anne@a.example\r\n"
		  "Final-Recipient: rfc822;anne@A.example\r\nAction: failed\r\n",
		"failed", "anne@A.example"},
	    {HEAD "Original-Recipient: rfc822;anne@a.example\r\nAction: failed\r\n",
		"failed", "anne@a.example"},
	    /* What did not fail names nobody. */
	    {HEAD "Final-Recipient: rfc822; anne@a.example\r\nAction: delayed\r\n",
		"delayed", ""},
	    {HEAD "Final-Recipient: rfc822; anne@a.example\r\nAction: relayed\r\n",
		"relayed", ""},
	    {HEAD "Final-Recipient: rfc822; anne@a.example\r\nAction: delivered\r\n",
		"delivered", ""},
	    {HEAD "Final-Recipient: rfc822; anne@a.example\r\nAction: expanded\r\n",
		"expanded", ""},
	    {HEAD "Final-Recipient: rfc822; a@a.example\nAction: delivered\n\n"
		  "Final-Recipient: rfc822; b@a.example\nAction: failed\n\n"
		  "Final-Recipient: rfc822; c@a.example\nAction: delayed\n\n"
		  "Final-Recipient: rfc822; d@a.example\nAction: failed\n",
		"failed", "b@a.example\nd@a.example"},
	    /* A failure of nobody's, and of what is no address of mail. */
	    {HEAD "Action: failed\r\n", "failed", ""},
	    {HEAD "Final-Recipient: x400; /g=anne/\r\nAction: failed\r\n", "failed", ""},
	    {HEAD "Final-Recipient: anne@a.example\r\nAction: failed\r\n", "failed", ""},
	    {HEAD "Final-Recipient: rfc822; nobody\r\nAction: failed\r\n", "failed", ""},
	    {HEAD "Final-Recipient: utf-8; andr\xc3\xa9@a.example\r\nAction: failed\r\n",
		"failed", "andr\xc3\xa9@a.example"},
	    /* A field of one recipient is no other's. */
	    {HEAD "Final-Recipient: rfc822; anne@a.example\r\n\r\nAction: failed\r\n",
		"failed", ""},
	    {"Action: failedandmoreandmoreandmore\r\n", "failedandmorean", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char action[VG_MAILREPORT_WORD];
		struct vg_buf failed;
		vg_buf_init(&failed, 0);
		vg_mailreport_read(rows[i].text, action, &failed);
		if (strcmp(action, rows[i].action) != 0 ||
		    strcmp(vg_buf_text(&failed), rows[i].failed) != 0)
			fail_msg("row %zu: '%s' '%s'", i, action, vg_buf_text(&failed));
		vg_buf_fini(&failed);
	}
}

/* However many there are and however long: whole lines, within bounds. */
static void
is_bounded(void **state)
{
	char action[VG_MAILREPORT_WORD], *text = vg_mem_text("");
	struct vg_buf failed;
	size_t n_lines = 1;

	(void)state;
	for (int i = 0; i < 200; i++) {
		char *longer = vg_mem_format(
		    "%sFinal-Recipient: rfc822; %0300d@a.example\nAction: failed\n\n",
		    text, i);
		free(text);
		text = longer;
	}
	vg_buf_init(&failed, 0);
	vg_mailreport_read(text, action, &failed);
	assert_true(failed.size <= VG_MAILREPORT_SIZE);
	for (const char *c = vg_buf_text(&failed); (c = strchr(c, '\n')); c++)
		n_lines++;
	assert_true(n_lines > 10 && n_lines <= VG_MAILREPORT_LINES);
	assert_memory_equal(
	    vg_buf_text(&failed) + failed.size - strlen("@a.example"), "@a.example", 10);
	vg_buf_fini(&failed);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reports), cmocka_unit_test(is_bounded)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
