#!/usr/bin/env bash
# Install Debian packages that are missing: tools/system.sh PACKAGE...; `tests` stands for what the tests need.
# Needs root or sudo without a password; without either it says what to install, and fails.
set -euo pipefail

present() {
    case $1 in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' ;;
        fonts-wqy-microhei) command -v fc-list && [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] ;;
        *) dpkg -s "$1" ;;
    esac >/dev/null 2>&1
}

[ "${1-}" = tests ] && set -- chromium postgresql fonts-wqy-microhei
missing=()
for package in "$@"; do present "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    echo "Missing Debian packages: apt-get install ${missing[*]}" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null; then
    echo "Missing, and this is no Debian; please install: ${missing[*]}" >&2
    exit 1
fi
echo "Installing Debian packages: ${missing[*]}" >&2
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
"${apt[@]}" update </dev/null >&2
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2
