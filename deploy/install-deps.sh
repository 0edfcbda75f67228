#!/usr/bin/env bash
# Installs everything that building, testing and running Palimpsest needs on Debian 12.
#
#   deploy/install-deps.sh           the packages, LibTorch for CPUs, Google's standard API messages
#   deploy/install-deps.sh --cuda    the same, and the CUDA libraries of LibTorch (2.7 GB more)
#   deploy/install-deps.sh --print   only print the folder the pinned archives live in
#
# Safe to run again: what is there already is left alone, and a second clone downloads nothing.
# The archives are pinned by hash and unpacked under $PALIMPSEST_DEPS
# (default: ${XDG_CACHE_HOME:-~/.cache}/palimpsest), which CMake finds the same way.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly here
readonly deps="${PALIMPSEST_DEPS:-${XDG_CACHE_HOME:-$HOME/.cache}/palimpsest}"
readonly packages=(
  build-essential cmake ninja-build ccache git ca-certificates
  clang clang-format libclang-rt-14-dev llvm
  libgrpc++-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev
  libabsl-dev libsqlite3-dev libcli11-dev libyaml-cpp-dev nlohmann-json3-dev
  libhwy-dev libgtest-dev libgmock-dev libbenchmark-dev zlib1g-dev libssl-dev
  python3 python3-pip dataset-fashion-mnist
)

fail() {
  echo "install-deps: $*" >&2
  exit 1
}

# Runs a command quietly; on failure shows what it printed and the way out.
quietly() {
  local what="$1" way_out="$2" log
  shift 2
  log="$(mktemp)"
  if ! "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "$what failed; $way_out"
  fi
  rm -f "$log"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" = 0 ] && return
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "missing packages: ${missing[*]}; run this script once as root"
  fi
  echo "install-deps: installing ${#missing[@]} Debian packages"
  local network="check the network and the sources in /etc/apt, then run this script again"
  quietly "apt-get update" "$network" as_root apt-get update -q
  quietly "apt-get install ${missing[*]}" "$network" \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Unpacks the archives of one requirements file into a folder that is named after the file's content, so that a
# changed pin never mixes with an old tree. The folder appears whole or not at all.
install_archives() {
  local requirements="$1" target="$2" stamp
  stamp="$(sha256sum <"$requirements" | cut -c1-16)"
  [ "$(cat "$target/.pinned" 2>/dev/null)" = "$stamp" ] && return
  echo "install-deps: downloading $(basename "$requirements" .txt) into $target"
  local staging="$target.partial.$$"
  rm -rf "$staging"
  mkdir -p "$(dirname "$target")" || fail "cannot write to $(dirname "$target"); set PALIMPSEST_DEPS to a folder you own"
  quietly "downloading $(basename "$requirements")" \
    "check the network, the proxy settings of pip and the free space in $(dirname "$target"), then run this script again" \
    /usr/bin/python3 -m pip install --target "$staging" --no-deps --no-compile --only-binary :all: \
    --require-hashes --no-cache-dir --disable-pip-version-check --no-warn-script-location -r "$requirements"
  echo "$stamp" >"$staging/.pinned"
  rm -rf "$target"
  mv "$staging" "$target"
}

main() {
  local cuda=0
  case "${1:-}" in
    "") ;;
    --cuda) cuda=1 ;;
    --print) echo "$deps"; exit 0 ;;
    *) sed -n '2,10p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//' >&2; exit 2 ;;
  esac
  [ "$(uname -m)" = x86_64 ] || fail "LibTorch is pinned for x86_64; this machine is $(uname -m)"
  install_packages
  install_archives "$here/libtorch-cpu.txt" "$deps/libtorch"
  install_archives "$here/protos.txt" "$deps/protos"
  if [ "$cuda" = 1 ]; then
    install_archives "$here/libtorch-cuda.txt" "$deps/cuda"
    # LibTorch's RPATH looks for the CUDA libraries beside it.
    cp -rsf "$deps/cuda/nvidia/." "$deps/libtorch/nvidia/"
  fi
}

main "$@"
