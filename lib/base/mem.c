/*
 * Allocation that aborts when it is exhausted.
 */
#include "lib/base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { LARGE = 128 * 1024 };

static _Noreturn void
exhausted(size_t size)
{
	fprintf(stderr, "memory exhausted: %zu bytes refused\n", size);
	abort();
}

void *
vg_mem_zero(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		exhausted(size);
	return p;
}

void *
vg_mem_array(size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		exhausted(SIZE_MAX);
	return vg_mem_zero(count * size);
}

void *
vg_mem_resize(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		exhausted(SIZE_MAX);
	size_t bytes = count * size;
	void *p = realloc(old, bytes > 0 ? bytes : 1);

	if (!p)
		exhausted(bytes);
	return p;
}

void *
vg_mem_grow(void *items, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return items;
	size_t wanted = *capacity ? *capacity * 2 : 8;
	char *p = vg_mem_resize(items, wanted, size);

	memset(p + count * size, 0, (wanted - count) * size);
	*capacity = wanted;
	return p;
}

char *
vg_mem_text(const char *text)
{
	return text ? vg_mem_text_n(text, strlen(text)) : NULL;
}

char *
vg_mem_text_n(const void *data, size_t size)
{
	char *p = vg_mem_zero(size + 1);

	if (size)
		memcpy(p, data, size);
	return p;
}

void *
vg_mem_copy(const void *data, size_t size)
{
	void *p = vg_mem_zero(size);

	if (size)
		memcpy(p, data, size);
	return p;
}

char *
vg_mem_format(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		exhausted(0);
	return text;
}

void
vg_mem_replace(char **text, const char *with)
{
	if (*text && strcmp(*text, with) == 0)
		return;
	free(*text);
	*text = with[0] ? vg_mem_text(with) : NULL;
}

void
vg_mem_thrifty(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, 2 * LARGE);
}

void
vg_mem_trim(void)
{
	malloc_trim(0);
}
