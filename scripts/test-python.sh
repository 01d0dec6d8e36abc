#!/usr/bin/env bash
# The tests of the Python client, types included, with Debian's Python and its packages; ends with a line `N passed, N failed, N skipped`.
# Arguments go to pytest. PYTHON names another Python that has the packages. The daemon under test is what was last built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../clients/python"

python="${PYTHON:-/usr/bin/python3}"
if ! missing="$("$python" -c 'import google.protobuf, hypothesis, mypy, pytest, pytest_asyncio' 2>&1)"; then
  echo "test-python: ${missing##*$'\n'}. Install what the tests need: scripts/system-deps.sh" >&2
  printf '\n0 passed, 1 failed, 0 skipped\n'
  exit 1
fi
exec "$python" -m pytest --quiet "$@"
