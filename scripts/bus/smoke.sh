#!/usr/bin/env bash
# End to end in a second: boots a real bus worker, publishes one event, asserts that a subscriber sees it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_bus
start_subscriber 1 'topology.>'
"${decnet[@]}" bus pub topology.smoke.status '{"state":"active","reason":"smoke test"}' >/dev/null
wait "$subscriber"
grep -qF '"topic":"topology.smoke.status"' "$folder/events"
grep -qF '"state":"active"' "$folder/events"
echo "OK: topology.smoke.status was published and seen."
