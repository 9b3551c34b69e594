#!/bin/sh
# Our YANG modules are valid, and the shipped packs and examples are valid by them.
set -u
cd "$(dirname "$0")/../.." || exit 2
yuma=$(dpkg -L libyuma-base | sed -n 's|\(.*/modules/ietf\)$|\1|p' | head -n 1)
set -- -p yang
for folder in ${yuma:+"$yuma" "${yuma%/ietf}"}; do
	set -- "$@" -p "$folder"
done
bad=0
for module in yang/*.yang; do
	yanglint "$@" "$module" >/dev/null || { echo "$module: not valid"; bad=1; }
done
for pack in lib/packs/*.json; do
	[ -f "$pack" ] || continue
	yanglint "$@" -t config yang/vigie-alarm-types.yang yang/vigie-pack.yang "$pack" >/dev/null ||
		{ echo "$pack: not valid"; bad=1; }
done
[ "$bad" = 0 ] && echo "yang: modules and packs are valid"
exit "$bad"
