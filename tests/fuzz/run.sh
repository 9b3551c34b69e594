#!/bin/sh
# Runs every fuzz target whose name holds MATCH for so many seconds each; exit 1 when one of them
# crashed, leaked, hung or ate its memory.  New inputs gather in BUILD/fuzz/found/NAME, what broke
# a target in BUILD/fuzz/broke/NAME: mend it, then put the sample into tests/fuzz/corpus/NAME.
#
#   run.sh BUILD SECONDS [MATCH]
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$1
seconds=$2
match=${3:-}
bad=0
n=0
# Short stacks and a small quarantine: what allocates much runs twice as often.
export ASAN_OPTIONS="malloc_context_size=5:quarantine_size_mb=32${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
for source in tests/fuzz/fuzz_*.c; do
	target=$(basename "$source" .c)
	name=${target#fuzz_}
	case $name in *"$match"*) ;; *) continue ;; esac
	n=$((n + 1))
	found=$build/fuzz/found/$name
	broke=$build/fuzz/broke/$name
	mkdir -p "$found" "$broke"
	"$build/fuzz/tests/fuzz/$target" -max_total_time="$seconds" -max_len=9000 -timeout=10 \
		-rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$broke/" \
		"$found" "tests/fuzz/corpus/$name" >"$build/fuzz/$name.log" 2>&1
	code=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/$name.log")
	printf 'fuzz %s: %s runs, exit %d\n' "$name" "${runs:-?}" "$code"
	if [ "$code" != 0 ]; then
		bad=1
		grep -aE 'ERROR|SUMMARY|Test unit written|runtime error' "$build/fuzz/$name.log"
	fi
done
[ "$n" != 0 ] || { echo "no fuzz target matches '$match'"; exit 2; }
exit "$bad"
