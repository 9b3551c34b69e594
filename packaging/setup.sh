#!/bin/sh
# Sets a Debian 12 machine up for vigie and runs what you ask:
#
#   sh packaging/setup.sh demo       install what is missing, build, tell the story live
#   sh packaging/setup.sh check      install what is missing, build, run every test
#   sh packaging/setup.sh lint       install what is missing, build, run make lint-deep
#   sh packaging/setup.sh packages   install what a build needs, nothing else
#
# Needs root or sudo only while a package is missing.  Starts no service and replaces none of
# yours: the daemons that only tests talk to are unpacked below build/peers, never installed.
set -eu
cd "$(dirname "$0")/.."

BUILD='gcc make pkg-config libc6-dev libsnmp-dev libyang2-dev libevent-dev libsqlite3-dev
	libcurl4-openssl-dev libssl-dev libglib2.0-dev libjansson-dev libsmartcols-dev
	libsystemd-dev zlib1g-dev libarchive-dev libnetconf2-dev libgmime-3.0-dev libyuma-base openssh-client python3'
CHECK='libcmocka-dev python3-pytest snmp smitools libyang2-tools libsnmp-base clang-format
	clang libreadline8 shellcheck mandoc curl openssl sqlite3 binutils tar libfaketime iproute2 strace python3-ncclient'
LINT='clang-tidy cppcheck'
PEERS='snmptrapd snmpd openssh-server netconfd libyuma2 yangcli prometheus prometheus-alertmanager nginx postfix dovecot-core dovecot-imapd fetchmail getmail6 exim4-daemon-light libidn12 opensmtpd'

say() {
	printf '%s\n' "setup: $*"
}

missing() {
	for package; do
		state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
		[ "$state" = installed ] || printf '%s ' "$package"
	done
}

# Runs a command as root: as we are, or by sudo, or not at all.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		say "neither root nor sudo here; run this as root, then start again:" >&2
		printf '  %s\n' "$*" >&2
		exit 1
	fi
}

install_missing() {
	# shellcheck disable=SC2046,SC2086
	set -- $(missing $1)
	[ $# -gt 0 ] || return 0
	say "installing: $*"
	as_root apt-get -q update
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"
}

fetch_package() {
	(cd build/peers && apt-get -q download "$1")
}

# Unpacks daemons that tests start themselves; the packages' own scripts never run.  Of a file that two of them
# have (sendmail, of which no test makes use) the last one's stays.
unpack_peers() {
	for package in $PEERS; do
		[ -e "build/peers/$package.done" ] && continue
		say "unpacking $package below build/peers"
		mkdir -p build/peers
		fetch_package "$package" || { as_root apt-get -q update && fetch_package "$package"; }
		(cd build/peers && dpkg-deb -x "$package"_*.deb . && rm -f "$package"_*.deb &&
			: >"$package.done")
	done
}

jobs_of() {
	nproc 2>/dev/null || echo 1
}

case ${1:-} in
packages)
	install_missing "$BUILD"
	;;
demo)
	install_missing "$BUILD"
	say "building"
	make -j"$(jobs_of)" programs
	exec make demo ONCE="${ONCE:-}"
	;;
check)
	extra=
	command -v npm >/dev/null 2>&1 || extra=npm
	install_missing "$BUILD $CHECK $extra"
	unpack_peers
	say "building"
	make -j"$(jobs_of)" check-build
	exec make check
	;;
lint)
	install_missing "$BUILD $CHECK $LINT"
	exec make -j"$(jobs_of)" lint-deep
	;;
*)
	sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
