#!/usr/bin/env bash
# tools/configure.sh BUILD PRESET LIBTORCH: runs CMake when BUILD is not configured so already.
set -euo pipefail
readonly build=$1 preset=$2 libtorch=$3
readonly wanted="$preset $libtorch"
if [[ -e $build/build.ninja && $(cat "$build/.configured" 2>/dev/null) == "$wanted" ]]; then exit 0; fi
echo "configuring $build: preset $preset, libtorch at $libtorch" >&2
cmake --preset "$preset" -B "$build" -DLIBTORCH="$libtorch" >/dev/null
echo "$wanted" >"$build/.configured"
