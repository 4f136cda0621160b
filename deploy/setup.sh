#!/usr/bin/env bash
# Makes .venv and installs what requirements.lock names, then Égard itself. Says what it does; what is missing it names, with the cure.
#   deploy/setup.sh            (make calls it; a second time it ends at once)
set -euo pipefail
cd "$(dirname "$0")/.."
VENV=.venv
UV=uv==0.13.9

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }

python_of_the_machine() {
    local name
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if supported "$name"; then command -v "$name"; return; fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed and none was found. Debian 12 or newer, Ubuntu 24.04 or newer: apt-get install python3 python3-venv. If it has another name: make PYTHON=/path/to/python"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

make_venv() {
    local python package
    python=$(python_of_the_machine)
    say "making the virtual environment $VENV with $python ($("$python" -c 'import platform; print(platform.python_version())'))"
    if "$python" -m venv "$VENV" >/dev/null 2>&1; then return; fi
    rm -rf "$VENV"
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    say "this Python cannot make virtual environments; trying to install $package"
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null; } \
        || fail "the system package $package is missing; install it with: sudo apt-get install $package"
    "$python" -m venv "$VENV"
}

wanted=$(cat requirements.lock pyproject.toml deploy/setup.sh | sha256sum | cut -d' ' -f1)
if [ -x "$VENV/bin/egard" ] && [ "$(cat .make/installed 2>/dev/null || true)" = "$wanted" ]; then exit 0; fi

if [ -x "$VENV/bin/python" ] && ! supported "$VENV/bin/python"; then
    say "$VENV holds a Python that does not run or is not supported; it is made anew"
    rm -rf "$VENV"
fi
[ -x "$VENV/bin/python" ] || make_venv
if ! "$VENV/bin/uv" --version >/dev/null 2>&1; then
    say "installing uv, which installs the rest"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check "$UV" || fail "uv could not be installed from PyPI; is the network there?"
fi
# pip's settings hold for uv as well, where somebody uses a registry of their own
index=${UV_DEFAULT_INDEX:-$("$VENV/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
index=${index:-${PIP_INDEX_URL:-}}
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
say "installing $(grep -c '==' requirements.lock) packages from requirements.lock (about 900 MB on the disk; a minute or two the first time)"
"$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --require-hashes -r requirements.lock
"$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps --no-build-isolation -e .
mkdir -p .make
printf '%s\n' "$wanted" > .make/installed
say "done"
