#!/usr/bin/env bash
# Shows that layering_test.sh can fail: each forbidden include, planted alone in an otherwise clean tree, must be found.
set -euo pipefail
check="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/layering_test.sh"
readonly check
tree="$(mktemp -d)"
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/common/{base,memory,retraining,scaling,tensors} "$tree"/server/{engine,store,worker} "$tree"/client "$tree"/tests

"$check" "$tree" || { echo "a clean tree was refused"; exit 1; }

expect_found() {
  local file="$tree/$1" line="$2"
  echo "$line" >"$file"
  if "$check" "$tree" >/dev/null; then
    echo "not found: $line in $1"
    exit 1
  fi
  rm "$file"
}

expect_found common/base/a.h '#include <torch/torch.h>'
expect_found common/base/a.cc '#include <grpcpp/grpcpp.h>'
expect_found common/base/a.cc '#include "palimpsest/v1/jobs.grpc.pb.h"'
expect_found common/base/a.cc '#include <sqlite3.h>'
expect_found common/memory/a.h '#include "palimpsest/v1/memory.pb.h"'
expect_found common/retraining/a.h '#include "palimpsest/v1/spec.pb.h"'
expect_found common/base/a.cc '#include "server/store/store.h"'
expect_found server/a.cc '#include <ATen/ATen.h>'
expect_found server/a.cc '#include <sqlite3.h>'
expect_found server/a.cc '#include "client/table.h"'
expect_found server/engine/a.cc '#include <grpcpp/grpcpp.h>'
expect_found server/worker/a.cc '#include <sqlite3.h>'
expect_found client/a.cc '# include <torch/torch.h>'
expect_found client/a.cc '#include "server/store/store.h"'
expect_found tests/a.cc '#include <sqlite3.h>'
