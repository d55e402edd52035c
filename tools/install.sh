#!/usr/bin/env bash
# tools/install.sh BUILD PREFIX LIBTORCH: the program, its libraries, and libtorch beside them.
#
# A CPU libtorch is copied into PREFIX/lib/dragoman/torch (0.4 GB), so that the checkout may go away.
# A CUDA libtorch, of several GB, stays where it is. The program looks in lib/dragoman/torch first,
# then in the libtorch that it was built with.
set -euo pipefail
readonly build=$1 prefix=$2 libtorch=$3
readonly libraries=$prefix/lib/dragoman
as_root=()
mkdir -p "$prefix" 2>/dev/null || true
if [[ ! -w $prefix ]]; then as_root=(sudo); fi

"${as_root[@]}" cmake --install "$build" --prefix "$prefix" >/dev/null
if [[ -e $libtorch/lib/libtorch_cuda.so ]]; then
  echo "installed $prefix/bin/dragoman; libtorch (CUDA) stays at $libtorch" >&2
else
  "${as_root[@]}" mkdir -p "$libraries/torch"
  for name in libtorch_cpu.so libc10.so libgomp.so.1; do
    if [[ -e $libtorch/lib/$name ]]; then
      "${as_root[@]}" install -m 0755 "$libtorch/lib/$name" "$libraries/torch/$name"
    fi
  done
  echo "installed $prefix/bin/dragoman; libtorch is in $libraries/torch" >&2
fi
"$prefix/bin/dragoman" --version >&2
