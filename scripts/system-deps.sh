#!/usr/bin/env bash
# Installs the Debian packages that the test suites beside `npm test` need (system, systemd, python, browser), and the protoc of
# `npm run gen`. `npm test` needs none of them; it skips a few tests without the last three, and says so.
#
# Asking twice does nothing the second time: if everything is there, apt is not touched, and no privileges are needed.
# Exit status 77, the usual sign for "cannot be done here", if something is missing on a machine that is not Debian or
# to a user that is not root.
set -euo pipefail

# package | why
PACKAGES=(
  "util-linux|setpriv: clients that run as another user or without a group, to see the socket's mode at work; unshare, nsenter"
  "protobuf-compiler|protoc 3.21, which makes the Python client's messages"
  "python3|the other end of what systemd is told, in the tests of the system"
  "python3-protobuf|the runtime of the Python client"
  "mypy|its types"
  "python3-pytest|its tests"
  "python3-pytest-asyncio|those that wait for something"
  "python3-hypothesis|its properties"
  "python3-uvloop|the event loop that many workers run on, beside asyncio's own"
  "passwd|groupadd, useradd: the decnet group, and users inside and outside of it"
  "systemd|the service manager itself, in namespaces of its own, and systemd-analyze"
  "procps|pgrep: the number of that systemd; kill: ExecReload= of the unit"
  "curl|it asks for metrics on a UNIX socket, as docs/operations.md does"
  "man-db|man: whether it finds the page that \`decnet bus install\` brings"
  "zsh|whether it finds the completion"
  "fish|the same"
  "iproute2|ss: how many clients may wait for the socket"
  "binutils|strip: the Node in the Debian package is without symbols"
  "dpkg-dev|dpkg-shlibdeps: whether the Debian package names all that its Node needs"
  "chromium|the browser in which the example's page is tested"
  "fonts-dejavu-core|something for that browser to write with"
  "mandoc|a second opinion on the manual page"
  "zsh|whether it can read its completions"
  "fish|whether it can read its own"
)

is_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

cannot() {
  echo "system-deps: $1" >&2
  echo "system-deps: the tests of the system, of Python and in a browser need these Debian packages:" >&2
  printf '  %s\n' "${PACKAGES[@]//|/: }" >&2
  exit 77
}

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null \
  || cannot "this is no Debian (apt-get or dpkg-query is missing). Install the counterparts of the packages by hand."

missing=()
for entry in "${PACKAGES[@]}"; do
  name="${entry%%|*}"
  is_installed "$name" || missing+=("$name")
done

if [[ ${#missing[@]} -eq 0 ]]; then
  echo "system-deps: all ${#PACKAGES[@]} packages are installed; nothing to do."
  exit 0
fi

[[ "$(id -u)" -eq 0 ]] || cannot "only root may install ${missing[*]}. Run this again as root, for example with sudo."

echo "system-deps: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
echo "system-deps: done."
