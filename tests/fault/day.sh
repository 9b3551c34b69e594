#!/bin/sh
# A day of an agent's life, fast: as many cycles as a day has minutes, ten a second.
#
#   tests/fault/day.sh [CYCLES]        (default 1440, about three minutes)
#
# Twelve devices fail and recover at random, the collector goes away and comes back.  At the end all is
# quiet: every message has arrived once, nothing stands, nothing was lost, and the agent's memory did not
# grow in the last quarter (512 KiB), nor over the day by more than its databases' caches (8 MiB).  Exit 0 when that holds, else 1.  VIGIE_BUILD names the
# programs' folder (build/release).
exec python3 "$(dirname "$0")/day.py" "${1:-1440}"
