/*
 * The sentence that goes with an error code: which object, which rule, which value.
 *
 * The room that knows object and cause writes it; the room that decides what to do about the
 * error logs or prints it.  Invariant: 'text' is always terminated.
 */
#ifndef VG_LIB_BASE_DETAIL_H
#define VG_LIB_BASE_DETAIL_H

struct vg_detail {
	int code;       /* VG_OK or VG_E...; what vg_detail_set was given last */
	char text[512]; /* UTF-8, cut at a character border when longer; "" when unset */
};

/*
 * Writes 'code' and the formatted sentence into 'detail' (borrowed; NULL is allowed and then
 * nothing is kept).  Returns 'code', so that `return vg_detail_set(...)` reads as one step.
 */
int
vg_detail_set(struct vg_detail *detail, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Puts a formatted prefix (the object) and ": " before the sentence that 'detail' holds.
 * Returns the code it holds.  'detail' may be NULL: returns VG_EINVAL then.
 */
int
vg_detail_prefix(struct vg_detail *detail, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Empties 'detail' (borrowed; NULL is allowed). */
void
vg_detail_clear(struct vg_detail *detail);

#endif
