#!/bin/sh
# A day of an agent's life, fast: as many cycles as a day has minutes, ten a second.
#
#   tests/fault/day.sh [CYCLES]        (default 1440, about three minutes)
#
# Time is scaled by the interval (100 ms stand for a minute), not by libfaketime: timers, the kernel's
# sockets and the collector's clocks then agree, and each cycle is a real one.  What goes by hours of
# the wall clock (roll-ups of an hour, ages) is not seen here; unit tests see it.
#
# Twelve devices fail and recover at random; the agent is killed once, two storms of notifications come,
# the collector is away twice for 2.4 hours.  At the end all is quiet: every message has arrived once,
# nothing stands, nothing was lost, and the agent's own memory at rest (the least of each eighth of the
# day) did not grow by more than 256 KiB in the last quarter and 512 KiB since noon.  Exit 0 when that holds, else 1.  VIGIE_BUILD names the
# programs' folder (build/release).
exec python3 "$(dirname "$0")/day.py" "${1:-1440}"
