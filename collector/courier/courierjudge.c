/*
 * What an answer of a relay means.
 */
#include "collector/courier/courierjudge.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

/* The enhanced code behind the basic one, its subject and its detail; false: there is none. */
static bool
read_enhanced(const char *said, long *subject, long *detail)
{
	char *end;

	if (strlen(said) < 9 || said[4] != said[0] || said[5] != '.')
		return false;
	*subject = strtol(said + 6, &end, 10);
	if (end == said + 6 || *end != '.')
		return false;
	*detail = strtol(end + 1, &end, 10);
	return true;
}

/* X.1.7 and X.1.8: whom it comes from.  A relay may look at that only when it is told whom it goes to. */
static bool
is_of_sender(const char *said)
{
	long subject, detail;

	return read_enhanced(said, &subject, &detail) && subject == 1 &&
	    (detail == 7 || detail == 8);
}

/* 1: an address, 0 anybody's.  2: the mailbox.  3.4: too big.  Else the relay, its way on, or its rules. */
static bool
is_wrong_by_enhanced(long subject, long detail)
{
	return (subject == 1 && detail != 0) || subject == 2 ||
	    (subject == 3 && detail == 4);
}

/* Not 550, 551 and 553: the bare numbers are said of a mailbox, of the sender and of "relay not permitted". */
static bool
is_wrong_address(const char *said)
{
	/* Takes no mail, full, a domain that takes none. */
	static const char *const codes[] = {"521", "552", "556"};
	long subject, detail;

	if (is_of_sender(said))
		return false;
	if (read_enhanced(said, &subject, &detail))
		return is_wrong_by_enhanced(subject, detail);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (vg_text_starts(said, codes[i]))
			return true;
	}
	return false;
}

/* It is ours, and the same for all mails: only a size is this one's own. */
static bool
is_wrong_size(const char *said)
{
	long subject, detail;

	if (read_enhanced(said, &subject, &detail))
		return subject == 3 && detail == 4;
	return vg_text_starts(said, "552");
}

/* 7: who may send what.  Of a message it may be its words, and it may be whom the relay lets send as whom. */
static bool
is_by_rule(const char *said)
{
	long subject, detail;

	return read_enhanced(said, &subject, &detail) && subject == 7;
}

enum vg_courier_outcome
vg_courierjudge_said(enum vg_courierjudge_stage stage, const char *said, bool *relays)
{
	bool wrong = false;

	*relays = false;
	if (said[0] == '2' || said[0] == '3')
		return VG_COURIER_SENT;
	switch (stage) {
	case VG_COURIERJUDGE_BEFORE:
		break;
	case VG_COURIERJUDGE_MAIL:
		wrong = is_wrong_size(said);
		break;
	case VG_COURIERJUDGE_RCPT:
		wrong = is_wrong_address(said);
		break;
	case VG_COURIERJUDGE_DATA:
		wrong = !is_by_rule(said) && !is_of_sender(said);
		break;
	}
	if (said[0] == '5' && wrong)
		return VG_COURIER_FAILED;
	/* A 4xx to what was asked is an answer, unless it says good-bye, or takes us for nobody. */
	*relays = said[0] != '4' || stage == VG_COURIERJUDGE_BEFORE ||
	    vg_text_starts(said, "421") || is_of_sender(said);
	return VG_COURIER_LATER;
}
