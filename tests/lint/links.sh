#!/bin/sh
# What each program may not link (docs/DESIGN.md 2): a parser of hostile bytes never shares a
# process with what it could harm.  Usage: links.sh BUILD-FOLDER
set -u
build=${1:?usage: links.sh BUILD-FOLDER}
bad=0
# PROGRAM LIBRARY...
may_not_link() {
	program=$1
	shift
	needed=$(readelf -d "$build/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p') || exit 2
	[ -n "$needed" ] || { echo "$build/$program: not built"; exit 2; }
	for library in "$@"; do
		if printf '%s\n' "$needed" | grep -q "^$library"; then
			echo "$program: links $library"
			bad=1
		fi
	done
}

may_not_link vigie-agent libcurl libssl libnetconf2 libgmime
may_not_link vigie-collector libcurl libssl libnetconf2 libgmime
# No database, and nothing that parses SNMP.
may_not_link vigie-web libsqlite3 libnetsnmp libnetconf2 libgmime
# What reads mails has neither a database nor a way out but the socket; started for each mail, it loads
# nothing that costs more than reading one.
may_not_link vigie-mail-intake libsqlite3 libnetsnmp libnetconf2 libyang libevent libssl libcrypto libsystemd libcurl
# It reads what relays say, and has no database.
may_not_link vigie-courier libsqlite3 libnetsnmp libnetconf2 libevent
[ "$bad" = 0 ] && echo "links: no program links a forbidden library"
exit "$bad"
