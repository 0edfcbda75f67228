#!/usr/bin/env bash
# The arrows of the house go down only (DESIGN: the house). Prints every include that points up, and fails if there is one.
#
#   layering_test.sh ROOT     ROOT: the repository
set -euo pipefail
cd "$1"
failed=0

# forbid WHAT PATTERN PATH...: no C++ file below the paths includes a header that matches the pattern.
forbid() {
  local what="$1" pattern="$2" found
  shift 2
  found="$(find "$@" -type f \( -name '*.h' -o -name '*.cc' \) -print0 2>/dev/null |
    xargs -0 -r grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" /dev/null || true)"
  if [ -n "$found" ]; then
    echo "layering: $what:"
    echo "$found"
    failed=1
  fi
}

# allow_only WHAT PATTERN FOLDER: nothing outside the folder (and its tests) includes such a header.
allow_only() {
  local what="$1" pattern="$2" folder="$3" found
  found="$(find common server client tests -type f \( -name '*.h' -o -name '*.cc' \) -print0 |
    xargs -0 -r grep -lE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" /dev/null |
    grep -vE "^($folder)/" || true)"
  if [ -n "$found" ]; then
    echo "layering: $what:"
    echo "$found"
    failed=1
  fi
}

readonly torch='torch/|ATen/|c10/|caffe2/'
readonly grpc='grpc/|grpcpp/|grpc\+\+/|[^>"]*\.grpc\.pb\.h'
readonly sqlite='sqlite3'

forbid "common/ must not include torch or SQLite" "$torch|$sqlite" common
forbid "common/ must not include server or client" 'server/|client/' common
forbid "the science works on plain spans: no protobuf in base, memory, retraining, scaling and tensors" \
  '[^>"]*\.pb\.h|google/protobuf/' common/base common/memory common/retraining common/scaling common/tensors
forbid "server and client must not include each other" 'client/' server
forbid "server and client must not include each other" 'server/' client
forbid "the engine must not include gRPC or SQLite" "$grpc|$sqlite" server/engine
forbid "the worker must not include SQLite" "$sqlite" server/worker
allow_only "only server/engine may include torch" "$torch" \
  'server/engine|tests/unit/engine|tests/bench'
allow_only "of common/ only rpc may include gRPC" "$grpc" 'common/rpc|server|client|tests'
allow_only "only server/store may include SQLite" "$sqlite" 'server/store|tests/unit/store'

exit "$failed"
