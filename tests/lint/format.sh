#!/bin/sh
# clang-format decides how the code is laid out (.clang-format).  `format.sh mend` rewrites.
set -u
cd "$(dirname "$0")/../.." || exit 2
files=$(find lib agent collector tests -name '*.[ch]' | sort)
[ "${1:-}" = mend ] && { printf '%s\n' "$files" | xargs clang-format -i; exit $?; }
printf '%s\n' "$files" | xargs clang-format --dry-run -Werror && echo "format: as .clang-format says"
