#!/usr/bin/env bash
# Write the four hashed requirement files from pyproject.toml: versions and hashes, no registry's address.
# Developers only; needs uv (pip install uv). `tools/lock.sh --upgrade` moves every version forward.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
common=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
        --no-annotate --no-header --no-config)
"$uv" pip compile "${common[@]}" "$@" --extra png pyproject.toml -o requirements.txt
"$uv" pip compile "${common[@]}" "$@" --extra png --extra s3 pyproject.toml -o requirements-s3.txt
"$uv" pip compile "${common[@]}" "$@" --group build -o requirements-build.txt
"$uv" pip compile "${common[@]}" "$@" --group dev pyproject.toml -o requirements-dev.txt
if grep -nE 'https?://|file:|--index|--find-links' requirements*.txt; then
    echo "a requirement file names an address; the lines are above" >&2
    exit 1
fi
