#!/usr/bin/env bash
# Proves the set-up where nothing is installed: makes an empty Debian (debootstrap), clones this
# checkout into it and runs commands there as root, each timed. Needs root, debootstrap and unshare.
#
#   tools/prove_setup.sh [COMMAND…]      default: "make build" "make build" "make test"
#   tools/prove_setup.sh .ci/run         from a clone, with not even make there
#
# ROOT_FOLDER (default: a new one under /tmp) takes about 4 GB and is removed in the end; KEEP=1
# keeps it. SUITE=bookworm. The machine's own mirror, proxies, certificates and pip configuration
# are used, and folders that pip's configuration names are mounted read-only.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly SUITE=${SUITE:-bookworm}

say() { printf 'prove: %s\n' "$*"; }
((EUID == 0)) || { say "must be root"; exit 2; }
command -v debootstrap >/dev/null || { say "debootstrap is missing"; exit 2; }
# A mount namespace of its own: whatever happens, no mount outlives this script.
if [[ -z ${PROVE_INSIDE:-} ]]; then
  PROVE_INSIDE=1 exec unshare --mount --propagation private "$0" "$@"
fi

readonly root=${ROOT_FOLDER:-$(mktemp -d /tmp/prove-XXXXXX)}
mounted=()

finish() {
  local folder
  for folder in "${mounted[@]}"; do umount "$folder" || true; done
  if [[ -z ${KEEP:-} ]] && ! grep -q " $root/" /proc/self/mounts; then
    rm -rf --one-file-system "$root"
  fi
}
trap finish EXIT

mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/{debian,ubuntu}.sources 2>/dev/null |
    sed -nE 's/^(URIs:|deb( \[.*\])?) *(http[^ ]*).*/\3/p' | head -1
}

# Folders that pip's configuration names, as file:… or plain paths.
pip_folders() {
  { python3 -m pip config list 2>/dev/null; env | grep '^PIP_'; } |
    grep -oE "(file://)?/[A-Za-z0-9_./-]+" | sed 's,^file://,,; s,/simple/*$,,' | sort -u |
    while read -r folder; do if [[ -d $folder ]]; then echo "$folder"; fi; done
}

mount_into() {  # mount_into FOLDER [OPTIONS of mount]
  mkdir -p "$root$1"
  mount "${@:2}" "$1" "$root$1"
  mounted=("$root$1" "${mounted[@]}")
}

make_root() {
  local folder name
  say "an empty $SUITE in $root"
  debootstrap --variant=minbase "$SUITE" "$root" "$(mirror)" >"$root.log" 2>&1 ||
    { tail "$root.log"; exit 1; }
  rm -f "$root.log"
  if [[ -s /etc/apt/sources.list.d/debian.sources ]]; then rm "$root/etc/apt/sources.list"; fi
  for name in /etc/apt/sources.list /etc/apt/sources.list.d/{debian,ubuntu}.sources \
    /etc/resolv.conf /etc/pip.conf /root/.config/pip/pip.conf; do
    if [[ -s $name ]]; then install -D -m 0644 "$name" "$root$name"; fi
  done
  while read -r name; do cp "$name" "$root/etc/apt/apt.conf.d/"; done \
    < <(grep -liE 'proxy' /etc/apt/apt.conf.d/* 2>/dev/null)
  if [[ -s /etc/ssl/certs/ca-certificates.crt ]]; then
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/certificates-of-this-machine.crt"
  fi
  mount_into /proc --bind
  for folder in $(pip_folders); do mount_into "$folder" --bind -o ro; done
}

inside() {  # inside COMMAND: in the root, with this machine's proxies and pip settings only
  local passed=() name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL \
    PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_DEFAULT_TIMEOUT; do
    if [[ -n ${!name:-} ]]; then passed+=("$name=${!name}"); fi
  done
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    PIP_CERT=/etc/certificates-of-this-machine.crt "${passed[@]}" \
    TIMEFORMAT="prove: %R s; of the processors %U + %S s" \
    chroot "$root" /bin/bash -c "cd /dragoman && time { $1; }" </dev/null
}

size_of() { du -sh "$root/$1" 2>/dev/null | cut -f1; }

main() {
  local commands=("$@") command status=0
  ((${#commands[@]})) || commands=("make build" "make build" "make test")
  make_root
  git clone --quiet --no-hardlinks . "$root/dragoman"
  say "commit $(git log -1 --format='%h %s')"
  if [[ ${commands[0]} == make* ]]; then
    inside 'apt-get -qq update && apt-get -qq install -y --no-install-recommends make' >/dev/null
  fi
  for command in "${commands[@]}"; do
    say "running: $command"
    inside "$command" || status=$?
    say "$command: exit $status"
    if ((status)); then break; fi
  done
  say "the checkout takes $(size_of dragoman) (.venv $(size_of dragoman/.venv)," \
    "build $(size_of dragoman/build)), system packages $(size_of usr)"
  return "$status"
}

main "$@"
