#!/bin/sh
# VIGIE-MIB is clean under the strictest smilint.  Debian ships no base modules of the IETF, so
# they come from the npm package net-snmp, fetched once into build/npm by its name and version.
set -u
cd "$(dirname "$0")/../.." || exit 2
version=3.29.2
folder=build/npm/net-snmp-$version
if [ ! -f "$folder/mibs/SNMPv2-SMI.mib" ]; then
	mkdir -p "$folder" || exit 1
	(cd "$folder" && npm pack --silent "net-snmp@$version" >/dev/null &&
		tar xzf "net-snmp-$version.tgz" --strip-components=2 package/lib/mibs) ||
		{ echo "mib: npm does not give net-snmp@$version"; exit 1; }
fi
SMIPATH=$folder/mibs:/usr/share/snmp/mibs
export SMIPATH
said=$(smilint -s -l 6 mibs/VIGIE-MIB.txt 2>&1) || { echo "mib: smilint failed: $said"; exit 1; }
[ -z "$said" ] || { echo "$said"; exit 1; }
echo "mib: clean"
