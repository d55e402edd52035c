#!/usr/bin/env bash
# tools/fuzz.sh LIBTORCH [SECONDS [TARGET…]]: builds the targets of tests/fuzz with clang's libFuzzer
# and sanitizers, and runs each for SECONDS (default 60) on what earlier runs found, kept in
# build-fuzz/corpus, and the seeds in tests/fuzz/corpus. Stops at the first finding and names the
# input; "build-fuzz/fuzz/fuzz_TARGET FILE" shows it again.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly libtorch=$1 seconds=${2:-60}
shift "$(($# < 2 ? $# : 2))"
command -v clang++-14 >/dev/null || { echo "fuzz: clang++-14 is missing: apt-get install clang-14" >&2; exit 1; }
tools/configure.sh build-fuzz fuzz "$libtorch"
cmake --build build-fuzz --target fuzzers
targets=("$@")
if ((${#targets[@]} == 0)); then
  for source in tests/fuzz/*.cpp; do targets+=("$(basename "$source" .cpp)"); done
fi
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
for target in "${targets[@]}"; do
  found=build-fuzz/corpus/$target
  mkdir -p "$found" build-fuzz/findings
  echo "fuzz: $target for $seconds seconds"
  build-fuzz/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -max_len=8192 -print_final_stats=1 -verbosity=0 -artifact_prefix=build-fuzz/findings/"$target"- \
    "$found" tests/fuzz/corpus/"$target"
done
