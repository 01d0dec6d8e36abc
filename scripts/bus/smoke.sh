#!/usr/bin/env bash
# End to end in seconds: boots a real bus worker, and for each pair of clients (TypeScript and Python as publisher and as subscriber) publishes
# one event and asserts that the subscriber sees it. Where Python or its protobuf is missing, says so and leaves its pairs out.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

clients=(typescript)
if has_python; then
  clients+=(python)
else
  echo "left out: Python, for there is no Python 3.11 with protobuf (apt-get install python3-protobuf)" >&2
fi

publish() {
  case "$1" in
    typescript) "${decnet[@]}" bus pub "$2" "$3" >/dev/null ;;
    python) "${python[@]}" pub "$2" "$3" ;;
  esac
}

subscribe() {
  # That of the pair before, in which this one's word would be found before it was said.
  rm -f "$folder/subscriber.log"
  case "$1" in
    typescript) start_subscriber 1 "$2" ;;
    python) start_python_subscriber 1 "$2" ;;
  esac
}

start_bus
for publisher in "${clients[@]}"; do
  for listener in "${clients[@]}"; do
    subscribe "$listener" 'topology.>'
    publish "$publisher" topology.smoke.status "{\"state\":\"active\",\"reason\":\"from $publisher to $listener\"}"
    wait "$subscriber"
    grep -qF '"topic":"topology.smoke.status"' "$folder/events"
    grep -qF "\"reason\":\"from $publisher to $listener\"" "$folder/events"
    echo "OK: topology.smoke.status was published by $publisher and seen by $listener."
  done
done
