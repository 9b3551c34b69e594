#!/bin/sh
# Our YANG modules are valid and described, the shipped packs and calendars are valid by them, and
# the catalogue of kinds and the packs say the same.
set -u
cd "$(dirname "$0")/../.." || exit 2
yuma=$(dpkg -L libyuma-base | sed -n 's|\(.*/modules/ietf\)$|\1|p' | head -n 1)
set -- -p yang
for folder in ${yuma:+"$yuma" "${yuma%/ietf}"}; do
	set -- "$@" -p "$folder"
done
bad=0
for module in yang/*.yang; do
	# A submodule is checked with the module that includes it.
	grep -q '^submodule ' "$module" && continue
	yanglint "$@" "$module" >/dev/null || { echo "$module: not valid"; bad=1; }
done
# Clients write paths with them: two modules of one prefix would want another for one of them.
twice=$(grep -l '^module ' yang/*.yang | xargs sed -n 's/^  prefix \(.*\);$/\1/p' | sort | uniq -d)
[ -z "$twice" ] || { echo "prefixes of several modules:" "$twice"; bad=1; }
for pack in lib/packs/*.json; do
	[ -f "$pack" ] || continue
	yanglint "$@" -t config yang/vigie-alarm-types.yang yang/vigie-pack.yang "$pack" >/dev/null ||
		{ echo "$pack: not valid"; bad=1; }
done
for calendars in lib/calendars/*.json; do
	yanglint "$@" -t config yang/vigie-calendar.yang "$calendars" >/dev/null ||
		{ echo "$calendars: not valid"; bad=1; }
done
tests/lint/catalogue.py || bad=1
tests/lint/faults.py || bad=1
[ "$bad" = 0 ] && echo "yang: modules, packs and calendars are valid"
exit "$bad"
