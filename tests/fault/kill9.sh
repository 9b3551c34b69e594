#!/bin/sh
# kill -9 at random moments under a stream of faults.
#
#   tests/fault/kill9.sh [KILLS [both|queueing|draining]]        (default 50 both)
#
# both: agent and collector, whichever chance says.  queueing: the agent, each time after it has put
# something into its spool, while the collector is away.  draining: the agent, each time while the
# collector acknowledges what a long absence has queued.
# Prints what was acknowledged and is missing, and cases that were opened twice: both must be 0.
# Exit 0 when they are, else 1.  VIGIE_BUILD names the programs' folder (build/release).
exec python3 "$(dirname "$0")/kill9.py" "${1:-50}" "${2:-both}"
