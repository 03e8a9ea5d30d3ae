#!/usr/bin/env bash
# Install Debian packages that are missing: tools/system.sh PACKAGE...; `tests` stands for what the tests need.
# Needs root or sudo without a password; without either it says in one line what to install, and fails.
set -euo pipefail

present() {
    case $1 in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' ;;
        fonts-wqy-microhei) command -v fc-list && [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] ;;
        *) dpkg-query -W -f '${Status}' "$1" | grep -q 'ok installed' ;;
    esac >/dev/null 2>&1
}

refuse() {
    echo "$1" >&2
    exit 1
}

named_by_rpm() {
    for package in "${missing[@]}"; do
        case $package in
            python3-venv) echo python3-pip ;;
            postgresql) echo postgresql-server ;;
            fonts-wqy-microhei) echo wqy-microhei-fonts ;;
            *) echo "$package" ;;
        esac
    done | paste -sd ' '
}

[ "${1-}" = tests ] && set -- chromium postgresql fonts-wqy-microhei
missing=()
for package in "$@"; do present "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

wanted="${missing[*]}"
for tool in dnf yum; do # openEuler, Kylin and the like: their names, installed by their administrator
    if ! command -v apt-get >/dev/null && command -v "$tool" >/dev/null; then
        refuse "Missing; please run: sudo $tool install $(named_by_rpm)"
    fi
done
command -v apt-get >/dev/null || refuse "Missing, and this is no Debian; please install: $wanted"
if [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    refuse "Missing Debian packages, and no root to install them; please run: sudo apt-get install $wanted"
fi
echo "Installing Debian packages: $wanted" >&2
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
"${apt[@]}" update </dev/null >&2 || true # an old list may still do; what is missing is named below
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2 ||
    refuse "Could not install: $wanted (see above)"
