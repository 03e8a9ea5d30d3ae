#!/usr/bin/env bash
# Fetch what a machine without internet installs, hashes checked: tools/wheelhouse.sh REQUIREMENTS [ARCHITECTURE] [PYTHON]
# An architecture (aarch64, x86_64) other than this machine's takes ready-made wheels only; both may lie in one folder.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=$1 architecture=${2:-} version=${3:-}

other=()
if [ -n "$architecture$version" ]; then
    architecture=${architecture:-$(uname -m)}
    other=(--only-binary=:all: --implementation cp)
    for glibc in 28 27 26 25 24 17; do other+=(--platform "manylinux_2_${glibc}_$architecture"); done
    other+=(--platform "manylinux2014_$architecture")
    [ -z "$version" ] || other+=(--python-version "$version")
fi
python3 -m venv --clear .wheelhouse
trap 'rm -rf .wheelhouse' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1
.wheelhouse/bin/python -m pip download --quiet --require-hashes ${other[@]+"${other[@]}"} \
    -r "$requirements" -r requirements-build.txt -d wheels
echo "$(find wheels -type f | wc -l) files in wheels/; copy the whole folder to the server, then: sudo make install" >&2
