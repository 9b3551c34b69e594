#!/bin/sh
# One file reads the clock (docs/DESIGN.md R5); nobody asks the C library for a zone.
set -u
cd "$(dirname "$0")/../.." || exit 2
found=$(grep -rnE '\b(clock_gettime|gettimeofday|time|localtime|localtime_r|gmtime|gmtime_r|mktime|strftime|ftime|g_get_real_time|g_get_monotonic_time|event_base_gettimeofday_cached)[[:space:]]*\(' \
	lib agent collector tests/sim --include='*.c' --include='*.h' |
	grep -v '^lib/os/clock\.c:' | grep -vE '^[^:]+:[0-9]+:[[:space:]]*(/?\*|//)')
[ -z "$found" ] && { echo "clock: one reader"; exit 0; }
printf 'Only lib/os/clock.c reads a clock:\n%s\n' "$found"
exit 1
