#!/bin/sh
# Every header compiles alone.  The compiler and its flags come from the Makefile, by CC_LINE.
set -u
cd "$(dirname "$0")/../.." || exit 2
bad=0
n=0
for h in $(find lib agent collector tests/sim tests/play tests/sim-noc tests/malformed -name '*.h' | sort); do
	n=$((n + 1))
	# shellcheck disable=SC2086
	printf '#include "%s"\ntypedef int vg_not_empty;\n' "$h" |
		${CC_LINE:?} -fsyntax-only -x c - || { echo "$h: does not compile alone"; bad=1; }
done
[ "$bad" = 0 ] && echo "headers: $n compile alone"
exit "$bad"
