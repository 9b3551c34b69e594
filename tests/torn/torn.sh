#!/bin/sh
# torn.sh LIBRARY COMMAND...  The command writes in pieces (torn.c), and all that it starts does, whatever
# environment that is given.  In a mount namespace of its own, which needs root: LIBRARY stands below /usr/share,
# where every user sees it, and /etc/ld.so.preload names it; what has a root of its own has another /etc.  TORN="PERCENT LEAST_MS MOST_MS" says how much.
set -eu
library=$(readlink -f "$1")
shift
if [ -z "${TORN_INSIDE:-}" ]; then
	TORN_INSIDE=1 exec unshare --mount --propagation private "$0" "$library" "$@"
fi
unset TORN_INSIDE
at=$(dirname "$library")/inside
mkdir -p "$at"
mount -t tmpfs none "$at"
mkdir -p "$at/share/vigie-torn" "$at/etc" "$at/work"
install -m 755 "$library" "$at/share/vigie-torn/torn.so"
echo "${TORN:-35 5 60}" >"$at/share/vigie-torn/torn.conf"
mount -t overlay overlay -o "lowerdir=$at/share:/usr/share" /usr/share
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$at/etc,workdir=$at/work" /etc
echo /usr/share/vigie-torn/torn.so >/etc/ld.so.preload
exec "$@"
