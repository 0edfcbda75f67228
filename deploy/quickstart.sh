#!/usr/bin/env bash
# From a fresh Debian 12 to a finished job: installs what is missing, builds the four programs, starts a server with
# one worker on loopback, runs deploy/examples/quick.yaml on Fashion-MNIST and prints the result.
#
#   deploy/quickstart.sh [DATA_DIR]     DATA_DIR: where database and artifacts go (default: quickstart/ in the checkout)
set -euo pipefail

checkout="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
data_dir="$(realpath -m "${1:-$checkout/quickstart}")"
cd "$checkout"
readonly checkout data_dir
readonly bin="$checkout/build/dev/bin"
server_pid=""

fail() {
  echo "quickstart: $*" >&2
  exit 1
}

stop_server() {
  [ -n "$server_pid" ] || return 0
  kill "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
}

build() {
  echo "quickstart: building (some minutes the first time)"
  local log="$checkout/build/quickstart.log"
  mkdir -p build
  if ! { cmake --preset dev && cmake --build --preset dev \
    --target palimpsestd palimpsest-worker palimpsest-engine palimpsest; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "the build failed; the whole log is in $log"
  fi
}

# Sets server_pid and PALIMPSEST_SERVER. The port is chosen by the system and read back.
start_server() {
  mkdir -p "$data_dir"
  local port_file="$data_dir/port"
  rm -f "$port_file"
  "$bin/palimpsestd" --listen 127.0.0.1:0 --port-file "$port_file" --data-dir "$data_dir" --workers cpu:1 \
    2>"$data_dir/server.log" &
  server_pid=$!
  trap stop_server EXIT
  trap 'exit 130' INT TERM
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if [ -s "$port_file" ]; then
      PALIMPSEST_SERVER="127.0.0.1:$(cat "$port_file")"
      export PALIMPSEST_SERVER
      echo "quickstart: the server listens on $PALIMPSEST_SERVER"
      return
    fi
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 5 "$data_dir/server.log" >&2
  fail "the server did not start; its log is $data_dir/server.log"
}

main() {
  deploy/install-deps.sh
  build
  start_server
  local job
  job="$("$bin/palimpsest" submit deploy/examples/quick.yaml)"
  echo "quickstart: submitted $job"
  "$bin/palimpsest" watch "$job" || fail "$job failed; see '$bin/palimpsest show $job' and $data_dir/server.log"
  echo
  "$bin/palimpsest" show "$job"
  echo
  "$bin/palimpsest" artifact verify "$job"
  cat <<END

database:   $data_dir/palimpsest.db
artifacts:  $data_dir/artifacts (palimpsest artifact ls $job)

To go on with it, start the server again and ask it:
  $bin/palimpsestd --data-dir $data_dir
  $bin/palimpsest results
END
}

main
