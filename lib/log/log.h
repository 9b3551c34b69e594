/*
 * The log: one line per fact that somebody decided something about, on stderr.  Subsystem
 * first, object next, then the sentence:  "intake 127.0.0.1: refused: wrong digest count=3".
 * Under systemd each line carries its priority as "<N>"; elsewhere a UTC time and the level.
 *
 * Refuses to be a place for secrets: nothing here formats a struct vg_secret.
 */
#ifndef VG_LIB_LOG_LOG_H
#define VG_LIB_LOG_LOG_H

enum vg_log_level { VG_LOG_ERROR, VG_LOG_WARNING, VG_LOG_INFO, VG_LOG_DEBUG };

/*
 * Writes one line: 'subsystem' ("poll", "desk", ...), 'object' (what it is about; "" for the
 * program itself) and the formatted sentence.  Line breaks and control characters in it are
 * replaced, so that text from outside cannot forge a line.  Cut at 1,000 octets.  VG_LOG_DEBUG
 * is left out.
 */
void
vg_log(enum vg_log_level level, const char *subsystem, const char *object,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
