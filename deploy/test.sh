#!/usr/bin/env bash
# Installs what is missing, builds everything and runs every test. The second of the README's two commands.
#
#   deploy/test.sh
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
deploy/install-deps.sh
cmake --workflow --preset dev
