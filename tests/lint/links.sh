#!/bin/sh
# What each program may not link (docs/DESIGN.md 2): a parser of hostile bytes never shares a
# process with what it could harm.  Usage: links.sh BUILD-FOLDER
set -u
build=${1:?usage: links.sh BUILD-FOLDER}
bad=0
for program in vigie-agent vigie-collector; do
	needed=$(readelf -d "$build/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p') || exit 2
	[ -n "$needed" ] || { echo "$build/$program: not built"; exit 2; }
	for library in libcurl libssl libnetconf2 libgmime; do
		if printf '%s\n' "$needed" | grep -q "^$library"; then
			echo "$program: links $library"
			bad=1
		fi
	done
done
# The doors have no database, and parse no SNMP.
for program in vigie-web; do
	needed=$(readelf -d "$build/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p') || exit 2
	[ -n "$needed" ] || { echo "$build/$program: not built"; exit 2; }
	for library in libsqlite3 libnetsnmp libnetconf2 libgmime; do
		if printf '%s\n' "$needed" | grep -q "^$library"; then
			echo "$program: links $library"
			bad=1
		fi
	done
done
[ "$bad" = 0 ] && echo "links: agent, collector and web link no forbidden library"
exit "$bad"
