#!/bin/sh
# kill -9 of agent and collector at random moments under a stream of faults.
#
#   tests/fault/kill9.sh [KILLS]        (default 50)
#
# Prints what was acknowledged and is missing, and cases that were opened twice: both must be 0.
# Exit 0 when they are, else 1.  VIGIE_BUILD names the programs' folder (build/release).
exec python3 "$(dirname "$0")/kill9.py" "${1:-50}"
