/*
 * Error codes of the whole tree, from one table that also gives their text.
 *
 * Functions that can fail return VG_OK or one of these negative codes; the sentence that names
 * object and cause travels beside it in a struct vg_detail (lib/base/detail.h).
 */
#ifndef VG_LIB_BASE_ERROR_H
#define VG_LIB_BASE_ERROR_H

#define VG_ERRORS(X)                                                                     \
	X(VG_EINVAL, -1, "invalid value")                                                \
	X(VG_ERANGE, -2, "value out of range")                                           \
	X(VG_ENOENT, -3, "not found")                                                    \
	X(VG_EEXIST, -4, "exists already")                                               \
	X(VG_EPARSE, -5, "malformed")                                                    \
	X(VG_ETRUNC, -6, "too long for its place")                                       \
	X(VG_ELIMIT, -7, "limit reached")                                                \
	X(VG_EIO, -8, "input or output failed")                                          \
	X(VG_EFULL, -9, "disk full")                                                     \
	X(VG_EBUSY, -10, "busy")                                                         \
	X(VG_EAGAIN, -11, "try again later")                                             \
	X(VG_ETIMEOUT, -12, "timed out")                                                 \
	X(VG_EAUTH, -13, "not authentic")                                                \
	X(VG_EACCESS, -14, "not allowed")                                                \
	X(VG_EPOLICY, -15, "refused by policy")                                          \
	X(VG_ECORRUPT, -16, "damaged")                                                   \
	X(VG_ECONFLICT, -17, "conflicts with what is there")                             \
	X(VG_EUNSUPPORTED, -18, "not supported")                                         \
	X(VG_EUNREACH, -19, "unreachable")

#define VG_ERROR_ENUM(name, value, text) name = (value),
enum vg_error { VG_OK = 0, VG_ERRORS(VG_ERROR_ENUM) };
#undef VG_ERROR_ENUM

/*
 * Gives the short text of 'code' (borrowed, static): "ok" for VG_OK, "unknown error" for a
 * number that is no code of ours.
 */
const char *
vg_error_text(int code);

/* Gives the name of 'code' ("VG_EPARSE"; static), or "VG_?" for a number that is none. */
const char *
vg_error_name(int code);

#endif
