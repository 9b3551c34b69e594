/*
 * Accept.
 */
#include "lib/rest/restmedia.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char blank[] = " \t";

/* How closely 'range' of 'size' octets fits 'type': 3 it is it, 2 its kind, 1 anything, 0 not. */
static int
fit(const char *range, size_t size, const char *type)
{
	size_t kind = strcspn(type, "/") + 1;

	if (size == strlen(type) && strncasecmp(range, type, size) == 0)
		return 3;
	if (size == kind + 1 && range[kind] == '*' && strncasecmp(range, type, kind) == 0)
		return 2;
	return size == 3 && strncmp(range, "*/*", 3) == 0 ? 1 : 0;
}

/*
 * The weight that 'params' (";a=b;q=0.5", up to 'end') say, in thousandths; 1000 when they say
 * none.
 */
static int
weight_of(const char *params, const char *end)
{
	while (params < end) {
		params += 1 + strspn(params + 1, blank);
		if (end - params >= 2 && (*params == 'q' || *params == 'Q') &&
		    params[1] == '=') {
			char whole = end - params > 2 ? params[2] : '\0';
			int weight = 0, unit = 100;
			if (whole != '0')
				return whole == '1' ? 1000 : 0;
			for (params += 4;
			     params < end && *params >= '0' && *params <= '9';
			     params++, unit /= 10)
				weight += unit * (*params - '0');
			return weight;
		}
		params += strcspn(params, ";,");
	}
	return 1000;
}

static int
wanted(const char *field, const char *type)
{
	int closest = 0, weight = 0;

	while (*field) {
		field += strspn(field, " \t,");
		size_t whole = strcspn(field, ",");
		size_t size = strcspn(field, " \t;,");
		const char *params = field + size + strspn(field + size, blank);
		int fits = fit(field, size, type);
		if (fits > closest) {
			closest = fits;
			weight = weight_of(params, field + whole);
		}
		field += whole;
	}
	return weight;
}

int
vg_restmedia_pick(const char *field, const char *const *types, size_t n)
{
	int best = -1, most = 0;

	if (!field)
		return 0;
	for (size_t i = 0; i < n; i++) {
		int weight = wanted(field, types[i]);
		if (weight > most) {
			most = weight;
			best = (int)i;
		}
	}
	return best;
}
