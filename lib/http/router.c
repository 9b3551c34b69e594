/*
 * Method and path to handler.
 */
#include "lib/http/router.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

bool
vg_router_match(const char *template, const char *path)
{
	while (*template == '/') {
		size_t want = strcspn(++template, "/");
		if (want == 2 && strncmp(template, "**", 2) == 0)
			return *path == '\0' || *path == '/';
		if (*path != '/')
			return false;
		size_t have = strcspn(++path, "/");
		bool any = want == 1 && *template == '*' && have > 0;
		if (!any && (want != have || strncmp(template, path, want) != 0))
			return false;
		template += want;
		path += have;
	}
	return *path == '\0';
}

/* Whether 'method' is one of the words of 'methods'. */
static bool
has_method(const char *methods, const char *method)
{
	size_t size = strlen(method);

	while (*methods) {
		size_t word = strcspn(methods, " ");
		if (word == size && strncmp(methods, method, size) == 0)
			return true;
		methods += word;
		methods += strspn(methods, " ");
	}
	return false;
}

/* Adds "GET HEAD" as "GET, HEAD" to what 'allow' holds already; cut when it is too small. */
static void
add_allowed(char *allow, size_t size, const char *methods)
{
	while (*methods) {
		size_t word = strcspn(methods, " ");
		size_t used = strlen(allow);
		vg_text_format(allow + used, size - used, "%s%.*s", used ? ", " : "",
		    (int)word, methods);
		methods += word;
		methods += strspn(methods, " ");
	}
}

int
vg_router_find(const struct vg_router_row *rows, size_t n, const char *method,
    const char *path, char *allow, size_t size)
{
	bool fits = false;

	allow[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		if (!vg_router_match(rows[i].template, path))
			continue;
		if (has_method(rows[i].methods, method)) {
			allow[0] = '\0';
			return rows[i].target;
		}
		fits = true;
		add_allowed(allow, size, rows[i].methods);
	}
	return fits ? VG_EUNSUPPORTED : VG_ENOENT;
}
