# Sourced by the smoke tests: a real bus worker on a socket of its own, ended with the script whatever happens.
#
# DECNET names the command to test; by default it is this checkout's (npm ci builds it). PYTHON names the Python that has protobuf; by
# default it is the system's.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export PATH="$root/node_modules/.bin:$PATH" # the Node that the repository pins, where the host's is too old
read -ra decnet <<<"${DECNET:-$root/bin/decnet.js}"
python=("${PYTHON:-/usr/bin/python3}" "$root/scripts/bus/python-peer.py")

folder="$(mktemp -d)"
export DECNET_BUS_SOCKET="$folder/bus.sock"
pids=()

finish() {
  local status=$?
  [[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || true
  wait || true
  if [[ $status -ne 0 ]]; then
    echo "FAILED. What the bus and the subscriber said:" >&2
    cat "$folder"/*.log >&2 || true
  fi
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT

# wait_for TEXT FILE PID: until the text stands in the file, for as long as the process lives, and at most 10 s.
wait_for() {
  for _ in {1..200}; do
    grep -qsF -- "$1" "$2" && return 0
    kill -0 "$3" 2>/dev/null || break
    sleep 0.05
  done
  echo "waited in vain for “$1” in $(basename "$2")" >&2
  return 1
}

start_bus() {
  "${decnet[@]}" bus --group "" --heartbeat 0 2>"$folder/bus.log" &
  pids+=($!)
  wait_for '"msg":"listening"' "$folder/bus.log" "$!"
}

# start_subscriber COUNT PATTERN: prints COUNT events as JSON lines into $folder/events; $subscriber is its pid.
start_subscriber() {
  "${decnet[@]}" bus sub "$2" --json --count "$1" --timeout 10 >"$folder/events" 2>"$folder/subscriber.log" &
  subscriber=$!
  wait_for "subscribed to" "$folder/subscriber.log" "$subscriber"
}

# has_python: whether the Python client can run here: Python 3.11, and protobuf for it.
has_python() {
  "${python[0]}" -c 'import sys, google.protobuf; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# start_python_subscriber COUNT PATTERN: as start_subscriber, with the Python client.
start_python_subscriber() {
  "${python[@]}" sub "$2" "$1" >"$folder/events" 2>"$folder/subscriber.log" &
  subscriber=$!
  wait_for "subscribed to" "$folder/subscriber.log" "$subscriber"
}
