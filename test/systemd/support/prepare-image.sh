#!/usr/bin/env bash
# boot.sh's PREPARE: installs the built command line into the root in $1 as somebody who makes an image does, before it has ever booted. With the
# Node $DECNET_NODE.
set -euo pipefail
root=$1
repository=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../..")
home=/usr/local/lib/node_modules/decnet-bus

mkdir -p "$root$home/dist"
cp -r "$repository"/{bin,systemd,oclif.manifest.json,package.json} "$root$home"
cp -r "$repository"/dist/{cli,completions,man} "$root$home/dist"
cp "$DECNET_NODE" "$root/usr/local/bin/node"
chmod -R a+rX "$root$home" "$root/usr/local/bin/node"

chroot "$root" /usr/local/bin/node "$home/bin/decnet.js" bus install
systemd-sysusers "--root=$root" decnet.conf
systemctl "--root=$root" enable decnet-bus.socket decnet-bus.service
