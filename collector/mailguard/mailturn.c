/*
 * Turns of mails that wait.
 */
#include "collector/mailguard/mailturn.h"

#include <string.h>

#include "lib/base/text.h"

/*
 * Below a country's two letters names are registered under these as well.  What is missing here makes
 * one house of several, which costs them turns and gives nobody any.
 */
static bool
is_second_level(const char *label, size_t size)
{
	static const char *const labels[] = {"ac", "asso", "co", "com", "ed", "edu", "go",
	    "gob", "gouv", "gov", "gv", "mil", "ne", "net", "nhs", "nom", "or", "org",
	    "plc", "police", "sch"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (strlen(labels[i]) == size && memcmp(labels[i], label, size) == 0)
			return true;
	}
	return false;
}

/* Where the label before 'at' begins, in 'domain'. */
static const char *
label_before(const char *domain, const char *at)
{
	while (at > domain && at[-1] != '.')
		at--;
	return at;
}

const char *
vg_mailturn_registered(const char *domain)
{
	const char *end = domain + strlen(domain);
	const char *top = label_before(domain, end);
	if (top == domain)
		return domain;
	const char *second = label_before(domain, top - 1);
	size_t size = (size_t)(top - 1 - second);

	if (second == domain || end - top != 2 || !is_second_level(second, size))
		return second;
	return label_before(domain, second - 1);
}

enum vg_mailturn_lane
vg_mailturn_place(const struct vg_mailturn_mail *m, char house[VG_MAILTURN_HOUSE_SIZE])
{
	const char *registered = vg_mailturn_registered(m->domain);

	if (m->proved) {
		vg_text_format(house, VG_MAILTURN_HOUSE_SIZE, "proved %s",
		    m->everybodys ? m->person : registered);
		return VG_MAILTURN_VOUCHED;
	}
	vg_text_format(house, VG_MAILTURN_HOUSE_SIZE, "said %s", registered);
	return m->answered && !m->everybodys ? VG_MAILTURN_VOUCHED : VG_MAILTURN_STRANGER;
}

enum vg_mailturn_whose
vg_mailturn_whose(int64_t nth)
{
	static const enum vg_mailturn_whose wheel[] = {VG_MAILTURN_VOUCHED_FIRST,
	    VG_MAILTURN_NEWEST, VG_MAILTURN_VOUCHED_FIRST, VG_MAILTURN_OLDEST};
	const int64_t n = sizeof(wheel) / sizeof(wheel[0]);

	return wheel[((nth % n) + n) % n];
}

enum vg_mailturn_whose
vg_mailturn_otherwise(enum vg_mailturn_whose whose)
{
	return whose == VG_MAILTURN_VOUCHED_FIRST ? VG_MAILTURN_OLDEST
						  : VG_MAILTURN_VOUCHED_FIRST;
}
