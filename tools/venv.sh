#!/usr/bin/env bash
# Make .venv hold what the hashed requirement file names: tools/venv.sh requirements[-s3|-dev].txt
# A second run with the same file is quick; the stamp in .venv carries the file's hash.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=$1

stamp_of() { echo ".venv/.installed-$1-$(cat "$1" requirements-build.txt pyproject.toml | sha256sum | cut -c1-16)"; }
compile() { .venv/bin/python -m compileall -q -- *.py */ >/dev/null || true; } # a service may not write into this folder

if [ -e "$(stamp_of "$requirements")" ] && [ -x .venv/bin/python ]; then
    compile # the code may be new where the requirements are not
    exit 0
fi

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 or newer is missing: apt-get install python3 python3-venv, or dnf (yum) install python3.11" >&2
    exit 1
}

if ! [ -x .venv/bin/python ] || ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        tools/system.sh python3-venv || true
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv module is missing: apt-get install python3-venv, or dnf (yum) install python3-pip" >&2
        exit 1
    fi
    "$python" -m venv --clear .venv
fi

echo "Installing $requirements into .venv (once; a minute or two)" >&2
export PIP_DISABLE_PIP_VERSION_CHECK=1
if [ -d wheels ]; then # brought along by `make wheelhouse`: nothing is fetched, the hashes are checked all the same
    export PIP_NO_INDEX=1 PIP_FIND_LINKS=$PWD/wheels
fi
.venv/bin/python -m pip install --quiet --require-hashes -r "$requirements"
builders=$(mktemp -d) # what builds the package stays outside of what runs it
trap 'rm -rf "$builders"' EXIT
.venv/bin/python -m pip install --quiet --require-hashes --target "$builders" -r requirements-build.txt
PYTHONPATH=$builders .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
compile
rm -f ".venv/.installed-$requirements-"*
touch "$(stamp_of "$requirements")"
[ "$requirements" = requirements.txt ] || touch "$(stamp_of requirements.txt)" # the others hold it, too
