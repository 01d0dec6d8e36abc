#!/usr/bin/env bash
# The four topics of the mutator, through a real bus worker: tells in a few seconds whether a missing event is the bus's fault.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_bus
start_subscriber 4 'topology.*.mutation.*'
publish() { "${decnet[@]}" bus pub "topology.smoke.mutation.$1" "$2" >/dev/null; }
publish enqueued '{"mutation_id":"m1","op":"add_lan","payload":{"name":"dmz"}}'
publish applying '{"mutation_id":"m1","op":"add_lan","payload":{"name":"dmz"}}'
publish applied '{"mutation_id":"m1","op":"add_lan"}'
publish failed '{"mutation_id":"m2","op":"remove_lan","reason":"smoke test"}'
wait "$subscriber"

seen="$(grep -oE '"topic":"[^"]*"' "$folder/events" | cut -d'"' -f4)"
expected="$(printf 'topology.smoke.mutation.%s\n' enqueued applying applied failed)"
[[ "$seen" == "$expected" ]] || { printf 'expected:\n%s\nseen:\n%s\n' "$expected" "$seen" >&2; exit 1; }
echo "OK: enqueued, applying, applied and failed were published and seen, in this order."
