#!/bin/sh
# The manual pages are well-formed mdoc.
set -u
cd "$(dirname "$0")/../.." || exit 2
mandoc -T lint -W warning docs/man/*.[18] && echo "man: clean"
