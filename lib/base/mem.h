/*
 * Memory that does not fail: exhaustion ends the program with one line, because peers retry
 * and state is on disk.  Sizes that come from outside are bounded before they get here.
 * Everything is released with free().
 */
#ifndef VG_LIB_BASE_MEM_H
#define VG_LIB_BASE_MEM_H

#include <stddef.h>

/* Gives 'size' zeroed bytes (at least one); the caller frees them. */
void *
vg_mem_zero(size_t size);

/* Gives 'count' zeroed items of 'size' bytes each; aborts when the product overflows. */
void *
vg_mem_array(size_t count, size_t size);

/*
 * From now on what is large goes back to the system as it is freed.  glibc learns from the first
 * large block that was freed to keep such blocks: for a program that runs for years, a peak of one
 * moment would stay.
 */
void
vg_mem_thrifty(void);

/* Gives what was freed back to the system: after something large, such as a tree, is gone. */
void
vg_mem_trim(void);

/* Makes '*text' (owned, may be NULL) a copy of 'with' (borrowed); NULL when that is "". */
void
vg_mem_replace(char **text, const char *with);

/* Takes 'old' (may be NULL) and gives it back with room for 'count' items of 'size' bytes. */
void *
vg_mem_resize(void *old, size_t count, size_t size);

/*
 * Makes room for one more item in a growing array: takes 'items' (may be NULL) that holds
 * '*capacity' items of 'size' bytes of which 'count' are used, gives it back grown if it was
 * full, new room zeroed, and updates '*capacity'.
 */
void *
vg_mem_grow(void *items, size_t *capacity, size_t count, size_t size);

/* Gives a copy of 'text' (borrowed), or NULL for NULL; the caller frees it. */
char *
vg_mem_text(const char *text);

/* Gives a terminated copy of the 'size' bytes at 'data' (borrowed); the caller frees it. */
char *
vg_mem_text_n(const void *data, size_t size);

/* Gives a copy of the 'size' bytes at 'data' (borrowed); the caller frees it. */
void *
vg_mem_copy(const void *data, size_t size);

/* Gives a formatted text; the caller frees it. */
char *
vg_mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
