#!/usr/bin/env bash
# Builds the parts of llama.cpp that the comparison needs, for this machine, from the source that the
# package llama-cpp-python carries: build_llama.sh FOLDER. The programs are in FOLDER/bin afterwards.
set -euo pipefail

folder=$(realpath -m "${1:?usage: build_llama.sh FOLDER}")
mkdir -p "$folder/source"
if [ ! -d "$folder/source/vendor" ]; then
  python3 -m pip download --quiet --no-binary llama-cpp-python --no-deps --dest "$folder" llama-cpp-python
  tar -xf "$folder"/llama_cpp_python-*.tar.gz -C "$folder/source" --strip-components=1
fi
cmake -S "$folder/source/vendor/llama.cpp" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON \
  -DBUILD_SHARED_LIBS=OFF -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF \
  -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_EXAMPLES=OFF
cmake --build "$folder" --target llama-batched-bench llama-quantize -j"${JOBS:-$(nproc)}"
