#!/bin/sh
# Proves README's two commands on a Debian 12 that has nothing but a base system and git.
#
#   tests/integration/fresh-machine.sh [demo|check]...      (default: demo check)
#
# Makes a bare system with debootstrap below build/fresh (as root), clones HEAD into it and runs
# the commands there.  The mirror is read from this machine's own apt configuration.  Not part
# of `make check`: it takes minutes and downloads hundreds of packages.
# KEEP=1 leaves the system in place afterwards.
set -eu
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "fresh-machine: needs root (chroot, mount)" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "fresh-machine: needs the package debootstrap" >&2; exit 1; }
[ $# -gt 0 ] || set -- demo check
root=$PWD/build/fresh
mkdir -p "$root"

mirror_of() {
	{
		sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\(http[^ ]*\) bookworm .*/\2/p' \
			/etc/apt/sources.list 2>/dev/null || true
		for list in /etc/apt/sources.list.d/*.sources; do
			[ -f "$list" ] && awk '/^URIs:/ {uri = $2} /^Suites:.*bookworm( |$)/ {print uri}' "$list"
		done
	} | head -n 1
}

mounted=
cleanup() {
	for place in $mounted; do
		umount -l "$place" 2>/dev/null || true
	done
	[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$root"
}
trap cleanup EXIT INT TERM


mirror=$(mirror_of)
[ -n "$mirror" ] || { echo "fresh-machine: no Debian 12 mirror in apt's configuration" >&2; exit 1; }
echo "fresh-machine: a bare Debian 12 with git in $root"
[ -x "$root/usr/bin/git" ] ||
	debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
	{ tail -n 20 "$root.log"; exit 1; }
# Sources (updates and security included), names and certificates as on this machine.
rm -f "$root/etc/apt/sources.list"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
	[ -f "$list" ] && cp "$list" "$root$list"
done
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
[ -f /etc/ssl/certs/ca-certificates.crt ] &&
	cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
mkdir -p "$root/proc" "$root/dev"
mount -t proc proc "$root/proc" && mounted="$root/proc"
mount --bind /dev "$root/dev" && mounted="$root/dev $mounted"
mount --bind /dev/pts "$root/dev/pts" && mounted="$root/dev/pts $mounted"

rm -rf "$root/root/vigie"
git clone -q --no-hardlinks . "$root/root/vigie"
for command; do
	echo "fresh-machine: sh packaging/setup.sh $command"
	begun=$(date +%s)
	code=0
	chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI="${CI:-}" \
		ONCE=1 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
		npm_config_cafile=/etc/ssl/certs/ca-certificates.crt \
		sh -c "cd /root/vigie && sh packaging/setup.sh $command" || code=$?
	echo "fresh-machine: $command ended with $code after $(($(date +%s) - begun)) s"
	[ "$code" = 0 ] || exit "$code"
done
echo "fresh-machine: done"
