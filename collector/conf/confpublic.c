/*
 * Everybody's domains.
 */
#include "collector/conf/confpublic.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const domains[] = {"gmail.com", "googlemail.com", "outlook.com",
    "outlook.fr", "outlook.de", "hotmail.com", "hotmail.fr", "hotmail.co.uk", "live.com",
    "live.fr", "msn.com", "yahoo.com", "yahoo.fr", "yahoo.co.uk", "yahoo.de", "ymail.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "pm.me",
    "gmx.com", "gmx.de", "gmx.net", "gmx.fr", "web.de", "t-online.de", "freenet.de",
    "mail.com", "mail.ru", "yandex.ru", "yandex.com", "zoho.com", "tutanota.com",
    "fastmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr",
    "laposte.net", "bbox.fr", "numericable.fr", "club-internet.fr", "skynet.be",
    "bluewin.ch", "libero.it", "qq.com", "163.com", "126.com", "naver.com",
    "walla.co.il"};

bool
vg_confpublic_is(const char *domain)
{
	for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++) {
		if (strcasecmp(domains[i], domain) == 0)
			return true;
	}
	return false;
}

bool
vg_confpublic_same(const char *mail, const char *other)
{
	const char *a = strrchr(mail, '@'), *b = strrchr(other, '@');

	if (!a || !b || strcasecmp(a, b) != 0)
		return false;
	return !vg_confpublic_is(a + 1) || strcasecmp(mail, other) == 0;
}
