# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by `run` and `test`: install what is missing, then build. Sourced, not executed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=${VITRINE_BUILD:-$top/build}
jobs=${VITRINE_JOBS:-$(nproc)}

say() { printf '%s\n' "vitrine: $*" >&2; }
stop() { say "$*"; exit 1; }

# packages LIST...: the package names of the lists, comments and blank lines removed.
packages() { for list in "$@"; do sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$top/installer/packages/$list.txt"; done; }

# install_missing LIST...: apt-get installs what dpkg does not have; as root or through sudo.
install_missing() {
    command -v dpkg-query >/dev/null 2>&1 || { say "no dpkg here: install the packages of installer/packages by hand"; return 0; }
    release=$(. /etc/os-release && printf '%s-%s' "${ID:-}" "${VERSION_ID:-}")
    lists="$*"
    [ -f "$top/installer/packages/$release.txt" ] && lists="$lists $release"
    missing=""
    for package in $(packages $lists); do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || stop "these packages are missing and neither root nor sudo is at hand:$missing"
        as_root="sudo"
    fi
    say "installing:$missing"
    $as_root apt-get update -q >/dev/null || say "apt-get update failed; trying with the package lists at hand"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >"${TMPDIR:-/tmp}/vitrine-apt.log" 2>&1 ||
        { tail -n 20 "${TMPDIR:-/tmp}/vitrine-apt.log" >&2; stop "apt-get could not install the packages (full log: ${TMPDIR:-/tmp}/vitrine-apt.log)"; }
}

# configure_and_build CMAKE_OPTION...: a Release build in $build.
configure_and_build() {
    cmake -S "$top" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "$@" >"$build.configure.log" 2>&1 ||
        { tail -n 30 "$build.configure.log" >&2; stop "cmake could not configure the build (full log: $build.configure.log)"; }
    say "building in $build with $jobs jobs"
    ninja -C "$build" -j "$jobs"
}

# Real data: a folder beside the checkout is taken when the caller names none.
if [ -z "${VITRINE_DATA:-}" ] && [ -d "$top/../shared/data" ]; then
    VITRINE_DATA=$(cd "$top/../shared/data" && pwd)
    export VITRINE_DATA
fi
