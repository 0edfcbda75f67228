#!/usr/bin/env bash
# Runs the README's two commands in a Debian 12 that holds nothing else: a debootstrap chroot with a clone of the
# committed HEAD. Prints how long each took. Needs root, debootstrap and about 12 GB.
#
#   deploy/fresh-check.sh [FOLDER]     FOLDER: where the chroot is made (default: a temporary one); removed at the end
set -euo pipefail

checkout="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
root="$(realpath -m "${1:-$(mktemp -d)/debian12}")"
readonly checkout root
readonly mirror="${PALIMPSEST_DEBIAN_MIRROR:-http://deb.debian.org/debian}"

[ "$(id -u)" = 0 ] || { echo "fresh-check: run it as root (debootstrap and chroot need it)" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "fresh-check: apt-get install debootstrap first" >&2; exit 1; }
[ ! -e "$root" ] || { echo "fresh-check: $root exists; name a folder that does not" >&2; exit 1; }

mounts=()
clean_up() {
  local i
  for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do umount -l "${mounts[i]}" || true; done
  # Never through a mount that is still there.
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT

mount_into() {
  mkdir -p "$root/${*: -1}"
  mount "${@:1:$#-1}" "$root/${*: -1}"
  mounts+=("$root/${*: -1}")
}

echo "fresh-check: making a Debian 12 in $root"
mkdir -p "$(dirname "$root")"
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
  { tail -n 20 "$root.log" >&2; echo "fresh-check: debootstrap failed" >&2; exit 1; }
rm -f "$root.log"
mount_into -t proc proc /proc
mount_into -t tmpfs tmpfs /dev/shm
for device in null zero full random urandom tty; do
  [ -e "$root/dev/$device" ] && continue
  mknod -m 666 "$root/dev/$device" c "0x$(stat -c %t "/dev/$device")" "0x$(stat -c %T "/dev/$device")"
done
# How this machine reaches the network belongs to the machine, not to what is checked.
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
if [ -e /etc/pip.conf ]; then cp /etc/pip.conf "$root/etc/pip.conf"; fi
config="$HOME/.config/pip/pip.conf"
if [ -e "$config" ]; then install -D "$config" "$root/root/.config/pip/pip.conf"; fi

git clone -q --no-hardlinks "$checkout" "$root/root/palimpsest"

inside() {
  local started=$SECONDS
  chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb CI="${CI:-}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash -c "cd /root/palimpsest && $1"
  echo "fresh-check: $1 took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
}

inside deploy/quickstart.sh
inside deploy/test.sh
