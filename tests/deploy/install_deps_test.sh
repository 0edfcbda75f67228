#!/usr/bin/env bash
# install-deps.sh on a machine that has the packages: quiet when there is nothing to do, clear when a download fails.
#
#   install_deps_test.sh ROOT     ROOT: the repository
set -euo pipefail
install_deps="$1/deploy/install-deps.sh"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "install_deps_test: $*"
  exit 1
}

# Nothing to do: no output, and nothing that is there is touched.
"$install_deps" >"$scratch/first" 2>&1 || fail "failed: $(cat "$scratch/first")"
before="$(stat -c %Y "$("$install_deps" --print)/libtorch/.pinned")"
"$install_deps" >"$scratch/second" 2>&1
[ ! -s "$scratch/second" ] || fail "the second run was not quiet: $(cat "$scratch/second")"
[ "$(stat -c %Y "$("$install_deps" --print)/libtorch/.pinned")" = "$before" ] || fail "the second run installed again"

# A download that fails: exit 1, what failed and the way out in the last line, nothing half-made left behind.
if PIP_CONFIG_FILE=/dev/null PIP_INDEX_URL=http://127.0.0.1:1/simple PIP_RETRIES=0 PALIMPSEST_DEPS="$scratch/deps" \
  "$install_deps" >"$scratch/failed" 2>&1; then
  fail "a failed download was not noticed"
fi
tail -n 1 "$scratch/failed" | grep -q 'downloading libtorch-cpu.txt failed; check the network' ||
  fail "the last line does not say what failed: $(tail -n 1 "$scratch/failed")"
[ -z "$(ls -A "$scratch/deps")" ] || fail "left behind: $(ls -A "$scratch/deps")"

# An unknown option: exit 2 and the usage.
status=0
"$install_deps" --nonsense >"$scratch/usage" 2>&1 || status=$?
[ "$status" = 2 ] || fail "an unknown option ended with $status"
grep -q -- '--cuda' "$scratch/usage" || fail "an unknown option did not print the usage"
