#!/usr/bin/env bash
# A real systemd as PID 1 of its own namespaces, over a throw-away overlay of this machine's root, in well under a second. Root only.
#
#   boot.sh [PREPARE]    prints the number of that PID 1, as this side sees it, when the system is up; it lives until stdin ends
#
# PREPARE is a script that runs before the boot, with the folder that will be the root as its argument.
# Its root is /proc/NUMBER/root; `nsenter -t NUMBER …` runs a command in it. Nothing outlives the call: mounts and processes end with the
# namespaces, what was written lies in a tmpfs. Nothing of this machine is touched but a control group of its own. Exit status 77, with
# the reason on stderr, where that cannot be done. MemoryMax= and TasksMax= are not enforced on a host with control groups of version 1.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
target=decnet-test.target
FAILED=70 # PREPARE has: not a lack of this machine

cannot() {
  echo "$1" >&2
  exit 77
}

# Second stage, inside the new namespaces: makes the new root, and becomes its systemd.
if [[ ${DECNET_BOOT_STAGE:-} == inner ]]; then
  work=$1 prepare=$2
  R=$work/root
  mount --make-rprivate /
  mount -t tmpfs -o mode=755 tmpfs "$work"
  mkdir "$work/upper" "$work/scratch" "$R"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/scratch" "$R"
  mount -t proc proc "$R/proc"
  # systemd-sysctl must not reach this machine's kernel.
  mount --bind "$R/proc/sys" "$R/proc/sys"
  mount -o remount,bind,ro "$R/proc/sys"
  mount -t sysfs -o ro sysfs "$R/sys"
  mount -t cgroup2 cgroup2 "$R/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 tmpfs "$R/run"
  mount -t tmpfs -o mode=1777 tmpfs "$R/tmp"
  mount -t tmpfs -o mode=755 tmpfs "$R/dev"
  for node in null zero full random urandom tty; do
    touch "$R/dev/$node"
    mount --bind "/dev/$node" "$R/dev/$node"
  done
  mkdir "$R/dev/pts" "$R/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$R/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$R/dev/shm"
  ln -s pts/ptmx "$R/dev/ptmx"
  ln -s /proc/self/fd "$R/dev/fd"
  for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%:*}" "$R/dev/${stream#*:}"; done
  hostname decnet-test
  # No service, socket or timer of this machine's own, and a journal that begins with the boot.
  rm -f "$R"/etc/systemd/system/*.wants/* "$R/usr/sbin/policy-rc.d"
  for unit in "$R"/lib/systemd/system/*.timer; do ln -sf /dev/null "$R/etc/systemd/system/${unit##*/}"; done
  rm -rf "$R/var/log/journal"
  mkdir -p "$R/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' >"$R/etc/systemd/journald.conf.d/test.conf"
  cat >"$R/etc/systemd/system/$target" <<UNIT
[Unit]
Requires=basic.target systemd-sysusers.service systemd-tmpfiles-setup.service
After=basic.target systemd-sysusers.service systemd-tmpfiles-setup.service
AllowIsolate=yes
UNIT
  [[ -z $prepare ]] || "$prepare" "$R" || exit "$FAILED"
  mkdir -p "$R/mnt/.old"
  cd "$R"
  pivot_root . mnt/.old # chroot would break PrivateUsers=
  umount -l /mnt/.old
  cd /
  exec env -i container=decnet-test PATH="$PATH" LANG=C.UTF-8 \
    /lib/systemd/systemd --system --log-target=journal-or-kmsg --show-status=0 "--unit=$target"
fi

[[ $(uname) == Linux ]] || cannot "needs Linux"
[[ $(id -u) -eq 0 ]] || cannot "needs root"
[[ -x /lib/systemd/systemd ]] || cannot "needs the package systemd (scripts/system-deps.sh)"
for tool in unshare nsenter pgrep; do
  command -v "$tool" >/dev/null || cannot "needs $tool (scripts/system-deps.sh)"
done
cgroups=/sys/fs/cgroup/unified
[[ -d $cgroups ]] || cgroups=/sys/fs/cgroup
[[ -e $cgroups/cgroup.procs ]] || cannot "needs control groups of version 2"
# A group of its own, or the inner systemd would take over this machine's root group.
group=$cgroups/decnet-test.$$
mkdir "$group" 2>/dev/null || cannot "needs a control group, and may not make one in $cgroups"

work=$(mktemp -d /tmp/decnet-systemd.XXXXXX)
outer=
cleanup() {
  if [[ -n $outer ]]; then
    kill -9 "$outer" 2>/dev/null || true
    wait "$outer" 2>/dev/null || true
  fi
  # The kernel takes a moment to end what was in the groups.
  for _ in {1..100}; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
    sleep 0.05
  done
  rm -rf "$work" "$work.log"
}
trap cleanup EXIT

(
  echo "$BASHPID" >"$group/cgroup.procs"
  DECNET_BOOT_STAGE=inner exec unshare -m -p -f -C -n -u -i --kill-child "$(realpath "$0")" "$work" "${1:-}"
) >"$work.log" 2>&1 </dev/null &
outer=$!

ended() {
  local status=0
  wait "$outer" || status=$?
  if [[ $status -eq $FAILED ]]; then
    cat "$work.log" >&2
    exit "$FAILED"
  fi
  cannot "cannot boot a systemd in namespaces here: $(tail -n 1 "$work.log")"
}

init=
for _ in {1..400}; do
  init=$(pgrep -P "$outer" || true)
  [[ -n $init && $(cat "/proc/$init/comm" 2>/dev/null) == systemd ]] && break
  kill -0 "$outer" 2>/dev/null || ended
  sleep 0.05
done
inside() {
  nsenter -t "$init" -m -p -C -n -u -i -r -w env -i PATH="$PATH" "$@"
}
for _ in {1..400}; do
  case $(inside systemctl is-system-running 2>/dev/null) in
    running | degraded) up=yes && break ;;
  esac
  sleep 0.05
done
[[ -n ${up:-} ]] || cannot "the systemd in its namespaces did not come up within 20 s: $(tail -n 1 "$work.log")"

echo "$init"
# Until whoever started this closes stdin, or ends, in whatever way.
cat >/dev/null
