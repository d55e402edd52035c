#!/usr/bin/env bash
# Installs what a target needs, and nothing that is there already; a second call does nothing.
#
#   tools/setup.sh packages   system packages (apt)
#   tools/setup.sh build      packages, and libtorch in .venv unless LIBTORCH=FOLDER names one
#   tools/setup.sh test       build, and the tests' oracles unless DRAGOMAN_ORACLES names a Python
#
# pip and apt go by the user's own configuration (indexes, proxies, certificates).
# Exit codes: 2 when something is missing that only the user can provide, 1 when an install failed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly TORCH_VERSION=2.13.0
readonly VENV=.venv
readonly STAMPS=$VENV/installed

# Debian 12 and Ubuntu name these alike.
readonly PACKAGES=(
  make g++ cmake ninja-build ccache mold git           # the tools of the build
  python3 python3-venv ca-certificates                 # holds the libtorch wheel; runs the checks
  libfmt-dev nlohmann-json3-dev zlib1g-dev libzstd-dev # base
  libtomlplusplus-dev libcli11-dev                     # config, cli
  libyaml-cpp-dev                                      # checkpoints
  libicu-dev libpcre2-dev libcld2-dev                  # text, rewards
  libfasttext-dev libmecab-dev libsentencepiece-dev    # metrics
  libhwy-dev                                           # kernels
  libcurl4-openssl-dev libsqlite3-dev                  # oracles
  libgtest-dev libcpp-httplib-dev                      # tests
)

say() { printf 'setup: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 2; }

missing_packages() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed ]] || echo "$package"
  done
}

install_packages() {  # install_packages NAME…
  if ! command -v dpkg-query >/dev/null; then
    say "no dpkg here; make sure that these (or their likes) are installed: $*"
    return
  fi
  local missing as_root=()
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return; fi
  say "system packages missing: ${missing[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || refuse "install them as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  say "reading the package lists (apt-get update)"
  "${apt[@]}" -qq update || say "apt-get update had trouble; going on with the lists that are there"
  "${apt[@]}" install --no-install-recommends --assume-no "${missing[@]}" 2>/dev/null |
    sed -n 's/^\(Need to get\|After this operation\)/setup: &/p' >&2 || true
  "${apt[@]}" install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" \
    </dev/null >/dev/null || { say "apt-get could not install: ${missing[*]}"; exit 1; }
  say "system packages installed"
}

# Nothing to fail for: some releases have another version only.
install_formatter() {
  local package=clang-format-14
  [[ $(apt-cache policy "$package" 2>/dev/null) == *Candidate:\ [0-9]* ]] || return 0
  install_packages "$package"
}

pip() { "$VENV/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }

make_venv() {
  [[ -x $VENV/bin/pip ]] && return
  # The system's Python: python3-venv belongs to it, and wheels exist for it.
  local python=${PYTHON:-/usr/bin/python3}
  [[ -x $python ]] || python=python3
  say "making $VENV, a virtual environment for the libtorch wheel ($python)"
  "$python" -m venv "$VENV"
}

has_gpu() { [[ -e /dev/nvidia0 ]] || { command -v nvidia-smi && nvidia-smi -L; } >/dev/null 2>&1; }

# The CPU build where there is no GPU and an index or folder that pip knows offers one.
install_torch_wheel() {
  local stamp=$STAMPS/torch-$TORCH_VERSION requirement log=$VENV/pip.log choices
  [[ -e $stamp ]] && return
  make_venv
  if has_gpu; then
    choices=("torch==$TORCH_VERSION,!=$TORCH_VERSION+cpu" "torch==$TORCH_VERSION")
    say "a GPU is here: taking the CUDA build of torch $TORCH_VERSION"
    say "download: 0.5 GB, then CUDA's libraries (about 2.5 GB)"
  else
    choices=("torch==$TORCH_VERSION+cpu" "torch==$TORCH_VERSION")
    say "no GPU here: taking the CPU build of torch $TORCH_VERSION if an index offers it"
    say "download: 0.2 GB; without a CPU build 0.5 GB and CUDA's libraries (about 2.5 GB)"
  fi
  : >"$log"
  for requirement in "${choices[@]}"; do
    # Only the libraries and headers are needed, so none of its Python dependencies.
    if pip install --quiet --no-deps --no-compile "$requirement" >>"$log" 2>&1; then
      install_cuda_libraries
      say "installed torch $(pip show torch 2>/dev/null | sed -n 's/^Version: //p')"
      mkdir -p "$STAMPS" && touch "$stamp"
      return
    fi
    say "pip offers no $requirement"
  done
  cat "$log" >&2
  say "pip could not install torch $TORCH_VERSION; LIBTORCH=FOLDER uses one that you have"
  exit 1
}

# What the wheel asks for under NVIDIA's names; a CPU build asks for nothing.
install_cuda_libraries() {
  local wanted
  mapfile -t wanted < <("$VENV/bin/python" - <<'PYTHON'
from importlib.metadata import requires
for line in requires("torch") or []:
    if line.startswith(("nvidia-", "cuda-")):
        print(line)
PYTHON
  )
  ((${#wanted[@]} == 0)) && return
  say "the wheel is a CUDA build; taking CUDA's libraries (about 2.5 GB)"
  pip install --quiet --no-compile "${wanted[@]}"
}

# .venv/libtorch is where the build looks, whatever the Python's version.
install_libtorch() {
  if [[ -n ${LIBTORCH:-} ]]; then
    [[ -e $LIBTORCH/include/ATen/ATen.h && -e $LIBTORCH/lib/libtorch_cpu.so ]] ||
      refuse "LIBTORCH=$LIBTORCH has no include/ATen/ATen.h and lib/libtorch_cpu.so"
    return
  fi
  install_torch_wheel
  if [[ ! -e $VENV/libtorch/include/ATen/ATen.h ]]; then
    local folder
    folder=$(cd "$VENV" && ls -d lib/python3*/site-packages/torch)
    ln -sfn "$folder" "$VENV/libtorch"
  fi
}

install_oracles() {
  if [[ -n ${DRAGOMAN_ORACLES:-} ]]; then
    "$DRAGOMAN_ORACLES" -c 'import torch, transformers, sacrebleu' ||
      refuse "DRAGOMAN_ORACLES=$DRAGOMAN_ORACLES cannot import torch, transformers and sacrebleu"
    return
  fi
  local stamp
  stamp=$STAMPS/oracles-$(sha256sum tools/oracles.txt | cut -c1-12)
  [[ -e $stamp ]] && return
  install_torch_wheel
  say "installing the tests' oracles (tools/oracles.txt); download: about 280 MB"
  pip install --quiet --no-compile "torch==$TORCH_VERSION" -r tools/oracles.txt \
    >"$VENV/pip.log" 2>&1 || { cat "$VENV/pip.log" >&2; say "no oracles could be installed"; exit 1; }
  mkdir -p "$STAMPS" && touch "$stamp"
}

case ${1:-} in
  packages) install_packages "${PACKAGES[@]}" ;;
  build) install_packages "${PACKAGES[@]}"; install_libtorch ;;
  test) install_packages "${PACKAGES[@]}"; install_formatter; install_libtorch; install_oracles ;;
  *) refuse "usage: tools/setup.sh packages | build | test" ;;
esac
